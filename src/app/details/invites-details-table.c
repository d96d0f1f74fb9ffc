/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/details/invites-details-selection.h"
#include "app/details/invites-details-table-private.h"

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
  SIGNAL_LAYOUT_CHANGED,
  SIGNAL_MENU_OPENS,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (InvitesDetailsTable, invites_details_table,
                     GTK_TYPE_WIDGET)

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
      invites_details_table_apply_sort (self, g_value_get_string (value),
                                        self->descending);
      break;

    case PROP_SORT_ORDER:
      invites_details_table_apply_sort (
        self, self->sort_column,
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

  g_clear_weak_pointer (&self->focus);
  g_clear_pointer (&self->popover, gtk_widget_unparent);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  invites_details_table_clear_columns (self);
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
  signals[SIGNAL_LAYOUT_CHANGED]
    = g_signal_new ("layout-changed", G_TYPE_FROM_CLASS (klass),
                    G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_MENU_OPENS]
    = g_signal_new ("menu-opens", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                    0, NULL, NULL, NULL, G_TYPE_NONE, 2, INVITES_TYPE_ROW,
                    G_TYPE_INT);

  invites_details_table_install_menu (widget_class);
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
invites_details_table_init (InvitesDetailsTable *self)
{
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
  invites_details_table_watch_columns (self);

  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller),
                                 GTK_WIDGET (self->view));
  gtk_widget_set_vexpand (self->scroller, TRUE);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));

  invites_details_table_add_menu (self);
}

/**
 * invites_details_table_set_sort:
 * @self: an #InvitesDetailsTable
 * @column: (transfer none): a column's field, for ever, or ""
 * @descending: the order
 *
 * Tells of another order, once.
 */
void
invites_details_table_set_sort (InvitesDetailsTable *self,
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

/**
 * invites_details_table_tell_layout:
 * @self: an #InvitesDetailsTable
 *
 * Tells that the columns stand otherwise, when all of them do.
 */
void
invites_details_table_tell_layout (InvitesDetailsTable *self)
{
  if (!self->arranging)
    g_signal_emit (self, signals[SIGNAL_LAYOUT_CHANGED], 0);
}

/**
 * invites_details_table_tell_menu:
 * @self: an #InvitesDetailsTable
 * @row: the row that its menu will be about
 * @column: the column of the cell, or -1
 *
 * Asks for the menu.
 */
void
invites_details_table_tell_menu (InvitesDetailsTable *self,
                                 InvitesRow          *row,
                                 int                  column)
{
  g_signal_emit (self, signals[SIGNAL_MENU_OPENS], 0, row, column);
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
  g_return_if_fail (INVITES_IS_DETAILS_TABLE (self));
  g_return_if_fail (INVITES_IS_ROW_LIST (list));
  g_return_if_fail (self->selection == NULL);

  self->kind = kind;
  self->time_zone = time_zone != NULL ? g_time_zone_ref (time_zone) : NULL;
  invites_details_table_add_columns (self);

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
