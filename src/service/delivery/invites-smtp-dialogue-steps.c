/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-smtp-dialogue-private.h"

#include <string.h>

/* RFC 5321, section 4.5.3.2. */
#define MINUTE            (60 * G_TIME_SPAN_SECOND)
#define TIME_OUT_COMMAND  (5 * MINUTE)
#define TIME_OUT_DATA     (2 * MINUTE)
#define TIME_OUT_BLOCK    (3 * MINUTE)
#define TIME_OUT_FINAL    (10 * MINUTE)
#define TIME_OUT_QUIT     (2 * G_TIME_SPAN_SECOND)

#define OUT_OF_STEP "The mail system answers what it was not asked"

static gint64
get_time_out (InvitesSmtpDialogue *self, InvitesSmtpStep step)
{
  gint64 usual = TIME_OUT_COMMAND;

  if (step == INVITES_SMTP_STEP_DATA)
    usual = TIME_OUT_DATA;
  else if (step == INVITES_SMTP_STEP_DOT)
    usual = TIME_OUT_FINAL;
  else if (step == INVITES_SMTP_STEP_QUIT)
    usual = TIME_OUT_QUIT;
  return self->time_out != 0 ? MIN (self->time_out, usual) : usual;
}

static void
expect (InvitesSmtpDialogue *self, InvitesSmtpStep step, gint64 now)
{
  g_assert (self->n_expected < INVITES_SMTP_MAX_EXPECTED);

  if (self->n_expected == 0)
    self->deadline = now + get_time_out (self, step);
  self->expected[self->n_expected++] = step;
}

static InvitesSmtpStep
take_expected (InvitesSmtpDialogue *self, gint64 now)
{
  InvitesSmtpStep step = self->expected[0];

  self->n_expected--;
  memmove (self->expected, self->expected + 1,
           self->n_expected * sizeof *self->expected);
  self->deadline = self->n_expected > 0
                     ? now + get_time_out (self, self->expected[0])
                     : G_MAXINT64;
  return step;
}

static gboolean
has_output (InvitesSmtpDialogue *self)
{
  return self->n_taken < self->output->len;
}

/* The mail is done with: its answer is the verdict. */
static void
finish (InvitesSmtpDialogue *self)
{
  g_assert (self->is_judged);

  self->stage = INVITES_SMTP_STAGE_NONE;
  self->has_answer = TRUE;
  g_clear_pointer (&self->message, g_bytes_unref);
  g_clear_pointer (&self->mail, g_free);
  g_clear_pointer (&self->rcpt, g_free);
}

static void
set_verdict (InvitesSmtpDialogue  *self,
             InvitesDeliveryState  state,
             InvitesBlame          blame,
             const char           *text)
{
  invites_relay_answer_set (&self->verdict, state, blame, text);
  self->is_judged = TRUE;
}

/* What is not even offered. */
void
invites_smtp_dialogue_refuse (InvitesSmtpDialogue *self, const char *text)
{
  set_verdict (self, INVITES_DELIVERY_REFUSED, INVITES_BLAME_NONE, text);
  finish (self);
}

/* The first no counts; those that follow from it do not. */
static void
judge (InvitesSmtpDialogue *self, InvitesSmtpStep step,
       InvitesSmtpReply *reply)
{
  if (!self->is_judged)
    invites_smtp_verdict_judge (step, reply, &self->verdict);
  self->is_judged = TRUE;
}

static void
close_down (InvitesSmtpDialogue *self)
{
  self->state = INVITES_RELAY_CLOSED;
  self->deadline = G_MAXINT64;
  self->n_expected = 0;
  g_string_truncate (self->output, 0);
  self->n_taken = 0;
}

/* The connection goes, and the mail gets the verdict that it has, or else what
 * its stage means. */
void
invites_smtp_dialogue_break_off (InvitesSmtpDialogue *self, const char *text)
{
  gboolean was_starting = self->state == INVITES_RELAY_STARTING;

  if (self->stage == INVITES_SMTP_STAGE_BODY && !self->is_judged)
    set_verdict (self, INVITES_DELIVERY_DEFERRED, INVITES_BLAME_RELAY, text);
  else if (self->stage == INVITES_SMTP_STAGE_FINAL && !self->is_judged)
    set_verdict (self, INVITES_DELIVERY_UNKNOWN, INVITES_BLAME_RELAY, text);
  else if ((self->stage != INVITES_SMTP_STAGE_NONE || was_starting)
           && !self->is_judged)
    set_verdict (self, INVITES_DELIVERY_QUEUED, INVITES_BLAME_RELAY, text);
  if (self->stage != INVITES_SMTP_STAGE_NONE || was_starting)
    {
      if (self->verdict.blame == INVITES_BLAME_NONE)
        self->verdict.blame = INVITES_BLAME_RELAY;
      finish (self);
    }
  close_down (self);
}

