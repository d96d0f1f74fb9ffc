/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-store-sqlite-queue.h"

#include "service/store/invites-store-sqlite-ledger.h"
#include "service/store/invites-store-sqlite-private.h"

/* Through the index of what holds an address: few rows, whatever the sends
 * of the past hold. */
#define FIND_ON_THE_WIRE                                                      \
  "SELECT delivery_id FROM deliveries"                                        \
  " WHERE armed = 1 AND state IN " INVITES_SQL_HOLDING " AND state = 'sending'"

#define CUT_OFF                                                               \
  "UPDATE deliveries SET state = 'unknown', sent_at = ?2, changed_at = ?2"    \
  " WHERE delivery_id = ?1"

/* A delivery that waits for nothing has waited since it was queued. */
#define FIND_NEXT_DUE                                                         \
  "SELECT coalesce (next_attempt_at, changed_at) FROM deliveries"             \
  " WHERE armed = 1 AND state IN ('queued', 'deferred')"                      \
  " ORDER BY next_attempt_at LIMIT 1"

static gboolean
apply_results (InvitesSqlite  *sqlite,
               GPtrArray      *results,
               InvitesTime     now,
               GHashTable     *changed,
               GError        **error)
{
  for (guint i = 0; results != NULL && i < results->len; i++)
    {
      if (!invites_queue_apply_result (sqlite, g_ptr_array_index (results, i),
                                       now, changed, error))
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
invites_store_sqlite_turn (InvitesStore       *self,
                           const InvitesTurn  *turn,
                           InvitesKeys        *keys,
                           InvitesTime         now,
                           GPtrArray         **changed_sends,
                           GError            **error)
{
  InvitesSqlite *sqlite = invites_store_sqlite_get (self);
  g_autoptr(InvitesTransaction) transaction = NULL;
  g_autoptr(GHashTable) changed = NULL;
  g_autoptr(GPtrArray) claimed = NULL;

  changed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  claimed =
    g_ptr_array_new_with_free_func ((GDestroyNotify) invites_delivery_free);

  if (!(transaction = invites_transaction_begin (sqlite, TRUE, error))
      || !apply_results (sqlite, turn->results, now, changed, error)
      || !invites_queue_claim (sqlite, turn->n_wanted, keys, now, changed,
                               claimed, error)
      || !invites_ledger_end_sends (sqlite, now, changed, error)
      || !invites_transaction_commit (transaction, error))
    return NULL;

  if (changed_sends != NULL)
    *changed_sends = steal_keys (changed);
  return g_steal_pointer (&claimed);
}

static GArray *
find_on_the_wire (InvitesSqlite  *sqlite,
                  GError        **error)
{
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  if (!(cursor = invites_sqlite_query (sqlite, FIND_ON_THE_WIRE, error, "")))
    return NULL;
  while (invites_ledger_step (cursor, &failed, error))
    {
      gint64 id = invites_cursor_get_int (cursor, 0);

      g_array_append_val (ids, id);
    }

  return failed ? NULL : g_steal_pointer (&ids);
}

gboolean
invites_store_sqlite_recover (InvitesStore  *self,
                              InvitesTime    now,
                              guint         *n_unknown,
                              GError       **error)
{
  InvitesSqlite *sqlite = invites_store_sqlite_get (self);
  g_autoptr(InvitesTransaction) transaction = NULL;
  g_autoptr(GArray) ids = NULL;

  if (!(transaction = invites_transaction_begin (sqlite, TRUE, error))
      || !(ids = find_on_the_wire (sqlite, error)))
    return FALSE;

  for (guint i = 0; i < ids->len; i++)
    {
      gint64 id = g_array_index (ids, gint64, i);

      if (!invites_sqlite_run (sqlite, CUT_OFF, NULL, error, "ii", id, now)
          || !invites_ledger_mark_invited (sqlite, id, now, error))
        return FALSE;
    }

  if (!invites_ledger_end_sends (sqlite, now, NULL, error)
      || !invites_transaction_commit (transaction, error))
    return FALSE;

  if (n_unknown != NULL)
    *n_unknown = ids->len;
  return TRUE;
}

gboolean
invites_store_sqlite_find_next_due (InvitesStore  *self,
                                    InvitesTime   *due,
                                    GError       **error)
{
  InvitesSqlite *sqlite = invites_store_sqlite_get (self);
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  *due = INVITES_TIME_NONE;
  if (!(cursor = invites_sqlite_query (sqlite, FIND_NEXT_DUE, error, "")))
    return FALSE;
  if (invites_ledger_step (cursor, &failed, error))
    *due = invites_cursor_get_time (cursor, 0);
  return !failed;
}
