/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-database-listener.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "service/store/invites-database-postgresql-private.h"

#define RETRY_AFTER 1000 /* milliseconds */

struct _InvitesDatabaseListener
{
  char                        *url;
  InvitesDatabaseListenerFunc  func;
  gpointer                     user_data;

  GThread *thread;
  int      wake; /* readable: the thread is to end */
};

/* Waits until there is something to read, or for a time in milliseconds, -1:
 * for ever. Gives FALSE when it is time to end. */
static gboolean
wait_for (InvitesDatabaseListener *self,
          int                      socket,
          int                      timeout)
{
  struct pollfd descriptors[] = {
    { .fd = self->wake, .events = POLLIN },
    { .fd = socket, .events = POLLIN },
  };

  poll (descriptors, G_N_ELEMENTS (descriptors), timeout);
  return descriptors[0].revents == 0;
}

static void
pass_on (InvitesDatabaseListener *self,
         PGconn                  *connection)
{
  PGnotify *notify;

  while ((notify = PQnotifies (connection)) != NULL)
    {
      self->func (notify->extra, self->user_data);
      PQfreemem (notify);
    }
}

/* Listens until the connection breaks, or to the end: FALSE. */
static gboolean
listen_on (InvitesDatabaseListener *self,
           PGconn                  *connection)
{
  g_autoptr(PGresult) result = NULL;

  result = PQexec (connection, "LISTEN " INVITES_PG_CHANNEL);
  if (PQresultStatus (result) != PGRES_COMMAND_OK)
    return TRUE;

  self->func (NULL, self->user_data);
  do
    {
      pass_on (self, connection);
      if (!wait_for (self, PQsocket (connection), -1))
        return FALSE;
    }
  while (PQconsumeInput (connection));

  return TRUE;
}

static gpointer
run_listener (gpointer data)
{
  InvitesDatabaseListener *self = data;
  gboolean goes_on = TRUE;

  while (goes_on)
    {
      g_autoptr(GError) error = NULL;
      PGconn *connection = invites_postgresql_connect (self->url, &error);

      if (connection == NULL)
        g_debug ("Cannot listen to the database: %s", error->message);
      else
        goes_on = listen_on (self, connection);

      PQfinish (connection);
      goes_on = goes_on && wait_for (self, -1, RETRY_AFTER);
    }

  return NULL;
}

/**
 * invites_database_listener_new:
 * @database: what --database says
 * @func: called in a thread of its own with each notification, one at a time
 * @user_data: for @func
 *
 * Begins to listen, and connects again for as long as it takes whenever the
 * connection breaks.
 *
 * Returns: (transfer full) (nullable): the listener, or %NULL when nothing is
 *   ever said, as in a database that is a file
 */
InvitesDatabaseListener *
invites_database_listener_new (const char                  *database,
                               InvitesDatabaseListenerFunc  func,
                               gpointer                     user_data)
{
  InvitesDatabaseListener *self;

  g_return_val_if_fail (database != NULL, NULL);
  g_return_val_if_fail (func != NULL, NULL);

  if (invites_database_get_path (database) != NULL)
    return NULL;

  self = g_new0 (InvitesDatabaseListener, 1);
  self->url = g_strdup (database);
  self->func = func;
  self->user_data = user_data;
  self->wake = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  g_assert_cmpint (self->wake, >=, 0);
  self->thread = g_thread_new ("listener", run_listener, self);
  return self;
}

/**
 * invites_database_listener_free:
 * @self: (transfer full) (nullable): a listener
 *
 * Ends it. Afterwards its function is not called any more; that function must
 * not be what calls this.
 */
void
invites_database_listener_free (InvitesDatabaseListener *self)
{
  if (self == NULL)
    return;

  eventfd_write (self->wake, 1);
  g_thread_join (self->thread);
  close (self->wake);
  g_free (self->url);
  g_free (self);
}
