/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-template.h"

#include <string.h>

#include "core/invites-error.h"
#include "core/invites-text.h"
#include "service/delivery/invites-html-scanner.h"
#include "service/languages/invites-language.h"
#include "service/languages/invites-words.h"

/* Stands where a contact has no name; templates are written around it: "Dear
 * customer," reads as well as "Dear Ann Example,". */
#define NAMELESS "nameless"

typedef enum
{
  LITERAL,
  CONTACT_NAME,
  DIVISION_NAME,
  ACCOUNTS,
  LINK,
  LINK_DAYS,
} Kind;

static const struct
{
  const char *name;
  Kind        kind;
} placeholders[] = {
  { "contact_name", CONTACT_NAME },
  { "division_name", DIVISION_NAME },
  { "accounts", ACCOUNTS },
  { "link", LINK },
  { "link_days", LINK_DAYS },
};

typedef struct
{
  Kind  kind;
  char *text; /* (owned) (nullable): of a LITERAL; of ACCOUNTS in text: the
                 indentation that every account's line gets */
} Piece;

/* Short, for this file. */
typedef InvitesTemplatePart Part;
#define SUBJECT INVITES_TEMPLATE_SUBJECT
#define TEXT    INVITES_TEMPLATE_TEXT
#define HTML    INVITES_TEMPLATE_HTML
#define N_PARTS INVITES_TEMPLATE_N_PARTS

static const char *const part_fields[] = { "subject", "text", "html" };

struct _InvitesTemplate
{
  GArray     *parts[N_PARTS]; /* (owned) (element-type Piece) */
  const char *nameless;
};

/* One part while it is compiled. */
typedef struct
{
  Part                part;
  GArray             *pieces;  /* (borrowed) */
  InvitesHtmlScanner *scanner; /* (owned) (nullable): HTML only */
  guint               n_links;
} Compilation;

static void
clear_piece (gpointer data)
{
  Piece *piece = data;

  g_clear_pointer (&piece->text, g_free);
}

static GArray *
new_pieces (void)
{
  GArray *pieces = g_array_new (FALSE, FALSE, sizeof (Piece));

  g_array_set_clear_func (pieces, clear_piece);
  return pieces;
}

static void
add_piece (Compilation *compilation, Kind kind, char *text)
{
  Piece piece = { kind, text };

  g_array_append_val (compilation->pieces, piece);
}

static void
add_literal (Compilation *compilation, const char *from, gsize length)
{
  if (length == 0)
    return;
  if (compilation->scanner != NULL)
    invites_html_scanner_feed (compilation->scanner, from, length);
  add_piece (compilation, LITERAL, g_strndup (from, length));
}

static gboolean
find_kind (const char *name, gsize length, Kind *kind)
{
  for (guint i = 0; i < G_N_ELEMENTS (placeholders); i++)
    if (strlen (placeholders[i].name) == length
        && strncmp (placeholders[i].name, name, length) == 0)
      {
        *kind = placeholders[i].kind;
        return TRUE;
      }
  return FALSE;
}

/* Escaping makes a value harmless in text and in these attributes. It does not
 * in an address, a style or a script, and where nothing is quoted. */
static gboolean
may_stand_here (InvitesHtmlScanner *scanner, Kind kind)
{
  const char *const plain[] = { "alt", "aria-label", "title", NULL };
  const char *attribute;

  switch (invites_html_scanner_get_place (scanner))
    {
    case INVITES_HTML_TEXT:
      return TRUE;
    case INVITES_HTML_ATTRIBUTE:
      attribute = invites_html_scanner_get_attribute (scanner);
      if (kind == LINK)
        return g_str_equal (attribute, "href")
               && invites_html_scanner_is_at_start (scanner);
      return kind != ACCOUNTS && g_strv_contains (plain, attribute);
    case INVITES_HTML_RAW:
    case INVITES_HTML_ELSEWHERE:
    default:
      return FALSE;
    }
}

static gboolean
continues_link (char byte)
{
  return g_ascii_isalnum (byte) || byte == '-' || byte == '_';
}

/* @after: what follows the closing braces. */
static gboolean
check_placeholder (Compilation  *compilation,
                   Kind          kind,
                   const char   *name,
                   gsize         length,
                   const char   *after,
                   GError      **error)
{
  const char *field = part_fields[compilation->part];
  const char *complaint = NULL;

  if (compilation->part == SUBJECT && (kind == LINK || kind == ACCOUNTS))
    complaint = "has no place in a subject";
  else if (kind == LINK && continues_link (*after))
    complaint = "must not run on into the word behind it";
  else if (compilation->scanner != NULL
           && !may_stand_here (compilation->scanner, kind))
    complaint = "cannot stand there: put it into text, or the link alone into "
                "href=\"\"";

  if (complaint != NULL)
    invites_set_field_error (error, INVITES_ERROR_INVALID, field,
                             "{{%.*s}} %s", (int) length, name, complaint);
  return complaint == NULL;
}

