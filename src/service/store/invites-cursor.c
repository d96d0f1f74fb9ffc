/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-database-private.h"

#include "core/invites-error.h"

#define MAX_STATEMENTS 256 /* kept for the next use */

/* Messages name no value. What SQLite itself says of a statement names tables
 * and columns only, but is of no use to anybody but us. */
void
invites_database_set_error (InvitesDatabase *self,
                            int              result,
                            GError         **error)
{
  InvitesError code = INVITES_ERROR_UNAVAILABLE;
  const char *message;

  switch (result & 0xff)
    {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      message = "The database is busy";
      break;
    case SQLITE_FULL:
      message = "There is no room left for the database";
      break;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      message = "The database may not be written";
      break;
    case SQLITE_CANTOPEN:
      message = "The database cannot be opened";
      break;
    case SQLITE_NOTADB:
      message = "The file is not a database";
      break;
    case SQLITE_CORRUPT:
      message = "The database is damaged";
      break;
    case SQLITE_IOERR:
    case SQLITE_NOMEM:
    case SQLITE_PROTOCOL:
      message = "The database cannot be read or written";
      break;
    default:
      g_warning ("SQLite: %s (%d)", sqlite3_errmsg (self->db), result);
      code = INVITES_ERROR_INTERNAL;
      message = "The database refused a statement";
      break;
    }

  g_set_error_literal (error, INVITES_ERROR, code, message);
}

/* A cursor in front of the first row of @statement, which it takes. */
InvitesCursor *
invites_cursor_new (InvitesDatabase *database,
                    sqlite3_stmt    *statement)
{
  InvitesCursor *self = g_new0 (InvitesCursor, 1);

  self->database = database;
  self->statement = statement;
  self->bind_result = SQLITE_OK;
  return self;
}

static void
note_bind_result (InvitesCursor *self,
                  int            result)
{
  if (result != SQLITE_OK)
    self->bind_result = result;
}

static void
bind_bytes (InvitesCursor *self,
            int            index,
            GBytes        *value)
{
  gsize size;
  const void *data;

  if (value == NULL)
    {
      note_bind_result (self, sqlite3_bind_null (self->statement, index));
      return;
    }

  data = g_bytes_get_data (value, &size);
  note_bind_result (self, sqlite3_bind_blob64 (self->statement, index,
                                               data != NULL ? data : "", size,
                                               SQLITE_TRANSIENT));
}

static void
bind_optional_int (InvitesCursor *self,
                   int            index,
                   gint64         value,
                   gint64         none)
{
  if (value == none)
    note_bind_result (self, sqlite3_bind_null (self->statement, index));
  else
    invites_cursor_bind_int (self, index, value);
}

/* Binds values as the header says of @format. */
void
invites_cursor_bind_values (InvitesCursor *self,
                            const char    *format,
                            va_list       *values)
{
  for (int index = 1; format[index - 1] != '\0'; index++)
    {
      switch (format[index - 1])
        {
        case 's':
          invites_cursor_bind_text (self, index,
                                    va_arg (*values, const char *));
          break;
        case 'i':
          invites_cursor_bind_int (self, index, va_arg (*values, gint64));
          break;
        case 't':
          bind_optional_int (self, index, va_arg (*values, InvitesTime),
                             INVITES_TIME_NONE);
          break;
        case 'b':
          bind_bytes (self, index, va_arg (*values, GBytes *));
          break;
        case 'f':
          bind_optional_int (self, index, va_arg (*values, int), -1);
          break;
        default:
          g_assert_not_reached ();
        }
    }
}

/**
 * invites_cursor_bind_text:
 * @self: a cursor in front of the first row
 * @index: which value, from 1
 * @value: (nullable): UTF-8, copied; %NULL is NULL
 *
 * Binds a text.
 */
void
invites_cursor_bind_text (InvitesCursor *self,
                          int            index,
                          const char    *value)
{
  g_return_if_fail (self != NULL);

  note_bind_result (self, sqlite3_bind_text (self->statement, index, value,
                                             -1, SQLITE_TRANSIENT));
}

/**
 * invites_cursor_bind_int:
 * @self: a cursor in front of the first row
 * @index: which value, from 1
 * @value: a number
 *
 * Binds a number.
 */
void
invites_cursor_bind_int (InvitesCursor *self,
                         int            index,
                         gint64         value)
{
  g_return_if_fail (self != NULL);

  note_bind_result (self, sqlite3_bind_int64 (self->statement, index, value));
}

/**
 * invites_cursor_step:
 * @self: a cursor
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Goes to the next row.
 *
 * Returns: %TRUE when there is one; %FALSE at the end, or with @error set
 */
gboolean
invites_cursor_step (InvitesCursor  *self,
                     GError        **error)
{
  int result;

  g_return_val_if_fail (self != NULL, FALSE);

  result = self->bind_result;
  if (result == SQLITE_OK)
    result = sqlite3_step (self->statement);
  if (result == SQLITE_ROW)
    return TRUE;

  if (result != SQLITE_DONE)
    invites_database_set_error (self->database, result, error);
  return FALSE;
}

