/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/http/invites-answer.h"
#include "service/http/invites-request.h"

G_BEGIN_DECLS

/* The landing page of an invitation's link, /i/{secret}. Both block: they run
 * in the pool of workers that may hash passwords. */
InvitesAnswer *invites_portal_get          (InvitesRequest  *request,
                                            GError         **error);
InvitesAnswer *invites_portal_post         (InvitesRequest  *request,
                                            GError         **error);

/* The page of List-Unsubscribe, /o/{secret}. */
InvitesAnswer *invites_portal_get_opt_out  (InvitesRequest  *request,
                                            GError         **error);
InvitesAnswer *invites_portal_post_opt_out (InvitesRequest  *request,
                                            GError         **error);

G_END_DECLS
