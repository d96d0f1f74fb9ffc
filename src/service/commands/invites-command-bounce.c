/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/commands/invites-commands.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>
#include <unistd.h>

#include "service/bounces/invites-bounce-intake.h"
#include "service/bounces/invites-bounce-report.h"

/* What stands on the command line and in the key file. */
typedef struct
{
  char     *database;  /* (owned) (nullable), as are the two below */
  char     *key_file;
  char     *recipient;
  gboolean  list;
  gint64    show;      /* or 0 */
} BounceOptions;

static void
clear_options (BounceOptions *options)
{
  g_free (options->database);
  g_free (options->key_file);
  g_free (options->recipient);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (BounceOptions, clear_options)

static gboolean
parse_options (BounceOptions *options,
               int           argc,
               char        **argv,
               int          *status)
{
  const GOptionEntry entries[] = {
    { "database", 0, 0, G_OPTION_ARG_STRING, &options->database,
      "The database that the service runs on", INVITES_DATABASE_WORDS },
    { "key-file", 0, 0, G_OPTION_ARG_FILENAME, &options->key_file,
      "The service key (beside the SQLite database)", "FILE" },
    { "recipient", 0, 0, G_OPTION_ARG_STRING, &options->recipient,
      "The envelope's recipient, as the mail system knows it", "ADDRESS" },
    { "list", 0, 0, G_OPTION_ARG_NONE, &options->list,
      "List the messages that were kept, the newest first", NULL },
    { "show", 0, 0, G_OPTION_ARG_INT64, &options->show,
      "Show the beginning of a message that was kept", "NUMBER" },
    { NULL }
  };

  return invites_options_parse (NULL,
                                "Takes in one returned message from standard "
                                "input.",
                                entries, &argc, &argv, status);
}

static const char *
find_fault (const BounceOptions *options)
{
  if (options->database == NULL)
    return "--database is missing";
  if (options->list && options->show != 0)
    return "--list and --show are two things";
  if (options->show < 0)
    return "--show needs the number of a message";
  if (options->key_file == NULL
      && !g_str_has_prefix (options->database, "sqlite:"))
    return "--key-file is needed with this database";
  return NULL;
}

/* The mail system tries again later. */
static int
put_off (const char *why)
{
  g_printerr ("bounce: %s\n", why);
  return EX_TEMPFAIL;
}

/* To open would make what is missing: and a new key, or an empty database,
 * knows no mail. */
static gboolean
exists (const char *path)
{
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  g_printerr ("bounce: “%s” is not there\n", path);
  return FALSE;
}

static InvitesStore *
open_store (const BounceOptions *options)
{
  g_autoptr(InvitesStore) store = NULL;
  g_autoptr(GError) error = NULL;

  if (g_str_has_prefix (options->database, "sqlite:")
      && !exists (options->database + strlen ("sqlite:")))
    return NULL;
  if (!(store = invites_store_open (options->database, &error)))
    g_printerr ("bounce: %s\n", error->message);
  return g_steal_pointer (&store);
}

static InvitesKeys *
load_keys (const BounceOptions *options)
{
  g_autofree char *path = g_strdup (options->key_file);
  g_autoptr(InvitesKeys) keys = NULL;
  g_autoptr(GError) error = NULL;

  if (path == NULL)
    path = g_strconcat (options->database + strlen ("sqlite:"), ".key", NULL);
  if (!exists (path))
    return NULL;
  if (!(keys = invites_keys_load (path, &error)))
    g_printerr ("bounce: %s\n", error->message);
  return g_steal_pointer (&keys);
}

/* All of it is read, or the mail system takes the pipe for broken; only the
 * beginning is looked at. */
static GBytes *
read_input (void)
{
  g_autoptr(GByteArray) message = g_byte_array_new ();
  guint8 chunk[16384];
  gssize n;

  while ((n = read (STDIN_FILENO, chunk, sizeof chunk)) != 0)
    {
      if (n < 0 && errno != EINTR)
        return NULL;
      if (n > 0 && message->len < INVITES_BOUNCE_MAX_READ)
        g_byte_array_append (message, chunk, (guint) n);
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&message));
}

static int
take_in (const BounceOptions *options)
{
  g_autoptr(InvitesStore) store = NULL;
  g_autoptr(InvitesKeys) keys = NULL;
  g_autoptr(GBytes) message = NULL;
  g_autofree char *send_uuid = NULL;
  g_autoptr(GError) error = NULL;
  InvitesBounceVerdict verdict;

  if ((message = read_input ()) == NULL)
    return put_off ("the message cannot be read");
  if (!(store = open_store (options)) || !(keys = load_keys (options)))
    return EX_TEMPFAIL;
  if (!invites_bounce_intake (store, keys, message, options->recipient,
                              invites_time_now (), &verdict, &send_uuid,
                              &error))
    return put_off (error->message);

  g_printerr ("bounce: %s\n", invites_bounce_verdict_to_string (verdict));
  return 0;
}

static int
list_kept (GPtrArray *reports)
{
  for (guint i = 0; i < reports->len; i++)
    {
      const InvitesKeptReport *report = reports->pdata[i];
      g_autofree char *at = invites_time_to_string (report->at);

      g_print ("%" G_GINT64_FORMAT "\t%s\t%s\n", report->report_id, at,
               report->verdict);
    }
  return 0;
}

static int
show_kept (GPtrArray *reports,
           gint64     number)
{
  for (guint i = 0; i < reports->len; i++)
    {
      const InvitesKeptReport *report = reports->pdata[i];
      gsize size;
      const void *data = g_bytes_get_data (report->message, &size);

      if (report->report_id == number)
        return fwrite (data, 1, size, stdout) == size && fflush (stdout) == 0
                 ? 0
                 : 1;
    }
  g_printerr ("bounce: no message of that number is kept\n");
  return 1;
}

static int
look (const BounceOptions *options)
{
  g_autoptr(InvitesStore) store = open_store (options);
  g_autoptr(GPtrArray) reports = NULL;
  g_autoptr(GError) error = NULL;

  if (store == NULL)
    return EX_TEMPFAIL;
  if (!(reports = invites_store_list_reports (store, &error)))
    return put_off (error->message);
  return options->list ? list_kept (reports)
                       : show_kept (reports, options->show);
}

/**
 * invites_command_bounce:
 * @argc: number of words
 * @argv: "bounce" and its options
 *
 * Takes in one message that came to a bounce address, from standard input, so
 * that any mail system can pipe into it; or shows what was kept of those that
 * changed nothing. May run beside the service.
 *
 * Returns: the exit status: 0 when the message is noted or kept, so that the
 *   mail system never returns it; EX_TEMPFAIL (75) when it is to come again
 */
int
invites_command_bounce (int    argc,
                        char **argv)
{
  g_auto(BounceOptions) options = { NULL };
  const char *fault;
  int status;

  if (!parse_options (&options, argc, argv, &status))
    return status;
  if ((fault = find_fault (&options)) != NULL)
    {
      g_printerr ("bounce: %s\n", fault);
      return 2;
    }
  return options.list || options.show != 0 ? look (&options)
                                           : take_in (&options);
}
