/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-letter.h"

#include <string.h>

#include "core/invites-text.h"
#include "service/delivery/invites-gmime.h"
#include "service/delivery/invites-mail-check.h"
#include "service/delivery/invites-mail-header.h"
#include "service/delivery/invites-quoted-printable.h"
#include "service/delivery/invites-template.h"
#include "service/languages/invites-language.h"

/* Stand for the parts' contents while GMime writes what is around them. */
#define TEXT_MARK "text-part"
#define HTML_MARK "html-part"

#define HEADER_SIZE 1024 /* a guess, and one of what values make of a part */

struct _InvitesLetter
{
  InvitesTemplate *template; /* (owned) */

  /* (owned) (element-type InvitesQuotedRun): of text and HTML; NULL where a
   * value is put in. */
  GPtrArray       *runs[INVITES_TEMPLATE_N_PARTS];

  /* (owned): all that GMime writes before, between and behind the contents. */
  char            *before_text;
  char            *before_html;
  char            *after_html;

  char            *language;   /* (owned) (nullable): a language tag */
  char            *email_from; /* (owned): as written */
  char            *from_wire;  /* (owned) */
  char            *public_url; /* (owned): without a slash at its end */
  gboolean         is_https;
  gsize            size;       /* a guess, in octets */
};

static void
clear_run (gpointer data)
{
  if (data != NULL)
    invites_quoted_run_free (data);
}

static void
encode_part (InvitesLetter *self, InvitesTemplatePart part)
{
  guint n_pieces = invites_template_get_n_pieces (self->template, part);
  GPtrArray *runs = g_ptr_array_new_full (n_pieces, clear_run);

  for (guint i = 0; i < n_pieces; i++)
    {
      const char *literal
        = invites_template_get_literal (self->template, part, i);
      InvitesQuotedRun *run
        = literal != NULL ? invites_quoted_run_new (literal) : NULL;

      g_ptr_array_add (runs, run);
      self->size += run != NULL ? run->length : 0;
    }
  self->runs[part] = runs;
}

/* @mark counts as encoded already, and is written as it is. */
static void
add_part (GMimeMultipart *alternatives, const char *subtype, const char *mark)
{
  g_autoptr(GMimePart) part = g_mime_part_new_with_type ("text", subtype);
  g_autoptr(GMimeStream) stream
    = g_mime_stream_mem_new_with_buffer (mark, strlen (mark));
  g_autoptr(GMimeDataWrapper) content = g_mime_data_wrapper_new_with_stream (
    stream, GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);

  g_mime_object_set_content_type_parameter (GMIME_OBJECT (part), "charset",
                                            "utf-8");
  g_mime_part_set_content_encoding (part,
                                    GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE);
  g_mime_part_set_content (part, content);
  g_mime_multipart_add (alternatives, GMIME_OBJECT (part));
}

static char *
dup_message (GMimeMessage *message)
{
  g_autoptr(GMimeStream) stream = g_mime_stream_mem_new ();
  g_autoptr(GMimeFormatOptions) options = g_mime_format_options_new ();
  GByteArray *bytes;

  g_mime_format_options_set_newline_format (options, GMIME_NEWLINE_FORMAT_DOS);
  g_mime_object_write_to_stream (GMIME_OBJECT (message), options, stream);
  bytes = g_mime_stream_mem_get_byte_array (GMIME_STREAM_MEM (stream));
  return g_strndup ((const char *) bytes->data, bytes->len);
}

/* The boundary that GMime chooses holds "=-" or "=_", which is nowhere in
 * quoted-printable: no content can end its part. */
static void
build_frame (InvitesLetter *self)
{
  g_autoptr(GMimeMessage) message = g_mime_message_new (FALSE);
  g_autoptr(GMimeMultipart) alternatives
    = g_mime_multipart_new_with_subtype ("alternative");
  g_autofree char *whole = NULL;
  char *text;
  char *html;

  add_part (alternatives, "plain", TEXT_MARK);
  add_part (alternatives, "html", HTML_MARK);
  g_mime_message_set_mime_part (message, GMIME_OBJECT (alternatives));
  whole = dup_message (message);
  text = strstr (whole, TEXT_MARK);
  html = strstr (whole, HTML_MARK);
  g_assert (text != NULL && html != NULL && text < html);
  self->before_text = g_strndup (whole, text - whole);
  text += strlen (TEXT_MARK);
  self->before_html = g_strndup (text, html - text);
  self->after_html = g_strdup (html + strlen (HTML_MARK));
}

static char *
dup_without_slash (const char *public_url)
{
  gsize length = strlen (public_url);

  while (length > 0 && public_url[length - 1] == '/')
    length--;
  return g_strndup (public_url, length);
}

/**
 * invites_letter_new:
 * @text: what the template says, in one language
 * @email_from: the sender, as written
 * @public_url: what links begin with
 * @error: return location, or %NULL
 *
 * Makes what all mails of a send in that language have in common.
 *
 * Returns: (transfer full) (nullable): the letter, or %NULL with
 *   %INVITES_ERROR_INVALID that names "subject", "text", "html", "email_from"
 *   or "link"
 */
