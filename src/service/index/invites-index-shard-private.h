/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/index/invites-index-columns.h"
#include "service/index/invites-index-dictionary.h"
#include "service/index/invites-index-memo.h"
#include "service/index/invites-index-numbers.h"
#include "service/index/invites-index-order.h"
#include "service/index/invites-index-shard.h"
#include "service/index/invites-index-text.h"

G_BEGIN_DECLS

/* Columns whose order is kept. */
typedef enum
{
  INVITES_INDEX_ORDER_EMAIL,
  INVITES_INDEX_ORDER_NAME,
  INVITES_INDEX_ORDER_ACCOUNT_NUMBER,
  INVITES_INDEX_ORDER_ACCOUNT_NAME,
} InvitesIndexOrderColumn;
#define INVITES_INDEX_N_ORDERS 4

/* The rows are in the order of the contacts' ids. */
struct _InvitesIndexShard
{
  guint                   n_rows;
  InvitesIndexColumns     columns;
  InvitesIndexNumbers     numbers;  /* the contacts', in the database */
  guint32                *accounts; /* (owned): of each row */

  /* Owned. */
  InvitesIndexDictionary *account_classes;
  InvitesIndexDictionary *bill_groups;
  InvitesIndexDictionary *account_sources;
  InvitesIndexDictionary *site_sources;

  /* Owned. */
  InvitesIndexText       *contact_texts; /* e-mail and name of each row */
  InvitesIndexText       *account_texts; /* number and name of each account */
  InvitesIndexOrder      *orders[INVITES_INDEX_N_ORDERS];
  InvitesIndexMemo       *memo; /* of what was counted since the last put */
};

InvitesIndexShard *invites_index_shard_new       (void);
void               invites_index_shard_put_row   (InvitesIndexShard          *self,
                                                  guint                       row,
                                                  const InvitesIndexStanding *standing);
void               invites_index_shard_init_plan (InvitesIndexShard          *self,
                                                  const InvitesFilter        *filter,
                                                  InvitesTime                 cutoff,
                                                  InvitesIndexPlan           *plan);
guint              invites_index_shard_search    (InvitesIndexShard          *self,
                                                  char                      **words,
                                                  guint64                    *matches,
                                                  guint                       n_matches);

/* Orders that change with the standing: made for each question. */
typedef enum
{
  INVITES_INDEX_BY_STATUS,
  INVITES_INDEX_BY_LAST_INVITE_SENT,
  INVITES_INDEX_BY_LAST_LOGIN,
  INVITES_INDEX_BY_AUTO_PAY,
} InvitesIndexDerived;

void               invites_index_derived_page    (const InvitesIndexColumns  *columns,
                                                  InvitesIndexDerived         column,
                                                  gboolean                    descending,
                                                  guint32                     cutoff,
                                                  const guint64              *matches,
                                                  guint                       n_matches,
                                                  guint                       offset,
                                                  guint                       limit,
                                                  guint32                    *page);

G_END_DECLS
