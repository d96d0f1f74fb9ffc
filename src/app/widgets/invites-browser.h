/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A mail's HTML part in the user's browser, where it can do nothing. */
char     *invites_browser_wrap        (const char           *html,
                                       const char           *title);
void      invites_browser_show_async  (const char           *html,
                                       const char           *title,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
gboolean  invites_browser_show_finish (GAsyncResult         *result,
                                       GError              **error);

G_END_DECLS
