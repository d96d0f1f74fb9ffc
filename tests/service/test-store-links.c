/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a link opens, for how long, and whom it lets in. */
#include "core/invites-error.h"
#include "store-support.h"

#define HASH "$argon2id$one"

static GBytes *
hash_token (const InvitesDelivery *delivery)
{
  return invites_token_hash (delivery->token);
}

static InvitesLink *
find_link (StoreFixture          *fixture,
           const InvitesDelivery *delivery)
{
  g_autoptr(GBytes) hash = hash_token (delivery);
  g_autoptr(GError) error = NULL;
  InvitesLink *link;

  link = invites_store_find_link (fixture->store, hash, fixture->now, &error);
  g_assert_no_error (error);
  return link;
}

static void
assert_link (StoreFixture          *fixture,
             const InvitesDelivery *delivery,
             InvitesLinkState       state)
{
  g_autoptr(InvitesLink) link = find_link (fixture, delivery);

  g_assert_cmpint (link->state, ==, state);
  if (state == INVITES_LINK_LIVE)
    return;
  g_assert_null (link->address);
  g_assert_null (link->division_name);
  g_assert_null (link->password_hash);
  g_assert_cmpuint (link->accounts->len, ==, 0);
}

static gboolean
accept_by (StoreFixture          *fixture,
           const InvitesDelivery *delivery,
           const char            *password_hash,
           GError               **error)
{
  g_autoptr(GBytes) hash = hash_token (delivery);
  g_autofree char *uuid = NULL;
  gboolean accepted;

  accepted = invites_store_accept (fixture->store, hash, password_hash,
                                   fixture->now, &uuid, error);
  g_assert_cmpstr (uuid, ==, accepted ? delivery->send : NULL);
  return accepted;
}

static void
assert_accepts (StoreFixture          *fixture,
                const InvitesDelivery *delivery)
{
  g_autoptr(GError) error = NULL;

  accept_by (fixture, delivery, HASH, &error);
  g_assert_no_error (error);
}

static void
assert_refuses (StoreFixture          *fixture,
                const InvitesDelivery *delivery,
                const char            *password_hash,
                int                    code)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (accept_by (fixture, delivery, password_hash, &error));
  g_assert_error (error, INVITES_ERROR, code);
}

static void
assert_group (StoreFixture *fixture,
              const char   *id,
              InvitesGroup  group)
{
  g_autoptr(InvitesContact) contact = store_fixture_find_contact (fixture, id);

  g_assert_cmpint (contact->status, ==, group);
}

/* Prepares, starts and claims the one delivery that there is. */
static InvitesDelivery *
claim_new (StoreFixture *fixture,
           guint         number,
           gboolean      only)
{
  g_autoptr(InvitesSend) prepared = NULL;
  g_autoptr(InvitesSend) started = NULL;

  prepared = store_fixture_prepare (fixture, number, only);
  started = store_fixture_start (fixture, number);
  return store_fixture_claim_one (fixture);
}

static InvitesDelivery *
send_new (StoreFixture *fixture,
          guint         number,
          gboolean      only)
{
  InvitesDelivery *delivery = claim_new (fixture, number, only);

  store_fixture_report (fixture, delivery, INVITES_DELIVERY_SENT);
  return delivery;
}

