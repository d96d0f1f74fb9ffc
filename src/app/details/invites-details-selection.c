/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/details/invites-details-selection.h"

/* GtkColumnView makes cells for some two hundred rows at once when a list is
 * new, which takes it a tenth of a second. Told of a few rows first, it draws
 * them, and makes the others from frame to frame. */
#define FEW_ROWS    20
#define ENOUGH_ROWS 240

struct _InvitesDetailsSelection
{
  GObject parent_instance;

  guint           n_items; /* as the view knows it */
  guint           grow_id; /* source id, or 0 */

  /* Owned. */
  InvitesRowList *list;
  GtkBitset      *selected; /* positions */
  GHashTable     *known;    /* position → InvitesRow, a copy: who is selected;
                             * the row itself until it has arrived */
  GHashTable     *places;   /* id → position + 1, or 0 while it is nowhere */
};

static void
invites_details_selection_list_model_init (GListModelInterface *iface);
static void
invites_details_selection_model_init (GtkSelectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (InvitesDetailsSelection,
                               invites_details_selection, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (
                                 G_TYPE_LIST_MODEL,
                                 invites_details_selection_list_model_init)
                               G_IMPLEMENT_INTERFACE (
                                 GTK_TYPE_SELECTION_MODEL,
                                 invites_details_selection_model_init))

static void
forget_all (InvitesDetailsSelection *self)
{
  g_hash_table_remove_all (self->known);
  g_hash_table_remove_all (self->places);
}

/* The contact that was selected there is not there any more. */
static void
lose (InvitesDetailsSelection *self,
      guint                    position)
{
  InvitesRow *row = g_hash_table_lookup (self->known,
                                         GUINT_TO_POINTER (position));

  gtk_bitset_remove (self->selected, position);
  if (row == NULL)
    return;
  if (invites_row_get_id (row) != NULL)
    g_hash_table_insert (self->places, g_strdup (invites_row_get_id (row)),
                         GUINT_TO_POINTER (0));
  g_hash_table_remove (self->known, GUINT_TO_POINTER (position));
}

static void
note (InvitesDetailsSelection *self,
      guint                    position,
      InvitesRow              *row)
{
  if (invites_row_get_id (row) == NULL)
    {
      /* Somebody holds it now, so its page is fetched. */
      g_hash_table_insert (self->known, GUINT_TO_POINTER (position),
                           g_object_ref (row));
      return;
    }
  g_hash_table_insert (self->known, GUINT_TO_POINTER (position),
                       invites_row_copy (row));
  g_hash_table_insert (self->places, g_strdup (invites_row_get_id (row)),
                       GUINT_TO_POINTER (position + 1));
}

/* Returns whether anything else is selected than before. */
static gboolean
take_row (InvitesDetailsSelection *self,
          guint                    position,
          InvitesRow              *row)
{
  const char *id = invites_row_get_id (row);
  gpointer place;

  if (!g_hash_table_lookup_extended (self->places, id, NULL, &place))
    return FALSE;
  if (GPOINTER_TO_UINT (place) == position + 1)
    {
      note (self, position, row);
      return FALSE;
    }
  if (place != NULL)
    lose (self, GPOINTER_TO_UINT (place) - 1);
  gtk_bitset_add (self->selected, position);
  note (self, position, row);
  return TRUE;
}

/* Two passes: first who has gone from here, then who has come. */
static gboolean
drop_those_who_left (InvitesDetailsSelection *self,
                     guint                    first,
                     guint                    n_rows)
{
  gboolean changed = FALSE;

  for (guint i = first; i < first + n_rows; i++)
    {
      InvitesRow *known = g_hash_table_lookup (self->known,
                                               GUINT_TO_POINTER (i));
      g_autoptr(InvitesRow) row = NULL;

      if (!gtk_bitset_contains (self->selected, i))
        continue;
      row = g_list_model_get_item (G_LIST_MODEL (self->list), i);
      if (row == NULL || invites_row_get_id (row) == NULL)
        continue;
      if (known == NULL || invites_row_get_id (known) == NULL || known == row)
        note (self, i, row);
      else if (!g_str_equal (invites_row_get_id (known),
                             invites_row_get_id (row)))
        {
          lose (self, i);
          changed = TRUE;
        }
    }
  return changed;
}

static gboolean
find_those_who_came (InvitesDetailsSelection *self,
                     guint                    first,
                     guint                    n_rows)
{
  gboolean changed = FALSE;

  for (guint i = first; i < first + n_rows; i++)
    {
      g_autoptr(InvitesRow) row
        = g_list_model_get_item (G_LIST_MODEL (self->list), i);

      if (row != NULL && invites_row_get_id (row) != NULL)
        changed |= take_row (self, i, row);
    }
  return changed;
}

static void
emit_changed (InvitesDetailsSelection *self)
{
  if (self->n_items > 0)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), 0,
                                           self->n_items);
}

