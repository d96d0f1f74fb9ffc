/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/details/invites-details-cell.h"

/* Pixels. */
#define ICON_SIZE 16
#define SPACING   6

/* Of what has not arrived. */
#define FAINT 0.55

/* GtkColumnView keeps some two hundred rows, and gives all of them other items
 * at each far jump: seven labels a row that measure their text took a quarter
 * of a second. So a cell has no children and one size, which comes from the
 * style sheet, and it lays out its text when it is drawn, which most never
 * are. */
struct _InvitesDetailsCell
{
  GtkWidget parent_instance;

  /* Owned. */
  InvitesRow           *item;      /* (nullable) */
  GTimeZone            *time_zone; /* (nullable) */
  PangoLayout          *layout;    /* (nullable): until it is drawn */
  gulong                item_handler;
  InvitesDetailsColumn  column;
};

enum
{
  PROP_ITEM = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (InvitesDetailsCell, invites_details_cell, GTK_TYPE_WIDGET)

static char *
dup_text (InvitesDetailsCell *self)
{
  char *text = NULL;

  if (self->item != NULL)
    text = invites_details_column_dup_text (self->column, self->item,
                                            self->time_zone);
  return text != NULL ? text : g_strdup ("…");
}

static gboolean
is_faint (InvitesDetailsCell *self)
{
  return self->item != NULL
         && invites_row_get_state (self->item) != INVITES_ROW_LOADED;
}

static void
show_item (InvitesDetailsCell *self)
{
  g_autofree char *text = dup_text (self);

  g_clear_object (&self->layout);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static gboolean
has_icon (InvitesDetailsCell *self)
{
  return self->column == INVITES_DETAILS_STATUS;
}

static int
get_text_width (InvitesDetailsCell *self)
{
  int width = gtk_widget_get_width (GTK_WIDGET (self));

  return MAX (width - (has_icon (self) ? ICON_SIZE + SPACING : 0), 0);
}

/* Digits of one width, so that times stand below each other. */
static PangoAttrList *
make_attributes (void)
{
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes,
                          pango_attr_font_features_new ("tnum=1"));
  return attributes;
}

static gboolean
is_time (InvitesDetailsColumn column)
{
  return column == INVITES_DETAILS_INVITE_SENT
         || column == INVITES_DETAILS_LOGIN
         || column == INVITES_DETAILS_CHANGED;
}

/* All cells of a table draw with its font: a context for each would cost more
 * than the text. */
static PangoContext *
get_context (InvitesDetailsCell *self)
{
  GtkWidget *view = gtk_widget_get_ancestor (GTK_WIDGET (self),
                                             GTK_TYPE_COLUMN_VIEW);

  return gtk_widget_get_pango_context (view != NULL ? view
                                                    : GTK_WIDGET (self));
}

static PangoLayout *
ensure_layout (InvitesDetailsCell *self)
{
  if (self->layout == NULL)
    {
      g_autofree char *text = dup_text (self);

      self->layout = pango_layout_new (get_context (self));
      pango_layout_set_single_paragraph_mode (self->layout, TRUE);
      pango_layout_set_ellipsize (self->layout, PANGO_ELLIPSIZE_END);
      pango_layout_set_text (self->layout, text, -1);
      if (is_time (self->column))
        {
          g_autoptr(PangoAttrList) attributes = make_attributes ();

          pango_layout_set_attributes (self->layout, attributes);
        }
    }
  pango_layout_set_width (self->layout, get_text_width (self) * PANGO_SCALE);
  return self->layout;
}

/* What the words say, repeated by a named colour. */
static void
get_colour (InvitesDetailsCell *self,
            GdkRGBA            *colour)
{
  GtkStyleContext *context
    = gtk_widget_get_style_context (GTK_WIDGET (self));
  const char *style = NULL;
  g_autofree char *name = NULL;

  gtk_style_context_get_color (context, colour);
  if (has_icon (self) && self->item != NULL)
    style = invites_details_status_style (self->item);
  if (style == NULL)
    return;
  name = g_strconcat (style, "_color", NULL);
  gtk_style_context_lookup_color (context, name, colour);
}

static void
draw_icon (InvitesDetailsCell *self,
           GtkSnapshot        *snapshot,
           const GdkRGBA      *colour,
           int                 x)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const char *name = NULL;
  g_autoptr(GtkIconPaintable) icon = NULL;
  const GdkRGBA colours[4] = { *colour, *colour, *colour, *colour };
  int y = (gtk_widget_get_height (widget) - ICON_SIZE) / 2;

  if (self->item != NULL)
    name = invites_details_status_icon (self->item);
  if (name == NULL)
    return;
  icon = gtk_icon_theme_lookup_icon (
    gtk_icon_theme_get_for_display (gtk_widget_get_display (widget)), name,
    NULL, ICON_SIZE, gtk_widget_get_scale_factor (widget),
    gtk_widget_get_direction (widget), 0);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) x,
                                                          (float) y));
  gtk_symbolic_paintable_snapshot_symbolic (GTK_SYMBOLIC_PAINTABLE (icon),
                                            snapshot, ICON_SIZE, ICON_SIZE,
                                            colours, G_N_ELEMENTS (colours));
  gtk_snapshot_restore (snapshot);
}

