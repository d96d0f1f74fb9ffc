/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/details/invites-details-layout.h"

G_BEGIN_DECLS

/* What goes to the clipboard. */
char *invites_details_copy_dup_rows   (GtkSelectionModel          *selection,
                                       const InvitesDetailsLayout *layout,
                                       GTimeZone                  *time_zone);
char *invites_details_copy_dup_emails (GtkSelectionModel          *selection,
                                       guint                      *n_emails);
char *invites_details_copy_dup_cell   (InvitesRow                 *row,
                                       InvitesQueryKind            kind,
                                       const char                 *name,
                                       GTimeZone                  *time_zone);

G_END_DECLS
