/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/invites-call.h"

#include "core/invites-json.h"

static gpointer
read_sign_in (JsonNode *answer,
              GError  **error)
{
  return invites_sign_in_from_json (answer, error);
}

static gpointer
read_user (JsonNode *answer,
           GError  **error)
{
  return invites_user_from_json (answer, error);
}

/**
 * invites_client_sign_in_async:
 * @self: a client
 * @username: the user's name
 * @password: the password
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Begins a session.
 */
void
invites_client_sign_in_async (InvitesClient      *self,
                              const char         *username,
                              const char         *password,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  JsonObject *body;
  InvitesCall *call;
  GTask *task;

  g_return_if_fail (INVITES_IS_CLIENT (self));
  g_return_if_fail (username != NULL);
  g_return_if_fail (password != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, invites_client_sign_in_async);

  body = json_object_new ();
  invites_json_set_string (body, "username", username);
  invites_json_set_string (body, "password", password);

  call = invites_call_new (self, SOUP_METHOD_POST, "sign-in", NULL);
  invites_call_set_token (call, NULL);
  call->secret = TRUE;
  invites_call_take_body (call, invites_json_take_object (body));
  call->read = read_sign_in;
  call->free_result = (GDestroyNotify) invites_sign_in_free;
  invites_call_run (call, task);
}

/**
 * invites_client_sign_in_finish:
 * @self: a client
 * @result: what the callback got
 * @error: %INVITES_ERROR_BAD_CREDENTIALS, %INVITES_ERROR_TOO_MANY_ATTEMPTS
 *   (with seconds to wait) or any other
 *
 * The session begins here, so that one whose sign-in was cancelled never does.
 *
 * Returns: %TRUE when the client is signed in
 */
gboolean
invites_client_sign_in_finish (InvitesClient *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_autoptr(InvitesSignIn) sign_in = NULL;

  g_return_val_if_fail (INVITES_IS_CLIENT (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (
    g_async_result_is_tagged (result, invites_client_sign_in_async), FALSE);

  if (!(sign_in = g_task_propagate_pointer (G_TASK (result), error)))
    return FALSE;
  invites_client_begin_session (self, sign_in->token, sign_in->user);
  explicit_bzero (sign_in->token, strlen (sign_in->token));
  return TRUE;
}

/**
 * invites_client_resume_async:
 * @self: a client
 * @token: a token kept from an earlier session
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Asks the service whose token this is.
 */
void
invites_client_resume_async (InvitesClient      *self,
                             const char         *token,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  InvitesCall *call;
  GTask *task;

  g_return_if_fail (INVITES_IS_CLIENT (self));
  g_return_if_fail (token != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, invites_client_resume_async);

  call = invites_call_new (self, SOUP_METHOD_GET, "me", NULL);
  invites_call_set_token (call, token);
  call->read = read_user;
  call->free_result = (GDestroyNotify) invites_user_free;
  invites_call_run (call, task);
}

/**
 * invites_client_resume_finish:
 * @self: a client
 * @result: what the callback got
 * @error: %INVITES_ERROR_SIGNED_OUT when the token is no longer good, or any
 *   other
 *
 * Returns: %TRUE when the client is signed in
 */
gboolean
invites_client_resume_finish (InvitesClient *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  g_autoptr(InvitesUser) user = NULL;
  InvitesCall *call;

  g_return_val_if_fail (INVITES_IS_CLIENT (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (
    g_async_result_is_tagged (result, invites_client_resume_async), FALSE);

  call = g_task_get_task_data (G_TASK (result));
  if (!(user = g_task_propagate_pointer (G_TASK (result), error)))
    return FALSE;
  invites_client_begin_session (self, call->token, user);
  return TRUE;
}

/**
 * invites_client_sign_out_async:
 * @self: a client
 * @cancellable: (nullable): a cancellable
 * @callback: (nullable): called when it is done
 * @user_data: for @callback
 *
 * Forgets the token at once and tells the service to.
 */
void
invites_client_sign_out_async (InvitesClient      *self,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  InvitesCall *call;
  GTask *task;

  g_return_if_fail (INVITES_IS_CLIENT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, invites_client_sign_out_async);
  if (!invites_client_is_signed_in (self))
    {
      g_task_return_pointer (task, GINT_TO_POINTER (TRUE), NULL);
      g_object_unref (task);
      return;
    }

  call = invites_call_new (self, SOUP_METHOD_POST, "sign-out", NULL);
  invites_call_set_token (call, invites_client_get_token (self));
  invites_client_forget_session (self);
  invites_call_run (call, task);
}

/**
 * invites_client_sign_out_finish:
 * @self: a client
 * @result: what the callback got
 * @error: why the service may still hold the session
 *
 * Returns: %TRUE when the service has ended the session
 */
gboolean
invites_client_sign_out_finish (InvitesClient *self,
                                GAsyncResult  *result,
                                GError       **error)
{
  g_return_val_if_fail (INVITES_IS_CLIENT (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (
    g_async_result_is_tagged (result, invites_client_sign_out_async), FALSE);

  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}
