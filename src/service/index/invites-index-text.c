/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/index/invites-index-text.h"

#include <string.h>

#include "service/index/invites-index-bits.h"

/* Where a row begins is told by 32 bits, from the beginning of its stretch. */
#define STRETCH   65536
#define FIRST     1024 /* octets, to begin with */
#define LANES     16
#define STEP      (4 * LANES)
/* Readable behind the end. */
#define MARGIN    (2 * STEP)

/* Compared at once: every processor that this is built for has such. */
typedef guint8 Lanes __attribute__ ((vector_size (LANES)));

struct _InvitesIndexText
{
  char    *block;      /* (owned) */
  gsize    length;
  gsize    n_allocated;
  GArray  *stretches;  /* (owned): of gsize */
  GArray  *starts;     /* (owned): of guint32, one a row */
  guint64  octets[256]; /* how often each occurs */
};

/**
 * invites_index_text_new:
 *
 * Returns: (transfer full): a block with no text in it
 */
InvitesIndexText *
invites_index_text_new (void)
{
  InvitesIndexText *self = g_new0 (InvitesIndexText, 1);

  self->n_allocated = FIRST;
  self->block = g_malloc (self->n_allocated);
  self->stretches = g_array_new (FALSE, FALSE, sizeof (gsize));
  self->starts = g_array_new (FALSE, FALSE, sizeof (guint32));
  return self;
}

/**
 * invites_index_text_free:
 * @self: (transfer full): a block
 */
void
invites_index_text_free (InvitesIndexText *self)
{
  g_free (self->block);
  g_array_unref (self->stretches);
  g_array_unref (self->starts);
  g_free (self);
}

static void
resize (InvitesIndexText *self,
        gsize             n_octets)
{
  self->block = g_realloc (self->block, n_octets);
  self->n_allocated = n_octets;
}

static void
append (InvitesIndexText *self,
        const char       *text,
        gsize             n_octets)
{
  if (self->length + n_octets > self->n_allocated)
    resize (self, MAX (self->length + n_octets, 2 * self->n_allocated));

  memcpy (self->block + self->length, text, n_octets);
  self->length += n_octets;
}

static void
begin_row (InvitesIndexText *self)
{
  gsize begin;
  guint32 start;

  if (self->starts->len % STRETCH == 0)
    g_array_append_val (self->stretches, self->length);
  begin = g_array_index (self->stretches, gsize, self->stretches->len - 1);
  g_assert (self->length - begin <= G_MAXUINT32);
  start = (guint32) (self->length - begin);
  g_array_append_val (self->starts, start);
}

/**
 * invites_index_text_append:
 * @self: a block that has not been ended
 * @first: the first text of a new row
 * @second: the second one
 */
void
invites_index_text_append (InvitesIndexText *self,
                           const char       *first,
                           const char       *second)
{
  begin_row (self);
  append (self, first, strlen (first) + 1);
  append (self, second, strlen (second) + 1);
}

/**
 * invites_index_text_end:
 * @self: a block
 *
 * Gives back what was allocated too much. Nothing is appended any more.
 */
void
invites_index_text_end (InvitesIndexText *self)
{
  memset (self->octets, 0, sizeof self->octets);
  for (gsize i = 0; i < self->length; i++)
    self->octets[(guint8) self->block[i]]++;

  resize (self, self->length + MARGIN);
  memset (self->block + self->length, 0, MARGIN);
}

guint
invites_index_text_get_size (const InvitesIndexText *self)
{
  return self->starts->len;
}

/**
 * invites_index_text_get_memory:
 * @self: a block
 *
 * Returns: the octets that it takes
 */
gsize
invites_index_text_get_memory (const InvitesIndexText *self)
{
  return sizeof *self + self->n_allocated
         + self->stretches->len * sizeof (gsize)
         + self->starts->len * sizeof (guint32);
}

/* Of a row, or of the end of the last one. */
static inline gsize
get_start (const InvitesIndexText *self,
           gsize                   row)
{
  if (row == self->starts->len)
    return self->length;

  return g_array_index (self->stretches, gsize, row / STRETCH)
         + g_array_index (self->starts, guint32, row);
}

/**
 * invites_index_text_reorder:
 * @self: a block
 * @rows: for each row to be, which it is here
 *
 * Returns: (transfer full): a block with the same rows in another order
 */
InvitesIndexText *
invites_index_text_reorder (const InvitesIndexText *self,
                            const guint32          *rows)
{
  g_autoptr(InvitesIndexText) ordered = invites_index_text_new ();

  resize (ordered, MAX (self->length, FIRST));
  for (gsize i = 0; i < self->starts->len; i++)
    {
      gsize start = get_start (self, rows[i]);

      begin_row (ordered);
      append (ordered, self->block + start,
              get_start (self, rows[i] + (gsize) 1) - start);
    }

  return g_steal_pointer (&ordered);
}

/**
 * invites_index_text_list:
 * @self: a block
 * @field: 0 or 1
 *
 * Returns: (transfer container): that text of every row
 */
const char **
invites_index_text_list (const InvitesIndexText *self,
                         guint                   field)
{
  const char **texts = g_new (const char *, self->starts->len + (gsize) 1);

  for (gsize i = 0; i < self->starts->len; i++)
    {
      texts[i] = self->block + get_start (self, i);
      if (field > 0)
        texts[i] += strlen (texts[i]) + 1;
    }

  return texts;
}

/* Searching. */