/* Spaces between the beginning of the line and @position, or nothing if
 * anything else stands there. */
static char *
dup_indentation (const char *part, const char *position)
{
  const char *from = position;

  while (from > part && (from[-1] == ' ' || from[-1] == '\t'))
    from--;
  if (from > part && from[-1] != '\n')
    from = position;
  return g_strndup (from, position - from);
}

/* @open: stands on "{{"; moves behind the closing braces. */
static gboolean
compile_placeholder (Compilation  *compilation,
                     const char   *part,
                     const char  **open,
                     GError      **error)
{
  const char *field = part_fields[compilation->part];
  const char *name = *open + 2;
  gsize length = strcspn (name, "{}\r\n");
  const char *after = name + length + 2;
  Kind kind;

  if (!g_str_has_prefix (name + length, "}}"))
    {
      invites_set_field_error (error, INVITES_ERROR_INVALID, field,
                               "A “{{” is not closed with “}}”");
      return FALSE;
    }
  if (!find_kind (name, length, &kind))
    {
      invites_set_field_error (error, INVITES_ERROR_INVALID, field,
                               "There is no placeholder {{%.*s}}",
                               (int) MIN (length, 40), name);
      return FALSE;
    }
  if (!check_placeholder (compilation, kind, name, length, after, error))
    return FALSE;

  if (kind == LINK)
    compilation->n_links++;
  if (compilation->scanner != NULL)
    invites_html_scanner_feed (compilation->scanner, "x", 1);
  add_piece (compilation, kind,
             kind == ACCOUNTS && compilation->part == TEXT
               ? dup_indentation (part, *open)
               : NULL);
  *open = after;
  return TRUE;
}

/* Style sheets end in "}}" often enough. */
static gboolean
is_stray (Compilation *compilation)
{
  return compilation->scanner == NULL
         || invites_html_scanner_get_place (compilation->scanner)
              != INVITES_HTML_RAW;
}

static const char *
find_braces (const char *from)
{
  const char *braces;

  for (braces = from; *braces != '\0'; braces++)
    if ((braces[0] == '{' || braces[0] == '}') && braces[1] == braces[0])
      return braces;
  return NULL;
}

static gboolean
compile_pieces (Compilation *compilation, const char *part, GError **error)
{
  const char *from = part;
  const char *braces;

  while ((braces = find_braces (from)) != NULL)
    {
      add_literal (compilation, from, braces - from);
      if (*braces == '{')
        {
          if (!compile_placeholder (compilation, part, &braces, error))
            return FALSE;
          from = braces;
        }
      else if (is_stray (compilation))
        {
          invites_set_field_error (error, INVITES_ERROR_INVALID,
                                   part_fields[compilation->part],
                                   "A “}}” stands without “{{”");
          return FALSE;
        }
      else
        {
          add_literal (compilation, braces, 2);
          from = braces + 2;
        }
    }
  add_literal (compilation, from, strlen (from));
  return TRUE;
}

/* TAB and line ends aside, a control character is a mistake in any part. */
static gboolean
has_controls (const char *part)
{
  g_autofree char *copy = g_strdup (part);

  g_strdelimit (copy, "\t\r\n", ' ');
  return !invites_text_is_printable (copy, -1);
}

static gboolean
is_blank (const char *part)
{
  return part[strspn (part, " \t\r\n")] == '\0';
}

static gboolean
check_source (Part part, const char *source, GError **error)
{
  const char *complaint = NULL;

  if (!g_utf8_validate (source, -1, NULL))
    complaint = "is not UTF-8";
  else if (is_blank (source))
    complaint = "is empty";
  else if (part == SUBJECT && !invites_text_is_printable (source, -1))
    complaint = "holds a line break or another control character";
  else if (part == SUBJECT
           && g_utf8_strlen (source, -1) > INVITES_TEMPLATE_MAX_SUBJECT)
    complaint = "is longer than 200 characters";
  else if (part != SUBJECT && has_controls (source))
    complaint = "holds a control character";
  else if (strlen (source) > INVITES_TEMPLATE_MAX_PART)
    complaint = "is larger than 256 KiB";

  if (complaint != NULL)
    invites_set_field_error (error, INVITES_ERROR_INVALID, part_fields[part],
                             "The template’s %s %s", part_fields[part],
                             complaint);
  return complaint == NULL;
}

