/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-maildir-relay.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "core/invites-error.h"

struct _InvitesMaildirRelay
{
  GObject parent_instance;

  char *directory; /* (owned) */
};

/* There is nothing to keep open: one is as good as another. */
#define INVITES_TYPE_MAILDIR_CONNECTION (invites_maildir_connection_get_type ())
G_DECLARE_FINAL_TYPE (InvitesMaildirConnection, invites_maildir_connection,
                      INVITES, MAILDIR_CONNECTION, InvitesRelayConnection)

struct _InvitesMaildirConnection
{
  InvitesRelayConnection parent_instance;

  char               *directory; /* (owned) */
  InvitesRelayAnswer  answer;
  gboolean            has_answer;
  gboolean            is_closed;
};

static void invites_maildir_relay_iface_init (InvitesRelayInterface *iface);

G_DEFINE_FINAL_TYPE (InvitesMaildirConnection, invites_maildir_connection,
                     INVITES_TYPE_RELAY_CONNECTION)
G_DEFINE_FINAL_TYPE_WITH_CODE (InvitesMaildirRelay, invites_maildir_relay,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (
                                 INVITES_TYPE_RELAY,
                                 invites_maildir_relay_iface_init))

static void
set_outbox_error (GError **error, const char *what, int number)
{
  g_set_error (error, INVITES_ERROR, INVITES_ERROR_UNAVAILABLE,
               "The outbox %s: %s", what, g_strerror (number));
}

static gboolean
make_directories (const char *directory, GError **error)
{
  const char *const names[] = { "tmp", "new", "cur" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (directory, names[i], NULL);

      if (g_mkdir_with_parents (path, 0700) != 0)
        {
          set_outbox_error (error, "cannot be made", errno);
          return FALSE;
        }
    }
  return TRUE;
}

/* Time, process, and a count: nobody else on this machine makes the same, and
 * names sort by time (maildir(5)). */
static char *
dup_unique_name (void)
{
  static guint count = 0;
  gint64 now = g_get_real_time ();
  g_autofree char *host = g_strdup (g_get_host_name ());

  g_strdelimit (host, "/:", '_');
  return g_strdup_printf ("%" G_GINT64_FORMAT ".M%06" G_GINT64_FORMAT
                          "P%ldQ%010u.%s",
                          now / G_USEC_PER_SEC, now % G_USEC_PER_SEC,
                          (long) getpid (),
                          (guint) g_atomic_int_add (&count, 1), host);
}

static gboolean
write_all (int fd, GBytes *message)
{
  gsize left;
  const guint8 *bytes = g_bytes_get_data (message, &left);

  while (left > 0)
    {
      gssize n = write (fd, bytes, left);

      if (n < 0 && errno != EINTR)
        return FALSE;
      if (n > 0)
        {
          bytes += n;
          left -= n;
        }
    }
  return fsync (fd) == 0;
}

static gboolean
write_aside (const char *path, GBytes *message)
{
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  gboolean written;
  int number;

  if (fd < 0)
    return FALSE;
  written = write_all (fd, message);
  number = errno;
  close (fd);
  errno = number;
  return written;
}

