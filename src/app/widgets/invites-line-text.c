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
