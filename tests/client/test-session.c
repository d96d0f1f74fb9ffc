/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faulty-server.h"
#include "test-support.h"

#define JSON    "application/json"
#define PROBLEM "application/problem+json"
#define USER                                                                  \
  "{\"name\":\"Clerk\",\"email\":\"clerk@office.example\",\"permissions\":["  \
  "{\"id\":\"390\",\"name\":\"Send Account Portal Invitations\"}]}"
#define TOKEN   "VGhlIHNlY3JldCBvZiB0aGlzIHNlc3Npb24gaXMgdGhpcw"
#define SIGN_IN                                                               \
  "{\"token\":\"" TOKEN "\",\"expires_at\":\"2026-11-23T09:00:00Z\","         \
  "\"user\":" USER "}"
#define NOT_SIGNED_IN "{\"status\":401,\"code\":\"not-signed-in\"}"

typedef struct
{
  FaultyServer  *server;
  InvitesClient *client;
  guint          n_ended;
  guint          n_notified;
} Fixture;

static void
session_ended_cb (InvitesClient *client,
                  gpointer       user_data)
{
  Fixture *fixture = user_data;

  /* Whoever hears of it sees the end, not what was before. */
  g_assert_false (invites_client_is_signed_in (client));
  fixture->n_ended++;
}

static void
notify_cb (GObject    *object,
           GParamSpec *pspec,
           gpointer    user_data)
{
  Fixture *fixture = user_data;

  fixture->n_notified++;
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  fixture->server = faulty_server_new ();
  fixture->client
    = invites_client_new (faulty_server_get_url (fixture->server), &error);
  g_assert_no_error (error);
  g_signal_connect (fixture->client, "session-ended",
                    G_CALLBACK (session_ended_cb), fixture);
  g_signal_connect (fixture->client, "notify::signed-in",
                    G_CALLBACK (notify_cb), fixture);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_assert_finalize_object (fixture->client);
  faulty_server_free (fixture->server);
}

static void
set_answer (Fixture    *fixture,
            const char *status,
            const char *content_type,
            const char *body)
{
  g_autofree char *answer = faulty_dup_answer (status, "", content_type, body);

  faulty_server_set_answer (fixture->server, FAULTY_ANSWERS, answer);
}

static gboolean
sign_in (Fixture *fixture,
         GError **error)
{
  g_auto(Await) await = { NULL };

  invites_client_sign_in_async (fixture->client, "clerk", "pass \"phrase\" ü",
                                NULL, await_cb, &await);
  return invites_client_sign_in_finish (fixture->client, await_result (&await),
                                        error);
}

static gboolean
resume (Fixture *fixture,
        GError **error)
{
  g_auto(Await) await = { NULL };

  invites_client_resume_async (fixture->client, TOKEN, NULL, await_cb, &await);
  return invites_client_resume_finish (fixture->client, await_result (&await),
                                       error);
}

static gboolean
sign_out (Fixture *fixture,
          GError **error)
{
  g_auto(Await) await = { NULL };

  invites_client_sign_out_async (fixture->client, NULL, await_cb, &await);
  /* At once, not when the service has answered. */
  g_assert_false (invites_client_is_signed_in (fixture->client));
  g_assert_null (invites_client_get_token (fixture->client));
  return invites_client_sign_out_finish (fixture->client,
                                         await_result (&await), error);
}

