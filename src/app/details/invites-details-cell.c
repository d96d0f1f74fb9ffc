/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/details/invites-details-cell.h"

struct _InvitesDetailsCell
{
  GtkWidget parent_instance;

  /* Children. */
  GtkWidget *image; /* (nullable): the status column's alone */
  GtkWidget *label;

  /* Owned. */
  InvitesRow           *item;
  GTimeZone            *time_zone; /* (nullable) */
  GSignalGroup         *item_signals;
  InvitesDetailsColumn  column;
  const char           *style; /* (nullable): the class that is set */
};

enum
{
  PROP_ITEM = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (InvitesDetailsCell, invites_details_cell, GTK_TYPE_WIDGET)

static void
set_style (InvitesDetailsCell *self,
           const char         *style)
{
  if (g_strcmp0 (self->style, style) == 0)
    return;

  if (self->style != NULL)
    gtk_widget_remove_css_class (GTK_WIDGET (self), self->style);
  if (style != NULL)
    gtk_widget_add_css_class (GTK_WIDGET (self), style);
  self->style = style;
}

static void
show_status (InvitesDetailsCell *self)
{
  const char *icon = NULL;
  const char *style = NULL;

  if (self->item != NULL)
    {
      icon = invites_details_status_icon (self->item);
      style = invites_details_status_style (self->item);
    }

  gtk_image_set_from_icon_name (GTK_IMAGE (self->image), icon);
  set_style (self, style);
}

static void
show_item (InvitesDetailsCell *self)
{
  g_autofree char *text = NULL;

  if (self->item != NULL)
    text = invites_details_column_dup_text (self->column, self->item,
                                            self->time_zone);
  if (self->image != NULL)
    show_status (self);
  else
    set_style (self, text == NULL && self->item != NULL ? "dim-label" : NULL);

  /* A faint bar of dots stands where the text will be. */
  gtk_label_set_text (GTK_LABEL (self->label), text != NULL ? text : "…");
}

static gboolean
query_tooltip_cb (InvitesDetailsCell *self,
                  int                 x,
                  int                 y,
                  gboolean            keyboard_mode,
                  GtkTooltip         *tooltip)
{
  PangoLayout *layout = gtk_label_get_layout (GTK_LABEL (self->label));
  g_autofree char *hint = NULL;

  if (self->item != NULL)
    hint = invites_details_column_dup_hint (self->column, self->item);
  if (hint == NULL && !pango_layout_is_ellipsized (layout))
    return FALSE;

  gtk_tooltip_set_text (tooltip,
                        hint != NULL
                          ? hint
                          : gtk_label_get_text (GTK_LABEL (self->label)));
  return TRUE;
}

static void
invites_details_cell_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  InvitesDetailsCell *self = INVITES_DETAILS_CELL (object);

  switch (prop_id)
    {
    case PROP_ITEM:
      g_value_set_object (value, self->item);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
invites_details_cell_set_property (GObject      *object,
                                   guint         prop_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  InvitesDetailsCell *self = INVITES_DETAILS_CELL (object);

  switch (prop_id)
    {
    case PROP_ITEM:
      invites_details_cell_set_item (self, g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
invites_details_cell_dispose (GObject *object)
{
  InvitesDetailsCell *self = INVITES_DETAILS_CELL (object);

  g_clear_object (&self->item_signals);
  g_clear_object (&self->item);
  g_clear_pointer (&self->time_zone, g_time_zone_unref);
  g_clear_pointer (&self->image, gtk_widget_unparent);
  g_clear_pointer (&self->label, gtk_widget_unparent);

  G_OBJECT_CLASS (invites_details_cell_parent_class)->dispose (object);
}

static void
invites_details_cell_class_init (InvitesDetailsCellClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = invites_details_cell_get_property;
  object_class->set_property = invites_details_cell_set_property;
  object_class->dispose = invites_details_cell_dispose;

  properties[PROP_ITEM]
    = g_param_spec_object ("item", NULL, NULL, INVITES_TYPE_ROW,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                             | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "detailscell");
}

static void
invites_details_cell_init (InvitesDetailsCell *self)
{
  self->item_signals = g_signal_group_new (INVITES_TYPE_ROW);
  g_signal_group_connect_swapped (self->item_signals, "notify::state",
                                  G_CALLBACK (show_item), self);

  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (query_tooltip_cb),
                    NULL);
}

static void
add_children (InvitesDetailsCell *self)
{
  int width = invites_details_column_width (self->column);
  GtkLayoutManager *layout
    = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);
  if (self->column == INVITES_DETAILS_STATUS)
    {
      self->image = gtk_image_new ();
      gtk_widget_set_parent (self->image, GTK_WIDGET (self));
    }

  /* One width whatever the rows say: columns do not jump while scrolling. */
  self->label = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0, "ellipsize",
                              PANGO_ELLIPSIZE_END, "single-line-mode", TRUE,
                              "width-chars", width, "max-width-chars", width,
                              "hexpand", TRUE, NULL);
  if (self->column == INVITES_DETAILS_INVITE_SENT
      || self->column == INVITES_DETAILS_LOGIN
      || self->column == INVITES_DETAILS_CHANGED)
    gtk_widget_add_css_class (self->label, "numeric");
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));
}

/**
 * invites_details_cell_new:
 * @column: what of a row the cell shows
 * @time_zone: (nullable): where times are shown, or %NULL for the user's own
 *
 * Returns: (transfer floating): an empty cell
 */
GtkWidget *
invites_details_cell_new (InvitesDetailsColumn  column,
                          GTimeZone            *time_zone)
{
  InvitesDetailsCell *self;

  g_return_val_if_fail (column < INVITES_N_DETAILS_COLUMNS, NULL);

  self = g_object_new (INVITES_TYPE_DETAILS_CELL, NULL);
  self->column = column;
  self->time_zone = time_zone != NULL ? g_time_zone_ref (time_zone) : NULL;
  add_children (self);

  return GTK_WIDGET (self);
}

/**
 * invites_details_cell_set_item:
 * @self: an #InvitesDetailsCell
 * @item: (nullable): the row to show and to follow
 *
 * Shows another row, or none.
 */
void
invites_details_cell_set_item (InvitesDetailsCell *self,
                               InvitesRow         *item)
{
  g_return_if_fail (INVITES_IS_DETAILS_CELL (self));
  g_return_if_fail (item == NULL || INVITES_IS_ROW (item));

  if (!g_set_object (&self->item, item))
    return;

  g_signal_group_set_target (self->item_signals, item);
  show_item (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ITEM]);
}

/**
 * invites_details_cell_get_item:
 * @self: an #InvitesDetailsCell
 *
 * Returns: (transfer none) (nullable): the row shown
 */
InvitesRow *
invites_details_cell_get_item (InvitesDetailsCell *self)
{
  g_return_val_if_fail (INVITES_IS_DETAILS_CELL (self), NULL);

  return self->item;
}
