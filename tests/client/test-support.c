/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "test-support.h"

static gboolean
wake_cb (gpointer user_data)
{
  return G_SOURCE_REMOVE;
}

/* One turn of the main loop, or a moment when there is nothing to do. */
void
test_iterate (void)
{
  guint wake = g_timeout_add (10, wake_cb, NULL);

  g_main_context_iteration (NULL, TRUE);
  if (g_main_context_find_source_by_id (NULL, wake) != NULL)
    g_source_remove (wake);
}

/* For what must not happen: long enough for it to be seen. */
void
test_run_for (guint milliseconds)
{
  gint64 until = g_get_monotonic_time () + (gint64) milliseconds * 1000;

  while (g_get_monotonic_time () < until)
    test_iterate ();
}

void
await_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Await *self = user_data;

  g_assert_null (self->result);
  self->result = g_object_ref (result);
}

GAsyncResult *
await_result (Await *self)
{
  wait_until (self->result != NULL);
  return self->result;
}

void
await_clear (Await *self)
{
  g_clear_object (&self->result);
}

/* A session that the service was never asked for. */
void
test_sign_in (InvitesClient *client)
{
  g_autoptr(InvitesUser) user = invites_user_new ();

  user->name = g_strdup ("Clerk");
  user->email = g_strdup ("clerk@office.example");
  user->may_send = TRUE;
  invites_client_begin_session (client, "the-token-of-the-session", user);
}
