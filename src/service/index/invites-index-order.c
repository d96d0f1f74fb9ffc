/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/index/invites-index-order.h"

#include <string.h>

#include "service/index/invites-index-bits.h"

/* Places are counted in such blocks while the page is still far. */
#define BLOCK 256

static InvitesIndexItem *
sort_texts (const char *const *texts,
            guint              n_texts)
{
  InvitesIndexItem *items = g_new (InvitesIndexItem, n_texts);

  for (guint i = 0; i < n_texts; i++)
    items[i].row = i;
  invites_index_sort_texts (items, n_texts, texts);
  return items;
}

/* They are the first ones. */
static guint
count_empty (const InvitesIndexItem *items,
             const char *const      *texts,
             guint                   n_items)
{
  guint n = 0;

  while (n < n_items && *texts[items[n].row & ~INVITES_INDEX_TIE] == '\0')
    n++;

  return n;
}

/**
 * invites_index_order_new:
 * @texts: (array length=n_rows): the text of each row
 * @n_rows: how many rows, fewer than %INVITES_INDEX_MAX_ROWS
 *
 * Sorts rows of which each has a text of its own.
 *
 * Returns: (transfer full): the order
 */
InvitesIndexOrder *
invites_index_order_new (const char *const *texts,
                         guint              n_rows)
{
  InvitesIndexOrder *self = g_new0 (InvitesIndexOrder, 1);
  g_autofree InvitesIndexItem *items = sort_texts (texts, n_rows);
  guint n_empty = count_empty (items, texts, n_rows);

  self->n_rows = n_rows;
  self->n_valued = n_rows - n_empty;
  self->rows = g_new (guint32, n_rows);
  for (guint i = 0; i < n_rows; i++)
    self->rows[i < n_empty ? self->n_valued + i : i - n_empty] = items[i].row;

  return self;
}

/* For each text its place among the different ones; the empty one's is the
 * last. */
static guint32 *
rank_texts (const char *const *texts,
            guint              n_texts,
            guint             *n_ranks)
{
  g_autofree InvitesIndexItem *items = sort_texts (texts, n_texts);
  guint n_empty = count_empty (items, texts, n_texts);
  guint32 *ranks = g_new (guint32, n_texts);
  guint32 rank = 0;

  for (guint i = n_empty; i < n_texts; i++)
    {
      if (i > n_empty && !(items[i].row & INVITES_INDEX_TIE))
        rank++;
      ranks[items[i].row & ~INVITES_INDEX_TIE] = rank;
    }
  if (n_empty < n_texts)
    rank++;
  for (guint i = 0; i < n_empty; i++)
    ranks[items[i].row & ~INVITES_INDEX_TIE] = rank;

  *n_ranks = rank;
  return ranks;
}

static void
mark_ties (InvitesIndexOrder *self,
           const guint32     *ends,
           guint              n_ranks)
{
  for (guint rank = 0; rank < n_ranks; rank++)
    for (guint place = (rank > 0 ? ends[rank - 1] : 0) + 1;
         place < ends[rank]; place++)
      self->rows[place] |= INVITES_INDEX_TIE;
}

/**
 * invites_index_order_new_shared:
 * @texts: (array length=n_texts): texts
 * @n_texts: how many
 * @owners: (array length=n_rows): which text each row has
 * @n_rows: how many rows, fewer than %INVITES_INDEX_MAX_ROWS
 *
 * Sorts rows of which several may share a text.
 *
 * Returns: (transfer full): the order
 */
InvitesIndexOrder *
invites_index_order_new_shared (const char *const *texts,
                                guint              n_texts,
                                const guint32     *owners,
                                guint              n_rows)
{
  InvitesIndexOrder *self = g_new0 (InvitesIndexOrder, 1);
  guint n_ranks;
  g_autofree guint32 *ranks = rank_texts (texts, n_texts, &n_ranks);
  g_autofree guint32 *places = g_new0 (guint32, n_ranks + (gsize) 2);

  self->n_rows = n_rows;
  self->rows = g_new (guint32, n_rows);
  for (guint i = 0; i < n_rows; i++)
    places[ranks[owners[i]] + 1]++;
  for (guint i = 1; i <= n_ranks; i++)
    places[i] += places[i - 1];
  self->n_valued = places[n_ranks];

  for (guint i = 0; i < n_rows; i++)
    self->rows[places[ranks[owners[i]]]++] = i;
  mark_ties (self, places, n_ranks);

  return self;
}

void
invites_index_order_free (InvitesIndexOrder *self)
{
  g_free (self->rows);
  g_free (self);
}

/**
 * invites_index_order_get_memory:
 * @self: an order
 *
 * Returns: the octets that it takes
 */
gsize
invites_index_order_get_memory (const InvitesIndexOrder *self)
{
  return sizeof *self + (gsize) self->n_rows * sizeof *self->rows;
}

/* Finding the page. Without @matches, all rows match. */

