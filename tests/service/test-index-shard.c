/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The index of a division, against a model that looks at one contact after
 * another. */
#include <string.h>

#include "core/invites-error.h"
#include "core/invites-id.h"
#include "service/index/invites-index-shard.h"

#define NOW         ((InvitesTime) 1795381200)
#define DAY         ((InvitesTime) 86400)
#define CUTOFF      (NOW - 30 * DAY)
#define MAX_SOURCES 3
#define N_STATUSES  8
#define N_SORTS     9

typedef struct
{
  char       *number;
  char       *name;
  char       *account_class;
  char       *bill_group;
  char       *source;
  char       *sites[MAX_SOURCES + 1];
  gboolean    active;
  gboolean    due;
  InvitesFlag auto_pay;
} Account;

typedef struct
{
  const Account       *account;
  gint64               number;
  char                *id;
  char                *email;
  char                *name;
  gboolean             billing;
  InvitesTime          last_login;
  InvitesIndexStanding standing;
} Contact;

typedef struct
{
  GRand             *rand;
  GPtrArray         *accounts; /* of Account */
  GPtrArray         *contacts; /* of Contact, in the order they were added */
  InvitesIndexShard *shard;
} Fixture;

/* How big, and what is to be many. */
typedef struct
{
  const char *path;
  guint       n_contacts;
  guint       n_queries;
  guint       n_classes;  /* 0: the usual few */
  gboolean    far_apart;  /* numbers of more than 32 bits */
  gboolean    in_order;   /* ids and numbers, as they are added */
} Size;

static const Size sizes[] = {
  { "none", 0, 40 },
  { "one", 1, 100 },
  { "one-word", 64, 300 },
  { "a-word-and-one", 65, 300 },
  { "one-block", 4096, 100 },
  { "a-block-and-one", 4097, 100 },
  { "in-order", 3000, 100, 0, FALSE, TRUE },
  { "far-apart", 3000, 100, 0, TRUE },
  { "many-classes", 3000, 60, 700 },
  { "very-many-classes", 70000, 12, 69000 },
};

static const char *const values[] = {
  NULL, "", "Residential", "Big & Co", "~odd", ".", "r\xc3\xa9sidence",
};
static const char *const names[] = {
  "", "ann", "anna", "\xc3\xa4nne", "zo\xc3\xab", "bob smith", "bob smithers",
  "o'neil", "100%", "under_score", "bobsmith", "an ann annan",
  "a very long name that is longer than a comparison at once, and ends in 1",
  "a very long name that is longer than a comparison at once, and ends in 2",
};
static const char *const domains[] = { "example.com", "k\xc3\xb6ln.example",
                                       "x.example" };
static const char *const words[] = {
  "a", "n", "ann", "example", "smith", "bob", "zo\xc3\xab", "\xc3\xa4", "%",
  "com", ".", "0", "42", "annbob", "comann", "no-such-word", "bob smith",
  "longer than a comparison at once, and ends in 2", "@x.example", "\xb6", "",
};
static const char *const sorts[N_SORTS] = {
  "id", "email", "name", "account_number", "account_name", "status",
  "last_invite_sent", "last_login", "auto_pay",
};

#define PICK(self, array)                                                     \
  ((array)[g_rand_int_range ((self)->rand, 0, G_N_ELEMENTS (array))])

static gboolean
one_in (Fixture *self,
        int      n)
{
  return g_rand_int_range (self->rand, 0, n) == 0;
}

/* Making them up. */

static void
account_free (gpointer data)
{
  Account *account = data;

  g_free (account->number);
  g_free (account->name);
  g_free (account->account_class);
  g_free (account->bill_group);
  g_free (account->source);
  for (guint i = 0; i < MAX_SOURCES; i++)
    g_free (account->sites[i]);
  g_free (account);
}

static void
contact_free (gpointer data)
{
  Contact *contact = data;

  g_free (contact->id);
  g_free (contact->email);
  g_free (contact->name);
  g_free (contact);
}

