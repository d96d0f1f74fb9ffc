/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-html-scanner.h"

#include <string.h>

typedef enum
{
  TEXT,
  TAG_START,    /* after "<" */
  CLOSING,      /* after "</": until ">" */
  DECLARATION,  /* after "<!": until ">", or a comment */
  COMMENT,      /* until "-->" */
  TAG_NAME,
  IN_TAG,       /* where an attribute may begin */
  NAME,         /* of an attribute */
  AFTER_NAME,
  BEFORE_VALUE, /* after "=" */
  DOUBLE_QUOTED,
  SINGLE_QUOTED,
  UNQUOTED,
  RAW,          /* until the closing tag of raw */
} State;

struct _InvitesHtmlScanner
{
  State       state;
  GString    *tag;
  GString    *attribute;
  GString    *recent;   /* what may become the end of a comment or of RAW */
  gsize       n_value;  /* bytes of the attribute's value so far */
  const char *raw;      /* "</style" or "</script" */
};

/**
 * invites_html_scanner_new:
 *
 * Makes a scanner that stands at the beginning of a document.
 *
 * Returns: (transfer full): the scanner
 */
InvitesHtmlScanner *
invites_html_scanner_new (void)
{
  InvitesHtmlScanner *self = g_new0 (InvitesHtmlScanner, 1);

  self->tag = g_string_new (NULL);
  self->attribute = g_string_new (NULL);
  self->recent = g_string_new (NULL);
  return self;
}

/**
 * invites_html_scanner_free:
 * @self: (transfer full): a scanner
 *
 * Frees @self.
 */
void
invites_html_scanner_free (InvitesHtmlScanner *self)
{
  g_return_if_fail (self != NULL);

  g_string_free (self->tag, TRUE);
  g_string_free (self->attribute, TRUE);
  g_string_free (self->recent, TRUE);
  g_free (self);
}

static void
end_tag (InvitesHtmlScanner *self)
{
  self->state = RAW;
  if (g_str_equal (self->tag->str, "style"))
    self->raw = "</style";
  else if (g_str_equal (self->tag->str, "script"))
    self->raw = "</script";
  else
    self->state = TEXT;
  g_string_truncate (self->recent, 0);
}

static void
begin_attribute (InvitesHtmlScanner *self, char byte)
{
  g_string_truncate (self->attribute, 0);
  g_string_append_c (self->attribute, g_ascii_tolower (byte));
  self->n_value = 0;
  self->state = NAME;
}

static void
start_tag (InvitesHtmlScanner *self, char byte)
{
  g_string_truncate (self->tag, 0);
  g_string_truncate (self->recent, 0);
  if (byte == '/')
    self->state = CLOSING;
  else if (byte == '!' || byte == '?')
    self->state = DECLARATION;
  else if (g_ascii_isalpha (byte))
    {
      g_string_append_c (self->tag, g_ascii_tolower (byte));
      self->state = TAG_NAME;
    }
  else if (byte != '<')
    self->state = TEXT; /* "a < b" */
}

/* Where no value is being read, inside a tag. */
static void
scan_tag (InvitesHtmlScanner *self, char byte)
{
  if (byte == '>')
    end_tag (self);
  else if (g_ascii_isspace (byte) || byte == '/')
    self->state = self->state == NAME || self->state == AFTER_NAME
                    ? AFTER_NAME
                    : IN_TAG;
  else if (self->state == TAG_NAME)
    g_string_append_c (self->tag, g_ascii_tolower (byte));
  else if (byte == '=' && self->state != IN_TAG)
    self->state = BEFORE_VALUE;
  else if (self->state == NAME)
    g_string_append_c (self->attribute, g_ascii_tolower (byte));
  else
    begin_attribute (self, byte);
}

static void
begin_value (InvitesHtmlScanner *self, char byte)
{
  if (byte == '"')
    self->state = DOUBLE_QUOTED;
  else if (byte == '\'')
    self->state = SINGLE_QUOTED;
  else if (byte == '>')
    end_tag (self);
  else if (!g_ascii_isspace (byte))
    self->state = UNQUOTED;
}

