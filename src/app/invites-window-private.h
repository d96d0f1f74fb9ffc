/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/invites-service-view.h"
#include "app/invites-window.h"
#include "app/widgets/invites-workplace.h"

G_BEGIN_DECLS

struct _InvitesWindow
{
  AdwApplicationWindow parent_instance;

  gboolean others_started; /* those that are not looked at at first */

  /* Borrowed. */
  GtkStack           *stack;
  InvitesServiceView *view;     /* what is worked with */
  InvitesServiceView *previous; /* (nullable): where Back leads to */

  /* Owned. */
  GPtrArray       *views;
  GHashTable      *aside; /* GtkWindow to the view that it stands over */
  GHashTable      *focus; /* view to the GtkWidget that had the focus there */
  InvitesServices *services;
  InvitesTrust    *trust;
  GMenu           *services_menu;
  GSimpleAction   *service_action;
};

void                invites_window_install_actions (GtkWidgetClass *widget_class);
void                invites_window_update_actions  (InvitesWindow  *self);
InvitesServiceView *invites_window_add_view        (InvitesWindow  *self,
                                                    const char     *service_url,
                                                    const char     *username);
InvitesServiceView *invites_window_find_view       (InvitesWindow  *self,
                                                    const char     *key);
InvitesServiceView *invites_window_ensure_view     (InvitesWindow  *self,
                                                    const char     *key);
void                invites_window_switch_to       (InvitesWindow  *self,
                                                    InvitesServiceView *view);
void                invites_window_drop_view       (InvitesWindow  *self,
                                                    InvitesServiceView *view);
void                invites_window_start_others    (InvitesWindow  *self);
void                invites_window_update_services (InvitesWindow  *self);
void                invites_window_install_services
                                                   (InvitesWindow  *self);
void                invites_window_sign_out        (InvitesWindow  *self);
void                invites_window_go_back         (InvitesWindow  *self);
void                invites_window_add_service     (InvitesWindow  *self);
void                invites_window_offer_last_mail (InvitesWindow  *self,
                                                    InvitesServiceView *view);
void                invites_window_unblock         (InvitesWindow  *self);
void                invites_window_close_others    (InvitesWindow  *self);
void                invites_window_put_aside       (InvitesWindow  *self,
                                                    InvitesServiceView *view);
void                invites_window_take_back       (InvitesWindow  *self,
                                                    InvitesServiceView *view);
void                invites_window_close_aside     (InvitesWindow  *self,
                                                    InvitesServiceView *view);
void                invites_window_workplace_init  (InvitesWorkplaceInterface
                                                                   *iface);

G_END_DECLS
