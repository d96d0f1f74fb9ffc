/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Marks a row that equals the one before it. */
#define INVITES_INDEX_TIE      (1u << 31)
#define INVITES_INDEX_MAX_ROWS INVITES_INDEX_TIE

typedef struct
{
  guint64 key;
  guint32 row;
} InvitesIndexItem;

void invites_index_sort_items (InvitesIndexItem  *items,
                               gsize              n_items);
void invites_index_sort_texts (InvitesIndexItem  *items,
                               gsize              n_items,
                               const char *const *texts);

G_END_DECLS
