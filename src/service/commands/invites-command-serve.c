/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/commands/invites-commands.h"

#include <glib-unix.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/invites-error.h"
#include "service/commands/invites-public-url.h"
#include "service/commands/invites-serve-lock.h"
#include "service/commands/invites-serve-options.h"
#include "service/http/invites-listen.h"
#include "service/http/invites-service.h"
#include "service/store/invites-store.h"

#define DEFAULT_LISTEN "127.0.0.1:8390"
/* For everything: a little more than the sender may take. */
#define STOP_SECONDS   25

/* Creates and migrates the database, and keeps mail to made-up people from
 * leaving the machine. */
static gboolean
check_database (const InvitesServeOptions *options,
                GError                   **error)
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
lock_database (const InvitesServeOptions *options,
               GError                   **error)
{
  return !g_str_has_prefix (options->database, "sqlite:")
         || invites_serve_lock_take (options->database + strlen ("sqlite:"),
                                     error);
}

static InvitesKeys *
load_keys (const InvitesServeOptions *options,
           GError                   **error)
{
  g_autofree char *path = NULL;

  if (options->key_file != NULL)
    return invites_keys_load (options->key_file, error);

  path = g_strconcat (options->database + strlen ("sqlite:"), ".key", NULL);
  return invites_keys_load (path, error);
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
serve (const InvitesServeOptions *options,
       GError                   **error)
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
  invites_serve_options_set_rules (options);
  if (!check_database (options, error)
      || !lock_database (options, error)
      || !(keys = load_keys (options, error))
      || !(relay = invites_serve_options_make_relay (options, error)))
    return FALSE;

  listener = invites_listen (options->listen != NULL ? options->listen
                                                     : DEFAULT_LISTEN,
                             &url, error);
  if (listener < 0)
    return FALSE;

  service = invites_service_new (options->database,
                                 public_url != NULL ? public_url : url, keys,
                                 relay);
  invites_serve_options_set_up (options, service->sender);
  invites_service_hold_index (service,
                              g_strcmp0 (options->index, "off") != 0);
  invites_service_watch_bounces (service, options->bounce_maildir,
                                 options->bounce_mailbox);
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
  g_auto(InvitesServeOptions) options = { NULL };
  g_autoptr(GError) error = NULL;
  int status;

  if (!invites_serve_options_parse (&options, argc, argv, &status))
    return status;

  signal (SIGPIPE, SIG_IGN);
  return serve (&options, &error) ? 0 : invites_command_fail (error);
}
