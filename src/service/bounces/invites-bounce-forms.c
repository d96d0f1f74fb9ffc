/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports that are written for people only: those of mail systems older than
 * RFC 3464, and of the many that never followed it. */
#include "service/bounces/invites-bounce-forms.h"

#include <string.h>

#include "service/bounces/invites-bounce-signs.h"

#define MAX_TEXT 65536 /* octets that are looked at */

typedef struct
{
  const char          *phrase; /* in lower case */
  InvitesBounceVerdict action;
} Form;

/* In this order: a notice of delay often says "failed" further down, and
 * sendmail's has a heading for each sort. */
static const Form forms[] = {
  { "had permanent fatal errors", INVITES_BOUNCE_FAILED },
  { "had delivery errors", INVITES_BOUNCE_FAILED },

  { "had transient non-fatal errors", INVITES_BOUNCE_DELAYED },
  { "this is a warning message only", INVITES_BOUNCE_DELAYED },
  { "warning message only", INVITES_BOUNCE_DELAYED },
  { "this is a warning only", INVITES_BOUNCE_DELAYED },
  { "do not need to resend", INVITES_BOUNCE_DELAYED },
  { "no action is required on your part", INVITES_BOUNCE_DELAYED },
  { "has not yet been delivered", INVITES_BOUNCE_DELAYED },
  { "has been delayed", INVITES_BOUNCE_DELAYED },
  { "is delayed to these recipients", INVITES_BOUNCE_DELAYED },
  { "will continue to try", INVITES_BOUNCE_DELAYED },
  { "will keep trying", INVITES_BOUNCE_DELAYED },
  { "attempts will continue", INVITES_BOUNCE_DELAYED },

  { "hi. this is the", INVITES_BOUNCE_FAILED }, /* qmail's QSBMF */
  { "mail delivery failed", INVITES_BOUNCE_FAILED },
  { "could not be delivered", INVITES_BOUNCE_FAILED },
  { "cannot be delivered", INVITES_BOUNCE_FAILED },
  { "can't be delivered", INVITES_BOUNCE_FAILED },
  { "was not delivered", INVITES_BOUNCE_FAILED },
  { "wasn't able to deliver", INVITES_BOUNCE_FAILED },
  { "unable to deliver", INVITES_BOUNCE_FAILED },
  { "did not reach", INVITES_BOUNCE_FAILED },
  { "delivery has failed", INVITES_BOUNCE_FAILED },
  { "delivery failed", INVITES_BOUNCE_FAILED },
  { "delivery failure", INVITES_BOUNCE_FAILED },
  { "failure reasons", INVITES_BOUNCE_FAILED }, /* Notes */
  { "failed addresses follow", INVITES_BOUNCE_FAILED },
  { "returned to sender", INVITES_BOUNCE_FAILED },
  { "returned mail", INVITES_BOUNCE_FAILED },
  { "undeliverable", INVITES_BOUNCE_FAILED },
  { "user unknown", INVITES_BOUNCE_FAILED },
  { "no such user", INVITES_BOUNCE_FAILED },
};

/* From here on stands the mail that came back: words of our own. */
static const char *const returned[] = {
  "--- below this line is", "this is a copy of the message", "original message",
  "unsent message", "returned message", "message header follows",
  "returned mail follows", "message text follows",
  "message headers follow", "received: ",
};

/* What says why, in the order in which it is believed. */
static const char *const reasons[] = {
  "(^|[^0-9.])[45][0-9]{2}[ -]#?[45]\\.[0-7]\\.[0-9]{1,3}",
  "(^|[^0-9.])[45]\\.[0-7]\\.[0-9]{1,3}([^0-9.]|$)",
  "(^|[^0-9.])[45][0-9]{2}[ -]+[^0-9\\s]",
  ("unknown|no such|not listed|not recognized|unrouteable|invalid|disabled"
   "|does not exist|not found|quota|mailbox .*full|inactive|timed out"),
};

/* Enough of a page to find its words. */
static char *
dup_without_tags (const char *html)
{
  GString *text = g_string_new (NULL);
  gboolean in_tag = FALSE;

  for (const char *p = html; *p != '\0'; p++)
    {
      if (*p == '<')
        in_tag = TRUE;
      if (!in_tag)
        g_string_append_c (text, *p);
      if (*p == '>' && in_tag)
        {
          in_tag = FALSE;
          g_string_append_c (text, '\n');
        }
    }
  return g_string_free (text, FALSE);
}

/* The first text of the message itself; what is attached is not read. */
static GMimeTextPart *
find_text (GMimeObject *object,
           const char  *subtype,
           guint        depth)
{
  GMimeMultipart *parts;

  if (GMIME_IS_TEXT_PART (object))
    {
      GMimeContentType *type = g_mime_object_get_content_type (object);

      return g_mime_content_type_is_type (type, "text", subtype)
               ? GMIME_TEXT_PART (object)
               : NULL;
    }
  if (!GMIME_IS_MULTIPART (object) || depth == 0)
    return NULL;
  parts = GMIME_MULTIPART (object);
  for (int i = 0; i < g_mime_multipart_get_count (parts); i++)
    {
      GMimeTextPart *text = find_text (g_mime_multipart_get_part (parts, i),
                                       subtype, depth - 1);

      if (text != NULL)
        return text;
    }
  return NULL;
}

