/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/invites-row-cache.h"

#include "client/invites-row-private.h"

struct _InvitesRowCache
{
  GHashTable *rows;  /* (owned): position → Alive */
  GHashTable *pages; /* (owned): index → InvitesRowPage */
  guint64     clock; /* counts what happens, to tell newer from older */
};

/* A row that exists. The cache does not own it: while somebody holds the row of
 * a position, that position has no other. */
typedef struct
{
  InvitesRowCache *cache;    /* (not owned) */
  InvitesRow      *row;      /* (not owned) */
  guint            position;
} Alive;

static void
page_free (gpointer data)
{
  InvitesRowPage *page = data;

  if (page->cancellable != NULL)
    g_cancellable_cancel (page->cancellable);
  g_clear_object (&page->cancellable);
  g_clear_pointer (&page->kept, g_ptr_array_unref);
  g_free (page);
}

static InvitesRowPage *
ensure_page (InvitesRowCache *self,
             guint            index)
{
  InvitesRowPage *page = invites_row_cache_find_page (self, index);

  if (page == NULL)
    {
      page = g_new0 (InvitesRowPage, 1);
      page->index = index;
      g_hash_table_insert (self->pages, GUINT_TO_POINTER (index), page);
    }
  page->used = ++self->clock;
  return page;
}

static void
drop_page_if_idle (InvitesRowCache *self,
                   InvitesRowPage  *page)
{
  if (page->n_alive == 0 && page->kept == NULL && page->cancellable == NULL
      && !page->pinned)
    g_hash_table_remove (self->pages, GUINT_TO_POINTER (page->index));
}

static void
row_died_cb (gpointer data,
             GObject *where_the_row_was)
{
  Alive *alive = data;
  InvitesRowCache *self = alive->cache;
  guint index = alive->position / INVITES_ROW_CACHE_PAGE_SIZE;
  InvitesRowPage *page = invites_row_cache_find_page (self, index);

  g_hash_table_steal (self->rows, GUINT_TO_POINTER (alive->position));
  g_free (alive);

  g_assert (page != NULL && page->n_alive > 0);
  page->n_alive--;
  drop_page_if_idle (self, page);
}

static InvitesRow *
find_row (InvitesRowCache *self,
          guint            position)
{
  Alive *alive = g_hash_table_lookup (self->rows, GUINT_TO_POINTER (position));

  return alive != NULL ? alive->row : NULL;
}

static InvitesRow *
make_row (InvitesRowCache *self,
          InvitesRowPage  *page,
          guint            position)
{
  Alive *alive = g_new0 (Alive, 1);

  alive->cache = self;
  alive->row = invites_row_new (position);
  alive->position = position;
  g_object_weak_ref (G_OBJECT (alive->row), row_died_cb, alive);
  g_hash_table_insert (self->rows, GUINT_TO_POINTER (position), alive);
  page->n_alive++;
  return alive->row;
}

/* The rows of a page that are in a state, held while they are told of another:
 * whoever is notified may ask for rows, or drop some. */
static GPtrArray *
dup_rows_in_state (InvitesRowCache *self,
                   InvitesRowPage  *page,
                   InvitesRowState  state)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < INVITES_ROW_CACHE_PAGE_SIZE; i++)
    {
      guint position = page->index * INVITES_ROW_CACHE_PAGE_SIZE + i;
      InvitesRow *row = find_row (self, position);

      if (row != NULL && invites_row_get_state (row) == state)
        g_ptr_array_add (rows, g_object_ref (row));
    }
  return rows;
}

static void
set_states (GPtrArray      *rows,
            InvitesRowState state)
{
  for (guint i = 0; i < rows->len; i++)
    invites_row_set_state (g_ptr_array_index (rows, i), state);
}

/**
 * invites_row_cache_new:
 *
 * Returns: (transfer full): the rows of a list of which nothing is known
 */
