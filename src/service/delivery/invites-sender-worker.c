/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-sender-private.h"

#include "service/delivery/invites-letter.h"

#define IDLE_TIME   (10 * G_TIME_SPAN_SECOND)
#define MAX_BACKOFF 60 /* seconds */

typedef struct
{
  InvitesSender          *sender;     /* (borrowed) */
  InvitesRelayConnection *connection; /* (owned) (nullable) */
  gboolean                is_trying;  /* this is the one that may */

  /* What the mails of the send that was worked on last have in common. */
  char                   *send;       /* (owned) (nullable) */
  InvitesLetter          *letter;     /* (owned) (nullable) */
} Worker;

static void
close_connection (Worker *worker)
{
  if (worker->connection != NULL)
    invites_relay_connection_close (worker->connection);
  g_clear_object (&worker->connection);
}

/* Under the mutex. 1, 2, 4 … 60 seconds; what several connections suffer at
 * the same time is one failure. */
static void
note_failure (InvitesSender *sender, const char *why)
{
  guint seconds = MIN (1u << MIN (sender->n_failures, 10), MAX_BACKOFF);
  gint64 now = g_get_monotonic_time ();

  g_free (sender->relay_why);
  sender->relay_why = g_strdup (why);
  if (now < sender->retry_at)
    return;
  sender->n_failures++;
  sender->retry_at = now + seconds * G_TIME_SPAN_SECOND;
  g_message ("%s; trying again in %u s", why, seconds);
}

/* Under the mutex. */
static void
note_success (InvitesSender *sender)
{
  if (sender->n_failures > 0)
    g_cond_broadcast (&sender->for_workers);
  sender->n_failures = 0;
  sender->retry_at = 0;
  g_clear_pointer (&sender->relay_why, g_free);
}

/* While the mail system fails, one worker tries for all, and not before its
 * time. */
static gboolean
may_try (Worker *worker)
{
  InvitesSender *sender = worker->sender;
  gboolean may;

  g_mutex_lock (&sender->mutex);
  while (!sender->ended && sender->has_work && sender->n_failures > 0
         && (sender->is_trying
             || g_get_monotonic_time () < sender->retry_at))
    {
      if (sender->is_trying)
        g_cond_wait (&sender->for_workers, &sender->mutex);
      else
        g_cond_wait_until (&sender->for_workers, &sender->mutex,
                           sender->retry_at);
    }
  may = !sender->ended && sender->has_work;
  worker->is_trying = may && sender->n_failures > 0;
  if (worker->is_trying)
    sender->is_trying = TRUE;
  g_mutex_unlock (&sender->mutex);
  return may;
}

/* The attempt that may_try() allowed has come to its end. */
static void
end_attempt (Worker *worker)
{
  InvitesSender *sender = worker->sender;

  if (!worker->is_trying)
    return;
  g_mutex_lock (&sender->mutex);
  sender->is_trying = FALSE;
  g_cond_broadcast (&sender->for_workers);
  g_mutex_unlock (&sender->mutex);
}

static gboolean
open_connection (Worker *worker)
{
  InvitesSender *sender = worker->sender;
  g_autoptr(GError) error = NULL;

  worker->connection = invites_relay_open (sender->relay, sender->cut_off,
                                           &error);
  g_mutex_lock (&sender->mutex);
  if (worker->connection != NULL)
    g_clear_pointer (&sender->relay_why, g_free);
  else if (!sender->ended)
    note_failure (sender, error->message);
  g_mutex_unlock (&sender->mutex);
  return worker->connection != NULL;
}

static gboolean
ensure_connection (Worker *worker)
{
  if (worker->connection != NULL
      && invites_relay_connection_get_state (worker->connection)
           != INVITES_RELAY_READY)
    close_connection (worker);
  return worker->connection != NULL || open_connection (worker);
}

/* Waits until something is due; closes the connection when that takes long.
 * FALSE at the end. */
