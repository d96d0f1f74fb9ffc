/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "client/invites-client.h"
#include "client/invites-query.h"
#include "client/invites-row.h"

G_BEGIN_DECLS

#define INVITES_TYPE_ROW_LIST (invites_row_list_get_type ())
G_DECLARE_FINAL_TYPE (InvitesRowList, invites_row_list, INVITES, ROW_LIST,
                      GObject)

/*
 * A GListModel of InvitesRow over the service's pages, with a known total.
 * get_item never starts a request by itself: rows asked for are noted, and
 * after a short settle the pages in view are fetched, stale ones dropped.
 *
 * Properties: "query" (boxed; setting it starts afresh), "n-items",
 * "total" (uint64), "as-of" (int64), "loading" (boolean: nothing known yet),
 * "error" (boxed GError or NULL: the last load failed).
 *
 * Signal "rows-arrived" (position, number): a page came.
 */
InvitesRowList     *invites_row_list_new       (InvitesClient      *client);
void                invites_row_list_set_query (InvitesRowList     *self,
                                                const InvitesQuery *query);
const InvitesQuery *invites_row_list_get_query (InvitesRowList     *self);
guint64             invites_row_list_get_total (InvitesRowList     *self);
InvitesTime         invites_row_list_get_as_of (InvitesRowList     *self);
gboolean            invites_row_list_is_loading (InvitesRowList    *self);
const GError       *invites_row_list_get_error (InvitesRowList     *self);
/* Asks again for what failed, or for everything. */
void                invites_row_list_retry     (InvitesRowList     *self);
void                invites_row_list_refresh   (InvitesRowList     *self);
/* Refreshes, but not more often than the service can bear. */
void                invites_row_list_catch_up  (InvitesRowList     *self);
guint               invites_row_list_get_n_alive (InvitesRowList   *self);

G_END_DECLS
