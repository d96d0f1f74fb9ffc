/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-relay-connection.h"

#include <poll.h>

G_DEFINE_ABSTRACT_TYPE (InvitesRelayConnection, invites_relay_connection,
                        G_TYPE_OBJECT)

#define GET_CLASS(self) INVITES_RELAY_CONNECTION_GET_CLASS (self)

static void
invites_relay_connection_class_init (InvitesRelayConnectionClass *klass)
{
}

static void
invites_relay_connection_init (InvitesRelayConnection *self)
{
}

/**
 * invites_envelope_clear:
 * @self: an envelope
 *
 * Frees what @self owns.
 */
void
invites_envelope_clear (InvitesEnvelope *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->mail_from, g_free);
  g_clear_pointer (&self->rcpt_to, g_free);
}

/**
 * invites_relay_connection_get_state:
 * @self: a connection
 *
 * Says what can be done with @self.
 *
 * Returns: the state
 */
InvitesRelayState
invites_relay_connection_get_state (InvitesRelayConnection *self)
{
  g_return_val_if_fail (INVITES_IS_RELAY_CONNECTION (self),
                        INVITES_RELAY_CLOSED);

  return GET_CLASS (self)->get_state (self);
}

/**
 * invites_relay_connection_get_poll:
 * @self: a connection
 * @wanted: (out): %G_IO_IN, %G_IO_OUT, or both
 *
 * Tells what to wait for, beside the deadline.
 *
 * Returns: a descriptor, which stays the same, or -1 if there is none
 */
int
invites_relay_connection_get_poll (InvitesRelayConnection *self,
                                   GIOCondition           *wanted)
{
  g_return_val_if_fail (INVITES_IS_RELAY_CONNECTION (self), -1);

  *wanted = 0;
  return GET_CLASS (self)->get_poll (self, wanted);
}

/**
 * invites_relay_connection_get_deadline:
 * @self: a connection
 *
 * Tells when @self wants to advance although nothing has come.
 *
 * Returns: a time on the monotonic clock, or %G_MAXINT64
 */
gint64
invites_relay_connection_get_deadline (InvitesRelayConnection *self)
{
  g_return_val_if_fail (INVITES_IS_RELAY_CONNECTION (self), G_MAXINT64);

  return GET_CLASS (self)->get_deadline (self);
}

/**
 * invites_relay_connection_begin:
 * @self: a connection that is %INVITES_RELAY_READY
 * @envelope: for whom
 * @message: the message, lines ending in CRLF
 * @now: on the monotonic clock
 *
 * Begins to send one mail. Its answer may be there at once.
 */
void
invites_relay_connection_begin (InvitesRelayConnection *self,
                                const InvitesEnvelope  *envelope,
                                GBytes                 *message,
                                gint64                  now)
{
  g_return_if_fail (INVITES_IS_RELAY_CONNECTION (self));
  g_return_if_fail (envelope != NULL && message != NULL);

  GET_CLASS (self)->begin (self, envelope, message, now);
}

/**
 * invites_relay_connection_advance:
 * @self: a connection
 * @ready: what the descriptor is ready for, or 0
 * @now: on the monotonic clock
 *
 * Goes on as far as it goes without waiting.
 */
void
invites_relay_connection_advance (InvitesRelayConnection *self,
                                  GIOCondition            ready,
                                  gint64                  now)
{
  g_return_if_fail (INVITES_IS_RELAY_CONNECTION (self));

  GET_CLASS (self)->advance (self, ready, now);
}

/**
 * invites_relay_connection_take_answer:
 * @self: a connection
 * @answer: (out caller-allocates): a cleared answer, which is filled
 *
 * Takes what became of the mail that was begun, or, once, why @self closed
 * before it was ready.
 *
 * Returns: whether there was an answer
 */
gboolean
invites_relay_connection_take_answer (InvitesRelayConnection *self,
                                      InvitesRelayAnswer     *answer)
{
  g_return_val_if_fail (INVITES_IS_RELAY_CONNECTION (self), FALSE);

  return GET_CLASS (self)->take_answer (self, answer);
}

/**
 * invites_relay_connection_leave:
 * @self: a connection without a mail
 * @now: on the monotonic clock
 *
 * Begins to take leave of the other side. Nothing can be sent afterwards.
 */
void
invites_relay_connection_leave (InvitesRelayConnection *self, gint64 now)
{
  g_return_if_fail (INVITES_IS_RELAY_CONNECTION (self));

  GET_CLASS (self)->leave (self, now);
}

/**
 * invites_relay_connection_cut:
 * @self: a connection
 *
 * Ends @self at once. If there is a mail, its answer is there.
 */
void
invites_relay_connection_cut (InvitesRelayConnection *self)
{
  g_return_if_fail (INVITES_IS_RELAY_CONNECTION (self));

  GET_CLASS (self)->cut (self);
}

