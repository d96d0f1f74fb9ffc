/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-smtp-reply.h"

#include <string.h>

#include "core/invites-text.h"

/**
 * invites_smtp_reply_new:
 *
 * Makes a reply of which nothing has been read.
 *
 * Returns: (transfer full): the reply
 */
InvitesSmtpReply *
invites_smtp_reply_new (void)
{
  InvitesSmtpReply *self = g_new0 (InvitesSmtpReply, 1);

  self->lines = g_string_new (NULL);
  return self;
}

/**
 * invites_smtp_reply_free:
 * @self: (transfer full): a reply
 *
 * Frees @self.
 */
void
invites_smtp_reply_free (InvitesSmtpReply *self)
{
  g_return_if_fail (self != NULL);

  g_string_free (self->lines, TRUE);
  g_free (self);
}

static gboolean
is_code (const char *line)
{
  return line[0] >= '2' && line[0] <= '5' && g_ascii_isdigit (line[1])
         && g_ascii_isdigit (line[2]);
}

/**
 * invites_smtp_reply_take_line:
 * @self: a reply
 * @line: what the server said, without its line end
 *
 * Adds a line (RFC 5321, section 4.2.1).
 *
 * Returns: whether more lines follow, or that this is no SMTP
 */
InvitesSmtpLine
invites_smtp_reply_take_line (InvitesSmtpReply *self, const char *line)
{
  int code;

  g_return_val_if_fail (self != NULL && line != NULL,
                        INVITES_SMTP_LINE_BROKEN);

  if (!is_code (line) || (line[3] != '\0' && strchr (" -", line[3]) == NULL))
    return INVITES_SMTP_LINE_BROKEN;
  code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
  if (self->code != 0 && self->code != code)
    return INVITES_SMTP_LINE_BROKEN;

  if (self->code != 0)
    g_string_append_c (self->lines, '\n');
  self->code = code;
  if (line[3] != '\0')
    g_string_append (self->lines, line + 4);
  return line[3] == '-' ? INVITES_SMTP_LINE_MORE : INVITES_SMTP_LINE_LAST;
}

/**
 * invites_smtp_reply_get_class:
 * @self: a whole reply
 *
 * Says what kind of reply it is.
 *
 * Returns: 2 for done, 3 for go on, 4 for not now, 5 for never
 */
int
invites_smtp_reply_get_class (InvitesSmtpReply *self)
{
  g_return_val_if_fail (self != NULL, 5);

  return self->code / 100;
}

/**
 * invites_smtp_reply_clear:
 * @self: a reply
 *
 * Makes @self a reply of which nothing has been read.
 */
void
invites_smtp_reply_clear (InvitesSmtpReply *self)
{
  g_return_if_fail (self != NULL);

  self->code = 0;
  g_string_truncate (self->lines, 0);
}

/**
 * invites_smtp_reply_find_keyword:
 * @self: a whole reply to EHLO
 * @keyword: of an extension
 *
 * Looks for an extension (RFC 5321, section 4.1.1.1).
 *
 * Returns: (transfer none) (nullable): what stands behind the keyword, up to
 *   the end of the reply, or %NULL if it is not announced
 */
const char *
invites_smtp_reply_find_keyword (InvitesSmtpReply *self, const char *keyword)
{
  gsize length = strlen (keyword);
  const char *line;

  g_return_val_if_fail (self != NULL, NULL);

  /* The first line is the greeting. */
  for (line = strchr (self->lines->str, '\n'); line != NULL;
       line = strchr (line, '\n'))
    {
      line++;
      if (g_ascii_strncasecmp (line, keyword, length) == 0
          && strchr (" \n", line[length]) != NULL)
        return line + length;
    }
  return NULL;
}

/**
 * invites_smtp_reply_dup_text:
 * @self: a whole reply
 *
 * Makes the server's words fit to be kept and shown: one line of printable
 * UTF-8, at most %INVITES_SMTP_REPLY_MAX_TEXT characters.
 *
 * Returns: (transfer full): the words
 */
char *
invites_smtp_reply_dup_text (InvitesSmtpReply *self)
{
  g_autofree char *valid = NULL;
  g_autofree char *plain = NULL;
  g_autoptr(GString) text = g_string_new (NULL);
  glong n = 0;

  g_return_val_if_fail (self != NULL, NULL);

  valid = g_utf8_make_valid (self->lines->str, self->lines->len);
  plain = invites_text_strip_bidi (valid);
  for (const char *p = plain; *p != '\0' && n < INVITES_SMTP_REPLY_MAX_TEXT;
       p = g_utf8_next_char (p), n++)
    {
      gunichar character = g_utf8_get_char (p);
      gboolean prints = g_unichar_isprint (character)
                        && character != 0x2028 && character != 0x2029;

      g_string_append_unichar (text, prints ? character : ' ');
    }
  return g_strstrip (g_strdup (text->str));
}

/* One to @max digits. */
static const char *
skip_number (const char *text, guint max)
{
  guint n = 0;

  while (n < max && g_ascii_isdigit (text[n]))
    n++;
  return n > 0 && !g_ascii_isdigit (text[n]) ? text + n : NULL;
}

/**
 * invites_smtp_reply_dup_status:
 * @self: a whole reply
 *
 * Looks for the enhanced status code that the reply begins with (RFC 2034),
 * and that must be of the same class as the code itself.
 *
 * Returns: (transfer full) (nullable): for example "5.1.1"; %NULL if none
 */
char *
invites_smtp_reply_dup_status (InvitesSmtpReply *self)
{
  const char *start;
  const char *p;

  g_return_val_if_fail (self != NULL, NULL);

  start = self->lines->str;
  if (*start != '0' + self->code / 100 || start[1] != '.'
      || (p = skip_number (start + 2, 3)) == NULL || *p != '.'
      || (p = skip_number (p + 1, 3)) == NULL
      || (*p != '\0' && *p != ' ' && *p != '\n'))
    return NULL;
  return g_strndup (start, p - start);
}
