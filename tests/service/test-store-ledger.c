/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How sends are prepared, and what their ledgers say. */
#include "core/invites-error.h"
#include "store-support.h"

#define SHARED "info@shared.example"

/* One contact for every outcome, each with all that later rules would say of
 * it too, so that the order of precedence decides. The first six are left out
 * by hand as well. */
static const struct
{
  InvitesContactRecord record;
  InvitesOutcome       outcome;
} people[] = {
  { { .id = (char *) "accepted", .email = (char *) "", .accepted_at = 5 },
    INVITES_OUTCOME_ACCEPTED },
  { { .id = (char *) "none", .email = (char *) "", .last_invite_sent = 5 },
    INVITES_OUTCOME_NO_ADDRESS },
  { { .id = (char *) "invalid", .email = (char *) "a@b", .last_invite_sent = 5 },
    INVITES_OUTCOME_INVALID_ADDRESS },
  { { .id = (char *) "bounced", .email = (char *) "b@x.example",
      .bounced_at = 5, .opted_out_at = 5, .last_invite_sent = 5 },
    INVITES_OUTCOME_BOUNCED },
  { { .id = (char *) "opted", .email = (char *) "o@x.example",
      .opted_out_at = 5, .last_invite_sent = 5 },
    INVITES_OUTCOME_OPTED_OUT },
  { { .id = (char *) "left", .email = (char *) SHARED, .last_invite_sent = 5 },
    INVITES_OUTCOME_LEFT_OUT },
  { { .id = (char *) "invited", .email = (char *) SHARED,
      .last_invite_sent = 5 },
    INVITES_OUTCOME_ALREADY_INVITED },
  { { .id = (char *) "wide", .email = (char *) SHARED },
    INVITES_OUTCOME_SHARED_TOO_WIDELY },
  { { .id = (char *) "p2", .email = (char *) "Pair@x.example" },
    INVITES_OUTCOME_MERGED },
  { { .id = (char *) "p10", .email = (char *) "pair@X.example" },
    INVITES_OUTCOME_WILL_BE_SENT },
};

static InvitesSendRequest *
put_people (StoreFixture *fixture)
{
  InvitesSendRequest *request = store_request_new (TRUE);

  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    {
      InvitesContactRecord record = people[i].record;

      record.account_number = (char *) "N1";
      record.name = record.id;
      store_fixture_put (fixture, &record);
    }
  /* With three in the north, these make eleven on the shared address. */
  for (guint i = 0; i < 8; i++)
    {
      g_autofree char *id = g_strdup_printf ("south-%u", i);

      store_fixture_put_contact (fixture, id, "S1", SHARED);
    }

  g_strfreev (request->leave_out);
  request->leave_out = g_strsplit ("accepted bounced invalid left none opted",
                                   " ", -1);
  return request;
}

static gboolean
compare_outcome (const InvitesEntry  *entry,
                 gpointer             user_data,
                 GError             **error)
{
  guint *n = user_data;

  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    {
      if (!g_str_equal (people[i].record.id, entry->id))
        continue;
      g_assert_cmpstr (invites_outcome_to_string (entry->outcome), ==,
                       invites_outcome_to_string (people[i].outcome));
      g_assert_cmpstr (entry->email, ==, people[i].record.email);
      g_assert_cmpstr (entry->merged_into, ==,
                       g_str_equal (entry->id, "p2") ? "p10" : NULL);
      (*n)++;
    }

  return TRUE;
}

static void
test_outcomes (StoreFixture  *fixture,
               gconstpointer  data)
{
  g_autoptr(InvitesSendRequest) request = put_people (fixture);
  g_autoptr(InvitesListing) listing = invites_listing_new ();
  g_autoptr(InvitesSend) send = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *uuid = store_dup_uuid (1);
  guint64 outcomes[INVITES_N_OUTCOMES];
  guint64 total;
  guint n = 0;

  g_assert_true (invites_store_forecast (fixture->store, request, fixture->now,
                                         outcomes, &error));
  g_assert_no_error (error);
  invites_store_forecast_entries (fixture->store, request, listing,
                                  fixture->now, compare_outcome, &n, &total,
                                  &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (people));
  g_assert_cmpuint (total, ==, n);
  g_assert_cmpint (store_fixture_get_number (fixture,
                                             "SELECT count(*) FROM sends"),
                   ==, 0);

  send = invites_store_prepare (fixture->store, uuid, request, fixture->user,
                                fixture->now, NULL, &error);
  g_assert_no_error (error);
  store_assert_send (send, INVITES_SEND_PREPARED, INVITES_DELIVERY_QUEUED, 1);
  g_assert_cmpuint (invites_send_get_considered (send), ==, n);
  g_assert_cmpmem (send->outcomes, sizeof outcomes, outcomes, sizeof outcomes);
  for (guint i = 0; i < INVITES_N_OUTCOMES; i++)
    g_assert_cmpuint (outcomes[i], ==,
                      i == INVITES_OUTCOME_TOO_RECENT ? 0 : 1);

  n = 0;
  invites_store_list_entries (fixture->store, uuid, listing, compare_outcome,
                              &n, &total, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (people));
  g_assert_cmpuint (total, ==, n);
}

