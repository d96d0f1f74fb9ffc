/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queue with several sends, and with a mail system in trouble. */
#include "store-support.h"

/* Contacts "a0", "a1", ... at a domain. */
static void
put_people (StoreFixture *fixture,
            const char   *prefix,
            guint         n_people,
            const char   *domain)
{
  for (guint i = 0; i < n_people; i++)
    {
      g_autofree char *id = g_strdup_printf ("%s%u", prefix, i);
      g_autofree char *email = g_strdup_printf ("%s@%s", id, domain);

      store_fixture_put_contact (fixture, id, "N1", email);
    }
}

/* Two sends, of as many people each. */
static void
start_two (StoreFixture *fixture,
           guint         n_people)
{
  put_people (fixture, "a", n_people, "x.example");
  store_fixture_begin (fixture, 1, TRUE);
  put_people (fixture, "b", n_people, "x.example");
  store_fixture_begin (fixture, 2, TRUE);
}

static const InvitesDelivery *
get_delivery (GPtrArray *claimed,
              guint      index)
{
  g_assert_cmpuint (index, <, claimed->len);
  return g_ptr_array_index (claimed, index);
}

/* The leading contacts, with spaces between. */
static char *
dup_contacts (GPtrArray *claimed)
{
  g_autoptr(GString) ids = g_string_new (NULL);

  for (guint i = 0; i < claimed->len; i++)
    g_string_append_printf (ids, "%s%s", i > 0 ? " " : "",
                            get_delivery (claimed, i)->recipient->contact);
  return g_string_free (g_steal_pointer (&ids), FALSE);
}

static void
assert_claims (StoreFixture *fixture,
               guint         n_wanted,
               const char   *expected)
{
  g_autoptr(GPtrArray) claimed = store_fixture_claim (fixture, n_wanted);
  g_autofree char *contacts = dup_contacts (claimed);

  g_assert_cmpstr (contacts, ==, expected);
}

static void
assert_send (StoreFixture         *fixture,
             guint                 number,
             InvitesSendState      state,
             InvitesDeliveryState  delivery,
             guint64               n)
{
  g_autoptr(InvitesSend) send = store_fixture_find (fixture, number);

  store_assert_send (send, state, delivery, n);
}

static InvitesTime
find_due (StoreFixture *fixture)
{
  g_autoptr(GError) error = NULL;
  InvitesTime due = -1;

  g_assert_true (invites_store_find_next_due (fixture->store, &due, &error));
  g_assert_no_error (error);
  return due;
}

static void
report (StoreFixture          *fixture,
        const InvitesDelivery *delivery,
        InvitesDeliveryState   state,
        InvitesTime            not_before)
{
  InvitesDeliveryResult *result;

  result = invites_delivery_result_new (delivery->delivery_id, state);
  result->not_before = not_before;
  store_fixture_report_result (fixture, result);
}

/* Nobody waits until another's thousands have gone. */
static void
test_fair (StoreFixture  *fixture,
           gconstpointer  data)
{
  start_two (fixture, 5);
  assert_claims (fixture, 4, "a0 a1 b0 b1");
  assert_claims (fixture, 1, "a2");
  assert_claims (fixture, 1, "b2");
  assert_claims (fixture, 1, "a3");
  assert_claims (fixture, 9, "b3 b4 a4");
  assert_claims (fixture, 9, "");
}

/* What a line does not give, the others may. */
static void
test_uneven (StoreFixture  *fixture,
             gconstpointer  data)
{
  put_people (fixture, "a", 1, "x.example");
  store_fixture_begin (fixture, 1, TRUE);
  put_people (fixture, "b", 9, "x.example");
  store_fixture_begin (fixture, 2, TRUE);
  assert_claims (fixture, 6, "a0 b0 b1 b2 b3 b4");
}

