/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-mail-header.h"

#include <string.h>

/*
 * GMime 3.2 writes encoded words longer than RFC 2047 allows, doubles or loses
 * spaces beside them, and decodes a name that merely looks like one. So the
 * values are encoded here, whole or not at all.
 */

#define LINE_LENGTH  76  /* of a line that holds an encoded word */
#define PLAIN_LENGTH 500 /* bytes; far below the 998 of RFC 5322 */
#define WORD_START   "=?UTF-8?Q?"
#define WORD_END     "?="
#define WORD_LENGTH  75  /* with its ends */

typedef struct
{
  GString *to;    /* (borrowed) */
  gsize    start; /* of the last line */
} Field;

static Field
begin_field (GString *to, const char *name)
{
  Field field = { to, to->len };

  g_string_append (to, name);
  g_string_append_len (to, ": ", 2);
  return field;
}

static void
end_field (Field *field)
{
  g_string_append_len (field->to, "\r\n", 2);
}

static gsize
get_column (const Field *field)
{
  return field->to->len - field->start;
}

static void
fold (Field *field)
{
  g_string_append_len (field->to, "\r\n ", 3);
  field->start = field->to->len - 1;
}

/* What may stand in an encoded word wherever that stands, in a name too (RFC
 * 2047, section 5). @q has room for one character; returns its length. */
static gsize
encode_q (const char *character, char q[12])
{
  static const char digits[] = "0123456789ABCDEF";
  const char *end = g_utf8_next_char (character);
  gsize n = 0;

  for (const char *p = character; p < end; p++)
    if (*p == ' ')
      q[n++] = '_';
    else if (g_ascii_isalnum (*p))
      q[n++] = *p;
    else
      {
        q[n++] = '=';
        q[n++] = digits[(guchar) *p >> 4];
        q[n++] = digits[(guchar) *p & 15];
      }
  return n;
}

/* Takes as many whole characters as fit into @room, with the word's ends. */
static const char *
append_word (GString *to, const char *text, gsize room)
{
  gsize start = to->len;
  char q[12];

  g_string_append (to, WORD_START);
  while (*text != '\0')
    {
      gsize n = encode_q (text, q);

      if (to->len - start + n + strlen (WORD_END) > room)
        break;
      g_string_append_len (to, q, (gssize) n);
      text = g_utf8_next_char (text);
    }
  if (to->len == start + strlen (WORD_START))
    g_string_truncate (to, start);
  else
    g_string_append (to, WORD_END);
  return text;
}

/* Every word holds whole characters, and stands on a line of its own but for
 * the first. In base64 GMime's own reader would stop at the first word whose
 * length is not a multiple of three. */
static void
append_encoded_words (Field *field, const char *text)
{
  while (*text != '\0')
    {
      gsize column = get_column (field);
      gsize room = LINE_LENGTH - MIN (column, LINE_LENGTH);

      text = append_word (field->to, text, MIN (room, WORD_LENGTH));
      if (*text != '\0')
        fold (field);
    }
}

/* What looks like an encoded word would be taken for one. Spaces at an end or
 * side by side would not survive folding. */
static gboolean
is_plain (const char *text)
{
  gsize length = strlen (text);

  return length > 0 && length <= PLAIN_LENGTH && g_str_is_ascii (text)
         && strstr (text, "=?") == NULL && strstr (text, "  ") == NULL
         && text[0] != ' ' && text[length - 1] != ' ';
}

static void
append_folded (Field *field, const char *text)
{
  gboolean is_first = TRUE;

  while (*text != '\0')
    {
      gsize length = strcspn (text, " ");

      if (!is_first && get_column (field) + length > LINE_LENGTH)
        fold (field);
      else if (!is_first)
        g_string_append_c (field->to, ' ');
      g_string_append_len (field->to, text, (gssize) length);
      text += length;
      text += *text == ' ';
      is_first = FALSE;
    }
}

static void
append_quoted (GString *to, const char *text)
{
  g_string_append_c (to, '"');
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (to, '\\');
      g_string_append_c (to, *p);
    }
  g_string_append_c (to, '"');
}

/**
 * invites_mail_header_append_text:
 * @to: a header; gets the field
 * @name: of the field
 * @text: UTF-8 on one line, without control characters
 *
 * Appends an unstructured field, such as Subject, encoded by RFC 2047 where it
 * must be.
 */
void
invites_mail_header_append_text (GString    *to,
                                 const char *name,
                                 const char *text)
{
  Field field;

  g_return_if_fail (to != NULL);
  g_return_if_fail (name != NULL && text != NULL);
  g_return_if_fail (strpbrk (text, "\r\n") == NULL);

  field = begin_field (to, name);
  if (is_plain (text))
    append_folded (&field, text);
  else
    append_encoded_words (&field, text);
  end_field (&field);
}

/**
 * invites_mail_header_append_mailbox:
 * @to: a header; gets the field
 * @name: of the field
 * @display_name: (nullable): who it is, UTF-8 without control characters
 * @address: a valid address as it goes over the wire
 *
 * Appends a field that holds one mailbox, such as To. An address whose local
 * part is UTF-8 stands as it is (RFC 6532).
 */
void
invites_mail_header_append_mailbox (GString    *to,
                                    const char *name,
                                    const char *display_name,
                                    const char *address)
{
  Field field;

  g_return_if_fail (to != NULL);
  g_return_if_fail (name != NULL && address != NULL);
  g_return_if_fail (strpbrk (address, "\r\n<> ") == NULL);
  g_return_if_fail (display_name == NULL
                    || strpbrk (display_name, "\r\n") == NULL);

  field = begin_field (to, name);
  if (display_name == NULL || *display_name == '\0')
    {
      g_string_append (to, address);
      end_field (&field);
      return;
    }

  if (is_plain (display_name))
    append_quoted (to, display_name);
  else
    append_encoded_words (&field, display_name);
  if (get_column (&field) + strlen (address) + 3 > LINE_LENGTH)
    fold (&field);
  else
    g_string_append_c (to, ' ');
  g_string_append_c (to, '<');
  g_string_append (to, address);
  g_string_append_c (to, '>');
  end_field (&field);
}
