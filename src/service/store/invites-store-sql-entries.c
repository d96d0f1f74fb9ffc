/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-store-sql-entries.h"

#include <string.h>

#include "core/invites-error.h"
#include "service/store/invites-store-sql-ledger.h"
#include "service/store/invites-store-sql-private.h"

/* One row a contact, under the name e, from either source. */
#define ROWS_OF_SEND                                                          \
  "(SELECT n.contact_id, n.outcome, n.email, n.delivery_id, d.state,"         \
  " d.skipped, d.contact_id AS lead_id, d.changed_at, d.reply_code,"          \
  " d.reply_text, d.reply_status, d.attempts, d.next_attempt_at"              \
  " FROM send_entries AS n"                                                   \
  " LEFT JOIN deliveries AS d ON d.delivery_id = n.delivery_id"               \
  " WHERE n.send_id = ?1) AS e"
#define ROWS_OF_FORECAST                                                      \
  "(SELECT contact_id, outcome, email, CAST (NULL AS BIGINT) AS delivery_id," \
  " NULL AS state, NULL AS skipped, lead_id,"                                 \
  " CAST (NULL AS BIGINT) AS changed_at, NULL AS reply_code,"                 \
  " NULL AS reply_text, NULL AS reply_status, 0 AS attempts,"                 \
  " NULL AS next_attempt_at FROM temp.resolved WHERE ?1 = 0) AS e"

#define COLUMNS                                                               \
  "SELECT c.id, e.email, c.name, a.number, a.name, e.outcome, e.state,"       \
  " e.skipped, CASE e.outcome WHEN 'merged' THEN"                             \
  "  (SELECT l.id FROM contacts AS l WHERE l.contact_id = e.lead_id) END,"    \
  " e.changed_at, e.reply_code, e.reply_text,"                                \
  " coalesce (c.accepted_delivery_id = e.delivery_id, FALSE),"                \
  " e.reply_status, e.attempts, e.next_attempt_at FROM "

#define WITH_CONTACTS                                                         \
  " JOIN contacts AS c ON c.contact_id = e.contact_id"                        \
  " JOIN accounts AS a ON a.account_id = c.account_id"

/* The address as it was at prepare, folded; the contact has that ready when
 * it is still the same. */
#define FOLD_EMAIL                                                            \
  "CASE WHEN e.email = c.email THEN c.fold_email ELSE fold (e.email) END"

#define HAS_WORD                                                              \
  " AND (instr (" FOLD_EMAIL ", ?%d) > 0 OR instr (c.fold_name, ?%d) > 0"     \
  " OR instr (a.fold_number, ?%d) > 0 OR instr (a.fold_name, ?%d) > 0)"

#define OUTCOME_ORDER                                                         \
  "CASE e.outcome WHEN 'accepted' THEN 0 WHEN 'no_address' THEN 1"            \
  " WHEN 'invalid_address' THEN 2 WHEN 'bounced' THEN 3"                      \
  " WHEN 'opted_out' THEN 4 WHEN 'left_out' THEN 5"                           \
  " WHEN 'already_invited' THEN 6 WHEN 'too_recent' THEN 7"                   \
  " WHEN 'shared_too_widely' THEN 8 WHEN 'merged' THEN 9 ELSE 10 END"
#define STATE_ORDER                                                           \
  "CASE e.state WHEN 'queued' THEN 0 WHEN 'sending' THEN 1"                   \
  " WHEN 'deferred' THEN 2 WHEN 'sent' THEN 3 WHEN 'refused' THEN 4"          \
  " WHEN 'unknown' THEN 5 WHEN 'bounced' THEN 6 WHEN 'cancelled' THEN 7"      \
  " WHEN 'skipped' THEN 8 END"

#define VALUE_KEY     1
#define VALUE_OUTCOME 2
#define VALUE_STATE   3
#define VALUE_LIMIT   4
#define VALUE_OFFSET  5
#define VALUE_WORDS   6

typedef struct
{
  const char *field;
  const char *expression;
  gboolean    is_text;    /* and empty like NULL when it is '' */
} Sort;

static const Sort sorts[] = {
  { "email", FOLD_EMAIL, TRUE },
  { "name", "c.fold_name", TRUE },
  { "account_number", "a.fold_number", TRUE },
  { "account_name", "a.fold_name", TRUE },
  { "outcome", OUTCOME_ORDER },
  { "state", STATE_ORDER },
  { "changed_at", "e.changed_at" },
  { "reply_text", "fold (e.reply_text)", TRUE },
  { "accepted", "coalesce (c.accepted_delivery_id = e.delivery_id, FALSE)" },
};

G_STATIC_ASSERT (INVITES_OUTCOME_WILL_BE_SENT == 10);
G_STATIC_ASSERT (INVITES_DELIVERY_SKIPPED == 8);

