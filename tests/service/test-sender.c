/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

#include "core/invites-error.h"
#include "service/delivery/invites-sender.h"
#include "database-support.h"
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
  self->relay->n_answered = 2;
  start_send (self);
  start_sender (self);
  wait_until_finished (self);
  assert_sent (self, N_CONTACTS, 0);
}

/* A mail system that ends each connection before it is given a mail is not
 * asked for another one again and again. */
static void
test_fleeting (Fixture *self, gconstpointer data)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE;

  self->relay->n_fleeting = G_MAXINT;
  start_send (self);
  start_sender (self);
  while (invites_sender_get_trouble (self->sender, NULL)
           != INVITES_TROUBLE_RELAY)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (100);
    }
  g_usleep (2 * G_USEC_PER_SEC);
  g_mutex_lock (&self->relay->mutex);
  g_assert_cmpuint (self->relay->n_opened, <, 10);
  self->relay->n_fleeting = 0;
  g_mutex_unlock (&self->relay->mutex);
  wait_until_finished (self);
  assert_sent (self, N_CONTACTS, 0);
}

/* A mail at which the mail system hangs up each time keeps no other waiting. */
static void
test_in_the_way (Fixture *self, gconstpointer data)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE;

  self->relay->n_answered = G_MAXINT;
  self->relay->only_domain = "c0@example.com";
  start_send (self);
  start_sender (self);
  while (fake_relay_count (self->relay) < N_CONTACTS - 1)
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (2000);
    }
  g_mutex_lock (&self->relay->mutex);
  self->relay->n_answered = 0;
  g_mutex_unlock (&self->relay->mutex);
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

  while (fake_relay_get_on_wire (self->relay) < INVITES_SENDER_CONNECTIONS
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

/* Claims are never more than connections, whatever happens. */
static void
test_in_doubt (Fixture *self, gconstpointer data)
{
  guint most = 0;

  self->relay->slowness = 2000;
  self->relay->n_per_connection = 5;
  start_send (self);
  start_sender (self);
  for (guint i = 0; i < 100; i++)
    {
      guint n = store_fixture_get_number (&self->store,
                                          "SELECT count (*) FROM deliveries"
                                          " WHERE state = 'sending'");

      most = MAX (most, n);
      g_usleep (1000);
    }
  g_assert_cmpuint (most, >, 0);
  g_assert_cmpuint (most, <=, INVITES_SENDER_CONNECTIONS);
  wait_until_finished (self);
  assert_sent (self, N_CONTACTS, 0);
  g_assert_cmpuint (self->relay->n_most_on_wire, <=,
                    INVITES_SENDER_CONNECTIONS);
}

/* One mail needs one connection. */
static void
test_single (Fixture *self, gconstpointer data)
{
  store_fixture_exec (&self->store, "DELETE FROM contacts WHERE id <> 'c7'");
  start_send (self);
  start_sender (self);
  wait_until_finished (self);
  g_assert_cmpuint (self->relay->n_opened, ==, 1);
  g_assert_cmpuint (fake_relay_count_for (self->relay, "c7@example.com"), ==,
                    1);
}

/* A mail system that allows few connections is in no trouble. */
static void
test_few_connections (Fixture *self, gconstpointer data)
{
  self->relay->n_allowed = 3;
  self->relay->slowness = 1000;
  start_send (self);
  start_sender (self);
  while (fake_relay_count (self->relay) < N_CONTACTS - 20)
    {
      g_assert_true (invites_sender_is_working (self->sender, NULL));
      g_usleep (1000);
    }
  wait_until_finished (self);
  assert_sent (self, N_CONTACTS, 0);
  g_assert_cmpuint (self->relay->n_most_open, ==, 3);
}

static InvitesSend *
wait_for_state (Fixture *self, InvitesSendState state)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE;
  InvitesSend *send = store_fixture_find (&self->store, 1);

  while (send->state != state && g_get_monotonic_time () < deadline)
    {
      g_usleep (2000);
      invites_send_free (send);
      send = store_fixture_find (&self->store, 1);
    }
  g_assert_cmpint (send->state, ==, state);
  return send;
}

