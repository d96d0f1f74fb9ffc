/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/http/invites-resources.h"

#include "core/invites-id.h"
#include "service/http/invites-held-answer.h"
#include "service/http/invites-json-list.h"
#include "service/http/invites-listing-query.h"
#include "service/http/invites-service.h"
#include "service/http/invites-watched-send.h"

/**
 * invites_resource_prepare:
 * @request: PUT /v1/sends/{uuid}
 * @error: an error
 *
 * Returns: (transfer full): the send, with 201 when it is new
 */
InvitesAnswer *
invites_resource_prepare (InvitesRequest *request,
                          GError        **error)
{
  g_autoptr(InvitesSendRequest) body = NULL;
  g_autoptr(InvitesSend) send = NULL;
  g_autofree char *uuid = NULL;
  JsonNode *root;
  InvitesAnswer *answer;
  gboolean created = FALSE;

  if (!invites_request_end_query (request, error)
      || !(root = invites_request_get_json (request, error))
      || !(body = invites_send_request_from_json (root, error)))
    return NULL;
  if (!(uuid = invites_request_dup_uuid (request, 0, NULL)))
    {
      invites_set_field_error (error, INVITES_ERROR_INVALID, "id",
                               "The id of a send is a UUID");
      return NULL;
    }
  if (!(send = invites_access_prepare (invites_request_get_access (request),
                                       uuid, body, &created, error)))
    return NULL;

  invites_service_tell_trouble (invites_request_get_service (request), send);
  answer = invites_answer_new_json (invites_send_to_json (send));
  if (created)
    {
      g_autofree char *location = g_strconcat ("/v1/sends/", uuid, NULL);

      invites_answer_set_status (answer, 201);
      invites_answer_add_header (answer, "Location", location);
    }
  return answer;
}

static gboolean
check_division (const char *division,
                GError    **error)
{
  if (division == NULL || invites_id_is_valid (division))
    return TRUE;

  invites_set_field_error (error, INVITES_ERROR_INVALID, "division",
                           "This is not an id");
  return FALSE;
}

/**
 * invites_resource_sends:
 * @request: GET /v1/sends
 * @error: an error
 *
 * Returns: (transfer full): a page of the history, newest first
 */
InvitesAnswer *
invites_resource_sends (InvitesRequest *request,
                        GError        **error)
{
  g_autofree char *division = NULL;
  g_autoptr(GPtrArray) sends = NULL;
  g_autoptr(JsonArray) items = NULL;
  InvitesTime now = invites_time_now ();
  guint64 limit = INVITES_DEFAULT_LIMIT;
  guint64 offset, total = 0;

  division = invites_request_take_parameter (request, "division");
  if (!invites_listing_take_page (request, &offset, &limit, error)
      || !invites_request_end_query (request, error)
      || !check_division (division, error)
      || !(sends = invites_access_list_sends (
             invites_request_get_access (request), division, offset,
             (guint) limit, &total, error)))
    return NULL;

  items = json_array_new ();
  for (guint i = 0; i < sends->len; i++)
    {
      InvitesSend *send = g_ptr_array_index (sends, i);

      invites_service_tell_trouble (invites_request_get_service (request),
                                    send);
      json_array_add_element (items, invites_send_to_json (send));
    }
  return invites_json_list_answer (items, total, now);
}

/**
 * invites_resource_send:
 * @request: GET /v1/sends/{uuid}
 * @error: an error
 *
 * Tells how a send stands. With If-None-Match and Prefer: wait=N the answer
 * may be held until something has changed; the handler is then run again, and
 * so who asks is checked again.
 *
 * Returns: (transfer full): the send
 */
InvitesAnswer *
invites_resource_send (InvitesRequest *request,
                       GError        **error)
{
  InvitesService *service = invites_request_get_service (request);
  g_autoptr(InvitesReading) reading = NULL;
  g_autofree char *uuid = NULL;

  if (!invites_request_end_query (request, error)
      || !(uuid = invites_request_dup_uuid (request, 0, error))
      || !(reading = invites_watched_send_read (
             service, invites_request_get_access (request), uuid, error)))
    return NULL;

  return invites_held_answer_new (request, uuid, reading);
}
