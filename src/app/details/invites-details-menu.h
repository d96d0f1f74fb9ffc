/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "app/details/invites-details-layout.h"

G_BEGIN_DECLS

/* What can be done with rows, and with the list. */
typedef struct
{
  InvitesQueryKind kind;
  guint64          n_selected;
  gboolean         can_ask_why;
  gboolean         can_leave_out;
  gboolean         can_export;
} InvitesDetailsMenu;

GMenuModel *invites_details_menu_new          (const InvitesDetailsMenu   *menu);
GMenuModel *invites_details_menu_new_for_cell (const InvitesDetailsMenu   *menu,
                                               InvitesRow                 *row,
                                               int                         column,
                                               const InvitesDetailsLayout *layout,
                                               GTimeZone                  *time_zone);

G_END_DECLS
