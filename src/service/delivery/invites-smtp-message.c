/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-smtp-message.h"

#include <string.h>

#include "core/invites-text.h"

#define MAX_ADDRESS 1024 /* bytes */

/* What cannot be part of a command must never become one. */
static gboolean
is_safe_address (const char *address)
{
  return *address != '\0' && strlen (address) <= MAX_ADDRESS
         && invites_text_is_printable (address, -1)
         && strpbrk (address, " <>") == NULL;
}

static gboolean
needs_smtputf8 (const InvitesEnvelope *envelope)
{
  return envelope->needs_smtputf8 || !g_str_is_ascii (envelope->mail_from)
         || !g_str_is_ascii (envelope->rcpt_to);
}

/**
 * invites_smtp_message_find_complaint:
 * @abilities: of the server
 * @envelope: for whom
 * @message: the message
 *
 * Looks for a reason not to offer this mail to this server at all.
 *
 * Returns: (transfer full) (nullable): the reason in words, or %NULL
 */
char *
invites_smtp_message_find_complaint (const InvitesSmtpAbilities *abilities,
                                     const InvitesEnvelope      *envelope,
                                     GBytes                     *message)
{
  gsize size = g_bytes_get_size (message);

  if (!is_safe_address (envelope->mail_from))
    return g_strdup ("The sender’s address cannot be put into a command");
  if (!is_safe_address (envelope->rcpt_to))
    return g_strdup ("The address cannot be put into a command");
  if (needs_smtputf8 (envelope) && !abilities->has_smtputf8)
    return g_strdup ("The mail system does not take internationalised "
                     "addresses (SMTPUTF8)");
  if (abilities->max_size > 0 && size > abilities->max_size)
    return g_strdup_printf (
      "The mail has %" G_GSIZE_FORMAT " bytes, and the mail system takes at "
      "most %" G_GUINT64_FORMAT, size, abilities->max_size);
  return NULL;
}

static gboolean
has_high_bytes (GBytes *message)
{
  const guint64 high = G_GUINT64_CONSTANT (0x8080808080808080);
  gsize size;
  const char *bytes = g_bytes_get_data (message, &size);
  guint64 seen = 0;
  gsize i;

  for (i = 0; i + sizeof seen <= size; i += sizeof seen)
    {
      guint64 word;

      memcpy (&word, bytes + i, sizeof word);
      seen |= word;
    }
  for (; i < size; i++)
    seen |= (guint8) bytes[i];
  return (seen & high) != 0;
}

/**
 * invites_smtp_message_append_mail:
 * @abilities: of the server
 * @envelope: for whom
 * @message: the message
 * @output: where to
 *
 * Adds the MAIL command with what the server is to know before.
 */
void
invites_smtp_message_append_mail (const InvitesSmtpAbilities *abilities,
                                  const InvitesEnvelope      *envelope,
                                  GBytes                     *message,
                                  GString                    *output)
{
  g_string_append (output, "MAIL FROM:<");
  g_string_append (output, envelope->mail_from);
  g_string_append_c (output, '>');
  if (abilities->has_size)
    g_string_append_printf (output, " SIZE=%" G_GSIZE_FORMAT,
                            g_bytes_get_size (message));
  if (abilities->has_8bitmime && has_high_bytes (message))
    g_string_append (output, " BODY=8BITMIME");
  if (needs_smtputf8 (envelope))
    g_string_append (output, " SMTPUTF8");
  g_string_append (output, "\r\n");
}

/**
 * invites_smtp_message_append_body:
 * @message: the message, lines ending in CRLF
 * @output: where to
 *
 * Adds what follows DATA: a line that begins with a dot gets another one, the
 * end is a dot alone (RFC 5321, section 4.5.2).
 */
void
invites_smtp_message_append_body (GBytes *message, GString *output)
{
  gsize size;
  const char *line = g_bytes_get_data (message, &size);
  const char *start = line;
  const char *end = line + size;

  /* What lies between two dots goes in one piece. */
  while (line < end)
    {
      const char *newline = memchr (line, '\n', end - line);

      if (*line == '.')
        {
          g_string_append_len (output, start, line - start);
          g_string_append_c (output, '.');
          start = line;
        }
      line = newline != NULL ? newline + 1 : end;
    }
  g_string_append_len (output, start, end - start);
  if (size < 2 || memcmp (end - 2, "\r\n", 2) != 0)
    g_string_append (output, "\r\n");
  g_string_append (output, ".\r\n");
}
