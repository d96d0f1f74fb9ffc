/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <errno.h>
#include <glib.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/*
 * held-clients PORT CONNECTIONS PATH…
 *
 * So many windows that follow what changes: each asks for one of the paths by a
 * connection of its own, and again as soon as it is answered, with the entity
 * tag that it was given, so that it is held. They stand for other machines, and
 * so have to cost this one little.
 *
 * Reads a token from standard input, a line; prints "ready" when each has been
 * answered once, and at the end of standard input how many answers came since.
 */

#define N_EVENTS   64
#define MAX_ANSWER 8192

typedef struct
{
  int         fd;
  const char *path;
  char        answer[MAX_ANSWER]; /* as much of it as has come */
  gsize       length;
} Client;

static char *token;

static void G_GNUC_NORETURN
fail (const char *what)
{
  fprintf (stderr, "held-clients: %s: %s\n", what, g_strerror (errno));
  exit (1);
}

static void
ask (Client     *client,
     const char *etag)
{
  g_autoptr(GString) request = g_string_new (NULL);

  g_string_printf (request, "GET %s HTTP/1.1\r\nHost: bench\r\n"
                            "Authorization: Bearer %s\r\n",
                   client->path, token);
  if (etag != NULL)
    g_string_append_printf (request,
                            "If-None-Match: %s\r\nPrefer: wait=25\r\n", etag);
  g_string_append (request, "\r\n");
  if (write (client->fd, request->str, request->len)
      != (gssize) request->len)
    fail ("write");
  client->length = 0;
}

static void
open_client (Client     *client,
             int         port,
             const char *path)
{
  struct sockaddr_in where = { .sin_family = AF_INET,
                               .sin_port = htons ((guint16) port),
                               .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };
  const int yes = 1;

  client->path = path;
  client->fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (client->fd < 0
      || connect (client->fd, (struct sockaddr *) &where, sizeof where) != 0)
    fail ("connect");
  setsockopt (client->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
  ask (client, NULL);
}

/* Where a header's value is, up to the end of its line. */
static char *
dup_header (const char *head,
            const char *name)
{
  const char *found = strstr (head, name);

  if (found == NULL)
    return NULL;
  found += strlen (name);
  return g_strndup (found, strcspn (found, "\r"));
}

/* The whole answer, or NULL while there is more to come. */
static char *
dup_etag (Client *client)
{
  g_autofree char *length = NULL;
  const char *end;
  gsize body = 0;

  client->answer[client->length] = '\0';
  end = strstr (client->answer, "\r\n\r\n");
  if (end == NULL)
    return NULL;

  length = dup_header (client->answer, "Content-Length: ");
  if (length != NULL && strncmp (client->answer + 9, "304", 3) != 0)
    body = g_ascii_strtoull (length, NULL, 10);
  if (client->length < (gsize) (end + 4 - client->answer) + body)
    return NULL;

  return dup_header (client->answer, "ETag: ");
}

static gboolean
read_answer (Client *client)
{
  g_autofree char *etag = NULL;
  gssize n = read (client->fd, client->answer + client->length,
                   MAX_ANSWER - 1 - client->length);

  if (n <= 0)
    fail ("read");
  client->length += (gsize) n;
  etag = dup_etag (client);
  if (etag == NULL)
    return FALSE;

  ask (client, etag);
  return TRUE;
}

static void
watch (int   poll,
       int   fd,
       void *data)
{
  struct epoll_event event = { .events = EPOLLIN, .data.ptr = data };

  if (epoll_ctl (poll, EPOLL_CTL_ADD, fd, &event) != 0)
    fail ("epoll_ctl");
}

/* Until standard input ends; gives the number of answers. */
static guint64
run (int   poll,
     guint n_clients)
{
  struct epoll_event events[N_EVENTS];
  guint64 n_answers = 0;

  while (TRUE)
    {
      int n = epoll_wait (poll, events, N_EVENTS, -1);

      for (int i = 0; i < n; i++)
        {
          if (events[i].data.ptr == NULL)
            return n_answers;
          if (!read_answer (events[i].data.ptr))
            continue;
          if (++n_answers == n_clients)
            {
              puts ("ready");
              fflush (stdout);
            }
        }
    }
}

int
main (int    argc,
      char **argv)
{
  char line[256];
  guint n_clients;
  g_autofree Client *clients = NULL;
  guint64 n_answers;
  int poll;

  if (argc < 4 || fgets (line, sizeof line, stdin) == NULL)
    return 2;

  token = g_strchomp (line);
  n_clients = (guint) atoi (argv[2]);
  clients = g_new0 (Client, n_clients);
  poll = epoll_create1 (EPOLL_CLOEXEC);
  if (poll < 0)
    fail ("epoll_create1");
  watch (poll, STDIN_FILENO, NULL);
  for (guint i = 0; i < n_clients; i++)
    {
      open_client (&clients[i], atoi (argv[1]),
                   argv[3 + i % (guint) (argc - 3)]);
      watch (poll, clients[i].fd, &clients[i]);
    }

  n_answers = run (poll, n_clients);
  printf ("%" G_GUINT64_FORMAT "\n",
          n_answers > n_clients ? n_answers - n_clients : 0);
  return 0;
}
