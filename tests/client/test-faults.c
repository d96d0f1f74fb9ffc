/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faulty-server.h"
#include "test-support.h"

#define DEADLINE 400 /* milliseconds */
#define JSON     "application/json"
#define PROBLEM  "application/problem+json"
#define CHOICES                                                               \
  "{\"divisions\":[],\"account_classes\":[],\"bill_groups\":[],"              \
  "\"account_sources\":[],\"site_sources\":[],\"notification_templates\":[]}"

typedef struct
{
  FaultyServer  *server;
  InvitesClient *client;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  fixture->server = faulty_server_new ();
  fixture->client
    = invites_client_new (faulty_server_get_url (fixture->server), &error);
  g_assert_no_error (error);
  test_sign_in (fixture->client);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_assert_finalize_object (fixture->client);
  faulty_server_free (fixture->server);
}

/* Asks for the choices; returns why not. */
static GError *
get_choices (Fixture *fixture)
{
  g_auto(Await) await = { NULL };
  g_autoptr(InvitesChoices) choices = NULL;
  GError *error = NULL;

  invites_client_get_choices_async (fixture->client, NULL, await_cb, &await);
  choices = invites_client_get_choices_finish (fixture->client,
                                               await_result (&await), &error);
  g_assert_true ((choices == NULL) == (error != NULL));
  return error;
}

static GError *
start_send (Fixture *fixture)
{
  g_auto(Await) await = { NULL };
  g_autoptr(InvitesSend) send = NULL;
  GError *error = NULL;

  invites_client_start_async (fixture->client,
                              "3b241101-e2bb-4255-8caf-4136c566a962", NULL,
                              await_cb, &await);
  send = invites_client_start_finish (fixture->client, await_result (&await),
                                      &error);
  g_assert_true ((send == NULL) == (error != NULL));
  return error;
}

typedef struct
{
  const char *name;
  FaultyWay   way;
  const char *status; /* NULL: body is all of the answer */
  const char *content_type;
  const char *body;
  int         code;   /* -1: none */
} Fault;

#define CHUNKED                                                               \
  "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"                     \
  "Transfer-Encoding: chunked\r\n\r\n"

