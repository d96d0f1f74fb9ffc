/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-smtp-dialogue.h"

#include <string.h>

#include "service/delivery/invites-smtp-message.h"
#include "service/delivery/invites-smtp-reader.h"
#include "service/delivery/invites-smtp-verdict.h"

/* RFC 5321, section 4.5.3.2. */
#define MINUTE            (60 * G_TIME_SPAN_SECOND)
#define TIME_OUT_COMMAND  (5 * MINUTE)
#define TIME_OUT_DATA     (2 * MINUTE)
#define TIME_OUT_BLOCK    (3 * MINUTE)
#define TIME_OUT_FINAL    (10 * MINUTE)
#define TIME_OUT_QUIT     (2 * G_TIME_SPAN_SECOND)

#define MAX_EXPECTED 4

#define OUT_OF_STEP "The mail system answers what it was not asked"
#define NOT_SMTP                                                              \
  "The connection to the mail system brought something that is not SMTP"
#define TOO_LATE "The connection to the mail system was silent for too long"

/* Where a mail stands decides what it means when all is cut off. */
typedef enum
{
  STAGE_NONE,
  STAGE_COMMANDS, /* the server can have nothing */
  STAGE_BODY,     /* it can have a part, which it must throw away */
  STAGE_FINAL,    /* it has everything: only it knows what it does */
  STAGE_LONE_DOT, /* a mail without recipients is ended */
} Stage;

struct _InvitesSmtpDialogue
{
  InvitesRelayState    state;
  InvitesSmtpAbilities abilities;
  gint64               time_out;    /* for every step, or 0: the RFC's */
  gint64               deadline;

  GString             *output;
  gsize                n_taken;     /* of the output */
  InvitesSmtpReader   *reader;
  InvitesSmtpStep      expected[MAX_EXPECTED];
  guint                n_expected;

