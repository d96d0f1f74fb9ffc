/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <locale.h>

#include <adwaita.h>
#include <glib/gi18n.h>
#include <libsoup/soup.h>

#include "app/invites-about.h"

#define FLATPAK_INFO "/.flatpak-info"

/* What runs in a sandbox finds there which runtime it runs in. */
static char *
dup_flatpak (void)
{
  g_autoptr(GKeyFile) file = g_key_file_new ();
  g_autofree char *runtime = NULL;

  if (!g_file_test (FLATPAK_INFO, G_FILE_TEST_EXISTS))
    return g_strdup ("no");
  if (g_key_file_load_from_file (file, FLATPAK_INFO, G_KEY_FILE_NONE, NULL))
    runtime = g_key_file_get_string (file, "Application", "runtime", NULL);
  return g_strdup_printf ("yes, %s", runtime != NULL ? runtime : "unknown");
}

/* "GdkX11Display", "GskCairoRenderer": the type says it. */
static const char *
get_display (GtkWidget *widget)
{
  return G_OBJECT_TYPE_NAME (gtk_widget_get_display (widget));
}

static const char *
get_renderer (GtkWidget *widget)
{
  GtkNative *native = gtk_widget_get_native (widget);
  GskRenderer *renderer = NULL;

  if (native != NULL)
    renderer = gtk_native_get_renderer (native);
  return renderer != NULL ? G_OBJECT_TYPE_NAME (renderer) : "none";
}

/* In percent: 96 dots an inch are one. */
static guint
get_text_scale (void)
{
  int dpi = 0;

  g_object_get (gtk_settings_get_default (), "gtk-xft-dpi", &dpi, NULL);
  return dpi > 0 ? (guint) ((dpi * 100.0) / (96 * 1024) + 0.5) : 100;
}

static const char *
get_style (void)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  if (adw_style_manager_get_high_contrast (manager))
    return adw_style_manager_get_dark (manager) ? "dark, high contrast"
                                                : "light, high contrast";
  return adw_style_manager_get_dark (manager) ? "dark" : "light";
}

static const char *
get_settings_backend (void)
{
  const char *name = g_getenv ("GSETTINGS_BACKEND");

  return name != NULL ? name : "default";
}

static void
add_versions (GString *text)
{
  g_string_append_printf (text, "Portal Invites: %s\n", INVITES_VERSION);
  g_string_append_printf (text, "GTK: %u.%u.%u\n", gtk_get_major_version (),
                          gtk_get_minor_version (), gtk_get_micro_version ());
  g_string_append_printf (text, "libadwaita: %u.%u.%u\n",
                          adw_get_major_version (), adw_get_minor_version (),
                          adw_get_micro_version ());
  g_string_append_printf (text, "GLib: %u.%u.%u\n", glib_major_version,
                          glib_minor_version, glib_micro_version);
  g_string_append_printf (text, "libsoup: %u.%u.%u\n",
                          soup_get_major_version (), soup_get_minor_version (),
                          soup_get_micro_version ());
}

/**
 * invites_about_dup_debug_info:
 * @widget: what is on the screen
 * @n_services: how many services are known
 * @n_signed_in: at how many of them somebody is signed in
 *
 * Nothing of it says who works here, where, or on what: whoever asks for help
 * may show it to anybody.
 *
 * Returns: (transfer full): what is good to know when something goes wrong
 */
char *
invites_about_dup_debug_info (GtkWidget *widget,
                              guint n_services,
                              guint n_signed_in)
{
  GString *text = g_string_new (NULL);
  g_autofree char *flatpak = dup_flatpak ();
  g_autofree char *os = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);

  g_return_val_if_fail (GTK_IS_WIDGET (widget), NULL);

  add_versions (text);
  g_string_append_printf (text, "System: %s\n", os != NULL ? os : "unknown");
  g_string_append_printf (text, "Flatpak: %s\n", flatpak);
  g_string_append_printf (text, "Display: %s, scale %d\n",
                          get_display (widget),
                          gtk_widget_get_scale_factor (widget));
  g_string_append_printf (text, "Renderer: %s\n", get_renderer (widget));
  g_string_append_printf (text, "Style: %s\n", get_style ());
  g_string_append_printf (text, "Text scale: %u%%\n", get_text_scale ());
  g_string_append_printf (text, "Language: %s, %s\n",
                          setlocale (LC_MESSAGES, NULL),
                          gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL
                            ? "right to left"
                            : "left to right");
  g_string_append_printf (text, "Formats: %s\n", setlocale (LC_TIME, NULL));
  g_string_append_printf (text, "Settings: %s\n", get_settings_backend ());
  g_string_append_printf (text, "Services: %u known, %u signed in\n",
                          n_services, n_signed_in);
  return g_string_free (text, FALSE);
}

/**
 * invites_about_show:
 * @parent: the window
 * @n_services: how many services are known
 * @n_signed_in: at how many of them somebody is signed in
 */
void
invites_about_show (GtkWindow *parent, guint n_services, guint n_signed_in)
{
  g_autofree char *info = NULL;

  g_return_if_fail (GTK_IS_WINDOW (parent));

  info = invites_about_dup_debug_info (GTK_WIDGET (parent), n_services,
                                       n_signed_in);
  gtk_show_about_dialog (parent, "modal", TRUE, "program-name",
                         _("Portal Invites"), "logo-icon-name",
                         INVITES_APPLICATION_ID, "version", INVITES_VERSION,
                         "license-type", GTK_LICENSE_GPL_3_0, "comments",
                         _("Invite customers to their portal, in bulk"),
                         "system-information", info, NULL);
}