static void
draw_text (InvitesDetailsCell *self,
           GtkSnapshot        *snapshot,
           const GdkRGBA      *colour,
           gboolean            from_right)
{
  PangoLayout *layout = ensure_layout (self);
  PangoRectangle text;
  int height = gtk_widget_get_height (GTK_WIDGET (self));
  int x;

  /* Where the line begins is the window's to say, not the script's. */
  pango_layout_get_pixel_extents (layout, NULL, &text);
  if (from_right)
    x = get_text_width (self) - text.width;
  else
    x = has_icon (self) ? ICON_SIZE + SPACING : 0;
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (
    snapshot, &GRAPHENE_POINT_INIT ((float) (x - text.x),
                                    (float) ((height - text.height) / 2)));
  gtk_snapshot_append_layout (snapshot, layout, colour);
  gtk_snapshot_restore (snapshot);
}

static void
invites_details_cell_snapshot (GtkWidget   *widget,
                               GtkSnapshot *snapshot)
{
  InvitesDetailsCell *self = INVITES_DETAILS_CELL (widget);
  gboolean from_right
    = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GdkRGBA colour;

  get_colour (self, &colour);
  if (is_faint (self))
    colour.alpha *= (float) FAINT;
  if (has_icon (self))
    draw_icon (self, snapshot, &colour,
               from_right ? gtk_widget_get_width (widget) - ICON_SIZE : 0);
  draw_text (self, snapshot, &colour, from_right);
}

static gboolean
invites_details_cell_query_tooltip (GtkWidget  *widget,
                                    int         x,
                                    int         y,
                                    gboolean    keyboard_mode,
                                    GtkTooltip *tooltip)
{
  InvitesDetailsCell *self = INVITES_DETAILS_CELL (widget);
  PangoLayout *layout = ensure_layout (self);
  g_autofree char *hint = NULL;

  if (self->item != NULL)
    hint = invites_details_column_dup_hint (self->column, self->item);
  if (hint == NULL && !pango_layout_is_ellipsized (layout))
    return FALSE;

  gtk_tooltip_set_text (tooltip,
                        hint != NULL ? hint : pango_layout_get_text (layout));
  return TRUE;
}

static void
forget_item (InvitesDetailsCell *self)
{
  if (self->item != NULL)
    g_clear_signal_handler (&self->item_handler, self->item);
  g_clear_object (&self->item);
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

  forget_item (self);
  g_clear_object (&self->layout);
  g_clear_pointer (&self->time_zone, g_time_zone_unref);

  G_OBJECT_CLASS (invites_details_cell_parent_class)->dispose (object);
}

/* A row is called as its contact, or by the address while the column of the
 * contact is not shown. */
static gboolean
names_row (InvitesDetailsCell *self)
{
  GtkWidget *view;

  if (self->column != INVITES_DETAILS_EMAIL)
    return self->column == INVITES_DETAILS_CONTACT;

  view = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_COLUMN_VIEW);
  return view != NULL
         && gtk_widget_has_css_class (view, INVITES_DETAILS_CELL_NO_CONTACT);
}

/* What GTK puts around a cell has no name of its own, and would be called by
 * its type: the cell's frame is called as it is. */
static void
invites_details_cell_root (GtkWidget *widget)
{
  InvitesDetailsCell *self = INVITES_DETAILS_CELL (widget);
  GtkWidget *frame = gtk_widget_get_parent (widget);

  GTK_WIDGET_CLASS (invites_details_cell_parent_class)->root (widget);

  gtk_accessible_update_relation (GTK_ACCESSIBLE (frame),
                                  GTK_ACCESSIBLE_RELATION_LABELLED_BY, self,
                                  NULL, -1);
  if (names_row (self))
    invites_details_cell_name_row (self);
}

static void
invites_details_cell_class_init (InvitesDetailsCellClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = invites_details_cell_get_property;
  object_class->set_property = invites_details_cell_set_property;
  object_class->dispose = invites_details_cell_dispose;
  widget_class->root = invites_details_cell_root;
  widget_class->snapshot = invites_details_cell_snapshot;
  widget_class->query_tooltip = invites_details_cell_query_tooltip;

  properties[PROP_ITEM]
    = g_param_spec_object ("item", NULL, NULL, INVITES_TYPE_ROW,
                           G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY
                             | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_css_name (widget_class, "detailscell");
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
invites_details_cell_init (InvitesDetailsCell *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
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
  gtk_widget_add_css_class (GTK_WIDGET (self),
                            invites_details_column_style (column));
  gtk_widget_add_css_class (GTK_WIDGET (self),
                            invites_details_column_name (column));

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

  if (self->item == item)
    return;

  forget_item (self);
  if (item != NULL)
    {
      self->item = g_object_ref (item);
      self->item_handler
        = g_signal_connect_swapped (item, "notify::state",
                                    G_CALLBACK (show_item), self);
      show_item (self);
    }
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

/**
 * invites_details_cell_get_column:
 * @self: an #InvitesDetailsCell
 *
 * Returns: what of a row it shows
 */
InvitesDetailsColumn
invites_details_cell_get_column (InvitesDetailsCell *self)
{
  g_return_val_if_fail (INVITES_IS_DETAILS_CELL (self),
                        INVITES_DETAILS_EMAIL);

  return self->column;
}

/**
 * invites_details_cell_name_row:
 * @self: an #InvitesDetailsCell in a view
 *
 * Calls its row, which has no name of its own, as the cell.
 */
void
invites_details_cell_name_row (InvitesDetailsCell *self)
{
  GtkWidget *frame, *row;

  g_return_if_fail (INVITES_IS_DETAILS_CELL (self));

  frame = gtk_widget_get_parent (GTK_WIDGET (self));
  row = frame != NULL ? gtk_widget_get_parent (frame) : NULL;
  if (row != NULL)
    gtk_accessible_update_relation (GTK_ACCESSIBLE (row),
                                    GTK_ACCESSIBLE_RELATION_LABELLED_BY, self,
                                    NULL, -1);
}
