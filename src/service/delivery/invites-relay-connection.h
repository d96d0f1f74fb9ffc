/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "service/store/invites-records.h"

G_BEGIN_DECLS

/* What the mail system is told beside the message: both as they go over the
 * wire, domains as A-labels. */
typedef struct
{
  char     *mail_from;      /* (owned) */
  char     *rcpt_to;        /* (owned) */
  gboolean  needs_smtputf8; /* a local part, and so a header, is in UTF-8 */
} InvitesEnvelope;

void invites_envelope_clear (InvitesEnvelope *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (InvitesEnvelope, invites_envelope_clear)

/* One open way into the mail system. It belongs to one thread at a time and
 * every call blocks. */
#define INVITES_TYPE_RELAY_CONNECTION (invites_relay_connection_get_type ())
G_DECLARE_DERIVABLE_TYPE (InvitesRelayConnection, invites_relay_connection,
                          INVITES, RELAY_CONNECTION, GObject)

struct _InvitesRelayConnectionClass
{
  GObjectClass parent_class;

  gboolean (*check_alive) (InvitesRelayConnection *self,
                           GCancellable           *cancellable);
  gboolean (*send)        (InvitesRelayConnection *self,
                           const InvitesEnvelope  *envelope,
                           GBytes                 *message,
                           GCancellable           *cancellable,
                           InvitesDeliveryResult  *result);
  void     (*close)       (InvitesRelayConnection *self);
};

gboolean invites_relay_connection_check_alive (InvitesRelayConnection *self,
                                               GCancellable           *cancellable);
gboolean invites_relay_connection_send        (InvitesRelayConnection *self,
                                               const InvitesEnvelope  *envelope,
                                               GBytes                 *message,
                                               GCancellable           *cancellable,
                                               InvitesDeliveryResult  *result);
void     invites_relay_connection_close       (InvitesRelayConnection *self);

G_END_DECLS
