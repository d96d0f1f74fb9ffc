/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/invites-window-private.h"

static GSettings *
invites_window_get_settings (InvitesWorkplace *workplace)
{
  InvitesMainView *main_view = invites_service_view_get_main_view (
      INVITES_WINDOW (workplace)->view);

  return main_view != NULL ? invites_main_view_get_settings (main_view) : NULL;
}

static const InvitesChoices *
invites_window_get_choices (InvitesWorkplace *workplace)
{
  InvitesMainView *main_view = invites_service_view_get_main_view (
      INVITES_WINDOW (workplace)->view);

  return main_view != NULL ? invites_main_view_get_choices (main_view) : NULL;
}

/**
 * invites_window_workplace_init:
 * @iface: the interface
 *
 * Makes the window a place where somebody works.
 */
void
invites_window_workplace_init (InvitesWorkplaceInterface *iface)
{
  iface->get_settings = invites_window_get_settings;
  iface->get_choices = invites_window_get_choices;
}
