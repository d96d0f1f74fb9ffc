/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a revoked send leaves behind: links, and who is pending. */
#include "core/invites-error.h"
#include "store-acts.h"

/* Send 1 reaches a, and two who have an invitation already: b by send 0, i by
 * an import; c joins by it. */
static void
test_revoke (StoreFixture  *fixture,
             gconstpointer  data)
{
  InvitesTime first, second;
  g_autoptr(InvitesDelivery) old = NULL;
  g_autoptr(InvitesDelivery) a = NULL;
  g_autoptr(InvitesDelivery) b = NULL;
  g_autoptr(InvitesDelivery) c = NULL;
  g_autoptr(InvitesDelivery) i = NULL;
  g_autoptr(InvitesSend) revoked = NULL;

  store_put_people (fixture, "b");
  store_start (fixture, 9, TRUE);
  old = store_claim_and_report (fixture, INVITES_DELIVERY_SENT);
  first = fixture->now;

  store_put_people (fixture, "ac");
  store_fixture_put (fixture, &(InvitesContactRecord) {
    .id = (char *) "i", .account_number = (char *) "N1", .name = (char *) "I",
    .email = (char *) "i@x.example", .last_invite_sent = first - 5 });
  fixture->now += STORE_DAY;
  second = fixture->now;
  store_start (fixture, 1, FALSE);
  a = store_claim_and_report (fixture, INVITES_DELIVERY_SENT);
  b = store_claim_and_report (fixture, INVITES_DELIVERY_SENT);
  c = store_claim_and_report (fixture, INVITES_DELIVERY_SENT);
  i = store_claim_and_report (fixture, INVITES_DELIVERY_SENT);
  g_assert_cmpstr (i->recipient->address, ==, "i@x.example");
  store_accept_by (fixture, c);
  store_assert_link (fixture, old, INVITES_LINK_REVOKED);
  store_assert_contact (fixture, "b", INVITES_GROUP_PENDING, second);

  fixture->now += 60;
  revoked = store_do_act (fixture, 1, STORE_REVOKE);
  store_assert_send (revoked, INVITES_SEND_FINISHED, INVITES_DELIVERY_SENT, 4);
  g_assert_cmpint (revoked->revoked_at, ==, fixture->now);
  g_assert_cmpstr (revoked->revoked_by, ==, "Pat Doe");
  g_assert_cmpuint (revoked->accepted_contacts, ==, 1);

  store_assert_contact (fixture, "a", INVITES_GROUP_NOT_SENT,
                        INVITES_TIME_NONE);
  store_assert_contact (fixture, "b", INVITES_GROUP_PENDING, first);
  store_assert_contact (fixture, "c", INVITES_GROUP_ACCEPTED, second);
  store_assert_contact (fixture, "i", INVITES_GROUP_PENDING, first - 5);
  store_assert_link (fixture, a, INVITES_LINK_REVOKED);
  store_assert_link (fixture, b, INVITES_LINK_REVOKED);
  store_assert_link (fixture, c, INVITES_LINK_USED);
  store_assert_link (fixture, old, INVITES_LINK_LIVE);
  store_accept_by (fixture, old);
  store_assert_contact (fixture, "b", INVITES_GROUP_ACCEPTED, first);
}

static void
test_revoke_expired (StoreFixture  *fixture,
                     gconstpointer  data)
{
  g_autoptr(InvitesDelivery) old = NULL;
  g_autoptr(InvitesDelivery) new = NULL;
  g_autoptr(InvitesContact) contact = NULL;
  InvitesTime first = fixture->now;

  store_put_people (fixture, "a");
  store_start (fixture, 1, TRUE);
  old = store_claim_and_report (fixture, INVITES_DELIVERY_SENT);
  fixture->now += 31 * STORE_DAY;
  store_start (fixture, 2, FALSE);
  new = store_claim_and_report (fixture, INVITES_DELIVERY_SENT);
  store_act_on (fixture, 2, STORE_REVOKE);
  store_assert_link (fixture, new, INVITES_LINK_REVOKED);
  store_assert_link (fixture, old, INVITES_LINK_EXPIRED);
  store_assert_contact (fixture, "a", INVITES_GROUP_PENDING, first);
  contact = store_fixture_find_contact (fixture, "a");
  g_assert_true (contact->expired);
}

