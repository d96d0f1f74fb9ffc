/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "service/delivery/invites-gmime.h"

G_BEGIN_DECLS

GPtrArray *invites_bounce_addresses_find    (GMimeMessage *message,
                                             const char   *recipient);
gboolean   invites_bounce_addresses_is_one  (const char   *text);

G_END_DECLS
