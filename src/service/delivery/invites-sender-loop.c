/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-sender-private.h"

#include "service/delivery/invites-carrier.h"
#include "service/delivery/invites-sender-letters.h"

/* Mail systems allow so many connections and no more: then those that are open
 * do, for a while. */
#define ENOUGH_TIME (10 * G_TIME_SPAN_SECOND)

struct _InvitesSenderLoop
{
  GThread             *thread;    /* (owned) */
  InvitesSender       *sender;    /* (borrowed) */
  InvitesCarrier      *carrier;   /* (owned) */
  InvitesLetters      *letters;   /* (owned) */
  GPtrArray           *reports;   /* (owned): not handed in yet */
  GPtrArray           *claimed;   /* (owned): not on the wire yet */
  InvitesSenderReport *trial;     /* (nullable) (borrowed): on the wire while
                                     the mail system fails */
  gboolean             has_opened;
  gint64               open_at;   /* before which no more are opened */

  /* As the sender was last seen. */
  gboolean             may_open;
  gboolean             is_failing;
  gboolean             is_flowing;
  gint64               retry_at;
  gboolean             cut;
  gboolean             ended;
};

static void
answered_cb (gpointer            mail,
             InvitesRelayAnswer *answer,
             gpointer            user_data)
{
  InvitesSenderReport *report = mail;
  InvitesSenderLoop *loop = user_data;

  report->answer = *answer;
  *answer = (InvitesRelayAnswer) { 0 };
  report->time = g_get_monotonic_time () - report->begun_at;
  if (loop->trial == report)
    loop->trial = NULL;
  g_ptr_array_add (loop->reports, report);
}

static void
opened_cb (gpointer user_data)
{
  InvitesSenderLoop *loop = user_data;

  loop->has_opened = TRUE;
}

static void
failed_cb (InvitesRelayAnswer *fault,
           gpointer            user_data)
{
  InvitesSenderLoop *loop = user_data;
  InvitesSenderReport *report;

  if (fault->blame == INVITES_BLAME_RELAY && !loop->is_failing
      && invites_carrier_get_n_busy (loop->carrier)
           + invites_carrier_get_n_ready (loop->carrier) > 0)
    {
      loop->open_at = g_get_monotonic_time () + ENOUGH_TIME;
      g_debug ("No further connection (%d)", fault->code);
      return;
    }
  report = invites_sender_report_new (NULL);
  report->answer = *fault;
  *fault = (InvitesRelayAnswer) { 0 };
  g_ptr_array_add (loop->reports, report);
}

/* How many connections want a mail. While the mail system fails, one tries for
 * all, and not before its time. Under the mutex. */
static guint
count_asking (InvitesSenderLoop *loop)
{
  guint n_ready = invites_carrier_get_n_ready (loop->carrier);

  n_ready -= MIN (n_ready, loop->claimed->len);
  if (!loop->is_failing)
    return n_ready;
  if (loop->trial != NULL || loop->claimed->len > 0
      || g_get_monotonic_time () < loop->retry_at)
    return 0;
  return MIN (n_ready, 1);
}

static void
hand_in (InvitesSenderLoop *loop)
{
  InvitesSender *sender = loop->sender;
  gsize n;
  g_autofree gpointer *reports = g_ptr_array_steal (loop->reports, &n);

  if (loop->has_opened)
    invites_sender_note_opened (sender);
  loop->has_opened = FALSE;
  for (gsize i = 0; i < n; i++)
    {
      invites_sender_note_report (sender, reports[i]);
      g_ptr_array_add (sender->reports, reports[i]);
    }
}

/* All that the two threads have for each other, in one go. */
static void
exchange (InvitesSenderLoop *loop)
{
  InvitesSender *sender = loop->sender;
  gsize n;
  g_autofree gpointer *claimed = NULL;

  g_mutex_lock (&sender->mutex);
  hand_in (loop);
  claimed = g_ptr_array_steal (sender->claimed, &n);
  for (gsize i = 0; i < n; i++)
    g_ptr_array_add (loop->claimed, claimed[i]);
  loop->is_failing = sender->n_failures > 0;
  loop->is_flowing = sender->is_flowing;
  loop->retry_at = sender->retry_at;
  loop->may_open = sender->has_work && !sender->stopping;
  loop->cut = sender->cut;
  loop->ended = sender->ended;
  sender->n_asking = count_asking (loop);
  sender->n_open = invites_carrier_get_n_open (loop->carrier);
  sender->n_busy = invites_carrier_get_n_busy (loop->carrier)
                   + loop->claimed->len;
  if (sender->reports->len > 0 || (sender->has_work && sender->n_asking > 0))
    g_cond_broadcast (&sender->cond);
  g_mutex_unlock (&sender->mutex);
}

static GBytes *
compose (InvitesSenderLoop      *loop,
         const InvitesDelivery  *delivery,
         InvitesEnvelope        *envelope,
         GError                **error)
{
  InvitesSender *sender = loop->sender;
  g_autofree char *opt_out = NULL;
  g_autofree char *bounce = NULL;
  InvitesLetterValues values = { 0 };
  const InvitesLetter *letter;

  if ((letter = invites_letters_get (loop->letters, delivery, error)) == NULL)
    return NULL;
  opt_out = invites_keys_dup_opt_out_token (sender->keys,
                                            delivery->delivery_id,
                                            delivery->send,
                                            delivery->address_key);
  if (sender->bounce_domain != NULL)
    bounce = invites_keys_dup_bounce_address (
      sender->keys, delivery->delivery_id, delivery->send,
      delivery->address_key, sender->bounce_domain);
  values = (InvitesLetterValues) {
    .recipient = delivery->recipient,
    .token = delivery->token,
    .message_id = delivery->message_id,
    .opt_out_token = opt_out,
    .bounce_address = bounce,
    .date = invites_time_now (),
  };
  return invites_letter_compose (letter, &values, envelope, error);
}

