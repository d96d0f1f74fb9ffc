/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports about mail of which nothing could be made. */
#include "service/store/invites-store-sql-private.h"

#define MAX_REPORTS 1000
#define MAX_MESSAGE (64 * 1024) /* octets */

#define INSERT_REPORT                                                         \
  "INSERT INTO kept_reports (at, verdict, delivery_id, message)"              \
  " VALUES (?1, ?2, nullif (?3, 0), ?4) RETURNING report_id"
#define FORGET_REPORTS "DELETE FROM kept_reports WHERE report_id <= ?1"
#define LIST_REPORTS                                                          \
  "SELECT report_id, at, verdict, delivery_id, message FROM kept_reports"     \
  " ORDER BY report_id DESC"

gboolean
invites_store_sql_keep_report (InvitesStore             *self,
                               const InvitesKeptReport  *report,
                               GError                  **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  gsize size = MIN (g_bytes_get_size (report->message), MAX_MESSAGE);
  g_autoptr(GBytes) beginning = g_bytes_new_from_bytes (report->message, 0,
                                                        size);
  g_autoptr(InvitesTransaction) transaction = NULL;
  gint64 report_id;

  return (transaction
          = invites_transaction_begin (database, INVITES_NOTE, error))
         && invites_database_get_number (database, INSERT_REPORT, &report_id,
                                         error, "isib", report->at,
                                         report->verdict, report->delivery_id,
                                         beginning)
         && invites_database_run (database, FORGET_REPORTS, NULL, error, "i",
                                  report_id - MAX_REPORTS)
         && invites_transaction_commit (transaction, error);
}

static InvitesKeptReport *
read_report (InvitesCursor *cursor)
{
  InvitesKeptReport *report = invites_kept_report_new ();

  report->report_id = invites_cursor_get_int (cursor, 0);
  report->at = invites_cursor_get_time (cursor, 1);
  report->verdict = invites_cursor_dup_text (cursor, 2);
  report->delivery_id = invites_cursor_get_int (cursor, 3);
  report->message = invites_cursor_dup_bytes (cursor, 4);
  return report;
}

GPtrArray *
invites_store_sql_list_reports (InvitesStore  *self,
                                GError       **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autoptr(GPtrArray) reports = NULL;
  g_autoptr(InvitesCursor) cursor = NULL;
  g_autoptr(GError) step_error = NULL;

  reports = g_ptr_array_new_with_free_func (
    (GDestroyNotify) invites_kept_report_free);
  if (!(cursor = invites_database_query (database, LIST_REPORTS, error, "")))
    return NULL;
  while (invites_cursor_step (cursor, &step_error))
    g_ptr_array_add (reports, read_report (cursor));

  if (step_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&step_error));
      return NULL;
    }
  return g_steal_pointer (&reports);
}
