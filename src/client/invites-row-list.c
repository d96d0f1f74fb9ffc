/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/invites-row-list-private.h"

/* What a GListModel can count to, with room for the views' own sums. */
#define MAX_ITEMS ((guint64) G_MAXUINT - 1)

static void invites_row_list_model_init (GListModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (InvitesRowList, invites_row_list, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (
                                 G_TYPE_LIST_MODEL,
                                 invites_row_list_model_init))

enum
{
  PROP_0,
  PROP_CLIENT,
  PROP_QUERY,
  PROP_N_ITEMS,
  PROP_TOTAL,
  PROP_AS_OF,
  PROP_LOADING,
  PROP_ERROR,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

enum
{
  SIGNAL_ROWS_ARRIVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
notify (InvitesRowList *self,
        guint           property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

/* At the end only, and never both at once: rows on screen stay where they are,
 * and a selection model does not ask for every row. */
static void
set_n_items (InvitesRowList *self,
             guint           n_items)
{
  guint before = self->n_items;

  if (n_items == before)
    return;
  self->n_items = n_items;
  if (n_items < before)
    g_list_model_items_changed (G_LIST_MODEL (self), n_items, before - n_items,
                                0);
  else
    g_list_model_items_changed (G_LIST_MODEL (self), before, 0,
                                n_items - before);
  notify (self, PROP_N_ITEMS);
}

static void
take_error (InvitesRowList *self,
            GError         *error)
{
  gboolean was_loading = invites_row_list_is_loading (self);

  if (self->error == NULL && error == NULL)
    return;
  g_clear_error (&self->error);
  self->error = error;
  notify (self, PROP_ERROR);
  if (was_loading != invites_row_list_is_loading (self))
    notify (self, PROP_LOADING);
}

static void
set_head (InvitesRowList    *self,
          const InvitesPage *answer)
{
  gboolean was_loading = invites_row_list_is_loading (self);

  self->known = TRUE;
  if (self->as_of != answer->as_of)
    {
      self->as_of = answer->as_of;
      notify (self, PROP_AS_OF);
    }
  if (self->total != answer->total)
    {
      self->total = answer->total;
      notify (self, PROP_TOTAL);
    }
  if (was_loading != invites_row_list_is_loading (self))
    notify (self, PROP_LOADING);
}

/* Whoever hears of an answer may set another query: then all that is left to
 * do here is of the past. */
void
invites_row_list_accept (InvitesRowList *self,
                         InvitesRowPage *page,
                         InvitesPage    *answer)
{
  guint generation = self->generation;
  guint first = page->index * INVITES_ROW_CACHE_PAGE_SIZE;
  guint n_rows = answer->items->len;
  gboolean moved = self->known && self->total != answer->total;

  /* Rows elsewhere may have moved too. Those in view stay until a refresh. */
  if (moved)
    invites_row_cache_drop_kept (self->cache, page);
  invites_row_cache_fill (self->cache, page, answer, self->query->kind);
  if (self->generation == generation)
    g_signal_emit (self, signals[SIGNAL_ROWS_ARRIVED], 0, first, n_rows);
  if (self->generation == generation)
    set_head (self, answer);
  if (self->generation == generation)
    set_n_items (self, (guint) MIN (self->total, MAX_ITEMS));
  if (self->generation == generation
      && !invites_row_cache_has_failed (self->cache))
    take_error (self, NULL);
}

/* Takes @error. */
void
invites_row_list_fail (InvitesRowList *self,
                       InvitesRowPage *page,
                       GError         *error)
{
  guint generation = self->generation;
  g_autoptr(GError) owned = error;

  invites_row_cache_fail (self->cache, page);
  if (self->generation == generation)
    take_error (self, g_steal_pointer (&owned));
}

/* Forgets everything of the query before. */
static void
clear (InvitesRowList *self)
{
  gboolean was_loading = invites_row_list_is_loading (self);
  guint generation = ++self->generation;

  g_clear_handle_id (&self->settle, g_source_remove);
  invites_pace_stop (self->pace);
  g_clear_pointer (&self->cache, invites_row_cache_free);
  self->cache = invites_row_cache_new ();
  self->known = FALSE;
  self->total = 0;
  self->as_of = INVITES_TIME_NONE;
  g_clear_error (&self->error);
  set_n_items (self, 0);
  if (self->generation != generation)
    return;
  notify (self, PROP_TOTAL);
  notify (self, PROP_AS_OF);
  notify (self, PROP_ERROR);
  if (was_loading != invites_row_list_is_loading (self))
    notify (self, PROP_LOADING);
}

static GType
invites_row_list_get_item_type (GListModel *model)
{
  return INVITES_TYPE_ROW;
}

static guint
invites_row_list_get_n_items (GListModel *model)
{
  return INVITES_ROW_LIST (model)->n_items;
}

static gpointer
invites_row_list_get_item (GListModel *model,
                           guint       position)
{
  InvitesRowList *self = INVITES_ROW_LIST (model);
  gboolean newly_wanted;
  InvitesRow *row;

  if (position >= self->n_items || self->cache == NULL)
    return NULL;
  row = invites_row_cache_dup_row (self->cache, position, &newly_wanted);
  if (newly_wanted)
    invites_row_list_settle (self);
  return row;
}

static void
invites_row_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = invites_row_list_get_item_type;
  iface->get_n_items = invites_row_list_get_n_items;
  iface->get_item = invites_row_list_get_item;
}

static void
invites_row_list_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  InvitesRowList *self = INVITES_ROW_LIST (object);

  switch (prop_id)
    {
    case PROP_QUERY:
      g_value_set_boxed (value, self->query);
      break;
    case PROP_N_ITEMS:
      g_value_set_uint (value, self->n_items);
      break;
    case PROP_TOTAL:
      g_value_set_uint64 (value, self->total);
      break;
    case PROP_AS_OF:
      g_value_set_int64 (value, self->as_of);
      break;
    case PROP_LOADING:
      g_value_set_boolean (value, invites_row_list_is_loading (self));
      break;
    case PROP_ERROR:
      g_value_set_boxed (value, self->error);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
invites_row_list_set_property (GObject      *object,
                               guint         prop_id,
                               const GValue *value,
                               GParamSpec   *pspec)
{
  InvitesRowList *self = INVITES_ROW_LIST (object);

  switch (prop_id)
    {
    case PROP_CLIENT:
      self->client = g_value_dup_object (value);
      break;
    case PROP_QUERY:
      invites_row_list_set_query (self, g_value_get_boxed (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
invites_row_list_dispose (GObject *object)
{
  InvitesRowList *self = INVITES_ROW_LIST (object);

  g_clear_handle_id (&self->settle, g_source_remove);
  g_clear_pointer (&self->pace, invites_pace_free);
  g_clear_pointer (&self->cache, invites_row_cache_free);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (invites_row_list_parent_class)->dispose (object);
}

static void
invites_row_list_finalize (GObject *object)
{
  InvitesRowList *self = INVITES_ROW_LIST (object);

  g_clear_pointer (&self->query, invites_query_free);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (invites_row_list_parent_class)->finalize (object);
}

static void
invites_row_list_class_init (InvitesRowListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS
                         | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = invites_row_list_get_property;
  object_class->set_property = invites_row_list_set_property;
  object_class->dispose = invites_row_list_dispose;
  object_class->finalize = invites_row_list_finalize;

  properties[PROP_CLIENT]
    = g_param_spec_object ("client", NULL, NULL, INVITES_TYPE_CLIENT,
                           G_PARAM_WRITABLE | G_PARAM_CONSTRUCT_ONLY
                             | G_PARAM_STATIC_STRINGS);
  properties[PROP_QUERY]
    = g_param_spec_boxed ("query", NULL, NULL, INVITES_TYPE_QUERY,
                          readable | G_PARAM_WRITABLE);
  properties[PROP_N_ITEMS]
    = g_param_spec_uint ("n-items", NULL, NULL, 0, G_MAXUINT, 0, readable);
  properties[PROP_TOTAL]
    = g_param_spec_uint64 ("total", NULL, NULL, 0, G_MAXUINT64, 0, readable);
  properties[PROP_AS_OF]
    = g_param_spec_int64 ("as-of", NULL, NULL, G_MININT64, G_MAXINT64, 0,
                          readable);
  properties[PROP_LOADING]
    = g_param_spec_boolean ("loading", NULL, NULL, FALSE, readable);
  properties[PROP_ERROR]
    = g_param_spec_boxed ("error", NULL, NULL, G_TYPE_ERROR, readable);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * InvitesRowList::rows-arrived:
   * @first: the position of the first
   * @n_rows: how many
   *
   * A page came, for the first time or again. Each row of it has notified
   * already when other things stand in it; after a refresh the same contact may
   * stand elsewhere.
   */
  signals[SIGNAL_ROWS_ARRIVED]
    = g_signal_new ("rows-arrived", G_TYPE_FROM_CLASS (klass),
                    G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                    G_TYPE_UINT, G_TYPE_UINT);
}

/* What failed says so until the new answer comes. */
static void
refresh (InvitesRowList *self)
{
  /* Any page tells the total too. */
  if (!invites_row_cache_refresh (self->cache))
    invites_row_cache_pin (self->cache, 0);
  invites_row_list_fetch (self);
}

static void
refresh_due_cb (gpointer user_data)
{
  refresh (user_data);
}

static void
invites_row_list_init (InvitesRowList *self)
{
  self->cache = invites_row_cache_new ();
  self->pace = invites_pace_new (INVITES_PACE_USUAL, refresh_due_cb, self);
}

/**
 * invites_row_list_new:
 * @client: whom to ask
 *
 * Returns: (transfer full): an empty list, without a query
 */
InvitesRowList *
invites_row_list_new (InvitesClient *client)
{
  g_return_val_if_fail (INVITES_IS_CLIENT (client), NULL);

  return g_object_new (INVITES_TYPE_ROW_LIST, "client", client, NULL);
}

/**
 * invites_row_list_set_query:
 * @self: a list
 * @query: (nullable): which rows; %NULL: none
 *
 * Empties the list and asks for its first page. Answers to an earlier query are
 * dropped.
 */
void
invites_row_list_set_query (InvitesRowList     *self,
                            const InvitesQuery *query)
{
  InvitesQuery *copy;
  guint generation;

  g_return_if_fail (INVITES_IS_ROW_LIST (self));
  g_return_if_fail (self->client != NULL);

  copy = query != NULL ? invites_query_copy (query) : NULL;
  generation = self->generation + 1;
  g_object_freeze_notify (G_OBJECT (self));
  g_clear_pointer (&self->query, invites_query_free);
  self->query = copy;
  clear (self);
  if (self->generation == generation)
    {
      notify (self, PROP_QUERY);
      notify (self, PROP_LOADING);
      if (query != NULL)
        {
          invites_row_cache_pin (self->cache, 0);
          invites_row_list_fetch (self);
        }
    }
  g_object_thaw_notify (G_OBJECT (self));
}

/**
 * invites_row_list_get_query:
 * @self: a list
 *
 * Returns: (transfer none) (nullable): which rows these are
 */
const InvitesQuery *
invites_row_list_get_query (InvitesRowList *self)
{
  g_return_val_if_fail (INVITES_IS_ROW_LIST (self), NULL);

  return self->query;
}

/**
 * invites_row_list_get_total:
 * @self: a list
 *
 * Returns: how many rows there are by the newest answer; 0 while none has come
 */
guint64
invites_row_list_get_total (InvitesRowList *self)
{
  g_return_val_if_fail (INVITES_IS_ROW_LIST (self), 0);

  return self->total;
}

/**
 * invites_row_list_get_as_of:
 * @self: a list
 *
 * Returns: when the newest answer was true, in seconds since 1970, or
 *   %INVITES_TIME_NONE
 */
InvitesTime
invites_row_list_get_as_of (InvitesRowList *self)
{
  g_return_val_if_fail (INVITES_IS_ROW_LIST (self), INVITES_TIME_NONE);

  return self->as_of;
}

/**
 * invites_row_list_is_loading:
 * @self: a list
 *
 * Returns: %TRUE while nothing is known of what was asked for, not even that it
 *   cannot be had
 */
gboolean
invites_row_list_is_loading (InvitesRowList *self)
{
  g_return_val_if_fail (INVITES_IS_ROW_LIST (self), FALSE);

  return self->query != NULL && !self->known && self->error == NULL;
}

/**
 * invites_row_list_get_error:
 * @self: a list
 *
 * Returns: (transfer none) (nullable): why rows are missing or may be old
 */
const GError *
invites_row_list_get_error (InvitesRowList *self)
{
  g_return_val_if_fail (INVITES_IS_ROW_LIST (self), NULL);

  return self->error;
}

/**
 * invites_row_list_retry:
 * @self: a list
 *
 * Asks again for what failed; when nothing did, for everything.
 */
void
invites_row_list_retry (InvitesRowList *self)
{
  g_return_if_fail (INVITES_IS_ROW_LIST (self));

  if (self->query == NULL)
    return;
  if (!self->known || !invites_row_cache_has_failed (self->cache))
    {
      invites_row_list_refresh (self);
      return;
    }
  take_error (self, NULL);
  invites_row_cache_retry (self->cache);
  invites_row_list_fetch (self);
}

/**
 * invites_row_list_refresh:
 * @self: a list
 *
 * Asks again for the total and for every row that somebody holds. These show
 * what they showed until the answers come.
 */
void
invites_row_list_refresh (InvitesRowList *self)
{
  g_return_if_fail (INVITES_IS_ROW_LIST (self));

  if (self->query == NULL || self->cache == NULL)
    return;
  take_error (self, NULL);
  refresh (self);
}

/**
 * invites_row_list_catch_up:
 * @self: a list
 *
 * Refreshes the list because something has changed. What is under way is let
 * arrive first, and a slow service is given time: a service that changes all
 * the time must not keep its answers from ever being shown.
 */
void
invites_row_list_catch_up (InvitesRowList *self)
{
  g_return_if_fail (INVITES_IS_ROW_LIST (self));

  if (self->query != NULL && self->pace != NULL)
    invites_pace_want (self->pace);
}

/**
 * invites_row_list_get_n_alive:
 * @self: a list
 *
 * Returns: how many row objects there are, however long the list is
 */
guint
invites_row_list_get_n_alive (InvitesRowList *self)
{
  g_return_val_if_fail (INVITES_IS_ROW_LIST (self), 0);

  return self->cache != NULL ? invites_row_cache_get_n_rows (self->cache) : 0;
}
