/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queue: what is claimed, and what becomes of it. */
#include "core/invites-error.h"
#include "store-support.h"

static void
put_three (StoreFixture *fixture)
{
  store_fixture_put_contact (fixture, "c1", "N1", "a@x.example");
  store_fixture_put_contact (fixture, "c2", "N2", "b@x.example");
  store_fixture_put_contact (fixture, "c3", "N3", "c@x.example");
}

static void
prepare_and_start (StoreFixture *fixture,
                   guint         number,
                   gboolean      only)
{
  g_autoptr(InvitesSend) prepared = NULL;
  g_autoptr(InvitesSend) started = NULL;

  prepared = store_fixture_prepare (fixture, number, only);
  started = store_fixture_start (fixture, number);
  g_assert_cmpint (started->state, ==, INVITES_SEND_SENDING);
}

static void
assert_send (StoreFixture         *fixture,
             guint                 number,
             InvitesSendState      state,
             InvitesDeliveryState  delivery,
             guint64               n)
{
  g_autoptr(InvitesSend) send = store_fixture_find (fixture, number);

  store_assert_send (send, state, delivery, n);
}

static void
assert_contact (StoreFixture *fixture,
                const char   *id,
                InvitesGroup  group)
{
  g_autoptr(InvitesContact) contact = store_fixture_find_contact (fixture, id);

  g_assert_cmpstr (invites_group_to_string (contact->status), ==,
                   invites_group_to_string (group));
}

static const InvitesDelivery *
find_delivery (GPtrArray  *claimed,
               const char *contact)
{
  for (guint i = 0; i < claimed->len; i++)
    {
      const InvitesDelivery *delivery = g_ptr_array_index (claimed, i);

      if (g_str_equal (delivery->recipient->contact, contact))
        return delivery;
    }

  g_error ("Nothing was claimed for %s", contact);
}

static void
test_claim (StoreFixture  *fixture,
            gconstpointer  data)
{
  g_autoptr(InvitesDelivery) delivery = NULL;
  g_autoptr(GPtrArray) more = NULL;
  const InvitesAccountName *account;

  store_fixture_put_contact (fixture, "c2", "N1", "Pat@X.example");
  store_fixture_put_contact (fixture, "c10", "N3", "pat@x.example");
  store_fixture_put_contact (fixture, "c3", "N1", "pat@x.EXAMPLE");
  prepare_and_start (fixture, 1, TRUE);
  delivery = store_fixture_claim_one (fixture);

  g_assert_cmpstr (delivery->recipient->contact, ==, "c10");
  g_assert_cmpstr (delivery->recipient->name, ==, "c10");
  g_assert_cmpstr (delivery->recipient->address, ==, "pat@x.example");
  g_assert_cmpstr (delivery->recipient->division->id, ==, "north");
  g_assert_cmpstr (delivery->email_from, ==, "portal@north.example");
  g_assert_cmpstr (delivery->text->text, ==, "{{link}}");
  g_assert_cmpuint (delivery->attempts, ==, 1);
  g_assert_true (invites_token_is_valid (delivery->token));
  g_assert_cmpstr (delivery->address_key, ==, "pat@x.example");
  g_assert_true (g_str_has_suffix (delivery->message_id, "@north.example"));
  g_assert_cmpuint (delivery->recipient->accounts->len, ==, 2);
  account = g_ptr_array_index (delivery->recipient->accounts, 0);
  g_assert_cmpstr (account->number, ==, "N1");
  account = g_ptr_array_index (delivery->recipient->accounts, 1);
  g_assert_cmpstr (account->number, ==, "N3");

  assert_send (fixture, 1, INVITES_SEND_SENDING, INVITES_DELIVERY_SENDING, 1);
  more = store_fixture_claim (fixture, 5);
  g_assert_cmpuint (more->len, ==, 0);

  store_fixture_report (fixture, delivery, INVITES_DELIVERY_SENT);
  assert_send (fixture, 1, INVITES_SEND_FINISHED, INVITES_DELIVERY_SENT, 1);
  assert_contact (fixture, "c10", INVITES_GROUP_PENDING);
  assert_contact (fixture, "c2", INVITES_GROUP_PENDING);
  assert_contact (fixture, "c3", INVITES_GROUP_PENDING);
}

