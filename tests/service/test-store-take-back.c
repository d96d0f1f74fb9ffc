/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every act in every state; what Undo, pause, revoke and retry leave behind. */
#include "core/invites-error.h"
#include "store-support.h"

typedef enum
{
  START,
  STOP,
  PAUSE,
  RESUME,
  REVOKE,
  RETRY,
} Act;

static const char *const act_names[] = {
  "start", "stop", "pause", "resume", "revoke", "retry",
};

/* The audit's words of acts. */
#define COUNT_ACTS "SELECT count(*) FROM audit WHERE subject IS NOT NULL"

static InvitesSend *
try_act (StoreFixture  *fixture,
         guint          number,
         Act            act,
         GError       **error)
{
  g_autofree char *uuid = store_dup_uuid (number);
  InvitesStore *store = fixture->store;
  InvitesPrincipal *user = fixture->user;

  switch (act)
    {
    case START:
      return invites_store_start (store, uuid, user, fixture->now, error);
    case STOP:
      return invites_store_stop (store, uuid, user, fixture->now, error);
    case PAUSE:
      return invites_store_pause (store, uuid, user, fixture->now, error);
    case RESUME:
      return invites_store_resume (store, uuid, user, fixture->now, error);
    case REVOKE:
      return invites_store_revoke (store, uuid, user, fixture->now, error);
    case RETRY:
    default:
      return invites_store_retry (store, uuid, INVITES_DELIVERY_NONE, user,
                                  fixture->now, error);
    }
}

static InvitesSend *
do_act (StoreFixture *fixture,
        guint         number,
        Act           act)
{
  g_autoptr(GError) error = NULL;
  InvitesSend *send = try_act (fixture, number, act, &error);

  g_assert_no_error (error);
  g_assert_true (invites_send_adds_up (send));
  return send;
}

/* When only what the act leaves behind is of interest. */
static void
act_on (StoreFixture *fixture,
        guint         number,
        Act           act)
{
  g_autoptr(InvitesSend) send = do_act (fixture, number, act);
}

static void
assert_delivery (StoreFixture         *fixture,
                 guint                 number,
                 const char           *contact,
                 InvitesDeliveryState  state)
{
  g_autoptr(InvitesEntry) entry = NULL;

  entry = store_fixture_find_entry (fixture, number, contact);
  g_assert_nonnull (entry);
  g_assert_cmpstr (invites_delivery_state_to_string (entry->state), ==,
                   invites_delivery_state_to_string (state));
}

static void
assert_skipped (StoreFixture *fixture,
                guint         number,
                const char   *contact,
                InvitesSkip   reason)
{
  g_autoptr(InvitesEntry) entry = NULL;

  entry = store_fixture_find_entry (fixture, number, contact);
  g_assert_cmpint (entry->state, ==, INVITES_DELIVERY_SKIPPED);
  g_assert_cmpstr (invites_skip_to_string (entry->skipped), ==,
                   invites_skip_to_string (reason));
}

static void
assert_contact (StoreFixture *fixture,
                const char   *id,
                InvitesGroup  group,
                InvitesTime   last_invite_sent)
{
  g_autoptr(InvitesContact) contact = store_fixture_find_contact (fixture, id);

  g_assert_cmpstr (invites_group_to_string (contact->status), ==,
                   invites_group_to_string (group));
  g_assert_cmpint (contact->last_invite_sent, ==, last_invite_sent);
}

static void
assert_link (StoreFixture          *fixture,
             const InvitesDelivery *delivery,
             InvitesLinkState       state)
{
  g_autoptr(GBytes) hash = invites_token_hash (delivery->token);
  g_autoptr(InvitesLink) link = NULL;
  g_autoptr(GError) error = NULL;

  link = invites_store_find_link (fixture->store, hash, fixture->now, &error);
  g_assert_no_error (error);
  g_assert_cmpint (link->state, ==, state);
}

static void
accept_by (StoreFixture          *fixture,
           const InvitesDelivery *delivery)
{
  g_autoptr(GBytes) hash = invites_token_hash (delivery->token);
  g_autoptr(GError) error = NULL;

  invites_store_accept (fixture->store, hash, "hash", fixture->now, NULL,
                        &error);
  g_assert_no_error (error);
}

/* Contacts "a" and so on, each with an address of its own. */
static void
put_people (StoreFixture *fixture,
            const char   *ids)
{
  for (const char *id = ids; *id != '\0'; id++)
    {
      const char name[] = { *id, '\0' };
      g_autofree char *email = g_strconcat (name, "@x.example", NULL);

      store_fixture_put_contact (fixture, name, "N1", email);
    }
}

