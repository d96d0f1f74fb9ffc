/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-database-private.h"

#include <string.h>

#include "core/invites-error.h"

#define MAX_PAGE 1000 /* rows that may be in memory at once */

/* Statements are long, and looked for all the time: every sixteenth letter and
 * the length tell them apart well enough. */
guint
invites_database_hash_sql (gconstpointer key)
{
  const char *sql = key;
  gsize length = strlen (sql);
  guint hash = (guint) length;

  for (gsize i = 0; i < length; i += 16)
    hash = hash * 33 + (guchar) sql[i];

  return hash;
}

static gboolean
is_postgresql (const char *database)
{
  return g_str_has_prefix (database, "postgresql://")
         || g_str_has_prefix (database, "postgres://");
}

/**
 * invites_database_get_path:
 * @database: what --database says
 *
 * Gets the file of a database that is one.
 *
 * Returns: (transfer none) (nullable): the path, or %NULL when the database is
 *   on a server
 */
const char *
invites_database_get_path (const char *database)
{
  g_return_val_if_fail (database != NULL, NULL);

  if (!g_str_has_prefix (database, INVITES_SQLITE_SCHEME))
    return NULL;
  return database + strlen (INVITES_SQLITE_SCHEME);
}

/**
 * invites_database_check_url:
 * @database: what --database says
 * @error: return location for %INVITES_ERROR_INVALID
 *
 * Tells whether a database could be there, without a look at it. No message
 * repeats any of it.
 *
 * Returns: whether it is "sqlite:PATH", or a URL of PostgreSQL's without a
 *   password in it
 */
gboolean
invites_database_check_url (const char  *database,
                            GError     **error)
{
  const char *path;

  g_return_val_if_fail (database != NULL, FALSE);

  if (is_postgresql (database))
    return invites_database_postgresql_check (database, error);

  path = invites_database_get_path (database);
  if (path != NULL && *path != '\0')
    return TRUE;

  g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_INVALID,
                       "The database must be sqlite:PATH or"
                       " postgresql://USER@HOST/NAME");
  return FALSE;
}

/**
 * invites_database_open:
 * @database: "sqlite:PATH", a file that is made when it is not there, with
 *   mode 0600; or "postgresql://…", as libpq takes it, without a password
 * @error: return location for %INVITES_ERROR_INVALID when @database names no
 *   engine, %INVITES_ERROR_UNAVAILABLE
 *
 * Opens a connection to a database; to PostgreSQL at the first statement, which
 * then fails with what keeps it from being opened. Every commit is on the disk,
 * foreign keys are enforced, others are waited for up to 10 seconds. It may be
 * handed from thread to thread, but used by one at a time.
 *
 * Returns: (transfer full) (nullable): the connection, or %NULL with @error
 *   set, as when it is a directory or not a database
 */
InvitesDatabase *
invites_database_open (const char  *database,
                       GError     **error)
{
  g_return_val_if_fail (database != NULL, NULL);

  if (!invites_database_check_url (database, error))
    return NULL;
  if (is_postgresql (database))
    return invites_database_postgresql_open (database, error);
  return invites_database_sqlite_open (invites_database_get_path (database),
                                       error);
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
  if (self != NULL)
    self->driver->free (self);
}

/**
 * invites_database_is_shared:
 * @self: a connection
 *
 * Returns: whether services on other machines may be using the database too
 */
gboolean
invites_database_is_shared (InvitesDatabase *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->driver->is_shared;
}

/**
 * invites_database_get_skip_locked:
 * @self: a connection
 *
 * Gets what a SELECT within a transaction ends with, so that it takes its rows
 * for itself and passes over those that another has taken.
 *
 * Returns: (transfer none): the words, none where there is one writer only
 */
const char *
invites_database_get_skip_locked (InvitesDatabase *self)
{
  g_return_val_if_fail (self != NULL, "");

  return self->driver->skip_locked;
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
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (sql != NULL, FALSE);

  return self->driver->exec (self, sql, error);
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
  g_return_val_if_fail (self != NULL, FALSE);

  return self->driver->begin (self, mode, error);
}

/**
 * invites_database_commit:
 * @self: a connection within a transaction
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Ends the transaction; rolls it back when it cannot be kept. When the
 * connection breaks at this very moment, nobody can know whether it was kept.
 *
 * Returns: whether everything is on the disk
 */
gboolean
invites_database_commit (InvitesDatabase *self,
                         GError         **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->driver->commit (self, error))
    return TRUE;

  invites_database_rollback (self);
  return FALSE;
}

/**
 * invites_database_rollback:
 * @self: a connection
 *
 * Undoes what the transaction has done. Does nothing when there is none: the
 * worst errors end it by themselves.
 */
