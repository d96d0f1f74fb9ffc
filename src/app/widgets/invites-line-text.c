/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>
#include <gtk/gtk.h>

#include "app/widgets/invites-line-text.h"

/* Unicode Standard Annex #9, sections 2.4 and 2.6. */
#define LEFT_TO_RIGHT_MARK "\u200e"
#define RIGHT_TO_LEFT_MARK "\u200f"
#define ISOLATE            "\u2068"
#define END_ISOLATE        "\u2069"

/* That of its first letter, or mark; none when there is neither. */
static GtkTextDirection
find_direction (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar letter = g_utf8_get_char (p);

      if (letter == g_utf8_get_char (LEFT_TO_RIGHT_MARK))
        return GTK_TEXT_DIR_LTR;
      if (letter == g_utf8_get_char (RIGHT_TO_LEFT_MARK))
        return GTK_TEXT_DIR_RTL;
      if (!g_unichar_isalpha (letter))
        continue;

      switch ((int) g_unichar_get_script (letter))
        {
        case G_UNICODE_SCRIPT_ARABIC:
        case G_UNICODE_SCRIPT_HEBREW:
        case G_UNICODE_SCRIPT_NKO:
        case G_UNICODE_SCRIPT_SYRIAC:
        case G_UNICODE_SCRIPT_THAANA:
          return GTK_TEXT_DIR_RTL;

        default:
          return GTK_TEXT_DIR_LTR;
        }
    }

  return GTK_TEXT_DIR_NONE;
}

/**
 * invites_line_text_dup_account:
 * @number: of an account
 * @name: of the account
 *
 * Returns: (transfer full): both, the number first from where the name begins
 */
char *
invites_line_text_dup_account (const char *number,
                               const char *name)
{
  g_return_val_if_fail (number != NULL && name != NULL, NULL);

  if (find_direction (name) == GTK_TEXT_DIR_RTL)
    /* Or the name would drag the number to its right. */
    return g_strdup_printf (LEFT_TO_RIGHT_MARK "%s / %s", number, name);

  /* Translators: number and name of an account. */
  return g_strdup_printf (_("%s / %s"), number, name);
}

/**
 * invites_line_text_dup:
 * @text: one of several lines of a label
 *
 * Makes a line begin where the window's lines begin, in whatever script it is:
 * in a label of several, each line goes by its own first letter.
 *
 * Returns: (transfer full): the line
 */
char *
invites_line_text_dup (const char *text)
{
  GtkTextDirection window = gtk_widget_get_default_direction ();
  GtkTextDirection direction;

  g_return_val_if_fail (text != NULL, NULL);

  direction = find_direction (text);
  if (direction == GTK_TEXT_DIR_NONE || direction == window)
    return g_strdup (text);

  return g_strconcat (window == GTK_TEXT_DIR_RTL ? RIGHT_TO_LEFT_MARK
                                                 : LEFT_TO_RIGHT_MARK,
                      ISOLATE, text, END_ISOLATE, NULL);
}

/**
 * invites_line_text_join:
 * @first: what a line begins with, as the name of a division
 * @second: what follows, as a time
 *
 * Each keeps together, in whatever script it is. The line may be joined to
 * another.
 *
 * Returns: (transfer full): "North · 10 Nov 2025, 14:43"
 */
char *
invites_line_text_join (const char *first,
                        const char *second)
{
  g_autofree char *one = NULL;
  g_autofree char *other = NULL;

  g_return_val_if_fail (first != NULL && second != NULL, NULL);

  one = invites_line_text_dup (first);
  other = invites_line_text_dup (second);
  /* Translators: two parts of a line, as "North · 10 Nov 2025, 14:43". */
  return g_strdup_printf (_("%s · %s"), one, other);
}

/**
 * invites_line_text_append:
 * @line: (inout) (transfer full) (nullable): a line, or %NULL while it is empty
 * @part: (nullable): what follows in it, if anything
 *
 * Puts a line of several parts together, one after the other.
 */
void
invites_line_text_append (char       **line,
                          const char  *part)
{
  g_autofree char *before = NULL;

  g_return_if_fail (line != NULL);

  if (part == NULL || *part == '\0')
    return;

  before = *line;
  *line = before != NULL ? invites_line_text_join (before, part)
                         : g_strdup (part);
}

/**
 * invites_line_text_dup_bare:
 * @line: what one of these functions gave
 *
 * Returns: (transfer full): the line without marks of direction, for where it
 *   is a name, as that of a file
 */
char *
invites_line_text_dup_bare (const char *line)
{
  static const char *const marks[] = { LEFT_TO_RIGHT_MARK, RIGHT_TO_LEFT_MARK,
                                       ISOLATE, END_ISOLATE };
  GString *bare;

  g_return_val_if_fail (line != NULL, NULL);

  bare = g_string_new (line);
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    g_string_replace (bare, marks[i], "", 0);

  return g_string_free (bare, FALSE);
}
