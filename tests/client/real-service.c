/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "real-service.h"

#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

struct _RealService
{
  char        *folder;
  char        *database;
  char        *outbox;
  char        *url;
  GSubprocess *process;
};

/* Runs a subcommand to its end. */
static void
run (RealService *self,
     const char  *input,
     const char  *subcommand,
     ...)
{
  g_autoptr(GPtrArray) words = g_ptr_array_new ();
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;
  const char *word;
  va_list more;

  g_ptr_array_add (words, (gpointer) g_getenv ("INVITES_SERVICE"));
  g_ptr_array_add (words, (gpointer) subcommand);
  g_ptr_array_add (words, (gpointer) "--database");
  g_ptr_array_add (words, self->database);
  va_start (more, subcommand);
  while ((word = va_arg (more, const char *)) != NULL)
    g_ptr_array_add (words, (gpointer) word);
  va_end (more);
  g_ptr_array_add (words, NULL);

  process = g_subprocess_newv ((const char *const *) words->pdata,
                               G_SUBPROCESS_FLAGS_STDIN_PIPE
                                 | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                               &error);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, input, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
}

static void
fill (RealService *self)
{
  run (self, "", "demo", "--contacts", "300", NULL);
  run (self, REAL_SERVICE_PASSWORD "\n", "user", "add", "clerk", "--name",
       "Clara Clerk", "--email", "clerk@office.example", "--permission", "390",
       "--division", "north", "--division", "south", "--division", "harbor",
       NULL);
  run (self, REAL_SERVICE_PASSWORD "\n", "user", "add", "reviewer", "--name",
       "Ray Viewer", "--email", "reviewer@office.example", "--permission",
       "391", "--division", "north", "--division", "south", NULL);
}

/* A test that fails aborts: what it started must not outlive it. */
static void
die_with_parent_cb (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static void
serve (RealService *self)
{
  g_autoptr(GSubprocessLauncher) launcher = NULL;
  g_autoptr(GDataInputStream) output = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *line = NULL;

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE);
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent_cb, NULL,
                                         NULL);
  self->process = g_subprocess_launcher_spawn (
    launcher, &error, g_getenv ("INVITES_SERVICE"), "serve", "--database",
    self->database, "--listen", "127.0.0.1:0", "--outbox", self->outbox,
    "--public-url", "http://127.0.0.1:1", "--gap-hours", "0", "--hold-seconds",
    "0", NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (
    g_subprocess_get_stdout_pipe (self->process));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (output),
                                               FALSE);
  line = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (line);
  g_assert_true (g_str_has_prefix (line, "listening on "));
  self->url = g_strdup (line + strlen ("listening on "));
}

RealService *
real_service_new (void)
{
  RealService *self = g_new0 (RealService, 1);
  g_autoptr(GError) error = NULL;
  g_autofree char *path = NULL;

  g_assert_nonnull (g_getenv ("INVITES_SERVICE"));
  self->folder = g_dir_make_tmp ("invites-service-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (self->folder, "service.db", NULL);
  self->database = g_strconcat ("sqlite:", path, NULL);
  self->outbox = g_build_filename (self->folder, "outbox", NULL);
  fill (self);
  serve (self);
  return self;
}

static void
delete_recursively (GFile *file)
{
  g_autoptr(GFileEnumerator) children = NULL;
  GFile *child;

  children = g_file_enumerate_children (
    file, G_FILE_ATTRIBUTE_STANDARD_NAME, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS,
    NULL, NULL);
  while (children != NULL
         && g_file_enumerator_iterate (children, NULL, &child, NULL, NULL)
         && child != NULL)
    delete_recursively (child);
  g_file_delete (file, NULL, NULL);
}

/* Stops the service, which has to end well and to leave every invariant
 * whole. */
void
real_service_free (RealService *self)
{
  g_autoptr(GFile) folder = g_file_new_for_path (self->folder);
  g_autoptr(GError) error = NULL;

  g_subprocess_send_signal (self->process, SIGTERM);
  g_subprocess_wait (self->process, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (self->process));
  g_assert_cmpint (g_subprocess_get_exit_status (self->process), ==, 0);
  run (self, "", "check", NULL);

  delete_recursively (folder);
  g_object_unref (self->process);
  g_free (self->folder);
  g_free (self->database);
  g_free (self->outbox);
  g_free (self->url);
  g_free (self);
}

const char *
real_service_get_url (RealService *self)
{
  return self->url;
}

const char *
real_service_get_folder (RealService *self)
{
  return self->folder;
}

/* How many mails have come into the outbox, which is a Maildir. */
guint
real_service_count_mails (RealService *self)
{
  g_autofree char *path = g_build_filename (self->outbox, "new", NULL);
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  guint n_mails = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n_mails++;
  return n_mails;
}
