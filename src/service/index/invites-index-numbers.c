/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/index/invites-index-numbers.h"

#include "service/index/invites-index-sort.h"

/* Signed numbers in the order of unsigned ones. */
#define SIGN (G_GUINT64_CONSTANT (1) << 63)

static void
sort_rows (InvitesIndexNumbers *self,
           const gint64        *numbers,
           guint                n_rows)
{
  g_autofree InvitesIndexItem *items = g_new (InvitesIndexItem, n_rows);

  for (guint i = 0; i < n_rows; i++)
    items[i] = (InvitesIndexItem) { (guint64) numbers[i] ^ SIGN, i };
  invites_index_sort_items (items, n_rows);

  self->by_number = g_new (guint32, n_rows);
  for (guint i = 0; i < n_rows; i++)
    self->by_number[i] = items[i].row;
}

/**
 * invites_index_numbers_init:
 * @self: numbers
 * @numbers: (array length=n_rows): the number of each row, no two the same
 * @n_rows: how many rows
 */
void
invites_index_numbers_init (InvitesIndexNumbers *self,
                            const gint64        *numbers,
                            guint                n_rows)
{
  gboolean sorted = TRUE;
  gint64 least, most;

  self->n_rows = n_rows;
  if (n_rows == 0)
    return;

  least = most = numbers[0];
  for (guint i = 1; i < n_rows; i++)
    {
      least = MIN (least, numbers[i]);
      most = MAX (most, numbers[i]);
      sorted &= numbers[i - 1] < numbers[i];
    }

  self->base = least;
  if ((guint64) most - (guint64) least <= G_MAXUINT32)
    {
      self->narrow = g_new (guint32, n_rows);
      for (guint i = 0; i < n_rows; i++)
        self->narrow[i] = (guint32) (numbers[i] - least);
    }
  else
    self->wide = g_memdup2 (numbers, n_rows * sizeof *numbers);
  if (!sorted)
    sort_rows (self, numbers, n_rows);
}

void
invites_index_numbers_clear (InvitesIndexNumbers *self)
{
  g_clear_pointer (&self->narrow, g_free);
  g_clear_pointer (&self->wide, g_free);
  g_clear_pointer (&self->by_number, g_free);
}

/**
 * invites_index_numbers_get:
 * @self: numbers
 * @row: a row
 *
 * Returns: its number
 */
gint64
invites_index_numbers_get (const InvitesIndexNumbers *self,
                           guint                      row)
{
  return self->wide != NULL ? self->wide[row] : self->base + self->narrow[row];
}

static guint
get_row (const InvitesIndexNumbers *self,
         guint                      place)
{
  return self->by_number != NULL ? self->by_number[place] : place;
}

/**
 * invites_index_numbers_find:
 * @self: numbers
 * @number: a number
 * @row: (out): the row that has it
 *
 * Returns: whether there is one
 */
gboolean
invites_index_numbers_find (const InvitesIndexNumbers *self,
                            gint64                     number,
                            guint                     *row)
{
  guint low = 0, high = self->n_rows;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (invites_index_numbers_get (self, get_row (self, middle)) < number)
        low = middle + 1;
      else
        high = middle;
    }
  if (low == self->n_rows)
    return FALSE;

  *row = get_row (self, low);
  return invites_index_numbers_get (self, *row) == number;
}

/**
 * invites_index_numbers_get_memory:
 * @self: numbers
 *
 * Returns: the octets that they take
 */
gsize
invites_index_numbers_get_memory (const InvitesIndexNumbers *self)
{
  return self->n_rows
         * ((self->wide != NULL ? sizeof *self->wide : sizeof *self->narrow)
            + (self->by_number != NULL ? sizeof *self->by_number : 0));
}
