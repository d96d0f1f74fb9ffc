/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "service/delivery/invites-sender.h"
#include "service/delivery/invites-smtp-relay.h"

G_BEGIN_DECLS

/* What stands on the command line of serve and in its key file. */
typedef struct
{
  char  *database;           /* (owned) (nullable), as are all strings below */
  char  *listen;
  char  *public_url;
  char  *key_file;
  char  *index;              /* a word, checked */

  /* Where mail goes. */
  char  *relay;
  char  *outbox;
  char  *relay_user;         /* a secret, as is the next */
  char  *relay_password;
  char  *relay_token_file;
  char  *relay_ca_file;
  char  *relay_tls;          /* a word, checked */
  char  *relay_auth;         /* likewise */
  int    connections;
  int    relay_rate;
  int    domain_rate;
  int    domain_connections;

  /* What comes back. */
  char  *bounce_domain;      /* an A-label, once checked */
  char  *bounce_maildir;
  char  *bounce_mailbox;

  /* The rules. */
  char **sender_domains;     /* A-labels, once checked */
  int    link_days;
  int    shared_limit;
  int    gap_hours;
  int    hold_seconds;
  int    give_up_hours;
  int    lease_seconds;
  char  *in_doubt;           /* a word, checked */
} InvitesServeOptions;

gboolean      invites_serve_options_parse      (InvitesServeOptions        *self,
                                                int                         argc,
                                                char                      **argv,
                                                int                        *status);
void          invites_serve_options_clear      (InvitesServeOptions        *self);
void          invites_serve_options_set_rules  (const InvitesServeOptions  *self);
InvitesRelay *invites_serve_options_make_relay (const InvitesServeOptions  *self,
                                                GError                    **error);
void          invites_serve_options_set_up     (const InvitesServeOptions  *self,
                                                InvitesSender              *sender);

/* Whether a key file for serve may say something of this name. */
gboolean      invites_serve_options_has_key    (const char                 *name);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (InvitesServeOptions,
                                  invites_serve_options_clear)

G_END_DECLS