static Account *
add_account (Fixture    *self,
             const Size *size)
{
  Account *account = g_new0 (Account, 1);

  /* Some have the same folded number. */
  account->number = g_strdup_printf ("%d", g_rand_int_range (self->rand, 0,
                                                             5000));
  account->name = g_strdup (PICK (self, names));
  account->account_class
    = size->n_classes > 0
        ? g_strdup_printf ("%d", g_rand_int_range (self->rand, 0,
                                                   (int) size->n_classes))
        : g_strdup (PICK (self, values));
  account->bill_group = size->n_classes > 0
                          ? g_strdup_printf ("g%u", self->accounts->len)
                          : g_strdup (PICK (self, values));
  account->source = g_strdup (PICK (self, values));
  for (guint i = 0, n = 0; i < MAX_SOURCES; i++)
    {
      const char *value = PICK (self, values);

      if (value != NULL)
        account->sites[n++] = g_strdup (value);
    }
  account->active = one_in (self, 2);
  account->due = one_in (self, 2);
  account->auto_pay = (InvitesFlag) g_rand_int_range (self->rand, 0, 3);
  g_ptr_array_add (self->accounts, account);
  return account;
}

static InvitesTime
pick_time (Fixture *self)
{
  switch (g_rand_int_range (self->rand, 0, 8))
    {
    case 0:
      return CUTOFF;
    case 1:
      return CUTOFF - 1;
    case 2:
      return DAY;
    case 3:
      /* In the year 9999, and before the ones that are nearer. */
      return one_in (self, 20) ? 253402300799 - g_rand_int_range (self->rand,
                                                                  0, 3)
                               : NOW;
    case 4:
    case 5:
      return INVITES_TIME_NONE;
    default:
      return NOW - g_rand_int_range (self->rand, 0, 900 * (int) DAY);
    }
}

static void
pick_standing (Fixture              *self,
               InvitesIndexStanding *standing)
{
  standing->group = (InvitesGroup) g_rand_int_range (self->rand, 0,
                                                     INVITES_N_GROUPS);
  standing->reason = INVITES_REASON_NONE;
  if (standing->group == INVITES_GROUP_CANNOT_BE_INVITED)
    standing->reason = (InvitesReason) g_rand_int_range (self->rand, 0,
                                                         INVITES_N_REASONS);
  standing->last_invite_sent = pick_time (self);
}

static void
add_contact (Fixture       *self,
             const Size    *size,
             const Account *account)
{
  Contact *contact = g_new0 (Contact, 1);
  guint n = self->contacts->len;

  contact->account = account;
  contact->number = size->in_order ? (gint64) n * 3
                                   : (gint64) ((n * 7919) % 1000003);
  if (size->far_apart)
    contact->number = contact->number * G_GINT64_CONSTANT (10000000000)
                      - G_GINT64_CONSTANT (5000000000000);
  contact->id = size->in_order ? g_strdup_printf ("c%07u", n)
                               : g_strdup_printf ("c%u", (n * 31) % 999983);
  contact->name = g_strdup (PICK (self, names));
  contact->email = one_in (self, 8)
                     ? g_strdup ("")
                     : g_strdup_printf ("%s%u@%s", PICK (self, names),
                                        n % 1000, PICK (self, domains));
  contact->billing = one_in (self, 2);
  contact->last_login = pick_time (self);
  pick_standing (self, &contact->standing);
  g_ptr_array_add (self->contacts, contact);
}

static void
build_account (InvitesIndexBuilder *builder,
               const Account       *account)
{
  InvitesIndexAccount added = {
    account->number, account->name, account->account_class,
    account->bill_group, account->source,
    (const char *const *) account->sites,
    account->active, account->due, account->auto_pay,
  };

  invites_index_builder_add_account (builder, &added);
}

static void
build_contact (InvitesIndexBuilder *builder,
               const Contact       *contact)
{
  InvitesIndexContact added = {
    contact->number, contact->id, contact->email, contact->name,
    contact->billing, contact->last_login, contact->standing,
  };

  invites_index_builder_add_contact (builder, &added);
}

static void
build (Fixture    *self,
       const Size *size)
{
  g_autoptr(InvitesIndexBuilder) builder = invites_index_builder_new ();

  while (self->contacts->len < size->n_contacts)
    {
      const Account *account = add_account (self, size);
      /* Some have none. */
      guint n = size->n_classes > 10000
                  ? 1 : (guint) g_rand_int_range (self->rand, 0, 4);

      build_account (builder, account);
      for (; n > 0 && self->contacts->len < size->n_contacts; n--)
        {
          add_contact (self, size, account);
          build_contact (builder, g_ptr_array_index (self->contacts,
                                                     self->contacts->len - 1));
        }
    }

  self->shard = invites_index_builder_end (g_steal_pointer (&builder));
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  self->rand = g_rand_new_with_seed (391);
  self->accounts = g_ptr_array_new_with_free_func (account_free);
  self->contacts = g_ptr_array_new_with_free_func (contact_free);
  build (self, data);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  invites_index_shard_free (self->shard);
  g_ptr_array_unref (self->accounts);
  g_ptr_array_unref (self->contacts);
  g_rand_free (self->rand);
}

