/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/invites-help.h"

#define HELP_URI "help:" INVITES_GETTEXT_DOMAIN

static void
tell_failure (GtkWindow *parent)
{
  GtkWidget *dialog = adw_message_dialog_new (
    parent, _("The Help Cannot Be Shown"),
    _("There is no program here that shows help. It is called Help, or Yelp, "
      "and your administrator can install it."));

  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "close",
                                   _("_Close"));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
shown_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  GtkWindow *parent = GTK_WINDOW (object);
  g_autoptr(GError) error = NULL;

  if (!gtk_show_uri_full_finish (parent, result, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_debug ("No help: %s", error->message);
      tell_failure (parent);
    }
}

/**
 * invites_help_show:
 * @parent: the window that the user is in
 *
 * Opens the help. Where there is no program for it, says so.
 */
void
invites_help_show (GtkWindow *parent)
{
  g_return_if_fail (GTK_IS_WINDOW (parent));

  gtk_show_uri_full (parent, HELP_URI, GDK_CURRENT_TIME, NULL, shown_cb, NULL);
}
