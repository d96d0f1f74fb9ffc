/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Of one object: keeps the search for doubles, and the hash tables of
 * json-glib, out of reach of somebody who crafts the names. */
#define INVITES_JSON_MAX_MEMBERS 256

gboolean invites_json_check (const char  *text,
                             gsize        length,
                             GError     **error);

G_END_DECLS