static gboolean
sync_directory (const char *directory)
{
  int fd = open (directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean synced;

  if (fd < 0)
    return FALSE;
  synced = fsync (fd) == 0;
  close (fd);
  return synced;
}

/* Whole and on the disk, or not there. */
static gboolean
put_message (const char *directory, GBytes *message, GError **error)
{
  g_autofree char *name = dup_unique_name ();
  g_autofree char *aside = g_build_filename (directory, "tmp", name, NULL);
  g_autofree char *folder = g_build_filename (directory, "new", NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  if (!write_aside (aside, message) || g_rename (aside, path) != 0)
    {
      set_outbox_error (error, "cannot be written to", errno);
      g_unlink (aside);
      return FALSE;
    }
  if (!sync_directory (folder))
    g_debug ("The outbox’s folder could not be synchronised");
  return TRUE;
}

static InvitesRelayState
invites_maildir_connection_get_state (InvitesRelayConnection *connection)
{
  InvitesMaildirConnection *self = INVITES_MAILDIR_CONNECTION (connection);

  if (self->has_answer)
    return INVITES_RELAY_BUSY;
  return self->is_closed ? INVITES_RELAY_CLOSED : INVITES_RELAY_READY;
}

static int
invites_maildir_connection_get_poll (InvitesRelayConnection *connection,
                                     GIOCondition           *wanted)
{
  return -1;
}

static gint64
invites_maildir_connection_get_deadline (InvitesRelayConnection *connection)
{
  return G_MAXINT64;
}

/* The disk is waited for: its answer is there at once. */
static void
invites_maildir_connection_begin (InvitesRelayConnection *connection,
                                  const InvitesEnvelope  *envelope,
                                  GBytes                 *message,
                                  gint64                  now)
{
  InvitesMaildirConnection *self = INVITES_MAILDIR_CONNECTION (connection);
  g_autoptr(GError) error = NULL;

  if (put_message (self->directory, message, &error))
    invites_relay_answer_set (&self->answer, INVITES_DELIVERY_SENT,
                              INVITES_BLAME_NONE, NULL);
  else
    {
      invites_relay_answer_set (&self->answer, INVITES_DELIVERY_QUEUED,
                                INVITES_BLAME_RELAY, error->message);
      self->is_closed = TRUE;
    }
  self->has_answer = TRUE;
}

static void
invites_maildir_connection_advance (InvitesRelayConnection *connection,
                                    GIOCondition            ready,
                                    gint64                  now)
{
}

static gboolean
invites_maildir_connection_take_answer (InvitesRelayConnection *connection,
                                        InvitesRelayAnswer     *answer)
{
  InvitesMaildirConnection *self = INVITES_MAILDIR_CONNECTION (connection);

  if (!self->has_answer)
    return FALSE;
  *answer = self->answer;
  self->answer = (InvitesRelayAnswer) { 0 };
  self->has_answer = FALSE;
  return TRUE;
}

static void
invites_maildir_connection_leave (InvitesRelayConnection *connection,
                                  gint64                  now)
{
  INVITES_MAILDIR_CONNECTION (connection)->is_closed = TRUE;
}

static void
invites_maildir_connection_cut (InvitesRelayConnection *connection)
{
  INVITES_MAILDIR_CONNECTION (connection)->is_closed = TRUE;
}

static void
invites_maildir_connection_finalize (GObject *object)
{
  InvitesMaildirConnection *self = INVITES_MAILDIR_CONNECTION (object);

  g_free (self->directory);
  invites_relay_answer_clear (&self->answer);
  G_OBJECT_CLASS (invites_maildir_connection_parent_class)->finalize (object);
}

static void
invites_maildir_connection_class_init (InvitesMaildirConnectionClass *klass)
{
  InvitesRelayConnectionClass *connection_class
    = INVITES_RELAY_CONNECTION_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = invites_maildir_connection_finalize;
  connection_class->get_state = invites_maildir_connection_get_state;
  connection_class->get_poll = invites_maildir_connection_get_poll;
  connection_class->get_deadline = invites_maildir_connection_get_deadline;
  connection_class->begin = invites_maildir_connection_begin;
  connection_class->advance = invites_maildir_connection_advance;
  connection_class->take_answer = invites_maildir_connection_take_answer;
  connection_class->leave = invites_maildir_connection_leave;
  connection_class->cut = invites_maildir_connection_cut;
}

static void
invites_maildir_connection_init (InvitesMaildirConnection *self)
{
}

static InvitesRelayConnection *
invites_maildir_relay_connect (InvitesRelay       *relay,
                               GCancellable       *cancellable,
                               InvitesRelayAnswer *fault)
{
  InvitesMaildirRelay *self = INVITES_MAILDIR_RELAY (relay);
  InvitesMaildirConnection *connection;
  g_autoptr(GError) error = NULL;

  if (!make_directories (self->directory, &error))
    {
      invites_relay_answer_set (fault, INVITES_DELIVERY_QUEUED,
                                INVITES_BLAME_RELAY, error->message);
      return NULL;
    }
  connection = g_object_new (INVITES_TYPE_MAILDIR_CONNECTION, NULL);
  connection->directory = g_strdup (self->directory);
  return INVITES_RELAY_CONNECTION (connection);
}

static void
invites_maildir_relay_iface_init (InvitesRelayInterface *iface)
{
  iface->connect = invites_maildir_relay_connect;
}

static void
invites_maildir_relay_finalize (GObject *object)
{
  g_free (INVITES_MAILDIR_RELAY (object)->directory);
  G_OBJECT_CLASS (invites_maildir_relay_parent_class)->finalize (object);
}

static void
invites_maildir_relay_class_init (InvitesMaildirRelayClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = invites_maildir_relay_finalize;
}

static void
invites_maildir_relay_init (InvitesMaildirRelay *self)
{
}

/**
 * invites_relay_new_maildir:
 * @directory: a Maildir, which is made if it does not exist
 * @error: return location, or %NULL
 *
 * Makes a relay that keeps every mail in @directory.
 *
 * Returns: (transfer full) (nullable): the relay, or %NULL with
 *   %INVITES_ERROR_UNAVAILABLE
 */
InvitesRelay *
invites_relay_new_maildir (const char *directory, GError **error)
{
  InvitesMaildirRelay *self;

  g_return_val_if_fail (directory != NULL, NULL);

  if (!make_directories (directory, error))
    return NULL;
  self = g_object_new (INVITES_TYPE_MAILDIR_RELAY, NULL);
  self->directory = g_strdup (directory);
  return INVITES_RELAY (self);
}

typedef struct
{
  char   *path; /* (owned) (nullable) */
  gint64  time; /* in nanoseconds */
} Newest;

static void
compare_newest (Newest *newest, const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  struct stat status;
  gint64 time;

  if (*name == '.' || stat (path, &status) != 0 || !S_ISREG (status.st_mode))
    return;
  time = (gint64) status.st_mtim.tv_sec * 1000000000 + status.st_mtim.tv_nsec;
  if (newest->path != NULL && time < newest->time)
    return;
  if (newest->path != NULL && time == newest->time
      && strcmp (path, newest->path) < 0)
    return;
  g_free (newest->path);
  newest->path = g_steal_pointer (&path);
  newest->time = time;
}

/**
 * invites_maildir_find_newest:
 * @directory: a Maildir
 * @error: return location, or %NULL
 *
 * Looks for the mail that came last, read or not.
 *
 * Returns: (transfer full) (nullable): its path; %NULL without error if there
 *   is no mail, %NULL with #GFileError if there is no Maildir
 */
char *
invites_maildir_find_newest (const char *directory, GError **error)
{
  const char *const names[] = { "new", "cur" };
  Newest newest = { NULL, 0 };

  g_return_val_if_fail (directory != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *folder = g_build_filename (directory, names[i], NULL);
      g_autoptr(GDir) dir = g_dir_open (folder, 0, error);
      const char *name;

      if (dir == NULL)
        {
          g_free (newest.path);
          return NULL;
        }
      while ((name = g_dir_read_name (dir)) != NULL)
        compare_newest (&newest, folder, name);
    }
  return newest.path;
}
