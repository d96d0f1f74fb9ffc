/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-relay-connection.h"

G_DEFINE_ABSTRACT_TYPE (InvitesRelayConnection, invites_relay_connection,
                        G_TYPE_OBJECT)

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
 * invites_relay_connection_check_alive:
 * @self: a connection
 * @cancellable: (nullable): a cancellable
 *
 * Finds out whether mail can still be sent by @self, so that nothing is taken
 * from the queue for a connection that the other side has closed meanwhile.
 *
 * Returns: %FALSE if @self is of no more use than to be closed
 */
gboolean
invites_relay_connection_check_alive (InvitesRelayConnection *self,
                                      GCancellable           *cancellable)
{
  g_return_val_if_fail (INVITES_IS_RELAY_CONNECTION (self), FALSE);

  return INVITES_RELAY_CONNECTION_GET_CLASS (self)->check_alive (self,
                                                                 cancellable);
}

/**
 * invites_relay_connection_send:
 * @self: a connection
 * @envelope: for whom
 * @message: the message, lines ending in CRLF
 * @cancellable: (nullable): cut off now
 * @result: (inout): its state and the other side's words are set
 *
 * Sends one mail. The state is one of
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
  g_return_val_if_fail (INVITES_IS_RELAY_CONNECTION (self), FALSE);
  g_return_val_if_fail (envelope != NULL && message != NULL, FALSE);
  g_return_val_if_fail (result != NULL, FALSE);

  return INVITES_RELAY_CONNECTION_GET_CLASS (self)->send (
    self, envelope, message, cancellable, result);
}

/**
 * invites_relay_connection_close:
 * @self: a connection
 *
 * Takes leave of the other side. Nothing can be sent afterwards.
 */
void
invites_relay_connection_close (InvitesRelayConnection *self)
{
  g_return_if_fail (INVITES_IS_RELAY_CONNECTION (self));

  INVITES_RELAY_CONNECTION_GET_CLASS (self)->close (self);
}
