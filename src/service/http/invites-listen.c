/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/http/invites-listen.h"

#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "core/invites-error.h"

#define BACKLOG 1024

static gboolean
split_address (const char *address,
               char      **host,
               char      **port)
{
  const char *colon = strrchr (address, ':');
  guint64 number;

  if (colon == NULL
      || !g_ascii_string_to_unsigned (colon + 1, 10, 0, G_MAXUINT16, &number,
                                      NULL))
    return FALSE;

  if (address[0] == '[' && colon > address + 1 && colon[-1] == ']')
    *host = g_strndup (address + 1, (gsize) (colon - address - 2));
  else if (memchr (address, ':', (gsize) (colon - address)) == NULL)
    *host = g_strndup (address, (gsize) (colon - address));
  else
    return FALSE;

  *port = g_strdup (colon + 1);
  return (*host)[0] != '\0';
}

static gboolean
is_loopback (const struct sockaddr *address)
{
  if (address->sa_family == AF_INET)
    {
      const struct sockaddr_in *in = (const void *) address;

      return ntohl (in->sin_addr.s_addr) >> 24 == 127;
    }
  if (address->sa_family == AF_INET6)
    {
      const struct sockaddr_in6 *in6 = (const void *) address;

      return IN6_IS_ADDR_LOOPBACK (&in6->sin6_addr);
    }

  return FALSE;
}

static int
open_socket (const struct addrinfo *info)
{
  int fd = socket (info->ai_family,
                   info->ai_socktype | SOCK_CLOEXEC | SOCK_NONBLOCK,
                   info->ai_protocol);
  int on = 1;
  int error_number;

  if (fd < 0)
    return -1;
  setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind (fd, info->ai_addr, info->ai_addrlen) == 0
      && listen (fd, BACKLOG) == 0)
    return fd;

  error_number = errno;
  close (fd);
  errno = error_number;
  return -1;
}

static char *
describe (int fd)
{
  struct sockaddr_storage address;
  socklen_t length = sizeof address;
  char host[NI_MAXHOST], port[NI_MAXSERV];

  if (getsockname (fd, (struct sockaddr *) &address, &length) != 0
      || getnameinfo ((struct sockaddr *) &address, length, host, sizeof host,
                      port, sizeof port, NI_NUMERICHOST | NI_NUMERICSERV) != 0)
    return NULL;

  return address.ss_family == AF_INET6
           ? g_strdup_printf ("http://[%s]:%s", host, port)
           : g_strdup_printf ("http://%s:%s", host, port);
}

static struct addrinfo *
resolve (const char *address,
         GError    **error)
{
  const struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
                                  .ai_flags = AI_PASSIVE };
  g_autofree char *host = NULL;
  g_autofree char *port = NULL;
  struct addrinfo *found = NULL;
  int status;

  if (!split_address (address, &host, &port))
    {
      invites_set_field_error (error, INVITES_ERROR_INVALID, "listen",
                               "--listen needs HOST:PORT, [IPV6]:PORT");
      return NULL;
    }
  status = getaddrinfo (host, port, &hints, &found);
  if (status == 0)
    return found;

  g_set_error (error, INVITES_ERROR, INVITES_ERROR_UNAVAILABLE,
               "--listen: %s: %s", host, gai_strerror (status));
  return NULL;
}

/**
 * invites_listen:
 * @address: HOST:PORT or [IPV6]:PORT; port 0 is any
 * @url: (out): under which it can be reached from this machine
 * @error: %INVITES_ERROR_INVALID, %INVITES_ERROR_INSECURE for an address that
 *   other machines can reach, %INVITES_ERROR_UNAVAILABLE
 *
 * Opens the socket that requests come in by. What travels is not encrypted:
 * TLS is the business of a reverse proxy on the same machine.
 *
 * Returns: (transfer full): the socket, or -1
 */
int
invites_listen (const char *address,
                char      **url,
                GError    **error)
{
  struct addrinfo *found;
  int fd = -1;

  g_return_val_if_fail (address != NULL, -1);
  g_return_val_if_fail (url != NULL, -1);

  if (!(found = resolve (address, error)))
    return -1;

  if (!is_loopback (found->ai_addr))
    g_set_error (error, INVITES_ERROR, INVITES_ERROR_INSECURE,
                 "--listen %s: plain http is served on the loopback interface "
                 "only; let a reverse proxy on this machine give TLS", address);
  else if ((fd = open_socket (found)) < 0)
    g_set_error (error, INVITES_ERROR, INVITES_ERROR_UNAVAILABLE,
                 "--listen %s: %s", address, g_strerror (errno));
  else
    *url = describe (fd);

  freeaddrinfo (found);
  return fd;
}