static void
test_why (StoreFixture  *fixture,
          gconstpointer  data)
{
  g_autoptr(InvitesSendRequest) request = put_people (fixture);
  g_autoptr(InvitesSend) send = store_fixture_prepare (fixture, 1, TRUE);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (people); i++)
    {
      g_autoptr(InvitesWhy) why = NULL;
      g_autoptr(InvitesEntry) entry = NULL;
      const InvitesPast *past;

      why = invites_store_why (fixture->store, people[i].record.id,
                               request->filter, fixture->user, fixture->now,
                               &error);
      g_assert_no_error (error);
      entry = store_fixture_find_entry (fixture, 1, people[i].record.id);
      g_assert_true (why->matches);
      g_assert_cmpint (why->outcome, ==, entry->outcome);
      g_assert_cmpuint (why->filters->len, ==, 9);
      g_assert_cmpuint (why->history->len, ==, 1);
      past = g_ptr_array_index (why->history, 0);
      g_assert_cmpstr (past->send, ==, send->id);
      g_assert_cmpstr (past->prepared_by, ==, "Pat Doe");
      g_assert_cmpint (past->entry->outcome, ==, entry->outcome);
    }
}

static gboolean
get_verdict (GPtrArray  *verdicts,
             const char *rule)
{
  for (guint i = 0; i < verdicts->len; i++)
    {
      const InvitesVerdict *verdict = g_ptr_array_index (verdicts, i);

      if (g_str_equal (verdict->rule, rule))
        return verdict->holds;
    }

  g_error ("There is no verdict by %s", rule);
}

static void
test_why_not (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autoptr(InvitesSendRequest) request = put_people (fixture);
  g_autoptr(InvitesWhy) why = NULL;
  g_autoptr(InvitesWhy) foreign = NULL;
  g_autoptr(GError) error = NULL;

  request->filter->account_class = g_strdup ("Residential");
  request->filter->billing_contacts = TRUE;
  why = invites_store_why (fixture->store, "wide", request->filter,
                           fixture->user, fixture->now, &error);
  g_assert_no_error (error);
  g_assert_false (why->matches);
  g_assert_cmpint (why->outcome, ==, INVITES_OUTCOME_NONE);
  g_assert_true (get_verdict (why->filters, "division"));
  g_assert_false (get_verdict (why->filters, "account_class"));
  g_assert_false (get_verdict (why->filters, "billing_contacts"));
  g_assert_true (get_verdict (why->filters, "balance_due"));
  g_assert_true (get_verdict (why->rules, "shared_too_widely"));
  g_assert_false (get_verdict (why->rules, "already_invited"));
  g_assert_cmpuint (why->history->len, ==, 0);

  g_strfreev (fixture->user->divisions);
  fixture->user->divisions = g_strsplit ("north", " ", -1);
  foreign = invites_store_why (fixture->store, "south-1", request->filter,
                               fixture->user, fixture->now, &error);
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND);
  g_assert_null (foreign);
}

static void
test_shared (StoreFixture  *fixture,
             gconstpointer  data)
{
  g_autoptr(InvitesSend) ten = NULL;
  g_autoptr(InvitesSend) eleven = NULL;

  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *id = g_strdup_printf ("c%u", i);

      store_fixture_put_contact (fixture, id, i < 5 ? "N1" : "S1", SHARED);
    }
  ten = store_fixture_prepare (fixture, 1, TRUE);
  g_assert_cmpuint (ten->outcomes[INVITES_OUTCOME_WILL_BE_SENT], ==, 1);
  g_assert_cmpuint (ten->outcomes[INVITES_OUTCOME_MERGED], ==, 4);

  /* In the whole database, not in the filter. */
  store_fixture_put_contact (fixture, "c99", "S1", SHARED);
  eleven = store_fixture_prepare (fixture, 2, TRUE);
  g_assert_cmpuint (eleven->outcomes[INVITES_OUTCOME_SHARED_TOO_WIDELY], ==, 5);
}

