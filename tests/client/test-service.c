/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/invites-row-list.h"

#include "real-service.h"
#include "test-support.h"

#define NORTH_FROM "office@north.example"
#define SOUTH_FROM "hello@south.example"
#define SENT       "harbor"
#define SENT_FROM  "billing@harbor.example"
#define TEMPLATE   "portal-invitation"

/* One service for all; what is really sent is sent in a division of its own. */
static RealService *service;

typedef struct
{
  InvitesClient *client;
  guint          n_ended;
} Fixture;

static void
session_ended_cb (InvitesClient *client,
                  gpointer       user_data)
{
  Fixture *fixture = user_data;

  fixture->n_ended++;
}

static InvitesClient *
make_client (void)
{
  g_autoptr(GError) error = NULL;
  InvitesClient *client = invites_client_new (real_service_get_url (service),
                                              &error);

  g_assert_no_error (error);
  return client;
}

static gboolean
sign_in (InvitesClient *client,
         const char    *username,
         const char    *password,
         GError       **error)
{
  g_auto(Await) await = { NULL };

  invites_client_sign_in_async (client, username, password, NULL, await_cb,
                                &await);
  return invites_client_sign_in_finish (client, await_result (&await), error);
}

static gboolean
resume (InvitesClient *client,
        const char    *token,
        GError       **error)
{
  g_auto(Await) await = { NULL };

  invites_client_resume_async (client, token, NULL, await_cb, &await);
  return invites_client_resume_finish (client, await_result (&await), error);
}

static gboolean
sign_out (InvitesClient *client,
          GError       **error)
{
  g_auto(Await) await = { NULL };

  invites_client_sign_out_async (client, NULL, await_cb, &await);
  return invites_client_sign_out_finish (client, await_result (&await), error);
}

/* The name of the user who signs in is the test's data. */
static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  fixture->client = make_client ();
  g_signal_connect (fixture->client, "session-ended",
                    G_CALLBACK (session_ended_cb), fixture);
  if (data == NULL)
    return;
  sign_in (fixture->client, data, REAL_SERVICE_PASSWORD, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_assert_finalize_object (fixture->client);
}

static InvitesCounts *
count (Fixture    *fixture,
       const char *division,
       GError    **error)
{
  g_autoptr(InvitesFilter) filter = invites_filter_new (division);
  g_auto(Await) await = { NULL };

  invites_client_count_async (fixture->client, filter, NULL, await_cb, &await);
  return invites_client_count_finish (fixture->client, await_result (&await),
                                      error);
}

static InvitesCounts *
must_count (Fixture    *fixture,
            const char *division)
{
  g_autoptr(GError) error = NULL;
  InvitesCounts *counts = count (fixture, division, &error);

  g_assert_no_error (error);
  return counts;
}

static InvitesPage *
list (Fixture            *fixture,
      const InvitesQuery *query)
{
  g_auto(Await) await = { NULL };
  g_autoptr(GError) error = NULL;
  InvitesPage *page;

  invites_client_list_async (fixture->client, query, 0, 500, NULL, await_cb,
                             &await);
  page = invites_client_list_finish (fixture->client, await_result (&await),
                                     &error);
  g_assert_no_error (error);
  g_assert_cmpuint (page->items->len, ==, MIN (page->total, 500));
  return page;
}

static InvitesSendRequest *
make_request (const char *division,
              const char *email_from)
{
  InvitesSendRequest *request = invites_send_request_new ();

  g_clear_pointer (&request->filter, invites_filter_free);
  request->filter = invites_filter_new (division);
  g_free (request->template_id);
  request->template_id = g_strdup (TEMPLATE);
  g_free (request->email_from);
  request->email_from = g_strdup (email_from);
  request->only_without_invitation = TRUE;
  return request;
}

static InvitesSend *
prepare (Fixture                  *fixture,
         const char               *uuid,
         const InvitesSendRequest *request,
         GError                  **error)
{
  g_auto(Await) await = { NULL };

  invites_client_prepare_async (fixture->client, uuid, request, NULL, await_cb,
                                &await);
  return invites_client_prepare_finish (fixture->client, await_result (&await),
                                        error);
}

