/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/sign-in/invites-session.h"

G_BEGIN_DECLS

#define INVITES_TYPE_SIGN_IN_PAGE (invites_sign_in_page_get_type ())
G_DECLARE_FINAL_TYPE (InvitesSignInPage, invites_sign_in_page, INVITES,
                      SIGN_IN_PAGE, GtkWidget)

/* Service, user, password. Emits "signed-in" when the session is good, and
 * "leads-elsewhere" with address, user, password and whether to stay signed in
 * before it asks the service: who returns TRUE sees to it instead. */
void invites_sign_in_page_set_session     (InvitesSignInPage *self,
                                           InvitesSession    *session);
void invites_sign_in_page_set_menu        (InvitesSignInPage *self,
                                           GMenuModel        *menu);
void invites_sign_in_page_set_service_url (InvitesSignInPage *self,
                                           const char        *service_url);
void invites_sign_in_page_set_username    (InvitesSignInPage *self,
                                           const char        *username);
void invites_sign_in_page_set_demo        (InvitesSignInPage *self,
                                           const char        *service_url,
                                           const char        *username,
                                           const char        *password);
void invites_sign_in_page_offer_demo      (InvitesSignInPage *self,
                                           gboolean           offered);
void invites_sign_in_page_offer_back      (InvitesSignInPage *self,
                                           gboolean           offered);
void invites_sign_in_page_sign_in         (InvitesSignInPage *self,
                                           const char        *password,
                                           gboolean           stay_signed_in);
void invites_sign_in_page_show_message    (InvitesSignInPage *self,
                                           const char        *message);
void invites_sign_in_page_show_error      (InvitesSignInPage *self,
                                           const GError      *error);
void invites_sign_in_page_focus           (InvitesSignInPage *self);

G_END_DECLS
