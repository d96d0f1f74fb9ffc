/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Takes one message in; FALSE with error: not now, and none after it. */
typedef gboolean (*InvitesBounceTakeFunc) (GBytes   *message,
                                           gpointer  user_data,
                                           GError  **error);

gboolean invites_bounce_maildir_scan (const char             *directory,
                                      gboolean                with_cur,
                                      InvitesBounceTakeFunc   take,
                                      gpointer                user_data,
                                      GError                **error);

G_END_DECLS
