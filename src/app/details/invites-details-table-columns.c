/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/details/invites-details-cell.h"
#include "app/details/invites-details-table-private.h"

/* A column's sorter, which never sorts: it tells that its column is asked. */
typedef struct
{
  InvitesDetailsTable *table; /* (unowned): holds the column */
  const char          *field;
} Probe;

static int
probe_compare (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  Probe *probe = user_data;

  probe->table->probed = probe->field;
  return -1;
}

/* GTK 4.8 does not tell which column was clicked: compare once and see which
 * column is asked, and whether its answer is turned around. */
static void
sorter_changed_cb (InvitesDetailsTable *self,
                   GtkSorterChange      change,
                   GtkSorter           *sorter)
{
  GtkOrdering ordering;

  self->probed = NULL;
  ordering = gtk_sorter_compare (sorter, self->probes[0], self->probes[1]);
  if (self->probed == NULL)
    invites_details_table_set_sort (self, "", FALSE);
  else
    invites_details_table_set_sort (self, self->probed,
                                    ordering == GTK_ORDERING_LARGER);
}

static void
setup_cell_cb (InvitesDetailsTable      *self,
               GtkListItem              *list_item,
               GtkSignalListItemFactory *factory)
{
  for (guint i = 0; i < INVITES_N_DETAILS_COLUMNS; i++)
    if (self->columns[i] != NULL
        && gtk_column_view_column_get_factory (self->columns[i])
             == GTK_LIST_ITEM_FACTORY (factory))
      gtk_list_item_set_child (
        list_item, invites_details_cell_new ((InvitesDetailsColumn) i,
                                             self->time_zone));
}

static void
bind_cell_cb (InvitesDetailsTable *self,
              GtkListItem         *list_item)
{
  GtkWidget *cell = gtk_list_item_get_child (list_item);

  invites_details_cell_set_item (INVITES_DETAILS_CELL (cell),
                                 gtk_list_item_get_item (list_item));
}

static void
unbind_cell_cb (InvitesDetailsTable *self,
                GtkListItem         *list_item)
{
  GtkWidget *cell = gtk_list_item_get_child (list_item);

  invites_details_cell_set_item (INVITES_DETAILS_CELL (cell), NULL);
}

static gboolean
takes_room (InvitesDetailsColumn column)
{
  return column == INVITES_DETAILS_EMAIL || column == INVITES_DETAILS_CONTACT
         || column == INVITES_DETAILS_ACCOUNT
         || column == INVITES_DETAILS_REPLY;
}

static gboolean
find_kind (InvitesDetailsTable  *self,
           GtkColumnViewColumn  *column,
           InvitesDetailsColumn *kind)
{
  for (guint i = 0; i < INVITES_N_DETAILS_COLUMNS; i++)
    if (self->columns[i] == column)
      {
        *kind = (InvitesDetailsColumn) i;
        return TRUE;
      }

  return FALSE;
}

/* A column with a width of its own keeps it: it takes none of the room that is
 * left, and its cells may be narrower than they would by themselves. */
static void
width_changed_cb (InvitesDetailsTable *self,
                  GParamSpec          *pspec,
                  GtkColumnViewColumn *column)
{
  int width = gtk_column_view_column_get_fixed_width (column);
  int fit = width == -1 ? -1 : MAX (width, INVITES_DETAILS_MIN_WIDTH);
  InvitesDetailsColumn kind;
  g_autofree char *style = NULL;

  if (!find_kind (self, column, &kind))
    return;
  if (fit != width)
    {
      gtk_column_view_column_set_fixed_width (column, fit);
      return;
    }

  style = g_strconcat ("sized-", invites_details_column_name (kind), NULL);
  if (width == -1)
    gtk_widget_remove_css_class (GTK_WIDGET (self->view), style);
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->view), style);
  gtk_column_view_column_set_expand (column,
                                     width == -1 && takes_room (kind));
  invites_details_table_tell_layout (self);
}

