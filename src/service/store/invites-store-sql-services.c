/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The services that work off the queue, and the end of those that are gone. */
#include "service/store/invites-store-sql-ledger.h"
#include "service/store/invites-store-sql-preparation.h"
#include "service/store/invites-store-sql-private.h"
#include "service/store/invites-store-sql-queue.h"

/* The database's clock, in milliseconds, and since when everybody could have
 * reached it. */
#define CLOCK                                                                 \
  "CAST ((julianday ('now') - 2440587.5) * 86400000 AS INTEGER)"
#define UP_SINCE "0"
#define SHARED_CLOCK                                                          \
  "CAST (extract (epoch FROM clock_timestamp ()) * 1000 AS BIGINT)"
#define SHARED_UP_SINCE                                                       \
  "CAST (extract (epoch FROM pg_postmaster_start_time ()) * 1000 AS BIGINT)"

#define REGISTER(clock)                                                       \
  "INSERT INTO services (name, started_at, lease, lease_until)"               \
  " VALUES (?1, ?2, ?3, " clock " + nullif (?3, 0)) RETURNING service_id"

#define RENEW(clock)                                                          \
  "UPDATE services SET lease_until = " clock " + nullif (lease, 0)"           \
  " WHERE service_id = ?1 AND ended_at IS NULL"

/* While the database was away nobody could renew anything. */
#define HAS_EXPIRED(clock, up_since)                                          \
  "ended_at IS NULL AND lease_until < " clock                                 \
  " AND " up_since " + lease < " clock
#define FIND_EXPIRED(clock, up_since)                                         \
  "SELECT service_id FROM services WHERE " HAS_EXPIRED (clock, up_since)      \
  " LIMIT 1"
#define END_EXPIRED(clock, up_since)                                          \
  "UPDATE services SET ended_at = ?1 WHERE " HAS_EXPIRED (clock, up_since)
#define END_ONE                                                               \
  "UPDATE services SET ended_at = ?2 WHERE service_id = ?1"                   \
  " AND ended_at IS NULL"
#define END_ALL "UPDATE services SET ended_at = ?1 WHERE ended_at IS NULL"

/* Only a send that runs has anything on the wire, so few rows are looked at,
 * whatever the sends of the past hold. */
#define ON_THE_WIRE                                                           \
  " FROM sends AS s CROSS JOIN deliveries AS d ON d.send_id = s.send_id"      \
  " WHERE s.state IN " INVITES_SQL_RUNNING                                    \
  " AND d.armed = 1 AND d.state = 'sending'"
#define FIND_CUT_OFF                                                          \
  "SELECT d.delivery_id, s.uuid" ON_THE_WIRE                                  \
  " AND (d.claimed_by IS NULL OR d.claimed_by NOT IN"                         \
  "  (SELECT service_id FROM services WHERE ended_at IS NULL))"
#define FIND_CLAIMED                                                          \
  "SELECT d.delivery_id" ON_THE_WIRE " AND d.claimed_by = ?1"

#define CUT_OFF                                                               \
  "UPDATE deliveries SET state = 'unknown', sent_at = ?2, changed_at = ?2"    \
  " WHERE delivery_id IN"                                                     \
  " (SELECT CAST (j.value AS BIGINT) FROM json_each (?1) AS j)"

/* It may have reached somebody, and keeps the time of that. What a stopped send
 * has in doubt does not go again. */
#define SEND_AGAIN                                                            \
  "UPDATE deliveries AS d SET state = 'queued', retried = 1, changed_at = ?2" \
  " WHERE delivery_id IN"                                                     \
  " (SELECT CAST (j.value AS BIGINT) FROM json_each (?1) AS j)"               \
  " AND (SELECT s.stopping FROM sends AS s WHERE s.send_id = d.send_id) = 0"

/* The statement that this engine understands. */
static const char *
choose (InvitesDatabase *database,
        const char      *own,
        const char      *shared)
{
  return invites_database_is_shared (database) ? shared : own;
}

gboolean
invites_store_sql_register_service (InvitesStore  *self,
                                    const char    *name,
                                    gint64         lease,
                                    InvitesTime    now,
                                    gint64        *service,
                                    GError       **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autoptr(InvitesTransaction) transaction = NULL;

  return (transaction
          = invites_transaction_begin (database, INVITES_NOTE, error))
         && invites_database_get_number (
              database,
              choose (database, REGISTER (CLOCK), REGISTER (SHARED_CLOCK)),
              service, error, "sii", name, now, lease)
         && invites_transaction_commit (transaction, error);
}

gboolean
invites_store_sql_renew_lease (InvitesStore  *self,
                               gint64         service,
                               gboolean      *holds,
                               GError       **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  guint64 n_renewed = 0;

  if (!invites_database_run (database,
                             choose (database, RENEW (CLOCK),
                                     RENEW (SHARED_CLOCK)),
                             &n_renewed, error, "i", service))
    return FALSE;

  *holds = n_renewed > 0;
  return TRUE;
}

