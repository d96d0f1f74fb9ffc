/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/commands/invites-commands.h"

#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/invites-address.h"
#include "core/invites-error.h"
#include "service/commands/invites-public-url.h"
#include "service/commands/invites-serve-lock.h"
#include "service/delivery/invites-smtp-relay.h"
#include "service/http/invites-listen.h"
#include "service/http/invites-service.h"
#include "service/store/invites-store.h"

#define DEFAULT_LISTEN "127.0.0.1:8390"
/* For everything: a little more than the sender may take. */
#define STOP_SECONDS   25

/* What stands on the command line and in the key file. */
typedef struct
{
  char  *database;        /* (owned) (nullable), as are all below */
  char  *listen;
  char  *relay;
  char  *outbox;
  char  *public_url;
  char  *key_file;
  char **sender_domains;
  int    link_days;
  int    shared_limit;
  char  *relay_user;
  char  *relay_password;
} ServeOptions;

static void
clear_options (ServeOptions *options)
{
  g_free (options->database);
  g_free (options->listen);
  g_free (options->relay);
  g_free (options->outbox);
  g_free (options->public_url);
  g_free (options->key_file);
  g_strfreev (options->sender_domains);
  g_free (options->relay_user);
  g_free (options->relay_password);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ServeOptions, clear_options)

static gboolean
parse_options (ServeOptions *options,
               int           argc,
               char        **argv,
               int          *status)
{
  const GOptionEntry entries[] = {
    { "database", 0, 0, G_OPTION_ARG_STRING, &options->database,
      "Where the data lives", "sqlite:PATH" },
    { "listen", 0, 0, G_OPTION_ARG_STRING, &options->listen,
      "Where to answer (" DEFAULT_LISTEN "); port 0 is any", "HOST:PORT" },
    { "relay", 0, 0, G_OPTION_ARG_STRING, &options->relay,
      "The mail system", "smtp://HOST[:PORT]|smtps://HOST[:PORT]" },
    { "outbox", 0, 0, G_OPTION_ARG_FILENAME, &options->outbox,
      "Instead: a Maildir; nothing leaves the machine", "FOLDER" },
    { "public-url", 0, 0, G_OPTION_ARG_STRING, &options->public_url,
      "What the links begin with", "URL" },
    { "key-file", 0, 0, G_OPTION_ARG_FILENAME, &options->key_file,
      "The service key (beside the SQLite database)", "FILE" },
    { "allow-sender-domain", 0, 0, G_OPTION_ARG_STRING_ARRAY,
      &options->sender_domains,
      "Let mail be sent from this domain too; may be repeated", "DOMAIN" },
    { "link-days", 0, 0, G_OPTION_ARG_INT, &options->link_days,
      "How many days a link works (30)", "DAYS" },
    { "shared-limit", 0, 0, G_OPTION_ARG_INT, &options->shared_limit,
      "How many contacts may share an address (10)", "N" },
    { NULL }
  };

  options->relay_user = invites_options_dup_secret (argc, argv, "relay-user");
  options->relay_password = invites_options_dup_secret (argc, argv,
                                                        "relay-password");
  return invites_options_parse (NULL, "Answers the API and sends the mail.",
                                entries, &argc, &argv, status);
}

/* A sentence on what is wrong, NULL if nothing is. */
static const char *
find_fault (const ServeOptions *options)
{
  if (options->database == NULL)
    return "--database is missing";
  if ((options->relay == NULL) == (options->outbox == NULL))
    return "either --relay or --outbox is needed: where shall mail go?";
  if (options->link_days < 1 || options->link_days > 3650)
    return "--link-days must be from 1 to 3650";
  if (options->shared_limit < 1 || options->shared_limit > 1000000)
    return "--shared-limit must be from 1 to 1000000";
  if (options->key_file == NULL
      && !g_str_has_prefix (options->database, "sqlite:"))
    return "--key-file is needed with this database";

  return NULL;
}

/* Before there are threads. */
static gboolean
set_rules (const ServeOptions *options,
           GError            **error)
{
  InvitesRules *rules = invites_rules_get ();
  g_autoptr(GPtrArray) domains = g_ptr_array_new_with_free_func (g_free);

  rules->link_days = (guint) options->link_days;
  rules->shared_limit = (guint) options->shared_limit;
  for (char **domain = options->sender_domains;
       domain != NULL && *domain != NULL; domain++)
    {
      char *ascii = invites_domain_dup_ascii (*domain);

      if (ascii == NULL)
        {
          invites_set_field_error (error, INVITES_ERROR_INVALID,
                                   "allow-sender-domain",
                                   "--allow-sender-domain: “%s” is no domain",
                                   *domain);
          return FALSE;
        }
      g_ptr_array_add (domains, ascii);
    }

  if (domains->len > 0)
    {
      g_ptr_array_add (domains, NULL);
      rules->allowed_domains = (char **) g_ptr_array_steal (domains, NULL);
    }
  return TRUE;
}

