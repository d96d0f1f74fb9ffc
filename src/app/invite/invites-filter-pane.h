/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/invite/invites-saved-filters.h"
#include "core/invites-choices.h"
#include "core/invites-filter.h"

G_BEGIN_DECLS

#define INVITES_TYPE_FILTER_PANE (invites_filter_pane_get_type ())
G_DECLARE_FINAL_TYPE (InvitesFilterPane, invites_filter_pane, INVITES,
                      FILTER_PANE, GtkWidget)

/* Recipients: the division and what narrows it. Emits "changed", and "notice"
 * with a sentence that matters. */
void           invites_filter_pane_set_saved   (InvitesFilterPane    *self,
                                                InvitesSavedFilters  *saved);
void           invites_filter_pane_set_choices (InvitesFilterPane    *self,
                                                const InvitesChoices *choices);
InvitesFilter *invites_filter_pane_dup_filter  (InvitesFilterPane    *self);
void           invites_filter_pane_set_filter  (InvitesFilterPane    *self,
                                                const InvitesFilter  *filter);
void           invites_filter_pane_restore     (InvitesFilterPane    *self,
                                                const InvitesFilter  *filter);
void           invites_filter_pane_focus       (InvitesFilterPane    *self);

G_END_DECLS