InvitesLetter *
invites_letter_new (const InvitesTemplateText *text,
                    const char                *email_from,
                    const char                *public_url,
                    GError                   **error)
{
  g_autoptr(InvitesLetter) self = g_new0 (InvitesLetter, 1);

  g_return_val_if_fail (text != NULL, NULL);
  g_return_val_if_fail (email_from != NULL && public_url != NULL, NULL);

  self->from_wire
    = invites_mail_check_address (email_from, "email_from", error);
  if (self->from_wire == NULL
      || !invites_mail_check_public_url (public_url, error))
    return NULL;
  self->template = invites_template_compile (text, error);
  if (self->template == NULL)
    return NULL;

  invites_gmime_init ();
  self->language = invites_language_canonicalize (text->language);
  self->email_from = g_strdup (email_from);
  self->public_url = dup_without_slash (public_url);
  self->is_https = g_ascii_strncasecmp (public_url, "https://", 8) == 0;
  self->size = 2 * HEADER_SIZE;
  encode_part (self, INVITES_TEMPLATE_TEXT);
  encode_part (self, INVITES_TEMPLATE_HTML);
  build_frame (self);
  return g_steal_pointer (&self);
}

/**
 * invites_letter_free:
 * @self: (transfer full): a letter
 *
 * Frees @self.
 */
void
invites_letter_free (InvitesLetter *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->template, invites_template_free);
  for (guint i = 0; i < INVITES_TEMPLATE_N_PARTS; i++)
    g_clear_pointer (&self->runs[i], g_ptr_array_unref);
  g_free (self->before_text);
  g_free (self->before_html);
  g_free (self->after_html);
  g_free (self->language);
  g_free (self->email_from);
  g_free (self->from_wire);
  g_free (self->public_url);
  g_free (self);
}

static char *
dup_link (const InvitesLetter *self, const char *token)
{
  return g_strconcat (self->public_url, "/i/", token, NULL);
}

static gboolean
fill_envelope (const InvitesLetter       *self,
               const InvitesLetterValues *values,
               InvitesEnvelope           *envelope,
               GError                   **error)
{
  const char *to = values->to != NULL ? values->to : values->recipient->address;

  envelope->rcpt_to = invites_mail_check_address (to, "email", error);
  if (envelope->rcpt_to == NULL)
    return FALSE;
  envelope->mail_from
    = values->bounce_address != NULL
        ? invites_mail_check_address (values->bounce_address,
                                      "bounce_address", error)
        : g_strdup (self->from_wire);
  if (envelope->mail_from == NULL)
    return FALSE;
  /* Domains are A-labels by now: what is left is a local part. */
  envelope->needs_smtputf8 = !g_str_is_ascii (envelope->rcpt_to)
                             || !g_str_is_ascii (envelope->mail_from)
                             || !g_str_is_ascii (self->from_wire);
  return TRUE;
}

static void
append_mailbox (GString    *to,
                const char *field,
                const char *name,
                const char *address)
{
  g_autofree char *plain = invites_text_strip_bidi (name != NULL ? name : "");

  invites_mail_header_append_mailbox (to, field, plain, address);
}

static void
append_date (GString *to, InvitesTime time)
{
  g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc (time);
  g_autofree char *text = g_mime_utils_header_format_date (date);

  g_string_append (to, "Date: ");
  g_string_append (to, text);
  g_string_append (to, "\r\n");
}

/* RFC 8058 wants the URL in a field of its own, and nothing of it encoded or
 * folded: some readers take the line as it is. */
static void
append_opt_out (GString *to, const InvitesLetter *self, const char *token)
{
  g_string_append (to, "List-Unsubscribe: <");
  g_string_append (to, self->public_url);
  g_string_append (to, "/o/");
  g_string_append (to, token);
  g_string_append (to, ">\r\n");
  if (self->is_https)
    g_string_append (to,
                     "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n");
}

static void
append_header (GString                     *to,
               const InvitesLetter         *self,
               const InvitesLetterValues   *values,
               const InvitesTemplateValues *filling,
               const InvitesEnvelope       *envelope)
{
  g_autofree char *subject = invites_template_dup_part (
    self->template, INVITES_TEMPLATE_SUBJECT, filling);

  append_date (to, values->date);
  append_mailbox (to, "From", values->recipient->division->name,
                  self->from_wire);
  /* The contact's name does not go with somebody else's address. */
  append_mailbox (to, "To", values->to == NULL ? values->recipient->name : NULL,
                  envelope->rcpt_to);
  invites_mail_header_append_text (to, "Subject", subject);
  if (self->language != NULL) /* RFC 3282 */
    invites_mail_header_append_text (to, "Content-Language", self->language);
  g_string_append (to, "Message-Id: <");
  g_string_append (to, values->message_id);
  g_string_append (to, ">\r\n");
  /* A person pressed the button, but a program wrote this and thousands like
   * it, and nobody waits for an out-of-office answer: "auto-generated" is what
   * keeps one away (RFC 3834, sections 2 and 5). */
  g_string_append (to, "Auto-Submitted: auto-generated\r\n");
  if (values->opt_out_token != NULL)
    append_opt_out (to, self, values->opt_out_token);
}

