/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "service/delivery/invites-gmime.h"

G_BEGIN_DECLS

GPtrArray *invites_bounce_status_read       (GMimeMessage *message);
GPtrArray *invites_bounce_status_parse      (const char   *text);
gboolean   invites_bounce_status_is_of_kind (GMimeObject  *object,
                                             const char   *type,
                                             const char   *subtype);

G_END_DECLS
