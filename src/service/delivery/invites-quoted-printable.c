/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-quoted-printable.h"

#include <string.h>

/*
 * GMime 3.2 encodes this too, but always from the beginning of a line, and a
 * space before a line break can make a line of 77 octets.
 */

#define LINE_LENGTH 75 /* octets, and one for the "=" of a soft line break */
#define SOFT_BREAK  "=\r\n"

static void
break_line (InvitesQuotedWriter *writer)
{
  g_string_append_len (writer->to, SOFT_BREAK, strlen (SOFT_BREAK));
  writer->column = 0;
}

static void
ensure_room (InvitesQuotedWriter *writer, guint n_octets)
{
  if (writer->column + n_octets > LINE_LENGTH)
    break_line (writer);
}

static void
append_escape (InvitesQuotedWriter *writer, guchar byte)
{
  static const char digits[] = "0123456789ABCDEF";
  const char escape[] = { '=', digits[byte >> 4], digits[byte & 15] };

  ensure_room (writer, sizeof escape);
  g_string_append_len (writer->to, escape, sizeof escape);
  writer->column += sizeof escape;
}

/* What is the same in every mail system on the way. A dot alone on a line ends
 * a mail, and "From " begins another in some folders (RFC 2049, section 3):
 * neither shall hang on how well others quote. */
static gboolean
is_plain (const char *text, guint column)
{
  switch (*text)
    {
    case ' ':
    case '\t':
      return text[1] != '\n' && text[1] != '\0';
    case '=':
      return FALSE;
    case '.':
    case 'F':
      return column > 0;
    default:
      return *text > ' ' && *text <= '~';
    }
}

/* What stands for itself wherever it stands. */
static gsize
count_plain (const char *text)
{
  const char *p = text;

  while (*p > ' ' && *p <= '~' && *p != '=' && *p != '.' && *p != 'F')
    p++;
  return (gsize) (p - text);
}

static void
append_plain (InvitesQuotedWriter *writer, const char *text, gsize length)
{
  while (length > 0)
    {
      gsize n;

      ensure_room (writer, 1);
      n = MIN (length, LINE_LENGTH - writer->column);
      g_string_append_len (writer->to, text, (gssize) n);
      writer->column += (guint) n;
      text += n;
      length -= n;
    }
}

static void
append_text (InvitesQuotedWriter *writer, const char *text)
{
  while (*text != '\0')
    {
      gsize n = count_plain (text);

      if (n > 0)
        append_plain (writer, text, n);
      else if (*text == '\n')
        {
          g_string_append_len (writer->to, "\r\n", 2);
          writer->column = 0;
        }
      /* Where the character comes to stand decides, not where it stood. */
      else if (is_plain (text, writer->column % LINE_LENGTH))
        append_plain (writer, text, 1);
      else
        append_escape (writer, (guchar) *text);
      text += MAX (n, 1);
    }
}

/**
 * invites_quoted_append:
 * @writer: where to
 * @text: text with LF line ends
 *
 * Encodes a run. One that fits on a line of its own, such as a link, is not
 * broken for the want of room on this one.
 */
void
invites_quoted_append (InvitesQuotedWriter *writer, const char *text)
{
  gsize length;

  g_return_if_fail (writer != NULL && writer->to != NULL);
  g_return_if_fail (text != NULL);

  length = strlen (text);
  if (length <= LINE_LENGTH && writer->column + length > LINE_LENGTH
      && count_plain (text) > 0)
    break_line (writer);
  append_text (writer, text);
}

/**
 * invites_quoted_run_new:
 * @text: text with LF line ends
 *
 * Encodes a run that goes into many mails.
 *
 * Returns: (transfer full): the run
 */
InvitesQuotedRun *
invites_quoted_run_new (const char *text)
{
  InvitesQuotedRun *self;
  InvitesQuotedWriter writer = { 0 };
  const char *line_end;

  g_return_val_if_fail (text != NULL, NULL);

  self = g_new0 (InvitesQuotedRun, 1);
  writer.to = g_string_new (NULL);
  append_text (&writer, text);
  self->column = writer.column;
  self->length = writer.to->len;
  self->text = g_string_free (writer.to, FALSE);
  line_end = strstr (self->text, "\r\n");
  self->breaks = line_end != NULL;
  self->first = self->breaks ? (gsize) (line_end - self->text) : self->length;
  return self;
}

/**
 * invites_quoted_run_free:
 * @self: (transfer full): a run
 *
 * Frees @self.
 */
void
invites_quoted_run_free (InvitesQuotedRun *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->text);
  g_free (self);
}

/**
 * invites_quoted_append_run:
 * @writer: where to
 * @run: a run that was encoded beforehand
 *
 * Appends @run, on a new line if its first one has no room on this.
 */
void
invites_quoted_append_run (InvitesQuotedWriter    *writer,
                           const InvitesQuotedRun *run)
{
  gsize room;

  g_return_if_fail (writer != NULL && writer->to != NULL);
  g_return_if_fail (run != NULL);

  /* The "=" of its own soft break is in what is counted already. */
  room = run->breaks ? LINE_LENGTH + 1 : LINE_LENGTH;
  if (writer->column > 0 && writer->column + run->first > room)
    break_line (writer);
  g_string_append_len (writer->to, run->text, (gssize) run->length);
  writer->column
    = run->breaks ? run->column : writer->column + (guint) run->length;
}
