/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/invites-why.h"

G_BEGIN_DECLS

/* "Did this contact get it, and if not, why?", in sentences. */
char *invites_why_text_dup_standing (const InvitesWhy         *why,
                                     GTimeZone                *time_zone);
char *invites_why_text_dup_verdict  (const InvitesWhy         *why);
char *invites_why_text_dup_past     (const InvitesPast        *past,
                                     GTimeZone                *time_zone);
char *invites_why_text_dup_note     (const InvitesAddressNote *note,
                                     GTimeZone                *time_zone);

G_END_DECLS
