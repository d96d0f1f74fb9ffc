/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "smtp-script.h"

/* The dialogue at every byte: however what is said is cut, the same becomes of
 * the mail; and wherever it ends, what can be known. */

static const InvitesEnvelope plain = { (char *) "office@example.com",
                                       (char *) "ann@example.net", FALSE };

#define MESSAGE "Subject: dots\r\n\r\n.\r\n..a\r\n.b\r\nend\r\n"

#define MINUTE (60 * G_TIME_SPAN_SECOND)

static void
send_plain (SmtpScript *script, InvitesRelayAnswer *answer)
{
  smtp_script_send (script, &plain, MESSAGE, answer);
}

static void
assert_answer (const InvitesRelayAnswer *answer, InvitesDeliveryState state,
               InvitesBlame blame)
{
  g_assert_cmpstr (invites_delivery_state_to_string (answer->state), ==,
                   invites_delivery_state_to_string (state));
  g_assert_cmpint (answer->blame, ==, blame);
}

static void
test_pipelining (void)
{
  g_auto(SmtpScript) script = { 0 };
  g_auto(InvitesRelayAnswer) first = { 0 };
  g_auto(InvitesRelayAnswer) second = { 0 };
  gsize length;

  smtp_script_init (&script, TRUE, NULL, 0);
  send_plain (&script, &first);
  assert_answer (&first, INVITES_DELIVERY_SENT, INVITES_BLAME_NONE);
  g_assert_cmpint (first.code, ==, 250);
  g_assert_cmpstr (first.status, ==, "2.0.0");
  g_assert_cmpstr (first.text, ==, "2.0.0 Queued");
  g_assert_cmpstr (script.message->str, ==, MESSAGE);
  send_plain (&script, &second);
  g_assert_cmpuint (script.n_messages, ==, 2);

  /* All commands are there before anything is answered. */
  g_string_truncate (script.heard, 0);
  {
    g_autoptr(GBytes) message = g_bytes_new_static (MESSAGE, strlen (MESSAGE));

    invites_smtp_dialogue_begin (script.dialogue, &plain, message, script.now);
    g_assert_cmpstr (
      invites_smtp_dialogue_get_output (script.dialogue, &length), ==,
      "MAIL FROM:<office@example.com> SIZE=34\r\n"
      "RCPT TO:<ann@example.net>\r\nDATA\r\n");
  }
}

static void
test_one_by_one (void)
{
  g_auto(SmtpScript) script = { 0 };
  g_autoptr(GBytes) message = g_bytes_new_static ("a\r\n", 3);
  gsize length;

  smtp_script_init (&script, FALSE, NULL, 0);
  smtp_script_run (&script);
  invites_smtp_dialogue_begin (script.dialogue, &plain, message, script.now);
  g_assert_cmpstr (
    invites_smtp_dialogue_get_output (script.dialogue, &length), ==,
    "MAIL FROM:<office@example.com> SIZE=3\r\n");
  smtp_script_run (&script);
  g_assert_cmpuint (script.n_messages, ==, 1);
}

static void
test_splits (gconstpointer data)
{
  for (guint size = 1; size < 120; size++)
    for (guint direction = 0; direction < 3; direction++)
      {
        g_auto(SmtpScript) script = { 0 };
        g_auto(InvitesRelayAnswer) first = { 0 };
        g_auto(InvitesRelayAnswer) second = { 0 };

        smtp_script_init (&script, GPOINTER_TO_INT (data), NULL, 0);
        script.out_size = direction != 1 ? size : 0;
        script.in_size = direction != 0 ? size : 0;
        send_plain (&script, &first);
        assert_answer (&first, INVITES_DELIVERY_SENT, INVITES_BLAME_NONE);
        g_assert_cmpstr (script.message->str, ==, MESSAGE);
        send_plain (&script, &second);
        assert_answer (&second, INVITES_DELIVERY_SENT, INVITES_BLAME_NONE);
        g_assert_cmpuint (script.n_messages, ==, 2);
        g_assert_true (smtp_script_is_alive (&script));
      }
}

/* What a whole mail is, and where its message begins. */
static void
measure (gboolean pipelining, gsize *out, gsize *body, gsize *in)
{
  g_auto(SmtpScript) script = { 0 };
  g_auto(InvitesRelayAnswer) answer = { 0 };

  smtp_script_init (&script, pipelining, NULL, 0);
  send_plain (&script, &answer);
  *out = script.heard->len;
  *in = script.n_in;
  *body = strstr (script.heard->str, "DATA\r\n") + 6 - script.heard->str;
}

