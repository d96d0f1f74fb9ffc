/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-smtp-wire.h"

#include <sys/socket.h>

struct _InvitesSmtpWire
{
  CURL          *curl; /* (owned) */
  curl_socket_t  fd;   /* (borrowed): the handle's */
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
  g_free (self);
}

/**
 * invites_smtp_wire_get_fd:
 * @self: a wire
 *
 * Tells what to wait for.
 *
 * Returns: the socket, or -1 if it is lost
 */
int
invites_smtp_wire_get_fd (InvitesSmtpWire *self)
{
  g_return_val_if_fail (self != NULL, -1);

  return self->fd;
}

/**
 * invites_smtp_wire_write:
 * @self: a wire
 * @bytes: what to write
 * @length: of @bytes, not 0; after %INVITES_SMTP_WIRE_AGAIN the same again
 *
 * Writes what goes without waiting.
 *
 * Returns: how many bytes have gone to the system, or
 *   %INVITES_SMTP_WIRE_AGAIN, or %INVITES_SMTP_WIRE_LOST
 */
gssize
invites_smtp_wire_write (InvitesSmtpWire *self,
                         const char      *bytes,
                         gsize            length)
{
  size_t n_written = 0;
  CURLcode code;

  g_return_val_if_fail (self != NULL && bytes != NULL,
                        INVITES_SMTP_WIRE_LOST);

  code = curl_easy_send (self->curl, bytes, length, &n_written);
  if (code == CURLE_AGAIN)
    return INVITES_SMTP_WIRE_AGAIN;
  return code == CURLE_OK ? (gssize) n_written : INVITES_SMTP_WIRE_LOST;
}

/**
 * invites_smtp_wire_read:
 * @self: a wire
 * @buffer: where to
 * @size: of @buffer; more than the 16 KiB of a TLS record, so that nothing
 *   stays behind that the socket does not tell of
 *
 * Reads what is there.
 *
 * Returns: how many bytes, or %INVITES_SMTP_WIRE_AGAIN, or
 *   %INVITES_SMTP_WIRE_LOST, which it also is when the other side has ended
 */
gssize
invites_smtp_wire_read (InvitesSmtpWire *self, char *buffer, gsize size)
{
  size_t n_read = 0;
  CURLcode code;

  g_return_val_if_fail (self != NULL && buffer != NULL,
                        INVITES_SMTP_WIRE_LOST);

  code = curl_easy_recv (self->curl, buffer, size, &n_read);
  if (code == CURLE_AGAIN)
    return INVITES_SMTP_WIRE_AGAIN;
  return code == CURLE_OK && n_read > 0 ? (gssize) n_read
                                        : INVITES_SMTP_WIRE_LOST;
}
