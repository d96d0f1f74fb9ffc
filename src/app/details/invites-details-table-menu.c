/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/details/invites-details-cell.h"
#include "app/details/invites-details-table-private.h"

/* What stands in a row of the view: its own cells, and in each one of ours. */
static InvitesDetailsCell *
get_cell_in (GtkWidget *widget)
{
  GtkWidget *child = gtk_widget_get_first_child (widget);

  if (child != NULL && !INVITES_IS_DETAILS_CELL (child))
    child = gtk_widget_get_first_child (child);

  return child != NULL && INVITES_IS_DETAILS_CELL (child)
           ? INVITES_DETAILS_CELL (child)
           : NULL;
}

/* Returns a cell of the row at @widget; @exactly tells whether it is the very
 * cell. */
static InvitesDetailsCell *
find_cell_at (GtkWidget *widget,
              gboolean  *exactly)
{
  *exactly = TRUE;
  if (widget == NULL)
    return NULL;
  if (INVITES_IS_DETAILS_CELL (widget))
    return INVITES_DETAILS_CELL (widget);

  *exactly = gtk_widget_get_first_child (widget) != NULL
             && INVITES_IS_DETAILS_CELL (gtk_widget_get_first_child (widget));
  return get_cell_in (widget);
}

static GtkWidget *
get_focus (InvitesDetailsTable *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  return focus != NULL
             && gtk_widget_is_ancestor (focus, GTK_WIDGET (self->view))
           ? focus
           : NULL;
}

static void
select_row (InvitesDetailsTable *self,
            InvitesRow          *row)
{
  guint position = (guint) invites_row_get_position (row);

  if (!gtk_selection_model_is_selected (self->selection, position))
    gtk_selection_model_select_item (self->selection, position, TRUE);
}

static void
open_menu (InvitesDetailsTable *self,
           InvitesDetailsCell  *cell,
           int                  column,
           const GdkRectangle  *at)
{
  InvitesRow *row = invites_details_cell_get_item (cell);

  if (row == NULL || self->selection == NULL)
    return;

  select_row (self, row);
  g_set_weak_pointer (&self->focus, get_focus (self));
  invites_details_table_tell_menu (self, row, column);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->popover), at);
  gtk_popover_popup (GTK_POPOVER (self->popover));
}

static void
secondary_pressed_cb (InvitesDetailsTable *self,
                      int                  n_press,
                      double               x,
                      double               y)
{
  const GdkRectangle at = { (int) x, (int) y, 1, 1 };
  GtkWidget *picked = gtk_widget_pick (GTK_WIDGET (self), x, y,
                                       GTK_PICK_DEFAULT);
  gboolean exactly;
  InvitesDetailsCell *cell = find_cell_at (picked, &exactly);

  if (cell != NULL)
    open_menu (self, cell,
               exactly ? (int) invites_details_cell_get_column (cell) : -1,
               &at);
}

/* From the keyboard it is about the row with the focus, and opens there. */
static void
menu_activated_cb (GtkWidget  *widget,
                   const char *action_name,
                   GVariant   *parameter)
{
  InvitesDetailsTable *self = INVITES_DETAILS_TABLE (widget);
  gboolean exactly;
  InvitesDetailsCell *cell = find_cell_at (get_focus (self), &exactly);
  graphene_rect_t bounds;
  GdkRectangle at;

  if (cell == NULL
      || !gtk_widget_compute_bounds (GTK_WIDGET (cell), widget, &bounds))
    return;

  at.x = (int) CLAMP (bounds.origin.x, 0, gtk_widget_get_width (widget));
  at.y = (int) CLAMP (bounds.origin.y, 0, gtk_widget_get_height (widget));
  at.width = 1;
  at.height = (int) bounds.size.height;
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    at.x = (int) MIN (at.x + bounds.size.width, gtk_widget_get_width (widget));
  open_menu (self, cell, -1, &at);
}

/* A popover lets the focus fall to wherever. */
static void
menu_closed_cb (InvitesDetailsTable *self)
{
  if (self->focus != NULL)
    gtk_widget_grab_focus (self->focus);
  g_clear_weak_pointer (&self->focus);
}

/**
 * invites_details_table_install_menu:
 * @widget_class: the class of #InvitesDetailsTable
 *
 * Adds the keys that open the menu.
 */
void
invites_details_table_install_menu (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "menu.popup", NULL,
                                   menu_activated_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10,
                                       GDK_SHIFT_MASK, "menu.popup", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0,
                                       "menu.popup", NULL);
}

/**
 * invites_details_table_add_menu:
 * @self: an #InvitesDetailsTable with its view
 *
 * Makes the menu of the rows.
 */
void
invites_details_table_add_menu (InvitesDetailsTable *self)
{
  GtkGesture *gesture = gtk_gesture_click_new ();

  self->popover = gtk_popover_menu_new_from_model (NULL);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->popover), FALSE);
  gtk_widget_set_halign (self->popover, GTK_ALIGN_START);
  gtk_widget_set_parent (self->popover, GTK_WIDGET (self));
  g_signal_connect_object (self->popover, "closed",
                           G_CALLBACK (menu_closed_cb), self,
                           G_CONNECT_SWAPPED);

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (gesture),
                                 GDK_BUTTON_SECONDARY);
  g_signal_connect_object (gesture, "pressed",
                           G_CALLBACK (secondary_pressed_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (gesture));
}
