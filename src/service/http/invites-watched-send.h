/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/http/invites-access.h"
#include "service/http/invites-service.h"

G_BEGIN_DECLS

InvitesReading *invites_watched_send_read (InvitesService *service,
                                           InvitesAccess  *access,
                                           const char     *uuid,
                                           GError        **error);
gboolean        invites_etag_is_in        (const char     *list,
                                           const char     *etag);
guint           invites_prefer_get_wait   (const char     *prefer);

G_END_DECLS
