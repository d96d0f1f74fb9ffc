/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A send that runs or has ended is paused, taken back or tried again. */
#include "core/invites-error.h"
#include "service/store/invites-store-sql-ledger.h"
#include "service/store/invites-store-sql-private.h"
#include "service/store/invites-store-sql-sends.h"

/* Whoever resumes it has had the time to undo it. */
#define PAUSE_SEND                                                            \
  "UPDATE sends SET state = 'paused', held_until = NULL, pause_reason = ?2,"  \
  " paused_at = ?3, paused_by = ?4"                                           \
  " WHERE send_id = ?1 AND state IN ('held', 'sending') AND stopping = 0"

#define RESUME_SEND                                                           \
  "UPDATE sends SET state = 'sending', pause_reason = NULL,"                  \
  " paused_at = NULL, paused_by = NULL, pause_code = NULL, pause_text = NULL" \
  " WHERE send_id = ?1 AND state = 'paused'"

#define REVOKE_SEND                                                           \
  "UPDATE sends SET revoked_at = ?2, revoked_by = ?3"                         \
  " WHERE send_id = ?1 AND revoked_at IS NULL"

/* The same deliveries: what link and Message-ID are made of stays. One that
 * was unknown keeps its time too, since it may have arrived. */
#define REQUEUE                                                               \
  "UPDATE deliveries AS d SET state = 'queued', retried = 1, changed_at = ?2," \
  " attempts = 0, first_attempt_at = NULL, next_attempt_at = NULL,"           \
  " reply_code = NULL, reply_status = NULL, reply_text = NULL"                \
  " WHERE d.send_id = ?1 AND d.state IN ('refused', 'unknown')"               \
  " AND coalesce (?3, d.state) = d.state"                                     \
  " AND EXISTS (SELECT 1 FROM addresses AS h"                                 \
  "  WHERE h.address_id = d.address_id"                                       \
  "  AND h.bounced_at IS NULL AND h.opted_out_at IS NULL)"                    \
  " AND NOT EXISTS (SELECT 1 FROM deliveries AS o"                            \
  "  WHERE o.address_id = d.address_id AND o.delivery_id <> d.delivery_id"    \
  "  AND o.armed = 1 AND o.state IN " INVITES_SQL_HOLDING ")"

#define REOPEN_SEND                                                           \
  "UPDATE sends SET finished_at = NULL, stopping = 0,"                        \
  " state = CASE state WHEN 'paused' THEN 'paused' ELSE 'sending' END"        \
  " WHERE send_id = ?1"

/* What only makes sense for a send that was started. */
static gboolean
check_started (const InvitesSendChange  *change,
               GError                  **error)
{
  if (change->state != INVITES_SEND_PREPARED)
    return TRUE;

  g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_CONFLICT,
                       "The send has not been started");
  return FALSE;
}

static gboolean
pause_send (const InvitesSendChange  *change,
            gconstpointer             data,
            GError                  **error)
{
  guint64 n_paused;

  if (!check_started (change, error)
      || !invites_database_run (change->database, PAUSE_SEND, &n_paused, error,
                                "isis", change->send_id,
                                invites_pause_reason_to_string (
                                INVITES_PAUSE_BY_USER),
                                change->now, change->principal->name))
    return FALSE;

  return n_paused == 0 || invites_sends_audit (change, "pause-send", error);
}

static gboolean
resume_send (const InvitesSendChange  *change,
             gconstpointer             data,
             GError                  **error)
{
  guint64 n_resumed;

  if (!check_started (change, error)
      || !invites_database_run (change->database, RESUME_SEND, &n_resumed,
                                error, "i", change->send_id))
    return FALSE;

  return n_resumed == 0 || invites_sends_audit (change, "resume-send", error);
}

/* In this order: a contact's newest invitation is none of a revoked send. */
static gboolean
revoke_send (const InvitesSendChange  *change,
             gconstpointer             data,
             GError                  **error)
{
  if (!check_started (change, error))
    return FALSE;
  if (change->revoked)
    return TRUE;

  return invites_database_run (change->database, REVOKE_SEND, NULL, error,
                               "iis", change->send_id, change->now,
                               change->principal->name)
         && invites_sends_cancel (change, error)
         && invites_ledger_release (change->database, change->send_id, error)
         && invites_ledger_recompute_send (change->database, change->send_id,
                                           error)
         && invites_sends_audit (change, "revoke-send", error);
}

static gboolean
retry_send (const InvitesSendChange  *change,
            gconstpointer             data,
            GError                  **error)
{
  guint64 n_queued;

  if (!check_started (change, error))
    return FALSE;
  if (change->revoked)
    {
      g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_CONFLICT,
                           "The send was revoked");
      return FALSE;
    }

  if (!invites_sends_check_sender (change, error)
      || !invites_database_run (change->database, REQUEUE, &n_queued, error,
                                "iis", change->send_id, change->now,
                                (const char *) data))
    return FALSE;

  return n_queued == 0
         || (invites_database_run (change->database, REOPEN_SEND, NULL, error,
                                   "i", change->send_id)
             && invites_sends_audit (change, "retry-send", error));
}

InvitesSend *
invites_store_sql_pause (InvitesStore            *self,
                         const char              *uuid,
                         const InvitesPrincipal  *principal,
                         InvitesTime              now,
                         GError                 **error)
{
  return invites_sends_change (self, uuid, principal, now, pause_send, NULL,
                               error);
}

InvitesSend *
invites_store_sql_resume (InvitesStore            *self,
                          const char              *uuid,
                          const InvitesPrincipal  *principal,
                          InvitesTime              now,
                          GError                 **error)
{
  return invites_sends_change (self, uuid, principal, now, resume_send, NULL,
                               error);
}

InvitesSend *
invites_store_sql_revoke (InvitesStore            *self,
                          const char              *uuid,
                          const InvitesPrincipal  *principal,
                          InvitesTime              now,
                          GError                 **error)
{
  return invites_sends_change (self, uuid, principal, now, revoke_send, NULL,
                               error);
}

InvitesSend *
invites_store_sql_retry (InvitesStore            *self,
                         const char              *uuid,
                         InvitesDeliveryState     state,
                         const InvitesPrincipal  *principal,
                         InvitesTime              now,
                         GError                 **error)
{
  const char *word = NULL;

  if (state != INVITES_DELIVERY_NONE)
    word = invites_delivery_state_to_string (state);
  return invites_sends_change (self, uuid, principal, now, retry_send, word,
                               error);
}
