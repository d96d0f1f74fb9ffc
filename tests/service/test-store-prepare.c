/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A ledger that is written in pieces: seen whole or not at all. */
#include "database-support.h"
#include "store-acts.h"

#include "core/invites-error.h"

#define N_PEOPLE  3000 /* more than a piece has at first */
#define N_THREADS 8

static void
put_many (StoreFixture *fixture)
{
  g_autoptr(GError) error = NULL;

  invites_store_begin_import (fixture->store, fixture->now, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < N_PEOPLE; i++)
    {
      g_autofree char *id = g_strdup_printf ("p%04u", i);
      /* Every third has the address of the one before. */
      g_autofree char *email
        = g_strdup_printf ("p%04u@x.example", i % 3 == 2 ? i - 1 : i);
      InvitesContactRecord contact = {
        .id = id,
        .account_number = (char *) "N1",
        .name = id,
        .email = email,
      };

      invites_store_put_contact (fixture->store, &contact, &error);
      g_assert_no_error (error);
    }
  invites_store_end_import (fixture->store, TRUE, &error);
  g_assert_no_error (error);
}

static void
assert_whole (StoreFixture *fixture,
              guint         number)
{
  g_autoptr(InvitesSend) send = store_fixture_find (fixture, number);

  g_assert_cmpuint (send->outcomes[INVITES_OUTCOME_WILL_BE_SENT], ==,
                    N_PEOPLE - N_PEOPLE / 3);
  g_assert_cmpuint (send->outcomes[INVITES_OUTCOME_MERGED], ==, N_PEOPLE / 3);
  store_assert_send (send, INVITES_SEND_PREPARED, INVITES_DELIVERY_QUEUED,
                     N_PEOPLE - N_PEOPLE / 3);
}

static void
test_whole (StoreFixture  *fixture,
            gconstpointer  data)
{
  put_many (fixture);
  store_prepare (fixture, 1, TRUE);
  assert_whole (fixture, 1);
  store_act_on (fixture, 1, STORE_START_SEND);
}

/* What a crash leaves when the last pieces are missing. */
static void
leave_half (StoreFixture *fixture,
            guint         number)
{
  g_autofree char *uuid = store_dup_uuid (number);
  g_autofree char *sql = NULL;

  store_prepare (fixture, number, TRUE);
  sql = g_strdup_printf (
    "DELETE FROM audit WHERE subject = '%s';"
    "UPDATE sends SET state = 'preparing' WHERE uuid = '%s';"
    "DELETE FROM send_entries WHERE send_id ="
    " (SELECT send_id FROM sends WHERE uuid = '%s')"
    " AND contact_id %% 2 = 0",
    uuid, uuid, uuid);
  store_fixture_exec (fixture, sql);
}

static void
assert_unknown (StoreFixture *fixture,
                guint         number,
                StoreAct      act)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (store_try_act (fixture, number, act, &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND);
}

static void
test_unseen (StoreFixture  *fixture,
             gconstpointer  data)
{
  g_autofree char *uuid = store_dup_uuid (1);
  g_autoptr(InvitesFilter) filter = invites_filter_new ("north");
  g_autoptr(InvitesListing) listing = invites_listing_new ();
  g_autoptr(GPtrArray) sends = NULL;
  g_autoptr(InvitesWhy) why = NULL;
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) error = NULL;
  guint64 total = 1;

  store_put_people (fixture, "abc");
  leave_half (fixture, 1);

  g_assert_null (invites_store_find_send (fixture->store, uuid, &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (invites_store_list_entries (fixture->store, uuid, listing,
                                              NULL, NULL, NULL, &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND);
  g_clear_error (&error);
  assert_unknown (fixture, 1, STORE_START_SEND);
  assert_unknown (fixture, 1, STORE_STOP);

  sends = invites_store_list_sends (fixture->store, fixture->user, "north", 0,
                                    10, &total, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (sends->len, ==, 0);
  g_assert_cmpuint (total, ==, 0);
  why = invites_store_why (fixture->store, "a", filter, fixture->user,
                           fixture->now, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (why->history->len, ==, 0);
  g_assert_cmpuint (store_count_claims (fixture), ==, 0);
  g_assert_cmpuint (store_fixture_check (fixture, lines), ==, 0);
}

static gint64
count_left (StoreFixture *fixture)
{
  return store_fixture_get_number (
    fixture, "SELECT (SELECT count (*) FROM sends WHERE state = 'preparing')"
             " + (SELECT count (*) FROM send_entries AS e WHERE NOT EXISTS"
             "  (SELECT 1 FROM sends AS s WHERE s.send_id = e.send_id))"
             " + (SELECT count (*) FROM deliveries AS d WHERE NOT EXISTS"
             "  (SELECT 1 FROM sends AS s WHERE s.send_id = d.send_id))");
}

/* The same request once more finds nothing in its way; another one clears up
 * behind it, too. */
static void
test_again (StoreFixture  *fixture,
            gconstpointer  data)
{
  put_many (fixture);
  leave_half (fixture, 1);
  store_prepare (fixture, 1, TRUE);
  assert_whole (fixture, 1);
  g_assert_cmpint (count_left (fixture), ==, 0);

  leave_half (fixture, 2);
  store_prepare (fixture, 3, TRUE);
  assert_whole (fixture, 3);
  g_assert_cmpint (count_left (fixture), ==, 0);
  assert_unknown (fixture, 2, STORE_START_SEND);
}

static void
test_recover (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  put_many (fixture);
  store_prepare (fixture, 1, TRUE);
  leave_half (fixture, 2);
  invites_store_recover (fixture->store, fixture->now, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (count_left (fixture), ==, 0);
  assert_whole (fixture, 1);
}

typedef struct
{
  StoreFixture *fixture;
  InvitesStore *store;
  gboolean      created;
} Racer;

static gpointer
race (gpointer data)
{
  Racer *racer = data;
  g_autoptr(InvitesSendRequest) request = store_request_new (TRUE);
  g_autofree char *uuid = store_dup_uuid (1);
  g_autoptr(GError) error = NULL;
  g_autoptr(InvitesSend) send = NULL;

  send = invites_store_prepare (racer->store, uuid, request,
                                racer->fixture->user, racer->fixture->now,
                                &racer->created, &error);
  g_assert_no_error (error);
  g_assert_true (invites_send_adds_up (send));
  g_assert_cmpuint (send->outcomes[INVITES_OUTCOME_MERGED], ==, N_PEOPLE / 3);
  return NULL;
}

static void
test_together (StoreFixture  *fixture,
               gconstpointer  data)
{
  Racer racers[N_THREADS];
  GThread *threads[N_THREADS];
  guint n_created = 0;

  put_many (fixture);
  for (guint i = 0; i < N_THREADS; i++)
    racers[i] = (Racer) { fixture, store_fixture_open (fixture), FALSE };
  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("racer", race, &racers[i]);
  for (guint i = 0; i < N_THREADS; i++)
    {
      g_thread_join (threads[i]);
      n_created += racers[i].created ? 1 : 0;
      g_object_unref (racers[i].store);
    }

  g_assert_cmpuint (n_created, ==, 1);
  assert_whole (fixture, 1);
}

#define ADD(path, function)                                                   \
  g_test_add ("/store-prepare/" path, StoreFixture, NULL,                     \
              store_fixture_set_up, function, store_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("whole", test_whole);
  ADD ("unseen", test_unseen);
  ADD ("together", test_together);
  /* Where it is one transaction, a crash leaves nothing. */
  if (!test_on_postgresql ())
    {
      ADD ("again", test_again);
      ADD ("recover", test_recover);
    }

  return g_test_run ();
}
