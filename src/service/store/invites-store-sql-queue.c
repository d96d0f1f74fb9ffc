/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-store-sql-queue.h"

#include "service/store/invites-store-sql-ledger.h"
#include "service/store/invites-store-sql-private.h"

/* Nobody has undone them. */
#define RELEASE_HELD                                                          \
  "UPDATE sends SET state = 'sending', held_until = NULL"                     \
  " WHERE state IN " INVITES_SQL_RUNNING " AND state = 'held'"                \
  " AND held_until <= ?1 RETURNING uuid"

/* One that is about to stop is not held up. */
#define PAUSE                                                                 \
  "UPDATE sends SET state = 'paused', pause_reason = ?2, paused_at = ?3,"     \
  " paused_by = NULL, pause_code = nullif (?4, 0), pause_text = ?5"           \
  " WHERE state IN " INVITES_SQL_RUNNING " AND state = 'sending'"             \
  " AND stopping = 0 AND (?1 IS NULL OR uuid = ?1) RETURNING uuid"

/* Through the index of what holds an address: few rows, whatever the sends
 * of the past hold. */
#define FIND_ON_THE_WIRE                                                      \
  "SELECT delivery_id FROM deliveries"                                        \
  " WHERE armed = 1 AND state IN " INVITES_SQL_HOLDING " AND state = 'sending'"

#define CUT_OFF                                                               \
  "UPDATE deliveries SET state = 'unknown', sent_at = ?2, changed_at = ?2"    \
  " WHERE delivery_id IN (SELECT value FROM json_each (?1))"

/* It may have reached somebody, and keeps the time of that. What a stopped send
 * has in doubt does not go again. */
#define SEND_AGAIN                                                            \
  "UPDATE deliveries AS d SET state = 'queued', retried = 1, changed_at = ?2" \
  " WHERE delivery_id IN (SELECT value FROM json_each (?1))"                  \
  " AND (SELECT s.stopping FROM sends AS s WHERE s.send_id = d.send_id) = 0"

/* What waits for nothing is due, also when the clock has been put back since
 * it was queued: since the first second of all. */
#define FIND_NEXT_DUE                                                         \
  "SELECT min (CASE WHEN s.state = 'held' THEN s.held_until ELSE"             \
  "  (SELECT coalesce (d.next_attempt_at, 1) FROM deliveries AS d"            \
  "   WHERE d.send_id = s.send_id AND d.armed = 1"                            \
  "   AND d.state IN ('queued', 'deferred')"                                  \
  "   ORDER BY d.next_attempt_at LIMIT 1) END)"                               \
  " FROM sends AS s WHERE s.state IN " INVITES_SQL_RUNNING                    \
  " AND s.state <> 'paused' AND s.stopping = 0"

static gboolean
release_held (InvitesDatabase *database,
              InvitesTime      now,
              GHashTable      *changed,
              GError         **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  if (!(cursor
        = invites_database_query (database, RELEASE_HELD, error, "i", now)))
    return FALSE;
  while (invites_ledger_step (cursor, &failed, error))
    g_hash_table_add (changed, invites_cursor_dup_text (cursor, 0));

  return !failed;
}

static gboolean
pause_sends (InvitesDatabase    *database,
             const InvitesPause *pause,
             InvitesTime         now,
             GHashTable         *changed,
             GError            **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  cursor
      = invites_database_query (database, PAUSE, error, "ssiis", pause->send,
                                invites_pause_reason_to_string (pause->reason),
                                now, (gint64) pause->code, pause->text);
  if (cursor == NULL)
    return FALSE;
  while (invites_ledger_step (cursor, &failed, error))
    {
      const char *uuid = invites_cursor_get_text (cursor, 0);

      if (!invites_store_sql_audit (database, now, 0, "pause-send", uuid,
                                    error))
        return FALSE;
      g_hash_table_add (changed, g_strdup (uuid));
    }

  return !failed;
}

