/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What has become of deliveries that were claimed. */
#include "service/store/invites-store-sql-queue.h"

#include "service/store/invites-store-sql-addresses.h"
#include "service/store/invites-store-sql-ledger.h"

/* By their place in what is reported. */
#define FIND_ON_THE_WIRE                                                      \
  "SELECT j.key, d.attempts, d.first_attempt_at, d.retried, s.stopping,"      \
  " s.uuid, d.sent_at IS NOT NULL FROM json_each (?1) AS j"                   \
  " CROSS JOIN deliveries AS d ON d.delivery_id = j.value"                    \
  " CROSS JOIN sends AS s ON s.send_id = d.send_id"                           \
  " WHERE d.armed = 1 AND d.state = 'sending'"

/* What may have reached somebody before keeps its time. */
#define WRITE_RESULT                                                          \
  "UPDATE deliveries SET state = ?2, changed_at = ?3, next_attempt_at = ?4,"  \
  " sent_at = coalesce (?5, sent_at), reply_code = nullif (?6, 0),"           \
  " reply_status = ?7, reply_text = ?8"                                       \
  " WHERE delivery_id = ?1 AND state = 'sending'"

/* As if it had not been claimed. Whom an earlier attempt named, and with
 * which link, stays; what is unknown again, as its send stops, has been tried
 * when it became so. */
#define PUT_BACK                                                              \
  "UPDATE deliveries SET state = ?2, changed_at = ?3, next_attempt_at = ?4,"  \
  " attempts = max (attempts - 1, ?2 = 'unknown'),"                           \
  " first_attempt_at = CASE WHEN attempts > 1 THEN first_attempt_at"          \
  "  WHEN ?2 = 'unknown' THEN sent_at END"                                    \
  " WHERE delivery_id = ?1 AND state = 'sending'"
#define FORGET_LINK                                                           \
  "UPDATE deliveries SET link_hash = NULL, message_id = NULL"                 \
  " WHERE delivery_id = ?1"
#define FORGET_NAMED                                                          \
  "UPDATE send_entries SET named = 0 WHERE delivery_id = ?1"

#define FIRST_DELAY 60           /* seconds */
#define LAST_DELAY  (4 * 60 * 60) /* seconds, and a fifth more at most */

/* A delivery that is on the wire, and what was reported of it. */
typedef struct
{
  const InvitesDeliveryResult *result; /* (unowned) */
  InvitesDeliveryState         state;  /* that it leads to */
  guint                        attempts;
  gboolean                     retried;
} Claimed;

/* Doubles with every attempt, and spreads what was deferred together. */
static InvitesTime
get_delay (guint attempts)
{
  gint delay = LAST_DELAY;

  if (attempts <= 1)
    delay = FIRST_DELAY;
  else if (attempts < 10)
    delay = MIN (FIRST_DELAY << (attempts - 1), LAST_DELAY);

  return delay + g_random_int_range (-delay / 5, delay / 5 + 1);
}

static gboolean
has_given_up (InvitesTime first_attempt_at,
              InvitesTime now)
{
  InvitesTime hours = invites_rules_get ()->give_up_hours;

  return first_attempt_at + hours * 3600 <= now;
}

static InvitesDeliveryState
decide_state (InvitesDeliveryState state,
              InvitesTime          first_attempt_at,
              gboolean             stopping,
              gboolean             was_unknown,
              InvitesTime          now)
{
  if (state == INVITES_DELIVERY_QUEUED || state == INVITES_DELIVERY_DEFERRED)
    {
      /* An earlier attempt may have reached somebody. */
      if (stopping)
        return was_unknown ? INVITES_DELIVERY_UNKNOWN
                           : INVITES_DELIVERY_CANCELLED;
      if (state == INVITES_DELIVERY_DEFERRED
          && has_given_up (first_attempt_at, now))
        return INVITES_DELIVERY_REFUSED;
    }

  return state;
}

static gboolean
put_back (InvitesDatabase *database,
          const Claimed   *claimed,
          InvitesTime      now,
          GError         **error)
{
  const InvitesDeliveryResult *result = claimed->result;
  InvitesTime not_before = INVITES_TIME_NONE;

  if (claimed->state == INVITES_DELIVERY_QUEUED)
    not_before = result->not_before;
  if (!invites_database_run (database, PUT_BACK, NULL, error, "isit",
                             result->delivery_id,
                             invites_delivery_state_to_string (claimed->state),
                             now, not_before))
    return FALSE;

  return claimed->attempts > 1 || claimed->retried
         || (invites_database_run (database, FORGET_LINK, NULL, error, "i",
                                   result->delivery_id)
             && invites_database_run (database, FORGET_NAMED, NULL, error, "i",
                                      result->delivery_id));
}

