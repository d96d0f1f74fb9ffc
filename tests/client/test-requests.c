/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/invites-client.h"
#include "core/invites-wish.h"

#include "faulty-server.h"
#include "test-support.h"

#define JSON "application/json"
#define UUID "3b241101-e2bb-4255-8caf-4136c566a962"
#define WISHES                                                            \
  "{\"total\": 2, \"as_of\": \"2026-11-22T21:00:00Z\", \"items\": [" \
  "{\"id\": \"c2\", \"email\": \"b@x.example\", \"name\": \"Ünal\"," \
  " \"account_number\": \"7\", \"account_name\": \"x\"," \
  " \"send\": \"" UUID "\", \"asked_at\": \"2026-11-22T20:00:00Z\"}]}"

/* What goes over the wire for a call that cannot be made to do anything by
 * what a test service happens to hold. */
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

static void
set_answer (Fixture    *fixture,
            const char *status,
            const char *body)
{
  g_autofree char *answer = faulty_dup_answer (status, "", JSON, body);

  faulty_server_set_answer (fixture->server, FAULTY_ANSWERS, answer);
}

static void
assert_asked (Fixture    *fixture,
              const char *line,
              const char *body)
{
  g_autofree char *request = faulty_server_dup_request (fixture->server);
  g_autofree char *expected = g_strconcat (line, " HTTP/1.1\r\n", NULL);

  g_assert_nonnull (request);
  if (!g_str_has_prefix (request, expected))
    g_error ("Got %s\nnot %s", request, expected);
  if (body != NULL && !g_str_has_suffix (request, body))
    g_error ("Got %s\nnot %s", request, body);
}

static void
test_wishes (Fixture      *fixture,
             gconstpointer data)
{
  g_auto(Await) await = { NULL };
  g_autoptr(InvitesPage) page = NULL;
  g_autoptr(GError) error = NULL;
  const InvitesWish *wish;

  set_answer (fixture, "200 OK", WISHES);
  invites_client_list_wishes_async (fixture->client, "north", 1, 50, NULL,
                                    await_cb, &await);
  page = invites_client_list_wishes_finish (fixture->client,
                                            await_result (&await), &error);
  g_assert_no_error (error);
  assert_asked (fixture,
                "GET /v1/link-wishes?division=north&limit=50&offset=1", NULL);
  g_assert_cmpuint (page->total, ==, 2);
  g_assert_cmpuint (page->items->len, ==, 1);
  wish = g_ptr_array_index (page->items, 0);
  g_assert_cmpstr (wish->id, ==, "c2");
  g_assert_cmpstr (wish->send, ==, UUID);
}

static void
test_dismiss (Fixture      *fixture,
              gconstpointer data)
{
  g_auto(Await) await = { NULL };
  g_autoptr(GError) error = NULL;

  faulty_server_set_answer (fixture->server, FAULTY_ANSWERS,
                            "HTTP/1.1 204 No Content\r\n\r\n");
  invites_client_dismiss_wish_async (fixture->client, "c2", NULL, await_cb,
                                     &await);
  g_assert_true (invites_client_dismiss_wish_finish (
    fixture->client, await_result (&await), &error));
  g_assert_no_error (error);
  assert_asked (fixture, "POST /v1/link-wishes/c2/dismiss", NULL);
}

static const struct
{
  InvitesReason reason;
  const char   *body;
} lifts[] = {
  { INVITES_REASON_BOUNCED, "{\"reason\":\"bounced\"}" },
  { INVITES_REASON_OPTED_OUT, "{\"reason\":\"opted_out\"}" },
};

static void
test_lift (Fixture      *fixture,
           gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (lifts); i++)
    {
      g_auto(Await) await = { NULL };
      g_autoptr(GError) error = NULL;

      set_answer (fixture, "200 OK", "{}");
      invites_client_lift_async (fixture->client, "c2", lifts[i].reason, NULL,
                                 await_cb, &await);
      g_assert_true (invites_client_lift_finish (
        fixture->client, await_result (&await), &error));
      g_assert_no_error (error);
      assert_asked (fixture, "POST /v1/contacts/c2/lift", lifts[i].body);
    }
}

static const struct
{
  InvitesDeliveryState state;
  const char          *line;
} retries[] = {
  { INVITES_DELIVERY_NONE, "POST /v1/sends/" UUID "/retry" },
  { INVITES_DELIVERY_REFUSED, "POST /v1/sends/" UUID "/retry?state=refused" },
  { INVITES_DELIVERY_UNKNOWN, "POST /v1/sends/" UUID "/retry?state=unknown" },
};

static void
test_retry (Fixture      *fixture,
            gconstpointer data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (retries); i++)
    {
      g_auto(Await) await = { NULL };
      g_autoptr(InvitesSend) none = NULL;
      g_autoptr(GError) error = NULL;

      set_answer (fixture, "200 OK", "{}");
      invites_client_retry_async (fixture->client, UUID, retries[i].state,
                                  NULL, await_cb, &await);
      none = invites_client_retry_finish (fixture->client,
                                          await_result (&await), &error);
      /* That is no send. */
      g_assert_null (none);
      g_assert_error (error, INVITES_ERROR, INVITES_ERROR_BAD_ANSWER);
      assert_asked (fixture, retries[i].line, "\r\n\r\n");
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, test) \
  g_test_add ("/client/requests/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("wishes", test_wishes);
  ADD ("dismiss", test_dismiss);
  ADD ("lift", test_lift);
  ADD ("retry", test_retry);

  return g_test_run ();
}
