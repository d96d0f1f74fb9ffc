/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-database-postgresql-private.h"

#include <string.h>

#include "core/invites-error.h"

#define FETCHED 1000 /* rows of a long cursor, at a time */

typedef struct
{
  InvitesCursor parent;

  InvitesDatabasePostgresql *database; /* (unowned) */
  InvitesPgStatement        *statement;

  /* Values, all by the same index. */
  GArray    *types;   /* of Oid; 0: whatever it has to be */
  GPtrArray *values;  /* (element-type char): or NULL */
  GArray    *lengths; /* of int */
  GArray    *formats; /* of int: 1 for octets as they are */

  /* Rows. */
  PGresult  *result;
  int        row;
  guint      number;  /* of a long cursor that was opened, else 0 */
  guint      transaction; /* in which it was opened */
  gboolean   is_long;
  gboolean   owns_transaction;
  gboolean   at_end;
} InvitesCursorPostgresql;

/* Of a value that is NULL since nobody has bound it: PostgreSQL finds out by
 * where it stands (0), if it stands anywhere. */
static Oid
get_unbound_type (InvitesCursorPostgresql *self,
                  guint                    index)
{
  g_autofree char *name = g_strdup_printf ("$%u", index);
  const char *p = self->statement->translated;

  while ((p = strstr (p, name)) != NULL)
    {
      p += strlen (name);
      if (!g_ascii_isdigit (*p))
        return 0;
    }

  return INVITES_PG_TEXT;
}

static void
set_value (InvitesCursorPostgresql *self,
           int                      index,
           Oid                      type,
           char                    *value,
           gsize                    length,
           int                      format)
{
  guint position = (guint) index - 1;
  guint n_values = self->values->len;

  g_assert (index > 0 && self->result == NULL);

  if (position >= self->values->len)
    {
      g_ptr_array_set_size (self->values, index);
      g_array_set_size (self->types, (guint) index);
      g_array_set_size (self->lengths, (guint) index);
      g_array_set_size (self->formats, (guint) index);
      for (guint i = n_values; i < position; i++)
        g_array_index (self->types, Oid, i) = get_unbound_type (self, i + 1);
    }

  g_free (g_ptr_array_index (self->values, position));
  g_ptr_array_index (self->values, position) = value;
  g_array_index (self->types, Oid, position) = type;
  g_array_index (self->lengths, int, position) = (int) length;
  g_array_index (self->formats, int, position) = format;
}

static void
postgresql_bind_text (InvitesCursor *cursor,
                      int            index,
                      const char    *value)
{
  set_value ((InvitesCursorPostgresql *) cursor, index, INVITES_PG_TEXT,
             g_strdup (value), 0, 0);
}

static void
postgresql_bind_int (InvitesCursor *cursor,
                     int            index,
                     const gint64  *value)
{
  char *text = NULL;

  if (value != NULL)
    text = g_strdup_printf ("%" G_GINT64_FORMAT, *value);
  set_value ((InvitesCursorPostgresql *) cursor, index, INVITES_PG_INT8, text,
             0, 0);
}

static void
postgresql_bind_bytes (InvitesCursor *cursor,
                       int            index,
                       GBytes        *value)
{
  gsize size = 0;
  const char *data = value != NULL ? g_bytes_get_data (value, &size) : NULL;
  char *copy = NULL;

  if (value != NULL)
    {
      copy = g_malloc (size + 1);
      if (size > 0)
        memcpy (copy, data, size);
    }
  set_value ((InvitesCursorPostgresql *) cursor, index, INVITES_PG_BYTEA, copy,
             size, 1);
}

static gboolean
fail (InvitesCursorPostgresql *self,
      const PGresult          *result,
      GError                 **error)
{
  invites_postgresql_set_error (self->database->connection, result, error);
  return FALSE;
}

/* Takes what came, and counts what was changed. */
static gboolean
take_result (InvitesCursorPostgresql *self,
             PGresult                *result,
             GError                 **error)
{
  ExecStatusType status = PQresultStatus (result);

  g_clear_pointer (&self->result, PQclear);
  self->result = result;
  self->row = -1;
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
    return fail (self, result, error);

  self->database->changes = g_ascii_strtoull (PQcmdTuples (result), NULL, 10);
  return TRUE;
}

