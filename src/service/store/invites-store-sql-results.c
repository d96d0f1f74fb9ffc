/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What has become of deliveries that were claimed. */
#include "service/store/invites-store-sql-queue.h"

#include "service/store/invites-store-sql-addresses.h"
#include "service/store/invites-store-sql-ledger.h"
#include "service/store/invites-store-sql-rows.h"

/* By their place in what is reported. */
#define FIND_REPORTED                                                         \
  "SELECT j.key, d.attempts, d.first_attempt_at, d.retried, s.stopping,"      \
  " s.uuid, d.sent_at IS NOT NULL, d.state = 'unknown',"                      \
  " coalesce (d.claimed_by, 0) FROM json_each (?1) AS j"                      \
  " CROSS JOIN deliveries AS d ON d.delivery_id = CAST (j.value AS BIGINT)"   \
  " CROSS JOIN sends AS s ON s.send_id = d.send_id"                           \
  " WHERE d.armed = 1 AND d.state IN ('sending', 'unknown')"

#define COLUMN_KEY           0
#define COLUMN_ATTEMPTS      1
#define COLUMN_FIRST_ATTEMPT 2
#define COLUMN_RETRIED       3
#define COLUMN_STOPPING      4
#define COLUMN_SEND          5
#define COLUMN_WAS_UNKNOWN   6
#define COLUMN_IS_CUT_OFF    7
#define COLUMN_CLAIMED_BY    8

/* What may have reached somebody before keeps its time. */
#define WRITE_RESULTS                                                         \
  "UPDATE deliveries AS d SET state = v.column2, changed_at = v.column3,"     \
  " next_attempt_at = v.column4, sent_at = coalesce (v.column5, d.sent_at),"  \
  " reply_code = nullif (v.column6, 0), reply_status = v.column7,"            \
  " reply_text = v.column8 "
#define STILL_OURS                                                            \
  "WHERE d.delivery_id = v.column1 AND d.state IN ('sending', 'unknown')"     \
  " AND coalesce (d.claimed_by, 0) = v.column9"
#define N_RESULT_COLUMNS 9

/* As if it had not been claimed. Whom an earlier attempt named, and with
 * which link, stays; what is unknown again, as its send stops, has been tried
 * when it became so. */
#define PUT_BACK                                                              \
  "UPDATE deliveries SET state = ?2, changed_at = ?3, next_attempt_at = ?4,"  \
  " attempts = max (attempts - 1,"                                            \
  "  CASE WHEN ?2 = 'unknown' THEN 1 ELSE 0 END),"                            \
  " first_attempt_at = CASE WHEN attempts > 1 THEN first_attempt_at"          \
  "  WHEN ?2 = 'unknown' THEN sent_at END, claimed_by = NULL"                 \
  " WHERE delivery_id = ?1 AND state = 'sending'"
#define FORGET_LINK                                                           \
  "UPDATE deliveries SET link_hash = NULL, message_id = NULL"                 \
  " WHERE delivery_id = ?1"
#define FORGET_NAMED                                                          \
  "UPDATE send_entries SET named = 0 WHERE delivery_id = ?1"

/* It was taken for unknown, and its contacts for invited: what goes again
 * keeps that, as when a user sends it again. */
#define GO_AGAIN                                                              \
  "UPDATE deliveries SET retried = 1 WHERE delivery_id = ?1"
/* Its send has not ended, and does not meanwhile. */
#define LOCK_RUNNING                                                          \
  "SELECT send_id FROM sends WHERE uuid = ?1 AND stopping = 0"                \
  " AND state IN ('sending', 'paused')"
#define FOR_UPDATE " FOR UPDATE"
/* Nobody has got it, unless at an attempt before. */
#define FORGET_SENT                                                           \
  "UPDATE deliveries SET sent_at = NULL WHERE delivery_id = ?1"               \
  " AND retried = 0"

#define FIRST_DELAY 60           /* seconds */
#define LAST_DELAY  (4 * 60 * 60) /* seconds, and a fifth more at most */

/* A delivery that is on the wire, and what was reported of it. */
typedef struct
{
  const InvitesDeliveryResult *result; /* (unowned) */
  const char                  *send;   /* (unowned): UUID */
  InvitesDeliveryState         state;  /* that it leads to */
  guint                        attempts;
  gboolean                     retried;
  gboolean                     is_cut_off; /* it was taken for unknown */
} Claimed;

