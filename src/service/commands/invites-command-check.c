/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/commands/invites-commands.h"

#include "service/store/invites-store.h"

static void
print_line (const char *line,
            gpointer    user_data)
{
  g_print ("%s\n", line);
}

/**
 * invites_command_check:
 * @argc: number of words
 * @argv: "check" and its options
 *
 * Verifies every invariant of the data; a line on standard output for each
 * that is broken. Only reads, and may run beside the service.
 *
 * Returns: the exit status: 1 when something is broken
 */
int
invites_command_check (int    argc,
                       char **argv)
{
  g_autofree char *database = NULL;
  guint n_broken = 0;
  int status;
  g_autoptr(InvitesStore) store = NULL;
  g_autoptr(GError) error = NULL;
  const GOptionEntry entries[] = {
    { "database", 0, 0, G_OPTION_ARG_STRING, &database,
      "The database to check", INVITES_DATABASE_WORDS },
    { NULL }
  };

  if (!invites_options_parse (NULL,
                              "Verifies that everything in a database adds up.",
                              entries, &argc, &argv, &status))
    return status;
  if (database == NULL)
    {
      g_printerr ("check: --database is missing\n");
      return 2;
    }
  if (!(store = invites_store_open (database, &error))
      || !invites_store_check (store, invites_time_now (), print_line, NULL,
                               &n_broken, &error))
    return invites_command_fail (error);
  if (n_broken > 0)
    {
      g_printerr ("%u broken\n", n_broken);
      return 1;
    }

  g_printerr ("Everything adds up\n");
  return 0;
}
