/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/http/invites-entry-rows.h"

#include "service/http/invites-csv-writer.h"

/* In the order of the JSON members, under the same names. */
const char *const invites_entry_columns[] = {
  "id", "email", "name", "account_number", "account_name", "outcome", "state",
  "reason", "merged_into", "changed_at", "reply_code", "reply_status",
  "reply_text", "attempts", "next_attempt_at", "accepted", NULL
};

/**
 * invites_entry_add_json:
 * @entry: a row of a ledger
 * @array: (type JsonArray): gets it
 * @error: never set
 *
 * Returns: %TRUE
 */
gboolean
invites_entry_add_json (const InvitesEntry *entry,
                        gpointer            array,
                        GError            **error)
{
  json_array_add_element (array, invites_entry_to_json (entry));
  return TRUE;
}

/**
 * invites_entry_add_csv:
 * @entry: a row of a ledger
 * @writer: (type InvitesCsvWriter): gets it
 * @error: %INVITES_ERROR_UNAVAILABLE when there is no room
 *
 * Returns: whether it was written
 */
gboolean
invites_entry_add_csv (const InvitesEntry *entry,
                       gpointer            writer,
                       GError            **error)
{
  const char *state = NULL;
  const char *reason = NULL;

  if (entry->state != INVITES_DELIVERY_NONE)
    state = invites_delivery_state_to_string (entry->state);
  if (entry->skipped != INVITES_SKIP_NONE)
    reason = invites_skip_to_string (entry->skipped);

  invites_csv_writer_add_text (writer, entry->id);
  invites_csv_writer_add_text (writer, entry->email);
  invites_csv_writer_add_text (writer, entry->name);
  invites_csv_writer_add_text (writer, entry->account_number);
  invites_csv_writer_add_text (writer, entry->account_name);
  invites_csv_writer_add_text (writer,
                               invites_outcome_to_string (entry->outcome));
  invites_csv_writer_add_text (writer, state);
  invites_csv_writer_add_text (writer, reason);
  invites_csv_writer_add_text (writer, entry->merged_into);
  invites_csv_writer_add_time (writer, entry->changed_at);
  invites_csv_writer_add_number (writer, entry->reply_code);
  invites_csv_writer_add_text (writer, entry->reply_status);
  invites_csv_writer_add_text (writer, entry->reply_text);
  invites_csv_writer_add_number (writer, (int) entry->attempts);
  invites_csv_writer_add_time (writer, entry->next_attempt_at);
  invites_csv_writer_add_boolean (writer, entry->accepted);
  return invites_csv_writer_end_row (writer, error);
}
