/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-database-postgresql-private.h"

#include <poll.h>
#include <string.h>

#include "core/invites-error.h"

#define RETRY_AFTER    (1 * G_TIME_SPAN_SECOND)
#define MAX_STATEMENTS 256 /* kept for the next use */
#define COPY_SIZE      ((gsize) 1024 * 1024)

/* One number for all that use the database: "invites" in ASCII. */
#define LOCK "29676327409050995"

/* A turn of the queue looks at some rows of tables that have been filled a
 * moment ago, of which the planner knows nothing yet: it goes from row to row,
 * in the order in which the statement joins. */
#define FEW_ROWS                                                              \
  "SET LOCAL join_collapse_limit = 1; SET LOCAL enable_seqscan = off;"        \
  " SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off;"

static const char *const begins[] = {
  [INVITES_READ] = "BEGIN ISOLATION LEVEL REPEATABLE READ",
  [INVITES_WRITE] = "BEGIN; SELECT pg_advisory_xact_lock (" LOCK ")",
  [INVITES_TURN] = "BEGIN; " FEW_ROWS
                   " SELECT pg_advisory_xact_lock_shared (" LOCK ")",
  [INVITES_NOTE] = "BEGIN",
  [INVITES_IMPORT] = "BEGIN; SELECT pg_advisory_xact_lock (" LOCK ");"
                     " SET LOCAL idle_in_transaction_session_timeout = 0",
};

static void
clear_statement (gpointer data)
{
  InvitesPgStatement *self = data;

  g_free (self->sql);
  g_free (self->translated);
  g_free (self->name);
  g_array_unref (self->types);
}

void
invites_pg_statement_unref (InvitesPgStatement *self)
{
  g_rc_box_release_full (self, clear_statement);
}

/* What had a name on this connection has none on the next one. */
static void
disconnect (InvitesDatabasePostgresql *self)
{
  InvitesPgStatement *statement;
  GHashTableIter iter;

  g_hash_table_iter_init (&iter, self->statements);
  while (g_hash_table_iter_next (&iter, NULL, (gpointer *) &statement))
    g_clear_pointer (&statement->name, g_free);

  g_clear_pointer (&self->connection, PQfinish);
}

/* The server may have gone since: then it has said so, or ended the connection,
 * and there is something to read. */
static gboolean
is_alive (InvitesDatabasePostgresql *self)
{
  struct pollfd descriptor = { .events = POLLIN };

  if (PQstatus (self->connection) != CONNECTION_OK)
    return FALSE;

  descriptor.fd = PQsocket (self->connection);
  while (poll (&descriptor, 1, 0) > 0)
    {
      if (!PQconsumeInput (self->connection))
        return FALSE;
    }

  return TRUE;
}

/* A server that is away is asked once a second, not by everybody who waits. */
static gboolean
reconnect (InvitesDatabasePostgresql *self,
           GError                   **error)
{
  gint64 now = g_get_monotonic_time ();

  disconnect (self);
  if (self->failed_at != 0 && now - self->failed_at < RETRY_AFTER)
    {
      g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_UNAVAILABLE,
                           "The database does not answer");
      return FALSE;
    }

  self->connection = invites_postgresql_connect (self->url, error);
  self->failed_at = self->connection != NULL ? 0 : g_get_monotonic_time ();
  return self->connection != NULL;
}

/* Has a connection for the next statement: a new one when there is none, but
 * never in the middle of a transaction. */
gboolean
invites_postgresql_ensure (InvitesDatabasePostgresql *self,
                           GError                   **error)
{
  if (!self->began)
    return is_alive (self) || reconnect (self, error);
  if (PQstatus (self->connection) == CONNECTION_OK)
    return TRUE;

  g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_UNAVAILABLE,
                       "The connection to the database was lost");
  return FALSE;
}

static gboolean
exec_raw (InvitesDatabasePostgresql *self,
          const char                *sql,
          GError                   **error)
{
  g_autoptr(PGresult) result = PQexec (self->connection, sql);
  ExecStatusType status = PQresultStatus (result);

  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK)
    return TRUE;

  invites_postgresql_set_error (self->connection, result, error);
  return FALSE;
}

