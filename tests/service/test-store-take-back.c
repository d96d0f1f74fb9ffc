/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every act in every state; what Undo and pause leave behind. */
#include "core/invites-error.h"
#include "store-acts.h"

static const char *const act_names[] = {
  "start", "stop", "pause", "resume", "revoke", "retry",
};
G_STATIC_ASSERT (G_N_ELEMENTS (act_names) == STORE_N_ACTS);

/* The audit's words of acts. */
#define COUNT_ACTS "SELECT count(*) FROM audit WHERE subject IS NOT NULL"

static void
make_stopping (StoreFixture *fixture)
{
  store_make_on_the_wire (fixture);
  store_act_on (fixture, 1, STORE_STOP);
}

static void
make_paused (StoreFixture *fixture)
{
  store_make_sending (fixture);
  store_act_on (fixture, 1, STORE_PAUSE);
}

static void
make_paused_on_the_wire (StoreFixture *fixture)
{
  store_make_on_the_wire (fixture);
  store_act_on (fixture, 1, STORE_PAUSE);
}

static void
make_stopped (StoreFixture *fixture)
{
  store_make_sending (fixture);
  store_act_on (fixture, 1, STORE_STOP);
}

static void
make_revoked (StoreFixture *fixture)
{
  store_make_finished (fixture);
  store_act_on (fixture, 1, STORE_REVOKE);
}

#define CONFLICT { -1, FALSE }
#define IS(state) { INVITES_SEND_ ## state, FALSE }
#define STOPS { INVITES_SEND_SENDING, TRUE }

/* What each act makes of each state. */
static const struct
{
  const char *name;
  void      (*make) (StoreFixture *fixture);
  struct
  {
    int      state; /* InvitesSendState, or -1: refused */
    gboolean stopping;
  } after[G_N_ELEMENTS (act_names)];
} cases[] = {
  { "prepared", store_make_prepared,
    { IS (SENDING), IS (STOPPED), CONFLICT, CONFLICT, CONFLICT, CONFLICT } },
  { "held", store_make_held,
    { IS (HELD), IS (STOPPED), IS (PAUSED), IS (HELD), IS (STOPPED),
      IS (HELD) } },
  { "sending", store_make_sending,
    { IS (SENDING), IS (STOPPED), IS (PAUSED), IS (SENDING), IS (STOPPED),
      IS (SENDING) } },
  { "on-the-wire", store_make_on_the_wire,
    { IS (SENDING), STOPS, IS (PAUSED), IS (SENDING), STOPS, IS (SENDING) } },
  { "stopping", make_stopping,
    { STOPS, STOPS, STOPS, STOPS, STOPS, STOPS } },
  { "paused", make_paused,
    { IS (PAUSED), IS (STOPPED), IS (PAUSED), IS (SENDING), IS (STOPPED),
      IS (PAUSED) } },
  { "paused-on-the-wire", make_paused_on_the_wire,
    { IS (PAUSED), STOPS, IS (PAUSED), IS (SENDING), STOPS, IS (PAUSED) } },
  { "stopped", make_stopped,
    { IS (STOPPED), IS (STOPPED), IS (STOPPED), IS (STOPPED), IS (STOPPED),
      IS (STOPPED) } },
  { "finished", store_make_finished,
    { IS (FINISHED), IS (FINISHED), IS (FINISHED), IS (FINISHED),
      IS (FINISHED), IS (SENDING) } },
  { "revoked", make_revoked,
    { IS (FINISHED), IS (FINISHED), IS (FINISHED), IS (FINISHED),
      IS (FINISHED), CONFLICT } },
};

