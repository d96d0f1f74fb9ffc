/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/invites-client.h"

G_BEGIN_DECLS

#define INVITES_TYPE_SENDS_PAGE (invites_sends_page_get_type ())
G_DECLARE_FINAL_TYPE (InvitesSendsPage, invites_sends_page, INVITES,
                      SENDS_PAGE, GtkWidget)

/* All sends, newest first, the running ones on top; and one send's page. */
void invites_sends_page_set_client  (InvitesSendsPage     *self,
                                     InvitesClient        *client);
void invites_sends_page_set_choices (InvitesSendsPage     *self,
                                     const InvitesChoices *choices);
void invites_sends_page_show_send   (InvitesSendsPage     *self,
                                     const char           *uuid);
void invites_sends_page_refresh     (InvitesSendsPage     *self);
void invites_sends_page_catch_up    (InvitesSendsPage     *self);

G_END_DECLS
