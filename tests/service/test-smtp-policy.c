/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "smtp-script.h"

/* What each reply at each step leads to, and what lying servers get. */

static const InvitesEnvelope plain = { (char *) "office@example.com",
                                       (char *) "ann@example.net", FALSE };

#define QUEUED   INVITES_DELIVERY_QUEUED
#define SENT     INVITES_DELIVERY_SENT
#define REFUSED  INVITES_DELIVERY_REFUSED
#define DEFERRED INVITES_DELIVERY_DEFERRED
#define UNKNOWN  INVITES_DELIVERY_UNKNOWN

#define NOBODY  INVITES_BLAME_NONE
#define RELAY   INVITES_BLAME_RELAY
#define DOMAIN  INVITES_BLAME_DOMAIN
#define SENDER  INVITES_BLAME_SENDER
#define SIGN_IN INVITES_BLAME_SIGN_IN

static const struct
{
  const char           *verb;
  const char           *reply;
  InvitesDeliveryState  state;
  InvitesBlame          blame;
  const char           *status;
  gboolean              address_is_bad;
  gboolean              alive;
} cases[] = {
  { "EHLO", "421 4.3.2 Closing", QUEUED, RELAY, "4.3.2", FALSE, FALSE },
  { "EHLO", "502 5.5.1 What?", SENT, NOBODY, "2.0.0", FALSE, TRUE },
  { "EHLO", "451 4.3.0 Later", SENT, NOBODY, "2.0.0", FALSE, TRUE },

  { "MAIL", "421 4.7.0 Too many", QUEUED, RELAY, "4.7.0", FALSE, FALSE },
  { "MAIL", "450 4.1.8 Sender unknown", QUEUED, RELAY, "4.1.8", FALSE, TRUE },
  { "MAIL", "451 4.3.0 Later", QUEUED, RELAY, "4.3.0", FALSE, TRUE },
  { "MAIL", "452 4.3.1 Full", QUEUED, RELAY, "4.3.1", FALSE, TRUE },
  { "MAIL", "500 What", QUEUED, SENDER, NULL, FALSE, TRUE },
  { "MAIL", "501 5.5.4 Argument", REFUSED, NOBODY, "5.5.4", FALSE, TRUE },
  { "MAIL", "501 5.1.7 Bad sender", QUEUED, SENDER, "5.1.7", FALSE, TRUE },
  { "MAIL", "530 5.7.0 Sign in first", QUEUED, SIGN_IN, "5.7.0", FALSE, TRUE },
  { "MAIL", "530 Sign in first", QUEUED, SIGN_IN, NULL, FALSE, TRUE },
  { "MAIL", "550 5.7.0 Sign in", QUEUED, SIGN_IN, "5.7.0", FALSE, TRUE },
  { "MAIL", "550 5.7.1 Not from you", QUEUED, SENDER, "5.7.1", FALSE, TRUE },
  { "MAIL", "550 5.1.1 No such sender", QUEUED, SENDER, "5.1.1", FALSE, TRUE },
  { "MAIL", "552 Too big", REFUSED, NOBODY, NULL, FALSE, TRUE },
  { "MAIL", "552 5.3.4 Too big", REFUSED, NOBODY, "5.3.4", FALSE, TRUE },
  { "MAIL", "554 5.3.4 Too big", REFUSED, NOBODY, "5.3.4", FALSE, TRUE },
  { "MAIL", "553 5.6.7 UTF-8", REFUSED, NOBODY, "5.6.7", FALSE, TRUE },
  { "MAIL", "555 5.5.4 Parameter", REFUSED, NOBODY, "5.5.4", FALSE, TRUE },
  { "MAIL", "354 Go ahead", QUEUED, RELAY, NULL, FALSE, FALSE },

  { "RCPT", "421 4.7.0 Too many", QUEUED, RELAY, "4.7.0", FALSE, FALSE },
  { "RCPT", "450 4.2.1 Busy", DEFERRED, NOBODY, "4.2.1", FALSE, TRUE },
  { "RCPT", "450 4.1.1 Not yet known", DEFERRED, NOBODY, "4.1.1", FALSE,
    TRUE },
  { "RCPT", "451 4.7.1 Slow down", QUEUED, DOMAIN, "4.7.1", FALSE, TRUE },
  { "RCPT", "450 4.7.25 Slow down", QUEUED, DOMAIN, "4.7.25", FALSE, TRUE },
  { "RCPT", "452 4.2.2 Full", DEFERRED, NOBODY, "4.2.2", FALSE, TRUE },
  { "RCPT", "451 5.7.1 Of two minds", DEFERRED, NOBODY, NULL, FALSE, TRUE },
  { "RCPT", "550 5.1.1 No such user", REFUSED, NOBODY, "5.1.1", TRUE, TRUE },
  { "RCPT", "550 5.1.0 Rejected", REFUSED, NOBODY, "5.1.0", TRUE, TRUE },
  { "RCPT", "550 5.1.8 Your domain", REFUSED, NOBODY, "5.1.8", FALSE, TRUE },
  { "RCPT", "556 5.1.10 Null MX", REFUSED, NOBODY, "5.1.10", TRUE, TRUE },
  { "RCPT", "550 5.7.1 Policy", REFUSED, NOBODY, "5.7.1", FALSE, TRUE },
  { "RCPT", "552 5.2.2 Full", REFUSED, NOBODY, "5.2.2", FALSE, TRUE },
  { "RCPT", "550 5.11.1 Odd", REFUSED, NOBODY, "5.11.1", FALSE, TRUE },
  { "RCPT", "550 5.1.1.1 Odd", REFUSED, NOBODY, NULL, FALSE, TRUE },
  { "RCPT", "550 5.1 Odd", REFUSED, NOBODY, NULL, FALSE, TRUE },
  { "RCPT", "550 4.1.1 Of two minds", REFUSED, NOBODY, NULL, FALSE, TRUE },
  { "RCPT", "550", REFUSED, NOBODY, NULL, FALSE, TRUE },
  { "RCPT", "354 Go ahead", QUEUED, RELAY, NULL, FALSE, FALSE },
  { "RCPT", "251 Will forward", SENT, NOBODY, "2.0.0", FALSE, TRUE },

  { "DATA", "421 4.3.2 Closing", DEFERRED, RELAY, "4.3.2", FALSE, FALSE },
  { "DATA", "451 4.3.0 Later", DEFERRED, NOBODY, "4.3.0", FALSE, TRUE },
  { "DATA", "451 4.7.1 Slow", DEFERRED, DOMAIN, "4.7.1", FALSE, TRUE },
  { "DATA", "503 5.5.1 What?", REFUSED, NOBODY, "5.5.1", FALSE, TRUE },
  { "DATA", "554 5.5.1 No valid recipients", REFUSED, NOBODY, "5.5.1", FALSE,
    TRUE },
  { "DATA", "250 OK", QUEUED, RELAY, NULL, FALSE, FALSE },

  { ".", "421 4.3.2 Closing", DEFERRED, RELAY, "4.3.2", FALSE, FALSE },
  { ".", "450 4.7.1 Slow", DEFERRED, DOMAIN, "4.7.1", FALSE, TRUE },
  { ".", "451 4.3.0 Later", DEFERRED, NOBODY, "4.3.0", FALSE, TRUE },
  { ".", "452 4.3.1 Full", DEFERRED, NOBODY, "4.3.1", FALSE, TRUE },
  { ".", "550 5.1.1 No such user", REFUSED, NOBODY, "5.1.1", FALSE, TRUE },
  { ".", "552 5.3.4 Too big", REFUSED, NOBODY, "5.3.4", FALSE, TRUE },
  { ".", "554 5.7.1 Spam", REFUSED, NOBODY, "5.7.1", FALSE, TRUE },
  { ".", "354 Go on", UNKNOWN, RELAY, NULL, FALSE, FALSE },
  { ".", "250", SENT, NOBODY, NULL, FALSE, TRUE },
};

