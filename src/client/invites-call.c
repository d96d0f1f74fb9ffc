/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/invites-call.h"

#include "core/invites-json.h"

static void
wipe_string (char *string)
{
  explicit_bzero (string, strlen (string));
  g_free (string);
}

static void
wipe_bytes (gpointer data)
{
  GByteArray *array = data;

  if (array->len > 0)
    explicit_bzero (array->data, array->len);
  g_byte_array_unref (array);
}

/* A segment that is nothing but dots would be taken for a step up the path by
 * anything on the way (RFC 3986, section 5.2.4). */
static void
append_segment (GString    *path,
                const char *segment)
{
  g_string_append_c (path, '/');
  if (strspn (segment, ".") == strlen (segment))
    for (const char *dot = segment; *dot != '\0'; dot++)
      g_string_append (path, "%2E");
  else
    g_string_append_uri_escaped (path, segment, NULL, FALSE);
}

/**
 * invites_call_new:
 * @client: whom the service knows
 * @method: (transfer none): an HTTP method, a static string
 * @...: the path's segments after /v1, unescaped, then %NULL
 *
 * Makes a call with the usual deadline, on behalf of the session that there is
 * now.
 *
 * Returns: (transfer full): a call that has not begun
 */
InvitesCall *
invites_call_new (InvitesClient *client,
                  const char    *method,
                  ...)
{
  InvitesCall *self = g_new0 (InvitesCall, 1);
  const char *segment;
  va_list segments;

  g_assert (INVITES_IS_CLIENT (client));
  g_assert (method != NULL);

  self->client = g_object_ref (client);
  self->method = method;
  self->path = g_string_new ("/v1");
  self->query = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->accept = "application/json, application/problem+json";
  self->compressed = TRUE;
  self->deadline = INVITES_DEADLINE_USUAL;
  self->cancellable = g_cancellable_new ();
  self->answer = g_byte_array_new ();

  va_start (segments, method);
  while ((segment = va_arg (segments, const char *)) != NULL)
    append_segment (self->path, segment);
  va_end (segments);

  self->token = g_strdup (invites_client_get_token (client));
  self->session_number = invites_client_get_session_number (client);
  return self;
}

/**
 * invites_call_free:
 * @self: (transfer full): a call that is over, or never began
 */
void
invites_call_free (InvitesCall *self)
{
  g_assert (self != NULL);

  invites_call_stop (self);
  g_clear_pointer (&self->answer, wipe_bytes);
  g_clear_object (&self->stream);
  g_clear_object (&self->message);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->new_etag, g_free);
  g_clear_pointer (&self->token, wipe_string);
  g_clear_pointer (&self->etag, g_free);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_pointer (&self->query, g_hash_table_unref);
  g_string_free (self->path, TRUE);
  g_clear_object (&self->client);
  g_free (self);
}

/**
 * invites_call_set_query:
 * @self: a call
 * @name: a parameter's name
 * @value: (nullable): its value; %NULL and "" leave it out
 */
void
invites_call_set_query (InvitesCall *self,
                        const char  *name,
                        const char  *value)
{
  g_assert (self != NULL);
  g_assert (name != NULL);

  if (value != NULL && *value != '\0')
    g_hash_table_insert (self->query, g_strdup (name), g_strdup (value));
}

/**
 * invites_call_set_page:
 * @self: a call for a list
 * @offset: the first row wanted, from 0
 * @limit: how many rows at most, 1–500
 */
void
invites_call_set_page (InvitesCall *self,
                       guint64      offset,
                       guint        limit)
{
  g_autofree char *offset_text = g_strdup_printf ("%" G_GUINT64_FORMAT, offset);
  g_autofree char *limit_text = g_strdup_printf ("%u", limit);

  invites_call_set_query (self, "offset", offset_text);
  invites_call_set_query (self, "limit", limit_text);
}

/**
 * invites_call_hold:
 * @self: a call
 * @etag: (nullable): what the last answer came with
 *
 * Lets the service hold the answer until it differs from what is known.
 */
void
invites_call_hold (InvitesCall *self,
                   const char  *etag)
{
  g_assert (self != NULL);

  if (etag == NULL)
    return;
  self->etag = g_strdup (etag);
  self->deadline = INVITES_DEADLINE_HELD;
}

/**
 * invites_call_take_body:
 * @self: a call
 * @body: (transfer full): what is sent as JSON
 *
 * When the call is secret already, the bytes are wiped after use.
 */
void
invites_call_take_body (InvitesCall *self,
                        JsonNode    *body)
{
  GByteArray *array;

  g_assert (self != NULL);
  g_assert (body != NULL);

  g_clear_pointer (&self->body, g_bytes_unref);
  self->body = invites_json_to_bytes (body);
  json_node_unref (body);
  if (!self->secret)
    return;

  array = g_bytes_unref_to_array (self->body);
  self->body = g_bytes_new_with_free_func (array->data, array->len, wipe_bytes,
                                           array);
}

/**
 * invites_call_set_token:
 * @self: a call
 * @token: (nullable): a token that is no session's, or %NULL for none
 *
 * Takes the call out of the session: an answer that the token is not good ends
 * nothing.
 */
void
invites_call_set_token (InvitesCall *self,
                        const char  *token)
{
  g_assert (self != NULL);

  g_clear_pointer (&self->token, wipe_string);
  self->token = g_strdup (token);
  self->session_number = 0;
  self->anonymous = token == NULL;
}

static gpointer
read_send (JsonNode *answer,
           GError  **error)
{
  return invites_send_from_json (answer, error);
}

/**
 * invites_call_expect_send:
 * @self: a call
 *
 * Lets the answer be read as a send.
 */
void
invites_call_expect_send (InvitesCall *self)
{
  g_assert (self != NULL);

  self->read = read_send;
  self->free_result = (GDestroyNotify) invites_send_free;
}

/**
 * invites_call_finish_send:
 * @client: the client that was called
 * @result: what the callback got
 * @tag: the source tag of the call's task
 * @error: %INVITES_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Ends a call of which the answer is a send.
 *
 * Returns: (transfer full) (nullable): the send
 */
InvitesSend *
invites_call_finish_send (InvitesClient *client,
                          GAsyncResult  *result,
                          gpointer       tag,
                          GError       **error)
{
  g_return_val_if_fail (INVITES_IS_CLIENT (client), NULL);
  g_return_val_if_fail (g_task_is_valid (result, client), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, tag), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
