/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/store/invites-database.h"
#include "service/store/invites-store.h"

G_BEGIN_DECLS

/* The two halves of a turn, within its transaction. @changed is a set of the
 * UUIDs of sends. */
gboolean invites_queue_apply_results (InvitesDatabase *database,
                                      GPtrArray       *results,
                                      InvitesTime      now,
                                      GHashTable      *changed,
                                      GError         **error);
gboolean invites_queue_claim         (InvitesDatabase   *database,
                                      const InvitesTurn *turn,
                                      InvitesKeys       *keys,
                                      InvitesTime        now,
                                      gint64            *last_send,
                                      GHashTable        *changed,
                                      GPtrArray         *claimed,
                                      GError           **error);

/* What else a transaction of the queue does. */
gboolean   invites_queue_release_held (InvitesDatabase *database,
                                       InvitesTime      now,
                                       GHashTable      *changed,
                                       GError         **error);
gboolean   invites_queue_announce     (InvitesDatabase *database,
                                       GHashTable      *changed,
                                       GError         **error);
GPtrArray *invites_queue_steal_sends  (GHashTable      *changed);

G_END_DECLS