static void
resume (Fixture *self)
{
  g_autofree char *uuid = store_dup_uuid (1);
  g_autoptr(GError) error = NULL;
  InvitesSend *send = invites_store_resume (
    self->store.store, uuid, self->store.user, self->store.now, &error);

  g_assert_no_error (error);
  invites_send_free (send);
  invites_sender_wake (self->sender);
}

/* The sender is refused: the send waits for somebody, and nobody is left
 * out. */
static void
test_sender_refused (Fixture *self, gconstpointer data)
{
  g_autoptr(InvitesSend) send = NULL;

  self->relay->n_answered = 1;
  self->relay->blame = INVITES_BLAME_SENDER;
  start_send (self);
  start_sender (self);
  send = wait_for_state (self, INVITES_SEND_PAUSED);
  g_assert_cmpint (send->pause_reason, ==, INVITES_PAUSE_SENDER_REFUSED);
  g_assert_cmpint (send->pause_code, ==, 450);
  g_assert_cmpstr (send->pause_text, ==, "As I was told");
  g_assert_cmpuint (fake_relay_count (self->relay), <=,
                    INVITES_SENDER_CONNECTIONS);
  g_assert_true (invites_sender_is_working (self->sender, NULL));
  resume (self);
  wait_until_finished (self);
  assert_sent (self, N_CONTACTS, 0);
}

static void
test_sign_in_refused (Fixture *self, gconstpointer data)
{
  g_autoptr(InvitesSend) send = NULL;

  self->relay->n_refused = 1;
  self->relay->refusal = INVITES_BLAME_SIGN_IN;
  start_send (self);
  start_sender (self);
  send = wait_for_state (self, INVITES_SEND_PAUSED);
  g_assert_cmpint (send->pause_reason, ==, INVITES_PAUSE_SIGN_IN_REFUSED);
  g_assert_cmpstr (send->pause_text, ==, "Nobody at home");
  g_assert_cmpuint (fake_relay_count (self->relay), ==, 0);
  resume (self);
  wait_until_finished (self);
  assert_sent (self, N_CONTACTS, 0);
}

/* Those that wait for over 15 seconds yet. */
static gint64
count_waiting (Fixture *self)
{
  g_autofree char *sql = NULL;

  sql = g_strdup_printf ("SELECT count (*) FROM deliveries"
                         " WHERE state = 'queued'"
                         " AND next_attempt_at > %" G_GINT64_FORMAT,
                         invites_time_now () + 15);
  return store_fixture_get_number (&self->store, sql);
}

/* A domain that wants it slower: its people wait, and the others do not. */
static void
test_domain_slowed (Fixture *self, gconstpointer data)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE;

  store_fixture_put_contact (&self->store, "slow", "N1", "one@slow.example");
  store_fixture_put_contact (&self->store, "slower", "N1",
                             "two@slow.example");
  self->relay->n_answered = 100;
  self->relay->blame = INVITES_BLAME_DOMAIN;
  self->relay->status = "4.7.1";
  self->relay->only_domain = "@slow.example";
  start_send (self);
  start_sender (self);
  while (fake_relay_count (self->relay) < N_CONTACTS
         && g_get_monotonic_time () < deadline)
    g_usleep (1000);
  g_assert_cmpuint (fake_relay_count (self->relay), ==, N_CONTACTS);
  /* At least one had to ask; both wait for at least 20 seconds. */
  g_assert_cmpint (self->relay->n_answered, >=, 98);
  while (count_waiting (self) < 2 && g_get_monotonic_time () < deadline)
    g_usleep (1000);
  g_assert_cmpint (count_waiting (self), ==, 2);
  g_assert_true (invites_sender_is_working (self->sender, NULL));
}

static void
start_limited (Fixture *self, const InvitesSenderLimits *limits)
{
  g_autoptr(GError) error = NULL;

  self->sender = invites_sender_new (self->store.database,
                                     INVITES_RELAY (self->relay),
                                     self->store.keys,
                                     "https://portal.example.com",
                                     send_changed_cb, &self->n_changes);
  invites_sender_set_limits (self->sender, limits);
  invites_sender_start (self->sender, &error);
  g_assert_no_error (error);
}

