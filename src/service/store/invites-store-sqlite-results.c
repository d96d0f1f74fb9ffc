/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What has become of deliveries that were claimed. */
#include "service/store/invites-store-sqlite-queue.h"

#include "service/store/invites-store-sqlite-ledger.h"

#define FIND_CLAIMED                                                          \
  "SELECT d.attempts, d.first_attempt_at, s.stopping, s.uuid"                 \
  " FROM deliveries AS d JOIN sends AS s ON s.send_id = d.send_id"            \
  " WHERE d.delivery_id = ?1 AND d.armed = 1 AND d.state = 'sending'"

#define WRITE_RESULT                                                          \
  "UPDATE deliveries SET state = ?2, changed_at = ?3, next_attempt_at = ?4,"  \
  " sent_at = ?5, reply_code = nullif (?6, 0), reply_text = ?7"               \
  " WHERE delivery_id = ?1 AND state = 'sending'"

/* As if it had not been claimed. */
#define PUT_BACK                                                              \
  "UPDATE deliveries SET state = ?2, changed_at = ?3, attempts = attempts - 1,"\
  " first_attempt_at = CASE WHEN attempts > 1 THEN first_attempt_at END,"     \
  " link_hash = NULL, message_id = NULL"                                      \
  " WHERE delivery_id = ?1 AND state = 'sending'"
#define FORGET_NAMED                                                          \
  "UPDATE send_entries SET named = 0 WHERE delivery_id = ?1"

#define MARK_BOUNCED                                                          \
  "UPDATE addresses SET bounced_at = ?2 WHERE bounced_at IS NULL"             \
  " AND address_id = (SELECT address_id FROM deliveries"                      \
  " WHERE delivery_id = ?1)"

#define FIRST_DELAY 60           /* seconds */
#define LAST_DELAY  (4 * 60 * 60) /* seconds, and a fifth more at most */

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
              InvitesTime          now)
{
  if (state == INVITES_DELIVERY_QUEUED || state == INVITES_DELIVERY_DEFERRED)
    {
      if (stopping)
        return INVITES_DELIVERY_CANCELLED;
      if (state == INVITES_DELIVERY_DEFERRED
          && has_given_up (first_attempt_at, now))
        return INVITES_DELIVERY_REFUSED;
    }

  return state;
}

static gboolean
put_back (InvitesSqlite         *sqlite,
          gint64                 delivery_id,
          InvitesDeliveryState   state,
          InvitesTime            now,
          GError               **error)
{
  return invites_sqlite_run (sqlite, PUT_BACK, NULL, error, "isi", delivery_id,
                             invites_delivery_state_to_string (state), now)
         && invites_sqlite_run (sqlite, FORGET_NAMED, NULL, error, "i",
                                delivery_id);
}

static gboolean
write_result (InvitesSqlite                *sqlite,
              const InvitesDeliveryResult  *result,
              InvitesDeliveryState          state,
              guint                         attempts,
              InvitesTime                   now,
              GError                      **error)
{
  gboolean gone = state == INVITES_DELIVERY_SENT
                  || state == INVITES_DELIVERY_UNKNOWN;
  InvitesTime next = INVITES_TIME_NONE;

  if (state == INVITES_DELIVERY_DEFERRED)
    next = now + get_delay (attempts);

  if (!invites_sqlite_run (sqlite, WRITE_RESULT, NULL, error, "isittis",
                           result->delivery_id,
                           invites_delivery_state_to_string (state), now, next,
                           gone ? now : INVITES_TIME_NONE,
                           (gint64) result->reply_code, result->reply_text))
    return FALSE;
  if (gone)
    return invites_ledger_mark_invited (sqlite, result->delivery_id, now,
                                        error);

  return !result->address_is_bad || state != INVITES_DELIVERY_REFUSED
         || invites_sqlite_run (sqlite, MARK_BOUNCED, NULL, error, "ii",
                                result->delivery_id, now);
}

/**
 * invites_queue_apply_result:
 * @sqlite: a connection within a transaction that writes
 * @result: what became of a delivery that was claimed
 * @now: the present time
 * @changed: the UUID of its send is added
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Writes a result down. One of a delivery that is not on the wire any more, as
 * after a restart that made it unknown, changes nothing.
 *
 * Returns: whether it was written
 */
gboolean
invites_queue_apply_result (InvitesSqlite                *sqlite,
                            const InvitesDeliveryResult  *result,
                            InvitesTime                   now,
                            GHashTable                   *changed,
                            GError                      **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  InvitesDeliveryState state;
  guint attempts;
  gboolean failed;

  if (!(cursor = invites_sqlite_query (sqlite, FIND_CLAIMED, error, "i",
                                       result->delivery_id)))
    return FALSE;
  if (!invites_ledger_step (cursor, &failed, error))
    {
      g_debug ("Delivery %" G_GINT64_FORMAT " is not on the wire",
               result->delivery_id);
      return !failed;
    }

  attempts = (guint) invites_cursor_get_int (cursor, 0);
  state = decide_state (result->state, invites_cursor_get_time (cursor, 1),
                        invites_cursor_get_int (cursor, 2) != 0, now);
  g_hash_table_add (changed, invites_cursor_dup_text (cursor, 3));

  if (result->state == INVITES_DELIVERY_QUEUED)
    return put_back (sqlite, result->delivery_id, state, now, error);
  return write_result (sqlite, result, state, attempts, now, error);
}
