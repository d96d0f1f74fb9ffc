/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "service/delivery/invites-relay.h"
#include "service/invites-keys.h"

G_BEGIN_DECLS

#define INVITES_TYPE_SENDER (invites_sender_get_type ())
G_DECLARE_FINAL_TYPE (InvitesSender, invites_sender, INVITES, SENDER, GObject)

#define INVITES_SENDER_CONNECTIONS   10
#define INVITES_SENDER_LEASE_SECONDS 15

/* What the mail system and a recipient's domain are given at most; 0: as much
 * as they take. */
typedef struct
{
  guint relay_rate;         /* mails a minute */
  guint domain_rate;        /* mails a minute to one domain */
  guint domain_connections; /* mails at a time to one domain */
} InvitesSenderLimits;

/* Called from the sender's thread after each commit, for each send that it
 * touched. */
typedef void (*InvitesSenderChangedFunc) (const char *send_uuid,
                                          gpointer    user_data);

InvitesSender *invites_sender_new               (const char               *database,
                                                 InvitesRelay             *relay,
                                                 InvitesKeys              *keys,
                                                 const char               *public_url,
                                                 InvitesSenderChangedFunc  changed,
                                                 gpointer                  user_data);
void           invites_sender_set_n_connections (InvitesSender            *self,
                                                 guint                     n_connections);
/* Makes unknown what services that are gone left on the wire, then works. */
gboolean       invites_sender_start             (InvitesSender            *self,
                                                 GError                  **error);
void           invites_sender_wake              (InvitesSender            *self);
void           invites_sender_stop              (InvitesSender            *self,
                                                 guint                     seconds);
gboolean       invites_sender_is_working        (InvitesSender            *self,
                                                 char                    **why);
/* Set before the start. */
void           invites_sender_set_limits        (InvitesSender            *self,
                                                 const InvitesSenderLimits *limits);
void           invites_sender_set_lease         (InvitesSender            *self,
                                                 guint                     seconds);
void           invites_sender_set_bounce_domain (InvitesSender            *self,
                                                 const char               *domain);
/* What keeps running sends from going on now; NONE when nothing does. From any
 * thread. */
InvitesTrouble invites_sender_get_trouble       (InvitesSender            *self,
                                                 char                    **text);

G_END_DECLS
