/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <signal.h>

#include <glib-unix.h>
#include <glib/gi18n.h>

#include "app/invites-application.h"
#include "app/invites-help.h"
#include "app/invites-memory.h"
#include "app/invites-notification.h"
#include "app/invites-window.h"

#define OPTION_DEMO    "demo"
#define OPTION_SERVICE "service"
#define OPTION_VERSION "version"

struct _InvitesApplication
{
  AdwApplication parent_instance;

  guint terminate_id;
  guint interrupt_id;
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

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window
      = gtk_application_get_active_window (GTK_APPLICATION (user_data));

  gtk_show_about_dialog (window, "program-name", _("Portal Invites"),
                         "logo-icon-name", INVITES_APPLICATION_ID, "version",
                         INVITES_VERSION, "license-type", GTK_LICENSE_GPL_3_0,
                         "comments",
                         _("Invite customers to their portal, in bulk"), NULL);
}

/* From a notification, perhaps when the window is behind all others. */
static void
show_send_action (GSimpleAction *action,
                  GVariant *parameter,
                  gpointer user_data)
{
  const char *uuid = g_variant_get_string (parameter, NULL);
  GList *windows = gtk_application_get_windows (GTK_APPLICATION (user_data));

  for (GList *l = windows; l != NULL; l = l->next)
    if (INVITES_IS_WINDOW (l->data))
      {
        invites_window_show_send (l->data, uuid);
        gtk_window_present (l->data);
        break;
      }
  invites_notification_withdraw (G_APPLICATION (user_data), uuid);
}

static const GActionEntry actions[] = {
  { "quit", quit_action, NULL, NULL, NULL, { 0 } },
  { "show-send", show_send_action, "s", NULL, NULL, { 0 } },
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
    { "win.shortcuts", { "<Control>question" } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (accels); i++)
    gtk_application_set_accels_for_action (application, accels[i].action,
                                           accels[i].accels);
}

static void
invites_application_startup (GApplication *application)
{
  InvitesApplication *self = INVITES_APPLICATION (application);

  G_APPLICATION_CLASS (invites_application_parent_class)->startup (application);

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions,
                                   G_N_ELEMENTS (actions), self);
  set_accels (GTK_APPLICATION (self));
  self->terminate_id = g_unix_signal_add (SIGTERM, signal_cb, self);
  self->interrupt_id = g_unix_signal_add (SIGINT, signal_cb, self);
}

static void
open_window (InvitesApplication *self, gboolean demo, const char *service_url)
{
  GtkApplication *application = GTK_APPLICATION (self);
  GtkWindow *window = gtk_application_get_active_window (application);
  g_autoptr(InvitesMemory) memory = NULL;

  if (window == NULL)
    {
      memory = invites_memory_new (NULL);
      window = GTK_WINDOW (invites_window_new (application, memory));
      if (demo)
        invites_window_start_demo (INVITES_WINDOW (window));
      else
        invites_window_start (INVITES_WINDOW (window), service_url);
    }
  gtk_window_present (window);
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
    g_application_set_flags (application,
                             g_application_get_flags (application)
                                 | G_APPLICATION_NON_UNIQUE);
  return -1;
}

static void
invites_application_shutdown (GApplication *application)
{
  InvitesApplication *self = INVITES_APPLICATION (application);

  g_clear_handle_id (&self->terminate_id, g_source_remove);
  g_clear_handle_id (&self->interrupt_id, g_source_remove);

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