  /* The mail. */
  Stage                stage;
  GBytes              *message;     /* (nullable) */
  char                *mail;        /* (nullable): the MAIL command */
  char                *rcpt;        /* (nullable): the RCPT command */
  gboolean             rcpt_taken;
  gboolean             needs_reset; /* a transaction was begun and not ended */
  gboolean             is_judged;   /* the verdict below stands */
  gboolean             has_answer;  /* and the mail is done with */
  InvitesRelayAnswer   verdict;
};

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
  g_assert (self->n_expected < MAX_EXPECTED);

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

  self->stage = STAGE_NONE;
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
static void
break_off (InvitesSmtpDialogue *self, const char *text)
{
  gboolean was_starting = self->state == INVITES_RELAY_STARTING;

  if (self->stage == STAGE_BODY && !self->is_judged)
    set_verdict (self, INVITES_DELIVERY_DEFERRED, INVITES_BLAME_RELAY, text);
  else if (self->stage == STAGE_FINAL && !self->is_judged)
    set_verdict (self, INVITES_DELIVERY_UNKNOWN, INVITES_BLAME_RELAY, text);
  else if ((self->stage != STAGE_NONE || was_starting) && !self->is_judged)
    set_verdict (self, INVITES_DELIVERY_QUEUED, INVITES_BLAME_RELAY, text);
  if (self->stage != STAGE_NONE || was_starting)
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
      break_off (self, NULL);
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

static void
say (InvitesSmtpDialogue *self, InvitesSmtpStep step, const char *command,
     gint64 now)
{
  g_string_append (self->output, command);
  expect (self, step, now);
}

/* All commands in one write when the server takes them so, else the first. */
static void
say_mail (InvitesSmtpDialogue *self, gint64 now)
{
  if (self->needs_reset)
    {
      say (self, INVITES_SMTP_STEP_RSET, "RSET\r\n", now);
      if (!self->abilities.has_pipelining)
        return;
    }
  say (self, INVITES_SMTP_STEP_MAIL, self->mail, now);
  self->needs_reset = TRUE;
  if (!self->abilities.has_pipelining)
    return;
  say (self, INVITES_SMTP_STEP_RCPT, self->rcpt, now);
  say (self, INVITES_SMTP_STEP_DATA, "DATA\r\n", now);
}

/* The next command, when the server takes only one at a time. */
static void
say_next (InvitesSmtpDialogue *self, InvitesSmtpStep answered, gint64 now)
{
  if (self->abilities.has_pipelining)
    return;
  if (answered == INVITES_SMTP_STEP_MAIL)
    say (self, INVITES_SMTP_STEP_RCPT, self->rcpt, now);
  else if (answered == INVITES_SMTP_STEP_RCPT)
    say (self, INVITES_SMTP_STEP_DATA, "DATA\r\n", now);
}

static void
set_block_deadline (InvitesSmtpDialogue *self, gint64 now)
{
  self->deadline = now + (self->time_out != 0
                            ? MIN (self->time_out, TIME_OUT_BLOCK)
                            : TIME_OUT_BLOCK);
}

static void
say_body (InvitesSmtpDialogue *self, gint64 now)
{
  self->stage = STAGE_BODY;
  invites_smtp_message_append_body (self->message, self->output);
  expect (self, INVITES_SMTP_STEP_DOT, now);
  set_block_deadline (self, now);
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
    break_off (self, OUT_OF_STEP);
  else if (!self->is_judged)
    say_body (self, now);
  else if (self->rcpt_taken)
    break_off (self, NULL);
  else
    {
      self->stage = STAGE_LONE_DOT;
      say (self, INVITES_SMTP_STEP_DOT, ".\r\n", now);
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
    break_off (self, NULL);
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
      break_off (self, NULL);
    }
  else if (!self->abilities.has_pipelining)
    {
      self->needs_reset = FALSE;
      say_mail (self, now);
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
    break_off (self, NULL);
}

/* It speaks while the message is still being written: a no stands, a yes
 * cannot be about all of it. */
static void
take_early_reply (InvitesSmtpDialogue *self, InvitesSmtpReply *reply)
{
  if (invites_smtp_reply_get_class (reply) >= 4)
    judge (self, INVITES_SMTP_STEP_DOT, reply);
  break_off (self, OUT_OF_STEP);
}

static void
take_reply (InvitesSmtpDialogue *self, InvitesSmtpReply *reply, gint64 now)
{
  InvitesSmtpStep step;

  /* Nobody asked, or has not yet: it is about to close, or out of step. */
  if (self->stage == STAGE_BODY)
    {
      take_early_reply (self, reply);
      return;
    }
  if (self->n_expected == 0
      || (has_output (self) && !self->abilities.has_pipelining))
    {
      break_off (self, OUT_OF_STEP);
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
  InvitesSmtpDialogue *self;

  g_return_val_if_fail (host_name != NULL, NULL);

  self = g_new0 (InvitesSmtpDialogue, 1);
  self->state = INVITES_RELAY_STARTING;
  self->time_out = time_out * G_TIME_SPAN_MILLISECOND;
  self->output = g_string_new (NULL);
  self->reader = invites_smtp_reader_new ();
  g_string_printf (self->output, "EHLO %s\r\n", host_name);
  expect (self, INVITES_SMTP_STEP_EHLO, now);
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

  return self->stage != STAGE_NONE || self->has_answer ? INVITES_RELAY_BUSY
                                                       : self->state;
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
      set_verdict (self, INVITES_DELIVERY_REFUSED, INVITES_BLAME_NONE,
                   complaint);
      finish (self);
      return;
    }
  command = g_string_sized_new (128);
  invites_smtp_message_append_mail (&self->abilities, envelope, message,
                                    command);
  self->mail = g_string_free (command, FALSE);
  self->rcpt = g_strconcat ("RCPT TO:<", envelope->rcpt_to, ">\r\n", NULL);
  self->message = g_bytes_ref (message);
  self->stage = STAGE_COMMANDS;
  say_mail (self, now);
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
  if (self->stage == STAGE_BODY)
    set_block_deadline (self, now);
  if (has_output (self))
    return;
  g_string_truncate (self->output, 0);
  self->n_taken = 0;
  if (self->stage == STAGE_BODY)
    {
      self->stage = STAGE_FINAL;
      self->deadline = now + get_time_out (self, INVITES_SMTP_STEP_DOT);
    }
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
    take_reply (self, reply, now);
  if (what == INVITES_SMTP_READ_BROKEN)
    break_off (self, NOT_SMTP);
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
    break_off (self, TOO_LATE);
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
    break_off (self, how);
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

  if (self->state != INVITES_RELAY_READY || self->stage != STAGE_NONE)
    return;
  self->state = INVITES_RELAY_LEAVING;
  say (self, INVITES_SMTP_STEP_QUIT, "QUIT\r\n", now);
}
