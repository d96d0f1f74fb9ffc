/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/invite/invites-preview-dialog.h"
#include "app/invites-window-private.h"

static gboolean
shows_main_view (InvitesWindow *self)
{
  return self->main_view != NULL
         && gtk_stack_get_visible_child (self->stack)
                == GTK_WIDGET (self->main_view);
}

static gboolean
is_signed_in (InvitesWindow *self)
{
  return shows_main_view (self)
         || g_strcmp0 (gtk_stack_get_visible_child_name (self->stack),
                       "forbidden")
                == 0;
}

static void
refresh_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  invites_main_view_refresh (INVITES_WINDOW (widget)->main_view);
}

static void
send_email_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  invites_main_view_send (INVITES_WINDOW (widget)->main_view);
}

static void
find_contact_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  invites_main_view_find (INVITES_WINDOW (widget)->main_view);
}

static void
show_page_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const char *page = g_variant_get_string (parameter, NULL);

  if (g_str_equal (page, "invite") || g_str_equal (page, "sends"))
    invites_main_view_show_page (INVITES_WINDOW (widget)->main_view, page);
}

static void
sign_out_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  InvitesWindow *self = INVITES_WINDOW (widget);

  invites_session_sign_out (self->session);
  invites_window_drop_main_view (self);
  invites_window_show_sign_in (self, NULL);
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
  g_autoptr(InvitesWindow) self = INVITES_WINDOW (user_data);
  g_autoptr(InvitesPreview) mail = NULL;
  g_autoptr(GError) error = NULL;
  GtkWindow *dialog;

  mail = invites_demo_last_mail_finish (INVITES_DEMO (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || self->main_view == NULL)
    return;

  if (mail == NULL)
    {
      if (error != NULL)
        g_debug ("Last mail: %s", error->message);
      invites_main_view_add_toast (
          self->main_view,
          adw_toast_new (error != NULL ? _("The mail could not be read")
                                       : _("No mail has been sent yet")));
      return;
    }

  dialog = invites_preview_dialog_new_for_mail (mail);
  gtk_window_set_transient_for (dialog, GTK_WINDOW (self));
  gtk_window_present (dialog);
}

static void
show_last_mail_action (GtkWidget *widget,
                       const char *name,
                       GVariant *parameter)
{
  InvitesWindow *self = INVITES_WINDOW (widget);

  invites_demo_last_mail_async (self->demo, self->cancellable,
                                last_mail_read_cb, g_object_ref (self));
}

/**
 * invites_window_offer_last_mail:
 * @self: the window, with a demo
 *
 * Tells that the demo's send is done, and offers to look at its last mail.
 */
void
invites_window_offer_last_mail (InvitesWindow *self)
{
  g_return_if_fail (INVITES_IS_WINDOW (self));
  g_return_if_fail (self->demo != NULL);

  if (self->main_view != NULL)
    invites_main_view_show_offer (
        self->main_view, _("The mails of the demo stay on this computer."),
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
  gboolean main_view = shows_main_view (self);

  gtk_widget_action_set_enabled (widget, "win.refresh", main_view);
  gtk_widget_action_set_enabled (widget, "win.show-page", main_view);
  gtk_widget_action_set_enabled (
      widget, "win.send-email",
      main_view && invites_main_view_can_send (self->main_view));
  gtk_widget_action_set_enabled (
      widget, "win.find-contact",
      main_view && invites_main_view_can_find (self->main_view));
  gtk_widget_action_set_enabled (widget, "win.sign-out", is_signed_in (self));
  gtk_widget_action_set_enabled (widget, "win.show-last-mail",
                                 main_view && self->demo != NULL);
  gtk_widget_action_set_enabled (widget, "win.demo", self->demo == NULL);
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
  gtk_widget_class_install_action (widget_class, "win.shortcuts", NULL,
                                   shortcuts_action);
  gtk_widget_class_install_action (widget_class, "win.show-last-mail", NULL,
                                   show_last_mail_action);
  gtk_widget_class_install_action (widget_class, "win.demo", NULL,
                                   demo_action);
}
