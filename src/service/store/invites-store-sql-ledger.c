/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-store-sql-ledger.h"

#include <stdlib.h>
#include <string.h>

#include "core/invites-error.h"
#include "core/invites-json.h"

#define FIND_SEND                                                             \
  "SELECT send_id FROM sends WHERE uuid = ?1 AND state <> 'preparing'"

#define READ_SEND                                                             \
  "SELECT s.uuid, s.state, s.stopping, json_extract (s.body, '$.filter'),"    \
  " v.id, v.name, t.id, s.template_name, s.email_from,"                       \
  " s.only_without_invitation, s.prepared_by, s.prepared_at, s.started_at,"   \
  " s.finished_at, s.gap_override, s.only_expired, s.from_set, f.uuid,"       \
  " s.held_until, s.pause_reason, s.paused_at, s.paused_by, s.pause_code,"    \
  " s.pause_text, s.revoked_at, s.revoked_by"                                 \
  " FROM sends AS s"                                                          \
  " JOIN divisions AS v ON v.division_id = s.division_id"                     \
  " JOIN templates AS t ON t.template_id = s.template_id"                     \
  " LEFT JOIN sends AS f ON f.send_id = s.from_send_id"                       \
  " WHERE s.send_id = ?1"

#define COUNT_OUTCOMES                                                        \
  "SELECT outcome, count(*) FROM send_entries WHERE send_id = ?1"             \
  " GROUP BY outcome"

#define COUNT_DELIVERIES                                                      \
  "SELECT state, count(*) FROM deliveries WHERE send_id = ?1 GROUP BY state"

#define COUNT_INVITED                                                         \
  "SELECT count(*) FROM send_entries WHERE send_id = ?1 AND invited = 1"      \
  " AND outcome IN ('will_be_sent', 'merged')"

/* A send's deliveries were made together, so their numbers lie close: far
 * fewer contacts to look at than the send has rows. */
#define COUNT_ACCEPTED                                                        \
  "SELECT count(*) FROM contacts AS c"                                        \
  " JOIN deliveries AS d ON d.delivery_id = c.accepted_delivery_id"           \
  " WHERE d.send_id = ?1 AND c.accepted_delivery_id BETWEEN"                  \
  " (SELECT min (delivery_id) FROM deliveries WHERE send_id = ?1) AND"        \
  " (SELECT max (delivery_id) FROM deliveries WHERE send_id = ?1)"

/* The newest one, of whatever send: also of one that was revoked while this
 * was on the wire. */
#define MARK_ADDRESS                                                          \
  "UPDATE addresses SET last_invite_sent ="                                   \
  " max (coalesce (last_invite_sent, ?2), ?2) WHERE address_id IN"            \
  " (SELECT d.address_id FROM json_each (?1) AS j"                            \
  "  JOIN deliveries AS d ON d.delivery_id = CAST (j.value AS BIGINT))"

/* Whoever has accepted in the meantime is not pending by this mail; whoever
 * has got another address has not got it. Of two in one second the one with
 * the higher number is the newer, as it is for links. */
#define MARK_INVITED                                                          \
  "UPDATE contacts AS c SET last_invite_sent = ?2,"                           \
  " invite_delivery_id = d.delivery_id,"                                      \
  " pending = CASE WHEN c.accepted_at IS NULL THEN 1 ELSE 0 END"              \
  " FROM json_each (?1) AS j"                                                 \
  " JOIN deliveries AS d ON d.delivery_id = CAST (j.value AS BIGINT)"         \
  " JOIN sends AS s ON s.send_id = d.send_id"                                 \
  " JOIN send_entries AS e ON e.delivery_id = d.delivery_id"                  \
  " WHERE e.named = 1 AND e.link_ended = 0"                                   \
  " AND c.contact_id = e.contact_id AND c.address_id = d.address_id"          \
  " AND s.revoked_at IS NULL AND coalesce (c.imported_invite, ?2) <= ?2"      \
  " AND NOT (c.pending = 1 AND c.last_invite_sent = ?2"                       \
  "  AND coalesce (c.invite_delivery_id, 0) > d.delivery_id)"

/* Through the contacts that the mails named, once each. */
#define RECOMPUTE(which)                                                      \
  "UPDATE contacts AS c SET"                                                  \
  " (invite_delivery_id, last_invite_sent, pending) = ("                      \
  INVITES_SQL_NEWEST ("n.delivery_id, n.at,"                                  \
                      " CASE WHEN n.counts THEN 1 ELSE 0 END")                \
  ") WHERE c.accepted_at IS NULL AND c.contact_id IN"                         \
  " (SELECT e.contact_id FROM send_entries AS e WHERE e.named = 1 AND "       \
  which ")"

