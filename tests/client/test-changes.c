/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/invites-changes.h"

#include "fake-service.h"
#include "test-support.h"

typedef struct
{
  FakeService    *service;
  InvitesClient  *client;
  InvitesChanges *changes;
  guint           n_changed;
  SoupSession    *held;        /* (owned): the client's */
  guint           n_under_way; /* held requests */
} Fixture;

static void
changed_cb (InvitesChanges *changes,
            gpointer        user_data)
{
  Fixture *fixture = user_data;

  fixture->n_changed++;
}

static void
follow (Fixture *fixture)
{
  fixture->changes = invites_changes_new (fixture->client, "north");
  g_signal_connect (fixture->changes, "changed", G_CALLBACK (changed_cb),
                    fixture);
}

static void
queued_cb (SoupSession *session,
           SoupMessage *message,
           gpointer     user_data)
{
  Fixture *fixture = user_data;

  fixture->n_under_way++;
}

static void
unqueued_cb (SoupSession *session,
             SoupMessage *message,
             gpointer     user_data)
{
  Fixture *fixture = user_data;

  fixture->n_under_way--;
}

static void
watch_held_requests (Fixture *fixture)
{
  fixture->held = g_object_ref (
    invites_client_get_held_session (fixture->client));
  g_signal_connect (fixture->held, "request-queued", G_CALLBACK (queued_cb),
                    fixture);
  g_signal_connect (fixture->held, "request-unqueued",
                    G_CALLBACK (unqueued_cb), fixture);
}

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->service = fake_service_new ();
  fixture->client = fake_service_make_client (fixture->service);
  test_sign_in (fixture->client);
  watch_held_requests (fixture);
  follow (fixture);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  if (fixture->changes != NULL)
    g_assert_finalize_object (fixture->changes);
  /* It may outlive its client, and tell of a request that ends then. */
  g_signal_handlers_disconnect_by_data (fixture->held, fixture);
  g_clear_object (&fixture->held);
  g_object_add_weak_pointer (G_OBJECT (fixture->client),
                             (gpointer *) &fixture->client);
  g_object_unref (fixture->client);
  wait_until (fixture->client == NULL);
  fake_service_free (fixture->service);
}

static void
wait_until_following (Fixture *fixture)
{
  wait_until (fake_service_get_n_following (fixture->service) == 1);
}

static void
test_told (Fixture      *fixture,
           gconstpointer data)
{
  wait_until_following (fixture);
  /* Whatever was read before is not covered by what is told from now on. */
  g_assert_cmpuint (fixture->n_changed, ==, 1);
  fake_service_set_edition (fixture->service, "2");
  wait_until (fixture->n_changed == 2);
  wait_until_following (fixture);
  fake_service_set_edition (fixture->service, "3");
  wait_until (fixture->n_changed == 3);
  g_assert_no_error (invites_changes_get_error (fixture->changes));
}

/* A service that changes all the time is asked once a second. */
static void
test_not_too_often (Fixture      *fixture,
                    gconstpointer data)
{
  gint64 until = g_get_monotonic_time () + 2500 * 1000;
  guint edition = 1;

  wait_until_following (fixture);
  while (g_get_monotonic_time () < until)
    {
      g_autofree char *text = g_strdup_printf ("%u", ++edition);

      fake_service_set_edition (fixture->service, text);
      test_iterate ();
    }
  g_assert_cmpuint (fake_service_get_n_changes_asked (fixture->service), <=,
                    5);
  g_assert_cmpuint (fixture->n_changed, >=, 2);
}

static void
test_held_no_more_at_once (Fixture      *fixture,
                           gconstpointer data)
{
  wait_until_following (fixture);
  g_assert_cmpuint (fixture->n_under_way, ==, 1);
  g_assert_finalize_object (g_steal_pointer (&fixture->changes));
  wait_until (fixture->n_under_way == 0);
}

