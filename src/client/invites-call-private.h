/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/invites-call.h"

G_BEGIN_DECLS

#define INVITES_CALL_MAX_ANSWER (8 * 1024 * 1024)

gboolean invites_call_is_type     (InvitesCall          *self,
                                   const char           *content_type);
void     invites_call_read_async  (InvitesCall          *self,
                                   GAsyncReadyCallback   callback,
                                   gpointer              user_data);
gboolean invites_call_read_finish (InvitesCall          *self,
                                   GAsyncResult         *result,
                                   GError              **error);

G_END_DECLS
