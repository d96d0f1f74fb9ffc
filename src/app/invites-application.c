/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "app/invites-about.h"
#include "app/invites-application.h"
#include "app/invites-help.h"
#include "app/invites-notification.h"
#include "app/invites-window.h"
#include "app/settings/invites-services.h"
#include "app/settings/invites-settings.h"
#include "client/invites-trust.h"

#define OPTION_DEMO    "demo"
#define OPTION_SERVICE "service"
#define OPTION_VERSION "version"

struct _InvitesApplication
{
  AdwApplication parent_instance;

  guint terminate_id;
  guint interrupt_id;

  gboolean is_demo; /* of nothing but the demo */

  /* Owned: from startup on. */
  GSettings       *settings;
  InvitesServices *services;
  InvitesTrust    *trust;
};

G_DEFINE_FINAL_TYPE (InvitesApplication, invites_application,
                     ADW_TYPE_APPLICATION)

static const GOptionEntry options[] = {
  { OPTION_DEMO, 0, 0, G_OPTION_ARG_NONE, NULL,
    N_ ("Try it out with a private service and made-up contacts"), NULL },
  { OPTION_SERVICE, 0, 0, G_OPTION_ARG_STRING, NULL,
    N_ ("The account service to sign in to"), N_ ("URL") },
  { OPTION_VERSION, 0, 0, G_OPTION_ARG_NONE, NULL,
    N_ ("Print the version and exit"), NULL },
  { NULL },
};

/* Windows are closed one by one, so that a demo is cleared away. */
static void
close_windows (GtkApplication *application)
{
  g_autoptr(GList) windows
      = g_list_copy (gtk_application_get_windows (application));

  for (GList *l = windows; l != NULL; l = l->next)
    gtk_window_destroy (l->data);
}

static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  close_windows (GTK_APPLICATION (user_data));
}

static void
demo_ended_cb (GObject *object, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GApplication) application = user_data;

  g_subprocess_wait_finish (G_SUBPROCESS (object), result, NULL);
  g_application_release (application);
}

/* From the desktop's menu of this application. A demo is a process of its own,
 * which leaves nothing behind in this one; but a sandbox ends with the process
 * that it was made for. */
static void
demo_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GApplication *application = user_data;
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;

  process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error,
                              program != NULL ? program : "portal-invites",
                              "--" OPTION_DEMO, NULL);
  if (process == NULL)
    {
      g_warning ("The demo did not start: %s", error->message);
      return;
    }

  g_application_hold (application);
  g_subprocess_wait_async (process, NULL, demo_ended_cb,
                           g_object_ref (application));
}

static void
help_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window
      = gtk_application_get_active_window (GTK_APPLICATION (user_data));

  if (window != NULL)
    invites_help_show (window);
}

static InvitesWindow *
find_window (InvitesApplication *self)
{
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (self));

  for (GList *l = windows; l != NULL; l = l->next)
    if (INVITES_IS_WINDOW (l->data))
      return l->data;
  return NULL;
}

static InvitesWindow *
ensure_window (InvitesApplication *self)
{
  InvitesWindow *window = find_window (self);

  if (window != NULL)
    return window;
  return INVITES_WINDOW (invites_window_new (GTK_APPLICATION (self),
                                             self->services, self->trust));
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  InvitesApplication *self = INVITES_APPLICATION (user_data);
  InvitesWindow *window = find_window (self);

  if (window != NULL)
    invites_about_show (GTK_WINDOW (window),
                        invites_services_get_n (self->services),
                        invites_window_get_n_signed_in (window));
}

/* From a notification, perhaps when the window is behind all others, or when
 * the desktop has started the application for this alone. */
static void
show_send_action (GSimpleAction *action,
                  GVariant *parameter,
                  gpointer user_data)
{
  InvitesApplication *self = INVITES_APPLICATION (user_data);
  InvitesWindow *window = ensure_window (self);
  const char *key, *uuid;

  g_variant_get (parameter, "(&s&s)", &key, &uuid);
  invites_window_show_send (window, key, uuid);
  gtk_window_present (GTK_WINDOW (window));
  invites_notification_withdraw (G_APPLICATION (self), uuid);
}

static const GActionEntry actions[] = {
  { "quit", quit_action, NULL, NULL, NULL, { 0 } },
  { "show-send", show_send_action, "(ss)", NULL, NULL, { 0 } },
  { "help", help_action, NULL, NULL, NULL, { 0 } },
  { "about", about_action, NULL, NULL, NULL, { 0 } },
  { "demo", demo_action, NULL, NULL, NULL, { 0 } },
};

static gboolean
signal_cb (gpointer user_data)
{
  close_windows (GTK_APPLICATION (user_data));
  return G_SOURCE_CONTINUE;
}

