/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/http/invites-server.h"

#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

#include "service/http/invites-exchange.h"
#include "service/http/invites-pool.h"

#define N_EVENT_THREADS   2
#define MAX_CONNECTIONS   20000
#define CONNECTION_MEMORY (16 * 1024)
/* Files beside connections: databases, the log, the relay's sockets, lists. */
#define RESERVED_FILES    400

/* Seconds. */
#define SILENCE           30  /* without an octet in either direction */
#define REQUEST_DEADLINE  75  /* for a whole request, the pause before it too */
#define ANSWER_DEADLINE   900 /* for a whole answer */
#define FAREWELL          2   /* for answers on their way when all ends */

static const struct
{
  const char *name;
  guint       n_threads;
  guint       max_waiting;
} lanes[INVITES_N_LANES] = {
  [INVITES_LANE_READ] = { "read", 4, 1024 },
  [INVITES_LANE_WRITE] = { "write", 2, 256 },
  [INVITES_LANE_HASH] = { "hash", 2, 128 },
  [INVITES_LANE_MAIL] = { "mail", 2, 64 },
  [INVITES_LANE_HELD] = { "held", 1, MAX_CONNECTIONS },
};

struct _InvitesServer
{
  InvitesService     *service;               /* (unowned) */
  struct MHD_Daemon  *daemon;                /* (owned) (nullable) */
  InvitesConnections *connections;           /* (owned) */
  int                 body_memory;           /* atomic, octets */

  /* Under the mutex. */
  GMutex              mutex;
  GCond               cond;
  InvitesPool        *pools[INVITES_N_LANES]; /* (owned) (nullable) */
  gboolean            stopping;
  guint               n_exchanges;
};

static void G_GNUC_PRINTF (2, 0)
log_cb (void       *cls,
        const char *format,
        va_list     arguments)
{
  char message[512];

  g_vsnprintf (message, sizeof message, format, arguments);
  g_debug ("libmicrohttpd: %s", g_strchomp (message));
}

/* Paths and queries are decoded by ourselves, strictly. */
static size_t
unescape_cb (void                  *cls,
             struct MHD_Connection *connection,
             char                  *text)
{
  return strlen (text);
}

static InvitesDeadline *
get_deadline (struct MHD_Connection *connection)
{
  const union MHD_ConnectionInfo *info = MHD_get_connection_info (
    connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

  return info != NULL ? info->socket_context : NULL;
}

static void
set_deadline (InvitesServer         *self,
              struct MHD_Connection *connection,
              guint                  seconds)
{
  InvitesDeadline *deadline = get_deadline (connection);

  if (deadline != NULL)
    invites_connections_set_deadline (self->connections, deadline, seconds);
}

static void
connection_changed_cb (void                              *cls,
                       struct MHD_Connection             *connection,
                       void                             **socket_context,
                       enum MHD_ConnectionNotificationCode code)
{
  InvitesServer *self = cls;
  const union MHD_ConnectionInfo *info;

  if (code == MHD_CONNECTION_NOTIFY_CLOSED)
    {
      if (*socket_context != NULL)
        invites_connections_remove (self->connections, *socket_context);
      *socket_context = NULL;
      return;
    }

  info = MHD_get_connection_info (connection,
                                  MHD_CONNECTION_INFO_CONNECTION_FD);
  if (info == NULL)
    return;
  *socket_context = invites_connections_add (self->connections,
                                             info->connect_fd);
  invites_connections_set_deadline (self->connections, *socket_context,
                                    REQUEST_DEADLINE);
}

static void *
request_begun_cb (void                  *cls,
                  const char            *target,
                  struct MHD_Connection *connection)
{
  InvitesServer *self = cls;

  g_mutex_lock (&self->mutex);
  self->n_exchanges++;
  g_mutex_unlock (&self->mutex);
  return invites_exchange_new (self->service, connection, target,
                               &self->body_memory);
}

static void
request_completed_cb (void                           *cls,
                      struct MHD_Connection          *connection,
                      void                          **context,
                      enum MHD_RequestTerminationCode code)
{
  InvitesServer *self = cls;

  if (*context == NULL)
    return;

  g_clear_pointer ((InvitesExchange **) context, invites_exchange_free);
  set_deadline (self, connection, REQUEST_DEADLINE);
  g_mutex_lock (&self->mutex);
  self->n_exchanges--;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
}

static enum MHD_Result
queue_answer (InvitesServer   *self,
              InvitesExchange *exchange)
{
  set_deadline (self, exchange->connection, ANSWER_DEADLINE);
  return invites_exchange_queue (exchange);
}

static void
refuse_busy (InvitesExchange *exchange)
{
  invites_exchange_refuse (exchange, INVITES_ERROR_UNAVAILABLE,
                           "The service is busy");
  invites_exchange_end (exchange);
}

/* Gives the request to the workers. FALSE when there is no room: the answer
 * says so then. */
static gboolean
hand_over (InvitesServer   *self,
           InvitesExchange *exchange)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker
    = g_mutex_locker_new (&self->mutex);
  InvitesPool *pool = self->pools[exchange->request->route->lane];

  if (self->stopping)
    {
      refuse_busy (exchange);
      return FALSE;
    }

  /* Before a worker can have it, or it might be resumed first. */
  set_deadline (self, exchange->connection, 0);
  MHD_suspend_connection (exchange->connection);
  if (invites_pool_push (pool, exchange, FALSE))
    return TRUE;

  refuse_busy (exchange);
  MHD_resume_connection (exchange->connection);
  return TRUE;
}

