/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "service/bounces/invites-bounce-verdict.h"
#include "service/invites-keys.h"
#include "service/store/invites-store.h"

G_BEGIN_DECLS

gboolean invites_bounce_intake (InvitesStore          *store,
                                InvitesKeys           *keys,
                                GBytes                *message,
                                const char            *recipient,
                                InvitesTime            now,
                                InvitesBounceVerdict  *verdict,
                                char                 **send_uuid,
                                GError               **error);

G_END_DECLS
