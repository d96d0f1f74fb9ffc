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

/* The mail system's own words may name an address, which a log must not. */
static char *
dup_log_text (const InvitesRelayAnswer *answer)
{
  if (answer->code == 0)
    return g_strdup (answer->text);
  return g_strdup_printf ("The mail system says %d%s%s", answer->code,
                          answer->status != NULL ? " " : "",
                          answer->status != NULL ? answer->status : "");
}

static void
set_why (InvitesSender *self, const InvitesRelayAnswer *answer)
{
  const char *why = answer->text != NULL ? answer->text
                                         : "The mail system took no mail";

  if (g_strcmp0 (self->relay_why, why) == 0)
    return;
  g_free (self->relay_why);
  self->relay_why = g_strdup (why);
  g_free (self->relay_log);
  self->relay_log = dup_log_text (answer);
}

/* 1, 2, 4 … 60 seconds, give or take a fifth; what several connections suffer
 * at the same time is one failure. */
static void
note_failure (InvitesSender *self, const InvitesRelayAnswer *answer)
{
  double seconds = MIN (1u << MIN (self->n_failures, 10), MAX_BACKOFF);
  gint64 now = g_get_monotonic_time ();

  set_why (self, answer);
  if (now < self->retry_at)
    return;
  seconds *= g_random_double_range (0.8, 1.2);
  self->n_failures++;
  self->retry_at = now + (gint64) (seconds * G_TIME_SPAN_SECOND);
  g_message ("%s; trying again in %.1f s",
             self->relay_log != NULL ? self->relay_log : self->relay_why,
             seconds);
}

static void
note_success (InvitesSender *self)
{
  self->n_failures = 0;
  self->retry_at = 0;
  self->failed_opening = FALSE;
  self->failed_sign_in = FALSE;
  g_clear_pointer (&self->relay_why, g_free);
  g_clear_pointer (&self->relay_log, g_free);
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
      self->failed_sign_in = blame == INVITES_BLAME_SIGN_IN;
      note_failure (self, &report->answer);
    }
  else
    note_success (self);
}

/* A connection is open: what kept it from that is over. Whether mail goes is
 * seen then. */
void
invites_sender_note_opened (InvitesSender *self)
{
  if (!self->failed_opening)
    return;
  g_clear_pointer (&self->relay_why, g_free);
  g_clear_pointer (&self->relay_log, g_free);
}