static void
test_live (StoreFixture  *fixture,
           gconstpointer  data)
{
  g_autoptr(InvitesDelivery) delivery = NULL;
  g_autoptr(InvitesLink) link = NULL;
  g_autoptr(InvitesSend) send = NULL;
  g_autoptr(InvitesEntry) entry = NULL;
  const InvitesAccountName *account;

  store_fixture_put_contact (fixture, "c1", "N2", "Pat@x.example");
  store_fixture_put_contact (fixture, "c2", "N1", "pat@x.example");
  delivery = claim_new (fixture, 1, TRUE);
  assert_link (fixture, delivery, INVITES_LINK_LIVE);
  store_fixture_report (fixture, delivery, INVITES_DELIVERY_SENT);

  link = find_link (fixture, delivery);
  g_assert_cmpint (link->state, ==, INVITES_LINK_LIVE);
  g_assert_cmpstr (link->division_name, ==, "north");
  g_assert_cmpstr (link->address, ==, "Pat@x.example");
  g_assert_null (link->password_hash);
  g_assert_cmpuint (link->accounts->len, ==, 2);
  account = g_ptr_array_index (link->accounts, 0);
  g_assert_cmpstr (account->number, ==, "N1");

  assert_accepts (fixture, delivery);
  assert_group (fixture, "c1", INVITES_GROUP_ACCEPTED);
  assert_group (fixture, "c2", INVITES_GROUP_ACCEPTED);
  assert_link (fixture, delivery, INVITES_LINK_USED);
  assert_refuses (fixture, delivery, HASH, INVITES_ERROR_CONFLICT);
  send = store_fixture_find (fixture, 1);
  g_assert_cmpuint (send->accepted_contacts, ==, 2);
  g_assert_cmpuint (send->deliveries[INVITES_DELIVERY_SENT], ==, 1);
  entry = store_fixture_find_entry (fixture, 1, "c2");
  g_assert_true (entry->accepted);
  g_assert_cmpint (store_fixture_get_number (
                     fixture, "SELECT count(*) FROM audit"
                              " WHERE act = 'accept'"), ==, 2);
}

/* Joined before the mail system has answered: stays so. */
static void
test_early (StoreFixture  *fixture,
            gconstpointer  data)
{
  g_autoptr(InvitesDelivery) delivery = NULL;

  store_fixture_put_contact (fixture, "c1", "N1", "a@x.example");
  delivery = claim_new (fixture, 1, TRUE);
  assert_accepts (fixture, delivery);
  store_fixture_report (fixture, delivery, INVITES_DELIVERY_SENT);
  assert_group (fixture, "c1", INVITES_GROUP_ACCEPTED);
}

/* Joined by a mail that came although the mail system said later. */
static void
test_while_deferred (StoreFixture  *fixture,
                     gconstpointer  data)
{
  g_autoptr(InvitesDelivery) delivery = NULL;
  g_autoptr(GPtrArray) none = NULL;
  g_autoptr(InvitesSend) send = NULL;

  store_fixture_put_contact (fixture, "c1", "N1", "a@x.example");
  delivery = claim_new (fixture, 1, TRUE);
  store_fixture_report (fixture, delivery, INVITES_DELIVERY_DEFERRED);
  assert_link (fixture, delivery, INVITES_LINK_LIVE);
  assert_accepts (fixture, delivery);

  fixture->now += STORE_DAY;
  none = store_fixture_claim (fixture, 1);
  g_assert_cmpuint (none->len, ==, 0);
  send = store_fixture_find (fixture, 1);
  store_assert_send (send, INVITES_SEND_FINISHED, INVITES_DELIVERY_SKIPPED, 1);
  g_assert_cmpuint (send->accepted_contacts, ==, 1);
  assert_link (fixture, delivery, INVITES_LINK_USED);
}

static void
test_unknown (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autofree char *token = invites_token_new ();
  InvitesDelivery stranger = { .token = token };
  g_autoptr(InvitesDelivery) refused = NULL;

  assert_link (fixture, &stranger, INVITES_LINK_UNKNOWN);
  assert_refuses (fixture, &stranger, HASH, INVITES_ERROR_NOT_FOUND);

  store_fixture_put_contact (fixture, "c1", "N1", "a@x.example");
  refused = claim_new (fixture, 1, TRUE);
  store_fixture_report (fixture, refused, INVITES_DELIVERY_REFUSED);
  assert_link (fixture, refused, INVITES_LINK_UNKNOWN);
  assert_refuses (fixture, refused, HASH, INVITES_ERROR_NOT_FOUND);
}

