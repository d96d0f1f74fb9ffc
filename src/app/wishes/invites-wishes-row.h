/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/invites-client.h"

G_BEGIN_DECLS

#define INVITES_TYPE_WISHES_ROW (invites_wishes_row_get_type ())
G_DECLARE_FINAL_TYPE (InvitesWishesRow, invites_wishes_row, INVITES,
                      WISHES_ROW, GtkWidget)

/* "3 customers ask for a new link": there only when somebody does. The signal
 * "activated" asks for the list. */
void        invites_wishes_row_set_division (InvitesWishesRow *self,
                                             InvitesClient    *client,
                                             const char       *division);
void        invites_wishes_row_refresh      (InvitesWishesRow *self);

G_END_DECLS
