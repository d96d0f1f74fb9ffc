/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "core/invites-filter.h"

G_BEGIN_DECLS

/* A filter as the settings keep it: a{ss}, by the names of the API. */
GVariant      *invites_filter_to_variant   (const InvitesFilter *filter);
InvitesFilter *invites_filter_from_variant (GVariant            *variant);

G_END_DECLS