static void
test_leading (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autoptr(InvitesSendRequest) request = store_request_new (TRUE);
  g_autoptr(InvitesSend) first = NULL;
  g_autoptr(InvitesSend) second = NULL;
  g_autoptr(InvitesEntry) lead = NULL;
  g_autoptr(InvitesEntry) other_lead = NULL;
  g_autofree char *uuid = store_dup_uuid (2);
  g_autoptr(GError) error = NULL;

  store_fixture_put_contact (fixture, "c2", "N1", "a@x.example");
  store_fixture_put_contact (fixture, "c10", "N2", "a@x.example");
  store_fixture_put_contact (fixture, "c3", "N2", "a@x.example");
  first = store_fixture_prepare (fixture, 1, TRUE);
  lead = store_fixture_find_entry (fixture, 1, "c10");
  g_assert_cmpint (lead->outcome, ==, INVITES_OUTCOME_WILL_BE_SENT);
  g_assert_cmpuint (first->outcomes[INVITES_OUTCOME_MERGED], ==, 2);

  g_strfreev (request->leave_out);
  request->leave_out = g_strsplit ("c10", " ", -1);
  second = invites_store_prepare (fixture->store, uuid, request, fixture->user,
                                  fixture->now, NULL, &error);
  g_assert_no_error (error);
  other_lead = store_fixture_find_entry (fixture, 2, "c2");
  g_assert_cmpint (other_lead->outcome, ==, INVITES_OUTCOME_WILL_BE_SENT);
  g_assert_cmpuint (second->outcomes[INVITES_OUTCOME_LEFT_OUT], ==, 1);
  g_assert_cmpuint (second->outcomes[INVITES_OUTCOME_MERGED], ==, 1);
}

static void
test_same_again (StoreFixture  *fixture,
                 gconstpointer  data)
{
  g_autoptr(InvitesSendRequest) request = store_request_new (TRUE);
  g_autoptr(InvitesSend) first = NULL;
  g_autoptr(InvitesSend) again = NULL;
  g_autoptr(InvitesSend) other = NULL;
  g_autofree char *uuid = store_dup_uuid (1);
  g_autofree char *upper = g_ascii_strup (uuid, -1);
  g_autoptr(GError) error = NULL;
  gboolean created = TRUE;

  store_fixture_put_contact (fixture, "c1", "N1", "a@x.example");
  first = store_fixture_prepare (fixture, 1, TRUE);
  store_fixture_put_contact (fixture, "c2", "N1", "b@x.example");
  store_fixture_put_template (fixture, "welcome", FALSE);
  fixture->now += 60;

  again = invites_store_prepare (fixture->store, upper, request, fixture->user,
                                 fixture->now, &created, &error);
  g_assert_no_error (error);
  g_assert_false (created);
  g_assert_cmpstr (again->id, ==, uuid);
  g_assert_cmpint (again->prepared_at, ==, first->prepared_at);
  g_assert_cmpuint (invites_send_get_considered (again), ==, 1);

  request->only_without_invitation = FALSE;
  other = invites_store_prepare (fixture->store, uuid, request, fixture->user,
                                 fixture->now, &created, &error);
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_SEND_DIFFERS);
  g_assert_null (other);
}

static void
refuse_request (StoreFixture             *fixture,
                const InvitesSendRequest *request,
                int                       code,
                const char               *field)
{
  g_autofree char *uuid = store_dup_uuid (9);
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) forecast_error = NULL;
  guint64 outcomes[INVITES_N_OUTCOMES];
  InvitesSend *send;

  send = invites_store_prepare (fixture->store, uuid, request, fixture->user,
                                fixture->now, NULL, &error);
  g_assert_null (send);
  g_assert_error (error, INVITES_ERROR, code);
  g_assert_cmpstr (invites_error_get_field (error), ==, field);

  g_assert_false (invites_store_forecast (fixture->store, request,
                                          fixture->now, outcomes,
                                          &forecast_error));
  g_assert_error (forecast_error, INVITES_ERROR, code);
}

