/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/invite/invites-saved-filter-row.h"

struct _InvitesSavedFilterRow
{
  AdwActionRow parent_instance;

  /* Template. */
  GtkWidget *menu_button;
};

G_DEFINE_FINAL_TYPE (InvitesSavedFilterRow, invites_saved_filter_row,
                     ADW_TYPE_ACTION_ROW)

enum
{
  RENAME,
  DELETE,
  MOVE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
rename_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[RENAME], 0);
}

static void
delete_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[DELETE], 0);
}

static void
move_up_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[MOVE], 0, -1);
}

static void
move_down_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_signal_emit (widget, signals[MOVE], 0, 1);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "saved-filter.rename", NULL,
                                   rename_action);
  gtk_widget_class_install_action (widget_class, "saved-filter.delete", NULL,
                                   delete_action);
  gtk_widget_class_install_action (widget_class, "saved-filter.move-up", NULL,
                                   move_up_action);
  gtk_widget_class_install_action (widget_class, "saved-filter.move-down",
                                   NULL, move_down_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F2, 0,
                                       "saved-filter.rename", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Delete, 0,
                                       "saved-filter.delete", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_KP_Delete, 0,
                                       "saved-filter.delete", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Up, GDK_ALT_MASK,
                                       "saved-filter.move-up", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Down,
                                       GDK_ALT_MASK, "saved-filter.move-down",
                                       NULL);
}

static void
invites_saved_filter_row_class_init (InvitesSavedFilterRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  signals[RENAME] = g_signal_new ("rename", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  signals[DELETE] = g_signal_new ("delete", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  /**
   * InvitesSavedFilterRow::move:
   * @self: the row
   * @step: -1 for up, 1 for down
   */
  signals[MOVE] = g_signal_new ("move", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_INT);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/portalinvites/PortalInvites/invite/"
                    "invites-saved-filter-row.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesSavedFilterRow,
                                        menu_button);
  install_actions (widget_class);
}

static void
invites_saved_filter_row_init (InvitesSavedFilterRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * invites_saved_filter_row_new:
 * @name: what the filter is called
 * @description: what it lets pass, in lines
 *
 * Returns: (transfer floating): the row
 */
GtkWidget *
invites_saved_filter_row_new (const char *name, const char *description)
{
  InvitesSavedFilterRow *self;
  g_autofree char *label = NULL;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (description != NULL, NULL);

  self = g_object_new (INVITES_TYPE_SAVED_FILTER_ROW, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), name);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), description);
  /* Translators: name of a menu button; the name of a filter. */
  label = g_strdup_printf (_("More for %s"), name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  return GTK_WIDGET (self);
}

/**
 * invites_saved_filter_row_set_can_move:
 * @self: the row
 * @up: whether there is one above
 * @down: whether there is one below
 */
void
invites_saved_filter_row_set_can_move (InvitesSavedFilterRow *self,
                                       gboolean up,
                                       gboolean down)
{
  g_return_if_fail (INVITES_IS_SAVED_FILTER_ROW (self));

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "saved-filter.move-up",
                                 up);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "saved-filter.move-down",
                                 down);
}
