/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-smtp-wire.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>

#include "core/invites-error.h"

/* A server that talks on and on is not one. RFC 5321 allows 512 octets a
 * line. */
#define MAX_REPLY (64 * 1024)

struct _InvitesSmtpWire
{
  CURL          *curl; /* (owned) */
  curl_socket_t  fd;   /* (borrowed): the handle's */
  GString       *input; /* (owned): read, but not yet taken as lines */
};

/**
 * invites_smtp_wire_new:
 * @curl: (transfer full): a handle that is connected (CURLOPT_CONNECT_ONLY)
 *
 * Takes over the connection of @curl.
 *
 * Returns: (transfer full): the wire
 */
InvitesSmtpWire *
invites_smtp_wire_new (CURL *curl)
{
  InvitesSmtpWire *self = g_new0 (InvitesSmtpWire, 1);

  self->curl = curl;
  self->fd = CURL_SOCKET_BAD;
  self->input = g_string_new (NULL);
  curl_easy_getinfo (curl, CURLINFO_ACTIVESOCKET, &self->fd);
  return self;
}

/**
 * invites_smtp_wire_free:
 * @self: (transfer full): a wire
 *
 * Closes the connection without a word.
 */
void
invites_smtp_wire_free (InvitesSmtpWire *self)
{
  g_return_if_fail (self != NULL);

  /* libcurl would say QUIT and wait for its answer; on a closed socket it
   * cannot. */
  if (self->fd != CURL_SOCKET_BAD)
    shutdown (self->fd, SHUT_RDWR);
  curl_easy_cleanup (self->curl);
  g_string_free (self->input, TRUE);
  g_free (self);
}

static void
set_lost_error (GError **error, const char *how)
{
  g_set_error (error, INVITES_ERROR, INVITES_ERROR_UNAVAILABLE,
               "The connection to the mail system %s", how);
}

/* Waits until the socket is ready; FALSE when time is over or it was
 * cancelled. @deadline is on the monotonic clock, in microseconds. */
static gboolean
wait_for (InvitesSmtpWire  *self,
          short             events,
          gint64            deadline,
          GCancellable     *cancellable,
          GError          **error)
{
  gint64 left = (deadline - g_get_monotonic_time () + 999) / 1000;
  struct pollfd fds[] = {
    { .fd = self->fd, .events = events },
    { .fd = -1, .events = POLLIN },
  };
  int n_ready;

  if (cancellable != NULL)
    fds[1].fd = g_cancellable_get_fd (cancellable);
  n_ready = poll (fds, G_N_ELEMENTS (fds), CLAMP (left, 0, G_MAXINT));
  if (fds[1].fd >= 0)
    g_cancellable_release_fd (cancellable);

  if (g_cancellable_is_cancelled (cancellable))
    set_lost_error (error, "was cut off here");
  else if (n_ready == 0)
    set_lost_error (error, "was silent for too long");
  else if (n_ready < 0 && errno != EINTR)
    set_lost_error (error, "failed");
  else
    return TRUE;
  return FALSE;
}

static gint64
get_deadline (guint milliseconds)
{
  return g_get_monotonic_time () + milliseconds * G_TIME_SPAN_MILLISECOND;
}

/**
 * invites_smtp_wire_is_quiet:
 * @self: a wire
 *
 * Tells whether the other side has neither closed the connection nor said
 * anything that nobody asked for.
 *
 * Returns: %TRUE if nothing has come
 */
gboolean
invites_smtp_wire_is_quiet (InvitesSmtpWire *self)
{
  struct pollfd fd = { .fd = self->fd, .events = POLLIN };

  g_return_val_if_fail (self != NULL, FALSE);

  return self->fd != CURL_SOCKET_BAD && self->input->len == 0
         && poll (&fd, 1, 0) == 0;
}

