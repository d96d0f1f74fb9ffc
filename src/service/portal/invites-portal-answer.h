/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/http/invites-answer.h"
#include "service/portal/invites-portal-pages.h"

G_BEGIN_DECLS

/* The portal's pages as answers: with all that keeps their address a secret. */
InvitesAnswer *invites_portal_answer_new       (guint          status,
                                                char          *html);
InvitesAnswer *invites_portal_answer_new_note  (guint          status,
                                                InvitesNote    note);
InvitesAnswer *invites_portal_answer_new_fault (const GError  *error);

G_END_DECLS
