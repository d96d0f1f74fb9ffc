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

#define IS_SERVING                                                            \
  "SELECT 1 FROM services WHERE service_id = ?1 AND ended_at IS NULL"

/* What waits for nothing is due, also when the clock has been put back since
 * it was queued: since the first second of all. */
#define WAITS                                                                 \
  " FROM deliveries AS d WHERE d.send_id = s.send_id AND d.armed = 1"         \
  " AND d.state IN ('queued', 'deferred') AND d.next_attempt_at "
#define FIND_NEXT_DUE                                                         \
  "SELECT min (CASE WHEN s.state = 'held' THEN s.held_until"                  \
  " WHEN EXISTS (SELECT 1" WAITS "IS NULL) THEN 1"                            \
  " ELSE (SELECT d.next_attempt_at" WAITS "IS NOT NULL"                       \
  "  ORDER BY d.next_attempt_at LIMIT 1) END)"                                \
  " FROM sends AS s WHERE s.state IN " INVITES_SQL_RUNNING                    \
  " AND s.state <> 'paused' AND s.stopping = 0"

/**
 * invites_queue_release_held:
 * @database: a connection within a transaction that writes
 * @now: the present time
 * @changed: the UUIDs of the sends are added
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Lets the sends go of which the time to undo is over.
 *
 * Returns: whether it was written
 */
gboolean
invites_queue_release_held (InvitesDatabase *database,
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

/**
 * invites_queue_steal_sends:
 * @changed: the UUIDs of sends
 *
 * Empties a set.
 *
 * Returns: (transfer full) (element-type utf8): what was in it
 */
GPtrArray *
invites_queue_steal_sends (GHashTable *changed)
{
  g_autoptr(GPtrArray) sends = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer send;

  g_hash_table_iter_init (&iter, changed);
  while (g_hash_table_iter_next (&iter, &send, NULL))
    {
      g_hash_table_iter_steal (&iter);
      g_ptr_array_add (sends, send);
    }

  return g_steal_pointer (&sends);
}

/**
 * invites_queue_announce:
 * @database: a connection within a transaction that writes
 * @changed: the UUIDs of sends
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Tells the other services which sends are not as before.
 *
 * Returns: whether they will be told
 */
gboolean
invites_queue_announce (InvitesDatabase *database,
                        GHashTable      *changed,
                        GError         **error)
{
  GHashTableIter iter;
  gpointer send;

  if (!invites_database_is_shared (database))
    return TRUE;

  g_hash_table_iter_init (&iter, changed);
  while (g_hash_table_iter_next (&iter, &send, NULL))
    {
      g_autofree char *payload = g_strconcat ("send ", send, NULL);

      if (!invites_database_notify (database, payload, error))
        return FALSE;
    }

  return TRUE;
}

/* What a service that has ended would claim, nobody would see to. The end
 * cannot come while the transaction lasts. */
static gboolean
claim (InvitesStoreSql   *self,
       const InvitesTurn *turn,
       InvitesKeys       *keys,
       InvitesTime        now,
       GHashTable        *changed,
       GPtrArray         *claimed,
       GError           **error)
{
  gint64 is_serving = 1;

  if (turn->n_wanted == 0)
    return TRUE;
  if (turn->service != 0
      && !invites_database_get_number (self->database, IS_SERVING, &is_serving,
                                       error, "i", turn->service))
    return FALSE;

  return is_serving == 0
         || invites_queue_claim (self->database, turn, keys, now,
                                 &self->last_send, changed, claimed, error);
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
      || !invites_queue_release_held (database, now, changed, error)
      || !claim (self, turn, keys, now, changed, claimed, error)
      || !invites_ledger_end_after_turn (database, now, changed, error)
      || !invites_queue_announce (database, changed, error)
      || !invites_transaction_commit (transaction, error))
    return NULL;

  if (changed_sends != NULL)
    *changed_sends = invites_queue_steal_sends (changed);
  return g_steal_pointer (&claimed);
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
