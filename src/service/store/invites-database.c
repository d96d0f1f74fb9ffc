/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-database-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "core/invites-error.h"
#include "core/invites-text.h"

#define BUSY_TIMEOUT 10000 /* milliseconds */

/* Statements are long, and looked for all the time: every sixteenth letter and
 * the length tell them apart well enough. */
static guint
hash_sql (gconstpointer key)
{
  const char *sql = key;
  gsize length = strlen (sql);
  guint hash = (guint) length;

  for (gsize i = 0; i < length; i += 16)
    hash = hash * 33 + (guchar) sql[i];

  return hash;
}

static void
finalize_statement (gpointer statement)
{
  sqlite3_finalize (statement);
}

static gboolean
refuse_path (const char  *path,
             const char  *reason,
             GError     **error)
{
  g_set_error (error, INVITES_ERROR, INVITES_ERROR_UNAVAILABLE,
               "The database %s cannot be opened: %s", path, reason);
  return FALSE;
}

/* Makes the file before SQLite does, readable by its owner only. O_EXCL is a
 * must: to close a file that is a database already would drop the locks that
 * other connections of this process have on it. */
static gboolean
create_file (const char  *path,
             GError     **error)
{
  int descriptor = g_open (path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);

  if (descriptor >= 0)
    {
      close (descriptor);
      return TRUE;
    }
  if (errno != EEXIST)
    return refuse_path (path, g_strerror (errno), error);
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    return refuse_path (path, "It is a directory", error);
  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return refuse_path (path, "It is not a file", error);

  return TRUE;
}

/* To change to WAL takes an exclusive lock that SQLite does not wait for, so
 * of two programs that make a database together, one has to ask again. */
static gboolean
enter_wal (InvitesDatabase *self,
           GError         **error)
{
  gint64 deadline = g_get_monotonic_time () + BUSY_TIMEOUT * 1000;
  int result;

  while ((result = sqlite3_exec (self->db, "PRAGMA journal_mode = WAL",
                                 NULL, NULL, NULL)) != SQLITE_OK)
    {
      if ((result & 0xff) != SQLITE_BUSY
          || g_get_monotonic_time () > deadline)
        {
          invites_database_set_error (self, result, error);
          return FALSE;
        }
      g_usleep (5000);
    }

  return TRUE;
}

/* fold (text) in statements: invites_text_fold(), NULL for NULL. */
static void
fold_text (sqlite3_context  *context,
           int               n_values,
           sqlite3_value   **values)
{
  const char *text = (const char *) sqlite3_value_text (values[0]);

  if (text == NULL)
    sqlite3_result_null (context);
  else
    sqlite3_result_text (context, invites_text_fold (text), -1, g_free);
}

/**
 * invites_database_open:
 * @path: the file, which is made when it is not there, with mode 0600
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Opens a connection to a database: write-ahead log, every commit on the disk,
 * foreign keys enforced, waiting up to 10 seconds for others. It may be handed
 * from thread to thread, but used by one at a time.
 *
 * Returns: (transfer full) (nullable): the connection, or %NULL with @error
 *   set, as when @path is a directory or not a database
 */
