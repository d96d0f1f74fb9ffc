/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/invites-window-private.h"
#include "app/widgets/invites-accessibility.h"

#define DEFAULT_WIDTH  1180 /* pixels */
#define DEFAULT_HEIGHT 760  /* pixels */
#define MIN_WIDTH      360  /* pixels */
#define MIN_HEIGHT     360  /* pixels */

G_DEFINE_FINAL_TYPE_WITH_CODE (
    InvitesWindow,
    invites_window,
    ADW_TYPE_APPLICATION_WINDOW,
    G_IMPLEMENT_INTERFACE (INVITES_TYPE_WORKPLACE,
                           invites_window_workplace_init))

/* No larger than any monitor: a window manager need not be there to see to
 * it, and today's monitors need not be yesterday's. */
static void
limit_size (InvitesWindow *self, int *width, int *height)
{
  GListModel *monitors
      = gdk_display_get_monitors (gtk_widget_get_display (GTK_WIDGET (self)));
  int most_width = MIN_WIDTH, most_height = MIN_HEIGHT;

  for (guint i = 0; i < g_list_model_get_n_items (monitors); i++)
    {
      g_autoptr(GdkMonitor) monitor = g_list_model_get_item (monitors, i);
      GdkRectangle geometry;

      gdk_monitor_get_geometry (monitor, &geometry);
      most_width = MAX (most_width, geometry.width);
      most_height = MAX (most_height, geometry.height);
    }
  *width = CLAMP (*width, MIN_WIDTH, most_width);
  *height = CLAMP (*height, MIN_HEIGHT, most_height);
}

static void
restore_size (InvitesWindow *self)
{
  GSettings *settings = invites_services_get_settings (self->services);
  int width, height;

  g_settings_get (settings, "window-size", "(ii)", &width, &height);
  if (width <= 0 || height <= 0)
    {
      width = DEFAULT_WIDTH;
      height = DEFAULT_HEIGHT;
    }
  limit_size (self, &width, &height);
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
  if (g_settings_get_boolean (settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
}

static void
remember_size (InvitesWindow *self)
{
  GSettings *settings = invites_services_get_settings (self->services);
  gboolean maximized = gtk_window_is_maximized (GTK_WINDOW (self));
  int width, height, old_width, old_height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_get (settings, "window-size", "(ii)", &old_width, &old_height);
  if (width > 0 && height > 0 && (width != old_width || height != old_height))
    g_settings_set (settings, "window-size", "(ii)", width, height);
  if (maximized != g_settings_get_boolean (settings, "window-maximized"))
    g_settings_set_boolean (settings, "window-maximized", maximized);
}

static gboolean
invites_window_close_request (GtkWindow *window)
{
  InvitesWindow *self = INVITES_WINDOW (window);

  invites_window_close_others (self);

  return GTK_WINDOW_CLASS (invites_window_parent_class)->close_request (window);
}

/* However the window is closed. */
static void
invites_window_unmap (GtkWidget *widget)
{
  remember_size (INVITES_WINDOW (widget));

  GTK_WIDGET_CLASS (invites_window_parent_class)->unmap (widget);
}

static void
invites_window_dispose (GObject *object)
{
  InvitesWindow *self = INVITES_WINDOW (object);

  if (self->services != NULL)
    g_signal_handlers_disconnect_by_data (self->services, self);
  self->view = NULL;
  self->previous = NULL;
  /* GTK 4.8 tells a password entry that is gone that it lost the focus. */
  gtk_window_set_focus (GTK_WINDOW (self), NULL);
  while (self->views->len > 0)
    {
      g_autoptr(InvitesServiceView) view
          = g_ptr_array_steal_index (self->views, 0);

      gtk_stack_remove (self->stack, GTK_WIDGET (view));
    }
  g_hash_table_remove_all (self->aside);
  g_hash_table_remove_all (self->focus);
  g_clear_object (&self->services);
  g_clear_object (&self->trust);
  g_clear_object (&self->services_menu);
  g_clear_object (&self->service_action);

  G_OBJECT_CLASS (invites_window_parent_class)->dispose (object);
}

static void
invites_window_finalize (GObject *object)
{
  InvitesWindow *self = INVITES_WINDOW (object);

  g_ptr_array_unref (self->views);
  g_hash_table_unref (self->aside);
  g_hash_table_unref (self->focus);

  G_OBJECT_CLASS (invites_window_parent_class)->finalize (object);
}

static void
invites_window_class_init (InvitesWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = invites_window_dispose;
  object_class->finalize = invites_window_finalize;
  widget_class->unmap = invites_window_unmap;
  GTK_WINDOW_CLASS (klass)->close_request = invites_window_close_request;

  invites_window_install_actions (widget_class);
}

static void
invites_window_init (InvitesWindow *self)
{
  self->views = g_ptr_array_new_with_free_func (g_object_unref);
  self->aside = g_hash_table_new (NULL, NULL);
  self->focus = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);
  self->services_menu = g_menu_new ();
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_hhomogeneous (self->stack, FALSE);
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  invites_accessibility_mend (GTK_WIDGET (self->stack));
  invites_accessibility_mend (GTK_WIDGET (self->stack));
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self),
                                      GTK_WIDGET (self->stack));

  gtk_window_set_title (GTK_WINDOW (self), _("Portal Invites"));
  gtk_window_set_icon_name (GTK_WINDOW (self), INVITES_APPLICATION_ID);
  gtk_widget_set_size_request (GTK_WIDGET (self), MIN_WIDTH, MIN_HEIGHT);
}

