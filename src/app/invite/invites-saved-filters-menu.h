/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/invite/invites-saved-filters.h"
#include "core/invites-choices.h"

G_BEGIN_DECLS

#define INVITES_TYPE_SAVED_FILTERS_MENU (invites_saved_filters_menu_get_type ())
G_DECLARE_FINAL_TYPE (InvitesSavedFiltersMenu, invites_saved_filters_menu,
                      INVITES, SAVED_FILTERS_MENU, GtkWidget)

/* The button that opens the saved filters. Emits "apply" with the filter that
 * the user has picked, and "refused" with the reason when it cannot be. */
void        invites_saved_filters_menu_set_saved   (InvitesSavedFiltersMenu *self,
                                                    InvitesSavedFilters     *saved);
void        invites_saved_filters_menu_set_choices (InvitesSavedFiltersMenu *self,
                                                    const InvitesChoices    *choices);
void        invites_saved_filters_menu_set_filter  (InvitesSavedFiltersMenu *self,
                                                    const InvitesFilter     *filter);
void        invites_saved_filters_menu_forget      (InvitesSavedFiltersMenu *self);
const char *invites_saved_filters_menu_get_text    (InvitesSavedFiltersMenu *self);

G_END_DECLS
