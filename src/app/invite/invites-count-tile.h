/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define INVITES_TYPE_COUNT_TILE (invites_count_tile_get_type ())
G_DECLARE_FINAL_TYPE (InvitesCountTile, invites_count_tile, INVITES,
                      COUNT_TILE, GtkButton)

/* A large number with its title below: a link to whom it counts. */
void invites_count_tile_set_title  (InvitesCountTile *self,
                                    const char       *title);
void invites_count_tile_set_number (InvitesCountTile *self,
                                    guint64           number);
void invites_count_tile_set_whole  (InvitesCountTile *self,
                                    gboolean          shown,
                                    guint64           whole);

G_END_DECLS
