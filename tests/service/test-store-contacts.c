/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Counts and lists of a made-up company, against a model that works them out
 * one contact after another. */
#include "people-support.h"

#include <string.h>

#include "core/invites-address.h"
#include "core/invites-id.h"
#include "core/invites-text.h"

#define N_DIVISIONS  3
#define N_ACCOUNTS   60
#define N_CONTACTS   500
#define N_FILTERS    8 /* besides the division */
#define STATUS_COUNT 8

typedef struct
{
  char       *number;
  char       *name;
  guint       division;
  const char *account_class;
  const char *bill_group;
  const char *source;
  const char *site_source; /* of one of its sites */
  gboolean    active;
  gboolean    due;
  InvitesFlag auto_pay;
} Account;

typedef struct
{
  char                *id;
  const Account       *account;
  char                *name;
  char                *email;
  char                *key; /* of its address */
  InvitesContactRecord record;
} Contact;

typedef struct
{
  TestStore   test;
  GRand      *rand;
  GHashTable *bounced;   /* set of address keys */
  GHashTable *opted_out;
  Account     accounts[N_ACCOUNTS];
  Contact     contacts[N_CONTACTS];
} Fixture;

static const char *const divisions[N_DIVISIONS] = { "north", "so uth", "~e" };
static const char *const classes[] = { NULL, "Residential", "Big & Co", "A" };
static const char *const sources[] = { NULL, "Web", "Phone 1", "Door" };
static const char *const names[] = {
  "", "Ann", "ann", "\xc3\x84nne", "Zo\xc3\xab", "Bob Smith", "bob smithers",
  "O'Neil", "100%", "under_score",
};
static const char *const emails[] = {
  "", "no address", "a@b", "Ann@Example.com", "ann@example.COM",
  "bob@example.com", "zo\xc3\xab@k\xc3\xb6ln.example", "x@y.example",
  "q@y.example", "r@y.example", "s@y.example", "t@y.example", "u@y.example",
};

#define PICK(fixture, array)                                                  \
  ((array)[g_rand_int_range ((fixture)->rand, 0, G_N_ELEMENTS (array))])

static gboolean
one_in (Fixture *fixture,
        int      n)
{
  return g_rand_int_range (fixture->rand, 0, n) == 0;
}

static void
make_account (Fixture *fixture,
              guint    n)
{
  Account *account = &fixture->accounts[n];

  account->number = g_strdup_printf ("%d-%u",
                                     g_rand_int_range (fixture->rand, 1, 99),
                                     n);
  account->name = g_strdup (PICK (fixture, names));
  account->division = n % N_DIVISIONS;
  account->account_class = PICK (fixture, classes);
  account->bill_group = PICK (fixture, classes);
  account->source = PICK (fixture, sources);
  account->site_source = PICK (fixture, sources);
  account->active = one_in (fixture, 2);
  account->due = one_in (fixture, 2);
  account->auto_pay = (InvitesFlag) g_rand_int_range (fixture->rand, 0, 3);
}

static void
put_account (Fixture       *fixture,
             const Account *account,
             GError       **error)
{
  InvitesStore *store = fixture->test.store;
  g_autofree char *division = NULL;
  InvitesAccountRecord record = {
    .number = account->number,
    .name = account->name,
    .account_class = (char *) account->account_class,
    .bill_group = (char *) account->bill_group,
    .account_source = (char *) account->source,
    .balance_due = account->due,
    .auto_pay = account->auto_pay,
  };
  /* Two sites, so that no row may be counted twice; what is active is not the
   * one with the source. */
  InvitesSiteRecord with_source = {
    account->number, (char *) account->site_source, 0
  };
  InvitesSiteRecord active = {
    account->number, (char *) "Other", account->active ? 2 : 0
  };

  division = invites_id_from_key (divisions[account->division]);
  record.division = division;
  invites_store_put_account (store, &record, error);
  g_assert_no_error (*error);
  invites_store_put_site (store, &with_source, error);
  invites_store_put_site (store, &active, error);
  invites_store_put_site (store, &active, error);
  g_assert_no_error (*error);
}

