/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/invites-client.h"

#include "real-service.h"
#include "test-support.h"

#define SENT      "harbor"
#define SENT_FROM "billing@harbor.example"

/* Taking back and lifting, against the real service. */
static RealService *service;

typedef struct
{
  InvitesClient *client;
} Fixture;

typedef void (*SendFunc)         (InvitesClient       *client,
                                  const char          *uuid,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data);
typedef InvitesSend *(*DoneFunc) (InvitesClient  *client,
                                  GAsyncResult   *result,
                                  GError        **error);

/* What is done with a send by its name alone. */
static const struct
{
  const char *name;
  SendFunc    begin;
  DoneFunc    finish;
} acts[] = {
  { "start", invites_client_start_async, invites_client_start_finish },
  { "pause", invites_client_pause_send_async,
    invites_client_pause_send_finish },
  { "resume", invites_client_resume_send_async,
    invites_client_resume_send_finish },
  { "stop", invites_client_stop_async, invites_client_stop_finish },
  { "revoke", invites_client_revoke_async, invites_client_revoke_finish },
};

/* The name of the user who signs in is the test's data. */
static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_auto(Await) await = { NULL };

  fixture->client = invites_client_new (real_service_get_url (service), &error);
  g_assert_no_error (error);
  invites_client_sign_in_async (fixture->client, data, REAL_SERVICE_PASSWORD,
                                NULL, await_cb, &await);
  invites_client_sign_in_finish (fixture->client, await_result (&await),
                                 &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_assert_finalize_object (fixture->client);
}

static InvitesSend *
act (Fixture    *fixture,
     const char *name,
     const char *uuid,
     GError    **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (acts); i++)
    {
      g_auto(Await) await = { NULL };

      if (!g_str_equal (acts[i].name, name))
        continue;
      acts[i].begin (fixture->client, uuid, NULL, await_cb, &await);
      return acts[i].finish (fixture->client, await_result (&await), error);
    }

  g_assert_not_reached ();
}

static InvitesSend *
must_act (Fixture    *fixture,
          const char *name,
          const char *uuid)
{
  g_autoptr(GError) error = NULL;
  InvitesSend *send = act (fixture, name, uuid, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (send->id, ==, uuid);
  g_assert_true (invites_send_adds_up (send));
  return send;
}

static InvitesSend *
retry (Fixture             *fixture,
       const char          *uuid,
       InvitesDeliveryState state,
       GError             **error)
{
  g_auto(Await) await = { NULL };

  invites_client_retry_async (fixture->client, uuid, state, NULL, await_cb,
                              &await);
  return invites_client_retry_finish (fixture->client, await_result (&await),
                                      error);
}

static InvitesSendRequest *
make_request (void)
{
  InvitesSendRequest *request = invites_send_request_new ();

  request->filter = invites_filter_new (SENT);
  request->template_id = g_strdup ("portal-invitation");
  request->email_from = g_strdup (SENT_FROM);
  return request;
}

static InvitesSend *
prepare (Fixture                  *fixture,
         const InvitesSendRequest *request)
{
  g_autofree char *uuid = g_uuid_string_random ();
  g_auto(Await) await = { NULL };
  g_autoptr(GError) error = NULL;
  InvitesSend *send;

  invites_client_prepare_async (fixture->client, uuid, request, NULL, await_cb,
                                &await);
  send = invites_client_prepare_finish (fixture->client, await_result (&await),
                                        &error);
  g_assert_no_error (error);
  return send;
}

static InvitesCounts *
count (Fixture    *fixture,
       const char *division)
{
  g_autoptr(InvitesFilter) filter = invites_filter_new (division);
  g_auto(Await) await = { NULL };
  g_autoptr(GError) error = NULL;
  InvitesCounts *counts;

  invites_client_count_async (fixture->client, filter, NULL, await_cb, &await);
  counts = invites_client_count_finish (fixture->client, await_result (&await),
                                        &error);
  g_assert_no_error (error);
  return counts;
}

static gboolean
is_finished (Fixture    *fixture,
             const char *uuid)
{
  g_auto(Await) await = { NULL };
  g_autoptr(InvitesSend) send = NULL;
  g_autoptr(GError) error = NULL;

  invites_client_get_send_async (fixture->client, uuid, NULL, NULL, await_cb,
                                 &await);
  send = invites_client_get_send_finish (fixture->client,
                                         await_result (&await), NULL, &error);
  g_assert_no_error (error);
  return send->state == INVITES_SEND_FINISHED;
}

static void
test_not_started (Fixture      *fixture,
                  gconstpointer data)
{
  static const char *const early[] = { "pause", "resume", "revoke" };
  g_autoptr(InvitesSendRequest) request = make_request ();
  g_autoptr(InvitesSend) prepared = prepare (fixture, request);
  g_autoptr(InvitesSend) tried = NULL;
  g_autoptr(GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (early); i++)
    {
      g_autoptr(InvitesSend) none = NULL;
      g_autoptr(GError) conflict = NULL;

      none = act (fixture, early[i], prepared->id, &conflict);
      g_assert_null (none);
      g_assert_error (conflict, INVITES_ERROR, INVITES_ERROR_CONFLICT);
    }

  tried = retry (fixture, prepared->id, INVITES_DELIVERY_NONE, &error);
  g_assert_null (tried);
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_CONFLICT);
}

