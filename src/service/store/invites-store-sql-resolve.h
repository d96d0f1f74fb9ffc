/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/store/invites-database.h"
#include "service/store/invites-store.h"

G_BEGIN_DECLS

/* What a send would make of each contact: the one place of the rules for
 * outcomes. Everything here runs within a transaction of the caller, at a
 * time: @now. */
gboolean invites_resolution_is_limited
                                  (const InvitesSendRequest  *request);
gboolean invites_resolution_overrides_gap
                                  (const InvitesSendRequest  *request);
gboolean invites_resolution_count (InvitesDatabase          *database,
                                   const InvitesSendRequest *request,
                                   InvitesTime               now,
                                   guint64                   outcomes[INVITES_N_OUTCOMES],
                                   GError                  **error);
gboolean invites_resolution_find  (InvitesDatabase          *database,
                                   const InvitesSendRequest *request,
                                   InvitesTime               now,
                                   gint64                    contact_id,
                                   InvitesOutcome           *outcome,
                                   GError                  **error);

/* Into the connection's own table temp.resolved: contact_id, outcome,
 * lead_id (will_be_sent and merged), address_id, email, invited. */
gboolean invites_resolution_store (InvitesDatabase          *database,
                                   const InvitesSendRequest *request,
                                   InvitesTime               now,
                                   GError                  **error);
gboolean invites_resolution_clear (InvitesDatabase *database,
                                   GError         **error);

G_END_DECLS
