/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recorder-session.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define TOKEN_LENGTH 43
#define MAX_LINE     4096
#define MAX_MESSAGE  (4 * 1024 * 1024)

/* Where a mail meets its fault. */
typedef enum
{
  STEP_NONE,
  STEP_MAIL,
  STEP_RCPT,
  STEP_DATA,
  STEP_BODY,
  STEP_DOT,
} Step;
#define N_STEPS 5

struct _RecorderSession
{
  const RecorderBehaviour *behaviour; /* (borrowed) */
  GRand                   *random;    /* (borrowed) */
  int                      record;

  GString *line;       /* (owned): what came of it */
  char    *recipient;  /* (owned) (nullable) */
  GString *message;    /* (owned) (nullable): not NULL while it comes in */
  Step     drop_at;
  Step     later_at;
  gboolean vanishes;
};

/**
 * recorder_session_new:
 * @behaviour: how the server misbehaves; outlives the session
 * @random: where chance comes from; outlives the session
 * @record: the open file in which accepted mails are noted
 *
 * Begins the dialogue with one client. The greeting is the caller's.
 *
 * Returns: (transfer full): the session
 */
RecorderSession *
recorder_session_new (const RecorderBehaviour *behaviour,
                      GRand                   *random,
                      int                      record)
{
  RecorderSession *self = g_new0 (RecorderSession, 1);

  self->behaviour = behaviour;
  self->random = random;
  self->record = record;
  self->line = g_string_new (NULL);
  return self;
}

static void
forget_mail (RecorderSession *self)
{
  g_clear_pointer (&self->recipient, g_free);
  if (self->message != NULL)
    g_string_free (g_steal_pointer (&self->message), TRUE);
}

/**
 * recorder_session_free:
 * @self: a session
 *
 * Ends a session.
 */
void
recorder_session_free (RecorderSession *self)
{
  forget_mail (self);
  g_string_free (self->line, TRUE);
  g_free (self);
}

/* Chance decides at the beginning of a mail what will become of it. */
static void
draw_fault (RecorderSession *self)
{
  const RecorderBehaviour *behaviour = self->behaviour;
  double chance = g_rand_double (self->random);
  int step = g_rand_int_range (self->random, 0, N_STEPS);

  self->drop_at = self->later_at = STEP_NONE;
  self->vanishes = FALSE;
  if (chance < behaviour->drop)
    self->drop_at = STEP_MAIL + step;
  else if ((chance -= behaviour->drop) < behaviour->vanish)
    self->vanishes = TRUE;
  else if (chance - behaviour->vanish < behaviour->later)
    self->later_at = step % 2 == 0 ? STEP_RCPT : STEP_DOT;
}

static gboolean
refuses (RecorderSession *self,
         const char      *recipient)
{
  guint number = g_str_hash (recipient) ^ (self->behaviour->seed * 2654435761u);

  return number % 1000 < self->behaviour->refuse * 1000;
}

/* Quoted-printable breaks long lines anywhere: joined again. */
static char *
dup_unfolded (const GString *message)
{
  GString *text = g_string_sized_new (message->len);
  const char *at = message->str;
  const char *end = at + message->len;

  while (at < end)
    {
      if (end - at >= 3 && memcmp (at, "=\r\n", 3) == 0)
        at += 3;
      else
        g_string_append_c (text, *at++);
    }
  return g_string_free (text, FALSE);
}

/* The SHA-256 of the secret of the first link, in hexadecimal; or "-". */
static char *
dup_link_hash (const char *text)
{
  for (const char *at = strstr (text, "/i/"); at != NULL;
       at = strstr (at + 1, "/i/"))
    {
      const char *token = at + strlen ("/i/");
      gsize length = 0;

      while (g_ascii_isalnum (token[length]) || token[length] == '-'
             || token[length] == '_')
        length++;
      if (length == TOKEN_LENGTH)
        return g_compute_checksum_for_string (G_CHECKSUM_SHA256, token,
                                              TOKEN_LENGTH);
    }
  return g_strdup ("-");
}

/* Without the angle brackets; or "-". */
static char *
dup_message_id (const char *text)
{
  const char *header = strcasestr (text, "\r\nMessage-ID:");
  const char *begin = header != NULL ? strchr (header, '<') : NULL;
  const char *end = begin != NULL ? strpbrk (begin, ">\r\n") : NULL;

  if (end == NULL || *end != '>')
    return g_strdup ("-");
  return g_strndup (begin + 1, end - begin - 1);
}

/* One line in one write, which O_APPEND keeps whole, and before the client is
 * told: what stands there was accepted, whoever dies. */
static void
record_mail (RecorderSession *self)
{
  g_autofree char *text = dup_unfolded (self->message);
  g_autofree char *id = dup_message_id (text);
  g_autofree char *hash = dup_link_hash (text);
  g_autofree char *line = g_strdup_printf ("%s %s %s %" G_GSIZE_FORMAT "\n",
                                           self->recipient, id, hash,
                                           self->message->len);
  gsize length = strlen (line);

  if (write (self->record, line, length) != (gssize) length)
    g_error ("An accepted mail could not be noted: %s", g_strerror (errno));
}

