/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "core/invites-error.h"
#include "service/delivery/invites-sender.h"
#include "fake-relay.h"
#include "store-support.h"

#define N_CONTACTS 200
#define DEADLINE   (30 * G_TIME_SPAN_SECOND)

typedef struct
{
  StoreFixture   store;
  FakeRelay     *relay;
  InvitesSender *sender;
  int            n_changes; /* atomic */
} Fixture;

static void
send_changed_cb (const char *send_uuid, gpointer user_data)
{
  g_autofree char *expected = store_dup_uuid (1);

  g_assert_cmpstr (send_uuid, ==, expected);
  g_atomic_int_inc ((int *) user_data);
}

static void
start_sender (Fixture *self)
{
  g_autoptr(GError) error = NULL;

  self->sender = invites_sender_new (self->store.database,
                                     INVITES_RELAY (self->relay),
                                     self->store.keys,
                                     "https://portal.example.com",
                                     send_changed_cb, &self->n_changes);
  invites_sender_start (self->sender, &error);
  g_assert_no_error (error);
}

static void
put_contacts (Fixture *self, guint n)
{
  g_autoptr(GError) error = NULL;

  invites_store_begin_import (self->store.store, self->store.now, &error);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("c%u", i);
      g_autofree char *email = g_strdup_printf ("c%u@example.com", i);
      InvitesContactRecord contact = {
        .id = id,
        .account_number = (char *) "N1",
        .name = id,
        .email = email,
        .billing_contact = INVITES_FLAG_YES,
      };

      invites_store_put_contact (self->store.store, &contact, &error);
      g_assert_no_error (error);
    }
  invites_store_end_import (self->store.store, TRUE, &error);
  g_assert_no_error (error);
}

static void
start_send (Fixture *self)
{
  invites_send_free (store_fixture_prepare (&self->store, 1, TRUE));
  invites_send_free (store_fixture_start (&self->store, 1));
}

static void
set_up (Fixture *self, gconstpointer data)
{
  store_fixture_set_up (&self->store, NULL);
  self->store.now = invites_time_now ();
  self->relay = fake_relay_new ();
  put_contacts (self, N_CONTACTS);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_object (&self->sender);
  g_assert_cmpuint (self->relay->n_open, ==, 0);
  g_clear_object (&self->relay);
  store_fixture_tear_down (&self->store, NULL);
}

static void
wait_until_finished (Fixture *self)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE;
  InvitesSendState state = INVITES_SEND_SENDING;

  while (state == INVITES_SEND_SENDING)
    {
      g_autoptr(InvitesSend) send = store_fixture_find (&self->store, 1);

      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      state = send->state;
      g_usleep (2000);
    }
  g_assert_cmpint (state, ==, INVITES_SEND_FINISHED);
}

/* Everybody got one mail, and nobody two. */
static void
assert_sent (Fixture *self, guint n_sent, guint n_unknown)
{
  g_autoptr(InvitesSend) send = store_fixture_find (&self->store, 1);
  GHashTableIter iter;
  gpointer n;

  g_assert_cmpuint (send->deliveries[INVITES_DELIVERY_SENT], ==, n_sent);
  g_assert_cmpuint (send->deliveries[INVITES_DELIVERY_UNKNOWN], ==,
                    n_unknown);
  g_assert_cmpuint (g_hash_table_size (self->relay->mails), ==, n_sent);
  g_hash_table_iter_init (&iter, self->relay->mails);
  while (g_hash_table_iter_next (&iter, NULL, &n))
    g_assert_cmpuint (GPOINTER_TO_UINT (n), ==, 1);
}

static void
test_all (Fixture *self, gconstpointer data)
{
  g_autofree char *why = NULL;

  start_send (self);
  start_sender (self);
  wait_until_finished (self);
  assert_sent (self, N_CONTACTS, 0);
  g_assert_cmpint (g_atomic_int_get (&self->n_changes), >, 0);
  g_assert_true (invites_sender_is_working (self->sender, &why));
  g_assert_null (why);
  g_assert_cmpuint (self->relay->n_most_open, <=,
                    INVITES_SENDER_CONNECTIONS);
  invites_sender_stop (self->sender, 5);
}

/* A sender that has nothing to do opens nothing, and hears when it has. */
static void
test_woken (Fixture *self, gconstpointer data)
{
  start_sender (self);
  invites_sender_wake (self->sender);
  g_usleep (20000);
  g_assert_cmpuint (self->relay->n_opened, ==, 0);
  start_send (self);
  invites_sender_wake (self->sender);
  wait_until_finished (self);
  assert_sent (self, N_CONTACTS, 0);
}

