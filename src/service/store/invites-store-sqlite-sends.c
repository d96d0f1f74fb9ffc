/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/invites-error.h"
#include "service/store/invites-sender-rule.h"
#include "service/store/invites-store-sqlite-ledger.h"
#include "service/store/invites-store-sqlite-private.h"

#define MINE                                                                  \
  " FROM sends AS s JOIN divisions AS v ON v.division_id = s.division_id"     \
  " WHERE v.id IN (SELECT value FROM json_each (?1))"                         \
  " AND (?2 IS NULL OR v.id = ?2)"
#define COUNT_SENDS "SELECT count(*)" MINE
#define LIST_SENDS                                                            \
  "SELECT s.send_id" MINE " ORDER BY s.send_id DESC LIMIT ?3 OFFSET ?4"

#define FIND_STATE                                                            \
  "SELECT s.state, s.stopping, s.prepared_at, s.only_without_invitation,"     \
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

#define CANCEL                                                                \
  "UPDATE deliveries SET state = 'cancelled', changed_at = ?2,"               \
  " next_attempt_at = NULL"                                                   \
  " WHERE send_id = ?1 AND state IN ('queued', 'deferred')"

#define STOP_SEND                                                             \
  "UPDATE sends SET stopping = (state = 'sending'), state ="                  \
  " CASE state WHEN 'prepared' THEN 'stopped' ELSE state END, finished_at ="  \
  " CASE state WHEN 'prepared' THEN ?2 ELSE finished_at END"                  \
  " WHERE send_id = ?1 AND state IN ('prepared', 'sending')"

/* What start and stop have to know of a send. */
typedef struct
{
  InvitesSendState state;
  gboolean         stopping;
  InvitesTime      prepared_at;
  gboolean         only_without_invitation;
  gboolean         template_active;
  char            *email_from;
  InvitesDivision  division; /* email_from alone is set */
} SendState;

static void
send_state_clear (SendState *self)
{
  g_free (self->email_from);
  g_free (self->division.email_from);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SendState, send_state_clear)

static gboolean
find_state (InvitesSqlite  *sqlite,
            gint64          send_id,
            SendState      *state,
            GError        **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  if (!(cursor = invites_sqlite_query (sqlite, FIND_STATE, error, "i",
                                       send_id)))
    return FALSE;
  if (!invites_ledger_step (cursor, &failed, error)
      || !invites_send_state_from_string (invites_cursor_get_text (cursor, 0),
                                          &state->state))
    {
      if (!failed)
        g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_INTERNAL,
                             "A send in the database cannot be understood");
      return FALSE;
    }

  state->stopping = invites_cursor_get_int (cursor, 1) != 0;
  state->prepared_at = invites_cursor_get_time (cursor, 2);
  state->only_without_invitation = invites_cursor_get_int (cursor, 3) != 0;
  state->template_active = invites_cursor_get_int (cursor, 4) != 0;
  state->email_from = invites_cursor_dup_text (cursor, 5);
  state->division.email_from = invites_cursor_dup_text (cursor, 6);
  return TRUE;
}

InvitesSend *
invites_store_sqlite_find_send (InvitesStore  *self,
                                const char    *uuid,
                                GError       **error)
{
  InvitesSqlite *sqlite = invites_store_sqlite_get (self);
  g_autoptr(InvitesTransaction) transaction = NULL;
  g_autoptr(InvitesSend) send = NULL;
  gint64 send_id;

  if (!(transaction = invites_transaction_begin (sqlite, FALSE, error))
      || !invites_ledger_find_send (sqlite, uuid, &send_id, error)
      || !(send = invites_ledger_read_send (sqlite, send_id, error))
      || !invites_transaction_commit (transaction, error))
    return NULL;

  return g_steal_pointer (&send);
}

static gboolean
count_sends (InvitesSqlite  *sqlite,
             const char     *mine,
             const char     *division,
             guint64        *total,
             GError        **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;

  cursor = invites_sqlite_query (sqlite, COUNT_SENDS, error, "ss", mine,
                                 division);
  if (cursor == NULL || !invites_cursor_step (cursor, error))
    return FALSE;

  *total = (guint64) invites_cursor_get_int (cursor, 0);
  return TRUE;
}

static GPtrArray *
read_sends (InvitesSqlite  *sqlite,
            InvitesCursor  *cursor,
            GError        **error)
{
  g_autoptr(GPtrArray) sends = NULL;
  gboolean failed;

  sends = g_ptr_array_new_with_free_func ((GDestroyNotify) invites_send_free);
  while (invites_ledger_step (cursor, &failed, error))
    {
      InvitesSend *send;

      send = invites_ledger_read_send (sqlite,
                                       invites_cursor_get_int (cursor, 0),
                                       error);
      if (send == NULL)
        return NULL;
      g_ptr_array_add (sends, send);
    }

  return failed ? NULL : g_steal_pointer (&sends);
}