/* 3,000 a minute are 50 a second, and 50 at once. */
static void
test_relay_rate (Fixture *self, gconstpointer data)
{
  const InvitesSenderLimits limits = { .relay_rate = 3000 };
  gint64 start = g_get_monotonic_time ();

  start_send (self);
  start_limited (self, &limits);
  wait_until_finished (self);
  assert_sent (self, N_CONTACTS, 0);
  g_assert_cmpint (g_get_monotonic_time () - start, >=,
                   (N_CONTACTS - 50) * G_TIME_SPAN_SECOND / 50);
}

/* 300 a minute are 50 in ten seconds: the rest of that domain waits. */
static void
test_domain_rate (Fixture *self, gconstpointer data)
{
  const InvitesSenderLimits limits = { .domain_rate = 300 };
  gint64 deadline = g_get_monotonic_time () + DEADLINE;

  store_fixture_put_contact (&self->store, "z", "N1", "z@other.example");
  start_send (self);
  start_limited (self, &limits);
  while (fake_relay_count_for (self->relay, "z@other.example") == 0
         && g_get_monotonic_time () < deadline)
    g_usleep (1000);
  g_assert_cmpuint (fake_relay_count_for (self->relay, "z@other.example"), ==,
                    1);
  g_assert_cmpuint (fake_relay_count (self->relay), >=, 50);
  g_assert_cmpuint (fake_relay_count (self->relay), <=, 100);
  invites_sender_stop (self->sender, 5);
}

static void
test_domain_connections (Fixture *self, gconstpointer data)
{
  const InvitesSenderLimits limits = { .domain_connections = 2 };
  gint64 deadline = g_get_monotonic_time () + DEADLINE;

  self->relay->slowness = 20000;
  start_send (self);
  start_limited (self, &limits);
  while (fake_relay_count (self->relay) < 5
         && g_get_monotonic_time () < deadline)
    g_usleep (1000);
  invites_sender_stop (self->sender, 5);
  g_assert_cmpuint (fake_relay_count (self->relay), >=, 5);
  g_assert_cmpuint (self->relay->n_most_on_wire, <=, 2);
}

/* Mails that come back name their deliveries. */
static void
test_bounce_domain (Fixture *self, gconstpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) text = NULL;
  const char *bytes;
  gsize size;

  self->sender = invites_sender_new (self->store.database,
                                     INVITES_RELAY (self->relay),
                                     self->store.keys,
                                     "https://portal.example.com",
                                     send_changed_cb, &self->n_changes);
  invites_sender_set_bounce_domain (self->sender, "back.example.com");
  start_send (self);
  invites_sender_start (self->sender, &error);
  g_assert_no_error (error);
  wait_until_finished (self);
  g_assert_true (g_str_has_prefix (self->relay->mail_from, "b-"));
  g_assert_true (g_str_has_suffix (self->relay->mail_from,
                                   "@back.example.com"));
  bytes = g_bytes_get_data (self->relay->message, &size);
  text = g_string_new_len (bytes, size);
  g_assert_nonnull (strstr (text->str, "List-Unsubscribe: "));
  g_assert_null (strstr (text->str, "back.example.com"));
}

/* A server's database may not be written, or may again. Whoever is connected
 * learns of it by being cut off. */
static void
set_server_full (Fixture  *self,
                 gboolean  full)
{
  g_autofree char *name = g_path_get_basename (self->store.database);
  g_autofree char *set = NULL;
  g_autofree char *cut = NULL;

  set = g_strdup_printf ("ALTER DATABASE %s SET default_transaction_read_only"
                         " = %s", name, full ? "on" : "off");
  cut = g_strdup_printf ("SELECT pg_terminate_backend (pid, 10000)"
                         " FROM pg_stat_activity WHERE datname = '%s'", name);
  test_server_exec (set);
  test_server_exec (cut);
}

