/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/invites-client.h"

G_BEGIN_DECLS

#define INVITES_TYPE_SEND_WATCH (invites_send_watch_get_type ())
G_DECLARE_FINAL_TYPE (InvitesSendWatch, invites_send_watch, INVITES,
                      SEND_WATCH, GObject)

/*
 * Follows all sends that run, whatever is on the screen. Signals:
 * "ended" with the InvitesSend and whether it is the user's own; "changed" when
 * there is trouble, or no more.
 */
InvitesSendWatch *invites_send_watch_new         (InvitesClient    *client);
void              invites_send_watch_add         (InvitesSendWatch *self,
                                                  const char       *uuid);
void              invites_send_watch_look_around (InvitesSendWatch *self);
void              invites_send_watch_catch_up    (InvitesSendWatch *self);
InvitesTrouble    invites_send_watch_get_trouble (InvitesSendWatch *self,
                                                  const char      **uuid);

G_END_DECLS
