/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/invites-call-private.h"

#include "core/invites-json.h"
#include "core/invites-problem.h"

/* RFC 6585; libsoup has no name for it. */
#define TOO_MANY_REQUESTS 429

static void send_message (GTask *task);

/* Sorted, so that the same call is the same request. */
static char *
dup_uri (InvitesCall *self)
{
  GString *uri = g_string_new (invites_client_get_service_url (self->client));
  GList *names = g_hash_table_get_keys (self->query);
  char separator = '?';

  g_string_append_len (uri, self->path->str, (gssize) self->path->len);
  names = g_list_sort (names, (GCompareFunc) strcmp);
  for (GList *item = names; item != NULL; item = item->next)
    {
      const char *value = g_hash_table_lookup (self->query, item->data);

      g_string_append_c (uri, separator);
      g_string_append_uri_escaped (uri, item->data, NULL, FALSE);
      g_string_append_c (uri, '=');
      g_string_append_uri_escaped (uri, value, NULL, FALSE);
      separator = '&';
    }
  g_list_free (names);
  return g_string_free (uri, FALSE);
}

static void
set_token (SoupMessageHeaders *headers,
           const char         *token)
{
  char *value = g_strconcat ("Bearer ", token, NULL);

  soup_message_headers_replace (headers, "Authorization", value);
  explicit_bzero (value, strlen (value));
  g_free (value);
}

/* The system does not trust it; a company's own authority may. Nobody is asked
 * to trust it anyway. */
static gboolean
accept_certificate_cb (SoupMessage         *message,
                       GTlsCertificate     *certificate,
                       GTlsCertificateFlags flaws,
                       InvitesTrust        *trust)
{
  return invites_trust_verify (trust, certificate,
                               soup_message_get_uri (message));
}

static SoupMessage *
make_message (InvitesCall *self)
{
  g_autofree char *uri = dup_uri (self);
  SoupMessage *message = soup_message_new (self->method, uri);
  InvitesTrust *trust = invites_client_get_trust (self->client);
  SoupMessageHeaders *headers;
  SoupMessageFlags flags = SOUP_MESSAGE_NO_REDIRECT
                           | SOUP_MESSAGE_COLLECT_METRICS
                           | SOUP_MESSAGE_DO_NOT_USE_AUTH_CACHE;

  g_assert (message != NULL); /* the address was checked, the rest escaped */

  /* Whatever is not asked twice goes over a connection of its own: on one kept
   * from before, nobody could tell whether the service closed it before or
   * after it took the request. */
  if (self->tried_again || !g_str_equal (self->method, SOUP_METHOD_GET))
    flags |= SOUP_MESSAGE_NEW_CONNECTION;
  soup_message_set_flags (message, flags);
  if (trust != NULL)
    g_signal_connect_object (message, "accept-certificate",
                             G_CALLBACK (accept_certificate_cb), trust, 0);

  headers = soup_message_get_request_headers (message);
  soup_message_headers_replace (headers, "Accept", self->accept);
  if (!self->compressed)
    soup_message_headers_replace (headers, "Accept-Encoding", "identity");
  if (self->token != NULL)
    set_token (headers, self->token);
  if (self->etag != NULL)
    {
      soup_message_headers_replace (headers, "If-None-Match", self->etag);
      soup_message_headers_replace (headers, "Prefer", "wait=25");
    }
  if (self->body != NULL)
    soup_message_set_request_body_from_bytes (message, "application/json",
                                              self->body);
  return message;
}

