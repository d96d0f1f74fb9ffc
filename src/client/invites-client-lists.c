/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/invites-client-lists.h"

#include "core/invites-contact.h"
#include "core/invites-entry.h"
#include "core/invites-json.h"
#include "core/invites-wish.h"

#define MAX_LIMIT 500

static gboolean
read_head (InvitesPage *page,
           JsonObject  *object,
           GError     **error)
{
  if (!invites_json_get_count (object, "total", &page->total, error))
    return FALSE;
  return !json_object_has_member (object, "as_of")
         || invites_json_get_time (object, "as_of", &page->as_of, error);
}

static InvitesPage *
read_page (JsonNode       *answer,
           InvitesCallRead read_item,
           GDestroyNotify  free_item,
           GError        **error)
{
  g_autoptr(InvitesPage) page = invites_page_new (free_item);
  JsonObject *object;
  JsonArray *items;
  guint length;

  if (!(object = invites_json_get_root (answer, error))
      || !read_head (page, object, error)
      || !(items = invites_json_get_array (object, "items", error)))
    return NULL;

  length = json_array_get_length (items);
  if (length > MAX_LIMIT || length > page->total)
    {
      invites_set_field_error (error, INVITES_ERROR_BAD_ANSWER, "items",
                               "There are more items than there can be");
      return NULL;
    }
  for (guint i = 0; i < length; i++)
    {
      gpointer item = read_item (json_array_get_element (items, i), error);

      if (item == NULL)
        return NULL;
      g_ptr_array_add (page->items, item);
    }
  return g_steal_pointer (&page);
}

static gpointer
read_contact (JsonNode *node,
              GError  **error)
{
  return invites_contact_from_json (node, error);
}

static gpointer
read_contacts (JsonNode *answer,
               GError  **error)
{
  return read_page (answer, read_contact,
                    (GDestroyNotify) invites_contact_free, error);
}

static gpointer
read_entry (JsonNode *node,
            GError  **error)
{
  return invites_entry_from_json (node, error);
}

static gpointer
read_entries (JsonNode *answer,
              GError  **error)
{
  return read_page (answer, read_entry, (GDestroyNotify) invites_entry_free,
                    error);
}

static gpointer
read_send (JsonNode *node,
           GError  **error)
{
  return invites_send_from_json (node, error);
}

static gpointer
read_sends (JsonNode *answer,
            GError  **error)
{
  return read_page (answer, read_send, (GDestroyNotify) invites_send_free,
                    error);
}

static gpointer
read_wish (JsonNode *node,
           GError  **error)
{
  return invites_wish_from_json (node, error);
}

static gpointer
read_wishes (JsonNode *answer,
             GError  **error)
{
  return read_page (answer, read_wish, (GDestroyNotify) invites_wish_free,
                    error);
}

static InvitesCall *
make_contacts_call (InvitesClient      *client,
                    const InvitesQuery *query)
{
  InvitesCall *call;

  g_assert (query->filter != NULL);

  call = invites_call_new (client, SOUP_METHOD_GET, "contacts", NULL);
  invites_filter_to_query (query->filter, call->query);
  if (query->group >= 0)
    invites_call_set_query (call, "group",
                            invites_group_to_string (query->group));
  if (query->reason != INVITES_REASON_NONE)
    invites_call_set_query (call, "reason",
                            invites_reason_to_string (query->reason));
  if (query->expired)
    invites_call_set_query (call, "expired", "true");
  call->read = read_contacts;
  return call;
}

static InvitesCall *
make_entries_call (InvitesClient      *client,
                   const InvitesQuery *query)
{
  InvitesCall *call;

  if (query->kind == INVITES_QUERY_FORECAST)
    {
      g_assert (query->request != NULL);
      call = invites_call_new (client, SOUP_METHOD_POST, "sends", "forecast",
                               "entries", NULL);
      invites_call_take_body (call,
                              invites_send_request_to_json (query->request));
      call->deadline = INVITES_DEADLINE_LONG;
    }
  else
    {
      g_assert (query->send != NULL);
      call = invites_call_new (client, SOUP_METHOD_GET, "sends", query->send,
                               "entries", NULL);
      if (query->state != INVITES_DELIVERY_NONE)
        invites_call_set_query (
          call, "state", invites_delivery_state_to_string (query->state));
    }
  if (query->outcome != INVITES_OUTCOME_NONE)
    invites_call_set_query (call, "outcome",
                            invites_outcome_to_string (query->outcome));
  call->read = read_entries;
  return call;
}

