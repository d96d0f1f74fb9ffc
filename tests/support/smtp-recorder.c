/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "recorder-session.h"

/*
 * smtp-recorder [OPTION…] FILE
 *
 * An SMTP server on loopback that notes every mail that it accepts, a line
 * each, in FILE before it says so: recipient, Message-ID, SHA-256 of the
 * link's secret, size. Prints "listening on URL" and runs until SIGTERM.
 */

#define N_EVENTS 64

typedef struct
{
  int              fd;
  RecorderSession *session; /* (owned) */
  GString         *replies; /* (owned): not yet written */
  gint64           speak_at; /* monotonic: not before; 0: nothing is held */
  gboolean         closes;
} Client;

typedef struct
{
  RecorderBehaviour  behaviour;
  int                delay;  /* milliseconds before every answer */
  int                jitter; /* at most so many more, by chance */
  int                port;
  GRand             *random; /* (owned) */
  GPtrArray         *clients; /* (owned) (element-type Client) */
  int                record;
  int                listener;
  int                poll;
} Server;

static gboolean
parse_options (Server   *server,
               int      *argc,
               char   ***argv,
               GError  **error)
{
  RecorderBehaviour *behaviour = &server->behaviour;
  int seed = 1;
  const GOptionEntry entries[] = {
    { "port", 0, 0, G_OPTION_ARG_INT, &server->port, "0: any", "N" },
    { "seed", 0, 0, G_OPTION_ARG_INT, &seed, "Of all chance", "N" },
    { "delay", 0, 0, G_OPTION_ARG_INT, &server->delay,
      "Before every answer", "MS" },
    { "jitter", 0, 0, G_OPTION_ARG_INT, &server->jitter,
      "At most so much more", "MS" },
    { "later", 0, 0, G_OPTION_ARG_DOUBLE, &behaviour->later,
      "Put off by 4xx", "SHARE" },
    { "refuse", 0, 0, G_OPTION_ARG_DOUBLE, &behaviour->refuse,
      "Refused by 5xx, always the same recipients", "SHARE" },
    { "drop", 0, 0, G_OPTION_ARG_DOUBLE, &behaviour->drop,
      "Closed on before they are accepted", "SHARE" },
    { "vanish", 0, 0, G_OPTION_ARG_DOUBLE, &behaviour->vanish,
      "Accepted, and closed on instead of saying so", "SHARE" },
    { "no-pipelining", 0, 0, G_OPTION_ARG_NONE, &behaviour->no_pipelining,
      "Do not announce it", NULL },
    { NULL }
  };
  g_autoptr(GOptionContext) context = g_option_context_new ("FILE");

  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, argc, argv, error))
    return FALSE;
  behaviour->seed = (guint) seed;
  if (*argc == 2)
    return TRUE;
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       "one FILE is needed");
  return FALSE;
}

static void
fail (const char *what)
{
  g_printerr ("smtp-recorder: %s: %s\n", what, g_strerror (errno));
  exit (1);
}

