/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/invites-call-private.h"
#include "client/invites-client-lists.h"

#define PIECE_SIZE (64 * 1024)

typedef struct
{
  /* Input. */
  InvitesCall   *call;   /* (owned) */
  GFile         *file;   /* (owned): where the list goes when it is whole */

  /* In progress. */
  GInputStream  *answer; /* (owned) (nullable) */
  GFile         *part;   /* (owned): beside @file */
  GOutputStream *output; /* (owned) (nullable): into @part */
  GBytes        *piece;  /* (owned) (nullable): not all written yet */
  goffset        length; /* what the answer must come to; -1: not said */
  goffset        n_read;
  GError        *error;  /* (owned) (nullable): what broke */
} Export;

static void read_piece (GTask *task);
static void write_piece (GTask *task);

static void
export_free (gpointer data)
{
  Export *export = data;

  g_clear_error (&export->error);
  g_clear_pointer (&export->piece, g_bytes_unref);
  g_clear_object (&export->output);
  g_clear_object (&export->part);
  g_clear_object (&export->answer);
  g_clear_object (&export->file);
  invites_call_free (export->call);
  g_free (export);
}

/* Hidden, in the same folder: only there can it take the other's place in one
 * step, and a sandbox gives the right to it. */
static GFile *
make_part (GFile *file)
{
  g_autoptr(GFile) folder = g_file_get_parent (file);
  g_autofree char *unique = g_uuid_string_random ();
  g_autofree char *part = g_strdup_printf (".portal-invites-%s", unique);

  return g_file_get_child (folder, part);
}

static void
part_deleted_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Export *export = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  if (!g_file_delete_finish (G_FILE (source), result, &error))
    g_debug ("Not removed: %s %d", g_quark_to_string (error->domain),
             error->code);
  g_task_return_error (task, g_steal_pointer (&export->error));
}

static void
part_given_up_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  GTask *task = user_data;
  Export *export = g_task_get_task_data (task);

  g_output_stream_close_finish (G_OUTPUT_STREAM (source), result, NULL);
  g_file_delete_async (export->part, G_PRIORITY_DEFAULT, NULL, part_deleted_cb,
                       task);
}

/* Nothing stays behind of a list that did not arrive whole. Takes the task. */
static void
give_up (GTask  *task,
         GError *error)
{
  Export *export = g_task_get_task_data (task);

  invites_call_stop (export->call);
  export->error = error;
  g_output_stream_close_async (export->output, G_PRIORITY_DEFAULT, NULL,
                               part_given_up_cb, task);
}

static void
moved_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (g_file_move_finish (G_FILE (source), result, &error))
    g_task_return_pointer (task, GINT_TO_POINTER (TRUE), NULL);
  else
    give_up (g_steal_pointer (&task), error);
}

static void
part_closed_cb (GObject      *source,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Export *export = g_task_get_task_data (task);
  GError *error = NULL;

  if (!g_output_stream_close_finish (G_OUTPUT_STREAM (source), result, &error))
    give_up (g_steal_pointer (&task), error);
  else if (g_cancellable_set_error_if_cancelled (g_task_get_cancellable (task),
                                                 &error))
    give_up (g_steal_pointer (&task), error);
  else
    g_file_move_async (export->part, export->file, G_FILE_COPY_OVERWRITE,
                       G_PRIORITY_DEFAULT, NULL, NULL, NULL, moved_cb,
                       g_steal_pointer (&task));
}

static void
piece_written_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Export *export = g_task_get_task_data (task);
  g_autoptr(GBytes) piece = g_steal_pointer (&export->piece);
  GError *error = NULL;
  gsize size = g_bytes_get_size (piece);
  gssize written;

  written = g_output_stream_write_bytes_finish (G_OUTPUT_STREAM (source),
                                                result, &error);
  if (written < 0)
    {
      give_up (g_steal_pointer (&task), error);
      return;
    }
  if ((gsize) written == size)
    {
      invites_call_arm (export->call);
      read_piece (g_steal_pointer (&task));
      return;
    }
  export->piece = g_bytes_new_from_bytes (piece, (gsize) written,
                                          size - (gsize) written);
  write_piece (g_steal_pointer (&task));
}

static void
write_piece (GTask *task)
{
  Export *export = g_task_get_task_data (task);

  g_output_stream_write_bytes_async (export->output, export->piece,
                                     G_PRIORITY_DEFAULT,
                                     g_task_get_cancellable (task),
                                     piece_written_cb, task);
}

static GError *
check_whole (Export *export)
{
  if (export->length < 0 || export->length == export->n_read)
    return NULL;
  return g_error_new (INVITES_ERROR, INVITES_ERROR_BAD_ANSWER,
                      "The service's answer was broken off");
}

