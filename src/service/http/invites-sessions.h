/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/invites-error.h"
#include "service/store/invites-store.h"

G_BEGIN_DECLS

/*
 * Who is signed in. Rights are read from the store at each request; when a
 * session was used is gathered here and written now and then, so that no read
 * becomes a write. May be used from any thread.
 */
typedef struct _InvitesSessions InvitesSessions;

InvitesSessions  *invites_sessions_new   (void);
void              invites_sessions_free  (InvitesSessions  *self);
InvitesPrincipal *invites_sessions_find  (InvitesSessions  *self,
                                          InvitesStore     *store,
                                          const char       *token,
                                          InvitesTime       now,
                                          GError          **error);
gboolean          invites_sessions_write (InvitesSessions  *self,
                                          InvitesStore     *store,
                                          InvitesTime       now,
                                          GError          **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesSessions, invites_sessions_free)

G_END_DECLS
