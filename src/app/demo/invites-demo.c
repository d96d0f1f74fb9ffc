/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/random.h>

#include <glib/gstdio.h>

#include "app/demo/invites-demo.h"
#include "core/invites-json.h"

#define SERVICE_PROGRAM     "portal-invites-service"
#define ENV_SERVICE_PROGRAM "INVITES_SERVICE_PROGRAM"
#define ENV_DEMO_DIR        "INVITES_DEMO_DIR"
#define LISTENING_ON        "listening on "
#define MAX_MAIL_SIZE       (4 * 1024 * 1024)
#define STOP_SECONDS        3

struct _InvitesDemo
{
  GObject parent_instance;

  char        *folder;      /* (nullable): until it is started */
  gboolean     keep_folder;
  char        *program;     /* (nullable) */
  char        *password;    /* (nullable) */
  char        *service_url; /* (nullable): until it listens */
  GSubprocess *service;     /* (nullable) */
  GDataInputStream *output; /* (nullable): kept, so that its pipe stays open */
};

G_DEFINE_FINAL_TYPE (InvitesDemo, invites_demo, G_TYPE_OBJECT)

/* Where the service's program is: named by the environment, built beside this
 * one, or installed. */
static char *
find_program (void)
{
  const char *named = g_getenv (ENV_SERVICE_PROGRAM);
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = NULL;
  g_autofree char *built = NULL;
  g_autofree char *installed = NULL;

  if (named != NULL)
    return g_strdup (named);

  folder = g_path_get_dirname (self != NULL ? self : ".");
  built = g_build_filename (folder, "..", "service", SERVICE_PROGRAM, NULL);
  if (g_file_test (built, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&built);

  installed = g_build_filename (INVITES_BIN_DIR, SERVICE_PROGRAM, NULL);
  if (g_file_test (installed, G_FILE_TEST_IS_EXECUTABLE))
    return g_steal_pointer (&installed);

  return g_find_program_in_path (SERVICE_PROGRAM);
}

static char *
make_password (GError **error)
{
  guint8 bytes[24];

  if (getrandom (bytes, sizeof bytes, 0) != (gssize) sizeof bytes)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
                   "No random bytes: %s", g_strerror (errno));
      return NULL;
    }
  return g_base64_encode (bytes, sizeof bytes);
}

static gboolean
make_folder (InvitesDemo *self, GError **error)
{
  const char *named = g_getenv (ENV_DEMO_DIR);

  if (self->folder != NULL)
    return TRUE;

  if (named == NULL)
    {
      self->folder = g_dir_make_tmp ("portal-invites-demo-XXXXXX", error);
      return self->folder != NULL;
    }

  if (g_mkdir_with_parents (named, 0700) != 0)
    {
      g_set_error (error, G_IO_ERROR, g_io_error_from_errno (errno),
                   "No folder for the demo: %s", g_strerror (errno));
      return FALSE;
    }
  self->folder = g_strdup (named);
  self->keep_folder = TRUE;
  return TRUE;
}

/* A database that an attempt before left half filled would stand in the way. */
static void
remove_database (InvitesDemo *self)
{
  static const char *const names[]
      = { "demo.db", "demo.db-wal", "demo.db-shm", "demo.db-journal" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (self->folder, names[i], NULL);

      g_remove (path);
    }
}

static gboolean
set_up (InvitesDemo *self, GError **error)
{
  g_clear_pointer (&self->program, g_free);
  if (!(self->program = find_program ()))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                           "No " SERVICE_PROGRAM);
      return FALSE;
    }

  g_clear_pointer (&self->password, g_free);
  if (!(self->password = make_password (error)))
    return FALSE;
  if (!make_folder (self, error))
    return FALSE;

  remove_database (self);
  return TRUE;
}

static void
die_with_parent (gpointer user_data)
{
  prctl (PR_SET_PDEATHSIG, SIGTERM);
}

