/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/commands/invites-commands.h"

#include <string.h>

#include "core/invites-error.h"
#include "service/commands/invites-serve-options.h"

#define GROUP "service"

/* Which options of the command line were seen. */
typedef struct
{
  const GOptionEntry *entries;
  GHashTable         *given; /* (owned) (element-type utf8): a set of names */
} Options;

static const GOptionEntry *
find_entry (const GOptionEntry *entries,
            const char         *name)
{
  for (const GOptionEntry *entry = entries; entry->long_name != NULL; entry++)
    {
      if (strcmp (entry->long_name, name) == 0)
        return entry;
    }

  return NULL;
}

static void
note_given (Options    *options,
            int         argc,
            char      **argv)
{
  for (int i = 1; i < argc && strcmp (argv[i], "--") != 0; i++)
    {
      if (g_str_has_prefix (argv[i], "--"))
        g_hash_table_add (options->given,
                          g_strndup (argv[i] + 2, strcspn (argv[i] + 2, "=")));
    }
}

static char *
find_config (int    argc,
             char **argv)
{
  for (int i = 1; i < argc && strcmp (argv[i], "--") != 0; i++)
    {
      if (g_str_has_prefix (argv[i], "--config="))
        return g_strdup (argv[i] + strlen ("--config="));
      if (strcmp (argv[i], "--config") == 0 && i + 1 < argc)
        return g_strdup (argv[i + 1]);
    }

  return NULL;
}

/* Adds what the key file says of one option as words of a command line, which
 * GOption then reads like any other. */
static gboolean
add_words (GKeyFile           *file,
           const GOptionEntry *entry,
           GPtrArray          *words,
           GError            **error)
{
  g_auto(GStrv) values = NULL;

  if (entry->arg == G_OPTION_ARG_NONE)
    {
      g_autoptr(GError) local_error = NULL;

      if (g_key_file_get_boolean (file, GROUP, entry->long_name, &local_error))
        g_ptr_array_add (words, g_strdup_printf ("--%s", entry->long_name));
      if (local_error == NULL)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }

  if (entry->arg == G_OPTION_ARG_STRING_ARRAY
      || entry->arg == G_OPTION_ARG_FILENAME_ARRAY)
    {
      values = g_key_file_get_string_list (file, GROUP, entry->long_name, NULL,
                                           error);
    }
  else
    {
      values = g_new0 (char *, 2);
      values[0] = g_key_file_get_string (file, GROUP, entry->long_name, error);
      if (values[0] == NULL)
        return FALSE;
    }
  if (values == NULL)
    return FALSE;

  for (char **value = values; *value != NULL; value++)
    g_ptr_array_add (words,
                     g_strdup_printf ("--%s=%s", entry->long_name, *value));
  return TRUE;
}

static gboolean
read_config (const Options *options,
             const char    *path,
             GPtrArray     *words,
             GError       **error)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_auto(GStrv) keys = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, error)
      || !(keys = g_key_file_get_keys (file, GROUP, NULL, error)))
    {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }

  for (char **key = keys; *key != NULL; key++)
    {
      const GOptionEntry *entry = find_entry (options->entries, *key);

      if (entry == NULL && !invites_serve_options_has_key (*key))
        {
          g_set_error (error, G_KEY_FILE_ERROR,
                       G_KEY_FILE_ERROR_KEY_NOT_FOUND,
                       "%s: there is no option “%s”", path, *key);
          return FALSE;
        }
      /* One file may serve all commands. */
      if (entry == NULL || g_hash_table_contains (options->given, *key))
        continue;
      if (!add_words (file, entry, words, error))
        {
          g_prefix_error (error, "%s: %s: ", path, *key);
          return FALSE;
        }
    }

  return TRUE;
}

/* The command line with what the key file says inserted before it. */
static char **
merge_words (int         argc,
             char      **argv,
             GPtrArray  *words)
{
  /* As argv does, it lives as long as the process. */
  static char **merged;
  gsize n = 0;

  if (words->len == 0)
    return argv;

  merged = g_new0 (char *, (gsize) argc + words->len + 1);
  merged[n++] = argv[0];
  for (guint i = 0; i < words->len; i++)
    merged[n++] = g_ptr_array_index (words, i);
  for (int i = 1; i < argc; i++)
    merged[n++] = argv[i];
  return merged;
}

