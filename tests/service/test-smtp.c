/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "core/invites-error.h"
#include "service/delivery/invites-smtp-relay.h"
#include "smtp-server.h"

#define TIME_OUT 2000 /* milliseconds */

static const InvitesEnvelope plain = { (char *) "office@example.com",
                                       (char *) "ann@example.net", FALSE };

static InvitesRelayConnection *
connect_to (SmtpServer *server)
{
  g_autofree char *url = smtp_server_dup_url (server);
  g_autoptr(GError) error = NULL;
  g_autoptr(InvitesRelay) relay = invites_relay_new_smtp (url, &error);
  InvitesRelayConnection *connection;

  g_assert_no_error (error);
  invites_smtp_relay_set_time_out (INVITES_SMTP_RELAY (relay), TIME_OUT);
  connection = invites_relay_open (relay, NULL, &error);
  g_assert_no_error (error);
  return connection;
}

static InvitesDeliveryResult *
send_text (InvitesRelayConnection *connection,
           const InvitesEnvelope  *envelope,
           const char             *text,
           gboolean               *alive)
{
  g_autoptr(GBytes) message = g_bytes_new (text, strlen (text));
  InvitesDeliveryResult *result
    = invites_delivery_result_new (1, INVITES_DELIVERY_QUEUED);

  *alive = invites_relay_connection_send (connection, envelope, message, NULL,
                                          result);
  return result;
}

/* What a server may do at each point of a mail, and what we make of it. */
static const struct
{
  const char           *name;
  SmtpDeviation         deviation;
  InvitesDeliveryState  state;
  int                   code;
  const char           *text; /* NULL: any */
  gboolean              address_is_bad;
  gboolean              alive;
} replies[] = {
  { "mail-421", { "MAIL", "421 4.3.2 Closing", SMTP_CLOSE },
    INVITES_DELIVERY_QUEUED, 421, "4.3.2 Closing", FALSE, FALSE },
  { "mail-451", { "MAIL", "451 4.3.0 Later" },
    INVITES_DELIVERY_QUEUED, 451, "4.3.0 Later", FALSE, TRUE },
  { "mail-550", { "MAIL", "550 5.7.1 Not from you" },
    INVITES_DELIVERY_QUEUED, 550, "5.7.1 Not from you", FALSE, TRUE },
  { "mail-unknown-sender", { "MAIL", "550 5.1.1 No such sender" },
    INVITES_DELIVERY_QUEUED, 550, NULL, FALSE, TRUE },
  { "mail-closed", { "MAIL", NULL, SMTP_CLOSE },
    INVITES_DELIVERY_QUEUED, 0, NULL, FALSE, FALSE },
  { "mail-silent", { "MAIL", NULL, SMTP_SILENT },
    INVITES_DELIVERY_QUEUED, 0, NULL, FALSE, FALSE },
  { "mail-nonsense", { "MAIL", "hello there" },
    INVITES_DELIVERY_QUEUED, 0, NULL, FALSE, FALSE },
  { "mail-half-a-line", { "MAIL", "25", SMTP_CLOSE },
    INVITES_DELIVERY_QUEUED, 0, NULL, FALSE, FALSE },
  { "mail-out-of-step", { "MAIL", "354 Go ahead" },
    INVITES_DELIVERY_QUEUED, 354, NULL, FALSE, FALSE },
  { "mail-changing-codes", { "MAIL", "250-a\r\n550 b" },
    INVITES_DELIVERY_QUEUED, 0, NULL, FALSE, FALSE },
  { "mail-trickle", { "MAIL", "250-one\r\n250-two\r\n250 three",
                      SMTP_TRICKLE },
    INVITES_DELIVERY_SENT, 250, NULL, FALSE, TRUE },
  { "rcpt-252", { "RCPT", "252 Maybe" },
    INVITES_DELIVERY_SENT, 250, NULL, FALSE, TRUE },
  { "rcpt-unknown", { "RCPT", "550 5.1.1 No such user" },
    INVITES_DELIVERY_REFUSED, 550, "5.1.1 No such user", TRUE, TRUE },
  { "rcpt-null-mx", { "RCPT", "556 5.1.10 Null MX" },
    INVITES_DELIVERY_REFUSED, 556, NULL, TRUE, TRUE },
  { "rcpt-5.1.11", { "RCPT", "550 5.1.11 Something new" },
    INVITES_DELIVERY_REFUSED, 550, NULL, TRUE, TRUE },
  { "rcpt-policy", { "RCPT", "550 5.7.1 Policy" },
    INVITES_DELIVERY_REFUSED, 550, NULL, FALSE, TRUE },
  { "rcpt-bare", { "RCPT", "550 No" },
    INVITES_DELIVERY_REFUSED, 550, "No", FALSE, TRUE },
  { "rcpt-code-alone", { "RCPT", "550" },
    INVITES_DELIVERY_REFUSED, 550, "", FALSE, TRUE },
  { "rcpt-450", { "RCPT", "450 4.1.1 Greylisted" },
    INVITES_DELIVERY_DEFERRED, 450, NULL, FALSE, TRUE },
  { "rcpt-421", { "RCPT", "421 4.7.0 Too much", SMTP_CLOSE },
    INVITES_DELIVERY_QUEUED, 421, NULL, FALSE, FALSE },
  { "rcpt-lines", { "RCPT", "550-5.1.1 No such\r\n550 5.1.1 user" },
    INVITES_DELIVERY_REFUSED, 550, "5.1.1 No such 5.1.1 user", TRUE, TRUE },
  { "rcpt-closed", { "RCPT", NULL, SMTP_CLOSE },
    INVITES_DELIVERY_QUEUED, 0, NULL, FALSE, FALSE },
  { "data-451", { "DATA", "451 4.3.0 Later" },
    INVITES_DELIVERY_DEFERRED, 451, NULL, FALSE, TRUE },
  { "data-554", { "DATA", "554 5.5.0 No valid recipients" },
    INVITES_DELIVERY_REFUSED, 554, NULL, FALSE, TRUE },
  { "data-closed", { "DATA", NULL, SMTP_CLOSE },
    INVITES_DELIVERY_QUEUED, 0, NULL, FALSE, FALSE },
  { "end-452", { ".", "452 4.3.1 Full" },
    INVITES_DELIVERY_DEFERRED, 452, NULL, FALSE, TRUE },
  { "end-554", { ".", "554 5.7.1 Spam" },
    INVITES_DELIVERY_REFUSED, 554, "5.7.1 Spam", FALSE, TRUE },
  { "end-421", { ".", "421 4.3.2 Closing", SMTP_CLOSE },
    INVITES_DELIVERY_DEFERRED, 421, NULL, FALSE, FALSE },
  { "end-closed", { ".", NULL, SMTP_CLOSE },
    INVITES_DELIVERY_UNKNOWN, 0, NULL, FALSE, FALSE },
  { "end-silent", { ".", NULL, SMTP_SILENT },
    INVITES_DELIVERY_UNKNOWN, 0, NULL, FALSE, FALSE },
  { "end-nonsense", { ".", "\x01\x02" },
    INVITES_DELIVERY_UNKNOWN, 0, NULL, FALSE, FALSE },
  { "end-not-utf-8", { ".", "554 5.7.1 caf\xe9 \x1b[1m" },
    INVITES_DELIVERY_REFUSED, 554, "5.7.1 caf\xef\xbf\xbd  [1m", FALSE, TRUE },
};

