/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The index in memory says what the store says, whatever happens. */
#include <string.h>

#include "service/index/invites-index.h"
#include "service/store/invites-database.h"
#include "store-acts.h"

#define PATIENCE (20 * G_TIME_SPAN_SECOND)
#define N_ACTS   120

static const char *const divisions[] = { "north", "south" };
static const char *const accounts[] = { "N1", "N2", "N3", "S1" };

typedef struct
{
  StoreFixture     store;
  InvitesIndex    *index;
  InvitesDatabase *database; /* another connection */
  GMutex           mutex;
  GHashTable      *told;     /* (element-type utf8): a set, under the mutex */
  guint            n_sends;
  GPtrArray       *claimed;  /* (element-type InvitesDelivery) */
} Fixture;

static void
changed_cb (const char *division,
            gpointer    user_data)
{
  Fixture *fixture = user_data;

  g_mutex_lock (&fixture->mutex);
  g_hash_table_add (fixture->told, g_strdup (division ? division : "all"));
  g_mutex_unlock (&fixture->mutex);
}

static gboolean
was_told (Fixture    *fixture,
          const char *division)
{
  gboolean told;

  g_mutex_lock (&fixture->mutex);
  told = g_hash_table_remove (fixture->told, division);
  g_mutex_unlock (&fixture->mutex);
  return told;
}

/* Polls for something that another thread brings about. */
#define WAIT_UNTIL(condition)                                                 \
  G_STMT_START                                                                \
    {                                                                         \
      gint64 deadline = g_get_monotonic_time () + PATIENCE;                   \
      while (!(condition))                                                    \
        {                                                                     \
          g_assert_cmpint (g_get_monotonic_time (), <, deadline);             \
          g_usleep (1000);                                                    \
        }                                                                     \
    }                                                                         \
  G_STMT_END

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  store_fixture_set_up (&fixture->store, NULL);
  fixture->database = invites_database_open (fixture->store.database, &error);
  g_assert_no_error (error);
  g_mutex_init (&fixture->mutex);
  fixture->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  fixture->claimed = g_ptr_array_new_with_free_func (
    (GDestroyNotify) invites_delivery_free);
  fixture->index = invites_index_new (fixture->store.database, changed_cb,
                                      fixture);
  invites_index_start (fixture->index, &error);
  g_assert_no_error (error);
  WAIT_UNTIL (invites_index_is_whole (fixture->index));
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  invites_index_free (fixture->index);
  invites_database_free (fixture->database);
  g_ptr_array_unref (fixture->claimed);
  g_hash_table_unref (fixture->told);
  g_mutex_clear (&fixture->mutex);
  store_fixture_tear_down (&fixture->store, NULL);
}

/* What the session of whoever asks would say. */
static gint64
get_acts (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  gint64 acts = 0;

  invites_database_get_number (fixture->database,
                               "SELECT max (audit_id) FROM audit", &acts,
                               &error, "");
  g_assert_no_error (error);
  return acts;
}

static void
assert_same_group (const InvitesGroupCounts *held,
                   const InvitesGroupCounts *stored)
{
  g_assert_cmpuint (held->total, ==, stored->total);
  g_assert_cmpuint (held->pending_expired, ==, stored->pending_expired);
  for (guint i = 0; i < INVITES_N_GROUPS; i++)
    g_assert_cmpuint (held->groups[i], ==, stored->groups[i]);
  for (guint i = 0; i < INVITES_N_REASONS; i++)
    g_assert_cmpuint (held->reasons[i], ==, stored->reasons[i]);
}

