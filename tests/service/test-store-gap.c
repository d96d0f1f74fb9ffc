/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The minimum gap between two invitations to one address. */
#include "core/invites-error.h"
#include "store-support.h"

/* With the administrator's default. */
static void
set_up (StoreFixture  *fixture,
        gconstpointer  data)
{
  store_fixture_set_up (fixture, data);
  invites_rules_get ()->gap_hours = 24;
}

static void
tear_down (StoreFixture  *fixture,
           gconstpointer  data)
{
  store_fixture_tear_down (fixture, data);
  invites_rules_get ()->gap_hours = 0;
}

static InvitesSend *
prepare (StoreFixture *fixture,
         guint         number,
         const char   *division,
         gboolean      override)
{
  g_autoptr(InvitesSendRequest) request = store_request_new (FALSE);
  g_autofree char *uuid = store_dup_uuid (number);
  g_autoptr(GError) error = NULL;
  guint64 outcomes[INVITES_N_OUTCOMES];
  InvitesSend *send;

  g_free (request->filter->division);
  request->filter->division = g_strdup (division);
  g_free (request->email_from);
  request->email_from = g_strconcat ("portal@", division, ".example", NULL);
  request->gap_override = override;
  invites_store_forecast (fixture->store, request, fixture->now, outcomes,
                          &error);
  g_assert_no_error (error);
  send = invites_store_prepare (fixture->store, uuid, request, fixture->user,
                                fixture->now, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (invites_send_adds_up (send));
  g_assert_cmpmem (send->outcomes, sizeof outcomes, outcomes, sizeof outcomes);
  g_assert_cmpint (send->gap_override, ==, override);
  return send;
}

static void
assert_outcome (StoreFixture   *fixture,
                guint           number,
                const char     *division,
                gboolean        override,
                InvitesOutcome  outcome)
{
  g_autoptr(InvitesSend) send = prepare (fixture, number, division, override);

  g_assert_cmpuint (send->outcomes[outcome], ==, 1);
  g_assert_cmpuint (invites_send_get_considered (send), ==, 1);
}

static void
assert_skipped (StoreFixture *fixture,
                guint         number,
                InvitesSkip   reason)
{
  g_autoptr(InvitesSend) send = store_fixture_find (fixture, number);
  g_autoptr(InvitesEntry) entry = NULL;

  store_assert_send (send, INVITES_SEND_FINISHED, INVITES_DELIVERY_SKIPPED, 1);
  entry = store_fixture_find_entry (fixture, number, "c1");
  g_assert_cmpstr (invites_skip_to_string (entry->skipped), ==,
                   invites_skip_to_string (reason));
}

static void
start (StoreFixture *fixture,
       guint         number)
{
  G_GNUC_UNUSED g_autoptr(InvitesSend) send
    = store_fixture_start (fixture, number);
}

/* To the one address that there is. */
static void
send_now (StoreFixture         *fixture,
          guint                 number,
          InvitesDeliveryState  state)
{
  g_autoptr(InvitesDelivery) delivery = NULL;

  start (fixture, number);
  delivery = store_fixture_claim_one (fixture);
  store_fixture_report (fixture, delivery, state);
}

static void
test_across_divisions (StoreFixture  *fixture,
                       gconstpointer  data)
{
  store_fixture_put_contact (fixture, "c1", "N1", "pat@x.example");
  store_fixture_put_contact (fixture, "s1", "S1", "Pat@X.example");
  assert_outcome (fixture, 1, "south", FALSE, INVITES_OUTCOME_WILL_BE_SENT);
  send_now (fixture, 1, INVITES_DELIVERY_SENT);

  fixture->now += 60;
  assert_outcome (fixture, 2, "north", FALSE, INVITES_OUTCOME_TOO_RECENT);
  assert_outcome (fixture, 3, "south", FALSE, INVITES_OUTCOME_TOO_RECENT);
  fixture->now += STORE_DAY - 61;
  assert_outcome (fixture, 4, "north", FALSE, INVITES_OUTCOME_TOO_RECENT);
  fixture->now += 1;
  assert_outcome (fixture, 5, "north", FALSE, INVITES_OUTCOME_WILL_BE_SENT);
}

static void
test_override (StoreFixture  *fixture,
               gconstpointer  data)
{
  g_autoptr(InvitesSend) send = NULL;

  store_fixture_put_contact (fixture, "c1", "N1", "pat@x.example");
  assert_outcome (fixture, 1, "north", FALSE, INVITES_OUTCOME_WILL_BE_SENT);
  g_assert_cmpint (store_fixture_get_number (
                     fixture, "SELECT count(*) FROM audit"
                              " WHERE act = 'override-gap'"), ==, 0);
  send_now (fixture, 1, INVITES_DELIVERY_UNKNOWN);

  /* What is unknown counts, and holds the address besides. */
  fixture->now += 60;
  assert_outcome (fixture, 2, "north", FALSE, INVITES_OUTCOME_TOO_RECENT);
  assert_outcome (fixture, 3, "north", TRUE, INVITES_OUTCOME_WILL_BE_SENT);
  start (fixture, 3);
  assert_skipped (fixture, 3, INVITES_SKIP_IN_ANOTHER_SEND);
  g_assert_cmpint (store_fixture_get_number (
                     fixture, "SELECT count(*) FROM audit"
                              " WHERE act = 'override-gap'"), ==, 1);

  store_fixture_exec (fixture, "UPDATE deliveries SET state = 'sent'"
                               " WHERE send_id = 1");
  assert_outcome (fixture, 4, "north", TRUE, INVITES_OUTCOME_WILL_BE_SENT);
  send_now (fixture, 4, INVITES_DELIVERY_SENT);
  send = store_fixture_find (fixture, 4);
  store_assert_send (send, INVITES_SEND_FINISHED, INVITES_DELIVERY_SENT, 1);
  g_assert_cmpuint (send->previously_invited, ==, 1);
}

/* Two users prepare the same people, and both start. */
static void
test_two_users (StoreFixture  *fixture,
                gconstpointer  data)
{
  gboolean override = GPOINTER_TO_INT (data);

  store_fixture_put_contact (fixture, "c1", "N1", "pat@x.example");
  assert_outcome (fixture, 1, "north", override, INVITES_OUTCOME_WILL_BE_SENT);
  assert_outcome (fixture, 2, "north", override, INVITES_OUTCOME_WILL_BE_SENT);
  fixture->now += 60;
  send_now (fixture, 1, INVITES_DELIVERY_SENT);
  fixture->now += 60;
  start (fixture, 2);
  assert_skipped (fixture, 2, INVITES_SKIP_TOO_RECENT);
}

static void
test_at_claim (StoreFixture  *fixture,
               gconstpointer  data)
{
  g_autoptr(GPtrArray) claimed = NULL;

  store_fixture_put_contact (fixture, "c1", "N1", "pat@x.example");
  assert_outcome (fixture, 1, "north", FALSE, INVITES_OUTCOME_WILL_BE_SENT);
  start (fixture, 1);
  store_fixture_put (fixture, &(InvitesContactRecord) {
    .id = (char *) "s1", .account_number = (char *) "S1",
    .name = (char *) "s1", .email = (char *) "pat@x.example",
    .last_invite_sent = fixture->now });
  claimed = store_fixture_claim (fixture, 10);
  g_assert_cmpuint (claimed->len, ==, 0);
  assert_skipped (fixture, 1, INVITES_SKIP_TOO_RECENT);
}

/* The mail system said later: that is no invitation. */
static void
test_deferred (StoreFixture  *fixture,
               gconstpointer  data)
{
  g_autoptr(InvitesDelivery) again = NULL;
  g_autoptr(InvitesEntry) entry = NULL;
  g_autoptr(InvitesSend) send = NULL;

  store_fixture_put_contact (fixture, "c1", "N1", "pat@x.example");
  assert_outcome (fixture, 1, "north", FALSE, INVITES_OUTCOME_WILL_BE_SENT);
  send_now (fixture, 1, INVITES_DELIVERY_DEFERRED);
  entry = store_fixture_find_entry (fixture, 1, "c1");
  g_assert_cmpint (entry->state, ==, INVITES_DELIVERY_DEFERRED);
  g_assert_cmpuint (entry->attempts, ==, 1);
  g_assert_cmpint (entry->next_attempt_at, >, fixture->now);

  fixture->now = entry->next_attempt_at;
  again = store_fixture_claim_one (fixture);
  store_fixture_report (fixture, again, INVITES_DELIVERY_SENT);
  send = store_fixture_find (fixture, 1);
  store_assert_send (send, INVITES_SEND_FINISHED, INVITES_DELIVERY_SENT, 1);
}

static void
test_revoked (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autofree char *uuid = store_dup_uuid (1);
  g_autoptr(InvitesSend) revoked = NULL;
  g_autoptr(GError) error = NULL;

  store_fixture_put_contact (fixture, "c1", "N1", "pat@x.example");
  assert_outcome (fixture, 1, "north", FALSE, INVITES_OUTCOME_WILL_BE_SENT);
  send_now (fixture, 1, INVITES_DELIVERY_SENT);
  revoked = invites_store_revoke (fixture->store, uuid, fixture->user,
                                  fixture->now, &error);
  g_assert_no_error (error);
  fixture->now += 60;
  assert_outcome (fixture, 2, "north", FALSE, INVITES_OUTCOME_TOO_RECENT);
}

/* A mail to the address that the contact had does not keep the new one. */
static void
test_moved (StoreFixture  *fixture,
            gconstpointer  data)
{
  store_fixture_put_contact (fixture, "c1", "N1", "pat@x.example");
  assert_outcome (fixture, 1, "north", FALSE, INVITES_OUTCOME_WILL_BE_SENT);
  send_now (fixture, 1, INVITES_DELIVERY_SENT);
  fixture->now += 60;
  store_fixture_put (fixture, &(InvitesContactRecord) {
    .id = (char *) "c1", .account_number = (char *) "N1",
    .name = (char *) "c1", .email = (char *) "new@x.example",
    .last_invite_sent = fixture->now - 60 });
  assert_outcome (fixture, 2, "north", FALSE, INVITES_OUTCOME_WILL_BE_SENT);
}

static void
test_none (StoreFixture  *fixture,
           gconstpointer  data)
{
  invites_rules_get ()->gap_hours = 0;
  store_fixture_put_contact (fixture, "c1", "N1", "pat@x.example");
  assert_outcome (fixture, 1, "north", FALSE, INVITES_OUTCOME_WILL_BE_SENT);
  send_now (fixture, 1, INVITES_DELIVERY_SENT);
  assert_outcome (fixture, 2, "north", FALSE, INVITES_OUTCOME_WILL_BE_SENT);
  send_now (fixture, 2, INVITES_DELIVERY_SENT);
}

/* Behind already_invited, before shared_too_widely. */
static void
test_precedence (StoreFixture  *fixture,
                 gconstpointer  data)
{
  g_autoptr(InvitesSend) limited = NULL;
  g_autoptr(InvitesSend) all = NULL;

  store_fixture_put (fixture, &(InvitesContactRecord) {
    .id = (char *) "c1", .account_number = (char *) "N1",
    .name = (char *) "c1", .email = (char *) "info@x.example",
    .last_invite_sent = fixture->now });
  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *id = g_strdup_printf ("c-%u", i);

      store_fixture_put_contact (fixture, id, "N2", "info@x.example");
    }
  limited = store_fixture_prepare (fixture, 1, TRUE);
  g_assert_cmpuint (limited->outcomes[INVITES_OUTCOME_ALREADY_INVITED], ==, 1);
  g_assert_cmpuint (limited->outcomes[INVITES_OUTCOME_TOO_RECENT], ==, 10);
  fixture->now += STORE_DAY;
  all = store_fixture_prepare (fixture, 2, FALSE);
  g_assert_cmpuint (all->outcomes[INVITES_OUTCOME_SHARED_TOO_WIDELY], ==, 11);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *path;
    void      (*test) (StoreFixture *fixture, gconstpointer data);
    int         data;
  } tests[] = {
    { "/gap/across-divisions", test_across_divisions, 0 },
    { "/gap/override", test_override, 0 },
    { "/gap/two-users", test_two_users, FALSE },
    { "/gap/two-users-override", test_two_users, TRUE },
    { "/gap/at-claim", test_at_claim, 0 },
    { "/gap/deferred", test_deferred, 0 },
    { "/gap/revoked", test_revoked, 0 },
    { "/gap/moved", test_moved, 0 },
    { "/gap/none", test_none, 0 },
    { "/gap/precedence", test_precedence, 0 },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, StoreFixture, GINT_TO_POINTER (tests[i].data),
                set_up, tests[i].test, tear_down);
  return g_test_run ();
}
