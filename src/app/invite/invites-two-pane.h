/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define INVITES_TYPE_TWO_PANE (invites_two_pane_get_type ())
G_DECLARE_FINAL_TYPE (InvitesTwoPane, invites_two_pane, INVITES, TWO_PANE,
                      GtkWidget)

/*
 * Two panes, "start" and "end". Where there is room they stand side by side
 * and each scrolls by itself; in a narrow window they stand one below the other
 * at their full height, to be scrolled together by a scrolled window around
 * them.
 */

G_END_DECLS