InvitesRowCache *
invites_row_cache_new (void)
{
  InvitesRowCache *self = g_new0 (InvitesRowCache, 1);

  self->rows = g_hash_table_new (NULL, NULL);
  self->pages = g_hash_table_new_full (NULL, NULL, NULL, page_free);
  return self;
}

/**
 * invites_row_cache_free:
 * @self: (transfer full): the rows
 *
 * Cancels what is on its way. Rows that somebody holds stay as they are.
 */
void
invites_row_cache_free (InvitesRowCache *self)
{
  GHashTableIter iter;
  gpointer value;

  g_assert (self != NULL);

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Alive *alive = value;

      g_object_weak_unref (G_OBJECT (alive->row), row_died_cb, alive);
      g_free (alive);
    }
  g_hash_table_unref (self->rows);
  g_hash_table_unref (self->pages);
  g_free (self);
}

/**
 * invites_row_cache_dup_row:
 * @self: the rows
 * @position: a row's place in the list
 * @newly_wanted: (out): whether its page must be fetched and was not to be
 *
 * Returns: (transfer full): the row of @position; loading until its page
 *   arrives
 */
InvitesRow *
invites_row_cache_dup_row (InvitesRowCache *self,
                           guint            position,
                           gboolean        *newly_wanted)
{
  InvitesRowPage *page;
  InvitesRow *row;

  g_assert (self != NULL);
  g_assert (newly_wanted != NULL);

  *newly_wanted = FALSE;
  page = ensure_page (self, position / INVITES_ROW_CACHE_PAGE_SIZE);
  if ((row = find_row (self, position)))
    return g_object_ref (row);

  row = make_row (self, page, position);
  if (page->failed)
    invites_row_set_state (row, INVITES_ROW_FAILED);
  else if (page->cancellable == NULL)
    {
      *newly_wanted = page->wanted == 0;
      page->wanted = ++self->clock;
    }
  return row;
}

/**
 * invites_row_cache_find_page:
 * @self: the rows
 * @index: a page's place in the list
 *
 * Returns: (transfer none) (nullable): the page, when there is anything of it
 */
InvitesRowPage *
invites_row_cache_find_page (InvitesRowCache *self,
                             guint            index)
{
  g_assert (self != NULL);

  return g_hash_table_lookup (self->pages, GUINT_TO_POINTER (index));
}

/**
 * invites_row_cache_pin:
 * @self: the rows
 * @index: a page's place in the list
 *
 * Wants a page though nobody has asked for a row of it: an answer is also how
 * the total becomes known.
 */
void
invites_row_cache_pin (InvitesRowCache *self,
                       guint            index)
{
  InvitesRowPage *page;

  g_assert (self != NULL);

  page = ensure_page (self, index);
  page->pinned = TRUE;
  page->failed = FALSE;
  page->wanted = ++self->clock;
}

static void
want (InvitesRowCache *self,
      InvitesRowPage  *page)
{
  page->failed = FALSE;
  page->wanted = ++self->clock;
}

static void
cancel (InvitesRowPage *page)
{
  g_cancellable_cancel (page->cancellable);
  g_clear_object (&page->cancellable);
}

/**
 * invites_row_cache_refresh:
 * @self: the rows
 *
 * Wants every page of which somebody holds a row; these rows stay as they are
 * until it arrives. What is on its way is dropped, as it may be old.
 *
 * Returns: %TRUE when there is such a page
 */
gboolean
invites_row_cache_refresh (InvitesRowCache *self)
{
  g_autoptr(GList) pages = NULL;
  gboolean wanted = FALSE;

  g_assert (self != NULL);

  invites_row_cache_drop_kept (self, NULL);
  pages = g_hash_table_get_values (self->pages);
  for (GList *item = pages; item != NULL; item = item->next)
    {
      InvitesRowPage *page = item->data;

      if (page->cancellable != NULL)
        cancel (page);
      if (page->n_alive > 0)
        {
          want (self, page);
          wanted = TRUE;
        }
      else
        drop_page_if_idle (self, page);
    }
  return wanted;
}