/* The disk of this process is full, or is not any more. */
static void
set_full (Fixture  *self,
          gboolean  full)
{
  struct rlimit limit;

  if (test_on_postgresql ())
    {
      set_server_full (self, full);
      return;
    }

  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  limit.rlim_cur = full ? 1 : limit.rlim_max;
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
}

/* The database takes nothing for a while: what was sent is not forgotten,
 * nothing new goes out, and it says so. */
static void
test_storage (Fixture *self, gconstpointer data)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE;
  g_autofree char *text = NULL;
  int n_changes;
  guint n_sent;

  self->relay->slowness = 5000;
  start_send (self);
  start_sender (self);
  while (fake_relay_count (self->relay) < 20)
    g_usleep (1000);
  set_full (self, TRUE);
  while (invites_sender_get_trouble (self->sender, NULL)
           != INVITES_TROUBLE_STORAGE
         && g_get_monotonic_time () < deadline)
    g_usleep (1000);
  g_assert_cmpint (invites_sender_get_trouble (self->sender, &text), ==,
                   INVITES_TROUBLE_STORAGE);
  g_assert_nonnull (text);
  g_usleep (1500000);
  n_sent = fake_relay_count (self->relay);
  n_changes = g_atomic_int_get (&self->n_changes);
  g_usleep (1500000);
  g_assert_cmpuint (fake_relay_count (self->relay), ==, n_sent);
  g_assert_cmpint (invites_sender_get_trouble (self->sender, NULL), ==,
                   INVITES_TROUBLE_STORAGE);
  set_full (self, FALSE);
  wait_until_finished (self);
  assert_sent (self, N_CONTACTS, 0);
  g_assert_cmpint (g_atomic_int_get (&self->n_changes), >, n_changes);
  g_assert_cmpint (invites_sender_get_trouble (self->sender, NULL), ==,
                   INVITES_TROUBLE_NONE);
}

/* Trouble with the mail system is told when it begins and when it ends. */
static void
test_trouble_told (Fixture *self, gconstpointer data)
{
  gint64 deadline = g_get_monotonic_time () + DEADLINE;
  g_autofree char *text = NULL;

  self->relay->slowness = 2000;
  start_send (self);
  start_sender (self);
  while (fake_relay_count (self->relay) < 20)
    g_usleep (1000);
  g_mutex_lock (&self->relay->mutex);
  self->relay->n_answered = 20;
  self->relay->n_refused = 1;
  g_mutex_unlock (&self->relay->mutex);
  while (invites_sender_get_trouble (self->sender, NULL)
           != INVITES_TROUBLE_RELAY
         && g_get_monotonic_time () < deadline)
    g_usleep (500);
  g_assert_cmpint (invites_sender_get_trouble (self->sender, &text), ==,
                   INVITES_TROUBLE_RELAY);
  g_assert_nonnull (text);
  g_mutex_lock (&self->relay->mutex);
  self->relay->n_answered = 0;
  g_mutex_unlock (&self->relay->mutex);
  wait_until_finished (self);
  assert_sent (self, N_CONTACTS, 0);
  g_assert_cmpint (invites_sender_get_trouble (self->sender, NULL), ==,
                   INVITES_TROUBLE_NONE);
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
    { "/sender/fleeting", test_fleeting },
    { "/sender/in-the-way", test_in_the_way },
    { "/sender/dying-connections", test_dying_connections },
    { "/sender/cut-off", test_cut_off },
    { "/sender/stopped-midway", test_stopped_midway },
    { "/sender/send-stopped", test_send_stopped },
    { "/sender/in-doubt", test_in_doubt },
    { "/sender/single", test_single },
    { "/sender/few-connections", test_few_connections },
    { "/sender/sender-refused", test_sender_refused },
    { "/sender/sign-in-refused", test_sign_in_refused },
    { "/sender/domain-slowed", test_domain_slowed },
    { "/sender/relay-rate", test_relay_rate },
    { "/sender/domain-rate", test_domain_rate },
    { "/sender/domain-connections", test_domain_connections },
    { "/sender/bounce-domain", test_bounce_domain },
    { "/sender/storage", test_storage },
    { "/sender/trouble-told", test_trouble_told },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].func,
                tear_down);
  return g_test_run ();
}