static void
take_size (InvitesSmtpDialogue *self, const char *argument)
{
  self->abilities.has_size = TRUE;
  if (*argument == ' ')
    self->abilities.max_size = g_ascii_strtoull (argument, NULL, 10);
}

/* A server that does not know EHLO has no extensions. */
static void
take_abilities (InvitesSmtpDialogue *self, InvitesSmtpReply *reply)
{
  const char *size;

  if (reply->code == INVITES_SMTP_CLOSING)
    {
      judge (self, INVITES_SMTP_STEP_EHLO, reply);
      invites_smtp_dialogue_break_off (self, NULL);
      return;
    }
  self->state = INVITES_RELAY_READY;
  if (invites_smtp_reply_get_class (reply) != 2)
    return;
  if ((size = invites_smtp_reply_find_keyword (reply, "SIZE")) != NULL)
    take_size (self, size);
  self->abilities.has_pipelining
    = invites_smtp_reply_find_keyword (reply, "PIPELINING") != NULL;
  self->abilities.has_8bitmime
    = invites_smtp_reply_find_keyword (reply, "8BITMIME") != NULL;
  self->abilities.has_smtputf8
    = invites_smtp_reply_find_keyword (reply, "SMTPUTF8") != NULL;
}

void
invites_smtp_dialogue_say (InvitesSmtpDialogue *self,
                           InvitesSmtpStep      step,
                           const char          *command,
                           gint64               now)
{
  g_string_append (self->output, command);
  expect (self, step, now);
}

/* All commands in one write when the server takes them so, else the first. */
void
invites_smtp_dialogue_say_mail (InvitesSmtpDialogue *self, gint64 now)
{
  if (self->needs_reset)
    {
      invites_smtp_dialogue_say (self, INVITES_SMTP_STEP_RSET, "RSET\r\n", now);
      if (!self->abilities.has_pipelining)
        return;
    }
  invites_smtp_dialogue_say (self, INVITES_SMTP_STEP_MAIL, self->mail, now);
  self->needs_reset = TRUE;
  if (!self->abilities.has_pipelining)
    return;
  invites_smtp_dialogue_say (self, INVITES_SMTP_STEP_RCPT, self->rcpt, now);
  invites_smtp_dialogue_say (self, INVITES_SMTP_STEP_DATA, "DATA\r\n", now);
}

/* The next command, when the server takes only one at a time. */
static void
say_next (InvitesSmtpDialogue *self, InvitesSmtpStep answered, gint64 now)
{
  if (self->abilities.has_pipelining)
    return;
  if (answered == INVITES_SMTP_STEP_MAIL)
    invites_smtp_dialogue_say (self, INVITES_SMTP_STEP_RCPT, self->rcpt, now);
  else if (answered == INVITES_SMTP_STEP_RCPT)
    invites_smtp_dialogue_say (self, INVITES_SMTP_STEP_DATA, "DATA\r\n", now);
}

static void
set_block_deadline (InvitesSmtpDialogue *self, gint64 now)
{
  self->deadline = now + (self->time_out != 0
                            ? MIN (self->time_out, TIME_OUT_BLOCK)
                            : TIME_OUT_BLOCK);
}

/* Some bytes have gone out: a server that takes them, if slowly, lives. After
 * the last of a message it has all. */
void
invites_smtp_dialogue_note_written (InvitesSmtpDialogue *self, gint64 now)
{
  if (self->stage != INVITES_SMTP_STAGE_BODY)
    return;
  set_block_deadline (self, now);
  if (has_output (self))
    return;
  self->stage = INVITES_SMTP_STAGE_FINAL;
  self->deadline = now + get_time_out (self, INVITES_SMTP_STEP_DOT);
}

static void
say_body (InvitesSmtpDialogue *self, gint64 now)
{
  self->stage = INVITES_SMTP_STAGE_BODY;
  invites_smtp_message_append_body (self->message, self->output);
  expect (self, INVITES_SMTP_STEP_DOT, now);
  set_block_deadline (self, now);
}

static gboolean
may_go (InvitesSmtpDialogue *self)
{
  return self->lease == NULL
         || invites_lease_holds (self->lease, self->service);
}

