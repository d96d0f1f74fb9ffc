/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/http/invites-access.h"
#include "service/http/invites-service.h"

G_BEGIN_DECLS

InvitesReading *invites_watched_send_read (InvitesService *service,
                                           InvitesAccess  *access,
                                           const char     *uuid,
                                           GError        **error);

G_END_DECLS
