/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/details/invites-details-cell.h"
#include "app/details/invites-details-selection.h"
#include "app/details/invites-details-table.h"

struct _InvitesDetailsTable
{
  GtkWidget parent_instance;

  /* Children. */
  GtkWidget     *scroller;
  GtkColumnView *view;
  GtkWidget     *popover;

  /* Owned. */
  GtkSelectionModel *selection; /* (nullable): no list yet */
  GTimeZone         *time_zone; /* (nullable) */
  InvitesRow        *probes[2];

  InvitesQueryKind  kind;
  const char       *probed;     /* (nullable): who was asked to compare */
  const char       *sort_column;
  gboolean          descending;
};

/* A column's sorter, which never sorts: it tells that its column is asked. */
typedef struct
{
  InvitesDetailsTable *table; /* (unowned): holds the column */
  const char          *field;
} Probe;

enum
{
  PROP_SORT_COLUMN = 1,
  PROP_SORT_ORDER,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

enum
{
  SIGNAL_ACTIVATE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (InvitesDetailsTable, invites_details_table,
                     GTK_TYPE_WIDGET)

static int
probe_compare (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  Probe *probe = user_data;

  probe->table->probed = probe->field;
  return -1;
}

static void
set_sort (InvitesDetailsTable *self,
          const char          *column,
          gboolean             descending)
{
  gboolean same_column = g_str_equal (self->sort_column, column);
  gboolean same_order = self->descending == descending;

  self->sort_column = column;
  self->descending = descending;

  if (!same_column)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SORT_COLUMN]);
  if (!same_order)
    g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SORT_ORDER]);
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
    set_sort (self, "", FALSE);
  else
    set_sort (self, self->probed, ordering == GTK_ORDERING_LARGER);
}

static GtkColumnViewColumn *
find_column (InvitesDetailsTable *self,
             const char          *field,
             const char         **found)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);
  guint n_columns;
  const InvitesDetailsColumn *kinds
    = invites_details_columns_for (self->kind, &n_columns);

  for (guint i = 0; i < n_columns; i++)
    {
      g_autoptr(GtkColumnViewColumn) column
        = g_list_model_get_item (columns, i);

      *found = invites_details_column_sort_name (kinds[i], self->kind);
      if (column != NULL && g_str_equal (*found, field))
        return g_steal_pointer (&column);
    }

  *found = "";
  return NULL;
}

/* The headers follow what was chosen from the menu; their sorter tells of each
 * step on the way, which nobody asked for. */
static void
apply_sort (InvitesDetailsTable *self,
            const char          *field,
            gboolean             descending)
{
  GtkSorter *sorter = gtk_column_view_get_sorter (self->view);
  g_autoptr(GtkColumnViewColumn) column = NULL;
  const char *found;

  column = find_column (self, field, &found);
  g_signal_handlers_block_by_func (sorter, sorter_changed_cb, self);
  gtk_column_view_sort_by_column (self->view, NULL, GTK_SORT_ASCENDING);
  if (column != NULL)
    gtk_column_view_sort_by_column (self->view, column,
                                    descending ? GTK_SORT_DESCENDING
                                               : GTK_SORT_ASCENDING);
  g_signal_handlers_unblock_by_func (sorter, sorter_changed_cb, self);

  set_sort (self, found, descending);
}

static void
setup_cell_cb (InvitesDetailsTable      *self,
               GtkListItem              *list_item,
               GtkSignalListItemFactory *factory)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);
  guint n_columns;
  const InvitesDetailsColumn *kinds
    = invites_details_columns_for (self->kind, &n_columns);

  for (guint i = 0; i < n_columns; i++)
    {
      g_autoptr(GtkColumnViewColumn) column
        = g_list_model_get_item (columns, i);

      if (gtk_column_view_column_get_factory (column)
          == GTK_LIST_ITEM_FACTORY (factory))
        gtk_list_item_set_child (list_item,
                                 invites_details_cell_new (kinds[i],
                                                           self->time_zone));
    }
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

static void
add_column (InvitesDetailsTable  *self,
            InvitesDetailsColumn  kind)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr(GtkColumnViewColumn) column = NULL;
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

  probe->table = self;
  probe->field = invites_details_column_sort_name (kind, self->kind);
  sorter = gtk_custom_sorter_new (probe_compare, probe, g_free);
  gtk_column_view_column_set_sorter (column, GTK_SORTER (sorter));
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_expand (column,
                                     kind == INVITES_DETAILS_EMAIL
                                       || kind == INVITES_DETAILS_CONTACT
                                       || kind == INVITES_DETAILS_ACCOUNT
                                       || kind == INVITES_DETAILS_REPLY);
  gtk_column_view_append_column (self->view, column);
}

