/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-relay.h"

G_DEFINE_INTERFACE (InvitesRelay, invites_relay, G_TYPE_OBJECT)

static void
invites_relay_default_init (InvitesRelayInterface *iface)
{
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
  g_return_val_if_fail (INVITES_IS_RELAY (self), NULL);

  return INVITES_RELAY_GET_IFACE (self)->open (self, cancellable, error);
}