/* What went out is what was frozen, whatever the template is by then. */
static void
test_frozen (StoreFixture  *fixture,
             gconstpointer  data)
{
  g_autoptr(InvitesTemplateRecord) template
    = invites_template_record_new ("welcome", "Other", TRUE);
  g_autoptr(InvitesSend) prepared = NULL;
  g_autoptr(InvitesSend) started = NULL;
  g_autoptr(InvitesDelivery) delivery = NULL;

  put_three (fixture);
  prepared = store_fixture_prepare (fixture, 1, TRUE);
  g_ptr_array_add (template->texts,
                   invites_template_text_new (NULL, "Other", "other",
                                              "other"));
  invites_store_put_template (fixture->store, template, NULL);
  store_fixture_put_contact (fixture, "c4", "N1", "d@x.example");
  started = store_fixture_start (fixture, 1);
  g_assert_cmpuint (invites_send_get_considered (started), ==, 3);
  g_assert_cmpstr (started->template_name, ==, "Welcome");
  delivery = store_fixture_claim_one (fixture);
  g_assert_cmpstr (delivery->text->subject, ==, "Your account");
  g_assert_cmpstr (delivery->text->html, ==, "<p>{{link}}</p>");
}

static void
test_results (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autoptr(GPtrArray) claimed = NULL;
  g_autoptr(GPtrArray) again = NULL;
  g_autoptr(InvitesEntry) entry = NULL;
  const InvitesDelivery *delivery;

  put_three (fixture);
  store_fixture_put_contact (fixture, "c4", "N1", "d@x.example");
  prepare_and_start (fixture, 1, TRUE);
  claimed = store_fixture_claim (fixture, 10);
  g_assert_cmpuint (claimed->len, ==, 4);

  store_fixture_report (fixture, find_delivery (claimed, "c1"),
                        INVITES_DELIVERY_SENT);
  store_fixture_report (fixture, find_delivery (claimed, "c2"),
                        INVITES_DELIVERY_REFUSED);
  store_fixture_report_bad_address (fixture, find_delivery (claimed, "c3"));
  assert_send (fixture, 1, INVITES_SEND_SENDING, INVITES_DELIVERY_SENDING, 1);
  delivery = find_delivery (claimed, "c4");
  store_fixture_report (fixture, delivery, INVITES_DELIVERY_UNKNOWN);
  assert_send (fixture, 1, INVITES_SEND_FINISHED, INVITES_DELIVERY_SENT, 1);
  assert_send (fixture, 1, INVITES_SEND_FINISHED, INVITES_DELIVERY_REFUSED, 2);
  assert_send (fixture, 1, INVITES_SEND_FINISHED, INVITES_DELIVERY_UNKNOWN, 1);

  assert_contact (fixture, "c1", INVITES_GROUP_PENDING);
  assert_contact (fixture, "c2", INVITES_GROUP_NOT_SENT);
  assert_contact (fixture, "c3", INVITES_GROUP_CANNOT_BE_INVITED);
  assert_contact (fixture, "c4", INVITES_GROUP_PENDING);
  entry = store_fixture_find_entry (fixture, 1, "c2");
  g_assert_cmpint (entry->reply_code, ==, 250);
  g_assert_cmpstr (entry->reply_status, ==, "2.0.0");
  g_assert_cmpstr (entry->reply_text, ==, "As it may be");

  /* Too late: it is not on the wire any more. */
  store_fixture_report (fixture, delivery, INVITES_DELIVERY_REFUSED);
  assert_send (fixture, 1, INVITES_SEND_FINISHED, INVITES_DELIVERY_UNKNOWN, 1);
  again = store_fixture_claim (fixture, 10);
  g_assert_cmpuint (again->len, ==, 0);
}

/* An unknown delivery still holds its address. */
static void
test_unknown_holds (StoreFixture  *fixture,
                    gconstpointer  data)
{
  g_autoptr(InvitesDelivery) delivery = NULL;
  g_autoptr(InvitesSend) second = NULL;
  g_autoptr(InvitesSend) started = NULL;

  store_fixture_put_contact (fixture, "c1", "N1", "a@x.example");
  prepare_and_start (fixture, 1, TRUE);
  delivery = store_fixture_claim_one (fixture);
  store_fixture_report (fixture, delivery, INVITES_DELIVERY_UNKNOWN);

  second = store_fixture_prepare (fixture, 2, FALSE);
  g_assert_cmpuint (second->previously_invited, ==, 1);
  started = store_fixture_start (fixture, 2);
  store_assert_send (started, INVITES_SEND_FINISHED, INVITES_DELIVERY_SKIPPED,
                     1);
}