typedef struct
{
  GArray      *claimed; /* (unowned) (element-type Claimed) */
  InvitesTime  now;
} Writing;

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

static void
bind_result (InvitesCursor *cursor,
             int            first,
             guint          row,
             gpointer       user_data)
{
  const Writing *writing = user_data;
  const Claimed *claimed = &g_array_index (writing->claimed, Claimed, row);
  const InvitesDeliveryResult *result = claimed->result;
  InvitesTime next = INVITES_TIME_NONE;

  if (claimed->state == INVITES_DELIVERY_DEFERRED)
    next = writing->now + get_delay (claimed->attempts);
  else if (claimed->state == INVITES_DELIVERY_QUEUED)
    next = result->not_before;

  invites_cursor_bind_int (cursor, first, result->delivery_id);
  invites_cursor_bind_text (cursor, first + 1,
                            invites_delivery_state_to_string (claimed->state));
  invites_cursor_bind_int (cursor, first + 2, writing->now);
  invites_cursor_bind_time (cursor, first + 3, next);
  invites_cursor_bind_time (cursor, first + 4,
                            is_gone (result->state) ? writing->now
                                                    : INVITES_TIME_NONE);
  invites_cursor_bind_int (cursor, first + 5, result->reply_code);
  invites_cursor_bind_text (cursor, first + 6, result->reply_status);
  invites_cursor_bind_text (cursor, first + 7, result->reply_text);
  invites_cursor_bind_int (cursor, first + 8, result->claimed_by);
}

/* What was taken for unknown turns out to have failed. */
static gboolean
set_right (InvitesDatabase *database,
           const Claimed   *claimed,
           GError         **error)
{
  gint64 delivery_id = claimed->result->delivery_id;

  if (!claimed->is_cut_off || claimed->state == INVITES_DELIVERY_SENT)
    return TRUE;
  if (claimed->state != INVITES_DELIVERY_REFUSED)
    return invites_database_run (database, GO_AGAIN, NULL, error, "i",
                                 delivery_id);
  return invites_database_run (database, FORGET_SENT, NULL, error, "i",
                               delivery_id)
         && invites_ledger_recompute_contacts (database, delivery_id, error);
}

static gboolean
mark_address (InvitesDatabase *database,
              const Claimed   *claimed,
              InvitesTime      now,
              GError         **error)
{
  return !claimed->result->address_is_bad
         || claimed->state != INVITES_DELIVERY_REFUSED
         || invites_addresses_mark_refused (database,
                                            claimed->result->delivery_id,
                                            claimed->result->reply_text, now,
                                            error);
}

