/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "faulty-server.h"
#include "test-support.h"

#define HEAD                                                                  \
  "HTTP/1.1 200 OK\r\nContent-Type: text/csv; charset=utf-8\r\n"
#define LENGTH(n) HEAD "Content-Length: " #n "\r\nConnection: close\r\n\r\n"

typedef struct
{
  FaultyServer  *server;
  InvitesClient *client;
  char          *folder;
  GFile         *file;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;

  fixture->server = faulty_server_new ();
  fixture->client
    = invites_client_new (faulty_server_get_url (fixture->server), &error);
  g_assert_no_error (error);
  test_sign_in (fixture->client);
  fixture->folder = g_dir_make_tmp ("invites-export-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (fixture->folder, "list.csv", NULL);
  fixture->file = g_file_new_for_path (path);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_assert_finalize_object (fixture->client);
  faulty_server_free (fixture->server);
  g_file_delete (fixture->file, NULL, NULL);
  /* Fails when anything else was left behind. */
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_object_unref (fixture->file);
}

static void
begin (Fixture      *fixture,
       GCancellable *cancellable,
       Await        *await)
{
  g_autoptr(InvitesFilter) filter = invites_filter_new ("north");
  g_autoptr(InvitesQuery) query = invites_query_new_contacts (filter);

  query->group = INVITES_GROUP_PENDING;
  query->sort = g_strdup ("-email");
  invites_client_export_async (fixture->client, query, fixture->file,
                               cancellable, await_cb, await);
}

static gboolean
export (Fixture *fixture,
        GError **error)
{
  g_auto(Await) await = { NULL };

  begin (fixture, NULL, &await);
  return invites_client_export_finish (fixture->client, await_result (&await),
                                       error);
}

static void
assert_contents (Fixture    *fixture,
                 const char *expected)
{
  g_autofree char *contents = NULL;

  if (!g_file_load_contents (fixture->file, NULL, &contents, NULL, NULL, NULL))
    contents = NULL;
  g_assert_cmpstr (contents, ==, expected);
}

static void
put_contents (Fixture    *fixture,
              const char *contents)
{
  g_autofree char *path = g_file_get_path (fixture->file);

  g_assert_true (g_file_set_contents (path, contents, -1, NULL));
}

static void
test_good (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *request = NULL;

  faulty_server_set_answer (fixture->server, FAULTY_ANSWERS,
                            LENGTH (10) "email\na@b\n");
  export (fixture, &error);
  g_assert_no_error (error);
  assert_contents (fixture, "email\na@b\n");
  request = faulty_server_dup_request (fixture->server);
  g_assert_true (g_str_has_prefix (
    request, "GET /v1/contacts?division=north&group=pending&sort=-email "
             "HTTP/1.1\r\n"));
  g_assert_nonnull (strstr (request, "\r\nAccept: text/csv,"));
}

static void
test_replaces (Fixture      *fixture,
               gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  put_contents (fixture, "what was there before and is longer");
  faulty_server_set_answer (fixture->server, FAULTY_ANSWERS,
                            LENGTH (6) "email\n");
  export (fixture, &error);
  g_assert_no_error (error);
  assert_contents (fixture, "email\n");
}

typedef struct
{
  const char *name;
  FaultyWay   way;
  const char *answer;
  int         code;
} Fault;

static const Fault faults[] = {
  { "cut-off", FAULTY_ANSWERS, LENGTH (10) "email\na@",
    INVITES_ERROR_BAD_ANSWER },
  { "no-last-chunk", FAULTY_ANSWERS,
    HEAD "Transfer-Encoding: chunked\r\n\r\n6\r\nemail\n\r\n",
    INVITES_ERROR_BAD_ANSWER },
  { "endless", FAULTY_ANSWERS, HEAD "Connection: close\r\n\r\nemail\n",
    INVITES_ERROR_BAD_ANSWER },
  { "stops", FAULTY_STOPS, LENGTH (10) "email\n", INVITES_ERROR_TIMED_OUT },
  { "not-csv", FAULTY_ANSWERS,
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
    "Content-Length: 2\r\n\r\n{}", INVITES_ERROR_BAD_ANSWER },
  { "forbidden", FAULTY_ANSWERS,
    "HTTP/1.1 403 Forbidden\r\nContent-Type: application/problem+json\r\n"
    "Content-Length: 31\r\n\r\n{\"code\":\"permission-required\"} ",
    INVITES_ERROR_PERMISSION_REQUIRED },
  { "closed", FAULTY_CLOSES, "", INVITES_ERROR_OFFLINE },
};

/* What was there stays as it was, and nothing is left beside it. */
static void
test_fault (Fixture      *fixture,
            gconstpointer data)
{
  const Fault *fault = data;
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) again = NULL;

  faulty_server_set_answer (fixture->server, fault->way, fault->answer);
  if (fault->code == INVITES_ERROR_TIMED_OUT)
    invites_client_set_deadline (fixture->client, 300);
  g_assert_false (export (fixture, &error));
  g_assert_error (error, INVITES_ERROR, fault->code);
  assert_contents (fixture, NULL);

  put_contents (fixture, "before");
  g_assert_false (export (fixture, &again));
  assert_contents (fixture, "before");
}

/* A slow list is no late list: each piece has its own time. */
static void
test_slow (Fixture      *fixture,
           gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  faulty_server_set_answer (fixture->server, FAULTY_DRIPS,
                            LENGTH (48) "0123456789abcdef0123456789abcdef"
                                        "0123456789abcdef");
  /* 20 ms a byte: the head of 101 bytes takes 2 s, the rest another. */
  invites_client_set_deadline (fixture->client, 2600);
  export (fixture, &error);
  g_assert_no_error (error);
  assert_contents (fixture, "0123456789abcdef0123456789abcdef"
                            "0123456789abcdef");
}

static void
test_cancelled (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_auto(Await) await = { NULL };
  g_autoptr(GError) error = NULL;

  faulty_server_set_answer (fixture->server, FAULTY_STOPS,
                            LENGTH (10) "email\n");
  begin (fixture, cancellable, &await);
  wait_until (faulty_server_get_n_requests (fixture->server) == 1);
  test_run_for (50);
  g_cancellable_cancel (cancellable);
  g_assert_false (invites_client_export_finish (fixture->client,
                                                await_result (&await), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  assert_contents (fixture, NULL);
}

static void
test_no_such_folder (Fixture      *fixture,
                     gconstpointer data)
{
  g_autoptr(GFile) nowhere = g_file_resolve_relative_path (fixture->file,
                                                           "../nowhere/x.csv");
  g_autoptr(GError) error = NULL;

  faulty_server_set_answer (fixture->server, FAULTY_ANSWERS,
                            LENGTH (6) "email\n");
  g_set_object (&fixture->file, nowhere);
  g_assert_false (export (fixture, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, data, test)                                                 \
  g_test_add ("/client/export/" name, Fixture, data, set_up, test, tear_down)
  ADD ("good", NULL, test_good);
  ADD ("replaces", NULL, test_replaces);
  ADD ("slow", NULL, test_slow);
  ADD ("cancelled", NULL, test_cancelled);
  ADD ("no-such-folder", NULL, test_no_such_folder);
  for (gsize i = 0; i < G_N_ELEMENTS (faults); i++)
    {
      g_autofree char *path = g_strconcat ("/client/export/", faults[i].name,
                                           NULL);

      g_test_add (path, Fixture, &faults[i], set_up, test_fault, tear_down);
    }
  return g_test_run ();
}
