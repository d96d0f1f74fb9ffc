/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/settings/invites-services.h"
#include "client/invites-trust.h"

G_BEGIN_DECLS

#define INVITES_TYPE_WINDOW (invites_window_get_type ())
G_DECLARE_FINAL_TYPE (InvitesWindow, invites_window, INVITES, WINDOW,
                      AdwApplicationWindow)

/* The window: one service after the other, each as it was left. */
GtkWidget *invites_window_new              (GtkApplication  *application,
                                            InvitesServices *services,
                                            InvitesTrust    *trust);
void       invites_window_start            (InvitesWindow   *self);
void       invites_window_start_at         (InvitesWindow   *self,
                                            const char      *service_url);
void       invites_window_start_demo       (InvitesWindow   *self);
void       invites_window_show_send        (InvitesWindow   *self,
                                            const char      *key,
                                            const char      *uuid);
guint      invites_window_get_n_signed_in  (InvitesWindow   *self);

G_END_DECLS
