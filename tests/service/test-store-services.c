/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queue with several services, some of which are gone. */
#include "store-support.h"

/* So short that it is over at once, and so long that it never is, in
 * milliseconds. */
#define SHORT 1
#define LONG  (3600 * 1000)

static void
put_people (StoreFixture *fixture,
            guint         n_people)
{
  for (guint i = 0; i < n_people; i++)
    {
      g_autofree char *id = g_strdup_printf ("c%u", i);
      g_autofree char *email = g_strdup_printf ("%s@x.example", id);

      store_fixture_put_contact (fixture, id, "N1", email);
    }
}

static gint64
register_service (StoreFixture *fixture,
                  gint64        lease)
{
  g_autoptr(GError) error = NULL;
  gint64 service = 0;

  g_assert_true (invites_store_register_service (
    fixture->store, "machine:1", lease, fixture->now, &service, &error));
  g_assert_no_error (error);
  g_assert_cmpint (service, >, 0);
  return service;
}

static gboolean
renew (StoreFixture *fixture,
       gint64        service)
{
  g_autoptr(GError) error = NULL;
  gboolean holds;

  g_assert_true (invites_store_renew_lease (fixture->store, service, &holds,
                                            &error));
  g_assert_no_error (error);
  return holds;
}

/* Until the clock has gone on, and the shortest of leases with it. */
static guint
end_expired (StoreFixture *fixture,
             gint64        service)
{
  gint64 deadline = g_get_monotonic_time () + 30 * G_TIME_SPAN_SECOND;
  guint n_unknown = 0;

  do
    {
      g_autoptr(GPtrArray) changed = NULL;
      g_autoptr(GError) error = NULL;

      g_assert_true (invites_store_end_expired (fixture->store, fixture->now,
                                                &changed, &n_unknown, &error));
      g_assert_no_error (error);
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      if (changed != NULL)
        return n_unknown;
    }
  while (TRUE);
}

static GPtrArray *
claim (StoreFixture *fixture,
       gint64        service,
       guint         n_wanted)
{
  InvitesTurn turn = { .n_wanted = n_wanted, .service = service };

  return store_fixture_turn (fixture, &turn);
}

static void
report (StoreFixture          *fixture,
        const InvitesDelivery *delivery,
        InvitesDeliveryState   state)
{
  InvitesDeliveryResult *result;

  result = invites_delivery_result_new (delivery->delivery_id, state);
  result->claimed_by = delivery->claimed_by;
  store_fixture_report_result (fixture, result);
}

static const InvitesDelivery *
get_delivery (GPtrArray *claimed,
              guint      index)
{
  g_assert_cmpuint (index, <, claimed->len);
  return g_ptr_array_index (claimed, index);
}

static void
assert_send (StoreFixture         *fixture,
             InvitesSendState      state,
             InvitesDeliveryState  delivery,
             guint64               n)
{
  g_autoptr(InvitesSend) send = store_fixture_find (fixture, 1);

  store_assert_send (send, state, delivery, n);
}

static void
assert_group (StoreFixture *fixture,
              const char   *id,
              InvitesGroup  group)
{
  g_autoptr(InvitesContact) contact = store_fixture_find_contact (fixture, id);

  g_assert_cmpint (contact->status, ==, group);
}

/* A send of four, of which a service has two on the wire when it is taken for
 * gone. */
static GPtrArray *
lose_two (StoreFixture *fixture,
          gint64       *service)
{
  g_autoptr(GPtrArray) claimed = NULL;

  put_people (fixture, 4);
  store_fixture_begin (fixture, 1, TRUE);
  *service = register_service (fixture, SHORT);
  claimed = claim (fixture, *service, 2);
  g_assert_cmpuint (claimed->len, ==, 2);
  fixture->now += 60;
  g_assert_cmpuint (end_expired (fixture, *service), ==, 2);
  return g_steal_pointer (&claimed);
}

static void
test_register (StoreFixture  *fixture,
               gconstpointer  data)
{
  gint64 first = register_service (fixture, LONG);
  gint64 second = register_service (fixture, LONG);
  g_autoptr(GError) error = NULL;

  g_assert_cmpint (second, >, first);
  g_assert_true (renew (fixture, first));
  g_assert_true (invites_store_end_service (fixture->store, first,
                                            fixture->now, &error));
  g_assert_no_error (error);
  g_assert_false (renew (fixture, first));
  g_assert_true (renew (fixture, second));
  g_assert_false (renew (fixture, second + 1));
}

