/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Every open connection with the time by which it must have got on: the HTTP
 * library ends connections that are silent, but not those that drip. May be
 * used from any thread.
 */
typedef struct _InvitesConnections InvitesConnections;
typedef struct _InvitesDeadline    InvitesDeadline;

InvitesConnections *invites_connections_new          (void);
void                invites_connections_free         (InvitesConnections *self);
InvitesDeadline    *invites_connections_add          (InvitesConnections *self,
                                                      int                 fd);
void                invites_connections_remove       (InvitesConnections *self,
                                                      InvitesDeadline    *deadline);
void                invites_connections_set_deadline (InvitesConnections *self,
                                                      InvitesDeadline    *deadline,
                                                      guint               seconds);
guint               invites_connections_end_late     (InvitesConnections *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesConnections, invites_connections_free)

G_END_DECLS
