/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "core/invites-counts.h"

G_BEGIN_DECLS

#define INVITES_TYPE_PROPORTION_BAR (invites_proportion_bar_get_type ())
G_DECLARE_FINAL_TYPE (InvitesProportionBar, invites_proportion_bar, INVITES,
                      PROPORTION_BAR, GtkWidget)

/* One thin bar that shows how the groups relate. Its colours only repeat what
 * numbers beside it say, so it is not there for assistive technology. */
GtkWidget *invites_proportion_bar_new        (void);
void       invites_proportion_bar_set_groups (InvitesProportionBar *self,
                                              const guint64         groups[INVITES_N_GROUPS]);

G_END_DECLS