static void
make_contact (Fixture *fixture,
              guint    n)
{
  Contact *contact = &fixture->contacts[n];
  InvitesContactRecord *record = &contact->record;

  contact->id = g_strdup_printf ("c%u", n);
  contact->account = &fixture->accounts[g_rand_int_range (fixture->rand, 0,
                                                          N_ACCOUNTS)];
  contact->name = g_strdup (PICK (fixture, names));
  if (one_in (fixture, 2))
    contact->email = g_strdup (PICK (fixture, emails));
  else
    contact->email = g_strdup_printf ("u%u@many.example", n);
  contact->key = invites_address_dup_key (contact->email);

  record->id = contact->id;
  record->account_number = contact->account->number;
  record->name = contact->name;
  record->email = contact->email;
  record->billing_contact = (InvitesFlag) g_rand_int_range (fixture->rand, 0,
                                                            3);
  if (one_in (fixture, 2))
    record->last_invite_sent
      = TEST_NOW - g_rand_int_range (fixture->rand, 29 * TEST_DAY - 1,
                                     31 * TEST_DAY);
  if (one_in (fixture, 20)) /* Not expired yet, by a second. */
    record->last_invite_sent = TEST_NOW - 30 * TEST_DAY;
  if (one_in (fixture, 5))
    record->accepted_at = TEST_NOW - 5;
  if (one_in (fixture, 3))
    record->last_login = TEST_NOW - g_rand_int_range (fixture->rand, 0, 50);
  if (one_in (fixture, 30))
    record->bounced_at = TEST_NOW - 9;
  if (one_in (fixture, 30))
    record->opted_out_at = TEST_NOW - 9;

  if (contact->key != NULL && record->bounced_at != INVITES_TIME_NONE)
    g_hash_table_add (fixture->bounced, contact->key);
  if (contact->key != NULL && record->opted_out_at != INVITES_TIME_NONE)
    g_hash_table_add (fixture->opted_out, contact->key);
}

