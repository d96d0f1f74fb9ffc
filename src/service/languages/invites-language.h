/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Language tags (BCP 47), and which of several texts somebody gets. */
#define INVITES_LANGUAGE_MAX_LENGTH 35 /* RFC 5646, section 4.4.1 */

char       *invites_language_canonicalize (const char        *tag);
gboolean    invites_language_shorten      (char              *range);
const char *invites_language_lookup       (const char        *range,
                                           const char *const *available);
const char *invites_language_negotiate    (const char        *accepted,
                                           const char *const *available);

G_END_DECLS