GPtrArray *
invites_store_sqlite_list_sends (InvitesStore            *self,
                                 const InvitesPrincipal  *principal,
                                 const char              *division,
                                 guint64                  offset,
                                 guint                    limit,
                                 guint64                 *total,
                                 GError                 **error)
{
  InvitesSqlite *sqlite = invites_store_sqlite_get (self);
  g_autofree char *mine = invites_ledger_dup_json_ids (principal->divisions);
  g_autoptr(InvitesTransaction) transaction = NULL;
  g_autoptr(InvitesCursor) cursor = NULL;
  g_autoptr(GPtrArray) sends = NULL;

  if (!(transaction = invites_transaction_begin (sqlite, FALSE, error)))
    return NULL;
  if (total != NULL && !count_sends (sqlite, mine, division, total, error))
    return NULL;

  cursor = invites_sqlite_query (sqlite, LIST_SENDS, error, "ssii", mine,
                                 division, (gint64) limit,
                                 (gint64) MIN (offset, G_MAXINT64));
  if (cursor == NULL
      || !(sends = read_sends (sqlite, cursor, error))
      || !invites_transaction_commit (transaction, error))
    return NULL;

  return g_steal_pointer (&sends);
}

/* What was right at prepare may be so no more. */
static gboolean
check_start (const SendState  *state,
             InvitesTime       now,
             GError          **error)
{
  InvitesTime hours = invites_rules_get ()->prepared_hours;

  if (state->prepared_at + hours * 3600 < now)
    g_set_error (error, INVITES_ERROR, INVITES_ERROR_SEND_LAPSED,
                 "The send was prepared more than %" G_GINT64_FORMAT
                 " hours ago", hours);
  else if (!state->template_active)
    g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_TEMPLATE_RETIRED,
                         "The template is retired");
  else if (!invites_sender_is_allowed (state->email_from, &state->division))
    g_set_error_literal (error, INVITES_ERROR,
                         INVITES_ERROR_SENDER_NOT_ALLOWED,
                         "The sender's address is no longer allowed");
  else
    return TRUE;

  return FALSE;
}

static gboolean
start_send (InvitesSqlite           *sqlite,
            gint64                   send_id,
            const InvitesPrincipal  *principal,
            const char              *uuid,
            InvitesTime              now,
            GError                 **error)
{
  g_auto(SendState) state = { 0, };
  if (!find_state (sqlite, send_id, &state, error))
    return FALSE;
  if (state.state != INVITES_SEND_PREPARED)
    return TRUE;
  if (!check_start (&state, now, error))
    return FALSE;

  return invites_sqlite_run (sqlite, SKIP_DROPPED, NULL, error, "iit", send_id,
                             now, invites_ledger_get_gap (now))
         && invites_sqlite_run (sqlite, SKIP_BUSY, NULL, error, "ii", send_id,
                                now)
         && invites_sqlite_run (sqlite, ARM, NULL, error, "ii", send_id, now)
         && invites_sqlite_run (sqlite, START_SEND, NULL, error, "ii", send_id,
                                now)
         && invites_ledger_end_sends (sqlite, now, NULL, error)
         && invites_store_sqlite_audit (sqlite, now, principal->user_id,
                                        "start-send", uuid, error);
}

static gboolean
stop_send (InvitesSqlite           *sqlite,
           gint64                   send_id,
           const InvitesPrincipal  *principal,
           const char              *uuid,
           InvitesTime              now,
           GError                 **error)
{
  g_auto(SendState) state = { 0, };

  if (!find_state (sqlite, send_id, &state, error))
    return FALSE;
  if (state.stopping || (state.state != INVITES_SEND_PREPARED
                         && state.state != INVITES_SEND_SENDING))
    return TRUE;

  return invites_sqlite_run (sqlite, CANCEL, NULL, error, "ii", send_id, now)
         && invites_sqlite_run (sqlite, STOP_SEND, NULL, error, "ii", send_id,
                                now)
         && invites_ledger_end_sends (sqlite, now, NULL, error)
         && invites_store_sqlite_audit (sqlite, now, principal->user_id,
                                        "stop-send", uuid, error);
}

typedef gboolean (*ChangeFunc) (InvitesSqlite           *sqlite,
                                gint64                   send_id,
                                const InvitesPrincipal  *principal,
                                const char              *uuid,
                                InvitesTime              now,
                                GError                 **error);

/* Changes a send, or leaves it as it is, and reads what it is then. */
static InvitesSend *
change_send (InvitesStore            *self,
             const char              *uuid,
             const InvitesPrincipal  *principal,
             InvitesTime              now,
             ChangeFunc               change,
             GError                 **error)
{
  InvitesSqlite *sqlite = invites_store_sqlite_get (self);
  g_autofree char *lower = g_ascii_strdown (uuid, -1);
  g_autoptr(InvitesTransaction) transaction = NULL;
  g_autoptr(InvitesSend) send = NULL;
  gint64 send_id;

  if (!(transaction = invites_transaction_begin (sqlite, TRUE, error))
      || !invites_ledger_find_send (sqlite, lower, &send_id, error)
      || !change (sqlite, send_id, principal, lower, now, error)
      || !(send = invites_ledger_read_send (sqlite, send_id, error))
      || !invites_transaction_commit (transaction, error))
    return NULL;

  return g_steal_pointer (&send);
}

InvitesSend *
invites_store_sqlite_start (InvitesStore            *self,
                            const char              *uuid,
                            const InvitesPrincipal  *principal,
                            InvitesTime              now,
                            GError                 **error)
{
  return change_send (self, uuid, principal, now, start_send, error);
}

InvitesSend *
invites_store_sqlite_stop (InvitesStore            *self,
                           const char              *uuid,
                           const InvitesPrincipal  *principal,
                           InvitesTime              now,
                           GError                 **error)
{
  return change_send (self, uuid, principal, now, stop_send, error);
}