static void
rows_arrived_cb (InvitesDetailsSelection *self,
                 guint                    first,
                 guint                    n_rows)
{
  gboolean changed;

  if ((gtk_bitset_is_empty (self->selected)
       && g_hash_table_size (self->places) == 0)
      || gtk_bitset_get_size (self->selected) > INVITES_DETAILS_MAX_SELECTED)
    return;
  changed = drop_those_who_left (self, first, n_rows);
  changed |= find_those_who_came (self, first, n_rows);
  if (changed)
    emit_changed (self);
}

static void
change_items (InvitesDetailsSelection *self,
              guint                    position,
              guint                    removed,
              guint                    added)
{
  if (removed == 0 && added == 0)
    return;
  self->n_items += added - removed;
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static gboolean
grow_cb (gpointer user_data)
{
  InvitesDetailsSelection *self = user_data;
  guint whole = g_list_model_get_n_items (G_LIST_MODEL (self->list));
  guint next = self->n_items + FEW_ROWS;

  if (next > ENOUGH_ROWS || next > whole)
    {
      next = whole;
      self->grow_id = 0;
    }
  change_items (self, self->n_items, 0, next - self->n_items);
  return self->grow_id != 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
grow (InvitesDetailsSelection *self)
{
  guint whole = g_list_model_get_n_items (G_LIST_MODEL (self->list));

  if (self->n_items == whole || self->grow_id != 0)
    return;
  if (self->n_items >= ENOUGH_ROWS || whole <= FEW_ROWS)
    {
      change_items (self, self->n_items, 0, whole - self->n_items);
      return;
    }
  /* After what is to be drawn. */
  self->grow_id = g_idle_add_full (G_PRIORITY_LOW, grow_cb, self, NULL);
  change_items (self, self->n_items, 0,
                MIN (FEW_ROWS, whole - self->n_items));
}

/* The list changes at its end only, or as a whole. */
static void
items_changed_cb (InvitesDetailsSelection *self,
                  guint                    position,
                  guint                    removed,
                  guint                    added)
{
  GHashTableIter iter;
  gpointer key;

  gtk_bitset_splice (self->selected, position, removed, added);
  if (position == 0)
    forget_all (self);
  g_hash_table_iter_init (&iter, self->known);
  while (removed > 0 && g_hash_table_iter_next (&iter, &key, NULL))
    if (GPOINTER_TO_UINT (key) >= position)
      g_hash_table_iter_remove (&iter);
  if (position < self->n_items)
    change_items (self, position,
                  MIN (removed, self->n_items - position), 0);
  grow (self);
}

/* What is selected is remembered, so that it can be copied when it is far out
 * of sight; but only as many rows as can be copied at all. */
static void
note_selected (InvitesDetailsSelection *self)
{
  g_autoptr(GHashTable) before = g_steal_pointer (&self->known);
  GtkBitsetIter iter;
  guint position;
  gboolean more;

  self->known = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  g_hash_table_remove_all (self->places);
  if (gtk_bitset_get_size (self->selected) > INVITES_DETAILS_MAX_SELECTED)
    return;
  for (more = gtk_bitset_iter_init_first (&iter, self->selected, &position);
       more; more = gtk_bitset_iter_next (&iter, &position))
    {
      InvitesRow *known = g_hash_table_lookup (before,
                                               GUINT_TO_POINTER (position));
      g_autoptr(InvitesRow) row = NULL;

      if (known != NULL)
        row = g_object_ref (known);
      else
        row = g_list_model_get_item (G_LIST_MODEL (self->list), position);
      if (row != NULL)
        note (self, position, row);
    }
}

static GType
invites_details_selection_get_item_type (GListModel *model)
{
  return INVITES_TYPE_ROW;
}

static guint
invites_details_selection_get_n_items (GListModel *model)
{
  return INVITES_DETAILS_SELECTION (model)->n_items;
}

static gpointer
invites_details_selection_get_item (GListModel *model,
                                    guint       position)
{
  InvitesDetailsSelection *self = INVITES_DETAILS_SELECTION (model);

  if (position >= self->n_items)
    return NULL;
  return g_list_model_get_item (G_LIST_MODEL (self->list), position);
}

static void
invites_details_selection_list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = invites_details_selection_get_item_type;
  iface->get_n_items = invites_details_selection_get_n_items;
  iface->get_item = invites_details_selection_get_item;
}

static gboolean
invites_details_selection_is_selected (GtkSelectionModel *model,
                                       guint              position)
{
  return gtk_bitset_contains (INVITES_DETAILS_SELECTION (model)->selected,
                              position);
}

static GtkBitset *
invites_details_selection_get_in_range (GtkSelectionModel *model,
                                        guint              position,
                                        guint              n_items)
{
  return gtk_bitset_ref (INVITES_DETAILS_SELECTION (model)->selected);
}

/* As GTK's own, but without a row for every position. Everything else that a
 * selection can do comes down to this. */
static gboolean
invites_details_selection_set (GtkSelectionModel *model,
                               GtkBitset         *selected,
                               GtkBitset         *mask)
{
  InvitesDetailsSelection *self = INVITES_DETAILS_SELECTION (model);
  g_autoptr(GtkBitset) changes = gtk_bitset_copy (self->selected);
  guint first;

  gtk_bitset_difference (changes, selected);
  gtk_bitset_intersect (changes, mask);
  gtk_bitset_remove_range_closed (changes, self->n_items, G_MAXUINT);
  if (gtk_bitset_is_empty (changes))
    return TRUE;

  gtk_bitset_difference (self->selected, changes);
  note_selected (self);
  first = gtk_bitset_get_minimum (changes);
  gtk_selection_model_selection_changed (
    model, first, gtk_bitset_get_maximum (changes) - first + 1);
  return TRUE;
}

static void
invites_details_selection_model_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = invites_details_selection_is_selected;
  iface->get_selection_in_range = invites_details_selection_get_in_range;
  iface->set_selection = invites_details_selection_set;
}