/* Afterwards a connection that is said to be alive takes the next mail. */
static void
test_reply (gconstpointer data)
{
  guint i = GPOINTER_TO_UINT (data);
  g_autoptr(SmtpServer) server = smtp_server_new (&replies[i].deviation, 1);
  g_autoptr(InvitesRelayConnection) connection = connect_to (server);
  g_autoptr(InvitesDeliveryResult) result = NULL;
  g_autoptr(InvitesDeliveryResult) next = NULL;
  gboolean alive;

  result = send_text (connection, &plain, "Subject: a\r\n\r\nb\r\n", &alive);
  g_assert_cmpint (result->state, ==, replies[i].state);
  g_assert_cmpint (result->reply_code, ==, replies[i].code);
  if (replies[i].text != NULL)
    g_assert_cmpstr (result->reply_text, ==, replies[i].text);
  g_assert_cmpint (result->address_is_bad, ==, replies[i].address_is_bad);
  g_assert_cmpint (alive, ==, replies[i].alive);

  next = send_text (connection, &plain, "Subject: c\r\n\r\nd\r\n", &alive);
  g_assert_cmpint (alive, ==, replies[i].alive);
  g_assert_cmpint (next->state, ==,
                   alive ? INVITES_DELIVERY_SENT : INVITES_DELIVERY_QUEUED);
  invites_relay_connection_close (connection);
}