static void
open_listener (Server *server)
{
  struct sockaddr_in address = {
    .sin_family = AF_INET,
    .sin_port = htons ((guint16) server->port),
    .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
  };
  socklen_t length = sizeof address;
  int one = 1;

  server->listener = socket (AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
  setsockopt (server->listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind (server->listener, (struct sockaddr *) &address, length) != 0
      || listen (server->listener, 1024) != 0
      || getsockname (server->listener, (struct sockaddr *) &address,
                      &length) != 0)
    fail ("socket");
  server->port = ntohs (address.sin_port);
}

static void
client_free (Client *client)
{
  close (client->fd);
  recorder_session_free (client->session);
  g_string_free (client->replies, TRUE);
  g_free (client);
}

static void
watch (Server *server,
       int     fd,
       int     operation,
       guint   events,
       Client *client)
{
  struct epoll_event event = { .events = events, .data.ptr = client };

  if (epoll_ctl (server->poll, operation, fd, &event) != 0)
    fail ("epoll");
}

/* Answers wait for their time, and nothing is read meanwhile. */
static void
hold (Server *server,
      Client *client)
{
  gint64 wait = server->delay;

  if (server->jitter > 0)
    wait += g_rand_int_range (server->random, 0, server->jitter + 1);
  client->speak_at = g_get_monotonic_time () + wait * 1000;
  watch (server, client->fd, EPOLL_CTL_MOD, 0, client);
}

/* FALSE when the client is gone. Answers are short: they fit the socket. */
static gboolean
speak (Server *server,
       Client *client)
{
  gssize n;

  if (client->closes)
    return FALSE;
  n = send (client->fd, client->replies->str, client->replies->len,
            MSG_NOSIGNAL);
  if (n != (gssize) client->replies->len)
    return FALSE;
  g_string_truncate (client->replies, 0);
  if (client->speak_at != 0)
    watch (server, client->fd, EPOLL_CTL_MOD, EPOLLIN, client);
  client->speak_at = 0;
  return TRUE;
}

static void
greet (Server *server,
       Client *client)
{
  g_string_append (client->replies, "220 recorder.example ESMTP\r\n");
  if (server->delay > 0 || server->jitter > 0)
    hold (server, client);
  else if (!speak (server, client))
    g_ptr_array_remove_fast (server->clients, client);
}

static void
accept_clients (Server *server)
{
  int fd;
  int one = 1;

  while ((fd = accept4 (server->listener, NULL, NULL, SOCK_NONBLOCK)) >= 0)
    {
      Client *client = g_new0 (Client, 1);

      setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
      client->fd = fd;
      client->replies = g_string_new (NULL);
      client->session = recorder_session_new (&server->behaviour,
                                              server->random, server->record);
      g_ptr_array_add (server->clients, client);
      watch (server, fd, EPOLL_CTL_ADD, EPOLLIN, client);
      greet (server, client);
    }
}

static gboolean
read_client (Server *server,
             Client *client)
{
  char bytes[64 * 1024];
  gssize n = read (client->fd, bytes, sizeof bytes);

  if (n < 0 && (errno == EAGAIN || errno == EINTR))
    return TRUE;
  if (n <= 0)
    return FALSE;
  client->closes = !recorder_session_take (client->session, bytes, (gsize) n,
                                           client->replies);
  if (client->replies->len == 0 && !client->closes)
    return TRUE;
  if (server->delay == 0 && server->jitter == 0)
    return speak (server, client);
  hold (server, client);
  return TRUE;
}

/* Lets everybody speak whose time has come; returns the milliseconds until the
 * next one's, or -1. */
static int
speak_in_time (Server *server)
{
  gint64 now = g_get_monotonic_time ();
  gint64 next = G_MAXINT64;

  for (guint i = 0; i < server->clients->len; i++)
    {
      Client *client = g_ptr_array_index (server->clients, i);

      if (client->speak_at == 0)
        continue;
      if (client->speak_at > now)
        next = MIN (next, client->speak_at);
      else if (!speak (server, client))
        g_ptr_array_remove_index_fast (server->clients, i--);
    }
  return next == G_MAXINT64 ? -1 : (int) ((next - now + 999) / 1000);
}

static void
run (Server *server)
{
  struct epoll_event events[N_EVENTS];

  for (;;)
    {
      int n = epoll_wait (server->poll, events, N_EVENTS,
                          speak_in_time (server));

      if (n < 0 && errno != EINTR)
        fail ("epoll");
      for (int i = 0; i < n; i++)
        {
          Client *client = events[i].data.ptr;

          if (client == NULL)
            accept_clients (server);
          else if (!read_client (server, client))
            g_ptr_array_remove_fast (server->clients, client);
        }
    }
}

int
main (int    argc,
      char **argv)
{
  Server server = { 0 };
  g_autoptr(GError) error = NULL;

  signal (SIGPIPE, SIG_IGN);
  if (!parse_options (&server, &argc, &argv, &error))
    {
      g_printerr ("smtp-recorder: %s\n", error->message);
      return 2;
    }
  server.random = g_rand_new_with_seed (server.behaviour.seed);
  server.clients = g_ptr_array_new_with_free_func ((GDestroyNotify) client_free);
  server.record = open (argv[1], O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC,
                        0600);
  if (server.record < 0)
    fail (argv[1]);
  server.poll = epoll_create1 (EPOLL_CLOEXEC);
  open_listener (&server);
  watch (&server, server.listener, EPOLL_CTL_ADD, EPOLLIN, NULL);
  printf ("listening on smtp://127.0.0.1:%d\n", server.port);
  fflush (stdout);
  run (&server);
  return 0;
}