/* Each has its own; a lease that holds is not touched. */
static void
test_beside (StoreFixture  *fixture,
             gconstpointer  data)
{
  gint64 first, second;
  g_autoptr(GPtrArray) own = NULL;
  g_autoptr(GPtrArray) other = NULL;
  g_autoptr(GError) error = NULL;
  guint n_unknown = 9;

  put_people (fixture, 4);
  store_fixture_begin (fixture, 1, TRUE);
  first = register_service (fixture, LONG);
  second = register_service (fixture, 0);
  own = claim (fixture, first, 2);
  other = claim (fixture, second, 9);
  g_assert_cmpuint (own->len, ==, 2);
  g_assert_cmpuint (other->len, ==, 2);
  g_assert_cmpint (get_delivery (own, 0)->claimed_by, ==, first);
  g_assert_cmpint (get_delivery (other, 0)->claimed_by, ==, second);

  g_assert_true (invites_store_end_expired (fixture->store, fixture->now, NULL,
                                            &n_unknown, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_unknown, ==, 9);
  assert_send (fixture, INVITES_SEND_SENDING, INVITES_DELIVERY_SENDING, 4);
  report (fixture, get_delivery (own, 0), INVITES_DELIVERY_SENT);
  report (fixture, get_delivery (own, 1), INVITES_DELIVERY_SENT);
  report (fixture, get_delivery (other, 0), INVITES_DELIVERY_SENT);
  assert_send (fixture, INVITES_SEND_SENDING, INVITES_DELIVERY_SENT, 3);
  report (fixture, get_delivery (other, 1), INVITES_DELIVERY_SENT);
  assert_send (fixture, INVITES_SEND_FINISHED, INVITES_DELIVERY_SENT, 4);
}

static void
test_expired (StoreFixture  *fixture,
              gconstpointer  data)
{
  gint64 service;
  G_GNUC_UNUSED g_autoptr(GPtrArray) lost = lose_two (fixture, &service);
  g_autoptr(GPtrArray) none = NULL;
  g_autoptr(GPtrArray) rest = NULL;

  assert_send (fixture, INVITES_SEND_SENDING, INVITES_DELIVERY_UNKNOWN, 2);
  assert_group (fixture, "c0", INVITES_GROUP_PENDING);
  assert_group (fixture, "c3", INVITES_GROUP_NOT_SENT);

  /* It claims nothing more, and others go on. */
  none = claim (fixture, service, 9);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_false (renew (fixture, service));
  rest = claim (fixture, register_service (fixture, LONG), 9);
  g_assert_cmpuint (rest->len, ==, 2);
}

/* It was only slow, and tells what it knows. */
static void
test_late_results (StoreFixture  *fixture,
                   gconstpointer  data)
{
  gint64 service;
  g_autoptr(GPtrArray) lost = lose_two (fixture, &service);

  report (fixture, get_delivery (lost, 0), INVITES_DELIVERY_SENT);
  assert_send (fixture, INVITES_SEND_SENDING, INVITES_DELIVERY_SENT, 1);
  assert_group (fixture, "c0", INVITES_GROUP_PENDING);

  report (fixture, get_delivery (lost, 1), INVITES_DELIVERY_REFUSED);
  assert_send (fixture, INVITES_SEND_SENDING, INVITES_DELIVERY_REFUSED, 1);
  assert_group (fixture, "c1", INVITES_GROUP_NOT_SENT);
}

static void
test_late_not_sent (StoreFixture  *fixture,
                    gconstpointer  data)
{
  gint64 service;
  g_autoptr(GPtrArray) lost = lose_two (fixture, &service);
  g_autoptr(GPtrArray) rest = NULL;
  const InvitesDelivery *again;

  report (fixture, get_delivery (lost, 0), INVITES_DELIVERY_QUEUED);
  report (fixture, get_delivery (lost, 1), INVITES_DELIVERY_DEFERRED);
  assert_send (fixture, INVITES_SEND_SENDING, INVITES_DELIVERY_QUEUED, 3);
  assert_send (fixture, INVITES_SEND_SENDING, INVITES_DELIVERY_DEFERRED, 1);

  rest = claim (fixture, register_service (fixture, LONG), 1);
  again = get_delivery (rest, 0);
  g_assert_cmpint (again->delivery_id, ==, get_delivery (lost, 0)->delivery_id);
  g_assert_cmpstr (again->message_id, ==, get_delivery (lost, 0)->message_id);

  /* Now it is another's: nobody else says what becomes of it. */
  report (fixture, get_delivery (lost, 0), INVITES_DELIVERY_SENT);
  assert_send (fixture, INVITES_SEND_SENDING, INVITES_DELIVERY_SENDING, 1);
  report (fixture, again, INVITES_DELIVERY_SENT);
  assert_send (fixture, INVITES_SEND_SENDING, INVITES_DELIVERY_SENT, 1);
  report (fixture, get_delivery (lost, 0), INVITES_DELIVERY_REFUSED);
  assert_send (fixture, INVITES_SEND_SENDING, INVITES_DELIVERY_SENT, 1);
}

/* When nothing was left to be done, the send has ended. */
static void
test_late_end (StoreFixture  *fixture,
               gconstpointer  data)
{
  gint64 service;
  g_autoptr(GPtrArray) lost = lose_two (fixture, &service);
  g_autoptr(GPtrArray) rest = NULL;

  rest = claim (fixture, register_service (fixture, LONG), 9);
  for (guint i = 0; i < rest->len; i++)
    report (fixture, get_delivery (rest, i), INVITES_DELIVERY_SENT);
  assert_send (fixture, INVITES_SEND_FINISHED, INVITES_DELIVERY_UNKNOWN, 2);

  report (fixture, get_delivery (lost, 0), INVITES_DELIVERY_QUEUED);
  assert_send (fixture, INVITES_SEND_FINISHED, INVITES_DELIVERY_UNKNOWN, 2);
  report (fixture, get_delivery (lost, 1), INVITES_DELIVERY_SENT);
  assert_send (fixture, INVITES_SEND_FINISHED, INVITES_DELIVERY_UNKNOWN, 1);
}

static void
test_resend (StoreFixture  *fixture,
             gconstpointer  data)
{
  g_autoptr(GPtrArray) claimed = NULL;
  g_autoptr(GPtrArray) rest = NULL;
  gint64 service;

  invites_rules_get ()->resend_in_doubt = TRUE;
  put_people (fixture, 2);
  store_fixture_begin (fixture, 1, TRUE);
  service = register_service (fixture, SHORT);
  claimed = claim (fixture, service, 1);
  g_assert_cmpuint (end_expired (fixture, service), ==, 0);

  assert_send (fixture, INVITES_SEND_SENDING, INVITES_DELIVERY_QUEUED, 2);
  rest = claim (fixture, register_service (fixture, LONG), 9);
  g_assert_cmpuint (rest->len, ==, 2);
  report (fixture, get_delivery (claimed, 0), INVITES_DELIVERY_SENT);
  assert_send (fixture, INVITES_SEND_SENDING, INVITES_DELIVERY_SENDING, 2);
}

/* A service that ends says so, and what it leaves is known to be unknown. */
static void
test_end (StoreFixture  *fixture,
          gconstpointer  data)
{
  g_autoptr(GPtrArray) claimed = NULL;
  g_autoptr(GPtrArray) other = NULL;
  g_autoptr(GError) error = NULL;
  gint64 service;

  put_people (fixture, 3);
  store_fixture_begin (fixture, 1, TRUE);
  service = register_service (fixture, LONG);
  claimed = claim (fixture, service, 2);
  other = claim (fixture, register_service (fixture, LONG), 2);
  g_assert_true (invites_store_end_service (fixture->store, service,
                                            fixture->now, &error));
  g_assert_no_error (error);
  assert_send (fixture, INVITES_SEND_SENDING, INVITES_DELIVERY_UNKNOWN, 2);
  assert_send (fixture, INVITES_SEND_SENDING, INVITES_DELIVERY_SENDING, 1);
}

static void
hold (GHashTable            *held,
      const InvitesDelivery *delivery)
{
  g_hash_table_add (held, (gpointer) &delivery->delivery_id);
}

/* A turn was written, and its claims did not arrive. */
static void
test_give_back (StoreFixture  *fixture,
                gconstpointer  data)
{
  g_autoptr(GHashTable) held = g_hash_table_new (g_int64_hash, g_int64_equal);
  g_autoptr(GPtrArray) claimed = NULL;
  g_autoptr(GPtrArray) lost = NULL;
  g_autoptr(GPtrArray) other = NULL;
  g_autoptr(GPtrArray) again = NULL;
  g_autoptr(GError) error = NULL;
  guint n_given_back = 0;
  gint64 service;

  put_people (fixture, 4);
  store_fixture_begin (fixture, 1, TRUE);
  service = register_service (fixture, LONG);
  claimed = claim (fixture, service, 1);
  lost = claim (fixture, service, 2);
  other = claim (fixture, register_service (fixture, LONG), 1);
  hold (held, get_delivery (claimed, 0));

  g_assert_true (invites_store_give_back (fixture->store, service, held,
                                          fixture->now, &n_given_back,
                                          &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_given_back, ==, 2);
  assert_send (fixture, INVITES_SEND_SENDING, INVITES_DELIVERY_SENDING, 2);
  again = claim (fixture, service, 9);
  g_assert_cmpuint (again->len, ==, 2);
  g_assert_cmpuint (get_delivery (again, 0)->attempts, ==, 1);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *path;
    void      (*test) (StoreFixture *fixture, gconstpointer data);
  } tests[] = {
    { "/services/register", test_register },
    { "/services/beside", test_beside },
    { "/services/expired", test_expired },
    { "/services/late-results", test_late_results },
    { "/services/late-not-sent", test_late_not_sent },
    { "/services/late-end", test_late_end },
    { "/services/resend", test_resend },
    { "/services/end", test_end },
    { "/services/give-back", test_give_back },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, StoreFixture, NULL, store_fixture_set_up,
                tests[i].test, store_fixture_tear_down);
  return g_test_run ();
}
