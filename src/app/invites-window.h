/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/invites-memory.h"

G_BEGIN_DECLS

#define INVITES_TYPE_WINDOW (invites_window_get_type ())
G_DECLARE_FINAL_TYPE (InvitesWindow, invites_window, INVITES, WINDOW,
                      AdwApplicationWindow)

/* The window: signing in, or what a signed-in user sees. */
GtkWidget *invites_window_new             (GtkApplication *application,
                                           InvitesMemory  *memory);
void       invites_window_start           (InvitesWindow  *self,
                                           const char     *service_url);
void       invites_window_start_demo      (InvitesWindow  *self);
void       invites_window_show_send       (InvitesWindow  *self,
                                           const char     *uuid);

G_END_DECLS