/* Of two, the older one: nothing changes but its own link, which is dead. */
static void
test_revoke_older (StoreFixture  *fixture,
                   gconstpointer  data)
{
  g_autoptr(InvitesDelivery) old = NULL;
  g_autoptr(InvitesDelivery) new = NULL;

  store_put_people (fixture, "a");
  store_start (fixture, 1, TRUE);
  old = store_claim_and_report (fixture, INVITES_DELIVERY_SENT);
  fixture->now += 60;
  store_start (fixture, 2, FALSE);
  new = store_claim_and_report (fixture, INVITES_DELIVERY_SENT);
  store_act_on (fixture, 1, STORE_REVOKE);
  store_assert_contact (fixture, "a", INVITES_GROUP_PENDING, fixture->now);
  store_assert_link (fixture, new, INVITES_LINK_LIVE);
  store_act_on (fixture, 2, STORE_REVOKE);
  store_assert_contact (fixture, "a", INVITES_GROUP_NOT_SENT,
                        INVITES_TIME_NONE);
  store_assert_link (fixture, old, INVITES_LINK_REVOKED);
}

static void
test_revoke_on_the_wire (StoreFixture  *fixture,
                         gconstpointer  data)
{
  g_autoptr(InvitesDelivery) sent = NULL;
  g_autoptr(InvitesDelivery) unknown = NULL;
  g_autoptr(InvitesSend) ended = NULL;
  g_autoptr(GPtrArray) claimed = NULL;

  store_make_sending (fixture);
  sent = store_fixture_claim_one (fixture);
  unknown = store_fixture_claim_one (fixture);
  store_act_on (fixture, 1, STORE_REVOKE);
  fixture->now += 5;
  store_fixture_report (fixture, sent, INVITES_DELIVERY_SENT);
  store_fixture_report (fixture, unknown, INVITES_DELIVERY_UNKNOWN);
  ended = store_fixture_find (fixture, 1);
  store_assert_send (ended, INVITES_SEND_STOPPED, INVITES_DELIVERY_SENT, 1);
  store_assert_send (ended, INVITES_SEND_STOPPED, INVITES_DELIVERY_UNKNOWN, 1);
  store_assert_send (ended, INVITES_SEND_STOPPED, INVITES_DELIVERY_CANCELLED,
                     1);
  store_assert_contact (fixture, "a", INVITES_GROUP_NOT_SENT,
                        INVITES_TIME_NONE);
  store_assert_contact (fixture, "b", INVITES_GROUP_NOT_SENT,
                        INVITES_TIME_NONE);
  store_assert_link (fixture, sent, INVITES_LINK_REVOKED);
  g_assert_cmpint (store_fixture_get_number (
                     fixture, "SELECT min (last_invite_sent) FROM addresses"
                              " WHERE last_invite_sent IS NOT NULL"),
                   ==, fixture->now);

  /* The decision about what is unknown is made: it holds nobody. */
  store_start (fixture, 2, TRUE);
  claimed = store_fixture_claim (fixture, 10);
  g_assert_cmpuint (claimed->len, ==, 3);
}

static void
test_revoke_unknown (StoreFixture  *fixture,
                     gconstpointer  data)
{
  store_make_finished (fixture);
  store_act_on (fixture, 1, STORE_REVOKE);
  store_assert_delivery (fixture, 1, "c", INVITES_DELIVERY_UNKNOWN);
  store_start (fixture, 2, TRUE);
  g_assert_cmpuint (store_count_claims (fixture), ==, 3);
}

/* A crash between a revoke and the result. */
static void
test_revoke_crash (StoreFixture  *fixture,
                   gconstpointer  data)
{
  g_autoptr(InvitesSend) ended = NULL;
  g_autoptr(GError) error = NULL;
  guint n_unknown;

  store_make_on_the_wire (fixture);
  store_act_on (fixture, 1, STORE_REVOKE);
  invites_store_recover (fixture->store, fixture->now, &n_unknown, &error);
  g_assert_no_error (error);
  ended = store_fixture_find (fixture, 1);
  store_assert_send (ended, INVITES_SEND_STOPPED, INVITES_DELIVERY_UNKNOWN, 1);
  store_assert_contact (fixture, "a", INVITES_GROUP_NOT_SENT,
                        INVITES_TIME_NONE);
  store_start (fixture, 2, TRUE);
  g_assert_cmpuint (store_count_claims (fixture), ==, 3);
}