static void
test_unreachable (Fixture *self, gconstpointer data)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE;
  g_autofree char *why = NULL;

  self->relay->n_refused = 1;
  start_send (self);
  start_sender (self);
  while (invites_sender_is_working (self->sender, NULL)
         && g_get_monotonic_time () < deadline)
    g_usleep (1000);
  g_assert_false (invites_sender_is_working (self->sender, &why));
  g_assert_cmpstr (why, ==, "Nobody at home");
  wait_until_finished (self);
  assert_sent (self, N_CONTACTS, 0);
  g_assert_true (invites_sender_is_working (self->sender, NULL));
}

static void
test_not_tried (Fixture *self, gconstpointer data)
{
  self->relay->n_answered = 3;
  start_send (self);
  start_sender (self);
  wait_until_finished (self);
  assert_sent (self, N_CONTACTS, 0);
}

static void
test_dying_connections (Fixture *self, gconstpointer data)
{
  self->relay->n_per_connection = 7;
  start_send (self);
  start_sender (self);
  wait_until_finished (self);
  assert_sent (self, N_CONTACTS, 0);
  g_assert_cmpuint (self->relay->n_opened, >=, N_CONTACTS / 7);
}

static void
wait_for_hanging (Fixture *self)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE;

  while (store_fixture_get_number (&self->store,
                                   "SELECT count (*) FROM deliveries"
                                   " WHERE state = 'sending'")
           < INVITES_SENDER_CONNECTIONS
         && g_get_monotonic_time () < deadline)
    g_usleep (2000);
}

/* What hangs at the end is unknown; the rest waits for the next process and
 * gets its mail then. */
static void
test_cut_off (Fixture *self, gconstpointer data)
{
  self->relay->n_hanging = INVITES_SENDER_CONNECTIONS;
  start_send (self);
  start_sender (self);
  wait_for_hanging (self);
  invites_sender_stop (self->sender, 0);
  assert_sent (self, 0, INVITES_SENDER_CONNECTIONS);

  g_clear_object (&self->sender);
  start_sender (self);
  wait_until_finished (self);
  assert_sent (self, N_CONTACTS - INVITES_SENDER_CONNECTIONS,
               INVITES_SENDER_CONNECTIONS);
}

/* Whenever it is stopped: what was on the wire is finished, nothing is lost,
 * nothing is sent twice. */
static void
test_stopped_midway (Fixture *self, gconstpointer data)
{
  self->relay->slowness = 1000;
  start_send (self);
  for (guint i = 0; i < 10; i++)
    {
      g_autoptr(InvitesSend) send = NULL;

      start_sender (self);
      g_usleep (i * 3000);
      invites_sender_stop (self->sender, 20);
      g_clear_object (&self->sender);
      send = store_fixture_find (&self->store, 1);
      assert_sent (self, send->deliveries[INVITES_DELIVERY_SENT], 0);
      g_assert_cmpuint (send->deliveries[INVITES_DELIVERY_SENDING], ==, 0);
    }
  start_sender (self);
  wait_until_finished (self);
  assert_sent (self, N_CONTACTS, 0);
}

/* Stop of a send, while it is sent: what went went, the rest is cancelled. */
static void
test_send_stopped (Fixture *self, gconstpointer data)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE;
  InvitesSendState state = INVITES_SEND_SENDING;
  guint64 n_sent = 0;
  guint64 n_cancelled = 0;

  self->relay->slowness = 5000;
  start_send (self);
  start_sender (self);
  g_usleep (50000);
  invites_send_free (store_fixture_stop (&self->store, 1));
  invites_sender_wake (self->sender);
  while (state == INVITES_SEND_SENDING && g_get_monotonic_time () < deadline)
    {
      g_autoptr(InvitesSend) send = store_fixture_find (&self->store, 1);

      state = send->state;
      n_sent = send->deliveries[INVITES_DELIVERY_SENT];
      n_cancelled = send->deliveries[INVITES_DELIVERY_CANCELLED];
      g_usleep (2000);
    }
  g_assert_cmpint (state, ==, INVITES_SEND_STOPPED);
  g_assert_cmpuint (n_sent + n_cancelled, ==, N_CONTACTS);
  g_assert_cmpuint (n_cancelled, >, 0);
  assert_sent (self, n_sent, 0);
}

int
main (int argc, char **argv)
{
  const struct
  {
    const char *path;
    void (*func) (Fixture *self, gconstpointer data);
  } tests[] = {
    { "/sender/all", test_all },
    { "/sender/woken", test_woken },
    { "/sender/unreachable", test_unreachable },
    { "/sender/not-tried", test_not_tried },
    { "/sender/dying-connections", test_dying_connections },
    { "/sender/cut-off", test_cut_off },
    { "/sender/stopped-midway", test_stopped_midway },
    { "/sender/send-stopped", test_send_stopped },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].func,
                tear_down);
  return g_test_run ();
}