static void
assert_answer (const InvitesRelayAnswer *answer, InvitesDeliveryState state,
               InvitesBlame blame)
{
  g_assert_cmpstr (invites_delivery_state_to_string (answer->state), ==,
                   invites_delivery_state_to_string (state));
  g_assert_cmpint (answer->blame, ==, blame);
}

/* Afterwards a connection that is said to be alive takes the next mail. */
static void
test_case (gconstpointer data)
{
  guint number = GPOINTER_TO_UINT (data) / 2;
  g_autofree char *reply = g_strconcat (cases[number].reply, "\r\n", NULL);
  const SmtpLine line = { cases[number].verb, reply };
  g_auto(SmtpScript) script = { 0 };
  g_auto(InvitesRelayAnswer) answer = { 0 };
  g_auto(InvitesRelayAnswer) next = { 0 };

  smtp_script_init (&script, GPOINTER_TO_UINT (data) % 2, &line, 1);
  smtp_script_send (&script, &plain, "a\r\n", &answer);
  assert_answer (&answer, cases[number].state, cases[number].blame);
  g_assert_cmpstr (answer.status, ==, cases[number].status);
  g_assert_cmpint (answer.address_is_bad, ==, cases[number].address_is_bad);
  g_assert_cmpint (smtp_script_is_alive (&script), ==, cases[number].alive);
  if (!cases[number].alive)
    return;
  script.n_messages = 0;
  smtp_script_send (&script, &plain, "a\r\n", &next);
  assert_answer (&next, SENT, NOBODY);
  g_assert_cmpuint (script.n_messages, ==, 1);
}

