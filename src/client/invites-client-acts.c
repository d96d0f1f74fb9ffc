/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/invites-call.h"

static InvitesCall *
make_call (InvitesClient *self,
           const char    *uuid,
           const char    *command)
{
  InvitesCall *call = invites_call_new (self, SOUP_METHOD_POST, "sends", uuid,
                                        command, NULL);

  invites_call_expect_send (call);
  return call;
}

static void
run_command (InvitesClient      *self,
             const char         *uuid,
             const char         *command,
             gpointer            tag,
             GCancellable       *cancellable,
             GAsyncReadyCallback callback,
             gpointer            user_data)
{
  GTask *task;

  g_return_if_fail (INVITES_IS_CLIENT (self));
  g_return_if_fail (uuid != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, tag);
  invites_call_run (make_call (self, uuid, command), task);
}

/**
 * invites_client_start_async:
 * @self: a client
 * @uuid: a prepared send
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Lets the service send what the ledger says. May be repeated without harm.
 */
void
invites_client_start_async (InvitesClient      *self,
                            const char         *uuid,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  run_command (self, uuid, "start", invites_client_start_async,
               cancellable, callback, user_data);
}

/**
 * invites_client_start_finish:
 * @self: a client
 * @result: what the callback got
 * @error: %INVITES_ERROR_SEND_LAPSED, %INVITES_ERROR_SENDER_NOT_ALLOWED,
 *   %INVITES_ERROR_TEMPLATE_RETIRED or any other
 *
 * Returns: (transfer full) (nullable): the send as it is now
 */
InvitesSend *
invites_client_start_finish (InvitesClient *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  return invites_call_finish_send (self, result,
                                   invites_client_start_async, error);
}

/**
 * invites_client_stop_async:
 * @self: a client
 * @uuid: a send
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Asks the service to send no more of it; while it is held, that undoes it. May
 * be repeated without harm.
 */
void
invites_client_stop_async (InvitesClient      *self,
                           const char         *uuid,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  run_command (self, uuid, "stop", invites_client_stop_async,
               cancellable, callback, user_data);
}

/**
 * invites_client_stop_finish:
 * @self: a client
 * @result: what the callback got
 * @error: %INVITES_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the send as it is now
 */
InvitesSend *
invites_client_stop_finish (InvitesClient *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  return invites_call_finish_send (self, result,
                                   invites_client_stop_async, error);
}

/**
 * invites_client_pause_send_async:
 * @self: a client
 * @uuid: a send that was started
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Asks the service to send no more of it until it is resumed. What is handed
 * over already will arrive. May be repeated without harm.
 */
void
invites_client_pause_send_async (InvitesClient      *self,
                                 const char         *uuid,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  run_command (self, uuid, "pause", invites_client_pause_send_async,
               cancellable, callback, user_data);
}

/**
 * invites_client_pause_send_finish:
 * @self: a client
 * @result: what the callback got
 * @error: %INVITES_ERROR_CONFLICT when it was not started, or any other
 *
 * Returns: (transfer full) (nullable): the send as it is now
 */
InvitesSend *
invites_client_pause_send_finish (InvitesClient *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  return invites_call_finish_send (self, result,
                                   invites_client_pause_send_async, error);
}

/**
 * invites_client_resume_send_async:
 * @self: a client
 * @uuid: a send that was started
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Lets a paused send go on. May be repeated without harm.
 */
void
invites_client_resume_send_async (InvitesClient      *self,
                                  const char         *uuid,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  run_command (self, uuid, "resume", invites_client_resume_send_async,
               cancellable, callback, user_data);
}

/**
 * invites_client_resume_send_finish:
 * @self: a client
 * @result: what the callback got
 * @error: %INVITES_ERROR_CONFLICT when it was not started, or any other
 *
 * Returns: (transfer full) (nullable): the send as it is now
 */
InvitesSend *
invites_client_resume_send_finish (InvitesClient *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  return invites_call_finish_send (self, result,
                                   invites_client_resume_send_async, error);
}

/**
 * invites_client_revoke_async:
 * @self: a client
 * @uuid: a send that was started
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Stops a send and takes its invitations back: its links no longer work. May be
 * repeated without harm.
 */
void
invites_client_revoke_async (InvitesClient      *self,
                             const char         *uuid,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  run_command (self, uuid, "revoke", invites_client_revoke_async,
               cancellable, callback, user_data);
}

/**
 * invites_client_revoke_finish:
 * @self: a client
 * @result: what the callback got
 * @error: %INVITES_ERROR_CONFLICT when it was not started, or any other
 *
 * Returns: (transfer full) (nullable): the send as it is now
 */
InvitesSend *
invites_client_revoke_finish (InvitesClient *self,
                              GAsyncResult  *result,
                              GError       **error)
{
  return invites_call_finish_send (self, result,
                                   invites_client_revoke_async, error);
}

/**
 * invites_client_retry_async:
 * @self: a client
 * @uuid: a send that was started
 * @state: %INVITES_DELIVERY_REFUSED or %INVITES_DELIVERY_UNKNOWN;
 *   %INVITES_DELIVERY_NONE for both
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Asks the service to send again what was refused or is unknown, each mail with
 * the link and the Message-ID that it had.
 */
void
invites_client_retry_async (InvitesClient       *self,
                            const char          *uuid,
                            InvitesDeliveryState state,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  InvitesCall *call;
  GTask *task;

  g_return_if_fail (INVITES_IS_CLIENT (self));
  g_return_if_fail (uuid != NULL);
  g_return_if_fail (state == INVITES_DELIVERY_NONE
                    || state == INVITES_DELIVERY_REFUSED
                    || state == INVITES_DELIVERY_UNKNOWN);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, invites_client_retry_async);

  call = make_call (self, uuid, "retry");
  if (state != INVITES_DELIVERY_NONE)
    invites_call_set_query (call, "state",
                            invites_delivery_state_to_string (state));
  invites_call_run (call, task);
}

/**
 * invites_client_retry_finish:
 * @self: a client
 * @result: what the callback got
 * @error: %INVITES_ERROR_CONFLICT when it was not started or was revoked,
 *   %INVITES_ERROR_SENDER_NOT_ALLOWED, or any other
 *
 * Returns: (transfer full) (nullable): the send as it is now
 */
InvitesSend *
invites_client_retry_finish (InvitesClient *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  return invites_call_finish_send (self, result,
                                   invites_client_retry_async, error);
}