static void
name_rows (GtkWidget *widget)
{
  if (INVITES_IS_DETAILS_CELL (widget))
    {
      InvitesDetailsCell *cell = INVITES_DETAILS_CELL (widget);

      if (invites_details_cell_get_column (cell) == INVITES_DETAILS_EMAIL)
        invites_details_cell_name_row (cell);
      return;
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    name_rows (child);
}

/* Without the contact a row is called by the address; the cells of the contact
 * call it by themselves when they come back. */
static void
contact_shown_cb (InvitesDetailsTable *self,
                  GParamSpec          *pspec,
                  GtkColumnViewColumn *column)
{
  GtkWidget *view = GTK_WIDGET (self->view);

  if (gtk_column_view_column_get_visible (column))
    {
      gtk_widget_remove_css_class (view, INVITES_DETAILS_CELL_NO_CONTACT);
      return;
    }

  gtk_widget_add_css_class (view, INVITES_DETAILS_CELL_NO_CONTACT);
  name_rows (view);
}

static void
columns_changed_cb (InvitesDetailsTable *self)
{
  guint n_columns;

  invites_details_columns_for (self->kind, &n_columns);
  /* To be moved, a column is taken out first. */
  if (g_list_model_get_n_items (gtk_column_view_get_columns (self->view))
      == n_columns)
    invites_details_table_tell_layout (self);
}

static void
add_column (InvitesDetailsTable  *self,
            InvitesDetailsColumn  kind)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *column;
  g_autoptr(GtkCustomSorter) sorter = NULL;
  Probe *probe = g_new0 (Probe, 1);

  g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cell_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cell_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cell_cb),
                           self, G_CONNECT_SWAPPED);
  column = gtk_column_view_column_new (invites_details_column_title (kind),
                                       factory);
  self->columns[kind] = column;

  probe->table = self;
  probe->field = invites_details_column_sort_name (kind, self->kind);
  sorter = gtk_custom_sorter_new (probe_compare, probe, g_free);
  gtk_column_view_column_set_sorter (column, GTK_SORTER (sorter));
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_expand (column, takes_room (kind));
  gtk_column_view_append_column (self->view, column);
  g_signal_connect_object (column, "notify::fixed-width",
                           G_CALLBACK (width_changed_cb), self,
                           G_CONNECT_SWAPPED);
  if (kind == INVITES_DETAILS_CONTACT)
    g_signal_connect_object (column, "notify::visible",
                             G_CALLBACK (contact_shown_cb), self,
                             G_CONNECT_SWAPPED);
}

/**
 * invites_details_table_watch_columns:
 * @self: an #InvitesDetailsTable without columns
 *
 * Follows what is done to the headers.
 */
void
invites_details_table_watch_columns (InvitesDetailsTable *self)
{
  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed",
                           G_CALLBACK (sorter_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_column_view_get_columns (self->view),
                           "items-changed", G_CALLBACK (columns_changed_cb),
                           self, G_CONNECT_SWAPPED);
}

/**
 * invites_details_table_add_columns:
 * @self: an #InvitesDetailsTable that knows its kind
 *
 * Makes the columns of that kind.
 */
void
invites_details_table_add_columns (InvitesDetailsTable *self)
{
  guint n_columns;
  const InvitesDetailsColumn *columns
    = invites_details_columns_for (self->kind, &n_columns);

  self->arranging = TRUE;
  for (guint i = 0; i < n_columns; i++)
    add_column (self, columns[i]);
  self->arranging = FALSE;
}

/**
 * invites_details_table_clear_columns:
 * @self: an #InvitesDetailsTable
 *
 * Lets go of the columns.
 */
void
invites_details_table_clear_columns (InvitesDetailsTable *self)
{
  for (guint i = 0; i < INVITES_N_DETAILS_COLUMNS; i++)
    g_clear_object (&self->columns[i]);
}

static GtkColumnViewColumn *
find_column (InvitesDetailsTable *self,
             const char          *field,
             const char         **found)
{
  for (guint i = 0; i < INVITES_N_DETAILS_COLUMNS; i++)
    {
      if (self->columns[i] == NULL)
        continue;
      *found = invites_details_column_sort_name ((InvitesDetailsColumn) i,
                                                 self->kind);
      if (g_str_equal (*found, field))
        return self->columns[i];
    }

  *found = "";
  return NULL;
}

/**
 * invites_details_table_apply_sort:
 * @self: an #InvitesDetailsTable
 * @field: a column's, or ""
 * @descending: the order
 *
 * The headers follow what was chosen from the menu; their sorter tells of each
 * step on the way, which nobody asked for.
 */