static void
test_expired (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autoptr(InvitesDelivery) delivery = NULL;
  g_autoptr(InvitesContact) contact = NULL;

  store_fixture_put_contact (fixture, "c1", "N1", "a@x.example");
  delivery = send_new (fixture, 1, TRUE);
  fixture->now += 30 * STORE_DAY;
  assert_link (fixture, delivery, INVITES_LINK_LIVE);
  fixture->now++;
  assert_link (fixture, delivery, INVITES_LINK_EXPIRED);
  assert_refuses (fixture, delivery, HASH, INVITES_ERROR_CONFLICT);
  contact = store_fixture_find_contact (fixture, "c1");
  g_assert_cmpint (contact->status, ==, INVITES_GROUP_PENDING);
  g_assert_true (contact->expired);
}

/* The old link works until the new one has gone out. */
static void
test_replaced (StoreFixture  *fixture,
               gconstpointer  data)
{
  g_autoptr(InvitesDelivery) old = NULL;
  g_autoptr(InvitesDelivery) refused = NULL;
  g_autoptr(InvitesDelivery) new = NULL;

  store_fixture_put_contact (fixture, "c1", "N1", "a@x.example");
  old = send_new (fixture, 1, TRUE);
  fixture->now += 60;
  refused = claim_new (fixture, 2, FALSE);
  store_fixture_report (fixture, refused, INVITES_DELIVERY_REFUSED);
  assert_link (fixture, old, INVITES_LINK_LIVE);

  new = claim_new (fixture, 3, FALSE);
  assert_link (fixture, old, INVITES_LINK_LIVE);
  assert_link (fixture, new, INVITES_LINK_LIVE);
  store_fixture_report (fixture, new, INVITES_DELIVERY_SENT);
  assert_link (fixture, old, INVITES_LINK_REVOKED);
  assert_link (fixture, new, INVITES_LINK_LIVE);
  assert_refuses (fixture, old, HASH, INVITES_ERROR_CONFLICT);
  assert_accepts (fixture, new);
}

/* Nobody knows whether the new one has come: both work. */
static void
test_not_replaced_by_unknown (StoreFixture  *fixture,
                              gconstpointer  data)
{
  g_autoptr(InvitesDelivery) old = NULL;
  g_autoptr(InvitesDelivery) new = NULL;

  store_fixture_put_contact (fixture, "c1", "N1", "a@x.example");
  old = send_new (fixture, 1, TRUE);
  fixture->now += 60;
  new = claim_new (fixture, 2, FALSE);
  store_fixture_report (fixture, new, INVITES_DELIVERY_UNKNOWN);
  assert_link (fixture, old, INVITES_LINK_LIVE);
  assert_link (fixture, new, INVITES_LINK_LIVE);
}

/* A later mail to the address that was not for this contact: c1 was invited
 * by itself between the prepare and the claim of that one. */
static void
test_not_replaced_by_others (StoreFixture  *fixture,
                             gconstpointer  data)
{
  g_autoptr(InvitesSendRequest) request = store_request_new (TRUE);
  g_autofree char *uuid = store_dup_uuid (2);
  g_autoptr(InvitesSend) prepared = NULL;
  g_autoptr(InvitesSend) alone = NULL;
  g_autoptr(InvitesSend) alone_started = NULL;
  g_autoptr(InvitesSend) started = NULL;
  g_autoptr(InvitesDelivery) own = NULL;
  g_autoptr(InvitesDelivery) other = NULL;
  g_autoptr(GError) error = NULL;

  store_fixture_put_contact (fixture, "c1", "N1", "a@x.example");
  store_fixture_put_contact (fixture, "c2", "N2", "a@x.example");
  prepared = store_fixture_prepare (fixture, 1, TRUE);
  g_strfreev (request->leave_out);
  request->leave_out = g_strsplit ("c2", " ", -1);
  alone = invites_store_prepare (fixture->store, uuid, request, fixture->user,
                                 fixture->now, NULL, &error);
  g_assert_no_error (error);
  alone_started = store_fixture_start (fixture, 2);
  own = store_fixture_claim_one (fixture);
  store_fixture_report (fixture, own, INVITES_DELIVERY_SENT);

  fixture->now += 60;
  started = store_fixture_start (fixture, 1);
  other = store_fixture_claim_one (fixture);
  g_assert_cmpstr (other->recipient->contact, ==, "c2");
  store_fixture_report (fixture, other, INVITES_DELIVERY_SENT);
  assert_link (fixture, own, INVITES_LINK_LIVE);
  assert_link (fixture, other, INVITES_LINK_LIVE);
}