static void
invites_details_selection_finalize (GObject *object)
{
  InvitesDetailsSelection *self = INVITES_DETAILS_SELECTION (object);

  g_clear_handle_id (&self->grow_id, g_source_remove);
  g_clear_object (&self->list);
  g_clear_pointer (&self->selected, gtk_bitset_unref);
  g_clear_pointer (&self->known, g_hash_table_unref);
  g_clear_pointer (&self->places, g_hash_table_unref);

  G_OBJECT_CLASS (invites_details_selection_parent_class)->finalize (object);
}

static void
invites_details_selection_class_init (InvitesDetailsSelectionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = invites_details_selection_finalize;
}

static void
invites_details_selection_init (InvitesDetailsSelection *self)
{
  self->selected = gtk_bitset_new_empty ();
  self->known = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

/**
 * invites_details_selection_new:
 * @list: the rows
 *
 * Returns: (transfer full): a selection of none of them
 */
GtkSelectionModel *
invites_details_selection_new (InvitesRowList *list)
{
  InvitesDetailsSelection *self;

  g_return_val_if_fail (INVITES_IS_ROW_LIST (list), NULL);

  self = g_object_new (INVITES_TYPE_DETAILS_SELECTION, NULL);
  self->list = g_object_ref (list);
  self->n_items = g_list_model_get_n_items (G_LIST_MODEL (list));
  g_signal_connect_object (list, "items-changed",
                           G_CALLBACK (items_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (list, "rows-arrived", G_CALLBACK (rows_arrived_cb),
                           self, G_CONNECT_SWAPPED);
  return GTK_SELECTION_MODEL (self);
}

/**
 * invites_details_selection_count:
 * @selection: a selection over #InvitesRow
 *
 * Returns: how many rows are selected
 */
guint64
invites_details_selection_count (GtkSelectionModel *selection)
{
  g_return_val_if_fail (INVITES_IS_DETAILS_SELECTION (selection), 0);

  return gtk_bitset_get_size (
    INVITES_DETAILS_SELECTION (selection)->selected);
}

/**
 * invites_details_selection_dup_rows:
 * @selection: a selection over #InvitesRow
 *
 * Calls that need rows go on only when all of them have arrived: half of what
 * was asked for would look like the whole.
 *
 * Returns: (transfer container) (element-type InvitesRow) (nullable): the rows
 *   that are selected, in their order, as they were seen last; %NULL when some
 *   have not arrived or when they are more than %INVITES_DETAILS_MAX_SELECTED
 */
GPtrArray *
invites_details_selection_dup_rows (GtkSelectionModel *selection)
{
  InvitesDetailsSelection *self = INVITES_DETAILS_SELECTION (selection);
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  GtkBitsetIter iter;
  guint position;
  gboolean more;

  g_return_val_if_fail (INVITES_IS_DETAILS_SELECTION (selection), NULL);

  if (gtk_bitset_get_size (self->selected) > INVITES_DETAILS_MAX_SELECTED)
    return NULL;
  for (more = gtk_bitset_iter_init_first (&iter, self->selected, &position);
       more; more = gtk_bitset_iter_next (&iter, &position))
    {
      InvitesRow *row = g_hash_table_lookup (self->known,
                                             GUINT_TO_POINTER (position));

      if (row == NULL || invites_row_get_id (row) == NULL)
        return NULL;
      g_ptr_array_add (rows, g_object_ref (row));
    }
  return g_steal_pointer (&rows);
}

/**
 * invites_details_selection_dup_row:
 * @selection: a selection over #InvitesRow
 *
 * Returns: (transfer full) (nullable): the one selected row, once it has
 *   arrived; %NULL when none or several are selected
 */
InvitesRow *
invites_details_selection_dup_row (GtkSelectionModel *selection)
{
  g_autoptr(GPtrArray) rows = NULL;

  g_return_val_if_fail (INVITES_IS_DETAILS_SELECTION (selection), NULL);

  if (invites_details_selection_count (selection) != 1)
    return NULL;

  rows = invites_details_selection_dup_rows (selection);
  return rows != NULL ? g_object_ref (g_ptr_array_index (rows, 0)) : NULL;
}

/**
 * invites_details_selection_dup_ids:
 * @selection: a selection over #InvitesRow
 *
 * Returns: (transfer full) (nullable): the ids of the selected contacts; %NULL
 *   when some have not arrived or when they are more than
 *   %INVITES_DETAILS_MAX_SELECTED
 */
char **
invites_details_selection_dup_ids (GtkSelectionModel *selection)
{
  g_autoptr(GPtrArray) rows = NULL;
  g_autoptr(GStrvBuilder) ids = g_strv_builder_new ();

  g_return_val_if_fail (INVITES_IS_DETAILS_SELECTION (selection), NULL);

  if ((rows = invites_details_selection_dup_rows (selection)) == NULL)
    return NULL;
  for (guint i = 0; i < rows->len; i++)
    g_strv_builder_add (ids,
                        invites_row_get_id (g_ptr_array_index (rows, i)));

  return g_strv_builder_end (ids);
}