/* What was told to come later goes before what was never tried. */
static void
test_due_first (StoreFixture  *fixture,
                gconstpointer  data)
{
  g_autoptr(InvitesDelivery) first = NULL;

  put_people (fixture, "a", 4, "x.example");
  store_fixture_begin (fixture, 1, TRUE);
  first = store_fixture_claim_one (fixture);
  g_assert_cmpstr (first->recipient->contact, ==, "a0");
  report (fixture, first, INVITES_DELIVERY_DEFERRED, INVITES_TIME_NONE);

  assert_claims (fixture, 1, "a1");
  fixture->now += 2 * STORE_HOUR;
  assert_claims (fixture, 3, "a0 a2 a3");
}

static void
test_held (StoreFixture  *fixture,
           gconstpointer  data)
{
  InvitesTime begun = fixture->now;

  invites_rules_get ()->hold_seconds = 10;
  put_people (fixture, "a", 2, "x.example");
  store_fixture_begin (fixture, 1, TRUE);
  assert_send (fixture, 1, INVITES_SEND_HELD, INVITES_DELIVERY_QUEUED, 2);
  g_assert_cmpint (find_due (fixture), ==, begun + 10);

  fixture->now = begun + 9;
  assert_claims (fixture, 5, "");
  assert_send (fixture, 1, INVITES_SEND_HELD, INVITES_DELIVERY_QUEUED, 2);

  fixture->now = begun + 10;
  assert_claims (fixture, 5, "a0 a1");
  assert_send (fixture, 1, INVITES_SEND_SENDING, INVITES_DELIVERY_SENDING, 2);
  g_assert_cmpint (find_due (fixture), ==, INVITES_TIME_NONE);
}

/* A turn that claims nothing lets it go too, and says so. */
static void
test_release (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autoptr(GPtrArray) claimed = NULL;
  g_autoptr(GPtrArray) changed = NULL;
  g_autofree char *uuid = store_dup_uuid (1);
  InvitesTurn turn = { .n_wanted = 0 };

  invites_rules_get ()->hold_seconds = 10;
  put_people (fixture, "a", 1, "x.example");
  store_fixture_begin (fixture, 1, TRUE);
  fixture->now += 30;
  claimed = invites_store_turn (fixture->store, &turn, fixture->keys,
                                fixture->now, &changed, NULL);
  g_assert_cmpuint (claimed->len, ==, 0);
  g_assert_cmpuint (changed->len, ==, 1);
  g_assert_cmpstr (changed->pdata[0], ==, uuid);
  assert_send (fixture, 1, INVITES_SEND_SENDING, INVITES_DELIVERY_QUEUED, 1);
}

static void
test_recover_held (StoreFixture  *fixture,
                   gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  invites_rules_get ()->hold_seconds = 10;
  put_people (fixture, "a", 1, "x.example");
  store_fixture_begin (fixture, 1, TRUE);
  g_assert_true (invites_store_recover (fixture->store, fixture->now, NULL,
                                        &error));
  g_assert_no_error (error);
  assert_send (fixture, 1, INVITES_SEND_HELD, INVITES_DELIVERY_QUEUED, 1);
  fixture->now += 10;
  g_assert_true (invites_store_recover (fixture->store, fixture->now, NULL,
                                        &error));
  g_assert_no_error (error);
  assert_send (fixture, 1, INVITES_SEND_SENDING, INVITES_DELIVERY_QUEUED, 1);
}

static void
pause_sends (StoreFixture       *fixture,
             guint               number,
             InvitesPauseReason  reason)
{
  g_autofree char *uuid = store_dup_uuid (number);
  g_autoptr(GPtrArray) pauses = NULL;
  g_autoptr(GPtrArray) claimed = NULL;
  InvitesTurn turn = { NULL };

  pauses = g_ptr_array_new_with_free_func ((GDestroyNotify) invites_pause_free);
  g_ptr_array_add (pauses, invites_pause_new (number > 0 ? uuid : NULL, reason,
                                              550, "No"));
  turn.pauses = pauses;
  claimed = store_fixture_turn (fixture, &turn);
  g_assert_cmpuint (claimed->len, ==, 0);
}

