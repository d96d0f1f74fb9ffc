/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-database-sqlite-private.h"

#define MAX_STATEMENTS 256 /* kept for the next use */

typedef struct
{
  InvitesCursor parent;

  InvitesDatabaseSqlite *database; /* (unowned) */
  sqlite3_stmt          *statement;
  int                    bind_result;
} InvitesCursorSqlite;

static void
note_bind_result (InvitesCursorSqlite *self,
                  int                  result)
{
  if (result != SQLITE_OK)
    self->bind_result = result;
}

static void
sqlite_bind_text (InvitesCursor *cursor,
                  int            index,
                  const char    *value)
{
  InvitesCursorSqlite *self = (InvitesCursorSqlite *) cursor;

  note_bind_result (self, sqlite3_bind_text (self->statement, index, value,
                                             -1, SQLITE_TRANSIENT));
}

static void
sqlite_bind_int (InvitesCursor *cursor,
                 int            index,
                 const gint64  *value)
{
  InvitesCursorSqlite *self = (InvitesCursorSqlite *) cursor;

  if (value == NULL)
    note_bind_result (self, sqlite3_bind_null (self->statement, index));
  else
    note_bind_result (self, sqlite3_bind_int64 (self->statement, index,
                                                *value));
}

static void
sqlite_bind_bytes (InvitesCursor *cursor,
                   int            index,
                   GBytes        *value)
{
  InvitesCursorSqlite *self = (InvitesCursorSqlite *) cursor;
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

static gboolean
sqlite_step (InvitesCursor  *cursor,
             GError        **error)
{
  InvitesCursorSqlite *self = (InvitesCursorSqlite *) cursor;
  int result;

  result = self->bind_result;
  if (result == SQLITE_OK)
    result = sqlite3_step (self->statement);
  if (result == SQLITE_ROW)
    return TRUE;

  if (result != SQLITE_DONE)
    invites_database_sqlite_set_error (self->database, result, error);
  return FALSE;
}

static const char *
sqlite_get_text (InvitesCursor *cursor,
                 int            column)
{
  InvitesCursorSqlite *self = (InvitesCursorSqlite *) cursor;

  return (const char *) sqlite3_column_text (self->statement, column);
}

static gint64
sqlite_get_int (InvitesCursor *cursor,
                int            column)
{
  InvitesCursorSqlite *self = (InvitesCursorSqlite *) cursor;

  return sqlite3_column_int64 (self->statement, column);
}

static gboolean
sqlite_is_null (InvitesCursor *cursor,
                int            column)
{
  InvitesCursorSqlite *self = (InvitesCursorSqlite *) cursor;

  return sqlite3_column_type (self->statement, column) == SQLITE_NULL;
}

static GBytes *
sqlite_dup_bytes (InvitesCursor *cursor,
                  int            column)
{
  InvitesCursorSqlite *self = (InvitesCursorSqlite *) cursor;
  const void *data;

  data = sqlite3_column_blob (self->statement, column);
  return g_bytes_new (data,
                      (gsize) sqlite3_column_bytes (self->statement, column));
}

static void
sqlite_free (InvitesCursor *cursor)
{
  InvitesCursorSqlite *self = (InvitesCursorSqlite *) cursor;
  GHashTable *statements = self->database->statements;
  const char *sql = sqlite3_sql (self->statement);

  sqlite3_reset (self->statement);
  sqlite3_clear_bindings (self->statement);
  if (g_hash_table_size (statements) < MAX_STATEMENTS
      && !g_hash_table_contains (statements, sql))
    g_hash_table_insert (statements, (gpointer) sql, self->statement);
  else
    sqlite3_finalize (self->statement);

  g_free (self);
}

static const InvitesCursorDriver sqlite_driver = {
  .bind_text = sqlite_bind_text,
  .bind_int = sqlite_bind_int,
  .bind_bytes = sqlite_bind_bytes,
  .step = sqlite_step,
  .get_text = sqlite_get_text,
  .get_int = sqlite_get_int,
  .is_null = sqlite_is_null,
  .dup_bytes = sqlite_dup_bytes,
  .free = sqlite_free,
};

/* A cursor in front of the first row of @statement, which it takes. */
InvitesCursor *
invites_cursor_sqlite_new (InvitesDatabaseSqlite *database,
                           sqlite3_stmt          *statement)
{
  InvitesCursorSqlite *self = g_new0 (InvitesCursorSqlite, 1);

  self->parent.driver = &sqlite_driver;
  self->database = database;
  self->statement = statement;
  self->bind_result = SQLITE_OK;
  return &self->parent;
}
