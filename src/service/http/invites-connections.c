/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/http/invites-connections.h"

#include <sys/socket.h>

struct _InvitesDeadline
{
  int    fd;
  gint64 time; /* monotonic, µs; G_MAXINT64: none */
};

struct _InvitesConnections
{
  GMutex      mutex;
  GHashTable *deadlines; /* (owned) (element-type InvitesDeadline): a set */
};

/**
 * invites_connections_new:
 *
 * Returns: (transfer full): an empty record
 */
InvitesConnections *
invites_connections_new (void)
{
  InvitesConnections *self = g_new0 (InvitesConnections, 1);

  g_mutex_init (&self->mutex);
  self->deadlines = g_hash_table_new_full (NULL, NULL, g_free, NULL);
  return self;
}

/**
 * invites_connections_free:
 * @self: (transfer full) (nullable): a record
 *
 * Frees a record; the connections are not touched.
 */
void
invites_connections_free (InvitesConnections *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->deadlines);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

/**
 * invites_connections_add:
 * @self: a record
 * @fd: the socket of a new connection
 *
 * Adds a connection, for now without a deadline.
 *
 * Returns: (transfer none): its deadline, which lives until it is removed
 */
InvitesDeadline *
invites_connections_add (InvitesConnections *self,
                         int                 fd)
{
  g_autoptr(GMutexLocker) locker = NULL;
  InvitesDeadline *deadline = g_new0 (InvitesDeadline, 1);

  g_return_val_if_fail (self != NULL, NULL);

  deadline->fd = fd;
  deadline->time = G_MAXINT64;
  locker = g_mutex_locker_new (&self->mutex);
  g_hash_table_add (self->deadlines, deadline);
  return deadline;
}

/**
 * invites_connections_remove:
 * @self: a record
 * @deadline: (transfer full): of a connection whose socket is still open
 *
 * Removes a connection that is about to be closed.
 */
void
invites_connections_remove (InvitesConnections *self,
                            InvitesDeadline    *deadline)
{
  g_autoptr(GMutexLocker) locker = NULL;

  g_return_if_fail (self != NULL);

  locker = g_mutex_locker_new (&self->mutex);
  g_hash_table_remove (self->deadlines, deadline);
}

/**
 * invites_connections_set_deadline:
 * @self: a record
 * @deadline: a connection's deadline
 * @seconds: from now; 0 for none
 *
 * Says by when a connection must have got on.
 */
void
invites_connections_set_deadline (InvitesConnections *self,
                                  InvitesDeadline    *deadline,
                                  guint               seconds)
{
  g_autoptr(GMutexLocker) locker = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (deadline != NULL);

  locker = g_mutex_locker_new (&self->mutex);
  deadline->time = seconds > 0
                     ? g_get_monotonic_time () + seconds * G_USEC_PER_SEC
                     : G_MAXINT64;
}

/**
 * invites_connections_end_late:
 * @self: a record
 *
 * Shuts every connection down that is past its deadline; the thread that
 * serves it sees the end and closes it.
 *
 * Returns: how many that were
 */
guint
invites_connections_end_late (InvitesConnections *self)
{
  g_autoptr(GMutexLocker) locker = NULL;
  gint64 now = g_get_monotonic_time ();
  GHashTableIter iter;
  gpointer value;
  guint n = 0;

  g_return_val_if_fail (self != NULL, 0);

  /* Under the mutex no socket is closed, so that no number is used anew. */
  locker = g_mutex_locker_new (&self->mutex);
  g_hash_table_iter_init (&iter, self->deadlines);
  while (g_hash_table_iter_next (&iter, &value, NULL))
    {
      InvitesDeadline *deadline = value;

      if (deadline->time > now)
        continue;
      shutdown (deadline->fd, SHUT_RDWR);
      deadline->time = G_MAXINT64;
      n++;
    }

  return n;
}