/* A refused sender stops its own send only; results are still written. */
static void
test_pause_one (StoreFixture  *fixture,
                gconstpointer  data)
{
  g_autoptr(InvitesSend) paused = NULL;
  g_autoptr(GPtrArray) claimed = NULL;

  start_two (fixture, 3);
  claimed = store_fixture_claim (fixture, 2);
  pause_sends (fixture, 1, INVITES_PAUSE_SENDER_REFUSED);

  paused = store_fixture_find (fixture, 1);
  store_assert_send (paused, INVITES_SEND_PAUSED, INVITES_DELIVERY_QUEUED, 2);
  g_assert_cmpint (paused->pause_reason, ==, INVITES_PAUSE_SENDER_REFUSED);
  g_assert_cmpint (paused->paused_at, ==, fixture->now);
  g_assert_null (paused->paused_by);
  g_assert_cmpint (paused->pause_code, ==, 550);
  g_assert_cmpstr (paused->pause_text, ==, "No");

  assert_send (fixture, 2, INVITES_SEND_SENDING, INVITES_DELIVERY_QUEUED, 2);
  assert_claims (fixture, 9, "b1 b2");
  store_fixture_report (fixture, get_delivery (claimed, 0),
                        INVITES_DELIVERY_SENT);
  assert_send (fixture, 1, INVITES_SEND_PAUSED, INVITES_DELIVERY_SENT, 1);
  g_assert_cmpint (find_due (fixture), ==, INVITES_TIME_NONE);
}

/* The sign-in is every send's; one that stops is left to its end. */
static void
test_pause_all (StoreFixture  *fixture,
                gconstpointer  data)
{
  g_autoptr(GPtrArray) claimed = NULL;
  g_autoptr(InvitesSend) stopping = NULL;

  start_two (fixture, 2);
  put_people (fixture, "c", 2, "x.example");
  store_fixture_begin (fixture, 3, TRUE);
  claimed = store_fixture_claim (fixture, 3);
  g_assert_cmpuint (claimed->len, ==, 3);
  stopping = store_fixture_stop (fixture, 3);
  g_assert_true (stopping->stopping);
  pause_sends (fixture, 0, INVITES_PAUSE_SIGN_IN_REFUSED);

  assert_send (fixture, 1, INVITES_SEND_PAUSED, INVITES_DELIVERY_QUEUED, 1);
  assert_send (fixture, 2, INVITES_SEND_PAUSED, INVITES_DELIVERY_QUEUED, 1);
  assert_send (fixture, 3, INVITES_SEND_SENDING, INVITES_DELIVERY_CANCELLED, 1);
  assert_claims (fixture, 9, "");
  store_fixture_report (fixture, get_delivery (claimed, 2),
                        INVITES_DELIVERY_SENT);
  assert_send (fixture, 3, INVITES_SEND_STOPPED, INVITES_DELIVERY_SENT, 1);
  g_assert_cmpint (store_fixture_get_number (
                     fixture, "SELECT count(*) FROM audit"
                              " WHERE act = 'pause-send'"), ==, 2);
}

/* With nothing left to send it has ended, paused or not. */
static void
test_pause_ends (StoreFixture  *fixture,
                 gconstpointer  data)
{
  g_autoptr(InvitesDelivery) delivery = NULL;
  g_autoptr(InvitesSend) send = NULL;

  put_people (fixture, "a", 1, "x.example");
  store_fixture_begin (fixture, 1, TRUE);
  delivery = store_fixture_claim_one (fixture);
  pause_sends (fixture, 0, INVITES_PAUSE_SIGN_IN_REFUSED);
  store_fixture_report (fixture, delivery, INVITES_DELIVERY_SENT);

  send = store_fixture_find (fixture, 1);
  store_assert_send (send, INVITES_SEND_FINISHED, INVITES_DELIVERY_SENT, 1);
  g_assert_cmpint (send->pause_reason, ==, INVITES_PAUSE_NONE);
}

