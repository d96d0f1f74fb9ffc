/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/invites-window-private.h"

static GSettings *
invites_window_get_settings (InvitesWorkplace *workplace)
{
  InvitesWindow *self = INVITES_WINDOW (workplace);

  return self->main_view != NULL
             ? invites_main_view_get_settings (self->main_view)
             : NULL;
}

static const InvitesChoices *
invites_window_get_choices (InvitesWorkplace *workplace)
{
  InvitesWindow *self = INVITES_WINDOW (workplace);

  return self->main_view != NULL
             ? invites_main_view_get_choices (self->main_view)
             : NULL;
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
