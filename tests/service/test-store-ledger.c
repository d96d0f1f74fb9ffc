/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How sends are prepared, started and stopped, and what their ledgers say. */
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
    { "/ledger/outcomes", test_outcomes },
    { "/ledger/why", test_why },
    { "/ledger/why-not", test_why_not },
    { "/ledger/shared", test_shared },
    { "/ledger/leading", test_leading },
    { "/ledger/same-again", test_same_again },
    { "/ledger/refused-requests", test_refused_requests },
    { "/ledger/start-twice", test_start_twice },
    { "/ledger/nobody", test_nobody },
    { "/ledger/refused-starts", test_refused_starts },
    { "/ledger/unknown-send", test_unknown_send },
    { "/ledger/skipped-at-start", test_skipped_at_start },
    { "/ledger/in-another-send", test_in_another_send },
    { "/ledger/stop-prepared", test_stop_prepared },
    { "/ledger/history", test_history },
    { "/ledger/entries", test_entries },
    { "/ledger/race", test_race },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, StoreFixture, NULL, store_fixture_set_up,
                tests[i].test, store_fixture_tear_down);
  return g_test_run ();
}
