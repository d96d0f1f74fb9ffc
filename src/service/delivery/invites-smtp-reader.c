/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-smtp-reader.h"

#include <string.h>

/* A server that talks on and on is not one. RFC 5321 allows 512 octets a
 * line. */
#define MAX_REPLY (64 * 1024)

struct _InvitesSmtpReader
{
  GString          *input;  /* not yet taken as lines */
  gsize             n_used; /* of the input */
  InvitesSmtpReply *reply;  /* of which lines were taken */
  gboolean          is_whole;
};

/**
 * invites_smtp_reader_new:
 *
 * Makes a reader that has read nothing.
 *
 * Returns: (transfer full): the reader
 */
InvitesSmtpReader *
invites_smtp_reader_new (void)
{
  InvitesSmtpReader *self = g_new0 (InvitesSmtpReader, 1);

  self->input = g_string_new (NULL);
  self->reply = invites_smtp_reply_new ();
  return self;
}

/**
 * invites_smtp_reader_free:
 * @self: (transfer full): a reader
 *
 * Frees @self.
 */
void
invites_smtp_reader_free (InvitesSmtpReader *self)
{
  g_return_if_fail (self != NULL);

  g_string_free (self->input, TRUE);
  invites_smtp_reply_free (self->reply);
  g_free (self);
}

/**
 * invites_smtp_reader_push:
 * @self: a reader
 * @bytes: what has come
 * @length: of @bytes
 *
 * Adds what the server has said.
 */
void
invites_smtp_reader_push (InvitesSmtpReader *self,
                          const char        *bytes,
                          gsize              length)
{
  g_return_if_fail (self != NULL && bytes != NULL);

  g_string_erase (self->input, 0, self->n_used);
  self->n_used = 0;
  g_string_append_len (self->input, bytes, length);
}

/* Without its end; its NUL bytes become "?". */
static InvitesSmtpLine
take_line (InvitesSmtpReader *self, char *line, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (line[i] == '\0')
      line[i] = '?';
  if (length > 0 && line[length - 1] == '\r')
    length--;
  line[length] = '\0';
  return invites_smtp_reply_take_line (self->reply, line);
}

/**
 * invites_smtp_reader_next:
 * @self: a reader
 * @reply: (out) (transfer none): a whole reply, until the next call
 *
 * Looks for the next whole reply in what was pushed.
 *
 * Returns: whether there is one
 */
InvitesSmtpRead
invites_smtp_reader_next (InvitesSmtpReader *self, InvitesSmtpReply **reply)
{
  char *newline;

  g_return_val_if_fail (self != NULL && reply != NULL,
                        INVITES_SMTP_READ_BROKEN);

  if (self->is_whole)
    invites_smtp_reply_clear (self->reply);
  self->is_whole = FALSE;
  while ((newline = memchr (self->input->str + self->n_used, '\n',
                            self->input->len - self->n_used))
         != NULL)
    {
      char *line = self->input->str + self->n_used;
      InvitesSmtpLine what = take_line (self, line, newline - line);

      self->n_used = newline + 1 - self->input->str;
      if (what == INVITES_SMTP_LINE_BROKEN
          || self->reply->lines->len > MAX_REPLY)
        return INVITES_SMTP_READ_BROKEN;
      if (what == INVITES_SMTP_LINE_LAST)
        {
          self->is_whole = TRUE;
          *reply = self->reply;
          return INVITES_SMTP_READ_REPLY;
        }
    }
  return self->input->len - self->n_used <= MAX_REPLY
           ? INVITES_SMTP_READ_MORE
           : INVITES_SMTP_READ_BROKEN;
}
