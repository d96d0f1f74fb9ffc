/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-stage.h"

#include <string.h>

struct _InvitesStage
{
  InvitesDatabase         *database; /* (unowned) */
  const InvitesStageTable *table;
  guint                    n_rows;
  GString                 *text;     /* (owned) (nullable): rows that are not
                                        there yet, as COPY has them */
};

/**
 * invites_stage_new:
 * @database: a connection
 * @table: the table; not copied
 *
 * Makes a stage without its table.
 *
 * Returns: (transfer full): the stage
 */
InvitesStage *
invites_stage_new (InvitesDatabase         *database,
                   const InvitesStageTable *table)
{
  InvitesStage *self;

  g_return_val_if_fail (database != NULL, NULL);
  g_return_val_if_fail (table != NULL, NULL);

  self = g_new0 (InvitesStage, 1);
  self->database = database;
  self->table = table;
  if (invites_database_is_shared (database))
    self->text = g_string_new (NULL);
  return self;
}

/**
 * invites_stage_free:
 * @self: (transfer full) (nullable): a stage
 *
 * Frees a stage. Its table stays, for the next one of that name.
 */
void
invites_stage_free (InvitesStage *self)
{
  if (self == NULL)
    return;

  if (self->text != NULL)
    g_string_free (self->text, TRUE);
  g_free (self);
}

/* Texts are compared by code points, as they are in the other tables. */
static char *
dup_columns (InvitesStage *self)
{
  GString *columns = g_string_new (self->table->columns);

  if (self->text != NULL)
    g_string_replace (columns, "TEXT", "TEXT COLLATE \"C\"", 0);
  return g_string_free (columns, FALSE);
}

/**
 * invites_stage_begin:
 * @self: a stage
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Makes the table, and empties one that was there.
 *
 * Returns: whether it is there
 */
gboolean
invites_stage_begin (InvitesStage  *self,
                     GError       **error)
{
  g_autofree char *columns = NULL;
  g_autofree char *sql = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  columns = dup_columns (self);
  sql = g_strdup_printf ("CREATE TEMP TABLE IF NOT EXISTS %s"
                         " (n INTEGER PRIMARY KEY, %s)",
                         self->table->table, columns);
  return invites_database_exec (self->database, sql, error)
         && invites_stage_clear (self, error);
}

static void
append_text (GString    *line,
             const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    {
      if (*c == '\\')
        g_string_append (line, "\\\\");
      else if (*c == '\t')
        g_string_append (line, "\\t");
      else if (*c == '\n')
        g_string_append (line, "\\n");
      else if (*c == '\r')
        g_string_append (line, "\\r");
      else
        g_string_append_c (line, *c);
    }
}

/* A row as COPY has it in its text format. */
static void
append_row (InvitesStage *self,
            const char   *format,
            va_list      *values)
{
  g_string_append_printf (self->text, "%u", self->n_rows);
  for (const char *letter = format; *letter != '\0'; letter++)
    {
      const char *text = *letter == 's' ? va_arg (*values, const char *) : NULL;
      gint64 number = *letter != 's' ? va_arg (*values, gint64) : 0;

      g_string_append_c (self->text, '\t');
      if (text != NULL)
        append_text (self->text, text);
      else if (*letter == 's'
               || (*letter == 't' && number == INVITES_TIME_NONE))
        g_string_append (self->text, "\\N");
      else
        g_string_append_printf (self->text, "%" G_GINT64_FORMAT, number);
    }
  g_string_append_c (self->text, '\n');
}

static gboolean
insert_row (InvitesStage  *self,
            const char    *format,
            va_list       *values,
            GError       **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  g_autoptr(GError) step_error = NULL;
  int index = 1;

  cursor = invites_database_prepare (self->database, self->table->insert,
                                     error);
  if (cursor == NULL)
    return FALSE;

  invites_cursor_bind_int (cursor, index++, self->n_rows);
  for (const char *letter = format; *letter != '\0'; letter++, index++)
    {
      gint64 number;

      if (*letter == 's')
        invites_cursor_bind_text (cursor, index,
                                  va_arg (*values, const char *));
      else if ((number = va_arg (*values, gint64)) != INVITES_TIME_NONE
               || *letter != 't')
        invites_cursor_bind_int (cursor, index, number);
    }

  if (!invites_cursor_step (cursor, &step_error) && step_error == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&step_error));
  return FALSE;
}

/**
 * invites_stage_add:
 * @self: a stage with its table
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 * @format: a letter a value, in the order of the columns: s, i or t, as
 *   invites-database.h says
 * @...: the values
 *
 * Adds a row. It may stay here until invites_stage_bring().
 *
 * Returns: whether it was added
 */
gboolean
invites_stage_add (InvitesStage  *self,
                   GError       **error,
                   const char    *format,
                   ...)
{
  gboolean added = TRUE;
  va_list values;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (format != NULL, FALSE);

  self->n_rows++;
  va_start (values, format);
  if (self->text != NULL)
    append_row (self, format, &values);
  else
    added = insert_row (self, format, &values, error);
  va_end (values);

  return added;
}

/**
 * invites_stage_bring:
 * @self: a stage
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Brings the rows to where statements see them.
 *
 * Returns: whether all are there
 */
gboolean
invites_stage_bring (InvitesStage  *self,
                     GError       **error)
{
  g_autofree char *sql = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  if (self->text == NULL || self->text->len == 0)
    return TRUE;

  sql = g_strdup_printf ("COPY pg_temp.%s FROM STDIN", self->table->table);
  if (!invites_database_copy (self->database, sql, self->text->str,
                              self->text->len, error))
    return FALSE;
  g_string_truncate (self->text, 0);
  return TRUE;
}

/**
 * invites_stage_clear:
 * @self: a stage
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Empties the table.
 *
 * Returns: whether it is empty
 */
gboolean
invites_stage_clear (InvitesStage  *self,
                     GError       **error)
{
  g_autofree char *sql = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  self->n_rows = 0;
  if (self->text != NULL)
    g_string_truncate (self->text, 0);
  sql = g_strconcat ("DELETE FROM temp.", self->table->table, NULL);
  return invites_database_exec (self->database, sql, error);
}

/**
 * invites_stage_get_n_rows:
 * @self: a stage
 *
 * Gets how many rows were added since it was emptied.
 *
 * Returns: the number of rows
 */
guint
invites_stage_get_n_rows (InvitesStage *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_rows;
}