static enum MHD_Result
answer_complete (InvitesServer   *self,
                 InvitesExchange *exchange)
{
  /* Comes by again when the workers have done it. */
  if (exchange->answer == NULL)
    {
      const InvitesRoute *route = exchange->request->route;

      invites_exchange_end (exchange);
      if (exchange->answer == NULL && route->lane == INVITES_LANE_NONE)
        exchange->answer = invites_router_answer (route, exchange->request);
      else if (exchange->answer == NULL && hand_over (self, exchange))
        return MHD_YES;
    }

  return queue_answer (self, exchange);
}

static enum MHD_Result
handle_cb (void                  *cls,
           struct MHD_Connection *connection,
           const char            *url,
           const char            *method,
           const char            *version,
           const char            *upload_data,
           size_t                *upload_data_size,
           void                 **context)
{
  InvitesServer *self = cls;
  InvitesExchange *exchange = *context;

  if (exchange->request == NULL)
    return invites_exchange_begin (exchange, method)
             ? queue_answer (self, exchange) : MHD_YES;
  if (*upload_data_size > 0)
    {
      gsize length = *upload_data_size;

      *upload_data_size = 0;
      return invites_exchange_append (exchange, upload_data, length) ? MHD_YES
                                                                     : MHD_NO;
    }

  return answer_complete (self, exchange);
}

/* Lets the exchange wait for its topic, if its answer wants that. Once it
 * waits, another thread may have it. */
static gboolean
hold (InvitesServer   *self,
      InvitesExchange *exchange)
{
  InvitesAnswer *answer = exchange->answer;
  guint64 serial;
  guint seconds;
  const char *topic = invites_answer_get_hold (answer, &serial, &seconds);

  if (topic == NULL)
    return FALSE;

  if (exchange->hold_until == 0)
    exchange->hold_until = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;
  exchange->answer = NULL;
  if (invites_hub_wait (self->service->hub, topic, serial,
                        exchange->hold_until, exchange))
    {
      invites_answer_free (answer);
      return TRUE;
    }

  exchange->answer = answer;
  return FALSE;
}

static void
work (gpointer      job,
      InvitesStore *store,
      gpointer      user_data)
{
  InvitesServer *self = user_data;
  InvitesExchange *exchange = job;
  InvitesRequest *request = exchange->request;

  request->store = store;
  exchange->answer = invites_router_answer (request->route, request);
  g_clear_pointer (&request->access, invites_access_free);
  request->store = NULL;

  if (!hold (self, exchange))
    MHD_resume_connection (exchange->connection);
}

/**
 * invites_server_wake:
 * @self: a server
 * @waiter: a request that was held
 * @why: what has ended its wait
 *
 * Lets a worker look at a held request again. Their number is bounded by the
 * hub, so that they need not find room; they have a worker of their own, so
 * that nobody else waits when a thousand are woken at once.
 */
void
invites_server_wake (InvitesServer *self,
                     gpointer       waiter,
                     InvitesWake    why)
{
  InvitesExchange *exchange = waiter;

  g_return_if_fail (self != NULL);
  g_return_if_fail (waiter != NULL);

  if (why != INVITES_WAKE_CHANGED)
    exchange->request->waited = TRUE;
  invites_pool_push (self->pools[INVITES_LANE_HELD], exchange, TRUE);
}

/* One file a connection: as many as the system gives. */
static guint
raise_limits (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0)
    return 500;

  if (limit.rlim_cur < MAX_CONNECTIONS + RESERVED_FILES)
    {
      limit.rlim_cur = MIN (limit.rlim_max, MAX_CONNECTIONS + RESERVED_FILES);
      if (setrlimit (RLIMIT_NOFILE, &limit) != 0)
        getrlimit (RLIMIT_NOFILE, &limit);
    }
  return (guint) MIN (limit.rlim_cur > 2 * RESERVED_FILES
                        ? limit.rlim_cur - RESERVED_FILES
                        : limit.rlim_cur / 2,
                      MAX_CONNECTIONS);
}

/**
 * invites_server_new:
 * @service: what requests share
 * @error: the database cannot be opened
 *
 * Makes a server with its workers, that does not listen yet.
 *
 * Returns: (transfer full): the server
 */