/* Creates and migrates the database, and keeps mail to made-up people from
 * leaving the machine. */
static gboolean
check_database (const ServeOptions *options,
                GError            **error)
{
  g_autoptr(InvitesStore) store = NULL;
  g_autoptr(GError) local_error = NULL;
  g_autofree char *demo = NULL;

  if (!(store = invites_store_open (options->database, error)))
    return FALSE;

  demo = invites_store_dup_setting (store, "demo", &local_error);
  if (local_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (g_strcmp0 (demo, "1") != 0 || options->relay == NULL)
    return TRUE;

  g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_CONFLICT,
                       "This is a demo database: its people are made up, and "
                       "so no mail may leave the machine; use --outbox");
  return FALSE;
}

static gboolean
lock_database (const ServeOptions *options,
               GError            **error)
{
  return !g_str_has_prefix (options->database, "sqlite:")
         || invites_serve_lock_take (options->database + strlen ("sqlite:"),
                                     error);
}

static InvitesKeys *
load_keys (const ServeOptions *options,
           GError            **error)
{
  g_autofree char *path = NULL;

  if (options->key_file != NULL)
    return invites_keys_load (options->key_file, error);

  path = g_strconcat (options->database + strlen ("sqlite:"), ".key", NULL);
  return invites_keys_load (path, error);
}

static InvitesRelay *
make_relay (const ServeOptions *options,
            GError            **error)
{
  InvitesRelay *relay;

  if (options->outbox != NULL)
    return invites_relay_new_maildir (options->outbox, error);

  relay = invites_relay_new_smtp (options->relay, error);
  if (relay != NULL && options->relay_user != NULL)
    invites_smtp_relay_set_credentials (INVITES_SMTP_RELAY (relay),
                                        options->relay_user,
                                        options->relay_password);
  return relay;
}

static gboolean
stop_cb (gpointer user_data)
{
  g_main_loop_quit (user_data);
  return G_SOURCE_REMOVE;
}

/* Whatever hangs, the process ends in time. What was on the wire is unknown
 * to the next one, which is what it is. */
static void
end_at_once (int signal_number)
{
  _exit (0);
}

static void
run_until_stopped (InvitesService *service,
                   const char     *url)
{
  g_autoptr(GMainLoop) loop = g_main_loop_new (NULL, FALSE);

  g_unix_signal_add (SIGTERM, stop_cb, loop);
  g_unix_signal_add (SIGINT, stop_cb, loop);
  printf ("listening on %s\n", url);
  fflush (stdout);
  g_main_loop_run (loop);

  g_message ("Stopping");
  signal (SIGALRM, end_at_once);
  alarm (STOP_SECONDS);
  invites_service_stop (service);
}

static gboolean
serve (const ServeOptions *options,
       GError            **error)
{
  g_autoptr(InvitesKeys) keys = NULL;
  g_autoptr(InvitesRelay) relay = NULL;
  g_autoptr(InvitesService) service = NULL;
  g_autofree char *url = NULL;
  g_autofree char *public_url = NULL;
  int listener;

  if (options->public_url != NULL
      && !(public_url = invites_public_url_check (options->public_url, error)))
    return FALSE;
  if (!set_rules (options, error)
      || !check_database (options, error)
      || !lock_database (options, error)
      || !(keys = load_keys (options, error))
      || !(relay = make_relay (options, error)))
    return FALSE;

  listener = invites_listen (options->listen != NULL ? options->listen
                                                     : DEFAULT_LISTEN,
                             &url, error);
  if (listener < 0)
    return FALSE;

  service = invites_service_new (options->database,
                                 public_url != NULL ? public_url : url, keys,
                                 relay);
  if (!invites_service_start (service, listener, error))
    return FALSE;

  run_until_stopped (service, url);
  return TRUE;
}

/**
 * invites_command_serve:
 * @argc: number of words
 * @argv: "serve" and its options
 *
 * Answers and sends until SIGTERM or SIGINT.
 *
 * Returns: the exit status
 */
int
invites_command_serve (int    argc,
                       char **argv)
{
  const InvitesRules *rules = invites_rules_get ();
  g_auto(ServeOptions) options = { NULL };
  g_autoptr(GError) error = NULL;
  const char *fault;
  int status;

  options.link_days = (int) rules->link_days;
  options.shared_limit = (int) rules->shared_limit;
  if (!parse_options (&options, argc, argv, &status))
    return status;
  if ((fault = find_fault (&options)) != NULL)
    {
      g_printerr ("serve: %s\n", fault);
      return 2;
    }

  signal (SIGPIPE, SIG_IGN);
  return serve (&options, &error) ? 0 : invites_command_fail (error);
}
