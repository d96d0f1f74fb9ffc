/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whatever is broken, check finds it; and tells no address. */
#include <string.h>

#include "database-support.h"
#include "store-support.h"

/*
 * What the data are: send 1 is finished and c1 and c2, which share an address,
 * have got its mail; c1 has joined. Send 2 runs, with c3 on the wire and c4
 * queued. Send 3 is prepared.
 */
typedef struct
{
  const char *name;
  const char *sql;
  const char *line; /* a part of what is said */
} Breakage;

static const Breakage breakages[] = {
  { "group", "UPDATE contacts SET pending = 1, last_invite_sent = 1"
    " WHERE id = 'c1'",
    "contact c1: has accepted, and is pending" },
  { "never-invited", "UPDATE contacts SET last_invite_sent = NULL"
    " WHERE id = 'c2'",
    "contact c2: is pending, but was never invited" },
  { "not-accepted", "UPDATE contacts SET accepted_at = NULL WHERE id = 'c1'",
    "contact c1: has joined by a delivery, but not accepted" },
  { "not-named", "UPDATE send_entries SET named = 0 WHERE contact_id ="
    " (SELECT contact_id FROM contacts WHERE id = 'c1')",
    "contact c1: has joined by delivery" },
  { "fold", "UPDATE contacts SET fold_name = 'x' WHERE id = 'c4'",
    "contact c4: what is searched" },
  { "fold-account", "UPDATE accounts SET fold_name = 'x' WHERE number = 'N1'",
    "account N1: what is searched" },
  { "balance", "UPDATE accounts SET balance = '-3.1' WHERE number = 'N1'",
    "account N1: balance due" },
  { "balance-zero", "UPDATE accounts SET balance = '0.00' WHERE number = 'N1'",
    "account N1: balance due" },
  { "key", "UPDATE contacts SET address_id = 1 WHERE id = 'c4'",
    "contact c4: belongs to another address" },
  { "no-key", "UPDATE contacts SET address_id = NULL WHERE id = 'c4'",
    "contact c4: belongs to another address" },
  { "send-state", "UPDATE sends SET state = 'gone' WHERE send_id = 3",
    "has no valid state" },
  { "prepared-ended", "UPDATE sends SET finished_at = 5 WHERE send_id = 3",
    "is prepared, and was started or ended" },
  { "running-ended", "UPDATE sends SET finished_at = 5 WHERE send_id = 2",
    "is running, and was not started or has ended" },
  { "finished-when", "UPDATE sends SET finished_at = NULL WHERE send_id = 1",
    "has ended, and says not when" },
  { "running-empty", "UPDATE deliveries SET state = 'cancelled'"
    " WHERE send_id = 2",
    "is running without an open delivery" },
  { "finished-open", "UPDATE sends SET state = 'finished', finished_at = 5"
    " WHERE send_id = 2",
    "is open, and the send has ended" },
  { "audit", "DELETE FROM audit WHERE act = 'start-send'",
    "nobody wrote it down" },
  { "outcome", "UPDATE send_entries SET outcome = 'perhaps'"
    " WHERE send_id = 3",
    "has no valid outcome" },
  { "lead", "UPDATE send_entries SET delivery_id = NULL WHERE send_id = 3",
    "will be sent, and leads no delivery" },
  { "no-lead", "UPDATE send_entries SET outcome = 'left_out',"
    " delivery_id = NULL WHERE send_id = 3",
    "is led by no contact that will be sent to" },
  { "sum", "DELETE FROM send_entries WHERE send_id = 3",
    "contacts will be sent to, in" },
  { "merged", "UPDATE send_entries SET delivery_id = NULL"
    " WHERE outcome = 'merged'",
    "is merged into no delivery" },
  { "merged-other", "UPDATE send_entries SET delivery_id = (SELECT"
    " max (delivery_id) FROM deliveries) WHERE outcome = 'merged'",
    "is merged into no delivery" },
  { "no-mail", "UPDATE send_entries SET outcome = 'bounced'"
    " WHERE outcome = 'merged'",
    "gets no mail, and has a delivery" },
  { "delivery-state", "UPDATE deliveries SET state = 'lost'"
    " WHERE send_id = 1",
    "has no valid state" },
  { "skip", "UPDATE deliveries SET state = 'skipped' WHERE send_id = 1",
    "is skipped without a reason" },
  { "skipped-sent", "UPDATE deliveries SET skipped = 'bounced'"
    " WHERE send_id = 1",
    "is skipped without a reason" },
  { "armed", "DROP INDEX deliveries_open;"
    " UPDATE deliveries SET armed = 1 WHERE send_id = 3",
    "may be sent before the start" },
  { "unarmed", "UPDATE deliveries SET armed = 0"
    " WHERE send_id = 2 AND state = 'queued'",
    "waits in vain" },
  { "link", "UPDATE deliveries SET link_hash = NULL WHERE send_id = 1",
    "went out without a link" },
  { "sent-when", "UPDATE deliveries SET sent_at = NULL WHERE send_id = 1",
    "went out, and says not when" },
  { "deferred", "UPDATE deliveries SET state = 'deferred'"
    " WHERE send_id = 2 AND state = 'queued'",
    "is deferred without an end" },
  { "message-id", "UPDATE deliveries SET message_id = 'same'"
    " WHERE state IN ('sent', 'sending')",
    "have the same Message-ID" },
  { "holding", "DROP INDEX deliveries_open;"
    " UPDATE deliveries SET address_id = 1 WHERE send_id = 2 AND delivery_id IN"
    "  (SELECT max (delivery_id) FROM deliveries WHERE send_id = 2);"
    " UPDATE deliveries SET state = 'unknown' WHERE send_id = 1",
    "hold the same address" },
  { "held", "UPDATE sends SET state = 'held' WHERE send_id = 2",
    "is held without an end" },
  { "not-held", "UPDATE sends SET held_until = 5 WHERE send_id = 2",
    "is held without an end, or has one and is not" },
  { "paused", "UPDATE sends SET state = 'paused' WHERE send_id = 2",
    "is paused without a reason" },
  { "paused-by", "UPDATE sends SET state = 'paused', paused_at = 5,"
    " pause_reason = 'by_user' WHERE send_id = 2",
    "is paused without a reason" },
  { "not-paused", "UPDATE sends SET pause_text = 'x' WHERE send_id = 1",
    "is paused without a reason, or has one and is not" },
  { "paused-stopping", "UPDATE sends SET state = 'paused', paused_at = 5,"
    " pause_reason = 'sender_refused', stopping = 1 WHERE send_id = 2",
    "stops, and is not running" },
  { "paused-empty", "UPDATE sends SET state = 'paused', paused_at = 5,"
    " pause_reason = 'sender_refused' WHERE send_id = 2;"
    " UPDATE deliveries SET state = 'cancelled' WHERE send_id = 2",
    "is running without an open delivery" },
  { "revoked-by", "UPDATE sends SET revoked_at = 5 WHERE send_id = 1",
    "is revoked by nobody" },
  { "revoked-running", "UPDATE sends SET revoked_at = 5, revoked_by = 'x'"
    " WHERE send_id = 2",
    "is revoked by nobody, or goes on" },
  { "revoked-prepared", "UPDATE sends SET revoked_at = 5, revoked_by = 'x'"
    " WHERE send_id = 3",
    "is prepared, and was started or ended" },
  { "revoked-audit", "UPDATE sends SET revoked_at = 5, revoked_by = 'x'"
    " WHERE send_id = 1",
    "nobody wrote it down" },
  { "revoked-pending", "UPDATE sends SET revoked_at = 5, revoked_by = 'x'"
    " WHERE send_id = 1; UPDATE contacts SET imported_invite = NULL",
    "contact c2: its newest invitation is another" },
  { "from", "UPDATE sends SET from_set = 'rest', from_send_id = 1"
    " WHERE send_id = 3",
    "is not made from what it says" },
  { "only-expired", "UPDATE sends SET only_expired = 1 WHERE send_id = 3",
    "is not made from what it says" },
  { "override", "UPDATE sends SET gap_override = 1 WHERE send_id = 3",
    "overrides the gap" },
  { "unknown", "UPDATE deliveries SET state = 'unknown', armed = 0"
    " WHERE send_id = 1",
    "is unknown, and its address may be written to again" },
  { "gone", "UPDATE deliveries SET state = 'refused' WHERE send_id = 1",
    "has gone out before it was to go again" },
  { "address", "UPDATE addresses SET last_invite_sent = 1"
    " WHERE address_id = 1",
    "address 1: has a newer invitation" },
  { "address-never", "UPDATE addresses SET last_invite_sent = NULL"
    " WHERE address_id = (SELECT address_id FROM contacts WHERE id = 'c2')",
    "has a newer invitation than it knows of" },
  { "newest", "UPDATE contacts SET last_invite_sent = last_invite_sent - 1"
    " WHERE id = 'c2'",
    "contact c2: its newest invitation is another" },
  { "newest-delivery", "UPDATE contacts SET invite_delivery_id = 1"
    " WHERE id = 'c2'",
    "contact c2: its newest invitation is another" },
  { "newest-ended", "UPDATE contacts SET pending = 0 WHERE id = 'c2'",
    "contact c2: its newest invitation is another" },
  { "wish", "INSERT INTO link_wishes (contact_id, delivery_id, asked_at)"
    " SELECT contact_id, 1, 5 FROM contacts WHERE id = 'c4'",
    "contact c4: has asked for a link that was not for it" },
  { "wish-dismissed", "INSERT INTO link_wishes (contact_id, delivery_id,"
    " asked_at, dismissed_at) SELECT contact_id, 1, 5, 6 FROM contacts"
    " WHERE id = 'c2'",
    "contact c2: its wish is dismissed by nobody" },
};

