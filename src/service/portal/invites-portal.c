/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/portal/invites-portal.h"

#include <string.h>

#include "core/invites-error.h"
#include "core/invites-problem.h"
#include "service/invites-keys.h"
#include "service/invites-password.h"
#include "service/portal/invites-portal-answer.h"
#include "service/portal/invites-portal-pages.h"

#define STATUS_OK          200
#define STATUS_BAD_REQUEST 400
#define STATUS_FORBIDDEN   403
#define STATUS_NOT_FOUND   404
#define STATUS_GONE        410

/* One acceptance. */
typedef struct
{
  InvitesRequest *request;    /* (borrowed) */
  InvitesReader   reader;
  GBytes         *token_hash; /* (owned) */
  InvitesLink    *link;       /* (owned) */
  char           *throttled;  /* (owned): whose failures are counted */
} Acceptance;

static void
acceptance_clear (Acceptance *self)
{
  g_clear_pointer (&self->token_hash, g_bytes_unref);
  g_clear_pointer (&self->link, invites_link_free);
  g_clear_pointer (&self->throttled, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Acceptance, acceptance_clear)

static InvitesAnswer *
new_state_page (const InvitesReader *reader, InvitesLinkState state)
{
  return invites_portal_answer_new (
    reader, state == INVITES_LINK_UNKNOWN ? STATUS_NOT_FOUND : STATUS_GONE,
    invites_portal_pages_render_state (state, reader->language));
}

static InvitesAnswer *
new_form_page (const InvitesReader *reader,
               const InvitesLink   *link,
               guint                status,
               const char          *problem)
{
  return invites_portal_answer_new (
    reader, status,
    invites_portal_pages_render_link (link, reader->language, problem));
}

/* NULL without error: what was presented is no token, and the database is not
 * asked. */
static GBytes *
dup_token_hash (InvitesRequest *request)
{
  const char *token = invites_request_get_segment (request, 0);

  return invites_token_is_valid (token) ? invites_token_hash (token) : NULL;
}

static InvitesLink *
find_link (InvitesRequest *request, GBytes *token_hash, GError **error)
{
  return invites_store_find_link (invites_request_get_store (request),
                                  token_hash, invites_time_now (), error);
}

/**
 * invites_portal_get:
 * @request: GET or HEAD /i/{secret}
 * @error: return location, or %NULL
 *
 * Shows the page of an invitation's link. Changes nothing: scanners of mail
 * follow links.
 *
 * Returns: (transfer full): a page with 200, 404 or 410
 */
InvitesAnswer *
invites_portal_get (InvitesRequest *request, GError **error)
{
  InvitesReader reader = invites_reader_find (request, NULL);
  g_autoptr(GBytes) token_hash = NULL;
  g_autoptr(InvitesLink) link = NULL;
  g_autoptr(GError) fault = NULL;

  if ((token_hash = dup_token_hash (request)) == NULL)
    return new_state_page (&reader, INVITES_LINK_UNKNOWN);
  if ((link = find_link (request, token_hash, &fault)) == NULL)
    return invites_portal_answer_new_fault (&reader, fault);
  reader = invites_reader_find (request, link->language);
  if (link->state != INVITES_LINK_LIVE)
    return new_state_page (&reader, link->state);
  return new_form_page (&reader, link, STATUS_OK, NULL);
}

/* NULL if the pass phrase will do, else the key of a sentence. Characters are
 * counted as people do, composed. */
static const char *
find_problem (GHashTable *form, gboolean is_new, const char **pass_phrase)
{
  const char *again = g_hash_table_lookup (form, "pass_phrase_again");
  g_autofree char *composed = NULL;
  glong length;

  *pass_phrase = g_hash_table_lookup (form, "pass_phrase");
  if (*pass_phrase == NULL && is_new)
    *pass_phrase = again;
  if (*pass_phrase == NULL || **pass_phrase == '\0')
    return is_new ? "problem-choose" : "problem-enter";
  composed = g_utf8_normalize (*pass_phrase, -1, G_NORMALIZE_NFC);
  if (composed == NULL)
    return "problem-unreadable";
  if (is_new && again != NULL && strcmp (*pass_phrase, again) != 0)
    return "problem-differ";
  length = g_utf8_strlen (composed, -1);
  if (length < INVITES_PASSWORD_MIN_LENGTH)
    return "problem-short";
  if (length > INVITES_PASSWORD_MAX_LENGTH)
    return "problem-long";
  return NULL;
}

/* Somebody was quicker, or the link has changed meanwhile: shows how it stands
 * now. */
static InvitesAnswer *
answer_refused (Acceptance *self, const GError *error)
{
  g_autoptr(InvitesLink) link = NULL;
  g_autoptr(GError) fault = NULL;

  if (!g_error_matches (error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND)
      && !g_error_matches (error, INVITES_ERROR, INVITES_ERROR_CONFLICT))
    return invites_portal_answer_new_fault (&self->reader, error);
  if ((link = find_link (self->request, self->token_hash, &fault)) == NULL)
    return invites_portal_answer_new_fault (&self->reader, fault);
  if (link->state == INVITES_LINK_LIVE)
    return new_form_page (&self->reader, link, 409, "problem-changed");
  return new_state_page (&self->reader, link->state);
}

static InvitesAnswer *
join (Acceptance *self, const char *password_hash)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *send_uuid = NULL;

  if (!invites_store_accept (invites_request_get_store (self->request),
                             self->token_hash, password_hash,
                             invites_time_now (), &send_uuid, &error))
    return answer_refused (self, error);
  if (send_uuid != NULL)
    invites_request_send_changed (self->request, send_uuid);
  return invites_portal_answer_new (
    &self->reader, STATUS_OK,
    invites_portal_pages_render_done (self->link, self->reader.language));
}