/**
 * invites_smtp_wire_write:
 * @self: a wire
 * @bytes: what to write
 * @length: of @bytes
 * @milliseconds: for how long the other side may take nothing
 * @cancellable: (nullable): a cancellable
 * @error: return location, or %NULL
 *
 * Writes all of @bytes.
 *
 * Returns: %TRUE when the last byte has gone to the system, or %FALSE with
 *   %INVITES_ERROR_UNAVAILABLE
 */
gboolean
invites_smtp_wire_write (InvitesSmtpWire  *self,
                         const char       *bytes,
                         gsize             length,
                         guint             milliseconds,
                         GCancellable     *cancellable,
                         GError          **error)
{
  gint64 deadline = get_deadline (milliseconds);

  g_return_val_if_fail (self != NULL && bytes != NULL, FALSE);

  while (length > 0)
    {
      size_t n_written = 0;
      CURLcode code = curl_easy_send (self->curl, bytes, length, &n_written);

      if (code == CURLE_OK)
        {
          bytes += n_written;
          length -= n_written;
          deadline = get_deadline (milliseconds);
        }
      else if (code != CURLE_AGAIN)
        {
          set_lost_error (error, "was lost");
          return FALSE;
        }
      else if (!wait_for (self, POLLOUT, deadline, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_more (InvitesSmtpWire  *self,
           gint64            deadline,
           GCancellable     *cancellable,
           GError          **error)
{
  char buffer[4096];
  size_t n_read = 0;
  CURLcode code;

  while ((code = curl_easy_recv (self->curl, buffer, sizeof buffer, &n_read))
         == CURLE_AGAIN)
    if (!wait_for (self, POLLIN, deadline, cancellable, error))
      return FALSE;

  if (code != CURLE_OK || n_read == 0)
    {
      set_lost_error (error, "was lost");
      return FALSE;
    }
  g_string_append_len (self->input, buffer, n_read);
  return TRUE;
}

/* A line without its end, NULL while it is not whole. NUL bytes become "?". */
static char *
take_line (InvitesSmtpWire *self)
{
  char *end = memchr (self->input->str, '\n', self->input->len);
  gsize length;
  char *line;

  if (end == NULL)
    return NULL;
  length = end - self->input->str;
  line = g_memdup2 (self->input->str, length + 1);
  for (gsize i = 0; i < length; i++)
    if (line[i] == '\0')
      line[i] = '?';
  line[length] = '\0';
  if (length > 0 && line[length - 1] == '\r')
    line[length - 1] = '\0';
  g_string_erase (self->input, 0, length + 1);
  return line;
}

/**
 * invites_smtp_wire_read_reply:
 * @self: a wire
 * @milliseconds: in how long the whole reply must be there
 * @cancellable: (nullable): a cancellable
 * @error: return location, or %NULL
 *
 * Reads one whole reply.
 *
 * Returns: (transfer full) (nullable): the reply, or %NULL with
 *   %INVITES_ERROR_UNAVAILABLE: lost, late, endless, or no SMTP
 */
InvitesSmtpReply *
invites_smtp_wire_read_reply (InvitesSmtpWire  *self,
                              guint             milliseconds,
                              GCancellable     *cancellable,
                              GError          **error)
{
  g_autoptr(InvitesSmtpReply) reply = invites_smtp_reply_new ();
  InvitesSmtpLine state = INVITES_SMTP_LINE_MORE;
  gint64 deadline = get_deadline (milliseconds);

  g_return_val_if_fail (self != NULL, NULL);

  while (state == INVITES_SMTP_LINE_MORE)
    {
      g_autofree char *line = take_line (self);

      if (line != NULL)
        state = invites_smtp_reply_take_line (reply, line);
      else if (self->input->len > MAX_REPLY)
        state = INVITES_SMTP_LINE_BROKEN;
      else if (!read_more (self, deadline, cancellable, error))
        return NULL;
      if (reply->lines->len > MAX_REPLY)
        state = INVITES_SMTP_LINE_BROKEN;
    }
  if (state == INVITES_SMTP_LINE_BROKEN)
    {
      set_lost_error (error, "brought something that is not SMTP");
      return NULL;
    }
  return g_steal_pointer (&reply);
}
