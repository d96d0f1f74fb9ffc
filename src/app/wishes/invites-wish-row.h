/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/invites-wish.h"

G_BEGIN_DECLS

#define INVITES_TYPE_WISH_ROW (invites_wish_row_get_type ())
G_DECLARE_FINAL_TYPE (InvitesWishRow, invites_wish_row, INVITES, WISH_ROW,
                      AdwActionRow)

/* One who asked for a new link. Signals: "why" and "dismiss". */
GtkWidget  *invites_wish_row_new            (const InvitesWish *wish,
                                             GTimeZone         *time_zone,
                                             gboolean           can_dismiss);
const char *invites_wish_row_get_contact_id (InvitesWishRow    *self);

G_END_DECLS