static void
scan_value (InvitesHtmlScanner *self, char byte)
{
  if ((self->state == DOUBLE_QUOTED && byte == '"')
      || (self->state == SINGLE_QUOTED && byte == '\'')
      || (self->state == UNQUOTED && g_ascii_isspace (byte)))
    self->state = IN_TAG;
  else if (self->state == UNQUOTED && byte == '>')
    end_tag (self);
  else
    self->n_value++;
}

static void
scan_declaration (InvitesHtmlScanner *self, char byte)
{
  g_string_append_c (self->recent, byte);
  if (byte == '>')
    self->state = TEXT;
  else if (g_str_equal (self->recent->str, "--"))
    {
      g_string_truncate (self->recent, 0);
      self->state = COMMENT;
    }
}

static void
scan_comment (InvitesHtmlScanner *self, char byte)
{
  g_string_append_c (self->recent, byte);
  if (self->recent->len > 3)
    g_string_erase (self->recent, 0, 1);
  /* "<!-->" and "<!--->" are whole comments. */
  if (byte == '>'
      && (g_str_has_suffix (self->recent->str, "-->")
          || g_str_equal (self->recent->str, ">")
          || g_str_equal (self->recent->str, "->")))
    self->state = TEXT;
}

static void
scan_raw (InvitesHtmlScanner *self, char byte)
{
  gsize length = strlen (self->raw);

  g_string_append_c (self->recent, byte);
  if (self->recent->len > length)
    g_string_erase (self->recent, 0, 1);
  if (g_ascii_strcasecmp (self->recent->str, self->raw) == 0)
    self->state = CLOSING;
}

static void
scan (InvitesHtmlScanner *self, char byte)
{
  switch (self->state)
    {
    case TEXT:
      if (byte == '<')
        self->state = TAG_START;
      break;
    case TAG_START:
      start_tag (self, byte);
      break;
    case CLOSING:
      if (byte == '>')
        self->state = TEXT;
      break;
    case DECLARATION:
      scan_declaration (self, byte);
      break;
    case COMMENT:
      scan_comment (self, byte);
      break;
    case TAG_NAME:
    case IN_TAG:
    case NAME:
    case AFTER_NAME:
      scan_tag (self, byte);
      break;
    case BEFORE_VALUE:
      begin_value (self, byte);
      break;
    case DOUBLE_QUOTED:
    case SINGLE_QUOTED:
    case UNQUOTED:
      scan_value (self, byte);
      break;
    case RAW:
      scan_raw (self, byte);
      break;
    default:
      g_assert_not_reached ();
    }
}

/**
 * invites_html_scanner_feed:
 * @self: a scanner
 * @bytes: what comes next in the document
 * @length: of @bytes
 *
 * Moves on behind @bytes.
 */
void
invites_html_scanner_feed (InvitesHtmlScanner *self,
                           const char         *bytes,
                           gsize               length)
{
  g_return_if_fail (self != NULL);

  for (gsize i = 0; i < length; i++)
    scan (self, bytes[i]);
}

/**
 * invites_html_scanner_get_place:
 * @self: a scanner
 *
 * Says where what comes next would stand.
 *
 * Returns: the place
 */
InvitesHtmlPlace
invites_html_scanner_get_place (InvitesHtmlScanner *self)
{
  g_return_val_if_fail (self != NULL, INVITES_HTML_ELSEWHERE);

  switch (self->state)
    {
    case TEXT:
      return INVITES_HTML_TEXT;
    case DOUBLE_QUOTED:
    case SINGLE_QUOTED:
      return INVITES_HTML_ATTRIBUTE;
    case RAW:
      return INVITES_HTML_RAW;
    default:
      return INVITES_HTML_ELSEWHERE;
    }
}

/**
 * invites_html_scanner_get_attribute:
 * @self: a scanner that stands in %INVITES_HTML_ATTRIBUTE
 *
 * Says which attribute it is.
 *
 * Returns: (transfer none): its name in lower case
 */
const char *
invites_html_scanner_get_attribute (InvitesHtmlScanner *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->attribute->str;
}

/**
 * invites_html_scanner_is_at_start:
 * @self: a scanner that stands in %INVITES_HTML_ATTRIBUTE
 *
 * Says whether nothing of the attribute's value has been seen.
 *
 * Returns: %TRUE at its beginning
 */
gboolean
invites_html_scanner_is_at_start (InvitesHtmlScanner *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->n_value == 0;
}