static char *
dup_text (GMimeMessage *message)
{
  GMimeObject *body = g_mime_message_get_mime_part (message);
  GMimeTextPart *part;
  gboolean is_plain;
  g_autofree char *text = NULL;
  g_autofree char *start = NULL;

  if (body == NULL)
    return NULL;
  is_plain = (part = find_text (body, "plain", 3)) != NULL;
  if (!is_plain && (part = find_text (body, "html", 3)) == NULL)
    return NULL;
  text = g_mime_text_part_get_text (part);
  if (text == NULL)
    return NULL;
  start = g_strndup (text, MAX_TEXT);
  g_clear_pointer (&text, g_free);
  text = g_utf8_make_valid (start, -1);
  return is_plain ? g_steal_pointer (&text) : dup_without_tags (text);
}

/* What the mail system wrote, in lines, without what it returns. The heading
 * of what is returned may only stand below something else. */
static GPtrArray *
split_lines (const char *text)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (g_free);
  g_auto(GStrv) all = g_strsplit (text, "\n", -1);

  for (char **line = all; *line != NULL; line++)
    {
      g_autofree char *folded = g_ascii_strdown (*line, -1);
      gboolean ends = FALSE;

      for (gsize i = 0; i < G_N_ELEMENTS (returned) && lines->len > 0; i++)
        ends = ends
               || (strstr (folded, returned[i]) != NULL
                   && (g_str_has_prefix (folded, "-")
                       || g_str_has_prefix (folded, "received: ")));
      if (ends)
        break;
      if (*line[0] != '>' && *g_strstrip (*line) != '\0')
        g_ptr_array_add (lines, g_strdup (*line));
    }
  return lines;
}

/* In all lines as one, for a phrase may run over the end of one. */
static gboolean
find_form (GPtrArray            *lines,
           const char           *subject,
           InvitesBounceVerdict *action)
{
  g_autoptr(GString) all = g_string_new (NULL);
  g_autofree char *folded = NULL;

  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (all, "%s ", (char *) lines->pdata[i]);
  g_string_append (all, subject != NULL ? subject : "");
  folded = g_ascii_strdown (all->str, -1);

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      if (strstr (folded, forms[i].phrase) != NULL)
        {
          *action = forms[i].action;
          return TRUE;
        }
    }
  return FALSE;
}

static const char *
find_line (GPtrArray  *lines,
           const char *pattern)
{
  g_autoptr(GRegex) regex = g_regex_new (pattern, G_REGEX_CASELESS, 0, NULL);

  for (guint i = 0; i < lines->len; i++)
    {
      if (g_regex_match (regex, lines->pdata[i], 0, NULL))
        return lines->pdata[i];
    }
  return NULL;
}

/* FALSE if there is none. A line of words has no numbers to be read. */
static gboolean
take_reason (InvitesBounceRecipient *recipient,
             GPtrArray              *lines)
{
  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    {
      const char *line = find_line (lines, reasons[i]);

      if (line == NULL)
        continue;
      if (i + 1 < G_N_ELEMENTS (reasons))
        invites_bounce_recipient_set_reply (recipient, line);
      else
        invites_bounce_recipient_set_words (recipient, line);
      return TRUE;
    }
  return FALSE;
}

/* Without any phrase that is known, a permanent reply is one. */
static gboolean
is_refusal (const InvitesBounceRecipient *recipient)
{
  return recipient->code / 100 == 5
         || (recipient->status != NULL && recipient->status[0] == '5');
}

/**
 * invites_bounce_forms_read:
 * @message: a message with no part for programs
 *
 * Reads what a mail system wrote for people: qmail, Exim, sendmail, Postfix,
 * Exchange, Notes and those that write like one of them, or that quote a
 * permanent SMTP reply.
 *
 * Returns: (transfer full) (nullable): what it says of its one recipient, or
 *   %NULL if no mail system wrote it, or if it cannot be understood
 */
InvitesBounceRecipient *
invites_bounce_forms_read (GMimeMessage *message)
{
  g_autoptr(InvitesBounceRecipient) recipient = NULL;
  g_autoptr(GPtrArray) lines = NULL;
  g_autofree char *text = NULL;
  gboolean has_form;

  g_return_val_if_fail (GMIME_IS_MESSAGE (message), NULL);

  if (!invites_bounce_signs_of_mail_system (message)
      || (text = dup_text (message)) == NULL)
    return NULL;

  lines = split_lines (text);
  recipient = invites_bounce_recipient_new (INVITES_BOUNCE_FAILED);
  has_form = find_form (lines, g_mime_message_get_subject (message),
                        &recipient->action);
  if (!take_reason (recipient, lines) && !has_form)
    return NULL;
  if (!has_form && !is_refusal (recipient))
    return NULL;
  return g_steal_pointer (&recipient);
}
