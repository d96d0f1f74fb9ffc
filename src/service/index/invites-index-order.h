/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "service/index/invites-index-sort.h"

G_BEGIN_DECLS

/*
 * The order of the rows by a text: those that have one, by its octets, then
 * those whose text is empty. Rows with the same text are in the order of their
 * numbers, in both directions.
 */
typedef struct
{
  guint32 *rows;     /* (owned): marked with INVITES_INDEX_TIE */
  guint    n_rows;
  guint    n_valued; /* so many have a text */
} InvitesIndexOrder;

InvitesIndexOrder *invites_index_order_new        (const char *const       *texts,
                                                   guint                    n_rows);
InvitesIndexOrder *invites_index_order_new_shared (const char *const       *texts,
                                                   guint                    n_texts,
                                                   const guint32           *owners,
                                                   guint                    n_rows);
void               invites_index_order_free       (InvitesIndexOrder       *self);
gsize              invites_index_order_get_memory (const InvitesIndexOrder *self);
void               invites_index_order_page       (const InvitesIndexOrder *self,
                                                   const guint64           *matches,
                                                   guint                    n_matches,
                                                   gboolean                 descending,
                                                   guint                    offset,
                                                   guint                    limit,
                                                   guint32                 *page);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesIndexOrder, invites_index_order_free)

G_END_DECLS
