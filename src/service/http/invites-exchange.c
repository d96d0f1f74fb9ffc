/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/http/invites-exchange.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <string.h>

/* How much more than is allowed is read and thrown away, so that the client
 * sees the refusal, before the connection is cut. */
#define MAX_DISCARDED (8 * 1024 * 1024)

static const char *const headers[] = {
  MHD_HTTP_HEADER_ACCEPT, MHD_HTTP_HEADER_ACCEPT_LANGUAGE,
  MHD_HTTP_HEADER_AUTHORIZATION, MHD_HTTP_HEADER_CONTENT_TYPE,
  MHD_HTTP_HEADER_IF_NONE_MATCH, "Prefer",
};

/**
 * invites_exchange_new:
 * @service: what requests share
 * @connection: what it came by
 * @target: path and query, not decoded
 * @memory: counts the octets of all bodies
 *
 * Begins when the first line of a request is in.
 *
 * Returns: (transfer full): the exchange
 */
InvitesExchange *
invites_exchange_new (InvitesService        *service,
                      struct MHD_Connection *connection,
                      const char            *target,
                      int                   *memory)
{
  InvitesExchange *self = g_new0 (InvitesExchange, 1);

  self->service = service;
  self->connection = connection;
  self->target = g_strdup (target);
  self->memory = memory;
  return self;
}

/* Bodies carry passwords. */
static void
wipe_body (gpointer data)
{
  GByteArray *body = data;

  explicit_bzero (body->data, body->len);
  g_byte_array_unref (body);
}

static void
give_memory_back (InvitesExchange *self,
                  gsize            length)
{
  g_atomic_int_add (self->memory, -(int) length);
}

/**
 * invites_exchange_free:
 * @self: (transfer full) (nullable): an exchange
 *
 * Frees an exchange.
 */
void
invites_exchange_free (InvitesExchange *self)
{
  if (self == NULL)
    return;

  if (self->request != NULL && self->request->body != NULL)
    give_memory_back (self, g_bytes_get_size (self->request->body));
  if (self->body != NULL)
    give_memory_back (self, self->body->len);

  g_clear_pointer (&self->body, wipe_body);
  g_clear_pointer (&self->request, invites_request_free);
  g_clear_pointer (&self->answer, invites_answer_free);
  g_clear_error (&self->refusal);
  g_free (self->target);
  g_free (self);
}

