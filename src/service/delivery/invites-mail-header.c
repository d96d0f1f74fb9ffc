/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-mail-header.h"

#include <string.h>

/*
 * GMime 3.2 writes encoded words longer than RFC 2047 allows, doubles or loses
 * spaces beside them, and decodes a name that merely looks like one. So the
 * values are encoded here, whole or not at all, and GMime gets them raw.
 */

#define LINE_LENGTH  76  /* of a line that holds an encoded word */
#define PLAIN_LENGTH 500 /* bytes; far below the 998 of RFC 5322 */
#define WORD_START   "=?UTF-8?Q?"
#define WORD_END     "?="
#define WORD_LENGTH  75  /* with its ends */

static gsize
get_column (const GString *value, const char *name)
{
  const char *line = strrchr (value->str, '\n');

  return line != NULL ? strlen (line + 1) : strlen (name) + 1 + value->len;
}

static void
fold (GString *value)
{
  g_string_append (value, "\n ");
}

/* What may stand in an encoded word wherever that stands, in a name too (RFC
 * 2047, section 5). */
static void
append_q (GString *to, const char *character)
{
  const char *end = g_utf8_next_char (character);

  for (const char *p = character; p < end; p++)
    if (*p == ' ')
      g_string_append_c (to, '_');
    else if (g_ascii_isalnum (*p))
      g_string_append_c (to, *p);
    else
      g_string_append_printf (to, "=%02X", (guchar) *p);
}

/* Takes as many whole characters as fit into @room, encoded. */
static const char *
encode_chunk (GString *word, const char *text, gsize room)
{
  while (*text != '\0')
    {
      gsize length = word->len;

      append_q (word, text);
      if (word->len > room)
        {
          g_string_truncate (word, length);
          break;
        }
      text = g_utf8_next_char (text);
    }
  return text;
}

/* Every word holds whole characters, and stands on a line of its own but for
 * the first. In base64 GMime's own reader would stop at the first word whose
 * length is not a multiple of three. */
static void
append_encoded_words (GString *value, const char *name, const char *text)
{
  const gsize ends = strlen (WORD_START WORD_END);

  while (*text != '\0')
    {
      gsize column = get_column (value, name);
      gsize room = MIN (column + WORD_LENGTH, LINE_LENGTH) - column;
      g_autoptr(GString) word = g_string_new (NULL);

      if (room > ends)
        text = encode_chunk (word, text, room - ends);
      if (word->len > 0)
        g_string_append_printf (value, WORD_START "%s" WORD_END, word->str);
      if (*text != '\0')
        fold (value);
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
append_folded (GString *value, const char *name, const char *text)
{
  g_auto(GStrv) words = g_strsplit (text, " ", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      if (i > 0 && get_column (value, name) + strlen (words[i]) > LINE_LENGTH)
        fold (value);
      else if (i > 0)
        g_string_append_c (value, ' ');
      g_string_append (value, words[i]);
    }
}

static void
append_quoted (GString *value, const char *text)
{
  g_string_append_c (value, '"');
  for (const char *p = text; *p != '\0'; p++)
    {
      if (*p == '"' || *p == '\\')
        g_string_append_c (value, '\\');
      g_string_append_c (value, *p);
    }
  g_string_append_c (value, '"');
}

static void
add_raw (GMimeMessage *message, const char *name, GString *value)
{
  GMimeHeaderList *headers
    = g_mime_object_get_header_list (GMIME_OBJECT (message));

  g_string_append_c (value, '\n');
  g_mime_header_list_append (headers, name, "", NULL);
  g_mime_header_set_raw_value (g_mime_header_list_get_header (headers, name),
                               value->str);
}

/**
 * invites_mail_header_add_text:
 * @message: a message
 * @name: of the header field
 * @text: UTF-8 on one line, without control characters
 *
 * Adds an unstructured field, such as Subject, encoded by RFC 2047 where it
 * must be.
 */
void
invites_mail_header_add_text (GMimeMessage *message,
                              const char   *name,
                              const char   *text)
{
  g_autoptr(GString) value = g_string_new (" ");

  g_return_if_fail (GMIME_IS_MESSAGE (message));
  g_return_if_fail (name != NULL && text != NULL);
  g_return_if_fail (strpbrk (text, "\r\n") == NULL);

  if (is_plain (text))
    append_folded (value, name, text);
  else
    append_encoded_words (value, name, text);
  add_raw (message, name, value);
}

/**
 * invites_mail_header_add_mailbox:
 * @message: a message
 * @name: of the header field
 * @display_name: (nullable): who it is, UTF-8 without control characters
 * @address: a valid address as it goes over the wire
 *
 * Adds a field that holds one mailbox, such as To. An address whose local part
 * is UTF-8 stands as it is (RFC 6532).
 */
void
invites_mail_header_add_mailbox (GMimeMessage *message,
                                 const char   *name,
                                 const char   *display_name,
                                 const char   *address)
{
  g_autoptr(GString) value = g_string_new (" ");

  g_return_if_fail (GMIME_IS_MESSAGE (message));
  g_return_if_fail (name != NULL && address != NULL);
  g_return_if_fail (strpbrk (address, "\r\n<> ") == NULL);

  if (display_name == NULL || *display_name == '\0')
    {
      g_string_append (value, address);
      add_raw (message, name, value);
      return;
    }
  g_return_if_fail (strpbrk (display_name, "\r\n") == NULL);

  if (is_plain (display_name))
    append_quoted (value, display_name);
  else
    append_encoded_words (value, name, display_name);
  if (get_column (value, name) + strlen (address) + 3 > LINE_LENGTH)
    fold (value);
  else
    g_string_append_c (value, ' ');
  g_string_append_printf (value, "<%s>", address);
  add_raw (message, name, value);
}
