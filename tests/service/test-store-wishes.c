/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Wishes for a new link, from the page of an expired one. */
#include "core/invites-error.h"
#include "store-support.h"

/* One mail to c1, c2 and c3, who share an address. Gives its link. */
static GBytes *
send_mail (StoreFixture *fixture,
           guint         number)
{
  g_autoptr(InvitesDelivery) delivery = NULL;

  store_fixture_begin (fixture, number, FALSE);
  delivery = store_fixture_claim_one (fixture);
  store_fixture_report (fixture, delivery, INVITES_DELIVERY_SENT);
  return invites_token_hash (delivery->token);
}

/* The link has expired. */
static GBytes *
send_long_ago (StoreFixture *fixture)
{
  GBytes *hash;

  store_fixture_put_contact (fixture, "c1", "N1", "pat@x.example");
  store_fixture_put_contact (fixture, "c2", "N2", "pat@x.example");
  store_fixture_put_contact (fixture, "c3", "N3", "pat@x.example");
  hash = send_mail (fixture, 1);
  fixture->now += 31 * STORE_DAY;
  return hash;
}

static void
ask (StoreFixture *fixture,
     GBytes       *hash)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (invites_store_ask_for_link (fixture->store, hash,
                                             fixture->now, &error));
  g_assert_no_error (error);
}

static void
assert_refused (StoreFixture *fixture,
                GBytes       *hash,
                int           code)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (invites_store_ask_for_link (fixture->store, hash,
                                              fixture->now, &error));
  g_assert_error (error, INVITES_ERROR, code);
}

static gboolean
append_id (const InvitesWish  *wish,
           gpointer            user_data,
           GError            **error)
{
  GString *ids = user_data;

  g_string_append_printf (ids, "%s%s", ids->len > 0 ? " " : "", wish->id);
  return TRUE;
}

static char *
dup_page (StoreFixture *fixture,
          const char   *division,
          guint64       offset,
          guint         limit)
{
  g_autoptr(GString) ids = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  guint64 total;

  g_assert_true (invites_store_list_wishes (fixture->store, division, offset,
                                            limit, append_id, ids, &total,
                                            &error));
  g_assert_no_error (error);
  g_string_append_printf (ids, "/%" G_GUINT64_FORMAT, total);
  return g_string_free (g_steal_pointer (&ids), FALSE);
}

static void
assert_wishes (StoreFixture *fixture,
               const char   *expected)
{
  g_autofree char *wishes = dup_page (fixture, "north", 0, 100);

  g_assert_cmpstr (wishes, ==, expected);
}

static gint64
count_events (StoreFixture *fixture)
{
  return store_fixture_get_number (
    fixture, "SELECT count(*) FROM address_events"
             " WHERE event = 'asked_for_link' AND delivery_id IS NOT NULL");
}

static gboolean
keep_wish (const InvitesWish  *wish,
           gpointer            user_data,
           GError            **error)
{
  InvitesWish **kept = user_data;

  *kept = invites_wish_copy (wish);
  return TRUE;
}

static void
test_ask (StoreFixture  *fixture,
          gconstpointer  data)
{
  g_autoptr(GBytes) hash = send_long_ago (fixture);
  g_autofree char *uuid = store_dup_uuid (1);
  g_autofree char *page = NULL;
  g_autofree char *south = NULL;
  g_autoptr(InvitesWish) wish = NULL;

  assert_wishes (fixture, "/0");
  ask (fixture, hash);
  assert_wishes (fixture, "c1 c2 c3/3");
  page = dup_page (fixture, "north", 1, 1);
  g_assert_cmpstr (page, ==, "c2/3");
  south = dup_page (fixture, "south", 0, 10);
  g_assert_cmpstr (south, ==, "/0");
  g_assert_cmpint (count_events (fixture), ==, 1);

  g_assert_true (invites_store_list_wishes (fixture->store, "north", 0, 1,
                                            keep_wish, &wish, NULL, NULL));
  g_assert_cmpstr (wish->id, ==, "c1");
  g_assert_cmpstr (wish->email, ==, "pat@x.example");
  g_assert_cmpstr (wish->name, ==, "c1");
  g_assert_cmpstr (wish->account_number, ==, "N1");
  g_assert_cmpstr (wish->account_name, ==, "Acme & Söhne");
  g_assert_cmpstr (wish->send, ==, uuid);
  g_assert_cmpint (wish->asked_at, ==, fixture->now);
}

/* The button may be pressed again, and is no louder for it. */
static void
test_ask_again (StoreFixture  *fixture,
                gconstpointer  data)
{
  g_autoptr(GBytes) hash = send_long_ago (fixture);
  g_autoptr(InvitesWish) wish = NULL;

  ask (fixture, hash);
  fixture->now += STORE_HOUR;
  ask (fixture, hash);
  assert_wishes (fixture, "c1 c2 c3/3");
  invites_store_list_wishes (fixture->store, "north", 0, 1, keep_wish, &wish,
                             NULL, NULL);
  g_assert_cmpint (wish->asked_at, ==, fixture->now);
  g_assert_cmpint (count_events (fixture), ==, 1);
  g_assert_cmpint (store_fixture_get_number (
                     fixture, "SELECT count(*) FROM audit"
                              " WHERE act = 'ask-for-link'"), ==, 3);
}

static void
test_not_expired (StoreFixture  *fixture,
                  gconstpointer  data)
{
  g_autoptr(GBytes) unknown = invites_token_hash (INVITES_SAMPLE_TOKEN);
  g_autoptr(GBytes) hash = send_long_ago (fixture);
  g_autoptr(GBytes) newer = send_mail (fixture, 2);

  assert_refused (fixture, unknown, INVITES_ERROR_NOT_FOUND);
  assert_refused (fixture, newer, INVITES_ERROR_CONFLICT);
  assert_refused (fixture, hash, INVITES_ERROR_CONFLICT);
  assert_wishes (fixture, "/0");
}