static void
test_dialogue (void)
{
  g_autoptr(SmtpServer) server = smtp_server_new (NULL, 0);
  g_autoptr(InvitesRelayConnection) connection = connect_to (server);
  g_autoptr(InvitesDeliveryResult) result = NULL;
  g_autoptr(InvitesDeliveryResult) second = NULL;
  g_autofree char *commands = NULL;
  g_autofree char *received = NULL;
  const char *message = "Subject: dots\r\n\r\n.\r\n..a\r\n.b\r\nend\r\n";
  gboolean alive;

  result = send_text (connection, &plain, message, &alive);
  g_assert_cmpint (result->state, ==, INVITES_DELIVERY_SENT);
  g_assert_cmpstr (result->reply_text, ==, "2.0.0 Queued");
  second = send_text (connection, &plain, message, &alive);
  g_assert_cmpint (second->state, ==, INVITES_DELIVERY_SENT);
  invites_relay_connection_close (connection);

  received = smtp_server_dup_message (server, 0);
  g_assert_cmpstr (received, ==, message);
  commands = smtp_server_dup_commands (server);
  g_assert_nonnull (strstr (commands,
                            "MAIL FROM:<office@example.com> SIZE=34\n"
                            "RCPT TO:<ann@example.net>\n"
                            "DATA\n"
                            "MAIL FROM:<office@example.com> SIZE=34\n"));
  g_assert_true (g_str_has_suffix (commands, "DATA\nQUIT\n"));
  g_assert_cmpuint (smtp_server_count (server, "QUIT"), ==, 1);
}

static void
test_no_extensions (void)
{
  const SmtpDeviation deviations[] = { { "EHLO", "502 5.5.1 What?" },
                                       { "EHLO", "502 5.5.1 What?" } };
  const InvitesEnvelope international
    = { (char *) "office@example.com", (char *) "j\303\266rg@example.net",
        TRUE };
  g_autoptr(SmtpServer) server = smtp_server_new (deviations, 2);
  g_autoptr(InvitesRelayConnection) connection = connect_to (server);
  g_autoptr(InvitesDeliveryResult) result = NULL;
  g_autoptr(InvitesDeliveryResult) refused = NULL;
  g_autofree char *commands = NULL;
  gboolean alive;

  refused = send_text (connection, &international, "a\r\n", &alive);
  g_assert_cmpint (refused->state, ==, INVITES_DELIVERY_REFUSED);
  g_assert_nonnull (strstr (refused->reply_text, "SMTPUTF8"));
  g_assert_false (refused->address_is_bad);
  g_assert_true (alive);
  result = send_text (connection, &plain, "\r\n\303\266\r\n", &alive);
  g_assert_cmpint (result->state, ==, INVITES_DELIVERY_SENT);
  commands = smtp_server_dup_commands (server);
  g_assert_nonnull (strstr (commands, "MAIL FROM:<office@example.com>\n"));
  g_assert_null (strstr (commands, "rg@example.net"));
}

static void
test_smtputf8 (void)
{
  const InvitesEnvelope international
    = { (char *) "office@example.com", (char *) "j\303\266rg@example.net",
        TRUE };
  g_autoptr(SmtpServer) server = smtp_server_new (NULL, 0);
  g_autoptr(InvitesRelayConnection) connection = connect_to (server);
  g_autoptr(InvitesDeliveryResult) result = NULL;
  g_autofree char *commands = NULL;
  gboolean alive;

  result = send_text (connection, &international,
                      "To: j\303\266rg@example.net\r\n\r\na\r\n", &alive);
  g_assert_cmpint (result->state, ==, INVITES_DELIVERY_SENT);
  commands = smtp_server_dup_commands (server);
  g_assert_nonnull (strstr (commands, " BODY=8BITMIME SMTPUTF8\n"
                                      "RCPT TO:<j\303\266rg@example.net>\n"));
}

/* No value becomes a command. */
static void
test_injection (void)
{
  const char *const addresses[] = {
    "ann@example.net>\r\nRCPT TO:<eve@example.org",
    "ann@example.net\nDATA",
    "ann@example.net> SIZE=1",
    "ann bob@example.net",
    "<ann@example.net",
    "ann\x7f@example.net",
    "ann@example.net\xc2\x85",
    "",
  };
  g_autoptr(SmtpServer) server = smtp_server_new (NULL, 0);
  g_autoptr(InvitesRelayConnection) connection = connect_to (server);

  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      const InvitesEnvelope to = { plain.mail_from, (char *) addresses[i] };
      const InvitesEnvelope from = { (char *) addresses[i], plain.rcpt_to };
      g_autoptr(InvitesDeliveryResult) a = NULL;
      g_autoptr(InvitesDeliveryResult) b = NULL;
      gboolean alive;

      a = send_text (connection, &to, "a\r\n", &alive);
      g_assert_cmpint (a->state, ==, INVITES_DELIVERY_REFUSED);
      b = send_text (connection, &from, "a\r\n", &alive);
      g_assert_cmpint (b->state, ==, INVITES_DELIVERY_REFUSED);
      g_assert_true (alive);
    }
  g_assert_cmpuint (smtp_server_count (server, "MAIL"), ==, 0);
  g_assert_cmpuint (smtp_server_count (server, "RCPT"), ==, 0);
}