static void
test_act (StoreFixture  *fixture,
          gconstpointer  data)
{
  guint index = GPOINTER_TO_UINT (data) / G_N_ELEMENTS (act_names);
  StoreAct act = GPOINTER_TO_UINT (data) % G_N_ELEMENTS (act_names);
  g_autoptr(InvitesSend) send = NULL;
  g_autoptr(InvitesSend) again = NULL;
  g_autoptr(GError) error = NULL;
  gint64 n_acts;

  cases[index].make (fixture);
  n_acts = store_fixture_get_number (fixture, COUNT_ACTS);
  fixture->now++;
  send = store_try_act (fixture, 1, act, &error);
  if (cases[index].after[act].state < 0)
    {
      g_assert_null (send);
      g_assert_error (error, INVITES_ERROR, INVITES_ERROR_CONFLICT);
      g_assert_cmpint (store_fixture_get_number (fixture, COUNT_ACTS), ==,
                       n_acts);
      return;
    }

  g_assert_no_error (error);
  g_assert_true (invites_send_adds_up (send));
  g_assert_cmpstr (invites_send_state_to_string (send->state), ==,
                   invites_send_state_to_string (
                     (InvitesSendState) cases[index].after[act].state));
  g_assert_cmpint (send->stopping, ==, cases[index].after[act].stopping);
  n_acts = store_fixture_get_number (fixture, COUNT_ACTS);

  /* Once more: nothing is as much as a second later. */
  fixture->now++;
  again = store_do_act (fixture, 1, act);
  g_assert_cmpint (again->state, ==, send->state);
  g_assert_cmpint (again->stopping, ==, send->stopping);
  g_assert_cmpint (again->started_at, ==, send->started_at);
  g_assert_cmpint (again->finished_at, ==, send->finished_at);
  g_assert_cmpint (again->paused_at, ==, send->paused_at);
  g_assert_cmpint (again->revoked_at, ==, send->revoked_at);
  g_assert_cmpmem (again->deliveries, sizeof again->deliveries,
                   send->deliveries, sizeof send->deliveries);
  g_assert_cmpint (store_fixture_get_number (fixture, COUNT_ACTS), ==, n_acts);
}

static void
test_unknown_send (StoreFixture  *fixture,
                   gconstpointer  data)
{
  for (guint act = 0; act < G_N_ELEMENTS (act_names); act++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (store_try_act (fixture, 7, (StoreAct) act, &error));
      g_assert_error (error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND);
    }
}

/* Undo. */

static void
test_hold (StoreFixture  *fixture,
           gconstpointer  data)
{
  g_autoptr(InvitesSend) held = NULL;
  g_autoptr(InvitesSend) released = NULL;

  store_make_held (fixture);
  held = store_fixture_find (fixture, 1);
  store_assert_send (held, INVITES_SEND_HELD, INVITES_DELIVERY_QUEUED, 3);
  g_assert_cmpint (held->started_at, ==, fixture->now);
  g_assert_cmpint (held->held_until, ==, fixture->now + 10);

  fixture->now += 9;
  g_assert_cmpuint (store_count_claims (fixture), ==, 0);
  fixture->now += 1;
  g_assert_cmpuint (store_count_claims (fixture), ==, 3);
  released = store_fixture_find (fixture, 1);
  store_assert_send (released, INVITES_SEND_SENDING, INVITES_DELIVERY_SENDING,
                     3);
  g_assert_cmpint (released->held_until, ==, INVITES_TIME_NONE);
  g_assert_cmpint (released->started_at, ==, held->started_at);
}

static void
test_undo (StoreFixture  *fixture,
           gconstpointer  data)
{
  g_autoptr(InvitesSend) undone = NULL;

  store_make_held (fixture);
  fixture->now += 9;
  undone = store_do_act (fixture, 1, STORE_STOP);
  store_assert_send (undone, INVITES_SEND_STOPPED, INVITES_DELIVERY_CANCELLED,
                     3);
  g_assert_cmpint (undone->held_until, ==, INVITES_TIME_NONE);
  g_assert_cmpint (undone->finished_at, ==, fixture->now);
  fixture->now += STORE_DAY;
  g_assert_cmpuint (store_count_claims (fixture), ==, 0);
  store_assert_contact (fixture, "a", INVITES_GROUP_NOT_SENT,
                        INVITES_TIME_NONE);

  /* Nobody is held any more. */
  store_start (fixture, 2, TRUE);
  g_assert_cmpuint (store_count_claims (fixture), ==, 3);
}

/* While it is held, it holds its addresses. */
static void
test_hold_holds (StoreFixture  *fixture,
                 gconstpointer  data)
{
  g_autoptr(InvitesSend) other = NULL;

  store_make_held (fixture);
  store_prepare (fixture, 2, TRUE);
  other = store_do_act (fixture, 2, STORE_START_SEND);
  store_assert_send (other, INVITES_SEND_FINISHED, INVITES_DELIVERY_SKIPPED, 3);
  store_assert_skipped (fixture, 2, "a", INVITES_SKIP_IN_ANOTHER_SEND);
}

static void
test_hold_nobody (StoreFixture  *fixture,
                  gconstpointer  data)
{
  g_autoptr(InvitesSend) send = NULL;

  store_fixture_put_contact (fixture, "a", "N1", "");
  store_prepare (fixture, 1, TRUE);
  invites_rules_get ()->hold_seconds = 10;
  send = store_do_act (fixture, 1, STORE_START_SEND);
  store_assert_send (send, INVITES_SEND_FINISHED, INVITES_DELIVERY_QUEUED, 0);
  g_assert_cmpint (send->held_until, ==, INVITES_TIME_NONE);
}