/* What nobody else is asked about. */
static void
answer_myself (InvitesSenderLoop *loop, InvitesSenderReport *report,
               InvitesDeliveryState state, const char *text)
{
  invites_relay_answer_set (&report->answer, state, INVITES_BLAME_NONE, text);
  report->is_ours = TRUE;
  g_ptr_array_add (loop->reports, report);
}

static void
carry (InvitesSenderLoop *loop, InvitesSenderReport *report)
{
  g_auto(InvitesEnvelope) envelope = { 0 };
  g_autoptr(GBytes) message = NULL;
  g_autoptr(GError) error = NULL;

  if (!invites_lease_holds (loop->sender->lease,
                            report->delivery->claimed_by))
    {
      answer_myself (loop, report, INVITES_DELIVERY_QUEUED, NULL);
      return;
    }
  message = compose (loop, report->delivery, &envelope, &error);
  if (message == NULL)
    {
      answer_myself (loop, report, INVITES_DELIVERY_REFUSED, error->message);
      return;
    }
  envelope.lease = loop->sender->lease;
  envelope.service = report->delivery->claimed_by;
  if (loop->is_failing)
    loop->trial = report;
  invites_carrier_carry (loop->carrier, report, &envelope, message);
}

/* A connection that was asked for may have gone meanwhile: then nothing of the
 * mail has gone out. */
static void
carry_claimed (InvitesSenderLoop *loop)
{
  gsize n;
  g_autofree gpointer *claimed = g_ptr_array_steal (loop->claimed, &n);

  for (gsize i = 0; i < n; i++)
    {
      InvitesSenderReport *report = invites_sender_report_new (claimed[i]);

      if (invites_carrier_get_n_ready (loop->carrier) > 0)
        carry (loop, report);
      else
        answer_myself (loop, report, INVITES_DELIVERY_QUEUED, NULL);
    }
}

/* One connection at first; all as soon as there is more than it can carry. */
static void
open_connections (InvitesSenderLoop *loop)
{
  InvitesCarrier *carrier = loop->carrier;
  guint n_open = invites_carrier_get_n_open (carrier);

  if (!loop->may_open || invites_carrier_get_n_ready (carrier) > 0
      || (n_open > 0 && g_get_monotonic_time () < loop->open_at))
    return;
  if (!loop->is_failing)
    invites_carrier_open (carrier, loop->is_flowing
                                     ? loop->sender->n_connections : 1);
  else if (loop->trial == NULL && g_get_monotonic_time () >= loop->retry_at
           && invites_carrier_get_n_opening (carrier) == 0)
    invites_carrier_open (carrier, n_open + 1);
}

static gint64
get_next_look (InvitesSenderLoop *loop)
{
  gint64 now = g_get_monotonic_time ();

  if (loop->reports->len > 0)
    return 0;
  if (!loop->may_open)
    return G_MAXINT64;
  if (loop->is_failing)
    return loop->trial == NULL && now < loop->retry_at ? loop->retry_at
                                                       : G_MAXINT64;
  return now < loop->open_at ? loop->open_at : G_MAXINT64;
}

static void
turn (InvitesSenderLoop *loop)
{
  exchange (loop);
  if (loop->cut)
    invites_carrier_cut (loop->carrier);
  if (loop->ended)
    return;
  carry_claimed (loop);
  open_connections (loop);
  invites_carrier_iterate (loop->carrier, get_next_look (loop));
}

static gpointer
run (gpointer data)
{
  InvitesSenderLoop *loop = data;

  while (!loop->ended)
    turn (loop);
  invites_carrier_leave (loop->carrier);
  return NULL;
}

/* Begins to carry what the coordinator claims, over all connections, until the
 * sender has ended. */
InvitesSenderLoop *
invites_sender_loop_new (InvitesSender *sender)
{
  const InvitesCarrierEvents events = { answered_cb, opened_cb, failed_cb };
  InvitesSenderLoop *self = g_new0 (InvitesSenderLoop, 1);

  self->sender = sender;
  self->carrier = invites_carrier_new (sender->relay, sender->n_connections,
                                       &events, self);
  self->letters = invites_letters_new (sender->public_url);
  self->reports = g_ptr_array_new_with_free_func (
    (GDestroyNotify) invites_sender_report_free);
  self->claimed = g_ptr_array_new_with_free_func (
    (GDestroyNotify) invites_delivery_free);
  self->thread = g_thread_new ("sender-loop", run, self);
  return self;
}

/* From any thread: something of the sender has changed. */
void
invites_sender_loop_wake (InvitesSenderLoop *self)
{
  invites_carrier_wake (self->carrier);
}

void
invites_sender_loop_join (InvitesSenderLoop *self)
{
  g_thread_join (self->thread);
  invites_carrier_free (self->carrier);
  g_ptr_array_unref (self->reports);
  g_ptr_array_unref (self->claimed);
  invites_letters_free (self->letters);
  g_free (self);
}
