/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/portal/invites-portal-pages.h"

#include <gio/gio.h>

#include "core/invites-text.h"
#include "service/invites-password.h"

#define STYLE_RESOURCE "/io/github/portalinvites/service/portal/portal.css"

/* Only the page's own style, known by its hash, and its own form. */
#define POLICY                                                                \
  "default-src 'none'; style-src 'sha256-%s'; form-action 'self'; "           \
  "frame-ancestors 'none'; base-uri 'none'"

static const char *
get_style (void)
{
  static gsize style = 0;

  if (g_once_init_enter (&style))
    {
      g_autoptr(GBytes) bytes = g_resources_lookup_data (
        STYLE_RESOURCE, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
      char *text = g_strndup (g_bytes_get_data (bytes, NULL),
                              g_bytes_get_size (bytes));

      g_once_init_leave (&style, (gsize) text);
    }
  return (const char *) style;
}

static char *
dup_style_hash (void)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (checksum, (const guchar *) get_style (), -1);
  g_checksum_get_digest (checksum, digest, &length);
  return g_base64_encode (digest, length);
}

/**
 * invites_portal_pages_get_policy:
 *
 * Says what the pages may load and do.
 *
 * Returns: (transfer none): the value of Content-Security-Policy
 */
const char *
invites_portal_pages_get_policy (void)
{
  static gsize policy = 0;

  if (g_once_init_enter (&policy))
    {
      g_autofree char *hash = dup_style_hash ();

      g_once_init_leave (&policy, (gsize) g_strdup_printf (POLICY, hash));
    }
  return (const char *) policy;
}

/* For text and for attributes in double quotes. */
static char *
escape (const char *value)
{
  g_autofree char *plain = invites_text_strip_bidi (value);

  return g_markup_escape_text (plain, -1);
}

static GString *
begin_page (const char *title)
{
  g_autofree char *escaped = escape (title);
  GString *page = g_string_new (NULL);

  g_string_append_printf (
    page,
    "<!DOCTYPE html>\n"
    "<html lang=\"en\">\n"
    "<head>\n"
    "<meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, "
    "initial-scale=1\">\n"
    "<meta name=\"robots\" content=\"noindex\">\n"
    "<title>%s</title>\n"
    "<style>%s</style>\n"
    "</head>\n"
    "<body>\n"
    "<main>\n"
    "<h1>%s</h1>\n",
    escaped, get_style (), escaped);
  return page;
}

static char *
end_page (GString *page)
{
  g_string_append (page, "</main>\n</body>\n</html>\n");
  return g_string_free (page, FALSE);
}

static void
append_paragraph (GString *page, const char *text)
{
  g_autofree char *escaped = escape (text);

  g_string_append_printf (page, "<p>%s</p>\n", escaped);
}

static void
append_problem (GString *page, const char *problem)
{
  g_autofree char *escaped = escape (problem);

  g_string_append_printf (
    page, "<p class=\"problem\" role=\"alert\">%s</p>\n", escaped);
}

static void
append_accounts (GString *page, const GPtrArray *accounts)
{
  g_string_append (page, "<ul>\n");
  for (guint i = 0; i < accounts->len; i++)
    {
      const InvitesAccountName *account = g_ptr_array_index (accounts, i);
      g_autofree char *number = escape (account->number);
      g_autofree char *name = escape (account->name);

      g_string_append_printf (page, "<li dir=\"auto\">%s%s%s</li>\n", number,
                              *name != '\0' ? " – " : "", name);
    }
  g_string_append (page, "</ul>\n");
}

static void
append_input (GString    *page,
              const char *name,
              const char *label,
              const char *autocomplete,
              gboolean    is_new)
{
  g_string_append_printf (
    page,
    "<label for=\"%s\">%s</label>\n"
    "<input type=\"password\" id=\"%s\" name=\"%s\" autocomplete=\"%s\" "
    "required minlength=\"%d\" maxlength=\"%d\"%s>\n",
    name, label, name, name, autocomplete, INVITES_PASSWORD_MIN_LENGTH,
    INVITES_PASSWORD_MAX_LENGTH,
    is_new ? " aria-describedby=\"hint\"" : "");
}