/* ?2: one, NULL: all. Neither is a send paused when it has ended. */
#define END_SENDS                                                             \
  "UPDATE sends AS s SET finished_at = ?1, stopping = 0,"                     \
  " state = CASE WHEN stopping = 1 THEN 'stopped' ELSE 'finished' END,"       \
  " pause_reason = NULL, paused_at = NULL, paused_by = NULL,"                 \
  " pause_code = NULL, pause_text = NULL"                                     \
  " WHERE state IN " INVITES_SQL_RUNNING " AND state <> 'held'"               \
  " AND (?2 IS NULL OR uuid = ?2)"                                            \
  " AND NOT EXISTS (SELECT 1 FROM deliveries AS d"                            \
  "  WHERE d.send_id = s.send_id AND d.state IN " INVITES_SQL_OPEN ")"        \
  " RETURNING uuid, send_id, revoked_at IS NOT NULL"

/* One that nobody else is at work on, and that will be closed by a transaction
 * that comes after this one. */
#define FIND_REST                                                             \
  "SELECT delivery_id FROM deliveries"                                        \
  " WHERE send_id = (SELECT send_id FROM sends WHERE uuid = ?1)"              \
  " AND state IN " INVITES_SQL_OPEN " LIMIT 1"
#define LOCK_SEND "SELECT send_id FROM sends WHERE uuid = ?1 FOR UPDATE"

#define RELEASE                                                               \
  "UPDATE deliveries SET armed = 0 WHERE send_id = ?1 AND state = 'unknown'"

static void
set_damaged (GError **error)
{
  g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_INTERNAL,
                       "A send in the database cannot be understood");
}

/**
 * invites_ledger_step:
 * @cursor: a cursor
 * @failed: (out): whether the walk ended in an error
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Goes to the next row, and tells an error from the end.
 *
 * Returns: whether there is one
 */
gboolean
invites_ledger_step (InvitesCursor  *cursor,
                     gboolean       *failed,
                     GError        **error)
{
  g_autoptr(GError) step_error = NULL;
  gboolean row = invites_cursor_step (cursor, &step_error);

  *failed = step_error != NULL;
  if (step_error != NULL)
    g_propagate_error (error, g_steal_pointer (&step_error));
  return row;
}

/**
 * invites_ledger_find_send:
 * @database: a connection within a transaction
 * @uuid: the id of a send, in either case
 * @send_id: (out): the number of its row
 * @error: return location for %INVITES_ERROR_NOT_FOUND or
 *   %INVITES_ERROR_UNAVAILABLE
 *
 * Finds a send.
 *
 * Returns: whether there is one
 */
gboolean
invites_ledger_find_send (InvitesDatabase *database,
                          const char      *uuid,
                          gint64          *send_id,
                          GError         **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  g_autofree char *lower = g_ascii_strdown (uuid, -1);
  gboolean failed;

  if (!(cursor
        = invites_database_query (database, FIND_SEND, error, "s", lower)))
    return FALSE;
  if (invites_ledger_step (cursor, &failed, error))
    {
      *send_id = invites_cursor_get_int (cursor, 0);
      return TRUE;
    }

  if (!failed)
    g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND,
                         "There is no such send");
  return FALSE;
}

static InvitesFilter *
parse_filter (const char  *json,
              GError     **error)
{
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(JsonNode) node = NULL;
  JsonObject *object;

  if (json == NULL)
    {
      set_damaged (error);
      return NULL;
    }

  bytes = g_bytes_new (json, strlen (json));
  if (!(node = invites_json_parse (bytes, G_MAXSIZE, error))
      || !(object = invites_json_get_root (node, error)))
    return NULL;
  return invites_filter_from_json (object, error);
}

/* Whom it was made from, and under which rules. */
static gboolean
read_choices (InvitesCursor  *cursor,
              InvitesSend    *send,
              GError        **error)
{
  send->only_without_invitation = invites_cursor_get_int (cursor, 9) != 0;
  send->gap_override = invites_cursor_get_int (cursor, 14) != 0;
  send->only_expired = invites_cursor_get_int (cursor, 15) != 0;
  send->from_set = INVITES_SEND_SET_NONE;
  send->from_send = invites_cursor_dup_text (cursor, 17);
  if (invites_cursor_is_null (cursor, 16)
      || invites_send_set_from_string (invites_cursor_get_text (cursor, 16),
                                       &send->from_set))
    return TRUE;

  set_damaged (error);
  return FALSE;
}

