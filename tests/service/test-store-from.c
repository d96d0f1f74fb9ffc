/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends that are made from others, from wishes, and of what has expired. */
#include "core/invites-error.h"
#include "core/invites-id.h"
#include "store-acts.h"

static InvitesSendRequest *
request_from (InvitesSendSet set,
              guint          number)
{
  InvitesSendRequest *request = store_request_new (TRUE);

  request->from_set = set;
  if (set != INVITES_SEND_SET_WISHES)
    request->from_send = store_dup_uuid (number);
  return request;
}

static gboolean
append_outcome (const InvitesEntry  *entry,
                gpointer             user_data,
                GError             **error)
{
  GString *lines = user_data;

  g_string_append_printf (lines, "%s%s:%s", lines->len > 0 ? " " : "",
                          entry->id,
                          invites_outcome_to_string (entry->outcome));
  return TRUE;
}

/* Prepares a send, after a forecast, which must say the same of everybody:
 * "a:will_be_sent b:accepted". */
static char *
prepare_request (StoreFixture             *fixture,
                 guint                     number,
                 const InvitesSendRequest *request)
{
  g_autoptr(InvitesListing) listing = invites_listing_new ();
  g_autoptr(GString) forecast = g_string_new (NULL);
  g_autoptr(GString) ledger = g_string_new (NULL);
  g_autofree char *uuid = store_dup_uuid (number);
  g_autoptr(InvitesSend) send = NULL;
  g_autoptr(InvitesSend) again = NULL;
  g_autoptr(GError) error = NULL;
  guint64 outcomes[INVITES_N_OUTCOMES];
  gboolean created = TRUE;

  invites_store_forecast (fixture->store, request, fixture->now, outcomes,
                          &error);
  g_assert_no_error (error);
  invites_store_forecast_entries (fixture->store, request, listing,
                                  fixture->now, append_outcome, forecast, NULL,
                                  &error);
  g_assert_no_error (error);

  send = invites_store_prepare (fixture->store, uuid, request, fixture->user,
                                fixture->now, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (invites_send_adds_up (send));
  g_assert_cmpmem (send->outcomes, sizeof outcomes, outcomes, sizeof outcomes);
  g_assert_cmpint (send->from_set, ==, request->from_set);
  g_assert_cmpstr (send->from_send, ==, request->from_send);
  g_assert_cmpint (send->only_expired, ==, request->only_expired);

  invites_store_list_entries (fixture->store, uuid, listing, append_outcome,
                              ledger, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (ledger->str, ==, forecast->str);

  again = invites_store_prepare (fixture->store, uuid, request, fixture->user,
                                 fixture->now, &created, &error);
  g_assert_no_error (error);
  g_assert_false (created);
  return g_string_free (g_steal_pointer (&ledger), FALSE);
}

static void
assert_prepares (StoreFixture             *fixture,
                 guint                     number,
                 const InvitesSendRequest *request,
                 const char               *expected)
{
  g_autofree char *ledger = prepare_request (fixture, number, request);

  g_assert_cmpstr (ledger, ==, expected);
}

static void
refuse (StoreFixture             *fixture,
        const InvitesSendRequest *request,
        int                       code,
        const char               *field)
{
  g_autofree char *uuid = store_dup_uuid (77);
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) forecast_error = NULL;
  guint64 outcomes[INVITES_N_OUTCOMES];

  g_assert_null (invites_store_prepare (fixture->store, uuid, request,
                                        fixture->user, fixture->now, NULL,
                                        &error));
  g_assert_error (error, INVITES_ERROR, code);
  g_assert_cmpstr (invites_error_get_field (error), ==, field);
  g_assert_false (invites_store_forecast (fixture->store, request,
                                          fixture->now, outcomes,
                                          &forecast_error));
  g_assert_error (forecast_error, INVITES_ERROR, code);
}

static void
start (StoreFixture *fixture,
       guint         number)
{
  G_GNUC_UNUSED g_autoptr(InvitesSend) send
    = store_fixture_start (fixture, number);
}

static void
stop (StoreFixture *fixture,
      guint         number)
{
  G_GNUC_UNUSED g_autoptr(InvitesSend) send
    = store_fixture_stop (fixture, number);
}

static void
prepare_and_start (StoreFixture *fixture,
                   guint         number,
                   gboolean      only)
{
  G_GNUC_UNUSED g_autoptr(InvitesSend) send
    = store_fixture_prepare (fixture, number, only);

  start (fixture, number);
}

/* Everything that waits goes out: "a@x.example b@x.example". */
static char *
send_all (StoreFixture *fixture)
{
  g_autoptr(GPtrArray) claimed = store_fixture_claim (fixture, 100);
  g_autoptr(GString) addresses = g_string_new (NULL);

  for (guint i = 0; i < claimed->len; i++)
    {
      const InvitesDelivery *delivery = g_ptr_array_index (claimed, i);

      g_string_append_printf (addresses, "%s%s", i > 0 ? " " : "",
                              delivery->recipient->address);
      store_fixture_report (fixture, delivery, INVITES_DELIVERY_SENT);
    }

  return g_string_free (g_steal_pointer (&addresses), FALSE);
}

static void
assert_sends (StoreFixture *fixture,
              const char   *expected)
{
  g_autofree char *addresses = send_all (fixture);

  g_assert_cmpstr (addresses, ==, expected);
}

static void
ask_by (StoreFixture          *fixture,
        const InvitesDelivery *delivery)
{
  g_autoptr(GBytes) hash = invites_token_hash (delivery->token);
  g_autoptr(GError) error = NULL;

  invites_store_ask_for_link (fixture->store, hash, fixture->now, &error);
  g_assert_no_error (error);
}

static void
put_accepted (StoreFixture *fixture,
              const char   *id)
{
  g_autofree char *email = g_strconcat (id, "@x.example", NULL);

  store_fixture_put (fixture, &(InvitesContactRecord) {
    .id = (char *) id, .account_number = (char *) "N1", .name = (char *) id,
    .email = email, .accepted_at = 7 });
}

/* The rest: a got the mail, b was refused, c is unknown, d dropped out since
 * it had joined; e and f were cancelled; g is new since then; h had been
 * written to too recently. */
static void
test_rest (StoreFixture  *fixture,
           gconstpointer  data)
{
  g_autoptr(InvitesSendRequest) request = request_from (
    INVITES_SEND_SET_REST, 1);
  g_autoptr(InvitesSend) first = NULL;

  invites_rules_get ()->gap_hours = 24;
  store_put_people (fixture, "abcdef");
  store_fixture_put (fixture, &(InvitesContactRecord) {
    .id = (char *) "h", .account_number = (char *) "N1", .name = (char *) "h",
    .email = (char *) "h@x.example" });
  store_fixture_put (fixture, &(InvitesContactRecord) {
    .id = (char *) "south", .account_number = (char *) "S1",
    .name = (char *) "h", .email = (char *) "h@x.example",
    .last_invite_sent = fixture->now - 60 });
  first = store_fixture_prepare (fixture, 1, TRUE);
  g_assert_cmpuint (first->outcomes[INVITES_OUTCOME_TOO_RECENT], ==, 1);
  put_accepted (fixture, "d");
  start (fixture, 1);
  store_report_next (fixture, INVITES_DELIVERY_SENT);
  store_report_next (fixture, INVITES_DELIVERY_REFUSED);
  store_report_next (fixture, INVITES_DELIVERY_UNKNOWN);
  stop (fixture, 1);
  store_put_people (fixture, "g");

  fixture->now += 60;
  assert_prepares (fixture, 2, request,
                   "b:will_be_sent d:accepted e:will_be_sent f:will_be_sent"
                   " h:too_recent");
  start (fixture, 2);
  assert_sends (fixture, "b@x.example e@x.example f@x.example");
  g_assert_cmpint (store_fixture_get_number (
                     fixture, "SELECT max (n) FROM (SELECT count(*) AS n FROM"
                              " deliveries WHERE sent_at IS NOT NULL"
                              " GROUP BY address_id) AS m"), ==, 1);

  /* The rest of the rest is the one who is too recent. */
  g_free (request->from_send);
  request->from_send = store_dup_uuid (2);
  fixture->now += STORE_DAY;
  assert_prepares (fixture, 3, request, "h:will_be_sent");
}

/* The mail to the address went out, but no longer named c2. */
static void
test_rest_unnamed (StoreFixture  *fixture,
                   gconstpointer  data)
{
  g_autoptr(InvitesSendRequest) request = request_from (
    INVITES_SEND_SET_REST, 1);

  store_fixture_put_contact (fixture, "c1", "N1", "a@x.example");
  store_fixture_put_contact (fixture, "c2", "N2", "a@x.example");
  prepare_and_start (fixture, 1, TRUE);
  store_fixture_put_contact (fixture, "c2", "N2", "b@x.example");
  assert_sends (fixture, "a@x.example");
  assert_prepares (fixture, 2, request, "c2:will_be_sent");
  start (fixture, 2);
  assert_sends (fixture, "b@x.example");
}

/* Upper case in the id of the other send is the same send. A filter of its
 * own, and who is left out, count as ever. */
static void
test_rest_narrowed (StoreFixture  *fixture,
                    gconstpointer  data)
{
  g_autoptr(InvitesSendRequest) request = request_from (
    INVITES_SEND_SET_REST, 1);

  store_put_people (fixture, "abc");
  store_fixture_put_contact (fixture, "z", "N2", "z@x.example");
  prepare_and_start (fixture, 1, TRUE);
  stop (fixture, 1);
  request->filter->account_class = invites_id_from_key ("Roll off");
  g_strfreev (request->leave_out);
  request->leave_out = g_strsplit ("b", " ", -1);
  assert_prepares (fixture, 2, request,
                   "a:will_be_sent b:left_out c:will_be_sent");
}

/* The rest and a retry of the same rows: whoever is first has them. */
static void
test_rest_or_retry (StoreFixture  *fixture,
                    gconstpointer  data)
{
  g_autoptr(InvitesSendRequest) request = request_from (
    INVITES_SEND_SET_REST, 1);
  g_autofree char *uuid = store_dup_uuid (1);
  g_autoptr(InvitesSend) again = NULL;
  g_autoptr(GError) error = NULL;

  store_put_people (fixture, "a");
  prepare_and_start (fixture, 1, TRUE);
  store_report_next (fixture, INVITES_DELIVERY_REFUSED);
  assert_prepares (fixture, 2, request, "a:will_be_sent");
  again = invites_store_retry (fixture->store, uuid, INVITES_DELIVERY_NONE,
                               fixture->user, fixture->now, &error);
  g_assert_no_error (error);
  start (fixture, 2);
  store_assert_skipped (fixture, 2, "a", INVITES_SKIP_IN_ANOTHER_SEND);
  assert_sends (fixture, "a@x.example");
}

/* A corrected one: a and b got the wrong mail, b has joined by it; c was
 * refused. */
static void
test_corrected (StoreFixture  *fixture,
                gconstpointer  data)
{
  g_autoptr(InvitesSendRequest) request = request_from (
    INVITES_SEND_SET_CORRECTED, 1);
  g_autoptr(InvitesDelivery) a = NULL;
  g_autoptr(InvitesDelivery) b = NULL;
  g_autoptr(InvitesDelivery) corrected = NULL;
  g_autoptr(InvitesSend) send = NULL;
  g_autoptr(InvitesContact) contact = NULL;

  invites_rules_get ()->gap_hours = 24;
  store_put_people (fixture, "abc");
  prepare_and_start (fixture, 1, TRUE);
  a = store_claim_and_report (fixture, INVITES_DELIVERY_SENT);
  b = store_claim_and_report (fixture, INVITES_DELIVERY_SENT);
  store_report_next (fixture, INVITES_DELIVERY_REFUSED);
  store_accept_by (fixture, b);

  fixture->now += 60;
  assert_prepares (fixture, 2, request, "a:will_be_sent");
  send = store_fixture_find (fixture, 2);
  g_assert_true (send->gap_override);
  g_assert_true (send->only_without_invitation);
  g_assert_cmpuint (send->previously_invited, ==, 1);
  g_assert_cmpint (store_fixture_get_number (
                     fixture, "SELECT count(*) FROM audit AS a JOIN sends AS s"
                              " ON s.uuid = a.subject WHERE s.send_id = 2"
                              " AND a.act = 'override-gap'"), ==, 1);

  start (fixture, 2);
  corrected = store_claim_and_report (fixture, INVITES_DELIVERY_SENT);
  g_assert_cmpstr (corrected->token, !=, a->token);
  store_assert_link (fixture, a, INVITES_LINK_REVOKED);
  store_assert_link (fixture, corrected, INVITES_LINK_LIVE);
  contact = store_fixture_find_contact (fixture, "a");
  g_assert_cmpint (contact->status, ==, INVITES_GROUP_PENDING);
  g_assert_cmpint (contact->last_invite_sent, ==, fixture->now);
}

/* Two users correct the same send: nobody gets two corrections. */
static void
correct_twice (StoreFixture *fixture,
               gboolean      wait)
{
  g_autoptr(InvitesSendRequest) request = request_from (
    INVITES_SEND_SET_CORRECTED, 1);
  g_autoptr(InvitesSend) ended = NULL;

  store_put_people (fixture, "ab");
  prepare_and_start (fixture, 1, TRUE);
  assert_sends (fixture, "a@x.example b@x.example");
  fixture->now += 60;
  assert_prepares (fixture, 2, request, "a:will_be_sent b:will_be_sent");
  assert_prepares (fixture, 3, request, "a:will_be_sent b:will_be_sent");
  if (wait)
    fixture->now += 60;
  start (fixture, 2);
  store_report_next (fixture, INVITES_DELIVERY_SENT);
  start (fixture, 3);
  store_assert_skipped (fixture, 3, "a", INVITES_SKIP_ALREADY_INVITED);
  store_assert_skipped (fixture, 3, "b", INVITES_SKIP_IN_ANOTHER_SEND);
  ended = store_fixture_find (fixture, 3);
  g_assert_cmpint (ended->state, ==, INVITES_SEND_FINISHED);
  assert_sends (fixture, "b@x.example");
}

static void
test_corrected_twice (StoreFixture  *fixture,
                      gconstpointer  data)
{
  correct_twice (fixture, TRUE);
}

static void
test_corrected_at_once (StoreFixture  *fixture,
                        gconstpointer  data)
{
  invites_rules_get ()->gap_hours = 24;
  correct_twice (fixture, FALSE);
}

/* Wishes: a and b let their links expire and ask for new ones. */
static void
test_wishes (StoreFixture  *fixture,
             gconstpointer  data)
{
  g_autoptr(InvitesSendRequest) request = request_from (
    INVITES_SEND_SET_WISHES, 0);
  g_autoptr(InvitesDelivery) a = NULL;
  g_autoptr(InvitesDelivery) b = NULL;
  g_autoptr(InvitesDelivery) c = NULL;
  g_autoptr(InvitesDelivery) renewed = NULL;
  g_autoptr(InvitesSend) send = NULL;

  invites_rules_get ()->gap_hours = 24;
  store_put_people (fixture, "abc");
  prepare_and_start (fixture, 1, TRUE);
  a = store_claim_and_report (fixture, INVITES_DELIVERY_SENT);
  b = store_claim_and_report (fixture, INVITES_DELIVERY_SENT);
  c = store_claim_and_report (fixture, INVITES_DELIVERY_SENT);
  fixture->now += 31 * STORE_DAY;
  assert_prepares (fixture, 2, request, "");
  ask_by (fixture, a);
  ask_by (fixture, b);
  put_accepted (fixture, "b");

  assert_prepares (fixture, 3, request, "a:will_be_sent");
  send = store_fixture_find (fixture, 3);
  g_assert_cmpuint (send->previously_invited, ==, 1);
  g_assert_false (send->gap_override);
  assert_prepares (fixture, 4, request, "a:will_be_sent");
  fixture->now += 60;
  start (fixture, 3);
  renewed = store_claim_and_report (fixture, INVITES_DELIVERY_SENT);
  store_assert_link (fixture, renewed, INVITES_LINK_LIVE);
  store_assert_link (fixture, a, INVITES_LINK_REVOKED);
  store_assert_link (fixture, c, INVITES_LINK_EXPIRED);
  start (fixture, 4);
  store_assert_skipped (fixture, 4, "a", INVITES_SKIP_ALREADY_INVITED);
  assert_prepares (fixture, 5, request, "");
}

/* Only the expired: a is fresh, b has expired, i has by an import, n was never
 * invited, o has opted out, j has joined. */
static void
test_only_expired (StoreFixture  *fixture,
                   gconstpointer  data)
{
  g_autoptr(InvitesSendRequest) request = store_request_new (FALSE);
  g_autoptr(InvitesSend) send = NULL;

  store_put_people (fixture, "bjo");
  prepare_and_start (fixture, 1, TRUE);
  assert_sends (fixture, "b@x.example j@x.example o@x.example");
  fixture->now += 31 * STORE_DAY;
  store_put_people (fixture, "a");
  prepare_and_start (fixture, 2, TRUE);
  assert_sends (fixture, "a@x.example");
  store_put_people (fixture, "n");
  put_accepted (fixture, "j");
  store_fixture_put (fixture, &(InvitesContactRecord) {
    .id = (char *) "i", .account_number = (char *) "N1", .name = (char *) "i",
    .email = (char *) "i@x.example",
    .last_invite_sent = fixture->now - 31 * STORE_DAY });
  store_fixture_put (fixture, &(InvitesContactRecord) {
    .id = (char *) "o", .account_number = (char *) "N1", .name = (char *) "o",
    .email = (char *) "o@x.example", .opted_out_at = 7 });

  request->only_expired = TRUE;
  assert_prepares (fixture, 3, request, "b:will_be_sent i:will_be_sent");
  send = store_fixture_find (fixture, 3);
  g_assert_cmpuint (send->previously_invited, ==, 2);
  g_assert_true (send->only_expired);

  /* A colleague does the same, without a minimum gap. */
  assert_prepares (fixture, 4, request, "b:will_be_sent i:will_be_sent");
  fixture->now += 60;
  start (fixture, 3);
  assert_sends (fixture, "b@x.example i@x.example");
  start (fixture, 4);
  store_assert_skipped (fixture, 4, "b", INVITES_SKIP_ALREADY_INVITED);
  store_assert_skipped (fixture, 4, "i", INVITES_SKIP_ALREADY_INVITED);
  assert_prepares (fixture, 5, request, "");

  request->only_without_invitation = TRUE;
  refuse (fixture, request, INVITES_ERROR_INVALID, "only_expired");
}

static void
test_refused (StoreFixture  *fixture,
              gconstpointer  data)
{
  static const InvitesSendSet sets[] = {
    INVITES_SEND_SET_REST, INVITES_SEND_SET_CORRECTED,
  };

  store_put_people (fixture, "a");
  prepare_and_start (fixture, 1, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      g_autoptr(InvitesSendRequest) request = request_from (sets[i], 1);
      g_autoptr(InvitesSendRequest) nobody = request_from (sets[i], 8);

      refuse (fixture, request, INVITES_ERROR_CONFLICT, NULL);
      refuse (fixture, nobody, INVITES_ERROR_NOT_FOUND, NULL);
      g_clear_pointer (&nobody->from_send, g_free);
      refuse (fixture, nobody, INVITES_ERROR_INVALID, "from");
    }

  stop (fixture, 1);
  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      g_autoptr(InvitesSendRequest) foreign = request_from (sets[i], 1);

      g_free (foreign->filter->division);
      foreign->filter->division = g_strdup ("south");
      refuse (fixture, foreign, INVITES_ERROR_INVALID, "from");
    }
}

