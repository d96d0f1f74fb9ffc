/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/sends/invites-send-follower.h"

G_BEGIN_DECLS

#define INVITES_TYPE_SEND_ACTIONS (invites_send_actions_get_type ())
G_DECLARE_FINAL_TYPE (InvitesSendActions, invites_send_actions, INVITES,
                      SEND_ACTIONS, AdwPreferencesGroup)

/* What can still be done with a send: retry, send to the rest, correct, revoke.
 * The signal "follow-up" (an InvitesSendSet) asks for a new send from it. */
void invites_send_actions_set_follower (InvitesSendActions  *self,
                                        InvitesSendFollower *follower);

G_END_DECLS