static GPtrArray *
claim_but (StoreFixture *fixture,
           const char   *domain,
           InvitesTime   until,
           guint         n_wanted)
{
  g_autoptr(GHashTable) blocked = g_hash_table_new (g_str_hash, g_str_equal);
  InvitesTurn turn = { .blocked = blocked, .n_wanted = n_wanted };

  g_hash_table_insert (blocked, (gpointer) domain, &until);
  return store_fixture_turn (fixture, &turn);
}

/* What is for a slow domain makes room for the others. */
static void
test_blocked (StoreFixture  *fixture,
              gconstpointer  data)
{
  InvitesTime until = fixture->now + 90;
  g_autoptr(GPtrArray) claimed = NULL;
  g_autoptr(GPtrArray) later = NULL;
  g_autofree char *contacts = NULL;
  g_autofree char *late_contacts = NULL;

  put_people (fixture, "a", 3, "Büro.example");
  put_people (fixture, "b", 2, "x.example");
  store_fixture_begin (fixture, 1, TRUE);
  claimed = claim_but (fixture, "xn--bro-hoa.example", until, 3);
  contacts = dup_contacts (claimed);
  g_assert_cmpstr (contacts, ==, "b0 b1");
  assert_send (fixture, 1, INVITES_SEND_SENDING, INVITES_DELIVERY_QUEUED, 3);
  g_assert_cmpint (find_due (fixture), ==, until);
  assert_claims (fixture, 9, "");

  /* A block that is over blocks nothing. */
  fixture->now = until;
  later = claim_but (fixture, "xn--bro-hoa.example", until, 9);
  late_contacts = dup_contacts (later);
  g_assert_cmpstr (late_contacts, ==, "a0 a1 a2");
  g_assert_cmpuint (get_delivery (later, 0)->attempts, ==, 1);
}

/* In one turn only so many are put off, and the next goes on. */
static void
test_blocked_crowd (StoreFixture  *fixture,
                    gconstpointer  data)
{
  g_autoptr(GPtrArray) first = NULL;
  g_autoptr(GPtrArray) second = NULL;

  put_people (fixture, "a", 1, "slow.example");
  store_fixture_exec (fixture,
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
    "  WHERE i < 1500)"
    " INSERT INTO addresses (key) SELECT i || '@slow.example' FROM n;"
    "INSERT INTO contacts (id, account_id, name, email, address_id,"
    "  fold_email, fold_name)"
    " SELECT 's' || h.address_id, c.account_id, c.name, h.key, h.address_id,"
    "  h.key, c.fold_name FROM addresses AS h, contacts AS c"
    " WHERE c.id = 'a0' AND h.key <> 'a0@slow.example'");
  store_fixture_begin (fixture, 1, TRUE);
  put_people (fixture, "z", 1, "x.example");
  store_fixture_begin (fixture, 2, TRUE);

  first = claim_but (fixture, "slow.example", fixture->now + 90, 10);
  g_assert_cmpuint (first->len, ==, 1);
  g_assert_cmpint (find_due (fixture), <=, fixture->now);
  second = claim_but (fixture, "slow.example", fixture->now + 90, 10);
  g_assert_cmpuint (second->len, ==, 0);
  g_assert_cmpint (find_due (fixture), ==, fixture->now + 90);
}

static void
test_not_before (StoreFixture  *fixture,
                 gconstpointer  data)
{
  InvitesTime until = fixture->now + 300;
  g_autoptr(InvitesDelivery) delivery = NULL;
  g_autoptr(InvitesDelivery) again = NULL;

  put_people (fixture, "a", 1, "x.example");
  store_fixture_begin (fixture, 1, TRUE);
  delivery = store_fixture_claim_one (fixture);
  report (fixture, delivery, INVITES_DELIVERY_QUEUED, until);
  assert_send (fixture, 1, INVITES_SEND_SENDING, INVITES_DELIVERY_QUEUED, 1);
  g_assert_cmpint (find_due (fixture), ==, until);
  assert_claims (fixture, 1, "");
  fixture->now = until;
  again = store_fixture_claim_one (fixture);
  g_assert_cmpuint (again->attempts, ==, 1);
}