static InvitesSend *
must_prepare (Fixture                  *fixture,
              const char               *uuid,
              const InvitesSendRequest *request)
{
  g_autoptr(GError) error = NULL;
  InvitesSend *send = prepare (fixture, uuid, request, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (send->id, ==, uuid);
  g_assert_true (invites_send_adds_up (send));
  return send;
}

static InvitesSend *
start (Fixture    *fixture,
       const char *uuid)
{
  g_auto(Await) await = { NULL };
  g_autoptr(GError) error = NULL;
  InvitesSend *send;

  invites_client_start_async (fixture->client, uuid, NULL, await_cb, &await);
  send = invites_client_start_finish (fixture->client, await_result (&await),
                                      &error);
  g_assert_no_error (error);
  return send;
}

static InvitesSend *
get_send (Fixture    *fixture,
          const char *uuid,
          const char *known,
          char      **etag)
{
  g_auto(Await) await = { NULL };
  g_autoptr(GError) error = NULL;
  InvitesSend *send;

  invites_client_get_send_async (fixture->client, uuid, known, NULL, await_cb,
                                 &await);
  send = invites_client_get_send_finish (fixture->client,
                                         await_result (&await), etag, &error);
  g_assert_no_error (error);
  return send;
}

/* Follows a send as the window does, by held requests. */
static InvitesSend *
follow (Fixture    *fixture,
        const char *uuid)
{
  g_autofree char *etag = NULL;
  g_autoptr(InvitesSend) send = get_send (fixture, uuid, NULL, &etag);
  gint64 until = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (send->state != INVITES_SEND_FINISHED)
    {
      g_autofree char *next = NULL;
      InvitesSend *changed = get_send (fixture, uuid, etag, &next);

      g_assert_cmpint (g_get_monotonic_time (), <, until);
      if (changed == NULL)
        continue;
      g_assert_nonnull (next);
      g_clear_pointer (&send, invites_send_free);
      send = changed;
      g_free (etag);
      etag = g_steal_pointer (&next);
    }
  return g_steal_pointer (&send);
}

static void
test_wrong_password (Fixture      *fixture,
                     gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (sign_in (fixture->client, "clerk", "not it", &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_BAD_CREDENTIALS);
  g_assert_false (invites_client_is_signed_in (fixture->client));
}

static void
test_session (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr(InvitesClient) other = make_client ();
  g_autofree char *token = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpstr (invites_client_get_user (fixture->client)->name, ==,
                   "Clara Clerk");
  g_assert_true (invites_client_get_user (fixture->client)->may_send);
  token = g_strdup (invites_client_get_token (fixture->client));

  resume (other, token, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (invites_client_get_user (other)->email, ==,
                   "clerk@office.example");
  sign_out (other, &error);
  g_assert_no_error (error);
  g_assert_false (resume (other, token, &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_SIGNED_OUT);
}

static void
test_session_ended (Fixture      *fixture,
                    gconstpointer data)
{
  g_autoptr(InvitesClient) other = make_client ();
  g_autoptr(InvitesCounts) none = NULL;
  g_autoptr(GError) error = NULL;

  resume (other, invites_client_get_token (fixture->client), &error);
  g_assert_no_error (error);
  sign_out (other, &error);
  g_assert_no_error (error);

  none = count (fixture, "north", &error);
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_SIGNED_OUT);
  g_assert_cmpuint (fixture->n_ended, ==, 1);
  g_assert_false (invites_client_is_signed_in (fixture->client));
  g_clear_error (&error);
  sign_in (fixture->client, data, REAL_SERVICE_PASSWORD, &error);
  g_assert_no_error (error);
}

static void
test_choices (Fixture      *fixture,
              gconstpointer data)
{
  g_auto(Await) await = { NULL };
  g_autoptr(InvitesChoices) choices = NULL;
  g_autoptr(GError) error = NULL;
  const InvitesChoice *north;

  invites_client_get_choices_async (fixture->client, NULL, await_cb, &await);
  choices = invites_client_get_choices_finish (fixture->client,
                                               await_result (&await), &error);
  g_assert_no_error (error);
  /* Mine, and no other. */
  g_assert_cmpuint (choices->divisions->len, ==, 3);
  north = invites_choices_find (choices->divisions, "north");
  g_assert_nonnull (north);
  g_assert_cmpstr (north->email_from, ==, NORTH_FROM);
  g_assert_nonnull (north->time_zone);
  g_assert_nonnull (
    invites_choices_find (choices->notification_templates, TEMPLATE));
}

/* Each number is the length of the list that its link opens. */
static void
test_counts_are_lists (Fixture      *fixture,
                       gconstpointer data)
{
  g_autoptr(InvitesCounts) counts = must_count (fixture, "south");
  g_autoptr(InvitesFilter) filter = invites_filter_new ("south");
  g_autoptr(InvitesQuery) query = invites_query_new_contacts (filter);
  g_autoptr(InvitesPage) all = list (fixture, query);

  g_assert_cmpuint (counts->filtered.total, >, 0);
  g_assert_cmpuint (all->total, ==, counts->filtered.total);
  g_assert_true (invites_group_counts_add_up (&counts->filtered));
  for (int group = 0; group < INVITES_N_GROUPS; group++)
    {
      g_autoptr(InvitesPage) page = NULL;

      query->group = group;
      page = list (fixture, query);
      g_assert_cmpuint (page->total, ==, counts->filtered.groups[group]);
    }
  query->group = INVITES_GROUP_CANNOT_BE_INVITED;
  for (int reason = 0; reason < INVITES_N_REASONS; reason++)
    {
      g_autoptr(InvitesPage) page = NULL;

      query->reason = (InvitesReason) reason;
      page = list (fixture, query);
      g_assert_cmpuint (page->total, ==, counts->filtered.reasons[reason]);
    }
}

static void
test_foreign_division (Fixture      *fixture,
                       gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(InvitesCounts) none = count (fixture, "attica", &error);

  g_assert_null (none);
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND);
}

static void
test_row_list (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr(InvitesRowList) rows = invites_row_list_new (fixture->client);
  g_autoptr(InvitesFilter) filter = invites_filter_new ("south");
  g_autoptr(InvitesQuery) query = invites_query_new_contacts (filter);
  g_autoptr(InvitesRow) first = NULL;
  g_autofree char *id = NULL;

  query->sort = g_strdup ("account_number");
  invites_row_list_set_query (rows, query);
  wait_until (!invites_row_list_is_loading (rows));
  g_assert_no_error (invites_row_list_get_error (rows));
  first = g_list_model_get_item (G_LIST_MODEL (rows), 0);
  wait_until (invites_row_get_state (first) == INVITES_ROW_LOADED);
  id = g_strdup (invites_row_get_contact (first)->id);

  /* Its own account's number finds it again. */
  query->search = g_strdup (invites_row_get_contact (first)->account_number);
  g_clear_object (&first);
  invites_row_list_set_query (rows, query);
  wait_until (!invites_row_list_is_loading (rows));
  g_assert_no_error (invites_row_list_get_error (rows));
  first = g_list_model_get_item (G_LIST_MODEL (rows), 0);
  g_assert_cmpstr (invites_row_get_contact (first)->id, ==, id);
}

static void
assert_forecast (Fixture                  *fixture,
                 const InvitesSendRequest *request,
                 const guint64             outcomes[INVITES_N_OUTCOMES])
{
  g_autoptr(InvitesQuery) query = invites_query_new_forecast (request);

  for (int outcome = 0; outcome < INVITES_N_OUTCOMES; outcome++)
    {
      g_autoptr(InvitesPage) page = NULL;

      query->outcome = (InvitesOutcome) outcome;
      page = list (fixture, query);
      g_assert_cmpuint (page->total, ==, outcomes[outcome]);
    }
}

static void
test_forecast (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr(InvitesSendRequest) request = make_request ("south", SOUTH_FROM);
  g_autoptr(InvitesCounts) counts = must_count (fixture, "south");
  g_auto(Await) await = { NULL };
  g_autoptr(GError) error = NULL;
  guint64 outcomes[INVITES_N_OUTCOMES];
  guint64 sum = 0;

  invites_client_forecast_async (fixture->client, request, NULL, await_cb,
                                 &await);
  invites_client_forecast_finish (fixture->client, await_result (&await),
                                  outcomes, &error);
  g_assert_no_error (error);
  for (int outcome = 0; outcome < INVITES_N_OUTCOMES; outcome++)
    sum += outcomes[outcome];
  g_assert_cmpuint (sum, ==, counts->filtered.total);
  assert_forecast (fixture, request, outcomes);
}

static void
assert_entries (Fixture           *fixture,
                const InvitesSend *send)
{
  g_autoptr(InvitesQuery) query = invites_query_new_entries (send->id);

  for (int outcome = 0; outcome < INVITES_N_OUTCOMES; outcome++)
    {
      g_autoptr(InvitesPage) page = NULL;

      query->outcome = (InvitesOutcome) outcome;
      page = list (fixture, query);
      g_assert_cmpuint (page->total, ==, send->outcomes[outcome]);
    }
}

static char *
dup_sent_contact (Fixture    *fixture,
                  const char *uuid)
{
  g_autoptr(InvitesQuery) query = invites_query_new_entries (uuid);
  g_autoptr(InvitesPage) page = NULL;
  const InvitesEntry *entry;

  query->outcome = INVITES_OUTCOME_WILL_BE_SENT;
  query->state = INVITES_DELIVERY_SENT;
  query->sort = g_strdup ("email");
  page = list (fixture, query);
  g_assert_cmpuint (page->items->len, >, 0);
  entry = g_ptr_array_index (page->items, 0);
  g_assert_cmpint (entry->state, ==, INVITES_DELIVERY_SENT);
  return g_strdup (entry->id);
}

static void
assert_history (Fixture    *fixture,
                const char *uuid)
{
  g_auto(Await) await = { NULL };
  g_autoptr(InvitesPage) page = NULL;
  g_autoptr(GError) error = NULL;
  const InvitesSend *newest;

  invites_client_list_sends_async (fixture->client, SENT, 0, 10, NULL,
                                   await_cb, &await);
  page = invites_client_list_sends_finish (fixture->client,
                                           await_result (&await), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (page->total, ==, 1);
  newest = g_ptr_array_index (page->items, 0);
  g_assert_cmpstr (newest->id, ==, uuid);
  g_assert_cmpstr (newest->prepared_by, ==, "Clara Clerk");
  g_assert_cmpint (newest->state, ==, INVITES_SEND_FINISHED);
}

static void
assert_why (Fixture    *fixture,
            const char *contact,
            const char *uuid)
{
  g_autoptr(InvitesFilter) filter = invites_filter_new (SENT);
  g_auto(Await) await = { NULL };
  g_autoptr(InvitesWhy) why = NULL;
  g_autoptr(GError) error = NULL;
  const InvitesPast *past;

  invites_client_why_async (fixture->client, contact, filter, NULL, await_cb,
                            &await);
  why = invites_client_why_finish (fixture->client, await_result (&await),
                                   &error);
  g_assert_no_error (error);
  g_assert_cmpstr (why->contact->id, ==, contact);
  g_assert_cmpint (why->contact->status, ==, INVITES_GROUP_PENDING);
  g_assert_true (why->matches);
  g_assert_cmpint (why->outcome, ==, INVITES_OUTCOME_ALREADY_INVITED);
  g_assert_cmpuint (why->history->len, >=, 1);
  past = g_ptr_array_index (why->history, 0);
  g_assert_cmpstr (past->send, ==, uuid);
}

/* The main job, from the counts to the counts. */
static void
test_send (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr(InvitesSendRequest) request = make_request (SENT, SENT_FROM);
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *contact = NULL;
  g_autoptr(InvitesCounts) before = must_count (fixture, SENT);
  g_autoptr(InvitesCounts) after = NULL;
  g_autoptr(InvitesSend) prepared = NULL;
  g_autoptr(InvitesSend) again = NULL;
  g_autoptr(InvitesSend) started = NULL;
  g_autoptr(InvitesSend) finished = NULL;
  guint n_mails = real_service_count_mails (service);
  guint64 n_sent, n_invited;

  prepared = must_prepare (fixture, uuid, request);
  g_assert_cmpint (prepared->state, ==, INVITES_SEND_PREPARED);
  n_sent = prepared->outcomes[INVITES_OUTCOME_WILL_BE_SENT];
  n_invited = n_sent + prepared->outcomes[INVITES_OUTCOME_MERGED];
  g_assert_cmpuint (n_sent, >, 0);
  g_assert_cmpuint (invites_send_get_considered (prepared), ==,
                    before->filtered.total);
  again = must_prepare (fixture, uuid, request);
  g_assert_cmpint (again->prepared_at, ==, prepared->prepared_at);
  assert_entries (fixture, prepared);

  started = start (fixture, uuid);
  g_assert_cmpint (started->state, !=, INVITES_SEND_PREPARED);
  finished = follow (fixture, uuid);
  g_assert_cmpuint (invites_send_get_open (finished), ==, 0);
  g_assert_cmpuint (finished->deliveries[INVITES_DELIVERY_SENT], ==, n_sent);
  g_assert_cmpuint (real_service_count_mails (service), ==, n_mails + n_sent);

  after = must_count (fixture, SENT);
  g_assert_cmpuint (after->filtered.groups[INVITES_GROUP_PENDING], ==,
                    before->filtered.groups[INVITES_GROUP_PENDING] + n_invited);
  contact = dup_sent_contact (fixture, uuid);
  assert_history (fixture, uuid);
  assert_why (fixture, contact, uuid);
}

static void
test_send_differs (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr(InvitesSendRequest) request = make_request ("south", SOUTH_FROM);
  g_autofree char *uuid = g_uuid_string_random ();
  g_autoptr(InvitesSend) send = must_prepare (fixture, uuid, request);
  g_autoptr(InvitesSend) none = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (send->only_without_invitation);
  request->only_without_invitation = FALSE;
  none = prepare (fixture, uuid, request, &error);
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_SEND_DIFFERS);
}

static void
test_bad_sender (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr(InvitesSendRequest) request = make_request ("south",
                                                        "me@evil.example");
  g_autofree char *uuid = g_uuid_string_random ();
  g_autoptr(GError) error = NULL;
  g_autoptr(InvitesSend) none = prepare (fixture, uuid, request, &error);

  g_assert_null (none);
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_INVALID);
  g_assert_cmpstr (invites_error_get_field (error), ==, "email_from");
}

static void
test_stop (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr(InvitesSendRequest) request = make_request ("south", SOUTH_FROM);
  g_autofree char *uuid = g_uuid_string_random ();
  g_autoptr(InvitesSend) prepared = must_prepare (fixture, uuid, request);
  g_autoptr(InvitesSend) stopped = NULL;
  g_auto(Await) await = { NULL };
  g_autoptr(GError) error = NULL;

  invites_client_stop_async (fixture->client, uuid, NULL, await_cb, &await);
  stopped = invites_client_stop_finish (fixture->client, await_result (&await),
                                        &error);
  g_assert_no_error (error);
  g_assert_cmpint (stopped->state, ==, INVITES_SEND_STOPPED);
  g_assert_cmpuint (stopped->deliveries[INVITES_DELIVERY_CANCELLED], ==,
                    prepared->outcomes[INVITES_OUTCOME_WILL_BE_SENT]);
}

/* Held until it changes: another client's start is heard of here. */
static void
test_held (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr(InvitesSendRequest) request = make_request ("south", SOUTH_FROM);
  g_autofree char *uuid = g_uuid_string_random ();
  g_autoptr(InvitesSend) prepared = NULL;
  g_autoptr(InvitesSend) known = NULL;
  g_autoptr(InvitesSend) changed = NULL;
  g_autoptr(InvitesSend) stopped = NULL;
  g_autofree char *etag = NULL;
  g_auto(Await) held = { NULL };
  g_auto(Await) await = { NULL };
  g_autoptr(GError) error = NULL;

  prepared = must_prepare (fixture, uuid, request);
  known = get_send (fixture, uuid, NULL, &etag);
  g_assert_nonnull (etag);
  invites_client_get_send_async (fixture->client, uuid, etag, NULL, await_cb,
                                 &held);
  test_run_for (300);
  g_assert_null (held.result);

  invites_client_stop_async (fixture->client, uuid, NULL, await_cb, &await);
  stopped = invites_client_stop_finish (fixture->client, await_result (&await),
                                        &error);
  g_assert_no_error (error);
  changed = invites_client_get_send_finish (fixture->client,
                                            await_result (&held), NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (changed);
  g_assert_cmpint (changed->state, ==, INVITES_SEND_STOPPED);
}

static char *
dup_any_contact (Fixture *fixture)
{
  g_autoptr(InvitesFilter) filter = invites_filter_new ("south");
  g_autoptr(InvitesQuery) query = invites_query_new_contacts (filter);
  g_autoptr(InvitesPage) page = NULL;

  query->group = INVITES_GROUP_NOT_SENT;
  page = list (fixture, query);
  g_assert_cmpuint (page->items->len, >, 0);
  return g_strdup (((InvitesContact *) g_ptr_array_index (page->items, 0))->id);
}

static void
test_preview_and_test (Fixture      *fixture,
                       gconstpointer data)
{
  g_autofree char *contact = dup_any_contact (fixture);
  g_autoptr(InvitesPreview) preview = NULL;
  g_auto(Await) first = { NULL };
  g_auto(Await) second = { NULL };
  g_autoptr(GError) error = NULL;
  guint n_mails = real_service_count_mails (service);

  invites_client_preview_async (fixture->client, TEMPLATE, contact, NULL,
                                await_cb, &first);
  preview = invites_client_preview_finish (fixture->client,
                                           await_result (&first), &error);
  g_assert_no_error (error);
  g_assert_cmpstr (preview->subject, !=, "");
  g_assert_nonnull (strstr (preview->text, "http://127.0.0.1:1/"));

  invites_client_test_async (fixture->client, TEMPLATE, SOUTH_FROM, contact,
                             NULL, await_cb, &second);
  invites_client_test_finish (fixture->client, await_result (&second), &error);
  g_assert_no_error (error);
  wait_until (real_service_count_mails (service) == n_mails + 1);
}

static void
test_export (Fixture      *fixture,
             gconstpointer data)
{
  g_autofree char *path = g_build_filename (real_service_get_folder (service),
                                            "list.csv", NULL);
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(InvitesFilter) filter = invites_filter_new ("south");
  g_autoptr(InvitesQuery) query = invites_query_new_contacts (filter);
  g_autoptr(InvitesCounts) counts = must_count (fixture, "south");
  g_auto(Await) await = { NULL };
  g_autoptr(GError) error = NULL;
  g_autofree char *contents = NULL;
  g_auto(GStrv) lines = NULL;

  invites_client_export_async (fixture->client, query, file, NULL, await_cb,
                               &await);
  invites_client_export_finish (fixture->client, await_result (&await), &error);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &contents, NULL, &error));
  lines = g_strsplit (contents, "\n", -1);
  /* A line of names before, and nothing after the last line's end. */
  g_assert_cmpuint (g_strv_length (lines), ==, counts->filtered.total + 2);
}

