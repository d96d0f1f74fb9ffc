/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The requests of a list: which pages are asked for, and when. */
#include "client/invites-row-list-private.h"

#define PAGE_SIZE   INVITES_ROW_CACHE_PAGE_SIZE
#define MAX_RUNNING 2

/* Milliseconds. A view that is being scrolled asks for page after page: wait
 * until it rests, but not for ever. */
#define SETTLE      40
#define MAX_SETTLE  200

/* One request under way. */
typedef struct
{
  GWeakRef      list;
  guint         index;
  GCancellable *cancellable; /* (owned): tells it from a later one */
} Fetch;

static Fetch *
fetch_new (InvitesRowList *self,
           InvitesRowPage *page)
{
  Fetch *fetch = g_new0 (Fetch, 1);

  g_weak_ref_init (&fetch->list, self);
  fetch->index = page->index;
  fetch->cancellable = g_object_ref (page->cancellable);
  return fetch;
}

static void
fetch_free (Fetch *fetch)
{
  g_weak_ref_clear (&fetch->list);
  g_clear_object (&fetch->cancellable);
  g_free (fetch);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Fetch, fetch_free)

static gboolean
check_length (const InvitesPage *answer,
              guint              index,
              GError           **error)
{
  guint64 offset = (guint64) index * PAGE_SIZE;
  guint64 expected = 0;

  if (answer->total > offset)
    expected = MIN (answer->total - offset, PAGE_SIZE);
  if (answer->items->len == expected)
    return TRUE;
  g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_BAD_ANSWER,
                       "The service's list has gaps");
  return FALSE;
}

static void
page_came_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(Fetch) fetch = user_data;
  g_autoptr(InvitesRowList) self = g_weak_ref_get (&fetch->list);
  g_autoptr(InvitesPage) answer = NULL;
  g_autoptr(GError) error = NULL;
  InvitesRowPage *page = NULL;

  answer = invites_client_list_finish (INVITES_CLIENT (source), result, &error);
  if (self != NULL && self->cache != NULL)
    page = invites_row_cache_find_page (self->cache, fetch->index);
  if (page == NULL || page->cancellable != fetch->cancellable)
    {
      g_debug ("Page %u came too late", fetch->index);
      return;
    }
  if (answer != NULL && check_length (answer, fetch->index, &error))
    invites_row_list_accept (self, page, answer);
  else
    invites_row_list_fail (self, page, g_steal_pointer (&error));
  invites_row_list_fetch (self);
}

static void
fetch_page (InvitesRowList *self,
            InvitesRowPage *page)
{
  invites_pace_begin (self->pace);
  page->cancellable = g_cancellable_new ();
  page->wanted = 0;
  invites_client_list_async (self->client, self->query,
                             (guint64) page->index * PAGE_SIZE, PAGE_SIZE,
                             page->cancellable, page_came_cb,
                             fetch_new (self, page));
}

/* Asks for the pages that are wanted, those asked for last first, a few at a
 * time. */
void
invites_row_list_fetch (InvitesRowList *self)
{
  InvitesRowPage *page;

  if (self->cache == NULL)
    return;
  invites_row_cache_drop_stale (self->cache);
  while ((page = invites_row_cache_next (self->cache, MAX_RUNNING)))
    fetch_page (self, page);
  if (!invites_row_cache_is_idle (self->cache))
    return;
  if (self->error != NULL)
    invites_pace_fail (self->pace, self->error);
  else
    invites_pace_end (self->pace);
}

static gboolean
settled_cb (gpointer user_data)
{
  InvitesRowList *self = user_data;

  self->settle = 0;
  invites_row_list_fetch (self);
  return G_SOURCE_REMOVE;
}

/* Asks for them when the view has come to rest. */
void
invites_row_list_settle (InvitesRowList *self)
{
  gint64 now = g_get_monotonic_time ();

  if (self->settle == 0)
    self->settle_since = now;
  else if (now - self->settle_since > MAX_SETTLE * 1000)
    return;
  g_clear_handle_id (&self->settle, g_source_remove);
  self->settle = g_timeout_add (SETTLE, settled_cb, self);
}
