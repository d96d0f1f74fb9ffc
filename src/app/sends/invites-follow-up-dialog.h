/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/invites-client.h"

G_BEGIN_DECLS

#define INVITES_TYPE_FOLLOW_UP_DIALOG (invites_follow_up_dialog_get_type ())
G_DECLARE_FINAL_TYPE (InvitesFollowUpDialog, invites_follow_up_dialog, INVITES,
                      FOLLOW_UP_DIALOG, AdwWindow)

/* Template and sender of a send that is made from another, or from wishes; then
 * the same question as before any send. The signal "started" has its UUID. */
GtkWindow *invites_follow_up_dialog_new (InvitesClient        *client,
                                         const InvitesChoices *choices,
                                         const char           *division,
                                         InvitesSendSet        set,
                                         const InvitesSend    *from);

G_END_DECLS