InvitesDatabase *
invites_database_open (const char  *path,
                       GError     **error)
{
  g_autoptr(InvitesDatabase) self = NULL;
  g_autofree char *absolute = NULL;
  int result;

  g_return_val_if_fail (path != NULL, NULL);

  /* An absolute path has no special meaning to SQLite, as ":memory:" has. */
  absolute = g_canonicalize_filename (path, NULL);
  if (!create_file (absolute, error))
    return NULL;

  self = g_new0 (InvitesDatabase, 1);
  self->statements = g_hash_table_new_full (hash_sql, g_str_equal, NULL,
                                            finalize_statement);
  result = sqlite3_open_v2 (absolute, &self->db,
                            SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX
                            | SQLITE_OPEN_EXRESCODE,
                            NULL);
  if (result != SQLITE_OK)
    {
      invites_database_set_error (self, result, error);
      return NULL;
    }

  sqlite3_create_function (self->db, "fold", 1,
                           SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL,
                           fold_text, NULL, NULL);
  sqlite3_busy_timeout (self->db, BUSY_TIMEOUT);
  /* What is read comes from the mapped file; a small cache is as fast, and
   * keeps memory flat however many rows a send has. A checkpoint each 32 MB of
   * log: a page that many turns change is then written back once. */
  if (!enter_wal (self, error)
      || !invites_database_exec (self,
                                 "PRAGMA synchronous = FULL;"
                                 "PRAGMA foreign_keys = ON;"
                                 "PRAGMA mmap_size = 268435456;"
                                 "PRAGMA cache_size = -2048;"
                                 "PRAGMA wal_autocheckpoint = 8000;",
                                 error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * invites_database_free:
 * @self: (transfer full) (nullable): a connection without cursors
 *
 * Closes the connection. What was not committed is lost.
 */
void
invites_database_free (InvitesDatabase *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->statements);
  sqlite3_close_v2 (self->db);
  g_free (self);
}

/**
 * invites_database_exec:
 * @self: a connection
 * @sql: any number of statements, without values
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Runs statements of our own, such as a migration.
 *
 * Returns: whether all of them succeeded
 */
gboolean
invites_database_exec (InvitesDatabase *self,
                       const char      *sql,
                       GError         **error)
{
  int result;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (sql != NULL, FALSE);

  result = sqlite3_exec (self->db, sql, NULL, NULL, NULL);
  if (result == SQLITE_OK)
    return TRUE;

  invites_database_set_error (self, result, error);
  return FALSE;
}

/**
 * invites_database_begin:
 * @self: a connection without a transaction
 * @mode: what the transaction is for: one that writes has the lock for it from
 *   the beginning, and never has to give up in the middle
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Begins a transaction. One that only reads sees one state of the database.
 *
 * Returns: whether it has begun
 */
gboolean
invites_database_begin (InvitesDatabase *self,
                        InvitesMode      mode,
                        GError         **error)
{
  return invites_database_run (self,
                               mode == INVITES_READ ? "BEGIN"
                                                    : "BEGIN IMMEDIATE",
                               NULL, error, "");
}

/**
 * invites_database_commit:
 * @self: a connection within a transaction
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Ends the transaction; rolls it back when it cannot be kept.
 *
 * Returns: whether everything is on the disk
 */
gboolean
invites_database_commit (InvitesDatabase *self,
                         GError         **error)
{
  if (invites_database_run (self, "COMMIT", NULL, error, ""))
    return TRUE;

  invites_database_rollback (self);
  return FALSE;
}

/**
 * invites_database_rollback:
 * @self: a connection
 *
 * Undoes what the transaction has done. Does nothing when there is none: the
 * worst errors make SQLite end it by itself.
 */
void
invites_database_rollback (InvitesDatabase *self)
{
  g_return_if_fail (self != NULL);

  if (!sqlite3_get_autocommit (self->db))
    sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
}

/**
 * invites_transaction_begin:
 * @self: a connection without a transaction
 * @mode: what the transaction is for
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Begins a transaction, for g_autoptr(InvitesTransaction).
 *
 * Returns: (transfer none) (nullable): @self, or %NULL with @error set
 */
InvitesTransaction *
invites_transaction_begin (InvitesDatabase *self,
                           InvitesMode      mode,
                           GError         **error)
{
  return invites_database_begin (self, mode, error) ? self : NULL;
}

/**
 * invites_transaction_commit:
 * @self: a transaction
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Ends the transaction, as invites_database_commit() does.
 *
 * Returns: whether everything is on the disk
 */
gboolean
invites_transaction_commit (InvitesTransaction  *self,
                            GError             **error)
{
  return invites_database_commit (self, error);
}

/**
 * invites_database_get_changes:
 * @self: a connection
 *
 * Gets how many rows the last statement that writes has changed.
 *
 * Returns: the number of rows
 */
guint64
invites_database_get_changes (InvitesDatabase *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return (guint64) sqlite3_changes64 (self->db);
}

/**
 * invites_database_get_last_id:
 * @self: a connection
 *
 * Gets the number of the row that was inserted last.
 *
 * Returns: the row's INTEGER PRIMARY KEY
 */
gint64
invites_database_get_last_id (InvitesDatabase *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return sqlite3_last_insert_rowid (self->db);
}

static sqlite3_stmt *
take_statement (InvitesDatabase *self,
                const char      *sql,
                GError         **error)
{
  gpointer statement = NULL;
  int result;

  if (g_hash_table_steal_extended (self->statements, sql, NULL, &statement))
    return statement;

  result = sqlite3_prepare_v3 (self->db, sql, -1, SQLITE_PREPARE_PERSISTENT,
                               (sqlite3_stmt **) &statement, NULL);
  if (result != SQLITE_OK)
    invites_database_set_error (self, result, error);

  return statement;
}

/**
 * invites_database_prepare:
 * @self: a connection
 * @sql: one statement with ?1, ?2, …
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Gets a statement ready, from the cache when it was used before. Its values
 * are NULL until they are bound.
 *
 * Returns: (transfer full) (nullable): a cursor in front of the first row, or
 *   %NULL with @error set
 */
InvitesCursor *
invites_database_prepare (InvitesDatabase *self,
                          const char      *sql,
                          GError         **error)
{
  sqlite3_stmt *statement;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (sql != NULL, NULL);

  if (!(statement = take_statement (self, sql, error)))
    return NULL;

  return invites_cursor_new (self, statement);
}

/**
 * invites_database_query:
 * @self: a connection
 * @sql: one statement with ?1, ?2, …
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 * @format: a letter a value, as the header says
 * @...: the values
 *
 * Gets a statement ready and binds its values.
 *
 * Returns: (transfer full) (nullable): a cursor in front of the first row, or
 *   %NULL with @error set
 */
InvitesCursor *
invites_database_query (InvitesDatabase  *self,
                        const char     *sql,
                        GError        **error,
                        const char     *format,
                        ...)
{
  InvitesCursor *cursor;
  va_list values;

  if (!(cursor = invites_database_prepare (self, sql, error)))
    return NULL;

  va_start (values, format);
  invites_cursor_bind_values (cursor, format, &values);
  va_end (values);
  return cursor;
}

/**
 * invites_database_run:
 * @self: a connection
 * @sql: one statement with ?1, ?2, …
 * @changed: (out) (optional): how many rows it has changed
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 * @format: a letter a value, as the header says
 * @...: the values
 *
 * Runs a statement that has no rows to read.
 *
 * Returns: whether it succeeded
 */
gboolean
invites_database_run (InvitesDatabase  *self,
                      const char     *sql,
                      guint64        *changed,
                      GError        **error,
                      const char     *format,
                      ...)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  g_autoptr(GError) step_error = NULL;
  va_list values;

  if (!(cursor = invites_database_prepare (self, sql, error)))
    return FALSE;

  va_start (values, format);
  invites_cursor_bind_values (cursor, format, &values);
  va_end (values);

  while (invites_cursor_step (cursor, &step_error))
    ;
  if (step_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&step_error));
      return FALSE;
    }

  if (changed != NULL)
    *changed = invites_database_get_changes (self);
  return TRUE;
}
