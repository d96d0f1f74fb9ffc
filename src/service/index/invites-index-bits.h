/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A set of rows: one bit each, the lowest first. Bits behind the last row are
 * never set. */

static inline gsize
invites_index_bits_n_words (gsize n_rows)
{
  return (n_rows + 63) / 64;
}

static inline guint64 *
invites_index_bits_new (gsize n_rows)
{
  return g_new0 (guint64, invites_index_bits_n_words (n_rows));
}

static inline guint
invites_index_bits_get (const guint64 *bits,
                        gsize          row)
{
  return (bits[row / 64] >> (row % 64)) & 1;
}

static inline void
invites_index_bits_set (guint64 *bits,
                        gsize    row)
{
  bits[row / 64] |= G_GUINT64_CONSTANT (1) << (row % 64);
}

/* Of one word. Without the processor's own instruction, which not every one
 * has, the compiler's builtin is a call. */
static inline guint
invites_index_bits_count_word (guint64 word)
{
  word -= (word >> 1) & G_GUINT64_CONSTANT (0x5555555555555555);
  word = (word & G_GUINT64_CONSTANT (0x3333333333333333))
         + ((word >> 2) & G_GUINT64_CONSTANT (0x3333333333333333));
  word = (word + (word >> 4)) & G_GUINT64_CONSTANT (0x0f0f0f0f0f0f0f0f);
  return (guint) ((word * G_GUINT64_CONSTANT (0x0101010101010101)) >> 56);
}

static inline guint
invites_index_bits_count (const guint64 *bits,
                          gsize          n_rows)
{
  guint n = 0;

  for (gsize i = 0; i < invites_index_bits_n_words (n_rows); i++)
    n += invites_index_bits_count_word (bits[i]);

  return n;
}

G_END_DECLS