/* Pause. */

static void
test_pause (StoreFixture  *fixture,
            gconstpointer  data)
{
  g_autoptr(InvitesDelivery) delivery = NULL;
  g_autoptr(InvitesSend) paused = NULL;
  g_autoptr(InvitesSend) resumed = NULL;

  store_make_sending (fixture);
  delivery = store_fixture_claim_one (fixture);
  fixture->now += 5;
  paused = store_do_act (fixture, 1, STORE_PAUSE);
  g_assert_cmpint (paused->pause_reason, ==, INVITES_PAUSE_BY_USER);
  g_assert_cmpint (paused->paused_at, ==, fixture->now);
  g_assert_cmpstr (paused->paused_by, ==, "Pat Doe");
  g_assert_cmpuint (store_count_claims (fixture), ==, 0);

  /* What was handed over arrives, and is written down. */
  store_fixture_report (fixture, delivery, INVITES_DELIVERY_SENT);
  store_assert_delivery (fixture, 1, "a", INVITES_DELIVERY_SENT);
  store_assert_contact (fixture, "a", INVITES_GROUP_PENDING, fixture->now);

  resumed = store_do_act (fixture, 1, STORE_RESUME);
  store_assert_send (resumed, INVITES_SEND_SENDING, INVITES_DELIVERY_QUEUED, 2);
  g_assert_cmpint (resumed->pause_reason, ==, INVITES_PAUSE_NONE);
  g_assert_cmpint (resumed->paused_at, ==, INVITES_TIME_NONE);
  g_assert_null (resumed->paused_by);
  g_assert_cmpuint (store_count_claims (fixture), ==, 2);
}

static void
test_paused_ends (StoreFixture  *fixture,
                  gconstpointer  data)
{
  g_autoptr(InvitesDelivery) delivery = NULL;
  g_autoptr(InvitesSend) ended = NULL;

  store_put_people (fixture, "a");
  store_start (fixture, 1, TRUE);
  delivery = store_fixture_claim_one (fixture);
  store_act_on (fixture, 1, STORE_PAUSE);
  store_fixture_report (fixture, delivery, INVITES_DELIVERY_SENT);
  ended = store_fixture_find (fixture, 1);
  store_assert_send (ended, INVITES_SEND_FINISHED, INVITES_DELIVERY_SENT, 1);
  g_assert_cmpint (ended->pause_reason, ==, INVITES_PAUSE_NONE);
  g_assert_null (ended->paused_by);
}

static void
test_pause_in_hold (StoreFixture  *fixture,
                    gconstpointer  data)
{
  g_autoptr(InvitesSend) paused = NULL;

  store_make_held (fixture);
  paused = store_do_act (fixture, 1, STORE_PAUSE);
  g_assert_cmpint (paused->held_until, ==, INVITES_TIME_NONE);
  fixture->now += 11;
  g_assert_cmpuint (store_count_claims (fixture), ==, 0);
  store_act_on (fixture, 1, STORE_RESUME);
  g_assert_cmpuint (store_count_claims (fixture), ==, 3);
}

static void
reset_rules (StoreFixture  *fixture,
             gconstpointer  data)
{
  store_fixture_tear_down (fixture, data);
  invites_rules_get ()->gap_hours = 0;
  invites_rules_get ()->hold_seconds = 0;
}

static void
add_acts (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      for (guint act = 0; act < G_N_ELEMENTS (act_names); act++)
        {
          g_autofree char *path = g_strconcat ("/take-back/act/",
                                               cases[i].name, "/",
                                               act_names[act], NULL);
          guint index = i * G_N_ELEMENTS (act_names) + act;

          g_test_add (path, StoreFixture, GUINT_TO_POINTER (index),
                      store_fixture_set_up, test_act, reset_rules);
        }
    }
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
    { "/take-back/unknown-send", test_unknown_send },
    { "/take-back/hold", test_hold },
    { "/take-back/undo", test_undo },
    { "/take-back/hold-holds", test_hold_holds },
    { "/take-back/hold-nobody", test_hold_nobody },
    { "/take-back/pause", test_pause },
    { "/take-back/paused-ends", test_paused_ends },
    { "/take-back/pause-in-hold", test_pause_in_hold },
  };

  g_test_init (&argc, &argv, NULL);
  add_acts ();
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, StoreFixture, NULL, store_fixture_set_up,
                tests[i].test, reset_rules);
  return g_test_run ();
}