/* The server goes away while a message that fills every buffer is written: it
 * cannot have taken it. */
static void
test_cut_off_in_message (void)
{
  const SmtpDeviation deviation = { "DATA", "354 Go ahead", SMTP_CLOSE };
  g_autoptr(SmtpServer) server = smtp_server_new (&deviation, 1);
  g_autoptr(InvitesRelayConnection) connection = connect_to (server);
  g_autoptr(InvitesDeliveryResult) result = NULL;
  g_autoptr(GString) message = g_string_new (NULL);
  gboolean alive;

  while (message->len < 8 * 1024 * 1024)
    g_string_append (message, "A line of a message that is very long.\r\n");
  result = send_text (connection, &plain, message->str, &alive);
  g_assert_cmpint (result->state, ==, INVITES_DELIVERY_DEFERRED);
  g_assert_false (alive);
  g_assert_cmpuint (smtp_server_get_n_messages (server), ==, 0);
}

static void
test_endless_reply (void)
{
  g_autoptr(GString) reply = g_string_new (NULL);
  g_autoptr(InvitesDeliveryResult) result = NULL;
  gboolean alive;

  while (reply->len < 1024 * 1024)
    g_string_append (reply, "250-and another thing\r\n");
  g_string_append (reply, "250 OK");
  {
    const SmtpDeviation deviation = { "MAIL", reply->str };
    g_autoptr(SmtpServer) server = smtp_server_new (&deviation, 1);
    g_autoptr(InvitesRelayConnection) connection = connect_to (server);

    result = send_text (connection, &plain, "a\r\n", &alive);
    g_assert_cmpint (result->state, ==, INVITES_DELIVERY_QUEUED);
    g_assert_false (alive);
  }
}

