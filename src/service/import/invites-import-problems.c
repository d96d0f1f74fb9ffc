/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/import/invites-import-problems.h"

struct _InvitesImportProblems
{
  GPtrArray *lines; /* (element-type utf8) */
};

/**
 * invites_import_problems_new:
 *
 * Makes an empty list.
 *
 * Returns: (transfer full): the list
 */
InvitesImportProblems *
invites_import_problems_new (void)
{
  InvitesImportProblems *self = g_new0 (InvitesImportProblems, 1);

  self->lines = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/**
 * invites_import_problems_free:
 * @self: (transfer full) (nullable): a list
 *
 * Frees the list.
 */
void
invites_import_problems_free (InvitesImportProblems *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->lines);
  g_free (self);
}

/**
 * invites_import_problems_add:
 * @self: a list
 * @file: the name of the file
 * @line: the line that the field or the row begins in, or 0 for the file
 * @column: (nullable): the name of the column
 * @format: what is wrong, without a full stop
 * @...: the values of @format
 *
 * Adds a problem. Those beyond the hundredth are not kept.
 */
void
invites_import_problems_add (InvitesImportProblems *self,
                             const char            *file,
                             guint64                line,
                             const char            *column,
                             const char            *format,
                             ...)
{
  g_autoptr(GString) text = NULL;
  va_list values;

  g_return_if_fail (self != NULL);
  g_return_if_fail (file != NULL);

  if (invites_import_problems_is_full (self))
    return;

  text = g_string_new (file);
  if (line > 0)
    g_string_append_printf (text, ":%" G_GUINT64_FORMAT, line);
  g_string_append (text, ": ");
  if (column != NULL)
    g_string_append_printf (text, "%s: ", column);

  va_start (values, format);
  g_string_append_vprintf (text, format, values);
  va_end (values);
  g_ptr_array_add (self->lines, g_string_free (g_steal_pointer (&text),
                                               FALSE));
}

/**
 * invites_import_problems_get_n:
 * @self: a list
 *
 * Gets how many problems there are.
 *
 * Returns: 0 to %INVITES_IMPORT_MAX_PROBLEMS
 */
guint
invites_import_problems_get_n (InvitesImportProblems *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->lines->len;
}

/**
 * invites_import_problems_is_full:
 * @self: a list
 *
 * Tells whether there are so many that more would help nobody.
 *
 * Returns: whether to stop looking for them
 */
gboolean
invites_import_problems_is_full (InvitesImportProblems *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->lines->len >= INVITES_IMPORT_MAX_PROBLEMS;
}

/**
 * invites_import_problems_get:
 * @self: a list
 * @n: which one, from 0
 *
 * Gets a problem.
 *
 * Returns: (transfer none): one line of text
 */
const char *
invites_import_problems_get (InvitesImportProblems *self,
                             guint                  n)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (n < self->lines->len, NULL);

  return g_ptr_array_index (self->lines, n);
}
