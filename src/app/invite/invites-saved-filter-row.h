/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define INVITES_TYPE_SAVED_FILTER_ROW (invites_saved_filter_row_get_type ())
G_DECLARE_FINAL_TYPE (InvitesSavedFilterRow, invites_saved_filter_row, INVITES,
                      SAVED_FILTER_ROW, AdwActionRow)

/* A saved filter in the list of all. Emits "rename", "delete", and "move" with
 * how far. */
GtkWidget *invites_saved_filter_row_new          (const char            *name,
                                                  const char            *description);
void       invites_saved_filter_row_set_can_move (InvitesSavedFilterRow *self,
                                                  gboolean               up,
                                                  gboolean               down);

G_END_DECLS
