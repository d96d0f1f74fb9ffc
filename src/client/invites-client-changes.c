/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/invites-call.h"

#include "core/invites-json.h"

static gpointer
read_division (JsonNode *answer,
               GError  **error)
{
  JsonObject *object;
  const char *division;

  if (!(object = invites_json_get_root (answer, error))
      || !(division = invites_json_get_string (object, "division", error)))
    return NULL;
  return g_strdup (division);
}

/**
 * invites_client_get_changes_async:
 * @self: a client
 * @division: a division's id
 * @etag: (nullable): what the last answer came with
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Asks for the state that the contacts of a division are in; with an @etag,
 * waits up to 25 s for another.
 */
void
invites_client_get_changes_async (InvitesClient      *self,
                                  const char         *division,
                                  const char         *etag,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  InvitesCall *call;
  GTask *task;

  g_return_if_fail (INVITES_IS_CLIENT (self));
  g_return_if_fail (division != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, invites_client_get_changes_async);

  call = invites_call_new (self, SOUP_METHOD_GET, "changes", NULL);
  invites_call_set_query (call, "division", division);
  invites_call_hold (call, etag);
  call->read = read_division;
  call->free_result = g_free;
  invites_call_run (call, task);
}

/**
 * invites_client_get_changes_finish:
 * @self: a client
 * @result: what the callback got
 * @etag: (out) (nullable) (transfer full): for the next call; %NULL when
 *   nothing has changed, or the service gave none
 * @error: %INVITES_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: %TRUE when the service has answered
 */
gboolean
invites_client_get_changes_finish (InvitesClient *self,
                                   GAsyncResult  *result,
                                   char         **etag,
                                   GError       **error)
{
  g_autofree char *division = NULL;
  GError *reason = NULL;
  InvitesCall *call;

  g_return_val_if_fail (INVITES_IS_CLIENT (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (
    g_async_result_is_tagged (result, invites_client_get_changes_async),
    FALSE);
  g_return_val_if_fail (etag != NULL, FALSE);

  *etag = NULL;
  division = g_task_propagate_pointer (G_TASK (result), &reason);
  if (reason != NULL)
    {
      g_propagate_error (error, reason);
      return FALSE;
    }
  call = g_task_get_task_data (G_TASK (result));
  if (division != NULL)
    *etag = g_strdup (call->new_etag);
  return TRUE;
}