/* The send that was prepared first goes out last: its link is the new one. */
static void
test_replaced_out_of_order (StoreFixture  *fixture,
                            gconstpointer  data)
{
  g_autoptr(InvitesSend) prepared = NULL;
  g_autoptr(InvitesSend) started = NULL;
  g_autoptr(InvitesDelivery) sent_first = NULL;
  g_autoptr(InvitesDelivery) sent_last = NULL;

  store_fixture_put_contact (fixture, "c1", "N1", "a@x.example");
  prepared = store_fixture_prepare (fixture, 1, FALSE);
  sent_first = send_new (fixture, 2, FALSE);
  fixture->now += 60;
  started = store_fixture_start (fixture, 1);
  sent_last = store_fixture_claim_one (fixture);
  assert_link (fixture, sent_first, INVITES_LINK_LIVE);
  store_fixture_report (fixture, sent_last, INVITES_DELIVERY_SENT);
  assert_link (fixture, sent_first, INVITES_LINK_REVOKED);
  assert_link (fixture, sent_last, INVITES_LINK_LIVE);
}

static void
test_address_changed (StoreFixture  *fixture,
                      gconstpointer  data)
{
  g_autoptr(InvitesDelivery) delivery = NULL;
  g_autoptr(InvitesDelivery) new = NULL;

  store_fixture_put_contact (fixture, "c1", "N1", "a@x.example");
  delivery = send_new (fixture, 1, TRUE);
  store_fixture_put_contact (fixture, "c1", "N1", "A@X.example");
  assert_link (fixture, delivery, INVITES_LINK_LIVE);

  store_fixture_put_contact (fixture, "c1", "N1", "b@x.example");
  assert_link (fixture, delivery, INVITES_LINK_REVOKED);
  assert_group (fixture, "c1", INVITES_GROUP_NOT_SENT);
  store_fixture_put_contact (fixture, "c1", "N1", "a@x.example");
  assert_link (fixture, delivery, INVITES_LINK_REVOKED);
  assert_refuses (fixture, delivery, HASH, INVITES_ERROR_CONFLICT);

  fixture->now += 60;
  new = send_new (fixture, 2, TRUE);
  assert_link (fixture, new, INVITES_LINK_LIVE);
}

/* Changed and changed back between prepare and claim: the link is new. */
static void
test_changed_before_claim (StoreFixture  *fixture,
                           gconstpointer  data)
{
  g_autoptr(InvitesSend) prepared = NULL;
  g_autoptr(InvitesSend) started = NULL;
  g_autoptr(InvitesDelivery) delivery = NULL;

  store_fixture_put_contact (fixture, "c1", "N1", "a@x.example");
  prepared = store_fixture_prepare (fixture, 1, TRUE);
  store_fixture_put_contact (fixture, "c1", "N1", "b@x.example");
  store_fixture_put_contact (fixture, "c1", "N1", "a@x.example");
  started = store_fixture_start (fixture, 1);
  delivery = store_fixture_claim_one (fixture);
  store_fixture_report (fixture, delivery, INVITES_DELIVERY_SENT);
  assert_link (fixture, delivery, INVITES_LINK_LIVE);
  assert_group (fixture, "c1", INVITES_GROUP_PENDING);
}

