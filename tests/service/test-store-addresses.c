/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes back, opting out, and what is lifted. */
#include <string.h>

#include "core/invites-error.h"
#include "store-support.h"

/* One mail to c1 (north) and c2, who share an address; it is sent. */
static InvitesDelivery *
claim (StoreFixture *fixture)
{
  store_fixture_put_contact (fixture, "c1", "N1", "Pat@x.example");
  store_fixture_put_contact (fixture, "c2", "N2", "pat@x.example");
  store_fixture_begin (fixture, 1, TRUE);
  return store_fixture_claim_one (fixture);
}

static gint64
send_mail (StoreFixture *fixture)
{
  g_autoptr(InvitesDelivery) delivery = claim (fixture);

  store_fixture_report (fixture, delivery, INVITES_DELIVERY_SENT);
  fixture->now += STORE_HOUR;
  return delivery->delivery_id;
}

static void
assert_status (StoreFixture  *fixture,
               const char    *id,
               InvitesGroup   group,
               InvitesReason  reason)
{
  g_autoptr(InvitesContact) contact = store_fixture_find_contact (fixture, id);

  g_assert_cmpint (contact->status, ==, group);
  g_assert_cmpint (contact->reason, ==, reason);
}

static void
assert_state (StoreFixture         *fixture,
              InvitesSendState      state,
              InvitesDeliveryState  delivery)
{
  g_autoptr(InvitesSend) send = store_fixture_find (fixture, 1);

  store_assert_send (send, state, delivery, 1);
}

static InvitesWhy *
ask_why (StoreFixture *fixture,
         const char   *contact)
{
  g_autoptr(InvitesFilter) filter = invites_filter_new ("north");
  g_autoptr(GError) error = NULL;
  InvitesWhy *why = invites_store_why (fixture->store, contact, filter,
                                       fixture->user, fixture->now, &error);

  g_assert_no_error (error);
  return why;
}

/* The words of the notes, the newest first, with spaces between. */
static char *
dup_notes (StoreFixture *fixture,
           const char   *contact)
{
  g_autoptr(InvitesWhy) why = ask_why (fixture, contact);
  g_autoptr(GString) words = g_string_new (NULL);

  for (guint i = 0; i < why->notes->len; i++)
    {
      const InvitesAddressNote *note = g_ptr_array_index (why->notes, i);

      g_string_append_printf (words, "%s%s", i > 0 ? " " : "",
                              invites_address_event_to_string (note->event));
    }
  return g_string_free (g_steal_pointer (&words), FALSE);
}

static void
assert_notes (StoreFixture *fixture,
              const char   *expected)
{
  g_autofree char *first = dup_notes (fixture, "c1");
  g_autofree char *second = dup_notes (fixture, "c2");

  g_assert_cmpstr (first, ==, expected);
  g_assert_cmpstr (second, ==, expected);
}

static guint
count_audit (StoreFixture *fixture,
             const char   *act,
             const char   *subject)
{
  g_autofree char *sql =
    g_strdup_printf ("SELECT count(*) FROM audit WHERE act = '%s'"
                     " AND subject = '%s'", act, subject);

  return (guint) store_fixture_get_number (fixture, sql);
}

