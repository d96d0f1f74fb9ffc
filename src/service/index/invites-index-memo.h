/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/invites-counts.h"
#include "core/invites-filter.h"

G_BEGIN_DECLS

/*
 * Counts that were asked for a moment ago: many look at the same division, and
 * a window asks again whenever something may have changed. Holds only what is
 * true for one cutoff, until the next change. Readers share it.
 */
typedef struct _InvitesIndexMemo InvitesIndexMemo;

InvitesIndexMemo *invites_index_memo_new    (void);
void              invites_index_memo_free   (InvitesIndexMemo    *self);
gboolean          invites_index_memo_recall (InvitesIndexMemo    *self,
                                             const InvitesFilter *filter,
                                             InvitesTime          cutoff,
                                             InvitesCounts       *counts);
void              invites_index_memo_keep   (InvitesIndexMemo    *self,
                                             const InvitesFilter *filter,
                                             InvitesTime          cutoff,
                                             const InvitesCounts *counts);
void              invites_index_memo_forget (InvitesIndexMemo    *self);

G_END_DECLS
