/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include <glib/gstdio.h>

#include "core/invites-error.h"
#include "service/delivery/invites-smtp-relay.h"
#include "smtp-server.h"

/* TLS and signing in, before there is a dialogue. */

#define TIME_OUT 30000 /* milliseconds */

typedef struct
{
  char            *folder;
  char            *authority;   /* whose certificate the server has */
  char            *stranger;    /* another */
  GTlsCertificate *certificate;
} Fixture;

/* One that vouches for itself. */
static char *
make_certificate (Fixture *self, const char *name)
{
  g_autofree char *key = g_build_filename (self->folder, name, NULL);
  g_autofree char *certificate = g_strconcat (key, ".crt", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GSubprocess) process = g_subprocess_new (
    G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, "openssl", "req", "-x509",
    "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
    "-keyout", key, "-out", certificate, "-days", "2", "-subj",
    "/CN=localhost", "-addext", "subjectAltName=DNS:localhost", NULL);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_assert_no_error (error);
  return g_steal_pointer (&certificate);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *key = NULL;

  self->folder = g_dir_make_tmp ("smtp-secure-XXXXXX", &error);
  g_assert_no_error (error);
  self->authority = make_certificate (self, "authority");
  self->stranger = make_certificate (self, "stranger");
  key = g_build_filename (self->folder, "authority", NULL);
  self->certificate = g_tls_certificate_new_from_files (self->authority, key,
                                                        &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  const char *const names[] = { "authority", "authority.crt", "stranger",
                                "stranger.crt", "token" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (self->folder, names[i], NULL);

      g_unlink (path);
    }
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_clear_object (&self->certificate);
  g_free (self->folder);
  g_free (self->authority);
  g_free (self->stranger);
}

static InvitesSmtpRelay *
make_relay (SmtpServer *server, const char *scheme, const char *host)
{
  g_autofree char *url = g_strdup_printf ("%s://%s:%u", scheme, host,
                                          smtp_server_get_port (server));
  g_autoptr(GError) error = NULL;
  InvitesRelay *relay = invites_relay_new_smtp (url, &error);

  g_assert_no_error (error);
  invites_smtp_relay_set_time_out (INVITES_SMTP_RELAY (relay), TIME_OUT);
  return INVITES_SMTP_RELAY (relay);
}

static void
send_one (InvitesRelayConnection *connection)
{
  const InvitesEnvelope envelope = { (char *) "office@example.com",
                                     (char *) "ann@example.net", FALSE };
  g_autoptr(GString) text = g_string_new ("Subject: a\r\n\r\n");
  g_autoptr(GBytes) message = NULL;
  g_autoptr(InvitesDeliveryResult) result
    = invites_delivery_result_new (1, INVITES_DELIVERY_QUEUED);

  /* More than one record of TLS. */
  while (text->len < 200000)
    g_string_append (text, "A line of a long message, and another one.\r\n");
  message = g_bytes_new (text->str, text->len);
  g_assert_true (invites_relay_connection_send (connection, &envelope, message,
                                                NULL, result));
  g_assert_cmpint (result->state, ==, INVITES_DELIVERY_SENT);
}

static const SmtpDeviation offers_plain[] = {
  { "AUTH PLAIN", "334 " },
  { "AG1lAHNlY3JldA==", "235 2.7.0 Welcome" },
};

static void
test_starttls (Fixture *self, gconstpointer data)
{
  g_autoptr(SmtpServer) server = smtp_server_new (NULL, 0);
  g_autoptr(InvitesSmtpRelay) relay = make_relay (server, "smtp", "localhost");
  g_autoptr(InvitesRelayConnection) connection = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *commands = NULL;

  smtp_server_set_tls (server, SMTP_TLS_OFFERED, self->certificate);
  invites_smtp_relay_set_ca_file (relay, self->authority);
  connection = invites_relay_open (INVITES_RELAY (relay), NULL, &error);
  g_assert_no_error (error);
  send_one (connection);
  send_one (connection);
  invites_relay_connection_close (connection);
  g_assert_cmpuint (smtp_server_get_n_messages (server), ==, 2);
  commands = smtp_server_dup_commands (server);
  g_assert_nonnull (strstr (commands, "STARTTLS\nEHLO"));
}

static void
test_implicit (Fixture *self, gconstpointer data)
{
  g_autoptr(SmtpServer) server = smtp_server_new (NULL, 0);
  g_autoptr(InvitesSmtpRelay) relay = make_relay (server, "smtps",
                                                  "localhost");
  g_autoptr(InvitesRelayConnection) connection = NULL;
  g_autoptr(GError) error = NULL;

  smtp_server_set_tls (server, SMTP_TLS_IMPLICIT, self->certificate);
  invites_smtp_relay_set_ca_file (relay, self->authority);
  connection = invites_relay_open (INVITES_RELAY (relay), NULL, &error);
  g_assert_no_error (error);
  send_one (connection);
  invites_relay_connection_close (connection);
}

/* Whom it cannot trust, it tells nothing: no name, no password, no mail. */
static const struct
{
  const char *name;
  const char *scheme;
  const char *host;
  SmtpTls     tls;
  gboolean    is_stranger; /* another authority is trusted */
  const char *reply;       /* (nullable): to STARTTLS */
} distrusted[] = {
  { "unknown-authority", "smtp", "localhost", SMTP_TLS_OFFERED, TRUE },
  { "unknown-authority-implicit", "smtps", "localhost", SMTP_TLS_IMPLICIT,
    TRUE },
  { "wrong-name", "smtp", "127.0.0.1", SMTP_TLS_OFFERED, FALSE },
  { "wrong-name-implicit", "smtps", "127.0.0.1", SMTP_TLS_IMPLICIT, FALSE },
  { "not-offered", "smtp", "localhost", SMTP_TLS_NONE, FALSE },
  { "no-tls", "smtps", "localhost", SMTP_TLS_NONE, FALSE },
  { "refused", "smtp", "localhost", SMTP_TLS_OFFERED, FALSE,
    "454 4.7.0 Not now" },
  { "refused-for-good", "smtp", "localhost", SMTP_TLS_OFFERED, FALSE,
    "502 5.5.1 What?" },
};

static void
test_distrusted (Fixture *self, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  const SmtpDeviation deviation = { "STARTTLS", distrusted[i].reply };
  g_autoptr(SmtpServer) server
    = smtp_server_new (&deviation, distrusted[i].reply != NULL);
  g_autoptr(InvitesSmtpRelay) relay
    = make_relay (server, distrusted[i].scheme, distrusted[i].host);
  g_auto(InvitesRelayAnswer) fault = { 0 };

  smtp_server_set_tls (server, distrusted[i].tls, self->certificate);
  invites_smtp_relay_set_ca_file (relay, distrusted[i].is_stranger
                                           ? self->stranger
                                           : self->authority);
  invites_smtp_relay_set_credentials (relay, "me", "secret");
  if (g_str_equal (distrusted[i].name, "no-tls"))
    invites_smtp_relay_set_time_out (relay, 400);
  g_assert_null (invites_relay_connect (INVITES_RELAY (relay), NULL, &fault));
  g_assert_cmpint (fault.blame, ==, INVITES_BLAME_RELAY);
  g_assert_nonnull (fault.text);
  g_assert_cmpuint (smtp_server_count (server, "AUTH"), ==, 0);
  g_assert_cmpuint (smtp_server_count (server, "MAIL"), ==, 0);
}

/* On loopback, too, if it is required. */
static void
test_required (Fixture *self, gconstpointer data)
{
  g_autoptr(SmtpServer) server = smtp_server_new (NULL, 0);
  g_autoptr(InvitesSmtpRelay) relay = make_relay (server, "smtp", "127.0.0.1");
  g_auto(InvitesRelayAnswer) fault = { 0 };

  invites_smtp_relay_set_tls_required (relay, TRUE);
  g_assert_null (invites_relay_connect (INVITES_RELAY (relay), NULL, &fault));
  g_assert_cmpint (fault.blame, ==, INVITES_BLAME_RELAY);
}

static void
test_signed_in_by_tls (Fixture *self, gconstpointer data)
{
  const SmtpDeviation deviations[] = {
    { "EHLO", "250-server.example\r\n250 STARTTLS" },
    { "EHLO", "250-server.example\r\n250 AUTH LOGIN PLAIN" },
    offers_plain[0],
    offers_plain[1],
  };
  g_autoptr(SmtpServer) server = smtp_server_new (deviations, 4);
  g_autoptr(InvitesSmtpRelay) relay = make_relay (server, "smtp", "localhost");
  g_autoptr(InvitesRelayConnection) connection = NULL;
  g_autoptr(GError) error = NULL;

  smtp_server_set_tls (server, SMTP_TLS_OFFERED, self->certificate);
  invites_smtp_relay_set_ca_file (relay, self->authority);
  invites_smtp_relay_set_credentials (relay, "me", "secret");
  connection = invites_relay_open (INVITES_RELAY (relay), NULL, &error);
  g_assert_no_error (error);
  send_one (connection);
  invites_relay_connection_close (connection);
}

/* What is said for each mechanism. */
static const struct
{
  const char      *name;
  InvitesSmtpAuth  auth;
  const char      *offered;
  const char      *token;
  SmtpDeviation    dialogue[3];
} mechanisms[] = {
  { "plain", INVITES_SMTP_AUTH_PLAIN, "AUTH LOGIN PLAIN XOAUTH2", NULL,
    { { "AUTH PLAIN", "334 " },
      { "AG1lAHNlY3JldA==", "235 2.7.0 Welcome" } } },
  { "login", INVITES_SMTP_AUTH_LOGIN, "AUTH PLAIN LOGIN", NULL,
    { { "AUTH LOGIN", "334 VXNlcm5hbWU6" },
      { "bWU=", "334 UGFzc3dvcmQ6" },
      { "c2VjcmV0", "235 2.7.0 Welcome" } } },
  { "auto-plain", INVITES_SMTP_AUTH_AUTO, "AUTH CRAM-MD5 LOGIN PLAIN", NULL,
    { { "AUTH PLAIN", "334 " },
      { "AG1lAHNlY3JldA==", "235 2.7.0 Welcome" } } },
  { "auto-login", INVITES_SMTP_AUTH_AUTO, "AUTH DIGEST-MD5 LOGIN", NULL,
    { { "AUTH LOGIN", "334 VXNlcm5hbWU6" },
      { "bWU=", "334 UGFzc3dvcmQ6" },
      { "c2VjcmV0", "235 2.7.0 Welcome" } } },
  { "xoauth2", INVITES_SMTP_AUTH_XOAUTH2, "AUTH PLAIN XOAUTH2", "abc",
    { { "AUTH XOAUTH2", "334 " },
      { "dXNlcj1tZQFhdXRoPUJlYXJlciBhYmMBAQ==", "235 2.7.0 Welcome" } } },
  { "auto-token", INVITES_SMTP_AUTH_AUTO, "AUTH PLAIN XOAUTH2", "abc\n",
    { { "AUTH XOAUTH2", "334 " },
      { "dXNlcj1tZQFhdXRoPUJlYXJlciBhYmMBAQ==", "235 2.7.0 Welcome" } } },
};

static char *
put_token (Fixture *self, const char *token)
{
  char *path = g_build_filename (self->folder, "token", NULL);

  g_assert_true (g_file_set_contents (path, token, -1, NULL));
  return path;
}

static void
test_mechanism (Fixture *self, gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autofree char *greeting = g_strconcat ("250-server.example\r\n250 ",
                                           mechanisms[i].offered, NULL);
  const SmtpDeviation deviations[] = {
    { "EHLO", greeting },
    mechanisms[i].dialogue[0],
    mechanisms[i].dialogue[1],
    mechanisms[i].dialogue[2].verb != NULL ? mechanisms[i].dialogue[2]
                                           : mechanisms[i].dialogue[1],
  };
  g_autoptr(SmtpServer) server = smtp_server_new (deviations, 4);
  g_autoptr(InvitesSmtpRelay) relay = make_relay (server, "smtp", "127.0.0.1");
  g_autoptr(InvitesRelayConnection) connection = NULL;
  g_autoptr(GError) error = NULL;

  invites_smtp_relay_set_auth (relay, mechanisms[i].auth);
  invites_smtp_relay_set_credentials (relay, "me", "secret");
  if (mechanisms[i].token != NULL)
    {
      g_autofree char *path = put_token (self, mechanisms[i].token);

      invites_smtp_relay_set_token_file (relay, path);
      invites_smtp_relay_set_credentials (relay, "me", NULL);
    }
  g_assert_true (invites_smtp_relay_check (relay, &error));
  connection = invites_relay_open (INVITES_RELAY (relay), NULL, &error);
  g_assert_no_error (error);
  invites_relay_connection_close (connection);
  g_assert_cmpuint (smtp_server_count (server, "AUTH"), ==, 1);
}

/* The token is read anew for each connection; without one nothing is said. */
static void
test_token (Fixture *self, gconstpointer data)
{
  const SmtpDeviation deviations[] = {
    { "EHLO", "250-server.example\r\n250 AUTH XOAUTH2" },
    { "AUTH XOAUTH2", "334 " },
    { "dXNlcj1tZQFhdXRoPUJlYXJlciBhYmMBAQ==", "535 5.7.8 Expired" },
    { "EHLO", "250-server.example\r\n250 AUTH XOAUTH2" },
    { "AUTH XOAUTH2", "334 " },
    { "dXNlcj1tZQFhdXRoPUJlYXJlciBuZXcBAQ==", "235 2.7.0 Welcome" },
  };
  g_autoptr(SmtpServer) server = smtp_server_new (deviations, 6);
  g_autoptr(InvitesSmtpRelay) relay = make_relay (server, "smtp", "127.0.0.1");
  g_autoptr(InvitesRelayConnection) connection = NULL;
  g_auto(InvitesRelayAnswer) missing = { 0 };
  g_auto(InvitesRelayAnswer) fault = { 0 };
  g_autofree char *path = put_token (self, "abc");
  g_autofree char *again = NULL;

  invites_smtp_relay_set_credentials (relay, "me", NULL);
  invites_smtp_relay_set_token_file (relay, path);
  g_assert_null (invites_relay_connect (INVITES_RELAY (relay), NULL, &fault));
  g_assert_cmpint (fault.blame, ==, INVITES_BLAME_SIGN_IN);
  g_assert_cmpint (fault.code, ==, 535);
  g_assert_cmpstr (fault.status, ==, "5.7.8");
  g_assert_null (strstr (fault.text, "abc"));

  g_unlink (path);
  g_assert_null (invites_relay_connect (INVITES_RELAY (relay), NULL,
                                        &missing));
  g_assert_cmpint (missing.blame, ==, INVITES_BLAME_RELAY);
  again = put_token (self, "new");
  connection = invites_relay_connect (INVITES_RELAY (relay), NULL, &fault);
  g_assert_nonnull (connection);
}

/* Who must do something: a person, or nobody. */
static const struct
{
  const char   *reply;
  InvitesBlame  blame;
  const char   *status;
} refusals[] = {
  { "535 5.7.8 No", INVITES_BLAME_SIGN_IN, "5.7.8" },
  { "534 5.7.9 Too weak", INVITES_BLAME_SIGN_IN, "5.7.9" },
  { "538 5.7.11 Encrypt", INVITES_BLAME_SIGN_IN, "5.7.11" },
  { "530 5.7.0 Sign in", INVITES_BLAME_SIGN_IN, "5.7.0" },
  { "500 What?", INVITES_BLAME_SIGN_IN, NULL },
  { "504 5.5.4 Mechanism", INVITES_BLAME_SIGN_IN, "5.5.4" },
  { "454 4.7.0 Not now", INVITES_BLAME_RELAY, "4.7.0" },
  { "432 4.7.12 Change it", INVITES_BLAME_RELAY, "4.7.12" },
  { "421 4.3.2 Closing", INVITES_BLAME_RELAY, "4.3.2" },
};

static void
test_refusals (Fixture *self, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++)
    for (guint step = 0; step < 2; step++)
      {
        const SmtpDeviation deviations[] = {
          { "EHLO", "250-server.example\r\n250 AUTH PLAIN" },
          { "AUTH PLAIN", step == 0 ? refusals[i].reply : "334 " },
          { "AG1lAHNlY3JldA==", refusals[i].reply },
        };
        g_autoptr(SmtpServer) server = smtp_server_new (deviations, 3);
        g_autoptr(InvitesSmtpRelay) relay = make_relay (server, "smtp",
                                                        "127.0.0.1");
        g_auto(InvitesRelayAnswer) fault = { 0 };

        g_test_message ("%u: %s", step, refusals[i].reply);
        invites_smtp_relay_set_credentials (relay, "me", "secret");
        g_assert_null (invites_relay_connect (INVITES_RELAY (relay), NULL,
                                              &fault));
        g_assert_cmpint (fault.blame, ==, refusals[i].blame);
        g_assert_cmpstr (fault.status, ==, refusals[i].status);
        g_assert_null (strstr (fault.text, "secret"));
      }
}