/* The mail system is not to blame. */
static void
stand_back (InvitesSmtpDialogue *self)
{
  set_verdict (self, INVITES_DELIVERY_QUEUED, INVITES_BLAME_NONE, NULL);
  invites_smtp_dialogue_break_off (self, NULL);
  self->verdict.blame = INVITES_BLAME_NONE;
}

/*
 * The server wants the message. If it has refused the recipient, it gets none:
 * a dot alone ends it (RFC 2920, section 3.1). If it has refused the sender but
 * not the recipient, a dot might deliver an empty mail: only closing does not.
 */
static void
take_go_ahead (InvitesSmtpDialogue *self, gint64 now)
{
  self->needs_reset = FALSE;
  if (has_output (self))
    invites_smtp_dialogue_break_off (self, OUT_OF_STEP);
  else if (!self->is_judged && may_go (self))
    say_body (self, now);
  else if (!self->is_judged)
    stand_back (self);
  else if (self->rcpt_taken)
    invites_smtp_dialogue_break_off (self, NULL);
  else
    {
      self->stage = INVITES_SMTP_STAGE_LONE_DOT;
      invites_smtp_dialogue_say (self, INVITES_SMTP_STEP_DOT, ".\r\n", now);
    }
}

/* A no of the kind that leaves the connection as it is. */
static gboolean
is_plain_no (InvitesSmtpReply *reply)
{
  return invites_smtp_reply_get_class (reply) >= 4
         && reply->code != INVITES_SMTP_CLOSING;
}

static void
take_command_reply (InvitesSmtpDialogue *self, InvitesSmtpStep step,
                    InvitesSmtpReply *reply, gint64 now)
{
  int wanted = step == INVITES_SMTP_STEP_DATA ? 3 : 2;
  gboolean is_yes = invites_smtp_reply_get_class (reply) == wanted;

  if (!is_yes)
    judge (self, step, reply);
  if (is_yes && step == INVITES_SMTP_STEP_DATA)
    take_go_ahead (self, now);
  else if (!is_yes && !is_plain_no (reply))
    invites_smtp_dialogue_break_off (self, NULL);
  else if (self->is_judged && self->n_expected == 0)
    finish (self);
  else if (is_yes)
    {
      self->rcpt_taken |= step == INVITES_SMTP_STEP_RCPT;
      say_next (self, step, now);
    }
}

static void
take_reset_reply (InvitesSmtpDialogue *self, InvitesSmtpReply *reply,
                  gint64 now)
{
  if (invites_smtp_reply_get_class (reply) != 2)
    {
      judge (self, INVITES_SMTP_STEP_RSET, reply);
      invites_smtp_dialogue_break_off (self, NULL);
    }
  else if (!self->abilities.has_pipelining)
    {
      self->needs_reset = FALSE;
      invites_smtp_dialogue_say_mail (self, now);
    }
}

static void
take_final_reply (InvitesSmtpDialogue *self, InvitesSmtpReply *reply)
{
  gboolean stays = invites_smtp_reply_get_class (reply) == 2
                   || is_plain_no (reply);

  judge (self, INVITES_SMTP_STEP_DOT, reply);
  if (stays)
    finish (self);
  else
    invites_smtp_dialogue_break_off (self, NULL);
}

/* It speaks while the message is still being written: a no stands, a yes
 * cannot be about all of it. */
static void
take_early_reply (InvitesSmtpDialogue *self, InvitesSmtpReply *reply)
{
  if (invites_smtp_reply_get_class (reply) >= 4)
    judge (self, INVITES_SMTP_STEP_DOT, reply);
  invites_smtp_dialogue_break_off (self, OUT_OF_STEP);
}

void
invites_smtp_dialogue_take_reply (InvitesSmtpDialogue *self,
                                  InvitesSmtpReply    *reply,
                                  gint64               now)
{
  InvitesSmtpStep step;

  /* Nobody asked, or has not yet: it is about to close, or out of step. */
  if (self->stage == INVITES_SMTP_STAGE_BODY)
    {
      take_early_reply (self, reply);
      return;
    }
  if (self->n_expected == 0
      || (has_output (self) && !self->abilities.has_pipelining))
    {
      invites_smtp_dialogue_break_off (self, OUT_OF_STEP);
      return;
    }
  step = take_expected (self, now);
  if (step == INVITES_SMTP_STEP_EHLO)
    take_abilities (self, reply);
  else if (step == INVITES_SMTP_STEP_RSET)
    take_reset_reply (self, reply, now);
  else if (step == INVITES_SMTP_STEP_DOT)
    take_final_reply (self, reply);
  else if (step == INVITES_SMTP_STEP_QUIT)
    close_down (self);
  else
    take_command_reply (self, step, reply, now);
}
