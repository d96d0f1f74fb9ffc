/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define INVITES_TYPE_TILE_LAYOUT (invites_tile_layout_get_type ())
G_DECLARE_FINAL_TYPE (InvitesTileLayout, invites_tile_layout, INVITES,
                      TILE_LAYOUT, GtkLayoutManager)

/* Tiles of one width, in one row where they fit, or else in rows of three, two
 * or one. */

G_END_DECLS