void
invites_details_table_apply_sort (InvitesDetailsTable *self,
                                  const char          *field,
                                  gboolean             descending)
{
  GtkSorter *sorter = gtk_column_view_get_sorter (self->view);
  const char *found;
  GtkColumnViewColumn *column = find_column (self, field, &found);

  g_signal_handlers_block_by_func (sorter, sorter_changed_cb, self);
  gtk_column_view_sort_by_column (self->view, NULL, GTK_SORT_ASCENDING);
  if (column != NULL)
    gtk_column_view_sort_by_column (self->view, column,
                                    descending ? GTK_SORT_DESCENDING
                                               : GTK_SORT_ASCENDING);
  g_signal_handlers_unblock_by_func (sorter, sorter_changed_cb, self);

  invites_details_table_set_sort (self, found, descending);
}

/**
 * invites_details_table_dup_layout:
 * @self: an #InvitesDetailsTable with a list
 *
 * Returns: (transfer full): its columns as they stand
 */
InvitesDetailsLayout *
invites_details_table_dup_layout (InvitesDetailsTable *self)
{
  g_autoptr(InvitesDetailsLayout) layout = NULL;
  GListModel *columns;
  guint n_columns;

  g_return_val_if_fail (INVITES_IS_DETAILS_TABLE (self), NULL);

  layout = invites_details_layout_new (self->kind);
  columns = gtk_column_view_get_columns (self->view);
  n_columns = MIN (g_list_model_get_n_items (columns), layout->n_places);
  for (guint i = 0; i < n_columns; i++)
    {
      g_autoptr(GtkColumnViewColumn) column
        = g_list_model_get_item (columns, i);
      InvitesDetailsPlace *place = &layout->places[i];

      if (!find_kind (self, column, &place->column))
        continue;
      place->width = gtk_column_view_column_get_fixed_width (column);
      place->shown = gtk_column_view_column_get_visible (column);
    }

  return g_steal_pointer (&layout);
}

/* GTK makes all cells of a column again when it is moved: those that stand
 * where they should stay there. */
static void
move_column (InvitesDetailsTable *self,
             GtkColumnViewColumn *column,
             guint                place)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);
  g_autoptr(GtkColumnViewColumn) there = g_list_model_get_item (columns,
                                                                place);

  if (there != column)
    gtk_column_view_insert_column (self->view, place, column);
}

/**
 * invites_details_table_set_layout:
 * @self: an #InvitesDetailsTable with a list
 * @layout: columns of that kind of list
 *
 * Arranges the columns.
 */
void
invites_details_table_set_layout (InvitesDetailsTable        *self,
                                  const InvitesDetailsLayout *layout)
{
  g_return_if_fail (INVITES_IS_DETAILS_TABLE (self));
  g_return_if_fail (layout != NULL && layout->kind == self->kind);

  self->arranging = TRUE;
  for (guint i = 0; i < layout->n_places; i++)
    {
      const InvitesDetailsPlace *place = &layout->places[i];
      GtkColumnViewColumn *column = self->columns[place->column];

      move_column (self, column, i);
      gtk_column_view_column_set_fixed_width (column, place->width);
      gtk_column_view_column_set_visible (column, place->shown);
    }
  self->arranging = FALSE;
  invites_details_table_tell_layout (self);
}

static GtkWidget *
find_cell (GtkWidget            *widget,
           InvitesDetailsColumn  column)
{
  GtkWidget *found = NULL;

  if (INVITES_IS_DETAILS_CELL (widget))
    return invites_details_cell_get_column (INVITES_DETAILS_CELL (widget))
               == column
             ? widget
             : NULL;

  for (GtkWidget *child = gtk_widget_get_first_child (widget);
       child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_cell (child, column);

  return found;
}

/**
 * invites_details_table_get_width:
 * @self: an #InvitesDetailsTable
 * @column: one of its columns
 *
 * Returns: how wide it is now, in pixels; 0 when it is not to be seen
 */
int
invites_details_table_get_width (InvitesDetailsTable  *self,
                                 InvitesDetailsColumn  column)
{
  GtkWidget *cell;
  GtkWidget *outer;
  graphene_rect_t bounds;

  g_return_val_if_fail (INVITES_IS_DETAILS_TABLE (self), 0);

  cell = find_cell (GTK_WIDGET (self->view), column);
  if (cell == NULL)
    return 0;

  /* GTK's own cell, with its edges. */
  outer = gtk_widget_get_parent (cell);
  return gtk_widget_compute_bounds (outer, gtk_widget_get_parent (outer),
                                    &bounds)
           ? (int) bounds.size.width
           : 0;
}