/* The log-in name goes along, hidden, for browsers that keep pass phrases. */
static void
append_form (GString *page, const InvitesLink *link)
{
  g_autofree char *address = escape (link->address);

  g_string_append_printf (page,
                          "<form method=\"post\">\n"
                          "<input type=\"hidden\" name=\"username\" "
                          "value=\"%s\" autocomplete=\"username\">\n",
                          address);
  if (link->password_hash != NULL)
    append_input (page, "pass_phrase", "Your pass phrase", "current-password",
                  FALSE);
  else
    {
      append_input (page, "pass_phrase", "Choose a pass phrase",
                    "new-password", TRUE);
      g_string_append_printf (page,
                              "<p class=\"hint\" id=\"hint\">At least %d "
                              "characters. A few words that you can remember "
                              "are better than one that you cannot.</p>\n",
                              INVITES_PASSWORD_MIN_LENGTH);
      append_input (page, "pass_phrase_again", "The same pass phrase again",
                    "new-password", FALSE);
    }
  g_string_append (page,
                   "<button type=\"submit\">Join the portal</button>\n"
                   "</form>\n");
}

static const char *
count_accounts (const InvitesLink *link, const char *one, const char *several)
{
  return link->accounts->len == 1 ? one : several;
}

/**
 * invites_portal_pages_render_link:
 * @link: a link that is %INVITES_LINK_LIVE
 * @problem: (nullable): what was wrong with what was posted, a sentence
 *
 * Renders the page of a link that works, with its form.
 *
 * Returns: (transfer full): HTML
 */
char *
invites_portal_pages_render_link (const InvitesLink *link, const char *problem)
{
  g_autofree char *title = NULL;
  g_autofree char *address = NULL;
  GString *page;

  g_return_val_if_fail (link != NULL && link->division_name != NULL, NULL);
  g_return_val_if_fail (link->address != NULL, NULL);

  title = g_strdup_printf ("Join the customer portal of %s",
                           link->division_name);
  address = escape (link->address);
  page = begin_page (title);
  if (problem != NULL)
    append_problem (page, problem);
  append_paragraph (page, count_accounts (link, "You are invited for this "
                                                "account:",
                                          "You are invited for these "
                                          "accounts:"));
  append_accounts (page, link->accounts);
  g_string_append_printf (page,
                          "<p>Your log-in is your e-mail address, "
                          "<strong>%s</strong>.</p>\n",
                          address);
  if (link->password_hash != NULL)
    append_paragraph (page, "You have a pass phrase for the portal already. "
                            "Enter it to add what is listed above.");
  append_form (page, link);
  return end_page (page);
}

/**
 * invites_portal_pages_render_done:
 * @link: the link, as it was before it was used
 *
 * Renders the page of somebody who has joined.
 *
 * Returns: (transfer full): HTML
 */
char *
invites_portal_pages_render_done (const InvitesLink *link)
{
  g_autofree char *welcome = NULL;
  GString *page;

  g_return_val_if_fail (link != NULL && link->division_name != NULL, NULL);

  welcome = g_strdup_printf ("Welcome to the customer portal of %s.",
                             link->division_name);
  page = begin_page ("You have joined");
  append_paragraph (page, welcome);
  append_paragraph (page, count_accounts (link, "This account is yours to see "
                                                "from now on:",
                                          "These accounts are yours to see "
                                          "from now on:"));
  append_accounts (page, link->accounts);
  append_paragraph (page, "Log in with your e-mail address and your pass "
                          "phrase. You can close this page.");
  return end_page (page);
}

/* A page that is the same for everybody. */
typedef struct
{
  const char *title;
  const char *problem; /* (nullable): what was wrong with what was posted */
  const char *text;
  const char *button;  /* (nullable): posts the field below */
  const char *field;
  const char *value;
} Note;

