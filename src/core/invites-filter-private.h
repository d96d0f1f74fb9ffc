/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/invites-filter.h"

G_BEGIN_DECLS

InvitesFilter *invites_filter_read_answer (JsonObject  *object,
                                           GError     **error);

G_END_DECLS
