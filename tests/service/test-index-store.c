/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The index of a division says what the database says: the same counts, and
 * the same lists in the same order. */
#include "people-support.h"

#include <string.h>

#include "core/invites-id.h"
#include "core/invites-text.h"
#include "service/store/invites-database.h"

#define N_ACCOUNTS 300
#define N_CONTACTS 700
#define N_LISTS    600
#define N_SITES    3
#define CUTOFF     (TEST_NOW - 30 * TEST_DAY)

static const char *const divisions[] = { "north", "south" };

typedef struct
{
  TestStore          test;
  GRand             *rand;
  GHashTable        *numbers; /* id → gint64 */
  InvitesIndexShard *shards[G_N_ELEMENTS (divisions)];
} Fixture;

static const char *const values[] = {
  NULL, "Residential", "Big & Co", "~odd", "r\xc3\xa9sidence", "A",
};
static const char *const names[] = {
  "", "Ann", "ann", "\xc3\x84nne", "A\xcc\x88nne", "Zo\xc3\xab", "Bob Smith",
  "bob smithers", "O'Neil", "100%", "under_score", "\xce\xa3\xce\xaf\xce\xb1",
};
static const char *const emails[] = {
  "", "no address", "a@b", "Ann@Example.com", "ann@example.COM",
  "bob@example.com", "zo\xc3\xab@k\xc3\xb6ln.example", "x@y.example",
};
static const char *const words[] = {
  "ann", "BOB", "smith bob", "example", "zo\xc3\x8b", "%", "_", "1", "42",
  "many.example 7", "annb", "no-such-word", "k\xc3\xb6", "\xcf\x83", "'",
};
static const char *const sorts[] = {
  NULL, "id", "email", "name", "account_number", "account_name", "status",
  "last_invite_sent", "last_login", "auto_pay",
};

#define PICK(fixture, array)                                                  \
  ((array)[g_rand_int_range ((fixture)->rand, 0, G_N_ELEMENTS (array))])

static gboolean
one_in (Fixture *fixture,
        int      n)
{
  return g_rand_int_range (fixture->rand, 0, n) == 0;
}

/* A company. */

static void
put_account (Fixture *fixture,
             guint    n)
{
  InvitesStore *store = fixture->test.store;
  /* Differ, but not when they are folded. */
  g_autofree char *number = g_strdup_printf ("%c%u", n % 2 ? 'a' : 'A', n / 2);
  g_autoptr(GError) error = NULL;
  InvitesAccountRecord account = {
    .number = number,
    .name = (char *) PICK (fixture, names),
    .division = (char *) divisions[n % 7 == 0],
    .account_class = (char *) PICK (fixture, values),
    .bill_group = (char *) PICK (fixture, values),
    .account_source = (char *) PICK (fixture, values),
    .balance_due = one_in (fixture, 2),
    .auto_pay = (InvitesFlag) g_rand_int_range (fixture->rand, 0, 3),
  };

  invites_store_put_account (store, &account, &error);
  g_assert_no_error (error);
  for (int i = g_rand_int_range (fixture->rand, 0, N_SITES + 1); i > 0; i--)
    {
      InvitesSiteRecord site = { number, (char *) PICK (fixture, values),
                                 one_in (fixture, 3) ? 2 : 0 };

      invites_store_put_site (store, &site, &error);
      g_assert_no_error (error);
    }
}

static void
put_contact (Fixture *fixture,
             guint    n)
{
  guint account = (guint) g_rand_int_range (fixture->rand, 0, N_ACCOUNTS);
  g_autofree char *number = g_strdup_printf ("%c%u", account % 2 ? 'a' : 'A',
                                             account / 2);
  g_autofree char *id = g_strdup_printf ("c%u", n * 11 % N_CONTACTS);
  g_autofree char *email = one_in (fixture, 2)
                             ? g_strdup (PICK (fixture, emails))
                             : g_strdup_printf ("u%u@many.example", n);
  g_autoptr(GError) error = NULL;
  InvitesContactRecord contact = {
    .id = id,
    .account_number = number,
    .name = (char *) PICK (fixture, names),
    .email = email,
    .billing_contact = (InvitesFlag) g_rand_int_range (fixture->rand, 0, 3),
  };

  if (one_in (fixture, 2))
    contact.last_invite_sent
      = CUTOFF + g_rand_int_range (fixture->rand, -TEST_DAY, TEST_DAY);
  if (one_in (fixture, 15))
    contact.last_invite_sent = CUTOFF - g_rand_int_range (fixture->rand, 0, 2);
  if (one_in (fixture, 5))
    contact.accepted_at = TEST_NOW - 5;
  if (one_in (fixture, 3))
    contact.last_login = TEST_NOW - g_rand_int_range (fixture->rand, 0, 50);
  if (one_in (fixture, 25))
    contact.bounced_at = TEST_NOW - 9;
  if (one_in (fixture, 25))
    contact.opted_out_at = TEST_NOW - 9;
  invites_store_put_contact (fixture->test.store, &contact, &error);
  g_assert_no_error (error);
}