/* From the start to taking it back, and each once more. */
static void
test_whole_life (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr(InvitesSendRequest) request = make_request ();
  g_autoptr(InvitesCounts) before = count (fixture, SENT);
  g_autoptr(InvitesCounts) after = NULL;
  g_autoptr(InvitesSend) prepared = prepare (fixture, request);
  g_autoptr(InvitesSend) refused = NULL;
  g_autoptr(InvitesSend) revoked = NULL;
  g_autoptr(InvitesSend) none = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_cmpuint (prepared->outcomes[INVITES_OUTCOME_WILL_BE_SENT], >, 0);
  for (guint round = 0; round < 2; round++)
    {
      g_autoptr(InvitesSend) started = must_act (fixture, "start",
                                                 prepared->id);
      g_autoptr(InvitesSend) paused = must_act (fixture, "pause", prepared->id);
      g_autoptr(InvitesSend) resumed = NULL;

      g_assert_cmpint (started->state, !=, INVITES_SEND_PREPARED);
      /* It may have been faster. */
      if (paused->state == INVITES_SEND_PAUSED)
        {
          g_assert_cmpint (paused->pause_reason, ==, INVITES_PAUSE_BY_USER);
          g_assert_cmpstr (paused->paused_by, ==, "Clara Clerk");
        }
      resumed = must_act (fixture, "resume", prepared->id);
      g_assert_cmpint (resumed->state, !=, INVITES_SEND_PAUSED);
    }
  wait_until (is_finished (fixture, prepared->id));

  refused = retry (fixture, prepared->id, INVITES_DELIVERY_REFUSED, &error);
  g_assert_no_error (error);
  g_assert_cmpint (refused->state, ==, INVITES_SEND_FINISHED);

  revoked = must_act (fixture, "revoke", prepared->id);
  g_assert_cmpstr (revoked->revoked_by, ==, "Clara Clerk");
  g_assert_cmpint (revoked->revoked_at, !=, INVITES_TIME_NONE);
  after = count (fixture, SENT);
  g_assert_cmpuint (after->filtered.groups[INVITES_GROUP_NOT_SENT], ==,
                    before->filtered.groups[INVITES_GROUP_NOT_SENT]);

  none = retry (fixture, prepared->id, INVITES_DELIVERY_UNKNOWN, &error);
  g_assert_null (none);
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_CONFLICT);
}

/* What a request says beside the filter comes back with the send. */
static void
test_choices (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr(InvitesSendRequest) request = make_request ();
  g_autoptr(InvitesSend) first = prepare (fixture, request);
  g_autoptr(InvitesSend) stopped = must_act (fixture, "stop", first->id);
  g_autoptr(InvitesSend) rest = NULL;
  g_autoptr(InvitesSend) expired = NULL;

  request->from_set = INVITES_SEND_SET_REST;
  request->from_send = g_strdup (stopped->id);
  request->gap_override = TRUE;
  rest = prepare (fixture, request);
  g_assert_cmpint (rest->from_set, ==, INVITES_SEND_SET_REST);
  g_assert_cmpstr (rest->from_send, ==, stopped->id);
  g_assert_true (rest->gap_override);
  g_assert_cmpuint (
    invites_send_get_considered (rest), ==,
    stopped->outcomes[INVITES_OUTCOME_WILL_BE_SENT]
      + stopped->outcomes[INVITES_OUTCOME_MERGED]);

  g_clear_pointer (&request->from_send, g_free);
  request->from_set = INVITES_SEND_SET_NONE;
  request->only_without_invitation = FALSE;
  request->only_expired = TRUE;
  expired = prepare (fixture, request);
  g_assert_true (expired->only_expired);
  g_assert_true (expired->from_set == INVITES_SEND_SET_NONE);
}

