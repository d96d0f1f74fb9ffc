/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "service/delivery/invites-relay-connection.h"

G_BEGIN_DECLS

/* Where mail goes. Calls may come from any thread. */
#define INVITES_TYPE_RELAY (invites_relay_get_type ())
G_DECLARE_INTERFACE (InvitesRelay, invites_relay, INVITES, RELAY, GObject)

struct _InvitesRelayInterface
{
  GTypeInterface parent_iface;

  InvitesRelayConnection *(*connect) (InvitesRelay       *self,
                                      GCancellable       *cancellable,
                                      InvitesRelayAnswer *fault);
};

/* Both block. A connection that is only connected may still be starting. */
InvitesRelayConnection *invites_relay_connect      (InvitesRelay        *self,
                                                    GCancellable        *cancellable,
                                                    InvitesRelayAnswer  *fault);
InvitesRelayConnection *invites_relay_open         (InvitesRelay        *self,
                                                    GCancellable        *cancellable,
                                                    GError             **error);

/* smtp://HOST[:PORT] or smtps://HOST[:PORT]; the name and the password come
 * from the environment or by invites_smtp_relay_set_credentials(). */
InvitesRelay           *invites_relay_new_smtp     (const char          *url,
                                                    GError             **error);
/* Nothing leaves the machine. */
InvitesRelay           *invites_relay_new_maildir  (const char          *directory,
                                                    GError             **error);

G_END_DECLS
