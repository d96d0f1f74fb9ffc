/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "app/invites-about.h"
#include "app/invites-window-private.h"
#include "app/settings/invites-settings.h"
#include "canned-service.h"
#include "test-support.h"
#include "widget-support.h"

typedef struct
{
  GSettings       *settings;
  InvitesServices *services;
  InvitesTrust    *trust;
  InvitesWindow   *window;
  CannedService   *canned[2];
  char            *url[2];
  char            *key[2];
} Fixture;

static GtkApplication *application;

/* What is on the pages does not matter here. */
static void
answer_nothing (CannedService *canned)
{
  static const char *const paths[]
      = { "/v1/choices", "/v1/sends", "/v1/sends/a-send" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    canned_service_set_error (canned, paths[i], INVITES_ERROR_UNAVAILABLE);
  canned_service_set_none (canned, "/v1/sign-out");
}

static void
answer_user (CannedService *canned)
{
  g_autoptr(InvitesSignIn) sign_in = invites_sign_in_new ();

  sign_in->token = g_strdup ("the-token");
  sign_in->expires_at = invites_time_now () + 3600;
  sign_in->user = invites_user_new ();
  sign_in->user->name = g_strdup ("Clerk");
  sign_in->user->email = g_strdup ("clerk@office.example");
  sign_in->user->may_send = TRUE;
  canned_service_set (canned, "/v1/sign-in",
                      invites_sign_in_to_json (sign_in));
}

static void
open_window (Fixture *fixture)
{
  fixture->window = INVITES_WINDOW (invites_window_new (
      application, fixture->services, fixture->trust));
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  fixture->settings = invites_settings_new_in_memory ();
  fixture->services = invites_services_new (fixture->settings);
  fixture->trust = invites_trust_new ();
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr(InvitesClient) client = NULL;

      fixture->canned[i] = canned_service_new ();
      client = canned_service_make_client (fixture->canned[i], TRUE);
      fixture->url[i] = g_strdup (invites_client_get_service_url (client));
      fixture->key[i] = invites_service_view_dup_key_for (fixture->url[i],
                                                          "clerk");
      answer_user (fixture->canned[i]);
      answer_nothing (fixture->canned[i]);
    }
  open_window (fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  if (fixture->window != NULL)
    gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_object_unref (fixture->services);
  g_object_unref (fixture->settings);
  g_object_unref (fixture->trust);
  for (guint i = 0; i < 2; i++)
    {
      canned_service_free (fixture->canned[i]);
      g_free (fixture->url[i]);
      g_free (fixture->key[i]);
    }
}

static GtkWidget *
find_type (GtkWidget *widget, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_type (child, type);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static gpointer
get_row (Fixture *fixture, const char *name)
{
  GtkWidget *page = find_type (GTK_WIDGET (fixture->window->view),
                               INVITES_TYPE_SIGN_IN_PAGE);

  return part (page, INVITES_TYPE_SIGN_IN_PAGE, name);
}

static void
type_sign_in (Fixture *fixture, guint which)
{
  gtk_editable_set_text (get_row (fixture, "service_row"),
                         fixture->url[which]);
  gtk_editable_set_text (get_row (fixture, "username_row"), "clerk");
  gtk_editable_set_text (get_row (fixture, "password_row"), "secret");
  g_signal_emit_by_name (get_row (fixture, "sign_in_button"), "clicked");
}

static gboolean
is_at (Fixture *fixture, guint which)
{
  InvitesServiceView *view = fixture->window->view;

  return g_strcmp0 (invites_service_view_get_key (view), fixture->key[which])
             == 0
         && invites_service_view_is_signed_in (view);
}

static void
activate (Fixture *fixture, const char *action)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window),
                                             action, NULL));
}

static void
choose (Fixture *fixture, guint which)
{
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (fixture->window),
                                             "win.service", "s",
                                             fixture->key[which]));
}

static const char *
get_marked (Fixture *fixture)
{
  g_autoptr(GVariant) state
      = g_action_get_state (G_ACTION (fixture->window->service_action));

  /* Lives as long as the action's state does. */
  return g_variant_get_string (state, NULL);
}

