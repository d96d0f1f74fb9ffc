/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-smtp-dialogue-private.h"

#define NOT_SMTP                                                              \
  "The connection to the mail system brought something that is not SMTP"
#define TOO_LATE "The connection to the mail system was silent for too long"

/**
 * invites_smtp_dialogue_new:
 * @host_name: what this machine calls itself
 * @time_out: in milliseconds, for every step; 0 leaves it to RFC 5321
 * @now: on the monotonic clock
 *
 * Begins a dialogue: asks what the server can do.
 *
 * Returns: (transfer full): the dialogue
 */
InvitesSmtpDialogue *
invites_smtp_dialogue_new (const char *host_name, guint time_out, gint64 now)
{
  g_autofree char *hello = NULL;
  InvitesSmtpDialogue *self;

  g_return_val_if_fail (host_name != NULL, NULL);

  self = g_new0 (InvitesSmtpDialogue, 1);
  self->state = INVITES_RELAY_STARTING;
  self->time_out = time_out * G_TIME_SPAN_MILLISECOND;
  self->output = g_string_new (NULL);
  self->reader = invites_smtp_reader_new ();
  hello = g_strdup_printf ("EHLO %s\r\n", host_name);
  invites_smtp_dialogue_say (self, INVITES_SMTP_STEP_EHLO, hello, now);
  return self;
}

/**
 * invites_smtp_dialogue_free:
 * @self: (transfer full): a dialogue
 *
 * Frees @self.
 */
void
invites_smtp_dialogue_free (InvitesSmtpDialogue *self)
{
  g_return_if_fail (self != NULL);

  g_string_free (self->output, TRUE);
  invites_smtp_reader_free (self->reader);
  g_clear_pointer (&self->message, g_bytes_unref);
  g_free (self->mail);
  g_free (self->rcpt);
  invites_relay_answer_clear (&self->verdict);
  g_free (self);
}

/**
 * invites_smtp_dialogue_get_state:
 * @self: a dialogue
 *
 * Says what can be done.
 *
 * Returns: the state
 */
InvitesRelayState
invites_smtp_dialogue_get_state (InvitesSmtpDialogue *self)
{
  g_return_val_if_fail (self != NULL, INVITES_RELAY_CLOSED);

  if (self->stage != INVITES_SMTP_STAGE_NONE || self->has_answer)
    return INVITES_RELAY_BUSY;
  return self->state;
}

/**
 * invites_smtp_dialogue_is_over:
 * @self: a dialogue
 *
 * Tells whether the connection is of no more use, although an answer may still
 * have to be taken.
 *
 * Returns: %TRUE if it is to be closed
 */
gboolean
invites_smtp_dialogue_is_over (InvitesSmtpDialogue *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->state == INVITES_RELAY_CLOSED;
}

/**
 * invites_smtp_dialogue_get_deadline:
 * @self: a dialogue
 *
 * Tells when invites_smtp_dialogue_check_time() will end it.
 *
 * Returns: a time on the monotonic clock, or %G_MAXINT64
 */
gint64
invites_smtp_dialogue_get_deadline (InvitesSmtpDialogue *self)
{
  g_return_val_if_fail (self != NULL, G_MAXINT64);

  return self->n_expected > 0 ? self->deadline : G_MAXINT64;
}

/**
 * invites_smtp_dialogue_begin:
 * @self: a dialogue that is %INVITES_RELAY_READY
 * @envelope: for whom
 * @message: the message, lines ending in CRLF
 * @now: on the monotonic clock
 *
 * Begins to send one mail. What this server will not take is not offered: its
 * answer is there at once.
 */
void
invites_smtp_dialogue_begin (InvitesSmtpDialogue   *self,
                             const InvitesEnvelope *envelope,
                             GBytes                *message,
                             gint64                 now)
{
  g_autofree char *complaint = NULL;
  GString *command;

  g_return_if_fail (self != NULL && envelope != NULL && message != NULL);
  g_return_if_fail (invites_smtp_dialogue_get_state (self)
                    == INVITES_RELAY_READY);

  complaint = invites_smtp_message_find_complaint (&self->abilities, envelope,
                                                   message);
  if (complaint != NULL)
    {
      invites_smtp_dialogue_refuse (self, complaint);
      return;
    }
  command = g_string_sized_new (128);
  invites_smtp_message_append_mail (&self->abilities, envelope, message,
                                    command);
  self->mail = g_string_free (command, FALSE);
  self->rcpt = g_strconcat ("RCPT TO:<", envelope->rcpt_to, ">\r\n", NULL);
  self->message = g_bytes_ref (message);
  self->lease = envelope->lease;
  self->service = envelope->service;
  self->stage = INVITES_SMTP_STAGE_COMMANDS;
  invites_smtp_dialogue_say_mail (self, now);
}