static gboolean
parse_words (const char         *parameters,
             const char         *summary,
             const GOptionEntry *entries,
             GPtrArray          *words,
             int                *argc,
             char             ***argv,
             GError            **error)
{
  g_autoptr(GOptionContext) context = g_option_context_new (parameters);
  g_autofree char *config = NULL;
  const GOptionEntry common[] = {
    { "config", 0, 0, G_OPTION_ARG_FILENAME, &config,
      "Take options that are not given from a key file", "FILE" },
    { NULL }
  };

  *argv = merge_words (*argc, *argv, words);
  *argc += (int) words->len;
  g_option_context_set_summary (context, summary);
  g_option_context_add_main_entries (context, entries, NULL);
  g_option_context_add_main_entries (context, common, NULL);
  return g_option_context_parse (context, argc, argv, error);
}

/* libpq asks the environment for it. What stands there already wins. */
static void
take_database_password (int    argc,
                        char **argv)
{
  g_autofree char *password = NULL;

  password = invites_options_dup_secret (argc, argv, "database-password");
  if (password != NULL)
    g_setenv ("PGPASSWORD", password, FALSE);
}

/* What is left behind the options: mostly, dashes were forgotten. */
static gboolean
refuse_words (int      argc,
              char   **argv,
              GError **error)
{
  if (argc < 2)
    return TRUE;

  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               "unknown word “%s”", argv[1]);
  return FALSE;
}

/**
 * invites_options_parse:
 * @parameters: (nullable): what follows the options in the usage; %NULL if
 *   nothing may
 * @summary: what the command does, in a sentence
 * @entries: the options of the command
 * @argc: (inout): number of words
 * @argv: (inout): the words
 * @status: (out): the exit status if the command cannot go on
 *
 * Reads the options of a command. With --config FILE, every option that is not
 * given is taken from the key file's group [service], under the same name;
 * repeated options are lists there. A name that neither the command nor serve
 * knows is an error. The file's database-password is PostgreSQL's, unless
 * PGPASSWORD is set; so no thread may be running yet. What was read is removed
 * from @argv, which from then on is an array that lives as long as the process.
 *
 * Returns: whether the command can go on
 */
gboolean
invites_options_parse (const char         *parameters,
                       const char         *summary,
                       const GOptionEntry *entries,
                       int                *argc,
                       char             ***argv,
                       int                *status)
{
  g_autoptr(GHashTable) given = g_hash_table_new_full (g_str_hash, g_str_equal,
                                                       g_free, NULL);
  Options options = { entries, given };
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) error = NULL;
  g_autofree char *config = NULL;

  g_return_val_if_fail (entries != NULL, FALSE);
  g_return_val_if_fail (argc != NULL && argv != NULL, FALSE);
  g_return_val_if_fail (status != NULL, FALSE);

  take_database_password (*argc, *argv);
  note_given (&options, *argc, *argv);
  config = find_config (*argc, *argv);
  if ((config == NULL || read_config (&options, config, words, &error))
      && parse_words (parameters, summary, entries, words, argc, argv, &error)
      && (parameters != NULL || refuse_words (*argc, *argv, &error)))
    return TRUE;

  g_printerr ("%s: %s\n", (*argv)[0], error->message);
  *status = 2;
  return FALSE;
}

/**
 * invites_options_dup_secret:
 * @argc: number of words, before invites_options_parse()
 * @argv: the words
 * @name: a key of the group [service]
 *
 * Finds what the key file of --config says of something that must not stand on
 * a command line, where other users of the machine could read it.
 *
 * Returns: (transfer full) (nullable): the secret, or %NULL when there is none
 */
char *
invites_options_dup_secret (int         argc,
                            char      **argv,
                            const char *name)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autofree char *config = find_config (argc, argv);

  g_return_val_if_fail (name != NULL, NULL);

  if (config == NULL
      || !g_key_file_load_from_file (file, config, G_KEY_FILE_NONE, NULL))
    return NULL;

  return g_key_file_get_string (file, GROUP, name, NULL);
}

/**
 * invites_command_fail:
 * @error: what went wrong
 *
 * Says on standard error why a command could not do its work.
 *
 * Returns: the exit status
 */
int
invites_command_fail (const GError *error)
{
  g_return_val_if_fail (error != NULL, 1);

  g_printerr ("portal-invites-service: %s\n", error->message);
  return 1;
}
