/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/invites-client.h"

G_BEGIN_DECLS

#define INVITES_TYPE_FIND_DIALOG (invites_find_dialog_get_type ())
G_DECLARE_FINAL_TYPE (InvitesFindDialog, invites_find_dialog, INVITES,
                      FIND_DIALOG, AdwWindow)

/* Finds a contact by name, and says all that is known of the one picked. */
GtkWindow *invites_find_dialog_new (InvitesClient        *client,
                                    const InvitesChoices *choices,
                                    const InvitesFilter  *filter);

G_END_DECLS
