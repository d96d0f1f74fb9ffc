/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char       *invites_percent_decode     (const char  *text);
char      **invites_path_parse         (const char  *path,
                                        GError     **error);
GHashTable *invites_query_string_parse (const char  *query,
                                        GError     **error);

G_END_DECLS
