/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Whether a body says List-Unsubscribe=One-Click, in either form that RFC 8058
 * lets a mail program choose. */
gboolean invites_one_click_is_asked (const char *content_type,
                                     GBytes     *body);

G_END_DECLS
