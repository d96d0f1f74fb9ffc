/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define INVITES_TYPE_ENTRY_ROW (invites_entry_row_get_type ())
G_DECLARE_FINAL_TYPE (InvitesEntryRow, invites_entry_row, INVITES, ENTRY_ROW,
                      AdwPreferencesRow)

void invites_entry_row_set_invalid (InvitesEntryRow *self,
                                    gboolean         invalid);

/* A GtkEditable; "entry-activated" when Enter is pressed in it. */

G_END_DECLS
