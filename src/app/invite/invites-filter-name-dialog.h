/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/invite/invites-saved-filters.h"
#include "core/invites-choices.h"

G_BEGIN_DECLS

#define INVITES_TYPE_FILTER_NAME_DIALOG (invites_filter_name_dialog_get_type ())
G_DECLARE_FINAL_TYPE (InvitesFilterNameDialog, invites_filter_name_dialog,
                      INVITES, FILTER_NAME_DIALOG, AdwWindow)

/* Asks what to call a filter. Emits "named" with the name once it is called
 * so. */
GtkWindow *invites_filter_name_dialog_new_save   (InvitesSavedFilters  *saved,
                                                  const InvitesFilter  *filter,
                                                  const InvitesChoices *choices,
                                                  const char           *suggestion);
GtkWindow *invites_filter_name_dialog_new_rename (InvitesSavedFilters  *saved,
                                                  guint                 position,
                                                  const InvitesChoices *choices);

G_END_DECLS