static InvitesDeliveryState
get_expected (const char *verb, int code)
{
  gboolean was_given = g_str_equal (verb, "DATA") || g_str_equal (verb, ".");

  if (g_str_equal (verb, "MAIL"))
    return code == 552 || code == 555 ? REFUSED : QUEUED;
  if (code == 421)
    return was_given ? DEFERRED : QUEUED;
  return code < 500 ? DEFERRED : REFUSED;
}

/* Every 4xx and 5xx at every step, without further words. */
static void
test_every_code (gconstpointer verb)
{
  for (int code = 400; code < 600; code++)
    for (int pipelining = 0; pipelining < 2; pipelining++)
      {
        g_autofree char *reply = g_strdup_printf ("%d\r\n", code);
        const SmtpLine line = { verb, reply };
        g_auto(SmtpScript) script = { 0 };
        g_auto(InvitesRelayAnswer) answer = { 0 };

        smtp_script_init (&script, pipelining, &line, 1);
        smtp_script_send (&script, &plain, "a\r\n", &answer);
        g_assert_cmpint (answer.code, ==, code);
        g_assert_cmpint (answer.state, ==, get_expected (verb, code));
        g_assert_cmpint (smtp_script_is_alive (&script), ==, code != 421);
      }
}

/* A mail that was refused leaves a transaction behind, which is ended before
 * the next, in the same write. Who refuses that is of no more use, and gets no
 * mail into the wrong transaction. */
static void
test_reset (gconstpointer data)
{
  gboolean pipelining = GPOINTER_TO_INT (data);

  for (int code = 250; code < 600; code += code == 250 ? 150 : 1)
    {
      g_autofree char *reply = g_strdup_printf ("%d\r\n", code);
      const SmtpLine lines[] = { { "RCPT", "550 5.1.1 No\r\n" },
                                 { "RSET", reply } };
      g_auto(SmtpScript) script = { 0 };
      g_auto(InvitesRelayAnswer) first = { 0 };
      g_auto(InvitesRelayAnswer) second = { 0 };

      smtp_script_init (&script, pipelining, lines, 2);
      smtp_script_send (&script, &plain, "a\r\n", &first);
      assert_answer (&first, REFUSED, NOBODY);
      smtp_script_send (&script, &plain, "a\r\n", &second);
      if (code == 250)
        assert_answer (&second, SENT, NOBODY);
      else
        assert_answer (&second, QUEUED, RELAY);
      g_assert_cmpuint (script.n_messages, ==, code == 250);
      g_assert_nonnull (strstr (script.heard->str,
                                pipelining ? "RSET\r\nMAIL" : "RSET\r\n"));
      g_assert_cmpint (smtp_script_is_alive (&script), ==, code == 250);
    }
}

/* The recipient is refused, and the message wanted nevertheless: it gets a dot
 * alone, and whatever it says to that, nothing was sent. */