static void
prepare (StoreFixture *fixture,
         guint         number,
         gboolean      only)
{
  g_autoptr(InvitesSend) send = store_fixture_prepare (fixture, number, only);
}

static void
start (StoreFixture *fixture,
       guint         number,
       gboolean      only)
{
  prepare (fixture, number, only);
  act_on (fixture, number, START);
}

static InvitesDelivery *
claim_and_report (StoreFixture         *fixture,
                  InvitesDeliveryState  state)
{
  InvitesDelivery *delivery = store_fixture_claim_one (fixture);

  store_fixture_report (fixture, delivery, state);
  return delivery;
}

static void
report_next (StoreFixture         *fixture,
             InvitesDeliveryState  state)
{
  g_autoptr(InvitesDelivery) delivery = claim_and_report (fixture, state);
}

static guint
count_claims (StoreFixture *fixture)
{
  g_autoptr(GPtrArray) claimed = store_fixture_claim (fixture, 100);

  return claimed->len;
}

/* Send 1 to a, b and c, in a state. */

static void
make_prepared (StoreFixture *fixture)
{
  put_people (fixture, "abc");
  prepare (fixture, 1, TRUE);
}

static void
make_held (StoreFixture *fixture)
{
  make_prepared (fixture);
  invites_rules_get ()->hold_seconds = 10;
  act_on (fixture, 1, START);
  invites_rules_get ()->hold_seconds = 0;
}

static void
make_sending (StoreFixture *fixture)
{
  make_prepared (fixture);
  act_on (fixture, 1, START);
}

static void
make_on_the_wire (StoreFixture *fixture)
{
  g_autoptr(InvitesDelivery) delivery = NULL;

  make_sending (fixture);
  delivery = store_fixture_claim_one (fixture);
}

static void
make_stopping (StoreFixture *fixture)
{
  make_on_the_wire (fixture);
  act_on (fixture, 1, STOP);
}

static void
make_paused (StoreFixture *fixture)
{
  make_sending (fixture);
  act_on (fixture, 1, PAUSE);
}

static void
make_paused_on_the_wire (StoreFixture *fixture)
{
  make_on_the_wire (fixture);
  act_on (fixture, 1, PAUSE);
}

static void
make_stopped (StoreFixture *fixture)
{
  make_sending (fixture);
  act_on (fixture, 1, STOP);
}

static void
make_finished (StoreFixture *fixture)
{
  make_sending (fixture);
  report_next (fixture, INVITES_DELIVERY_SENT);
  report_next (fixture, INVITES_DELIVERY_REFUSED);
  report_next (fixture, INVITES_DELIVERY_UNKNOWN);
}

