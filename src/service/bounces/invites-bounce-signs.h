/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "service/delivery/invites-gmime.h"

G_BEGIN_DECLS

/* What a message's headers say of who, or what, wrote it. */
gboolean invites_bounce_signs_of_reply       (GMimeMessage *message);
gboolean invites_bounce_signs_of_loop        (GMimeMessage *message);
gboolean invites_bounce_signs_of_mail_system (GMimeMessage *message);

G_END_DECLS
