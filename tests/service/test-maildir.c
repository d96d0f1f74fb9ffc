/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "core/invites-error.h"
#include "service/delivery/invites-maildir-relay.h"

#define N_THREADS 4
#define N_MAILS   25

static const InvitesEnvelope envelope = { (char *) "office@example.com",
                                          (char *) "ann@example.net", FALSE };

typedef struct
{
  char         *folder;
  char         *outbox;
  InvitesRelay *relay;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autoptr(GError) error = NULL;

  self->folder = g_dir_make_tmp ("maildir-XXXXXX", &error);
  g_assert_no_error (error);
  self->outbox = g_build_filename (self->folder, "a", "b", NULL);
  self->relay = invites_relay_new_maildir (self->outbox, &error);
  g_assert_no_error (error);
}

static void
remove_all (const char *path)
{
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  if (dir == NULL)
    {
      g_unlink (path);
      return;
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_all (child);
    }
  g_rmdir (path);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_object (&self->relay);
  remove_all (self->folder);
  g_free (self->outbox);
  g_free (self->folder);
}

static guint
count_files (Fixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->outbox, name, NULL);
  g_autoptr(GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  g_assert_nonnull (dir);
  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

static gboolean
send_text (InvitesRelayConnection *connection, const char *text,
           InvitesDeliveryResult **result)
{
  g_autoptr(GBytes) message = g_bytes_new (text, strlen (text));

  *result = invites_delivery_result_new (1, INVITES_DELIVERY_UNKNOWN);
  return invites_relay_connection_send (connection, &envelope, message, NULL,
                                        *result);
}

static void
test_put (Fixture *self, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(InvitesRelayConnection) connection
    = invites_relay_open (self->relay, NULL, &error);
  g_autoptr(InvitesDeliveryResult) result = NULL;
  g_autoptr(InvitesDeliveryResult) second = NULL;
  g_autofree char *none = invites_maildir_find_newest (self->outbox, &error);
  g_autofree char *newest = NULL;
  g_autofree char *contents = NULL;
  struct stat status;

  g_assert_no_error (error);
  g_assert_null (none);
  g_assert_true (send_text (connection, "Subject: 1\r\n\r\n.\r\n", &result));
  g_assert_cmpint (result->state, ==, INVITES_DELIVERY_SENT);
  g_assert_true (send_text (connection, "Subject: 2\r\n\r\n.\r\n", &second));
  g_assert_cmpuint (count_files (self, "new"), ==, 2);
  g_assert_cmpuint (count_files (self, "tmp"), ==, 0);

  newest = invites_maildir_find_newest (self->outbox, &error);
  g_assert_no_error (error);
  g_file_get_contents (newest, &contents, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (contents, ==, "Subject: 2\r\n\r\n.\r\n");
  g_assert_cmpint (stat (newest, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0600);
  g_assert_cmpint (stat (self->outbox, &status), ==, 0);
  g_assert_cmpint (status.st_mode & 0777, ==, 0700);
}

static gpointer
put_many (gpointer relay)
{
  g_autoptr(InvitesRelayConnection) connection
    = invites_relay_open (relay, NULL, NULL);

  for (guint i = 0; i < N_MAILS; i++)
    {
      g_autoptr(InvitesDeliveryResult) result = NULL;

      g_assert_true (send_text (connection, "a\r\n", &result));
    }
  return NULL;
}

/* No name is used twice, whoever writes at the same moment. */
static void
test_many_at_once (Fixture *self, gconstpointer data)
{
  GThread *threads[N_THREADS];

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("put", put_many, self->relay);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (count_files (self, "new"), ==, N_THREADS * N_MAILS);
}

/* A mail that cannot be written was not tried, and nothing half is left. */
static void
test_broken (Fixture *self, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (self->outbox, "new", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(InvitesRelayConnection) connection
    = invites_relay_open (self->relay, NULL, &error);
  g_autoptr(InvitesDeliveryResult) result = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_assert_true (g_file_set_contents (folder, "", 0, NULL));
  g_assert_false (send_text (connection, "a\r\n", &result));
  g_assert_cmpint (result->state, ==, INVITES_DELIVERY_QUEUED);
  g_assert_nonnull (result->reply_text);
  g_assert_cmpuint (count_files (self, "tmp"), ==, 0);
}

static void
test_no_place (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "file", NULL);
  g_autofree char *below = g_build_filename (path, "outbox", NULL);
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) missing = NULL;

  g_assert_true (g_file_set_contents (path, "", 0, NULL));
  g_assert_null (invites_relay_new_maildir (below, &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_UNAVAILABLE);
  g_assert_null (invites_maildir_find_newest (below, &missing));
  g_assert_nonnull (missing);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/maildir/put", Fixture, NULL, set_up, test_put, tear_down);
  g_test_add ("/maildir/many-at-once", Fixture, NULL, set_up,
              test_many_at_once, tear_down);
  g_test_add ("/maildir/broken", Fixture, NULL, set_up, test_broken,
              tear_down);
  g_test_add ("/maildir/no-place", Fixture, NULL, set_up, test_no_place,
              tear_down);
  return g_test_run ();
}
