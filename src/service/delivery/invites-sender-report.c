/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-sender-private.h"

#define MAX_BACKOFF 60 /* seconds */

/* A report of a delivery that nothing has become of yet. */
InvitesSenderReport *
invites_sender_report_new (InvitesDelivery *delivery)
{
  InvitesSenderReport *self = g_new0 (InvitesSenderReport, 1);

  self->delivery = delivery;
  self->answer.state = INVITES_DELIVERY_QUEUED;
  self->begun_at = g_get_monotonic_time ();
  return self;
}

void
invites_sender_report_free (InvitesSenderReport *self)
{
  g_clear_pointer (&self->delivery, invites_delivery_free);
  invites_relay_answer_clear (&self->answer);
  g_free (self);
}

/* 1, 2, 4 … 60 seconds, give or take a fifth; what several connections suffer
 * at the same time is one failure. */
static void
note_failure (InvitesSender *self, const char *why)
{
  double seconds = MIN (1u << MIN (self->n_failures, 10), MAX_BACKOFF);
  gint64 now = g_get_monotonic_time ();

  if (why == NULL)
    why = "The mail system took no mail";
  if (g_strcmp0 (self->relay_why, why) != 0)
    {
      g_free (self->relay_why);
      self->relay_why = g_strdup (why);
    }
  if (now < self->retry_at)
    return;
  seconds *= g_random_double_range (0.8, 1.2);
  self->n_failures++;
  self->retry_at = now + (gint64) (seconds * G_TIME_SPAN_SECOND);
  g_message ("%s; trying again in %.1f s", why, seconds);
}

static void
note_success (InvitesSender *self)
{
  self->n_failures = 0;
  self->retry_at = 0;
  self->failed_opening = FALSE;
  g_clear_pointer (&self->relay_why, g_free);
}

/* Learns from what the mail system said how it is. */
void
invites_sender_note_report (InvitesSender             *self,
                            const InvitesSenderReport *report)
{
  InvitesBlame blame = report->answer.blame;

  if (report->is_ours || self->stopping)
    return;
  if (blame == INVITES_BLAME_RELAY || blame == INVITES_BLAME_SIGN_IN)
    {
      self->failed_opening = report->delivery == NULL;
      note_failure (self, report->answer.text);
    }
  else
    note_success (self);
}

/* A connection is open: what kept it from that is over. Whether mail goes is
 * seen then. */
void
invites_sender_note_opened (InvitesSender *self)
{
  if (self->failed_opening)
    g_clear_pointer (&self->relay_why, g_free);
}