/* A file that was written before a send was revoked. */
static void
test_revoke_import (StoreFixture  *fixture,
                    gconstpointer  data)
{
  InvitesContactRecord record = {
    .id = (char *) "a", .account_number = (char *) "N1", .name = (char *) "A",
    .email = (char *) "a@x.example",
  };

  store_put_people (fixture, "a");
  store_start (fixture, 1, TRUE);
  store_report_next (fixture, INVITES_DELIVERY_SENT);
  record.last_invite_sent = fixture->now;
  store_act_on (fixture, 1, STORE_REVOKE);
  store_fixture_put (fixture, &record);
  store_assert_contact (fixture, "a", INVITES_GROUP_NOT_SENT,
                        INVITES_TIME_NONE);

  record.last_invite_sent++;
  store_fixture_put (fixture, &record);
  store_assert_contact (fixture, "a", INVITES_GROUP_PENDING, fixture->now + 1);
}

/* An imported invitation that ended with the address is not revived. */
static void
test_revoke_moved (StoreFixture  *fixture,
                   gconstpointer  data)
{
  store_fixture_put (fixture, &(InvitesContactRecord) {
    .id = (char *) "a", .account_number = (char *) "N1", .name = (char *) "A",
    .email = (char *) "old@x.example", .last_invite_sent = fixture->now - 60 });
  store_put_people (fixture, "a");
  store_assert_contact (fixture, "a", INVITES_GROUP_NOT_SENT,
                        fixture->now - 60);
  store_start (fixture, 1, TRUE);
  store_report_next (fixture, INVITES_DELIVERY_SENT);
  store_assert_contact (fixture, "a", INVITES_GROUP_PENDING, fixture->now);
  store_act_on (fixture, 1, STORE_REVOKE);
  store_assert_contact (fixture, "a", INVITES_GROUP_NOT_SENT,
                        INVITES_TIME_NONE);
}

/* What a user lifted comes back with a file only when it is newer. */
static void
test_lift_import (StoreFixture  *fixture,
                  gconstpointer  data)
{
  InvitesContactRecord record = {
    .id = (char *) "a", .account_number = (char *) "N1", .name = (char *) "A",
    .email = (char *) "a@x.example",
    .bounced_at = fixture->now - 60, .opted_out_at = fixture->now - 60,
  };
  g_autoptr(GError) error = NULL;

  store_fixture_put (fixture, &record);
  store_assert_contact (fixture, "a", INVITES_GROUP_CANNOT_BE_INVITED,
                        INVITES_TIME_NONE);
  invites_store_lift (fixture->store, "a", INVITES_REASON_BOUNCED,
                      fixture->user, fixture->now, &error);
  g_assert_no_error (error);
  invites_store_lift (fixture->store, "a", INVITES_REASON_OPTED_OUT,
                      fixture->user, fixture->now, &error);
  g_assert_no_error (error);
  store_fixture_put (fixture, &record);
  store_assert_contact (fixture, "a", INVITES_GROUP_NOT_SENT,
                        INVITES_TIME_NONE);

  record.bounced_at = INVITES_TIME_NONE;
  record.opted_out_at = fixture->now + 1;
  store_fixture_put (fixture, &record);
  store_assert_contact (fixture, "a", INVITES_GROUP_CANNOT_BE_INVITED,
                        INVITES_TIME_NONE);
  g_assert_cmpint (store_fixture_get_number (
                     fixture, "SELECT count(*) FROM addresses"
                              " WHERE bounced_at IS NULL"
                              " AND opted_out_at IS NOT NULL"), ==, 1);
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
    { "/revoke/sent", test_revoke },
    { "/revoke/expired", test_revoke_expired },
    { "/revoke/older", test_revoke_older },
    { "/revoke/on-the-wire", test_revoke_on_the_wire },
    { "/revoke/unknown", test_revoke_unknown },
    { "/revoke/crash", test_revoke_crash },
    { "/revoke/import", test_revoke_import },
    { "/revoke/moved", test_revoke_moved },
    { "/revoke/lift-import", test_lift_import },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, StoreFixture, NULL, store_fixture_set_up,
                tests[i].test, store_fixture_tear_down);
  return g_test_run ();
}
