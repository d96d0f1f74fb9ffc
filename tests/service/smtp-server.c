/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "smtp-server.h"

#include <string.h>

static const struct
{
  const char *verb;
  const char *reply;
} usual[] = {
  { "EHLO", "250-server.example\r\n250-SIZE 10000000\r\n250-PIPELINING\r\n"
            "250-8BITMIME\r\n250 SMTPUTF8" },
  { "HELO", "250 server.example" },
  { "MAIL", "250 2.1.0 OK" },
  { "RCPT", "250 2.1.5 OK" },
  { "DATA", "354 Go ahead" },
  { "RSET", "250 2.0.0 OK" },
  { "NOOP", "250 2.0.0 OK" },
  { "QUIT", "221 2.0.0 Bye" },
  { ".", "250 2.0.0 Queued" },
};

struct _SmtpServer
{
  GSocketListener     *listener;
  GCancellable        *cancellable;
  GThread             *thread;
  guint16              port;
  const SmtpDeviation *deviations;
  guint                n_deviations;
  gboolean            *used;
  SmtpTls              tls;
  GTlsCertificate     *certificate; /* (nullable) */

  /* Under the mutex. */
  GMutex               mutex;
  GPtrArray           *messages;
  GPtrArray           *commands;
};

typedef struct
{
  SmtpServer       *server;
  GIOStream        *stream;
  GDataInputStream *input;
  gboolean          is_secure;
  gboolean          has_sender;    /* of a transaction */
  gboolean          has_recipient;
  char              said;          /* what the last reply begins with */
} Session;

static const SmtpDeviation *
find_deviation (SmtpServer *self, const char *command)
{
  for (guint i = 0; i < self->n_deviations; i++)
    {
      const char *verb = self->deviations[i].verb;
      gboolean is_it = *verb == '\0' ? *command == '\0'
                                     : g_str_has_prefix (command, verb);

      if (is_it && !self->used[i])
        {
          self->used[i] = TRUE;
          return &self->deviations[i];
        }
    }
  return NULL;
}

static const char *
find_usual (Session *session, const char *command)
{
  SmtpServer *self = session->server;

  if (*command == '\0')
    return "220 server.example ESMTP";
  if (g_str_has_prefix (command, "RCPT") && !session->has_sender)
    return "503 5.5.1 From whom?";
  if (g_str_has_prefix (command, "DATA") && !session->has_recipient)
    return "554 5.5.1 No valid recipients";
  if (self->tls == SMTP_TLS_OFFERED && !session->is_secure)
    {
      if (g_str_has_prefix (command, "EHLO"))
        return "250-server.example\r\n250 STARTTLS";
      if (g_str_equal (command, "STARTTLS"))
        return "220 2.0.0 Go ahead";
    }
  for (guint i = 0; i < G_N_ELEMENTS (usual); i++)
    if (g_str_has_prefix (command, usual[i].verb))
      return usual[i].reply;
  return "500 5.5.1 What?";
}

static gboolean
say (Session *session, const char *reply, gboolean trickle)
{
  GOutputStream *output = g_io_stream_get_output_stream (session->stream);
  g_autofree char *line = g_strconcat (reply, "\r\n", NULL);
  gsize length = strlen (line);
  gsize step = trickle ? 1 : length;

  for (gsize i = 0; i < length; i += step)
    {
      if (!g_output_stream_write_all (output, line + i, step, NULL,
                                      session->server->cancellable, NULL))
        return FALSE;
      if (trickle)
        g_usleep (1000);
    }
  return TRUE;
}

static void
follow (Session *session, const char *command, char said)
{
  session->said = said;
  if (said == '2' && g_str_has_prefix (command, "MAIL"))
    session->has_sender = TRUE;
  if (said == '2' && g_str_has_prefix (command, "RCPT"))
    session->has_recipient = TRUE;
  if (*command == '.' || (said == '2' && g_str_has_prefix (command, "RSET")))
    session->has_sender = session->has_recipient = FALSE;
}

/* TRUE while the session goes on. */
static gboolean
answer (Session *session, const char *command)
{
  const SmtpDeviation *deviation = find_deviation (session->server, command);
  g_autofree char *rest = NULL;

  if (deviation == NULL)
    {
      const char *reply = find_usual (session, command);

      follow (session, command, *reply);
      return say (session, reply, FALSE)
             && !g_str_has_prefix (command, "QUIT");
    }
  follow (session, command, deviation->reply != NULL ? *deviation->reply : 0);
  if (deviation->reply != NULL
      && !say (session, deviation->reply, deviation->then == SMTP_TRICKLE))
    return FALSE;
  if (deviation->then != SMTP_SILENT)
    return deviation->then != SMTP_CLOSE;
  while ((rest = g_data_input_stream_read_line (
            session->input, NULL, session->server->cancellable, NULL))
         != NULL)
    g_clear_pointer (&rest, g_free);
  return FALSE;
}

static char *
read_line (Session *session)
{
  return g_data_input_stream_read_line (session->input, NULL,
                                        session->server->cancellable, NULL);
}

static gboolean
take_message (Session *session)
{
  g_autoptr(GString) message = g_string_new (NULL);
  char *line;

  while ((line = read_line (session)) != NULL && !g_str_equal (line, "."))
    {
      g_string_append (message, line + (line[0] == '.'));
      g_string_append (message, "\r\n");
      g_free (line);
    }
  if (line == NULL)
    return FALSE;
  g_free (line);
  g_mutex_lock (&session->server->mutex);
  g_ptr_array_add (session->server->messages,
                   g_string_free (g_steal_pointer (&message), FALSE));
  g_mutex_unlock (&session->server->mutex);
  return answer (session, ".");
}