/* Where foreign keys hold that back, they have to go first. */
static const Breakage of_sqlite[] = {
  { "wish-nobody", "PRAGMA foreign_keys = OFF; INSERT INTO link_wishes"
    " (contact_id, delivery_id, asked_at) VALUES (99, 1, 5)",
    "refers to no row of contacts" },
  { "reference", "PRAGMA foreign_keys = OFF;"
    " UPDATE contacts SET account_id = 999 WHERE id = 'c4'",
    "refers to no row of accounts" },
  { "index", "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql ="
    " 'CREATE INDEX accounts_division ON accounts (account_id)'"
    " WHERE name = 'accounts_division'",
    "the file: " },
};

static const Breakage of_postgresql[] = {
  { "division", "UPDATE accounts SET division_id = 999 WHERE number = 'N1'",
    "refers to no row of divisions" },
  { "site", "INSERT INTO sites (account_id, active_services) VALUES (999, 1)",
    "refers to no row of accounts" },
  { "reference", "UPDATE contacts SET account_id = 999 WHERE id = 'c4'",
    "refers to no row of accounts" },
  { "no-address", "UPDATE contacts SET address_id = 999 WHERE id = 'c4'",
    "refers to no row of addresses" },
  { "no-contact", "UPDATE deliveries SET contact_id = 999 WHERE send_id = 1",
    "refers to no row of contacts" },
  { "no-send", "UPDATE send_entries SET send_id = 999 WHERE send_id = 3",
    "refers to no row of sends" },
  { "no-delivery", "UPDATE send_entries SET delivery_id = 999"
    " WHERE send_id = 1 AND outcome = 'merged'",
    "refers to no row of deliveries" },
};

