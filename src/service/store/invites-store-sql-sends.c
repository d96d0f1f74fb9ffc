/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-store-sql-sends.h"

#include "core/invites-error.h"
#include "service/store/invites-sender-rule.h"
#include "service/store/invites-store-sql-ledger.h"
#include "service/store/invites-store-sql-private.h"

#define MINE                                                                  \
  " FROM sends AS s JOIN divisions AS v ON v.division_id = s.division_id"     \
  " WHERE v.id IN (SELECT j.value FROM json_each (?1) AS j)"                  \
  " AND (?2 IS NULL OR v.id = ?2) AND s.state <> 'preparing'"
#define COUNT_SENDS "SELECT count(*)" MINE
#define LIST_SENDS                                                            \
  "SELECT s.send_id" MINE " ORDER BY s.send_id DESC LIMIT ?3 OFFSET ?4"

#define FIND_STATE                                                            \
  "SELECT s.state, s.stopping, s.revoked_at IS NOT NULL, s.prepared_at,"      \
  " t.active, s.email_from, v.email_from"                                     \
  " FROM sends AS s"                                                          \
  " JOIN templates AS t ON t.template_id = s.template_id"                     \
  " JOIN divisions AS v ON v.division_id = s.division_id"                     \
  " WHERE s.send_id = ?1"

/* Another send of which a delivery holds the address of d. */
#define BUSY                                                                  \
  "EXISTS (SELECT 1 FROM deliveries AS o WHERE o.address_id = d.address_id"   \
  " AND o.armed = 1 AND o.state IN " INVITES_SQL_HOLDING ")"

/* Nobody of those that the mail would be for remains: the leading contact's
 * reason stands for all of them. */
#define SKIP_DROPPED                                                          \
  "UPDATE deliveries AS d SET state = 'skipped', changed_at = ?2,"            \
  " skipped = (SELECT "                                                       \
  INVITES_SQL_DROPS (INVITES_SQL_ONLY, INVITES_SQL_GAP ("?3"), BUSY)          \
  "  FROM contacts AS c, addresses AS h, sends AS s"                          \
  "  WHERE c.contact_id = d.contact_id AND h.address_id = d.address_id"       \
  "  AND s.send_id = d.send_id)"                                              \
  " WHERE d.send_id = ?1 AND d.state = 'queued' AND NOT EXISTS"               \
  "  (SELECT 1 FROM send_entries AS e"                                        \
  "   JOIN contacts AS c ON c.contact_id = e.contact_id"                      \
  "   JOIN addresses AS h ON h.address_id = d.address_id"                     \
  "   JOIN sends AS s ON s.send_id = d.send_id"                               \
  "   WHERE e.delivery_id = d.delivery_id AND ("                              \
  INVITES_SQL_DROPS (INVITES_SQL_ONLY, INVITES_SQL_GAP ("?3"), "FALSE")       \
  ") IS NULL)"

#define SKIP_BUSY                                                             \
  "UPDATE deliveries AS d SET state = 'skipped', changed_at = ?2,"            \
  " skipped = 'in_another_send'"                                              \
  " WHERE d.send_id = ?1 AND d.state = 'queued' AND " BUSY

#define ARM                                                                   \
  "UPDATE deliveries SET armed = 1, changed_at = ?2"                          \
  " WHERE send_id = ?1 AND state = 'queued'"

#define START_SEND                                                            \
  "UPDATE sends SET state = 'sending', started_at = ?2"                       \
  " WHERE send_id = ?1 AND state = 'prepared'"
/* Unless there was nobody to send to. */
#define HOLD_SEND                                                             \
  "UPDATE sends SET state = 'held', held_until = ?2"                          \
  " WHERE send_id = ?1 AND state = 'sending'"

/* What may have gone before it was to go again, is as unknown as it was. */
#define CANCEL                                                                \
  "UPDATE deliveries SET changed_at = ?2, next_attempt_at = NULL,"            \
  " state = CASE WHEN sent_at IS NULL THEN 'cancelled' ELSE 'unknown' END,"   \
  " attempts = max (attempts,"                                                \
  "  CASE WHEN sent_at IS NULL THEN 0 ELSE 1 END),"                           \
  " first_attempt_at = coalesce (first_attempt_at, sent_at)"                  \
  " WHERE send_id = ?1 AND state IN ('queued', 'deferred')"

