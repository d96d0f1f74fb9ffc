/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/invites-json-check.h"

#include <math.h>
#include <string.h>

#include "core/invites-json.h"

/*
 * Strict RFC 8259, before json-glib sees a byte. json-glib takes much that is
 * not JSON, overflows its stack on deep nesting, wraps large integers, keeps
 * the last of doubled names and cuts strings at U+0000.
 */

/* A longer name is nobody's field. */
#define MAX_BLAMED_NAME 64

typedef struct
{
  const char *start; /* (not owned) */
  const char *p;     /* (not owned): what comes next */
  const char *end;   /* (not owned) */
  guint       depth;
  GError    **error;
} Checker;

static gboolean check_value (Checker *self);

/* Says where, never what: it may be a secret. */
static gboolean
fail (Checker    *self,
      const char *what)
{
  g_set_error (self->error, INVITES_ERROR, INVITES_ERROR_MALFORMED,
               "Not JSON as RFC 8259 has it: %s at octet %" G_GSIZE_FORMAT,
               what, (gsize) (self->p - self->start));
  return FALSE;
}

static void
skip_space (Checker *self)
{
  while (self->p < self->end
         && (*self->p == ' ' || *self->p == '\t' || *self->p == '\n'
             || *self->p == '\r'))
    self->p++;
}

static gboolean
next_is (Checker *self,
         char     c)
{
  return self->p < self->end && *self->p == c;
}

static gboolean
take (Checker *self,
      char     c)
{
  if (!next_is (self, c))
    return FALSE;

  self->p++;
  return TRUE;
}

static gboolean
take_digits (Checker *self)
{
  const char *start = self->p;

  while (self->p < self->end && g_ascii_isdigit (*self->p))
    self->p++;

  return self->p > start;
}

static gboolean
check_word (Checker    *self,
            const char *word)
{
  gsize length = strlen (word);

  if ((gsize) (self->end - self->p) < length
      || memcmp (self->p, word, length) != 0)
    return fail (self, "an unknown word");

  self->p += length;
  return TRUE;
}

static gboolean
fits (const char *number,
      gboolean    is_integer)
{
  if (is_integer)
    return g_ascii_string_to_signed (number, 10, G_MININT64, G_MAXINT64, NULL,
                                     NULL);

  return isfinite (g_ascii_strtod (number, NULL));
}

static gboolean
check_number (Checker *self)
{
  const char *start = self->p;
  g_autofree char *number = NULL;
  gboolean is_integer = TRUE;

  take (self, '-');
  if (!take (self, '0') && !take_digits (self))
    return fail (self, "a number without digits");

  if (take (self, '.'))
    {
      is_integer = FALSE;
      if (!take_digits (self))
        return fail (self, "a number that ends with its point");
    }

  if (take (self, 'e') || take (self, 'E'))
    {
      is_integer = FALSE;
      if (!take (self, '+'))
        take (self, '-');
      if (!take_digits (self))
        return fail (self, "a number without its exponent");
    }

  number = g_strndup (start, (gsize) (self->p - start));
  if (!fits (number, is_integer))
    return fail (self, "a number too large");

  return TRUE;
}

static gboolean
read_hex (Checker  *self,
          gunichar *unit)
{
  *unit = 0;
  for (guint i = 0; i < 4; i++)
    {
      if (self->p == self->end || !g_ascii_isxdigit (*self->p))
        return fail (self, "a bad \\u escape");
      *unit = *unit * 16 + (gunichar) g_ascii_xdigit_value (*self->p++);
    }

  return TRUE;
}

/* Behind "\u": one UTF-16 unit, or a pair of surrogates. */
static gboolean
check_unicode_escape (Checker *self,
                      GString *text)
{
  gunichar high, low;

  if (!read_hex (self, &high))
    return FALSE;
  if (high == 0)
    return fail (self, "an escaped NUL");
  if (high < 0xd800 || high > 0xdfff)
    {
      g_string_append_unichar (text, high);
      return TRUE;
    }

  if (high > 0xdbff || !take (self, '\\') || !take (self, 'u'))
    return fail (self, "a lone surrogate");
  if (!read_hex (self, &low))
    return FALSE;
  if (low < 0xdc00 || low > 0xdfff)
    return fail (self, "a lone surrogate");

  g_string_append_unichar (text,
                           0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00));
  return TRUE;
}

static gboolean
check_escape (Checker *self,
              GString *text)
{
  static const char escapes[] = "\"\\/bfnrt";
  static const char escaped[] = "\"\\/\b\f\n\r\t";
  const char *found;

  if (take (self, 'u'))
    return check_unicode_escape (self, text);

  if (self->p == self->end || *self->p == '\0'
      || !(found = strchr (escapes, *self->p)))
    return fail (self, "an unknown escape");

  g_string_append_c (text, escaped[found - escapes]);
  self->p++;
  return TRUE;
}

