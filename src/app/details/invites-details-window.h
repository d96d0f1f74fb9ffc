/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/invites-changes.h"
#include "client/invites-query.h"
#include "core/invites-choices.h"

G_BEGIN_DECLS

#define INVITES_TYPE_DETAILS_WINDOW (invites_details_window_get_type ())
G_DECLARE_FINAL_TYPE (InvitesDetailsWindow, invites_details_window, INVITES,
                      DETAILS_WINDOW, AdwWindow)

/* Portal Invitation Details. Property "can-leave-out" offers to leave the
 * selected rows out of a send, which the signal "leave-out" (GStrv of contact
 * ids) then asks for. */
GtkWindow *invites_details_window_new            (InvitesClient        *client,
                                                  const InvitesQuery   *query,
                                                  const char           *subtitle,
                                                  GTimeZone            *time_zone);
void       invites_details_window_set_why_filter (InvitesDetailsWindow *self,
                                                  const InvitesFilter  *filter);
void       invites_details_window_follow         (InvitesDetailsWindow *self,
                                                  InvitesChanges       *changes);
void       invites_details_window_set_choices    (InvitesDetailsWindow *self,
                                                  const InvitesChoices *choices);
void       invites_details_window_set_settings   (InvitesDetailsWindow *self,
                                                  GSettings            *settings);
void       invites_details_window_open           (InvitesDetailsWindow *self,
                                                  GtkWidget            *from);

G_END_DECLS