static void
test_lone_dot (void)
{
  const char *const words[] = { "250 2.0.0 Queued\r\n", "554 5.5.1 No\r\n",
                                "451 4.3.0 Later\r\n" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      const SmtpLine lines[] = { { "RCPT", "550 5.1.1 No such user\r\n" },
                                 { "DATA", "354 Go ahead\r\n" },
                                 { ".", words[i] } };
      g_auto(SmtpScript) script = { 0 };
      g_auto(InvitesRelayAnswer) answer = { 0 };
      g_auto(InvitesRelayAnswer) next = { 0 };

      smtp_script_init (&script, TRUE, lines, 3);
      smtp_script_send (&script, &plain, "a\r\n", &answer);
      assert_answer (&answer, REFUSED, NOBODY);
      g_assert_true (answer.address_is_bad);
      g_assert_cmpint (answer.code, ==, 550);
      g_assert_cmpstr (script.message->str, ==, "");
      g_assert_true (g_str_has_suffix (script.heard->str, "DATA\r\n.\r\n"));
      smtp_script_send (&script, &plain, "a\r\n", &next);
      assert_answer (&next, SENT, NOBODY);
      g_assert_cmpstr (script.message->str, ==, "a\r\n");
    }
}

/* A dot here would be an empty mail to somebody. */
static void
test_no_dot (void)
{
  const SmtpLine lines[] = { { "MAIL", "550 5.7.1 Not from you\r\n" },
                             { "RCPT", "250 2.1.5 OK\r\n" },
                             { "DATA", "354 Go ahead\r\n" } };
  g_auto(SmtpScript) script = { 0 };
  g_auto(InvitesRelayAnswer) answer = { 0 };

  smtp_script_init (&script, TRUE, lines, 3);
  smtp_script_send (&script, &plain, "a\r\n", &answer);
  assert_answer (&answer, QUEUED, SENDER);
  g_assert_cmpuint (script.n_messages, ==, 0);
  g_assert_false (smtp_script_is_alive (&script));
}

/* Replies that nobody can understand, or to what was not said. */
static const struct
{
  const char           *verb;
  const char           *reply;
  InvitesDeliveryState  state;
} lies[] = {
  { "MAIL", "hello there\r\n", QUEUED },
  { "MAIL", "250-a\r\n550 b\r\n", QUEUED },
  { "MAIL", "999 what\r\n", QUEUED },
  { "MAIL", "\r\n", QUEUED },
  { "MAIL", "25\r\n", QUEUED },
  { "MAIL", "250_a\r\n", QUEUED },
  { "MAIL", "250 a\r\n250 b\r\n250 c\r\n250 d\r\n", QUEUED },
  { "RCPT", "\x01\x02\x03\r\n", QUEUED },
  /* All at once, before it has seen any of the message. */
  { "DATA", "354 Go\r\n250 2.0.0 Queued\r\n", DEFERRED },
  { "DATA", "354 Go\r\n552 5.3.4 Too big\r\n", REFUSED },
  { "DATA", "354 Go\r\n421 4.3.2 Closing\r\n", DEFERRED },
  { ".", "\x01\x02\r\n", UNKNOWN },
  { ".", "250-a\r\n550 b\r\n", UNKNOWN },
};

static void
test_lies (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      const SmtpLine line = { lies[i].verb, lies[i].reply };
      g_auto(SmtpScript) script = { 0 };
      g_auto(InvitesRelayAnswer) answer = { 0 };

      g_autofree char *shown = g_strescape (lies[i].reply, NULL);

      g_test_message ("%s", shown);
      smtp_script_init (&script, TRUE, &line, 1);
      smtp_script_send (&script, &plain, "a\r\n", &answer);
      g_assert_cmpstr (invites_delivery_state_to_string (answer.state), ==,
                       invites_delivery_state_to_string (lies[i].state));
      g_assert_false (smtp_script_is_alive (&script));
    }
}

static void
test_long_replies (void)
{
  g_autofree char *words = g_strnfill (3000, 'x');
  g_autofree char *line = g_strconcat ("554 5.7.1 ", words, "\r\n", NULL);
  g_autofree char *endless = g_strnfill (100 * 1024, '2');
  g_autoptr(GString) many = g_string_new (NULL);

  while (many->len < 100 * 1024)
    g_string_append (many, "250-and another thing\r\n");
  g_string_append (many, "250 OK\r\n");
  {
    const SmtpLine lines[] = { { "RCPT", line }, { "RCPT", endless },
                               { "RCPT", many->str } };

    for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
      {
        g_auto(SmtpScript) script = { 0 };
        g_auto(InvitesRelayAnswer) answer = { 0 };

        smtp_script_init (&script, FALSE, &lines[i], 1);
        smtp_script_send (&script, &plain, "a\r\n", &answer);
        g_assert_cmpint (answer.state, ==, i == 0 ? REFUSED : QUEUED);
        g_assert_cmpint (smtp_script_is_alive (&script), ==, i == 0);
        if (i == 0)
          g_assert_cmpuint (strlen (answer.text), ==, 500);
      }
  }
}

