/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/store/invites-store.h"

G_BEGIN_DECLS

/*
 * All contacts in memory, a shard a division: counts, lists and searches that
 * cost next to nothing. A thread of its own follows what changes in the
 * database; another one loads whole divisions, at the start and after imports.
 *
 * Says only what is true at this moment, or that it cannot say: then the store
 * is to be asked. May be used from any thread.
 */
typedef struct _InvitesIndex InvitesIndex;

/* Contacts of a division have changed; NULL: perhaps of every one. Called from
 * the index's own thread. */
typedef void (*InvitesDivisionFunc) (const char *division,
                                     gpointer    user_data);

InvitesIndex *invites_index_new     (const char           *database,
                                     InvitesDivisionFunc   changed,
                                     gpointer              user_data);
void          invites_index_set_empty (InvitesIndex       *self,
                                     gboolean              empty);
gboolean      invites_index_start   (InvitesIndex         *self,
                                     GError              **error);
void          invites_index_stop    (InvitesIndex         *self);
void          invites_index_free    (InvitesIndex         *self);

/* This process has changed something, and has committed it. */
void          invites_index_touch   (InvitesIndex         *self);
/* Another one may have. */
void          invites_index_wake    (InvitesIndex         *self);

/* @acts: the newest act that the asker may know of. */
gboolean      invites_index_count   (InvitesIndex         *self,
                                     const InvitesFilter  *filter,
                                     gint64                acts,
                                     InvitesTime           now,
                                     InvitesCounts       **counts);
gboolean      invites_index_list    (InvitesIndex         *self,
                                     const InvitesListing *listing,
                                     gint64                acts,
                                     InvitesTime           now,
                                     GArray              **contact_ids,
                                     guint64              *total);
/* Holds a division against the store. */
gboolean      invites_index_compare (InvitesIndex         *self,
                                     InvitesStore         *store,
                                     const char           *division,
                                     gboolean             *same,
                                     GError              **error);
/* Whether every division is in memory that can be. */
gboolean      invites_index_is_whole (InvitesIndex        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesIndex, invites_index_free)

G_END_DECLS