/* Changed while the mail was on the wire. */
static void
test_changed_on_the_wire (StoreFixture  *fixture,
                          gconstpointer  data)
{
  g_autoptr(InvitesDelivery) delivery = NULL;

  store_fixture_put_contact (fixture, "c1", "N1", "a@x.example");
  delivery = claim_new (fixture, 1, TRUE);
  store_fixture_put_contact (fixture, "c1", "N1", "b@x.example");
  store_fixture_report (fixture, delivery, INVITES_DELIVERY_SENT);
  assert_group (fixture, "c1", INVITES_GROUP_NOT_SENT);
  assert_link (fixture, delivery, INVITES_LINK_REVOKED);
}

static void
test_changed_back_on_the_wire (StoreFixture  *fixture,
                               gconstpointer  data)
{
  g_autoptr(InvitesDelivery) delivery = NULL;

  store_fixture_put_contact (fixture, "c1", "N1", "a@x.example");
  delivery = claim_new (fixture, 1, TRUE);
  store_fixture_put_contact (fixture, "c1", "N1", "b@x.example");
  store_fixture_put_contact (fixture, "c1", "N1", "a@x.example");
  store_fixture_report (fixture, delivery, INVITES_DELIVERY_SENT);
  assert_group (fixture, "c1", INVITES_GROUP_NOT_SENT);
  assert_link (fixture, delivery, INVITES_LINK_REVOKED);
}

/* One of two has joined already, one has moved: the third joins alone. */
static void
test_partial (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autoptr(InvitesDelivery) delivery = NULL;
  g_autoptr(InvitesLink) link = NULL;
  g_autoptr(InvitesSend) send = NULL;

  store_fixture_put_contact (fixture, "c1", "N1", "a@x.example");
  store_fixture_put_contact (fixture, "c2", "N2", "a@x.example");
  store_fixture_put_contact (fixture, "c3", "N3", "a@x.example");
  delivery = send_new (fixture, 1, TRUE);
  store_fixture_put (fixture, &(InvitesContactRecord) {
    .id = (char *) "c1", .account_number = (char *) "N1", .name = (char *) "A",
    .email = (char *) "a@x.example", .accepted_at = 7 });
  store_fixture_put_contact (fixture, "c2", "N2", "b@x.example");

  link = find_link (fixture, delivery);
  g_assert_cmpint (link->state, ==, INVITES_LINK_LIVE);
  g_assert_cmpuint (link->accounts->len, ==, 1);
  assert_accepts (fixture, delivery);
  assert_group (fixture, "c2", INVITES_GROUP_NOT_SENT);
  assert_group (fixture, "c3", INVITES_GROUP_ACCEPTED);
  assert_link (fixture, delivery, INVITES_LINK_USED);
  send = store_fixture_find (fixture, 1);
  g_assert_cmpuint (send->accepted_contacts, ==, 1);
}

/* The log-in is the address: a second account must not bring a second pass
 * phrase, even when both are chosen at once. */
static void
test_pass_phrase (StoreFixture  *fixture,
                  gconstpointer  data)
{
  g_autoptr(InvitesDelivery) first = NULL;
  g_autoptr(InvitesDelivery) second = NULL;
  g_autoptr(InvitesLink) link = NULL;

  store_fixture_put_contact (fixture, "c1", "N1", "a@x.example");
  first = send_new (fixture, 1, TRUE);
  store_fixture_put_contact (fixture, "c2", "N2", "a@x.example");
  second = send_new (fixture, 2, TRUE);
  assert_refuses (fixture, second, NULL, INVITES_ERROR_CONFLICT);
  assert_accepts (fixture, first);

  assert_refuses (fixture, second, "$argon2id$other", INVITES_ERROR_CONFLICT);
  link = find_link (fixture, second);
  g_assert_cmpint (link->state, ==, INVITES_LINK_LIVE);
  g_assert_cmpstr (link->password_hash, ==, HASH);
  assert_accepts (fixture, second);
}