/* Signed in at both, and working with the second. */
static void
sign_in_twice (Fixture *fixture)
{
  invites_window_start (fixture->window);
  gtk_window_present (GTK_WINDOW (fixture->window));
  type_sign_in (fixture, 0);
  wait_until (is_at (fixture, 0));
  activate (fixture, "win.add-service");
  g_assert_false (is_at (fixture, 0));
  type_sign_in (fixture, 1);
  wait_until (is_at (fixture, 1));
}

static void
test_switch (Fixture *fixture, gconstpointer user_data)
{
  InvitesMainView *first, *second;
  const InvitesKnownService *last;

  sign_in_twice (fixture);
  second = invites_service_view_get_main_view (fixture->window->view);
  g_assert_cmpuint (invites_services_get_n (fixture->services), ==, 2);
  g_assert_cmpuint (invites_window_get_n_signed_in (fixture->window), ==, 2);
  g_assert_cmpstr (get_marked (fixture), ==, fixture->key[1]);
  /* Each service, and the way to another. */
  g_assert_cmpint (
      g_menu_model_get_n_items (G_MENU_MODEL (fixture->window->services_menu)),
      ==, 3);

  choose (fixture, 0);
  g_assert_true (is_at (fixture, 0));
  first = invites_service_view_get_main_view (fixture->window->view);
  g_assert_true (first != second);
  invites_main_view_show_page (first, "sends");
  last = invites_services_get_last (fixture->services);
  g_assert_cmpstr (last->service_url, ==, fixture->url[0]);

  /* Nobody is asked for anything, and all is as it was. */
  choose (fixture, 1);
  choose (fixture, 0);
  g_assert_true (invites_service_view_get_main_view (fixture->window->view)
                 == first);
  g_assert_cmpuint (canned_service_get_n_asked (fixture->canned[0],
                                                "/v1/sign-in"), ==, 1);
  g_assert_nonnull (strstr (gtk_window_get_title (GTK_WINDOW (fixture->window)),
                            "127.0.0.1"));
}

static void
test_back (Fixture *fixture, gconstpointer user_data)
{
  sign_in_twice (fixture);
  activate (fixture, "win.add-service");
  g_assert_true (gtk_widget_get_visible (get_row (fixture, "back_button")));
  g_assert_cmpstr (get_marked (fixture), ==, "");
  activate (fixture, "win.back");
  g_assert_true (is_at (fixture, 1));
  g_assert_cmpuint (fixture->window->views->len, ==, 2);

  /* Whoever is there already is led there. */
  activate (fixture, "win.add-service");
  type_sign_in (fixture, 0);
  g_assert_true (is_at (fixture, 0));
  g_assert_cmpuint (fixture->window->views->len, ==, 2);
  g_assert_cmpuint (canned_service_get_n_asked (fixture->canned[0],
                                                "/v1/sign-in"), ==, 1);
}

static void
test_sign_out (Fixture *fixture, gconstpointer user_data)
{
  sign_in_twice (fixture);
  activate (fixture, "win.sign-out");
  g_assert_true (is_at (fixture, 0));
  g_assert_cmpuint (invites_window_get_n_signed_in (fixture->window), ==, 1);
  g_assert_cmpuint (canned_service_get_n_asked (fixture->canned[0],
                                                "/v1/sign-out"), ==, 0);
  wait_until (canned_service_get_n_asked (fixture->canned[1], "/v1/sign-out")
              == 1);

  /* It is still known: only the password is asked for. */
  choose (fixture, 1);
  g_assert_true (
      invites_service_view_is_signing_in (fixture->window->view));
  g_assert_cmpstr (gtk_editable_get_text (get_row (fixture, "service_row")),
                   ==, fixture->url[1]);
  g_assert_cmpstr (gtk_editable_get_text (get_row (fixture, "username_row")),
                   ==, "clerk");
  choose (fixture, 0);
  activate (fixture, "win.sign-out");
  g_assert_true (
      invites_service_view_is_signing_in (fixture->window->view));
}

/* What was opened over one service must not stand over the other. */
static void
test_aside (Fixture *fixture, gconstpointer user_data)
{
  GtkWindow *window;

  sign_in_twice (fixture);
  window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_transient_for (window, GTK_WINDOW (fixture->window));
  gtk_window_present (window);
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);

  choose (fixture, 0);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (window)));
  choose (fixture, 1);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (window)));
  choose (fixture, 0);
  invites_services_remove (fixture->services, fixture->url[1], "clerk");
  g_assert_null (window);
  g_assert_cmpuint (fixture->window->views->len, ==, 1);
  g_assert_true (is_at (fixture, 0));
}