static gboolean
postgresql_exec (InvitesDatabase *database,
                 const char      *sql,
                 GError         **error)
{
  InvitesDatabasePostgresql *self = (InvitesDatabasePostgresql *) database;
  g_autofree char *translated = invites_postgresql_translate (sql);

  return invites_postgresql_ensure (self, error)
         && exec_raw (self, translated, error);
}

static gboolean
try_begin (InvitesDatabasePostgresql *self,
           InvitesMode                mode,
           GError                   **error)
{
  if (!invites_postgresql_ensure (self, error))
    return FALSE;
  if (exec_raw (self, begins[mode], error))
    return TRUE;

  /* It may have begun, and waited for the lock in vain. */
  if (PQstatus (self->connection) == CONNECTION_OK)
    exec_raw (self, "ROLLBACK", NULL);
  return FALSE;
}

static gboolean
postgresql_begin (InvitesDatabase *database,
                  InvitesMode      mode,
                  GError         **error)
{
  InvitesDatabasePostgresql *self = (InvitesDatabasePostgresql *) database;
  g_autoptr(GError) begin_error = NULL;

  g_return_val_if_fail (!self->began, FALSE);

  self->began = try_begin (self, mode, &begin_error);
  /* Nothing has happened yet, so a connection that broke just now is no reason
   * to fail. */
  if (!self->began && self->connection != NULL
      && PQstatus (self->connection) != CONNECTION_OK)
    {
      g_clear_error (&begin_error);
      self->began = try_begin (self, mode, &begin_error);
    }
  if (self->began)
    {
      self->n_transactions++;
      return TRUE;
    }

  g_propagate_error (error, g_steal_pointer (&begin_error));
  return FALSE;
}

static gboolean
postgresql_commit (InvitesDatabase *database,
                   GError         **error)
{
  InvitesDatabasePostgresql *self = (InvitesDatabasePostgresql *) database;
  g_autoptr(PGresult) result = NULL;

  g_return_val_if_fail (self->began, FALSE);

  if (!invites_postgresql_ensure (self, error))
    return FALSE;

  result = PQexec (self->connection, "COMMIT");
  /* A transaction in which something failed is rolled back by COMMIT. */
  if (PQresultStatus (result) == PGRES_COMMAND_OK)
    {
      self->began = FALSE;
      if (strcmp (PQcmdStatus (result), "COMMIT") == 0)
        return TRUE;
      g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_UNAVAILABLE,
                           "The transaction has failed already");
      return FALSE;
    }

  invites_postgresql_set_error (self->connection, result, error);
  return FALSE;
}

static void
postgresql_rollback (InvitesDatabase *database)
{
  InvitesDatabasePostgresql *self = (InvitesDatabasePostgresql *) database;

  if (!self->began)
    return;

  if (PQtransactionStatus (self->connection) != PQTRANS_IDLE
      && PQstatus (self->connection) == CONNECTION_OK)
    exec_raw (self, "ROLLBACK", NULL);
  self->began = FALSE;
}

static gboolean
postgresql_notify (InvitesDatabase *database,
                   const char      *payload,
                   GError         **error)
{
  return invites_database_run (database,
                               "SELECT pg_notify ('" INVITES_PG_CHANNEL "',"
                               " ?1)", NULL, error, "s", payload);
}

static InvitesPgStatement *
take_statement (InvitesDatabasePostgresql *self,
                const char                *sql)
{
  InvitesPgStatement *statement = g_hash_table_lookup (self->statements, sql);

  if (statement != NULL)
    return g_rc_box_acquire (statement);

  statement = g_rc_box_new0 (InvitesPgStatement);
  statement->sql = g_strdup (sql);
  statement->translated = invites_postgresql_translate (sql);
  statement->types = g_array_new (FALSE, TRUE, sizeof (Oid));
  statement->kept = g_hash_table_size (self->statements) < MAX_STATEMENTS;
  if (statement->kept)
    g_hash_table_insert (self->statements, statement->sql,
                         g_rc_box_acquire (statement));

  return statement;
}