/* The model. */

static guint
get_status (const Contact *contact)
{
  switch (contact->standing.group)
    {
    case INVITES_GROUP_ACCEPTED:
      return 0;
    case INVITES_GROUP_PENDING:
      return contact->standing.last_invite_sent != INVITES_TIME_NONE
                 && contact->standing.last_invite_sent < CUTOFF ? 2 : 1;
    case INVITES_GROUP_NOT_SENT:
      return 3;
    default:
      return 4 + contact->standing.reason;
    }
}

static gboolean
matches_value (const char *value,
               const char *id)
{
  g_autofree char *key = NULL;

  if (id == NULL)
    return TRUE;

  key = invites_id_to_key (id);
  return key != NULL && value != NULL && g_str_equal (value, key);
}

static gboolean
matches_sites (const Account *account,
               const char    *id)
{
  if (id == NULL)
    return TRUE;

  for (guint i = 0; i < MAX_SOURCES && account->sites[i] != NULL; i++)
    {
      if (matches_value (account->sites[i], id))
        return TRUE;
    }

  return FALSE;
}

static gboolean
matches_filter (const Contact       *contact,
                const InvitesFilter *filter)
{
  const Account *account = contact->account;

  return matches_value (account->account_class, filter->account_class)
         && matches_value (account->bill_group, filter->bill_group)
         && matches_value (account->source, filter->account_source)
         && matches_sites (account, filter->site_source)
         && (!filter->active_service || account->active)
         && (!filter->balance_due || account->due)
         && (!filter->billing_contacts || contact->billing)
         && (!filter->without_auto_pay
             || account->auto_pay == INVITES_FLAG_NO);
}

static gboolean
matches_words (const Contact *contact,
               char         **searched)
{
  for (; searched != NULL && *searched != NULL; searched++)
    {
      if (strstr (contact->email, *searched) == NULL
          && strstr (contact->name, *searched) == NULL
          && strstr (contact->account->number, *searched) == NULL
          && strstr (contact->account->name, *searched) == NULL)
        return FALSE;
    }

  return TRUE;
}

static gboolean
matches_listing (const Contact        *contact,
                 const InvitesListing *listing)
{
  guint status = get_status (contact);

  return matches_filter (contact, listing->filter)
         && matches_words (contact, listing->words)
         && (listing->group < 0
             || (InvitesGroup) listing->group == contact->standing.group)
         && (listing->reason == INVITES_REASON_NONE
             || status == 4 + listing->reason)
         && (listing->expired != 1 || status == 2)
         && (listing->expired != 0 || status != 2);
}

/* A column's value, as a text or as a number. */
typedef struct
{
  const char *text; /* (nullable) */
  gint64      number;
  gboolean    empty;
} Value;

static Value
get_value (const Contact *contact,
           const char    *column)
{
  Value value = { NULL, 0, FALSE };

  if (g_str_equal (column, "email"))
    value.text = contact->email;
  else if (g_str_equal (column, "name"))
    value.text = contact->name;
  else if (g_str_equal (column, "account_number"))
    value.text = contact->account->number;
  else if (g_str_equal (column, "account_name"))
    value.text = contact->account->name;
  else if (g_str_equal (column, "status"))
    value.number = get_status (contact);
  else if (g_str_equal (column, "last_invite_sent"))
    value.number = contact->standing.last_invite_sent;
  else if (g_str_equal (column, "last_login"))
    value.number = contact->last_login;
  else if (g_str_equal (column, "auto_pay"))
    value.number = contact->account->auto_pay == INVITES_FLAG_YES  ? 1
                   : contact->account->auto_pay == INVITES_FLAG_NO ? 2
                                                                   : 0;

  if (value.text != NULL)
    value.empty = *value.text == '\0';
  else
    value.empty = value.number == 0 && !g_str_equal (column, "status")
                  && !g_str_equal (column, "id");
  return value;
}

