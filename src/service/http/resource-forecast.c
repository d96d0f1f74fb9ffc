/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/http/invites-resources.h"

#include "service/http/invites-entry-rows.h"
#include "service/http/invites-json-list.h"
#include "service/http/invites-listing-query.h"

static InvitesSendRequest *
read_body (InvitesRequest *request,
           GError        **error)
{
  JsonNode *root = invites_request_get_json (request, error);

  return root != NULL ? invites_send_request_from_json (root, error) : NULL;
}

/**
 * invites_resource_forecast:
 * @request: POST /v1/sends/forecast
 * @error: an error
 *
 * Returns: (transfer full): how many contacts would have which outcome
 */
InvitesAnswer *
invites_resource_forecast (InvitesRequest *request,
                           GError        **error)
{
  g_autoptr(InvitesSendRequest) body = NULL;
  guint64 outcomes[INVITES_N_OUTCOMES] = { 0 };

  if (!invites_request_end_query (request, error)
      || !(body = read_body (request, error))
      || !invites_access_forecast (invites_request_get_access (request), body,
                                   outcomes, error))
    return NULL;

  return invites_answer_new_json (invites_outcomes_to_json (outcomes));
}

/**
 * invites_resource_forecast_entries:
 * @request: POST /v1/sends/forecast/entries
 * @error: an error
 *
 * Returns: (transfer full): a page of the ledger that the send would have
 */
InvitesAnswer *
invites_resource_forecast_entries (InvitesRequest *request,
                                   GError        **error)
{
  g_autoptr(InvitesListing) listing = NULL;
  g_autoptr(InvitesSendRequest) body = NULL;
  g_autoptr(JsonArray) items = json_array_new ();
  InvitesTime now = invites_time_now ();
  guint64 total = 0;

  if (!(listing = invites_listing_take_entries (request, FALSE, FALSE, error))
      || !(body = read_body (request, error))
      || !invites_access_forecast_entries (invites_request_get_access (request),
                                           body, listing, now,
                                           invites_entry_add_json, items,
                                           &total, error))
    return NULL;

  return invites_json_list_answer (items, total, now);
}
