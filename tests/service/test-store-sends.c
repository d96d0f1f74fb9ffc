/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How sends are started and stopped, and which of them one sees. */
#include "core/invites-error.h"
#include "store-support.h"

static void
test_start_twice (StoreFixture  *fixture,
                  gconstpointer  data)
{
  g_autoptr(InvitesSend) prepared = NULL;
  g_autoptr(InvitesSend) started = NULL;
  g_autoptr(InvitesSend) again = NULL;

  store_fixture_put_contact (fixture, "c1", "N1", "a@x.example");
  prepared = store_fixture_prepare (fixture, 1, TRUE);
  g_assert_cmpint (prepared->started_at, ==, INVITES_TIME_NONE);
  fixture->now += 10;
  started = store_fixture_start (fixture, 1);
  store_assert_send (started, INVITES_SEND_SENDING, INVITES_DELIVERY_QUEUED, 1);
  g_assert_cmpint (started->started_at, ==, fixture->now);

  fixture->now += 10;
  again = store_fixture_start (fixture, 1);
  g_assert_cmpint (again->started_at, ==, started->started_at);
  g_assert_cmpint (store_fixture_get_number (
                     fixture, "SELECT count(*) FROM audit"
                              " WHERE act = 'start-send'"), ==, 1);
}

static void
test_nobody (StoreFixture  *fixture,
             gconstpointer  data)
{
  g_autoptr(InvitesSend) prepared = NULL;
  g_autoptr(InvitesSend) started = NULL;

  store_fixture_put_contact (fixture, "c1", "N1", "");
  prepared = store_fixture_prepare (fixture, 1, TRUE);
  started = store_fixture_start (fixture, 1);
  store_assert_send (started, INVITES_SEND_FINISHED, INVITES_DELIVERY_QUEUED,
                     0);
  g_assert_cmpint (started->finished_at, ==, fixture->now);
}

static void
refuse_start (StoreFixture *fixture,
              int           code)
{
  g_autofree char *uuid = store_dup_uuid (1);
  g_autoptr(InvitesSend) send = NULL;
  g_autoptr(InvitesSend) kept = NULL;
  g_autoptr(GError) error = NULL;

  send = invites_store_start (fixture->store, uuid, fixture->user,
                              fixture->now, &error);
  g_assert_null (send);
  g_assert_error (error, INVITES_ERROR, code);
  kept = store_fixture_find (fixture, 1);
  store_assert_send (kept, INVITES_SEND_PREPARED, INVITES_DELIVERY_QUEUED, 1);
}

static void
test_refused_starts (StoreFixture  *fixture,
                     gconstpointer  data)
{
  char *domains[] = { (char *) "NORTH.example", NULL };
  g_autoptr(InvitesSend) prepared = NULL;
  g_autoptr(InvitesSend) started = NULL;

  store_fixture_put_contact (fixture, "c1", "N1", "a@x.example");
  prepared = store_fixture_prepare (fixture, 1, TRUE);

  fixture->now += STORE_DAY + 1;
  refuse_start (fixture, INVITES_ERROR_SEND_LAPSED);
  fixture->now -= 1;
  store_fixture_put_template (fixture, "welcome", FALSE);
  refuse_start (fixture, INVITES_ERROR_TEMPLATE_RETIRED);
  store_fixture_put_template (fixture, "welcome", TRUE);
  store_fixture_put_division (fixture, "north", "portal@moved.example");
  refuse_start (fixture, INVITES_ERROR_SENDER_NOT_ALLOWED);

  invites_rules_get ()->allowed_domains = domains;
  started = store_fixture_start (fixture, 1);
  invites_rules_get ()->allowed_domains = NULL;
  g_assert_cmpint (started->state, ==, INVITES_SEND_SENDING);
}

