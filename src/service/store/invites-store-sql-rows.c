/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One statement for many rows: where a database is far, as many trips to it as
 * if it was one row. */
#include "service/store/invites-store-sql-rows.h"

/* At a time. */
#define MAX_ROWS 64

/* Few sizes, so that few statements are kept ready. */
static guint
round_up (guint n_rows)
{
  guint size = 1;

  while (size < n_rows && size < MAX_ROWS)
    size *= 2;
  return size;
}

static char *
dup_statement (const char *head,
               const char *tail,
               guint       n_columns,
               guint       n_rows)
{
  g_autoptr(GString) sql = g_string_new (head);
  guint number = 1;

  g_string_append (sql, "FROM (VALUES ");
  for (guint row = 0; row < n_rows; row++)
    {
      g_string_append (sql, row > 0 ? ",(" : "(");
      for (guint column = 0; column < n_columns; column++)
        g_string_append_printf (sql, "%s?%u", column > 0 ? "," : "", number++);
      g_string_append_c (sql, ')');
    }
  g_string_append (sql, ") AS v ");
  g_string_append (sql, tail);
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

/* The same for one row, whose values stand in the statement. */
static char *
dup_statement_for_one (const char *head,
                       const char *tail)
{
  g_autoptr(GString) sql = g_string_new (head);

  g_string_append (sql, tail);
  g_string_replace (sql, "v.column", "?", 0);
  return g_string_free (g_steal_pointer (&sql), FALSE);
}

static gboolean
finish (InvitesCursor  *cursor,
        GError        **error)
{
  g_autoptr(GError) step_error = NULL;

  while (invites_cursor_step (cursor, &step_error))
    ;
  if (step_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&step_error));
  return FALSE;
}

static gboolean
run_some (InvitesDatabase     *database,
          const char          *sql,
          guint                n_columns,
          guint                size,
          guint                begin,
          guint                end,
          InvitesBindRowFunc   bind,
          gpointer             user_data,
          GError             **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;

  if (!(cursor = invites_database_prepare (database, sql, error)))
    return FALSE;
  /* What is left over repeats the last row, which changes nothing. */
  for (guint i = 0; i < size; i++)
    bind (cursor, (int) (i * n_columns + 1), MIN (begin + i, end - 1),
          user_data);
  return finish (cursor, error);
}

/* In our own process, row by row costs less than a table of values does. */
static gboolean
run_each (InvitesDatabase     *database,
          const char          *head,
          const char          *tail,
          guint                n_rows,
          InvitesBindRowFunc   bind,
          gpointer             user_data,
          GError             **error)
{
  g_autofree char *sql = NULL;

  if (n_rows == 0)
    return TRUE;

  sql = dup_statement_for_one (head, tail);
  for (guint row = 0; row < n_rows; row++)
    {
      if (!run_some (database, sql, 0, 1, row, row + 1, bind, user_data,
                     error))
        return FALSE;
    }

  return TRUE;
}

/**
 * invites_rows_run:
 * @database: a connection
 * @head: an UPDATE, up to its FROM
 * @tail: its WHERE; in both, v.column1, v.column2, … are the values
 * @n_columns: how many values a row has
 * @n_rows: how many rows
 * @bind: (scope call): binds the values of a row, all of them; may be called
 *   more than once for one
 * @user_data: for @bind
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Runs an UPDATE for many rows that each bring values of their own.
 *
 * Returns: whether it was done for all of them
 */
gboolean
invites_rows_run (InvitesDatabase     *database,
                  const char          *head,
                  const char          *tail,
                  guint                n_columns,
                  guint                n_rows,
                  InvitesBindRowFunc   bind,
                  gpointer             user_data,
                  GError             **error)
{
  guint size;

  g_return_val_if_fail (database != NULL && head != NULL && tail != NULL,
                        FALSE);
  g_return_val_if_fail (n_columns > 0 && bind != NULL, FALSE);

  if (!invites_database_is_shared (database))
    return run_each (database, head, tail, n_rows, bind, user_data, error);

  for (guint begin = 0; begin < n_rows; begin += size)
    {
      g_autofree char *sql = NULL;

      size = round_up (n_rows - begin);
      sql = dup_statement (head, tail, n_columns, size);
      if (!run_some (database, sql, n_columns, size, begin,
                     MIN (begin + size, n_rows), bind, user_data, error))
        return FALSE;
    }

  return TRUE;
}