static gboolean
has_types_of (InvitesCursorPostgresql  *self,
              const InvitesPgStatement *statement)
{
  return self->types->len == statement->types->len
         && (self->types->len == 0
             || memcmp (self->types->data, statement->types->data,
                        self->types->len * sizeof (Oid)) == 0);
}

/* Gives the statement a name on the server, so that it is parsed and planned
 * once. When there are very many, the rest goes without. */
static gboolean
ensure_prepared (InvitesCursorPostgresql *self,
                 GError                 **error)
{
  InvitesDatabasePostgresql *database = self->database;
  InvitesPgStatement *statement = self->statement;
  g_autoptr(PGresult) result = NULL;
  g_autofree char *name = NULL;

  if (statement->name != NULL || !statement->kept)
    return TRUE;

  name = g_strdup_printf ("s%u", ++database->n_names);
  result = PQprepare (database->connection, name, statement->translated,
                      (int) self->types->len,
                      (gconstpointer) self->types->data);
  if (PQresultStatus (result) != PGRES_COMMAND_OK)
    return fail (self, result, error);

  statement->name = g_steal_pointer (&name);
  g_array_set_size (statement->types, 0);
  g_array_append_vals (statement->types, self->types->data, self->types->len);
  return TRUE;
}

static PGresult *
run_once (InvitesCursorPostgresql *self,
          const char              *sql)
{
  return PQexecParams (self->database->connection, sql,
                       (int) self->values->len,
                       (gconstpointer) self->types->data,
                       (const char *const *) self->values->pdata,
                       (gconstpointer) self->lengths->data,
                       (gconstpointer) self->formats->data, 0);
}

static gboolean
run (InvitesCursorPostgresql *self,
     GError                 **error)
{
  InvitesPgStatement *statement = self->statement;

  if (!ensure_prepared (self, error))
    return FALSE;
  if (statement->name == NULL || !has_types_of (self, statement))
    return take_result (self, run_once (self, statement->translated), error);

  return take_result (self,
                      PQexecPrepared (self->database->connection,
                                      statement->name,
                                      (int) self->values->len,
                                      (const char *const *)
                                        self->values->pdata,
                                      (gconstpointer) self->lengths->data,
                                      (gconstpointer) self->formats->data, 0),
                      error);
}

static gboolean
fetch (InvitesCursorPostgresql *self,
       GError                 **error)
{
  g_autofree char *sql = NULL;

  if (!invites_postgresql_ensure (self->database, error))
    return FALSE;

  sql = g_strdup_printf ("FETCH FORWARD %d FROM l%u", FETCHED, self->number);
  return take_result (self, PQexec (self->database->connection, sql), error);
}

static gboolean
open_long (InvitesCursorPostgresql *self,
           GError                 **error)
{
  InvitesDatabasePostgresql *database = self->database;
  g_autofree char *sql = NULL;

  if (!database->began)
    {
      if (!invites_database_begin (&database->parent, INVITES_READ, error))
        return FALSE;
      self->owns_transaction = TRUE;
    }

  self->number = ++database->n_names;
  self->transaction = database->n_transactions;
  sql = g_strdup_printf ("DECLARE l%u NO SCROLL CURSOR FOR %s", self->number,
                         self->statement->translated);
  return take_result (self, run_once (self, sql), error)
         && fetch (self, error);
}

static gboolean
start (InvitesCursorPostgresql *self,
       GError                 **error)
{
  if (!invites_postgresql_ensure (self->database, error))
    return FALSE;

  return self->is_long ? open_long (self, error) : run (self, error);
}

static gboolean
postgresql_step (InvitesCursor  *cursor,
                 GError        **error)
{
  InvitesCursorPostgresql *self = (InvitesCursorPostgresql *) cursor;

  if (self->at_end)
    return FALSE;

  self->at_end = TRUE;
  if (self->result == NULL && !start (self, error))
    return FALSE;

  self->row++;
  if (self->is_long && self->row == FETCHED)
    {
      if (!fetch (self, error))
        return FALSE;
      self->row++;
    }

  self->at_end = self->row >= PQntuples (self->result);
  return !self->at_end;
}

