/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define INVITES_TYPE_CHOICE_POPOVER (invites_choice_popover_get_type ())
G_DECLARE_FINAL_TYPE (InvitesChoicePopover, invites_choice_popover, INVITES,
                      CHOICE_POPOVER, GtkPopover)

/* A long list with a search entry over it. Emits "chosen" with the position in
 * the whole list. */
GtkWidget *invites_choice_popover_new       (const char           *title);
void       invites_choice_popover_set_names (InvitesChoicePopover *self,
                                             GListModel           *names);
void       invites_choice_popover_open      (InvitesChoicePopover *self,
                                             guint                 chosen,
                                             const char           *search);

G_END_DECLS