static InvitesTime
find_due (StoreFixture *fixture)
{
  g_autoptr(GError) error = NULL;
  InvitesTime due = -1;

  g_assert_true (invites_store_find_next_due (fixture->store, &due, &error));
  g_assert_no_error (error);
  return due;
}

static void
test_deferred (StoreFixture  *fixture,
               gconstpointer  data)
{
  InvitesTime begun = fixture->now;
  InvitesTime expected = 60;
  g_autofree char *first_token = NULL;
  guint n_attempts = 0;

  store_fixture_put_contact (fixture, "c1", "N1", "a@x.example");
  g_assert_cmpint (find_due (fixture), ==, INVITES_TIME_NONE);
  prepare_and_start (fixture, 1, TRUE);
  g_assert_cmpint (find_due (fixture), >, INVITES_TIME_NONE);
  g_assert_cmpint (find_due (fixture), <=, fixture->now);

  for (;;)
    {
      g_autoptr(InvitesDelivery) delivery = store_fixture_claim_one (fixture);
      g_autoptr(GPtrArray) none = NULL;
      InvitesTime delay;

      g_assert_cmpuint (delivery->attempts, ==, ++n_attempts);
      g_assert_cmpuint (n_attempts, <, 50);
      if (first_token == NULL)
        first_token = g_strdup (delivery->token);
      g_assert_cmpstr (delivery->token, ==, first_token);
      store_fixture_report (fixture, delivery, INVITES_DELIVERY_DEFERRED);
      if (find_due (fixture) == INVITES_TIME_NONE)
        break;

      assert_send (fixture, 1, INVITES_SEND_SENDING, INVITES_DELIVERY_DEFERRED,
                   1);
      assert_contact (fixture, "c1", INVITES_GROUP_NOT_SENT);
      delay = find_due (fixture) - fixture->now;
      g_assert_cmpint (delay, >=, expected - expected / 5);
      g_assert_cmpint (delay, <=, expected + expected / 5);
      expected = MIN (2 * expected, 4 * STORE_HOUR);

      fixture->now += delay - 1;
      none = store_fixture_claim (fixture, 1);
      g_assert_cmpuint (none->len, ==, 0);
      fixture->now++;
    }

  assert_send (fixture, 1, INVITES_SEND_FINISHED, INVITES_DELIVERY_REFUSED, 1);
  g_assert_cmpint (fixture->now - begun, >=, 96 * STORE_HOUR);
  g_assert_cmpint (fixture->now - begun, <=, 101 * STORE_HOUR);
}

/* What waits for nothing goes, whatever time it is. */
static void
test_clock_put_back (StoreFixture  *fixture,
                     gconstpointer  data)
{
  g_autoptr(InvitesDelivery) delivery = NULL;

  store_fixture_put_contact (fixture, "c1", "N1", "a@x.example");
  prepare_and_start (fixture, 1, TRUE);
  fixture->now -= STORE_DAY;
  g_assert_cmpint (find_due (fixture), >, INVITES_TIME_NONE);
  g_assert_cmpint (find_due (fixture), <=, fixture->now);
  delivery = store_fixture_claim_one (fixture);
  store_fixture_report (fixture, delivery, INVITES_DELIVERY_SENT);
  assert_send (fixture, 1, INVITES_SEND_FINISHED, INVITES_DELIVERY_SENT, 1);
}