/* An earlier attempt has given the link away: it goes on working. */
static void
test_put_back_again (StoreFixture  *fixture,
                     gconstpointer  data)
{
  g_autoptr(InvitesDelivery) first = NULL;
  g_autoptr(InvitesDelivery) second = NULL;
  g_autoptr(InvitesDelivery) third = NULL;

  put_people (fixture, "a", 1, "x.example");
  store_fixture_begin (fixture, 1, TRUE);
  first = store_fixture_claim_one (fixture);
  report (fixture, first, INVITES_DELIVERY_DEFERRED, INVITES_TIME_NONE);
  fixture->now += STORE_HOUR;
  second = store_fixture_claim_one (fixture);
  g_assert_cmpuint (second->attempts, ==, 2);
  report (fixture, second, INVITES_DELIVERY_QUEUED, INVITES_TIME_NONE);
  g_assert_cmpint (store_fixture_get_number (
                     fixture, "SELECT count(*) FROM deliveries AS d"
                              " JOIN send_entries AS e"
                              "  ON e.delivery_id = d.delivery_id"
                              " WHERE d.link_hash IS NOT NULL AND e.named = 1"
                              " AND d.attempts = 1"), ==, 1);
  third = store_fixture_claim_one (fixture);
  g_assert_cmpuint (third->attempts, ==, 2);
  g_assert_cmpstr (third->token, ==, first->token);
}

/* Who drops out between two attempts is not named by the second. */
static void
test_named_anew (StoreFixture  *fixture,
                 gconstpointer  data)
{
  g_autoptr(InvitesDelivery) first = NULL;
  g_autoptr(InvitesDelivery) second = NULL;

  store_fixture_put_contact (fixture, "a", "N1", "a@x.example");
  store_fixture_put_contact (fixture, "b", "N2", "a@x.example");
  store_fixture_begin (fixture, 1, TRUE);
  first = store_fixture_claim_one (fixture);
  g_assert_cmpuint (first->recipient->accounts->len, ==, 2);
  report (fixture, first, INVITES_DELIVERY_DEFERRED, INVITES_TIME_NONE);

  store_fixture_put (fixture, &(InvitesContactRecord) {
    .id = (char *) "a", .account_number = (char *) "N1", .name = (char *) "A",
    .email = (char *) "a@x.example", .accepted_at = fixture->now });
  fixture->now += STORE_HOUR;
  second = store_fixture_claim_one (fixture);
  g_assert_cmpstr (second->recipient->contact, ==, "b");
  g_assert_cmpuint (second->recipient->accounts->len, ==, 1);
  g_assert_cmpint (store_fixture_get_number (
                     fixture, "SELECT min (c.id) = 'b' AND count (*) = 1"
                              " FROM send_entries AS e JOIN contacts AS c"
                              "  ON c.contact_id = e.contact_id"
                              " WHERE e.named = 1"), ==, 1);
}

static void
retry (StoreFixture *fixture,
       guint         number)
{
  g_autofree char *uuid = store_dup_uuid (number);
  g_autoptr(GError) error = NULL;
  g_autoptr(InvitesSend) send = NULL;

  send = invites_store_retry (fixture->store, uuid, INVITES_DELIVERY_NONE,
                              fixture->user, fixture->now, &error);
  g_assert_no_error (error);
  g_assert_cmpint (send->state, ==, INVITES_SEND_SENDING);
}

/* What may have reached somebody keeps its time, its link and its people,
 * whatever becomes of it when it goes again. */
