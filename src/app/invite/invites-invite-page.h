/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/invites-client.h"

G_BEGIN_DECLS

#define INVITES_TYPE_INVITE_PAGE (invites_invite_page_get_type ())
G_DECLARE_FINAL_TYPE (InvitesInvitePage, invites_invite_page, INVITES,
                      INVITE_PAGE, GtkWidget)

/* Who, what, and Send Email…. Signals: "choices-loaded" with the
 * InvitesChoices, "send-started" with the send's UUID, "show-trouble" asks for
 * the send that waits, "can-send-changed". */
void     invites_invite_page_set_settings (InvitesInvitePage *self,
                                         GSettings         *settings);
void     invites_invite_page_set_client (InvitesInvitePage *self,
                                         InvitesClient     *client);
void     invites_invite_page_refresh    (InvitesInvitePage *self);
void     invites_invite_page_reload     (InvitesInvitePage *self);
gboolean invites_invite_page_can_send   (InvitesInvitePage *self);
void     invites_invite_page_send       (InvitesInvitePage *self);
gboolean invites_invite_page_can_find   (InvitesInvitePage *self);
void     invites_invite_page_find       (InvitesInvitePage *self);
void     invites_invite_page_set_trouble (InvitesInvitePage *self,
                                         InvitesTrouble     trouble);

G_END_DECLS