/* Trouble is the sender's to tell. */
static gboolean
read_standing (InvitesCursor  *cursor,
               InvitesSend    *send,
               GError        **error)
{
  send->held_until = invites_cursor_get_time (cursor, 18);
  send->pause_reason = INVITES_PAUSE_NONE;
  send->paused_at = invites_cursor_get_time (cursor, 20);
  send->paused_by = invites_cursor_dup_text (cursor, 21);
  send->pause_code = (int) invites_cursor_get_int (cursor, 22);
  send->pause_text = invites_cursor_dup_text (cursor, 23);
  send->revoked_at = invites_cursor_get_time (cursor, 24);
  send->revoked_by = invites_cursor_dup_text (cursor, 25);
  send->trouble = INVITES_TROUBLE_NONE;
  if (invites_cursor_is_null (cursor, 19)
      || invites_pause_reason_from_string (invites_cursor_get_text (cursor, 19),
                                           &send->pause_reason))
    return TRUE;

  set_damaged (error);
  return FALSE;
}

static gboolean
read_head (InvitesCursor  *cursor,
           InvitesSend    *send,
           GError        **error)
{
  send->id = invites_cursor_dup_text (cursor, 0);
  if (!invites_send_state_from_string (invites_cursor_get_text (cursor, 1),
                                       &send->state))
    {
      set_damaged (error);
      return FALSE;
    }
  send->stopping = invites_cursor_get_int (cursor, 2) != 0;
  g_clear_pointer (&send->filter, invites_filter_free);
  send->filter = parse_filter (invites_cursor_get_text (cursor, 3), error);
  if (send->filter == NULL)
    return FALSE;

  send->division = invites_cursor_dup_text (cursor, 4);
  send->division_name = invites_cursor_dup_text (cursor, 5);
  send->template_id = invites_cursor_dup_text (cursor, 6);
  send->template_name = invites_cursor_dup_text (cursor, 7);
  send->email_from = invites_cursor_dup_text (cursor, 8);
  send->prepared_by = invites_cursor_dup_text (cursor, 10);
  send->prepared_at = invites_cursor_get_time (cursor, 11);
  send->started_at = invites_cursor_get_time (cursor, 12);
  send->finished_at = invites_cursor_get_time (cursor, 13);
  return read_choices (cursor, send, error)
         && read_standing (cursor, send, error);
}

static gboolean
find_outcome (const char *word,
              guint      *index)
{
  InvitesOutcome outcome;

  if (!invites_outcome_from_string (word, &outcome))
    return FALSE;
  *index = outcome;
  return TRUE;
}

static gboolean
find_state (const char *word,
            guint      *index)
{
  InvitesDeliveryState state;

  if (!invites_delivery_state_from_string (word, &state))
    return FALSE;
  *index = state;
  return TRUE;
}

/* Reads rows of a word and its number. */
static gboolean
count_words (InvitesDatabase  *database,
             const char     *sql,
             gint64          send_id,
             gboolean      (*find_word) (const char *word, guint *index),
             guint64        *numbers,
             GError        **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  if (!(cursor = invites_database_query (database, sql, error, "i", send_id)))
    return FALSE;
  while (invites_ledger_step (cursor, &failed, error))
    {
      guint index;

      if (!find_word (invites_cursor_get_text (cursor, 0), &index))
        {
          set_damaged (error);
          return FALSE;
        }
      numbers[index] = (guint64) invites_cursor_get_int (cursor, 1);
    }

  return !failed;
}

static gboolean
count_rows (InvitesDatabase *database,
            const char      *sql,
            gint64           send_id,
            guint64         *number,
            GError         **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;

  if (!(cursor = invites_database_query (database, sql, error, "i", send_id))
      || !invites_cursor_step (cursor, error))
    return FALSE;

  *number = (guint64) invites_cursor_get_int (cursor, 0);
  return TRUE;
}

/* With the limit on, whoever is pending has the outcome already_invited,
 * unless the send is meant for those. */
static gboolean
count_invited (InvitesDatabase *database,
               gint64           send_id,
               InvitesSend     *send,
               GError         **error)
{
  gboolean none = send->only_without_invitation
                  && send->from_set != INVITES_SEND_SET_CORRECTED
                  && send->from_set != INVITES_SEND_SET_WISHES;

  send->previously_invited = 0;
  return none
         || count_rows (database, COUNT_INVITED, send_id,
                        &send->previously_invited, error);
}

