/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/commands/invites-commands.h"

#include <stdio.h>
#include <string.h>

#include "core/invites-address.h"
#include "core/invites-error.h"
#include "core/invites-id.h"
#include "core/invites-text.h"
#include "core/invites-user.h"
#include "service/invites-password.h"
#include "service/store/invites-store.h"

#define MAX_NAME 200 /* characters */

/* What stands on the command line. */
typedef struct
{
  char     *database;      /* (owned) (nullable) */
  char     *name;          /* (owned) (nullable) */
  char     *email;         /* (owned) (nullable) */
  char    **divisions;     /* (owned) (nullable): keys */
  char    **permissions;   /* (owned) (nullable) */
  gboolean  all_divisions;
} UserOptions;

/* One of add, change, password, remove and list. */
typedef struct
{
  const char *name;
  int         n_words; /* with "user" */
  gboolean  (*run) (InvitesStore       *store,
                    const char         *username,
                    const UserOptions  *options,
                    GError            **error);
} UserAction;

static void
clear_options (UserOptions *options)
{
  g_free (options->database);
  g_free (options->name);
  g_free (options->email);
  g_strfreev (options->divisions);
  g_strfreev (options->permissions);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (UserOptions, clear_options)

static gboolean
refuse (const char  *field,
        const char  *words,
        GError     **error)
{
  invites_set_field_error (error, INVITES_ERROR_INVALID, field, "%s: %s",
                           field, words);
  return FALSE;
}

static gboolean
check_name (const char  *field,
            const char  *text,
            GError     **error)
{
  if (text == NULL || *text == '\0')
    return refuse (field, "This must not be empty", error);
  if (!invites_text_is_printable (text, -1))
    return refuse (field, "There is a control character in it, or it is not"
                   " UTF-8", error);
  if (g_utf8_strlen (text, -1) > MAX_NAME)
    return refuse (field, "This is longer than 200 characters", error);

  return TRUE;
}

static gboolean
check_email (const char  *email,
             GError     **error)
{
  return invites_address_is_valid (email)
         || refuse ("email", "This is no e-mail address", error);
}

static gboolean
read_permissions (char    **words,
                  GArray  **permissions,
                  GError  **error)
{
  g_autoptr(GArray) read = g_array_new (FALSE, FALSE, sizeof (int));

  for (guint i = 0; words != NULL && words[i] != NULL; i++)
    {
      int permission;

      if (g_str_equal (words[i], G_STRINGIFY (INVITES_PERMISSION_SEND)))
        permission = INVITES_PERMISSION_SEND;
      else if (g_str_equal (words[i],
                            G_STRINGIFY (INVITES_PERMISSION_REVIEW)))
        permission = INVITES_PERMISSION_REVIEW;
      else
        return refuse ("permission", "This must be 390 or 391", error);
      g_array_append_val (read, permission);
    }

  *permissions = g_steal_pointer (&read);
  return TRUE;
}

/* The id of a division that is there. */
static char *
read_division (InvitesStore  *store,
               const char    *key,
               GError       **error)
{
  g_autofree char *id = NULL;
  g_autoptr(InvitesDivision) division = NULL;
  g_autoptr(GError) failure = NULL;

  if (g_utf8_validate (key, -1, NULL))
    id = invites_id_from_key (key);
  if (id != NULL)
    division = invites_store_find_division (store, id, &failure);
  if (division != NULL)
    return g_steal_pointer (&id);

  if (failure != NULL
      && !g_error_matches (failure, INVITES_ERROR, INVITES_ERROR_NOT_FOUND))
    g_propagate_error (error, g_steal_pointer (&failure));
  else
    refuse ("division", "There is no such division", error);
  return NULL;
}

static gboolean
read_divisions (InvitesStore   *store,
                char          **keys,
                char         ***ids,
                GError        **error)
{
  g_autoptr(GStrvBuilder) read = g_strv_builder_new ();

  for (guint i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      g_autofree char *id = NULL;

      if (!(id = read_division (store, keys[i], error)))
        return FALSE;
      g_strv_builder_add (read, id);
    }

  *ids = g_strv_builder_end (read);
  return TRUE;
}

/* What is longer than any password is cut, and is then still too long. */
static char *
read_password (GError **error)
{
  char buffer[INVITES_PASSWORD_MAX_LENGTH * 6 + 3];
  g_autofree char *password = NULL;
  gsize size = fread (buffer, 1, sizeof buffer - 1, stdin);
  glong length;

  if (size > 0 && buffer[size - 1] == '\n')
    size--;
  if (!g_utf8_validate_len (buffer, size, NULL))
    {
      refuse ("password", "This is not UTF-8 without NUL", error);
      return NULL;
    }

  password = g_strndup (buffer, size);
  length = g_utf8_strlen (password, -1);
  if (length < INVITES_PASSWORD_MIN_LENGTH
      || length > INVITES_PASSWORD_MAX_LENGTH)
    {
      refuse ("password", "This must have 10 to 128 characters, and is read"
              " from standard input", error);
      return NULL;
    }

  return g_steal_pointer (&password);
}

static gboolean
take_password (InvitesUserRecord  *user,
               GError            **error)
{
  g_autofree char *password = NULL;

  if (!(password = read_password (error)))
    return FALSE;

  user->password_hash = invites_password_hash (password);
  return TRUE;
}

static gboolean
has_rights (const UserOptions *options)
{
  return options->divisions != NULL || options->all_divisions;
}

static gboolean
take_divisions (InvitesStore       *store,
                const UserOptions  *options,
                InvitesUserRecord  *user,
                GError            **error)
{
  user->all_divisions = options->all_divisions;
  return read_divisions (store, options->divisions, &user->divisions, error);
}

static gboolean
add_user (InvitesStore       *store,
          const char         *username,
          const UserOptions  *options,
          GError            **error)
{
  g_autoptr(InvitesUserRecord) user = invites_user_record_new ();

  user->username = g_strdup (username);
  user->name = g_strdup (options->name);
  user->email = g_strdup (options->email);
  return check_name ("username", username, error)
         && check_name ("name", options->name, error)
         && check_email (options->email, error)
         && read_permissions (options->permissions, &user->permissions, error)
         && take_divisions (store, options, user, error)
         && take_password (user, error)
         && invites_store_add_user (store, user, error);
}

/* Changes only what is named. */
static gboolean
change_user (InvitesStore       *store,
             const char         *username,
             const UserOptions  *options,
             GError            **error)
{
  g_autoptr(InvitesUserRecord) user = invites_user_record_new ();

  user->username = g_strdup (username);
  user->name = g_strdup (options->name);
  user->email = g_strdup (options->email);
  return (options->name == NULL || check_name ("name", options->name, error))
         && (options->email == NULL || check_email (options->email, error))
         && (options->permissions == NULL
             || read_permissions (options->permissions, &user->permissions,
                                  error))
         && (!has_rights (options)
             || take_divisions (store, options, user, error))
         && invites_store_change_user (store, user, error);
}

static gboolean
change_password (InvitesStore       *store,
                 const char         *username,
                 const UserOptions  *options,
                 GError            **error)
{
  g_autoptr(InvitesUserRecord) user = invites_user_record_new ();

  user->username = g_strdup (username);
  return take_password (user, error)
         && invites_store_change_user (store, user, error);
}

static gboolean
remove_user (InvitesStore       *store,
             const char         *username,
             const UserOptions  *options,
             GError            **error)
{
  return invites_store_remove_user (store, username, error);
}

static void
print_user (const InvitesUserRecord *user)
{
  printf ("%s\t%s\t%s\t", user->username, user->name, user->email);
  for (guint i = 0; i < user->permissions->len; i++)
    printf ("%s%d", i > 0 ? "," : "",
            g_array_index (user->permissions, int, i));

  printf ("\t%s", user->all_divisions ? "all divisions" : "");
  for (guint i = 0; !user->all_divisions && user->divisions[i] != NULL; i++)
    {
      g_autofree char *key = invites_id_to_key (user->divisions[i]);

      printf ("%s%s", i > 0 ? "," : "", key);
    }
  printf ("\n");
}

static gboolean
list_users (InvitesStore       *store,
            const char         *username,
            const UserOptions  *options,
            GError            **error)
{
  g_autoptr(GPtrArray) users = NULL;

  if (!(users = invites_store_list_users (store, error)))
    return FALSE;

  for (guint i = 0; i < users->len; i++)
    print_user (g_ptr_array_index (users, i));
  return TRUE;
}

static const UserAction actions[] = {
  { "add", 3, add_user },
  { "change", 3, change_user },
  { "password", 3, change_password },
  { "remove", 3, remove_user },
  { "list", 2, list_users },
};

static const UserAction *
find_action (int    argc,
             char **argv)
{
  for (gsize i = 0; argc > 1 && i < G_N_ELEMENTS (actions); i++)
    {
      if (g_str_equal (actions[i].name, argv[1])
          && actions[i].n_words == argc)
        return &actions[i];
    }

  return NULL;
}

/* Each action with its name, so that nothing is ignored. */
static gboolean
uses_options (const UserAction  *action,
              const UserOptions *options)
{
  gboolean any = options->name != NULL || options->email != NULL
                 || options->permissions != NULL || has_rights (options);

  if (action->run == add_user)
    return TRUE;

  return any == (action->run == change_user);
}

/**
 * invites_command_user:
 * @argc: number of words
 * @argv: "user", its options, what to do, and with whom
 *
 * Adds, changes, removes and lists the users of the service. A password is
 * read from standard input. Whoever is changed has to sign in again.
 *
 * Returns: the exit status
 */
int
invites_command_user (int    argc,
                      char **argv)
{
  g_auto(UserOptions) options = { 0, };
  g_autoptr(InvitesStore) store = NULL;
  g_autoptr(GError) error = NULL;
  const UserAction *action;
  int status;
  /* All that may not be ASCII is read as octets, which are checked here: a
   * machine without a locale is no reason to refuse a name. */
  const GOptionEntry entries[] = {
    { "database", 0, 0, G_OPTION_ARG_FILENAME, &options.database,
      "The database", INVITES_DATABASE_WORDS },
    { "name", 0, 0, G_OPTION_ARG_FILENAME, &options.name,
      "The person's name", "NAME" },
    { "email", 0, 0, G_OPTION_ARG_FILENAME, &options.email,
      "The person's address", "ADDRESS" },
    { "division", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options.divisions,
      "A division that the user may see; may be repeated", "KEY" },
    { "all-divisions", 0, 0, G_OPTION_ARG_NONE, &options.all_divisions,
      "All divisions, also those that are imported later", NULL },
    { "permission", 0, 0, G_OPTION_ARG_STRING_ARRAY, &options.permissions,
      "390 (send) or 391 (review); may be repeated", "NUMBER" },
    { NULL }
  };

  if (!invites_options_parse ("add|change|password|remove|list [USER]",
                              "Keeps the users. add and password read the"
                              " password from standard input.",
                              entries, &argc, &argv, &status))
    return status;
  if (options.database == NULL)
    {
      g_printerr ("user: --database is missing\n");
      return 2;
    }
  if (!(action = find_action (argc, argv))
      || !uses_options (action, &options))
    {
      g_printerr ("user: add USER, change USER, password USER, remove USER"
                  " or list; options go with add and change\n");
      return 2;
    }

  if (!(store = invites_store_open (options.database, &error))
      || !action->run (store, argc > 2 ? argv[2] : NULL, &options, &error))
    return invites_command_fail (error);

  return 0;
}
