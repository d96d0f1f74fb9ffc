/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the index of a division takes, beside the plainest C over the same
 * octets: a loop with an if for counting, memmem() for searching.
 *
 * usage: size-index DATABASE DIVISION WORDS
 *
 * Writes a file of words, one a line, which are in the data; searches for
 * them. Tells "NAME p50 p99", in microseconds.
 */
#include <locale.h>
#include <string.h>

#include "core/invites-time.h"
#include "service/index/invites-index-shard-private.h"
#include "service/store/invites-store.h"
#include "size-cases.h"

#define N_COUNTS 400
#define N_PAGES  100
#define N_WORDS  300
#define N_TIMES  3 /* the fastest counts: what others do is of no matter */
#define N_COMMON 6
#define PAGE     200

static InvitesIndexShard *
load (const char *database,
      const char *division)
{
  g_autoptr(InvitesIndexBuilder) builder = invites_index_builder_new ();
  g_autoptr(InvitesStore) store = NULL;
  g_autoptr(GError) error = NULL;
  gint64 begin = size_times_now (), read;
  InvitesIndexShard *shard;

  if (!(store = invites_store_open (database, &error))
      || !invites_store_load_division (store, division, builder, &error))
    g_error ("%s", error->message);

  read = size_times_now ();
  shard = invites_index_builder_end (g_steal_pointer (&builder));
  g_print ("contacts %u\n", invites_index_shard_get_size (shard));
  g_print ("read-seconds %.3f\n", (double) (read - begin) / 1e9);
  g_print ("sort-seconds %.3f\n", (double) (size_times_now () - read) / 1e9);
  g_print ("octets-a-contact %.1f\n",
           (double) invites_index_shard_get_memory (shard)
             / MAX (1, invites_index_shard_get_size (shard)));
  return shard;
}

/* Counting. */

static const guint8 *
get_octets (const InvitesIndexIds *ids)
{
  g_assert (ids->width == 1);
  return ids->numbers;
}

/* As one writes it down without a thought. */
static G_GNUC_NO_INLINE void
count_plainly (const InvitesIndexColumns *columns,
               const InvitesIndexPlan    *plan,
               InvitesIndexTally          filtered,
               InvitesIndexTally          all)
{
  const guint8 *traits = columns->traits;
  const guint32 *sent = columns->last_invite_sent.seconds;
  const guint8 *account_class = get_octets (&columns->account_class);
  const guint8 *bill_group = get_octets (&columns->bill_group);
  const guint8 *account_source = get_octets (&columns->account_source);
  const guint8 *site_sources = get_octets (&columns->site_sources);

  memset (filtered, 0, sizeof (InvitesIndexTally));
  memset (all, 0, sizeof (InvitesIndexTally));
  for (guint i = 0; i < columns->n_rows; i++)
    {
      guint status = traits[i] & INVITES_INDEX_STATUS;

      if (status == INVITES_INDEX_STATUS_PENDING
          && sent[i] != 0 && sent[i] < plan->cutoff)
        status = INVITES_INDEX_STATUS_EXPIRED;
      all[status]++;
      if ((traits[i] & plan->traits) == plan->wanted
          && (plan->account_class < 0 || account_class[i] == plan->account_class)
          && (plan->bill_group < 0 || bill_group[i] == plan->bill_group)
          && (plan->account_source < 0
              || account_source[i] == plan->account_source)
          && (plan->site_sources == NULL
              || plan->site_sources[site_sources[i]]))
        filtered[status]++;
    }
}

