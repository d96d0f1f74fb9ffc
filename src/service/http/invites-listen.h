/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

int invites_listen (const char  *address,
                    char       **url,
                    GError     **error);

G_END_DECLS