void
invites_database_rollback (InvitesDatabase *self)
{
  g_return_if_fail (self != NULL);

  self->driver->rollback (self);
}

/**
 * invites_database_notify:
 * @self: a connection within a transaction
 * @payload: what to say, up to 7,999 octets, with nothing secret in it
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Has every InvitesDatabaseListener of the database told, in this process and
 * in others, once the transaction is committed. Where a database is a file of
 * this machine, there is none to be told.
 *
 * Returns: whether they will be told
 */
gboolean
invites_database_notify (InvitesDatabase *self,
                         const char      *payload,
                         GError         **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (payload != NULL, FALSE);

  return self->driver->notify == NULL
         || self->driver->notify (self, payload, error);
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
 * invites_database_copy:
 * @self: a connection within a transaction, to a database that is shared
 * @sql: a COPY … FROM STDIN, of our own
 * @text: rows in the text format of COPY
 * @length: of @text, in octets
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Brings many rows into a table at once.
 *
 * Returns: whether all are there
 */
gboolean
invites_database_copy (InvitesDatabase *self,
                       const char      *sql,
                       const char      *text,
                       gsize            length,
                       GError         **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (self->driver->copy != NULL, FALSE);
  g_return_val_if_fail (sql != NULL, FALSE);

  return self->driver->copy (self, sql, text, length, error);
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

  return self->driver->get_changes (self);
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
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (sql != NULL, NULL);

  return self->driver->prepare (self, sql, error);
}

/**
 * invites_database_prepare_long:
 * @self: a connection
 * @sql: one SELECT with ?1, ?2, …
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Gets a statement ready as invites_database_prepare() does, but for so many
 * rows that they should never be in memory all at once. Where there is no
 * transaction, the cursor is one until it is freed.
 *
 * Returns: (transfer full) (nullable): a cursor in front of the first row, or
 *   %NULL with @error set
 */
InvitesCursor *
invites_database_prepare_long (InvitesDatabase *self,
                               const char      *sql,
                               GError         **error)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (sql != NULL, NULL);

  return self->driver->prepare_long (self, sql, error);
}

/**
 * invites_database_prepare_rows:
 * @self: a connection
 * @sql: one SELECT with ?1, ?2, …
 * @max_rows: how many rows there may be
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * invites_database_prepare() for a page, invites_database_prepare_long() for a
 * whole list.
 *
 * Returns: (transfer full) (nullable): a cursor in front of the first row, or
 *   %NULL with @error set
 */
InvitesCursor *
invites_database_prepare_rows (InvitesDatabase *self,
                               const char      *sql,
                               guint64          max_rows,
                               GError         **error)
{
  return max_rows > MAX_PAGE
             ? invites_database_prepare_long (self, sql, error)
             : invites_database_prepare (self, sql, error);
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
invites_database_query (InvitesDatabase *self,
                        const char      *sql,
                        GError         **error,
                        const char      *format,
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
 * invites_database_query_long:
 * @self: a connection
 * @sql: one SELECT with ?1, ?2, …
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 * @format: a letter a value, as the header says
 * @...: the values
 *
 * invites_database_prepare_long(), with values bound.
 *
 * Returns: (transfer full) (nullable): a cursor in front of the first row, or
 *   %NULL with @error set
 */
InvitesCursor *
invites_database_query_long (InvitesDatabase *self,
                             const char      *sql,
                             GError         **error,
                             const char      *format,
                             ...)
{
  InvitesCursor *cursor;
  va_list values;

  if (!(cursor = invites_database_prepare_long (self, sql, error)))
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
invites_database_run (InvitesDatabase *self,
                      const char      *sql,
                      guint64         *changed,
                      GError         **error,
                      const char      *format,
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

/**
 * invites_database_get_number:
 * @self: a connection
 * @sql: one statement with ?1, ?2, …, which may be an INSERT … RETURNING
 * @number: (out): the first column of its first row, 0 when there is none
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 * @format: a letter a value, as the header says
 * @...: the values
 *
 * Runs a statement for the one number that it gives.
 *
 * Returns: whether it succeeded
 */
gboolean
invites_database_get_number (InvitesDatabase *self,
                             const char      *sql,
                             gint64          *number,
                             GError         **error,
                             const char      *format,
                             ...)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  g_autoptr(GError) step_error = NULL;
  va_list values;

  g_return_val_if_fail (number != NULL, FALSE);

  *number = 0;
  if (!(cursor = invites_database_prepare (self, sql, error)))
    return FALSE;

  va_start (values, format);
  invites_cursor_bind_values (cursor, format, &values);
  va_end (values);

  if (invites_cursor_step (cursor, &step_error))
    *number = invites_cursor_get_int (cursor, 0);
  if (step_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&step_error));
  return FALSE;
}
