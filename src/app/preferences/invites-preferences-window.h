/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/settings/invites-services.h"

G_BEGIN_DECLS

#define INVITES_TYPE_PREFERENCES_WINDOW (invites_preferences_window_get_type ())
G_DECLARE_FINAL_TYPE (InvitesPreferencesWindow, invites_preferences_window,
                      INVITES, PREFERENCES_WINDOW, AdwPreferencesWindow)

/* What the user can choose for the whole application; it holds at once. Emits
 * "add-service" when the user wants to sign in to another one. */
GtkWidget *invites_preferences_window_new (InvitesServices *services);

G_END_DECLS