static guint
find_position_at (InvitesDetailsTable *self,
                  double               x,
                  double               y)
{
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self), x, y,
                                       GTK_PICK_DEFAULT);
  GtkWidget *cell = NULL;
  InvitesRow *row = NULL;

  if (picked != NULL)
    cell = gtk_widget_get_ancestor (picked, INVITES_TYPE_DETAILS_CELL);
  if (cell != NULL)
    row = invites_details_cell_get_item (INVITES_DETAILS_CELL (cell));

  return row != NULL ? (guint) invites_row_get_position (row)
                     : GTK_INVALID_LIST_POSITION;
}

static void
show_context_menu (InvitesDetailsTable *self,
                   double               x,
                   double               y)
{
  GdkRectangle at = { (int) x, (int) y, 1, 1 };

  if (self->selection == NULL)
    return;

  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), &at);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
secondary_pressed_cb (InvitesDetailsTable *self,
                      int                  n_press,
                      double               x,
                      double               y)
{
  guint position = find_position_at (self, x, y);

  if (position == GTK_INVALID_LIST_POSITION)
    return;
  if (!gtk_selection_model_is_selected (self->selection, position))
    gtk_selection_model_select_item (self->selection, position, TRUE);

  show_context_menu (self, x, y);
}

static void
menu_activated_cb (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  InvitesDetailsTable *self = INVITES_DETAILS_TABLE (widget);

  show_context_menu (self, gtk_widget_get_width (widget) / 2.0,
                     gtk_widget_get_height (widget) / 3.0);
}

static void
row_activated_cb (InvitesDetailsTable *self,
                  guint                position)
{
  gtk_selection_model_select_item (self->selection, position, TRUE);
  g_signal_emit (self, signals[SIGNAL_ACTIVATE], 0);
}

static void
invites_details_table_get_property (GObject    *object,
                                    guint       prop_id,
                                    GValue     *value,
                                    GParamSpec *pspec)
{
  InvitesDetailsTable *self = INVITES_DETAILS_TABLE (object);

  switch (prop_id)
    {
    case PROP_SORT_COLUMN:
      g_value_set_string (value, self->sort_column);
      break;

    case PROP_SORT_ORDER:
      g_value_set_string (value, self->descending ? "descending"
                                                  : "ascending");
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
invites_details_table_set_property (GObject      *object,
                                    guint         prop_id,
                                    const GValue *value,
                                    GParamSpec   *pspec)
{
  InvitesDetailsTable *self = INVITES_DETAILS_TABLE (object);

  switch (prop_id)
    {
    case PROP_SORT_COLUMN:
      apply_sort (self, g_value_get_string (value), self->descending);
      break;

    case PROP_SORT_ORDER:
      apply_sort (self, self->sort_column,
                  g_strcmp0 (g_value_get_string (value), "descending") == 0);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
invites_details_table_size_allocate (GtkWidget *widget,
                                     int        width,
                                     int        height,
                                     int        baseline)
{
  InvitesDetailsTable *self = INVITES_DETAILS_TABLE (widget);
  GtkAllocation whole = { 0, 0, width, height };

  gtk_widget_size_allocate (self->scroller, &whole, baseline);
  gtk_popover_present (GTK_POPOVER (self->popover));
}

static void
invites_details_table_measure (GtkWidget      *widget,
                               GtkOrientation  orientation,
                               int             for_size,
                               int            *minimum,
                               int            *natural,
                               int            *minimum_baseline,
                               int            *natural_baseline)
{
  InvitesDetailsTable *self = INVITES_DETAILS_TABLE (widget);

  gtk_widget_measure (self->scroller, orientation, for_size, minimum, natural,
                      minimum_baseline, natural_baseline);
}

static void
invites_details_table_dispose (GObject *object)
{
  InvitesDetailsTable *self = INVITES_DETAILS_TABLE (object);

  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->probes[0]);
  g_clear_object (&self->probes[1]);
  g_clear_pointer (&self->time_zone, g_time_zone_unref);

  G_OBJECT_CLASS (invites_details_table_parent_class)->dispose (object);
}

static void
invites_details_table_class_init (InvitesDetailsTableClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = invites_details_table_get_property;
  object_class->set_property = invites_details_table_set_property;
  object_class->dispose = invites_details_table_dispose;
  widget_class->measure = invites_details_table_measure;
  widget_class->size_allocate = invites_details_table_size_allocate;

  properties[PROP_SORT_COLUMN]
    = g_param_spec_string ("sort-column", NULL, NULL, "",
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                             | G_PARAM_STATIC_STRINGS);
  properties[PROP_SORT_ORDER]
    = g_param_spec_string ("sort-order", NULL, NULL, "ascending",
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                             | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  signals[SIGNAL_ACTIVATE]
    = g_signal_new ("activate", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                    0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_install_action (widget_class, "menu.popup", NULL,
                                   menu_activated_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10,
                                       GDK_SHIFT_MASK, "menu.popup", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0,
                                       "menu.popup", NULL);
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
invites_details_table_init (InvitesDetailsTable *self)
{
  GtkGesture *gesture;

  self->sort_column = "";
  self->probes[0] = invites_row_new (0);
  self->probes[1] = invites_row_new (1);

  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  gtk_column_view_set_enable_rubberband (self->view, FALSE);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "data-table");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Contacts"), -1);
  g_signal_connect_object (self->view, "activate",
                           G_CALLBACK (row_activated_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed",
                           G_CALLBACK (sorter_changed_cb), self,
                           G_CONNECT_SWAPPED);

  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller),
                                 GTK_WIDGET (self->view));
  gtk_widget_set_vexpand (self->scroller, TRUE);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));

  self->popover = gtk_popover_menu_new_from_model (NULL);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));

  gesture = gtk_gesture_click_new ();
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture),
                                 GDK_BUTTON_SECONDARY);
  g_signal_connect_object (gesture, "pressed",
                           G_CALLBACK (secondary_pressed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (gesture));
}