/**
 * invites_row_cache_retry:
 * @self: the rows
 *
 * Wants every page that has failed; its rows say again that they are loading.
 */
void
invites_row_cache_retry (InvitesRowCache *self)
{
  g_autoptr(GPtrArray) all = g_ptr_array_new_with_free_func (g_object_unref);
  GHashTableIter iter;
  gpointer value;

  g_assert (self != NULL);

  g_hash_table_iter_init (&iter, self->pages);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      InvitesRowPage *page = value;

      if (!page->failed)
        continue;
      want (self, page);
      g_ptr_array_extend_and_steal (
        all, dup_rows_in_state (self, page, INVITES_ROW_FAILED));
    }
  set_states (all, INVITES_ROW_LOADING);
}

/**
 * invites_row_cache_drop_stale:
 * @self: the rows
 *
 * Cancels what is on its way to nobody.
 */
void
invites_row_cache_drop_stale (InvitesRowCache *self)
{
  GHashTableIter iter;
  gpointer value;

  g_assert (self != NULL);

  g_hash_table_iter_init (&iter, self->pages);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      InvitesRowPage *page = value;

      if (page->cancellable == NULL || page->n_alive > 0 || page->pinned)
        continue;
      g_debug ("Page %u is out of view", page->index);
      g_hash_table_iter_remove (&iter);
    }
}

/**
 * invites_row_cache_drop_kept:
 * @self: the rows
 * @but: (nullable): a page that stays
 *
 * Keeps no rows but those that somebody holds.
 */
void
invites_row_cache_drop_kept (InvitesRowCache *self,
                             InvitesRowPage  *but)
{
  g_autoptr(GPtrArray) dropped = NULL;
  GHashTableIter iter;
  gpointer value;

  g_assert (self != NULL);

  /* Dropping a row may drop its page: not while the pages are walked. */
  dropped = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  g_hash_table_iter_init (&iter, self->pages);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      InvitesRowPage *page = value;

      if (page != but && page->kept != NULL)
        g_ptr_array_add (dropped, g_steal_pointer (&page->kept));
    }
}

/**
 * invites_row_cache_next:
 * @self: the rows
 * @max_running: how many pages may be on their way at once
 *
 * Returns: (transfer none) (nullable): the page to be fetched now, the newest
 *   wish first
 */
InvitesRowPage *
invites_row_cache_next (InvitesRowCache *self,
                        guint            max_running)
{
  InvitesRowPage *next = NULL;
  GHashTableIter iter;
  gpointer value;
  guint n_running = 0;

  g_assert (self != NULL);

  g_hash_table_iter_init (&iter, self->pages);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      InvitesRowPage *page = value;

      if (page->cancellable != NULL)
        n_running++;
      else if (page->wanted != 0
               && (next == NULL || page->wanted > next->wanted))
        next = page;
    }
  return n_running < max_running ? next : NULL;
}

static void
drop_least_used (InvitesRowCache *self)
{
  g_autoptr(GPtrArray) dropped = NULL;
  InvitesRowPage *least = NULL;
  GHashTableIter iter;
  gpointer value;
  guint n_kept = 0;

  g_hash_table_iter_init (&iter, self->pages);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      InvitesRowPage *page = value;

      if (page->kept == NULL)
        continue;
      n_kept++;
      if (least == NULL || page->used < least->used)
        least = page;
    }
  if (n_kept > INVITES_ROW_CACHE_MAX_KEPT)
    dropped = g_steal_pointer (&least->kept);
}

static void
end_fetch (InvitesRowPage *page)
{
  g_clear_object (&page->cancellable);
  page->wanted = 0;
  page->pinned = FALSE;
}