/**
 * invites_ledger_read_send:
 * @database: a connection within a transaction
 * @send_id: the number of a row that exists
 * @error: return location for %INVITES_ERROR_UNAVAILABLE, or
 *   %INVITES_ERROR_INTERNAL when the database holds nonsense
 *
 * Reads a send with all its numbers, which sum.
 *
 * Returns: (transfer full) (nullable): the send, or %NULL with @error set
 */
InvitesSend *
invites_ledger_read_send (InvitesDatabase *database,
                          gint64           send_id,
                          GError         **error)
{
  g_autoptr(InvitesSend) send = invites_send_new ();
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  if (!(cursor
        = invites_database_query (database, READ_SEND, error, "i", send_id)))
    return NULL;
  if (!invites_ledger_step (cursor, &failed, error))
    {
      if (!failed)
        set_damaged (error);
      return NULL;
    }

  if (!read_head (cursor, send, error)
      || !count_words (database, COUNT_OUTCOMES, send_id, find_outcome,
                       send->outcomes, error)
      || !count_words (database, COUNT_DELIVERIES, send_id, find_state,
                       send->deliveries, error)
      || !count_invited (database, send_id, send, error)
      || !count_rows (database, COUNT_ACCEPTED, send_id,
                      &send->accepted_contacts, error))
    return NULL;

  return g_steal_pointer (&send);
}

/**
 * invites_ledger_get_gap:
 * @now: the present time
 *
 * Gives the time after which an invitation to an address is too recent for
 * another one.
 *
 * Returns: the time, in seconds, or %INVITES_TIME_NONE when there is no
 *   minimum gap
 */
InvitesTime
invites_ledger_get_gap (InvitesTime now)
{
  InvitesTime hours = invites_rules_get ()->gap_hours;

  return hours > 0 ? now - hours * 3600 : INVITES_TIME_NONE;
}

/**
 * invites_ledger_mark_invited:
 * @database: a connection within a transaction that writes
 * @delivery_ids: (element-type gint64): deliveries that have just become sent
 *   or unknown, at @now
 * @now: the present time
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Makes the contacts that the mails named pending by them, unless their send
 * was revoked, and notes the time for the minimum gap.
 *
 * Returns: whether it was written
 */
gboolean
invites_ledger_mark_invited (InvitesDatabase *database,
                             const GArray    *delivery_ids,
                             InvitesTime      now,
                             GError         **error)
{
  g_autofree char *json = invites_ledger_dup_json_numbers (delivery_ids);

  return invites_database_run (database, MARK_ADDRESS, NULL, error, "si", json,
                               now)
         && invites_database_run (database, MARK_INVITED, NULL, error, "si",
                                  json, now);
}

/**
 * invites_ledger_recompute_contacts:
 * @database: a connection within a transaction that writes
 * @delivery_id: a delivery that has bounced
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Finds anew what the newest invitation is of each contact that the mail named
 * and that has not accepted, and whether it is pending by it.
 *
 * Returns: whether it was written
 */
gboolean
invites_ledger_recompute_contacts (InvitesDatabase *database,
                                   gint64           delivery_id,
                                   GError         **error)
{
  return invites_database_run (database, RECOMPUTE ("e.delivery_id = ?1"), NULL,
                               error, "i", delivery_id);
}

/**
 * invites_ledger_recompute_send:
 * @database: a connection within a transaction that writes
 * @send_id: a send that was revoked
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Does the same for all contacts that mails of the send named.
 *
 * Returns: whether it was written
 */
gboolean
invites_ledger_recompute_send (InvitesDatabase *database,
                               gint64           send_id,
                               GError         **error)
{
  return invites_database_run (database, RECOMPUTE ("e.send_id = ?1"), NULL,
                               error, "i", send_id);
}

/**
 * invites_ledger_release:
 * @database: a connection within a transaction that writes
 * @send_id: a send that was revoked
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Lets go of the addresses of what is unknown: revoking was the decision that
 * it waited for, and new sends may write to them.
 *
 * Returns: whether it was written
 */
gboolean
invites_ledger_release (InvitesDatabase *database,
                        gint64           send_id,
                        GError         **error)
{
  return invites_database_run (database, RELEASE, NULL, error, "i", send_id);
}