static void
test_ends_with_the_session (Fixture      *fixture,
                            gconstpointer data)
{
  guint n_asked;

  wait_until_following (fixture);
  invites_client_forget_session (fixture->client);
  wait_until (fixture->n_under_way == 0);
  n_asked = fake_service_get_n_changes_asked (fixture->service);
  test_run_for (1500);
  g_assert_cmpuint (fake_service_get_n_changes_asked (fixture->service), ==,
                    n_asked);

  /* And begins again with the next. */
  fake_service_set_edition (fixture->service, "2");
  test_sign_in (fixture->client);
  wait_until (fixture->n_changed == 2);
}

/* The service is away for a while: it is asked less and less, not in step with
 * others, and when it is back everything may have changed. */
static void
test_away (Fixture      *fixture,
           gconstpointer data)
{
  guint n_asked;

  wait_until_following (fixture);
  n_asked = fake_service_get_n_changes_asked (fixture->service);
  fake_service_set_failing (fixture->service, TRUE);
  /* One failure is nobody's business. */
  wait_until (fake_service_get_n_changes_asked (fixture->service)
              == n_asked + 1);
  g_assert_no_error (invites_changes_get_error (fixture->changes));
  wait_until (invites_changes_get_error (fixture->changes) != NULL);
  g_assert_error (invites_changes_get_error (fixture->changes), INVITES_ERROR,
                  INVITES_ERROR_UNAVAILABLE);
  n_asked = fake_service_get_n_changes_asked (fixture->service);
  test_run_for (800);
  g_assert_cmpuint (fake_service_get_n_changes_asked (fixture->service), <=,
                    n_asked + 1);

  fake_service_set_failing (fixture->service, FALSE);
  invites_changes_retry (fixture->changes);
  wait_until (invites_changes_get_error (fixture->changes) == NULL);
  g_assert_cmpuint (fixture->n_changed, ==, 2);
  wait_until_following (fixture);
}

static void
test_back_by_itself (Fixture      *fixture,
                     gconstpointer data)
{
  wait_until_following (fixture);
  fake_service_set_failing (fixture->service, TRUE);
  wait_until (invites_changes_get_error (fixture->changes) != NULL);
  fake_service_set_failing (fixture->service, FALSE);
  wait_until (invites_changes_get_error (fixture->changes) == NULL);
  g_assert_cmpuint (fixture->n_changed, ==, 2);
}

/* However many are held, all others are answered beside them. */
static void
test_held_block_nobody (Fixture      *fixture,
                        gconstpointer data)
{
  g_autoptr(GPtrArray) many = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr(InvitesFilter) filter = invites_filter_new ("north");
  g_autoptr(InvitesQuery) query = invites_query_new_contacts (filter);

  for (guint i = 0; i < 40; i++)
    g_ptr_array_add (many, invites_changes_new (fixture->client, "north"));
  wait_until (fake_service_get_n_following (fixture->service) == 41);

  fake_service_set_total (fixture->service, 20);
  for (guint i = 0; i < 20; i++)
    {
      g_auto(Await) await = { NULL };
      g_autoptr(InvitesPage) page = NULL;
      g_autoptr(GError) error = NULL;

      invites_client_list_async (fixture->client, query, i, 1, NULL, await_cb,
                                 &await);
      page = invites_client_list_finish (fixture->client,
                                         await_result (&await), &error);
      g_assert_no_error (error);
      g_assert_cmpuint (page->items->len, ==, 1);
    }
  g_assert_cmpuint (fake_service_get_n_following (fixture->service), ==, 41);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, test)                                                       \
  g_test_add ("/client/changes/" name, Fixture, NULL, set_up, test, tear_down)
  ADD ("told", test_told);
  ADD ("not-too-often", test_not_too_often);
  ADD ("held-no-more-at-once", test_held_no_more_at_once);
  ADD ("ends-with-the-session", test_ends_with_the_session);
  ADD ("away", test_away);
  ADD ("back-by-itself", test_back_by_itself);
  ADD ("held-block-nobody", test_held_block_nobody);
  return g_test_run ();
}
