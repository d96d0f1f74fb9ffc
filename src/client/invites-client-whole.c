/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/invites-client.h"

#include "client/invites-row-private.h"

#define PAGE_SIZE 500

/* How often to begin again when the list changes between two pages. */
#define MAX_ROUNDS 4

typedef struct
{
  /* Input. */
  InvitesQuery         *query;   /* (owned) */
  guint64               most;    /* rows */
  InvitesClientProgress progress;
  gpointer              progress_data;

  /* In progress. */
  GHashTable           *seen;    /* (owned): ids */
  guint                 round;

  /* Output. */
  InvitesPage          *whole;   /* (owned): of InvitesRow */
} Whole;

static void ask_page (GTask *task);

static void
whole_free (gpointer data)
{
  Whole *whole = data;

  g_clear_pointer (&whole->query, invites_query_free);
  g_clear_pointer (&whole->seen, g_hash_table_unref);
  g_clear_pointer (&whole->whole, invites_page_free);
  g_free (whole);
}

static void
begin_round (Whole *whole)
{
  whole->round++;
  g_hash_table_remove_all (whole->seen);
  g_clear_pointer (&whole->whole, invites_page_free);
  whole->whole = invites_page_new (g_object_unref);
}

static InvitesRow *
make_row (Whole   *whole,
          gpointer item)
{
  InvitesRow *row = invites_row_new (whole->whole->items->len);

  if (whole->query->kind == INVITES_QUERY_CONTACTS)
    invites_row_take_contact (row, item);
  else
    invites_row_take_entry (row, item);
  return row;
}

/* Rows that moved between two pages would be missing, or there twice. */
static gboolean
take_page (Whole       *whole,
           InvitesPage *page)
{
  InvitesPage *all = whole->whole;
  gboolean first = all->items->len == 0;
  g_autoptr(GPtrArray) items = g_steal_pointer (&page->items);
  gboolean same = first || page->total == all->total;
  gboolean complete;

  if (first)
    {
      all->total = page->total;
      all->as_of = page->as_of;
    }
  complete = items->len == MIN (PAGE_SIZE, all->total - all->items->len);
  /* The rows own what was read from here on. */
  g_ptr_array_set_free_func (items, NULL);
  for (guint i = 0; i < items->len; i++)
    {
      InvitesRow *row = make_row (whole, g_ptr_array_index (items, i));

      same &= g_hash_table_add (whole->seen,
                                g_strdup (invites_row_get_id (row)));
      g_ptr_array_add (all->items, row);
    }
  return same && complete;
}

static void
return_whole (GTask *task)
{
  Whole *whole = g_task_get_task_data (task);

  g_task_return_pointer (task, g_steal_pointer (&whole->whole),
                         (GDestroyNotify) invites_page_free);
}

/* Takes the task. */
static void
begin_again (GTask *task)
{
  Whole *whole = g_task_get_task_data (task);

  if (whole->round < MAX_ROUNDS)
    {
      begin_round (whole);
      ask_page (task);
      return;
    }

  g_task_return_new_error (task, INVITES_ERROR, INVITES_ERROR_UNAVAILABLE,
                           "The list changes all the time");
  g_object_unref (task);
}

static void
page_read_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Whole *whole = g_task_get_task_data (task);
  g_autoptr(InvitesPage) page = NULL;
  GError *error = NULL;

  page = invites_client_list_finish (INVITES_CLIENT (source), result, &error);
  if (page == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (page->total > whole->most)
    {
      begin_round (whole);
      whole->whole->total = page->total;
      return_whole (task);
      return;
    }
  if (!take_page (whole, page))
    {
      begin_again (g_steal_pointer (&task));
      return;
    }

  if (whole->progress != NULL)
    whole->progress (whole->whole->items->len, whole->whole->total,
                     whole->progress_data);
  if (whole->whole->items->len == whole->whole->total)
    return_whole (task);
  else
    ask_page (g_steal_pointer (&task));
}

/* Takes the task. */
static void
ask_page (GTask *task)
{
  Whole *whole = g_task_get_task_data (task);

  invites_client_list_async (g_task_get_source_object (task), whole->query,
                             whole->whole->items->len, PAGE_SIZE,
                             g_task_get_cancellable (task), page_read_cb,
                             task);
}

/**
 * invites_client_list_whole_async:
 * @self: a client
 * @query: which list
 * @most: how many rows at most
 * @progress: (nullable) (scope notified): told after each page; not after the
 *   callback was called, nor once @cancellable is cancelled
 * @progress_data: for @progress
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Reads all rows of a list, page by page. When the list changes meanwhile, it
 * begins again: no row is missing, and none is there twice.
 */
void
invites_client_list_whole_async (InvitesClient        *self,
                                 const InvitesQuery   *query,
                                 guint64               most,
                                 InvitesClientProgress progress,
                                 gpointer              progress_data,
                                 GCancellable         *cancellable,
                                 GAsyncReadyCallback   callback,
                                 gpointer              user_data)
{
  GTask *task;
  Whole *whole;

  g_return_if_fail (INVITES_IS_CLIENT (self));
  g_return_if_fail (query != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, invites_client_list_whole_async);

  whole = g_new0 (Whole, 1);
  whole->query = invites_query_copy (query);
  whole->most = most;
  whole->progress = progress;
  whole->progress_data = progress_data;
  whole->seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  begin_round (whole);
  g_task_set_task_data (task, whole, whole_free);
  ask_page (task);
}

/**
 * invites_client_list_whole_finish:
 * @self: a client
 * @result: what the callback got
 * @error: %INVITES_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the list, of #InvitesRow; with a total
 *   but without rows when they are more than was asked for
 */
InvitesPage *
invites_client_list_whole_finish (InvitesClient *self,
                                  GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (INVITES_IS_CLIENT (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (
    g_async_result_is_tagged (result, invites_client_list_whole_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