/* FALSE: close, whatever was to be said. */
static gboolean
end_message (RecorderSession *self,
             GString         *replies)
{
  gboolean goes_on = self->drop_at != STEP_DOT;

  if (goes_on && self->later_at == STEP_DOT)
    g_string_append (replies, "451 4.3.0 Later, please\r\n");
  else if (goes_on)
    {
      record_mail (self);
      g_string_append (replies, "250 2.0.0 Ok: kept\r\n");
      goes_on = !self->vanishes;
    }
  forget_mail (self);
  return goes_on;
}

static gboolean
take_body_line (RecorderSession *self,
                GString         *replies)
{
  const char *line = self->line->str;

  if (strcmp (line, ".\r\n") == 0)
    return end_message (self, replies);
  if (self->drop_at == STEP_BODY && g_rand_boolean (self->random))
    return FALSE;
  if (self->message->len > MAX_MESSAGE)
    return FALSE;
  g_string_append (self->message, *line == '.' ? line + 1 : line);
  return TRUE;
}

static gboolean
take_mail (RecorderSession *self,
           GString         *replies)
{
  forget_mail (self);
  draw_fault (self);
  g_string_append (replies, "250 2.1.0 Ok\r\n");
  return self->drop_at != STEP_MAIL;
}

static gboolean
take_recipient (RecorderSession *self,
                GString         *replies)
{
  const char *begin = strchr (self->line->str, '<');
  const char *end = begin != NULL ? strchr (begin, '>') : NULL;
  g_autofree char *recipient = NULL;

  if (end == NULL)
    {
      g_string_append (replies, "501 5.1.3 Whom?\r\n");
      return TRUE;
    }
  recipient = g_strndup (begin + 1, end - begin - 1);
  if (refuses (self, recipient))
    g_string_append (replies, "550 5.2.1 This mailbox is disabled\r\n");
  else if (self->later_at == STEP_RCPT)
    g_string_append (replies, "450 4.2.1 This mailbox is busy\r\n");
  else
    {
      g_free (self->recipient);
      self->recipient = g_steal_pointer (&recipient);
      g_string_append (replies, "250 2.1.5 Ok\r\n");
    }
  return self->drop_at != STEP_RCPT;
}

static gboolean
take_data (RecorderSession *self,
           GString         *replies)
{
  if (self->recipient == NULL)
    {
      g_string_append (replies, "554 5.5.1 No valid recipients\r\n");
      return TRUE;
    }
  self->message = g_string_new (NULL);
  g_string_append (replies, "354 Go on\r\n");
  return self->drop_at != STEP_DATA;
}

static gboolean
take_command (RecorderSession *self,
              GString         *replies)
{
  const char *line = self->line->str;

  if (g_ascii_strncasecmp (line, "EHLO", 4) == 0)
    g_string_append_printf (replies,
                            "250-recorder.example\r\n%s250-8BITMIME\r\n"
                            "250-ENHANCEDSTATUSCODES\r\n250 SMTPUTF8\r\n",
                            self->behaviour->no_pipelining
                              ? "" : "250-PIPELINING\r\n");
  else if (g_ascii_strncasecmp (line, "MAIL FROM:", 10) == 0)
    return take_mail (self, replies);
  else if (g_ascii_strncasecmp (line, "RCPT TO:", 8) == 0)
    return take_recipient (self, replies);
  else if (g_ascii_strncasecmp (line, "DATA", 4) == 0)
    return take_data (self, replies);
  else if (g_ascii_strncasecmp (line, "RSET", 4) == 0
           || g_ascii_strncasecmp (line, "NOOP", 4) == 0
           || g_ascii_strncasecmp (line, "HELO", 4) == 0)
    {
      forget_mail (self);
      g_string_append (replies, "250 2.0.0 Ok\r\n");
    }
  else if (g_ascii_strncasecmp (line, "QUIT", 4) == 0)
    g_string_append (replies, "221 2.0.0 Bye\r\n");
  else
    g_string_append (replies, "502 5.5.2 What?\r\n");
  return TRUE;
}

/**
 * recorder_session_take:
 * @self: a session
 * @bytes: what came from the client, in any pieces
 * @length: of @bytes
 * @replies: the replies are appended
 *
 * Answers whatever commands and messages are now whole.
 *
 * Returns: %FALSE if the connection is to be closed without a further word
 */
gboolean
recorder_session_take (RecorderSession *self,
                       const char      *bytes,
                       gsize            length,
                       GString         *replies)
{
  const char *end = bytes + length;

  while (bytes < end)
    {
      const char *newline = memchr (bytes, '\n', end - bytes);
      const char *next = newline != NULL ? newline + 1 : end;
      gboolean goes_on;

      g_string_append_len (self->line, bytes, next - bytes);
      bytes = next;
      if (self->line->len > MAX_LINE)
        return FALSE;
      if (newline == NULL)
        return TRUE;
      goes_on = self->message != NULL ? take_body_line (self, replies)
                                      : take_command (self, replies);
      g_string_truncate (self->line, 0);
      if (!goes_on)
        return FALSE;
    }
  return TRUE;
}