static const Fault faults[] = {
  { "good", FAULTY_ANSWERS, "200 OK", JSON, CHOICES, -1 },
  { "charset", FAULTY_ANSWERS, "200 OK", JSON "; charset=utf-8", CHOICES, -1 },
  { "closed-once", FAULTY_CLOSES_ONCE, "200 OK", JSON, CHOICES, -1 },

  { "empty", FAULTY_ANSWERS, "200 OK", JSON, "", INVITES_ERROR_BAD_ANSWER },
  { "broken", FAULTY_ANSWERS, "200 OK", JSON, "{\"divisions\":",
    INVITES_ERROR_BAD_ANSWER },
  { "loose", FAULTY_ANSWERS, "200 OK", JSON, "{'divisions':[]}",
    INVITES_ERROR_BAD_ANSWER },
  { "array", FAULTY_ANSWERS, "200 OK", JSON, "[]", INVITES_ERROR_BAD_ANSWER },
  { "null", FAULTY_ANSWERS, "200 OK", JSON, "null", INVITES_ERROR_BAD_ANSWER },
  { "nothing-in-it", FAULTY_ANSWERS, "200 OK", JSON, "{}",
    INVITES_ERROR_BAD_ANSWER },
  { "wrong-type", FAULTY_ANSWERS, "200 OK", JSON,
    "{\"divisions\":{},\"account_classes\":7,\"bill_groups\":[],"
    "\"account_sources\":[],\"site_sources\":[],"
    "\"notification_templates\":[]}", INVITES_ERROR_BAD_ANSWER },
  { "html", FAULTY_ANSWERS, "200 OK", "text/html", CHOICES,
    INVITES_ERROR_BAD_ANSWER },
  { "not-utf8", FAULTY_ANSWERS, "200 OK", JSON, "{\"divisions\":\"\xff\"}",
    INVITES_ERROR_BAD_ANSWER },
  { "no-content", FAULTY_ANSWERS, "204 No Content", JSON, "",
    INVITES_ERROR_BAD_ANSWER },
  { "not-modified", FAULTY_ANSWERS, "304 Not Modified", JSON, "",
    INVITES_ERROR_BAD_ANSWER },
  { "too-long", FAULTY_FLOODS, NULL, NULL,
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    "Content-Length: 9437184\r\n\r\n", INVITES_ERROR_BAD_ANSWER },
  { "too-long-problem", FAULTY_FLOODS, NULL, NULL,
    "HTTP/1.1 500 Oh\r\nContent-Type: application/problem+json\r\n"
    "Content-Length: 9437184\r\n\r\n", INVITES_ERROR_BAD_ANSWER },
  { "cut-off", FAULTY_ANSWERS, NULL, NULL,
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    "Content-Length: 4000\r\n\r\n{\"divisions\":[", INVITES_ERROR_BAD_ANSWER },
  { "cut-off-chunk", FAULTY_ANSWERS, NULL, NULL,
    CHUNKED "10\r\n{\"divisions\":[]", INVITES_ERROR_BAD_ANSWER },
  { "no-last-chunk", FAULTY_ANSWERS, NULL, NULL, CHUNKED "2\r\n{}\r\n",
    INVITES_ERROR_BAD_ANSWER },
  { "cut-off-head", FAULTY_ANSWERS, NULL, NULL,
    "HTTP/1.1 200 OK\r\nContent-Ty", INVITES_ERROR_BAD_ANSWER },
  { "not-http", FAULTY_ANSWERS, NULL, NULL,
    "SSH-2.0-OpenSSH_9.2\r\n\r\n\r\n", INVITES_ERROR_BAD_ANSWER },

  { "closed", FAULTY_CLOSES, NULL, NULL, "", INVITES_ERROR_OFFLINE },
  { "hangs", FAULTY_HANGS, NULL, NULL, "", INVITES_ERROR_TIMED_OUT },
  { "stops-in-head", FAULTY_STOPS, NULL, NULL, "HTTP/1.1 200 OK\r\n",
    INVITES_ERROR_TIMED_OUT },
  { "stops-in-body", FAULTY_STOPS, NULL, NULL,
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    "Content-Length: 4000\r\n\r\n{\"divisions\":[", INVITES_ERROR_TIMED_OUT },
  { "drips", FAULTY_DRIPS, "200 OK", JSON, CHOICES, INVITES_ERROR_TIMED_OUT },

  { "redirect", FAULTY_ANSWERS, NULL, NULL,
    "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\n"
    "Content-Length: 0\r\n\r\n", INVITES_ERROR_BAD_ANSWER },
  { "redirect-here", FAULTY_ANSWERS, NULL, NULL,
    "HTTP/1.1 308 Permanent Redirect\r\nLocation: /v1/me\r\n"
    "Content-Length: 0\r\n\r\n", INVITES_ERROR_BAD_ANSWER },

  { "403", FAULTY_ANSWERS, "403 Forbidden", PROBLEM,
    "{\"status\":403,\"code\":\"permission-required\"}",
    INVITES_ERROR_PERMISSION_REQUIRED },
  { "404", FAULTY_ANSWERS, "404 Not Found", PROBLEM,
    "{\"status\":404,\"code\":\"not-found\"}", INVITES_ERROR_NOT_FOUND },
  { "404-html", FAULTY_ANSWERS, "404 Not Found", "text/html", "<p>Not here",
    INVITES_ERROR_BAD_ANSWER },
  { "401-html", FAULTY_ANSWERS, "401 Unauthorized", "text/html", "<p>Who?",
    INVITES_ERROR_BAD_ANSWER },
  { "409", FAULTY_ANSWERS, "409 Conflict", PROBLEM,
    "{\"status\":409,\"code\":\"send-lapsed\"}", INVITES_ERROR_SEND_LAPSED },
  { "500", FAULTY_ANSWERS, "500 Internal Server Error", PROBLEM,
    "{\"status\":500,\"code\":\"internal\"}", INVITES_ERROR_INTERNAL },
  { "500-html", FAULTY_ANSWERS, "500 Internal Server Error", "text/html",
    "<h1>Oh</h1>", INVITES_ERROR_INTERNAL },
  { "500-broken", FAULTY_ANSWERS, "500 Internal Server Error", PROBLEM,
    "{\"status\":", INVITES_ERROR_INTERNAL },
  { "502-html", FAULTY_ANSWERS, "502 Bad Gateway", "text/html", "<h1>Oh</h1>",
    INVITES_ERROR_UNAVAILABLE },
  { "503", FAULTY_ANSWERS, "503 Service Unavailable", PROBLEM,
    "{\"status\":503,\"code\":\"unavailable\"}", INVITES_ERROR_UNAVAILABLE },
};