static InvitesCursor *
new_cursor (InvitesDatabase *database,
            const char      *sql,
            gboolean         is_long)
{
  InvitesDatabasePostgresql *self = (InvitesDatabasePostgresql *) database;

  return invites_cursor_postgresql_new (self, take_statement (self, sql),
                                        is_long);
}

/* Nothing is asked of the server before the first step: only then are the
 * types of the values known. */
static InvitesCursor *
postgresql_prepare (InvitesDatabase *self,
                    const char      *sql,
                    GError         **error)
{
  return new_cursor (self, sql, FALSE);
}

static InvitesCursor *
postgresql_prepare_long (InvitesDatabase *self,
                         const char      *sql,
                         GError         **error)
{
  return new_cursor (self, sql, TRUE);
}

/* PQputCopyData() takes an int. */
static gboolean
put_data (InvitesDatabasePostgresql *self,
          const char                *text,
          gsize                      length)
{
  while (length > 0)
    {
      gsize n = MIN (length, COPY_SIZE);

      if (PQputCopyData (self->connection, text, (int) n) != 1)
        return FALSE;
      text += n;
      length -= n;
    }

  return PQputCopyEnd (self->connection, NULL) == 1;
}

static gboolean
postgresql_copy (InvitesDatabase *database,
                 const char      *sql,
                 const char      *text,
                 gsize            length,
                 GError         **error)
{
  InvitesDatabasePostgresql *self = (InvitesDatabasePostgresql *) database;
  g_autoptr(PGresult) begun = NULL;
  g_autoptr(PGresult) result = NULL;

  if (!invites_postgresql_ensure (self, error))
    return FALSE;

  begun = PQexec (self->connection, sql);
  if (PQresultStatus (begun) == PGRES_COPY_IN
      && put_data (self, text, length))
    {
      result = PQgetResult (self->connection);
      if (PQresultStatus (result) == PGRES_COMMAND_OK)
        {
          /* The end of the results. */
          PQclear (PQgetResult (self->connection));
          return TRUE;
        }
    }

  invites_postgresql_set_error (self->connection,
                                result != NULL ? result : begun, error);
  return FALSE;
}

static guint64
postgresql_get_changes (InvitesDatabase *database)
{
  return ((InvitesDatabasePostgresql *) database)->changes;
}

static void
postgresql_free (InvitesDatabase *database)
{
  InvitesDatabasePostgresql *self = (InvitesDatabasePostgresql *) database;

  disconnect (self);
  g_hash_table_unref (self->statements);
  g_free (self->url);
  g_free (self);
}

static const InvitesDatabaseDriver postgresql_driver = {
  .is_shared = TRUE,
  .skip_locked = " FOR UPDATE SKIP LOCKED",
  .free = postgresql_free,
  .exec = postgresql_exec,
  .begin = postgresql_begin,
  .commit = postgresql_commit,
  .rollback = postgresql_rollback,
  .notify = postgresql_notify,
  .prepare = postgresql_prepare,
  .prepare_long = postgresql_prepare_long,
  .copy = postgresql_copy,
  .get_changes = postgresql_get_changes,
};

/* Connects at the first statement, and again when the connection was lost: of
 * those that are held ready for many at once, few are ever used. */
InvitesDatabase *
invites_database_postgresql_open (const char  *url,
                                  GError     **error)
{
  g_autoptr(InvitesDatabase) database = NULL;
  InvitesDatabasePostgresql *self = g_new0 (InvitesDatabasePostgresql, 1);

  database = &self->parent;
  database->driver = &postgresql_driver;
  self->url = g_strdup (url);
  self->statements = g_hash_table_new_full (
    invites_database_hash_sql, g_str_equal, NULL,
    (GDestroyNotify) invites_pg_statement_unref);
  return g_steal_pointer (&database);
}
