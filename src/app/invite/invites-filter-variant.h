/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "core/invites-filter.h"

G_BEGIN_DECLS

/* A filter as the settings keep it: a{ss}, by the names of the API; and what
 * narrows a division alone, for where the division stands beside it. */
GVariant      *invites_filter_to_variant          (const InvitesFilter *filter);
GVariant      *invites_filter_to_narrow_variant   (const InvitesFilter *filter);
InvitesFilter *invites_filter_from_variant        (GVariant            *variant);
InvitesFilter *invites_filter_from_narrow_variant (const char          *division,
                                                   GVariant            *variant);

G_END_DECLS
