/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/store/invites-records.h"

G_BEGIN_DECLS

gboolean invites_sender_is_allowed (const char            *email_from,
                                    const InvitesDivision *division);

G_END_DECLS
