/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was refused or is unknown goes again, as the same mail. */
#include "core/invites-error.h"
#include "store-acts.h"

static InvitesSend *
retry (StoreFixture         *fixture,
       guint                 number,
       InvitesDeliveryState  state)
{
  g_autofree char *uuid = store_dup_uuid (number);
  g_autoptr(GError) error = NULL;
  InvitesSend *send;

  send = invites_store_retry (fixture->store, uuid, state, fixture->user,
                              fixture->now, &error);
  g_assert_no_error (error);
  g_assert_true (invites_send_adds_up (send));
  return send;
}

static const InvitesDelivery *
find_claim (GPtrArray  *claimed,
            const char *address)
{
  for (guint i = 0; i < claimed->len; i++)
    {
      const InvitesDelivery *delivery = g_ptr_array_index (claimed, i);

      if (g_str_equal (delivery->recipient->address, address))
        return delivery;
    }

  g_error ("Nothing is claimed for %s", address);
}

static void
assert_same (const InvitesDelivery *first,
             const InvitesDelivery *again)
{
  g_assert_cmpint (first->delivery_id, ==, again->delivery_id);
  g_assert_cmpstr (first->token, ==, again->token);
  g_assert_cmpstr (first->message_id, ==, again->message_id);
}

/* With the limit and the minimum gap on, neither of which is for the mail's
 * own first attempt. */
static void
test_retry (StoreFixture  *fixture,
            gconstpointer  data)
{
  g_autoptr(InvitesDelivery) refused = NULL;
  g_autoptr(InvitesDelivery) unknown = NULL;
  g_autoptr(InvitesSend) again = NULL;
  g_autoptr(InvitesSend) ended = NULL;
  g_autoptr(InvitesEntry) entry = NULL;
  g_autoptr(GPtrArray) claimed = NULL;
  InvitesTime first = fixture->now;

  invites_rules_get ()->gap_hours = 24;
  store_put_people (fixture, "ab");
  store_start (fixture, 1, TRUE);
  refused = store_claim_and_report (fixture, INVITES_DELIVERY_REFUSED);
  unknown = store_claim_and_report (fixture, INVITES_DELIVERY_UNKNOWN);
  store_assert_contact (fixture, "b", INVITES_GROUP_PENDING, first);

  fixture->now += 60;
  again = store_do_act (fixture, 1, STORE_RETRY);
  store_assert_send (again, INVITES_SEND_SENDING, INVITES_DELIVERY_QUEUED, 2);
  g_assert_cmpint (again->finished_at, ==, INVITES_TIME_NONE);
  entry = store_fixture_find_entry (fixture, 1, "a");
  g_assert_cmpuint (entry->attempts, ==, 0);
  g_assert_cmpint (entry->reply_code, ==, 0);
  g_assert_null (entry->reply_text);
  g_assert_cmpint (entry->changed_at, ==, fixture->now);
  /* One may have arrived, the other is known to nobody. */
  store_assert_contact (fixture, "b", INVITES_GROUP_PENDING, first);
  store_assert_link (fixture, unknown, INVITES_LINK_LIVE);
  store_assert_link (fixture, refused, INVITES_LINK_UNKNOWN);

  claimed = store_fixture_claim (fixture, 10);
  g_assert_cmpuint (claimed->len, ==, 2);
  assert_same (refused, find_claim (claimed, "a@x.example"));
  assert_same (unknown, find_claim (claimed, "b@x.example"));
  store_assert_link (fixture, unknown, INVITES_LINK_LIVE);
  store_fixture_report (fixture, refused, INVITES_DELIVERY_SENT);
  store_fixture_report (fixture, unknown, INVITES_DELIVERY_SENT);
  ended = store_fixture_find (fixture, 1);
  store_assert_send (ended, INVITES_SEND_FINISHED, INVITES_DELIVERY_SENT, 2);
  store_assert_contact (fixture, "a", INVITES_GROUP_PENDING, fixture->now);
  store_assert_contact (fixture, "b", INVITES_GROUP_PENDING, fixture->now);
}

static void
test_retry_one_state (StoreFixture  *fixture,
                      gconstpointer  data)
{
  g_autoptr(InvitesSend) refused = NULL;
  g_autoptr(InvitesSend) unknown = NULL;

  store_make_finished (fixture);
  refused = retry (fixture, 1, INVITES_DELIVERY_REFUSED);
  store_assert_send (refused, INVITES_SEND_SENDING, INVITES_DELIVERY_QUEUED, 1);
  store_assert_delivery (fixture, 1, "b", INVITES_DELIVERY_QUEUED);
  store_assert_delivery (fixture, 1, "c", INVITES_DELIVERY_UNKNOWN);
  unknown = retry (fixture, 1, INVITES_DELIVERY_UNKNOWN);
  store_assert_send (unknown, INVITES_SEND_SENDING, INVITES_DELIVERY_QUEUED, 2);
}