InvitesServer *
invites_server_new (InvitesService *service,
                    GError        **error)
{
  InvitesServer *self;

  g_return_val_if_fail (service != NULL, NULL);

  self = g_new0 (InvitesServer, 1);
  self->service = service;
  self->connections = invites_connections_new ();
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  for (guint i = INVITES_LANE_READ; i < INVITES_N_LANES; i++)
    {
      self->pools[i] = invites_pool_new (lanes[i].name, lanes[i].n_threads,
                                         lanes[i].max_waiting,
                                         service->database, work, self, error);
      if (self->pools[i] == NULL)
        {
          invites_server_free (self);
          return NULL;
        }
    }

  return self;
}

/**
 * invites_server_start:
 * @self: a server
 * @listener: (transfer full): a listening socket
 * @error: %INVITES_ERROR_UNAVAILABLE
 *
 * Begins to accept connections.
 *
 * Returns: whether it does
 */
gboolean
invites_server_start (InvitesServer *self,
                      int            listener,
                      GError       **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (self->daemon == NULL, FALSE);

  self->daemon = MHD_start_daemon (
    MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME
      | MHD_USE_ERROR_LOG,
    0, NULL, NULL, handle_cb, self,
    MHD_OPTION_EXTERNAL_LOGGER, log_cb, self,
    MHD_OPTION_LISTEN_SOCKET, listener,
    MHD_OPTION_THREAD_POOL_SIZE, (unsigned int) N_EVENT_THREADS,
    MHD_OPTION_CONNECTION_LIMIT, (unsigned int) raise_limits (),
    MHD_OPTION_CONNECTION_TIMEOUT, (unsigned int) SILENCE,
    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t) CONNECTION_MEMORY,
    MHD_OPTION_STRICT_FOR_CLIENT, 1,
    MHD_OPTION_UNESCAPE_CALLBACK, unescape_cb, self,
    MHD_OPTION_URI_LOG_CALLBACK, request_begun_cb, self,
    MHD_OPTION_NOTIFY_COMPLETED, request_completed_cb, self,
    MHD_OPTION_NOTIFY_CONNECTION, connection_changed_cb, self,
    MHD_OPTION_END);
  if (self->daemon != NULL)
    return TRUE;

  close (listener);
  g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_UNAVAILABLE,
                       "The HTTP server cannot be started");
  return FALSE;
}

/**
 * invites_server_end_late:
 * @self: a server
 *
 * Ends connections that drip. To be called about once a second.
 */
void
invites_server_end_late (InvitesServer *self)
{
  guint n;

  g_return_if_fail (self != NULL);

  n = invites_connections_end_late (self->connections);
  if (n > 0)
    g_debug ("%u connections were too slow", n);
}

/**
 * invites_server_refuse:
 * @self: a server
 *
 * From now on refuses what comes in, and accepts no connection; what is being
 * done goes on.
 */
void
invites_server_refuse (InvitesServer *self)
{
  MHD_socket listener = MHD_INVALID_SOCKET;

  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->mutex);
  self->stopping = TRUE;
  g_mutex_unlock (&self->mutex);
  if (self->daemon != NULL)
    listener = MHD_quiesce_daemon (self->daemon);
  if (listener != MHD_INVALID_SOCKET)
    close (listener);
}

/**
 * invites_server_refuses:
 * @self: a server
 *
 * Returns: whether it refuses what comes in, because all is ending
 */
gboolean
invites_server_refuses (InvitesServer *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = NULL;

  g_return_val_if_fail (self != NULL, TRUE);

  locker = g_mutex_locker_new (&self->mutex);
  return self->stopping;
}

static void
wait_for_answers (InvitesServer *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker
    = g_mutex_locker_new (&self->mutex);
  gint64 until = g_get_monotonic_time () + FAREWELL * G_USEC_PER_SEC;

  while (self->n_exchanges > 0
         && g_cond_wait_until (&self->cond, &self->mutex, until))
    ;
}

/**
 * invites_server_stop:
 * @self: a server that refuses, and whose hub is stopped
 *
 * Ends what is being done, lets the answers go out and closes everything.
 */
void
invites_server_stop (InvitesServer *self)
{
  g_return_if_fail (self != NULL);

  /* No connection may be suspended when the daemon stops: each job resumes
   * its own. */
  for (guint i = 0; i < INVITES_N_LANES; i++)
    g_clear_pointer (&self->pools[i], invites_pool_free);

  if (self->daemon != NULL)
    {
      wait_for_answers (self);
      MHD_stop_daemon (g_steal_pointer (&self->daemon));
    }
}

/**
 * invites_server_free:
 * @self: (transfer full) (nullable): a server
 *
 * Stops and frees a server.
 */
void
invites_server_free (InvitesServer *self)
{
  if (self == NULL)
    return;

  if (self->daemon != NULL)
    invites_server_refuse (self);
  invites_server_stop (self);
  invites_connections_free (self->connections);
  g_cond_clear (&self->cond);
  g_mutex_clear (&self->mutex);
  g_free (self);
}
