/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/http/invites-request-private.h"

#include <poll.h>
#include <string.h>

#include "core/invites-json.h"
#include "service/http/invites-query-string.h"
#include "service/http/invites-service.h"

#define FORM_TYPE "application/x-www-form-urlencoded"

static void
route_path (InvitesRequest *self,
            const char     *method,
            const char     *path)
{
  g_auto(GStrv) segments = invites_path_parse (path, &self->broken);

  if (segments != NULL)
    self->route = invites_router_find (method, segments, self->segments,
                                       &self->allow);
  if (self->route == NULL)
    self->route = invites_router_get_lost (g_str_has_prefix (path, "/v1/"));
}

/**
 * invites_request_new:
 * @service: what it may get at
 * @method: the HTTP method
 * @target: path and query as they came, not decoded
 * @client: the address that it comes from
 *
 * Reads the first line of a request and finds its route. What is wrong with it
 * is told by the router, when it is known who asks.
 *
 * Returns: (transfer full): the request
 */
InvitesRequest *
invites_request_new (InvitesService *service,
                     const char     *method,
                     const char     *target,
                     const char     *client)
{
  InvitesRequest *self;
  const char *question;
  g_autofree char *path = NULL;

  g_return_val_if_fail (method != NULL && target != NULL, NULL);

  self = g_new0 (InvitesRequest, 1);
  self->service = service;
  self->client = g_strdup (client);
  self->fd = -1;
  self->segments = g_ptr_array_new_with_free_func (g_free);
  self->headers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         g_free);
  self->head = g_str_equal (method, "HEAD");

  question = strchr (target, '?');
  path = question != NULL ? g_strndup (target, (gsize) (question - target))
                          : g_strdup (target);
  route_path (self, self->head ? "GET" : method, path);
  if (self->broken == NULL)
    self->query = invites_query_string_parse (
      question != NULL ? question + 1 : NULL, &self->broken);
  return self;
}

/**
 * invites_request_free:
 * @self: (transfer full) (nullable): a request
 *
 * Frees a request.
 */
void
invites_request_free (InvitesRequest *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->segments);
  g_free (self->allow);
  g_free (self->client);
  g_hash_table_unref (self->headers);
  g_clear_pointer (&self->query, g_hash_table_unref);
  g_clear_error (&self->broken);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->access, invites_access_free);
  g_clear_pointer (&self->json, json_node_unref);
  g_clear_pointer (&self->form, g_hash_table_unref);
  g_free (self);
}

/**
 * invites_request_set_header:
 * @self: a request
 * @name: a header's name
 * @value: (nullable): what it says, if it is there
 *
 * Notes a header that a handler may ask for.
 */
void
invites_request_set_header (InvitesRequest *self,
                            const char     *name,
                            const char     *value)
{
  g_return_if_fail (self != NULL);

  if (value != NULL)
    g_hash_table_insert (self->headers, g_ascii_strdown (name, -1),
                         g_strdup (value));
}

/**
 * invites_request_get_token:
 * @self: a request
 *
 * Returns: (transfer none) (nullable): what stands after "Bearer", if it can
 *   be a token at all
 */
const char *
invites_request_get_token (InvitesRequest *self)
{
  const char *value = invites_request_get_header (self, "authorization");

  if (value == NULL || g_ascii_strncasecmp (value, "Bearer ", 7) != 0)
    return NULL;
  value += 7;
  while (*value == ' ')
    value++;
  return invites_token_is_valid (value) ? value : NULL;
}

/**
 * invites_request_get_segment:
 * @self: a request
 * @n: which, from 0
 *
 * Returns: (transfer none): what stands for the route's n-th "{}", decoded
 */
const char *
invites_request_get_segment (InvitesRequest *self,
                             guint           n)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (n < self->segments->len, NULL);

  return g_ptr_array_index (self->segments, n);
}

/**
 * invites_request_dup_uuid:
 * @self: a request
 * @n: which, from 0
 * @error: %INVITES_ERROR_NOT_FOUND
 *
 * Gets the route's n-th "{}" as a UUID.
 *
 * Returns: (transfer full): it in lower case
 */
char *
invites_request_dup_uuid (InvitesRequest *self,
                          guint           n,
                          GError        **error)
{
  const char *segment = invites_request_get_segment (self, n);

  g_return_val_if_fail (segment != NULL, NULL);

  if (g_uuid_string_is_valid (segment))
    return g_ascii_strdown (segment, -1);

  g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND,
                       "There is no such send");
  return NULL;
}

/**
 * invites_request_get_client:
 * @self: a request
 *
 * Returns: (transfer none): the address that it comes from, without the port.
 *   No header has a say in it.
 */
const char *
invites_request_get_client (InvitesRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->client;
}

/**
 * invites_request_get_header:
 * @self: a request
 * @name: one of those that the server notes, in any case
 *
 * Returns: (transfer none) (nullable): what it says
 */
