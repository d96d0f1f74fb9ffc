/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/invites-call.h"

#include "core/invites-json.h"

static gpointer
read_preview (JsonNode *answer,
              GError  **error)
{
  return invites_preview_from_json (answer, error);
}

/**
 * invites_client_preview_async:
 * @self: a client
 * @template_id: a notification template's id
 * @contact: a contact's id
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Asks for the mail as that contact would get it, with a dead sample link.
 */
void
invites_client_preview_async (InvitesClient      *self,
                              const char         *template_id,
                              const char         *contact,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  InvitesCall *call;
  GTask *task;

  g_return_if_fail (INVITES_IS_CLIENT (self));
  g_return_if_fail (template_id != NULL);
  g_return_if_fail (contact != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, invites_client_preview_async);

  call = invites_call_new (self, SOUP_METHOD_GET, "notification-templates",
                           template_id, "preview", NULL);
  invites_call_set_query (call, "contact", contact);
  call->read = read_preview;
  call->free_result = (GDestroyNotify) invites_preview_free;
  invites_call_run (call, task);
}

/**
 * invites_client_preview_finish:
 * @self: a client
 * @result: what the callback got
 * @error: %INVITES_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the mail
 */
InvitesPreview *
invites_client_preview_finish (InvitesClient *self,
                               GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (INVITES_IS_CLIENT (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (
    g_async_result_is_tagged (result, invites_client_preview_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * invites_client_test_async:
 * @self: a client
 * @template_id: a notification template's id
 * @email_from: the sender's address
 * @contact: the id of the contact that the mail is made for
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Sends one mail, with a dead sample link, to the signed-in user.
 */
void
invites_client_test_async (InvitesClient      *self,
                           const char         *template_id,
                           const char         *email_from,
                           const char         *contact,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  JsonObject *body;
  InvitesCall *call;
  GTask *task;

  g_return_if_fail (INVITES_IS_CLIENT (self));
  g_return_if_fail (template_id != NULL);
  g_return_if_fail (email_from != NULL);
  g_return_if_fail (contact != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, invites_client_test_async);

  body = json_object_new ();
  invites_json_set_string (body, "email_from", email_from);
  invites_json_set_string (body, "contact", contact);

  call = invites_call_new (self, SOUP_METHOD_POST, "notification-templates",
                           template_id, "test", NULL);
  invites_call_take_body (call, invites_json_take_object (body));
  invites_call_run (call, task);
}

/**
 * invites_client_test_finish:
 * @self: a client
 * @result: what the callback got
 * @error: %INVITES_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: %TRUE when the service has sent the mail
 */
gboolean
invites_client_test_finish (InvitesClient *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (INVITES_IS_CLIENT (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (
    g_async_result_is_tagged (result, invites_client_test_async), FALSE);

  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}