static void
fill (Fixture *fixture)
{
  InvitesStore *store = fixture->test.store;
  g_autoptr(GError) error = NULL;

  invites_store_begin_import (store, TEST_NOW, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (divisions); i++)
    {
      InvitesDivision division = {
        (char *) divisions[i], (char *) divisions[i],
        (char *) "office@company.example", (char *) "UTC"
      };

      invites_store_put_division (store, &division, &error);
      g_assert_no_error (error);
    }
  for (guint i = 0; i < N_ACCOUNTS; i++)
    put_account (fixture, i);
  for (guint i = 0; i < N_CONTACTS; i++)
    put_contact (fixture, i);
  invites_store_end_import (store, TRUE, &error);
  g_assert_no_error (error);
}

static void
read_numbers (Fixture *fixture)
{
  g_autoptr(InvitesDatabase) database = NULL;
  g_autoptr(InvitesCursor) cursor = NULL;
  g_autoptr(GError) error = NULL;

  database = invites_database_open (fixture->test.database, &error);
  g_assert_no_error (error);
  cursor = invites_database_prepare (database,
                                     "SELECT id, contact_id FROM contacts",
                                     &error);
  g_assert_no_error (error);
  while (invites_cursor_step (cursor, &error))
    {
      gint64 number = invites_cursor_get_int (cursor, 1);

      g_hash_table_insert (fixture->numbers, invites_cursor_dup_text (cursor, 0),
                           g_memdup2 (&number, sizeof number));
    }
  g_assert_no_error (error);
}

static void
load_shards (Fixture *fixture)
{
  for (guint i = 0; i < G_N_ELEMENTS (divisions); i++)
    {
      g_autoptr(InvitesIndexBuilder) builder = invites_index_builder_new ();
      g_autoptr(GError) error = NULL;

      invites_store_load_division (fixture->test.store, divisions[i], builder,
                                   &error);
      g_assert_no_error (error);
      fixture->shards[i]
        = invites_index_builder_end (g_steal_pointer (&builder));
      g_assert_cmpuint (invites_index_shard_get_size (fixture->shards[i]), >,
                        50);
    }
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  test_store_set_up (&fixture->test);
  fixture->rand = g_rand_new_with_seed (392);
  fixture->numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                            g_free);
  fill (fixture);
  read_numbers (fixture);
  load_shards (fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  for (guint i = 0; i < G_N_ELEMENTS (divisions); i++)
    invites_index_shard_free (fixture->shards[i]);
  g_hash_table_unref (fixture->numbers);
  g_rand_free (fixture->rand);
  test_store_tear_down (&fixture->test);
}

/* Questions. */

static char *
pick_id (Fixture *fixture)
{
  const char *value = PICK (fixture, values);

  return value != NULL ? invites_id_from_key (value) : g_strdup ("nobody");
}

/* Bit i of @set turns filter i on. */
static InvitesFilter *
make_filter (Fixture *fixture,
             guint    division,
             guint    set)
{
  InvitesFilter *filter = invites_filter_new (divisions[division]);

  if (set & 1)
    filter->account_class = pick_id (fixture);
  if (set & 2)
    filter->bill_group = pick_id (fixture);
  if (set & 4)
    filter->account_source = pick_id (fixture);
  if (set & 8)
    filter->site_source = pick_id (fixture);
  filter->active_service = (set & 16) != 0;
  filter->balance_due = (set & 32) != 0;
  filter->billing_contacts = (set & 64) != 0;
  filter->without_auto_pay = (set & 128) != 0;
  return filter;
}

