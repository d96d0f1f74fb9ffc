/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/invites-client.h"

G_BEGIN_DECLS

#define INVITES_TYPE_MAIN_VIEW (invites_main_view_get_type ())
G_DECLARE_FINAL_TYPE (InvitesMainView, invites_main_view, INVITES, MAIN_VIEW,
                      GtkWidget)

/* What a signed-in user sees: Invite and Sends. Signals: "can-send-changed";
 * "send-ended" with the InvitesSend and whether it is the user's own. */
GtkWidget *invites_main_view_new          (InvitesClient   *client,
                                           const char      *service_name,
                                           GSettings       *settings);
GSettings *invites_main_view_get_settings (InvitesMainView *self);
const InvitesChoices *
           invites_main_view_get_choices  (InvitesMainView *self);
void       invites_main_view_focus        (InvitesMainView *self);
void       invites_main_view_set_menu     (InvitesMainView *self,
                                           GMenuModel      *menu);
void       invites_main_view_name_service (InvitesMainView *self,
                                           gboolean         named);
void       invites_main_view_show_page    (InvitesMainView *self,
                                           const char      *name);
void       invites_main_view_refresh      (InvitesMainView *self);
void       invites_main_view_reload       (InvitesMainView *self);
gboolean   invites_main_view_can_send     (InvitesMainView *self);
void       invites_main_view_send         (InvitesMainView *self);
gboolean   invites_main_view_can_find     (InvitesMainView *self);
void       invites_main_view_find         (InvitesMainView *self);
void       invites_main_view_show_send    (InvitesMainView *self,
                                           const char      *uuid);
void       invites_main_view_show_message (InvitesMainView *self,
                                           const char      *message);
void       invites_main_view_show_offer   (InvitesMainView *self,
                                           const char      *message,
                                           const char      *button_label,
                                           const char      *action);
void       invites_main_view_add_toast    (InvitesMainView *self,
                                           AdwToast        *toast);

G_END_DECLS
