/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/invites-row-list.h"

G_BEGIN_DECLS

/* More rows than this are work for a file, not for the clipboard. */
#define INVITES_DETAILS_MAX_SELECTED 1000

#define INVITES_TYPE_DETAILS_SELECTION (invites_details_selection_get_type ())
G_DECLARE_FINAL_TYPE (InvitesDetailsSelection, invites_details_selection,
                      INVITES, DETAILS_SELECTION, GObject)

/* What is selected in a list of InvitesRow: any number of rows, without asking
 * for any of them. It selects contacts, not places: where a refresh moves a
 * selected contact, there the selection goes. */
GtkSelectionModel *invites_details_selection_new      (InvitesRowList    *list);
guint64            invites_details_selection_count    (GtkSelectionModel *selection);
InvitesRow        *invites_details_selection_dup_row  (GtkSelectionModel *selection);
GPtrArray         *invites_details_selection_dup_rows (GtkSelectionModel *selection);
char             **invites_details_selection_dup_ids  (GtkSelectionModel *selection);

G_END_DECLS
