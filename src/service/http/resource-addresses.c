/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/http/invites-resources.h"

#include "core/invites-id.h"
#include "core/invites-json.h"
#include "service/http/invites-json-list.h"
#include "service/http/invites-listing-query.h"

static const char *const lift_members[] = { "reason", NULL };

static gboolean
read_reason (InvitesRequest *request,
             InvitesReason  *reason,
             GError        **error)
{
  JsonObject *object;
  const char *word;

  if (!(object = invites_json_get_root (
          invites_request_get_json (request, error), error))
      || !invites_json_only_members (object, lift_members, error)
      || !(word = invites_json_get_string (object, "reason", error)))
    return FALSE;
  if (invites_reason_from_string (word, reason)
      && (*reason == INVITES_REASON_BOUNCED
          || *reason == INVITES_REASON_OPTED_OUT))
    return TRUE;

  invites_set_field_error (error, INVITES_ERROR_INVALID, "reason",
                           "“reason” must be “bounced” or “opted_out”");
  return FALSE;
}

/**
 * invites_resource_lift:
 * @request: POST /v1/contacts/{id}/lift
 * @error: an error
 *
 * Returns: (transfer full): the contact as it is now
 */
InvitesAnswer *
invites_resource_lift (InvitesRequest *request,
                       GError        **error)
{
  g_autoptr(InvitesContact) contact = NULL;
  InvitesReason reason;

  if (!invites_request_end_query (request, error)
      || !read_reason (request, &reason, error)
      || !(contact = invites_access_lift (
             invites_request_get_access (request),
             invites_request_get_segment (request, 0), reason, error)))
    return NULL;

  return invites_answer_new_json (invites_contact_to_json (contact));
}

static char *
take_division (InvitesRequest *request,
               GError        **error)
{
  g_autofree char *division
    = invites_request_take_parameter (request, "division");

  if (invites_id_is_valid (division))
    return g_steal_pointer (&division);

  if (division == NULL)
    invites_set_field_error (error, INVITES_ERROR_MISSING, "division",
                             "“division” is missing");
  else
    invites_set_field_error (error, INVITES_ERROR_INVALID, "division",
                             "This is not an id");
  return NULL;
}

static gboolean
add_json (const InvitesWish *wish,
          gpointer           user_data,
          GError           **error)
{
  json_array_add_element (user_data, invites_wish_to_json (wish));
  return TRUE;
}

/**
 * invites_resource_wishes:
 * @request: GET /v1/link-wishes
 * @error: an error
 *
 * Returns: (transfer full): a page of those who ask for a new link, newest
 *   first
 */
InvitesAnswer *
invites_resource_wishes (InvitesRequest *request,
                         GError        **error)
{
  g_autoptr(JsonArray) items = json_array_new ();
  g_autofree char *division = NULL;
  InvitesTime now = invites_time_now ();
  guint64 limit = INVITES_DEFAULT_LIMIT;
  guint64 offset, total = 0;

  if (!(division = take_division (request, error))
      || !invites_listing_take_page (request, &offset, &limit, error)
      || !invites_request_end_query (request, error)
      || !invites_access_list_wishes (invites_request_get_access (request),
                                      division, offset, (guint) limit,
                                      add_json, items, &total, error))
    return NULL;

  return invites_json_list_answer (items, total, now);
}

/**
 * invites_resource_dismiss_wish:
 * @request: POST /v1/link-wishes/{contact}/dismiss
 * @error: an error
 *
 * Returns: (transfer full): nothing but that it is done
 */
InvitesAnswer *
invites_resource_dismiss_wish (InvitesRequest *request,
                               GError        **error)
{
  if (!invites_request_end_query (request, error)
      || !invites_access_dismiss_wish (
        invites_request_get_access (request),
        invites_request_get_segment (request, 0), error))
    return NULL;

  return invites_answer_new (204);
}
