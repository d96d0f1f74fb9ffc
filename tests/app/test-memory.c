/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>

#include "app/invites-memory.h"
#include "test-support.h"

static char *folder;

static char *
dup_path (const char *name)
{
  return g_build_filename (folder, "deep", name, NULL);
}

static gboolean
remembers (const char *path, const char *username)
{
  g_autoptr(InvitesMemory) memory = invites_memory_new (path);

  return g_strcmp0 (invites_memory_get_username (memory), username) == 0;
}

static void
test_empty (void)
{
  g_autofree char *path = dup_path ("empty");
  g_autoptr(InvitesMemory) memory = invites_memory_new (path);

  g_assert_null (invites_memory_get_service_url (memory));
  g_assert_null (invites_memory_get_username (memory));
  g_assert_false (invites_memory_get_stay_signed_in (memory));
}

static void
test_kept (void)
{
  g_autofree char *path = dup_path ("kept");
  g_autoptr(InvitesMemory) memory = invites_memory_new (path);
  g_autoptr(InvitesMemory) again = NULL;
  GStatBuf status;

  invites_memory_remember (memory, "https://a.example", "ann", TRUE);
  g_assert_cmpstr (invites_memory_get_service_url (memory), ==,
                   "https://a.example");
  wait_until (remembers (path, "ann"));

  again = invites_memory_new (path);
  g_assert_cmpstr (invites_memory_get_service_url (again), ==,
                   "https://a.example");
  g_assert_true (invites_memory_get_stay_signed_in (again));
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, 0600);

  /* Its own strings may come back. */
  invites_memory_remember (again, invites_memory_get_service_url (again),
                           invites_memory_get_username (again), FALSE);
  g_assert_cmpstr (invites_memory_get_username (again), ==, "ann");
  g_assert_false (invites_memory_get_stay_signed_in (again));
}

static void
test_broken (void)
{
  g_autofree char *path = g_build_filename (folder, "broken", NULL);
  g_autoptr(InvitesMemory) memory = NULL;

  g_assert_true (g_file_set_contents (path, "[sign-in\n\1\2\3", -1, NULL));
  memory = invites_memory_new (path);
  g_assert_null (invites_memory_get_username (memory));
  invites_memory_remember (memory, "https://b.example", "bob", FALSE);
  wait_until (remembers (path, "bob"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("test-memory-XXXXXX", NULL);
  g_assert_nonnull (folder);

  g_test_add_func ("/memory/empty", test_empty);
  g_test_add_func ("/memory/kept", test_kept);
  g_test_add_func ("/memory/broken", test_broken);

  return g_test_run ();
}
