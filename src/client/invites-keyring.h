/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* "Stay signed in": the token of one service and user, kept with libsecret.
 * Never blocks. Fails with INVITES_ERROR_NOT_REMEMBERED when there is no
 * usable keyring. */
void      invites_keyring_store_async   (const char           *service_url,
                                         const char           *username,
                                         const char           *token,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
gboolean  invites_keyring_store_finish  (GAsyncResult         *result,
                                         GError              **error);
void      invites_keyring_lookup_async  (const char           *service_url,
                                         const char           *username,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
/* The token, or NULL without an error when none is kept. */
char     *invites_keyring_lookup_finish (GAsyncResult         *result,
                                         GError              **error);
void      invites_keyring_forget_async  (const char           *service_url,
                                         const char           *username,
                                         GCancellable         *cancellable,
                                         GAsyncReadyCallback   callback,
                                         gpointer              user_data);
gboolean  invites_keyring_forget_finish (GAsyncResult         *result,
                                         GError              **error);

G_END_DECLS