/* Collects in @text what the string means. */
static gboolean
check_string (Checker *self,
              GString *text)
{
  if (!take (self, '"'))
    return fail (self, "no string");

  while (self->p < self->end)
    {
      if ((guchar) *self->p < 0x20)
        return fail (self, "a bare control character");
      if (take (self, '"'))
        return TRUE;

      if (!take (self, '\\'))
        g_string_append_c (text, *self->p++);
      else if (!check_escape (self, text))
        return FALSE;
    }

  return fail (self, "an open string");
}

static gboolean
check_name (Checker   *self,
            GPtrArray *names)
{
  g_autoptr(GString) name = g_string_new (NULL);

  if (!check_string (self, name))
    return FALSE;
  if (g_ptr_array_find_with_equal_func (names, name->str, g_str_equal, NULL))
    return fail (self, "a name that is there already");
  if (names->len == INVITES_JSON_MAX_MEMBERS)
    return fail (self, "too many members");

  g_ptr_array_add (names, g_string_free (g_steal_pointer (&name), FALSE));
  return TRUE;
}

/* Says in which member it was; the innermost one counts. */
static gboolean
blame_member (Checker    *self,
              const char *name)
{
  if (self->error != NULL && invites_error_get_field (*self->error) == NULL
      && g_str_is_ascii (name) && strlen (name) <= MAX_BLAMED_NAME)
    invites_error_set_field (*self->error, name);

  return FALSE;
}

static gboolean
check_member (Checker   *self,
              GPtrArray *names)
{
  skip_space (self);
  if (!check_name (self, names))
    return FALSE;

  skip_space (self);
  if (!take (self, ':'))
    return fail (self, "no colon");

  return check_value (self)
         || blame_member (self, g_ptr_array_index (names, names->len - 1));
}

static gboolean
check_object (Checker *self)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  self->p++;
  skip_space (self);
  if (take (self, '}'))
    return TRUE;

  do
    {
      if (!check_member (self, names))
        return FALSE;
    }
  while (take (self, ','));

  return take (self, '}') || fail (self, "no comma or brace");
}

static gboolean
check_array (Checker *self)
{
  self->p++;
  skip_space (self);
  if (take (self, ']'))
    return TRUE;

  do
    {
      if (!check_value (self))
        return FALSE;
    }
  while (take (self, ','));

  return take (self, ']') || fail (self, "no comma or bracket");
}

static gboolean
check_container (Checker *self)
{
  gboolean ok;

  if (self->depth == INVITES_JSON_MAX_DEPTH)
    return fail (self, "too deep nesting");

  self->depth++;
  ok = *self->p == '{' ? check_object (self) : check_array (self);
  self->depth--;
  return ok;
}

static gboolean
check_scalar (Checker *self)
{
  if (next_is (self, '"'))
    {
      g_autoptr(GString) text = g_string_new (NULL);

      return check_string (self, text);
    }

  if (next_is (self, 't'))
    return check_word (self, "true");
  if (next_is (self, 'f'))
    return check_word (self, "false");
  if (next_is (self, 'n'))
    return check_word (self, "null");
  if (next_is (self, '-')
      || (self->p < self->end && g_ascii_isdigit (*self->p)))
    return check_number (self);

  return fail (self, "no value");
}

/* One value and the white space around it. */
static gboolean
check_value (Checker *self)
{
  skip_space (self);
  if (next_is (self, '{') || next_is (self, '['))
    {
      if (!check_container (self))
        return FALSE;
    }
  else if (!check_scalar (self))
    return FALSE;

  skip_space (self);
  return TRUE;
}

/*
 * invites_json_check:
 * @text: octets
 * @length: how many
 * @error: (out) (optional): where the error goes
 *
 * Tells whether @text is one JSON value as RFC 8259 has it, and further: no
 * byte order mark, no doubled names, no U+0000, no lone surrogate, integers
 * within 64 bits, other numbers finite, at most %INVITES_JSON_MAX_DEPTH levels
 * and %INVITES_JSON_MAX_MEMBERS members of one object.
 *
 * Returns: whether it is; %INVITES_ERROR_MALFORMED otherwise, with the member
 *   whose value is to blame
 */
gboolean
invites_json_check (const char  *text,
                    gsize        length,
                    GError     **error)
{
  Checker self = {
    .start = text,
    .p = text,
    .end = text + length,
    .error = error,
  };

  if (!g_utf8_validate_len (text, length, &self.p))
    return fail (&self, "no UTF-8");

  self.p = text;
  if (!check_value (&self))
    return FALSE;
  if (self.p != self.end)
    return fail (&self, "something behind the value");

  return TRUE;
}
