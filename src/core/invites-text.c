/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/invites-text.h"

#include <string.h>

static gboolean
is_ascii (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      if ((guchar) *p >= 0x80)
        return FALSE;
    }

  return TRUE;
}

static gboolean
is_bidi_control (gunichar c)
{
  return c == 0x061c || c == 0x200e || c == 0x200f
         || (c >= 0x202a && c <= 0x202e)
         || (c >= 0x2066 && c <= 0x2069);
}

/**
 * invites_text_fold_char:
 * @c: a code point
 *
 * Simple folding: the entries C and S of Unicode's CaseFolding.txt, which
 * never make two characters of one.
 *
 * GLib has full folding only (C and F). Where that yields one character, both
 * are the same. Where it yields several, simple folding is the lower-case
 * letter of a capital (U+1E9E to U+00DF, U+1F88 to U+1F80), and anything else
 * stays: U+00DF is lower case already. U+0130, the dotted capital I, folds to
 * nothing simply, since its entry F is two characters and its other entry is
 * for Turkish alone. Cherokee capitals fold to themselves, and the small
 * letters to them; GLib turns both into the other.
 *
 * Returns: the code point that @c folds to, mostly itself
 */
gunichar
invites_text_fold_char (gunichar c)
{
  g_autofree char *folded = NULL;
  char utf8[6];
  int length;

  if (c < 0x80)
    return g_ascii_tolower ((char) c);
  if (c == 0x0130 || (c >= 0x13a0 && c <= 0x13f5))
    return c;

  length = g_unichar_to_utf8 (c, utf8);
  folded = g_utf8_casefold (utf8, length);
  if (*g_utf8_next_char (folded) == '\0')
    return g_utf8_get_char (folded);

  return g_unichar_tolower (c);
}

static gboolean
contains_word (GPtrArray  *words,
               const char *word)
{
  return g_ptr_array_find_with_equal_func (words, word, g_str_equal, NULL);
}

/**
 * invites_text_is_printable:
 * @text: octets
 * @length: how many, or -1 when they end with NUL
 *
 * Tells whether @text may stand in a name, a header or an SMTP command: valid
 * UTF-8 with no C0 or C1 control character, DEL, U+2028 or U+2029.
 *
 * Returns: whether it may
 */
gboolean
invites_text_is_printable (const char *text,
                           gssize      length)
{
  const char *end;

  g_return_val_if_fail (text != NULL, FALSE);

  if (length < 0)
    length = (gssize) strlen (text);
  if (!g_utf8_validate_len (text, (gsize) length, NULL))
    return FALSE;

  end = text + length;
  for (const char *p = text; p < end; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x2028 || c == 0x2029)
        return FALSE;
    }

  return TRUE;
}

/**
 * invites_text_fold:
 * @text: UTF-8; what is not valid counts as U+FFFD
 *
 * Folds a text for searching, sorting and comparing: NFC, then Unicode's
 * simple case folding of every code point, the same in every locale, and NFC
 * again, so that folding a folded text changes nothing.
 *
 * Returns: (transfer full): the folded text
 */
char *
invites_text_fold (const char *text)
{
  g_autofree char *valid = NULL;
  g_autofree char *composed = NULL;
  g_autoptr(GString) folded = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (is_ascii (text))
    return g_ascii_strdown (text, -1);

  valid = g_utf8_make_valid (text, -1);
  composed = g_utf8_normalize (valid, -1, G_NORMALIZE_NFC);
  folded = g_string_sized_new (strlen (composed));
  for (const char *p = composed; *p != '\0'; p = g_utf8_next_char (p))
    g_string_append_unichar (folded,
                             invites_text_fold_char (g_utf8_get_char (p)));

  return g_utf8_normalize (folded->str, (gssize) folded->len, G_NORMALIZE_NFC);
}

/**
 * invites_text_strip_bidi:
 * @text: UTF-8; what is not valid counts as U+FFFD
 *
 * Takes out the bidirectional controls, by which a value from the data could
 * turn around the text that it stands in.
 *
 * Returns: (transfer full): the text without them
 */
char *
invites_text_strip_bidi (const char *text)
{
  g_autofree char *valid = NULL;
  g_autoptr(GString) stripped = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (is_ascii (text))
    return g_strdup (text);

  valid = g_utf8_make_valid (text, -1);
  stripped = g_string_sized_new (strlen (valid));
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (!is_bidi_control (c))
        g_string_append_unichar (stripped, c);
    }

  return g_string_free (g_steal_pointer (&stripped), FALSE);
}

/**
 * invites_text_split_words:
 * @search: what a user typed to search for
 *
 * Splits a search text at its white space (every kind that Unicode knows) into
 * folded words, in their order, each once.
 *
 * Returns: (transfer full): the words, %NULL-terminated; none when there is
 *   nothing but white space
 */
char **
invites_text_split_words (const char *search)
{
  g_autofree char *folded = NULL;
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  const char *start = NULL;

  g_return_val_if_fail (search != NULL, NULL);

  folded = invites_text_fold (search);
  for (const char *p = folded;; p = g_utf8_next_char (p))
    {
      gboolean ends = *p == '\0' || g_unichar_isspace (g_utf8_get_char (p));

      if (!ends && start == NULL)
        start = p;
      else if (ends && start != NULL)
        {
          g_autofree char *word = g_strndup (start, (gsize) (p - start));

          if (!contains_word (words, word))
            g_ptr_array_add (words, g_steal_pointer (&word));
          start = NULL;
        }

      if (*p == '\0')
        break;
    }

  g_ptr_array_add (words, NULL);
  return (char **) g_ptr_array_free (g_steal_pointer (&words), FALSE);
}
