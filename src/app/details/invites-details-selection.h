/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/details/invites-details-column.h"

G_BEGIN_DECLS

/* More rows than this are work for a file, not for the clipboard. */
#define INVITES_DETAILS_MAX_SELECTED 1000

/* What is selected in a list of InvitesRow. */
guint64     invites_details_selection_count    (GtkSelectionModel *selection);
InvitesRow *invites_details_selection_dup_row  (GtkSelectionModel *selection);
char       *invites_details_selection_dup_text (GtkSelectionModel *selection,
                                                InvitesQueryKind   kind,
                                                GTimeZone         *time_zone);
char      **invites_details_selection_dup_ids  (GtkSelectionModel *selection);

G_END_DECLS
