/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "client/invites-client.h"

G_BEGIN_DECLS

SoupSession *invites_client_get_session        (InvitesClient *self);
SoupSession *invites_client_get_held_session   (InvitesClient *self);
guint        invites_client_get_session_number (InvitesClient *self);
void         invites_client_begin_session      (InvitesClient     *self,
                                                const char        *token,
                                                const InvitesUser *user);
void         invites_client_forget_session     (InvitesClient *self);
void         invites_client_end_session        (InvitesClient *self,
                                                guint          number);
guint        invites_client_get_deadline       (InvitesClient *self,
                                                guint          usual);

/* For tests, which cannot wait for the real ones: 0 puts those back. */
void         invites_client_set_deadline       (InvitesClient *self,
                                                guint          milliseconds);

G_END_DECLS
