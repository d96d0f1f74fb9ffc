/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <glib/gstdio.h>

#include "app/preferences/invites-certificate-row.h"
#include "app/preferences/invites-preferences-window.h"
#include "app/settings/invites-settings.h"
#include "test-support.h"
#include "widget-support.h"

#define A "https://a.example.com"

typedef struct
{
  GSettings       *settings;
  InvitesServices *services;
  GtkWindow       *window;
  char            *folder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  fixture->folder = g_dir_make_tmp ("test-preferences-XXXXXX", NULL);
  fixture->settings = invites_settings_new_in_memory ();
  fixture->services = invites_services_new (fixture->settings);
  invites_services_put (fixture->services, A, "ann", TRUE);
  invites_services_put (fixture->services, A, "bob", FALSE);
  fixture->window
      = GTK_WINDOW (invites_preferences_window_new (fixture->services));
  gtk_window_present (fixture->window);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  gtk_window_destroy (fixture->window);
  g_object_unref (fixture->services);
  g_object_unref (fixture->settings);
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
}

static gpointer
get_part (Fixture *fixture, const char *name)
{
  return part (fixture->window, INVITES_TYPE_PREFERENCES_WINDOW, name);
}

static void
test_style (Fixture *fixture, gconstpointer user_data)
{
  AdwComboRow *row = get_part (fixture, "style_row");
  g_autofree char *style = NULL;

  g_assert_cmpuint (adw_combo_row_get_selected (row), ==, 0);
  adw_combo_row_set_selected (row, 2);
  style = g_settings_get_string (fixture->settings, "style");
  g_assert_cmpstr (style, ==, "dark");
  g_settings_set_string (fixture->settings, "style", "light");
  g_assert_cmpuint (adw_combo_row_get_selected (row), ==, 1);
}

static guint
count_actionables (GtkWidget *widget, const char *action)
{
  guint n = GTK_IS_ACTIONABLE (widget)
            && g_strcmp0 (gtk_actionable_get_action_name (
                              GTK_ACTIONABLE (widget)), action) == 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_actionables (child, action);
  return n;
}

static void
test_services (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *group = get_part (fixture, "services_group");
  GtkWindow *question;

  g_assert_cmpuint (count_actionables (group, "services.remove"), ==, 2);
  gtk_widget_activate_action (group, "services.remove", "(ss)", A, "ann");
  question = widget_support_find_window (ADW_TYPE_MESSAGE_DIALOG);
  g_assert_nonnull (strstr (
      adw_message_dialog_get_heading (ADW_MESSAGE_DIALOG (question)), "ann"));
  g_assert_cmpuint (invites_services_get_n (fixture->services), ==, 2);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (question), "confirm");
  wait_until (invites_services_get_n (fixture->services) == 1);
  g_assert_cmpuint (count_actionables (group, "services.remove"), ==, 1);
}

static void
test_forget (Fixture *fixture, gconstpointer user_data)
{
  GtkWindow *question;

  g_signal_emit_by_name (get_part (fixture, "forget_button"), "clicked");
  question = widget_support_find_window (ADW_TYPE_MESSAGE_DIALOG);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (question), "cancel");
  test_run_for (1);
  g_assert_cmpuint (invites_services_get_n (fixture->services), ==, 2);

  g_signal_emit_by_name (get_part (fixture, "forget_button"), "clicked");
  question = widget_support_find_window (ADW_TYPE_MESSAGE_DIALOG);
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (question), "confirm");
  wait_until (invites_services_get_n (fixture->services) == 0);
}

static char *
dup_chosen (Fixture *fixture)
{
  g_autoptr(GVariant) value
      = g_settings_get_value (fixture->settings, "ca-file");

  return g_variant_dup_bytestring (value, NULL);
}

static void
test_certificate (Fixture *fixture, gconstpointer user_data)
{
  InvitesCertificateRow *row = get_part (fixture, "certificate_row");
  GtkWidget *clear = part (row, INVITES_TYPE_CERTIFICATE_ROW, "clear_button");
  g_autofree char *good
      = g_test_build_filename (G_TEST_DIST, "self-signed.pem", NULL);
  g_autofree char *bad = g_build_filename (fixture->folder, "a&b.txt", NULL);
  g_autofree char *chosen = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *none = NULL;

  g_assert_false (gtk_widget_get_visible (clear));
  invites_certificate_row_choose (row, good);
  chosen = dup_chosen (fixture);
  g_assert_cmpstr (chosen, ==, good);
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==,
                   "self-signed.pem");
  g_assert_true (gtk_widget_get_visible (clear));

  /* What is no certificate is not taken, and said so. */
  g_assert_true (g_file_set_contents (bad, "Dear all,", -1, NULL));
  invites_certificate_row_choose (row, bad);
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (row), "error"));
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==,
                   "There is no certificate in “a&b.txt”. A file in PEM form "
                   "is needed.");
  g_unlink (bad);
  invites_certificate_row_choose (row, bad);
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==,
                   "“a&b.txt” cannot be read");
  kept = dup_chosen (fixture);
  g_assert_cmpstr (kept, ==, good);

  g_signal_emit_by_name (clear, "clicked");
  none = dup_chosen (fixture);
  g_assert_cmpstr (none, ==, "");
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (row), "error"));
  g_assert_false (gtk_widget_get_visible (clear));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "/preferences/style", test_style },
    { "/preferences/services", test_services },
    { "/preferences/forget", test_forget },
    { "/preferences/certificate", test_certificate },
  };

  widget_support_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test,
                tear_down);

  return g_test_run ();
}
