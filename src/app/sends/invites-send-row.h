/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/invites-send.h"

G_BEGIN_DECLS

#define INVITES_TYPE_SEND_ROW (invites_send_row_get_type ())
G_DECLARE_FINAL_TYPE (InvitesSendRow, invites_send_row, INVITES, SEND_ROW,
                      AdwActionRow)

/* One send of the history. The signal "open" is emitted when its page is asked
 * for. */
GtkWidget  *invites_send_row_new         (const InvitesSend *send,
                                          GTimeZone         *time_zone);
void        invites_send_row_update      (InvitesSendRow    *self,
                                          const InvitesSend *send,
                                          GTimeZone         *time_zone);
const char *invites_send_row_get_send_id (InvitesSendRow    *self);

G_END_DECLS
