/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-relay.h"

#include "core/invites-error.h"

G_DEFINE_INTERFACE (InvitesRelay, invites_relay, G_TYPE_OBJECT)

static void
invites_relay_default_init (InvitesRelayInterface *iface)
{
}

/**
 * invites_relay_connect:
 * @self: a relay
 * @cancellable: (nullable): a cancellable
 * @fault: (out caller-allocates): a cleared answer, which says why there is no
 *   connection
 *
 * Opens a way into the mail system, which may still have to get ready. Blocks.
 *
 * Returns: (transfer full) (nullable): the connection, or %NULL with @fault
 */
InvitesRelayConnection *
invites_relay_connect (InvitesRelay       *self,
                       GCancellable       *cancellable,
                       InvitesRelayAnswer *fault)
{
  g_return_val_if_fail (INVITES_IS_RELAY (self), NULL);
  g_return_val_if_fail (fault != NULL, NULL);

  return INVITES_RELAY_GET_IFACE (self)->connect (self, cancellable, fault);
}

/**
 * invites_relay_open:
 * @self: a relay
 * @cancellable: (nullable): a cancellable
 * @error: return location, or %NULL
 *
 * Opens a way into the mail system. Blocks until it is ready to take mail.
 *
 * Returns: (transfer full) (nullable): the connection, or %NULL with
 *   %INVITES_ERROR_UNAVAILABLE
 */
InvitesRelayConnection *
invites_relay_open (InvitesRelay  *self,
                    GCancellable  *cancellable,
                    GError       **error)
{
  g_autoptr(InvitesRelayConnection) connection = NULL;
  g_auto(InvitesRelayAnswer) fault = { 0 };

  g_return_val_if_fail (INVITES_IS_RELAY (self), NULL);

  connection = invites_relay_connect (self, cancellable, &fault);
  if (connection != NULL
      && invites_relay_connection_wait_ready (connection, cancellable))
    return g_steal_pointer (&connection);

  if (connection != NULL)
    invites_relay_connection_take_answer (connection, &fault);
  g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_UNAVAILABLE,
                       fault.text != NULL ? fault.text
                                          : "The mail system is closed");
  return NULL;
}