static gboolean
check_links (Compilation *compilation, GError **error)
{
  if (compilation->part == TEXT && compilation->n_links != 1)
    {
      invites_set_field_error (error, INVITES_ERROR_INVALID, "text",
                               "The text must hold {{link}} exactly once");
      return FALSE;
    }
  if (compilation->part == HTML && compilation->n_links == 0)
    {
      invites_set_field_error (error, INVITES_ERROR_INVALID, "html",
                               "The HTML must hold {{link}}");
      return FALSE;
    }
  return TRUE;
}

/* Line ends become LF: the composer decides what goes on the wire. */
static char *
dup_unix_lines (const char *source)
{
  GString *lines = g_string_new (source);

  g_string_replace (lines, "\r\n", "\n", 0);
  g_string_replace (lines, "\r", "\n", 0);
  return g_string_free (lines, FALSE);
}

static GArray *
compile_part (Part part, const char *source, GError **error)
{
  g_autoptr(GArray) pieces = new_pieces ();
  g_autoptr(InvitesHtmlScanner) scanner = NULL;
  g_autofree char *lines = NULL;
  Compilation compilation = { part, pieces };

  if (!check_source (part, source, error))
    return NULL;
  if (part == HTML)
    compilation.scanner = scanner = invites_html_scanner_new ();
  lines = dup_unix_lines (source);
  if (!compile_pieces (&compilation, lines, error)
      || !check_links (&compilation, error))
    return NULL;
  return g_steal_pointer (&pieces);
}

/* In the language of the template, or of the wider ones that there are words
 * in. */
static const char *
find_nameless (const char *language)
{
  return invites_words_get (
    invites_language_lookup (language, invites_words_get_languages ()),
    NAMELESS);
}

/**
 * invites_template_compile:
 * @text: what it says: the subject, one line, the plain-text part, and the
 *   HTML part, a whole document
 * @error: return location, or %NULL
 *
 * Compiles a template, and so checks it.
 *
 * Returns: (transfer full) (nullable): the template, or %NULL with
 *   %INVITES_ERROR_INVALID that names "subject", "text" or "html"
 */
InvitesTemplate *
invites_template_compile (const InvitesTemplateText  *text,
                          GError                    **error)
{
  g_autoptr(InvitesTemplate) self = g_new0 (InvitesTemplate, 1);
  const char *const sources[N_PARTS]
    = { text->subject, text->text, text->html };

  self->nameless = find_nameless (text->language);
  for (Part part = SUBJECT; part < N_PARTS; part++)
    if ((self->parts[part] = compile_part (part, sources[part], error))
        == NULL)
      return NULL;
  return g_steal_pointer (&self);
}

/**
 * invites_template_free:
 * @self: (transfer full): a template
 *
 * Frees @self.
 */
void
invites_template_free (InvitesTemplate *self)
{
  g_return_if_fail (self != NULL);

  for (Part part = SUBJECT; part < N_PARTS; part++)
    g_clear_pointer (&self->parts[part], g_array_unref);
  g_free (self);
}

static gboolean
is_control (gunichar character)
{
  return g_unichar_iscntrl (character) || character == 0x2028
         || character == 0x2029;
}

/* A value as it may stand anywhere: without bidirectional controls, which
 * could turn the words around it, and on one line. */
static char *
dup_clean (const char *value)
{
  g_autofree char *stripped = invites_text_strip_bidi (value);
  GString *clean = g_string_sized_new (strlen (stripped));

  for (const char *p = stripped; *p != '\0'; p = g_utf8_next_char (p))
    g_string_append_unichar (clean, is_control (g_utf8_get_char (p))
                                      ? ' '
                                      : g_utf8_get_char (p));
  return g_strstrip (g_string_free (clean, FALSE));
}

/* For text nodes and for quoted attribute values alike. "&apos;" is unknown to
 * HTML 4, and so to some mail programs. */
static const char *
get_escape (char character)
{
  switch (character)
    {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return NULL;
    }
}

static void
append_escaped (GString *to, const char *value)
{
  while (*value != '\0')
    {
      gsize length = strcspn (value, "&<>\"'");

      g_string_append_len (to, value, (gssize) length);
      value += length;
      if (*value != '\0')
        g_string_append (to, get_escape (*value++));
    }
}

/* Most values are clean, and need no copy to say so. */
static gboolean
is_clean (const char *value)
{
  const char *p = value;

  while (*p >= ' ' && *p <= '~')
    p++;
  return *p == '\0' && *value != ' ' && (p == value || p[-1] != ' ');
}

static void
append_value (GString *to, Part part, const char *value)
{
  g_autofree char *clean = NULL;

  if (!is_clean (value))
    value = clean = dup_clean (value);
  if (part == HTML)
    append_escaped (to, value);
  else
    g_string_append (to, value);
}