static inline guint
matches_at (const InvitesIndexOrder *self,
            const guint64           *matches,
            guint                    place)
{
  return matches == NULL
         || invites_index_bits_get (matches,
                                    self->rows[place] & ~INVITES_INDEX_TIE);
}

static guint
count_between (const InvitesIndexOrder *self,
               const guint64           *matches,
               guint                    begin,
               guint                    end)
{
  guint n = 0;

  if (matches == NULL)
    return end - begin;

  for (guint place = begin; place < end; place++)
    n += matches_at (self, matches, place);

  return n;
}

/* The place of the match before which there are @n others; there is one. */
static guint
find_forward (const InvitesIndexOrder *self,
              const guint64           *matches,
              guint                    n)
{
  guint place = 0;

  if (matches == NULL)
    return n;

  for (; place + BLOCK <= self->n_rows; place += BLOCK)
    {
      guint n_here = count_between (self, matches, place, place + BLOCK);

      if (n_here > n)
        break;
      n -= n_here;
    }
  for (;; place++)
    {
      if (matches_at (self, matches, place) && n-- == 0)
        return place;
    }
}

/* The place of the match between which and @end there are @n others. */
static guint
find_backward (const InvitesIndexOrder *self,
               const guint64           *matches,
               guint                    end,
               guint                    n)
{
  if (matches == NULL)
    return end - 1 - n;

  for (; end >= BLOCK; end -= BLOCK)
    {
      guint n_here = count_between (self, matches, end - BLOCK, end);

      if (n_here > n)
        break;
      n -= n_here;
    }
  for (;;)
    {
      if (matches_at (self, matches, --end) && n-- == 0)
        return end;
    }
}

/* From the end that is nearer. @end has @n_matches before it. */
static guint
find_match (const InvitesIndexOrder *self,
            const guint64           *matches,
            guint                    end,
            guint                    n_matches,
            guint                    n)
{
  if (n < n_matches / 2)
    return find_forward (self, matches, n);

  return find_backward (self, matches, end, n_matches - 1 - n);
}

/* Walking from there. */

typedef struct
{
  const InvitesIndexOrder *order;
  const guint64           *matches;
  guint                    skip;
  guint                    limit;
  guint                    n_rows; /* on the page, so far */
  guint32                 *page;
} Walk;

static void
walk_between (Walk *walk,
              guint begin,
              guint end)
{
  for (guint place = begin; place < end && walk->n_rows < walk->limit; place++)
    {
      if (!matches_at (walk->order, walk->matches, place))
        continue;
      if (walk->skip > 0)
        walk->skip--;
      else
        walk->page[walk->n_rows++]
          = walk->order->rows[place] & ~INVITES_INDEX_TIE;
    }
}

/* The place of the first one with the same text. */
static guint
find_run (const InvitesIndexOrder *self,
          guint                    place)
{
  while (self->rows[place] & INVITES_INDEX_TIE)
    place--;

  return place;
}

static guint
find_run_end (const InvitesIndexOrder *self,
              guint                    place)
{
  do
    place++;
  while (place < self->n_valued && self->rows[place] & INVITES_INDEX_TIE);

  return place;
}

/* From the last text to the first, each text's rows as they are. */
static void
walk_down (Walk *walk,
           guint n_valued_matches,
           guint offset)
{
  const InvitesIndexOrder *self = walk->order;
  guint place, end;

  place = find_match (self, walk->matches, self->n_valued, n_valued_matches,
                      n_valued_matches - 1 - offset);
  end = find_run_end (self, place);
  walk->skip = count_between (self, walk->matches, place + 1, end);
  while (end > 0 && walk->n_rows < walk->limit)
    {
      guint begin = find_run (self, end - 1);

      walk_between (walk, begin, end);
      end = begin;
    }
}

/**
 * invites_index_order_page:
 * @self: an order
 * @matches: (nullable): a bit for each row that is wanted, or %NULL for all
 * @n_matches: how many are wanted
 * @descending: whether the last text comes first
 * @offset: how many to pass over
 * @limit: how many there are to be on the page; so many follow
 * @page: (out caller-allocates) (array length=limit): their rows
 *
 * Gives a page of the rows that are wanted.
 */
void
invites_index_order_page (const InvitesIndexOrder *self,
                          const guint64           *matches,
                          guint                    n_matches,
                          gboolean                 descending,
                          guint                    offset,
                          guint                    limit,
                          guint32                 *page)
{
  Walk walk = { self, matches, 0, limit, 0, page };
  guint n_valued;

  g_assert (limit <= n_matches && offset <= n_matches - limit);
  if (limit == 0)
    return;

  if (!descending)
    {
      walk_between (&walk,
                    find_match (self, matches, self->n_rows, n_matches, offset),
                    self->n_rows);
      return;
    }

  n_valued = n_matches - count_between (self, matches, self->n_valued,
                                        self->n_rows);
  if (offset < n_valued)
    walk_down (&walk, n_valued, offset);
  else
    walk.skip = offset - n_valued;
  walk_between (&walk, self->n_valued, self->n_rows);
}
