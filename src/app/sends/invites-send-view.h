/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/invites-client.h"

G_BEGIN_DECLS

#define INVITES_TYPE_SEND_VIEW (invites_send_view_get_type ())
G_DECLARE_FINAL_TYPE (InvitesSendView, invites_send_view, INVITES, SEND_VIEW,
                      GtkWidget)

/* One send's page: what was asked for, what became of it, every number a link
 * into its ledger, and what can still be done. Signals: "back" asks for the list
 * of sends, "show-send" for another one; "send-started" tells of a new one. */
void         invites_send_view_show        (InvitesSendView      *self,
                                            InvitesClient        *client,
                                            const InvitesChoices *choices,
                                            const char           *uuid);
void         invites_send_view_set_choices (InvitesSendView      *self,
                                            const InvitesChoices *choices);
void         invites_send_view_refresh     (InvitesSendView      *self);
void         invites_send_view_close       (InvitesSendView      *self);
const char  *invites_send_view_get_send_id (InvitesSendView      *self);

G_END_DECLS
