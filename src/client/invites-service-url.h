/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char     *invites_service_url_normalise   (const char *text,
                                           GError    **error);
gboolean  invites_service_url_is_loopback (const char *service_url);

G_END_DECLS
