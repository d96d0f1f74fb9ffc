/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/invites-call.h"

#include "core/invites-json.h"

static gboolean
finish (InvitesClient *self,
        GAsyncResult  *result,
        gpointer       tag,
        GError       **error)
{
  g_return_val_if_fail (INVITES_IS_CLIENT (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, tag), FALSE);

  return g_task_propagate_pointer (G_TASK (result), error) != NULL;
}

/**
 * invites_client_lift_async:
 * @self: a client
 * @contact: a contact's id
 * @reason: %INVITES_REASON_BOUNCED or %INVITES_REASON_OPTED_OUT
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Lets the contact's address be written to again, at the customer's request.
 * May be repeated without harm.
 */
void
invites_client_lift_async (InvitesClient      *self,
                           const char         *contact,
                           InvitesReason       reason,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  InvitesCall *call;
  JsonObject *body;
  GTask *task;

  g_return_if_fail (INVITES_IS_CLIENT (self));
  g_return_if_fail (contact != NULL);
  g_return_if_fail (reason == INVITES_REASON_BOUNCED
                    || reason == INVITES_REASON_OPTED_OUT);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, invites_client_lift_async);

  body = json_object_new ();
  invites_json_set_string (body, "reason", invites_reason_to_string (reason));
  call = invites_call_new (self, SOUP_METHOD_POST, "contacts", contact, "lift",
                           NULL);
  invites_call_take_body (call, invites_json_take_object (body));
  invites_call_run (call, task);
}

/**
 * invites_client_lift_finish:
 * @self: a client
 * @result: what the callback got
 * @error: %INVITES_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether the address may be written to again
 */
gboolean
invites_client_lift_finish (InvitesClient *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  return finish (self, result, invites_client_lift_async, error);
}

/**
 * invites_client_dismiss_wish_async:
 * @self: a client
 * @contact: a contact's id
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Takes the contact's wish for a new link off the list. May be repeated
 * without harm.
 */
void
invites_client_dismiss_wish_async (InvitesClient      *self,
                                   const char         *contact,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (INVITES_IS_CLIENT (self));
  g_return_if_fail (contact != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, invites_client_dismiss_wish_async);
  invites_call_run (invites_call_new (self, SOUP_METHOD_POST, "link-wishes",
                                      contact, "dismiss", NULL),
                    task);
}

/**
 * invites_client_dismiss_wish_finish:
 * @self: a client
 * @result: what the callback got
 * @error: %INVITES_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: whether it is off the list
 */
gboolean
invites_client_dismiss_wish_finish (InvitesClient *self,
                                    GAsyncResult  *result,
                                    GError       **error)
{
  return finish (self, result, invites_client_dismiss_wish_async, error);
}