const char *
invites_request_get_header (InvitesRequest *self,
                            const char     *name)
{
  g_autofree char *key = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  key = g_ascii_strdown (name, -1);
  return g_hash_table_lookup (self->headers, key);
}

/* What Accept says of a type: its weight in thousandths, of the most exact
 * range that matches (RFC 9110, section 12.5.1). */
static int
weigh_type (const char *accept,
            const char *type)
{
  g_auto(GStrv) ranges = g_strsplit (accept, ",", -1);
  g_autofree char *any_subtype = NULL;
  int best = -1;
  int weight = 0;

  any_subtype = g_strdup_printf ("%.*s/*", (int) strcspn (type, "/"), type);
  for (char **range = ranges; *range != NULL; range++)
    {
      g_auto(GStrv) parts = g_strsplit (*range, ";", -1);
      const char *name = parts[0] != NULL ? g_strstrip (parts[0]) : "";
      int exactness = g_ascii_strcasecmp (name, type) == 0          ? 2
                      : g_ascii_strcasecmp (name, any_subtype) == 0 ? 1
                      : g_str_equal (name, "*/*")                   ? 0
                                                                    : -1;

      if (exactness <= best)
        continue;
      best = exactness;
      weight = 1000;
      for (char **part = parts + 1; parts[0] != NULL && *part != NULL; part++)
        {
          const char *parameter = g_strstrip (*part);

          if (g_ascii_strncasecmp (parameter, "q=", 2) == 0)
            weight = (int) (CLAMP (g_ascii_strtod (parameter + 2, NULL), 0, 1)
                            * 1000);
        }
    }

  return weight;
}

/**
 * invites_request_wants_csv:
 * @self: a request
 * @csv: (out): whether CSV is wanted rather than JSON
 * @error: %INVITES_ERROR_NOT_ACCEPTABLE when it is neither
 *
 * Finds in which form a list is wanted; JSON unless Accept prefers CSV.
 *
 * Returns: whether we have such a form
 */
gboolean
invites_request_wants_csv (InvitesRequest *self,
                           gboolean       *csv,
                           GError        **error)
{
  const char *accept = invites_request_get_header (self, "accept");
  int csv_weight, json_weight;

  g_return_val_if_fail (csv != NULL, FALSE);

  *csv = FALSE;
  if (accept == NULL)
    return TRUE;

  csv_weight = weigh_type (accept, "text/csv");
  json_weight = weigh_type (accept, "application/json");
  if (csv_weight == 0 && json_weight == 0)
    {
      g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_NOT_ACCEPTABLE,
                           "There is application/json and text/csv");
      return FALSE;
    }

  *csv = csv_weight > json_weight;
  return TRUE;
}

/**
 * invites_request_has_waited:
 * @self: a request
 *
 * Returns: whether it must be answered now, because it has waited for as long
 *   as it wanted
 */
gboolean
invites_request_has_waited (InvitesRequest *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->waited;
}

/* Who awaits the end of an answer does not close a connection. */
static gboolean
is_gone (int fd)
{
  struct pollfd connection = { fd, POLLRDHUP, 0 };

  return poll (&connection, 1, 0) > 0 && connection.revents != 0;
}

/**
 * invites_request_check_wanted:
 * @self: a request that a worker is at
 * @error: %INVITES_ERROR_UNAVAILABLE
 *
 * Tells whether it is worth while to go on with an answer that takes long.
 *
 * Returns: %FALSE when the client has gone away or the service is ending
 */
gboolean
invites_request_check_wanted (InvitesRequest  *self,
                              GError         **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (!is_gone (self->fd) && !invites_service_is_ending (self->service))
    return TRUE;

  g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_UNAVAILABLE,
                       "Nobody waits for the answer any more");
  return FALSE;
}

/**
 * invites_request_get_query:
 * @self: a request
 *
 * Returns: (transfer none) (element-type utf8 utf8): the parameters that
 *   nobody has taken yet
 */
GHashTable *
invites_request_get_query (InvitesRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->query;
}

/**
 * invites_request_take_parameter:
 * @self: a request
 * @name: of a parameter
 *
 * Takes a parameter out of the query.
 *
 * Returns: (transfer full) (nullable): what it says, %NULL when it is not there
 */
char *
invites_request_take_parameter (InvitesRequest *self,
                                const char     *name)
{
  g_autofree char *key = NULL;
  char *value = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  if (!g_hash_table_steal_extended (self->query, name, (gpointer *) &key,
                                    (gpointer *) &value))
    return NULL;

  return value;
}

/**
 * invites_request_end_query:
 * @self: a request
 * @error: %INVITES_ERROR_UNKNOWN, which names the first
 *
 * Refuses what is left in the query.
 *
 * Returns: whether nothing was left
 */
