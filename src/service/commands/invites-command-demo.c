/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/commands/invites-commands.h"

#include "core/invites-error.h"
#include "service/commands/invites-progress.h"
#include "service/demo/invites-demo-contacts.h"
#include "service/store/invites-store.h"

static gboolean
refuse_data (InvitesStore *store,
             GError      **error)
{
  gboolean empty = FALSE;

  if (!invites_store_is_empty (store, &empty, error))
    return FALSE;
  if (empty)
    return TRUE;
  g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_CONFLICT,
                       "The database is not empty");
  return FALSE;
}

static void
show_cb (guint    n_contacts,
         guint    n_all,
         gpointer user_data)
{
  invites_progress_show (user_data, "contacts", n_contacts,
                         (guint) ((guint64) n_contacts * 1000 / n_all));
}

static gboolean
fill (InvitesStore  *store,
      int            n_contacts,
      int            seed,
      gboolean       always_show,
      GError       **error)
{
  g_autoptr(InvitesProgress) progress = invites_progress_new (always_show);

  return invites_demo_fill (store, (guint) n_contacts, (guint32) seed,
                            invites_time_now (), show_cb, progress, error);
}

/**
 * invites_command_demo:
 * @argc: number of words
 * @argv: "demo" and its options
 *
 * Fills an empty database with made-up data.
 *
 * Returns: the exit status
 */
int
invites_command_demo (int    argc,
                      char **argv)
{
  g_autofree char *database = NULL;
  int n_contacts = INVITES_DEMO_DEFAULT_CONTACTS;
  int seed = 390;
  gboolean show = FALSE;
  int status;
  g_autoptr(InvitesStore) store = NULL;
  g_autoptr(GError) error = NULL;
  const GOptionEntry entries[] = {
    { "database", 0, 0, G_OPTION_ARG_STRING, &database,
      "The database to fill", INVITES_DATABASE_WORDS },
    { "contacts", 0, 0, G_OPTION_ARG_INT, &n_contacts,
      "How many contacts (200 or more; 6000)", "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT, &seed,
      "Which data: the same seed makes the same (390)", "N" },
    { "progress", 0, 0, G_OPTION_ARG_NONE, &show,
      "Show how far it is, also where there is no terminal", NULL },
    { NULL }
  };

  if (!invites_options_parse (NULL, "Fills an empty database with demo data.",
                              entries, &argc, &argv, &status))
    return status;
  if (database == NULL || n_contacts < INVITES_DEMO_MIN_CONTACTS)
    {
      g_printerr (database == NULL ? "demo: --database is missing\n"
                                   : "demo: --contacts must be 200 or more\n");
      return 2;
    }
  if (!(store = invites_store_open (database, &error))
      || !refuse_data (store, &error)
      || !fill (store, n_contacts, seed, show, &error))
    return invites_command_fail (error);

  g_printerr ("Made a demo of %d contacts\n", n_contacts);
  return 0;
}
