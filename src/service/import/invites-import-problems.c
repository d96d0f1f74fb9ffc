/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/import/invites-import-problems.h"

typedef struct
{
  char    *file; /* (owned) */
  guint64  line;
  char    *text; /* (owned) */
} Problem;

struct _InvitesImportProblems
{
  GPtrArray *problems; /* (owned) (element-type Problem) */
};

static void
free_problem (gpointer data)
{
  Problem *problem = data;

  g_free (problem->file);
  g_free (problem->text);
  g_free (problem);
}

static Problem *
new_problem (const char *file,
             guint64     line,
             const char *column,
             const char *words)
{
  Problem *problem = g_new0 (Problem, 1);
  GString *text = g_string_new (file);

  if (line > 0)
    g_string_append_printf (text, ":%" G_GUINT64_FORMAT, line);
  g_string_append (text, ": ");
  if (column != NULL)
    g_string_append_printf (text, "%s: ", column);
  g_string_append (text, words);

  problem->file = g_strdup (file);
  problem->line = line;
  problem->text = g_string_free (text, FALSE);
  return problem;
}

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

  self->problems = g_ptr_array_new_with_free_func (free_problem);
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

  g_ptr_array_unref (self->problems);
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
  g_autofree char *words = NULL;
  va_list values;

  g_return_if_fail (self != NULL);
  g_return_if_fail (file != NULL);

  if (invites_import_problems_is_full (self))
    return;

  va_start (values, format);
  words = g_strdup_vprintf (format, values);
  va_end (values);
  g_ptr_array_add (self->problems, new_problem (file, line, column, words));
}

/* Where a problem of a line belongs that is found behind time: before those of
 * later lines of the same file. */
static guint
find_place (InvitesImportProblems *self,
            const char            *file,
            guint64                line)
{
  guint place = self->problems->len;

  while (place > 0)
    {
      const Problem *before = g_ptr_array_index (self->problems, place - 1);

      if (before->line <= line || !g_str_equal (before->file, file))
        break;
      place--;
    }

  return place;
}

/**
 * invites_import_problems_insert:
 * @self: a list
 * @file: the name of the file, of which every problem stands behind those of
 *   the files before it
 * @line: the line that the field begins in
 * @column: the name of the column
 * @words: what is wrong, without a full stop
 *
 * Adds a problem that was found when later lines had been read already, at its
 * place. The hundredth is pushed out then.
 */
void
invites_import_problems_insert (InvitesImportProblems *self,
                                const char            *file,
                                guint64                line,
                                const char            *column,
                                const char            *words)
{
  guint place;

  g_return_if_fail (self != NULL);
  g_return_if_fail (file != NULL);

  place = find_place (self, file, line);
  g_ptr_array_insert (self->problems, (int) place,
                      new_problem (file, line, column, words));
  if (self->problems->len > INVITES_IMPORT_MAX_PROBLEMS)
    g_ptr_array_remove_index (self->problems, INVITES_IMPORT_MAX_PROBLEMS);
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

  return self->problems->len;
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

  return self->problems->len >= INVITES_IMPORT_MAX_PROBLEMS;
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
  g_return_val_if_fail (n < self->problems->len, NULL);

  return ((const Problem *) g_ptr_array_index (self->problems, n))->text;
}
