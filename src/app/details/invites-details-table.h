/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/details/invites-details-layout.h"
#include "client/invites-row-list.h"

G_BEGIN_DECLS

#define INVITES_TYPE_DETAILS_TABLE (invites_details_table_get_type ())
G_DECLARE_FINAL_TYPE (InvitesDetailsTable, invites_details_table, INVITES,
                      DETAILS_TABLE, GtkWidget)

/* The column view. Properties "sort-column" (a field's name, "" for the
 * service's own order) and "sort-order" ("ascending", "descending") follow the
 * headers and are followed by them. The signal "activate" tells that a row was
 * activated, "layout-changed" that columns were moved, sized or hidden,
 * "menu-opens" (an InvitesRow, an InvitesDetailsColumn or -1) that its menu is
 * about to be shown for that cell or row. */
void               invites_details_table_set_list      (InvitesDetailsTable *self,
                                                        InvitesRowList      *list,
                                                        InvitesQueryKind     kind,
                                                        GTimeZone           *time_zone);
GtkSelectionModel *invites_details_table_get_selection (InvitesDetailsTable *self);
void               invites_details_table_set_context_menu
                                                       (InvitesDetailsTable *self,
                                                        GMenuModel          *menu);
char              *invites_details_table_dup_sort      (InvitesDetailsTable *self);
InvitesDetailsLayout *
                   invites_details_table_dup_layout    (InvitesDetailsTable *self);
void               invites_details_table_set_layout    (InvitesDetailsTable *self,
                                                        const InvitesDetailsLayout *layout);
int                invites_details_table_get_width     (InvitesDetailsTable *self,
                                                        InvitesDetailsColumn column);

G_END_DECLS
