/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/invites-pace.h"
#include "client/invites-row-cache.h"
#include "client/invites-row-list.h"

G_BEGIN_DECLS

/* What the list and its asking share. */
struct _InvitesRowList
{
  GObject          parent_instance;

  guint            n_items;
  guint64          total;
  InvitesTime      as_of;
  gboolean         known;      /* some answer to this query has come */
  guint            generation; /* counts the queries */
  guint            settle;     /* source id, or 0 */
  gint64           settle_since;

  /* Owned. */
  InvitesClient   *client;     /* (nullable) once disposed */
  InvitesQuery    *query;      /* (nullable) */
  InvitesRowCache *cache;      /* (nullable) once disposed */
  InvitesPace     *pace;       /* (nullable) once disposed */
  GError          *error;      /* (nullable) */
};

/* invites-row-list.c: what an answer makes of the list. */
void invites_row_list_accept (InvitesRowList *self,
                              InvitesRowPage *page,
                              InvitesPage    *answer);
void invites_row_list_fail   (InvitesRowList *self,
                              InvitesRowPage *page,
                              GError         *error);
/* invites-row-list-fetch.c: asking for what is wanted, at once, or when the
 * view rests. */
void invites_row_list_fetch  (InvitesRowList *self);
void invites_row_list_settle (InvitesRowList *self);

G_END_DECLS