static gboolean
is_gone (InvitesDeliveryState state)
{
  return state == INVITES_DELIVERY_SENT || state == INVITES_DELIVERY_UNKNOWN;
}

static gboolean
write_result (InvitesDatabase *database,
              const Claimed   *claimed,
              InvitesTime      now,
              GError         **error)
{
  const InvitesDeliveryResult *result = claimed->result;
  InvitesTime next = INVITES_TIME_NONE;

  if (claimed->state == INVITES_DELIVERY_DEFERRED)
    next = now + get_delay (claimed->attempts);

  if (!invites_database_run (database, WRITE_RESULT, NULL, error, "isittiss",
                             result->delivery_id,
                             invites_delivery_state_to_string (claimed->state),
                             now, next,
                             is_gone (result->state) ? now : INVITES_TIME_NONE,
                             (gint64) result->reply_code, result->reply_status,
                             result->reply_text))
    return FALSE;

  return !result->address_is_bad
         || claimed->state != INVITES_DELIVERY_REFUSED
         || invites_addresses_mark_refused (database, result->delivery_id,
                                            result->reply_text, now, error);
}

static GArray *
list_numbers (GPtrArray *results)
{
  GArray *numbers = g_array_sized_new (FALSE, FALSE, sizeof (gint64),
                                       results->len);

  for (guint i = 0; i < results->len; i++)
    {
      const InvitesDeliveryResult *result = g_ptr_array_index (results, i);

      g_array_append_val (numbers, result->delivery_id);
    }

  return numbers;
}

static void
add_claimed (GArray        *claimed,
             GPtrArray     *results,
             InvitesCursor *cursor,
             InvitesTime    now)
{
  guint index = (guint) invites_cursor_get_int (cursor, 0);
  Claimed one = {
    .result = g_ptr_array_index (results, index),
    .attempts = (guint) invites_cursor_get_int (cursor, 1),
    .retried = invites_cursor_get_int (cursor, 3) != 0,
  };

  one.state = decide_state (one.result->state,
                            invites_cursor_get_time (cursor, 2),
                            invites_cursor_get_int (cursor, 4) != 0,
                            invites_cursor_get_int (cursor, 6) != 0, now);
  g_array_append_val (claimed, one);
}

/* Those of which the results are still waited for. */
static GArray *
find_claimed (InvitesDatabase *database,
              GPtrArray       *results,
              InvitesTime      now,
              GHashTable      *changed,
              GError         **error)
{
  g_autoptr(GArray) numbers = list_numbers (results);
  g_autofree char *json = invites_ledger_dup_json_numbers (numbers);
  g_autoptr(GArray) claimed = g_array_new (FALSE, FALSE, sizeof (Claimed));
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  if (!(cursor = invites_database_query (database, FIND_ON_THE_WIRE, error, "s",
                                         json)))
    return NULL;
  while (invites_ledger_step (cursor, &failed, error))
    {
      const char *uuid = invites_cursor_get_text (cursor, 5);

      if (!g_hash_table_contains (changed, uuid))
        g_hash_table_add (changed, g_strdup (uuid));
      add_claimed (claimed, results, cursor, now);
    }

  if (!failed && claimed->len < results->len)
    g_debug ("%u deliveries are not on the wire",
             results->len - claimed->len);
  return failed ? NULL : g_steal_pointer (&claimed);
}

/**
 * invites_queue_apply_results:
 * @database: a connection within a transaction that writes
 * @results: (nullable) (element-type InvitesDeliveryResult): what became of
 *   deliveries that were claimed
 * @now: the present time
 * @changed: the UUIDs of their sends are added
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Writes results down. One of a delivery that is not on the wire any more, as
 * after a restart that made it unknown, changes nothing.
 *
 * Returns: whether they were written
 */
gboolean
invites_queue_apply_results (InvitesDatabase *database,
                             GPtrArray       *results,
                             InvitesTime      now,
                             GHashTable      *changed,
                             GError         **error)
{
  g_autoptr(GArray) claimed = NULL;
  g_autoptr(GArray) gone = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (results == NULL || results->len == 0)
    return TRUE;
  if (!(claimed = find_claimed (database, results, now, changed, error)))
    return FALSE;

  for (guint i = 0; i < claimed->len; i++)
    {
      const Claimed *one = &g_array_index (claimed, Claimed, i);

      if (!(one->result->state == INVITES_DELIVERY_QUEUED
            ? put_back (database, one, now, error)
            : write_result (database, one, now, error)))
        return FALSE;
      /* Not of what is unknown since an earlier attempt. */
      if (is_gone (one->result->state))
        g_array_append_val (gone, one->result->delivery_id);
    }

  return gone->len == 0
         || invites_ledger_mark_invited (database, gone, now, error);
}
