/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-sender-coordinator.h"

/* What the store is told, and the domains' limits learn, from what became of a
 * mail. */

/* For how long a mail at which the mail system failed waits at most. */
#define MAX_REST 600 /* seconds */

static gboolean
is_noted (GPtrArray *pauses, const char *send)
{
  for (guint i = 0; i < pauses->len; i++)
    {
      const InvitesPause *pause = g_ptr_array_index (pauses, i);

      if (g_strcmp0 (pause->send, send) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Of @send, or of all sends. */
static void
add_pause (Coordinator *self, const char *send, InvitesPauseReason reason,
           const InvitesRelayAnswer *answer)
{
  if (!is_noted (self->pauses, send))
    g_ptr_array_add (self->pauses,
                     invites_pause_new (send, reason, answer->code,
                                        answer->text));
}

/* In whole seconds, rounded up. */
static InvitesTime
get_back_off (InvitesSender *sender)
{
  gint64 left;

  g_mutex_lock (&sender->mutex);
  left = sender->retry_at - g_get_monotonic_time ();
  g_mutex_unlock (&sender->mutex);
  return left > 0 ? left / G_TIME_SPAN_SECOND + 1 : 0;
}

/*
 * The mail system failed while it had this mail, which may be the reason: the
 * others go first, or else it would be the one that is tried each time, and
 * nothing would go any more. Returns when it is to go again.
 */
static InvitesTime
step_aside (Coordinator *self, const InvitesDelivery *delivery)
{
  guint n = 1 + GPOINTER_TO_UINT (
    g_hash_table_lookup (self->stumbles, &delivery->delivery_id));
  InvitesTime rest = MAX (1 << MIN (n, 10),
                          2 * get_back_off (self->sender));

  g_hash_table_insert (self->stumbles,
                       g_memdup2 (&delivery->delivery_id,
                                  sizeof delivery->delivery_id),
                       GUINT_TO_POINTER (n));
  return invites_time_now () + MIN (rest, MAX_REST);
}

static void
take_blame (Coordinator *self, const InvitesSenderReport *report,
            InvitesDeliveryResult *result)
{
  const InvitesDelivery *delivery = report->delivery;
  InvitesTime rest;

  switch (report->answer.blame)
    {
    case INVITES_BLAME_DOMAIN:
      rest = invites_limits_slow (self->limits, delivery->address_key,
                                  invites_time_now ());
      if (result->state == INVITES_DELIVERY_QUEUED)
        result->not_before = rest;
      break;
    case INVITES_BLAME_SENDER:
      add_pause (self, delivery->send, INVITES_PAUSE_SENDER_REFUSED,
                 &report->answer);
      break;
    case INVITES_BLAME_SIGN_IN:
      add_pause (self, NULL, INVITES_PAUSE_SIGN_IN_REFUSED, &report->answer);
      break;
    case INVITES_BLAME_RELAY:
      if (result->state == INVITES_DELIVERY_QUEUED)
        result->not_before = step_aside (self, delivery);
      break;
    case INVITES_BLAME_NONE:
    default:
      break;
    }
}

static void
take_result (Coordinator *self, InvitesSenderReport *report)
{
  InvitesDeliveryResult *result
    = invites_delivery_result_new (report->delivery->delivery_id,
                                   report->answer.state);

  result->claimed_by = report->delivery->claimed_by;
  take_blame (self, report, result);
  invites_relay_answer_move (&report->answer, result);
  invites_limits_release (self->limits, report->delivery->address_key,
                          result->state == INVITES_DELIVERY_SENT);
  if (result->state != INVITES_DELIVERY_QUEUED)
    g_hash_table_remove (self->stumbles, &result->delivery_id);
  if (!report->is_ours)
    self->send_time = (7 * self->send_time + report->time) / 8;
  g_ptr_array_add (self->results, result);
}

/* Takes over @report. */
void
invites_coordinator_take_report (Coordinator         *self,
                                 InvitesSenderReport *report)
{
  if (report->delivery != NULL)
    take_result (self, report);
  else if (report->answer.blame == INVITES_BLAME_SIGN_IN)
    add_pause (self, NULL, INVITES_PAUSE_SIGN_IN_REFUSED, &report->answer);
  invites_sender_report_free (report);
}

/* Takes over @delivery, which was claimed and is not to be sent yet. */
void
invites_coordinator_put_back (Coordinator     *self,
                              InvitesDelivery *delivery,
                              InvitesTime      not_before)
{
  InvitesDeliveryResult *result
    = invites_delivery_result_new (delivery->delivery_id,
                                   INVITES_DELIVERY_QUEUED);

  result->claimed_by = delivery->claimed_by;
  result->not_before = not_before;
  g_ptr_array_add (self->results, result);
  invites_delivery_free (delivery);
}