static void
append_part (GString                     *to,
             const InvitesLetter         *self,
             InvitesTemplatePart          part,
             const InvitesTemplateValues *filling,
             GString                     *value)
{
  const GPtrArray *runs = self->runs[part];
  InvitesQuotedWriter writer = { to, 0 };

  for (guint i = 0; i < runs->len; i++)
    {
      const InvitesQuotedRun *run = g_ptr_array_index (runs, i);

      if (run != NULL)
        {
          invites_quoted_append_run (&writer, run);
          continue;
        }
      g_string_truncate (value, 0);
      invites_template_append_piece (self->template, part, i, filling, value);
      invites_quoted_append (&writer, value->str);
    }
}

static GBytes *
write_message (const InvitesLetter       *self,
               const InvitesLetterValues *values,
               const InvitesEnvelope     *envelope)
{
  g_autofree char *link = dup_link (self, values->token);
  g_autoptr(GString) value = g_string_sized_new (256);
  GString *message = g_string_sized_new (self->size);
  InvitesTemplateValues filling
    = { values->recipient, link, invites_rules_get ()->link_days };

  append_header (message, self, values, &filling, envelope);
  g_string_append (message, self->before_text);
  append_part (message, self, INVITES_TEMPLATE_TEXT, &filling, value);
  g_string_append (message, self->before_html);
  append_part (message, self, INVITES_TEMPLATE_HTML, &filling, value);
  g_string_append (message, self->after_html);
  return g_string_free_to_bytes (message);
}

/**
 * invites_letter_compose:
 * @self: a letter
 * @values: what is one recipient's
 * @envelope: (out caller-allocates): for whom it is on the wire; to be cleared
 * @error: return location, or %NULL
 *
 * Composes one mail: a text and an HTML part in UTF-8, quoted-printable, lines
 * that end in CRLF. May be called from any thread.
 *
 * Returns: (transfer full) (nullable): the message, or %NULL with
 *   %INVITES_ERROR_INVALID that names what cannot stand in a mail
 */
GBytes *
invites_letter_compose (const InvitesLetter       *self,
                        const InvitesLetterValues *values,
                        InvitesEnvelope           *envelope,
                        GError                   **error)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (values != NULL && values->recipient != NULL, NULL);
  g_return_val_if_fail (values->message_id != NULL, NULL);
  g_return_val_if_fail (envelope != NULL, NULL);

  memset (envelope, 0, sizeof *envelope);
  if (!invites_mail_check_recipient (values->recipient, error)
      || !invites_mail_check_message_id (values->message_id, error)
      || !invites_mail_check_token (values->token, error)
      || (values->opt_out_token != NULL
          && !invites_mail_check_token (values->opt_out_token, error))
      || !fill_envelope (self, values, envelope, error))
    return NULL;
  return write_message (self, values, envelope);
}

static char *
dup_mailbox (const char *name, const char *address)
{
  g_autofree char *plain = invites_text_strip_bidi (name != NULL ? name : "");

  return *plain != '\0' ? g_strdup_printf ("%s <%s>", plain, address)
                        : g_strdup (address);
}

/**
 * invites_letter_preview:
 * @self: a letter
 * @values: recipient and token
 * @error: return location, or %NULL
 *
 * Makes what the reader of a mail will see, from the same pieces.
 *
 * Returns: (transfer full) (nullable): the preview, or %NULL with
 *   %INVITES_ERROR_INVALID that names what cannot stand in a mail
 */
InvitesPreview *
invites_letter_preview (const InvitesLetter       *self,
                        const InvitesLetterValues *values,
                        GError                   **error)
{
  InvitesPreview *preview;
  InvitesTemplateValues filling = { 0 };
  g_autofree char *link = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (values != NULL && values->recipient != NULL, NULL);

  if (!invites_mail_check_recipient (values->recipient, error)
      || !invites_mail_check_token (values->token, error))
    return NULL;

  link = dup_link (self, values->token);
  filling = (InvitesTemplateValues) { values->recipient, link,
                                      invites_rules_get ()->link_days };
  preview = invites_preview_new ();
  preview->from
    = dup_mailbox (values->recipient->division->name, self->email_from);
  preview->to
    = dup_mailbox (values->recipient->name, values->recipient->address);
  preview->subject = invites_template_dup_part (
    self->template, INVITES_TEMPLATE_SUBJECT, &filling);
  preview->language = g_strdup (self->language);
  preview->text = invites_template_dup_part (self->template,
                                             INVITES_TEMPLATE_TEXT, &filling);
  preview->html = invites_template_dup_part (self->template,
                                             INVITES_TEMPLATE_HTML, &filling);
  return preview;
}