static gboolean
apply_pauses (InvitesDatabase *database,
              GPtrArray       *pauses,
              InvitesTime      now,
              GHashTable      *changed,
              GError         **error)
{
  for (guint i = 0; pauses != NULL && i < pauses->len; i++)
    {
      if (!pause_sends (database, g_ptr_array_index (pauses, i), now, changed,
                        error))
        return FALSE;
    }

  return TRUE;
}

static GPtrArray *
steal_keys (GHashTable *set)
{
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, set);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      g_hash_table_iter_steal (&iter);
      g_ptr_array_add (keys, key);
    }

  return g_steal_pointer (&keys);
}

GPtrArray *
invites_store_sql_turn (InvitesStore       *store,
                        const InvitesTurn  *turn,
                        InvitesKeys        *keys,
                        InvitesTime         now,
                        GPtrArray         **changed_sends,
                        GError            **error)
{
  InvitesStoreSql *self = INVITES_STORE_SQL (store);
  InvitesDatabase *database = self->database;
  g_autoptr(InvitesTransaction) transaction = NULL;
  g_autoptr(GHashTable) changed = NULL;
  g_autoptr(GPtrArray) claimed = NULL;

  changed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  claimed =
    g_ptr_array_new_with_free_func ((GDestroyNotify) invites_delivery_free);

  if (!(transaction = invites_transaction_begin (database, INVITES_TURN, error))
      || !invites_queue_apply_results (database, turn->results, now, changed,
                                       error)
      || !apply_pauses (database, turn->pauses, now, changed, error)
      || !release_held (database, now, changed, error)
      || !invites_queue_claim (database, turn, keys, now, &self->last_send,
                               changed, claimed, error)
      || !invites_ledger_end_sends (database, now, changed, error)
      || !invites_transaction_commit (transaction, error))
    return NULL;

  if (changed_sends != NULL)
    *changed_sends = steal_keys (changed);
  return g_steal_pointer (&claimed);
}

static GArray *
find_on_the_wire (InvitesDatabase *database,
                  GError         **error)
{
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  if (!(cursor
        = invites_database_query (database, FIND_ON_THE_WIRE, error, "")))
    return NULL;
  while (invites_ledger_step (cursor, &failed, error))
    {
      gint64 id = invites_cursor_get_int (cursor, 0);

      g_array_append_val (ids, id);
    }

  return failed ? NULL : g_steal_pointer (&ids);
}

static gboolean
cut_off (InvitesDatabase *database,
         InvitesTime      now,
         guint           *n_unknown,
         GError         **error)
{
  g_autoptr(GArray) ids = find_on_the_wire (database, error);
  g_autofree char *json = NULL;
  guint64 n_again = 0;

  if (ids == NULL)
    return FALSE;

  json = invites_ledger_dup_json_numbers (ids);
  if (!invites_database_run (database, CUT_OFF, NULL, error, "si", json, now)
      || !invites_ledger_mark_invited (database, ids, now, error)
      || (invites_rules_get ()->resend_in_doubt
          && !invites_database_run (database, SEND_AGAIN, &n_again, error, "si",
                                    json, now)))
    return FALSE;

  if (n_unknown != NULL)
    *n_unknown = ids->len - (guint) n_again;
  return TRUE;
}

gboolean
invites_store_sql_recover (InvitesStore  *self,
                           InvitesTime    now,
                           guint         *n_unknown,
                           GError       **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autoptr(InvitesTransaction) transaction = NULL;
  g_autoptr(GHashTable) changed = NULL;

  changed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return (transaction
          = invites_transaction_begin (database, INVITES_WRITE, error))
         && cut_off (database, now, n_unknown, error)
         && release_held (database, now, changed, error)
         && invites_ledger_end_sends (database, now, changed, error)
         && invites_transaction_commit (transaction, error);
}

gboolean
invites_store_sql_find_next_due (InvitesStore  *self,
                                 InvitesTime   *due,
                                 GError       **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autoptr(InvitesCursor) cursor = NULL;

  if (!(cursor = invites_database_query (database, FIND_NEXT_DUE, error, ""))
      || !invites_cursor_step (cursor, error))
    return FALSE;

  *due = invites_cursor_get_time (cursor, 0);
  return TRUE;
}