static const char *
postgresql_get_text (InvitesCursor *cursor,
                     int            column)
{
  InvitesCursorPostgresql *self = (InvitesCursorPostgresql *) cursor;

  if (PQgetisnull (self->result, self->row, column))
    return NULL;
  return PQgetvalue (self->result, self->row, column);
}

/* Conditions come as "t" and "f". */
static gint64
postgresql_get_int (InvitesCursor *cursor,
                    int            column)
{
  const char *text = postgresql_get_text (cursor, column);

  if (text == NULL)
    return 0;
  if (*text == 't')
    return 1;
  return g_ascii_strtoll (text, NULL, 10);
}

static gboolean
postgresql_is_null (InvitesCursor *cursor,
                    int            column)
{
  InvitesCursorPostgresql *self = (InvitesCursorPostgresql *) cursor;

  return PQgetisnull (self->result, self->row, column);
}

/* "\x" and two digits an octet. */
static GBytes *
postgresql_dup_bytes (InvitesCursor *cursor,
                      int            column)
{
  const char *text = postgresql_get_text (cursor, column);
  gsize size;
  guint8 *data;

  if (text == NULL || !g_str_has_prefix (text, "\\x"))
    return g_bytes_new (NULL, 0);

  text += strlen ("\\x");
  size = strlen (text) / 2;
  data = g_malloc (size);
  for (gsize i = 0; i < size; i++)
    data[i] = (guint8) (g_ascii_xdigit_value (text[2 * i]) << 4
                        | g_ascii_xdigit_value (text[2 * i + 1]));

  return g_bytes_new_take (data, size);
}

/* The end of its transaction has closed it already. */
static void
close_long (InvitesCursorPostgresql *self)
{
  InvitesDatabasePostgresql *database = self->database;
  g_autofree char *sql = g_strdup_printf ("CLOSE l%u", self->number);
  PGresult *result;

  if (self->owns_transaction)
    invites_database_rollback (&database->parent);
  else if (database->n_transactions == self->transaction
           && PQtransactionStatus (database->connection) == PQTRANS_INTRANS)
    {
      result = PQexec (database->connection, sql);
      PQclear (result);
    }
}

static void
postgresql_free (InvitesCursor *cursor)
{
  InvitesCursorPostgresql *self = (InvitesCursorPostgresql *) cursor;

  if (self->number != 0 || self->owns_transaction)
    close_long (self);

  g_clear_pointer (&self->result, PQclear);
  g_array_unref (self->types);
  g_ptr_array_unref (self->values);
  g_array_unref (self->lengths);
  g_array_unref (self->formats);
  invites_pg_statement_unref (self->statement);
  g_free (self);
}

static const InvitesCursorDriver postgresql_driver = {
  .bind_text = postgresql_bind_text,
  .bind_int = postgresql_bind_int,
  .bind_bytes = postgresql_bind_bytes,
  .step = postgresql_step,
  .get_text = postgresql_get_text,
  .get_int = postgresql_get_int,
  .is_null = postgresql_is_null,
  .dup_bytes = postgresql_dup_bytes,
  .free = postgresql_free,
};

/* A cursor in front of the first row of @statement, which it takes. */
InvitesCursor *
invites_cursor_postgresql_new (InvitesDatabasePostgresql *database,
                               InvitesPgStatement        *statement,
                               gboolean                   is_long)
{
  InvitesCursorPostgresql *self = g_new0 (InvitesCursorPostgresql, 1);

  self->parent.driver = &postgresql_driver;
  self->database = database;
  self->statement = statement;
  self->is_long = is_long;
  self->types = g_array_new (FALSE, TRUE, sizeof (Oid));
  self->values = g_ptr_array_new_with_free_func (g_free);
  self->lengths = g_array_new (FALSE, TRUE, sizeof (int));
  self->formats = g_array_new (FALSE, TRUE, sizeof (int));
  return &self->parent;
}