/* Words that are no text become some. */
static void
test_binary_words (void)
{
  const SmtpLine line = { ".", "554 5.7.1 caf\xe9 \x1b[1m\xe2\x80\xae\r\n" };
  g_auto(SmtpScript) script = { 0 };
  g_auto(InvitesRelayAnswer) answer = { 0 };

  smtp_script_init (&script, TRUE, &line, 1);
  smtp_script_send (&script, &plain, "a\r\n", &answer);
  assert_answer (&answer, REFUSED, NOBODY);
  g_assert_cmpstr (answer.status, ==, "5.7.1");
  g_assert_true (g_utf8_validate (answer.text, -1, NULL));
  g_assert_null (strchr (answer.text, 0x1b));
  g_assert_null (strstr (answer.text, "\xe2\x80\xae"));
}

/* What a server says it does not take is not offered. */
static void
test_abilities (void)
{
  const InvitesEnvelope international
    = { (char *) "office@example.com", (char *) "j\303\266rg@example.net",
        TRUE };
  g_autofree char *big = g_strnfill (2000, 'a');
  g_auto(SmtpScript) script = { 0 };
  g_auto(InvitesRelayAnswer) refused = { 0 };
  g_auto(InvitesRelayAnswer) foreign = { 0 };
  g_auto(InvitesRelayAnswer) answer = { 0 };

  smtp_script_init (&script, TRUE, NULL, 0);
  script.ehlo = "250-server\r\n250-size 1000\r\n250-8BITMIME\r\n"
                "250 pipelining\r\n";
  smtp_script_send (&script, &plain, big, &refused);
  assert_answer (&refused, REFUSED, NOBODY);
  g_assert_nonnull (strstr (refused.text, "2000"));
  g_assert_nonnull (strstr (refused.text, "1000"));
  smtp_script_send (&script, &international, "a\r\n", &foreign);
  assert_answer (&foreign, REFUSED, NOBODY);
  g_assert_nonnull (strstr (foreign.text, "SMTPUTF8"));
  g_assert_null (strstr (script.heard->str, "MAIL"));

  smtp_script_send (&script, &plain, "12345678\303\266\r\n", &answer);
  assert_answer (&answer, SENT, NOBODY);
  g_assert_nonnull (strstr (script.heard->str,
                            "MAIL FROM:<office@example.com> SIZE=12 "
                            "BODY=8BITMIME\r\n"));
}

static void
add_cases (void)
{
  const char *const verbs[] = { "MAIL", "RCPT", "DATA", "." };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint pipelining = 0; pipelining < 2; pipelining++)
      {
        g_autofree char *path = g_strdup_printf (
          "/smtp-policy/%s/%u-%.3s/%s", cases[i].verb, i, cases[i].reply,
          pipelining ? "pipelining" : "one-by-one");

        g_test_add_data_func (path, GUINT_TO_POINTER (2 * i + pipelining),
                              test_case);
      }
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      g_autofree char *path = g_strconcat ("/smtp-policy/every-code/",
                                           verbs[i], NULL);

      g_test_add_data_func (path, verbs[i], test_every_code);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_cases ();
  g_test_add_data_func ("/smtp-policy/reset/pipelining", GINT_TO_POINTER (1),
                        test_reset);
  g_test_add_data_func ("/smtp-policy/reset/one-by-one", NULL, test_reset);
  g_test_add_func ("/smtp-policy/lone-dot", test_lone_dot);
  g_test_add_func ("/smtp-policy/no-dot", test_no_dot);
  g_test_add_func ("/smtp-policy/lies", test_lies);
  g_test_add_func ("/smtp-policy/long-replies", test_long_replies);
  g_test_add_func ("/smtp-policy/binary-words", test_binary_words);
  g_test_add_func ("/smtp-policy/abilities", test_abilities);
  return g_test_run ();
}