static const Note states[] = {
  [INVITES_LINK_USED] = {
    .title = "This invitation has been used",
    .text = "You have joined already. Log in to the portal with your e-mail "
            "address and your pass phrase.",
  },
  [INVITES_LINK_EXPIRED] = {
    .title = "This invitation has expired",
    .text = "Links work for a limited time. Press the button to ask for a new "
            "link: the company that invited you will be told, and can send "
            "you one by e-mail.",
    .button = "Ask for a new link",
    .field = INVITES_FIELD_WISH,
    .value = INVITES_WISH_NEW_LINK,
  },
  [INVITES_LINK_REVOKED] = {
    .title = "This invitation is no longer valid",
    .text = "It was replaced by a newer one or taken back. Use the link in the "
            "newest e-mail that you have, or contact the company that invited "
            "you.",
  },
  [INVITES_LINK_UNKNOWN] = {
    .title = "There is no such invitation",
    .text = "Please check that the whole link was copied from the e-mail, or "
            "contact the company that invited you.",
  },
};

#define OPT_OUT_TITLE  "Stop these invitations?"
#define OPT_OUT_TEXT                                                          \
  "Press the button, and no part of the company will invite your e-mail "     \
  "address to its customer portal any more. This works at once. Bills and "   \
  "other mail are not affected."
#define OPT_OUT_BUTTON "Stop the invitations"

static const Note notes[] = {
  [INVITES_NOTE_WISH_PASSED_ON] = {
    .title = "We have passed it on",
    .text = "The company that invited you now knows that you would like a new "
            "link. It comes by e-mail when they send it. You can close this "
            "page.",
  },
  [INVITES_NOTE_OPT_OUT] = {
    .title = OPT_OUT_TITLE,
    .text = OPT_OUT_TEXT,
    .button = OPT_OUT_BUTTON,
    .field = INVITES_FIELD_OPT_OUT,
    .value = INVITES_OPT_OUT_ONE_CLICK,
  },
  [INVITES_NOTE_NOT_OPTED_OUT] = {
    .title = OPT_OUT_TITLE,
    .problem = "Nothing has changed yet.",
    .text = OPT_OUT_TEXT,
    .button = OPT_OUT_BUTTON,
    .field = INVITES_FIELD_OPT_OUT,
    .value = INVITES_OPT_OUT_ONE_CLICK,
  },
  [INVITES_NOTE_OPTED_OUT] = {
    .title = "You will get no more invitations",
    .text = "From now on, no part of the company invites your e-mail address "
            "to its customer portal. Should you like to join after all, "
            "contact the company. You can close this page.",
  },
  [INVITES_NOTE_OPTED_OUT_BEFORE] = {
    .title = "You get no invitations any more",
    .text = "You have stopped them already, so there is nothing left to do. "
            "Should you like to join the portal after all, contact the "
            "company.",
  },
  [INVITES_NOTE_OPT_OUT_UNKNOWN] = {
    .title = "There is no such page",
    .text = "Please check that the whole link was copied from the e-mail. To "
            "get no more invitations, you can also reply to the e-mail that "
            "brought you here.",
  },
  [INVITES_NOTE_FAULT] = {
    .title = "Please try again in a moment",
    .text = "The portal cannot answer just now. Nothing is lost, and nothing "
            "has changed: open the link again in a few minutes.",
  },
};

static char *
render_note (const Note *note)
{
  GString *page = begin_page (note->title);

  if (note->problem != NULL)
    append_problem (page, note->problem);
  append_paragraph (page, note->text);
  if (note->button != NULL)
    g_string_append_printf (page,
                            "<form method=\"post\">\n"
                            "<input type=\"hidden\" name=\"%s\" "
                            "value=\"%s\">\n"
                            "<button type=\"submit\">%s</button>\n"
                            "</form>\n",
                            note->field, note->value, note->button);
  return end_page (page);
}

/**
 * invites_portal_pages_render_state:
 * @state: anything but %INVITES_LINK_LIVE
 *
 * Renders the page of a link that does not work. It names nobody.
 *
 * Returns: (transfer full): HTML
 */
char *
invites_portal_pages_render_state (InvitesLinkState state)
{
  g_return_val_if_fail (state != INVITES_LINK_LIVE, NULL);
  g_return_val_if_fail (state < G_N_ELEMENTS (states), NULL);

  return render_note (&states[state]);
}

/**
 * invites_portal_pages_render_note:
 * @note: which
 *
 * Renders a page that is the same for everybody.
 *
 * Returns: (transfer full): HTML
 */
char *
invites_portal_pages_render_note (InvitesNote note)
{
  g_return_val_if_fail (note < G_N_ELEMENTS (notes), NULL);

  return render_note (&notes[note]);
}