static void
test_put_back (StoreFixture  *fixture,
               gconstpointer  data)
{
  g_autoptr(InvitesDelivery) first = NULL;
  g_autoptr(InvitesDelivery) again = NULL;
  g_autoptr(InvitesLink) link = NULL;
  g_autoptr(GBytes) hash = NULL;

  store_fixture_put_contact (fixture, "c1", "N1", "a@x.example");
  prepare_and_start (fixture, 1, TRUE);
  first = store_fixture_claim_one (fixture);
  store_fixture_report (fixture, first, INVITES_DELIVERY_QUEUED);
  assert_send (fixture, 1, INVITES_SEND_SENDING, INVITES_DELIVERY_QUEUED, 1);
  g_assert_cmpint (store_fixture_get_number (
                     fixture, "SELECT count(*) FROM send_entries"
                              " WHERE named = 1"), ==, 0);
  hash = invites_token_hash (first->token);
  link = invites_store_find_link (fixture->store, hash, fixture->now, NULL);
  g_assert_cmpint (link->state, ==, INVITES_LINK_UNKNOWN);

  again = store_fixture_claim_one (fixture);
  g_assert_cmpuint (again->attempts, ==, 1);
  g_assert_cmpstr (again->message_id, ==, first->message_id);
}

static void
test_oldest_first (StoreFixture  *fixture,
                   gconstpointer  data)
{
  g_autoptr(GPtrArray) claimed = NULL;
  g_autoptr(GPtrArray) rest = NULL;
  g_autofree char *first = store_dup_uuid (1);

  store_fixture_put_contact (fixture, "c1", "N1", "a@x.example");
  prepare_and_start (fixture, 1, TRUE);
  put_three (fixture);
  prepare_and_start (fixture, 2, TRUE);
  claimed = store_fixture_claim (fixture, 2);
  g_assert_cmpuint (claimed->len, ==, 2);
  g_assert_cmpstr (((InvitesDelivery *) claimed->pdata[0])->send, ==, first);
  rest = store_fixture_claim (fixture, 10);
  g_assert_cmpuint (rest->len, ==, 1);
}

static void
assert_skipped (StoreFixture *fixture,
                const char   *contact,
                InvitesSkip   reason)
{
  g_autoptr(InvitesEntry) entry = store_fixture_find_entry (fixture, 1, contact);

  g_assert_cmpint (entry->state, ==, INVITES_DELIVERY_SKIPPED);
  g_assert_cmpstr (invites_skip_to_string (entry->skipped), ==,
                   invites_skip_to_string (reason));
}

/* Between start and claim; the turn goes on to what remains. */
static void
test_skipped_at_claim (StoreFixture  *fixture,
                       gconstpointer  data)
{
  static const char *const ids[] = { "a", "b", "c", "d", "e", "f" };
  g_autoptr(InvitesDelivery) delivery = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autofree char *email = g_strconcat (ids[i], "@x.example", NULL);

      store_fixture_put_contact (fixture, ids[i], "N1", email);
    }
  prepare_and_start (fixture, 1, TRUE);

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

  delivery = store_fixture_claim_one (fixture);
  g_assert_cmpstr (delivery->recipient->contact, ==, "f");
  assert_send (fixture, 1, INVITES_SEND_SENDING, INVITES_DELIVERY_SKIPPED, 5);
  assert_skipped (fixture, "a", INVITES_SKIP_ACCEPTED);
  assert_skipped (fixture, "b", INVITES_SKIP_ALREADY_INVITED);
  assert_skipped (fixture, "c", INVITES_SKIP_OPTED_OUT);
  assert_skipped (fixture, "d", INVITES_SKIP_BOUNCED);
  assert_skipped (fixture, "e", INVITES_SKIP_ADDRESS_CHANGED);
}

/* With the last delivery skipped, the send ends in the same turn. */
static void
test_skip_ends (StoreFixture  *fixture,
                gconstpointer  data)
{
  g_autoptr(GPtrArray) claimed = NULL;
  g_autoptr(GPtrArray) changed = NULL;
  g_autofree char *uuid = store_dup_uuid (1);
  InvitesTurn turn = { .n_wanted = 5 };

  store_fixture_put_contact (fixture, "c1", "N1", "a@x.example");
  prepare_and_start (fixture, 1, TRUE);
  store_fixture_put_contact (fixture, "c1", "N1", "");
  claimed = invites_store_turn (fixture->store, &turn, fixture->keys,
                                fixture->now, &changed, NULL);
  g_assert_cmpuint (claimed->len, ==, 0);
  g_assert_cmpuint (changed->len, ==, 1);
  g_assert_cmpstr (changed->pdata[0], ==, uuid);
  assert_send (fixture, 1, INVITES_SEND_FINISHED, INVITES_DELIVERY_SKIPPED, 1);
}

