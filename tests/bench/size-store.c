/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What counting a division takes by SQL: the service's own, without its index.
 *
 * usage: size-store DATABASE DIVISION
 *
 * Tells "sql-NAME p50 p99", in microseconds.
 */
#include "core/invites-time.h"
#include "service/store/invites-store.h"
#include "size-cases.h"

/* The first brings the pages into memory, and does not count. */
#define N_COUNTS 8

static void
measure (InvitesStore *store,
         const char   *division,
         guint         number)
{
  const char *name;
  g_autoptr(InvitesFilter) filter
    = size_cases_new_filter (number, division, &name);
  g_autoptr(GArray) times = size_times_new ();
  g_autofree char *title = g_strdup_printf ("sql-%s", name);

  for (guint i = 0; i < N_COUNTS; i++)
    {
      g_autoptr(InvitesCounts) counts = NULL;
      g_autoptr(GError) error = NULL;
      gint64 begin = size_times_now ();

      if (!(counts = invites_store_count (store, filter, invites_time_now (),
                                          &error)))
        g_error ("%s", error->message);
      if (i > 0)
        size_times_add (times, begin);
    }

  size_times_tell (times, title);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(InvitesStore) store = NULL;
  g_autoptr(GError) error = NULL;

  if (argc != 3)
    g_error ("usage: size-store DATABASE DIVISION");
  if (!(store = invites_store_open (argv[1], &error)))
    g_error ("%s", error->message);

  for (guint i = 0; i < SIZE_N_CASES; i++)
    measure (store, argv[2], i);
  return 0;
}
