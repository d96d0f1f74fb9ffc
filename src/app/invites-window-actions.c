/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/invite/invites-preview-dialog.h"
#include "app/invites-window-private.h"
#include "app/preferences/invites-preferences-window.h"
#include "app/widgets/invites-present.h"

static InvitesMainView *
get_main_view (gpointer window)
{
  InvitesWindow *self = INVITES_WINDOW (window);

  return self->view != NULL ? invites_service_view_get_main_view (self->view)
                            : NULL;
}

static void
refresh_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  invites_main_view_refresh (get_main_view (widget));
}

static void
send_email_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  invites_main_view_send (get_main_view (widget));
}

static void
find_contact_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  invites_main_view_find (get_main_view (widget));
}

static void
show_page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *page = g_variant_get_string (parameter, NULL);

  if (g_str_equal (page, "invite") || g_str_equal (page, "sends"))
    invites_main_view_show_page (get_main_view (widget), page);
}

static void
sign_out_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  invites_window_sign_out (INVITES_WINDOW (widget));
}

static void
back_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  invites_window_go_back (INVITES_WINDOW (widget));
}

static void
add_service_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  invites_window_add_service (INVITES_WINDOW (widget));
}

static void
preferences_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  InvitesWindow *self = INVITES_WINDOW (widget);
  GtkWindow *window
      = GTK_WINDOW (invites_preferences_window_new (self->services));

  g_signal_connect_object (window, "add-service",
                           G_CALLBACK (invites_window_add_service), self,
                           G_CONNECT_SWAPPED);
  gtk_window_set_transient_for (window, GTK_WINDOW (self));
  gtk_window_present (window);
}

static void
shortcuts_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autoptr(GtkBuilder) builder = gtk_builder_new_from_resource (
      "/io/github/portalinvites/PortalInvites/invites-shortcuts.ui");
  GObject *shortcuts = gtk_builder_get_object (builder, "shortcuts");

  gtk_window_set_transient_for (GTK_WINDOW (shortcuts), GTK_WINDOW (widget));
  gtk_window_present (GTK_WINDOW (shortcuts));
}

static void
demo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  invites_window_start_demo (INVITES_WINDOW (widget));
}

static void
last_mail_read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(InvitesMainView) main_view = INVITES_MAIN_VIEW (user_data);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (main_view));
  g_autoptr(InvitesPreview) mail = NULL;
  g_autoptr(GError) error = NULL;
  GtkWindow *dialog;

  mail = invites_demo_last_mail_finish (INVITES_DEMO (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || root == NULL)
    return;

  if (mail == NULL)
    {
      if (error != NULL)
        g_debug ("Last mail: %s", error->message);
      invites_main_view_add_toast (
          main_view,
          adw_toast_new (error != NULL ? _("The mail could not be read")
                                       : _("No mail has been sent yet")));
      return;
    }

  dialog = invites_preview_dialog_new_for_mail (mail);
  gtk_window_set_transient_for (dialog, GTK_WINDOW (root));
  invites_present_over (dialog, GTK_WIDGET (main_view));
}

static void
show_last_mail_action (GtkWidget *widget,
                       const char *name,
                       GVariant *parameter)
{
  InvitesWindow *self = INVITES_WINDOW (widget);

  invites_demo_last_mail_async (invites_service_view_get_demo (self->view),
                                NULL, last_mail_read_cb,
                                g_object_ref (get_main_view (self)));
}

/**
 * invites_window_offer_last_mail:
 * @self: the window
 * @view: a demo
 *
 * Tells that the demo's send is done, and offers to look at its last mail.
 */
void
invites_window_offer_last_mail (InvitesWindow *self, InvitesServiceView *view)
{
  InvitesMainView *main_view;

  g_return_if_fail (INVITES_IS_WINDOW (self));
  g_return_if_fail (INVITES_IS_SERVICE_VIEW (view));

  main_view = invites_service_view_get_main_view (view);
  if (main_view != NULL)
    invites_main_view_show_offer (
        main_view, _("The mails of the demo stay on this computer."),
        _("Show Last Mail"), "win.show-last-mail");
}

/**
 * invites_window_update_actions:
 * @self: the window
 *
 * Enables what can be done where the user is.
 */
void
invites_window_update_actions (InvitesWindow *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  InvitesMainView *main_view = get_main_view (self);
  gboolean demo = FALSE, signed_in = FALSE, signing_in = FALSE;

  if (self->view != NULL)
    {
      demo = invites_service_view_get_demo (self->view) != NULL;
      signed_in = invites_service_view_is_signed_in (self->view);
      signing_in = invites_service_view_is_signing_in (self->view);
    }
  gtk_widget_action_set_enabled (widget, "win.refresh", main_view != NULL);
  gtk_widget_action_set_enabled (widget, "win.show-page", main_view != NULL);
  gtk_widget_action_set_enabled (
      widget, "win.send-email",
      main_view != NULL && invites_main_view_can_send (main_view));
  gtk_widget_action_set_enabled (
      widget, "win.find-contact",
      main_view != NULL && invites_main_view_can_find (main_view));
  gtk_widget_action_set_enabled (widget, "win.sign-out", signed_in);
  gtk_widget_action_set_enabled (widget, "win.back",
                                 signing_in && self->views->len > 1);
  gtk_widget_action_set_enabled (widget, "win.show-last-mail",
                                 main_view != NULL && demo);
  gtk_widget_action_set_enabled (widget, "win.demo", !demo);
}

/**
 * invites_window_install_actions:
 * @widget_class: the window's class
 */
void
invites_window_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.refresh", NULL,
                                   refresh_action);
  gtk_widget_class_install_action (widget_class, "win.send-email", NULL,
                                   send_email_action);
  gtk_widget_class_install_action (widget_class, "win.find-contact", NULL,
                                   find_contact_action);
  gtk_widget_class_install_action (widget_class, "win.show-page", "s",
                                   show_page_action);
  gtk_widget_class_install_action (widget_class, "win.sign-out", NULL,
                                   sign_out_action);
  gtk_widget_class_install_action (widget_class, "win.back", NULL,
                                   back_action);
  gtk_widget_class_install_action (widget_class, "win.add-service", NULL,
                                   add_service_action);
  gtk_widget_class_install_action (widget_class, "win.preferences", NULL,
                                   preferences_action);
  gtk_widget_class_install_action (widget_class, "win.shortcuts", NULL,
                                   shortcuts_action);
  gtk_widget_class_install_action (widget_class, "win.show-last-mail", NULL,
                                   show_last_mail_action);
  gtk_widget_class_install_action (widget_class, "win.demo", NULL,
                                   demo_action);
}
