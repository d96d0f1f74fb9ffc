/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/invites-time.h"
#include "service/http/invites-answer.h"

G_BEGIN_DECLS

InvitesAnswer *invites_json_list_answer (JsonArray   *items,
                                         guint64      total,
                                         InvitesTime  as_of);

G_END_DECLS