static void
make_data (StoreFixture *fixture)
{
  g_autoptr(InvitesSend) second = NULL;
  g_autoptr(InvitesSend) second_started = NULL;
  g_autoptr(InvitesSend) third = NULL;
  g_autoptr(InvitesSend) first = NULL;
  g_autoptr(InvitesSend) first_started = NULL;
  g_autoptr(InvitesDelivery) delivery = NULL;
  g_autoptr(InvitesDelivery) on_the_wire = NULL;
  g_autoptr(GBytes) hash = NULL;
  g_autoptr(GError) error = NULL;

  store_fixture_put_contact (fixture, "c1", "N1", "shared@x.example");
  store_fixture_put_contact (fixture, "c2", "N2", "shared@x.example");
  store_fixture_put_contact (fixture, "none", "N2", "");
  first = store_fixture_prepare (fixture, 1, TRUE);
  first_started = store_fixture_start (fixture, 1);
  delivery = store_fixture_claim_one (fixture);
  store_fixture_report (fixture, delivery, INVITES_DELIVERY_SENT);

  hash = invites_token_hash (delivery->token);
  store_fixture_put_contact (fixture, "c2", "N2", "moved@x.example");
  invites_store_accept (fixture->store, hash, "hash", fixture->now, NULL,
                        &error);
  g_assert_no_error (error);
  store_fixture_put (fixture, &(InvitesContactRecord) {
    .id = (char *) "c2", .account_number = (char *) "N2", .name = (char *) "c2",
    .email = (char *) "moved@x.example",
    .last_invite_sent = fixture->now + 1 });

  store_fixture_put_contact (fixture, "c3", "N1", "c@x.example");
  store_fixture_put_contact (fixture, "c4", "N1", "d@x.example");
  second = store_fixture_prepare (fixture, 2, TRUE);
  second_started = store_fixture_start (fixture, 2);
  on_the_wire = store_fixture_claim_one (fixture);
  third = store_fixture_prepare (fixture, 3, TRUE);
}

static void
test_sound (StoreFixture  *fixture,
            gconstpointer  data)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  make_data (fixture);
  g_assert_cmpuint (store_fixture_check (fixture, lines), ==, 0);
}

static void
test_breakage (StoreFixture  *fixture,
               gconstpointer  data)
{
  const Breakage *breakage = data;
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  gboolean found = FALSE;

  make_data (fixture);
  store_fixture_exec (fixture, breakage->sql);
  g_clear_object (&fixture->store);
  fixture->store = store_fixture_open (fixture);
  fixture->broken = TRUE;

  g_assert_cmpuint (store_fixture_check (fixture, lines), >, 0);
  for (guint i = 0; i < lines->len; i++)
    {
      const char *line = g_ptr_array_index (lines, i);

      found |= strstr (line, breakage->line) != NULL;
      g_assert_null (strchr (line, '@'));
      g_test_message ("%s", line);
    }
  g_assert_true (found);
}

static void
add_breakages (const Breakage *some,
               gsize           n)
{
  for (gsize i = 0; i < n; i++)
    {
      g_autofree char *path = g_strconcat ("/check/", some[i].name, NULL);

      g_test_add (path, StoreFixture, &some[i], store_fixture_set_up,
                  test_breakage, store_fixture_tear_down);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/check/sound", StoreFixture, NULL, store_fixture_set_up,
              test_sound, store_fixture_tear_down);
  add_breakages (breakages, G_N_ELEMENTS (breakages));
  if (test_on_postgresql ())
    add_breakages (of_postgresql, G_N_ELEMENTS (of_postgresql));
  else
    add_breakages (of_sqlite, G_N_ELEMENTS (of_sqlite));
  return g_test_run ();
}