static char *
dup_bounced (Fixture *fixture)
{
  g_autoptr(InvitesFilter) filter = invites_filter_new ("north");
  g_autoptr(InvitesQuery) query = invites_query_new_contacts (filter);
  g_auto(Await) await = { NULL };
  g_autoptr(InvitesPage) page = NULL;
  g_autoptr(GError) error = NULL;

  query->group = INVITES_GROUP_CANNOT_BE_INVITED;
  query->reason = INVITES_REASON_BOUNCED;
  invites_client_list_async (fixture->client, query, 0, 1, NULL, await_cb,
                             &await);
  page = invites_client_list_finish (fixture->client, await_result (&await),
                                     &error);
  g_assert_no_error (error);
  g_assert_cmpuint (page->items->len, ==, 1);
  return g_strdup (((InvitesContact *) g_ptr_array_index (page->items, 0))->id);
}

static gboolean
lift (Fixture    *fixture,
      const char *contact,
      GError    **error)
{
  g_auto(Await) await = { NULL };

  invites_client_lift_async (fixture->client, contact, INVITES_REASON_BOUNCED,
                             NULL, await_cb, &await);
  return invites_client_lift_finish (fixture->client, await_result (&await),
                                     error);
}

static void
test_lift (Fixture      *fixture,
           gconstpointer data)
{
  g_autofree char *contact = dup_bounced (fixture);
  g_autoptr(InvitesCounts) before = count (fixture, "north");
  g_autoptr(InvitesCounts) after = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (lift (fixture, contact, &error));
  g_assert_no_error (error);
  g_assert_true (lift (fixture, contact, &error));
  g_assert_no_error (error);
  after = count (fixture, "north");
  g_assert_cmpuint (after->filtered.reasons[INVITES_REASON_BOUNCED], <,
                    before->filtered.reasons[INVITES_REASON_BOUNCED]);

  g_assert_false (lift (fixture, "nobody", &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND);
}

static InvitesPage *
list_wishes (Fixture    *fixture,
             const char *division,
             GError    **error)
{
  g_auto(Await) await = { NULL };

  invites_client_list_wishes_async (fixture->client, division, 0, 500, NULL,
                                    await_cb, &await);
  return invites_client_list_wishes_finish (fixture->client,
                                            await_result (&await), error);
}

static void
test_wishes (Fixture      *fixture,
             gconstpointer data)
{
  g_auto(Await) await = { NULL };
  g_autoptr(InvitesPage) page = NULL;
  g_autoptr(InvitesPage) foreign = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) nobody = NULL;

  page = list_wishes (fixture, "north", &error);
  g_assert_no_error (error);
  g_assert_cmpuint (page->total, ==, 0);
  g_assert_cmpuint (page->items->len, ==, 0);

  foreign = list_wishes (fixture, "attica", &error);
  g_assert_null (foreign);
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND);

  invites_client_dismiss_wish_async (fixture->client, "nobody", NULL, await_cb,
                                     &await);
  g_assert_false (invites_client_dismiss_wish_finish (
    fixture->client, await_result (&await), &nobody));
  g_assert_error (nobody, INVITES_ERROR, INVITES_ERROR_NOT_FOUND);
}

static void
test_reviewer (Fixture      *fixture,
               gconstpointer data)
{
  g_autofree char *uuid = g_uuid_string_random ();
  g_autoptr(InvitesPage) page = NULL;
  g_autoptr(GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (acts); i++)
    {
      g_autoptr(InvitesSend) none = NULL;
      g_autoptr(GError) refusal = NULL;

      none = act (fixture, acts[i].name, uuid, &refusal);
      g_assert_null (none);
      g_assert_error (refusal, INVITES_ERROR,
                      INVITES_ERROR_PERMISSION_REQUIRED);
    }

  g_assert_false (lift (fixture, "nobody", &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_PERMISSION_REQUIRED);
  g_clear_error (&error);
  page = list_wishes (fixture, "north", &error);
  g_assert_no_error (error);
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  service = real_service_new ();

#define ADD(name, user, test)                                         \
  g_test_add ("/client/taking-back/" name, Fixture, user, set_up, test, \
              tear_down)
  ADD ("not-started", "clerk", test_not_started);
  ADD ("choices", "clerk", test_choices);
  ADD ("whole-life", "clerk", test_whole_life);
  ADD ("lift", "clerk", test_lift);
  ADD ("wishes", "clerk", test_wishes);
  ADD ("reviewer", "reviewer", test_reviewer);
  status = g_test_run ();
  real_service_free (service);
  return status;
}
