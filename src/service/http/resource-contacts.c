/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/http/invites-resources.h"

#include "service/http/invites-csv-writer.h"
#include "service/http/invites-json-list.h"
#include "service/http/invites-listing-query.h"

static const char *const columns[] = {
  "id", "email", "name", "account_number", "account_name", "status", "reason",
  "expired", "last_invite_sent", "last_login", "auto_pay", NULL
};

/**
 * invites_resource_counts:
 * @request: GET /v1/contacts/counts
 * @error: an error
 *
 * Returns: (transfer full): how many contacts are in which group
 */
InvitesAnswer *
invites_resource_counts (InvitesRequest *request,
                         GError        **error)
{
  g_autoptr(InvitesFilter) filter = NULL;
  g_autoptr(InvitesCounts) counts = NULL;

  filter = invites_filter_from_query (invites_request_get_query (request),
                                      error);
  if (filter == NULL
      || !invites_request_end_query (request, error)
      || !(counts = invites_access_count (invites_request_get_access (request),
                                          filter, error)))
    return NULL;

  return invites_answer_new_json (invites_counts_to_json (counts));
}

static gboolean
add_json (const InvitesContact *contact,
          gpointer              user_data,
          GError              **error)
{
  json_array_add_element (user_data, invites_contact_to_json (contact));
  return TRUE;
}

static InvitesAnswer *
answer_json (InvitesRequest       *request,
             const InvitesListing *listing,
             GError              **error)
{
  g_autoptr(JsonArray) items = json_array_new ();
  InvitesTime now = invites_time_now ();
  guint64 total = 0;

  if (!invites_access_list_contacts (invites_request_get_access (request),
                                     listing, now, add_json, items, &total,
                                     error))
    return NULL;

  return invites_json_list_answer (items, total, now);
}

static gboolean
add_csv (const InvitesContact *contact,
         gpointer              user_data,
         GError              **error)
{
  InvitesCsvWriter *writer = user_data;

  invites_csv_writer_add_text (writer, contact->id);
  invites_csv_writer_add_text (writer, contact->email);
  invites_csv_writer_add_text (writer, contact->name);
  invites_csv_writer_add_text (writer, contact->account_number);
  invites_csv_writer_add_text (writer, contact->account_name);
  invites_csv_writer_add_text (writer,
                               invites_group_to_string (contact->status));
  invites_csv_writer_add_text (writer,
                               contact->reason == INVITES_REASON_NONE
                                 ? NULL
                                 : invites_reason_to_string (contact->reason));
  invites_csv_writer_add_boolean (writer, contact->expired);
  invites_csv_writer_add_time (writer, contact->last_invite_sent);
  invites_csv_writer_add_time (writer, contact->last_login);
  if (contact->auto_pay == INVITES_FLAG_UNKNOWN)
    invites_csv_writer_add_text (writer, NULL);
  else
    invites_csv_writer_add_boolean (writer,
                                    contact->auto_pay == INVITES_FLAG_YES);
  return invites_csv_writer_end_row (writer, error);
}

static InvitesAnswer *
answer_csv (InvitesRequest       *request,
            const InvitesListing *listing,
            GError              **error)
{
  g_autoptr(InvitesCsvWriter) writer = NULL;
  guint64 total = 0;

  if (!(writer = invites_csv_writer_new (request, columns, error))
      || !invites_access_list_contacts (invites_request_get_access (request),
                                        listing, invites_time_now (), add_csv,
                                        writer, &total, error))
    return NULL;

  return invites_csv_writer_finish (writer, error);
}

/**
 * invites_resource_contacts:
 * @request: GET /v1/contacts
 * @error: an error
 *
 * Returns: (transfer full): a page of the list, or the whole as CSV
 */
InvitesAnswer *
invites_resource_contacts (InvitesRequest *request,
                           GError        **error)
{
  g_autoptr(InvitesListing) listing = NULL;
  InvitesAnswer *answer;
  gboolean csv;

  if (!invites_request_wants_csv (request, &csv, error)
      || !(listing = invites_listing_take_contacts (request, csv, error)))
    return NULL;

  answer = csv ? answer_csv (request, listing, error)
               : answer_json (request, listing, error);
  if (answer != NULL)
    invites_answer_add_header (answer, "Vary", "Accept");
  return answer;
}

/**
 * invites_resource_why:
 * @request: GET /v1/contacts/{id}/why
 * @error: an error
 *
 * Returns: (transfer full): what every filter and rule says of the contact
 */
InvitesAnswer *
invites_resource_why (InvitesRequest *request,
                      GError        **error)
{
  g_autoptr(InvitesFilter) filter = NULL;
  g_autoptr(InvitesWhy) why = NULL;

  filter = invites_filter_from_query (invites_request_get_query (request),
                                      error);
  if (filter == NULL
      || !invites_request_end_query (request, error)
      || !(why = invites_access_why (invites_request_get_access (request),
                                     invites_request_get_segment (request, 0),
                                     filter, error)))
    return NULL;

  return invites_answer_new_json (invites_why_to_json (why));
}
