/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "faulty-server.h"

#include <string.h>

#define FLOOD_SIZE  (9 * 1024 * 1024)
#define DRIP_MS     20
#define MAX_REQUEST 65536

struct _FaultyServer
{
  GSocketService *service;
  GCancellable   *stop;
  char           *url;

  GMutex          mutex;
  FaultyWay       way;
  char           *answer;
  char           *request; /* the last one, head and body */
  guint           n_requests;
};

static gsize
get_body_length (const char *head)
{
  g_autofree char *lower = g_ascii_strdown (head, -1);
  const char *field = strstr (lower, "\ncontent-length:");

  return field != NULL
           ? g_ascii_strtoull (field + strlen ("\ncontent-length:"), NULL, 10)
           : 0;
}

static gboolean
is_whole (const char *request)
{
  const char *end = strstr (request, "\r\n\r\n");

  return end != NULL && strlen (end + 4) >= get_body_length (request);
}

static char *
read_request (FaultyServer *self,
              GInputStream *input)
{
  g_autofree char *request = g_malloc0 (MAX_REQUEST);
  gsize length = 0;

  while (!is_whole (request))
    {
      gssize n = g_input_stream_read (input, request + length,
                                      MAX_REQUEST - 1 - length, self->stop,
                                      NULL);

      if (n <= 0)
        return NULL;
      length += (gsize) n;
    }
  return g_steal_pointer (&request);
}

static void
write_bytes (FaultyServer  *self,
             GOutputStream *output,
             const char    *bytes,
             gsize          length)
{
  g_output_stream_write_all (output, bytes, length, NULL, self->stop, NULL);
}

static void
drip (FaultyServer  *self,
      GOutputStream *output,
      const char    *bytes)
{
  for (const char *c = bytes; *c != '\0'; c++)
    {
      if (!g_output_stream_write_all (output, c, 1, NULL, self->stop, NULL))
        return;
      g_usleep (DRIP_MS * 1000);
    }
}

static void
flood (FaultyServer  *self,
       GOutputStream *output)
{
  g_autofree char *block = g_malloc (65536);

  memset (block, ' ', 65536);
  for (gsize sent = 0; sent < FLOOD_SIZE; sent += 65536)
    {
      if (!g_output_stream_write_all (output, block, 65536, NULL, self->stop,
                                      NULL))
        return;
    }
}

static void
wait_for_end (FaultyServer *self,
              GInputStream *input)
{
  char byte;

  g_input_stream_read (input, &byte, 1, self->stop, NULL);
}

static void
answer_request (FaultyServer *self,
                GIOStream    *connection,
                FaultyWay     way,
                const char   *answer)
{
  GOutputStream *output = g_io_stream_get_output_stream (connection);
  GInputStream *input = g_io_stream_get_input_stream (connection);

  if (way == FAULTY_DRIPS)
    drip (self, output, answer);
  else if (way != FAULTY_CLOSES && way != FAULTY_HANGS)
    write_bytes (self, output, answer, strlen (answer));
  if (way == FAULTY_FLOODS)
    flood (self, output);
  if (way == FAULTY_HANGS || way == FAULTY_STOPS)
    wait_for_end (self, input);
}

static gboolean
run_cb (GThreadedSocketService *service,
        GSocketConnection      *connection,
        GObject                *source,
        gpointer                user_data)
{
  FaultyServer *self = user_data;
  g_autofree char *answer = NULL;
  FaultyWay way;
  char *request;

  request = read_request (
    self, g_io_stream_get_input_stream (G_IO_STREAM (connection)));
  if (request == NULL)
    return TRUE;

  g_mutex_lock (&self->mutex);
  g_free (self->request);
  self->request = request;
  self->n_requests++;
  way = self->way;
  if (way == FAULTY_CLOSES_ONCE)
    way = self->n_requests == 1 ? FAULTY_CLOSES : FAULTY_ANSWERS;
  answer = g_strdup (self->answer);
  g_mutex_unlock (&self->mutex);

  answer_request (self, G_IO_STREAM (connection), way, answer);
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  return TRUE;
}

FaultyServer *
faulty_server_new (void)
{
  FaultyServer *self = g_new0 (FaultyServer, 1);
  g_autoptr(GInetAddress) loopback = NULL;
  g_autoptr(GSocketAddress) address = NULL;
  g_autoptr(GSocketAddress) bound = NULL;
  g_autoptr(GError) error = NULL;

  g_mutex_init (&self->mutex);
  self->answer = g_strdup ("");
  self->stop = g_cancellable_new ();
  self->service = g_threaded_socket_service_new (-1);
  loopback = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  address = g_inet_socket_address_new (loopback, 0);
  g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), address,
                                 G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                 NULL, &bound, &error);
  g_assert_no_error (error);
  self->url = g_strdup_printf (
    "http://127.0.0.1:%u",
    g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  g_signal_connect (self->service, "run", G_CALLBACK (run_cb), self);
  g_socket_service_start (self->service);
  return self;
}

/* The threads of connections end by themselves once told; until they have, the
 * server must stay: so it is not freed, which a test's end makes good. */
void
faulty_server_free (FaultyServer *self)
{
  g_socket_service_stop (self->service);
  g_socket_listener_close (G_SOCKET_LISTENER (self->service));
  g_cancellable_cancel (self->stop);
}

const char *
faulty_server_get_url (FaultyServer *self)
{
  return self->url;
}

void
faulty_server_set_answer (FaultyServer *self,
                          FaultyWay     way,
                          const char   *answer)
{
  g_mutex_lock (&self->mutex);
  self->way = way;
  g_free (self->answer);
  self->answer = g_strdup (answer);
  self->n_requests = 0;
  g_mutex_unlock (&self->mutex);
}

guint
faulty_server_get_n_requests (FaultyServer *self)
{
  guint n_requests;

  g_mutex_lock (&self->mutex);
  n_requests = self->n_requests;
  g_mutex_unlock (&self->mutex);
  return n_requests;
}

char *
faulty_server_dup_request (FaultyServer *self)
{
  char *request;

  g_mutex_lock (&self->mutex);
  request = g_strdup (self->request);
  g_mutex_unlock (&self->mutex);
  return request;
}

char *
faulty_dup_answer (const char *status,
                   const char *headers,
                   const char *content_type,
                   const char *body)
{
  return g_strdup_printf ("HTTP/1.1 %s\r\n"
                          "Content-Type: %s\r\n"
                          "Content-Length: %" G_GSIZE_FORMAT "\r\n"
                          "%s"
                          "Connection: close\r\n"
                          "\r\n"
                          "%s",
                          status, content_type, strlen (body), headers, body);
}