static void
fill (Fixture *fixture)
{
  InvitesStore *store = fixture->test.store;
  g_autoptr(GError) error = NULL;

  invites_store_begin_import (store, TEST_NOW, &error);
  for (guint i = 0; i < N_DIVISIONS; i++)
    {
      g_autofree char *id = invites_id_from_key (divisions[i]);
      InvitesDivision division = {
        id, (char *) divisions[i], (char *) "office@company.example",
        (char *) "UTC"
      };

      invites_store_put_division (store, &division, &error);
    }
  for (guint i = 0; i < N_ACCOUNTS; i++)
    {
      make_account (fixture, i);
      put_account (fixture, &fixture->accounts[i], &error);
    }
  for (guint i = 0; i < N_CONTACTS; i++)
    {
      make_contact (fixture, i);
      invites_store_put_contact (store, &fixture->contacts[i].record, &error);
    }
  g_assert_no_error (error);
  invites_store_end_import (store, TRUE, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  test_store_set_up (&fixture->test);
  fixture->rand = g_rand_new_with_seed (390);
  fixture->bounced = g_hash_table_new (g_str_hash, g_str_equal);
  fixture->opted_out = g_hash_table_new (g_str_hash, g_str_equal);
  fill (fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_rand_free (fixture->rand);
  g_hash_table_unref (fixture->bounced);
  g_hash_table_unref (fixture->opted_out);
  for (guint i = 0; i < N_ACCOUNTS; i++)
    {
      g_free (fixture->accounts[i].number);
      g_free (fixture->accounts[i].name);
    }
  for (guint i = 0; i < N_CONTACTS; i++)
    {
      g_free (fixture->contacts[i].id);
      g_free (fixture->contacts[i].name);
      g_free (fixture->contacts[i].email);
      g_free (fixture->contacts[i].key);
    }
  test_store_tear_down (&fixture->test);
}

/* The model. */

/* In the order of the status column. */
static guint
get_status (Fixture       *fixture,
            const Contact *contact)
{
  if (contact->record.accepted_at != INVITES_TIME_NONE)
    return 0;
  if (*contact->email == '\0')
    return 4;
  if (contact->key == NULL)
    return 5;
  if (g_hash_table_contains (fixture->bounced, contact->key))
    return 6;
  if (g_hash_table_contains (fixture->opted_out, contact->key))
    return 7;
  if (contact->record.last_invite_sent == INVITES_TIME_NONE)
    return 3;

  return contact->record.last_invite_sent < TEST_NOW - 30 * TEST_DAY ? 2 : 1;
}

/* Bit i of @set turns filter i on. */
static InvitesFilter *
make_filter (guint division,
             guint set)
{
  g_autofree char *id = invites_id_from_key (divisions[division]);
  InvitesFilter *filter = invites_filter_new (id);

  if (set & 1)
    filter->account_class = invites_id_from_key ("Big & Co");
  if (set & 2)
    filter->bill_group = invites_id_from_key ("Residential");
  if (set & 4)
    filter->account_source = invites_id_from_key ("Web");
  if (set & 8)
    filter->site_source = invites_id_from_key ("Phone 1");
  filter->active_service = (set & 16) != 0;
  filter->balance_due = (set & 32) != 0;
  filter->billing_contacts = (set & 64) != 0;
  filter->without_auto_pay = (set & 128) != 0;
  return filter;
}

static gboolean
matches (const Contact *contact,
         guint          division,
         guint          set)
{
  const Account *account = contact->account;

  return account->division == division
         && (!(set & 1) || g_strcmp0 (account->account_class, "Big & Co") == 0)
         && (!(set & 2) || g_strcmp0 (account->bill_group, "Residential") == 0)
         && (!(set & 4) || g_strcmp0 (account->source, "Web") == 0)
         && (!(set & 8) || g_strcmp0 (account->site_source, "Phone 1") == 0)
         && (!(set & 16) || account->active)
         && (!(set & 32) || account->due)
         && (!(set & 64)
             || contact->record.billing_contact == INVITES_FLAG_YES)
         && (!(set & 128) || account->auto_pay == INVITES_FLAG_NO);
}

static void
count_statuses (Fixture *fixture,
                guint    division,
                guint    set,
                guint64  statuses[STATUS_COUNT])
{
  memset (statuses, 0, STATUS_COUNT * sizeof *statuses);
  for (guint i = 0; i < N_CONTACTS; i++)
    {
      if (matches (&fixture->contacts[i], division, set))
        statuses[get_status (fixture, &fixture->contacts[i])]++;
    }
}

static void
assert_counts (const InvitesGroupCounts *counts,
               const guint64             statuses[STATUS_COUNT])
{
  guint64 total = 0;

  for (guint i = 0; i < STATUS_COUNT; i++)
    total += statuses[i];

  g_assert_true (invites_group_counts_add_up (counts));
  g_assert_cmpuint (counts->total, ==, total);
  g_assert_cmpuint (counts->groups[INVITES_GROUP_ACCEPTED], ==, statuses[0]);
  g_assert_cmpuint (counts->groups[INVITES_GROUP_PENDING], ==,
                    statuses[1] + statuses[2]);
  g_assert_cmpuint (counts->pending_expired, ==, statuses[2]);
  g_assert_cmpuint (counts->groups[INVITES_GROUP_NOT_SENT], ==, statuses[3]);
  for (guint i = 0; i < INVITES_N_REASONS; i++)
    g_assert_cmpuint (counts->reasons[i], ==, statuses[4 + i]);
}

/* Every filter alone, every set of them, and all together. */
static void
test_counts (Fixture       *fixture,
             gconstpointer  data)
{
  for (guint division = 0; division < N_DIVISIONS; division++)
    {
      guint64 whole[STATUS_COUNT];

      count_statuses (fixture, division, 0, whole);
      for (guint i = 0; i < STATUS_COUNT; i++)
        g_assert_cmpuint (whole[i], >, 0);

      for (guint set = 0; set < 1 << N_FILTERS; set++)
        {
          g_autoptr(InvitesFilter) filter = make_filter (division, set);
          g_autoptr(InvitesCounts) counts = NULL;
          g_autoptr(GError) error = NULL;
          guint64 statuses[STATUS_COUNT];

          counts = invites_store_count (fixture->test.store, filter, TEST_NOW,
                                        &error);
          g_assert_no_error (error);
          g_assert_cmpint (counts->as_of, ==, TEST_NOW);
          count_statuses (fixture, division, set, statuses);
          assert_counts (&counts->filtered, statuses);
          assert_counts (&counts->division, whole);
        }
    }
}

static void
test_unknown_ids (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autoptr(InvitesFilter) nowhere = invites_filter_new ("nowhere");
  g_autoptr(InvitesFilter) bad = make_filter (0, 0);
  g_autoptr(InvitesCounts) counts = NULL;
  g_autoptr(InvitesCounts) none = NULL;
  g_autoptr(GError) error = NULL;

  counts = invites_store_count (fixture->test.store, nowhere, TEST_NOW,
                                &error);
  g_assert_no_error (error);
  g_assert_cmpuint (counts->division.total, ==, 0);

  bad->account_class = g_strdup ("~not-base64~");
  none = invites_store_count (fixture->test.store, bad, TEST_NOW, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->filtered.total, ==, 0);
  g_assert_cmpuint (none->division.total, >, 0);
}

/* Lists. */

static gboolean
keep_contact (const InvitesContact  *contact,
              gpointer               contacts,
              GError               **error)
{
  g_ptr_array_add (contacts, invites_contact_copy (contact));
  return TRUE;
}

static GPtrArray *
list_contacts (Fixture        *fixture,
               InvitesListing *listing,
               guint64        *total)
{
  GPtrArray *contacts;
  g_autoptr(GError) error = NULL;

  contacts = g_ptr_array_new_with_free_func (
    (GDestroyNotify) invites_contact_free);
  invites_store_list_contacts (fixture->test.store, listing, TEST_NOW,
                               keep_contact, contacts, total, &error);
  g_assert_no_error (error);
  return contacts;
}

static InvitesListing *
new_listing (guint division,
             guint set)
{
  InvitesListing *listing = invites_listing_new ();

  listing->filter = make_filter (division, set);
  return listing;
}

static const Contact *
find_contact (Fixture    *fixture,
              const char *id)
{
  return &fixture->contacts[g_ascii_strtoull (id + 1, NULL, 10)];
}

static void
assert_contact (Fixture              *fixture,
                const InvitesContact *row)
{
  const Contact *contact = find_contact (fixture, row->id);
  guint status = get_status (fixture, contact);

  g_assert_cmpstr (row->email, ==, contact->email);
  g_assert_cmpstr (row->name, ==, contact->name);
  g_assert_cmpstr (row->account_number, ==, contact->account->number);
  g_assert_cmpstr (row->account_name, ==, contact->account->name);
  g_assert_cmpint (row->last_login, ==, contact->record.last_login);
  g_assert_cmpint (row->last_invite_sent, ==,
                   contact->record.last_invite_sent);
  g_assert_cmpint (row->auto_pay, ==, contact->account->auto_pay);
  g_assert_cmpint (row->expired, ==, status == 2);
  g_assert_cmpint ((int) row->reason, ==, status >= 4 ? (int) status - 4 : -1);
}

/* A count and the list behind it have the same contacts. */
static void
test_groups (Fixture       *fixture,
             gconstpointer  data)
{
  static const struct
  {
    int           group;
    InvitesReason reason;
    int           expired;
    guint         statuses; /* as bits */
  } lists[] = {
    { -1, INVITES_REASON_NONE, -1, 0xff },
    { INVITES_GROUP_ACCEPTED, INVITES_REASON_NONE, -1, 0x01 },
    { INVITES_GROUP_PENDING, INVITES_REASON_NONE, -1, 0x06 },
    { INVITES_GROUP_PENDING, INVITES_REASON_NONE, 1, 0x04 },
    { INVITES_GROUP_PENDING, INVITES_REASON_NONE, 0, 0x02 },
    { -1, INVITES_REASON_NONE, 1, 0x04 },
    { -1, INVITES_REASON_NONE, 0, 0xfb },
    { INVITES_GROUP_NOT_SENT, INVITES_REASON_NONE, -1, 0x08 },
    { INVITES_GROUP_NOT_SENT, INVITES_REASON_NONE, 1, 0x00 },
    { INVITES_GROUP_CANNOT_BE_INVITED, INVITES_REASON_NONE, -1, 0xf0 },
    { INVITES_GROUP_CANNOT_BE_INVITED, INVITES_REASON_BOUNCED, -1, 0x40 },
    { -1, INVITES_REASON_OPTED_OUT, -1, 0x80 },
    { -1, INVITES_REASON_NO_ADDRESS, -1, 0x10 },
    { INVITES_GROUP_ACCEPTED, INVITES_REASON_INVALID_ADDRESS, -1, 0x00 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (lists) * N_DIVISIONS * 3; i++)
    {
      guint n = i / N_DIVISIONS / 3;
      guint division = i / 3 % N_DIVISIONS;
      guint set = i % 3 * 80; /* 0: none, 80: two, 160: two others */
      g_autoptr(InvitesListing) listing = new_listing (division, set);
      g_autoptr(GPtrArray) rows = NULL;
      guint64 total = 0;
      guint expected = 0;

      listing->group = lists[n].group;
      listing->reason = lists[n].reason;
      listing->expired = lists[n].expired;
      rows = list_contacts (fixture, listing, &total);
      for (guint j = 0; j < N_CONTACTS; j++)
        expected += matches (&fixture->contacts[j], division, set)
                    && (lists[n].statuses
                        & 1u << get_status (fixture, &fixture->contacts[j]));
      g_assert_cmpuint (rows->len, ==, expected);
      g_assert_cmpuint (total, ==, expected);
      for (guint j = 0; j < rows->len; j++)
        {
          const InvitesContact *row = g_ptr_array_index (rows, j);
          const Contact *contact = find_contact (fixture, row->id);

          assert_contact (fixture, row);
          g_assert_true (matches (contact, division, set));
          g_assert_true (lists[n].statuses
                         & 1u << get_status (fixture, contact));
        }
    }
}

/* What a column is sorted by: the text, or the number; is it empty? */
typedef struct
{
  char    *text; /* (owned) (nullable) */
  gint64   number;
  gboolean empty;
} SortKey;

static SortKey
get_sort_key (Fixture       *fixture,
              const Contact *contact,
              const char    *column)
{
  SortKey key = { NULL, 0, FALSE };
  const char *text = NULL;

  if (g_str_equal (column, "email"))
    text = contact->email;
  else if (g_str_equal (column, "name"))
    text = contact->name;
  else if (g_str_equal (column, "account_number"))
    text = contact->account->number;
  else if (g_str_equal (column, "account_name"))
    text = contact->account->name;
  else if (g_str_equal (column, "status"))
    key.number = get_status (fixture, contact);
  else if (g_str_equal (column, "last_invite_sent"))
    key.number = contact->record.last_invite_sent;
  else if (g_str_equal (column, "last_login"))
    key.number = contact->record.last_login;
  else if (g_str_equal (column, "auto_pay"))
    key.number = contact->account->auto_pay == INVITES_FLAG_YES ? 1
                 : contact->account->auto_pay == INVITES_FLAG_NO ? 2 : 0;
  else
    text = contact->id;

  key.text = text != NULL ? invites_text_fold (text) : NULL;
  key.empty = text != NULL ? *text == '\0'
              : key.number == 0 && !g_str_equal (column, "status");
  return key;
}

static int
compare (Fixture       *fixture,
         const Contact *a,
         const Contact *b,
         const char    *column,
         gboolean       descending)
{
  SortKey key_a = get_sort_key (fixture, a, column);
  SortKey key_b = get_sort_key (fixture, b, column);
  g_autofree char *text_a = key_a.text;
  g_autofree char *text_b = key_b.text;
  int order;

  if (key_a.empty != key_b.empty)
    return key_a.empty ? 1 : -1;

  order = text_a != NULL ? strcmp (text_a, text_b)
          : (key_a.number > key_b.number) - (key_a.number < key_b.number);
  if (order != 0)
    return descending ? -order : order;

  return strcmp (a->id, b->id);
}

static void
test_sorting (Fixture       *fixture,
              gconstpointer  data)
{
  static const char *const columns[] = {
    NULL, "id", "email", "name", "account_number", "account_name", "status",
    "last_invite_sent", "last_login", "auto_pay",
  };

  for (guint i = 0; i < G_N_ELEMENTS (columns) * 2; i++)
    {
      g_autoptr(InvitesListing) listing = new_listing (0, 0);
      g_autoptr(GPtrArray) rows = NULL;
      guint64 total;

      listing->sort = g_strdup (columns[i / 2]);
      listing->descending = i % 2;
      rows = list_contacts (fixture, listing, &total);
      g_assert_cmpuint (rows->len, >, 100);
      for (guint j = 1; j < rows->len; j++)
        {
          const InvitesContact *a = g_ptr_array_index (rows, j - 1);
          const InvitesContact *b = g_ptr_array_index (rows, j);

          g_assert_cmpint (compare (fixture, find_contact (fixture, a->id),
                                    find_contact (fixture, b->id),
                                    columns[i / 2] != NULL ? columns[i / 2]
                                                           : "id",
                                    i % 2), <, 0);
        }
    }
}

static void
test_unknown_column (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr(InvitesListing) listing = new_listing (0, 0);
  g_autoptr(GError) error = NULL;

  listing->sort = g_strdup ("name; DROP TABLE contacts");
  g_assert_false (invites_store_list_contacts (fixture->test.store, listing,
                                               TEST_NOW, keep_contact, NULL,
                                               NULL, &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_INVALID);
  g_assert_cmpstr (invites_error_get_field (error), ==, "sort");
}

/* All pages together are the whole list. */
static void
test_pages (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr(InvitesListing) listing = new_listing (1, 0);
  g_autoptr(GPtrArray) whole = NULL;
  guint64 whole_total;
  guint n_rows = 0;

  listing->sort = g_strdup ("account_name");
  whole = list_contacts (fixture, listing, &whole_total);
  for (listing->limit = 7; n_rows < whole->len; listing->offset += 7)
    {
      g_autoptr(GPtrArray) page = NULL;
      guint64 total;

      page = list_contacts (fixture, listing, &total);
      g_assert_cmpuint (total, ==, whole_total);
      g_assert_cmpuint (page->len, ==, MIN (7, whole->len - n_rows));
      for (guint i = 0; i < page->len; i++, n_rows++)
        {
          const InvitesContact *row = g_ptr_array_index (page, i);
          const InvitesContact *same = g_ptr_array_index (whole, n_rows);

          g_assert_cmpstr (row->id, ==, same->id);
        }
    }

  listing->offset = G_MAXUINT64;
  g_clear_pointer (&whole, g_ptr_array_unref);
  whole = list_contacts (fixture, listing, &whole_total);
  g_assert_cmpuint (whole->len, ==, 0);
}

static gboolean
contains_words (const Contact *contact,
                char         **words)
{
  g_autofree char *email = invites_text_fold (contact->email);
  g_autofree char *name = invites_text_fold (contact->name);
  g_autofree char *number = invites_text_fold (contact->account->number);
  g_autofree char *account = invites_text_fold (contact->account->name);

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (strstr (email, words[i]) == NULL && strstr (name, words[i]) == NULL
          && strstr (number, words[i]) == NULL
          && strstr (account, words[i]) == NULL)
        return FALSE;
    }

  return TRUE;
}

static void
test_search (Fixture       *fixture,
             gconstpointer  data)
{
  static const struct
  {
    const char *text;
    gboolean    some;
  } searches[] = {
    { "ANN", TRUE }, { "  smith\tBOB ", TRUE }, { "zo\xc3\x8b", TRUE },
    { "A\xcc\x88nne", TRUE }, { "%", TRUE }, { "_", TRUE }, { "*", FALSE },
    { "'", TRUE }, { "\"", FALSE }, { "example.com ann", TRUE },
    { "no-such-word", FALSE }, { "ann no-such-word", FALSE }, { "", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (searches); i++)
    {
      g_autoptr(InvitesListing) listing = new_listing (0, 0);
      g_autoptr(GPtrArray) rows = NULL;
      guint64 total;
      guint expected = 0;

      listing->words = invites_text_split_words (searches[i].text);
      rows = list_contacts (fixture, listing, &total);
      for (guint j = 0; j < N_CONTACTS; j++)
        expected += matches (&fixture->contacts[j], 0, 0)
                    && contains_words (&fixture->contacts[j], listing->words);
      g_test_message ("\"%s\": %u", searches[i].text, expected);
      g_assert_cmpint (expected > 0, ==, searches[i].some);
      g_assert_cmpuint (rows->len, ==, expected);
      g_assert_cmpuint (total, ==, expected);
      for (guint j = 0; j < rows->len; j++)
        {
          const InvitesContact *row = g_ptr_array_index (rows, j);

          g_assert_true (contains_words (find_contact (fixture, row->id),
                                         listing->words));
        }
    }
}

static gboolean
refuse_second (const InvitesContact  *contact,
               gpointer               n,
               GError               **error)
{
  if (++*(guint *) n < 2)
    return TRUE;

  g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_OFFLINE, "Enough");
  return FALSE;
}

/* A walk that its caller ends leaves nothing behind. */
static void
test_ended_walk (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(InvitesListing) listing = new_listing (0, 0);
  g_autoptr(GError) error = NULL;
  guint n = 0;

  g_assert_false (invites_store_list_contacts (fixture->test.store, listing,
                                               TEST_NOW, refuse_second, &n,
                                               NULL, &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_OFFLINE);
  g_assert_cmpuint (n, ==, 2);
  test_store_add_company (&fixture->test, "after", "after");
}

#define ADD(path, function)                                                   \
  g_test_add ("/store/contacts/" path, Fixture, NULL, set_up, function,       \
              tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("counts", test_counts);
  ADD ("unknown-ids", test_unknown_ids);
  ADD ("groups", test_groups);
  ADD ("sorting", test_sorting);
  ADD ("unknown-column", test_unknown_column);
  ADD ("pages", test_pages);
  ADD ("search", test_search);
  ADD ("ended-walk", test_ended_walk);

  return g_test_run ();
}