/**
 * invites_smtp_dialogue_get_output:
 * @self: a dialogue
 * @length: (out): how many bytes
 *
 * Tells what is to be written now. TLS may have to be given the same bytes
 * again: they stay where they are, and as many, until some were taken.
 *
 * Returns: (transfer none): the bytes
 */
const char *
invites_smtp_dialogue_get_output (InvitesSmtpDialogue *self, gsize *length)
{
  g_return_val_if_fail (self != NULL && length != NULL, NULL);

  *length = self->output->len - self->n_taken;
  return self->output->str + self->n_taken;
}

/**
 * invites_smtp_dialogue_take_output:
 * @self: a dialogue
 * @length: how many bytes have gone to the system
 * @now: on the monotonic clock
 *
 * Takes note of what was written.
 */
void
invites_smtp_dialogue_take_output (InvitesSmtpDialogue *self,
                                   gsize                length,
                                   gint64               now)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (length <= self->output->len - self->n_taken);

  self->n_taken += length;
  invites_smtp_dialogue_note_written (self, now);
  if (self->n_taken < self->output->len)
    return;
  g_string_truncate (self->output, 0);
  self->n_taken = 0;
}

/**
 * invites_smtp_dialogue_receive:
 * @self: a dialogue
 * @bytes: what has come
 * @length: of @bytes
 * @now: on the monotonic clock
 *
 * Takes what the server has said, however it is cut.
 */
void
invites_smtp_dialogue_receive (InvitesSmtpDialogue *self,
                               const char          *bytes,
                               gsize                length,
                               gint64               now)
{
  InvitesSmtpRead what = INVITES_SMTP_READ_REPLY;
  InvitesSmtpReply *reply;

  g_return_if_fail (self != NULL && bytes != NULL);

  invites_smtp_reader_push (self->reader, bytes, length);
  while (self->state != INVITES_RELAY_CLOSED
         && (what = invites_smtp_reader_next (self->reader, &reply))
              == INVITES_SMTP_READ_REPLY)
    invites_smtp_dialogue_take_reply (self, reply, now);
  if (what == INVITES_SMTP_READ_BROKEN)
    invites_smtp_dialogue_break_off (self, NOT_SMTP);
}

/**
 * invites_smtp_dialogue_check_time:
 * @self: a dialogue
 * @now: on the monotonic clock
 *
 * Ends the dialogue if the server was silent for too long.
 */
void
invites_smtp_dialogue_check_time (InvitesSmtpDialogue *self, gint64 now)
{
  g_return_if_fail (self != NULL);

  if (self->state != INVITES_RELAY_CLOSED
      && now >= invites_smtp_dialogue_get_deadline (self))
    invites_smtp_dialogue_break_off (self, TOO_LATE);
}

/**
 * invites_smtp_dialogue_lose:
 * @self: a dialogue
 * @how: in words
 *
 * Ends the dialogue: the connection is gone. If there was a mail, its answer is
 * there.
 */
void
invites_smtp_dialogue_lose (InvitesSmtpDialogue *self, const char *how)
{
  g_return_if_fail (self != NULL && how != NULL);

  if (self->state != INVITES_RELAY_CLOSED)
    invites_smtp_dialogue_break_off (self, how);
}

/**
 * invites_smtp_dialogue_take_answer:
 * @self: a dialogue
 * @answer: (out caller-allocates): a cleared answer, which is filled
 *
 * Takes what became of the mail, or, once, why the dialogue ended before it was
 * ready.
 *
 * Returns: whether there was an answer
 */
gboolean
invites_smtp_dialogue_take_answer (InvitesSmtpDialogue *self,
                                   InvitesRelayAnswer  *answer)
{
  g_return_val_if_fail (self != NULL && answer != NULL, FALSE);

  if (!self->has_answer)
    return FALSE;
  *answer = self->verdict;
  self->verdict = (InvitesRelayAnswer) { 0 };
  self->has_answer = FALSE;
  self->is_judged = FALSE;
  self->rcpt_taken = FALSE;
  return TRUE;
}

/**
 * invites_smtp_dialogue_leave:
 * @self: a dialogue without a mail
 * @now: on the monotonic clock
 *
 * Says good-bye.
 */
void
invites_smtp_dialogue_leave (InvitesSmtpDialogue *self, gint64 now)
{
  g_return_if_fail (self != NULL);

  if (self->state != INVITES_RELAY_READY
      || self->stage != INVITES_SMTP_STAGE_NONE)
    return;
  self->state = INVITES_RELAY_LEAVING;
  invites_smtp_dialogue_say (self, INVITES_SMTP_STEP_QUIT, "QUIT\r\n", now);
}