static void
bounce (StoreFixture *fixture,
        gint64        delivery_id,
        gboolean      failed,
        gboolean      is_hard)
{
  InvitesBounce report = {
    .delivery_id = delivery_id, .failed = failed, .is_hard = is_hard,
    .code = 550, .status = (char *) "5.1.1",
    .text = (char *) "No such user here",
  };
  g_autofree char *uuid = store_dup_uuid (1);
  g_autofree char *send = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (invites_store_bounce (fixture->store, &report, fixture->now,
                                       &send, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (send, ==, uuid);
}

static void
lift (StoreFixture  *fixture,
      const char    *contact,
      InvitesReason  reason)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (invites_store_lift (fixture->store, contact, reason,
                                     fixture->user, fixture->now, &error));
  g_assert_no_error (error);
}

static void
test_proof (StoreFixture  *fixture,
            gconstpointer  data)
{
  gint64 id = send_mail (fixture);
  g_autofree char *uuid = store_dup_uuid (1);
  g_autoptr(InvitesDeliveryProof) proof = NULL;
  g_autoptr(InvitesDeliveryProof) later = NULL;
  g_autoptr(InvitesDeliveryProof) none = NULL;
  g_autoptr(GError) error = NULL;

  /* What the mail was sent to, whatever the contact has by now. */
  store_fixture_put_contact (fixture, "c1", "N1", "new@x.example");
  proof = invites_store_find_proof (fixture->store, id, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (proof->send, ==, uuid);
  g_assert_cmpstr (proof->address_key, ==, "pat@x.example");
  g_assert_false (proof->opted_out);

  invites_store_opt_out (fixture->store, id, fixture->now, NULL, &error);
  g_assert_no_error (error);
  later = invites_store_find_proof (fixture->store, id, &error);
  g_assert_true (later->opted_out);
  none = invites_store_find_proof (fixture->store, id + 1, &error);
  g_assert_null (none);
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND);
}

static void
test_hard_bounce (StoreFixture  *fixture,
                  gconstpointer  data)
{
  gint64 id = send_mail (fixture);
  g_autoptr(InvitesEntry) entry = NULL;
  g_autoptr(InvitesWhy) why = NULL;
  const InvitesAddressNote *note;

  assert_status (fixture, "c1", INVITES_GROUP_PENDING, INVITES_REASON_NONE);
  bounce (fixture, id, TRUE, TRUE);
  assert_state (fixture, INVITES_SEND_FINISHED, INVITES_DELIVERY_BOUNCED);
  assert_status (fixture, "c1", INVITES_GROUP_CANNOT_BE_INVITED,
                 INVITES_REASON_BOUNCED);
  assert_status (fixture, "c2", INVITES_GROUP_CANNOT_BE_INVITED,
                 INVITES_REASON_BOUNCED);
  entry = store_fixture_find_entry (fixture, 1, "c1");
  g_assert_cmpint (entry->changed_at, ==, fixture->now);
  g_assert_cmpint (entry->reply_code, ==, 550);
  g_assert_cmpstr (entry->reply_status, ==, "5.1.1");
  g_assert_cmpstr (entry->reply_text, ==, "No such user here");

  why = ask_why (fixture, "c1");
  g_assert_cmpuint (why->notes->len, ==, 1);
  note = g_ptr_array_index (why->notes, 0);
  g_assert_cmpint (note->event, ==, INVITES_ADDRESS_BOUNCED);
  g_assert_cmpint (note->at, ==, fixture->now);
  g_assert_nonnull (note->send);
  g_assert_null (note->by);
  g_assert_cmpstr (note->text, ==, "No such user here");
  g_assert_cmpuint (count_audit (fixture, "bounce", "c1"), ==, 1);

  /* A report that comes twice says nothing new. */
  fixture->now++;
  bounce (fixture, id, TRUE, TRUE);
  assert_notes (fixture, "bounced");
  g_assert_cmpuint (count_audit (fixture, "bounce", "c1"), ==, 1);
}

/* A full mailbox: not pending, but they may be invited. */
static void
test_soft_bounce (StoreFixture  *fixture,
                  gconstpointer  data)
{
  gint64 id = send_mail (fixture);

  bounce (fixture, id, TRUE, FALSE);
  assert_state (fixture, INVITES_SEND_FINISHED, INVITES_DELIVERY_BOUNCED);
  assert_status (fixture, "c1", INVITES_GROUP_NOT_SENT, INVITES_REASON_NONE);
  assert_status (fixture, "c2", INVITES_GROUP_NOT_SENT, INVITES_REASON_NONE);
  assert_notes (fixture, "bounced");
}

static void
test_delayed (StoreFixture  *fixture,
              gconstpointer  data)
{
  gint64 id = send_mail (fixture);

  bounce (fixture, id, FALSE, FALSE);
  assert_state (fixture, INVITES_SEND_FINISHED, INVITES_DELIVERY_SENT);
  assert_status (fixture, "c1", INVITES_GROUP_PENDING, INVITES_REASON_NONE);
  assert_notes (fixture, "delayed");
}

static void
test_bounce_of_unknown (StoreFixture  *fixture,
                        gconstpointer  data)
{
  g_autoptr(InvitesDelivery) delivery = claim (fixture);

  store_fixture_report (fixture, delivery, INVITES_DELIVERY_UNKNOWN);
  bounce (fixture, delivery->delivery_id, TRUE, FALSE);
  assert_state (fixture, INVITES_SEND_FINISHED, INVITES_DELIVERY_BOUNCED);
  assert_status (fixture, "c1", INVITES_GROUP_NOT_SENT, INVITES_REASON_NONE);
}

/* A report may overtake the mail system's answer; that one is too late. */
static void
test_early_bounce (StoreFixture  *fixture,
                   gconstpointer  data)
{
  g_autoptr(InvitesDelivery) delivery = claim (fixture);

  bounce (fixture, delivery->delivery_id, TRUE, FALSE);
  assert_state (fixture, INVITES_SEND_FINISHED, INVITES_DELIVERY_BOUNCED);
  g_assert_cmpint (store_fixture_get_number (
                     fixture, "SELECT last_invite_sent FROM addresses"), ==,
                   fixture->now);
  fixture->now++;
  store_fixture_report (fixture, delivery, INVITES_DELIVERY_SENT);
  assert_state (fixture, INVITES_SEND_FINISHED, INVITES_DELIVERY_BOUNCED);
  assert_status (fixture, "c1", INVITES_GROUP_NOT_SENT, INVITES_REASON_NONE);
}

/* What never went out has not come back. */
static void
test_no_bounce (StoreFixture  *fixture,
                gconstpointer  data)
{
  g_autoptr(InvitesDelivery) delivery = claim (fixture);
  InvitesBounce report = { .delivery_id = 99, .failed = TRUE };
  g_autoptr(GError) error = NULL;

  store_fixture_report (fixture, delivery, INVITES_DELIVERY_REFUSED);
  bounce (fixture, delivery->delivery_id, TRUE, FALSE);
  assert_state (fixture, INVITES_SEND_FINISHED, INVITES_DELIVERY_REFUSED);
  assert_notes (fixture, "");
  bounce (fixture, delivery->delivery_id, TRUE, TRUE);
  assert_state (fixture, INVITES_SEND_FINISHED, INVITES_DELIVERY_REFUSED);
  assert_notes (fixture, "bounced");

  g_assert_false (invites_store_bounce (fixture->store, &report, fixture->now,
                                        NULL, &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND);
}

/* Pending by the one before, when the newest has come back. */
static void
test_bounce_of_newest (StoreFixture  *fixture,
                       gconstpointer  data)
{
  gint64 first = send_mail (fixture);
  InvitesTime sent_at = fixture->now - STORE_HOUR;
  g_autoptr(InvitesDelivery) second = NULL;
  g_autoptr(InvitesContact) contact = NULL;
  InvitesBounce report = { .failed = TRUE };
  g_autoptr(GError) error = NULL;

  store_fixture_begin (fixture, 2, FALSE);
  second = store_fixture_claim_one (fixture);
  report.delivery_id = second->delivery_id;
  store_fixture_report (fixture, second, INVITES_DELIVERY_SENT);
  bounce (fixture, first, TRUE, FALSE);
  assert_status (fixture, "c1", INVITES_GROUP_PENDING, INVITES_REASON_NONE);
  invites_store_bounce (fixture->store, &report, fixture->now, NULL, &error);
  g_assert_no_error (error);
  contact = store_fixture_find_contact (fixture, "c1");
  g_assert_cmpint (contact->status, ==, INVITES_GROUP_NOT_SENT);
  g_assert_cmpint (contact->last_invite_sent, >, sent_at);
}

static void
test_refused_address (StoreFixture  *fixture,
                      gconstpointer  data)
{
  g_autoptr(InvitesDelivery) delivery = claim (fixture);

  store_fixture_report_bad_address (fixture, delivery);
  assert_state (fixture, INVITES_SEND_FINISHED, INVITES_DELIVERY_REFUSED);
  assert_status (fixture, "c1", INVITES_GROUP_CANNOT_BE_INVITED,
                 INVITES_REASON_BOUNCED);
  assert_notes (fixture, "bounced");
}

static void
test_opt_out (StoreFixture  *fixture,
              gconstpointer  data)
{
  gint64 id = send_mail (fixture);
  g_autofree char *uuid = store_dup_uuid (1);
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *send = NULL;

      g_assert_true (invites_store_opt_out (fixture->store, id, fixture->now,
                                            &send, &error));
      g_assert_no_error (error);
      g_assert_cmpstr (send, ==, uuid);
      fixture->now++;
    }
  assert_status (fixture, "c1", INVITES_GROUP_CANNOT_BE_INVITED,
                 INVITES_REASON_OPTED_OUT);
  assert_status (fixture, "c2", INVITES_GROUP_CANNOT_BE_INVITED,
                 INVITES_REASON_OPTED_OUT);
  assert_notes (fixture, "opted_out");
  g_assert_cmpuint (count_audit (fixture, "opt-out", "c1"), ==, 1);

  g_assert_false (invites_store_opt_out (fixture->store, 99, fixture->now,
                                         NULL, &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND);
}

/* Effective at once: also for what waits, of whatever send. */
static void
test_opt_out_waiting (StoreFixture  *fixture,
                      gconstpointer  data)
{
  gint64 id = send_mail (fixture);
  g_autoptr(GPtrArray) claimed = NULL;
  g_autoptr(InvitesEntry) entry = NULL;
  g_autoptr(GError) error = NULL;

  store_fixture_begin (fixture, 2, FALSE);
  invites_store_opt_out (fixture->store, id, fixture->now, NULL, &error);
  g_assert_no_error (error);
  claimed = store_fixture_claim (fixture, 5);
  g_assert_cmpuint (claimed->len, ==, 0);
  entry = store_fixture_find_entry (fixture, 2, "c1");
  g_assert_cmpint (entry->skipped, ==, INVITES_SKIP_OPTED_OUT);
}

static void
test_lift (StoreFixture  *fixture,
           gconstpointer  data)
{
  gint64 id = send_mail (fixture);
  g_autoptr(InvitesWhy) why = NULL;
  g_autoptr(GError) error = NULL;
  const InvitesAddressNote *note;

  bounce (fixture, id, TRUE, TRUE);
  invites_store_opt_out (fixture->store, id, fixture->now, NULL, &error);
  g_assert_no_error (error);

  fixture->now++;
  lift (fixture, "c2", INVITES_REASON_BOUNCED);
  assert_status (fixture, "c1", INVITES_GROUP_CANNOT_BE_INVITED,
                 INVITES_REASON_OPTED_OUT);
  lift (fixture, "c2", INVITES_REASON_OPTED_OUT);
  lift (fixture, "c2", INVITES_REASON_OPTED_OUT);
  assert_status (fixture, "c1", INVITES_GROUP_NOT_SENT, INVITES_REASON_NONE);
  assert_notes (fixture, "opt_out_lifted bounce_lifted opted_out bounced");
  g_assert_cmpuint (count_audit (fixture, "lift-bounced", "c2"), ==, 1);
  g_assert_cmpuint (count_audit (fixture, "lift-opted-out", "c2"), ==, 1);
  why = ask_why (fixture, "c1");
  note = g_ptr_array_index (why->notes, 0);
  g_assert_cmpstr (note->by, ==, "Pat Doe");
  g_assert_null (note->send);

  /* The same report once more does not undo it. */
  fixture->now++;
  bounce (fixture, id, TRUE, TRUE);
  assert_status (fixture, "c1", INVITES_GROUP_NOT_SENT, INVITES_REASON_NONE);
}

static void
test_lift_errors (StoreFixture  *fixture,
                  gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  g_assert_false (invites_store_lift (fixture->store, "nobody",
                                      INVITES_REASON_BOUNCED, fixture->user,
                                      fixture->now, &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND);
  g_clear_error (&error);
  store_fixture_put_contact (fixture, "c1", "N1", "nonsense");
  g_assert_false (invites_store_lift (fixture->store, "c1",
                                      INVITES_REASON_BOUNCED, fixture->user,
                                      fixture->now, &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_CONFLICT);
}

/* Of a send of another division, who may not see it learns nothing. */
static void
test_foreign_note (StoreFixture  *fixture,
                   gconstpointer  data)
{
  static const char *const south[] = { "south", NULL };
  gint64 id = send_mail (fixture);
  g_autoptr(InvitesFilter) filter = invites_filter_new ("south");
  g_autoptr(InvitesWhy) why = NULL;
  g_autoptr(GError) error = NULL;
  InvitesPrincipal stranger = *fixture->user;
  const InvitesAddressNote *note;

  store_fixture_put_contact (fixture, "s1", "S1", "pat@x.example");
  bounce (fixture, id, TRUE, TRUE);
  stranger.divisions = (char **) south;
  why = invites_store_why (fixture->store, "s1", filter, &stranger,
                           fixture->now, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (why->notes->len, ==, 1);
  note = g_ptr_array_index (why->notes, 0);
  g_assert_cmpint (note->event, ==, INVITES_ADDRESS_BOUNCED);
  g_assert_null (note->send);
}

static gboolean
get_rule (const InvitesWhy *why,
          const char       *rule)
{
  for (guint i = 0; i < why->rules->len; i++)
    {
      const InvitesVerdict *verdict = g_ptr_array_index (why->rules, i);

      if (g_str_equal (verdict->rule, rule))
        return verdict->holds;
    }

  g_error ("There is no rule %s", rule);
}

static void
test_why_recent (StoreFixture  *fixture,
                 gconstpointer  data)
{
  g_autoptr(InvitesWhy) recent = NULL;
  g_autoptr(InvitesWhy) later = NULL;

  invites_rules_get ()->gap_hours = 24;
  bounce (fixture, send_mail (fixture), TRUE, FALSE);
  recent = ask_why (fixture, "c1");
  g_assert_true (get_rule (recent, "too_recent"));
  g_assert_cmpint (recent->outcome, ==, INVITES_OUTCOME_TOO_RECENT);
  fixture->now += STORE_DAY;
  later = ask_why (fixture, "c1");
  g_assert_false (get_rule (later, "too_recent"));
  g_assert_cmpint (later->outcome, ==, INVITES_OUTCOME_WILL_BE_SENT);
}

static void
keep_report (StoreFixture *fixture,
             const char   *verdict,
             gint64        delivery_id,
             gsize         size)
{
  g_autoptr(InvitesKeptReport) report = invites_kept_report_new ();
  g_autofree char *message = g_malloc (size);
  g_autoptr(GError) error = NULL;

  memset (message, 'x', size);
  report->at = fixture->now;
  report->verdict = g_strdup (verdict);
  report->delivery_id = delivery_id;
  report->message = g_bytes_new (message, size);
  g_assert_true (invites_store_keep_report (fixture->store, report, &error));
  g_assert_no_error (error);
}

static void
test_reports (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autoptr(GPtrArray) reports = NULL;
  g_autoptr(GPtrArray) newest = NULL;
  g_autoptr(GError) error = NULL;
  const InvitesKeptReport *report;

  keep_report (fixture, "unreadable", 0, 0);
  fixture->now++;
  keep_report (fixture, "forged", 7, 70000);
  reports = invites_store_list_reports (fixture->store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (reports->len, ==, 2);
  report = g_ptr_array_index (reports, 0);
  g_assert_cmpstr (report->verdict, ==, "forged");
  g_assert_cmpint (report->at, ==, fixture->now);
  g_assert_cmpint (report->delivery_id, ==, 7);
  g_assert_cmpuint (g_bytes_get_size (report->message), ==, 65536);
  report = g_ptr_array_index (reports, 1);
  g_assert_cmpint (report->delivery_id, ==, 0);
  g_assert_cmpuint (g_bytes_get_size (report->message), ==, 0);

  for (guint i = 0; i < 1000; i++)
    keep_report (fixture, "auto-reply", 0, 5);
  newest = invites_store_list_reports (fixture->store, &error);
  g_assert_cmpuint (newest->len, ==, 1000);
  report = g_ptr_array_index (newest, 999);
  g_assert_cmpstr (report->verdict, ==, "auto-reply");
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
    { "/addresses/proof", test_proof },
    { "/addresses/hard-bounce", test_hard_bounce },
    { "/addresses/soft-bounce", test_soft_bounce },
    { "/addresses/delayed", test_delayed },
    { "/addresses/bounce-of-unknown", test_bounce_of_unknown },
    { "/addresses/early-bounce", test_early_bounce },
    { "/addresses/no-bounce", test_no_bounce },
    { "/addresses/bounce-of-newest", test_bounce_of_newest },
    { "/addresses/refused-address", test_refused_address },
    { "/addresses/opt-out", test_opt_out },
    { "/addresses/opt-out-waiting", test_opt_out_waiting },
    { "/addresses/lift", test_lift },
    { "/addresses/lift-errors", test_lift_errors },
    { "/addresses/foreign-note", test_foreign_note },
    { "/addresses/why-recent", test_why_recent },
    { "/addresses/reports", test_reports },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, StoreFixture, NULL, store_fixture_set_up,
                tests[i].test, store_fixture_tear_down);
  return g_test_run ();
}