static gboolean
too_late_cb (gpointer user_data)
{
  InvitesCall *self = user_data;

  self->too_late = TRUE;
  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

/**
 * invites_call_arm:
 * @self: a call under way
 *
 * Lets the call's deadline begin now.
 */
void
invites_call_arm (InvitesCall *self)
{
  guint deadline = invites_client_get_deadline (self->client, self->deadline);

  if (self->alarm != NULL)
    g_source_destroy (self->alarm);
  g_clear_pointer (&self->alarm, g_source_unref);
  self->alarm = g_timeout_source_new (deadline);
  g_source_set_callback (self->alarm, too_late_cb, self, NULL);
  g_source_attach (self->alarm, g_main_context_get_thread_default ());
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  InvitesCall *self = user_data;

  g_cancellable_cancel (self->cancellable);
  return G_SOURCE_REMOVE;
}

/* A source, not the signal: it comes from the main loop, so that whatever
 * follows may take the call apart. */
static void
follow_cancellable (InvitesCall  *self,
                    GCancellable *cancellable)
{
  if (cancellable == NULL)
    return;
  self->cancelled = g_cancellable_source_new (cancellable);
  g_source_set_callback (self->cancelled, G_SOURCE_FUNC (cancelled_cb), self,
                         NULL);
  g_source_attach (self->cancelled, g_main_context_get_thread_default ());
}

/**
 * invites_call_stop:
 * @self: a call
 *
 * Ends the deadline and forgets the token; what has arrived stays.
 */
void
invites_call_stop (InvitesCall *self)
{
  if (self->alarm != NULL)
    g_source_destroy (self->alarm);
  g_clear_pointer (&self->alarm, g_source_unref);
  if (self->cancelled != NULL)
    g_source_destroy (self->cancelled);
  g_clear_pointer (&self->cancelled, g_source_unref);
  if (self->message != NULL)
    soup_message_headers_remove (
      soup_message_get_request_headers (self->message), "Authorization");
}

static gboolean
nothing_came (InvitesCall *self)
{
  SoupMessageMetrics *metrics = soup_message_get_metrics (self->message);

  if (soup_message_get_status (self->message) != SOUP_STATUS_NONE)
    return FALSE;
  return metrics == NULL
         || soup_message_metrics_get_response_header_bytes_received (metrics)
              == 0;
}

static gboolean
was_closed (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_PARTIAL_INPUT)
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
}

/* TRUE while the service may be blamed: it answered, but not the API's way. */
static gboolean
is_bad_answer (InvitesCall  *self,
               const GError *error)
{
  return error->domain == SOUP_SESSION_ERROR
         || error->domain == G_CONVERT_ERROR
         || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA)
         || !nothing_came (self);
}

/**
 * invites_call_explain:
 * @self: a call under way
 * @error: (transfer full): what GIO or libsoup said
 *
 * Says in the terms of the product what broke. Their texts name hosts, so they
 * go no further.
 *
 * Returns: (transfer full): the error that the caller gets
 */
GError *
invites_call_explain (InvitesCall *self,
                      GError      *error)
{
  g_autoptr(GError) owned = error;

  if (error->domain == INVITES_ERROR)
    return g_steal_pointer (&owned);
  if (self->too_late || g_error_matches (error, G_IO_ERROR,
                                         G_IO_ERROR_TIMED_OUT))
    return g_error_new (INVITES_ERROR, INVITES_ERROR_TIMED_OUT,
                        "The service did not answer in time");
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return g_steal_pointer (&owned);

  g_debug ("%s %s: %s %d", self->method, self->path->str,
           g_quark_to_string (error->domain), error->code);
  if (error->domain == G_TLS_ERROR
      && !g_error_matches (error, G_TLS_ERROR, G_TLS_ERROR_EOF))
    return g_error_new (INVITES_ERROR, INVITES_ERROR_CERTIFICATE,
                        "The service could not prove who it is");
  if (is_bad_answer (self, error))
    return g_error_new (INVITES_ERROR, INVITES_ERROR_BAD_ANSWER,
                        "The service's answer was broken off or broken");
  return g_error_new (INVITES_ERROR, INVITES_ERROR_OFFLINE,
                      "There is no connection to the service");
}

static guint
get_retry_after (SoupMessage *message)
{
  const char *value;
  guint64 seconds;

  value = soup_message_headers_get_one (
    soup_message_get_response_headers (message), "Retry-After");
  if (value == NULL
      || !g_ascii_string_to_unsigned (value, 10, 0, G_MAXUINT, &seconds, NULL))
    return 0;
  return (guint) seconds;
}

static gboolean
is_session_end (const GError *error,
                guint         status)
{
  return status == SOUP_STATUS_UNAUTHORIZED
         && g_error_matches (error, INVITES_ERROR, INVITES_ERROR_SIGNED_OUT);
}

