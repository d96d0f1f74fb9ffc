/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/invites-call.h"

static gpointer
read_outcomes (JsonNode *answer,
               GError  **error)
{
  g_autofree guint64 *outcomes = g_new0 (guint64, INVITES_N_OUTCOMES);

  if (!invites_outcomes_from_json (answer, outcomes, error))
    return NULL;
  return g_steal_pointer (&outcomes);
}

static void
run_for_send (InvitesCall *call,
              GTask       *task)
{
  invites_call_expect_send (call);
  invites_call_run (call, task);
}

/**
 * invites_client_forecast_async:
 * @self: a client
 * @request: what would be sent
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Asks what a send would come to. Nothing is stored.
 */
void
invites_client_forecast_async (InvitesClient            *self,
                               const InvitesSendRequest *request,
                               GCancellable             *cancellable,
                               GAsyncReadyCallback       callback,
                               gpointer                  user_data)
{
  InvitesCall *call;
  GTask *task;

  g_return_if_fail (INVITES_IS_CLIENT (self));
  g_return_if_fail (request != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, invites_client_forecast_async);

  call = invites_call_new (self, SOUP_METHOD_POST, "sends", "forecast", NULL);
  invites_call_take_body (call, invites_send_request_to_json (request));
  call->deadline = INVITES_DEADLINE_LONG;
  call->read = read_outcomes;
  call->free_result = g_free;
  invites_call_run (call, task);
}

/**
 * invites_client_forecast_finish:
 * @self: a client
 * @result: what the callback got
 * @outcomes: (out caller-allocates): the contacts of each outcome
 * @error: %INVITES_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: %TRUE when @outcomes is set
 */
gboolean
invites_client_forecast_finish (InvitesClient *self,
                                GAsyncResult  *result,
                                guint64        outcomes[INVITES_N_OUTCOMES],
                                GError       **error)
{
  g_autofree guint64 *numbers = NULL;

  g_return_val_if_fail (INVITES_IS_CLIENT (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (
    g_async_result_is_tagged (result, invites_client_forecast_async), FALSE);
  g_return_val_if_fail (outcomes != NULL, FALSE);

  if (!(numbers = g_task_propagate_pointer (G_TASK (result), error)))
    return FALSE;
  memcpy (outcomes, numbers, sizeof (guint64) * INVITES_N_OUTCOMES);
  return TRUE;
}

/**
 * invites_client_prepare_async:
 * @self: a client
 * @uuid: the caller's own name for the send
 * @request: what is to be sent
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Freezes the ledger of a send. Asking again with the same @uuid and @request
 * makes no second one.
 */
void
invites_client_prepare_async (InvitesClient            *self,
                              const char               *uuid,
                              const InvitesSendRequest *request,
                              GCancellable             *cancellable,
                              GAsyncReadyCallback       callback,
                              gpointer                  user_data)
{
  InvitesCall *call;
  GTask *task;

  g_return_if_fail (INVITES_IS_CLIENT (self));
  g_return_if_fail (uuid != NULL);
  g_return_if_fail (request != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, invites_client_prepare_async);

  call = invites_call_new (self, SOUP_METHOD_PUT, "sends", uuid, NULL);
  invites_call_take_body (call, invites_send_request_to_json (request));
  call->deadline = INVITES_DEADLINE_LONG;
  run_for_send (call, task);
}

/**
 * invites_client_prepare_finish:
 * @self: a client
 * @result: what the callback got
 * @error: %INVITES_ERROR_SEND_DIFFERS when the name is another send's,
 *   %INVITES_ERROR_INVALID with the field, or any other
 *
 * Returns: (transfer full) (nullable): the send, prepared
 */
InvitesSend *
invites_client_prepare_finish (InvitesClient *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  return invites_call_finish_send (self, result,
                                   invites_client_prepare_async, error);
}

/**
 * invites_client_get_send_async:
 * @self: a client
 * @uuid: a send
 * @etag: (nullable): what the last answer came with
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Asks how a send stands; with an @etag, waits up to 25 s for it to change.
 */
void
invites_client_get_send_async (InvitesClient      *self,
                               const char         *uuid,
                               const char         *etag,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  InvitesCall *call;
  GTask *task;

  g_return_if_fail (INVITES_IS_CLIENT (self));
  g_return_if_fail (uuid != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, invites_client_get_send_async);

  call = invites_call_new (self, SOUP_METHOD_GET, "sends", uuid, NULL);
  invites_call_hold (call, etag);
  run_for_send (call, task);
}

/**
 * invites_client_get_send_finish:
 * @self: a client
 * @result: what the callback got
 * @etag: (out) (optional) (nullable) (transfer full): for the next call; %NULL
 *   when there is no send, or the service gave none
 * @error: %INVITES_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the send as it is now; %NULL without an
 *   error when nothing has changed since the etag that was given
 */
InvitesSend *
invites_client_get_send_finish (InvitesClient *self,
                                GAsyncResult  *result,
                                char         **etag,
                                GError       **error)
{
  InvitesSend *send;
  InvitesCall *call;

  if (etag != NULL)
    *etag = NULL;
  send = invites_call_finish_send (self, result,
                                   invites_client_get_send_async, error);
  if (send == NULL || etag == NULL)
    return send;

  call = g_task_get_task_data (G_TASK (result));
  *etag = g_strdup (call->new_etag);
  return send;
}
