/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "client/invites-trust.h"
#include "test-support.h"

/* Two authorities; the first has signed what the service shows: for this
 * machine, for another one, and for a day that is over. */
static const char *const recipe
  = "set -eu\n"
    "key='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'\n"
    "for name in company stranger; do\n"
    "  openssl req -x509 $key -days 2 -subj /CN=$name -keyout $name.key \\\n"
    "    -out $name.pem\n"
    "done\n"
    "sign() {\n"
    "  openssl req $key -subj /CN=service -keyout $1.key -out $1.csr\n"
    "  printf 'subjectAltName=%s' $2 >$1.ext\n"
    "  openssl x509 -req -in $1.csr -CA company.pem -CAkey company.key \\\n"
    "    -CAcreateserial -extfile $1.ext -days $3 -out $1.crt\n"
    "  cat $1.crt $1.key >$1.pem\n"
    "}\n"
    "sign good IP:127.0.0.1,DNS:localhost 2\n"
    "sign elsewhere DNS:accounts.example.com 2\n"
    "sign over IP:127.0.0.1,DNS:localhost -1\n";

static char *folder;

typedef struct
{
  SoupServer    *server;
  InvitesClient *client;
  InvitesTrust  *trust;
  guint          n_requests;
} Fixture;

typedef struct
{
  const char *path;
  const char *shown;  /* by the service */
  const char *chosen; /* by the user, or NULL */
  const char *host;
  gboolean    good;
} Case;

static char *
dup_path (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static void
handle_cb (SoupServer        *server,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           user_data)
{
  Fixture *fixture = user_data;

  fixture->n_requests++;
  soup_server_message_set_status (message, 503, NULL);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  const Case *test = data;
  g_autofree char *path = dup_path (test->shown);
  g_autoptr(GTlsCertificate) certificate = NULL;
  g_autofree char *url = NULL;
  g_autoptr(GError) error = NULL;
  GSList *uris;

  certificate = g_tls_certificate_new_from_file (path, &error);
  g_assert_no_error (error);
  fixture->server = soup_server_new (NULL, NULL);
  soup_server_set_tls_certificate (fixture->server, certificate);
  soup_server_add_handler (fixture->server, NULL, handle_cb, fixture, NULL);
  soup_server_listen_local (fixture->server, 0,
                            SOUP_SERVER_LISTEN_HTTPS
                              | SOUP_SERVER_LISTEN_IPV4_ONLY,
                            &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (fixture->server);
  url = g_strdup_printf ("https://%s:%d", test->host,
                         g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);

  fixture->trust = invites_trust_new ();
  fixture->client = invites_client_new (url, &error);
  g_assert_no_error (error);
  invites_client_set_trust (fixture->client, fixture->trust);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_assert_finalize_object (fixture->client);
  g_object_unref (fixture->trust);
  soup_server_disconnect (fixture->server);
  g_object_unref (fixture->server);
}

/* Whether the service got to answer: it says 503 to all. */
static gboolean
reaches (Fixture *fixture)
{
  g_auto(Await) await = { NULL };
  g_autoptr(GError) error = NULL;
  guint before = fixture->n_requests;

  invites_client_sign_in_async (fixture->client, "clerk", "pass phrase", NULL,
                                await_cb, &await);
  g_assert_false (invites_client_sign_in_finish (fixture->client,
                                                 await_result (&await),
                                                 &error));
  if (g_error_matches (error, INVITES_ERROR, INVITES_ERROR_CERTIFICATE))
    {
      g_assert_cmpuint (fixture->n_requests, ==, before);
      return FALSE;
    }
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_UNAVAILABLE);
  g_assert_cmpuint (fixture->n_requests, ==, before + 1);
  return TRUE;
}

static void
test_connection (Fixture      *fixture,
                 gconstpointer data)
{
  const Case *test = data;
  g_autofree char *path = dup_path (test->chosen);
  g_autoptr(GError) error = NULL;

  g_assert_false (reaches (fixture));
  invites_trust_set_file (fixture->trust, path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (reaches (fixture), ==, test->good);
  invites_trust_set_file (fixture->trust, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (reaches (fixture));
}

static void
test_files (void)
{
  static const struct
  {
    const char *name;
    int code; /* 0: good */
  } cases[] = {
    { "company.pem", 0 },
    { "good.pem", 0 },
    { "company.key", INVITES_ERROR_INVALID },
    { "letter.txt", INVITES_ERROR_INVALID },
    { "empty", INVITES_ERROR_INVALID },
    { "pipe", INVITES_ERROR_INVALID },
    { ".", INVITES_ERROR_INVALID },
    { "missing", INVITES_ERROR_NOT_FOUND },
  };
  g_autofree char *letter = dup_path ("letter.txt");
  g_autofree char *empty = dup_path ("empty");
  g_autofree char *pipe = dup_path ("pipe");

  g_assert_true (g_file_set_contents (letter, "Dear all,\n", -1, NULL));
  g_assert_true (g_file_set_contents (empty, "", 0, NULL));
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(InvitesTrust) trust = invites_trust_new ();
      g_autofree char *path = dup_path (cases[i].name);
      g_autoptr(GError) error = NULL;
      gboolean good = invites_trust_set_file (trust, path, &error);

      g_test_message ("%s", cases[i].name);
      g_assert_cmpint (good, ==, cases[i].code == 0);
      if (!good)
        g_assert_error (error, INVITES_ERROR, cases[i].code);
      g_assert_cmpstr (invites_trust_get_file (trust), ==, path);
    }
}

static void
make_authorities (void)
{
  const char *arguments[] = { "sh", "-c", recipe, NULL };
  g_autoptr(GError) error = NULL;
  g_autofree char *said = NULL;
  int status = -1;

  folder = g_dir_make_tmp ("test-trust-XXXXXX", NULL);
  g_assert_nonnull (folder);
  g_spawn_sync (folder, (char **) arguments, NULL, G_SPAWN_SEARCH_PATH, NULL,
                NULL, NULL, &said, &status, &error);
  g_assert_no_error (error);
  if (status != 0)
    g_error ("No certificates: %s", said);
}

static void
clear_away (void)
{
  g_autoptr(GDir) names = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (names)) != NULL)
    {
      g_autofree char *path = dup_path (name);

      g_unlink (path);
    }
  g_rmdir (folder);
  g_free (folder);
}

int
main (int    argc,
      char **argv)
{
  static const Case cases[] = {
    { "/client/trust/by-address", "good.pem", "company.pem", "127.0.0.1",
      TRUE },
    { "/client/trust/by-name", "good.pem", "company.pem", "localhost", TRUE },
    { "/client/trust/other-authority", "good.pem", "stranger.pem", "127.0.0.1",
      FALSE },
    { "/client/trust/other-machine", "elsewhere.pem", "company.pem",
      "127.0.0.1", FALSE },
    { "/client/trust/expired", "over.pem", "company.pem", "127.0.0.1", FALSE },
  };
  int result;

  g_test_init (&argc, &argv, NULL);
  make_authorities ();
  g_test_add_func ("/client/trust/files", test_files);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_test_add (cases[i].path, Fixture, &cases[i], set_up, test_connection,
                tear_down);
  result = g_test_run ();
  clear_away ();
  return result;
}