static GSubprocess *
spawn (InvitesDemo *self,
       GSubprocessFlags flags,
       const char *const *arguments,
       GError **error)
{
  g_autoptr(GSubprocessLauncher) launcher = g_subprocess_launcher_new (flags);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  g_auto(GStrv) argv = NULL;

  g_strv_builder_add (builder, self->program);
  g_strv_builder_addv (builder, (const char **) arguments);
  argv = g_strv_builder_end (builder);

  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);

  return g_subprocess_launcher_spawnv (launcher, (const char *const *) argv,
                                       error);
}

static char *
dup_database (InvitesDemo *self)
{
  return g_strdup_printf ("sqlite:%s/demo.db", self->folder);
}

static char *
dup_outbox (InvitesDemo *self)
{
  return g_build_filename (self->folder, "outbox", NULL);
}

static void
line_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  InvitesDemo *self = g_task_get_source_object (task);
  g_autofree char *line = NULL;
  GError *error = NULL;

  line = g_data_input_stream_read_line_finish_utf8 (
      G_DATA_INPUT_STREAM (source), result, NULL, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else if (line == NULL || !g_str_has_prefix (line, LISTENING_ON))
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED,
                             "The demo's service did not start");
  else
    {
      g_free (self->service_url);
      self->service_url
          = g_strdup (g_strchomp (line + strlen (LISTENING_ON)));
      g_task_return_boolean (task, TRUE);
    }
}

static void
serve (GTask *owned_task)
{
  g_autoptr(GTask) task = owned_task;
  InvitesDemo *self = g_task_get_source_object (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autofree char *database = dup_database (self);
  g_autofree char *outbox = dup_outbox (self);
  const char *arguments[]
      = { "serve",       "--database", database, "--listen",
          "127.0.0.1:0", "--outbox",   outbox,   NULL };
  GError *error = NULL;

  g_clear_object (&self->output);
  g_clear_object (&self->service);
  self->service = spawn (self, G_SUBPROCESS_FLAGS_STDOUT_PIPE, arguments,
                         &error);
  if (self->service == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  self->output = g_data_input_stream_new (
      g_subprocess_get_stdout_pipe (self->service));
  g_data_input_stream_read_line_async (self->output, G_PRIORITY_DEFAULT,
                                       cancellable, line_read_cb,
                                       g_steal_pointer (&task));
}

static gboolean
ended_well (GSubprocess *process, const char *what, GError **error)
{
  if (g_subprocess_get_successful (process))
    return TRUE;

  g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED,
               "The demo could not %s", what);
  return FALSE;
}

static void
user_added_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GSubprocess *process = G_SUBPROCESS (source);
  GError *error = NULL;

  if (!g_subprocess_communicate_utf8_finish (process, result, NULL, NULL,
                                             &error)
      || !ended_well (process, "add its user", &error))
    g_task_return_error (task, error);
  else
    serve (g_steal_pointer (&task));
}

static void
add_user (GTask *owned_task)
{
  g_autoptr(GTask) task = owned_task;
  InvitesDemo *self = g_task_get_source_object (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autofree char *database = dup_database (self);
  g_autofree char *input = g_strconcat (self->password, "\n", NULL);
  g_autoptr(GSubprocess) process = NULL;
  const char *arguments[] = { "user",
                              "--database",
                              database,
                              "add",
                              INVITES_DEMO_USERNAME,
                              "--name",
                              "Demo User",
                              "--email",
                              "demo@demo.example",
                              "--permission",
                              "390",
                              "--permission",
                              "391",
                              "--all-divisions",
                              NULL };
  GError *error = NULL;

  process = spawn (self,
                   G_SUBPROCESS_FLAGS_STDIN_PIPE
                       | G_SUBPROCESS_FLAGS_STDOUT_SILENCE,
                   arguments, &error);
  if (process == NULL)
    g_task_return_error (task, error);
  else
    g_subprocess_communicate_utf8_async (process, input, cancellable,
                                         user_added_cb,
                                         g_steal_pointer (&task));
}

static void
filled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GSubprocess *process = G_SUBPROCESS (source);
  GError *error = NULL;

  if (!g_subprocess_wait_finish (process, result, &error)
      || !ended_well (process, "make its contacts", &error))
    g_task_return_error (task, error);
  else
    add_user (g_steal_pointer (&task));
}