/* The leading contact drops out, the merged ones remain. */
static void
test_partly_dropped (StoreFixture  *fixture,
                     gconstpointer  data)
{
  g_autoptr(InvitesDelivery) delivery = NULL;
  const InvitesAccountName *account;

  store_fixture_put_contact (fixture, "c1", "N1", "a@x.example");
  store_fixture_put_contact (fixture, "c2", "N2", "a@x.example");
  store_fixture_put_contact (fixture, "c3", "N3", "a@x.example");
  prepare_and_start (fixture, 1, TRUE);
  store_fixture_put_contact (fixture, "c1", "N1", "other@x.example");

  delivery = store_fixture_claim_one (fixture);
  g_assert_cmpstr (delivery->recipient->contact, ==, "c2");
  g_assert_cmpuint (delivery->recipient->accounts->len, ==, 2);
  account = g_ptr_array_index (delivery->recipient->accounts, 0);
  g_assert_cmpstr (account->number, ==, "N2");
  store_fixture_report (fixture, delivery, INVITES_DELIVERY_SENT);
  assert_contact (fixture, "c1", INVITES_GROUP_NOT_SENT);
  assert_contact (fixture, "c2", INVITES_GROUP_PENDING);
  assert_contact (fixture, "c3", INVITES_GROUP_PENDING);
}

static void
test_stop (StoreFixture  *fixture,
           gconstpointer  data)
{
  g_autoptr(GPtrArray) claimed = NULL;
  g_autoptr(GPtrArray) none = NULL;
  g_autoptr(InvitesDelivery) deferred = NULL;
  g_autoptr(InvitesSend) stopping = NULL;
  g_autoptr(InvitesSend) again = NULL;

  put_three (fixture);
  store_fixture_put_contact (fixture, "c4", "N1", "d@x.example");
  prepare_and_start (fixture, 1, TRUE);
  deferred = store_fixture_claim_one (fixture);
  store_fixture_report (fixture, deferred, INVITES_DELIVERY_DEFERRED);
  claimed = store_fixture_claim (fixture, 2);
  g_assert_cmpuint (claimed->len, ==, 2);

  stopping = store_fixture_stop (fixture, 1);
  store_assert_send (stopping, INVITES_SEND_SENDING, INVITES_DELIVERY_CANCELLED,
                     2);
  g_assert_true (stopping->stopping);
  g_assert_cmpint (stopping->finished_at, ==, INVITES_TIME_NONE);
  again = store_fixture_stop (fixture, 1);
  g_assert_true (again->stopping);
  none = store_fixture_claim (fixture, 5);
  g_assert_cmpuint (none->len, ==, 0);

  store_fixture_report (fixture, g_ptr_array_index (claimed, 0),
                        INVITES_DELIVERY_DEFERRED);
  assert_send (fixture, 1, INVITES_SEND_SENDING, INVITES_DELIVERY_CANCELLED, 3);
  fixture->now++;
  store_fixture_report (fixture, g_ptr_array_index (claimed, 1),
                        INVITES_DELIVERY_SENT);
  assert_send (fixture, 1, INVITES_SEND_STOPPED, INVITES_DELIVERY_SENT, 1);
  assert_send (fixture, 1, INVITES_SEND_STOPPED, INVITES_DELIVERY_CANCELLED, 3);
}

static void
test_stop_put_back (StoreFixture  *fixture,
                    gconstpointer  data)
{
  g_autoptr(InvitesDelivery) delivery = NULL;
  g_autoptr(InvitesSend) stopping = NULL;

  store_fixture_put_contact (fixture, "c1", "N1", "a@x.example");
  prepare_and_start (fixture, 1, TRUE);
  delivery = store_fixture_claim_one (fixture);
  stopping = store_fixture_stop (fixture, 1);
  store_fixture_report (fixture, delivery, INVITES_DELIVERY_QUEUED);
  assert_send (fixture, 1, INVITES_SEND_STOPPED, INVITES_DELIVERY_CANCELLED, 1);
  assert_contact (fixture, "c1", INVITES_GROUP_NOT_SENT);
}

