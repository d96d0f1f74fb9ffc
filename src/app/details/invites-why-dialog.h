/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/invites-client.h"

G_BEGIN_DECLS

#define INVITES_TYPE_WHY_DIALOG (invites_why_dialog_get_type ())
G_DECLARE_FINAL_TYPE (InvitesWhyDialog, invites_why_dialog, INVITES,
                      WHY_DIALOG, AdwWindow)

/* Did this contact get an invitation, and if not, why? The signal "lifted" tells
 * that its address can be invited again. */
GtkWindow *invites_why_dialog_new (InvitesClient       *client,
                                   const char          *contact,
                                   const InvitesFilter *filter,
                                   GTimeZone           *time_zone);

G_END_DECLS
