/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/invites-send.h"

G_BEGIN_DECLS

/* What a send will do, does and did, in sentences. */
guint64  invites_send_text_count_invited   (const InvitesSend *send);
guint64  invites_send_text_count_deliveries
                                           (const InvitesSend *send);
char    *invites_send_text_dup_question    (const InvitesSend *send);
char    *invites_send_text_dup_recipients
                       (const guint64      outcomes[INVITES_N_OUTCOMES]);
char    *invites_send_text_dup_previously  (const InvitesSend *send);
char    *invites_send_text_dup_left_out    (const InvitesSend *send);
gboolean invites_send_text_went_out        (const InvitesSend *send);
char    *invites_send_text_dup_state       (const InvitesSend *send);
char    *invites_send_text_dup_progress    (const InvitesSend *send,
                                            double             seconds_left);
double   invites_send_text_get_fraction    (const InvitesSend *send);

G_END_DECLS
