/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-database-sqlite-private.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "core/invites-error.h"
#include "core/invites-text.h"

#define BUSY_TIMEOUT 10000 /* milliseconds */

static const InvitesDatabaseDriver sqlite_driver;

/* Messages name no value. What SQLite itself says of a statement names tables
 * and columns only, but is of no use to anybody but us. */
void
invites_database_sqlite_set_error (InvitesDatabaseSqlite *self,
                                   int                    result,
                                   GError               **error)
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
enter_wal (InvitesDatabaseSqlite *self,
           GError               **error)
{
  gint64 deadline = g_get_monotonic_time () + BUSY_TIMEOUT * 1000;
  int result;

  while ((result = sqlite3_exec (self->db, "PRAGMA journal_mode = WAL",
                                 NULL, NULL, NULL)) != SQLITE_OK)
    {
      if ((result & 0xff) != SQLITE_BUSY
          || g_get_monotonic_time () > deadline)
        {
          invites_database_sqlite_set_error (self, result, error);
          return FALSE;
        }
      g_usleep (5000);
    }

  return TRUE;
}

/* SQLite's own waits longer and longer, and so misses the moments in between in
 * which somebody who writes much lets others in. */
static int
wait_for_lock (void *data,
               int   n_calls)
{
  if (n_calls >= BUSY_TIMEOUT)
    return 0;

  g_usleep (1000);
  return 1;
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

static gboolean
sqlite_exec (InvitesDatabase *database,
             const char      *sql,
             GError         **error)
{
  InvitesDatabaseSqlite *self = (InvitesDatabaseSqlite *) database;
  int result;

  result = sqlite3_exec (self->db, sql, NULL, NULL, NULL);
  if (result == SQLITE_OK)
    return TRUE;

  invites_database_sqlite_set_error (self, result, error);
  return FALSE;
}

static gboolean
sqlite_begin (InvitesDatabase *self,
              InvitesMode      mode,
              GError         **error)
{
  return invites_database_run (self,
                               mode == INVITES_READ ? "BEGIN"
                                                    : "BEGIN IMMEDIATE",
                               NULL, error, "");
}

static gboolean
sqlite_commit (InvitesDatabase *self,
               GError         **error)
{
  return invites_database_run (self, "COMMIT", NULL, error, "");
}

static void
sqlite_rollback (InvitesDatabase *database)
{
  InvitesDatabaseSqlite *self = (InvitesDatabaseSqlite *) database;

  if (!sqlite3_get_autocommit (self->db))
    sqlite3_exec (self->db, "ROLLBACK", NULL, NULL, NULL);
}

static guint64
sqlite_get_changes (InvitesDatabase *database)
{
  InvitesDatabaseSqlite *self = (InvitesDatabaseSqlite *) database;

  return (guint64) sqlite3_changes64 (self->db);
}

static sqlite3_stmt *
take_statement (InvitesDatabaseSqlite *self,
                const char            *sql,
                GError               **error)
{
  gpointer statement = NULL;
  int result;

  if (g_hash_table_steal_extended (self->statements, sql, NULL, &statement))
    return statement;

  result = sqlite3_prepare_v3 (self->db, sql, -1, SQLITE_PREPARE_PERSISTENT,
                               (sqlite3_stmt **) &statement, NULL);
  if (result != SQLITE_OK)
    invites_database_sqlite_set_error (self, result, error);

  return statement;
}

static InvitesCursor *
sqlite_prepare (InvitesDatabase *database,
                const char      *sql,
                GError         **error)
{
  InvitesDatabaseSqlite *self = (InvitesDatabaseSqlite *) database;
  sqlite3_stmt *statement;

  if (!(statement = take_statement (self, sql, error)))
    return NULL;

  return invites_cursor_sqlite_new (self, statement);
}

static void
sqlite_free (InvitesDatabase *database)
{
  InvitesDatabaseSqlite *self = (InvitesDatabaseSqlite *) database;

  g_hash_table_unref (self->statements);
  sqlite3_close_v2 (self->db);
  g_free (self);
}

static const InvitesDatabaseDriver sqlite_driver = {
  .is_shared = FALSE,
  .skip_locked = "",
  .free = sqlite_free,
  .exec = sqlite_exec,
  .begin = sqlite_begin,
  .commit = sqlite_commit,
  .rollback = sqlite_rollback,
  .prepare = sqlite_prepare,
  /* A row is made when it is asked for: no walk is long. */
  .prepare_long = sqlite_prepare,
  .get_changes = sqlite_get_changes,
};

/* What is read comes from the mapped file; a small cache is as fast, and keeps
 * memory flat however many rows a send has. A checkpoint each 32 MB of log: a
 * page that many turns change is then written back once. */
static gboolean
configure (InvitesDatabaseSqlite *self,
           GError               **error)
{
  sqlite3_create_function (self->db, "fold", 1,
                           SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL,
                           fold_text, NULL, NULL);
  sqlite3_busy_handler (self->db, wait_for_lock, NULL);
  return enter_wal (self, error)
         && sqlite_exec (&self->parent,
                         "PRAGMA synchronous = FULL;"
                         "PRAGMA foreign_keys = ON;"
                         "PRAGMA mmap_size = 268435456;"
                         "PRAGMA cache_size = -2048;"
                         "PRAGMA wal_autocheckpoint = 8000;",
                         error);
}

/* Opens a file: write-ahead log, every commit on the disk. */
InvitesDatabase *
invites_database_sqlite_open (const char  *path,
                              GError     **error)
{
  g_autoptr(InvitesDatabase) database = NULL;
  g_autofree char *absolute = NULL;
  InvitesDatabaseSqlite *self;
  int result;

  /* An absolute path has no special meaning to SQLite, as ":memory:" has. */
  absolute = g_canonicalize_filename (path, NULL);
  if (!create_file (absolute, error))
    return NULL;

  self = g_new0 (InvitesDatabaseSqlite, 1);
  database = &self->parent;
  database->driver = &sqlite_driver;
  self->statements = g_hash_table_new_full (invites_database_hash_sql,
                                            g_str_equal, NULL,
                                            finalize_statement);
  result = sqlite3_open_v2 (absolute, &self->db,
                            SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX
                            | SQLITE_OPEN_EXRESCODE,
                            NULL);
  if (result != SQLITE_OK)
    {
      invites_database_sqlite_set_error (self, result, error);
      return NULL;
    }
  if (!configure (self, error))
    return NULL;

  return g_steal_pointer (&database);
}
