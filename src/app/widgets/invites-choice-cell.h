/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/widgets/invites-choice-item.h"

G_BEGIN_DECLS

#define INVITES_TYPE_CHOICE_CELL (invites_choice_cell_get_type ())
G_DECLARE_FINAL_TYPE (InvitesChoiceCell, invites_choice_cell, INVITES,
                      CHOICE_CELL, GtkWidget)

/* One line of a list that can be searched: the name, and a check mark beside
 * what is chosen now. */
GtkWidget         *invites_choice_cell_new      (void);
void               invites_choice_cell_set_item (InvitesChoiceCell *self,
                                                 InvitesChoiceItem *item,
                                                 gboolean           chosen);
InvitesChoiceItem *invites_choice_cell_get_item (InvitesChoiceCell *self);

G_END_DECLS
