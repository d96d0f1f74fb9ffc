/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/index/invites-index-shard-private.h"

#include "service/index/invites-index-bits.h"

/*
 * A page in an order that is not kept, as it changes with every mail. Not all
 * is sorted for it: the keys are counted into bins, which tells among which of
 * them the page lies, and only what is in those is put in order.
 */
#define N_BINS   4096
#define NO_VALUE G_MAXUINT32 /* comes last */

typedef struct
{
  const InvitesIndexColumns *columns;
  const guint64             *matches;
  const InvitesIndexTimes   *times; /* (nullable): the keys are made of them */
  guint32                   *keys;  /* (owned): of each row */

  /* Bins lie over the keys from the least on; those without a value have one
   * more. Where nothing is shifted, each is of one key alone. */
  guint32                    least;
  guint                      shift;
  guint                      bins[N_BINS + 1];
} Derived;

static void
invites_derived_clear (Derived *self)
{
  g_clear_pointer (&self->keys, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Derived, invites_derived_clear)

/* One that comes later has a greater key. */

static void
make_status_keys (Derived *self,
                  guint32  cutoff)
{
  for (guint i = 0; i < self->columns->n_rows; i++)
    self->keys[i] = invites_index_columns_get_status (self->columns, i, cutoff);
}

static void
make_auto_pay_keys (Derived *self)
{
  static const guint32 keys[] = {
    [INVITES_FLAG_YES] = 0,
    [INVITES_FLAG_NO] = 1,
    [INVITES_FLAG_UNKNOWN] = NO_VALUE,
    NO_VALUE,
  };

  for (guint i = 0; i < self->columns->n_rows; i++)
    self->keys[i]
      = keys[self->columns->traits[i] >> INVITES_INDEX_AUTO_PAY_SHIFT];
}

/* Never is 0, and 0 less 1 is NO_VALUE. */
static void
make_time_keys (Derived *self)
{
  for (guint i = 0; i < self->columns->n_rows; i++)
    self->keys[i] = self->times->seconds[i] - 1;
}

static void
turn_around (Derived *self)
{
  for (guint i = 0; i < self->columns->n_rows; i++)
    self->keys[i] = self->keys[i] == NO_VALUE ? NO_VALUE
                                              : NO_VALUE - 1 - self->keys[i];
}

static void
make_keys (Derived             *self,
           InvitesIndexDerived  column,
           gboolean             descending,
           guint32              cutoff)
{
  self->keys = g_new (guint32, self->columns->n_rows);
  switch (column)
    {
    case INVITES_INDEX_BY_STATUS:
      make_status_keys (self, cutoff);
      break;

    case INVITES_INDEX_BY_LAST_INVITE_SENT:
      self->times = &self->columns->last_invite_sent;
      make_time_keys (self);
      break;

    case INVITES_INDEX_BY_LAST_LOGIN:
      self->times = &self->columns->last_login;
      make_time_keys (self);
      break;

    case INVITES_INDEX_BY_AUTO_PAY:
    default:
      make_auto_pay_keys (self);
      break;
    }

  if (descending)
    turn_around (self);
}

static inline guint
get_bin (const Derived *self,
         guint          row)
{
  guint32 key = self->keys[row];

  return key == NO_VALUE ? N_BINS : (key - self->least) >> self->shift;
}

#define FOR_EACH_MATCH(self, row)                                             \
  for (gsize word_ = 0;                                                       \
       word_ < invites_index_bits_n_words ((self)->columns->n_rows); word_++) \
    for (guint64 left_ = (self)->matches[word_], row;                         \
         left_ != 0                                                           \
         && (row = word_ * 64 + (guint) __builtin_ctzll (left_), TRUE);       \
         left_ &= left_ - 1)

static void
fill_bins (Derived *self)
{
  guint32 least = NO_VALUE, most = 0;

  for (guint i = 0; i < self->columns->n_rows; i++)
    {
      guint32 key = self->keys[i];

      least = MIN (least, key);
      most = MAX (most, key == NO_VALUE ? 0 : key);
    }

  self->least = least;
  while (least < most && (most - least) >> self->shift >= N_BINS)
    self->shift++;
  FOR_EACH_MATCH (self, row)
    self->bins[get_bin (self, (guint) row)]++;
}

/* What orders those that share a bin: times that are too far for a key of 32
 * bits have the same one. */
static guint64
get_whole_key (const Derived *self,
               guint          row,
               gboolean       descending)
{
  guint64 time = (guint64) invites_index_times_get (self->times, row);

  return descending ? G_MAXUINT64 - time : time;
}

/* Puts those of the bins into their places on the page. */
static void
fill_page (Derived  *self,
           gboolean  descending,
           guint     first_bin,
           guint     last_bin,
           guint     n_before,
           guint     offset,
           guint     limit,
           guint32  *page)
{
  g_autofree InvitesIndexItem *items = NULL;
  guint places[N_BINS + 1];
  guint n_items = 0, place = n_before;

  for (guint bin = first_bin; bin <= last_bin; bin++)
    {
      places[bin] = place;
      place += self->bins[bin];
    }
  if (self->times != NULL)
    items = g_new (InvitesIndexItem, place - n_before);

  FOR_EACH_MATCH (self, row)
    {
      guint bin = get_bin (self, (guint) row);

      if (bin < first_bin || bin > last_bin)
        continue;
      if (self->times != NULL && bin < N_BINS)
        {
          items[n_items].key = get_whole_key (self, (guint) row, descending);
          items[n_items++].row = (guint32) row;
          continue;
        }
      place = places[bin]++;
      if (place >= offset && place - offset < limit)
        page[place - offset] = (guint32) row;
    }

  if (items != NULL)
    invites_index_sort_items (items, n_items);
  for (guint i = 0; i < n_items; i++)
    {
      place = n_before + i;
      if (place >= offset && place - offset < limit)
        page[place - offset] = items[i].row;
    }
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
  g_auto(Derived) self = { columns, matches };
  guint first = 0, last, n_before = 0, n_until;

  g_assert (limit > 0 && limit <= n_matches && offset <= n_matches - limit);

  make_keys (&self, column, descending, cutoff);
  fill_bins (&self);
  while (n_before + self.bins[first] <= offset)
    n_before += self.bins[first++];
  last = first;
  for (n_until = n_before + self.bins[first]; n_until < offset + limit;
       n_until += self.bins[last])
    last++;
  fill_page (&self, descending, first, last, n_before, offset, limit, page);
}
