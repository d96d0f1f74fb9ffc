/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/http/invites-hub.h"
#include "service/http/invites-request.h"

G_BEGIN_DECLS

/* What was read of something that changes: at once, or held until it has. */
InvitesAnswer *invites_held_answer_new (InvitesRequest       *request,
                                        const char           *topic,
                                        const InvitesReading *reading);

G_END_DECLS
