/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "app/settings/invites-services.h"
#include "app/settings/invites-settings.h"
#include "test-support.h"

#define A "https://a.example.com"
#define B "https://b.example.com:8443"

typedef struct
{
  GSettings       *settings;
  InvitesServices *services;
  guint            n_changed;
  GString         *removed;
} Fixture;

static void
changed_cb (Fixture *fixture)
{
  fixture->n_changed++;
}

static void
removed_cb (Fixture *fixture, const char *service_url, const char *username)
{
  g_assert_null (invites_services_find (fixture->services, service_url,
                                        username));
  g_string_append_printf (fixture->removed, "%s;", username);
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  fixture->settings = invites_settings_new_in_memory ();
  fixture->services = invites_services_new (fixture->settings);
  fixture->removed = g_string_new (NULL);
  g_signal_connect_swapped (fixture->services, "changed",
                            G_CALLBACK (changed_cb), fixture);
  g_signal_connect_swapped (fixture->services, "removed",
                            G_CALLBACK (removed_cb), fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  g_string_free (fixture->removed, TRUE);
  g_assert_finalize_object (fixture->services);
  g_object_unref (fixture->settings);
}

static void
assert_last (InvitesServices *services, const char *url, const char *username)
{
  const InvitesKnownService *last = invites_services_get_last (services);

  g_assert_nonnull (last);
  g_assert_cmpstr (last->service_url, ==, url);
  g_assert_cmpstr (last->username, ==, username);
}

static void
test_known (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr(InvitesServices) again = NULL;

  g_assert_cmpuint (invites_services_get_n (fixture->services), ==, 0);
  g_assert_null (invites_services_get_last (fixture->services));

  invites_services_put (fixture->services, A, "ann", TRUE);
  invites_services_put (fixture->services, B, "ann", FALSE);
  invites_services_put (fixture->services, A, "ann", TRUE);
  g_assert_cmpuint (invites_services_get_n (fixture->services), ==, 2);
  g_assert_cmpuint (fixture->n_changed, ==, 2);
  assert_last (fixture->services, A, "ann");
  invites_services_set_last (fixture->services, B, "ann");

  again = invites_services_new (fixture->settings);
  g_assert_cmpuint (invites_services_get_n (again), ==, 2);
  assert_last (again, B, "ann");
  g_assert_true (invites_services_find (again, A, "ann")->stays_signed_in);
  g_assert_false (invites_services_find (again, B, "ann")->stays_signed_in);

  /* What one changes, the other sees. */
  invites_services_end_stay (again, A, "ann");
  g_assert_false (
      invites_services_find (fixture->services, A, "ann")->stays_signed_in);
}

static void
test_removed (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr(GSettings) ann = invites_settings_new_for_user (A, "ann");
  g_autoptr(GSettings) bob = invites_settings_new_for_user (A, "bob");
  g_autofree char *anns = NULL;
  g_autofree char *bobs = NULL;

  invites_services_put (fixture->services, A, "bob", FALSE);
  invites_services_put (fixture->services, A, "ann", FALSE);
  g_settings_set_string (ann, "division", "1");
  g_settings_set_string (bob, "division", "2");
  invites_services_remove (fixture->services, A, "ann");
  g_assert_cmpstr (fixture->removed->str, ==, "ann;");
  g_assert_null (invites_services_get_last (fixture->services));
  g_assert_cmpuint (invites_services_get_n (fixture->services), ==, 1);
  anns = g_settings_get_string (ann, "division");
  bobs = g_settings_get_string (bob, "division");
  g_assert_cmpstr (anns, ==, "");
  g_assert_cmpstr (bobs, ==, "2");
  invites_services_remove (fixture->services, A, "ann");
  g_assert_cmpstr (fixture->removed->str, ==, "ann;");
}

static void
test_forgotten (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *style = NULL;
  int width, height;

  invites_services_put (fixture->services, A, "ann", FALSE);
  invites_services_put (fixture->services, B, "bob", FALSE);
  g_settings_set (fixture->settings, "window-size", "(ii)", 900, 700);
  g_settings_set_string (fixture->settings, "style", "dark");
  g_settings_set_value (fixture->settings, "ca-file",
                        g_variant_new_bytestring ("/etc/ca.pem"));
  invites_services_forget (fixture->services);
  g_assert_cmpstr (fixture->removed->str, ==, "ann;bob;");
  g_assert_cmpuint (invites_services_get_n (fixture->services), ==, 0);
  g_settings_get (fixture->settings, "window-size", "(ii)", &width, &height);
  g_assert_cmpint (width, ==, 0);

  /* What was chosen is not what was remembered. */
  style = g_settings_get_string (fixture->settings, "style");
  g_assert_cmpstr (style, ==, "dark");
  g_assert_cmpuint (
      g_variant_n_children (g_settings_get_value (fixture->settings,
                                                  "ca-file")), >, 1);
}

/* The one file of earlier versions, once. */
static void
test_taken_over (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *folder = g_dir_make_tmp ("test-services-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "memory.ini", NULL);

  invites_services_take_over (fixture->services, path);
  g_assert_cmpuint (invites_services_get_n (fixture->services), ==, 0);

  g_assert_true (g_file_set_contents (path, "[sign-in\n\1\2\3", -1, NULL));
  invites_services_take_over (fixture->services, path);
  g_assert_cmpuint (invites_services_get_n (fixture->services), ==, 0);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));

  g_assert_true (g_file_set_contents (path,
                                      "[sign-in]\n"
                                      "service-url=" A "\n"
                                      "username=ann\n"
                                      "stay-signed-in=true\n",
                                      -1, NULL));
  invites_services_take_over (fixture->services, path);
  assert_last (fixture->services, A, "ann");
  g_assert_true (invites_services_get (fixture->services, 0)->stays_signed_in);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_rmdir (folder);
}

static void
test_names (Fixture *fixture, gconstpointer user_data)
{
  g_autofree char *name = invites_services_dup_name (B, "ann_b");
  g_autofree char *host = invites_services_dup_host ("https://c.example/api");

  g_assert_cmpstr (name, ==, "b.example.com:8443 · ann_b");
  g_assert_cmpstr (host, ==, "c.example/api");
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*test) (Fixture *, gconstpointer);
  } tests[] = {
    { "/services/known", test_known },
    { "/services/removed", test_removed },
    { "/services/forgotten", test_forgotten },
    { "/services/taken-over", test_taken_over },
    { "/services/names", test_names },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].test,
                tear_down);

  return g_test_run ();
}
