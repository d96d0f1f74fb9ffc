/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/http/invites-request.h"

G_BEGIN_DECLS

#define INVITES_DEFAULT_LIMIT 100
#define INVITES_MAX_LIMIT     500

gboolean        invites_listing_take_page        (InvitesRequest  *request,
                                                  guint64         *offset,
                                                  guint64         *limit,
                                                  GError         **error);
InvitesListing *invites_listing_take_contacts    (InvitesRequest  *request,
                                                  gboolean         whole,
                                                  GError         **error);
InvitesListing *invites_listing_take_entries     (InvitesRequest  *request,
                                                  gboolean         whole,
                                                  gboolean         with_state,
                                                  GError         **error);

G_END_DECLS