static void
test_reviewer (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr(InvitesSendRequest) request = make_request ("south", SOUTH_FROM);
  g_autofree char *uuid = g_uuid_string_random ();
  g_autoptr(InvitesCounts) counts = must_count (fixture, "south");
  g_autoptr(InvitesSend) none = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpuint (counts->filtered.total, >, 0);
  g_assert_false (invites_client_get_user (fixture->client)->may_send);
  g_assert_true (invites_client_get_user (fixture->client)->may_review);
  none = prepare (fixture, uuid, request, &error);
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_PERMISSION_REQUIRED);
  g_assert_true (invites_client_is_signed_in (fixture->client));
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  service = real_service_new ();

#define ADD(name, user, test)                                                 \
  g_test_add ("/client/service/" name, Fixture, user, set_up, test, tear_down)
  ADD ("wrong-password", NULL, test_wrong_password);
  ADD ("session", "clerk", test_session);
  ADD ("session-ended", "clerk", test_session_ended);
  ADD ("choices", "clerk", test_choices);
  ADD ("counts-are-lists", "clerk", test_counts_are_lists);
  ADD ("foreign-division", "clerk", test_foreign_division);
  ADD ("row-list", "clerk", test_row_list);
  ADD ("forecast", "clerk", test_forecast);
  ADD ("send", "clerk", test_send);
  ADD ("send-differs", "clerk", test_send_differs);
  ADD ("bad-sender", "clerk", test_bad_sender);
  ADD ("stop", "clerk", test_stop);
  ADD ("held", "clerk", test_held);
  ADD ("preview-and-test", "clerk", test_preview_and_test);
  ADD ("export", "clerk", test_export);
  ADD ("reviewer", "reviewer", test_reviewer);
  status = g_test_run ();
  real_service_free (service);
  return status;
}
