/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/http/invites-service.h"

G_BEGIN_DECLS

/*
 * HTTP. Event threads read requests and write answers, and never block; what
 * has to be done is done by workers, while the connection costs nothing.
 */
InvitesServer *invites_server_new      (InvitesService  *service,
                                        GError         **error);
gboolean       invites_server_start    (InvitesServer   *self,
                                        int              listener,
                                        GError         **error);
void           invites_server_end_late (InvitesServer   *self);
void           invites_server_wake     (InvitesServer   *self,
                                        gpointer         waiter,
                                        InvitesWake      why);
void           invites_server_refuse   (InvitesServer   *self);
gboolean       invites_server_refuses  (InvitesServer   *self);
void           invites_server_stop     (InvitesServer   *self);
void           invites_server_free     (InvitesServer   *self);

G_END_DECLS