/**
 * invites_window_new:
 * @application: the application
 * @services: the services that are known
 * @trust: whose certificates are good
 *
 * Returns: (transfer floating): a window that waits to be started
 */
GtkWidget *
invites_window_new (GtkApplication *application,
                    InvitesServices *services,
                    InvitesTrust *trust)
{
  InvitesWindow *self;

  g_return_val_if_fail (GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (INVITES_IS_SERVICES (services), NULL);
  g_return_val_if_fail (INVITES_IS_TRUST (trust), NULL);

  self = g_object_new (INVITES_TYPE_WINDOW, "application", application, NULL);
  self->services = g_object_ref (services);
  self->trust = g_object_ref (trust);
  restore_size (self);
  invites_window_install_services (self);

  return GTK_WIDGET (self);
}

/**
 * invites_window_start:
 * @self: the window
 *
 * Goes on with the service that was last worked with, or asks to sign in.
 */
void
invites_window_start (InvitesWindow *self)
{
  const InvitesKnownService *last;
  InvitesServiceView *view;

  g_return_if_fail (INVITES_IS_WINDOW (self));

  last = invites_services_get_last (self->services);
  if (last == NULL && invites_services_get_n (self->services) > 0)
    last = invites_services_get (self->services, 0);
  view = invites_window_add_view (self, last != NULL ? last->service_url : NULL,
                                  last != NULL ? last->username : NULL);
  invites_window_switch_to (self, view);
  invites_service_view_start (view);
}

static const char *
find_username (InvitesWindow *self, const char *service_url)
{
  const InvitesKnownService *last = invites_services_get_last (self->services);

  if (last != NULL && g_str_equal (last->service_url, service_url))
    return last->username;
  for (guint i = 0; i < invites_services_get_n (self->services); i++)
    {
      const InvitesKnownService *service
          = invites_services_get (self->services, i);

      if (g_str_equal (service->service_url, service_url))
        return service->username;
    }
  return NULL;
}

/**
 * invites_window_start_at:
 * @self: the window
 * @service_url: the address to sign in to, as it was typed
 *
 * Goes on with that service, or asks to sign in there.
 */
void
invites_window_start_at (InvitesWindow *self, const char *service_url)
{
  g_autofree char *url = NULL;
  g_autofree char *key = NULL;
  const char *username = NULL;
  InvitesServiceView *view = NULL;

  g_return_if_fail (INVITES_IS_WINDOW (self));
  g_return_if_fail (service_url != NULL);

  if ((url = invites_client_check_service_url (service_url, NULL)) != NULL)
    username = find_username (self, url);
  if (username != NULL)
    {
      key = invites_service_view_dup_key_for (url, username);
      view = invites_window_find_view (self, key);
    }
  if (view != NULL)
    {
      invites_window_switch_to (self, view);
      return;
    }

  view = invites_window_add_view (self, url != NULL ? url : service_url,
                                  username);
  invites_window_switch_to (self, view);
  invites_service_view_start (view);
}

/**
 * invites_window_start_demo:
 * @self: the window
 *
 * Makes a private service with made-up contacts, and signs in there.
 */
void
invites_window_start_demo (InvitesWindow *self)
{
  InvitesServiceView *view;

  g_return_if_fail (INVITES_IS_WINDOW (self));

  view = invites_window_find_view (self, INVITES_SERVICE_VIEW_DEMO_KEY);
  if (view != NULL)
    {
      invites_window_switch_to (self, view);
      return;
    }

  view = self->view;
  if (view == NULL || !invites_service_view_is_signing_in (view))
    view = invites_window_add_view (self, NULL, NULL);
  invites_window_switch_to (self, view);
  invites_service_view_start_demo (view);
}

/**
 * invites_window_show_send:
 * @self: the window
 * @key: which service, as invites_service_view_get_key()
 * @uuid: a send there
 *
 * Opens that send's page, as soon as somebody is signed in there.
 */
void
invites_window_show_send (InvitesWindow *self,
                          const char *key,
                          const char *uuid)
{
  InvitesServiceView *view;

  g_return_if_fail (INVITES_IS_WINDOW (self));
  g_return_if_fail (key != NULL);
  g_return_if_fail (uuid != NULL);

  view = invites_window_ensure_view (self, key);
  if (view == NULL)
    {
      /* It has been forgotten since. */
      if (self->view == NULL)
        invites_window_start (self);
      return;
    }
  invites_window_switch_to (self, view);
  invites_service_view_show_send (view, uuid);
}

/**
 * invites_window_get_n_signed_in:
 * @self: the window
 *
 * Returns: at how many services somebody is signed in
 */
guint
invites_window_get_n_signed_in (InvitesWindow *self)
{
  guint n = 0;

  g_return_val_if_fail (INVITES_IS_WINDOW (self), 0);

  for (guint i = 0; i < self->views->len; i++)
    n += invites_service_view_is_signed_in (self->views->pdata[i]);
  return n;
}
