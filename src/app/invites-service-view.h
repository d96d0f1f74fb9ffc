/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/demo/invites-demo.h"
#include "app/invites-main-view.h"
#include "app/settings/invites-services.h"
#include "app/sign-in/invites-sign-in-page.h"

G_BEGIN_DECLS

#define INVITES_SERVICE_VIEW_DEMO_KEY "demo"

#define INVITES_TYPE_SERVICE_VIEW (invites_service_view_get_type ())
G_DECLARE_FINAL_TYPE (InvitesServiceView, invites_service_view, INVITES,
                      SERVICE_VIEW, GtkWidget)

/*
 * All that the window shows of one service: signing in there, and what a
 * signed-in user sees. Signals: "changed" (what can be done); "key-changed";
 * "send-ended" as the main view's; "session-ended"; "leads-elsewhere" as the
 * sign-in page's.
 */
GtkWidget         *invites_service_view_new            (InvitesServices    *services,
                                                        InvitesTrust       *trust,
                                                        GMenuModel         *menu);
void               invites_service_view_set_service    (InvitesServiceView *self,
                                                        const char         *service_url,
                                                        const char         *username);
void               invites_service_view_start          (InvitesServiceView *self);
void               invites_service_view_start_demo     (InvitesServiceView *self);
void               invites_service_view_sign_in        (InvitesServiceView *self,
                                                        const char         *password,
                                                        gboolean            stay_signed_in);
void               invites_service_view_sign_out       (InvitesServiceView *self);
void               invites_service_view_offer_back     (InvitesServiceView *self,
                                                        gboolean            offered);
void               invites_service_view_name_service   (InvitesServiceView *self,
                                                        gboolean            named);
void               invites_service_view_show_send      (InvitesServiceView *self,
                                                        const char         *uuid);
void               invites_service_view_focus          (InvitesServiceView *self);
const char        *invites_service_view_get_key        (InvitesServiceView *self);
const char        *invites_service_view_get_service_url
                                                       (InvitesServiceView *self);
const char        *invites_service_view_get_username   (InvitesServiceView *self);
gboolean           invites_service_view_is_signed_in   (InvitesServiceView *self);
gboolean           invites_service_view_is_signing_in  (InvitesServiceView *self);
InvitesMainView   *invites_service_view_get_main_view  (InvitesServiceView *self);
InvitesDemo       *invites_service_view_get_demo       (InvitesServiceView *self);
char              *invites_service_view_dup_key_for    (const char         *service_url,
                                                        const char         *username);

G_END_DECLS