/* Runs in a thread: the folder may hold thousands of mails. */
static void
remove_folder (const char *path)
{
  g_autoptr(GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR)
          && !g_file_test (child, G_FILE_TEST_IS_SYMLINK))
        remove_folder (child);
      else
        g_remove (child);
    }
  g_rmdir (path);
}

static void
remove_folder_thread (GTask *task,
                      gpointer source,
                      gpointer task_data,
                      GCancellable *cancellable)
{
  InvitesDemo *self = source;

  if (self->folder != NULL && !self->keep_folder)
    remove_folder (self->folder);
  g_task_return_boolean (task, TRUE);
}

static gboolean
lose_patience_cb (gpointer user_data)
{
  GSubprocess *service = user_data;

  g_subprocess_force_exit (service);
  return G_SOURCE_REMOVE;
}

static void
service_ended_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  guint *patience = g_task_get_task_data (task);

  g_clear_handle_id (patience, g_source_remove);
  g_subprocess_wait_finish (G_SUBPROCESS (source), result, NULL);
  g_task_run_in_thread (task, remove_folder_thread);
}

static void
invites_demo_dispose (GObject *object)
{
  InvitesDemo *self = INVITES_DEMO (object);

  if (self->service != NULL)
    g_subprocess_send_signal (self->service, SIGTERM);
  g_clear_object (&self->output);
  g_clear_object (&self->service);

  G_OBJECT_CLASS (invites_demo_parent_class)->dispose (object);
}

static void
invites_demo_finalize (GObject *object)
{
  InvitesDemo *self = INVITES_DEMO (object);

  g_free (self->folder);
  g_free (self->program);
  g_free (self->password);
  g_free (self->service_url);

  G_OBJECT_CLASS (invites_demo_parent_class)->finalize (object);
}

static void
invites_demo_class_init (InvitesDemoClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = invites_demo_dispose;
  object_class->finalize = invites_demo_finalize;
}

static void
invites_demo_init (InvitesDemo *self)
{
}

/**
 * invites_demo_new:
 *
 * Returns: (transfer full): a demo that has not been started
 */
InvitesDemo *
invites_demo_new (void)
{
  return g_object_new (INVITES_TYPE_DEMO, NULL);
}

/**
 * invites_demo_is_available:
 *
 * Returns: whether this computer has the service's program
 */
gboolean
invites_demo_is_available (void)
{
  g_autofree char *program = find_program ();

  return program != NULL;
}

/**
 * invites_demo_get_service_url:
 * @self: the demo
 *
 * Returns: (transfer none) (nullable): its address, once it has started
 */
const char *
invites_demo_get_service_url (InvitesDemo *self)
{
  g_return_val_if_fail (INVITES_IS_DEMO (self), NULL);

  return self->service_url;
}

/**
 * invites_demo_get_password:
 * @self: the demo
 *
 * Returns: (transfer none) (nullable): the password of
 *   %INVITES_DEMO_USERNAME, made up for this start
 */
const char *
invites_demo_get_password (InvitesDemo *self)
{
  g_return_val_if_fail (INVITES_IS_DEMO (self), NULL);

  return self->password;
}

/**
 * invites_demo_start_async:
 * @self: the demo
 * @cancellable: (nullable): a cancellable
 * @callback: called when the service listens
 * @user_data: for @callback
 *
 * Makes a private folder, fills a database there, adds a user and serves it.
 * After a failure it may be started again.
 */
void
invites_demo_start_async (InvitesDemo *self,
                          GCancellable *cancellable,
                          GAsyncReadyCallback callback,
                          gpointer user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GSubprocess) process = NULL;
  g_autofree char *database = NULL;
  GError *error = NULL;

  g_return_if_fail (INVITES_IS_DEMO (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, invites_demo_start_async);

  if (set_up (self, &error))
    {
      database = dup_database (self);
      process = spawn (self, G_SUBPROCESS_FLAGS_STDOUT_SILENCE,
                       (const char *[]){ "demo", "--database", database, NULL },
                       &error);
    }
  if (process == NULL)
    g_task_return_error (task, error);
  else
    g_subprocess_wait_async (process, cancellable, filled_cb,
                             g_steal_pointer (&task));
}

