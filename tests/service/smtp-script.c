/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "smtp-script.h"

#include <string.h>

static const SmtpLine usual[] = {
  { "MAIL", "250 2.1.0 OK\r\n" },
  { "RCPT", "250 2.1.5 OK\r\n" },
  { "DATA", "354 Go ahead\r\n" },
  { "RSET", "250 2.0.0 OK\r\n" },
  { "QUIT", "221 2.0.0 Bye\r\n" },
  { ".", "250 2.0.0 Queued\r\n" },
};

void
smtp_script_init (SmtpScript     *self,
                  gboolean        pipelining,
                  const SmtpLine *lines,
                  guint           n_lines)
{
  *self = (SmtpScript) {
    .pipelining = pipelining,
    .lines = lines,
    .n_lines = n_lines,
    .out_end = G_MAXSIZE,
    .in_end = G_MAXSIZE,
    .heard = g_string_new (NULL),
    .input = g_string_new (NULL),
    .said = g_string_new (NULL),
    .message = g_string_new (NULL),
    .now = G_TIME_SPAN_DAY,
  };
  g_assert_cmpuint (n_lines, <=, G_N_ELEMENTS (self->used));
  self->dialogue = invites_smtp_dialogue_new ("client.example", 0, self->now);
}

void
smtp_script_clear (SmtpScript *self)
{
  if (self->dialogue == NULL)
    return;
  invites_smtp_dialogue_free (self->dialogue);
  g_string_free (self->heard, TRUE);
  g_string_free (self->input, TRUE);
  g_string_free (self->said, TRUE);
  g_string_free (self->message, TRUE);
}

static const char *
find_reply (SmtpScript *self, const char *command)
{
  for (guint i = 0; i < self->n_lines; i++)
    if (!self->used[i] && g_str_has_prefix (command, self->lines[i].verb))
      {
        self->used[i] = TRUE;
        return self->lines[i].reply;
      }
  if (g_str_has_prefix (command, "EHLO"))
    {
      if (self->ehlo != NULL)
        return self->ehlo;
      return self->pipelining
               ? "250-server.example\r\n250-PIPELINING\r\n250 SIZE 100000\r\n"
               : "250-server.example\r\n250 SIZE 100000\r\n";
    }
  if (g_str_has_prefix (command, "MAIL") && self->has_sender)
    return "503 5.5.1 Nested\r\n";
  if (g_str_has_prefix (command, "RCPT") && !self->has_sender)
    return "503 5.5.1 From whom?\r\n";
  if (g_str_has_prefix (command, "DATA") && !self->has_recipient)
    return "554 5.5.1 No valid recipients\r\n";
  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    if (g_str_has_prefix (command, usual[i].verb))
      return usual[i].reply;
  return "500 5.5.1 What?\r\n";
}

static void
follow (SmtpScript *self, const char *command, const char *reply)
{
  gboolean is_end = self->in_message && *command == '.';

  if (*reply == '2' && g_str_has_prefix (command, "MAIL"))
    self->has_sender = TRUE;
  if (*reply == '2' && g_str_has_prefix (command, "RCPT"))
    self->has_recipient = TRUE;
  if (is_end || (*reply == '2' && g_str_has_prefix (command, "RSET")))
    self->has_sender = self->has_recipient = FALSE;
}

static void
take_line (SmtpScript *self, const char *line)
{
  const char *reply;

  if (self->in_message && !g_str_equal (line, ".\r\n"))
    {
      g_string_append (self->message, line + (*line == '.'));
      return;
    }
  self->n_messages += self->in_message;
  reply = find_reply (self, line);
  follow (self, line, reply);
  self->in_message = !self->in_message && g_str_has_prefix (line, "DATA")
                     && *reply == '3';
  if (self->in_message)
    g_string_truncate (self->message, 0);
  g_string_append (self->said, reply);
}

static void
take_bytes (SmtpScript *self, const char *bytes, gsize length)
{
  char *end;

  g_string_append_len (self->heard, bytes, length);
  g_string_append_len (self->input, bytes, length);
  while ((end = strstr (self->input->str, "\r\n")) != NULL)
    {
      g_autofree char *line = g_strndup (self->input->str,
                                         end + 2 - self->input->str);

      g_string_erase (self->input, 0, strlen (line));
      take_line (self, line);
    }
}

static void
lose (SmtpScript *self)
{
  invites_smtp_dialogue_lose (self->dialogue, "The connection was lost");
}

static gboolean
move_out (SmtpScript *self)
{
  gsize length;
  const char *bytes = invites_smtp_dialogue_get_output (self->dialogue,
                                                        &length);

  if (length == 0)
    return FALSE;
  if (self->out_size > 0)
    length = MIN (length, self->out_size);
  length = MIN (length, self->out_end - self->heard->len);
  take_bytes (self, bytes, length);
  invites_smtp_dialogue_take_output (self->dialogue, length, self->now);
  if (self->heard->len == self->out_end)
    lose (self);
  return TRUE;
}

static gboolean
move_in (SmtpScript *self)
{
  gsize length = self->said->len;
  g_autofree char *bytes = NULL;

  if (length == 0)
    return FALSE;
  if (self->in_size > 0)
    length = MIN (length, self->in_size);
  length = MIN (length, self->in_end - self->n_in);
  bytes = g_strndup (self->said->str, length);
  g_string_erase (self->said, 0, length);
  self->n_in += length;
  invites_smtp_dialogue_receive (self->dialogue, bytes, length, self->now);
  if (self->n_in == self->in_end)
    lose (self);
  return TRUE;
}

void
smtp_script_run (SmtpScript *self)
{
  while (!invites_smtp_dialogue_is_over (self->dialogue)
         && (move_out (self) || move_in (self)))
    ;
}

void
smtp_script_send (SmtpScript            *self,
                  const InvitesEnvelope *envelope,
                  const char            *message,
                  InvitesRelayAnswer    *answer)
{
  g_autoptr(GBytes) bytes = g_bytes_new (message, strlen (message));

  smtp_script_run (self);
  if (invites_smtp_dialogue_get_state (self->dialogue) != INVITES_RELAY_READY)
    {
      /* It has no mail to speak of; that one was not even begun. */
      if (!invites_smtp_dialogue_take_answer (self->dialogue, answer))
        invites_relay_answer_set (answer, INVITES_DELIVERY_QUEUED,
                                  INVITES_BLAME_RELAY, NULL);
      return;
    }
  invites_smtp_dialogue_begin (self->dialogue, envelope, bytes, self->now);
  smtp_script_run (self);
  g_assert_true (invites_smtp_dialogue_take_answer (self->dialogue, answer));
}

gboolean
smtp_script_is_alive (SmtpScript *self)
{
  return invites_smtp_dialogue_get_state (self->dialogue)
         == INVITES_RELAY_READY;
}
