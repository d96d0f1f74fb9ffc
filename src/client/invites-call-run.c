/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/invites-call-private.h"

#include "core/invites-json.h"

#define PIECE_SIZE (64 * 1024)

static void read_piece (GTask *task);

/**
 * invites_call_is_type:
 * @self: a call whose answer has begun
 * @content_type: a media type without parameters
 *
 * Returns: %TRUE when the answer says that it is of this type
 */
gboolean
invites_call_is_type (InvitesCall *self,
                      const char  *content_type)
{
  SoupMessageHeaders *headers;
  const char *type;

  headers = soup_message_get_response_headers (self->message);
  type = soup_message_headers_get_content_type (headers, NULL);
  return type != NULL && g_ascii_strcasecmp (type, content_type) == 0;
}

static void
piece_read_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  InvitesCall *self = g_task_get_task_data (task);
  g_autoptr(GBytes) piece = NULL;
  GError *error = NULL;

  piece = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result,
                                            &error);
  if (piece == NULL)
    {
      g_task_return_error (task, invites_call_explain (self, error));
      return;
    }
  if (g_bytes_get_size (piece) == 0)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (self->answer->len + g_bytes_get_size (piece) > INVITES_CALL_MAX_ANSWER)
    {
      g_task_return_new_error (task, INVITES_ERROR, INVITES_ERROR_BAD_ANSWER,
                               "The service's answer is too long");
      return;
    }
  g_byte_array_append (self->answer, g_bytes_get_data (piece, NULL),
                       (guint) g_bytes_get_size (piece));
  read_piece (g_steal_pointer (&task));
}

/* (transfer full) of @task. */
static void
read_piece (GTask *task)
{
  InvitesCall *self = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (self->stream, PIECE_SIZE, G_PRIORITY_DEFAULT,
                                   self->cancellable, piece_read_cb, task);
}

/**
 * invites_call_read_async:
 * @self: a call with a stream
 * @callback: called when all is read
 * @user_data: for @callback
 *
 * Reads the whole answer into memory, up to a bound, under the deadline that
 * runs.
 */
void
invites_call_read_async (InvitesCall        *self,
                         GAsyncReadyCallback callback,
                         gpointer            user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_assert (self->stream != NULL);

  g_task_set_source_tag (task, invites_call_read_async);
  g_task_set_task_data (task, self, NULL);
  read_piece (g_steal_pointer (&task));
}

/**
 * invites_call_read_finish:
 * @self: the call
 * @result: what the callback got
 * @error: %INVITES_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: %TRUE when the answer is there whole
 */
gboolean
invites_call_read_finish (InvitesCall  *self,
                          GAsyncResult *result,
                          GError      **error)
{
  g_assert (g_task_is_valid (result, NULL));
  g_assert (g_async_result_is_tagged (result, invites_call_read_async));

  return g_task_propagate_boolean (G_TASK (result), error);
}

static JsonNode *
parse_answer (InvitesCall *self,
              GError     **error)
{
  g_autoptr(GBytes) bytes = NULL;

  if (!invites_call_is_type (self, "application/json"))
    {
      g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_BAD_ANSWER,
                           "The service's answer is not JSON");
      return NULL;
    }
  bytes = g_bytes_new_static (self->answer->data, self->answer->len);
  return invites_json_parse (bytes, INVITES_CALL_MAX_ANSWER, error);
}

static gpointer
make_result (InvitesCall *self,
             GError     **error)
{
  g_autoptr(JsonNode) node = NULL;
  g_autoptr(GError) reason = NULL;
  gpointer result = NULL;
  const char *field;

  if (self->read == NULL)
    return GINT_TO_POINTER (TRUE);
  if ((node = parse_answer (self, &reason)))
    result = self->read (node, &reason);
  if (result != NULL)
    return result;

  /* To whoever reads JSON this is a malformed or missing member; to the caller
   * it is the service that is wrong, not what was asked. */
  field = invites_error_get_field (reason);
  g_set_error (error, INVITES_ERROR, INVITES_ERROR_BAD_ANSWER,
               "The service's answer was not understood%s%s",
               field != NULL ? ": " : "", field != NULL ? field : "");
  return NULL;
}

static void
take_etag (InvitesCall *self)
{
  SoupMessageHeaders *headers;

  headers = soup_message_get_response_headers (self->message);
  self->new_etag = g_strdup (soup_message_headers_get_one (headers, "ETag"));
}

static void
answer_read_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  InvitesCall *self = g_task_get_task_data (task);
  GError *error = NULL;
  gpointer value = NULL;

  if (invites_call_read_finish (self, result, &error))
    {
      take_etag (self);
      if (soup_message_get_status (self->message) != SOUP_STATUS_NOT_MODIFIED)
        value = make_result (self, &error);
    }
  invites_call_stop (self);
  if (error != NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, value, self->free_result);
}

static void
sent_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  InvitesCall *self = g_task_get_task_data (task);
  GError *error = NULL;

  self->stream = invites_call_send_finish (self, result, &error);
  if (self->stream == NULL)
    g_task_return_error (task, error);
  else
    invites_call_read_async (self, answer_read_cb, g_steal_pointer (&task));
}

/**
 * invites_call_run:
 * @self: (transfer full): a call that has not begun; the task's data from now
 *   on
 * @task: (transfer full): returns what the call's read function made, %TRUE as
 *   a pointer when it has none, or %NULL when nothing was modified
 *
 * Runs the call from its request to its result.
 */
void
invites_call_run (InvitesCall *self,
                  GTask       *task)
{
  g_autoptr(GTask) owned = task;

  g_assert (self != NULL);
  g_assert (G_IS_TASK (task));

  g_task_set_task_data (task, self,
                        (GDestroyNotify) invites_call_free);
  if (g_task_return_error_if_cancelled (task))
    return;
  invites_call_send_async (self, g_task_get_cancellable (task), sent_cb,
                           g_steal_pointer (&owned));
}
