/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/delivery/invites-smtp-relay.h"

G_BEGIN_DECLS

/* All is set before anything is opened, and then only read. */
struct _InvitesSmtpRelay
{
  GObject parent_instance;

  char            *url;         /* (owned): with the name for EHLO as its path */
  char            *host_name;   /* (owned): what this machine calls itself */
  gboolean         is_implicit; /* smtps: TLS from the first byte */
  gboolean         is_local;    /* loopback: plain SMTP is allowed */
  gboolean         needs_tls;   /* also on loopback */
  char            *ca_file;     /* (owned) (nullable): else the system's */
  char            *user;        /* (owned) (nullable) */
  char            *password;    /* (owned) (nullable) */
  char            *token_file;  /* (owned) (nullable) */
  InvitesSmtpAuth  auth;
  guint            time_out;    /* in milliseconds, for every step; 0: the
                                   RFC's */
};

gboolean                invites_smtp_relay_uses_token (InvitesSmtpRelay   *self);
InvitesRelayConnection *invites_smtp_relay_connect    (InvitesRelay       *relay,
                                                       GCancellable       *cancellable,
                                                       InvitesRelayAnswer *fault);

G_END_DECLS