/* Whose address has bounced, has opted out or is held by another send. */
static void
test_retry_left (StoreFixture  *fixture,
                 gconstpointer  data)
{
  g_autoptr(InvitesSend) again = NULL;
  g_autoptr(InvitesDelivery) claimed = NULL;

  store_put_people (fixture, "abcd");
  store_start (fixture, 1, TRUE);
  for (guint i = 0; i < 4; i++)
    store_report_next (fixture, INVITES_DELIVERY_REFUSED);
  store_fixture_put (fixture, &(InvitesContactRecord) {
    .id = (char *) "a", .account_number = (char *) "N1", .name = (char *) "a",
    .email = (char *) "a@x.example", .bounced_at = 7 });
  store_fixture_put (fixture, &(InvitesContactRecord) {
    .id = (char *) "b", .account_number = (char *) "N1", .name = (char *) "b",
    .email = (char *) "b@x.example", .opted_out_at = 7 });
  store_start (fixture, 2, TRUE);
  claimed = store_claim_and_report (fixture, INVITES_DELIVERY_SENT);
  g_assert_cmpstr (claimed->recipient->address, ==, "c@x.example");

  again = store_do_act (fixture, 1, STORE_RETRY);
  store_assert_send (again, INVITES_SEND_SENDING, INVITES_DELIVERY_QUEUED, 1);
  store_assert_delivery (fixture, 1, "a", INVITES_DELIVERY_REFUSED);
  store_assert_delivery (fixture, 1, "b", INVITES_DELIVERY_REFUSED);
  store_assert_delivery (fixture, 1, "c", INVITES_DELIVERY_QUEUED);
  store_assert_delivery (fixture, 1, "d", INVITES_DELIVERY_REFUSED);
}

/* Even without the limit and the gap: nobody has asked for two mails. */
static void
test_retry_after_another (StoreFixture  *fixture,
                          gconstpointer  data)
{
  g_autoptr(InvitesDelivery) second = NULL;
  g_autoptr(InvitesSend) ended = NULL;

  store_put_people (fixture, "a");
  store_start (fixture, 1, FALSE);
  store_report_next (fixture, INVITES_DELIVERY_REFUSED);
  fixture->now += 60;
  store_start (fixture, 2, FALSE);
  second = store_claim_and_report (fixture, INVITES_DELIVERY_SENT);
  fixture->now += 60;
  store_act_on (fixture, 1, STORE_RETRY);
  g_assert_cmpuint (store_count_claims (fixture), ==, 0);
  ended = store_fixture_find (fixture, 1);
  store_assert_send (ended, INVITES_SEND_FINISHED, INVITES_DELIVERY_SKIPPED, 1);
  store_assert_skipped (fixture, 1, "a", INVITES_SKIP_ALREADY_INVITED);
  store_assert_link (fixture, second, INVITES_LINK_LIVE);
}

static void
test_retry_paused (StoreFixture  *fixture,
                   gconstpointer  data)
{
  g_autoptr(InvitesSend) again = NULL;

  store_make_sending (fixture);
  store_report_next (fixture, INVITES_DELIVERY_REFUSED);
  store_act_on (fixture, 1, STORE_PAUSE);
  again = store_do_act (fixture, 1, STORE_RETRY);
  store_assert_send (again, INVITES_SEND_PAUSED, INVITES_DELIVERY_QUEUED, 3);
  g_assert_cmpuint (store_count_claims (fixture), ==, 0);
}

static void
test_retry_stopped (StoreFixture  *fixture,
                    gconstpointer  data)
{
  g_autoptr(InvitesSend) again = NULL;
  g_autoptr(InvitesSend) ended = NULL;

  store_make_sending (fixture);
  store_report_next (fixture, INVITES_DELIVERY_REFUSED);
  store_act_on (fixture, 1, STORE_STOP);
  again = store_do_act (fixture, 1, STORE_RETRY);
  store_assert_send (again, INVITES_SEND_SENDING, INVITES_DELIVERY_QUEUED, 1);
  store_assert_send (again, INVITES_SEND_SENDING, INVITES_DELIVERY_CANCELLED,
                     2);
  store_report_next (fixture, INVITES_DELIVERY_SENT);
  ended = store_fixture_find (fixture, 1);
  g_assert_cmpint (ended->state, ==, INVITES_SEND_FINISHED);
}