static GPtrArray *
keep_rows (InvitesRowCache *self,
           InvitesRowPage  *page,
           guint            n_rows)
{
  GPtrArray *kept = g_ptr_array_new_full (n_rows, g_object_unref);

  for (guint i = 0; i < n_rows; i++)
    {
      guint position = page->index * INVITES_ROW_CACHE_PAGE_SIZE + i;
      InvitesRow *row = find_row (self, position);

      if (row != NULL)
        g_object_ref (row);
      else
        row = make_row (self, page, position);
      g_ptr_array_add (kept, row);
    }
  return kept;
}

/**
 * invites_row_cache_fill:
 * @self: the rows
 * @page: a page that was on its way
 * @answer: what has arrived; its items are taken
 * @kind: what the items are
 *
 * Fills the page's rows, each with one notification. Whoever hears of it may
 * even free @self.
 */
void
invites_row_cache_fill (InvitesRowCache *self,
                        InvitesRowPage  *page,
                        InvitesPage     *answer,
                        InvitesQueryKind kind)
{
  g_autoptr(GPtrArray) rows = NULL;
  g_autofree gpointer *items = NULL;
  gsize n_items;

  g_assert (self != NULL && page != NULL && answer != NULL);
  g_assert (answer->items->len <= INVITES_ROW_CACHE_PAGE_SIZE);

  end_fetch (page);
  page->failed = FALSE;
  page->used = ++self->clock;
  rows = keep_rows (self, page, answer->items->len);
  g_clear_pointer (&page->kept, g_ptr_array_unref);
  if (rows->len > 0)
    page->kept = g_ptr_array_ref (rows);
  drop_least_used (self);
  drop_page_if_idle (self, page);

  items = g_ptr_array_steal (answer->items, &n_items);
  for (gsize i = 0; i < n_items; i++)
    {
      InvitesRow *row = g_ptr_array_index (rows, i);

      if (kind == INVITES_QUERY_CONTACTS)
        invites_row_take_contact (row, items[i]);
      else
        invites_row_take_entry (row, items[i]);
    }
}

/**
 * invites_row_cache_fail:
 * @self: the rows
 * @page: a page that was on its way and did not arrive
 *
 * Marks the page's rows that show nothing yet. Whoever hears of it may even
 * free @self.
 */
void
invites_row_cache_fail (InvitesRowCache *self,
                        InvitesRowPage  *page)
{
  g_autoptr(GPtrArray) rows = NULL;

  g_assert (self != NULL && page != NULL);

  end_fetch (page);
  page->failed = TRUE;
  rows = dup_rows_in_state (self, page, INVITES_ROW_LOADING);
  drop_page_if_idle (self, page);
  set_states (rows, INVITES_ROW_FAILED);
}

/**
 * invites_row_cache_has_failed:
 * @self: the rows
 *
 * Returns: %TRUE when a page that somebody looks at did not arrive
 */
gboolean
invites_row_cache_has_failed (InvitesRowCache *self)
{
  GHashTableIter iter;
  gpointer value;

  g_assert (self != NULL);

  g_hash_table_iter_init (&iter, self->pages);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      InvitesRowPage *page = value;

      if (page->failed)
        return TRUE;
    }
  return FALSE;
}

/**
 * invites_row_cache_is_idle:
 * @self: the rows
 *
 * Returns: %TRUE when no page is on its way, or wanted
 */
gboolean
invites_row_cache_is_idle (InvitesRowCache *self)
{
  GHashTableIter iter;
  gpointer value;

  g_assert (self != NULL);

  g_hash_table_iter_init (&iter, self->pages);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      InvitesRowPage *page = value;

      if (page->cancellable != NULL || page->wanted != 0)
        return FALSE;
    }
  return TRUE;
}

/**
 * invites_row_cache_get_n_rows:
 * @self: the rows
 *
 * Returns: how many rows exist, held by whomever
 */
guint
invites_row_cache_get_n_rows (InvitesRowCache *self)
{
  g_assert (self != NULL);

  return g_hash_table_size (self->rows);
}