static void
read_from (Session *session)
{
  g_clear_object (&session->input);
  session->input = g_data_input_stream_new (
    g_io_stream_get_input_stream (session->stream));
  g_filter_input_stream_set_close_base_stream (
    G_FILTER_INPUT_STREAM (session->input), FALSE);
  g_data_input_stream_set_newline_type (session->input,
                                        G_DATA_STREAM_NEWLINE_TYPE_CR_LF);
}

static gboolean
secure (Session *session)
{
  SmtpServer *self = session->server;
  g_autoptr(GIOStream) tls = g_tls_server_connection_new (
    session->stream, self->certificate, NULL);

  if (tls == NULL
      || !g_tls_connection_handshake (G_TLS_CONNECTION (tls),
                                      self->cancellable, NULL))
    return FALSE;
  g_set_object (&session->stream, tls);
  session->is_secure = TRUE;
  read_from (session);
  return TRUE;
}

static void
note_command (SmtpServer *self, const char *command)
{
  g_mutex_lock (&self->mutex);
  g_ptr_array_add (self->commands, g_strdup (command));
  g_mutex_unlock (&self->mutex);
}

static void
serve (Session *session)
{
  gboolean goes_on;

  if (session->server->tls == SMTP_TLS_IMPLICIT && !secure (session))
    return;
  goes_on = answer (session, "");
  while (goes_on)
    {
      g_autofree char *command = read_line (session);

      if (command == NULL)
        return;
      note_command (session->server, command);
      goes_on = answer (session, command);
      if (goes_on && session->said == '3' && g_str_equal (command, "DATA"))
        goes_on = take_message (session);
      else if (goes_on && session->said == '2'
               && g_str_equal (command, "STARTTLS"))
        goes_on = secure (session);
    }
}

static gpointer
run (gpointer data)
{
  SmtpServer *self = data;
  GSocketConnection *connection;

  while ((connection = g_socket_listener_accept (self->listener, NULL,
                                                 self->cancellable, NULL))
         != NULL)
    {
      Session session = { self, G_IO_STREAM (connection) };

      read_from (&session);
      serve (&session);
      g_io_stream_close (session.stream, NULL, NULL);
      g_object_unref (session.input);
      g_object_unref (session.stream);
    }
  return NULL;
}

SmtpServer *
smtp_server_new (const SmtpDeviation *deviations, guint n_deviations)
{
  SmtpServer *self = g_new0 (SmtpServer, 1);
  g_autoptr(GInetAddress) loopback
    = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) address = g_inet_socket_address_new (loopback, 0);
  g_autoptr(GSocketAddress) bound = NULL;

  g_mutex_init (&self->mutex);
  self->messages = g_ptr_array_new_with_free_func (g_free);
  self->commands = g_ptr_array_new_with_free_func (g_free);
  self->deviations = deviations;
  self->n_deviations = n_deviations;
  self->used = g_new0 (gboolean, n_deviations + 1);
  self->cancellable = g_cancellable_new ();
  self->listener = g_socket_listener_new ();
  g_assert_true (g_socket_listener_add_address (
    self->listener, address, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL,
    &bound, NULL));
  self->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound));
  self->thread = g_thread_new ("smtp-server", run, self);
  return self;
}

void
smtp_server_set_tls (SmtpServer      *self,
                     SmtpTls          tls,
                     GTlsCertificate *certificate)
{
  self->tls = tls;
  g_set_object (&self->certificate, certificate);
}

guint16
smtp_server_get_port (SmtpServer *self)
{
  return self->port;
}

void
smtp_server_free (SmtpServer *self)
{
  g_cancellable_cancel (self->cancellable);
  g_thread_join (self->thread);
  g_socket_listener_close (self->listener);
  g_object_unref (self->listener);
  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->messages);
  g_ptr_array_unref (self->commands);
  g_mutex_clear (&self->mutex);
  g_clear_object (&self->certificate);
  g_free (self->used);
  g_free (self);
}

char *
smtp_server_dup_url (SmtpServer *self)
{
  return g_strdup_printf ("smtp://127.0.0.1:%u", self->port);
}

guint
smtp_server_get_n_messages (SmtpServer *self)
{
  guint n;

  g_mutex_lock (&self->mutex);
  n = self->messages->len;
  g_mutex_unlock (&self->mutex);
  return n;
}

char *
smtp_server_dup_message (SmtpServer *self, guint n)
{
  char *message;

  g_mutex_lock (&self->mutex);
  g_assert_cmpuint (n, <, self->messages->len);
  message = g_strdup (g_ptr_array_index (self->messages, n));
  g_mutex_unlock (&self->mutex);
  return message;
}

/* One a line. */
char *
smtp_server_dup_commands (SmtpServer *self)
{
  GString *commands = g_string_new (NULL);

  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->commands->len; i++)
    g_string_append_printf (commands, "%s\n",
                            (char *) g_ptr_array_index (self->commands, i));
  g_mutex_unlock (&self->mutex);
  return g_string_free (commands, FALSE);
}

guint
smtp_server_count (SmtpServer *self, const char *verb)
{
  guint n = 0;

  g_mutex_lock (&self->mutex);
  for (guint i = 0; i < self->commands->len; i++)
    n += g_str_has_prefix (g_ptr_array_index (self->commands, i), verb);
  g_mutex_unlock (&self->mutex);
  return n;
}
