/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "app/settings/invites-settings.h"
#include "test-support.h"

#define SERVICE "https://accounts.example.com"

static void
set_filter (GSettings *settings, const char *name, const char *value)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  g_variant_builder_add (&builder, "{ss}", name, value);
  g_settings_set_value (settings, "filter", g_variant_builder_end (&builder));
}

static char *
dup_filter (GSettings *settings, const char *name)
{
  g_autoptr(GVariant) filter = g_settings_get_value (settings, "filter");
  char *value = NULL;

  g_variant_lookup (filter, name, "s", &value);
  return value;
}

/* A user's own: not the same user's at another service, and not another
 * user's. */
static void
test_users (void)
{
  g_autoptr(GSettings) ann = invites_settings_new_for_user (SERVICE, "ann");
  g_autoptr(GSettings) again = invites_settings_new_for_user (SERVICE, "ann");
  g_autoptr(GSettings) bob = invites_settings_new_for_user (SERVICE, "bob");
  g_autoptr(GSettings) elsewhere
      = invites_settings_new_for_user ("https://b.example.com", "ann");
  g_autofree char *value = NULL;

  set_filter (ann, "account_class", "7");
  value = dup_filter (again, "account_class");
  g_assert_cmpstr (value, ==, "7");
  g_assert_null (dup_filter (bob, "account_class"));
  g_assert_null (dup_filter (elsewhere, "account_class"));
}

static void
test_in_memory (void)
{
  g_autoptr(GSettings) one = invites_settings_new_for_user (NULL, NULL);
  g_autoptr(GSettings) other = invites_settings_new_for_user (NULL, NULL);
  g_autoptr(GSettings) first = invites_settings_new_in_memory ();
  g_autoptr(GSettings) second = invites_settings_new_in_memory ();
  g_autofree char *division = NULL;
  g_autofree char *url = NULL;

  g_settings_set_string (one, "division", "3");
  division = g_settings_get_string (other, "division");
  g_assert_cmpstr (division, ==, "");

  g_settings_set_string (first, "service-url", SERVICE);
  url = g_settings_get_string (second, "service-url");
  g_assert_cmpstr (url, ==, "");
}

static void
test_forget (void)
{
  g_autoptr(GSettings) settings
      = invites_settings_new_for_user (SERVICE, "eve");
  g_autofree char *division = NULL;

  g_settings_set_string (settings, "division", "3");
  set_filter (settings, "account_class", "7");
  invites_settings_forget (settings);
  division = g_settings_get_string (settings, "division");
  g_assert_cmpstr (division, ==, "");
  g_assert_null (dup_filter (settings, "account_class"));
}

static void
remember_elsewhere (void)
{
  g_autoptr(GSettings) settings = invites_settings_new ();
  g_autoptr(GSettings) user = invites_settings_new_for_user (SERVICE, "ann");

  g_settings_set_string (settings, "service-url", SERVICE);
  set_filter (user, "bill_group", "9");
  g_settings_sync ();
}

/* Each in a process of its own, without dconf. */
static void
run_again (const char *folder, const char *path)
{
  g_autofree char *exe = g_file_read_link ("/proc/self/exe", NULL);
  const char *arguments[] = { exe, "-p", path, "--GTestSubprocess", NULL };
  g_auto(GStrv) environment = g_get_environ ();
  g_autoptr(GError) error = NULL;
  int status = -1;

  environment = g_environ_setenv (environment, "XDG_CONFIG_HOME", folder, TRUE);
  environment = g_environ_unsetenv (environment, "GSETTINGS_BACKEND");
  environment = g_environ_setenv (environment, "GIO_MODULE_DIR",
                                  "/nonexistent", TRUE);
  g_assert_true (g_spawn_sync (NULL, (char **) arguments, environment,
                               G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL, NULL,
                               NULL, &status, &error));
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

static void
check_remembered (void)
{
  g_autoptr(GSettings) settings = invites_settings_new ();
  g_autoptr(GSettings) user = invites_settings_new_for_user (SERVICE, "ann");
  g_autofree char *url = g_settings_get_string (settings, "service-url");
  g_autofree char *bill_group = dup_filter (user, "bill_group");

  g_assert_cmpstr (url, ==, SERVICE);
  g_assert_cmpstr (bill_group, ==, "9");
}

/* A desktop without dconf is no reason to be forgetful: GIO has a key file for
 * that, which the journeys use as well. */
static void
test_without_dconf (void)
{
  g_autofree char *folder = g_dir_make_tmp ("test-settings-XXXXXX", NULL);
  g_autofree char *file
      = g_build_filename (folder, "glib-2.0", "settings", "keyfile", NULL);
  g_autofree char *text = NULL;
  GStatBuf status;

  run_again (folder, "/settings/subprocess/remember");
  g_assert_cmpint (g_stat (file, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, 0600);
  /* Whose filters these are does not stand there. */
  g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
  g_assert_null (strstr (text, "ann"));
  run_again (folder, "/settings/subprocess/check");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/settings/users", test_users);
  g_test_add_func ("/settings/in-memory", test_in_memory);
  g_test_add_func ("/settings/forget", test_forget);
  g_test_add_func ("/settings/without-dconf", test_without_dconf);
  g_test_add_func ("/settings/subprocess/remember", remember_elsewhere);
  g_test_add_func ("/settings/subprocess/check", check_remembered);

  return g_test_run ();
}
