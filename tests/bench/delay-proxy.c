/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <arpa/inet.h>
#include <errno.h>
#include <glib.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/*
 * delay-proxy TARGET-PORT ROUND-TRIP-MS
 *
 * A far-away machine on loopback: whatever arrives goes on half a round trip
 * later, in both directions. Prints the port that it listens on and runs until
 * it is ended.
 */

#define N_EVENTS  128
#define PIECE     (64 * 1024)
/* What may be under way in one direction. */
#define MAX_BYTES (1024 * 1024)

typedef struct
{
  gint64 due;    /* on the monotonic clock */
  GBytes *bytes; /* (owned): empty: the end */
} Piece;

typedef struct _End End;

/* One of the two ends of a connection through the proxy. */
struct _End
{
  int      fd;
  End     *other;    /* (borrowed) */
  GQueue   pieces;   /* of Piece: on the way to this end */
  gsize    n_bytes;  /* in these */
  gsize    written;  /* of the first of these */
  gboolean ended;    /* nothing more comes from this end */
  gboolean finished; /* nothing more goes to it */
};

typedef struct
{
  int        poll;
  int        listener;
  guint16    target;
  gint64     delay; /* microseconds, one way */
  GPtrArray *ends;  /* (owned) (element-type End): both of a pair */
} Proxy;

static void
piece_free (Piece *piece)
{
  g_bytes_unref (piece->bytes);
  g_free (piece);
}

static void
end_free (End *end)
{
  close (end->fd);
  g_queue_clear_full (&end->pieces, (GDestroyNotify) piece_free);
  g_free (end);
}

static void
fail (const char *what)
{
  g_printerr ("delay-proxy: %s: %s\n", what, g_strerror (errno));
  exit (1);
}

static int
open_socket (void)
{
  int fd = socket (AF_INET, SOCK_STREAM, 0);

  if (fd < 0)
    fail ("socket");
  return fd;
}

static struct sockaddr_in
loopback (guint16 port)
{
  struct sockaddr_in address = {
    .sin_family = AF_INET,
    .sin_port = htons (port),
    .sin_addr.s_addr = htonl (INADDR_LOOPBACK),
  };

  return address;
}

static guint16
open_listener (Proxy *proxy)
{
  struct sockaddr_in address = loopback (0);
  socklen_t length = sizeof address;
  struct epoll_event event = { .events = EPOLLIN };

  proxy->listener = open_socket ();
  if (bind (proxy->listener, (struct sockaddr *) &address, length) != 0
      || listen (proxy->listener, 1024) != 0
      || getsockname (proxy->listener, (struct sockaddr *) &address,
                      &length) != 0
      || epoll_ctl (proxy->poll, EPOLL_CTL_ADD, proxy->listener, &event) != 0)
    fail ("listen");
  return ntohs (address.sin_port);
}

