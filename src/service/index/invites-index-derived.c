/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/index/invites-index-shard-private.h"

#include "service/index/invites-index-bits.h"

/*
 * A page in an order that is not kept, as it changes with every mail. Not all
 * is sorted for it: one look at all keys tells which of them the page lies
 * among, and only those are.
 */
#define N_BINS   4096
#define NO_VALUE G_MAXUINT64 /* comes last */

typedef struct
{
  const InvitesIndexColumns *columns;
  InvitesIndexDerived        column;
  gboolean                   descending;
  guint32                    cutoff;
  const guint64             *matches;

  /* Of the keys that are a value. */
  guint64                    least;
  guint64                    most;
  guint                      shift;

  /* How many are in each; those without a value have the last. */
  guint                      bins[N_BINS + 1];
} Derived;

/* Smaller comes first. */
static inline guint64
get_key (const Derived *self,
         guint          row)
{
  guint64 key;

  switch (self->column)
    {
    case INVITES_INDEX_BY_STATUS:
      key = invites_index_columns_get_status (self->columns, row, self->cutoff);
      break;

    case INVITES_INDEX_BY_LAST_INVITE_SENT:
      key = (guint64) invites_index_times_get (&self->columns->last_invite_sent,
                                               row);
      if (key == INVITES_TIME_NONE)
        return NO_VALUE;
      break;

    case INVITES_INDEX_BY_LAST_LOGIN:
      key = (guint64) invites_index_times_get (&self->columns->last_login, row);
      if (key == INVITES_TIME_NONE)
        return NO_VALUE;
      break;

    case INVITES_INDEX_BY_AUTO_PAY:
    default:
      key = self->columns->traits[row] >> INVITES_INDEX_AUTO_PAY_SHIFT;
      if (key == INVITES_FLAG_UNKNOWN)
        return NO_VALUE;
      key = key == INVITES_FLAG_YES ? 0 : 1;
      break;
    }

  return self->descending ? NO_VALUE - 1 - key : key;
}

static guint
get_bin (const Derived *self,
         guint64        key)
{
  return key == NO_VALUE ? N_BINS : (guint) ((key - self->least) >> self->shift);
}

#define FOR_EACH_MATCH(self, row)                                             \
  for (gsize word_ = 0;                                                       \
       word_ < invites_index_bits_n_words ((self)->columns->n_rows); word_++) \
    for (guint64 left_ = (self)->matches[word_], row;                         \
         left_ != 0                                                           \
         && (row = word_ * 64 + (guint) __builtin_ctzll (left_), TRUE);       \
         left_ &= left_ - 1)

/* Lays the bins over all the keys there are. */
static guint64 *
get_keys (Derived *self,
          guint    n_matches)
{
  guint64 *keys = g_new (guint64, n_matches);
  gsize n = 0;

  self->least = NO_VALUE;
  FOR_EACH_MATCH (self, row)
    {
      guint64 key = get_key (self, (guint) row);

      keys[n++] = key;
      if (key == NO_VALUE)
        continue;
      self->least = MIN (self->least, key);
      self->most = MAX (self->most, key);
    }
  while (self->least < self->most
         && (self->most - self->least) >> self->shift >= N_BINS)
    self->shift++;
  for (gsize i = 0; i < n_matches; i++)
    self->bins[get_bin (self, keys[i])]++;

  return keys;
}

/* Of the bins from @first to @last. */
static InvitesIndexItem *
collect (Derived       *self,
         const guint64 *keys,
         guint          first,
         guint          last,
         guint         *n_items)
{
  InvitesIndexItem *items;
  gsize i = 0, n = 0;

  *n_items = 0;
  for (guint bin = first; bin <= last; bin++)
    *n_items += self->bins[bin];
  items = g_new (InvitesIndexItem, *n_items);
  FOR_EACH_MATCH (self, row)
    {
      guint64 key = keys[i++];
      guint bin = get_bin (self, key);

      if (bin >= first && bin <= last)
        items[n++] = (InvitesIndexItem) { key, (guint32) row };
    }

  return items;
}

/**
 * invites_index_derived_page:
 * @columns: columns
 * @column: what to sort by
 * @descending: whether the greatest comes first
 * @cutoff: an invitation from before that time has expired
 * @matches: a bit for each row that is wanted
 * @n_matches: how many are
 * @offset: how many to pass over
 * @limit: how many there are to be on the page, not 0; so many follow
 * @page: (out caller-allocates) (array length=limit): their rows
 *
 * Gives a page of the rows that are wanted, in an order that is not kept.
 */
void
invites_index_derived_page (const InvitesIndexColumns *columns,
                            InvitesIndexDerived        column,
                            gboolean                   descending,
                            guint32                    cutoff,
                            const guint64             *matches,
                            guint                      n_matches,
                            guint                      offset,
                            guint                      limit,
                            guint32                   *page)
{
  Derived self = { columns, column, descending, cutoff, matches };
  g_autofree guint64 *keys = NULL;
  g_autofree InvitesIndexItem *items = NULL;
  guint first = 0, last, n_items, n_until;

  g_assert (limit > 0 && limit <= n_matches && offset <= n_matches - limit);

  keys = get_keys (&self, n_matches);
  while (self.bins[first] <= offset)
    offset -= self.bins[first++];
  last = first;
  for (n_until = self.bins[first]; n_until < offset + limit;
       n_until += self.bins[last])
    last++;

  items = collect (&self, keys, first, last, &n_items);
  invites_index_sort_items (items, n_items);
  for (guint i = 0; i < limit; i++)
    page[i] = items[offset + i].row;
}