/* What services that have ended had on the wire. */
static GArray *
find_cut_off (InvitesDatabase *database,
              GHashTable      *changed,
              GError         **error)
{
  g_autoptr(GArray) ids = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  if (!(cursor = invites_database_query (database, FIND_CUT_OFF, error, "")))
    return NULL;
  while (invites_ledger_step (cursor, &failed, error))
    {
      gint64 id = invites_cursor_get_int (cursor, 0);

      g_array_append_val (ids, id);
      g_hash_table_add (changed, invites_cursor_dup_text (cursor, 1));
    }

  return failed ? NULL : g_steal_pointer (&ids);
}

static gboolean
cut_off (InvitesDatabase *database,
         InvitesTime      now,
         GHashTable      *changed,
         guint           *n_unknown,
         GError         **error)
{
  g_autoptr(GArray) ids = find_cut_off (database, changed, error);
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

static GHashTable *
new_sends (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/* After services have ended, in the same transaction. */
static gboolean
clear_up (InvitesDatabase  *database,
          InvitesTime       now,
          GPtrArray       **changed_sends,
          guint            *n_unknown,
          GError          **error)
{
  g_autoptr(GHashTable) changed = new_sends ();

  if (!cut_off (database, now, changed, n_unknown, error)
      || !invites_queue_release_held (database, now, changed, error)
      || !invites_ledger_end_sends (database, now, changed, error)
      || !invites_queue_announce (database, changed, error))
    return FALSE;

  if (changed_sends != NULL)
    *changed_sends = invites_queue_steal_sends (changed);
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

  return invites_preparation_clear (database, NULL, error)
         && (transaction
             = invites_transaction_begin (database, INVITES_WRITE, error))
         && invites_database_run (database, END_ALL, NULL, error, "i", now)
         && clear_up (database, now, NULL, n_unknown, error)
         && invites_transaction_commit (transaction, error);
}

gboolean
invites_store_sql_end_service (InvitesStore  *self,
                               gint64         service,
                               InvitesTime    now,
                               GError       **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autoptr(InvitesTransaction) transaction = NULL;

  return (transaction
          = invites_transaction_begin (database, INVITES_WRITE, error))
         && invites_database_run (database, END_ONE, NULL, error, "ii", service,
                                  now)
         && clear_up (database, now, NULL, NULL, error)
         && invites_transaction_commit (transaction, error);
}

/* Without a lock: mostly there is nothing to do. */
static gboolean
find_expired (InvitesDatabase *database,
              gboolean        *found,
              GError         **error)
{
  gint64 service = 0;

  if (!invites_database_get_number (
        database,
        choose (database, FIND_EXPIRED (CLOCK, UP_SINCE),
                FIND_EXPIRED (SHARED_CLOCK, SHARED_UP_SINCE)),
        &service, error, ""))
    return FALSE;

  *found = service != 0;
  return TRUE;
}

gboolean
invites_store_sql_end_expired (InvitesStore  *self,
                               InvitesTime    now,
                               GPtrArray    **changed_sends,
                               guint         *n_unknown,
                               GError       **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autoptr(InvitesTransaction) transaction = NULL;
  gboolean found;

  if (!find_expired (database, &found, error))
    return FALSE;
  if (!found)
    return TRUE;

  return (transaction
          = invites_transaction_begin (database, INVITES_WRITE, error))
         && invites_database_run (
              database,
              choose (database, END_EXPIRED (CLOCK, UP_SINCE),
                      END_EXPIRED (SHARED_CLOCK, SHARED_UP_SINCE)),
              NULL, error, "i", now)
         && clear_up (database, now, changed_sends, n_unknown, error)
         && invites_transaction_commit (transaction, error);
}

/* As results that say that nothing was tried. */
static GPtrArray *
find_not_held (InvitesDatabase *database,
               gint64           service,
               GHashTable      *held,
               GError         **error)
{
  g_autoptr(GPtrArray) results = NULL;
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  results = g_ptr_array_new_with_free_func (
    (GDestroyNotify) invites_delivery_result_free);
  if (!(cursor = invites_database_query (database, FIND_CLAIMED, error, "i",
                                         service)))
    return NULL;
  while (invites_ledger_step (cursor, &failed, error))
    {
      gint64 id = invites_cursor_get_int (cursor, 0);
      InvitesDeliveryResult *result;

      if (g_hash_table_contains (held, &id))
        continue;
      result = invites_delivery_result_new (id, INVITES_DELIVERY_QUEUED);
      result->claimed_by = service;
      g_ptr_array_add (results, result);
    }

  return failed ? NULL : g_steal_pointer (&results);
}

gboolean
invites_store_sql_give_back (InvitesStore  *self,
                             gint64         service,
                             GHashTable    *held,
                             InvitesTime    now,
                             guint         *n_given_back,
                             GError       **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autoptr(InvitesTransaction) transaction = NULL;
  g_autoptr(GPtrArray) results = NULL;
  g_autoptr(GHashTable) changed = new_sends ();

  if (!(transaction
        = invites_transaction_begin (database, INVITES_WRITE, error))
      || !(results = find_not_held (database, service, held, error))
      || !invites_queue_apply_results (database, results, now, changed, error)
      || !invites_ledger_end_sends (database, now, changed, error)
      || !invites_queue_announce (database, changed, error)
      || !invites_transaction_commit (transaction, error))
    return FALSE;

  if (n_given_back != NULL)
    *n_given_back = results->len;
  return TRUE;
}