static void
test_fault (Fixture      *fixture,
            gconstpointer data)
{
  const Fault *fault = data;
  g_autofree char *answer = NULL;
  g_autoptr(GError) error = NULL;

  if (fault->status != NULL)
    answer = faulty_dup_answer (fault->status, "", fault->content_type,
                                fault->body);
  else
    answer = g_strdup (fault->body);
  faulty_server_set_answer (fixture->server, fault->way, answer);
  if (fault->code == INVITES_ERROR_TIMED_OUT)
    invites_client_set_deadline (fixture->client, DEADLINE);

  error = get_choices (fixture);
  if (fault->code < 0)
    g_assert_no_error (error);
  else
    g_assert_error (error, INVITES_ERROR, fault->code);
  /* Whatever went wrong, the session goes on. */
  g_assert_true (invites_client_is_signed_in (fixture->client));
}

static void
test_field_and_detail (Fixture      *fixture,
                       gconstpointer data)
{
  g_autofree char *answer = NULL;
  g_autoptr(GError) error = NULL;

  answer = faulty_dup_answer ("400 Bad Request", "", PROBLEM,
                              "{\"status\":400,\"code\":\"invalid\","
                              "\"field\":\"email_from\","
                              "\"detail\":\"Not an address\"}");
  faulty_server_set_answer (fixture->server, FAULTY_ANSWERS, answer);
  error = start_send (fixture);
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_INVALID);
  g_assert_cmpstr (invites_error_get_field (error), ==, "email_from");
  g_assert_cmpstr (error->message, ==, "Not an address");
}

static void
test_retry_after (Fixture      *fixture,
                  gconstpointer data)
{
  g_autofree char *answer = NULL;
  g_autofree char *nonsense = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) second = NULL;

  answer = faulty_dup_answer (
    "429 Too Many Requests", "Retry-After: 17\r\n", PROBLEM,
    "{\"status\":429,\"code\":\"too-many-attempts\"}");
  faulty_server_set_answer (fixture->server, FAULTY_ANSWERS, answer);
  error = get_choices (fixture);
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_TOO_MANY_ATTEMPTS);
  g_assert_cmpuint (invites_error_get_retry_after (error), ==, 17);

  nonsense = faulty_dup_answer ("429 Too Many Requests",
                                "Retry-After: -soon\r\n", "text/plain", "No");
  faulty_server_set_answer (fixture->server, FAULTY_ANSWERS, nonsense);
  second = get_choices (fixture);
  g_assert_error (second, INVITES_ERROR, INVITES_ERROR_TOO_MANY_ATTEMPTS);
  g_assert_cmpuint (invites_error_get_retry_after (second), ==, 0);
}

/* A GET is asked twice at most, anything else once. */
static void
test_tries (Fixture      *fixture,
            gconstpointer data)
{
  g_autoptr(GError) read = NULL;
  g_autoptr(GError) written = NULL;

  faulty_server_set_answer (fixture->server, FAULTY_CLOSES, "");
  read = get_choices (fixture);
  g_assert_error (read, INVITES_ERROR, INVITES_ERROR_OFFLINE);
  g_assert_cmpuint (faulty_server_get_n_requests (fixture->server), ==, 2);

  faulty_server_set_answer (fixture->server, FAULTY_CLOSES_ONCE, "");
  written = start_send (fixture);
  g_assert_error (written, INVITES_ERROR, INVITES_ERROR_OFFLINE);
  g_assert_cmpuint (faulty_server_get_n_requests (fixture->server), ==, 1);
}

static void
test_no_retry_after_a_byte (Fixture      *fixture,
                            gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  faulty_server_set_answer (fixture->server, FAULTY_ANSWERS,
                            "HTTP/1.1 200 OK\r\nContent-Type: application");
  error = get_choices (fixture);
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_BAD_ANSWER);
  g_assert_cmpuint (faulty_server_get_n_requests (fixture->server), ==, 1);
}

