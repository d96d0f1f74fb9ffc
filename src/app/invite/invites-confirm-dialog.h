/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/invites-client.h"

G_BEGIN_DECLS

#define INVITES_TYPE_CONFIRM_DIALOG (invites_confirm_dialog_get_type ())
G_DECLARE_FINAL_TYPE (InvitesConfirmDialog, invites_confirm_dialog, INVITES,
                      CONFIRM_DIALOG, AdwWindow)

/* Says what a prepared send will do, from its frozen ledger, and asks. It only
 * asks: the signal "confirmed" tells the answer. */
GtkWindow *invites_confirm_dialog_new (InvitesClient        *client,
                                       InvitesSend          *prepared,
                                       const InvitesChoices *choices);

G_END_DECLS