/* @uuid: one, or %NULL for all. */
static gboolean
end_sends (InvitesDatabase *database,
           const char      *uuid,
           InvitesTime      now,
           GHashTable      *changed,
           GError         **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  if (!(cursor = invites_database_query (database, END_SENDS, error, "is", now,
                                         uuid)))
    return FALSE;
  while (invites_ledger_step (cursor, &failed, error))
    {
      if (changed != NULL)
        g_hash_table_add (changed, invites_cursor_dup_text (cursor, 0));
      if (invites_cursor_get_int (cursor, 2) != 0
          && !invites_ledger_release (database,
                                      invites_cursor_get_int (cursor, 1),
                                      error))
        return FALSE;
    }

  return !failed;
}

/**
 * invites_ledger_end_sends:
 * @database: a connection within a transaction that writes
 * @now: the present time
 * @changed: (nullable): a set that the UUIDs of the sends are added to
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Ends every send, running or paused, of which no delivery is open: it is
 * stopped when that was asked for, else finished.
 *
 * Returns: whether it was written
 */
gboolean
invites_ledger_end_sends (InvitesDatabase *database,
                          InvitesTime      now,
                          GHashTable      *changed,
                          GError         **error)
{
  return end_sends (database, NULL, now, changed, error);
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/*
 * Two turns beside each other may close the last deliveries of a send, and
 * neither sees what the other has done. So each locks the send before it looks,
 * unless another delivery is left to be closed later: who gets the lock last
 * looks when the other is over.
 */
static gboolean
end_if_last (InvitesDatabase *database,
             const char      *uuid,
             InvitesTime      now,
             GError         **error)
{
  g_autofree char *find_rest = NULL;
  gint64 found = 0;

  find_rest = g_strconcat (FIND_REST,
                           invites_database_get_skip_locked (database), NULL);
  if (!invites_database_get_number (database, find_rest, &found, error, "s",
                                    uuid))
    return FALSE;

  return found != 0
         || (invites_database_get_number (database, LOCK_SEND, &found, error,
                                          "s", uuid)
             && end_sends (database, uuid, now, NULL, error));
}

/**
 * invites_ledger_end_after_turn:
 * @database: a connection within %INVITES_TURN
 * @now: the present time
 * @changed: the UUIDs of the sends that the turn has touched
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Does what invites_ledger_end_sends() does, also beside other turns.
 *
 * Returns: whether it was written
 */
gboolean
invites_ledger_end_after_turn (InvitesDatabase *database,
                               InvitesTime      now,
                               GHashTable      *changed,
                               GError         **error)
{
  g_autofree gpointer *sends = NULL;
  guint n_sends;

  if (!invites_database_is_shared (database))
    return invites_ledger_end_sends (database, now, changed, error);

  /* In one order, or two turns might wait for each other. */
  sends = g_hash_table_get_keys_as_array (changed, &n_sends);
  qsort (sends, n_sends, sizeof *sends, compare_texts);
  for (guint i = 0; i < n_sends; i++)
    {
      if (!end_if_last (database, sends[i], now, error))
        return FALSE;
    }

  return TRUE;
}

/**
 * invites_ledger_dup_json_ids:
 * @ids: (nullable) (array zero-terminated=1): public ids
 *
 * Makes one value of many, for json_each().
 *
 * Returns: (transfer full): a JSON array of strings
 */
char *
invites_ledger_dup_json_ids (char **ids)
{
  g_autoptr(JsonNode) node = json_node_new (JSON_NODE_ARRAY);
  g_autoptr(GBytes) bytes = NULL;
  JsonArray *array = json_array_new ();

  for (gsize i = 0; ids != NULL && ids[i] != NULL; i++)
    json_array_add_string_element (array, ids[i]);
  json_node_take_array (node, array);

  bytes = invites_json_to_bytes (node);
  return g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

/**
 * invites_ledger_dup_json_numbers:
 * @numbers: (element-type gint64): numbers of rows
 *
 * Makes one value of many, for json_each().
 *
 * Returns: (transfer full): a JSON array of numbers
 */
char *
invites_ledger_dup_json_numbers (const GArray *numbers)
{
  g_autoptr(GString) json = g_string_new ("[");

  for (guint i = 0; i < numbers->len; i++)
    g_string_append_printf (json, "%s%" G_GINT64_FORMAT, i > 0 ? "," : "",
                            g_array_index (numbers, gint64, i));

  g_string_append_c (json, ']');
  return g_string_free (g_steal_pointer (&json), FALSE);
}