/* Somebody who joins drops out of what has not gone out yet. */
static void
test_other_send (StoreFixture  *fixture,
                 gconstpointer  data)
{
  g_autoptr(InvitesDelivery) delivery = NULL;
  g_autoptr(InvitesSend) prepared = NULL;
  g_autoptr(InvitesSend) started = NULL;
  g_autoptr(GPtrArray) none = NULL;
  g_autoptr(InvitesEntry) entry = NULL;

  store_fixture_put_contact (fixture, "c1", "N1", "a@x.example");
  delivery = send_new (fixture, 1, TRUE);
  prepared = store_fixture_prepare (fixture, 2, FALSE);
  started = store_fixture_start (fixture, 2);
  assert_accepts (fixture, delivery);
  none = store_fixture_claim (fixture, 5);
  g_assert_cmpuint (none->len, ==, 0);
  entry = store_fixture_find_entry (fixture, 2, "c1");
  g_assert_cmpint (entry->skipped, ==, INVITES_SKIP_ACCEPTED);
}

typedef struct
{
  StoreFixture          *fixture;
  const InvitesDelivery *delivery;
  gboolean               accepted;
} Visitor;

static gpointer
run_visitor (gpointer data)
{
  Visitor *visitor = data;
  g_autoptr(InvitesStore) store = store_fixture_open (visitor->fixture);
  g_autoptr(GBytes) hash = hash_token (visitor->delivery);
  g_autoptr(GError) error = NULL;

  visitor->accepted = invites_store_accept (store, hash, HASH,
                                            visitor->fixture->now, NULL,
                                            &error);
  if (!visitor->accepted)
    g_assert_error (error, INVITES_ERROR, INVITES_ERROR_CONFLICT);
  return NULL;
}

static void
test_race (StoreFixture  *fixture,
           gconstpointer  data)
{
  g_autoptr(InvitesDelivery) delivery = NULL;
  Visitor visitors[6];
  GThread *threads[6];
  guint n_accepted = 0;

  store_fixture_put_contact (fixture, "c1", "N1", "a@x.example");
  delivery = send_new (fixture, 1, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (visitors); i++)
    {
      visitors[i] = (Visitor) { fixture, delivery, FALSE };
      threads[i] = g_thread_new ("visitor", run_visitor, &visitors[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (visitors); i++)
    {
      g_thread_join (threads[i]);
      n_accepted += visitors[i].accepted ? 1 : 0;
    }

  g_assert_cmpuint (n_accepted, ==, 1);
  g_assert_cmpint (store_fixture_get_number (
                     fixture, "SELECT count(*) FROM audit"
                              " WHERE act = 'accept'"), ==, 1);
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
    { "/links/live", test_live },
    { "/links/early", test_early },
    { "/links/while-deferred", test_while_deferred },
    { "/links/unknown", test_unknown },
    { "/links/expired", test_expired },
    { "/links/replaced", test_replaced },
    { "/links/not-replaced-by-unknown", test_not_replaced_by_unknown },
    { "/links/not-replaced-by-others", test_not_replaced_by_others },
    { "/links/replaced-out-of-order", test_replaced_out_of_order },
    { "/links/address-changed", test_address_changed },
    { "/links/changed-before-claim", test_changed_before_claim },
    { "/links/changed-on-the-wire", test_changed_on_the_wire },
    { "/links/changed-back-on-the-wire", test_changed_back_on_the_wire },
    { "/links/partial", test_partial },
    { "/links/pass-phrase", test_pass_phrase },
    { "/links/other-send", test_other_send },
    { "/links/race", test_race },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, StoreFixture, NULL, store_fixture_set_up,
                tests[i].test, store_fixture_tear_down);
  return g_test_run ();
}
