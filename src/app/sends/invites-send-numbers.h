/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/invites-client.h"

G_BEGIN_DECLS

#define INVITES_TYPE_SEND_NUMBERS (invites_send_numbers_get_type ())
G_DECLARE_FINAL_TYPE (InvitesSendNumbers, invites_send_numbers, INVITES,
                      SEND_NUMBERS, GtkWidget)

/* A send's mails by their state and its contacts by their outcome: every number
 * opens exactly its rows of the ledger. */
void invites_send_numbers_show (InvitesSendNumbers *self,
                                InvitesClient      *client,
                                const InvitesSend  *send,
                                GTimeZone          *time_zone);

G_END_DECLS