static gboolean
wait_for_work (Worker *worker)
{
  InvitesSender *sender = worker->sender;
  gint64 deadline = g_get_monotonic_time () + IDLE_TIME;
  gboolean is_idle = FALSE;
  gboolean goes_on;

  g_mutex_lock (&sender->mutex);
  while (!sender->ended && !sender->has_work && !is_idle)
    {
      if (worker->connection == NULL)
        g_cond_wait (&sender->for_workers, &sender->mutex);
      else
        is_idle = !g_cond_wait_until (&sender->for_workers, &sender->mutex,
                                      deadline);
    }
  goes_on = !sender->ended;
  is_idle = is_idle && !sender->has_work;
  g_mutex_unlock (&sender->mutex);

  if (is_idle)
    close_connection (worker);
  return goes_on;
}

/* NULL when there is nothing for this worker after all. */
static InvitesDelivery *
ask_for_delivery (InvitesSender *sender)
{
  InvitesDelivery *delivery;

  g_mutex_lock (&sender->mutex);
  sender->n_ready++;
  g_cond_signal (&sender->for_coordinator);
  while (g_queue_is_empty (&sender->claimed) && sender->has_work
         && !sender->ended)
    g_cond_wait (&sender->for_workers, &sender->mutex);
  sender->n_ready--;
  delivery = g_queue_pop_head (&sender->claimed);
  if (delivery != NULL)
    sender->n_busy++;
  g_mutex_unlock (&sender->mutex);
  return delivery;
}

static void
hand_in (InvitesSender *sender, InvitesDeliveryResult *result)
{
  g_mutex_lock (&sender->mutex);
  if (result->state != INVITES_DELIVERY_QUEUED)
    note_success (sender);
  else if (!sender->stopping)
    note_failure (sender, result->reply_text != NULL
                            ? result->reply_text
                            : "The mail system took no mail");
  sender->n_busy--;
  g_ptr_array_add (sender->results, result);
  g_cond_signal (&sender->for_coordinator);
  g_mutex_unlock (&sender->mutex);
}

static gboolean
ensure_letter (Worker                *worker,
               const InvitesDelivery *delivery,
               GError               **error)
{
  if (worker->letter != NULL && g_str_equal (worker->send, delivery->send))
    return TRUE;
  g_clear_pointer (&worker->letter, invites_letter_free);
  worker->letter = invites_letter_new (delivery->subject, delivery->text,
                                       delivery->html, delivery->email_from,
                                       worker->sender->public_url, error);
  g_free (worker->send);
  worker->send = g_strdup (delivery->send);
  return worker->letter != NULL;
}

static GBytes *
compose (Worker                *worker,
         const InvitesDelivery *delivery,
         InvitesEnvelope       *envelope,
         GError               **error)
{
  InvitesLetterValues values = {
    .recipient = delivery->recipient,
    .token = delivery->token,
    .message_id = delivery->message_id,
    .date = invites_time_now (),
  };

  if (!ensure_letter (worker, delivery, error))
    return NULL;
  return invites_letter_compose (worker->letter, &values, envelope, error);
}

static void
work_on (Worker *worker, const InvitesDelivery *delivery)
{
  g_auto(InvitesEnvelope) envelope = { 0 };
  g_autoptr(GBytes) message = NULL;
  g_autoptr(GError) error = NULL;
  InvitesDeliveryResult *result = invites_delivery_result_new (
    delivery->delivery_id, INVITES_DELIVERY_REFUSED);

  message = compose (worker, delivery, &envelope, &error);
  if (message == NULL)
    result->reply_text = g_strdup (error->message);
  else if (!invites_relay_connection_send (worker->connection, &envelope,
                                           message, worker->sender->cut_off,
                                           result))
    close_connection (worker);
  hand_in (worker->sender, result);
}

/**
 * invites_sender_run_worker:
 * @data: (type InvitesSender): the sender
 *
 * Sends what the coordinator claims, over one connection, until the end.
 *
 * Returns: %NULL
 */
gpointer
invites_sender_run_worker (gpointer data)
{
  Worker worker = { data };

  while (wait_for_work (&worker))
    {
      g_autoptr(InvitesDelivery) delivery = NULL;

      if (!may_try (&worker))
        continue;
      if (ensure_connection (&worker)
          && (delivery = ask_for_delivery (worker.sender)) != NULL)
        work_on (&worker, delivery);
      end_attempt (&worker);
    }
  close_connection (&worker);
  g_clear_pointer (&worker.letter, invites_letter_free);
  g_free (worker.send);
  return NULL;
}
