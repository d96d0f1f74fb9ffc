/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How long a statement takes, once for each line of standard input, which is
 * its ?1.
 *
 * usage: size-sql DATABASE NAME STATEMENT
 *
 * Tells "NAME p50 p99", in microseconds. Where there is no input, the
 * statements are run once, and it tells "NAME-seconds" instead.
 */
#include <stdio.h>

#include "service/store/invites-database.h"
#include "size-cases.h"

#define MAX_LINE 1000
#define N_TIMES  3 /* the fastest counts: what others do is of no matter */

static void
ask (InvitesDatabase *database,
     const char      *sql,
     const char      *value)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  g_autoptr(GError) error = NULL;

  cursor = invites_database_query (database, sql, &error, "s", value);
  while (cursor != NULL && invites_cursor_step (cursor, &error))
    ;
  if (error != NULL)
    g_error ("%s", error->message);
}

static void
run (InvitesDatabase *database,
     const char      *name,
     const char      *sql)
{
  g_autoptr(GError) error = NULL;
  gint64 begin = size_times_now ();

  if (!invites_database_exec (database, sql, &error))
    g_error ("%s", error->message);
  g_print ("%s-seconds %.3f\n", name,
           (double) (size_times_now () - begin) / 1e9);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(InvitesDatabase) database = NULL;
  g_autoptr(GArray) times = size_times_new ();
  g_autoptr(GError) error = NULL;
  char line[MAX_LINE];

  if (argc != 4)
    g_error ("usage: size-sql DATABASE NAME STATEMENT");
  if (!(database = invites_database_open (argv[1], &error)))
    g_error ("%s", error->message);

  while (fgets (line, sizeof line, stdin) != NULL)
    {
      gint64 least = G_MAXINT64;

      g_strchomp (line);
      for (guint i = 0; i < N_TIMES; i++)
        {
          gint64 begin = size_times_now ();

          ask (database, argv[3], line);
          least = MIN (least, size_times_now () - begin);
        }
      g_array_append_val (times, least);
    }

  if (times->len > 0)
    size_times_tell (times, argv[2]);
  else
    run (database, argv[2], argv[3]);
  return 0;
}