/**
 * invites_client_make_list_call:
 * @client: a client
 * @query: which list
 *
 * Returns: (transfer full): the call for the whole of that list
 */
InvitesCall *
invites_client_make_list_call (InvitesClient      *client,
                               const InvitesQuery *query)
{
  InvitesCall *call;

  g_assert (INVITES_IS_CLIENT (client));
  g_assert (query != NULL);

  if (query->kind == INVITES_QUERY_CONTACTS)
    call = make_contacts_call (client, query);
  else
    call = make_entries_call (client, query);
  invites_call_set_query (call, "search", query->search);
  invites_call_set_query (call, "sort", query->sort);
  call->free_result = (GDestroyNotify) invites_page_free;
  return call;
}

/**
 * invites_client_list_async:
 * @self: a client
 * @query: which list
 * @offset: the first row wanted, from 0
 * @limit: how many rows at most, 1–500
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Asks for one page of a list.
 */
void
invites_client_list_async (InvitesClient      *self,
                           const InvitesQuery *query,
                           guint64             offset,
                           guint               limit,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  InvitesCall *call;
  GTask *task;

  g_return_if_fail (INVITES_IS_CLIENT (self));
  g_return_if_fail (query != NULL);
  g_return_if_fail (limit > 0 && limit <= MAX_LIMIT);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, invites_client_list_async);

  call = invites_client_make_list_call (self, query);
  invites_call_set_page (call, offset, limit);
  invites_call_run (call, task);
}

/**
 * invites_client_list_finish:
 * @self: a client
 * @result: what the callback got
 * @error: %INVITES_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the page, of InvitesContact or
 *   InvitesEntry
 */
InvitesPage *
invites_client_list_finish (InvitesClient *self,
                            GAsyncResult  *result,
                            GError       **error)
{
  g_return_val_if_fail (INVITES_IS_CLIENT (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (
    g_async_result_is_tagged (result, invites_client_list_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * invites_client_list_sends_async:
 * @self: a client
 * @division: (nullable): a division's id; %NULL: all of mine
 * @offset: the first send wanted, from 0
 * @limit: how many sends at most, 1–500
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Asks for one page of the history, newest first.
 */
void
invites_client_list_sends_async (InvitesClient      *self,
                                 const char         *division,
                                 guint64             offset,
                                 guint               limit,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  InvitesCall *call;
  GTask *task;

  g_return_if_fail (INVITES_IS_CLIENT (self));
  g_return_if_fail (limit > 0 && limit <= MAX_LIMIT);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, invites_client_list_sends_async);

  call = invites_call_new (self, SOUP_METHOD_GET, "sends", NULL);
  invites_call_set_query (call, "division", division);
  invites_call_set_page (call, offset, limit);
  call->read = read_sends;
  call->free_result = (GDestroyNotify) invites_page_free;
  invites_call_run (call, task);
}

/**
 * invites_client_list_sends_finish:
 * @self: a client
 * @result: what the callback got
 * @error: %INVITES_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the page, of InvitesSend
 */
InvitesPage *
invites_client_list_sends_finish (InvitesClient *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (INVITES_IS_CLIENT (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (
    g_async_result_is_tagged (result, invites_client_list_sends_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * invites_client_list_wishes_async:
 * @self: a client
 * @division: a division's id
 * @offset: the first wish wanted, from 0
 * @limit: how many wishes at most, 1–500
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Asks for one page of those who want a new link, newest first.
 */
void
invites_client_list_wishes_async (InvitesClient      *self,
                                  const char         *division,
                                  guint64             offset,
                                  guint               limit,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  InvitesCall *call;
  GTask *task;

  g_return_if_fail (INVITES_IS_CLIENT (self));
  g_return_if_fail (division != NULL);
  g_return_if_fail (limit > 0 && limit <= MAX_LIMIT);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, invites_client_list_wishes_async);

  call = invites_call_new (self, SOUP_METHOD_GET, "link-wishes", NULL);
  invites_call_set_query (call, "division", division);
  invites_call_set_page (call, offset, limit);
  call->read = read_wishes;
  call->free_result = (GDestroyNotify) invites_page_free;
  invites_call_run (call, task);
}

/**
 * invites_client_list_wishes_finish:
 * @self: a client
 * @result: what the callback got
 * @error: %INVITES_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the page, of InvitesWish
 */
InvitesPage *
invites_client_list_wishes_finish (InvitesClient *self,
                                   GAsyncResult  *result,
                                   GError       **error)
{
  g_return_val_if_fail (INVITES_IS_CLIENT (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (
    g_async_result_is_tagged (result, invites_client_list_wishes_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