static void
test_retry_sender (StoreFixture  *fixture,
                   gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  store_make_finished (fixture);
  store_fixture_put_division (fixture, "north", "portal@moved.example");
  g_assert_null (store_try_act (fixture, 1, STORE_RETRY, &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_SENDER_NOT_ALLOWED);
  store_assert_delivery (fixture, 1, "b", INVITES_DELIVERY_REFUSED);
}

/* It may have arrived: stopping does not make it certain that it has not. */
static void
test_retry_then_stop (StoreFixture  *fixture,
                      gconstpointer  data)
{
  g_autoptr(InvitesDelivery) unknown = NULL;
  g_autoptr(InvitesSend) stopped = NULL;
  InvitesTime first = fixture->now;

  store_put_people (fixture, "a");
  store_start (fixture, 1, TRUE);
  unknown = store_claim_and_report (fixture, INVITES_DELIVERY_UNKNOWN);
  fixture->now += 60;
  store_act_on (fixture, 1, STORE_RETRY);
  stopped = store_do_act (fixture, 1, STORE_STOP);
  store_assert_send (stopped, INVITES_SEND_STOPPED, INVITES_DELIVERY_UNKNOWN,
                     1);
  store_assert_contact (fixture, "a", INVITES_GROUP_PENDING, first);
  store_assert_link (fixture, unknown, INVITES_LINK_LIVE);
}

/* While it is on the wire again, and is not taken this time: the only mail that
 * may have arrived is the first one. */
static void
test_retry_then_stop_midway (StoreFixture  *fixture,
                             gconstpointer  data)
{
  static const InvitesDeliveryState states[] = {
    INVITES_DELIVERY_QUEUED, INVITES_DELIVERY_DEFERRED,
  };
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  InvitesTime first = fixture->now;

  store_put_people (fixture, "a");
  store_start (fixture, 1, TRUE);
  store_report_next (fixture, INVITES_DELIVERY_UNKNOWN);
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autoptr(InvitesDelivery) again = NULL;
      g_autoptr(InvitesSend) stopped = NULL;

      fixture->now += 60;
      store_act_on (fixture, 1, STORE_RETRY);
      again = store_fixture_claim_one (fixture);
      store_act_on (fixture, 1, STORE_STOP);
      store_fixture_report (fixture, again, states[i]);
      stopped = store_fixture_find (fixture, 1);
      store_assert_send (stopped, INVITES_SEND_STOPPED,
                         INVITES_DELIVERY_UNKNOWN, 1);
      store_assert_contact (fixture, "a", INVITES_GROUP_PENDING, first);
      store_assert_link (fixture, again, INVITES_LINK_LIVE);
      g_assert_cmpuint (store_fixture_check (fixture, lines), ==, 0);
    }
}

static void
test_retry_then_refused (StoreFixture  *fixture,
                         gconstpointer  data)
{
  g_autoptr(InvitesDelivery) unknown = NULL;
  g_autoptr(InvitesDelivery) again = NULL;
  InvitesTime first = fixture->now;

  store_put_people (fixture, "a");
  store_start (fixture, 1, TRUE);
  unknown = store_claim_and_report (fixture, INVITES_DELIVERY_UNKNOWN);
  fixture->now += 60;
  store_act_on (fixture, 1, STORE_RETRY);
  again = store_claim_and_report (fixture, INVITES_DELIVERY_REFUSED);
  assert_same (unknown, again);
  store_assert_delivery (fixture, 1, "a", INVITES_DELIVERY_REFUSED);
  store_assert_contact (fixture, "a", INVITES_GROUP_PENDING, first);
  store_assert_link (fixture, unknown, INVITES_LINK_LIVE);
  store_accept_by (fixture, unknown);
  store_assert_link (fixture, unknown, INVITES_LINK_USED);
}

static void
test_retry_then_opted_out (StoreFixture  *fixture,
                           gconstpointer  data)
{
  store_put_people (fixture, "a");
  store_start (fixture, 1, TRUE);
  store_report_next (fixture, INVITES_DELIVERY_UNKNOWN);
  store_act_on (fixture, 1, STORE_RETRY);
  store_fixture_put (fixture, &(InvitesContactRecord) {
    .id = (char *) "a", .account_number = (char *) "N1", .name = (char *) "a",
    .email = (char *) "a@x.example", .opted_out_at = 7 });
  g_assert_cmpuint (store_count_claims (fixture), ==, 0);
  store_assert_skipped (fixture, 1, "a", INVITES_SKIP_OPTED_OUT);
}

static void
reset_rules (StoreFixture  *fixture,
             gconstpointer  data)
{
  store_fixture_tear_down (fixture, data);
  invites_rules_get ()->gap_hours = 0;
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
    { "/retry/both", test_retry },
    { "/retry/one-state", test_retry_one_state },
    { "/retry/left", test_retry_left },
    { "/retry/after-another", test_retry_after_another },
    { "/retry/paused", test_retry_paused },
    { "/retry/stopped", test_retry_stopped },
    { "/retry/sender", test_retry_sender },
    { "/retry/then-stop", test_retry_then_stop },
    { "/retry/then-stop-midway", test_retry_then_stop_midway },
    { "/retry/then-refused", test_retry_then_refused },
    { "/retry/then-opted-out", test_retry_then_opted_out },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, StoreFixture, NULL, store_fixture_set_up,
                tests[i].test, reset_rules);
  return g_test_run ();
}