/* The server goes away after every byte that it was given. */
static void
test_cut_out (gconstpointer data)
{
  gboolean pipelining = GPOINTER_TO_INT (data);
  gsize out;
  gsize body;
  gsize in;

  measure (pipelining, &out, &body, &in);
  for (gsize end = 1; end <= out; end++)
    {
      g_auto(SmtpScript) script = { 0 };
      g_auto(InvitesRelayAnswer) answer = { 0 };

      smtp_script_init (&script, pipelining, NULL, 0);
      script.out_end = end;
      send_plain (&script, &answer);
      if (end <= body)
        assert_answer (&answer, INVITES_DELIVERY_QUEUED, INVITES_BLAME_RELAY);
      else if (end < out)
        assert_answer (&answer, INVITES_DELIVERY_DEFERRED,
                       INVITES_BLAME_RELAY);
      else
        assert_answer (&answer, INVITES_DELIVERY_UNKNOWN, INVITES_BLAME_RELAY);
      g_assert_cmpuint (script.n_messages, ==, end == out);
      g_assert_false (smtp_script_is_alive (&script));
    }
}

/* It goes away after every byte that it has said. */
static void
test_cut_in (gconstpointer data)
{
  gboolean pipelining = GPOINTER_TO_INT (data);
  gsize last = strlen ("250 2.0.0 Queued\r\n");
  gsize out;
  gsize body;
  gsize in;

  measure (pipelining, &out, &body, &in);
  for (gsize end = 1; end <= in; end++)
    {
      g_auto(SmtpScript) script = { 0 };
      g_auto(InvitesRelayAnswer) answer = { 0 };

      smtp_script_init (&script, pipelining, NULL, 0);
      script.in_end = end;
      send_plain (&script, &answer);
      if (end == in)
        assert_answer (&answer, INVITES_DELIVERY_SENT, INVITES_BLAME_NONE);
      else if (end > in - last)
        assert_answer (&answer, INVITES_DELIVERY_UNKNOWN, INVITES_BLAME_RELAY);
      else if (end == in - last)
        /* With its yes it goes; not a byte of the message was given. */
        assert_answer (&answer, INVITES_DELIVERY_DEFERRED,
                       INVITES_BLAME_RELAY);
      else
        assert_answer (&answer, INVITES_DELIVERY_QUEUED, INVITES_BLAME_RELAY);
      g_assert_false (smtp_script_is_alive (&script));
    }
}

static void
test_cut_long_message (void)
{
  g_autoptr(GString) message = g_string_new (NULL);

  while (message->len < 50000)
    g_string_append (message, ".a line of a long message\r\n");
  for (guint point = 1; point <= 20; point++)
    {
      g_auto(SmtpScript) script = { 0 };
      g_auto(InvitesRelayAnswer) answer = { 0 };

      smtp_script_init (&script, TRUE, NULL, 0);
      script.out_size = 1000;
      script.out_end = point * 2400;
      smtp_script_send (&script, &plain, message->str, &answer);
      assert_answer (&answer, INVITES_DELIVERY_DEFERRED, INVITES_BLAME_RELAY);
      g_assert_cmpuint (script.n_messages, ==, 0);
    }
}

/* Silent at each step: for as long as RFC 5321 says, and what is thought
 * then. */
static const struct
{
  const char           *verb;
  gint64                minutes;
  InvitesDeliveryState  state;
} silences[] = {
  { "EHLO", 5, INVITES_DELIVERY_QUEUED },
  { "MAIL", 5, INVITES_DELIVERY_QUEUED },
  { "RCPT", 5, INVITES_DELIVERY_QUEUED },
  { "DATA", 2, INVITES_DELIVERY_QUEUED },
  { ".", 10, INVITES_DELIVERY_UNKNOWN },
};

static void
test_silence (gconstpointer data)
{
  gboolean pipelining = GPOINTER_TO_INT (data);

  for (guint i = 0; i < G_N_ELEMENTS (silences); i++)
    {
      const SmtpLine line = { silences[i].verb, "" };
      g_auto(SmtpScript) script = { 0 };
      g_auto(InvitesRelayAnswer) answer = { 0 };
      g_autoptr(GBytes) message = g_bytes_new_static ("a\r\n", 3);
      gint64 end;

      /* With pipelining the replies that follow would come at its place. */
      if (pipelining && (i == 1 || i == 2))
        continue;
      smtp_script_init (&script, pipelining, &line, 1);
      smtp_script_run (&script);
      if (i > 0)
        invites_smtp_dialogue_begin (script.dialogue, &plain, message,
                                     script.now);
      smtp_script_run (&script);
      end = script.now + silences[i].minutes * MINUTE;
      g_assert_cmpint (invites_smtp_dialogue_get_deadline (script.dialogue),
                       ==, end);
      invites_smtp_dialogue_check_time (script.dialogue, end - 1);
      g_assert_false (invites_smtp_dialogue_is_over (script.dialogue));
      invites_smtp_dialogue_check_time (script.dialogue, end);
      g_assert_true (invites_smtp_dialogue_is_over (script.dialogue));
      g_assert_true (invites_smtp_dialogue_take_answer (script.dialogue,
                                                        &answer));
      assert_answer (&answer, silences[i].state, INVITES_BLAME_RELAY);
    }
}