/**
 * invites_demo_start_finish:
 * @self: the demo
 * @result: the result
 * @error: return location; %G_IO_ERROR_NOT_FOUND when the service's program is
 *   not there
 *
 * Returns: whether the service listens
 */
gboolean
invites_demo_start_finish (InvitesDemo *self,
                           GAsyncResult *result,
                           GError **error)
{
  g_return_val_if_fail (INVITES_IS_DEMO (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * invites_demo_stop_async:
 * @self: the demo
 * @callback: called when the service has ended and its folder is gone
 * @user_data: for @callback
 *
 * Ends the service, by force when it takes more than three seconds, and
 * removes the folder unless the environment named it.
 */
void
invites_demo_stop_async (InvitesDemo *self,
                         GAsyncReadyCallback callback,
                         gpointer user_data)
{
  g_autoptr(GTask) task = NULL;
  guint *patience;

  g_return_if_fail (INVITES_IS_DEMO (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, invites_demo_stop_async);

  if (self->service == NULL)
    {
      g_task_run_in_thread (task, remove_folder_thread);
      return;
    }

  patience = g_new0 (guint, 1);
  *patience = g_timeout_add_seconds (STOP_SECONDS, lose_patience_cb,
                                     self->service);
  g_task_set_task_data (task, patience, g_free);
  g_subprocess_send_signal (self->service, SIGTERM);
  g_subprocess_wait_async (self->service, NULL, service_ended_cb,
                           g_steal_pointer (&task));
}

/**
 * invites_demo_stop_finish:
 * @self: the demo
 * @result: the result
 * @error: return location for an error; there is none so far
 *
 * Returns: whether it was stopped
 */
gboolean
invites_demo_stop_finish (InvitesDemo *self,
                          GAsyncResult *result,
                          GError **error)
{
  g_return_val_if_fail (INVITES_IS_DEMO (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
mail_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  GSubprocess *process = G_SUBPROCESS (source);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(JsonNode) node = NULL;
  InvitesPreview *mail = NULL;
  GError *error = NULL;

  if (g_subprocess_communicate_finish (process, result, &bytes, NULL, &error)
      && ended_well (process, "read its mail", &error)
      && (node = invites_json_parse (bytes, MAX_MAIL_SIZE, &error)) != NULL
      && !JSON_NODE_HOLDS_NULL (node))
    mail = invites_preview_from_json (node, &error);

  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, mail, (GDestroyNotify) invites_preview_free);
}

/**
 * invites_demo_last_mail_async:
 * @self: the demo; it must have been started
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Reads the mail that was sent last.
 */
void
invites_demo_last_mail_async (InvitesDemo *self,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GSubprocess) process = NULL;
  g_autofree char *outbox = NULL;
  GError *error = NULL;

  g_return_if_fail (INVITES_IS_DEMO (self));
  g_return_if_fail (self->folder != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, invites_demo_last_mail_async);

  outbox = dup_outbox (self);
  process = spawn (self, G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                   (const char *[]){ "last-mail", "--outbox", outbox, NULL },
                   &error);
  if (process == NULL)
    g_task_return_error (task, error);
  else
    g_subprocess_communicate_async (process, NULL, cancellable, mail_read_cb,
                                    g_steal_pointer (&task));
}

/**
 * invites_demo_last_mail_finish:
 * @self: the demo
 * @result: the result
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable): the mail, or %NULL without an error
 *   when none has been sent
 */
InvitesPreview *
invites_demo_last_mail_finish (InvitesDemo *self,
                               GAsyncResult *result,
                               GError **error)
{
  g_return_val_if_fail (INVITES_IS_DEMO (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