static void
test_long_words (void)
{
  g_autofree char *words = g_strnfill (3000, 'x');
  g_autofree char *reply = g_strconcat ("554 ", words, NULL);
  const SmtpDeviation deviation = { "RCPT", reply };
  g_autoptr(SmtpServer) server = smtp_server_new (&deviation, 1);
  g_autoptr(InvitesRelayConnection) connection = connect_to (server);
  g_autoptr(InvitesDeliveryResult) result = NULL;
  gboolean alive;

  result = send_text (connection, &plain, "a\r\n", &alive);
  g_assert_cmpuint (strlen (result->reply_text), ==, 500);
}

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (50 * 1000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

/* Cut off here, while only the server knows. */
static void
test_cancelled (void)
{
  const SmtpDeviation deviation = { ".", NULL, SMTP_SILENT };
  g_autoptr(SmtpServer) server = smtp_server_new (&deviation, 1);
  g_autofree char *url = smtp_server_dup_url (server);
  g_autoptr(InvitesRelay) relay = invites_relay_new_smtp (url, NULL);
  g_autoptr(InvitesRelayConnection) connection
    = invites_relay_open (relay, NULL, NULL);
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_autoptr(GBytes) message = g_bytes_new_static ("a\r\n", 3);
  g_autoptr(InvitesDeliveryResult) result
    = invites_delivery_result_new (1, INVITES_DELIVERY_QUEUED);
  GThread *thread = g_thread_new ("cancel", cancel_soon, cancellable);
  gint64 start = g_get_monotonic_time ();

  g_assert_false (invites_relay_connection_send (connection, &plain, message,
                                                 cancellable, result));
  g_thread_join (thread);
  g_assert_cmpint (result->state, ==, INVITES_DELIVERY_UNKNOWN);
  g_assert_cmpint (g_get_monotonic_time () - start, <,
                   20 * G_TIME_SPAN_SECOND);
}

/* What is wrong before a mail can be sent. */
static void
test_not_opened (gconstpointer data)
{
  const SmtpDeviation *deviation = data;
  g_autoptr(SmtpServer) server = smtp_server_new (deviation, 1);
  g_autofree char *url = smtp_server_dup_url (server);
  g_autoptr(GError) error = NULL;
  g_autoptr(InvitesRelay) relay = invites_relay_new_smtp (url, NULL);

  invites_smtp_relay_set_time_out (INVITES_SMTP_RELAY (relay), TIME_OUT);
  g_assert_null (invites_relay_open (relay, NULL, &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_UNAVAILABLE);
}

static void
test_nobody_listens (void)
{
  g_autoptr(SmtpServer) server = smtp_server_new (NULL, 0);
  g_autofree char *url = smtp_server_dup_url (server);
  g_autoptr(InvitesRelay) relay = invites_relay_new_smtp (url, NULL);
  g_autoptr(GError) error = NULL;

  g_clear_pointer (&server, smtp_server_free);
  g_assert_null (invites_relay_open (relay, NULL, &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_UNAVAILABLE);
}

static InvitesRelayConnection *
sign_in (SmtpServer *server, GError **error)
{
  g_autofree char *url = smtp_server_dup_url (server);
  g_autoptr(InvitesRelay) relay = invites_relay_new_smtp (url, NULL);

  invites_smtp_relay_set_credentials (INVITES_SMTP_RELAY (relay), "me",
                                      "secret");
  invites_smtp_relay_set_time_out (INVITES_SMTP_RELAY (relay), TIME_OUT);
  return invites_relay_open (relay, NULL, error);
}

static void
test_sign_in (void)
{
  const SmtpDeviation welcome[] = {
    { "EHLO", "250-server.example\r\n250 AUTH PLAIN" },
    { "AUTH PLAIN", "334 " },
    { "AG1lAHNlY3JldA==", "235 2.7.0 Welcome" },
  };
  const SmtpDeviation refusal[] = {
    { "EHLO", "250-server.example\r\n250 AUTH PLAIN" },
    { "AUTH PLAIN", "334 " },
    { "AG1lAHNlY3JldA==", "535 5.7.8 No" },
  };
  g_autoptr(SmtpServer) server = smtp_server_new (welcome, 3);
  g_autoptr(SmtpServer) strict = smtp_server_new (refusal, 3);
  g_autoptr(GError) error = NULL;
  g_autoptr(InvitesRelayConnection) connection = sign_in (server, &error);

  g_assert_no_error (error);
  invites_relay_connection_close (connection);
  g_assert_null (sign_in (strict, &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_UNAVAILABLE);
  g_assert_null (strstr (error->message, "secret"));
}

/* Nothing but a scheme, a host and a port; and no secret is repeated. */
static void
test_urls (void)
{
  const char *const bad[] = {
    "", "smtp", "http://example.com", "smtp://", "smtp://me:secret@example.com",
    "smtp://example.com/path", "smtp://example.com?a", "smtp://example.com#a",
    "smtp://example.com:0", "smtp://example.com:99999", "smtp://a b",
  };
  const char *const good[] = {
    "smtp://127.0.0.1:2525", "smtp://[::1]:2525", "smtp://localhost",
    "smtps://mail.example.com", "smtp://mail.example.com:587/",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_test_message ("case %u", (guint) i);
      g_assert_null (invites_relay_new_smtp (bad[i], &error));
      g_assert_error (error, INVITES_ERROR, INVITES_ERROR_INVALID);
      g_assert_cmpstr (invites_error_get_field (error), ==, "relay");
      g_assert_null (strstr (error->message, "secret"));
    }
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr(GError) error = NULL;
      g_autoptr(InvitesRelay) relay = invites_relay_new_smtp (good[i], &error);

      g_assert_no_error (error);
      g_assert_nonnull (relay);
    }
}

static const SmtpDeviation not_opened[] = {
  { "", "554 No service" },
  { "", NULL, SMTP_CLOSE },
  { "", NULL, SMTP_SILENT },
  { "EHLO", NULL, SMTP_CLOSE },
  { "EHLO", "421 4.3.2 Closing", SMTP_CLOSE },
};

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (replies); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp/reply/", replies[i].name,
                                           NULL);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_reply);
    }
  for (guint i = 0; i < G_N_ELEMENTS (not_opened); i++)
    {
      g_autofree char *path = g_strdup_printf ("/smtp/not-opened/%u", i);

      g_test_add_data_func (path, &not_opened[i], test_not_opened);
    }
  g_test_add_func ("/smtp/dialogue", test_dialogue);
  g_test_add_func ("/smtp/no-extensions", test_no_extensions);
  g_test_add_func ("/smtp/smtputf8", test_smtputf8);
  g_test_add_func ("/smtp/injection", test_injection);
  g_test_add_func ("/smtp/cut-off-in-message", test_cut_off_in_message);
  g_test_add_func ("/smtp/endless-reply", test_endless_reply);
  g_test_add_func ("/smtp/long-words", test_long_words);
  g_test_add_func ("/smtp/cancelled", test_cancelled);
  g_test_add_func ("/smtp/nobody-listens", test_nobody_listens);
  g_test_add_func ("/smtp/sign-in", test_sign_in);
  g_test_add_func ("/smtp/urls", test_urls);
  return g_test_run ();
}
