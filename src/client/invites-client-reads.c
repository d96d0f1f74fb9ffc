/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/invites-call.h"

static gpointer
read_choices (JsonNode *answer,
              GError  **error)
{
  return invites_choices_from_json (answer, error);
}

/**
 * invites_client_get_choices_async:
 * @self: a client
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Asks what the user may choose from.
 */
void
invites_client_get_choices_async (InvitesClient      *self,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  InvitesCall *call;
  GTask *task;

  g_return_if_fail (INVITES_IS_CLIENT (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, invites_client_get_choices_async);

  call = invites_call_new (self, SOUP_METHOD_GET, "choices", NULL);
  call->read = read_choices;
  call->free_result = (GDestroyNotify) invites_choices_free;
  invites_call_run (call, task);
}

/**
 * invites_client_get_choices_finish:
 * @self: a client
 * @result: what the callback got
 * @error: %INVITES_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the choices
 */
InvitesChoices *
invites_client_get_choices_finish (InvitesClient *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  g_return_val_if_fail (INVITES_IS_CLIENT (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (
    g_async_result_is_tagged (result, invites_client_get_choices_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
read_counts (JsonNode *answer,
             GError  **error)
{
  return invites_counts_from_json (answer, error);
}

/**
 * invites_client_count_async:
 * @self: a client
 * @filter: a filter with a division
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Asks how many contacts are in each group.
 */
void
invites_client_count_async (InvitesClient       *self,
                            const InvitesFilter *filter,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  InvitesCall *call;
  GTask *task;

  g_return_if_fail (INVITES_IS_CLIENT (self));
  g_return_if_fail (filter != NULL && filter->division != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, invites_client_count_async);

  call = invites_call_new (self, SOUP_METHOD_GET, "contacts", "counts", NULL);
  invites_filter_to_query (filter, call->query);
  call->read = read_counts;
  call->free_result = (GDestroyNotify) invites_counts_free;
  invites_call_run (call, task);
}

/**
 * invites_client_count_finish:
 * @self: a client
 * @result: what the callback got
 * @error: %INVITES_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the counts, which add up
 */
InvitesCounts *
invites_client_count_finish (InvitesClient *self,
                             GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (INVITES_IS_CLIENT (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (
    g_async_result_is_tagged (result, invites_client_count_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gpointer
read_why (JsonNode *answer,
          GError  **error)
{
  return invites_why_from_json (answer, error);
}

/**
 * invites_client_why_async:
 * @self: a client
 * @contact: a contact's id
 * @filter: a filter with a division
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Asks what every filter and rule says of one contact, and what became of it in
 * earlier sends.
 */
void
invites_client_why_async (InvitesClient       *self,
                          const char          *contact,
                          const InvitesFilter *filter,
                          GCancellable        *cancellable,
                          GAsyncReadyCallback  callback,
                          gpointer             user_data)
{
  InvitesCall *call;
  GTask *task;

  g_return_if_fail (INVITES_IS_CLIENT (self));
  g_return_if_fail (contact != NULL);
  g_return_if_fail (filter != NULL && filter->division != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, invites_client_why_async);

  call = invites_call_new (self, SOUP_METHOD_GET, "contacts", contact, "why",
                           NULL);
  invites_filter_to_query (filter, call->query);
  call->read = read_why;
  call->free_result = (GDestroyNotify) invites_why_free;
  invites_call_run (call, task);
}

/**
 * invites_client_why_finish:
 * @self: a client
 * @result: what the callback got
 * @error: %INVITES_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the verdicts and the history
 */
InvitesWhy *
invites_client_why_finish (InvitesClient *self,
                           GAsyncResult  *result,
                           GError       **error)
{
  g_return_val_if_fail (INVITES_IS_CLIENT (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (
    g_async_result_is_tagged (result, invites_client_why_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