static void
set_accels (GtkApplication *application)
{
  static const struct
  {
    const char *action;
    const char *accels[3];
  } accels[] = {
    { "app.help", { "F1" } },
    { "app.quit", { "<Control>q" } },
    { "window.close", { "<Control>w" } },
    { "win.refresh", { "<Control>r", "F5" } },
    { "win.find-contact", { "<Control>f" } },
    { "win.send-email", { "<Control>Return", "<Control>KP_Enter" } },
    { "win.show-page::invite", { "<Alt>1" } },
    { "win.show-page::sends", { "<Alt>2" } },
    { "win.preferences", { "<Control>comma" } },
    { "win.back", { "<Alt>Left" } },
    { "win.shortcuts", { "<Control>question" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (application, accels[i].action,
                                           accels[i].accels);
}

static void
style_changed_cb (InvitesApplication *self)
{
  static const AdwColorScheme schemes[] = {
    ADW_COLOR_SCHEME_DEFAULT,
    ADW_COLOR_SCHEME_FORCE_LIGHT,
    ADW_COLOR_SCHEME_FORCE_DARK,
  };
  AdwStyleManager *manager
      = adw_application_get_style_manager (ADW_APPLICATION (self));
  int style = g_settings_get_enum (self->settings, "style");

  if (style >= 0 && style < (int) G_N_ELEMENTS (schemes))
    adw_style_manager_set_color_scheme (manager, schemes[style]);
}

static void
ca_file_changed_cb (InvitesApplication *self)
{
  g_autoptr(GVariant) value = g_settings_get_value (self->settings, "ca-file");
  const char *path = g_variant_get_bytestring (value);
  g_autoptr(GError) error = NULL;

  /* What cannot be read is said in the preferences, and whoever needed it
   * hears that a service could not prove who it is. */
  if (!invites_trust_set_file (self->trust, *path != '\0' ? path : NULL,
                               &error))
    g_debug ("Certificate file: %s", error->message);
}

/* A demo looks as the user likes it, knows no service, and leaves nothing
 * behind. */
static GSettings *
make_settings (InvitesApplication *self)
{
  g_autoptr(GSettings) settings = invites_settings_new ();
  g_autoptr(GVariant) style = NULL;
  GSettings *own;

  if (!self->is_demo)
    return g_steal_pointer (&settings);
  own = invites_settings_new_in_memory ();
  style = g_settings_get_value (settings, "style");
  g_settings_set_value (own, "style", style);
  return own;
}

static void
take_over_memory (InvitesApplication *self)
{
  g_autofree char *path = g_build_filename (g_get_user_config_dir (),
                                            "portal-invites", "memory.ini",
                                            NULL);

  invites_services_take_over (self->services, path);
}

static void
set_up_settings (InvitesApplication *self)
{
  self->settings = make_settings (self);
  self->services = invites_services_new (self->settings);
  if (!self->is_demo)
    take_over_memory (self);
  self->trust = invites_trust_new ();
  g_signal_connect_object (self->settings, "changed::style",
                           G_CALLBACK (style_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::ca-file",
                           G_CALLBACK (ca_file_changed_cb), self,
                           G_CONNECT_SWAPPED);
  style_changed_cb (self);
  ca_file_changed_cb (self);
}

static void
invites_application_startup (GApplication *application)
{
  InvitesApplication *self = INVITES_APPLICATION (application);

  G_APPLICATION_CLASS (invites_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions,
                                   G_N_ELEMENTS (actions), self);
  set_accels (GTK_APPLICATION (self));
  set_up_settings (self);
  self->terminate_id = g_unix_signal_add (SIGTERM, signal_cb, self);
  self->interrupt_id = g_unix_signal_add (SIGINT, signal_cb, self);
}

static void
open_window (InvitesApplication *self, gboolean demo, const char *service_url)
{
  gboolean first = find_window (self) == NULL;
  InvitesWindow *window = ensure_window (self);

  if (demo && first)
    invites_window_start_demo (window);
  else if (service_url != NULL)
    invites_window_start_at (window, service_url);
  else if (first)
    invites_window_start (window);
  gtk_window_present (GTK_WINDOW (window));
}

static void
invites_application_activate (GApplication *application)
{
  open_window (INVITES_APPLICATION (application), FALSE, NULL);
}

static int
invites_application_command_line (GApplication *application,
                                  GApplicationCommandLine *command_line)
{
  GVariantDict *dict
      = g_application_command_line_get_options_dict (command_line);
  const char *service_url = NULL;

  g_variant_dict_lookup (dict, OPTION_SERVICE, "&s", &service_url);
  open_window (INVITES_APPLICATION (application),
               g_variant_dict_contains (dict, OPTION_DEMO), service_url);

  return 0;
}

static int
invites_application_handle_local_options (GApplication *application,
                                          GVariantDict *dict)
{
  if (g_variant_dict_contains (dict, OPTION_VERSION))
    {
      g_print ("portal-invites %s\n", INVITES_VERSION);
      return 0;
    }

  /* A demo is one of its own, whatever else is open. */
  if (g_variant_dict_contains (dict, OPTION_DEMO))
    {
      INVITES_APPLICATION (application)->is_demo = TRUE;
      g_application_set_flags (application,
                               g_application_get_flags (application)
                                   | G_APPLICATION_NON_UNIQUE);
    }
  return -1;
}

static void
invites_application_shutdown (GApplication *application)
{
  InvitesApplication *self = INVITES_APPLICATION (application);

  g_clear_handle_id (&self->terminate_id, g_source_remove);
  g_clear_handle_id (&self->interrupt_id, g_source_remove);
  g_clear_object (&self->services);
  g_clear_object (&self->trust);
  g_clear_object (&self->settings);

  G_APPLICATION_CLASS (invites_application_parent_class)
      ->shutdown (application);
}

static void
invites_application_class_init (InvitesApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->startup = invites_application_startup;
  application_class->activate = invites_application_activate;
  application_class->command_line = invites_application_command_line;
  application_class->handle_local_options
      = invites_application_handle_local_options;
  application_class->shutdown = invites_application_shutdown;
}

static void
invites_application_init (InvitesApplication *self)
{
  g_application_add_main_option_entries (G_APPLICATION (self), options);
}

/**
 * invites_application_new:
 *
 * Returns: (transfer full): the application
 */
InvitesApplication *
invites_application_new (void)
{
  return g_object_new (INVITES_TYPE_APPLICATION, "application-id",
                       INVITES_APPLICATION_ID, "flags",
                       G_APPLICATION_HANDLES_COMMAND_LINE,
                       "resource-base-path",
                       "/io/github/portalinvites/PortalInvites", NULL);
}
