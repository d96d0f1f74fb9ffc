/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/index/invites-index-shard-private.h"

#include <string.h>

#include "service/index/invites-index-bits.h"

/* Looking into the texts of one row takes about as long as searching so many
 * rows from one end to the other. */
#define ROWS_PER_LOOK 8

typedef struct
{
  const char *text;
  gsize       length;
  double      estimate;
} Word;

static int
compare_words (gconstpointer a,
               gconstpointer b)
{
  double first = ((const Word *) a)->estimate;
  double second = ((const Word *) b)->estimate;

  return (first > second) - (first < second);
}

/* The rarest first. */
static GArray *
make_words (InvitesIndexShard  *self,
            char              **texts)
{
  GArray *words = g_array_new (FALSE, FALSE, sizeof (Word));

  for (; *texts != NULL; texts++)
    {
      Word word = { *texts, strlen (*texts), 0 };

      if (word.length == 0)
        continue;
      word.estimate
        = invites_index_text_estimate (self->contact_texts, *texts)
          + invites_index_text_estimate (self->account_texts, *texts);
      g_array_append_val (words, word);
    }

  g_array_sort (words, compare_words);
  return words;
}

static gboolean
has_word (InvitesIndexShard *self,
          guint              row,
          const Word        *word)
{
  return invites_index_text_contains (self->contact_texts, row, word->text,
                                      word->length)
         || invites_index_text_contains (self->account_texts,
                                         self->accounts[row], word->text,
                                         word->length);
}

/* Looks into each row that is left. */
static guint
look (InvitesIndexShard *self,
      const Word        *word,
      guint64           *matches)
{
  guint n_matches = 0;

  for (gsize i = 0; i < invites_index_bits_n_words (self->n_rows); i++)
    for (guint64 left = matches[i]; left != 0; left &= left - 1)
      {
        guint bit = (guint) __builtin_ctzll (left);

        if (has_word (self, (guint) (i * 64 + bit), word))
          n_matches++;
        else
          matches[i] ^= G_GUINT64_CONSTANT (1) << bit;
      }

  return n_matches;
}

/* An account's texts are those of all its contacts. */
static void
spread (InvitesIndexShard *self,
        const guint64     *accounts,
        guint64           *found)
{
  for (gsize row = 0; row < self->n_rows; row += 64)
    {
      gsize n_rows = MIN (64, self->n_rows - row);
      guint64 word = 0;

      for (gsize i = 0; i < n_rows; i++)
        word |= (guint64) invites_index_bits_get (accounts,
                                                  self->accounts[row + i])
                << i;
      found[row / 64] |= word;
    }
}

/* Searches all texts. */
static guint
sweep (InvitesIndexShard *self,
       const Word        *word,
       guint64           *matches)
{
  guint n_accounts = invites_index_text_get_size (self->account_texts);
  g_autofree guint64 *found = invites_index_bits_new (self->n_rows);
  g_autofree guint64 *accounts = invites_index_bits_new (n_accounts);
  guint n_matches = 0;

  invites_index_text_search (self->contact_texts, word->text, found);
  if (invites_index_text_search (self->account_texts, word->text, accounts) > 0)
    spread (self, accounts, found);

  for (gsize i = 0; i < invites_index_bits_n_words (self->n_rows); i++)
    {
      matches[i] &= found[i];
      n_matches += invites_index_bits_count_word (matches[i]);
    }

  return n_matches;
}

/**
 * invites_index_shard_search:
 * @self: an index
 * @words: folded words
 * @matches: (inout): a bit for each row that is wanted
 * @n_matches: how many these are
 *
 * Takes away the rows of which not every word occurs in one of the texts.
 *
 * Returns: how many are left
 */
guint
invites_index_shard_search (InvitesIndexShard  *self,
                            char              **words,
                            guint64            *matches,
                            guint               n_matches)
{
  g_autoptr(GArray) sorted = make_words (self, words);

  for (guint i = 0; i < sorted->len && n_matches > 0; i++)
    {
      const Word *word = &g_array_index (sorted, Word, i);

      n_matches = n_matches < self->n_rows / ROWS_PER_LOOK
                  ? look (self, word, matches) : sweep (self, word, matches);
    }

  return n_matches;
}
