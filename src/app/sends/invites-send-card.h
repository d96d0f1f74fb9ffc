/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/sends/invites-send-follower.h"

G_BEGIN_DECLS

#define INVITES_TYPE_SEND_CARD (invites_send_card_get_type ())
G_DECLARE_FINAL_TYPE (InvitesSendCard, invites_send_card, INVITES, SEND_CARD,
                      GtkWidget)

/* A running send: its bar, its numbers, Undo, Pause, Resume and Stop. The signal
 * "open" is emitted when its page is asked for. */
GtkWidget           *invites_send_card_new          (InvitesSendFollower *follower,
                                                     gboolean             can_open);
void                 invites_send_card_set_follower (InvitesSendCard     *self,
                                                     InvitesSendFollower *follower);
void                 invites_send_card_set_time_zone
                                                    (InvitesSendCard     *self,
                                                     GTimeZone           *time_zone);
InvitesSendFollower *invites_send_card_get_follower (InvitesSendCard     *self);
void                 invites_send_card_focus_undo   (InvitesSendCard     *self);

G_END_DECLS