static void
measure_count (InvitesIndexShard *shard,
               const char        *division,
               InvitesTime        cutoff,
               guint              number)
{
  const char *name;
  g_autoptr(InvitesFilter) filter
    = size_cases_new_filter (number, division, &name);
  g_autoptr(GArray) times = size_times_new ();
  g_autoptr(GArray) plain_times = size_times_new ();
  g_autofree char *title = g_strdup_printf ("count-%s", name);
  g_autofree char *plain_title = g_strdup_printf ("plain-%s", name);
  g_auto(InvitesIndexPlan) plan = { 0 };
  InvitesIndexTally counted, filtered, all;

  invites_index_shard_init_plan (shard, filter, cutoff, &plan);
  for (guint i = 0; i < N_COUNTS; i++)
    {
      gint64 begin = size_times_now ();

      /* What comes of a question that nobody has asked before. */
      invites_index_columns_count (&shard->columns, &plan, counted, all);
      size_times_add (times, begin);

      begin = size_times_now ();
      count_plainly (&shard->columns, &plan, filtered, all);
      size_times_add (plain_times, begin);
    }

  g_assert_cmpmem (counted, sizeof counted, filtered, sizeof filtered);
  size_times_tell (times, title);
  size_times_tell (plain_times, plain_title);
}

/* Searching. */

/* Of one of the texts: a part of a word, from 3 to 10 characters; none that
 * means something in a peer's pattern. */
static char *
pick_part (GRand      *rand,
           const char *text)
{
  g_auto(GStrv) parts = g_strsplit_set (text, " @.%_\\\"'", -1);
  guint n_parts = g_strv_length (parts);
  const char *part;
  glong length, begin, n;

  if (n_parts == 0)
    return NULL;
  part = parts[g_rand_int_range (rand, 0, (int) n_parts)];
  length = g_utf8_strlen (part, -1);
  if (length < 3)
    return NULL;

  begin = g_rand_int_range (rand, 0, (int) length - 2);
  n = g_rand_int_range (rand, 3, 11);
  return g_utf8_substring (part, begin, MIN (begin + n, length));
}

/* Any part of any text, and what everybody has. */
static GPtrArray *
make_words (InvitesIndexShard *shard,
            const char        *path)
{
  static const char *const common[N_COMMON] = { "example", "com", "and", "ann",
                                                "son", "mar" };
  GPtrArray *words = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GRand) rand = g_rand_new_with_seed (300);
  g_autoptr(GString) lines = g_string_new (NULL);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < N_COMMON; i++)
    g_ptr_array_add (words, g_strdup (common[i]));
  while (words->len < N_WORDS)
    {
      const InvitesIndexText *block = words->len % 2 ? shard->contact_texts
                                                     : shard->account_texts;
      g_autofree const char **texts
        = invites_index_text_list (block, (guint) g_rand_int_range (rand, 0, 2));
      char *word;

      for (guint i = 0; i < 20 && words->len < N_WORDS; i++)
        {
          guint row = (guint) g_rand_int_range (
            rand, 0, (int) invites_index_text_get_size (block));

          if ((word = pick_part (rand, texts[row])) != NULL)
            g_ptr_array_add (words, word);
        }
    }

  for (guint i = 0; i < words->len; i++)
    g_string_append_printf (lines, "%s\n",
                            (const char *) g_ptr_array_index (words, i));
  if (!g_file_set_contents (path, lines->str, (gssize) lines->len, &error))
    g_error ("%s", error->message);
  return words;
}

typedef struct
{
  const char *text;
  gsize       length;
} Block;

static Block
get_block (const InvitesIndexText *texts)
{
  guint size = invites_index_text_get_size (texts);
  g_autofree const char **first = invites_index_text_list (texts, 0);
  g_autofree const char **second = invites_index_text_list (texts, 1);
  Block block = { NULL, 0 };

  if (size == 0)
    return block;
  block.text = first[0];
  block.length
    = (gsize) (second[size - 1] - first[0]) + strlen (second[size - 1]) + 1;
  return block;
}

/* How often the word is there; whose it is nobody asks. */
static guint64
search_plainly (Block       block,
                const char *word,
                gsize       length)
{
  const char *at = block.text;
  const char *end = block.text + block.length;
  guint64 n = 0;

  while ((at = memmem (at, (gsize) (end - at), word, length)) != NULL)
    {
      n++;
      at += length;
    }

  return n;
}

