/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define INVITES_PASSWORD_MIN_LENGTH 10  /* characters */
#define INVITES_PASSWORD_MAX_LENGTH 128 /* characters */

/* argon2id, 64 MiB, two at a time; the others wait. Each blocks for about
 * 90 ms: never on an event thread. */
char     *invites_password_hash   (const char *password);
/* hash NULL: the same work for nothing, and FALSE. */
gboolean  invites_password_verify (const char *password,
                                   const char *hash);

G_END_DECLS
