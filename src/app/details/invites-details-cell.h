/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/details/invites-details-column.h"

G_BEGIN_DECLS

#define INVITES_TYPE_DETAILS_CELL (invites_details_cell_get_type ())
G_DECLARE_FINAL_TYPE (InvitesDetailsCell, invites_details_cell, INVITES,
                      DETAILS_CELL, GtkWidget)

/* A style class of a view in which nobody is called by name. */
#define INVITES_DETAILS_CELL_NO_CONTACT "no-contact"

/* One cell: shows its column of its "item", an InvitesRow, and follows it. */
GtkWidget  *invites_details_cell_new      (InvitesDetailsColumn  column,
                                           GTimeZone            *time_zone);
void        invites_details_cell_set_item (InvitesDetailsCell   *self,
                                           InvitesRow           *item);
InvitesRow *invites_details_cell_get_item (InvitesDetailsCell   *self);
InvitesDetailsColumn
            invites_details_cell_get_column (InvitesDetailsCell *self);
void        invites_details_cell_name_row (InvitesDetailsCell   *self);

G_END_DECLS
