/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/settings/invites-services.h"
#include "client/invites-client.h"

G_BEGIN_DECLS

#define INVITES_TYPE_SESSION (invites_session_get_type ())
G_DECLARE_FINAL_TYPE (InvitesSession, invites_session, INVITES, SESSION,
                      GObject)

/*
 * Who is signed in where, and what is kept of that. Signals: "ended" (the
 * service ended it), "not-remembered" (Stay signed in could not be kept).
 */
InvitesSession *invites_session_new              (InvitesServices      *services,
                                                  InvitesTrust         *trust);
InvitesClient  *invites_session_get_client       (InvitesSession       *self);
const char     *invites_session_get_username     (InvitesSession       *self);
char           *invites_session_dup_identity     (InvitesSession       *self);
void            invites_session_sign_in_async    (InvitesSession       *self,
                                                  const char           *service_url,
                                                  const char           *username,
                                                  const char           *password,
                                                  gboolean              stay_signed_in,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
gboolean        invites_session_sign_in_finish   (InvitesSession       *self,
                                                  GAsyncResult         *result,
                                                  GError              **error);
void            invites_session_resume_async     (InvitesSession       *self,
                                                  const char           *service_url,
                                                  const char           *username,
                                                  GCancellable         *cancellable,
                                                  GAsyncReadyCallback   callback,
                                                  gpointer              user_data);
gboolean        invites_session_resume_finish    (InvitesSession       *self,
                                                  GAsyncResult         *result,
                                                  GError              **error);
void            invites_session_sign_out         (InvitesSession       *self);

G_END_DECLS
