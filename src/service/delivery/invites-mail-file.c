/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-mail-file.h"

#include "core/invites-error.h"
#include "service/delivery/invites-gmime.h"
#include "service/languages/invites-language.h"

static GMimeMessage *
parse_file (const char *path, GError **error)
{
  g_autoptr(GMimeStream) stream = NULL;
  g_autoptr(GMimeParser) parser = NULL;
  GMimeMessage *message;

  stream = g_mime_stream_file_open (path, "r", error);
  if (stream == NULL)
    return NULL;
  parser = g_mime_parser_new_with_stream (stream);
  message = g_mime_parser_construct_message (parser, NULL);
  if (message == NULL)
    g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_INVALID,
                         "The file holds no mail");
  return message;
}

/* As it was written, whatever line ends it went over the wire with. */
static char *
dup_text (GMimeTextPart *part)
{
  g_autofree char *text = g_mime_text_part_get_text (part);
  GString *lines = g_string_new (text);

  g_string_replace (lines, "\r\n", "\n", 0);
  return g_string_free (lines, FALSE);
}

static void
take_part (GMimeObject *parent, GMimeObject *part, gpointer user_data)
{
  InvitesPreview *preview = user_data;
  GMimeContentType *type = g_mime_object_get_content_type (part);
  char **place = NULL;

  if (!GMIME_IS_TEXT_PART (part))
    return;
  if (g_mime_content_type_is_type (type, "text", "plain"))
    place = &preview->text;
  else if (g_mime_content_type_is_type (type, "text", "html"))
    place = &preview->html;
  if (place != NULL && *place == NULL)
    *place = dup_text (GMIME_TEXT_PART (part));
}

static char *
dup_addresses (InternetAddressList *list)
{
  return internet_address_list_to_string (list, NULL, FALSE);
}

static char *
ensure_string (char *string)
{
  return string != NULL ? string : g_strdup ("");
}

/* Whatever begins with "Content-" is GMime's body's. */
static char *
dup_language (GMimeMessage *message)
{
  GMimeObject *body = g_mime_message_get_mime_part (message);

  return body == NULL ? NULL
                      : invites_language_canonicalize (
                        g_mime_object_get_header (body, "Content-Language"));
}

/**
 * invites_mail_file_read:
 * @path: a file that holds one message
 * @error: return location, or %NULL
 *
 * Reads a mail back as its reader would see it.
 *
 * Returns: (transfer full) (nullable): the mail, decoded, or %NULL with a
 *   #GFileError or %INVITES_ERROR_INVALID
 */
InvitesPreview *
invites_mail_file_read (const char *path, GError **error)
{
  g_autoptr(GMimeMessage) message = NULL;
  g_autoptr(InvitesPreview) preview = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  invites_gmime_init ();
  if ((message = parse_file (path, error)) == NULL)
    return NULL;
  preview = invites_preview_new ();
  g_mime_message_foreach (message, take_part, preview);
  preview->from
    = ensure_string (dup_addresses (g_mime_message_get_from (message)));
  preview->to
    = ensure_string (dup_addresses (g_mime_message_get_to (message)));
  preview->subject
    = ensure_string (g_strdup (g_mime_message_get_subject (message)));
  preview->language = dup_language (message);
  preview->text = ensure_string (preview->text);
  preview->html = ensure_string (preview->html);
  return g_steal_pointer (&preview);
}
