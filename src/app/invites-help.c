/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/invites-help.h"
#include "app/widgets/invites-alert.h"

#define HELP_URI "help:" INVITES_GETTEXT_DOMAIN

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
      invites_alert_tell (
        parent, _("The Help Cannot Be Shown"),
        _("There is no program here that shows help. It is called Help, or "
          "Yelp, and your administrator can install it."));
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
