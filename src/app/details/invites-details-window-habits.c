/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/details/invites-columns-dialog.h"
#include "app/details/invites-details-window-private.h"
#include "app/widgets/invites-workplace.h"

/* A column that is being dragged tells of every pixel. */
#define SETTLE_MS 500

/* What the window's own size request says. */
#define MIN_WIDTH  360 /* pixels */
#define MIN_HEIGHT 400 /* pixels */

static void
remember_layout (InvitesDetailsWindow *self)
{
  g_autoptr(InvitesDetailsLayout) layout = NULL;

  if (self->layout_id == 0)
    return;

  g_clear_handle_id (&self->layout_id, g_source_remove);
  layout = invites_details_table_dup_layout (self->table);
  g_settings_set_value (self->settings,
                        invites_details_layout_key (self->query->kind),
                        invites_details_layout_to_variant (layout));
}

static void
layout_settled_cb (gpointer user_data)
{
  InvitesDetailsWindow *self = user_data;

  remember_layout (self);
}

static void
layout_changed_cb (InvitesDetailsWindow *self)
{
  g_clear_handle_id (&self->layout_id, g_source_remove);
  self->layout_id = g_timeout_add_once (SETTLE_MS, layout_settled_cb, self);
}

static void
restore_layout (InvitesDetailsWindow *self)
{
  const char *key = invites_details_layout_key (self->query->kind);
  g_autoptr(GVariant) value = g_settings_get_value (self->settings, key);
  g_autoptr(InvitesDetailsLayout) layout
    = invites_details_layout_new_from_variant (self->query->kind, value);

  invites_details_table_set_layout (self->table, layout);
}

/* No larger than the monitor: it may be another one today. */
static void
restore_size (InvitesDetailsWindow *self)
{
  GListModel *monitors
    = gdk_display_get_monitors (gtk_widget_get_display (GTK_WIDGET (self)));
  g_autoptr(GdkMonitor) monitor = g_list_model_get_item (monitors, 0);
  GdkRectangle geometry = { 0, 0, G_MAXINT, G_MAXINT };
  int width, height;

  g_settings_get (self->settings, "details-size", "(ii)", &width, &height);
  if (width <= 0 || height <= 0)
    gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  if (monitor != NULL)
    gdk_monitor_get_geometry (monitor, &geometry);
  gtk_window_set_default_size (GTK_WINDOW (self),
                               MAX (MIN_WIDTH, MIN (width, geometry.width)),
                               MAX (MIN_HEIGHT,
                                    MIN (height, geometry.height)));
  if (g_settings_get_boolean (self->settings, "details-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
}

static void
remember_size (InvitesDetailsWindow *self)
{
  GtkWindow *window = GTK_WINDOW (self);
  int width, height;

  /* Of a maximized window, what it would be otherwise. */
  gtk_window_get_default_size (window, &width, &height);
  g_settings_set (self->settings, "details-size", "(ii)", width, height);
  g_settings_set_boolean (self->settings, "details-maximized",
                          gtk_window_is_maximized (window));
}

/**
 * invites_details_window_remember:
 * @self: an #InvitesDetailsWindow that is being closed
 *
 * Remembers its size, and its columns if they were changed just now.
 */
void
invites_details_window_remember (InvitesDetailsWindow *self)
{
  if (self->settings == NULL)
    return;

  remember_layout (self);
  remember_size (self);
}

/**
 * invites_details_window_show_columns:
 * @self: an #InvitesDetailsWindow
 *
 * Opens the dialog in which columns are moved, hidden and sized.
 */
void
invites_details_window_show_columns (InvitesDetailsWindow *self)
{
  GtkWindow *dialog = invites_columns_dialog_new (self->table);

  gtk_window_set_transient_for (dialog, GTK_WINDOW (self));
  gtk_window_present (dialog);
}

/**
 * invites_details_window_set_settings:
 * @self: an #InvitesDetailsWindow that is not shown yet
 * @settings: what the user has set up for this service
 *
 * Has its size and its columns as they were left, and remembers them.
 */
void
invites_details_window_set_settings (InvitesDetailsWindow *self,
                                     GSettings            *settings)
{
  g_return_if_fail (INVITES_IS_DETAILS_WINDOW (self));
  g_return_if_fail (G_IS_SETTINGS (settings));
  g_return_if_fail (self->settings == NULL);

  self->settings = g_object_ref (settings);
  restore_size (self);
  restore_layout (self);
  g_signal_connect_object (self->table, "layout-changed",
                           G_CALLBACK (layout_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * invites_details_window_open:
 * @self: an #InvitesDetailsWindow that is not shown yet
 * @from: where the number stands that was pressed
 *
 * Shows the window before the one of @from, in the way that the user left the
 * last one. Before a modal window it is modal too: it could not be used
 * otherwise.
 */
void
invites_details_window_open (InvitesDetailsWindow *self,
                             GtkWidget            *from)
{
  InvitesWorkplace *workplace;
  GtkRoot *root;

  g_return_if_fail (INVITES_IS_DETAILS_WINDOW (self));
  g_return_if_fail (GTK_IS_WIDGET (from));

  workplace = invites_workplace_find (from);
  if (workplace != NULL)
    {
      GSettings *settings = invites_workplace_get_settings (workplace);

      if (settings != NULL)
        invites_details_window_set_settings (self, settings);
      invites_details_window_set_choices (
        self, invites_workplace_get_choices (workplace));
    }

  root = gtk_widget_get_root (from);
  if (root != NULL && GTK_IS_WINDOW (root))
    {
      GtkWindow *parent = GTK_WINDOW (root);

      gtk_window_set_transient_for (GTK_WINDOW (self), parent);
      gtk_window_set_modal (GTK_WINDOW (self),
                            gtk_window_get_modal (parent));
    }
  gtk_window_present (GTK_WINDOW (self));
}
