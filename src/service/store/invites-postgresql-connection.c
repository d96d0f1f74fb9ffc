/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-database-postgresql-private.h"

#include <string.h>

#include "core/invites-error.h"

#define MIN_VERSION 150000

/* What the URL may say otherwise. A machine that is gone is noticed after some
 * 20 seconds; its locks are free then, at the server too. */
static const char *const default_names[] = {
  "connect_timeout", "keepalives_idle", "keepalives_interval",
  "keepalives_count", "tcp_user_timeout", "fallback_application_name",
  "dbname", "client_encoding", NULL,
};

/*
 * idle…: a process that was stopped within a transaction must not keep its
 * locks. jit: no statement of ours gains what it costs. cursor…: a long list
 * is read to its end. synchronous…: what was said to have gone out must never
 * be forgotten; any stricter setting of the server's stays.
 */
#define SET_UP                                                                \
  "SET client_min_messages = warning;"                                        \
  "SET standard_conforming_strings = on;"                                     \
  "SET bytea_output = hex;"                                                   \
  "SET default_transaction_isolation = 'read committed';"                     \
  "SET idle_in_transaction_session_timeout = '5s';"                           \
  "SET lock_timeout = '10s';"                                                 \
  "SET jit = off;"                                                            \
  "SET cursor_tuple_fraction = 1.0;"                                          \
  "SET tcp_keepalives_idle = 10;"                                             \
  "SET tcp_keepalives_interval = 3;"                                          \
  "SET tcp_keepalives_count = 3;"                                             \
  "SET tcp_user_timeout = '20s';"                                             \
  "SELECT set_config ('synchronous_commit', 'on', false)"                     \
  " WHERE current_setting ('synchronous_commit') = 'off'"

typedef struct
{
  const char  *state; /* an SQLSTATE, or its first two letters: the class */
  InvitesError code;
  const char  *message;
} Meaning;

#define UNAVAILABLE INVITES_ERROR_UNAVAILABLE

/* The first that fits. What is in none is a defect of ours. */
static const Meaning meanings[] = {
  { "40", UNAVAILABLE, "The database is busy" },
  { "55P03", UNAVAILABLE, "The database is busy" },
  { "57014", UNAVAILABLE, "The database is busy" },
  { "25P03", UNAVAILABLE, "The database ended a transaction that had stopped" },
  { "25006", UNAVAILABLE, "The database may not be written" },
  { "25P02", UNAVAILABLE, "The transaction has failed already" },
  { "42501", UNAVAILABLE, "The database may not be written" },
  { "53100", UNAVAILABLE, "There is no room left for the database" },
  { "53300", UNAVAILABLE, "The database has too many connections" },
  { "53", UNAVAILABLE, "The database has no resources left" },
  { "08", UNAVAILABLE, "The database does not answer" },
  { "57", UNAVAILABLE, "The database does not answer" },
  { "58", UNAVAILABLE, "The database cannot be read or written" },
  { "28", UNAVAILABLE, "The database refused the sign-in" },
  { "3D", UNAVAILABLE, "There is no such database" },
  { "XX", UNAVAILABLE, "The database is damaged" },
};

static const Meaning *
find_meaning (const char *state)
{
  for (guint i = 0; i < G_N_ELEMENTS (meanings); i++)
    {
      if (g_str_has_prefix (state, meanings[i].state))
        return &meanings[i];
    }

  return NULL;
}

/* What PostgreSQL says of a statement that it does not understand names tables,
 * columns and types; its other messages may repeat a value. */
static void
warn (const PGresult *result,
      const char     *state)
{
  const char *constraint = PQresultErrorField (result, PG_DIAG_CONSTRAINT_NAME);
  const char *message = PQresultErrorField (result, PG_DIAG_MESSAGE_PRIMARY);

  if (constraint != NULL)
    g_warning ("PostgreSQL: %s: %s", state, constraint);
  else if (g_str_has_prefix (state, "42"))
    g_warning ("PostgreSQL: %s: %s", state, message);
  else
    g_warning ("PostgreSQL: %s", state);
}

/**
 * invites_postgresql_set_error:
 * @connection: a connection
 * @result: (nullable): the answer to a statement
 * @error: return location for %INVITES_ERROR_UNAVAILABLE or
 *   %INVITES_ERROR_INTERNAL
 *
 * Says what a statement failed of, without the statement's values.
 */