static void
test_unknown_send (StoreFixture  *fixture,
                   gconstpointer  data)
{
  g_autofree char *uuid = store_dup_uuid (7);
  g_autoptr(GError) error = NULL;

  g_assert_null (invites_store_find_send (fixture->store, uuid, &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (invites_store_start (fixture->store, uuid, fixture->user,
                                      fixture->now, &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (invites_store_stop (fixture->store, uuid, fixture->user,
                                     fixture->now, &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND);
}

static void
assert_skipped (StoreFixture *fixture,
                guint         number,
                const char   *contact,
                InvitesSkip   reason)
{
  g_autoptr(InvitesEntry) entry = NULL;

  entry = store_fixture_find_entry (fixture, number, contact);
  g_assert_cmpint (entry->state, ==, INVITES_DELIVERY_SKIPPED);
  g_assert_cmpstr (invites_skip_to_string (entry->skipped), ==,
                   invites_skip_to_string (reason));
  g_assert_cmpint (entry->outcome, ==, INVITES_OUTCOME_WILL_BE_SENT);
}

static void
test_skipped_at_start (StoreFixture  *fixture,
                       gconstpointer  data)
{
  static const char *const ids[] = { "a", "b", "c", "d", "e", "f" };
  g_autoptr(InvitesSend) prepared = NULL;
  g_autoptr(InvitesSend) started = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autofree char *email = g_strconcat (ids[i], "@x.example", NULL);

      store_fixture_put_contact (fixture, ids[i], "N1", email);
    }
  prepared = store_fixture_prepare (fixture, 1, TRUE);
  g_assert_cmpuint (prepared->outcomes[INVITES_OUTCOME_WILL_BE_SENT], ==, 6);

  store_fixture_put (fixture, &(InvitesContactRecord) {
    .id = (char *) "a", .account_number = (char *) "N1", .name = (char *) "A",
    .email = (char *) "a@x.example", .accepted_at = 7 });
  store_fixture_put (fixture, &(InvitesContactRecord) {
    .id = (char *) "b", .account_number = (char *) "N1", .name = (char *) "B",
    .email = (char *) "b@x.example", .last_invite_sent = 7 });
  store_fixture_put (fixture, &(InvitesContactRecord) {
    .id = (char *) "c", .account_number = (char *) "N1", .name = (char *) "C",
    .email = (char *) "c@x.example", .opted_out_at = 7 });
  store_fixture_put (fixture, &(InvitesContactRecord) {
    .id = (char *) "d", .account_number = (char *) "N1", .name = (char *) "D",
    .email = (char *) "d@x.example", .bounced_at = 7 });
  store_fixture_put_contact (fixture, "e", "N1", "new@x.example");

  started = store_fixture_start (fixture, 1);
  store_assert_send (started, INVITES_SEND_SENDING, INVITES_DELIVERY_SKIPPED,
                     5);
  g_assert_cmpuint (started->deliveries[INVITES_DELIVERY_QUEUED], ==, 1);
  assert_skipped (fixture, 1, "a", INVITES_SKIP_ACCEPTED);
  assert_skipped (fixture, 1, "b", INVITES_SKIP_ALREADY_INVITED);
  assert_skipped (fixture, 1, "c", INVITES_SKIP_OPTED_OUT);
  assert_skipped (fixture, 1, "d", INVITES_SKIP_BOUNCED);
  assert_skipped (fixture, 1, "e", INVITES_SKIP_ADDRESS_CHANGED);
}

static void
test_in_another_send (StoreFixture  *fixture,
                      gconstpointer  data)
{
  g_autoptr(InvitesSend) first = NULL;
  g_autoptr(InvitesSend) second = NULL;
  g_autoptr(InvitesSend) first_started = NULL;
  g_autoptr(InvitesSend) second_started = NULL;

  store_fixture_put_contact (fixture, "c1", "N1", "a@x.example");
  store_fixture_put_contact (fixture, "c2", "N2", "b@x.example");
  first = store_fixture_prepare (fixture, 1, TRUE);
  second = store_fixture_prepare (fixture, 2, FALSE);
  g_assert_cmpuint (second->deliveries[INVITES_DELIVERY_QUEUED], ==, 2);

  first_started = store_fixture_start (fixture, 1);
  second_started = store_fixture_start (fixture, 2);
  store_assert_send (second_started, INVITES_SEND_FINISHED,
                     INVITES_DELIVERY_SKIPPED, 2);
  assert_skipped (fixture, 2, "c1", INVITES_SKIP_IN_ANOTHER_SEND);
}

static void
test_stop_prepared (StoreFixture  *fixture,
                    gconstpointer  data)
{
  g_autoptr(InvitesSend) prepared = NULL;
  g_autoptr(InvitesSend) stopped = NULL;
  g_autoptr(InvitesSend) again = NULL;
  g_autoptr(InvitesSend) started = NULL;
  g_autoptr(GPtrArray) claimed = NULL;

  store_fixture_put_contact (fixture, "c1", "N1", "a@x.example");
  prepared = store_fixture_prepare (fixture, 1, TRUE);
  stopped = store_fixture_stop (fixture, 1);
  store_assert_send (stopped, INVITES_SEND_STOPPED, INVITES_DELIVERY_CANCELLED,
                     1);
  g_assert_cmpint (stopped->finished_at, ==, fixture->now);
  fixture->now++;
  again = store_fixture_stop (fixture, 1);
  g_assert_cmpint (again->finished_at, ==, stopped->finished_at);
  started = store_fixture_start (fixture, 1);
  g_assert_cmpint (started->state, ==, INVITES_SEND_STOPPED);
  claimed = store_fixture_claim (fixture, 10);
  g_assert_cmpuint (claimed->len, ==, 0);
}

static void
test_history (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autoptr(InvitesSendRequest) south = store_request_new (TRUE);
  g_autofree char *uuid = store_dup_uuid (3);
  g_autoptr(InvitesSend) first = store_fixture_prepare (fixture, 1, TRUE);
  g_autoptr(InvitesSend) second = store_fixture_prepare (fixture, 2, FALSE);
  g_autoptr(InvitesSend) third = NULL;
  g_autoptr(GPtrArray) all = NULL;
  g_autoptr(GPtrArray) page = NULL;
  g_autoptr(GPtrArray) north = NULL;
  g_autoptr(GPtrArray) mine = NULL;
  g_autoptr(GError) error = NULL;
  guint64 total;

  g_free (south->filter->division);
  south->filter->division = g_strdup ("south");
  third = invites_store_prepare (fixture->store, uuid, south, fixture->user,
                                 fixture->now, NULL, &error);
  g_assert_no_error (error);

  all = invites_store_list_sends (fixture->store, fixture->user, NULL, 0, 10,
                                  &total, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (total, ==, 3);
  g_assert_cmpuint (all->len, ==, 3);
  g_assert_cmpstr (((InvitesSend *) all->pdata[0])->id, ==, uuid);
  g_assert_cmpstr (((InvitesSend *) all->pdata[2])->id, ==, first->id);
  g_assert_true (invites_filter_equal (((InvitesSend *) all->pdata[0])->filter,
                                       south->filter));

  page = invites_store_list_sends (fixture->store, fixture->user, NULL, 1, 1,
                                   &total, &error);
  g_assert_cmpuint (total, ==, 3);
  g_assert_cmpuint (page->len, ==, 1);
  g_assert_cmpstr (((InvitesSend *) page->pdata[0])->id, ==, second->id);

  north = invites_store_list_sends (fixture->store, fixture->user, "north", 0,
                                    10, &total, &error);
  g_assert_cmpuint (total, ==, 2);
  g_assert_cmpuint (north->len, ==, 2);

  g_strfreev (fixture->user->divisions);
  fixture->user->divisions = g_strsplit ("south", " ", -1);
  mine = invites_store_list_sends (fixture->store, fixture->user, NULL, 0, 10,
                                   &total, &error);
  g_assert_cmpuint (total, ==, 1);
  g_assert_cmpuint (mine->len, ==, 1);
}

typedef struct
{
  StoreFixture *fixture;
  gboolean      start;
  gboolean      created;
} Racer;

static gpointer
run_racer (gpointer data)
{
  Racer *racer = data;
  g_autoptr(InvitesStore) store = store_fixture_open (racer->fixture);
  g_autoptr(InvitesSendRequest) request = store_request_new (TRUE);
  g_autofree char *uuid = store_dup_uuid (1);
  g_autoptr(InvitesSend) send = NULL;
  g_autoptr(GError) error = NULL;

  if (racer->start)
    send = invites_store_start (store, uuid, racer->fixture->user,
                                racer->fixture->now, &error);
  else
    send = invites_store_prepare (store, uuid, request, racer->fixture->user,
                                  racer->fixture->now, &racer->created, &error);
  g_assert_no_error (error);
  g_assert_true (invites_send_adds_up (send));
  return NULL;
}

/* Four connections at once; gives how many say that they made the send. */
static guint
race (StoreFixture *fixture,
      gboolean      start)
{
  Racer racers[4];
  GThread *threads[4];
  guint n_created = 0;

  for (guint i = 0; i < G_N_ELEMENTS (racers); i++)
    {
      racers[i] = (Racer) { fixture, start, FALSE };
      threads[i] = g_thread_new ("racer", run_racer, &racers[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (racers); i++)
    {
      g_thread_join (threads[i]);
      n_created += racers[i].created ? 1 : 0;
    }

  return n_created;
}

static void
test_race (StoreFixture  *fixture,
           gconstpointer  data)
{
  g_autoptr(InvitesSend) send = NULL;

  for (guint i = 0; i < 50; i++)
    {
      g_autofree char *id = g_strdup_printf ("c%u", i);
      g_autofree char *email = g_strdup_printf ("c%u@x.example", i);

      store_fixture_put_contact (fixture, id, "N1", email);
    }
  g_assert_cmpuint (race (fixture, FALSE), ==, 1);
  race (fixture, TRUE);
  send = store_fixture_find (fixture, 1);
  store_assert_send (send, INVITES_SEND_SENDING, INVITES_DELIVERY_QUEUED, 50);
  g_assert_cmpint (store_fixture_get_number (
                     fixture, "SELECT count(*) FROM audit WHERE act IN"
                              " ('prepare-send', 'start-send')"), ==, 2);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *path;
    void      (*test) (StoreFixture *fixture, gconstpointer data);
  } tests[] = {
    { "/sends/start-twice", test_start_twice },
    { "/sends/nobody", test_nobody },
    { "/sends/refused-starts", test_refused_starts },
    { "/sends/unknown-send", test_unknown_send },
    { "/sends/skipped-at-start", test_skipped_at_start },
    { "/sends/in-another-send", test_in_another_send },
    { "/sends/stop-prepared", test_stop_prepared },
    { "/sends/history", test_history },
    { "/sends/race", test_race },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, StoreFixture, NULL, store_fixture_set_up,
                tests[i].test, store_fixture_tear_down);
  return g_test_run ();
}
