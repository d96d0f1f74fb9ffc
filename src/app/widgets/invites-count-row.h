/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define INVITES_TYPE_COUNT_ROW (invites_count_row_get_type ())
G_DECLARE_FINAL_TYPE (InvitesCountRow, invites_count_row, INVITES, COUNT_ROW,
                      AdwActionRow)

/* A title and its number, which is a link: "clicked" is emitted when the
 * number or the row is pressed. */
GtkWidget *invites_count_row_new        (const char      *title,
                                         guint64          number);
void       invites_count_row_set_number (InvitesCountRow *self,
                                         guint64          number);
guint64    invites_count_row_get_number (InvitesCountRow *self);

G_END_DECLS
