/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/invites-choices.h"
#include "core/invites-filter.h"

G_BEGIN_DECLS

/* A filter in words. */
const char  *invites_filter_title    (const char           *name);
char       **invites_filter_describe (const InvitesFilter  *filter,
                                      const InvitesChoices *choices);
GTimeZone   *invites_choices_dup_time_zone (const InvitesChoices *choices,
                                            const char           *division);

G_END_DECLS
