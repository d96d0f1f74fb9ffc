/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The database's number of each row, and the row of each number. */
typedef struct
{
  guint    n_rows;
  gint64   base;      /* the smallest */
  guint32 *narrow;    /* (owned) (nullable): how far above it */
  gint64  *wide;      /* (owned) (nullable): or themselves, where too far */
  guint32 *by_number; /* (owned) (nullable): rows; NULL: they are in order */
} InvitesIndexNumbers;

void     invites_index_numbers_init       (InvitesIndexNumbers       *self,
                                           const gint64              *numbers,
                                           guint                      n_rows);
void     invites_index_numbers_clear      (InvitesIndexNumbers       *self);
gint64   invites_index_numbers_get        (const InvitesIndexNumbers *self,
                                           guint                      row);
gboolean invites_index_numbers_find       (const InvitesIndexNumbers *self,
                                           gint64                     number,
                                           guint                     *row);
gsize    invites_index_numbers_get_memory (const InvitesIndexNumbers *self);

G_END_DECLS
