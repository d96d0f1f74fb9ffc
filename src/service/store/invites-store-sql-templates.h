/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/store/invites-database.h"

G_BEGIN_DECLS

/* What a template says in several languages, frozen for a send. */
gboolean   invites_templates_freeze      (InvitesDatabase  *database,
                                          gint64            send_id,
                                          GError          **error);
GPtrArray *invites_templates_read_frozen (InvitesDatabase  *database,
                                          gint64            send_id,
                                          GError          **error);

G_END_DECLS
