/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/invites-send.h"

G_BEGIN_DECLS

/* Why a send stands as it does, in sentences: held, paused, in trouble, taken
 * back, made from another. */
char       *invites_standing_text_dup_hold    (double             seconds_left);
const char *invites_standing_text_get_pause   (const InvitesSend *send);
char       *invites_standing_text_dup_advice  (const InvitesSend *send,
                                               GTimeZone         *time_zone);
char       *invites_standing_text_dup_reply   (const InvitesSend *send);
char       *invites_standing_text_dup_trouble (const InvitesSend *send);
const char *invites_standing_text_get_short   (InvitesTrouble     trouble);
const char *invites_standing_text_get_from    (InvitesSendSet     set);
char       *invites_standing_text_dup_revoked (const InvitesSend *send,
                                               GTimeZone         *time_zone);

G_END_DECLS
