/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/invites-call.h"

G_BEGIN_DECLS

InvitesCall *invites_client_make_list_call (InvitesClient      *client,
                                            const InvitesQuery *query);

G_END_DECLS
