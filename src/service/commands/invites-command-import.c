/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/commands/invites-commands.h"

#include "core/invites-error.h"
#include "service/commands/invites-progress.h"
#include "service/import/invites-importer.h"

static void
print_problems (InvitesImportProblems *problems)
{
  for (guint i = 0; i < invites_import_problems_get_n (problems); i++)
    g_printerr ("%s\n", invites_import_problems_get (problems, i));
  if (invites_import_problems_is_full (problems))
    g_printerr ("There may be more.\n");
}

static char *
count (guint64     n,
       const char *one,
       const char *many)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT " %s", n, n == 1 ? one : many);
}

static void
print_totals (const InvitesImportTotals *totals)
{
  g_autofree char *divisions = NULL;
  g_autofree char *accounts = NULL;
  g_autofree char *sites = NULL;
  g_autofree char *contacts = NULL;

  divisions = count (totals->divisions, "division", "divisions");
  accounts = count (totals->accounts, "account", "accounts");
  sites = count (totals->sites, "site", "sites");
  contacts = count (totals->contacts, "contact", "contacts");
  g_printerr ("Imported %s, %s, %s and %s.\n",
              divisions, accounts, sites, contacts);
}

static void
show_cb (const char *file,
         guint64     n_rows,
         guint       thousandths,
         gpointer    user_data)
{
  invites_progress_show (user_data, file, n_rows, thousandths);
}

static gboolean
import_folder (InvitesStore           *store,
               const char             *folder,
               gboolean                always_show,
               InvitesImportProblems  *problems,
               InvitesImportTotals    *totals,
               GError                **error)
{
  g_autoptr(InvitesProgress) progress = invites_progress_new (always_show);

  return invites_import_folder (store, folder, invites_time_now (), show_cb,
                                progress, problems, totals, error);
}

/**
 * invites_command_import:
 * @argc: number of words
 * @argv: "import", its options and the folder
 *
 * Imports the four files of a folder: whole, or not at all. What is wrong with
 * them goes to standard error, a line each.
 *
 * Returns: the exit status
 */
int
invites_command_import (int    argc,
                        char **argv)
{
  g_autofree char *database = NULL;
  g_autoptr(InvitesStore) store = NULL;
  g_autoptr(InvitesImportProblems) problems = NULL;
  g_autoptr(GError) error = NULL;
  InvitesImportTotals totals;
  gboolean show = FALSE;
  int status;
  const GOptionEntry entries[] = {
    { "database", 0, 0, G_OPTION_ARG_FILENAME, &database,
      "The database to import into", INVITES_DATABASE_WORDS },
    { "progress", 0, 0, G_OPTION_ARG_NONE, &show,
      "Show how far it is, also where there is no terminal", NULL },
    { NULL }
  };

  if (!invites_options_parse ("FOLDER",
                              "Imports divisions.csv, accounts.csv, sites.csv"
                              " and contacts.csv.",
                              entries, &argc, &argv, &status))
    return status;
  if (database == NULL || argc != 2)
    {
      g_printerr (database == NULL ? "import: --database is missing\n"
                                   : "import: one folder is needed\n");
      return 2;
    }

  if (!(store = invites_store_open (database, &error)))
    return invites_command_fail (error);

  problems = invites_import_problems_new ();
  if (!import_folder (store, argv[1], show, problems, &totals, &error))
    {
      print_problems (problems);
      return invites_command_fail (error);
    }

  print_totals (&totals);
  return 0;
}
