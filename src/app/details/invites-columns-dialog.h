/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/details/invites-details-table.h"

G_BEGIN_DECLS

#define INVITES_TYPE_COLUMNS_DIALOG (invites_columns_dialog_get_type ())
G_DECLARE_FINAL_TYPE (InvitesColumnsDialog, invites_columns_dialog, INVITES,
                      COLUMNS_DIALOG, AdwWindow)

/* Which columns a table shows, in which order and how wide: what the mouse
 * does at the headers, for the keyboard. Each step is done at once. */
GtkWindow *invites_columns_dialog_new (InvitesDetailsTable *table);

G_END_DECLS