static int
get_wait (gint64 deadline)
{
  gint64 left;

  if (deadline == G_MAXINT64)
    return -1;
  left = (deadline - g_get_monotonic_time () + 999) / 1000;
  return (int) CLAMP (left, 0, G_MAXINT);
}

/* One wait and one step. */
static void
wait_and_advance (InvitesRelayConnection *self, GCancellable *cancellable)
{
  GIOCondition wanted;
  struct pollfd fds[2] = {
    { .fd = invites_relay_connection_get_poll (self, &wanted) },
    { .fd = -1, .events = POLLIN },
  };

  fds[0].events = (wanted & G_IO_IN ? POLLIN : 0)
                  | (wanted & G_IO_OUT ? POLLOUT : 0);
  if (cancellable != NULL)
    fds[1].fd = g_cancellable_get_fd (cancellable);
  poll (fds, G_N_ELEMENTS (fds),
        get_wait (invites_relay_connection_get_deadline (self)));
  if (fds[1].fd >= 0)
    g_cancellable_release_fd (cancellable);

  if (g_cancellable_is_cancelled (cancellable))
    invites_relay_connection_cut (self);
  else
    invites_relay_connection_advance (
      self,
      (fds[0].revents & ~POLLOUT ? G_IO_IN : 0)
        | (fds[0].revents & POLLOUT ? G_IO_OUT : 0),
      g_get_monotonic_time ());
}

/**
 * invites_relay_connection_wait_ready:
 * @self: a connection
 * @cancellable: (nullable): cut off now
 *
 * Blocks while @self is starting.
 *
 * Returns: whether it takes mail now
 */
gboolean
invites_relay_connection_wait_ready (InvitesRelayConnection *self,
                                     GCancellable           *cancellable)
{
  g_return_val_if_fail (INVITES_IS_RELAY_CONNECTION (self), FALSE);

  invites_relay_connection_advance (self, 0, g_get_monotonic_time ());
  while (invites_relay_connection_get_state (self) == INVITES_RELAY_STARTING)
    wait_and_advance (self, cancellable);
  return invites_relay_connection_get_state (self) == INVITES_RELAY_READY;
}

/**
 * invites_relay_connection_send:
 * @self: a connection
 * @envelope: for whom
 * @message: the message, lines ending in CRLF
 * @cancellable: (nullable): cut off now
 * @result: (inout): its state and the other side's words are set
 *
 * Sends one mail and blocks until there is an answer. The state is one of
 *
 * - %INVITES_DELIVERY_SENT: the mail system took it
 * - %INVITES_DELIVERY_REFUSED: it never will
 * - %INVITES_DELIVERY_DEFERRED: not now
 * - %INVITES_DELIVERY_QUEUED: it was not asked, for a fault that is not this
 *   mail's
 * - %INVITES_DELIVERY_UNKNOWN: cut off when it may or may not have taken it
 *
 * Returns: %FALSE if @self is of no more use than to be closed
 */
gboolean
invites_relay_connection_send (InvitesRelayConnection *self,
                               const InvitesEnvelope  *envelope,
                               GBytes                 *message,
                               GCancellable           *cancellable,
                               InvitesDeliveryResult  *result)
{
  g_auto(InvitesRelayAnswer) answer = { 0 };

  g_return_val_if_fail (INVITES_IS_RELAY_CONNECTION (self), FALSE);
  g_return_val_if_fail (envelope != NULL && message != NULL, FALSE);
  g_return_val_if_fail (result != NULL, FALSE);

  if (!invites_relay_connection_wait_ready (self, cancellable))
    {
      invites_relay_answer_set (&answer, INVITES_DELIVERY_QUEUED,
                                INVITES_BLAME_RELAY,
                                "The connection is closed");
      invites_relay_answer_move (&answer, result);
      return FALSE;
    }
  invites_relay_connection_begin (self, envelope, message,
                                  g_get_monotonic_time ());
  while (!invites_relay_connection_take_answer (self, &answer))
    wait_and_advance (self, cancellable);
  invites_relay_answer_move (&answer, result);
  return invites_relay_connection_get_state (self) == INVITES_RELAY_READY;
}

/**
 * invites_relay_connection_close:
 * @self: a connection
 *
 * Takes leave of the other side, and blocks for a moment to be understood.
 * Nothing can be sent afterwards.
 */
void
invites_relay_connection_close (InvitesRelayConnection *self)
{
  g_return_if_fail (INVITES_IS_RELAY_CONNECTION (self));

  if (invites_relay_connection_get_state (self) == INVITES_RELAY_READY)
    invites_relay_connection_leave (self, g_get_monotonic_time ());
  while (invites_relay_connection_get_state (self) == INVITES_RELAY_LEAVING)
    wait_and_advance (self, NULL);
  invites_relay_connection_cut (self);
}