gboolean
invites_request_end_query (InvitesRequest *self,
                           GError        **error)
{
  g_autoptr(GList) names = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  if (g_hash_table_size (self->query) == 0)
    return TRUE;

  names = g_list_sort (g_hash_table_get_keys (self->query),
                       (GCompareFunc) strcmp);
  invites_set_field_error (error, INVITES_ERROR_UNKNOWN, names->data,
                           "There is no such parameter");
  return FALSE;
}

static gboolean
is_json_type (const char *content_type)
{
  g_auto(GStrv) parts = NULL;

  if (content_type == NULL)
    return FALSE;
  parts = g_strsplit (content_type, ";", 2);
  if (parts[0] == NULL
      || g_ascii_strcasecmp (g_strstrip (parts[0]), "application/json") != 0)
    return FALSE;

  /* RFC 8259 knows one encoding only; to name it is harmless. */
  if (parts[1] == NULL)
    return TRUE;
  g_strstrip (parts[1]);
  return g_ascii_strcasecmp (parts[1], "charset=utf-8") == 0
         || g_ascii_strcasecmp (parts[1], "charset=\"utf-8\"") == 0;
}

/**
 * invites_request_get_json:
 * @self: a request
 * @error: %INVITES_ERROR_MALFORMED
 *
 * Reads the body as JSON.
 *
 * Returns: (transfer none): its root
 */
JsonNode *
invites_request_get_json (InvitesRequest *self,
                          GError        **error)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->json == NULL)
    {
      if (self->body == NULL
          || !is_json_type (invites_request_get_header (self, "content-type")))
        {
          g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_MALFORMED,
                               "A body of application/json is needed");
          return NULL;
        }
      self->json = invites_json_parse (self->body, self->route->max_body,
                                       error);
    }

  return self->json;
}

/**
 * invites_request_get_body:
 * @self: a request
 *
 * Gets the body as it came.
 *
 * Returns: (transfer none) (nullable): its octets, %NULL when there is none
 */
GBytes *
invites_request_get_body (InvitesRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->body;
}

/**
 * invites_request_get_form:
 * @self: a request
 * @error: %INVITES_ERROR_MALFORMED, %INVITES_ERROR_INVALID for a field that is
 *   given twice
 *
 * Reads the body as a form posts it (application/x-www-form-urlencoded). What
 * it says is wiped when the request is over.
 *
 * Returns: (transfer none) (element-type utf8 utf8): its fields
 */
GHashTable *
invites_request_get_form (InvitesRequest *self,
                          GError        **error)
{
  const char *type;
  g_autofree char *text = NULL;
  gsize length = 0;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->form != NULL)
    return self->form;

  type = invites_request_get_header (self, "content-type");
  if (self->body == NULL || type == NULL
      || g_ascii_strncasecmp (type, FORM_TYPE, strlen (FORM_TYPE)) != 0)
    {
      g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_MALFORMED,
                           "A body of " FORM_TYPE " is needed");
      return NULL;
    }

  length = g_bytes_get_size (self->body);
  text = g_strndup (g_bytes_get_data (self->body, NULL), length);
  self->form = invites_query_string_parse (text, error);
  explicit_bzero (text, length);
  return self->form;
}

/**
 * invites_request_get_access:
 * @self: a request of a route that needs a session
 *
 * Returns: (transfer none): the data as the user may see it
 */
InvitesAccess *
invites_request_get_access (InvitesRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->access;
}

/**
 * invites_request_get_store:
 * @self: a request
 *
 * Gets the store, for what happens before anybody is signed in.
 *
 * Returns: (transfer none): the calling thread's store
 */
InvitesStore *
invites_request_get_store (InvitesRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->store;
}

/**
 * invites_request_get_service:
 * @self: a request
 *
 * Returns: (transfer none): what all requests share
 */
InvitesService *
invites_request_get_service (InvitesRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->service;
}

/**
 * invites_request_get_public_url:
 * @self: a request
 *
 * Returns: (transfer none): what links begin with, without a slash at its end
 */
const char *
invites_request_get_public_url (InvitesRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->service->public_url;
}

/**
 * invites_request_get_keys:
 * @self: a request
 *
 * Returns: (transfer none): the service key
 */
InvitesKeys *
invites_request_get_keys (InvitesRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->service->keys;
}

/**
 * invites_request_get_portal_throttle:
 * @self: a request
 *
 * Returns: (transfer none): what counts wrong pass phrases of the landing page
 */
InvitesThrottle *
invites_request_get_portal_throttle (InvitesRequest *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->service->portal_throttle;
}

/**
 * invites_request_send_changed:
 * @self: a request
 * @send_uuid: a send
 *
 * Tells whoever watches the send that the request has changed it.
 */
void
invites_request_send_changed (InvitesRequest *self,
                              const char     *send_uuid)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (send_uuid != NULL);

  invites_index_touch (self->service->index);
  invites_hub_send_changed (self->service->hub, send_uuid);
}