static void
test_refused_requests (StoreFixture  *fixture,
                       gconstpointer  data)
{
  g_autoptr(InvitesSendRequest) request = store_request_new (TRUE);

  store_fixture_put_contact (fixture, "c1", "N1", "a@x.example");
  store_fixture_put_template (fixture, "old", FALSE);

  g_free (g_steal_pointer (&request->template_id));
  request->template_id = g_strdup ("nothing");
  refuse_request (fixture, request, INVITES_ERROR_INVALID, "template");
  g_free (g_steal_pointer (&request->template_id));
  request->template_id = g_strdup ("old");
  refuse_request (fixture, request, INVITES_ERROR_INVALID, "template");

  g_free (g_steal_pointer (&request->template_id));
  request->template_id = g_strdup ("welcome");
  g_strfreev (request->leave_out);
  request->leave_out = g_strsplit ("c1 nobody", " ", -1);
  refuse_request (fixture, request, INVITES_ERROR_INVALID, "leave_out");

  g_clear_pointer (&request->leave_out, g_strfreev);
  g_free (request->filter->division);
  request->filter->division = g_strdup ("west");
  refuse_request (fixture, request, INVITES_ERROR_NOT_FOUND, NULL);
}

static void
assert_list (StoreFixture   *fixture,
             const char     *sort,
             gboolean        descending,
             const char     *expected)
{
  g_autoptr(InvitesListing) listing = invites_listing_new ();
  g_autofree char *ids = NULL;

  listing->sort = g_strdup (sort);
  listing->descending = descending;
  ids = store_fixture_list (fixture, 1, listing);
  g_assert_cmpstr (ids, ==, expected);
}

static void
test_entries (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autoptr(InvitesSend) prepared = NULL;
  g_autoptr(InvitesListing) listing = invites_listing_new ();
  g_autofree char *queued = NULL;
  g_autofree char *merged = NULL;
  g_autofree char *words = NULL;
  g_autofree char *page = NULL;
  g_autofree char *old_words = NULL;

  store_fixture_put_contact (fixture, "c1", "N2", "b@x.example");
  store_fixture_put_contact (fixture, "c2", "N1", "");
  store_fixture_put_contact (fixture, "c3", "N1", "a@x.example");
  store_fixture_put_contact (fixture, "c4", "N3", "B@x.example");
  prepared = store_fixture_prepare (fixture, 1, TRUE);

  assert_list (fixture, NULL, FALSE, "c1 c2 c3 c4/4");
  assert_list (fixture, "email", FALSE, "c3 c1 c4 c2/4");
  assert_list (fixture, "email", TRUE, "c1 c4 c3 c2/4");
  assert_list (fixture, "account_number", TRUE, "c4 c1 c2 c3/4");
  assert_list (fixture, "account_name", TRUE, "c1 c2 c3 c4/4");
  assert_list (fixture, "name", TRUE, "c4 c3 c2 c1/4");
  assert_list (fixture, "outcome", FALSE, "c2 c4 c1 c3/4");
  assert_list (fixture, "state", TRUE, "c1 c3 c4 c2/4");
  assert_list (fixture, "changed_at", FALSE, "c1 c3 c4 c2/4");
  assert_list (fixture, "reply_text", FALSE, "c1 c2 c3 c4/4");
  assert_list (fixture, "accepted", FALSE, "c1 c2 c3 c4/4");

  listing->state = INVITES_DELIVERY_QUEUED;
  queued = store_fixture_list (fixture, 1, listing);
  g_assert_cmpstr (queued, ==, "c1 c3/2");
  listing->outcome = INVITES_OUTCOME_MERGED;
  merged = store_fixture_list (fixture, 1, listing);
  g_assert_cmpstr (merged, ==, "c4/1");

  listing->outcome = INVITES_OUTCOME_NONE;
  listing->state = INVITES_DELIVERY_NONE;
  listing->limit = 1;
  listing->offset = 1;
  page = store_fixture_list (fixture, 1, listing);
  g_assert_cmpstr (page, ==, "c2/4");

  listing->limit = G_MAXUINT64;
  listing->offset = 0;
  listing->words = g_strsplit ("b@ söhne", " ", -1);
  words = store_fixture_list (fixture, 1, listing);
  g_assert_cmpstr (words, ==, "c1 c4/2");

  /* The address is what it was at prepare. */
  store_fixture_put_contact (fixture, "c1", "N2", "z@x.example");
  old_words = store_fixture_list (fixture, 1, listing);
  g_assert_cmpstr (old_words, ==, "c1 c4/2");
  assert_list (fixture, "email", FALSE, "c3 c1 c4 c2/4");
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
    { "/ledger/outcomes", test_outcomes },
    { "/ledger/why", test_why },
    { "/ledger/why-not", test_why_not },
    { "/ledger/shared", test_shared },
    { "/ledger/leading", test_leading },
    { "/ledger/same-again", test_same_again },
    { "/ledger/refused-requests", test_refused_requests },
    { "/ledger/entries", test_entries },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, StoreFixture, NULL, store_fixture_set_up,
                tests[i].test, store_fixture_tear_down);
  return g_test_run ();
}
