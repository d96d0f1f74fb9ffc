/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/invites-client.h"

G_BEGIN_DECLS

#define INVITES_TYPE_TALLY (invites_tally_get_type ())
G_DECLARE_FINAL_TYPE (InvitesTally, invites_tally, INVITES, TALLY, GObject)

/*
 * The numbers for what is chosen: the counts of a filter, and the forecast of
 * the send that it would make. It asks once the user has settled, drops answers
 * to what is no longer asked, and keeps old numbers, marked as stale, until
 * new ones are there. Emits "changed".
 */
InvitesTally             *invites_tally_new               (InvitesClient            *client);
void                      invites_tally_set               (InvitesTally             *self,
                                                           const InvitesFilter      *filter,
                                                           const InvitesSendRequest *request);
void                      invites_tally_refresh           (InvitesTally             *self);
void                      invites_tally_catch_up          (InvitesTally             *self);
void                      invites_tally_drop_forecast     (InvitesTally             *self);
const InvitesCounts      *invites_tally_get_counts        (InvitesTally             *self);
const InvitesFilter      *invites_tally_get_counts_filter (InvitesTally             *self);
gboolean                  invites_tally_counts_are_stale  (InvitesTally             *self);
const GError             *invites_tally_get_counts_error  (InvitesTally             *self);
const guint64            *invites_tally_get_outcomes      (InvitesTally             *self);
const InvitesSendRequest *invites_tally_get_outcomes_request (InvitesTally          *self);
gboolean                  invites_tally_outcomes_are_stale (InvitesTally            *self);
const GError             *invites_tally_get_outcomes_error (InvitesTally            *self);

G_END_DECLS