/* While a mail is on the wire, the send still runs. */
#define STOP_SEND                                                             \
  "UPDATE sends SET"                                                          \
  " stopping = CASE state WHEN 'prepared' THEN 0 ELSE 1 END,"                 \
  " finished_at = CASE state WHEN 'prepared' THEN ?2 END,"                    \
  " state = CASE state WHEN 'prepared' THEN 'stopped' ELSE 'sending' END,"    \
  " held_until = NULL, pause_reason = NULL, paused_at = NULL,"                \
  " paused_by = NULL, pause_code = NULL, pause_text = NULL"                   \
  " WHERE send_id = ?1 AND state IN"                                          \
  " ('prepared', 'held', 'sending', 'paused')"

static void
invites_send_change_clear (InvitesSendChange *self)
{
  g_free (self->uuid);
  g_free (self->email_from);
  g_free (self->division.email_from);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (InvitesSendChange, invites_send_change_clear)

static gboolean
find_state (InvitesSendChange  *change,
            GError            **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  if (!(cursor = invites_database_query (change->database, FIND_STATE, error,
                                         "i", change->send_id)))
    return FALSE;
  if (!invites_ledger_step (cursor, &failed, error)
      || !invites_send_state_from_string (invites_cursor_get_text (cursor, 0),
                                          &change->state))
    {
      if (!failed)
        g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_INTERNAL,
                             "A send in the database cannot be understood");
      return FALSE;
    }

  change->stopping = invites_cursor_get_int (cursor, 1) != 0;
  change->revoked = invites_cursor_get_int (cursor, 2) != 0;
  change->prepared_at = invites_cursor_get_time (cursor, 3);
  change->template_active = invites_cursor_get_int (cursor, 4) != 0;
  change->email_from = invites_cursor_dup_text (cursor, 5);
  change->division.email_from = invites_cursor_dup_text (cursor, 6);
  return TRUE;
}

/**
 * invites_sends_read:
 * @database: a connection without a transaction
 * @send_id: the number of a send
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Reads what a send is after an act: to count its rows takes long, and others
 * may write meanwhile.
 *
 * Returns: (transfer full) (nullable): the send, or %NULL with @error set
 */
InvitesSend *
invites_sends_read (InvitesDatabase *database,
                    gint64           send_id,
                    GError         **error)
{
  g_autoptr(InvitesTransaction) transaction = NULL;
  g_autoptr(InvitesSend) send = NULL;

  if (!(transaction = invites_transaction_begin (database, INVITES_READ, error))
      || !(send = invites_ledger_read_send (database, send_id, error))
      || !invites_transaction_commit (transaction, error))
    return NULL;

  return g_steal_pointer (&send);
}

static gboolean
change_send (InvitesSendChange      *change,
             InvitesSendChangeFunc   func,
             gconstpointer           data,
             GError                **error)
{
  g_autoptr(InvitesTransaction) transaction = NULL;

  return (transaction
          = invites_transaction_begin (change->database, INVITES_WRITE,
                                       error)) != NULL
         && invites_ledger_find_send (change->database, change->uuid,
                                      &change->send_id, error)
         && find_state (change, error) && func (change, data, error)
         && invites_changes_tell_send (change->database, change->uuid, TRUE,
                                       error)
         && invites_transaction_commit (transaction, error);
}

/**
 * invites_sends_change:
 * @self: a store
 * @uuid: the id of a send, in either case
 * @principal: who acts
 * @now: the present time
 * @func: (scope call): changes the send, or leaves it as it is
 * @data: for @func
 * @error: return location for %INVITES_ERROR_NOT_FOUND,
 *   %INVITES_ERROR_UNAVAILABLE, or what @func says
 *
 * Does an act in one transaction, and reads what the send is then. However
 * many rows it has: were an act done by halves, its send would hold addresses
 * without going on, or have let go of some and mail others.
 *
 * Returns: (transfer full) (nullable): the send, or %NULL with @error set and
 *   nothing changed
 */