static void
piece_read_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Export *export = g_task_get_task_data (task);
  GError *error = NULL;

  export->piece = g_input_stream_read_bytes_finish (G_INPUT_STREAM (source),
                                                    result, &error);
  if (export->piece == NULL)
    {
      give_up (g_steal_pointer (&task),
               invites_call_explain (export->call, error));
      return;
    }
  if (g_bytes_get_size (export->piece) > 0)
    {
      export->n_read += (goffset) g_bytes_get_size (export->piece);
      write_piece (g_steal_pointer (&task));
      return;
    }
  if ((error = check_whole (export)))
    {
      give_up (g_steal_pointer (&task), error);
      return;
    }
  invites_call_stop (export->call);
  g_output_stream_close_async (export->output, G_PRIORITY_DEFAULT, NULL,
                               part_closed_cb, g_steal_pointer (&task));
}

static void
read_piece (GTask *task)
{
  Export *export = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (export->answer, PIECE_SIZE,
                                   G_PRIORITY_DEFAULT,
                                   export->call->cancellable, piece_read_cb,
                                   task);
}

static void
part_created_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Export *export = g_task_get_task_data (task);
  GFileOutputStream *output;
  GError *error = NULL;

  output = g_file_create_finish (G_FILE (source), result, &error);
  if (output == NULL)
    {
      invites_call_stop (export->call);
      g_task_return_error (task, error);
      return;
    }
  export->output = G_OUTPUT_STREAM (output);
  read_piece (g_steal_pointer (&task));
}

/* A list that was cut off must not pass for a whole one. libsoup takes the end
 * of the connection for the end of the answer, so that only a length will do;
 * HTTP/2 ends a stream explicitly. */
static gboolean
end_is_known (Export *export)
{
  SoupMessage *message = export->call->message;
  SoupMessageHeaders *headers = soup_message_get_response_headers (message);

  export->length = -1;
  if (soup_message_headers_get_one (headers, "Content-Encoding") != NULL)
    return FALSE;
  if (soup_message_headers_get_encoding (headers)
      == SOUP_ENCODING_CONTENT_LENGTH)
    export->length = soup_message_headers_get_content_length (headers);
  return export->length >= 0
         || soup_message_get_http_version (message) >= SOUP_HTTP_2_0;
}

static void
answered_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Export *export = g_task_get_task_data (task);
  GError *error = NULL;

  export->answer = invites_call_send_finish (export->call, result, &error);
  if (export->answer == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (!invites_call_is_type (export->call, "text/csv")
      || !end_is_known (export))
    {
      invites_call_stop (export->call);
      g_task_return_new_error (task, INVITES_ERROR, INVITES_ERROR_BAD_ANSWER,
                               "The service's answer is no CSV file");
      return;
    }
  g_file_create_async (export->part, G_FILE_CREATE_PRIVATE, G_PRIORITY_DEFAULT,
                       NULL, part_created_cb, g_steal_pointer (&task));
}

/**
 * invites_client_export_async:
 * @self: a client
 * @query: which list; not a forecast's
 * @file: where to, in a folder that can be written to
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Writes a whole list into a file as CSV, as it arrives and in little memory.
 * @file is made or replaced when all has arrived and stays as it was otherwise.
 */
void
invites_client_export_async (InvitesClient      *self,
                             const InvitesQuery *query,
                             GFile              *file,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;
  Export *export;

  g_return_if_fail (INVITES_IS_CLIENT (self));
  g_return_if_fail (query != NULL && query->kind != INVITES_QUERY_FORECAST);
  g_return_if_fail (G_IS_FILE (file) && g_file_has_parent (file, NULL));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, invites_client_export_async);

  export = g_new0 (Export, 1);
  export->call = invites_client_make_list_call (self, query);
  export->call->accept = "text/csv, application/problem+json";
  export->call->compressed = FALSE;
  export->call->deadline = INVITES_DEADLINE_PIECE;
  export->file = g_object_ref (file);
  export->part = make_part (file);
  g_task_set_task_data (task, export, export_free);
  if (g_task_return_error_if_cancelled (task))
    return;
  invites_call_send_async (export->call, cancellable, answered_cb,
                           g_steal_pointer (&task));
}

/**
 * invites_client_export_finish:
 * @self: a client
 * @result: what the callback got
 * @error: %INVITES_ERROR, %G_IO_ERROR of the file, or %G_IO_ERROR_CANCELLED
 *
 * Returns: %TRUE when the file holds the whole list
 */
gboolean
invites_client_export_finish (InvitesClient *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (INVITES_IS_CLIENT (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (
    g_async_result_is_tagged (result, invites_client_export_async), FALSE);

  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}