static gint64
search (InvitesIndexShard    *shard,
        const InvitesListing *listing,
        InvitesTime           cutoff,
        guint64              *total)
{
  g_autoptr(GArray) numbers = NULL;
  gint64 begin = size_times_now ();

  invites_index_shard_list (shard, listing, cutoff, &numbers, total, NULL);
  return size_times_now () - begin;
}

static void
measure_search (InvitesIndexShard *shard,
                const char        *division,
                InvitesTime        cutoff,
                GPtrArray         *words)
{
  g_autoptr(GArray) times = size_times_new ();
  g_autoptr(GArray) plain_times = size_times_new ();
  Block contacts = get_block (shard->contact_texts);
  Block accounts = get_block (shard->account_texts);

  for (guint i = 0; i < words->len; i++)
    {
      g_autoptr(InvitesListing) listing = invites_listing_new ();
      const char *word = g_ptr_array_index (words, i);
      gsize length = strlen (word);
      gint64 least = G_MAXINT64, plain_least = G_MAXINT64;
      guint64 total, n = 0;

      listing->filter = invites_filter_new (division);
      listing->words = g_new0 (char *, 2);
      listing->words[0] = g_strdup (word);
      listing->limit = PAGE;
      for (guint j = 0; j < N_TIMES; j++)
        {
          gint64 spent = search (shard, listing, cutoff, &total);
          gint64 begin = size_times_now ();

          least = MIN (least, spent);
          n = search_plainly (contacts, word, length)
              + search_plainly (accounts, word, length);
          plain_least = MIN (plain_least, size_times_now () - begin);
        }
      g_array_append_val (times, least);
      g_array_append_val (plain_times, plain_least);
      g_assert_true ((n > 0) == (total > 0));
    }

  size_times_tell (times, "search");
  size_times_tell (plain_times, "memmem");
}

/* Pages. */

static void
measure_page (InvitesIndexShard *shard,
              const char        *division,
              InvitesTime        cutoff,
              const char        *sort,
              gboolean           narrow,
              gboolean           deep)
{
  g_autoptr(InvitesListing) listing = invites_listing_new ();
  g_autoptr(GArray) times = size_times_new ();
  g_autofree char *title
    = g_strdup_printf ("page-%s-%s-%s", narrow ? "narrow" : "all", sort,
                       deep ? "deep" : "first");
  guint64 total;

  listing->filter = invites_filter_new (division);
  listing->filter->billing_contacts = narrow;
  listing->sort = g_strdup (sort);
  listing->limit = PAGE;
  for (guint i = 0; i < N_PAGES; i++)
    {
      g_autoptr(GArray) numbers = NULL;
      gint64 begin = size_times_now ();

      invites_index_shard_list (shard, listing, cutoff, &numbers, &total, NULL);
      size_times_add (times, begin);
      /* From the first to the last, but the first itself. */
      if (deep)
        listing->offset = total * (i + 1) / (N_PAGES + 1);
    }
  size_times_tell (times, title);
}

int
main (int    argc,
      char **argv)
{
  static const char *const sorts[] = { "id", "email", "name", "account_name",
                                       "status", "last_invite_sent" };
  InvitesTime cutoff = invites_time_now () - 30 * 24 * 3600;
  g_autoptr(InvitesIndexShard) shard = NULL;
  g_autoptr(GPtrArray) words = NULL;

  setlocale (LC_ALL, "C.UTF-8");
  if (argc != 4)
    g_error ("usage: size-index DATABASE DIVISION WORDS");

  shard = load (argv[1], argv[2]);
  for (guint i = 0; i < SIZE_N_CASES; i++)
    measure_count (shard, argv[2], cutoff, i);
  words = make_words (shard, argv[3]);
  measure_search (shard, argv[2], cutoff, words);
  for (guint i = 0; i < G_N_ELEMENTS (sorts) * 4; i++)
    measure_page (shard, argv[2], cutoff, sorts[i / 4], i & 2, i & 1);

  return 0;
}
