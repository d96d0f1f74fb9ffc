/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/invite/invites-saved-filters.h"
#include "core/invites-choices.h"

G_BEGIN_DECLS

#define INVITES_TYPE_SAVED_FILTERS_DIALOG                                     \
  (invites_saved_filters_dialog_get_type ())
G_DECLARE_FINAL_TYPE (InvitesSavedFiltersDialog, invites_saved_filters_dialog,
                      INVITES, SAVED_FILTERS_DIALOG, AdwWindow)

/* All saved filters, to be renamed, put in order and deleted. */
GtkWindow *invites_saved_filters_dialog_new (InvitesSavedFilters  *saved,
                                             const InvitesChoices *choices);

G_END_DECLS