static void
test_retried (StoreFixture  *fixture,
              gconstpointer  data)
{
  static const InvitesDeliveryState states[] = {
    INVITES_DELIVERY_QUEUED, INVITES_DELIVERY_DEFERRED,
    INVITES_DELIVERY_REFUSED,
  };
  InvitesTime sent_at = fixture->now;
  g_autoptr(InvitesDelivery) first = NULL;
  g_autoptr(InvitesDelivery) last = NULL;

  invites_rules_get ()->gap_hours = 24;
  put_people (fixture, "a", 1, "x.example");
  store_fixture_begin (fixture, 1, TRUE);
  first = store_fixture_claim_one (fixture);
  store_fixture_report (fixture, first, INVITES_DELIVERY_UNKNOWN);
  retry (fixture, 1);

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      g_autoptr(InvitesDelivery) delivery = NULL;
      g_autoptr(InvitesContact) contact = NULL;

      fixture->now += STORE_HOUR;
      delivery = store_fixture_claim_one (fixture);
      g_assert_cmpstr (delivery->token, ==, first->token);
      g_assert_cmpstr (delivery->message_id, ==, first->message_id);
      report (fixture, delivery, states[i], INVITES_TIME_NONE);
      g_assert_cmpint (store_fixture_get_number (
                         fixture, "SELECT sent_at FROM deliveries"
                                  " WHERE link_hash IS NOT NULL"), ==, sent_at);
      contact = store_fixture_find_contact (fixture, "a0");
      g_assert_cmpint (contact->status, ==, INVITES_GROUP_PENDING);
      g_assert_cmpint (contact->last_invite_sent, ==, sent_at);
    }

  assert_send (fixture, 1, INVITES_SEND_FINISHED, INVITES_DELIVERY_REFUSED, 1);
  retry (fixture, 1);
  last = store_fixture_claim_one (fixture);
  report (fixture, last, INVITES_DELIVERY_SENT, INVITES_TIME_NONE);
  g_assert_cmpint (store_fixture_get_number (
                     fixture, "SELECT sent_at FROM deliveries"), ==,
                   fixture->now);
}

