/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/invites-page.h"
#include "client/invites-query.h"
#include "client/invites-row.h"

G_BEGIN_DECLS

#define INVITES_ROW_CACHE_PAGE_SIZE 200
#define INVITES_ROW_CACHE_MAX_KEPT  12

typedef struct _InvitesRowCache InvitesRowCache;
typedef struct _InvitesRowPage  InvitesRowPage;

/* What is known of one page of the list. It lasts while somebody holds one of
 * its rows, while the cache keeps them, or while it is on its way. */
struct _InvitesRowPage
{
  guint         index;
  guint         n_alive;     /* rows that somebody holds, the cache included */
  GPtrArray    *kept;        /* (owned) (nullable) (element-type InvitesRow) */
  gboolean      failed;
  gboolean      pinned;      /* wanted even when nobody holds a row of it */
  guint64       wanted;      /* when it was asked for last; 0: it is not */
  guint64       used;        /* when it was of use last */
  GCancellable *cancellable; /* (owned) (nullable): while it is on its way */
};

InvitesRowCache *invites_row_cache_new           (void);
void             invites_row_cache_free          (InvitesRowCache  *self);
InvitesRow      *invites_row_cache_dup_row       (InvitesRowCache  *self,
                                                  guint             position,
                                                  gboolean         *newly_wanted);
InvitesRowPage  *invites_row_cache_find_page     (InvitesRowCache  *self,
                                                  guint             index);
void             invites_row_cache_pin           (InvitesRowCache  *self,
                                                  guint             index);
gboolean         invites_row_cache_refresh       (InvitesRowCache  *self);
void             invites_row_cache_retry         (InvitesRowCache  *self);
void             invites_row_cache_drop_stale    (InvitesRowCache  *self);
void             invites_row_cache_drop_kept     (InvitesRowCache  *self,
                                                  InvitesRowPage   *but);
InvitesRowPage  *invites_row_cache_next          (InvitesRowCache  *self,
                                                  guint             max_running);
void             invites_row_cache_fill          (InvitesRowCache  *self,
                                                  InvitesRowPage   *page,
                                                  InvitesPage      *answer,
                                                  InvitesQueryKind  kind);
void             invites_row_cache_fail          (InvitesRowCache  *self,
                                                  InvitesRowPage   *page);
gboolean         invites_row_cache_has_failed    (InvitesRowCache  *self);
gboolean         invites_row_cache_is_idle       (InvitesRowCache  *self);
guint            invites_row_cache_get_n_rows    (InvitesRowCache  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesRowCache, invites_row_cache_free)

G_END_DECLS