/* While a message is written, each piece that goes gives three minutes more. */
static void
test_slow_writing (void)
{
  g_auto(SmtpScript) script = { 0 };
  g_auto(InvitesRelayAnswer) answer = { 0 };
  g_autoptr(GBytes) message = g_bytes_new_static (MESSAGE, strlen (MESSAGE));
  gsize length;

  smtp_script_init (&script, TRUE, NULL, 0);
  smtp_script_run (&script);
  invites_smtp_dialogue_begin (script.dialogue, &plain, message, script.now);
  invites_smtp_dialogue_get_output (script.dialogue, &length);
  invites_smtp_dialogue_take_output (script.dialogue, length, script.now);
  invites_smtp_dialogue_receive (script.dialogue,
                                 "250 a\r\n250 b\r\n354 c\r\n", 21,
                                 script.now);
  for (guint i = 0; i < 5; i++)
    {
      script.now += 2 * MINUTE;
      invites_smtp_dialogue_take_output (script.dialogue, 1, script.now);
      g_assert_cmpint (invites_smtp_dialogue_get_deadline (script.dialogue),
                       ==, script.now + 3 * MINUTE);
    }
  invites_smtp_dialogue_check_time (script.dialogue, script.now + 3 * MINUTE);
  g_assert_true (invites_smtp_dialogue_take_answer (script.dialogue,
                                                    &answer));
  assert_answer (&answer, INVITES_DELIVERY_DEFERRED, INVITES_BLAME_RELAY);
}

static void
test_quit (void)
{
  const SmtpLine silent = { "QUIT", "" };
  g_auto(SmtpScript) script = { 0 };
  g_auto(SmtpScript) deaf = { 0 };

  smtp_script_init (&script, TRUE, NULL, 0);
  smtp_script_run (&script);
  invites_smtp_dialogue_leave (script.dialogue, script.now);
  smtp_script_run (&script);
  g_assert_true (g_str_has_suffix (script.heard->str, "QUIT\r\n"));
  g_assert_true (invites_smtp_dialogue_is_over (script.dialogue));

  smtp_script_init (&deaf, TRUE, &silent, 1);
  smtp_script_run (&deaf);
  invites_smtp_dialogue_leave (deaf.dialogue, deaf.now);
  smtp_script_run (&deaf);
  g_assert_cmpint (invites_smtp_dialogue_get_state (deaf.dialogue), ==,
                   INVITES_RELAY_LEAVING);
  invites_smtp_dialogue_check_time (deaf.dialogue,
                                    deaf.now + 2 * G_TIME_SPAN_SECOND);
  g_assert_true (invites_smtp_dialogue_is_over (deaf.dialogue));
}

/* Nobody asked: it says that it closes. That is nobody's fault. */
static void
test_unasked (void)
{
  g_auto(SmtpScript) script = { 0 };
  g_auto(InvitesRelayAnswer) answer = { 0 };

  smtp_script_init (&script, TRUE, NULL, 0);
  smtp_script_run (&script);
  invites_smtp_dialogue_receive (script.dialogue, "421 4.4.2 Idle\r\n", 16,
                                 script.now);
  g_assert_true (invites_smtp_dialogue_is_over (script.dialogue));
  g_assert_false (invites_smtp_dialogue_take_answer (script.dialogue,
                                                     &answer));
}

int
main (int argc, char **argv)
{
  const struct
  {
    const char *path;
    GTestDataFunc func;
  } both[] = {
    { "splits", test_splits },
    { "cut-out", test_cut_out },
    { "cut-in", test_cut_in },
    { "silence", test_silence },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (both); i++)
    for (int pipelining = 0; pipelining < 2; pipelining++)
      {
        g_autofree char *path = g_strdup_printf (
          "/smtp-dialogue/%s/%s", both[i].path,
          pipelining ? "pipelining" : "one-by-one");

        g_test_add_data_func (path, GINT_TO_POINTER (pipelining),
                              both[i].func);
      }
  g_test_add_func ("/smtp-dialogue/pipelining", test_pipelining);
  g_test_add_func ("/smtp-dialogue/one-by-one", test_one_by_one);
  g_test_add_func ("/smtp-dialogue/cut-long-message", test_cut_long_message);
  g_test_add_func ("/smtp-dialogue/slow-writing", test_slow_writing);
  g_test_add_func ("/smtp-dialogue/quit", test_quit);
  g_test_add_func ("/smtp-dialogue/unasked", test_unasked);
  return g_test_run ();
}