static const Sort *
find_sort (const char *field)
{
  for (guint i = 0; i < G_N_ELEMENTS (sorts); i++)
    {
      if (strcmp (sorts[i].field, field) == 0)
        return &sorts[i];
    }

  return NULL;
}

/* The rows that a state stands for are the deliveries', so that a number and
 * its list agree; merged rows have to be asked for. */
static void
append_conditions (GString              *sql,
                   const InvitesListing *listing)
{
  g_string_append (sql, " WHERE TRUE");
  if (listing->outcome != INVITES_OUTCOME_NONE)
    g_string_append_printf (sql, " AND e.outcome = ?%d", VALUE_OUTCOME);
  else if (listing->state != INVITES_DELIVERY_NONE)
    g_string_append (sql, " AND e.outcome = 'will_be_sent'");
  if (listing->state != INVITES_DELIVERY_NONE)
    g_string_append_printf (sql, " AND e.state = ?%d", VALUE_STATE);

  for (int i = 0; listing->words != NULL && listing->words[i] != NULL; i++)
    {
      int value = VALUE_WORDS + i;

      g_string_append_printf (sql, HAS_WORD, value, value, value, value);
    }
}

/* Empty last in both directions, ties by id, ascending in both. */
static void
append_order (GString              *sql,
              const InvitesListing *listing,
              const Sort           *sort)
{
  g_string_append (sql, " ORDER BY ");
  if (sort != NULL)
    g_string_append_printf (sql, sort->is_text ? "coalesce (%s, '') = '', "
                                               : "(%s) IS NULL, ",
                            sort->expression);
  if (sort != NULL)
    g_string_append_printf (sql, "%s%s, ", sort->expression,
                            listing->descending ? " DESC" : "");
  g_string_append_printf (sql, "c.id LIMIT ?%d OFFSET ?%d",
                          VALUE_LIMIT, VALUE_OFFSET);
}

/* Statements differ in which of the values they have, not in their numbers;
 * those behind the last one that it has are not bound. */
static void
bind_values (InvitesCursor        *cursor,
             gint64                key,
             const InvitesListing *listing)
{
  invites_cursor_bind_int (cursor, VALUE_KEY, key);
  if (listing->outcome != INVITES_OUTCOME_NONE)
    invites_cursor_bind_text (cursor, VALUE_OUTCOME,
                              invites_outcome_to_string (listing->outcome));
  if (listing->state != INVITES_DELIVERY_NONE)
    invites_cursor_bind_text (
        cursor, VALUE_STATE, invites_delivery_state_to_string (listing->state));
  for (int i = 0; listing->words != NULL && listing->words[i] != NULL; i++)
    invites_cursor_bind_text (cursor, VALUE_WORDS + i, listing->words[i]);
}

static gboolean
count_entries (InvitesDatabase      *database,
               const char           *rows,
               gint64                key,
               const InvitesListing *listing,
               guint64              *total,
               GError              **error)
{
  g_autoptr(GString) sql = g_string_new ("SELECT count(*) FROM ");
  g_autoptr(InvitesCursor) cursor = NULL;

  g_string_append (sql, rows);
  if (listing->words != NULL && listing->words[0] != NULL)
    g_string_append (sql, WITH_CONTACTS);
  append_conditions (sql, listing);

  if (!(cursor = invites_database_prepare (database, sql->str, error)))
    return FALSE;
  bind_values (cursor, key, listing);
  if (!invites_cursor_step (cursor, error))
    return FALSE;

  *total = (guint64) invites_cursor_get_int (cursor, 0);
  return TRUE;
}

static InvitesEntry *
read_entry (InvitesCursor *cursor)
{
  InvitesEntry *entry = invites_entry_new ();

  entry->id = invites_cursor_dup_text (cursor, 0);
  entry->email = invites_cursor_dup_text (cursor, 1);
  entry->name = invites_cursor_dup_text (cursor, 2);
  entry->account_number = invites_cursor_dup_text (cursor, 3);
  entry->account_name = invites_cursor_dup_text (cursor, 4);
  invites_outcome_from_string (invites_cursor_get_text (cursor, 5),
                               &entry->outcome);

  entry->state = INVITES_DELIVERY_NONE;
  if (!invites_cursor_is_null (cursor, 6))
    invites_delivery_state_from_string (invites_cursor_get_text (cursor, 6),
                                        &entry->state);
  entry->skipped = INVITES_SKIP_NONE;
  if (!invites_cursor_is_null (cursor, 7))
    invites_skip_from_string (invites_cursor_get_text (cursor, 7),
                              &entry->skipped);

  entry->merged_into = invites_cursor_dup_text (cursor, 8);
  entry->changed_at = invites_cursor_get_time (cursor, 9);
  entry->reply_code = (int) invites_cursor_get_int (cursor, 10);
  entry->reply_text = invites_cursor_dup_text (cursor, 11);
  entry->accepted = invites_cursor_get_int (cursor, 12) != 0;
  entry->reply_status = invites_cursor_dup_text (cursor, 13);
  entry->attempts = (guint) invites_cursor_get_int (cursor, 14);
  entry->next_attempt_at = invites_cursor_get_time (cursor, 15);
  return entry;
}