/**
 * invites_index_text_estimate:
 * @self: a block that has been ended
 * @word: a word
 *
 * Guesses, from how often each of its octets occurs, how often a word may.
 * Good enough to tell which of two words to search for first.
 *
 * Returns: a number, the smaller the rarer
 */
double
invites_index_text_estimate (const InvitesIndexText *self,
                             const char             *word)
{
  double chance = 1;

  for (; *word != '\0'; word++)
    chance *= (double) self->octets[(guint8) *word]
              / (double) MAX (self->length, 1);

  return chance * (double) self->length;
}

/**
 * invites_index_text_contains:
 * @self: a block
 * @row: a row of it
 * @word: a word
 * @length: of it, in octets
 *
 * Returns: whether one of the texts of the row has the word in it
 */
gboolean
invites_index_text_contains (const InvitesIndexText *self,
                             guint                   row,
                             const char             *word,
                             gsize                   length)
{
  gsize start = get_start (self, row);
  gsize end = get_start (self, row + (gsize) 1);

  return memmem (self->block + start, end - start, word, length) != NULL;
}

/* What is searched for: the two octets of it that occur least often are
 * compared in many places at once, the rest where both are found. */
typedef struct
{
  const char *word;
  gsize       length;
  gsize       rare[2]; /* places in the word */
} Needle;

static gsize
find_rare (const InvitesIndexText *self,
           const Needle           *needle,
           gsize                   but)
{
  gsize rare = but == 0 && needle->length > 1 ? 1 : 0;

  for (gsize i = rare + 1; i < needle->length; i++)
    {
      if (i != but
          && self->octets[(guint8) needle->word[i]]
             < self->octets[(guint8) needle->word[rare]])
        rare = i;
    }

  return rare;
}

static inline Lanes
compare (const char *text,
         Lanes       octet)
{
  Lanes lanes;

  memcpy (&lanes, text, sizeof lanes);
  return (Lanes) (lanes == octet);
}

static inline gboolean
is_any (Lanes lanes)
{
  guint64 halves[2];

  memcpy (halves, &lanes, sizeof halves);
  return (halves[0] | halves[1]) != 0;
}

/* The first place from @at on, all of it before the end, or G_MAXSIZE. */
static gsize
check_lanes (const InvitesIndexText *self,
             const Needle           *needle,
             gsize                   at,
             Lanes                   lanes)
{
  guint64 halves[2];

  memcpy (halves, &lanes, sizeof halves);
  for (guint i = 0; i < G_N_ELEMENTS (halves); i++)
    for (guint64 left = GUINT64_FROM_LE (halves[i]); left != 0;)
      {
        guint octet = (guint) __builtin_ctzll (left) / 8;
        gsize place = at + 8 * i + octet;

        if (place + needle->length <= self->length
            && memcmp (self->block + place, needle->word, needle->length) == 0)
          return place;
        left &= ~(G_GUINT64_CONSTANT (0xff) << (8 * octet));
      }

  return G_MAXSIZE;
}

static gsize
find_next (const InvitesIndexText *self,
           const Needle           *needle,
           gsize                   at)
{
  const char *first = self->block + needle->rare[0];
  const char *second = self->block + needle->rare[1];
  const Lanes zero = { 0 };
  Lanes first_octet = zero + (guint8) needle->word[needle->rare[0]];
  Lanes second_octet = zero + (guint8) needle->word[needle->rare[1]];

  for (; at + needle->length <= self->length; at += STEP)
    {
      Lanes found[STEP / LANES];

      for (guint i = 0; i < STEP / LANES; i++)
        found[i] = compare (first + at + i * LANES, first_octet)
                   & compare (second + at + i * LANES, second_octet);
      if (!is_any (found[0] | found[1] | found[2] | found[3]))
        continue;

      for (guint i = 0; i < STEP / LANES; i++)
        {
          gsize place = check_lanes (self, needle, at + i * LANES, found[i]);

          if (place != G_MAXSIZE)
            return place;
        }
    }

  return G_MAXSIZE;
}

/* The row that has the octet at @place; it is @row or behind it. */
static gsize
find_row (const InvitesIndexText *self,
          gsize                   row,
          gsize                   place)
{
  gsize n_rows = self->starts->len;
  gsize low = row, high, step = 1;

  for (high = low + 1; high < n_rows && get_start (self, high) <= place;
       high = low + step)
    {
      low = high;
      step *= 2;
    }
  high = MIN (high, n_rows);

  while (high - low > 1)
    {
      gsize middle = low + (high - low) / 2;

      if (get_start (self, middle) <= place)
        low = middle;
      else
        high = middle;
    }

  return low;
}

/**
 * invites_index_text_search:
 * @self: a block that has been ended
 * @word: what to search for, not empty
 * @found: a bit for each row
 *
 * Sets the bits of the rows of which a text has the word in it. The others
 * stay as they are.
 *
 * Returns: in how many rows it was found
 */
guint
invites_index_text_search (const InvitesIndexText *self,
                           const char             *word,
                           guint64                *found)
{
  Needle needle = { word, strlen (word), { 0, 0 } };
  guint n_found = 0;
  gsize place = 0, row = 0;

  g_return_val_if_fail (*word != '\0', 0);

  needle.rare[0] = find_rare (self, &needle, G_MAXSIZE);
  needle.rare[1] = find_rare (self, &needle, needle.rare[0]);
  while ((place = find_next (self, &needle, place)) != G_MAXSIZE)
    {
      row = find_row (self, row, place);
      invites_index_bits_set (found, row);
      n_found++;
      row++;
      place = get_start (self, row);
      if (row == self->starts->len)
        break;
    }

  return n_found;
}