/* It offers nothing that we would do. */
static void
test_no_mechanism (Fixture *self, gconstpointer data)
{
  const SmtpDeviation deviation
    = { "EHLO", "250-server.example\r\n250 AUTH CRAM-MD5 NTLM" };
  g_autoptr(SmtpServer) server = smtp_server_new (&deviation, 1);
  g_autoptr(InvitesSmtpRelay) relay = make_relay (server, "smtp", "127.0.0.1");
  g_auto(InvitesRelayAnswer) fault = { 0 };

  invites_smtp_relay_set_credentials (relay, "me", "secret");
  g_assert_null (invites_relay_connect (INVITES_RELAY (relay), NULL, &fault));
  g_assert_cmpint (fault.blame, ==, INVITES_BLAME_SIGN_IN);
  g_assert_cmpuint (smtp_server_count (server, "AUTH"), ==, 0);
}

static void
test_check (Fixture *self, gconstpointer data)
{
  g_autoptr(SmtpServer) server = smtp_server_new (NULL, 0);
  g_autoptr(InvitesSmtpRelay) relay = make_relay (server, "smtp", "127.0.0.1");
  g_autofree char *path = put_token (self, "abc");
  g_autoptr(GError) error = NULL;

  g_assert_true (invites_smtp_relay_check (relay, &error));
  invites_smtp_relay_set_ca_file (relay, "/nowhere/ca.pem");
  g_assert_false (invites_smtp_relay_check (relay, &error));
  g_assert_cmpstr (invites_error_get_field (error), ==, "relay-ca-file");
  g_clear_error (&error);
  invites_smtp_relay_set_ca_file (relay, NULL);
  invites_smtp_relay_set_auth (relay, INVITES_SMTP_AUTH_XOAUTH2);
  g_assert_false (invites_smtp_relay_check (relay, &error));
  g_assert_cmpstr (invites_error_get_field (error), ==, "relay-token-file");
  g_clear_error (&error);
  invites_smtp_relay_set_token_file (relay, path);
  g_assert_false (invites_smtp_relay_check (relay, &error));
  g_assert_cmpstr (invites_error_get_field (error), ==, "relay-user");
  g_clear_error (&error);
  invites_smtp_relay_set_auth (relay, INVITES_SMTP_AUTH_LOGIN);
  invites_smtp_relay_set_credentials (relay, "me", NULL);
  g_assert_false (invites_smtp_relay_check (relay, &error));
  g_assert_cmpstr (invites_error_get_field (error), ==, "relay-password");
}

static void
add (const char *path, guint number,
     void (*func) (Fixture *self, gconstpointer data))
{
  g_test_add (path, Fixture, GUINT_TO_POINTER (number), set_up, func,
              tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/smtp-secure/starttls", 0, test_starttls);
  add ("/smtp-secure/implicit", 0, test_implicit);
  for (guint i = 0; i < G_N_ELEMENTS (distrusted); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp-secure/distrusted/",
                                           distrusted[i].name, NULL);

      add (path, i, test_distrusted);
    }
  add ("/smtp-secure/required", 0, test_required);
  add ("/smtp-secure/signed-in-by-tls", 0, test_signed_in_by_tls);
  for (guint i = 0; i < G_N_ELEMENTS (mechanisms); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp-secure/mechanism/",
                                           mechanisms[i].name, NULL);

      add (path, i, test_mechanism);
    }
  add ("/smtp-secure/token", 0, test_token);
  add ("/smtp-secure/refusals", 0, test_refusals);
  add ("/smtp-secure/no-mechanism", 0, test_no_mechanism);
  add ("/smtp-secure/check", 0, test_check);
  return g_test_run ();
}