void
invites_postgresql_set_error (PGconn          *connection,
                              const PGresult  *result,
                              GError         **error)
{
  const char *state = PQresultErrorField (result, PG_DIAG_SQLSTATE);
  const Meaning *meaning = state != NULL ? find_meaning (state) : NULL;

  if (meaning != NULL)
    {
      g_debug ("PostgreSQL: %s", state);
      g_set_error_literal (error, INVITES_ERROR, (int) meaning->code,
                           meaning->message);
    }
  else if (state == NULL)
    g_set_error_literal (error, INVITES_ERROR, UNAVAILABLE,
                         "The database does not answer");
  else
    {
      warn (result, state);
      g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_INTERNAL,
                           "The database refused a statement");
    }
}

/* libpq keeps no SQLSTATE of a connection that was refused, and its words name
 * hosts and users. */
static gboolean
refuse_connection (PGconn  *connection,
                   GError **error)
{
  const char *words = PQerrorMessage (connection);
  const char *message = "The database does not answer";

  if (PQconnectionNeedsPassword (connection)
      || strstr (words, "authentication failed") != NULL
      || strstr (words, "pg_hba.conf") != NULL)
    message = "The database refused the sign-in";
  else if (strstr (words, "database \"") != NULL
           && strstr (words, "does not exist") != NULL)
    message = "There is no such database";

  g_set_error_literal (error, INVITES_ERROR, UNAVAILABLE, message);
  return FALSE;
}

static gboolean
refuse_server (const char  *reason,
               GError     **error)
{
  g_set_error_literal (error, INVITES_ERROR, UNAVAILABLE, reason);
  return FALSE;
}

static gboolean
check_server (PGconn  *connection,
              GError **error)
{
  const char *encoding = PQparameterStatus (connection, "server_encoding");

  if (PQstatus (connection) != CONNECTION_OK)
    return refuse_connection (connection, error);
  if (PQserverVersion (connection) < MIN_VERSION)
    return refuse_server ("The database must be PostgreSQL 15 or newer", error);
  if (g_strcmp0 (encoding, "UTF8") != 0)
    return refuse_server ("The database must have the encoding UTF8", error);

  return TRUE;
}

static gboolean
set_up (PGconn  *connection,
        GError **error)
{
  g_autoptr(PGresult) result = PQexec (connection, SET_UP);
  ExecStatusType status = PQresultStatus (result);

  if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
    return TRUE;

  invites_postgresql_set_error (connection, result, error);
  return FALSE;
}

/* Notices may repeat values, and concern nobody. */
static void
ignore_notice (void           *data,
               const PGresult *result)
{
}

/**
 * invites_postgresql_connect:
 * @url: a URL of PostgreSQL's
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Connects to a server, once.
 *
 * Returns: (transfer full) (nullable): the connection, ready for statements
 */
PGconn *
invites_postgresql_connect (const char  *url,
                            GError     **error)
{
  const char *const values[] = {
    "5", "10", "3", "3", "20000", "portal-invites-service", url, "UTF8", NULL,
  };
  PGconn *connection;

  G_STATIC_ASSERT (G_N_ELEMENTS (values) == G_N_ELEMENTS (default_names));

  connection = PQconnectdbParams (default_names, values, TRUE);
  if (connection != NULL)
    PQsetNoticeReceiver (connection, ignore_notice, NULL);
  if (connection != NULL && check_server (connection, error)
      && set_up (connection, error))
    return connection;

  PQfinish (connection);
  if (error != NULL && *error == NULL)
    refuse_server ("The database does not answer", error);
  return NULL;
}

static const char *
find_option (PQconninfoOption *options,
             const char       *name)
{
  for (PQconninfoOption *option = options; option->keyword != NULL; option++)
    {
      if (strcmp (option->keyword, name) == 0)
        return option->val;
    }

  return NULL;
}

/* Whether @url is one of PostgreSQL's, and holds no secret: a command line is
 * seen by everybody on the machine. */
gboolean
invites_database_postgresql_check (const char  *url,
                                   GError     **error)
{
  PQconninfoOption *options = PQconninfoParse (url, NULL);
  gboolean has_secret;

  if (options == NULL)
    {
      g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_INVALID,
                           "The database must be a valid URL:"
                           " postgresql://USER@HOST/NAME");
      return FALSE;
    }

  has_secret = find_option (options, "password") != NULL
               || find_option (options, "sslpassword") != NULL;
  PQconninfoFree (options);
  if (!has_secret)
    return TRUE;

  g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_INVALID,
                       "The database's URL must not hold a password: it comes"
                       " from PGPASSWORD, PGPASSFILE or the configuration");
  return FALSE;
}
