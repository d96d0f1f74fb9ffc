/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/invites-help.h"
#include "app/widgets/invites-alert.h"

#define HELP_URI   "help:" INVITES_GETTEXT_DOMAIN
#define HTML_INDEX INVITES_DATA_DIR "/help/C/index.html"
#define IN_SANDBOX "/.flatpak-info"

/* The desktop's Help cannot look into a sandbox: from there a browser is handed
 * pages that are made for it. */
static char *
dup_help_uri (void)
{
  if (g_file_test (IN_SANDBOX, G_FILE_TEST_EXISTS)
      && g_file_test (HTML_INDEX, G_FILE_TEST_EXISTS))
    return g_filename_to_uri (HTML_INDEX, NULL, NULL);

  return g_strdup (HELP_URI);
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
  g_autofree char *uri = NULL;

  g_return_if_fail (GTK_IS_WINDOW (parent));

  uri = dup_help_uri ();
  gtk_show_uri_full (parent, uri, GDK_CURRENT_TIME, NULL, shown_cb, NULL);
}