static void
test_sign_in_good (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *request = NULL;

  set_answer (fixture, "200 OK", JSON, SIGN_IN);
  sign_in (fixture, &error);
  g_assert_no_error (error);
  g_assert_true (invites_client_is_signed_in (fixture->client));
  g_assert_cmpuint (fixture->n_notified, ==, 1);
  g_assert_cmpstr (invites_client_get_token (fixture->client), ==, TOKEN);
  g_assert_cmpstr (invites_client_get_user (fixture->client)->name, ==,
                   "Clerk");
  g_assert_true (invites_client_get_user (fixture->client)->may_send);

  request = faulty_server_dup_request (fixture->server);
  g_assert_true (g_str_has_prefix (request, "POST /v1/sign-in HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (request, "\r\nContent-Type: application/json\r\n"));
  g_assert_null (strstr (request, "Authorization"));
  g_assert_nonnull (strstr (request, "\"pass \\\"phrase\\\" ü\""));
}

static void
test_sign_in_bad (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  set_answer (fixture, "401 Unauthorized", PROBLEM,
              "{\"status\":401,\"code\":\"bad-credentials\"}");
  g_assert_false (sign_in (fixture, &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_BAD_CREDENTIALS);
  g_assert_false (invites_client_is_signed_in (fixture->client));
  g_assert_cmpuint (fixture->n_ended, ==, 0);
}

static void
test_sign_in_no_token (Fixture      *fixture,
                       gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  set_answer (fixture, "200 OK", JSON,
              "{\"token\":\"\",\"expires_at\":\"2026-11-23T09:00:00Z\","
              "\"user\":" USER "}");
  g_assert_false (sign_in (fixture, &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_BAD_ANSWER);
  g_assert_false (invites_client_is_signed_in (fixture->client));
}

static void
test_resume_good (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *request = NULL;

  set_answer (fixture, "200 OK", JSON, USER);
  resume (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (invites_client_get_token (fixture->client), ==, TOKEN);
  g_assert_cmpstr (invites_client_get_user (fixture->client)->email, ==,
                   "clerk@office.example");
  request = faulty_server_dup_request (fixture->server);
  g_assert_true (g_str_has_prefix (request, "GET /v1/me HTTP/1.1\r\n"));
  g_assert_nonnull (
    strstr (request, "\r\nAuthorization: Bearer " TOKEN "\r\n"));
}

static void
test_resume_ended (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  set_answer (fixture, "401 Unauthorized", PROBLEM, NOT_SIGNED_IN);
  g_assert_false (resume (fixture, &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_SIGNED_OUT);
  g_assert_false (invites_client_is_signed_in (fixture->client));
  /* There was no session that could end. */
  g_assert_cmpuint (fixture->n_ended, ==, 0);
}

static void
test_sign_out_good (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *request = NULL;

  test_sign_in (fixture->client);
  set_answer (fixture, "204 No Content", JSON, "");
  sign_out (fixture, &error);
  g_assert_no_error (error);
  request = faulty_server_dup_request (fixture->server);
  g_assert_true (g_str_has_prefix (request, "POST /v1/sign-out HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (
    request, "\r\nAuthorization: Bearer the-token-of-the-session\r\n"));

  sign_out (fixture, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (faulty_server_get_n_requests (fixture->server), ==, 1);
}

static void
test_sign_out_offline (Fixture      *fixture,
                       gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  test_sign_in (fixture->client);
  faulty_server_set_answer (fixture->server, FAULTY_CLOSES, "");
  g_assert_false (sign_out (fixture, &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_OFFLINE);
  g_assert_false (invites_client_is_signed_in (fixture->client));
  g_assert_cmpuint (fixture->n_ended, ==, 0);
}

/* Several calls are under way when the session ends: it ends once. */
static void
test_ended (Fixture      *fixture,
            gconstpointer data)
{
  g_auto(Await) first = { NULL };
  g_auto(Await) second = { NULL };
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) other = NULL;

  test_sign_in (fixture->client);
  fixture->n_notified = 0;
  set_answer (fixture, "401 Unauthorized", PROBLEM, NOT_SIGNED_IN);
  invites_client_get_choices_async (fixture->client, NULL, await_cb, &first);
  invites_client_list_sends_async (fixture->client, NULL, 0, 50, NULL, await_cb,
                                   &second);
  g_assert_null (invites_client_get_choices_finish (
    fixture->client, await_result (&first), &error));
  g_assert_null (invites_client_list_sends_finish (
    fixture->client, await_result (&second), &other));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_SIGNED_OUT);
  g_assert_error (other, INVITES_ERROR, INVITES_ERROR_SIGNED_OUT);
  g_assert_cmpuint (fixture->n_ended, ==, 1);
  g_assert_cmpuint (fixture->n_notified, ==, 1);
  g_assert_null (invites_client_get_token (fixture->client));
  g_assert_null (invites_client_get_user (fixture->client));
}

/* A late answer to the session before does not end the new one. */
static void
test_ended_before (Fixture      *fixture,
                   gconstpointer data)
{
  g_auto(Await) await = { NULL };
  g_autoptr(GError) error = NULL;

  test_sign_in (fixture->client);
  set_answer (fixture, "401 Unauthorized", PROBLEM, NOT_SIGNED_IN);
  invites_client_get_choices_async (fixture->client, NULL, await_cb, &await);
  test_sign_in (fixture->client);
  g_assert_null (invites_client_get_choices_finish (
    fixture->client, await_result (&await), &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_SIGNED_OUT);
  g_assert_true (invites_client_is_signed_in (fixture->client));
  g_assert_cmpuint (fixture->n_ended, ==, 0);
}

static void
test_cancelled_sign_in (Fixture      *fixture,
                        gconstpointer data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_auto(Await) await = { NULL };
  g_autoptr(GError) error = NULL;

  set_answer (fixture, "200 OK", JSON, SIGN_IN);
  invites_client_sign_in_async (fixture->client, "clerk", "pass phrase",
                                cancellable, await_cb, &await);
  await_result (&await);
  g_cancellable_cancel (cancellable);
  g_assert_false (invites_client_sign_in_finish (fixture->client, await.result,
                                                 &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_false (invites_client_is_signed_in (fixture->client));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, test)                                                       \
  g_test_add ("/client/session/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("sign-in", test_sign_in_good);
  ADD ("bad-credentials", test_sign_in_bad);
  ADD ("no-token", test_sign_in_no_token);
  ADD ("resume", test_resume_good);
  ADD ("resume-ended", test_resume_ended);
  ADD ("sign-out", test_sign_out_good);
  ADD ("sign-out-offline", test_sign_out_offline);
  ADD ("ended", test_ended);
  ADD ("ended-before", test_ended_before);
  ADD ("cancelled-sign-in", test_cancelled_sign_in);
  return g_test_run ();
}