static End *
add_end (Proxy *proxy,
         int    fd)
{
  End *end = g_new0 (End, 1);
  struct epoll_event event = { .events = EPOLLIN, .data.ptr = end };
  int one = 1;

  setsockopt (fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  end->fd = fd;
  g_queue_init (&end->pieces);
  g_ptr_array_add (proxy->ends, end);
  if (epoll_ctl (proxy->poll, EPOLL_CTL_ADD, fd, &event) != 0)
    fail ("epoll");
  return end;
}

static void
accept_client (Proxy *proxy)
{
  int client = accept (proxy->listener, NULL, NULL);
  struct sockaddr_in address = loopback (proxy->target);
  int server = open_socket ();
  End *near;
  End *far;

  if (client < 0
      || connect (server, (struct sockaddr *) &address, sizeof address) != 0)
    fail ("connect");
  near = add_end (proxy, client);
  far = add_end (proxy, server);
  near->other = far;
  far->other = near;
}

/* While a direction is full, nothing is read that would go there. */
static void
listen_to (Proxy    *proxy,
           End      *end,
           gboolean  listens)
{
  struct epoll_event event = {
    .events = listens ? EPOLLIN : 0,
    .data.ptr = end,
  };

  epoll_ctl (proxy->poll, EPOLL_CTL_MOD, end->fd, &event);
}

static void
read_end (Proxy *proxy,
          End   *end)
{
  char bytes[PIECE];
  gssize n = recv (end->fd, bytes, sizeof bytes, MSG_DONTWAIT);
  Piece *piece;

  if (end->ended || (n < 0 && (errno == EAGAIN || errno == EINTR)))
    return;
  n = MAX (n, 0);
  piece = g_new (Piece, 1);
  piece->due = g_get_monotonic_time () + proxy->delay;
  piece->bytes = g_bytes_new (bytes, (gsize) n);
  g_queue_push_tail (&end->other->pieces, piece);
  end->other->n_bytes += (gsize) n;
  end->ended = n == 0;
  if (end->ended)
    epoll_ctl (proxy->poll, EPOLL_CTL_DEL, end->fd, NULL);
  else if (end->other->n_bytes >= MAX_BYTES)
    listen_to (proxy, end, FALSE);
}

/* TRUE when the piece has gone. */
static gboolean
write_piece (Proxy *proxy,
             End   *end,
             Piece *piece)
{
  gsize size;
  const char *bytes = g_bytes_get_data (piece->bytes, &size);
  gssize n;

  if (size == 0)
    {
      shutdown (end->fd, SHUT_WR);
      end->finished = TRUE;
      return TRUE;
    }
  n = send (end->fd, bytes + end->written, size - end->written,
            MSG_DONTWAIT | MSG_NOSIGNAL);
  if (n < 0 && errno == EAGAIN)
    return FALSE;
  /* To one that has gone, everything goes. */
  end->written = n < 0 ? size : end->written + (gsize) n;
  if (end->written < size)
    return FALSE;
  end->written = 0;
  if (end->n_bytes >= MAX_BYTES && end->n_bytes - size < MAX_BYTES
      && !end->other->ended)
    listen_to (proxy, end->other, TRUE);
  end->n_bytes -= size;
  return TRUE;
}

/* Returns when to look again. */
static gint64
flush (Proxy *proxy,
       End   *end,
       gint64 now)
{
  Piece *piece;

  while ((piece = g_queue_peek_head (&end->pieces)) != NULL)
    {
      if (piece->due > now)
        return piece->due;
      if (!write_piece (proxy, end, piece))
        return now + 1000;
      piece_free (g_queue_pop_head (&end->pieces));
    }
  return G_MAXINT64;
}

static void
drop_finished (Proxy *proxy)
{
  for (guint i = proxy->ends->len; i > 0; i--)
    {
      End *end = g_ptr_array_index (proxy->ends, i - 1);

      /* Only its own pair's: both go at once, found from either. */
      if (end->finished && end->other->finished && end->ended
          && end->other->ended)
        {
          End *other = end->other;

          g_ptr_array_remove_fast (proxy->ends, end);
          g_ptr_array_remove_fast (proxy->ends, other);
          i = MIN (i, proxy->ends->len + 1);
        }
    }
}

static void
run (Proxy *proxy)
{
  struct epoll_event events[N_EVENTS];

  for (;;)
    {
      gint64 now = g_get_monotonic_time ();
      gint64 next = now + G_USEC_PER_SEC;
      struct timespec wait = { 0 };
      int n;

      for (guint i = 0; i < proxy->ends->len; i++)
        next = MIN (next, flush (proxy, g_ptr_array_index (proxy->ends, i),
                                 now));
      drop_finished (proxy);
      next = MAX (next - g_get_monotonic_time (), 0);
      wait.tv_sec = next / G_USEC_PER_SEC;
      wait.tv_nsec = next % G_USEC_PER_SEC * 1000;
      n = epoll_pwait2 (proxy->poll, events, N_EVENTS, &wait, NULL);
      for (int i = 0; i < n; i++)
        {
          if (events[i].data.ptr == NULL)
            accept_client (proxy);
          else
            read_end (proxy, events[i].data.ptr);
        }
    }
}

int
main (int    argc,
      char **argv)
{
  Proxy proxy = { 0 };

  if (argc != 3)
    {
      g_printerr ("usage: delay-proxy TARGET-PORT ROUND-TRIP-MS\n");
      return 2;
    }
  signal (SIGPIPE, SIG_IGN);
  proxy.target = (guint16) atoi (argv[1]);
  proxy.delay = (gint64) (atof (argv[2]) * 1000 / 2);
  proxy.ends = g_ptr_array_new_with_free_func ((GDestroyNotify) end_free);
  proxy.poll = epoll_create1 (EPOLL_CLOEXEC);
  printf ("listening on %u\n", open_listener (&proxy));
  fflush (stdout);
  run (&proxy);
  return 0;
}
