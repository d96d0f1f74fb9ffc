/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define INVITES_ID_MAX_LENGTH 300

/* Ids on the wire and in the database are URL-safe ASCII. A key from a CSV
 * file that is already made of unreserved characters (RFC 3986, section 2.3)
 * and does not begin with "~" is its own id, but for "." and "..", which a
 * path cannot hold; any other is "~" and its base64url (RFC 4648, section 5)
 * without padding. A key whose id would be too long has none. */
char     *invites_id_from_key (const char *key);
char     *invites_id_to_key   (const char *id);
gboolean  invites_id_is_valid (const char *id);

G_END_DECLS
