/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "service/store/invites-records.h"

G_BEGIN_DECLS

/* The pages of the portal, as HTML; they know no HTTP and no store. */

/* For Content-Security-Policy: nothing but the pages' own style and form. */
const char *invites_portal_pages_get_policy   (void);

char       *invites_portal_pages_render_link  (const InvitesLink *link,
                                               const char        *problem);
char       *invites_portal_pages_render_done  (const InvitesLink *link);
char       *invites_portal_pages_render_state (InvitesLinkState   state);
char       *invites_portal_pages_render_fault (void);

G_END_DECLS