static void
test_forget (Fixture *fixture, gconstpointer user_data)
{
  sign_in_twice (fixture);
  invites_services_forget (fixture->services);
  g_assert_cmpuint (fixture->window->views->len, ==, 1);
  g_assert_true (
      invites_service_view_is_signing_in (fixture->window->view));
  g_assert_cmpstr (gtk_editable_get_text (get_row (fixture, "service_row")),
                   ==, "");
}

static void
test_show_send (Fixture *fixture, gconstpointer user_data)
{
  sign_in_twice (fixture);
  invites_window_show_send (fixture->window, fixture->key[0], "a-send");
  g_assert_true (is_at (fixture, 0));
  wait_until (canned_service_get_n_asked (fixture->canned[0],
                                          "/v1/sends/a-send") > 0);
  g_assert_cmpuint (canned_service_get_n_asked (fixture->canned[1],
                                                "/v1/sends/a-send"), ==, 0);

  /* The service has been forgotten since. */
  invites_window_show_send (fixture->window, "https://x.example ann", "b");
  g_assert_true (is_at (fixture, 0));
}

static void
test_size (Fixture *fixture, gconstpointer user_data)
{
  GdkDisplay *display = gdk_display_get_default ();
  g_autoptr(GdkMonitor) monitor
      = g_list_model_get_item (gdk_display_get_monitors (display), 0);
  GdkRectangle geometry;
  int width, height;

  invites_window_start (fixture->window);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 900, 640);
  gtk_window_present (GTK_WINDOW (fixture->window));
  wait_until (gtk_widget_get_width (GTK_WIDGET (fixture->window)) > 0);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_settings_get (fixture->settings, "window-size", "(ii)", &width, &height);
  g_assert_cmpint (width, ==, 900);
  g_assert_cmpint (height, ==, 640);

  open_window (fixture);
  gtk_window_get_default_size (GTK_WINDOW (fixture->window), &width, &height);
  g_assert_cmpint (width, ==, 900);
  g_assert_cmpint (height, ==, 640);
  gtk_window_destroy (GTK_WINDOW (fixture->window));

  /* That monitor is somewhere else today. */
  g_settings_set (fixture->settings, "window-size", "(ii)", 9000, 6400);
  open_window (fixture);
  gdk_monitor_get_geometry (monitor, &geometry);
  gtk_window_get_default_size (GTK_WINDOW (fixture->window), &width, &height);
  g_assert_cmpint (width, ==, geometry.width);
  g_assert_cmpint (height, ==, geometry.height);
}

/* Whoever asks for help may show it to anybody. */
static void
test_debug_info (Fixture *fixture, gconstpointer user_data)
{
  static const char *const facts[]
      = { "GTK: ", "libadwaita: ", "GLib: ", "libsoup: ", "Flatpak: ",
          "Renderer: ", "Text scale: ", "Services: 2 known, 2 signed in" };
  g_autofree char *info = NULL;

  sign_in_twice (fixture);
  info = invites_about_dup_debug_info (
      GTK_WIDGET (fixture->window), invites_services_get_n (fixture->services),
      invites_window_get_n_signed_in (fixture->window));
  for (guint i = 0; i < G_N_ELEMENTS (facts); i++)
    g_assert_nonnull (strstr (info, facts[i]));
  g_assert_null (strstr (info, "127.0.0.1"));
  g_assert_null (strcasestr (info, "clerk"));
  g_assert_null (strstr (info, "the-token"));
  g_assert_null (strstr (info, g_get_user_name ()));
  g_assert_null (strstr (info, g_get_host_name ()));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "/window/switch", test_switch },
    { "/window/back", test_back },
    { "/window/sign-out", test_sign_out },
    { "/window/aside", test_aside },
    { "/window/forget", test_forget },
    { "/window/show-send", test_show_send },
    { "/window/size", test_size },
    { "/window/debug-info", test_debug_info },
  };

  g_autoptr(GError) error = NULL;

  widget_support_init (&argc, &argv);
  application = gtk_application_new (NULL, G_APPLICATION_NON_UNIQUE);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test,
                tear_down);

  return g_test_run ();
}
