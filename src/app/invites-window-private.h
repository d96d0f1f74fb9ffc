/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/demo/invites-demo.h"
#include "app/invites-main-view.h"
#include "app/invites-window.h"
#include "app/sign-in/invites-session.h"
#include "app/sign-in/invites-sign-in-page.h"
#include "app/sign-in/invites-start-page.h"
#include "app/widgets/invites-workplace.h"

G_BEGIN_DECLS

struct _InvitesWindow
{
  AdwApplicationWindow parent_instance;

  /* Borrowed: each is made when it is first shown. */
  GtkStack          *stack;
  InvitesStartPage  *start_page;     /* (nullable) */
  InvitesSignInPage *sign_in_page;   /* (nullable) */
  AdwStatusPage     *forbidden_page; /* (nullable) */
  GtkWidget         *forbidden_button; /* (nullable) */
  InvitesMainView   *main_view;      /* (nullable) */

  /* Owned. */
  InvitesMemory  *memory;
  InvitesSession *session;
  InvitesDemo    *demo;          /* (nullable): unless this is the demo */
  char           *main_identity; /* (nullable): whose main view it is */
  GCancellable   *cancellable;   /* of starting */
};

void invites_window_install_actions  (GtkWidgetClass *widget_class);
void invites_window_update_actions   (InvitesWindow  *self);
void invites_window_show_sign_in     (InvitesWindow  *self,
                                      const char     *message);
void invites_window_drop_main_view   (InvitesWindow  *self);
void invites_window_offer_last_mail  (InvitesWindow  *self);
void invites_window_unblock          (InvitesWindow  *self);
void invites_window_close_others     (InvitesWindow  *self);
void invites_window_workplace_init   (InvitesWorkplaceInterface *iface);

G_END_DECLS
