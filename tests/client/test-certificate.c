/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-support.h"

typedef struct
{
  SoupServer    *server;
  InvitesClient *client;
  guint          n_requests;
} Fixture;

static void
handle_cb (SoupServer        *server,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           user_data)
{
  Fixture *fixture = user_data;

  fixture->n_requests++;
  soup_server_message_set_status (message, 500, NULL);
}

/* SoupServer of libsoup 3.6 complains of itself when a client breaks off the
 * handshake, which is what is asked of this one. */
static gboolean
is_fatal (const char     *domain,
          GLogLevelFlags  level,
          const char     *message,
          gpointer        user_data)
{
  return g_strcmp0 (domain, "libsoup") != 0
         || strstr (message, "SOUP_IS_SERVER_CONNECTION") == NULL;
}

static GTlsCertificate *
load_certificate (void)
{
  g_autofree char *path = NULL;
  g_autoptr(GError) error = NULL;
  GTlsCertificate *certificate;

  path = g_test_build_filename (G_TEST_DIST, "self-signed.pem", NULL);
  certificate = g_tls_certificate_new_from_file (path, &error);
  g_assert_no_error (error);
  return certificate;
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  const char *host = data;
  g_autoptr(GTlsCertificate) certificate = load_certificate ();
  g_autofree char *url = NULL;
  g_autoptr(GError) error = NULL;
  GSList *uris;

  g_test_log_set_fatal_handler (is_fatal, NULL);
  fixture->server = soup_server_new (NULL, NULL);
  soup_server_set_tls_certificate (fixture->server, certificate);
  soup_server_add_handler (fixture->server, NULL, handle_cb, fixture, NULL);
  soup_server_listen_local (fixture->server, 0,
                            SOUP_SERVER_LISTEN_HTTPS
                              | SOUP_SERVER_LISTEN_IPV4_ONLY,
                            &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (fixture->server);
  url = g_strdup_printf ("https://%s:%d", host, g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
  fixture->client = invites_client_new (url, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_assert_finalize_object (fixture->client);
  soup_server_disconnect (fixture->server);
  g_object_unref (fixture->server);
}

/* Loopback is no reason to trust: whoever asks for TLS gets TLS. */
static void
test_not_trusted (Fixture      *fixture,
                  gconstpointer data)
{
  g_auto(Await) await = { NULL };
  g_autoptr(GError) error = NULL;

  invites_client_sign_in_async (fixture->client, "clerk", "pass phrase", NULL,
                                await_cb, &await);
  g_assert_false (invites_client_sign_in_finish (fixture->client,
                                                 await_result (&await),
                                                 &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_CERTIFICATE);
  /* The password has not left. */
  g_assert_cmpuint (fixture->n_requests, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (g_tls_backend_supports_tls (g_tls_backend_get_default ()));
  g_test_add ("/client/certificate/by-name", Fixture, "localhost", set_up,
              test_not_trusted, tear_down);
  g_test_add ("/client/certificate/by-address", Fixture, "127.0.0.1", set_up,
              test_not_trusted, tear_down);
  return g_test_run ();
}
