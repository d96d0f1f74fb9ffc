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

/* How the relay is signed in with. AUTO takes PLAIN or LOGIN, whichever is
 * offered, or XOAUTH2 if there is a token file. */
typedef enum
{
  INVITES_SMTP_AUTH_AUTO,
  INVITES_SMTP_AUTH_PLAIN,
  INVITES_SMTP_AUTH_LOGIN,
  INVITES_SMTP_AUTH_XOAUTH2,
} InvitesSmtpAuth;

/* All are set before anything is opened. */
void     invites_smtp_relay_set_credentials (InvitesSmtpRelay *self,
                                             const char       *user,
                                             const char       *password);
void     invites_smtp_relay_set_auth        (InvitesSmtpRelay *self,
                                             InvitesSmtpAuth   auth);
void     invites_smtp_relay_set_token_file  (InvitesSmtpRelay *self,
                                             const char       *path);
void     invites_smtp_relay_set_ca_file     (InvitesSmtpRelay *self,
                                             const char       *path);
void     invites_smtp_relay_set_tls_required (InvitesSmtpRelay *self,
                                             gboolean          required);
gboolean invites_smtp_relay_check           (InvitesSmtpRelay *self,
                                             GError          **error);
void     invites_smtp_relay_set_time_out    (InvitesSmtpRelay *self,
                                             guint             milliseconds);

G_END_DECLS