static gboolean
walk_rows (InvitesCursor     *cursor,
           InvitesEntryFunc   func,
           gpointer           user_data,
           GError           **error)
{
  gboolean failed;

  while (invites_ledger_step (cursor, &failed, error))
    {
      g_autoptr(InvitesEntry) entry = read_entry (cursor);

      if (!func (entry, user_data, error))
        return FALSE;
    }

  return !failed;
}

/**
 * invites_entries_walk:
 * @database: a connection within a transaction
 * @source: which ledger
 * @key: the number of the send, or 0
 * @listing: which rows, in which order
 * @func: (scope call): called for each
 * @user_data: for @func
 * @total: (out) (optional): how many match, on all pages
 * @error: return location for %INVITES_ERROR_UNAVAILABLE,
 *   %INVITES_ERROR_INVALID for a field that cannot be sorted by, or what @func
 *   says
 *
 * Walks over a page of a ledger.
 *
 * Returns: whether the walk went to its end
 */
gboolean
invites_entries_walk (InvitesDatabase      *database,
                      InvitesEntriesSource  source,
                      gint64                key,
                      const InvitesListing *listing,
                      InvitesEntryFunc      func,
                      gpointer              user_data,
                      guint64              *total,
                      GError              **error)
{
  const char *rows = source == INVITES_ENTRIES_OF_SEND ? ROWS_OF_SEND
                                                       : ROWS_OF_FORECAST;
  g_autoptr(GString) sql = g_string_new (COLUMNS);
  g_autoptr(InvitesCursor) cursor = NULL;
  const Sort *sort = NULL;

  if (listing->sort != NULL && !(sort = find_sort (listing->sort)))
    {
      invites_set_field_error (error, INVITES_ERROR_INVALID, "sort",
                               "Entries cannot be sorted by that");
      return FALSE;
    }
  if (total != NULL
      && !count_entries (database, rows, key, listing, total, error))
    return FALSE;

  g_string_append_printf (sql, "%s" WITH_CONTACTS, rows);
  append_conditions (sql, listing);
  append_order (sql, listing, sort);

  if (!(cursor = invites_database_prepare_rows (database, sql->str,
                                                listing->limit, error)))
    return FALSE;
  bind_values (cursor, key, listing);
  invites_cursor_bind_int (cursor, VALUE_LIMIT,
                           (gint64) MIN (listing->limit, G_MAXINT64));
  invites_cursor_bind_int (cursor, VALUE_OFFSET,
                           (gint64) MIN (listing->offset, G_MAXINT64));
  return walk_rows (cursor, func, user_data, error);
}

/**
 * invites_entries_find:
 * @database: a connection within a transaction
 * @send_id: the number of a send
 * @contact_id: the number of a contact that it considered
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Finds one row of a ledger.
 *
 * Returns: (transfer full) (nullable): the row, or %NULL with @error set
 */
InvitesEntry *
invites_entries_find (InvitesDatabase *database,
                      gint64           send_id,
                      gint64           contact_id,
                      GError         **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  cursor = invites_database_query (database,
                                   COLUMNS ROWS_OF_SEND WITH_CONTACTS
                                   " WHERE e.contact_id = ?2",
                                   error, "ii", send_id, contact_id);
  if (cursor == NULL)
    return NULL;
  if (invites_ledger_step (cursor, &failed, error))
    return read_entry (cursor);

  if (!failed)
    g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND,
                         "The send has no such contact");
  return NULL;
}

gboolean
invites_store_sql_list_entries (InvitesStore          *self,
                                const char            *uuid,
                                const InvitesListing  *listing,
                                InvitesEntryFunc       func,
                                gpointer               user_data,
                                guint64               *total,
                                GError               **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autoptr(InvitesTransaction) transaction = NULL;
  gint64 send_id;

  if (!(transaction = invites_transaction_begin (database, INVITES_READ, error))
      || !invites_ledger_find_send (database, uuid, &send_id, error)
      || !invites_entries_walk (database, INVITES_ENTRIES_OF_SEND, send_id,
                                listing, func, user_data, total, error))
    return FALSE;

  return invites_transaction_commit (transaction, error);
}
