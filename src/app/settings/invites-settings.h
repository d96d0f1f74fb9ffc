/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What is remembered from one start to the next. Never a secret, never an
 * e-mail address, and never the limit of a send. */
GSettings *invites_settings_new           (void);
GSettings *invites_settings_new_in_memory (void);
GSettings *invites_settings_new_for_user  (const char *service_url,
                                           const char *username);
void       invites_settings_forget        (GSettings  *settings);

G_END_DECLS