InvitesSend *
invites_sends_change (InvitesStore             *self,
                      const char               *uuid,
                      const InvitesPrincipal   *principal,
                      InvitesTime               now,
                      InvitesSendChangeFunc     func,
                      gconstpointer             data,
                      GError                  **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_auto(InvitesSendChange) change = { database, principal, now, 0, };

  change.uuid = g_ascii_strdown (uuid, -1);
  if (!change_send (&change, func, data, error))
    return NULL;

  return invites_sends_read (database, change.send_id, error);
}

/**
 * invites_sends_check_sender:
 * @change: an act
 * @error: return location for %INVITES_ERROR_SENDER_NOT_ALLOWED
 *
 * Verifies that the send's sender is allowed at this moment, too.
 *
 * Returns: whether it is
 */
gboolean
invites_sends_check_sender (const InvitesSendChange  *change,
                            GError                  **error)
{
  if (invites_sender_is_allowed (change->email_from, &change->division))
    return TRUE;

  g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_SENDER_NOT_ALLOWED,
                       "The sender's address is no longer allowed");
  return FALSE;
}

/**
 * invites_sends_cancel:
 * @change: an act
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Cancels what waits, whatever the send's state is. The send has ended then,
 * or ends when what is on the wire has.
 *
 * Returns: whether it was written
 */
gboolean
invites_sends_cancel (const InvitesSendChange  *change,
                      GError                  **error)
{
  return invites_database_run (change->database, CANCEL, NULL, error, "ii",
                               change->send_id, change->now)
         && invites_database_run (change->database, STOP_SEND, NULL, error,
                                  "ii", change->send_id, change->now)
         && invites_ledger_end_sends (change->database, change->now, NULL,
                                      error);
}

/**
 * invites_sends_audit:
 * @change: an act
 * @act: its name, such as "start-send"
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Writes the act down.
 *
 * Returns: whether it was written
 */
gboolean
invites_sends_audit (const InvitesSendChange  *change,
                     const char               *act,
                     GError                  **error)
{
  return invites_store_sql_audit (change->database, change->now,
                                  change->principal->user_id, act,
                                  change->uuid, error);
}

InvitesSend *
invites_store_sql_find_send (InvitesStore  *self,
                             const char    *uuid,
                             GError       **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autoptr(InvitesTransaction) transaction = NULL;
  g_autoptr(InvitesSend) send = NULL;
  gint64 send_id;

  if (!(transaction = invites_transaction_begin (database, INVITES_READ, error))
      || !invites_ledger_find_send (database, uuid, &send_id, error)
      || !(send = invites_ledger_read_send (database, send_id, error))
      || !invites_transaction_commit (transaction, error))
    return NULL;

  return g_steal_pointer (&send);
}

static gboolean
count_sends (InvitesDatabase *database,
             const char      *mine,
             const char      *division,
             guint64         *total,
             GError         **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;

  cursor = invites_database_query (database, COUNT_SENDS, error, "ss", mine,
                                   division);
  if (cursor == NULL || !invites_cursor_step (cursor, error))
    return FALSE;

  *total = (guint64) invites_cursor_get_int (cursor, 0);
  return TRUE;
}

static GPtrArray *
read_sends (InvitesDatabase *database,
            InvitesCursor   *cursor,
            GError         **error)
{
  g_autoptr(GPtrArray) sends = NULL;
  gboolean failed;

  sends = g_ptr_array_new_with_free_func ((GDestroyNotify) invites_send_free);
  while (invites_ledger_step (cursor, &failed, error))
    {
      InvitesSend *send;

      send = invites_ledger_read_send (database,
                                       invites_cursor_get_int (cursor, 0),
                                       error);
      if (send == NULL)
        return NULL;
      g_ptr_array_add (sends, send);
    }

  return failed ? NULL : g_steal_pointer (&sends);
}