static void
make_revoked (StoreFixture *fixture)
{
  make_finished (fixture);
  act_on (fixture, 1, REVOKE);
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
  { "prepared", make_prepared,
    { IS (SENDING), IS (STOPPED), CONFLICT, CONFLICT, CONFLICT, CONFLICT } },
  { "held", make_held,
    { IS (HELD), IS (STOPPED), IS (PAUSED), IS (HELD), IS (STOPPED),
      IS (HELD) } },
  { "sending", make_sending,
    { IS (SENDING), IS (STOPPED), IS (PAUSED), IS (SENDING), IS (STOPPED),
      IS (SENDING) } },
  { "on-the-wire", make_on_the_wire,
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
  { "finished", make_finished,
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
  Act act = GPOINTER_TO_UINT (data) % G_N_ELEMENTS (act_names);
  g_autoptr(InvitesSend) send = NULL;
  g_autoptr(InvitesSend) again = NULL;
  g_autoptr(GError) error = NULL;
  gint64 n_acts;

  cases[index].make (fixture);
  n_acts = store_fixture_get_number (fixture, COUNT_ACTS);
  fixture->now++;
  send = try_act (fixture, 1, act, &error);
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
  again = do_act (fixture, 1, act);
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

      g_assert_null (try_act (fixture, 7, (Act) act, &error));
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

  make_held (fixture);
  held = store_fixture_find (fixture, 1);
  store_assert_send (held, INVITES_SEND_HELD, INVITES_DELIVERY_QUEUED, 3);
  g_assert_cmpint (held->started_at, ==, fixture->now);
  g_assert_cmpint (held->held_until, ==, fixture->now + 10);

  fixture->now += 9;
  g_assert_cmpuint (count_claims (fixture), ==, 0);
  fixture->now += 1;
  g_assert_cmpuint (count_claims (fixture), ==, 3);
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

  make_held (fixture);
  fixture->now += 9;
  undone = do_act (fixture, 1, STOP);
  store_assert_send (undone, INVITES_SEND_STOPPED, INVITES_DELIVERY_CANCELLED,
                     3);
  g_assert_cmpint (undone->held_until, ==, INVITES_TIME_NONE);
  g_assert_cmpint (undone->finished_at, ==, fixture->now);
  fixture->now += STORE_DAY;
  g_assert_cmpuint (count_claims (fixture), ==, 0);
  assert_contact (fixture, "a", INVITES_GROUP_NOT_SENT, INVITES_TIME_NONE);

  /* Nobody is held any more. */
  start (fixture, 2, TRUE);
  g_assert_cmpuint (count_claims (fixture), ==, 3);
}

/* While it is held, it holds its addresses. */
static void
test_hold_holds (StoreFixture  *fixture,
                 gconstpointer  data)
{
  g_autoptr(InvitesSend) other = NULL;

  make_held (fixture);
  prepare (fixture, 2, TRUE);
  other = do_act (fixture, 2, START);
  store_assert_send (other, INVITES_SEND_FINISHED, INVITES_DELIVERY_SKIPPED, 3);
  assert_skipped (fixture, 2, "a", INVITES_SKIP_IN_ANOTHER_SEND);
}

static void
test_hold_nobody (StoreFixture  *fixture,
                  gconstpointer  data)
{
  g_autoptr(InvitesSend) send = NULL;

  store_fixture_put_contact (fixture, "a", "N1", "");
  prepare (fixture, 1, TRUE);
  invites_rules_get ()->hold_seconds = 10;
  send = do_act (fixture, 1, START);
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

  make_sending (fixture);
  delivery = store_fixture_claim_one (fixture);
  fixture->now += 5;
  paused = do_act (fixture, 1, PAUSE);
  g_assert_cmpint (paused->pause_reason, ==, INVITES_PAUSE_BY_USER);
  g_assert_cmpint (paused->paused_at, ==, fixture->now);
  g_assert_cmpstr (paused->paused_by, ==, "Pat Doe");
  g_assert_cmpuint (count_claims (fixture), ==, 0);

  /* What was handed over arrives, and is written down. */
  store_fixture_report (fixture, delivery, INVITES_DELIVERY_SENT);
  assert_delivery (fixture, 1, "a", INVITES_DELIVERY_SENT);
  assert_contact (fixture, "a", INVITES_GROUP_PENDING, fixture->now);

  resumed = do_act (fixture, 1, RESUME);
  store_assert_send (resumed, INVITES_SEND_SENDING, INVITES_DELIVERY_QUEUED, 2);
  g_assert_cmpint (resumed->pause_reason, ==, INVITES_PAUSE_NONE);
  g_assert_cmpint (resumed->paused_at, ==, INVITES_TIME_NONE);
  g_assert_null (resumed->paused_by);
  g_assert_cmpuint (count_claims (fixture), ==, 2);
}

static void
test_paused_ends (StoreFixture  *fixture,
                  gconstpointer  data)
{
  g_autoptr(InvitesDelivery) delivery = NULL;
  g_autoptr(InvitesSend) ended = NULL;

  put_people (fixture, "a");
  start (fixture, 1, TRUE);
  delivery = store_fixture_claim_one (fixture);
  act_on (fixture, 1, PAUSE);
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

  make_held (fixture);
  paused = do_act (fixture, 1, PAUSE);
  g_assert_cmpint (paused->held_until, ==, INVITES_TIME_NONE);
  fixture->now += 11;
  g_assert_cmpuint (count_claims (fixture), ==, 0);
  act_on (fixture, 1, RESUME);
  g_assert_cmpuint (count_claims (fixture), ==, 3);
}

/* Revoke. */

/* Send 1 reaches a, and two who have an invitation already: b by send 0, i by
 * an import; c joins by it. */
static void
test_revoke (StoreFixture  *fixture,
             gconstpointer  data)
{
  InvitesTime first, second;
  g_autoptr(InvitesDelivery) old = NULL;
  g_autoptr(InvitesDelivery) a = NULL;
  g_autoptr(InvitesDelivery) b = NULL;
  g_autoptr(InvitesDelivery) c = NULL;
  g_autoptr(InvitesDelivery) i = NULL;
  g_autoptr(InvitesSend) revoked = NULL;

  put_people (fixture, "b");
  start (fixture, 9, TRUE);
  old = claim_and_report (fixture, INVITES_DELIVERY_SENT);
  first = fixture->now;

  put_people (fixture, "ac");
  store_fixture_put (fixture, &(InvitesContactRecord) {
    .id = (char *) "i", .account_number = (char *) "N1", .name = (char *) "I",
    .email = (char *) "i@x.example", .last_invite_sent = first - 5 });
  fixture->now += STORE_DAY;
  second = fixture->now;
  start (fixture, 1, FALSE);
  a = claim_and_report (fixture, INVITES_DELIVERY_SENT);
  b = claim_and_report (fixture, INVITES_DELIVERY_SENT);
  c = claim_and_report (fixture, INVITES_DELIVERY_SENT);
  i = claim_and_report (fixture, INVITES_DELIVERY_SENT);
  g_assert_cmpstr (i->recipient->address, ==, "i@x.example");
  accept_by (fixture, c);
  assert_link (fixture, old, INVITES_LINK_REVOKED);
  assert_contact (fixture, "b", INVITES_GROUP_PENDING, second);

  fixture->now += 60;
  revoked = do_act (fixture, 1, REVOKE);
  store_assert_send (revoked, INVITES_SEND_FINISHED, INVITES_DELIVERY_SENT, 4);
  g_assert_cmpint (revoked->revoked_at, ==, fixture->now);
  g_assert_cmpstr (revoked->revoked_by, ==, "Pat Doe");
  g_assert_cmpuint (revoked->accepted_contacts, ==, 1);

  assert_contact (fixture, "a", INVITES_GROUP_NOT_SENT, INVITES_TIME_NONE);
  assert_contact (fixture, "b", INVITES_GROUP_PENDING, first);
  assert_contact (fixture, "c", INVITES_GROUP_ACCEPTED, second);
  assert_contact (fixture, "i", INVITES_GROUP_PENDING, first - 5);
  assert_link (fixture, a, INVITES_LINK_REVOKED);
  assert_link (fixture, b, INVITES_LINK_REVOKED);
  assert_link (fixture, c, INVITES_LINK_USED);
  assert_link (fixture, old, INVITES_LINK_LIVE);
  accept_by (fixture, old);
  assert_contact (fixture, "b", INVITES_GROUP_ACCEPTED, first);
}

static void
test_revoke_expired (StoreFixture  *fixture,
                     gconstpointer  data)
{
  g_autoptr(InvitesDelivery) old = NULL;
  g_autoptr(InvitesDelivery) new = NULL;
  g_autoptr(InvitesContact) contact = NULL;
  InvitesTime first = fixture->now;

  put_people (fixture, "a");
  start (fixture, 1, TRUE);
  old = claim_and_report (fixture, INVITES_DELIVERY_SENT);
  fixture->now += 31 * STORE_DAY;
  start (fixture, 2, FALSE);
  new = claim_and_report (fixture, INVITES_DELIVERY_SENT);
  act_on (fixture, 2, REVOKE);
  assert_link (fixture, new, INVITES_LINK_REVOKED);
  assert_link (fixture, old, INVITES_LINK_EXPIRED);
  assert_contact (fixture, "a", INVITES_GROUP_PENDING, first);
  contact = store_fixture_find_contact (fixture, "a");
  g_assert_true (contact->expired);
}

/* Of two, the older one: nothing changes but its own link, which is dead. */
static void
test_revoke_older (StoreFixture  *fixture,
                   gconstpointer  data)
{
  g_autoptr(InvitesDelivery) old = NULL;
  g_autoptr(InvitesDelivery) new = NULL;

  put_people (fixture, "a");
  start (fixture, 1, TRUE);
  old = claim_and_report (fixture, INVITES_DELIVERY_SENT);
  fixture->now += 60;
  start (fixture, 2, FALSE);
  new = claim_and_report (fixture, INVITES_DELIVERY_SENT);
  act_on (fixture, 1, REVOKE);
  assert_contact (fixture, "a", INVITES_GROUP_PENDING, fixture->now);
  assert_link (fixture, new, INVITES_LINK_LIVE);
  act_on (fixture, 2, REVOKE);
  assert_contact (fixture, "a", INVITES_GROUP_NOT_SENT, INVITES_TIME_NONE);
  assert_link (fixture, old, INVITES_LINK_REVOKED);
}

static void
test_revoke_on_the_wire (StoreFixture  *fixture,
                         gconstpointer  data)
{
  g_autoptr(InvitesDelivery) sent = NULL;
  g_autoptr(InvitesDelivery) unknown = NULL;
  g_autoptr(InvitesSend) ended = NULL;
  g_autoptr(GPtrArray) claimed = NULL;

  make_sending (fixture);
  sent = store_fixture_claim_one (fixture);
  unknown = store_fixture_claim_one (fixture);
  act_on (fixture, 1, REVOKE);
  fixture->now += 5;
  store_fixture_report (fixture, sent, INVITES_DELIVERY_SENT);
  store_fixture_report (fixture, unknown, INVITES_DELIVERY_UNKNOWN);
  ended = store_fixture_find (fixture, 1);
  store_assert_send (ended, INVITES_SEND_STOPPED, INVITES_DELIVERY_SENT, 1);
  store_assert_send (ended, INVITES_SEND_STOPPED, INVITES_DELIVERY_UNKNOWN, 1);
  store_assert_send (ended, INVITES_SEND_STOPPED, INVITES_DELIVERY_CANCELLED,
                     1);
  assert_contact (fixture, "a", INVITES_GROUP_NOT_SENT, INVITES_TIME_NONE);
  assert_contact (fixture, "b", INVITES_GROUP_NOT_SENT, INVITES_TIME_NONE);
  assert_link (fixture, sent, INVITES_LINK_REVOKED);
  g_assert_cmpint (store_fixture_get_number (
                     fixture, "SELECT min (last_invite_sent) FROM addresses"
                              " WHERE last_invite_sent IS NOT NULL"),
                   ==, fixture->now);

  /* The decision about what is unknown is made: it holds nobody. */
  start (fixture, 2, TRUE);
  claimed = store_fixture_claim (fixture, 10);
  g_assert_cmpuint (claimed->len, ==, 3);
}

static void
test_revoke_unknown (StoreFixture  *fixture,
                     gconstpointer  data)
{
  make_finished (fixture);
  act_on (fixture, 1, REVOKE);
  assert_delivery (fixture, 1, "c", INVITES_DELIVERY_UNKNOWN);
  start (fixture, 2, TRUE);
  g_assert_cmpuint (count_claims (fixture), ==, 3);
}

/* A crash between a revoke and the result. */
static void
test_revoke_crash (StoreFixture  *fixture,
                   gconstpointer  data)
{
  g_autoptr(InvitesSend) ended = NULL;
  g_autoptr(GError) error = NULL;
  guint n_unknown;

  make_on_the_wire (fixture);
  act_on (fixture, 1, REVOKE);
  invites_store_recover (fixture->store, fixture->now, &n_unknown, &error);
  g_assert_no_error (error);
  ended = store_fixture_find (fixture, 1);
  store_assert_send (ended, INVITES_SEND_STOPPED, INVITES_DELIVERY_UNKNOWN, 1);
  assert_contact (fixture, "a", INVITES_GROUP_NOT_SENT, INVITES_TIME_NONE);
  start (fixture, 2, TRUE);
  g_assert_cmpuint (count_claims (fixture), ==, 3);
}

/* A file that was written before a send was revoked. */
static void
test_revoke_import (StoreFixture  *fixture,
                    gconstpointer  data)
{
  InvitesContactRecord record = {
    .id = (char *) "a", .account_number = (char *) "N1", .name = (char *) "A",
    .email = (char *) "a@x.example",
  };

  put_people (fixture, "a");
  start (fixture, 1, TRUE);
  report_next (fixture, INVITES_DELIVERY_SENT);
  record.last_invite_sent = fixture->now;
  act_on (fixture, 1, REVOKE);
  store_fixture_put (fixture, &record);
  assert_contact (fixture, "a", INVITES_GROUP_NOT_SENT, INVITES_TIME_NONE);

  record.last_invite_sent++;
  store_fixture_put (fixture, &record);
  assert_contact (fixture, "a", INVITES_GROUP_PENDING, fixture->now + 1);
}

/* An imported invitation that ended with the address is not revived. */
static void
test_revoke_moved (StoreFixture  *fixture,
                   gconstpointer  data)
{
  store_fixture_put (fixture, &(InvitesContactRecord) {
    .id = (char *) "a", .account_number = (char *) "N1", .name = (char *) "A",
    .email = (char *) "old@x.example", .last_invite_sent = fixture->now - 60 });
  put_people (fixture, "a");
  assert_contact (fixture, "a", INVITES_GROUP_NOT_SENT, fixture->now - 60);
  start (fixture, 1, TRUE);
  report_next (fixture, INVITES_DELIVERY_SENT);
  assert_contact (fixture, "a", INVITES_GROUP_PENDING, fixture->now);
  act_on (fixture, 1, REVOKE);
  assert_contact (fixture, "a", INVITES_GROUP_NOT_SENT, INVITES_TIME_NONE);
}

/* What a user lifted comes back with a file only when it is newer. */
static void
test_lift_import (StoreFixture  *fixture,
                  gconstpointer  data)
{
  InvitesContactRecord record = {
    .id = (char *) "a", .account_number = (char *) "N1", .name = (char *) "A",
    .email = (char *) "a@x.example",
    .bounced_at = fixture->now - 60, .opted_out_at = fixture->now - 60,
  };
  g_autoptr(GError) error = NULL;

  store_fixture_put (fixture, &record);
  assert_contact (fixture, "a", INVITES_GROUP_CANNOT_BE_INVITED,
                  INVITES_TIME_NONE);
  invites_store_lift (fixture->store, "a", INVITES_REASON_BOUNCED,
                      fixture->user, fixture->now, &error);
  g_assert_no_error (error);
  invites_store_lift (fixture->store, "a", INVITES_REASON_OPTED_OUT,
                      fixture->user, fixture->now, &error);
  g_assert_no_error (error);
  store_fixture_put (fixture, &record);
  assert_contact (fixture, "a", INVITES_GROUP_NOT_SENT, INVITES_TIME_NONE);

  record.bounced_at = INVITES_TIME_NONE;
  record.opted_out_at = fixture->now + 1;
  store_fixture_put (fixture, &record);
  assert_contact (fixture, "a", INVITES_GROUP_CANNOT_BE_INVITED,
                  INVITES_TIME_NONE);
  g_assert_cmpint (store_fixture_get_number (
                     fixture, "SELECT count(*) FROM addresses"
                              " WHERE bounced_at IS NULL"
                              " AND opted_out_at IS NOT NULL"), ==, 1);
}

/* Retry. */

static InvitesSend *
retry (StoreFixture         *fixture,
       guint                 number,
       InvitesDeliveryState  state)
{
  g_autofree char *uuid = store_dup_uuid (number);
  g_autoptr(GError) error = NULL;
  InvitesSend *send;

  send = invites_store_retry (fixture->store, uuid, state, fixture->user,
                              fixture->now, &error);
  g_assert_no_error (error);
  g_assert_true (invites_send_adds_up (send));
  return send;
}

static const InvitesDelivery *
find_claim (GPtrArray  *claimed,
            const char *address)
{
  for (guint i = 0; i < claimed->len; i++)
    {
      const InvitesDelivery *delivery = g_ptr_array_index (claimed, i);

      if (g_str_equal (delivery->recipient->address, address))
        return delivery;
    }

  g_error ("Nothing is claimed for %s", address);
}

static void
assert_same (const InvitesDelivery *first,
             const InvitesDelivery *again)
{
  g_assert_cmpint (first->delivery_id, ==, again->delivery_id);
  g_assert_cmpstr (first->token, ==, again->token);
  g_assert_cmpstr (first->message_id, ==, again->message_id);
}

/* With the limit and the minimum gap on, neither of which is for the mail's
 * own first attempt. */
static void
test_retry (StoreFixture  *fixture,
            gconstpointer  data)
{
  g_autoptr(InvitesDelivery) refused = NULL;
  g_autoptr(InvitesDelivery) unknown = NULL;
  g_autoptr(InvitesSend) again = NULL;
  g_autoptr(InvitesSend) ended = NULL;
  g_autoptr(InvitesEntry) entry = NULL;
  g_autoptr(GPtrArray) claimed = NULL;
  InvitesTime first = fixture->now;

  invites_rules_get ()->gap_hours = 24;
  put_people (fixture, "ab");
  start (fixture, 1, TRUE);
  refused = claim_and_report (fixture, INVITES_DELIVERY_REFUSED);
  unknown = claim_and_report (fixture, INVITES_DELIVERY_UNKNOWN);
  assert_contact (fixture, "b", INVITES_GROUP_PENDING, first);

  fixture->now += 60;
  again = do_act (fixture, 1, RETRY);
  store_assert_send (again, INVITES_SEND_SENDING, INVITES_DELIVERY_QUEUED, 2);
  g_assert_cmpint (again->finished_at, ==, INVITES_TIME_NONE);
  entry = store_fixture_find_entry (fixture, 1, "a");
  g_assert_cmpuint (entry->attempts, ==, 0);
  g_assert_cmpint (entry->reply_code, ==, 0);
  g_assert_null (entry->reply_text);
  g_assert_cmpint (entry->changed_at, ==, fixture->now);
  /* One may have arrived, the other is known to nobody. */
  assert_contact (fixture, "b", INVITES_GROUP_PENDING, first);
  assert_link (fixture, unknown, INVITES_LINK_LIVE);
  assert_link (fixture, refused, INVITES_LINK_UNKNOWN);

  claimed = store_fixture_claim (fixture, 10);
  g_assert_cmpuint (claimed->len, ==, 2);
  assert_same (refused, find_claim (claimed, "a@x.example"));
  assert_same (unknown, find_claim (claimed, "b@x.example"));
  assert_link (fixture, unknown, INVITES_LINK_LIVE);
  store_fixture_report (fixture, refused, INVITES_DELIVERY_SENT);
  store_fixture_report (fixture, unknown, INVITES_DELIVERY_SENT);
  ended = store_fixture_find (fixture, 1);
  store_assert_send (ended, INVITES_SEND_FINISHED, INVITES_DELIVERY_SENT, 2);
  assert_contact (fixture, "a", INVITES_GROUP_PENDING, fixture->now);
  assert_contact (fixture, "b", INVITES_GROUP_PENDING, fixture->now);
}

static void
test_retry_one_state (StoreFixture  *fixture,
                      gconstpointer  data)
{
  g_autoptr(InvitesSend) refused = NULL;
  g_autoptr(InvitesSend) unknown = NULL;

  make_finished (fixture);
  refused = retry (fixture, 1, INVITES_DELIVERY_REFUSED);
  store_assert_send (refused, INVITES_SEND_SENDING, INVITES_DELIVERY_QUEUED, 1);
  assert_delivery (fixture, 1, "b", INVITES_DELIVERY_QUEUED);
  assert_delivery (fixture, 1, "c", INVITES_DELIVERY_UNKNOWN);
  unknown = retry (fixture, 1, INVITES_DELIVERY_UNKNOWN);
  store_assert_send (unknown, INVITES_SEND_SENDING, INVITES_DELIVERY_QUEUED, 2);
}

/* Whose address has bounced, has opted out or is held by another send. */
static void
test_retry_left (StoreFixture  *fixture,
                 gconstpointer  data)
{
  g_autoptr(InvitesSend) again = NULL;
  g_autoptr(InvitesDelivery) claimed = NULL;

  put_people (fixture, "abcd");
  start (fixture, 1, TRUE);
  for (guint i = 0; i < 4; i++)
    report_next (fixture, INVITES_DELIVERY_REFUSED);
  store_fixture_put (fixture, &(InvitesContactRecord) {
    .id = (char *) "a", .account_number = (char *) "N1", .name = (char *) "a",
    .email = (char *) "a@x.example", .bounced_at = 7 });
  store_fixture_put (fixture, &(InvitesContactRecord) {
    .id = (char *) "b", .account_number = (char *) "N1", .name = (char *) "b",
    .email = (char *) "b@x.example", .opted_out_at = 7 });
  start (fixture, 2, TRUE);
  claimed = claim_and_report (fixture, INVITES_DELIVERY_SENT);
  g_assert_cmpstr (claimed->recipient->address, ==, "c@x.example");

  again = do_act (fixture, 1, RETRY);
  store_assert_send (again, INVITES_SEND_SENDING, INVITES_DELIVERY_QUEUED, 1);
  assert_delivery (fixture, 1, "a", INVITES_DELIVERY_REFUSED);
  assert_delivery (fixture, 1, "b", INVITES_DELIVERY_REFUSED);
  assert_delivery (fixture, 1, "c", INVITES_DELIVERY_QUEUED);
  assert_delivery (fixture, 1, "d", INVITES_DELIVERY_REFUSED);
}

/* Even without the limit and the gap: nobody has asked for two mails. */
static void
test_retry_after_another (StoreFixture  *fixture,
                          gconstpointer  data)
{
  g_autoptr(InvitesDelivery) second = NULL;
  g_autoptr(InvitesSend) ended = NULL;

  put_people (fixture, "a");
  start (fixture, 1, FALSE);
  report_next (fixture, INVITES_DELIVERY_REFUSED);
  fixture->now += 60;
  start (fixture, 2, FALSE);
  second = claim_and_report (fixture, INVITES_DELIVERY_SENT);
  fixture->now += 60;
  act_on (fixture, 1, RETRY);
  g_assert_cmpuint (count_claims (fixture), ==, 0);
  ended = store_fixture_find (fixture, 1);
  store_assert_send (ended, INVITES_SEND_FINISHED, INVITES_DELIVERY_SKIPPED, 1);
  assert_skipped (fixture, 1, "a", INVITES_SKIP_ALREADY_INVITED);
  assert_link (fixture, second, INVITES_LINK_LIVE);
}

static void
test_retry_paused (StoreFixture  *fixture,
                   gconstpointer  data)
{
  g_autoptr(InvitesSend) again = NULL;

  make_sending (fixture);
  report_next (fixture, INVITES_DELIVERY_REFUSED);
  act_on (fixture, 1, PAUSE);
  again = do_act (fixture, 1, RETRY);
  store_assert_send (again, INVITES_SEND_PAUSED, INVITES_DELIVERY_QUEUED, 3);
  g_assert_cmpuint (count_claims (fixture), ==, 0);
}

static void
test_retry_stopped (StoreFixture  *fixture,
                    gconstpointer  data)
{
  g_autoptr(InvitesSend) again = NULL;
  g_autoptr(InvitesSend) ended = NULL;

  make_sending (fixture);
  report_next (fixture, INVITES_DELIVERY_REFUSED);
  act_on (fixture, 1, STOP);
  again = do_act (fixture, 1, RETRY);
  store_assert_send (again, INVITES_SEND_SENDING, INVITES_DELIVERY_QUEUED, 1);
  store_assert_send (again, INVITES_SEND_SENDING, INVITES_DELIVERY_CANCELLED,
                     2);
  report_next (fixture, INVITES_DELIVERY_SENT);
  ended = store_fixture_find (fixture, 1);
  g_assert_cmpint (ended->state, ==, INVITES_SEND_FINISHED);
}

static void
test_retry_sender (StoreFixture  *fixture,
                   gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  make_finished (fixture);
  store_fixture_put_division (fixture, "north", "portal@moved.example");
  g_assert_null (try_act (fixture, 1, RETRY, &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_SENDER_NOT_ALLOWED);
  assert_delivery (fixture, 1, "b", INVITES_DELIVERY_REFUSED);
}

/* It may have arrived: stopping does not make it certain that it has not. */
static void
test_retry_then_stop (StoreFixture  *fixture,
                      gconstpointer  data)
{
  g_autoptr(InvitesDelivery) unknown = NULL;
  g_autoptr(InvitesSend) stopped = NULL;
  InvitesTime first = fixture->now;

  put_people (fixture, "a");
  start (fixture, 1, TRUE);
  unknown = claim_and_report (fixture, INVITES_DELIVERY_UNKNOWN);
  fixture->now += 60;
  act_on (fixture, 1, RETRY);
  stopped = do_act (fixture, 1, STOP);
  store_assert_send (stopped, INVITES_SEND_STOPPED, INVITES_DELIVERY_UNKNOWN,
                     1);
  assert_contact (fixture, "a", INVITES_GROUP_PENDING, first);
  assert_link (fixture, unknown, INVITES_LINK_LIVE);
}

static void
test_retry_then_refused (StoreFixture  *fixture,
                         gconstpointer  data)
{
  g_autoptr(InvitesDelivery) unknown = NULL;
  g_autoptr(InvitesDelivery) again = NULL;
  InvitesTime first = fixture->now;

  put_people (fixture, "a");
  start (fixture, 1, TRUE);
  unknown = claim_and_report (fixture, INVITES_DELIVERY_UNKNOWN);
  fixture->now += 60;
  act_on (fixture, 1, RETRY);
  again = claim_and_report (fixture, INVITES_DELIVERY_REFUSED);
  assert_same (unknown, again);
  assert_delivery (fixture, 1, "a", INVITES_DELIVERY_REFUSED);
  assert_contact (fixture, "a", INVITES_GROUP_PENDING, first);
  assert_link (fixture, unknown, INVITES_LINK_LIVE);
  accept_by (fixture, unknown);
  assert_link (fixture, unknown, INVITES_LINK_USED);
}

static void
test_retry_then_opted_out (StoreFixture  *fixture,
                           gconstpointer  data)
{
  put_people (fixture, "a");
  start (fixture, 1, TRUE);
  report_next (fixture, INVITES_DELIVERY_UNKNOWN);
  act_on (fixture, 1, RETRY);
  store_fixture_put (fixture, &(InvitesContactRecord) {
    .id = (char *) "a", .account_number = (char *) "N1", .name = (char *) "a",
    .email = (char *) "a@x.example", .opted_out_at = 7 });
  g_assert_cmpuint (count_claims (fixture), ==, 0);
  assert_skipped (fixture, 1, "a", INVITES_SKIP_OPTED_OUT);
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
    { "/take-back/revoke", test_revoke },
    { "/take-back/revoke-expired", test_revoke_expired },
    { "/take-back/revoke-older", test_revoke_older },
    { "/take-back/revoke-on-the-wire", test_revoke_on_the_wire },
    { "/take-back/revoke-unknown", test_revoke_unknown },
    { "/take-back/revoke-crash", test_revoke_crash },
    { "/take-back/revoke-import", test_revoke_import },
    { "/take-back/revoke-moved", test_revoke_moved },
    { "/take-back/lift-import", test_lift_import },
    { "/take-back/retry", test_retry },
    { "/take-back/retry-one-state", test_retry_one_state },
    { "/take-back/retry-left", test_retry_left },
    { "/take-back/retry-after-another", test_retry_after_another },
    { "/take-back/retry-paused", test_retry_paused },
    { "/take-back/retry-stopped", test_retry_stopped },
    { "/take-back/retry-sender", test_retry_sender },
    { "/take-back/retry-then-stop", test_retry_then_stop },
    { "/take-back/retry-then-refused", test_retry_then_refused },
    { "/take-back/retry-then-opted-out", test_retry_then_opted_out },
  };

  g_test_init (&argc, &argv, NULL);
  add_acts ();
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, StoreFixture, NULL, store_fixture_set_up,
                tests[i].test, reset_rules);
  return g_test_run ();
}