/* What is asked for is part of what must be the same. */
static void
test_differs (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autoptr(InvitesSendRequest) request = store_request_new (FALSE);
  g_autofree char *uuid = store_dup_uuid (1);
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) second_error = NULL;

  store_put_people (fixture, "a");
  assert_prepares (fixture, 1, request, "a:will_be_sent");
  request->gap_override = TRUE;
  g_assert_null (invites_store_prepare (fixture->store, uuid, request,
                                        fixture->user, fixture->now, NULL,
                                        &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_SEND_DIFFERS);
  request->gap_override = FALSE;
  request->only_expired = TRUE;
  g_assert_null (invites_store_prepare (fixture->store, uuid, request,
                                        fixture->user, fixture->now, NULL,
                                        &second_error));
  g_assert_error (second_error, INVITES_ERROR, INVITES_ERROR_SEND_DIFFERS);
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
    { "/from/rest", test_rest },
    { "/from/rest-unnamed", test_rest_unnamed },
    { "/from/rest-narrowed", test_rest_narrowed },
    { "/from/rest-or-retry", test_rest_or_retry },
    { "/from/corrected", test_corrected },
    { "/from/corrected-twice", test_corrected_twice },
    { "/from/corrected-at-once", test_corrected_at_once },
    { "/from/wishes", test_wishes },
    { "/from/only-expired", test_only_expired },
    { "/from/refused", test_refused },
    { "/from/differs", test_differs },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, StoreFixture, NULL, store_fixture_set_up,
                tests[i].test, reset_rules);
  return g_test_run ();
}
