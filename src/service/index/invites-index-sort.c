/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/index/invites-index-sort.h"

#include <string.h>

#define FEW_ITEMS 48
#define N_DIGITS  8 /* of a key, each one octet */

static void
sort_few (InvitesIndexItem *items,
          gsize             n_items)
{
  for (gsize i = 1; i < n_items; i++)
    {
      InvitesIndexItem item = items[i];
      gsize j = i;

      for (; j > 0 && items[j - 1].key > item.key; j--)
        items[j] = items[j - 1];
      items[j] = item;
    }
}

static void
count_digits (const InvitesIndexItem *items,
              gsize                   n_items,
              guint32                 counts[N_DIGITS][256])
{
  memset (counts, 0, N_DIGITS * sizeof *counts);
  for (gsize i = 0; i < n_items; i++)
    {
      guint64 key = items[i].key;

      for (guint digit = 0; digit < N_DIGITS; digit++, key >>= 8)
        counts[digit][key & 0xff]++;
    }
}

/* By one digit, leaving those that have the same as they are. */
static void
scatter (const InvitesIndexItem *from,
         InvitesIndexItem       *to,
         gsize                   n_items,
         guint                   digit,
         const guint32           counts[256])
{
  guint32 places[256];
  guint32 place = 0;

  for (guint i = 0; i < 256; i++)
    {
      places[i] = place;
      place += counts[i];
    }
  for (gsize i = 0; i < n_items; i++)
    to[places[(from[i].key >> (8 * digit)) & 0xff]++] = from[i];
}

static void
sort_many (InvitesIndexItem *items,
           gsize             n_items)
{
  g_autofree InvitesIndexItem *others = NULL;
  InvitesIndexItem *from = items, *to;
  guint32 counts[N_DIGITS][256];

  count_digits (items, n_items, counts);
  for (guint digit = 0; digit < N_DIGITS; digit++)
    {
      /* All have the same, as the upper ones of a time. */
      if (counts[digit][(from[0].key >> (8 * digit)) & 0xff] == n_items)
        continue;

      if (others == NULL)
        others = g_new (InvitesIndexItem, n_items);
      to = from == items ? others : items;
      scatter (from, to, n_items, digit, counts[digit]);
      from = to;
    }
  if (from != items)
    memcpy (items, from, n_items * sizeof *items);
}

/**
 * invites_index_sort_items:
 * @items: (array length=n_items): what is sorted
 * @n_items: how many
 *
 * Sorts by the keys, smallest first. Those with the same key stay in the order
 * that they are in.
 */
void
invites_index_sort_items (InvitesIndexItem *items,
                          gsize             n_items)
{
  if (n_items < FEW_ITEMS)
    sort_few (items, n_items);
  else
    sort_many (items, n_items);
}

/* The next octets of a text, of which those behind its end are 0: compared as
 * numbers they compare as the texts do. */
static guint64
load_key (const char *text)
{
  guint64 key = 0;

  for (guint i = 0; i < N_DIGITS; i++)
    {
      key = key << 8 | (guint8) *text;
      if (*text != '\0')
        text++;
    }

  return key;
}

/* All have the same @depth octets, and none ends there. */
static void
sort_behind (InvitesIndexItem  *items,
             gsize              n_items,
             const char *const *texts,
             gsize              depth)
{
  for (gsize i = 0; i < n_items; i++)
    items[i].key = load_key (texts[items[i].row] + depth);
  invites_index_sort_items (items, n_items);

  for (gsize first = 0, end; first < n_items; first = end)
    {
      for (end = first + 1;
           end < n_items && items[end].key == items[first].key; end++)
        ;
      if (end - first == 1)
        continue;

      if ((items[first].key & 0xff) != 0)
        sort_behind (items + first, end - first, texts, depth + N_DIGITS);
      else
        for (gsize i = first + 1; i < end; i++)
          items[i].row |= INVITES_INDEX_TIE;
    }
}

/**
 * invites_index_sort_texts:
 * @items: (array length=n_items): the rows; their keys are of no matter
 * @n_items: how many
 * @texts: the text of each row
 *
 * Sorts by the octets of the texts. Those with the same text stay in the order
 * that they are in, and all of them but the first are marked with
 * %INVITES_INDEX_TIE.
 */
void
invites_index_sort_texts (InvitesIndexItem  *items,
                          gsize              n_items,
                          const char *const *texts)
{
  sort_behind (items, n_items, texts, 0);
}