static int
compare (gconstpointer first,
         gconstpointer second,
         gpointer      user_data)
{
  const InvitesListing *listing = user_data;
  const Contact *a = *(Contact *const *) first;
  const Contact *b = *(Contact *const *) second;
  const char *column = listing->sort != NULL ? listing->sort : "id";
  Value value_a = get_value (a, column);
  Value value_b = get_value (b, column);
  int order;

  if (g_str_equal (column, "id"))
    return listing->descending ? strcmp (b->id, a->id) : strcmp (a->id, b->id);
  if (value_a.empty != value_b.empty)
    return value_a.empty ? 1 : -1;

  order = value_a.text != NULL
            ? strcmp (value_a.text, value_b.text)
            : (value_a.number > value_b.number)
                - (value_a.number < value_b.number);
  if (order != 0)
    return listing->descending ? -order : order;

  return strcmp (a->id, b->id);
}

static GPtrArray *
model_list (Fixture              *self,
            const InvitesListing *listing)
{
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < self->contacts->len; i++)
    {
      if (matches_listing (g_ptr_array_index (self->contacts, i), listing))
        g_ptr_array_add (found, g_ptr_array_index (self->contacts, i));
    }
  g_ptr_array_sort_with_data (found, compare, (gpointer) listing);
  return found;
}

/* Questions. */

static char *
pick_id (Fixture *self)
{
  if (self->accounts->len > 100 && one_in (self, 3))
    {
      const Account *account
        = g_ptr_array_index (self->accounts,
                             g_rand_int_range (self->rand, 0, 100));

      return account->account_class == NULL
               ? g_strdup ("~not-base64~")
               : invites_id_from_key (account->account_class);
    }
  if (one_in (self, 10))
    return g_strdup ("nobody-has-this");

  return invites_id_from_key (values[g_rand_int_range (
    self->rand, 1, G_N_ELEMENTS (values))]);
}

static InvitesFilter *
pick_filter (Fixture *self)
{
  InvitesFilter *filter = invites_filter_new ("north");

  if (one_in (self, 3))
    return filter;
  if (one_in (self, 5))
    filter->account_class = pick_id (self);
  if (one_in (self, 5))
    filter->bill_group = pick_id (self);
  if (one_in (self, 5))
    filter->account_source = pick_id (self);
  if (one_in (self, 3))
    filter->site_source = pick_id (self);
  filter->active_service = one_in (self, 4);
  filter->balance_due = one_in (self, 4);
  filter->billing_contacts = one_in (self, 4);
  filter->without_auto_pay = one_in (self, 4);
  return filter;
}

static char **
pick_words (Fixture *self)
{
  g_autoptr(GPtrArray) picked = g_ptr_array_new_with_free_func (g_free);
  int n = g_rand_int_range (self->rand, 1, 4);

  for (int i = 0; i < n; i++)
    g_ptr_array_add (picked, g_strdup (PICK (self, words)));
  g_ptr_array_add (picked, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&picked), FALSE);
}

static InvitesListing *
pick_listing (Fixture *self)
{
  InvitesListing *listing = invites_listing_new ();

  listing->filter = pick_filter (self);
  listing->group = one_in (self, 3) ? g_rand_int_range (self->rand, 0,
                                                        INVITES_N_GROUPS)
                                    : -1;
  if (one_in (self, 8))
    listing->reason = (InvitesReason) g_rand_int_range (self->rand, 0,
                                                        INVITES_N_REASONS);
  listing->expired = g_rand_int_range (self->rand, -1, 2);
  if (one_in (self, 2))
    listing->expired = -1;
  if (one_in (self, 3))
    listing->words = pick_words (self);
  if (!one_in (self, 10))
    listing->sort = g_strdup (PICK (self, sorts));
  listing->descending = one_in (self, 2);
  listing->limit = G_MAXUINT64;
  return listing;
}