/* Hashes outside any transaction: it takes long. Only a wrong pass phrase is a
 * failure that is counted. */
static InvitesAnswer *
accept_with (Acceptance *self, const char *pass_phrase)
{
  InvitesThrottle *throttle
    = invites_request_get_portal_throttle (self->request);
  g_autofree char *password_hash = NULL;

  if (self->link->password_hash != NULL)
    {
      if (!invites_password_verify (pass_phrase, self->link->password_hash))
        return new_form_page (&self->reader, self->link, STATUS_FORBIDDEN,
                              "problem-wrong");
      invites_throttle_give_back (throttle, self->throttled);
      return join (self, self->link->password_hash);
    }

  invites_throttle_give_back (throttle, self->throttled);
  password_hash = invites_password_hash (pass_phrase);
  if (password_hash == NULL)
    return invites_portal_answer_new_note (&self->reader, 503,
                                           INVITES_NOTE_FAULT);
  return join (self, password_hash);
}

static InvitesAnswer *
answer_throttled (Acceptance *self, const GError *error)
{
  g_autofree char *seconds
    = g_strdup_printf ("%u", MAX (invites_error_get_retry_after (error), 1));
  InvitesAnswer *answer = new_form_page (
    &self->reader, self->link, invites_problem_get_status (error->code),
    "problem-throttled");

  invites_answer_add_header (answer, "Retry-After", seconds);
  return answer;
}

static InvitesAnswer *
accept_form (Acceptance *self, GHashTable *form)
{
  InvitesThrottle *throttle
    = invites_request_get_portal_throttle (self->request);
  gboolean is_new = self->link->password_hash == NULL;
  g_autoptr(GError) error = NULL;
  const char *pass_phrase;
  const char *problem = find_problem (form, is_new, &pass_phrase);

  if (problem != NULL)
    return new_form_page (&self->reader, self->link, STATUS_BAD_REQUEST,
                          problem);
  if (!invites_throttle_take (throttle, self->throttled, &error))
    return answer_throttled (self, error);
  return accept_with (self, pass_phrase);
}

/* The throttle keeps no token. */
static char *
dup_throttle_key (GBytes *token_hash)
{
  return g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, token_hash);
}

/* Only the button of the page asks; whatever else is posted gets the page
 * again. */
static gboolean
is_wish (InvitesRequest *request)
{
  GHashTable *form = invites_request_get_form (request, NULL);
  const char *wish
    = form != NULL ? g_hash_table_lookup (form, INVITES_FIELD_WISH) : NULL;

  return g_strcmp0 (wish, INVITES_WISH_NEW_LINK) == 0;
}

static InvitesAnswer *
answer_dead (Acceptance *self)
{
  g_autoptr(GError) error = NULL;

  if (self->link->state != INVITES_LINK_EXPIRED || !is_wish (self->request))
    return new_state_page (&self->reader, self->link->state);
  if (!invites_store_ask_for_link (invites_request_get_store (self->request),
                                   self->token_hash, invites_time_now (),
                                   &error))
    return answer_refused (self, error);
  return invites_portal_answer_new_note (&self->reader, STATUS_OK,
                                         INVITES_NOTE_WISH_PASSED_ON);
}

/**
 * invites_portal_post:
 * @request: POST /i/{secret}
 * @error: return location, or %NULL
 *
 * Accepts an invitation with the pass phrase that was posted, or passes on the
 * wish for a new link in place of one that has expired.
 *
 * Returns: (transfer full): a page with 200; 400, 403 or 429 with the form
 *   again; 404 or 410 for a link that does not work
 */
InvitesAnswer *
invites_portal_post (InvitesRequest *request, GError **error)
{
  g_auto(Acceptance) acceptance
    = { request, invites_reader_find (request, NULL) };
  g_autoptr(GError) fault = NULL;
  GHashTable *form;

  if ((acceptance.token_hash = dup_token_hash (request)) == NULL)
    return new_state_page (&acceptance.reader, INVITES_LINK_UNKNOWN);
  acceptance.link = find_link (request, acceptance.token_hash, &fault);
  if (acceptance.link == NULL)
    return invites_portal_answer_new_fault (&acceptance.reader, fault);
  acceptance.reader
    = invites_reader_find (request, acceptance.link->language);
  if (acceptance.link->state != INVITES_LINK_LIVE)
    return answer_dead (&acceptance);

  acceptance.throttled = dup_throttle_key (acceptance.token_hash);
  if ((form = invites_request_get_form (request, &fault)) == NULL)
    return new_form_page (&acceptance.reader, acceptance.link,
                          invites_problem_get_status (fault->code),
                          "problem-form");
  return accept_form (&acceptance, form);
}
