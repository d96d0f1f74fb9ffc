/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/delivery/invites-relay.h"

G_BEGIN_DECLS

/* The environment variables that hold what the relay is signed in with. */
#define INVITES_RELAY_USER_VARIABLE     "PORTAL_INVITES_RELAY_USER"
#define INVITES_RELAY_PASSWORD_VARIABLE "PORTAL_INVITES_RELAY_PASSWORD"

#define INVITES_TYPE_SMTP_RELAY (invites_smtp_relay_get_type ())
G_DECLARE_FINAL_TYPE (InvitesSmtpRelay, invites_smtp_relay, INVITES,
                      SMTP_RELAY, GObject)

void     invites_smtp_relay_set_credentials (InvitesSmtpRelay *self,
                                             const char       *user,
                                             const char       *password);
void     invites_smtp_relay_set_time_out    (InvitesSmtpRelay *self,
                                             guint             milliseconds);

G_END_DECLS