static void
assert_page (Fixture              *self,
             const InvitesListing *listing,
             GPtrArray            *expected)
{
  g_autoptr(GArray) numbers = NULL;
  g_autoptr(GError) error = NULL;
  guint64 total = G_MAXUINT64;
  guint offset = (guint) MIN (listing->offset, expected->len);
  guint limit = (guint) MIN (listing->limit, expected->len - offset);

  g_assert_true (invites_index_shard_list (self->shard, listing, CUTOFF,
                                           &numbers, &total, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (total, ==, expected->len);
  g_assert_cmpuint (numbers->len, ==, limit);
  for (guint i = 0; i < limit; i++)
    {
      const Contact *contact = g_ptr_array_index (expected, offset + i);

      g_assert_cmpint (g_array_index (numbers, gint64, i), ==,
                       contact->number);
    }
}

/* The whole list, and pages at its beginning, in its middle, at its end and
 * behind it. */
static void
assert_pages (Fixture        *self,
              InvitesListing *listing)
{
  g_autoptr(GPtrArray) expected = model_list (self, listing);

  assert_page (self, listing, expected);
  for (guint i = 0; i < 6; i++)
    {
      listing->offset = (guint64) g_rand_int_range (
        self->rand, 0, (int) expected->len + 2);
      listing->limit = (guint64) g_rand_int_range (self->rand, 0, 300);
      if (i == 0)
        listing->offset = 0;
      if (i == 1)
        listing->offset = expected->len > 7 ? expected->len - 7 : 0;
      if (i == 2)
        listing->limit = G_MAXUINT64;
      assert_page (self, listing, expected);
    }

  listing->offset = G_MAXUINT64;
  assert_page (self, listing, expected);
}

static void
test_lists (Fixture       *self,
            gconstpointer  data)
{
  const Size *size = data;

  g_assert_cmpuint (invites_index_shard_get_size (self->shard), ==,
                    size->n_contacts);
  for (guint i = 0; i < size->n_queries; i++)
    {
      g_autoptr(InvitesListing) listing = pick_listing (self);

      assert_pages (self, listing);
    }
}

/* Every column in both directions, with nothing and something left out. */
static void
test_sorts (Fixture       *self,
            gconstpointer  data)
{
  for (guint i = 0; i < N_SORTS * 4; i++)
    {
      g_autoptr(InvitesListing) listing = invites_listing_new ();

      listing->filter = invites_filter_new ("north");
      listing->filter->balance_due = i & 1;
      listing->sort = g_strdup (sorts[i / 4]);
      listing->descending = i / 2 & 1;
      listing->limit = G_MAXUINT64;
      assert_pages (self, listing);
    }
}

static void
model_count (Fixture             *self,
             const InvitesFilter *filter,
             InvitesGroupCounts  *counts)
{
  *counts = (InvitesGroupCounts) { 0 };
  for (guint i = 0; i < self->contacts->len; i++)
    {
      const Contact *contact = g_ptr_array_index (self->contacts, i);
      guint status = get_status (contact);

      if (filter != NULL && !matches_filter (contact, filter))
        continue;
      counts->total++;
      counts->groups[contact->standing.group]++;
      counts->pending_expired += status == 2;
      if (status >= 4)
        counts->reasons[status - 4]++;
    }
}

static void
assert_counts (Fixture             *self,
               const InvitesFilter *filter)
{
  g_autoptr(InvitesCounts) counts = invites_counts_new ();
  InvitesGroupCounts filtered, division;

  counts->as_of = NOW;
  invites_index_shard_count (self->shard, filter, CUTOFF, counts);
  model_count (self, filter, &filtered);
  model_count (self, NULL, &division);
  g_assert_cmpmem (&counts->filtered, sizeof filtered, &filtered,
                   sizeof filtered);
  g_assert_cmpmem (&counts->division, sizeof division, &division,
                   sizeof division);
  g_assert_cmpint (counts->as_of, ==, NOW);
}

static void
test_counts (Fixture       *self,
             gconstpointer  data)
{
  const Size *size = data;

  for (guint i = 0; i < size->n_queries; i++)
    {
      g_autoptr(InvitesFilter) filter = pick_filter (self);

      assert_counts (self, filter);
    }
}

/* What has not expired now may have in a moment, whoever asked before. */
static void
test_time_passes (Fixture       *self,
                  gconstpointer  data)
{
  g_autoptr(InvitesFilter) filter = invites_filter_new ("north");
  guint64 n_expired = 0;

  for (InvitesTime cutoff = CUTOFF - 1; cutoff <= CUTOFF + 1; cutoff++)
    {
      g_autoptr(InvitesCounts) counts = invites_counts_new ();
      guint64 n = 0;

      for (guint i = 0; i < self->contacts->len; i++)
        {
          const Contact *contact = g_ptr_array_index (self->contacts, i);
          const InvitesIndexStanding *standing = &contact->standing;

          n += standing->group == INVITES_GROUP_PENDING
               && standing->last_invite_sent != INVITES_TIME_NONE
               && standing->last_invite_sent < cutoff;
        }
      invites_index_shard_count (self->shard, filter, cutoff, counts);
      g_assert_cmpuint (counts->filtered.pending_expired, ==, n);
      g_assert_cmpuint (n, >=, n_expired);
      if (self->contacts->len > 1000 && cutoff > CUTOFF)
        g_assert_cmpuint (n, >, n_expired);
      n_expired = n;
    }
}

/* What sends and links change, one after another. */
static void
test_puts (Fixture       *self,
           gconstpointer  data)
{
  const Size *size = data;
  g_autoptr(InvitesFilter) same = pick_filter (self);

  for (guint i = 0; i < size->n_queries && self->contacts->len > 0; i++)
    {
      g_autoptr(InvitesFilter) filter = pick_filter (self);
      g_autoptr(InvitesListing) listing = pick_listing (self);

      for (guint j = 0; j < 20; j++)
        {
          Contact *contact = g_ptr_array_index (
            self->contacts,
            g_rand_int_range (self->rand, 0, (int) self->contacts->len));

          pick_standing (self, &contact->standing);
          g_assert_true (invites_index_shard_put (self->shard, contact->number,
                                                  &contact->standing));
        }
      assert_counts (self, filter);
      assert_counts (self, same);
      assert_pages (self, listing);
    }
}

static void
test_strangers (Fixture       *self,
                gconstpointer  data)
{
  InvitesIndexStanding standing = { INVITES_GROUP_ACCEPTED,
                                    INVITES_REASON_NONE, NOW };
  const gint64 numbers[] = { -1, 1000003, G_MAXINT64, G_MININT64 };
  g_autoptr(InvitesFilter) filter = invites_filter_new ("north");

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    g_assert_false (invites_index_shard_put (self->shard, numbers[i],
                                             &standing));
  assert_counts (self, filter);
}

static void
test_unknown_column (Fixture       *self,
                     gconstpointer  data)
{
  g_autoptr(InvitesListing) listing = invites_listing_new ();
  g_autoptr(GArray) numbers = NULL;
  g_autoptr(GError) error = NULL;

  listing->filter = invites_filter_new ("north");
  listing->sort = g_strdup ("outcome");
  g_assert_false (invites_index_shard_list (self->shard, listing, CUTOFF,
                                            &numbers, NULL, &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_INVALID);
  g_assert_cmpstr (invites_error_get_field (error), ==, "sort");
  g_assert_null (numbers);
}

/* What is told is what is there; beside the texts it is little, unless the
 * values to filter by are as many as the accounts. */
static void
test_memory (Fixture       *self,
             gconstpointer  data)
{
  const Size *size = data;
  gsize texts = 0;
  gsize memory = invites_index_shard_get_memory (self->shard);

  for (guint i = 0; i < self->contacts->len; i++)
    {
      const Contact *contact = g_ptr_array_index (self->contacts, i);

      texts += strlen (contact->email) + strlen (contact->name) + 2;
    }
  for (guint i = 0; i < self->accounts->len; i++)
    {
      const Account *account = g_ptr_array_index (self->accounts, i);

      texts += strlen (account->number) + strlen (account->name) + 2;
    }

  g_assert_cmpuint (memory, >, texts);
  if (size->n_contacts > 1000 && size->n_classes == 0)
    g_assert_cmpuint (memory - texts, <, 70 * (gsize) size->n_contacts);
}

/* A build that is given up. */
static void
test_given_up (void)
{
  g_autoptr(InvitesIndexBuilder) builder = invites_index_builder_new ();
  Account account = { (char *) "1", (char *) "acme" };
  Contact contact = { &account, 1, (char *) "c1", (char *) "", (char *) "" };

  contact.standing.reason = INVITES_REASON_NONE;
  build_account (builder, &account);
  build_contact (builder, &contact);
}

static void
add (const Size *size,
     const char *what,
     void (*test) (Fixture *, gconstpointer))
{
  g_autofree char *path = g_strdup_printf ("/index/shard/%s/%s", size->path,
                                           what);

  g_test_add (path, Fixture, size, set_up, test, tear_down);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      add (&sizes[i], "lists", test_lists);
      add (&sizes[i], "sorts", test_sorts);
      add (&sizes[i], "counts", test_counts);
      add (&sizes[i], "puts", test_puts);
      add (&sizes[i], "strangers", test_strangers);
      add (&sizes[i], "time-passes", test_time_passes);
      add (&sizes[i], "unknown-column", test_unknown_column);
      add (&sizes[i], "memory", test_memory);
    }
  g_test_add_func ("/index/shard/given-up", test_given_up);

  return g_test_run ();
}