static void
test_counts (Fixture       *fixture,
             gconstpointer  data)
{
  for (guint i = 0; i < 256 * G_N_ELEMENTS (divisions); i++)
    {
      guint division = i / 256;
      g_autoptr(InvitesFilter) filter = make_filter (fixture, division, i % 256);
      g_autoptr(InvitesCounts) told = NULL;
      g_autoptr(InvitesCounts) counted = invites_counts_new ();
      g_autoptr(GError) error = NULL;

      told = invites_store_count (fixture->test.store, filter, TEST_NOW, &error);
      g_assert_no_error (error);
      invites_index_shard_count (fixture->shards[division], filter, CUTOFF,
                                 counted);
      g_assert_cmpmem (&counted->filtered, sizeof counted->filtered,
                       &told->filtered, sizeof told->filtered);
      g_assert_cmpmem (&counted->division, sizeof counted->division,
                       &told->division, sizeof told->division);
      g_assert_cmpuint (told->division.pending_expired, >, 0);
      g_assert_cmpuint (told->division.total, >,
                        told->division.groups[INVITES_GROUP_PENDING]);
    }
}

static InvitesListing *
pick_listing (Fixture *fixture,
              guint    division)
{
  InvitesListing *listing = invites_listing_new ();
  /* Half of them narrow, but seldom so narrow that nobody is left. */
  guint set = one_in (fixture, 2)
                ? 0 : 1u << g_rand_int_range (fixture->rand, 0, 8);

  listing->filter = make_filter (fixture, division, set);
  if (one_in (fixture, 3))
    listing->group = g_rand_int_range (fixture->rand, -1, INVITES_N_GROUPS);
  if (one_in (fixture, 10))
    listing->reason = (InvitesReason) g_rand_int_range (fixture->rand, 0,
                                                        INVITES_N_REASONS);
  listing->expired = one_in (fixture, 4)
                       ? g_rand_int_range (fixture->rand, 0, 2) : -1;
  if (one_in (fixture, 3))
    listing->words = invites_text_split_words (PICK (fixture, words));
  listing->sort = g_strdup (PICK (fixture, sorts));
  listing->descending = one_in (fixture, 2);
  listing->offset = one_in (fixture, 2)
                      ? 0 : (guint64) g_rand_int_range (fixture->rand, 0, 200);
  listing->limit = one_in (fixture, 2)
                     ? G_MAXUINT64
                     : (guint64) g_rand_int_range (fixture->rand, 1, 100);
  return listing;
}

typedef struct
{
  Fixture *fixture;
  GArray  *numbers;
} Told;

static gboolean
keep_number (const InvitesContact  *contact,
             gpointer               user_data,
             GError               **error)
{
  Told *told = user_data;
  gint64 *number = g_hash_table_lookup (told->fixture->numbers, contact->id);

  g_array_append_val (told->numbers, *number);
  return TRUE;
}

static void
test_lists (Fixture       *fixture,
            gconstpointer  data)
{
  guint n_filled = 0;

  for (guint i = 0; i < N_LISTS; i++)
    {
      guint division = i % G_N_ELEMENTS (divisions);
      g_autoptr(InvitesListing) listing = pick_listing (fixture, division);
      g_autoptr(GArray) expected = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_autoptr(GArray) listed = NULL;
      g_autoptr(GError) error = NULL;
      Told told = { fixture, expected };
      guint64 expected_total, total;

      invites_store_list_contacts (fixture->test.store, listing, TEST_NOW,
                                   keep_number, &told, &expected_total, &error);
      g_assert_no_error (error);
      invites_index_shard_list (fixture->shards[division], listing, CUTOFF,
                                &listed, &total, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (total, ==, expected_total);
      g_assert_cmpmem (listed->data, listed->len * sizeof (gint64),
                       expected->data, expected->len * sizeof (gint64));
      n_filled += expected->len > 1;
    }

  g_assert_cmpuint (n_filled, >, N_LISTS / 2);
}

#define ADD(path, function)                                                   \
  g_test_add ("/index/store/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("counts", test_counts);
  ADD ("lists", test_lists);

  return g_test_run ();
}
