/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/http/invites-resources.h"

#include "service/http/invites-csv-writer.h"
#include "service/http/invites-entry-rows.h"
#include "service/http/invites-json-list.h"
#include "service/http/invites-listing-query.h"

static InvitesAnswer *
answer_json (InvitesRequest       *request,
             const char           *uuid,
             const InvitesListing *listing,
             GError              **error)
{
  g_autoptr(JsonArray) items = json_array_new ();
  InvitesTime now = invites_time_now ();
  guint64 total = 0;

  if (!invites_access_list_entries (invites_request_get_access (request), uuid,
                                    listing, invites_entry_add_json, items,
                                    &total, error))
    return NULL;

  return invites_json_list_answer (items, total, now);
}

static InvitesAnswer *
answer_csv (InvitesRequest       *request,
            const char           *uuid,
            const InvitesListing *listing,
            GError              **error)
{
  g_autoptr(InvitesCsvWriter) writer = NULL;
  guint64 total = 0;

  if (!(writer = invites_csv_writer_new (request, invites_entry_columns,
                                         error))
      || !invites_access_list_entries (invites_request_get_access (request),
                                       uuid, listing,
                                       invites_entry_add_csv, writer, &total,
                                       error))
    return NULL;

  return invites_csv_writer_finish (writer, error);
}

/**
 * invites_resource_entries:
 * @request: GET /v1/sends/{uuid}/entries
 * @error: an error
 *
 * Returns: (transfer full): a page of the ledger, or the whole as CSV
 */
InvitesAnswer *
invites_resource_entries (InvitesRequest *request,
                          GError        **error)
{
  g_autoptr(InvitesListing) listing = NULL;
  g_autofree char *uuid = NULL;
  InvitesAnswer *answer;
  gboolean csv;

  if (!invites_request_wants_csv (request, &csv, error)
      || !(listing = invites_listing_take_entries (request, csv, TRUE, error))
      || !(uuid = invites_request_dup_uuid (request, 0, error)))
    return NULL;

  answer = csv ? answer_csv (request, uuid, listing, error)
               : answer_json (request, uuid, listing, error);
  if (answer != NULL)
    invites_answer_add_header (answer, "Vary", "Accept");
  return answer;
}