static char *
describe_client (struct MHD_Connection *connection)
{
  const union MHD_ConnectionInfo *info = MHD_get_connection_info (
    connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  char text[INET6_ADDRSTRLEN] = "";

  if (info == NULL || info->client_addr == NULL)
    return g_strdup ("unknown");

  if (info->client_addr->sa_family == AF_INET)
    {
      const struct sockaddr_in *in = (const void *) info->client_addr;

      inet_ntop (AF_INET, &in->sin_addr, text, sizeof text);
    }
  else if (info->client_addr->sa_family == AF_INET6)
    {
      const struct sockaddr_in6 *in6 = (const void *) info->client_addr;

      inet_ntop (AF_INET6, &in6->sin6_addr, text, sizeof text);
    }
  return g_strdup (text);
}

static int
get_socket (struct MHD_Connection *connection)
{
  const union MHD_ConnectionInfo *info = MHD_get_connection_info (
    connection, MHD_CONNECTION_INFO_CONNECTION_FD);

  return info != NULL ? info->connect_fd : -1;
}

static gsize
get_announced_length (InvitesExchange *self)
{
  const char *length = MHD_lookup_connection_value (
    self->connection, MHD_HEADER_KIND, MHD_HTTP_HEADER_CONTENT_LENGTH);

  return length != NULL ? g_ascii_strtoull (length, NULL, 10) : 0;
}

static gboolean
announces_body (InvitesExchange *self)
{
  return get_announced_length (self) > 0
         || MHD_lookup_connection_value (self->connection, MHD_HEADER_KIND,
                                         MHD_HTTP_HEADER_TRANSFER_ENCODING)
              != NULL;
}

typedef struct
{
  guint n_hosts;
  guint n_lengths;
  guint n_encodings;
  guint n_authorizations;
} HeaderCounts;

static enum MHD_Result
count_header (void              *cls,
              enum MHD_ValueKind kind,
              const char        *key,
              const char        *value)
{
  HeaderCounts *counts = cls;

  counts->n_hosts += g_ascii_strcasecmp (key, MHD_HTTP_HEADER_HOST) == 0;
  counts->n_lengths
    += g_ascii_strcasecmp (key, MHD_HTTP_HEADER_CONTENT_LENGTH) == 0;
  counts->n_encodings
    += g_ascii_strcasecmp (key, MHD_HTTP_HEADER_TRANSFER_ENCODING) == 0;
  counts->n_authorizations
    += g_ascii_strcasecmp (key, MHD_HTTP_HEADER_AUTHORIZATION) == 0;
  return MHD_YES;
}

/* A head that two programs may understand in two ways, so that what one takes
 * for a body is a request to the other (RFC 9112, section 11.2). */
static gboolean
is_ambiguous (InvitesExchange *self)
{
  HeaderCounts counts = { 0 };

  MHD_get_connection_values (self->connection, MHD_HEADER_KIND, count_header,
                             &counts);
  return counts.n_hosts > 1 || counts.n_authorizations > 1
         || counts.n_lengths + counts.n_encodings > 1;
}

/* What can be refused before a body is read. */
static void
check_head (InvitesExchange *self)
{
  const InvitesRoute *route = self->request->route;

  if (is_ambiguous (self))
    invites_exchange_refuse (self, INVITES_ERROR_MALFORMED,
                             "A header is given more than once, or two of "
                             "them contradict each other");
  else if (route->audience != INVITES_FOR_EVERYBODY
           && invites_request_get_token (self->request) == NULL)
    invites_exchange_refuse (self, INVITES_ERROR_SIGNED_OUT, "Not signed in");
  else if (get_announced_length (self) > route->max_body)
    invites_exchange_refuse (self, INVITES_ERROR_TOO_LARGE,
                             "The body is too large");
}

/**
 * invites_exchange_begin:
 * @self: an exchange whose request's head is in
 * @method: the HTTP method
 *
 * Reads the head.
 *
 * Returns: %TRUE when the request is refused and its body need not be read;
 *   the answer is there then
 */
gboolean
invites_exchange_begin (InvitesExchange *self,
                        const char      *method)
{
  g_autofree char *client = describe_client (self->connection);

  self->request = invites_request_new (self->service, method, self->target,
                                       client);
  for (gsize i = 0; i < G_N_ELEMENTS (headers); i++)
    invites_request_set_header (
      self->request, headers[i],
      MHD_lookup_connection_value (self->connection, MHD_HEADER_KIND,
                                   headers[i]));

  self->request->fd = get_socket (self->connection);

  check_head (self);
  if (self->refusal == NULL || !announces_body (self))
    return FALSE;

  invites_exchange_end (self);
  return TRUE;
}

/**
 * invites_exchange_append:
 * @self: an exchange
 * @data: a piece of the body
 * @length: its length
 *
 * Takes a piece of the body, or throws it away when it is not wanted.
 *
 * Returns: %FALSE when the connection should be cut
 */
gboolean
invites_exchange_append (InvitesExchange *self,
                         const char      *data,
                         gsize            length)
{
  if (self->body == NULL)
    self->body = g_byte_array_new ();

  if (self->refusal == NULL
      && self->body->len + length > self->request->route->max_body)
    invites_exchange_refuse (self, INVITES_ERROR_TOO_LARGE,
                             "The body is too large");
  if (self->refusal == NULL
      && g_atomic_int_add (self->memory, (int) length)
         > INVITES_EXCHANGE_MAX_MEMORY)
    {
      give_memory_back (self, length);
      invites_exchange_refuse (self, INVITES_ERROR_UNAVAILABLE,
                               "The service is busy");
    }
  if (self->refusal != NULL)
    {
      self->n_discarded += length;
      return self->n_discarded <= MAX_DISCARDED;
    }

  g_byte_array_append (self->body, (const guint8 *) data, (guint) length);
  return TRUE;
}

/**
 * invites_exchange_end:
 * @self: an exchange whose request is complete, or was refused
 *
 * Gives the body to the request, or makes the answer that refuses it.
 */
void
invites_exchange_end (InvitesExchange *self)
{
  if (self->refusal != NULL)
    {
      g_clear_pointer (&self->answer, invites_answer_free);
      self->answer = invites_answer_new_problem (self->refusal);
      return;
    }

  if (self->body != NULL && self->body->len > 0)
    {
      GByteArray *body = g_steal_pointer (&self->body);

      self->request->body = g_bytes_new_with_free_func (body->data, body->len,
                                                        wipe_body, body);
    }
}

/**
 * invites_exchange_refuse:
 * @self: an exchange
 * @code: why
 * @message: in a sentence
 *
 * Notes that the request will not be done.
 */
void
invites_exchange_refuse (InvitesExchange *self,
                         InvitesError     code,
                         const char      *message)
{
  if (self->refusal == NULL)
    self->refusal = g_error_new_literal (INVITES_ERROR, (int) code, message);
}

static void
unref_body (void *data)
{
  g_bytes_unref (data);
}

static struct MHD_Response *
create_response (InvitesAnswer *answer)
{
  GBytes *body = invites_answer_get_body (answer);
  guint64 file_length;
  int fd = invites_answer_steal_file (answer, &file_length);
  gconstpointer data;
  gsize length;

  if (fd >= 0)
    return MHD_create_response_from_fd64 (file_length, fd);
  if (body == NULL)
    return MHD_create_response_from_buffer (0, (void *) "",
                                            MHD_RESPMEM_PERSISTENT);

  data = g_bytes_get_data (body, &length);
  return MHD_create_response_from_buffer_with_free_callback_cls (
    length, (void *) data, unref_body, g_bytes_ref (body));
}

static void
add_header (const char *name,
            const char *value,
            gpointer    user_data)
{
  if (MHD_add_response_header (user_data, name, value) != MHD_YES)
    g_warning ("The header %s cannot be sent", name);
}

/**
 * invites_exchange_queue:
 * @self: an exchange with its answer, on the connection's thread
 *
 * Lets the answer go out.
 *
 * Returns: whether it can
 */
enum MHD_Result
invites_exchange_queue (InvitesExchange *self)
{
  struct MHD_Response *response = create_response (self->answer);
  const char *pattern = self->request->route->pattern;
  guint status = invites_answer_get_status (self->answer);
  enum MHD_Result result;

  if (response == NULL)
    return MHD_NO;

  add_header (MHD_HTTP_HEADER_CACHE_CONTROL, "no-store", response);
  add_header ("X-Content-Type-Options", "nosniff", response);
  invites_answer_foreach_header (self->answer, add_header, response);
  result = MHD_queue_response (self->connection, status, response);
  MHD_destroy_response (response);

  /* The pattern and not the path, which may hold the secret of a link. */
  g_debug ("%s: %u", pattern != NULL ? pattern : "no route", status);
  return result;
}
