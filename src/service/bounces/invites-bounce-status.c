/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of a report that is written for programs (RFC 3464, RFC 6533). */
#include "service/bounces/invites-bounce-status.h"

#include <string.h>

#include "service/bounces/invites-bounce-recipient.h"

#define MAX_STATUS     65536 /* octets of the part that are read */
#define MAX_RECIPIENTS 100
#define MAX_DEPTH      3

/* The fields of one recipient, as they stand. */
typedef struct
{
  char *original;
  char *final;
  char *action;
  char *status;
  char *diagnostic;
} Fields;

static void
clear_fields (Fields *fields)
{
  g_clear_pointer (&fields->original, g_free);
  g_clear_pointer (&fields->final, g_free);
  g_clear_pointer (&fields->action, g_free);
  g_clear_pointer (&fields->status, g_free);
  g_clear_pointer (&fields->diagnostic, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fields, clear_fields)

/* "rfc822; somebody@example.com" without what stands before it. */
static char *
dup_typed (const char *value)
{
  const char *semicolon = strchr (value, ';');

  return g_strstrip (g_strdup (semicolon != NULL ? semicolon + 1 : value));
}

static gboolean
find_action (const Fields         *fields,
             InvitesBounceVerdict *action)
{
  const struct
  {
    const char *word;
    InvitesBounceVerdict action;
  } actions[] = {
    { "failed", INVITES_BOUNCE_FAILED },
    { "delayed", INVITES_BOUNCE_DELAYED },
    { "delivered", INVITES_BOUNCE_DELIVERED },
    { "relayed", INVITES_BOUNCE_DELIVERED },
    { "expanded", INVITES_BOUNCE_DELIVERED },
  };

  for (gsize i = 0; fields->action != NULL && i < G_N_ELEMENTS (actions); i++)
    {
      gsize length = strlen (actions[i].word);

      if (g_ascii_strncasecmp (fields->action, actions[i].word, length) == 0
          && !g_ascii_isalpha (fields->action[length]))
        {
          *action = actions[i].action;
          return TRUE;
        }
    }
  if (fields->status == NULL || fields->status[0] == '\0'
      || fields->status[1] != '.')
    return FALSE;

  *action = fields->status[0] == '5'   ? INVITES_BOUNCE_FAILED
            : fields->status[0] == '4' ? INVITES_BOUNCE_DELAYED
                                       : INVITES_BOUNCE_DELIVERED;
  return strchr ("245", fields->status[0]) != NULL;
}

static gboolean
is_smtp (const char *diagnostic)
{
  return g_ascii_strncasecmp (diagnostic, "smtp", 4) == 0
         || strchr (diagnostic, ';') == NULL;
}

/* What stood about one recipient, or about the message as a whole: that has
 * neither action nor recipient. */
static void
end_group (Fields    *fields,
           GPtrArray *recipients)
{
  InvitesBounceVerdict action;
  InvitesBounceRecipient *recipient;

  if (find_action (fields, &action)
      && (fields->action != NULL || fields->final != NULL)
      && recipients->len < MAX_RECIPIENTS)
    {
      recipient = invites_bounce_recipient_new (action);
      if (fields->status != NULL)
        invites_bounce_recipient_set_status (recipient, fields->status);
      if (fields->diagnostic != NULL)
        {
          g_autofree char *words = dup_typed (fields->diagnostic);

          if (is_smtp (fields->diagnostic))
            invites_bounce_recipient_set_reply (recipient, words);
          else
            invites_bounce_recipient_set_words (recipient, words);
        }
      recipient->original = g_steal_pointer (&fields->original);
      recipient->final = g_steal_pointer (&fields->final);
      g_ptr_array_add (recipients, recipient);
    }
  clear_fields (fields);
}

static void
take (char **place,
      char  *value)
{
  g_free (*place);
  *place = value;
}

static void
take_field (Fields     *fields,
            const char *line,
            GPtrArray  *recipients)
{
  const char *colon = strchr (line, ':');
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;

  if (colon == NULL)
    return;
  name = g_strstrip (g_strndup (line, (gsize) (colon - line)));
  value = g_strstrip (g_strdup (colon + 1));

  if (g_ascii_strcasecmp (name, "Final-Recipient") == 0)
    {
      /* Some leave the empty line between two recipients out. */
      if (fields->final != NULL)
        end_group (fields, recipients);
      take (&fields->final, dup_typed (value));
    }
  else if (g_ascii_strcasecmp (name, "Original-Recipient") == 0)
    take (&fields->original, dup_typed (value));
  else if (g_ascii_strcasecmp (name, "Action") == 0)
    take (&fields->action, g_steal_pointer (&value));
  else if (g_ascii_strcasecmp (name, "Status") == 0)
    take (&fields->status, g_steal_pointer (&value));
  else if (g_ascii_strcasecmp (name, "Diagnostic-Code") == 0)
    take (&fields->diagnostic, g_steal_pointer (&value));
}

static GPtrArray *
recipients_new (void)
{
  return g_ptr_array_new_with_free_func (
    (GDestroyNotify) invites_bounce_recipient_free);
}

/**
 * invites_bounce_status_parse:
 * @text: the content of a message/delivery-status
 *
 * Reads what it says of each recipient: groups of fields with an empty line
 * between them.
 *
 * Returns: (transfer full) (element-type InvitesBounceRecipient): them, none
 *   if there is nothing to be understood
 */
GPtrArray *
invites_bounce_status_parse (const char *text)
{
  g_autoptr(GPtrArray) recipients = recipients_new ();
  g_auto(Fields) fields = { NULL };
  g_autoptr(GString) field = g_string_new (NULL);
  g_auto(GStrv) lines = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  lines = g_strsplit (text, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    {
      gboolean is_folded = **line == ' ' || **line == '\t';
      gboolean is_empty = *g_strchomp (*line) == '\0';

      if (is_folded && !is_empty)
        {
          g_string_append (field, *line);
          continue;
        }
      take_field (&fields, field->str, recipients);
      g_string_assign (field, *line);
      if (is_empty)
        end_group (&fields, recipients);
    }
  take_field (&fields, field->str, recipients);
  end_group (&fields, recipients);
  return g_steal_pointer (&recipients);
}

static char *
dup_content (GMimePart *part)
{
  GMimeDataWrapper *content = g_mime_part_get_content (part);
  g_autoptr(GMimeStream) stream = g_mime_stream_mem_new ();
  GByteArray *bytes;
  g_autofree char *text = NULL;

  if (content == NULL)
    return NULL;
  g_mime_data_wrapper_write_to_stream (content, stream);
  bytes = g_mime_stream_mem_get_byte_array (GMIME_STREAM_MEM (stream));
  if (bytes->len == 0)
    return NULL;
  text = g_strndup ((const char *) bytes->data, MIN (bytes->len, MAX_STATUS));
  return g_utf8_make_valid (text, -1);
}

/**
 * invites_bounce_status_is_of_kind:
 * @object: (nullable): a part of a message
 * @type: a type, "message"
 * @subtype: a subtype, "rfc822"
 *
 * Returns: %TRUE if the part says that it is of that type
 */
gboolean
invites_bounce_status_is_of_kind (GMimeObject *object,
                                  const char  *type,
                                  const char  *subtype)
{
  GMimeContentType *content_type;

  if (object == NULL)
    return FALSE;
  content_type = g_mime_object_get_content_type (object);
  return content_type != NULL
         && g_mime_content_type_is_type (content_type, type, subtype);
}

static gboolean
is_status (GMimeObject *object)
{
  return object != NULL && GMIME_IS_PART (object)
         && (invites_bounce_status_is_of_kind (object, "message",
                                               "delivery-status")
             || invites_bounce_status_is_of_kind (object, "message",
                                                  "global-delivery-status"));
}

/* In the message's own parts: some systems that the report comes through add
 * a part of their own around it. */
static GMimePart *
find_status (GMimeObject *object,
             guint        depth)
{
  GMimePart *found = is_status (object) ? GMIME_PART (object) : NULL;

  if (!GMIME_IS_MULTIPART (object) || depth == 0)
    return found;
  for (int i = 0;
       found == NULL
       && i < g_mime_multipart_get_count (GMIME_MULTIPART (object));
       i++)
    found = find_status (
      g_mime_multipart_get_part (GMIME_MULTIPART (object), i), depth - 1);
  return found;
}

/**
 * invites_bounce_status_read:
 * @message: a message
 *
 * Looks for a part that says what became of a mail, among the parts of the
 * message itself: what is returned, or what somebody has attached, is no
 * report.
 *
 * Returns: (transfer full) (element-type InvitesBounceRecipient): what it says
 *   of each recipient, none if there is none
 */
GPtrArray *
invites_bounce_status_read (GMimeMessage *message)
{
  GMimePart *part;
  g_autofree char *text = NULL;

  g_return_val_if_fail (GMIME_IS_MESSAGE (message), NULL);

  part = find_status (g_mime_message_get_mime_part (message), MAX_DEPTH);
  if (part == NULL || (text = dup_content (part)) == NULL)
    return recipients_new ();
  return invites_bounce_status_parse (text);
}