static void
recover (StoreFixture *fixture,
         guint         expected)
{
  g_autoptr(GError) error = NULL;
  guint n_unknown = 99;

  g_assert_true (invites_store_recover (fixture->store, fixture->now,
                                        &n_unknown, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_unknown, ==, expected);
}

/* As the administrator decided: again, as the same mail. */
static void
test_resend (StoreFixture  *fixture,
             gconstpointer  data)
{
  g_autoptr(InvitesDelivery) first = NULL;
  g_autoptr(InvitesDelivery) again = NULL;
  g_autoptr(InvitesContact) contact = NULL;

  invites_rules_get ()->resend_in_doubt = TRUE;
  put_people (fixture, "a", 1, "x.example");
  store_fixture_begin (fixture, 1, TRUE);
  first = store_fixture_claim_one (fixture);
  recover (fixture, 0);
  assert_send (fixture, 1, INVITES_SEND_SENDING, INVITES_DELIVERY_QUEUED, 1);
  contact = store_fixture_find_contact (fixture, "a0");
  g_assert_cmpint (contact->status, ==, INVITES_GROUP_PENDING);

  again = store_fixture_claim_one (fixture);
  g_assert_cmpuint (again->attempts, ==, 2);
  g_assert_cmpstr (again->token, ==, first->token);
  g_assert_cmpstr (again->message_id, ==, first->message_id);
  g_assert_cmpint (store_fixture_get_number (
                     fixture, "SELECT retried FROM deliveries"), ==, 1);
  store_fixture_report (fixture, again, INVITES_DELIVERY_SENT);
  assert_send (fixture, 1, INVITES_SEND_FINISHED, INVITES_DELIVERY_SENT, 1);
}

/* It may have reached somebody before: Stop does not make it "cancelled". */
static void
test_resend_then_stop (StoreFixture  *fixture,
                       gconstpointer  data)
{
  g_autoptr(InvitesDelivery) first = NULL;
  g_autoptr(InvitesDelivery) again = NULL;
  g_autoptr(InvitesSend) stopping = NULL;

  invites_rules_get ()->resend_in_doubt = TRUE;
  put_people (fixture, "a", 1, "x.example");
  store_fixture_begin (fixture, 1, TRUE);
  first = store_fixture_claim_one (fixture);
  recover (fixture, 0);
  again = store_fixture_claim_one (fixture);
  stopping = store_fixture_stop (fixture, 1);
  g_assert_true (stopping->stopping);
  store_fixture_report (fixture, again, INVITES_DELIVERY_DEFERRED);
  assert_send (fixture, 1, INVITES_SEND_STOPPED, INVITES_DELIVERY_UNKNOWN, 1);
}

/* Nobody who pressed Stop wants it to go again. */
static void
test_resend_stopped (StoreFixture  *fixture,
                     gconstpointer  data)
{
  g_autoptr(InvitesDelivery) delivery = NULL;
  g_autoptr(InvitesSend) stopping = NULL;

  invites_rules_get ()->resend_in_doubt = TRUE;
  put_people (fixture, "a", 2, "x.example");
  store_fixture_begin (fixture, 1, TRUE);
  delivery = store_fixture_claim_one (fixture);
  g_assert_cmpstr (delivery->recipient->contact, ==, "a0");
  stopping = store_fixture_stop (fixture, 1);
  g_assert_true (stopping->stopping);
  recover (fixture, 1);
  assert_send (fixture, 1, INVITES_SEND_STOPPED, INVITES_DELIVERY_UNKNOWN, 1);
}

/* A newer invitation, by whatever division, counts at the claim too. */
static void
test_too_recent (StoreFixture  *fixture,
                 gconstpointer  data)
{
  g_autoptr(InvitesEntry) entry = NULL;
  InvitesContactRecord other = {
    .id = (char *) "s1", .account_number = (char *) "S1",
    .name = (char *) "Sue", .email = (char *) "a0@x.example",
    .last_invite_sent = fixture->now - STORE_HOUR,
  };

  invites_rules_get ()->gap_hours = 24;
  put_people (fixture, "a", 2, "x.example");
  store_fixture_begin (fixture, 1, TRUE);
  store_fixture_put (fixture, &other);
  assert_claims (fixture, 9, "a1");
  entry = store_fixture_find_entry (fixture, 1, "a0");
  g_assert_cmpint (entry->state, ==, INVITES_DELIVERY_SKIPPED);
  g_assert_cmpint (entry->skipped, ==, INVITES_SKIP_TOO_RECENT);
}

/* What is sent, or may be, is noted at the address. */
static void
test_last_invite (StoreFixture  *fixture,
                  gconstpointer  data)
{
  g_autoptr(GPtrArray) claimed = NULL;

  put_people (fixture, "a", 3, "x.example");
  store_fixture_begin (fixture, 1, TRUE);
  claimed = store_fixture_claim (fixture, 3);
  fixture->now += 5;
  store_fixture_report (fixture, get_delivery (claimed, 0),
                        INVITES_DELIVERY_SENT);
  store_fixture_report (fixture, get_delivery (claimed, 1),
                        INVITES_DELIVERY_UNKNOWN);
  store_fixture_report (fixture, get_delivery (claimed, 2),
                        INVITES_DELIVERY_REFUSED);
  g_assert_cmpint (store_fixture_get_number (
                     fixture, "SELECT count(*) FROM addresses"
                              " WHERE last_invite_sent = 1790000005"), ==, 2);
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
    { "/turns/fair", test_fair },
    { "/turns/uneven", test_uneven },
    { "/turns/due-first", test_due_first },
    { "/turns/held", test_held },
    { "/turns/release", test_release },
    { "/turns/recover-held", test_recover_held },
    { "/turns/pause-one", test_pause_one },
    { "/turns/pause-all", test_pause_all },
    { "/turns/pause-ends", test_pause_ends },
    { "/turns/blocked", test_blocked },
    { "/turns/blocked-crowd", test_blocked_crowd },
    { "/turns/not-before", test_not_before },
    { "/turns/put-back-again", test_put_back_again },
    { "/turns/named-anew", test_named_anew },
    { "/turns/retried", test_retried },
    { "/turns/resend", test_resend },
    { "/turns/resend-then-stop", test_resend_then_stop },
    { "/turns/resend-stopped", test_resend_stopped },
    { "/turns/too-recent", test_too_recent },
    { "/turns/last-invite", test_last_invite },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, StoreFixture, NULL, store_fixture_set_up,
                tests[i].test, store_fixture_tear_down);
  return g_test_run ();
}