/**
 * invites_cursor_find:
 * @self: a cursor in front of the first row
 * @code: an #InvitesError, for when there is no row
 * @message: the words of that error
 * @error: return location for %INVITES_ERROR_UNAVAILABLE and @code
 *
 * Goes to the row of something that was searched for.
 *
 * Returns: whether there is one
 */
gboolean
invites_cursor_find (InvitesCursor  *self,
                     int             code,
                     const char     *message,
                     GError        **error)
{
  g_autoptr(GError) step_error = NULL;

  if (invites_cursor_step (self, &step_error))
    return TRUE;

  if (step_error != NULL)
    g_propagate_error (error, g_steal_pointer (&step_error));
  else
    g_set_error_literal (error, INVITES_ERROR, code, message);
  return FALSE;
}

/**
 * invites_cursor_get_text:
 * @self: a cursor on a row
 * @column: which column, from 0
 *
 * Gets a text, without a copy.
 *
 * Returns: (transfer none) (nullable): the text until the next step, or %NULL
 *   for NULL
 */
const char *
invites_cursor_get_text (InvitesCursor *self,
                         int            column)
{
  g_return_val_if_fail (self != NULL, NULL);

  return (const char *) sqlite3_column_text (self->statement, column);
}

/**
 * invites_cursor_dup_text:
 * @self: a cursor on a row
 * @column: which column, from 0
 *
 * Gets a text.
 *
 * Returns: (transfer full) (nullable): the text, or %NULL for NULL
 */
char *
invites_cursor_dup_text (InvitesCursor *self,
                         int            column)
{
  return g_strdup (invites_cursor_get_text (self, column));
}

/**
 * invites_cursor_get_int:
 * @self: a cursor on a row
 * @column: which column, from 0
 *
 * Gets a number.
 *
 * Returns: the number, 0 for NULL
 */
gint64
invites_cursor_get_int (InvitesCursor *self,
                        int            column)
{
  g_return_val_if_fail (self != NULL, 0);

  return sqlite3_column_int64 (self->statement, column);
}

/**
 * invites_cursor_is_null:
 * @self: a cursor on a row
 * @column: which column, from 0
 *
 * Tells whether there is nothing in a column.
 *
 * Returns: whether it is NULL
 */
gboolean
invites_cursor_is_null (InvitesCursor *self,
                        int            column)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return sqlite3_column_type (self->statement, column) == SQLITE_NULL;
}

/**
 * invites_cursor_get_time:
 * @self: a cursor on a row
 * @column: which column, from 0
 *
 * Gets a time.
 *
 * Returns: the time, %INVITES_TIME_NONE for NULL
 */
InvitesTime
invites_cursor_get_time (InvitesCursor *self,
                         int            column)
{
  return invites_cursor_get_int (self, column);
}

/**
 * invites_cursor_dup_bytes:
 * @self: a cursor on a row
 * @column: which column, from 0
 *
 * Gets a value as it is, octet by octet.
 *
 * Returns: (transfer full): the octets, none for NULL
 */
GBytes *
invites_cursor_dup_bytes (InvitesCursor *self,
                          int            column)
{
  const void *data;

  g_return_val_if_fail (self != NULL, NULL);

  data = sqlite3_column_blob (self->statement, column);
  return g_bytes_new (data,
                      (gsize) sqlite3_column_bytes (self->statement, column));
}

/**
 * invites_cursor_dup_texts:
 * @self: a cursor
 * @error: as invites_cursor_step()
 *
 * Returns: (transfer full) (nullable): the first column of all rows that are
 *   left, %NULL-terminated; %NULL with @error
 */
char **
invites_cursor_dup_texts (InvitesCursor  *self,
                          GError        **error)
{
  g_autoptr(GStrvBuilder) texts = g_strv_builder_new ();
  g_autoptr(GError) step_error = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  while (invites_cursor_step (self, &step_error))
    g_strv_builder_add (texts, invites_cursor_get_text (self, 0));
  if (step_error == NULL)
    return g_strv_builder_end (texts);

  g_propagate_error (error, g_steal_pointer (&step_error));
  return NULL;
}

/**
 * invites_cursor_free:
 * @self: (transfer full) (nullable): a cursor
 *
 * Ends the statement and gives it back for the next use.
 */
void
invites_cursor_free (InvitesCursor *self)
{
  GHashTable *statements;
  const char *sql;

  if (self == NULL)
    return;

  statements = self->database->statements;
  sql = sqlite3_sql (self->statement);
  sqlite3_reset (self->statement);
  sqlite3_clear_bindings (self->statement);
  if (g_hash_table_size (statements) < MAX_STATEMENTS
      && !g_hash_table_contains (statements, sql))
    g_hash_table_insert (statements, (gpointer) sql, self->statement);
  else
    sqlite3_finalize (self->statement);

  g_free (self);
}