/* FALSE when the index says that the store has to be asked. */
static gboolean
counts_agree (Fixture             *fixture,
              const InvitesFilter *filter)
{
  g_autoptr(InvitesCounts) held = NULL;
  g_autoptr(InvitesCounts) stored = NULL;
  g_autoptr(GError) error = NULL;

  if (!invites_index_count (fixture->index, filter, get_acts (fixture),
                            fixture->store.now, &held))
    return FALSE;

  stored = invites_store_count (fixture->store.store, filter,
                                fixture->store.now, &error);
  g_assert_no_error (error);
  assert_same_group (&held->filtered, &stored->filtered);
  assert_same_group (&held->division, &stored->division);
  g_assert_cmpint (held->as_of, ==, fixture->store.now);
  return TRUE;
}

static gboolean
add_row (const InvitesContact *contact,
         gpointer              user_data,
         GError              **error)
{
  g_string_append_printf (user_data, "%s/%s/%s/%d/%" G_GINT64_FORMAT " ",
                          contact->id, contact->email,
                          invites_group_to_string (contact->status),
                          contact->expired, contact->last_invite_sent);
  return TRUE;
}

static gboolean
lists_agree (Fixture              *fixture,
             const InvitesListing *listing)
{
  g_autoptr(GArray) contact_ids = NULL;
  g_autoptr(GString) held = g_string_new (NULL);
  g_autoptr(GString) stored = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  StoreFixture *store = &fixture->store;
  guint64 n_held = 0, n_stored = 0;

  if (!invites_index_list (fixture->index, listing, get_acts (fixture),
                           store->now, &contact_ids, &n_held))
    return FALSE;

  invites_store_list_numbers (store->store, contact_ids, store->now, add_row,
                              held, &error);
  g_assert_no_error (error);
  invites_store_list_contacts (store->store, listing, store->now, add_row,
                               stored, &n_stored, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (held->str, ==, stored->str);
  g_assert_cmpuint (n_held, ==, n_stored);
  return TRUE;
}

static InvitesListing *
make_listing (const char *division)
{
  static const char *const sorts[] = {
    "id", "email", "name", "account_number", "account_name", "status",
    "last_invite_sent", "last_login", "auto_pay",
  };
  InvitesListing *listing = invites_listing_new ();

  listing->filter = invites_filter_new (division);
  listing->filter->billing_contacts = g_test_rand_bit ();
  listing->group = g_test_rand_int_range (-1, INVITES_N_GROUPS);
  listing->reason = INVITES_REASON_NONE;
  listing->expired = -1;
  listing->sort = g_strdup (sorts[g_test_rand_int_range (0, 9)]);
  listing->descending = g_test_rand_bit ();
  listing->offset = (guint64) g_test_rand_int_range (0, 4);
  listing->limit = (guint64) g_test_rand_int_range (1, 12);
  if (g_test_rand_bit ())
    listing->words = g_strdupv ((char *[]) { (char *) "x.ex", NULL });
  return listing;
}

/* What the index says is right at every moment; and it says something soon. */
static void
assert_agrees (Fixture *fixture)
{
  for (guint i = 0; i < G_N_ELEMENTS (divisions); i++)
    {
      g_autoptr(InvitesFilter) all = invites_filter_new (divisions[i]);
      g_autoptr(InvitesFilter) billing = invites_filter_new (divisions[i]);
      g_autoptr(InvitesListing) listing = make_listing (divisions[i]);

      billing->billing_contacts = TRUE;
      counts_agree (fixture, all);
      WAIT_UNTIL (counts_agree (fixture, all));
      WAIT_UNTIL (counts_agree (fixture, billing));
      WAIT_UNTIL (lists_agree (fixture, listing));
    }
}

static void
put_somebody (Fixture *fixture)
{
  g_autofree char *id = g_strdup_printf ("c%d", g_test_rand_int_range (0, 30));
  g_autofree char *email = NULL;

  switch (g_test_rand_int_range (0, 8))
    {
    case 0:
      email = g_strdup ("");
      break;
    case 1:
      email = g_strdup ("no address");
      break;
    case 2:
      email = g_strdup ("Shared@x.example");
      break;
    default:
      email = g_strdup_printf ("p%d@x.example",
                               g_test_rand_int_range (0, 40));
      break;
    }
  store_fixture_put_contact (&fixture->store, id,
                             accounts[g_test_rand_int_range (0, 4)], email);
}

static void
move_account (Fixture *fixture)
{
  gboolean due = g_test_rand_bit ();
  InvitesAccountRecord account = {
    .number = (char *) accounts[g_test_rand_int_range (0, 4)],
    .name = (char *) "Moved",
    .division = (char *) divisions[g_test_rand_bit ()],
    .balance = (char *) (due ? "1.50" : "0"), .balance_due = due,
    .auto_pay = INVITES_FLAG_NO,
  };
  InvitesStore *store = fixture->store.store;
  g_autoptr(GError) error = NULL;

  invites_store_begin_import (store, fixture->store.now, &error);
  g_assert_no_error (error);
  invites_store_put_account (store, &account, &error);
  g_assert_no_error (error);
  invites_store_end_import (store, TRUE, &error);
  g_assert_no_error (error);
}

static void
give_up_import (Fixture *fixture)
{
  store_give_up_import (&fixture->store);
}

static void
start_send (Fixture *fixture)
{
  g_autoptr(InvitesSend) prepared = NULL;

  if (fixture->n_sends == 20)
    return;
  prepared = store_fixture_prepare (&fixture->store, ++fixture->n_sends,
                                    g_test_rand_bit ());
  store_act_on (&fixture->store, fixture->n_sends, STORE_START_SEND);
}

/* Some are sent, some refused, some have a bad address. */
static void
take_turn (Fixture *fixture)
{
  g_autoptr(GPtrArray) claimed = store_fixture_claim (&fixture->store, 3);

  while (claimed->len > 0)
    {
      InvitesDelivery *delivery = g_ptr_array_steal_index (claimed, 0);

      if (g_test_rand_int_range (0, 5) == 0)
        store_fixture_report_bad_address (&fixture->store, delivery);
      else
        store_fixture_report (&fixture->store, delivery,
                              g_test_rand_int_range (0, 4) == 0
                                ? INVITES_DELIVERY_UNKNOWN
                                : INVITES_DELIVERY_SENT);
      g_ptr_array_add (fixture->claimed, delivery);
    }
  /* A turn is no act of a user: the sender tells it. */
  invites_index_touch (fixture->index);
}

static const InvitesDelivery *
pick_delivery (Fixture *fixture)
{
  if (fixture->claimed->len == 0)
    return NULL;

  return g_ptr_array_index (
    fixture->claimed,
    g_test_rand_int_range (0, (gint32) fixture->claimed->len));
}

static void
accept_one (Fixture *fixture)
{
  const InvitesDelivery *delivery = pick_delivery (fixture);
  g_autoptr(GBytes) hash = NULL;

  if (delivery == NULL)
    return;
  hash = invites_token_hash (delivery->token);
  invites_store_accept (fixture->store.store, hash, "hash", fixture->store.now,
                        NULL, NULL);
}

static void
opt_out_one (Fixture *fixture)
{
  const InvitesDelivery *delivery = pick_delivery (fixture);

  if (delivery != NULL)
    invites_store_opt_out (fixture->store.store, delivery->delivery_id,
                           fixture->store.now, NULL, NULL);
}

static void
bounce_one (Fixture *fixture)
{
  const InvitesDelivery *delivery = pick_delivery (fixture);
  InvitesBounce bounce = { .failed = TRUE, .is_hard = TRUE, .code = 550 };

  if (delivery == NULL)
    return;
  bounce.delivery_id = delivery->delivery_id;
  invites_store_bounce (fixture->store.store, &bounce, fixture->store.now, NULL,
                        NULL);
}

static void
lift_one (Fixture *fixture)
{
  const InvitesDelivery *delivery = pick_delivery (fixture);

  if (delivery != NULL)
    invites_store_lift (fixture->store.store, delivery->recipient->contact,
                        g_test_rand_bit () ? INVITES_REASON_BOUNCED
                                           : INVITES_REASON_OPTED_OUT,
                        fixture->store.user, fixture->store.now, NULL);
}

static void
act_on_send (Fixture *fixture,
             StoreAct act)
{
  g_autoptr(InvitesSend) send = NULL;

  if (fixture->n_sends > 0)
    send = store_try_act (&fixture->store,
                          (guint) g_test_rand_int_range (
                            1, (gint32) fixture->n_sends + 1),
                          act, NULL);
}

static void
stop_one (Fixture *fixture)
{
  act_on_send (fixture, STORE_STOP);
}

static void
revoke_one (Fixture *fixture)
{
  act_on_send (fixture, STORE_REVOKE);
}

static void
retry_one (Fixture *fixture)
{
  act_on_send (fixture, STORE_RETRY);
}

static void
let_time_pass (Fixture *fixture)
{
  fixture->store.now += g_test_rand_int_range (1, 12 * STORE_DAY);
}

static void
test_every_act (Fixture      *fixture,
                gconstpointer data)
{
  static void (*const acts[]) (Fixture *fixture) = {
    put_somebody, put_somebody, put_somebody, move_account, give_up_import,
    start_send, start_send, take_turn, take_turn, take_turn, take_turn,
    accept_one, opt_out_one, bounce_one, lift_one, stop_one, revoke_one,
    retry_one, let_time_pass,
  };

  for (guint i = 0; i < 12; i++)
    put_somebody (fixture);
  for (guint i = 0; i < N_ACTS; i++)
    {
      acts[g_test_rand_int_range (0, G_N_ELEMENTS (acts))] (fixture);
      assert_agrees (fixture);
    }
}

/* What is told is the division; of an import, all. */
static void
test_tells (Fixture      *fixture,
            gconstpointer data)
{
  StoreFixture *store = &fixture->store;

  store_put_people (store, "ab");
  WAIT_UNTIL (was_told (fixture, "all"));
  assert_agrees (fixture);
  was_told (fixture, "all");

  store_fixture_exec (store, "UPDATE contacts SET pending = 1 WHERE id = 'a'");
  WAIT_UNTIL (was_told (fixture, "north"));
  g_assert_false (was_told (fixture, "south"));
  g_assert_false (was_told (fixture, "all"));
  store_fixture_exec (store, "UPDATE contacts SET pending = 0 WHERE id = 'a'");
}

static gboolean
compare (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  gboolean same = FALSE;

  invites_index_compare (fixture->index, fixture->store.store, "north", &same,
                         &error);
  g_assert_no_error (error);
  return same;
}

/* A change that nobody was told of is found, and mended. */
static void
test_compare (Fixture      *fixture,
              gconstpointer data)
{
  StoreFixture *store = &fixture->store;

  store_put_people (store, "ab");
  assert_agrees (fixture);
  g_assert_true (compare (fixture));

  store_fixture_exec (store, "UPDATE feed SET importing = 1;"
                             "UPDATE contacts SET pending = 1;"
                             "UPDATE feed SET importing = 0");
  g_test_expect_message ("invites-service", G_LOG_LEVEL_WARNING,
                         "*division north is wrong*");
  g_assert_false (compare (fixture));
  g_test_assert_expected_messages ();
  assert_agrees (fixture);
  g_assert_true (compare (fixture));
  store_fixture_exec (store, "UPDATE contacts SET pending = 0");
}

static void
test_list_numbers (Fixture      *fixture,
                   gconstpointer data)
{
  StoreFixture *store = &fixture->store;
  g_autoptr(GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr(GString) rows = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  gint64 number, nobody = G_GINT64_CONSTANT (999999999999);

  store_put_people (store, "abc");
  for (const char *id = "cab"; *id != '\0'; id++)
    {
      g_autofree char *sql = g_strdup_printf (
        "SELECT contact_id FROM contacts WHERE id = '%c'", *id);

      number = store_fixture_get_number (store, sql);
      g_array_append_val (numbers, number);
    }
  g_array_insert_val (numbers, 1, nobody);

  invites_store_list_numbers (store->store, numbers, store->now, add_row, rows,
                              &error);
  g_assert_no_error (error);
  g_assert_cmpstr (rows->str, ==,
                   "c/c@x.example/not_sent/0/0 a/a@x.example/not_sent/0/0 "
                   "b/b@x.example/not_sent/0/0 ");
}

/* In the division north; so many others are loaded behind it that hardly
 * anything happens in between. */
#define N_CHANGING  100
#define N_DIVISIONS 200
#define N_ROUNDS    6

static void
put_many (StoreFixture *store)
{
  InvitesStore *connection = store->store;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < N_DIVISIONS; i++)
    {
      g_autofree char *id = g_strdup_printf ("z%u", i);

      store_fixture_put_division (store, id, "us@x.example");
    }

  invites_store_begin_import (connection, store->now, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < N_CHANGING; i++)
    {
      g_autofree char *id = g_strdup_printf ("m%u", i);
      g_autofree char *email = g_strdup_printf ("m%u@x.example", i);
      InvitesContactRecord contact = {
        .id = id, .account_number = (char *) "N1", .name = id, .email = email,
      };

      invites_store_put_contact (connection, &contact, &error);
      g_assert_no_error (error);
    }
  invites_store_end_import (connection, TRUE, &error);
  g_assert_no_error (error);
}

/* What changes between two looks at the feed, while another division is just
 * being taken over, is not passed over. */
static void
test_loading (Fixture      *fixture,
              gconstpointer data)
{
  StoreFixture *store = &fixture->store;
  g_autoptr(GError) error = NULL;

  put_many (store);
  assert_agrees (fixture);
  for (guint round = 0; round < N_ROUNDS; round++)
    {
      store_fixture_exec (store, "INSERT INTO contact_changes (contact_id)"
                                 " VALUES (NULL)");
      for (guint i = 0; i < N_CHANGING; i++)
        {
          g_autofree char *id = g_strdup_printf ("m%u", i);

          invites_database_run (fixture->database,
                                "UPDATE contacts SET pending = 1 - pending"
                                " WHERE id = ?1",
                                NULL, &error, "s", id);
          g_assert_no_error (error);
        }
      invites_index_touch (fixture->index);
      assert_agrees (fixture);
    }
}

/* Holds nothing, and tells what changes nevertheless. */
static void
test_empty (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr(InvitesFilter) filter = invites_filter_new ("north");
  g_autoptr(GError) error = NULL;
  InvitesCounts *counts;

  invites_index_free (fixture->index);
  fixture->index = invites_index_new (fixture->store.database, changed_cb,
                                      fixture);
  invites_index_set_empty (fixture->index, TRUE);
  invites_index_start (fixture->index, &error);
  g_assert_no_error (error);
  WAIT_UNTIL (invites_index_is_whole (fixture->index));

  store_put_people (&fixture->store, "a");
  WAIT_UNTIL (was_told (fixture, "all"));
  store_fixture_exec (&fixture->store, "UPDATE contacts SET pending = 1");
  WAIT_UNTIL (was_told (fixture, "north"));
  g_assert_false (invites_index_count (fixture->index, filter, 0,
                                       fixture->store.now, &counts));
  store_fixture_exec (&fixture->store, "UPDATE contacts SET pending = 0");
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *path;
    void      (*test) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/index/every-act", test_every_act },
    { "/index/tells", test_tells },
    { "/index/compare", test_compare },
    { "/index/loading", test_loading },
    { "/index/list-numbers", test_list_numbers },
    { "/index/empty", test_empty },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test, tear_down);
  return g_test_run ();
}