static void
append_account (GString *to, Part part, const InvitesAccountName *account)
{
  append_value (to, part, account->number);
  if (account->name != NULL && *account->name != '\0')
    {
      g_string_append (to, " – ");
      append_value (to, part, account->name);
    }
}

static void
append_accounts (GString         *to,
                 Part             part,
                 const char      *indentation,
                 const GPtrArray *accounts)
{
  for (guint i = 0; i < accounts->len; i++)
    {
      if (part == HTML)
        g_string_append (to, "<li><bdi>");
      else if (i > 0)
        g_string_append_printf (to, "\n%s", indentation);
      append_account (to, part, g_ptr_array_index (accounts, i));
      if (part == HTML)
        g_string_append (to, "</bdi></li>");
    }
}

static void
append_piece (GString                     *to,
              const InvitesTemplate       *self,
              Part                         part,
              const Piece                 *piece,
              const InvitesTemplateValues *values)
{
  const InvitesRecipient *recipient = values->recipient;
  gboolean nameless;

  switch (piece->kind)
    {
    case LITERAL:
      g_string_append (to, piece->text);
      break;
    case CONTACT_NAME:
      nameless = recipient->name == NULL || is_blank (recipient->name);
      append_value (to, part, nameless ? self->nameless : recipient->name);
      break;
    case DIVISION_NAME:
      append_value (to, part, recipient->division->name);
      break;
    case ACCOUNTS:
      append_accounts (to, part, piece->text, recipient->accounts);
      break;
    case LINK:
      append_value (to, part, values->link);
      break;
    case LINK_DAYS:
      g_string_append_printf (to, "%u", values->link_days);
      break;
    default:
      g_assert_not_reached ();
    }
}

/**
 * invites_template_get_n_pieces:
 * @self: a template
 * @part: which of its parts
 *
 * Gets of how many pieces a part is made: text that is the same for everybody,
 * and what is put in between.
 *
 * Returns: how many
 */
guint
invites_template_get_n_pieces (const InvitesTemplate *self,
                               InvitesTemplatePart    part)
{
  g_return_val_if_fail (self != NULL && part < N_PARTS, 0);

  return self->parts[part]->len;
}

static const Piece *
get_piece (const InvitesTemplate *self, Part part, guint n)
{
  return &g_array_index (self->parts[part], Piece, n);
}

/**
 * invites_template_get_literal:
 * @self: a template
 * @part: which of its parts
 * @n: which of its pieces, from 0
 *
 * Gets a piece that is the same for everybody.
 *
 * Returns: (transfer none) (nullable): text with LF line ends, or %NULL if a
 *   placeholder stands there
 */
const char *
invites_template_get_literal (const InvitesTemplate *self,
                              InvitesTemplatePart    part,
                              guint                  n)
{
  g_return_val_if_fail (self != NULL && part < N_PARTS, NULL);
  g_return_val_if_fail (n < self->parts[part]->len, NULL);

  return get_piece (self, part, n)->kind == LITERAL
           ? get_piece (self, part, n)->text
           : NULL;
}

/**
 * invites_template_append_piece:
 * @self: a template
 * @part: which of its parts
 * @n: which of its pieces, from 0
 * @values: what to put in
 * @to: gets the piece
 *
 * Appends a piece, a value escaped for where it stands: on one line, but for
 * the accounts of a text, and without control characters.
 */
void
invites_template_append_piece (const InvitesTemplate       *self,
                               InvitesTemplatePart          part,
                               guint                        n,
                               const InvitesTemplateValues *values,
                               GString                     *to)
{
  g_return_if_fail (self != NULL && part < N_PARTS);
  g_return_if_fail (n < self->parts[part]->len);
  g_return_if_fail (values != NULL && to != NULL);

  append_piece (to, self, part, get_piece (self, part, n), values);
}

/**
 * invites_template_dup_part:
 * @self: a template
 * @part: which of its parts
 * @values: what to put in
 *
 * Fills in a part.
 *
 * Returns: (transfer full): the subject on one line, or a text with LF line
 *   ends, in which the link stands once, or HTML
 */
char *
invites_template_dup_part (const InvitesTemplate       *self,
                           InvitesTemplatePart          part,
                           const InvitesTemplateValues *values)
{
  GString *filled;

  g_return_val_if_fail (self != NULL && part < N_PARTS, NULL);
  g_return_val_if_fail (values != NULL, NULL);

  filled = g_string_new (NULL);
  for (guint i = 0; i < self->parts[part]->len; i++)
    append_piece (filled, self, part, get_piece (self, part, i), values);
  return g_string_free (filled, FALSE);
}
