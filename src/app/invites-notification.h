/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "core/invites-send.h"

G_BEGIN_DECLS

/* The desktop's notification that a send has ended. */
gboolean invites_notification_is_due   (const InvitesSend *send,
                                        gboolean           own,
                                        gboolean           looked_at);
char    *invites_notification_dup_title (const InvitesSend *send);
char    *invites_notification_dup_body (const InvitesSend *send);
void     invites_notification_send     (GApplication      *application,
                                        const InvitesSend *send,
                                        const char        *key,
                                        const char        *service_name);
void     invites_notification_withdraw (GApplication      *application,
                                        const char        *uuid);

G_END_DECLS