static GError *
make_problem (InvitesCall *self)
{
  guint status = soup_message_get_status (self->message);
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(JsonNode) node = NULL;
  GError *error;

  bytes = g_bytes_new (self->answer->data, self->answer->len);
  if (invites_call_is_type (self, INVITES_PROBLEM_CONTENT_TYPE)
      || invites_call_is_type (self, "application/json"))
    node = invites_json_parse (bytes, INVITES_CALL_MAX_ANSWER, NULL);

  /* Something on the way may be too busy or broken in its own words, but what
   * is no problem document says nothing of accounts, sends or sessions. */
  if (node == NULL && status != TOO_MANY_REQUESTS && status < 500)
    return g_error_new (INVITES_ERROR, INVITES_ERROR_BAD_ANSWER,
                        "This is not the answer of an account service");

  error = invites_problem_to_error (node, status);
  if (get_retry_after (self->message) > 0)
    invites_error_set_retry_after (error, get_retry_after (self->message));
  if (is_session_end (error, status) && self->session_number != 0)
    invites_client_end_session (self->client, self->session_number);
  return error;
}

static void
problem_read_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  InvitesCall *self = g_task_get_task_data (task);
  GError *error = NULL;

  if (invites_call_read_finish (self, result, &error))
    error = make_problem (self);
  invites_call_stop (self);
  g_task_return_error (task, invites_call_explain (self, error));
}

static void
take_head (GTask        *task,
           GInputStream *stream)
{
  InvitesCall *self = g_task_get_task_data (task);
  guint status = soup_message_get_status (self->message);

  if (SOUP_STATUS_IS_SUCCESSFUL (status)
      || (status == SOUP_STATUS_NOT_MODIFIED && self->etag != NULL))
    {
      g_task_return_pointer (task, g_object_ref (stream), g_object_unref);
      return;
    }
  g_set_object (&self->stream, stream);
  invites_call_read_async (self, problem_read_cb, g_object_ref (task));
}

static void
head_came_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  InvitesCall *self = g_task_get_task_data (task);
  g_autoptr(GInputStream) stream = NULL;
  g_autoptr(GError) error = NULL;

  stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (stream != NULL)
    {
      take_head (task, stream);
      return;
    }
  if (!self->tried_again && g_str_equal (self->method, SOUP_METHOD_GET)
      && was_closed (error) && nothing_came (self)
      && !g_cancellable_is_cancelled (self->cancellable))
    {
      self->tried_again = TRUE;
      send_message (g_steal_pointer (&task));
      return;
    }
  invites_call_stop (self);
  g_task_return_error (task,
                       invites_call_explain (self, g_steal_pointer (&error)));
}

/* (transfer full) of @task. */
static void
send_message (GTask *task)
{
  InvitesCall *self = g_task_get_task_data (task);
  SoupSession *session = self->etag != NULL
                           ? invites_client_get_held_session (self->client)
                           : invites_client_get_session (self->client);

  g_clear_object (&self->message);
  self->message = make_message (self);
  soup_session_send_async (session, self->message, G_PRIORITY_DEFAULT,
                           self->cancellable, head_came_cb, task);
}

/**
 * invites_call_send_async:
 * @self: a call that has not begun; lives until @callback
 * @cancellable: (nullable): the caller's
 * @callback: called when a good answer begins, or the call has failed
 * @user_data: for @callback
 *
 * Begins the call. Its deadline runs until invites_call_stop(). A GET whose
 * connection was closed before anything came is tried once more.
 */
void
invites_call_send_async (InvitesCall        *self,
                         GCancellable       *cancellable,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  g_assert (self != NULL);
  g_assert (self->message == NULL);

  task = g_task_new (NULL, NULL, callback, user_data);
  g_task_set_source_tag (task, invites_call_send_async);
  g_task_set_task_data (task, self, NULL);

  if (self->token == NULL && !self->anonymous)
    {
      g_task_return_new_error (task, INVITES_ERROR, INVITES_ERROR_SIGNED_OUT,
                               "Not signed in");
      return;
    }
  follow_cancellable (self, cancellable);
  invites_call_arm (self);
  send_message (g_steal_pointer (&task));
}

/**
 * invites_call_send_finish:
 * @self: the call
 * @result: what the callback got
 * @error: %INVITES_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the answer's body, not yet read
 */
GInputStream *
invites_call_send_finish (InvitesCall  *self,
                          GAsyncResult *result,
                          GError      **error)
{
  g_assert (g_task_is_valid (result, NULL));
  g_assert (g_async_result_is_tagged (result, invites_call_send_async));

  return g_task_propagate_pointer (G_TASK (result), error);
}