static gboolean
write_results (InvitesDatabase *database,
               GArray          *claimed,
               InvitesTime      now,
               GError         **error)
{
  Writing writing = { claimed, now };

  if (!invites_rows_run (database, WRITE_RESULTS, STILL_OURS, N_RESULT_COLUMNS,
                         claimed->len, bind_result, &writing, error))
    return FALSE;
  for (guint i = 0; i < claimed->len; i++)
    {
      const Claimed *one = &g_array_index (claimed, Claimed, i);

      if (!set_right (database, one, error)
          || !mark_address (database, one, now, error))
        return FALSE;
    }

  return TRUE;
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

/* Only who has claimed it says what became of it. Late, when it has been taken
 * for unknown already, what is known is said all the same, as long as nobody
 * else has done anything with it. */
static gboolean
is_awaited (const InvitesDeliveryResult *result,
            InvitesCursor               *cursor)
{
  if (invites_cursor_get_int (cursor, COLUMN_CLAIMED_BY) != result->claimed_by)
    return FALSE;
  return invites_cursor_get_int (cursor, COLUMN_IS_CUT_OFF) == 0
         || (result->claimed_by != 0
             && result->state != INVITES_DELIVERY_UNKNOWN);
}

static void
read_claimed (Claimed                     *one,
              const InvitesDeliveryResult *result,
              InvitesCursor               *cursor,
              InvitesTime                  now)
{
  *one = (Claimed) {
    .result = result,
    .attempts = (guint) invites_cursor_get_int (cursor, COLUMN_ATTEMPTS),
    .retried = invites_cursor_get_int (cursor, COLUMN_RETRIED) != 0,
    .is_cut_off = invites_cursor_get_int (cursor, COLUMN_IS_CUT_OFF) != 0,
  };
  one->state = decide_state (
    result->state, invites_cursor_get_time (cursor, COLUMN_FIRST_ATTEMPT),
    invites_cursor_get_int (cursor, COLUMN_STOPPING) != 0,
    invites_cursor_get_int (cursor, COLUMN_WAS_UNKNOWN) != 0, now);
}

/* Returns: (transfer none): @uuid, as long as @changed lives. */
static const char *
note_send (GHashTable *changed,
           const char *uuid)
{
  gpointer known;

  if (g_hash_table_lookup_extended (changed, uuid, &known, NULL))
    return known;
  known = g_strdup (uuid);
  g_hash_table_add (changed, known);
  return known;
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

  if (!(cursor = invites_database_query (database, FIND_REPORTED, error, "s",
                                         json)))
    return NULL;
  while (invites_ledger_step (cursor, &failed, error))
    {
      guint index = (guint) invites_cursor_get_int (cursor, COLUMN_KEY);
      const InvitesDeliveryResult *result = g_ptr_array_index (results, index);
      Claimed one;

      if (!is_awaited (result, cursor))
        continue;
      read_claimed (&one, result, cursor, now);
      one.send = note_send (changed,
                            invites_cursor_get_text (cursor, COLUMN_SEND));
      g_array_append_val (claimed, one);
    }

  if (!failed && claimed->len < results->len)
    g_debug ("%u deliveries are not on the wire",
             results->len - claimed->len);
  return failed ? NULL : g_steal_pointer (&claimed);
}

/* What was taken for unknown and has not gone may go again while its send
 * runs. */
static gboolean
is_to_be_left (InvitesDatabase *database,
               const Claimed   *one,
               gboolean        *left,
               GError         **error)
{
  g_autofree char *sql = NULL;
  gint64 send_id = 0;

  *left = FALSE;
  if (!one->is_cut_off || is_gone (one->state)
      || one->state == INVITES_DELIVERY_REFUSED)
    return TRUE;

  sql = g_strconcat (LOCK_RUNNING,
                     invites_database_is_shared (database) ? FOR_UPDATE : "",
                     NULL);
  if (!invites_database_get_number (database, sql, &send_id, error, "s",
                                    one->send))
    return FALSE;

  *left = send_id == 0;
  return TRUE;
}

/* Those that are as if they had not been claimed; the others are @written. */
static gboolean
put_back_all (InvitesDatabase *database,
              const GArray    *claimed,
              InvitesTime      now,
              GArray          *written,
              GError         **error)
{
  for (guint i = 0; i < claimed->len; i++)
    {
      const Claimed *one = &g_array_index (claimed, Claimed, i);
      gboolean left;

      if (!is_to_be_left (database, one, &left, error))
        return FALSE;
      if (left)
        continue;
      if (one->result->state != INVITES_DELIVERY_QUEUED || one->is_cut_off)
        g_array_append_val (written, *one);
      else if (!put_back (database, one, now, error))
        return FALSE;
    }

  return TRUE;
}

/* Not of what is unknown since an earlier attempt. */
static GArray *
list_gone (const GArray *claimed)
{
  GArray *gone = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < claimed->len; i++)
    {
      const Claimed *one = &g_array_index (claimed, Claimed, i);

      if (is_gone (one->result->state))
        g_array_append_val (gone, one->result->delivery_id);
    }

  return gone;
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
 * Writes results down. One of a delivery that another service has claimed
 * since then, or that somebody has decided about, changes nothing; a late one
 * of a delivery that has become unknown meanwhile does.
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
  g_autoptr(GArray) gone = NULL;
  g_autoptr(GArray) written = g_array_new (FALSE, FALSE, sizeof (Claimed));

  if (results == NULL || results->len == 0)
    return TRUE;
  if (!(claimed = find_claimed (database, results, now, changed, error))
      || !put_back_all (database, claimed, now, written, error)
      || !write_results (database, written, now, error))
    return FALSE;

  gone = list_gone (written);
  return gone->len == 0
         || invites_ledger_mark_invited (database, gone, now, error);
}