static void
test_cancelled (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_auto(Await) await = { NULL };
  g_autoptr(InvitesChoices) choices = NULL;
  g_autoptr(GError) error = NULL;

  faulty_server_set_answer (fixture->server, FAULTY_HANGS, "");
  invites_client_get_choices_async (fixture->client, cancellable, await_cb,
                                    &await);
  wait_until (faulty_server_get_n_requests (fixture->server) == 1);
  g_assert_null (await.result);
  g_cancellable_cancel (cancellable);
  choices = invites_client_get_choices_finish (fixture->client,
                                               await_result (&await), &error);
  g_assert_null (choices);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_cancelled_before (Fixture      *fixture,
                       gconstpointer data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_auto(Await) await = { NULL };
  g_autoptr(InvitesChoices) choices = NULL;
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  invites_client_get_choices_async (fixture->client, cancellable, await_cb,
                                    &await);
  choices = invites_client_get_choices_finish (fixture->client,
                                               await_result (&await), &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (faulty_server_get_n_requests (fixture->server), ==, 0);
}

static void
test_nobody_there (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  faulty_server_free (fixture->server);
  error = get_choices (fixture);
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_OFFLINE);
  g_assert_null (strstr (error->message, "127.0.0.1"));
  fixture->server = faulty_server_new ();
}

static void
test_signed_out (Fixture      *fixture,
                 gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  invites_client_forget_session (fixture->client);
  error = get_choices (fixture);
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_SIGNED_OUT);
  g_assert_cmpuint (faulty_server_get_n_requests (fixture->server), ==, 0);
}

/* What is in an id stays in its segment. */
static void
test_escapes (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr(InvitesFilter) filter = invites_filter_new ("north&south=1");
  g_auto(Await) await = { NULL };
  g_autoptr(InvitesWhy) why = NULL;
  g_autofree char *request = NULL;

  faulty_server_set_answer (fixture->server, FAULTY_CLOSES, "");
  invites_client_why_async (fixture->client, "a/../b?c#d %", filter, NULL,
                            await_cb, &await);
  why = invites_client_why_finish (fixture->client, await_result (&await),
                                   NULL);
  g_assert_null (why);
  request = faulty_server_dup_request (fixture->server);
  g_assert_true (g_str_has_prefix (
    request, "GET /v1/contacts/a%2F..%2Fb%3Fc%23d%20%25/why"
             "?division=north%26south%3D1 HTTP/1.1\r\n"));
}

static void
test_headers (Fixture      *fixture,
              gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *request = NULL;

  faulty_server_set_answer (fixture->server, FAULTY_CLOSES, "");
  error = get_choices (fixture);
  request = faulty_server_dup_request (fixture->server);
  g_assert_nonnull (strstr (
    request, "\r\nAuthorization: Bearer the-token-of-the-session\r\n"));
  g_assert_nonnull (strstr (request, "\r\nAccept: application/json,"));
  g_assert_null (strstr (request, "Cookie"));
  g_assert_null (strstr (request, "Prefer"));
  g_assert_null (strstr (request, "If-None-Match"));
}

static void
test_unchanged (Fixture      *fixture,
                gconstpointer data)
{
  g_auto(Await) await = { NULL };
  g_autoptr(InvitesSend) send = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *request = NULL;
  g_autofree char *etag = NULL;

  faulty_server_set_answer (fixture->server, FAULTY_ANSWERS,
                            "HTTP/1.1 304 Not Modified\r\n"
                            "ETag: \"7\"\r\nConnection: close\r\n\r\n");
  invites_client_get_send_async (fixture->client,
                                 "3b241101-e2bb-4255-8caf-4136c566a962",
                                 "\"7\"", NULL, await_cb, &await);
  send = invites_client_get_send_finish (fixture->client,
                                         await_result (&await), &etag, &error);
  g_assert_no_error (error);
  g_assert_null (send);
  g_assert_null (etag);
  request = faulty_server_dup_request (fixture->server);
  g_assert_nonnull (strstr (request, "\r\nIf-None-Match: \"7\"\r\n"));
  g_assert_nonnull (strstr (request, "\r\nPrefer: wait=25\r\n"));
}

static void
add_fault (const Fault *fault)
{
  g_autofree char *path = g_strconcat ("/client/faults/", fault->name, NULL);

  g_test_add (path, Fixture, fault, set_up, test_fault, tear_down);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    add_fault (&faults[i]);

#define ADD(name, test)                                                       \
  g_test_add ("/client/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("field-and-detail", test_field_and_detail);
  ADD ("retry-after", test_retry_after);
  ADD ("tries", test_tries);
  ADD ("no-retry-after-a-byte", test_no_retry_after_a_byte);
  ADD ("cancelled", test_cancelled);
  ADD ("cancelled-before", test_cancelled_before);
  ADD ("nobody-there", test_nobody_there);
  ADD ("signed-out", test_signed_out);
  ADD ("escapes", test_escapes);
  ADD ("headers", test_headers);
  ADD ("unchanged", test_unchanged);
  return g_test_run ();
}
