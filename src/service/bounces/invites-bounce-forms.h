/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "service/bounces/invites-bounce-recipient.h"
#include "service/delivery/invites-gmime.h"

G_BEGIN_DECLS

InvitesBounceRecipient *invites_bounce_forms_read (GMimeMessage *message);

G_END_DECLS
