/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/invites-keyring.h"

#include <glib/gstdio.h>

#include "core/invites-error.h"
#include "test-support.h"

#define SERVICE "https://portal.example.com"

static gboolean
store (const char *user,
       const char *token,
       GError    **error)
{
  g_auto(Await) await = { NULL };

  invites_keyring_store_async (SERVICE, user, token, NULL, await_cb, &await);
  return invites_keyring_store_finish (await_result (&await), error);
}

static char *
lookup (const char *service,
        const char *user,
        GError    **error)
{
  g_auto(Await) await = { NULL };

  invites_keyring_lookup_async (service, user, NULL, await_cb, &await);
  return invites_keyring_lookup_finish (await_result (&await), error);
}

static gboolean
forget (const char *user,
        GError    **error)
{
  g_auto(Await) await = { NULL };

  invites_keyring_forget_async (SERVICE, user, NULL, await_cb, &await);
  return invites_keyring_forget_finish (await_result (&await), error);
}

static void
assert_kept (const char *service,
             const char *user,
             const char *expected)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *token = lookup (service, user, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (token, ==, expected);
}

static void
test_keeps (void)
{
  g_autoptr(GError) error = NULL;

  assert_kept (SERVICE, "clerk", NULL);
  g_assert_true (store ("clerk", "first", &error));
  g_assert_no_error (error);
  assert_kept (SERVICE, "clerk", "first");
  g_assert_true (store ("clerk", "second", &error));
  assert_kept (SERVICE, "clerk", "second");

  /* Another user's, and another service's, are others. */
  assert_kept (SERVICE, "supervisor", NULL);
  assert_kept ("https://other.example.com", "clerk", NULL);
  g_assert_true (store ("supervisor", "third", &error));

  g_assert_true (forget ("clerk", &error));
  g_assert_no_error (error);
  assert_kept (SERVICE, "clerk", NULL);
  assert_kept (SERVICE, "supervisor", "third");
  g_assert_true (forget ("clerk", &error));
  g_assert_no_error (error);
  g_assert_true (forget ("supervisor", &error));
}

static void
test_none (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) other = NULL;
  g_autofree char *token = NULL;

  g_assert_false (store ("clerk", "the-token", &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_NOT_REMEMBERED);
  g_assert_null (strstr (error->message, "the-token"));

  /* Whether or not libsecret calls that an error, there is no token. */
  token = lookup (SERVICE, "clerk", &other);
  g_assert_null (token);
  if (other != NULL)
    g_assert_error (other, INVITES_ERROR, INVITES_ERROR_NOT_REMEMBERED);
}

static void
test_cancelled (void)
{
  g_autoptr(GCancellable) cancellable = g_cancellable_new ();
  g_auto(Await) await = { NULL };
  g_autoptr(GError) error = NULL;

  g_cancellable_cancel (cancellable);
  invites_keyring_store_async (SERVICE, "clerk", "the-token", cancellable,
                               await_cb, &await);
  g_assert_false (invites_keyring_store_finish (await_result (&await),
                                                &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* libsecret chooses its back end once a process: a run for each. */
int
main (int    argc,
      char **argv)
{
  g_autofree char *folder = NULL;
  g_autofree char *path = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("invites-keyring-XXXXXX", NULL);
  g_assert_nonnull (folder);
  path = g_build_filename (folder, "keyring", NULL);

  if (argc > 1 && g_str_equal (argv[1], "file"))
    {
      g_setenv ("SECRET_BACKEND", "file", TRUE);
      g_setenv ("SECRET_FILE_TEST_PATH", path, TRUE);
      g_setenv ("SECRET_FILE_TEST_PASSWORD", "open", TRUE);
      g_test_add_func ("/client/keyring/keeps", test_keeps);
    }
  else
    {
      g_setenv ("SECRET_BACKEND", "service", TRUE);
      g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent", TRUE);
      g_test_add_func ("/client/keyring/none", test_none);
    }
  g_test_add_func ("/client/keyring/cancelled", test_cancelled);
  status = g_test_run ();
  g_unlink (path);
  g_rmdir (folder);
  return status;
}