GPtrArray *
invites_store_sql_list_sends (InvitesStore            *self,
                              const InvitesPrincipal  *principal,
                              const char              *division,
                              guint64                  offset,
                              guint                    limit,
                              guint64                 *total,
                              GError                 **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autofree char *mine = invites_ledger_dup_json_ids (principal->divisions);
  g_autoptr(InvitesTransaction) transaction = NULL;
  g_autoptr(InvitesCursor) cursor = NULL;
  g_autoptr(GPtrArray) sends = NULL;

  if (!(transaction
        = invites_transaction_begin (database, INVITES_READ, error)))
    return NULL;
  if (total != NULL && !count_sends (database, mine, division, total, error))
    return NULL;

  cursor = invites_database_query (database, LIST_SENDS, error, "ssii", mine,
                                   division, (gint64) limit,
                                   (gint64) MIN (offset, G_MAXINT64));
  if (cursor == NULL
      || !(sends = read_sends (database, cursor, error))
      || !invites_transaction_commit (transaction, error))
    return NULL;

  return g_steal_pointer (&sends);
}

/* What was right at prepare may be so no more. */
static gboolean
check_start (const InvitesSendChange  *change,
             GError                  **error)
{
  InvitesTime hours = invites_rules_get ()->prepared_hours;

  if (change->prepared_at + hours * 3600 < change->now)
    g_set_error (error, INVITES_ERROR, INVITES_ERROR_SEND_LAPSED,
                 "The send was prepared more than %" G_GINT64_FORMAT
                 " hours ago", hours);
  else if (!change->template_active)
    g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_TEMPLATE_RETIRED,
                         "The template is retired");
  else
    return invites_sends_check_sender (change, error);

  return FALSE;
}

/* The rules once more; what remains holds its addresses from now on. */
static gboolean
arm_deliveries (const InvitesSendChange  *change,
                GError                  **error)
{
  InvitesDatabase *database = change->database;

  return invites_database_run (database, SKIP_DROPPED, NULL, error, "iit",
                               change->send_id, change->now,
                               invites_ledger_get_gap (change->now))
         && invites_database_run (database, SKIP_BUSY, NULL, error, "ii",
                                  change->send_id, change->now)
         && invites_database_run (database, ARM, NULL, error, "ii",
                                  change->send_id, change->now);
}

static gboolean
start_send (const InvitesSendChange  *change,
            gconstpointer             data,
            GError                  **error)
{
  InvitesTime seconds = invites_rules_get ()->hold_seconds;

  if (change->state != INVITES_SEND_PREPARED)
    return TRUE;

  return check_start (change, error) && arm_deliveries (change, error)
         && invites_database_run (change->database, START_SEND, NULL, error,
                                  "ii", change->send_id, change->now)
         && invites_ledger_end_sends (change->database, change->now, NULL,
                                      error)
         && (seconds == 0
             || invites_database_run (change->database, HOLD_SEND, NULL, error,
                                      "ii", change->send_id,
                                      change->now + seconds))
         && invites_sends_audit (change, "start-send", error);
}

static gboolean
stop_send (const InvitesSendChange  *change,
           gconstpointer             data,
           GError                  **error)
{
  if (change->stopping || change->state == INVITES_SEND_STOPPED
      || change->state == INVITES_SEND_FINISHED)
    return TRUE;

  return invites_sends_cancel (change, error)
         && invites_sends_audit (change, "stop-send", error);
}

InvitesSend *
invites_store_sql_start (InvitesStore            *self,
                         const char              *uuid,
                         const InvitesPrincipal  *principal,
                         InvitesTime              now,
                         GError                 **error)
{
  return invites_sends_change (self, uuid, principal, now, start_send, NULL,
                               error);
}

InvitesSend *
invites_store_sql_stop (InvitesStore            *self,
                        const char              *uuid,
                        const InvitesPrincipal  *principal,
                        InvitesTime              now,
                        GError                 **error)
{
  return invites_sends_change (self, uuid, principal, now, stop_send, NULL,
                               error);
}