/**
 * invites_details_table_set_list:
 * @self: an #InvitesDetailsTable that has no list yet
 * @list: (element-type InvitesRow): the rows
 * @kind: what they are, which decides the columns
 * @time_zone: (nullable): where times are shown, or %NULL for the user's own
 *
 * Gives the table its rows, once.
 */
void
invites_details_table_set_list (InvitesDetailsTable *self,
                                InvitesRowList      *list,
                                InvitesQueryKind     kind,
                                GTimeZone           *time_zone)
{
  const InvitesDetailsColumn *columns;
  guint n_columns;

  g_return_if_fail (INVITES_IS_DETAILS_TABLE (self));
  g_return_if_fail (INVITES_IS_ROW_LIST (list));
  g_return_if_fail (self->selection == NULL);

  self->kind = kind;
  self->time_zone = time_zone != NULL ? g_time_zone_ref (time_zone) : NULL;
  columns = invites_details_columns_for (kind, &n_columns);
  for (guint i = 0; i < n_columns; i++)
    add_column (self, columns[i]);

  self->selection = invites_details_selection_new (list);
  gtk_column_view_set_model (self->view, self->selection);
}

/**
 * invites_details_table_get_selection:
 * @self: an #InvitesDetailsTable
 *
 * Returns: (transfer none) (nullable): what is selected; %NULL before there is
 *   a list
 */
GtkSelectionModel *
invites_details_table_get_selection (InvitesDetailsTable *self)
{
  g_return_val_if_fail (INVITES_IS_DETAILS_TABLE (self), NULL);

  return self->selection;
}

/**
 * invites_details_table_set_context_menu:
 * @self: an #InvitesDetailsTable
 * @menu: what can be done with the selected rows
 *
 * Sets what opens by the secondary button and by the menu key.
 */
void
invites_details_table_set_context_menu (InvitesDetailsTable *self,
                                        GMenuModel          *menu)
{
  g_return_if_fail (INVITES_IS_DETAILS_TABLE (self));
  g_return_if_fail (G_IS_MENU_MODEL (menu));

  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->popover), menu);
}

/**
 * invites_details_table_dup_sort:
 * @self: an #InvitesDetailsTable
 *
 * Returns: (transfer full) (nullable): the order as the service wants it: a
 *   field, with "-" in front for descending; %NULL for its own order
 */
char *
invites_details_table_dup_sort (InvitesDetailsTable *self)
{
  g_return_val_if_fail (INVITES_IS_DETAILS_TABLE (self), NULL);

  if (*self->sort_column == '\0')
    return NULL;

  return g_strconcat (self->descending ? "-" : "", self->sort_column, NULL);
}
