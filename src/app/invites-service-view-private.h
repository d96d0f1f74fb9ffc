/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/invites-service-view.h"
#include "app/sign-in/invites-forbidden-page.h"
#include "app/sign-in/invites-session.h"
#include "app/sign-in/invites-start-page.h"

G_BEGIN_DECLS

struct _InvitesServiceView
{
  GtkWidget parent_instance;

  gboolean offers_back;   /* from the sign-in page to another service */
  gboolean names_service; /* there are others */

  /* Borrowed: each is made when it is first shown. */
  GtkStack             *stack;
  InvitesStartPage     *start_page;     /* (nullable) */
  InvitesSignInPage    *sign_in_page;   /* (nullable) */
  InvitesForbiddenPage *forbidden_page; /* (nullable) */
  InvitesMainView      *main_view;      /* (nullable) */

  /* Owned. */
  InvitesServices *services;
  InvitesTrust    *trust;
  GMenuModel      *services_menu;
  InvitesSession  *session;
  InvitesDemo     *demo;          /* (nullable): unless this is the demo */
  GCancellable    *cancellable;   /* of starting */
  char            *service_url;   /* (nullable) */
  char            *username;      /* (nullable) */
  char            *key;           /* (nullable) */
  char            *main_identity; /* (nullable): whose main view it is */
  char            *awaited_send;  /* (nullable): to be shown after sign-in */
};

void  invites_service_view_show_busy        (InvitesServiceView *self,
                                             const char         *what);
void  invites_service_view_show_failed      (InvitesServiceView *self,
                                             const char         *what,
                                             const char         *reason);
void  invites_service_view_ask              (InvitesServiceView *self,
                                             const char         *message);
void  invites_service_view_enter            (InvitesServiceView *self);
void  invites_service_view_take_session     (InvitesServiceView *self,
                                             InvitesSession     *session);
void  invites_service_view_run_demo         (InvitesServiceView *self);
void  invites_service_view_stop_demo        (InvitesServiceView *self);
char *invites_service_view_dup_service_name (InvitesServiceView *self);

G_END_DECLS
