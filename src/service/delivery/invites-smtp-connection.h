/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/delivery/invites-relay-connection.h"
#include "service/delivery/invites-smtp-wire.h"

G_BEGIN_DECLS

/* A dialogue on a wire. */
#define INVITES_TYPE_SMTP_CONNECTION (invites_smtp_connection_get_type ())
G_DECLARE_FINAL_TYPE (InvitesSmtpConnection, invites_smtp_connection, INVITES,
                      SMTP_CONNECTION, InvitesRelayConnection)

InvitesRelayConnection *invites_smtp_connection_new (InvitesSmtpWire *wire,
                                                     const char      *host_name,
                                                     guint            time_out);

G_END_DECLS