static void
test_recover (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autoptr(GPtrArray) claimed = NULL;
  g_autoptr(GPtrArray) rest = NULL;
  g_autoptr(InvitesStore) after = NULL;
  g_autoptr(GError) error = NULL;
  guint n_unknown = 0;

  put_three (fixture);
  prepare_and_start (fixture, 1, TRUE);
  claimed = store_fixture_claim (fixture, 2);
  fixture->now += 60;

  after = store_fixture_open (fixture);
  g_assert_true (invites_store_recover (after, fixture->now, &n_unknown,
                                        &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_unknown, ==, 2);
  assert_send (fixture, 1, INVITES_SEND_SENDING, INVITES_DELIVERY_UNKNOWN, 2);
  assert_contact (fixture, "c1", INVITES_GROUP_PENDING);
  assert_contact (fixture, "c3", INVITES_GROUP_NOT_SENT);

  /* What was not on the wire goes on; what was is not sent again. */
  rest = store_fixture_claim (fixture, 10);
  g_assert_cmpuint (rest->len, ==, 1);
  g_assert_true (invites_store_recover (after, fixture->now, &n_unknown,
                                        &error));
  g_assert_cmpuint (n_unknown, ==, 1);
  assert_send (fixture, 1, INVITES_SEND_FINISHED, INVITES_DELIVERY_UNKNOWN, 3);
}

typedef struct
{
  StoreFixture *fixture;
  guint         n_claimed;
} Worker;

/* Claims one after the other, and reports all of them as sent. */
static gpointer
run_worker (gpointer data)
{
  Worker *worker = data;
  g_autoptr(InvitesStore) store = store_fixture_open (worker->fixture);
  g_autoptr(GPtrArray) results = NULL;

  results = g_ptr_array_new_with_free_func (
    (GDestroyNotify) invites_delivery_result_free);
  for (;;)
    {
      g_autoptr(GPtrArray) claimed = NULL;
      g_autoptr(GError) error = NULL;
      InvitesTurn turn = { .results = results, .n_wanted = 3 };

      claimed = invites_store_turn (store, &turn, worker->fixture->keys,
                                    worker->fixture->now, NULL, &error);
      g_assert_no_error (error);
      g_ptr_array_set_size (results, 0);
      if (claimed->len == 0)
        return NULL;

      worker->n_claimed += claimed->len;
      for (guint i = 0; i < claimed->len; i++)
        {
          const InvitesDelivery *delivery = g_ptr_array_index (claimed, i);

          g_ptr_array_add (results, invites_delivery_result_new (
                                      delivery->delivery_id,
                                      INVITES_DELIVERY_SENT));
        }
    }
}

static void
test_workers (StoreFixture  *fixture,
              gconstpointer  data)
{
  Worker workers[3];
  GThread *threads[3];
  guint n_claimed = 0;

  for (guint i = 0; i < 40; i++)
    {
      g_autofree char *id = g_strdup_printf ("c%u", i);
      g_autofree char *email = g_strdup_printf ("c%u@x.example", i);

      store_fixture_put_contact (fixture, id, "N1", email);
    }
  prepare_and_start (fixture, 1, TRUE);

  for (guint i = 0; i < G_N_ELEMENTS (workers); i++)
    {
      workers[i] = (Worker) { fixture, 0 };
      threads[i] = g_thread_new ("worker", run_worker, &workers[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (workers); i++)
    {
      g_thread_join (threads[i]);
      n_claimed += workers[i].n_claimed;
    }

  g_assert_cmpuint (n_claimed, ==, 40);
  assert_send (fixture, 1, INVITES_SEND_FINISHED, INVITES_DELIVERY_SENT, 40);
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
    { "/queue/claim", test_claim },
    { "/queue/frozen", test_frozen },
    { "/queue/results", test_results },
    { "/queue/unknown-holds", test_unknown_holds },
    { "/queue/deferred", test_deferred },
    { "/queue/clock-put-back", test_clock_put_back },
    { "/queue/put-back", test_put_back },
    { "/queue/oldest-first", test_oldest_first },
    { "/queue/skipped-at-claim", test_skipped_at_claim },
    { "/queue/skip-ends", test_skip_ends },
    { "/queue/partly-dropped", test_partly_dropped },
    { "/queue/stop", test_stop },
    { "/queue/stop-put-back", test_stop_put_back },
    { "/queue/recover", test_recover },
    { "/queue/workers", test_workers },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, StoreFixture, NULL, store_fixture_set_up,
                tests[i].test, store_fixture_tear_down);
  return g_test_run ();
}