/* Not those who have joined, or whose mail goes elsewhere by now. */
static void
test_who (StoreFixture  *fixture,
          gconstpointer  data)
{
  g_autoptr(GBytes) hash = send_long_ago (fixture);

  store_fixture_put_contact (fixture, "c2", "N2", "new@x.example");
  store_fixture_put (fixture, &(InvitesContactRecord) {
    .id = (char *) "c3", .account_number = (char *) "N3", .name = (char *) "C",
    .email = (char *) "pat@x.example", .accepted_at = fixture->now });
  ask (fixture, hash);
  assert_wishes (fixture, "c1/1");
}

/* Nor those who have a newer one, which the others of the address have not. */
static void
test_replaced (StoreFixture  *fixture,
               gconstpointer  data)
{
  const char *const others[] = { "c2", "c3", NULL };
  g_autoptr(GBytes) hash = send_long_ago (fixture);
  g_autoptr(InvitesSendRequest) request = store_request_new (FALSE);
  g_autofree char *uuid = store_dup_uuid (2);
  g_autoptr(InvitesSend) prepared = NULL;
  g_autoptr(InvitesSend) started = NULL;
  g_autoptr(InvitesDelivery) delivery = NULL;
  g_autoptr(GError) error = NULL;

  g_strfreev (request->leave_out);
  request->leave_out = g_strdupv ((char **) others);
  prepared = invites_store_prepare (fixture->store, uuid, request,
                                    fixture->user, fixture->now, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (prepared->outcomes[INVITES_OUTCOME_LEFT_OUT], ==, 2);
  started = store_fixture_start (fixture, 2);
  g_assert_cmpint (started->state, ==, INVITES_SEND_SENDING);
  delivery = store_fixture_claim_one (fixture);
  store_fixture_report (fixture, delivery, INVITES_DELIVERY_SENT);

  ask (fixture, hash);
  assert_wishes (fixture, "c2 c3/2");
}

/* A newer invitation is what was wished for. */
static void
test_answered (StoreFixture  *fixture,
               gconstpointer  data)
{
  g_autoptr(GBytes) hash = send_long_ago (fixture);
  g_autoptr(GBytes) newer = NULL;

  ask (fixture, hash);
  fixture->now++;
  newer = send_mail (fixture, 2);
  assert_wishes (fixture, "/0");
  assert_refused (fixture, newer, INVITES_ERROR_CONFLICT);
}

/* Whoever joins, opts out or has bounced wishes no more. */
static void
test_closed (StoreFixture  *fixture,
             gconstpointer  data)
{
  g_autoptr(GBytes) hash = send_long_ago (fixture);

  ask (fixture, hash);
  store_fixture_put (fixture, &(InvitesContactRecord) {
    .id = (char *) "c1", .account_number = (char *) "N1", .name = (char *) "C",
    .email = (char *) "pat@x.example", .accepted_at = fixture->now });
  assert_wishes (fixture, "c2 c3/2");
  g_assert_true (invites_store_opt_out (fixture->store, 1, fixture->now, NULL,
                                        NULL));
  assert_wishes (fixture, "/0");
  g_assert_true (invites_store_lift (fixture->store, "c2",
                                     INVITES_REASON_OPTED_OUT, fixture->user,
                                     fixture->now, NULL));
  assert_wishes (fixture, "c2 c3/2");
  store_fixture_put (fixture, &(InvitesContactRecord) {
    .id = (char *) "c2", .account_number = (char *) "N2", .name = (char *) "C",
    .email = (char *) "pat@x.example", .bounced_at = fixture->now });
  assert_wishes (fixture, "/0");
}

static void
dismiss (StoreFixture *fixture,
         const char   *contact)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (invites_store_dismiss_wish (fixture->store, contact,
                                             fixture->user, fixture->now,
                                             &error));
  g_assert_no_error (error);
}

static void
test_dismiss (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autoptr(GBytes) hash = send_long_ago (fixture);
  g_autoptr(GError) error = NULL;

  g_assert_false (invites_store_dismiss_wish (fixture->store, "c1",
                                              fixture->user, fixture->now,
                                              &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND);

  ask (fixture, hash);
  dismiss (fixture, "c2");
  dismiss (fixture, "c2");
  assert_wishes (fixture, "c1 c3/2");
  g_assert_cmpint (store_fixture_get_number (
                     fixture, "SELECT count(*) FROM audit WHERE subject = 'c2'"
                              " AND act = 'dismiss-wish'"), ==, 1);
  g_assert_cmpint (store_fixture_get_number (
                     fixture, "SELECT count(*) FROM link_wishes"
                              " WHERE dismissed_by = 'Pat Doe'"), ==, 1);

  /* Who asks again after that, wishes again. */
  fixture->now++;
  ask (fixture, hash);
  assert_wishes (fixture, "c1 c2 c3/3");
  g_assert_cmpint (count_events (fixture), ==, 2);
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
    { "/wishes/ask", test_ask },
    { "/wishes/ask-again", test_ask_again },
    { "/wishes/not-expired", test_not_expired },
    { "/wishes/who", test_who },
    { "/wishes/replaced", test_replaced },
    { "/wishes/answered", test_answered },
    { "/wishes/closed", test_closed },
    { "/wishes/dismiss", test_dismiss },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, StoreFixture, NULL, store_fixture_set_up,
                tests[i].test, store_fixture_tear_down);
  return g_test_run ();
}
