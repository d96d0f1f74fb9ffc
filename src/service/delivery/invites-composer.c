/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-composer.h"

#include <string.h>

#include "core/invites-address.h"
#include "core/invites-error.h"
#include "core/invites-text.h"
#include "service/delivery/invites-gmime.h"
#include "service/delivery/invites-mail-header.h"
#include "service/invites-keys.h"

#define MAX_7BIT_LINE  998
#define MAX_MESSAGE_ID 250

static void
init_gmime (void)
{
  static gsize done = 0;

  if (g_once_init_enter (&done))
    {
      g_mime_init ();
      g_once_init_leave (&done, 1);
    }
}

/* What must never reach a header, wherever it came from. */
static gboolean
check_value (const char *value, const char *field, GError **error)
{
  if (value == NULL || invites_text_is_printable (value, -1))
    return TRUE;
  invites_set_field_error (error, INVITES_ERROR_INVALID, field,
                           "A line break or another control character stands "
                           "in “%s”",
                           field);
  return FALSE;
}

static gboolean
check_recipient (const InvitesRecipient *recipient, GError **error)
{
  if (!check_value (recipient->name, "contact_name", error)
      || !check_value (recipient->division->name, "division_name", error))
    return FALSE;
  for (guint i = 0; i < recipient->accounts->len; i++)
    {
      const InvitesAccountName *account
        = g_ptr_array_index (recipient->accounts, i);

      if (!check_value (account->number, "account_number", error)
          || !check_value (account->name, "account_name", error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
check_address (const char *address, const char *field, GError **error)
{
  if (invites_text_is_printable (address, -1)
      && invites_address_is_valid (address))
    return TRUE;
  invites_set_field_error (error, INVITES_ERROR_INVALID, field,
                           "“%s” is not a valid e-mail address", field);
  return FALSE;
}

/* dot-atom "@" dot-atom (RFC 5322, section 3.6.4), which GMime takes as it is:
 * with a line break in it, the rest would become a header of its own. */
static gboolean
check_message_id (const char *id, GError **error)
{
  const char *at = strchr (id, '@');
  gboolean is_valid = at != NULL && at != id && at[1] != '\0'
                      && strchr (at + 1, '@') == NULL
                      && strlen (id) <= MAX_MESSAGE_ID;

  for (const char *p = id; is_valid && *p != '\0'; p++)
    is_valid = g_ascii_isalnum (*p) || strchr ("-._+=@", *p) != NULL;
  if (!is_valid)
    invites_set_field_error (error, INVITES_ERROR_INVALID, "message_id",
                             "The Message-ID is not valid");
  return is_valid;
}

static gboolean
check_link (const char *public_url, const char *token, GError **error)
{
  gboolean is_valid = invites_token_is_valid (token);

  for (const char *p = public_url; is_valid && *p != '\0'; p++)
    is_valid = g_ascii_isgraph (*p) && strchr ("\"<>\\^`{|}", *p) == NULL;
  if (!is_valid)
    invites_set_field_error (error, INVITES_ERROR_INVALID, "link",
                             "The link is not valid");
  return is_valid;
}

static gboolean
check_mail (const InvitesMail *mail, GError **error)
{
  const char *to = mail->to != NULL ? mail->to : mail->recipient->address;

  return check_recipient (mail->recipient, error)
         && check_address (mail->email_from, "email_from", error)
         && check_address (to, "email", error)
         && check_message_id (mail->message_id, error)
         && check_link (mail->public_url, mail->token, error);
}

static char *
dup_link (const char *public_url, const char *token)
{
  gsize length = strlen (public_url);

  while (length > 0 && public_url[length - 1] == '/')
    length--;
  return g_strdup_printf ("%.*s/i/%s", (int) length, public_url, token);
}

/* 7bit while it can be read as it stands; base64 where quoted-printable would
 * be longer still. */
static GMimeContentEncoding
choose_encoding (const char *text)
{
  gsize n_bytes = 0;
  gsize n_high = 0;
  gsize n_line = 0;
  gsize longest = 0;

  for (const char *p = text; *p != '\0'; p++)
    {
      n_line = *p == '\n' ? 0 : n_line + 1;
      longest = MAX (longest, n_line);
      n_high += (guchar) *p >= 0x80;
      n_bytes++;
    }
  if (n_high == 0 && longest <= MAX_7BIT_LINE)
    return GMIME_CONTENT_ENCODING_7BIT;
  return n_high > n_bytes / 4 ? GMIME_CONTENT_ENCODING_BASE64
                              : GMIME_CONTENT_ENCODING_QUOTEDPRINTABLE;
}

/* Text in base64 has CRLF inside (RFC 2046, section 4.1.1); elsewhere the
 * line ends are made when the message is written. */
static void
add_part (GMimeMultipart *alternatives, const char *subtype, const char *text)
{
  g_autoptr(GMimePart) part = g_mime_part_new_with_type ("text", subtype);
  g_autoptr(GMimeDataWrapper) content = NULL;
  g_autoptr(GMimeStream) stream = NULL;
  g_autoptr(GString) lines = g_string_new (text);
  GMimeContentEncoding encoding = choose_encoding (text);

  if (encoding == GMIME_CONTENT_ENCODING_BASE64)
    g_string_replace (lines, "\n", "\r\n", 0);
  stream = g_mime_stream_mem_new_with_buffer (lines->str, lines->len);
  content = g_mime_data_wrapper_new_with_stream (
    stream, GMIME_CONTENT_ENCODING_DEFAULT);
  g_mime_object_set_content_type_parameter (GMIME_OBJECT (part), "charset",
                                            "utf-8");
  g_mime_part_set_content_encoding (part, encoding);
  g_mime_part_set_content (part, content);
  g_mime_multipart_add (alternatives, GMIME_OBJECT (part));
}

static void
add_parts (GMimeMessage *message, const char *text, const char *html)
{
  g_autoptr(GMimeMultipart) alternatives
    = g_mime_multipart_new_with_subtype ("alternative");

  add_part (alternatives, "plain", text);
  add_part (alternatives, "html", html);
  g_mime_message_set_mime_part (message, GMIME_OBJECT (alternatives));
}

static void
add_date (GMimeMessage *message, InvitesTime time)
{
  g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc (time);

  g_mime_message_set_date (message, date);
}

static GBytes *
write_message (GMimeMessage *message)
{
  g_autoptr(GMimeStream) stream = g_mime_stream_mem_new ();
  g_autoptr(GMimeFormatOptions) options = g_mime_format_options_new ();
  GByteArray *bytes;

  g_mime_format_options_set_newline_format (options,
                                            GMIME_NEWLINE_FORMAT_DOS);
  g_mime_object_write_to_stream (GMIME_OBJECT (message), options, stream);
  bytes = g_mime_stream_mem_get_byte_array (GMIME_STREAM_MEM (stream));
  return g_bytes_new (bytes->data, bytes->len);
}

/* The contact's name does not go with somebody else's address. */
static const char *
get_display_name (const InvitesMail *mail)
{
  return mail->to == NULL ? mail->recipient->name : NULL;
}

static GBytes *
build_message (const InvitesMail *mail, const InvitesEnvelope *envelope)
{
  g_autoptr(GMimeMessage) message = g_mime_message_new (FALSE);
  g_autofree char *link = dup_link (mail->public_url, mail->token);
  g_autofree char *from_name
    = invites_text_strip_bidi (mail->recipient->division->name);
  g_autofree char *to_name = NULL;
  g_autofree char *subject = NULL;
  g_autofree char *text = NULL;
  g_autofree char *html = NULL;
  InvitesTemplateValues values
    = { mail->recipient, link, invites_rules_get ()->link_days };

  if (get_display_name (mail) != NULL)
    to_name = invites_text_strip_bidi (get_display_name (mail));
  subject = invites_template_dup_subject (mail->template, &values);
  text = invites_template_dup_text (mail->template, &values);
  html = invites_template_dup_html (mail->template, &values);

  add_date (message, mail->date);
  invites_mail_header_add_mailbox (message, "From", from_name,
                                   envelope->mail_from);
  invites_mail_header_add_mailbox (message, "To", to_name, envelope->rcpt_to);
  invites_mail_header_add_text (message, "Subject", subject);
  g_mime_message_set_message_id (message, mail->message_id);
  /* So that no out-of-office answers it (RFC 3834, section 5). */
  g_mime_object_append_header (GMIME_OBJECT (message), "Auto-Submitted",
                               "auto-generated", NULL);
  add_parts (message, text, html);
  return write_message (message);
}

/**
 * invites_composer_compose:
 * @mail: what the mail is made of
 * @envelope: (out caller-allocates): for whom it is on the wire; to be cleared
 * @error: return location, or %NULL
 *
 * Composes one mail: a text and an HTML part in UTF-8, lines of at most 998
 * octets that end in CRLF. May be called from any thread.
 *
 * Returns: (transfer full) (nullable): the message, or %NULL with
 *   %INVITES_ERROR_INVALID that names what cannot stand in a mail
 */
GBytes *
invites_composer_compose (const InvitesMail *mail,
                          InvitesEnvelope   *envelope,
                          GError           **error)
{
  const char *to;

  g_return_val_if_fail (mail != NULL && envelope != NULL, NULL);
  g_return_val_if_fail (mail->template != NULL, NULL);
  g_return_val_if_fail (mail->recipient != NULL, NULL);

  memset (envelope, 0, sizeof *envelope);
  if (!check_mail (mail, error))
    return NULL;
  init_gmime ();
  to = mail->to != NULL ? mail->to : mail->recipient->address;
  envelope->mail_from = invites_address_dup_wire (mail->email_from);
  envelope->rcpt_to = invites_address_dup_wire (to);
  envelope->needs_smtputf8 = invites_address_needs_smtputf8 (mail->email_from)
                             || invites_address_needs_smtputf8 (to);
  return build_message (mail, envelope);
}

static char *
dup_mailbox (const char *name, const char *address)
{
  g_autofree char *plain = invites_text_strip_bidi (name != NULL ? name : "");

  return *plain != '\0' ? g_strdup_printf ("%s <%s>", plain, address)
                        : g_strdup (address);
}

/**
 * invites_composer_preview:
 * @record: a template
 * @recipient: for whom
 * @email_from: the sender
 * @public_url: what links begin with
 * @error: return location, or %NULL
 *
 * Makes the mail as @recipient would get it, with a sample link that opens
 * nothing.
 *
 * Returns: (transfer full) (nullable): the preview, or %NULL with
 *   %INVITES_ERROR_INVALID that names what is to blame
 */
InvitesPreview *
invites_composer_preview (const InvitesTemplateRecord *record,
                          const InvitesRecipient      *recipient,
                          const char                  *email_from,
                          const char                  *public_url,
                          GError                     **error)
{
  g_autoptr(InvitesTemplate) template = NULL;
  g_autoptr(InvitesPreview) preview = NULL;
  g_autofree char *link = NULL;
  InvitesTemplateValues values
    = { recipient, NULL, invites_rules_get ()->link_days };

  g_return_val_if_fail (record != NULL && recipient != NULL, NULL);
  g_return_val_if_fail (email_from != NULL && public_url != NULL, NULL);

  if (!check_recipient (recipient, error)
      || !check_address (email_from, "email_from", error)
      || !check_link (public_url, INVITES_SAMPLE_TOKEN, error))
    return NULL;
  template = invites_template_compile (record->subject, record->text,
                                       record->html, error);
  if (template == NULL)
    return NULL;

  values.link = link = dup_link (public_url, INVITES_SAMPLE_TOKEN);
  preview = invites_preview_new ();
  preview->from = dup_mailbox (recipient->division->name, email_from);
  preview->to = dup_mailbox (recipient->name, recipient->address);
  preview->subject = invites_template_dup_subject (template, &values);
  preview->text = invites_template_dup_text (template, &values);
  preview->html = invites_template_dup_html (template, &values);
  return g_steal_pointer (&preview);
}

static gboolean
hand_over (InvitesRelay          *relay,
           const InvitesEnvelope *envelope,
           GBytes                *message,
           GError               **error)
{
  g_autoptr(InvitesRelayConnection) connection = NULL;
  g_autoptr(InvitesDeliveryResult) result
    = invites_delivery_result_new (0, INVITES_DELIVERY_QUEUED);

  if ((connection = invites_relay_open (relay, NULL, error)) == NULL)
    return FALSE;
  invites_relay_connection_send (connection, envelope, message, NULL, result);
  invites_relay_connection_close (connection);
  if (result->state == INVITES_DELIVERY_SENT)
    return TRUE;
  g_set_error (error, INVITES_ERROR, INVITES_ERROR_UNAVAILABLE,
               "The mail system did not take the mail: %s",
               result->reply_text != NULL ? result->reply_text : "no reply");
  return FALSE;
}

/* Random, as nothing about a test is kept. */
static char *
dup_test_message_id (const char *email_from)
{
  g_autofree char *domain = invites_address_dup_domain (email_from);
  g_autofree char *uuid = g_uuid_string_random ();

  return domain != NULL ? g_strconcat (uuid, "@", domain, NULL) : NULL;
}

/**
 * invites_composer_send_test:
 * @relay: where mail goes
 * @record: a template
 * @recipient: as whom the mail speaks
 * @email_from: the sender
 * @to: who gets it
 * @public_url: what links begin with
 * @error: return location, or %NULL
 *
 * Sends one mail as @recipient would get it, with a sample link that opens
 * nothing, to @to. Blocks until the mail system has answered.
 *
 * Returns: %TRUE if the mail system took it, or %FALSE with
 *   %INVITES_ERROR_INVALID that names what is to blame, or
 *   %INVITES_ERROR_UNAVAILABLE with the mail system's words
 */
gboolean
invites_composer_send_test (InvitesRelay                *relay,
                            const InvitesTemplateRecord *record,
                            const InvitesRecipient      *recipient,
                            const char                  *email_from,
                            const char                  *to,
                            const char                  *public_url,
                            GError                     **error)
{
  g_autoptr(InvitesTemplate) template = NULL;
  g_auto(InvitesEnvelope) envelope = { 0 };
  g_autoptr(GBytes) message = NULL;
  g_autofree char *message_id = NULL;
  InvitesMail mail = { 0 };

  g_return_val_if_fail (INVITES_IS_RELAY (relay), FALSE);
  g_return_val_if_fail (record != NULL && recipient != NULL, FALSE);
  g_return_val_if_fail (email_from != NULL && to != NULL, FALSE);

  if (!check_address (email_from, "email_from", error))
    return FALSE;
  template = invites_template_compile (record->subject, record->text,
                                       record->html, error);
  if (template == NULL)
    return FALSE;

  message_id = dup_test_message_id (email_from);
  mail = (InvitesMail) {
    .template = template,
    .recipient = recipient,
    .email_from = email_from,
    .to = to,
    .public_url = public_url,
    .token = INVITES_SAMPLE_TOKEN,
    .message_id = message_id,
    .date = invites_time_now (),
  };
  if ((message = invites_composer_compose (&mail, &envelope, error)) == NULL)
    return FALSE;
  return hand_over (relay, &envelope, message, error);
}
