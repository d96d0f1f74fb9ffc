/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A database of an older version keeps what it says of sends. */
#include "core/invites-error.h"
#include "service/store/invites-bundled.h"
#include "store-support.h"

#define FIRST "/io/github/portalinvites/service/migrations/sqlite/0001-main-job.sql"

#define UUID(number) "abcdef00-0000-4000-8000-00000000000" number
#define FILTER "{\"filter\":{\"division\":\"north\"},\"template\":\"welcome\","\
               "\"email_from\":\"portal@north.example\","                     \
               "\"only_without_invitation\":true,\"leave_out\":[]}"
#define BLOB "randomblob (32)"

/*
 * Send 1 has ended: a got it, b's is unknown, c joined by it, d has moved to
 * another address since then. Send 2 runs: e is queued, f deferred, g on the
 * wire. Send 3 is prepared for e. i was invited by an import; h is a's address
 * on another account, invited by an import later than a's mail.
 */
static const char old_data[] =
  "INSERT INTO divisions VALUES (1, 'north', 'North', 'portal@north.example',"
  " 'Europe/Vienna');"
  "INSERT INTO accounts VALUES (1, 'N1', 'Acme', 1, NULL, NULL, NULL, NULL, 0,"
  " 0, 'n1', 'acme');"
  "INSERT INTO templates VALUES (7, 'welcome', 'Welcome', 1, 'Hi', '{{link}}',"
  " '<p>{{link}}</p>');"
  "INSERT INTO users VALUES (1, 'pat', 'Pat Doe', 'pat@north.example', 'none',"
  " 1);"
  "INSERT INTO addresses (address_id, key) VALUES (1, 'a@x.example'),"
  " (2, 'b@x.example'), (3, 'c@x.example'), (4, 'd@x.example'),"
  " (5, 'e@x.example'), (6, 'f@x.example'), (7, 'g@x.example'),"
  " (8, 'new@x.example'), (9, 'i@x.example');"
  "INSERT INTO contacts (contact_id, id, account_id, name, email, address_id,"
  " last_invite_sent, pending, fold_email, fold_name) VALUES"
  " (1, 'a', 1, 'a', 'a@x.example', 1, 1000, 1, 'a@x.example', 'a'),"
  " (2, 'b', 1, 'b', 'b@x.example', 2, 1001, 1, 'b@x.example', 'b'),"
  " (3, 'c', 1, 'c', 'c@x.example', 3, 1002, 0, 'c@x.example', 'c'),"
  " (4, 'd', 1, 'd', 'new@x.example', 8, 1003, 0, 'new@x.example', 'd'),"
  " (5, 'e', 1, 'e', 'e@x.example', 5, NULL, 0, 'e@x.example', 'e'),"
  " (6, 'f', 1, 'f', 'f@x.example', 6, NULL, 0, 'f@x.example', 'f'),"
  " (7, 'g', 1, 'g', 'g@x.example', 7, NULL, 0, 'g@x.example', 'g'),"
  " (8, 'h', 1, 'h', 'a@x.example', 1, 2000, 1, 'a@x.example', 'h'),"
  " (9, 'i', 1, 'i', 'i@x.example', 9, 500, 1, 'i@x.example', 'i');"
  "INSERT INTO sends VALUES"
  " (1, '" UUID ("1") "', '" FILTER "', 1, 7, 'Welcome', 'Hi', '{{link}}',"
  "  '<p>{{link}}</p>', 'portal@north.example', 1, 'finished', 0, 1,"
  "  'Pat Doe', 900, 910, 1100),"
  " (2, '" UUID ("2") "', '" FILTER "', 1, 7, 'Welcome', 'Hi', '{{link}}',"
  "  '<p>{{link}}</p>', 'portal@north.example', 1, 'sending', 0, 1,"
  "  'Pat Doe', 1200, 1210, NULL),"
  " (3, '" UUID ("3") "', '" FILTER "', 1, 7, 'Welcome', 'Hi', '{{link}}',"
  "  '<p>{{link}}</p>', 'portal@north.example', 1, 'prepared', 0, 1,"
  "  'Pat Doe', 1300, NULL, NULL);"
  "INSERT INTO deliveries VALUES"
  " (1, 1, 1, 1, 'a@x.example', 'sent', NULL, 1, " BLOB ", 'm1', 1, 1000,"
  "  NULL, 1000, 1000, 250, 'ok'),"
  " (2, 1, 2, 2, 'b@x.example', 'unknown', NULL, 1, " BLOB ", 'm2', 1, 1001,"
  "  NULL, 1001, 1001, NULL, NULL),"
  " (3, 1, 3, 3, 'c@x.example', 'sent', NULL, 1, " BLOB ", 'm3', 1, 1002,"
  "  NULL, 1002, 1002, 250, 'ok'),"
  " (4, 1, 4, 4, 'd@x.example', 'sent', NULL, 1, " BLOB ", 'm4', 1, 1003,"
  "  NULL, 1003, 1003, 250, 'ok'),"
  " (5, 2, 5, 5, 'e@x.example', 'queued', NULL, 1, NULL, NULL, 0, NULL, NULL,"
  "  NULL, 1210, NULL, NULL),"
  " (6, 2, 6, 6, 'f@x.example', 'deferred', NULL, 1, " BLOB ", 'm6', 1, 1220,"
  "  1280, NULL, 1221, 450, 'later'),"
  " (7, 2, 7, 7, 'g@x.example', 'sending', NULL, 1, " BLOB ", 'm7', 1, 1230,"
  "  NULL, NULL, 1230, NULL, NULL),"
  " (8, 3, 5, 5, 'e@x.example', 'queued', NULL, 0, NULL, NULL, 0, NULL, NULL,"
  "  NULL, 1300, NULL, NULL);"
  "INSERT INTO send_entries VALUES"
  " (1, 1, 'will_be_sent', 1, 'a@x.example', 0, 1, 0),"
  " (1, 2, 'will_be_sent', 2, 'b@x.example', 0, 1, 0),"
  " (1, 3, 'will_be_sent', 3, 'c@x.example', 0, 1, 0),"
  " (1, 4, 'will_be_sent', 4, 'd@x.example', 0, 1, 1),"
  " (2, 5, 'will_be_sent', 5, 'e@x.example', 0, 0, 0),"
  " (2, 6, 'will_be_sent', 6, 'f@x.example', 0, 1, 0),"
  " (2, 7, 'will_be_sent', 7, 'g@x.example', 0, 1, 0),"
  " (3, 5, 'will_be_sent', 8, 'e@x.example', 0, 0, 0);"
  "UPDATE contacts SET accepted_at = 1050, accepted_delivery_id = 3"
  " WHERE id = 'c';"
  "INSERT INTO audit (at, user_id, act, subject) VALUES"
  " (900, 1, 'prepare-send', '" UUID ("1") "'),"
  " (910, 1, 'start-send', '" UUID ("1") "'),"
  " (1200, 1, 'prepare-send', '" UUID ("2") "'),"
  " (1210, 1, 'start-send', '" UUID ("2") "'),"
  " (1300, 1, 'prepare-send', '" UUID ("3") "');";

/* The newest database gives way to one that the first migration made. */
static void
make_old (StoreFixture *fixture)
{
  static const char *const endings[] = { "", "-wal", "-shm" };
  g_autofree char *sql = NULL;
  g_autoptr(GError) error = NULL;

  g_clear_object (&fixture->store);
  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      g_autofree char *path = g_strconcat (invites_database_get_path (fixture->database),
                                          endings[i], NULL);
      g_autoptr(GFile) file = g_file_new_for_path (path);

      g_file_delete (file, NULL, NULL);
    }

  sql = invites_bundled_dup_text (FIRST, &error);
  g_assert_no_error (error);
  store_fixture_exec (fixture, sql);
  store_fixture_exec (fixture, "PRAGMA user_version = 1");
  store_fixture_exec (fixture, old_data);
  fixture->now = 1400;
}

static void
assert_number (StoreFixture *fixture,
               const char   *sql,
               gint64        expected)
{
  g_assert_cmpint (store_fixture_get_number (fixture, sql), ==, expected);
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
test_migrate (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autoptr(InvitesSend) first = NULL;
  g_autoptr(InvitesSend) second = NULL;
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  make_old (fixture);
  fixture->store = store_fixture_open (fixture);
  g_assert_cmpuint (store_fixture_check (fixture, lines), ==, 0);

  first = store_fixture_find (fixture, 1);
  store_assert_send (first, INVITES_SEND_FINISHED, INVITES_DELIVERY_SENT, 3);
  g_assert_cmpint (first->from_set, ==, INVITES_SEND_SET_NONE);
  g_assert_cmpint (first->pause_reason, ==, INVITES_PAUSE_NONE);
  g_assert_cmpint (first->revoked_at, ==, INVITES_TIME_NONE);
  g_assert_false (first->gap_override);
  second = store_fixture_find (fixture, 2);
  store_assert_send (second, INVITES_SEND_SENDING, INVITES_DELIVERY_DEFERRED,
                     1);

  assert_contact (fixture, "a", INVITES_GROUP_PENDING, 1000);
  assert_contact (fixture, "b", INVITES_GROUP_PENDING, 1001);
  assert_contact (fixture, "c", INVITES_GROUP_ACCEPTED, 1002);
  assert_contact (fixture, "d", INVITES_GROUP_NOT_SENT, 1003);
  assert_contact (fixture, "i", INVITES_GROUP_PENDING, 500);
  assert_number (fixture, "SELECT invite_delivery_id FROM contacts"
                          " WHERE id = 'b'", 2);
  assert_number (fixture, "SELECT imported_invite FROM contacts"
                          " WHERE id = 'h' AND invite_delivery_id IS NULL",
                 2000);
  assert_number (fixture, "SELECT imported_invite IS NULL FROM contacts"
                          " WHERE id = 'a'", 1);
  assert_number (fixture, "SELECT last_invite_sent FROM addresses"
                          " WHERE address_id = 1", 2000);
  assert_number (fixture, "SELECT last_invite_sent FROM addresses"
                          " WHERE address_id = 4", 1003);
  assert_number (fixture, "SELECT last_invite_sent IS NULL FROM addresses"
                          " WHERE address_id = 8", 1);
}

static void
report (StoreFixture         *fixture,
        gint64                delivery_id,
        InvitesDeliveryState  state)
{
  InvitesDelivery delivery = { .delivery_id = delivery_id };

  store_fixture_report (fixture, &delivery, state);
}

/* The old send goes on, and can be taken back. */
static void
test_go_on (StoreFixture  *fixture,
            gconstpointer  data)
{
  g_autofree char *first_uuid = store_dup_uuid (1);
  g_autofree char *second_uuid = store_dup_uuid (2);
  g_autoptr(InvitesSend) revoked = NULL;
  g_autoptr(InvitesSend) ended = NULL;
  g_autoptr(InvitesSend) second_revoked = NULL;
  g_autoptr(InvitesSend) third = NULL;
  g_autoptr(GPtrArray) claimed = NULL;
  g_autoptr(GError) error = NULL;
  guint n_unknown;

  make_old (fixture);
  fixture->store = store_fixture_open (fixture);
  invites_store_recover (fixture->store, fixture->now, &n_unknown, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_unknown, ==, 1);
  claimed = store_fixture_claim (fixture, 10);
  g_assert_cmpuint (claimed->len, ==, 2);
  for (guint i = 0; i < claimed->len; i++)
    {
      const InvitesDelivery *delivery = g_ptr_array_index (claimed, i);

      report (fixture, delivery->delivery_id, INVITES_DELIVERY_SENT);
    }
  ended = store_fixture_find (fixture, 2);
  store_assert_send (ended, INVITES_SEND_FINISHED, INVITES_DELIVERY_SENT, 2);
  third = store_fixture_start (fixture, 3);
  store_assert_send (third, INVITES_SEND_FINISHED, INVITES_DELIVERY_SKIPPED,
                     1);

  revoked = invites_store_revoke (fixture->store, first_uuid, fixture->user,
                                  fixture->now, &error);
  g_assert_no_error (error);
  second_revoked = invites_store_revoke (fixture->store, second_uuid,
                                         fixture->user, fixture->now, &error);
  g_assert_no_error (error);
  assert_contact (fixture, "a", INVITES_GROUP_NOT_SENT, INVITES_TIME_NONE);
  assert_contact (fixture, "c", INVITES_GROUP_ACCEPTED, 1002);
  assert_contact (fixture, "e", INVITES_GROUP_NOT_SENT, INVITES_TIME_NONE);
  assert_contact (fixture, "h", INVITES_GROUP_PENDING, 2000);
}

/* As the first version put the default template in; @subject: (nullable): in
 * the company's own words. */
static void
put_default (StoreFixture *fixture,
             const char   *subject)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(InvitesTemplateRecord) bundled
    = invites_bundled_new_template ("portal-invitation", "Name", &error);
  const InvitesTemplateText *own;
  g_autofree char *sql = NULL;
  g_autoptr(GString) html = NULL;

  g_assert_no_error (error);
  own = g_ptr_array_index (bundled->texts, 0);
  html = g_string_new (own->html);
  g_string_replace (html, "'", "''", 0);
  sql = g_strdup_printf (
    "INSERT INTO templates (id, name, active, subject, text, html)"
    " VALUES ('portal-invitation', 'Our invitation', 0, '%s', '%s', '%s')",
    subject != NULL ? subject : own->subject, own->text, html->str);
  store_fixture_exec (fixture, sql);
}

/* A default template that nobody has changed learns the languages; its name
 * and whether it can be chosen are the company's. */
static void
test_languages (StoreFixture  *fixture,
                gconstpointer  subject)
{
  g_autoptr(InvitesTemplateRecord) template = NULL;
  g_autoptr(InvitesTemplateRecord) welcome = NULL;
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  const InvitesTemplateText *own;

  make_old (fixture);
  put_default (fixture, subject);
  fixture->store = store_fixture_open (fixture);
  g_assert_cmpuint (store_fixture_check (fixture, lines), ==, 0);

  template = invites_store_find_template (fixture->store, "portal-invitation",
                                          NULL);
  g_assert_cmpstr (template->name, ==, "Our invitation");
  g_assert_false (template->active);
  own = g_ptr_array_index (template->texts, 0);
  g_assert_cmpuint (template->texts->len, ==, subject == NULL ? 5 : 1);
  g_assert_cmpstr (own->language, ==, subject == NULL ? "en" : NULL);
  if (subject != NULL)
    g_assert_cmpstr (own->subject, ==, subject);

  welcome = invites_store_find_template (fixture->store, "welcome", NULL);
  g_assert_cmpuint (welcome->texts->len, ==, 1);
  own = g_ptr_array_index (welcome->texts, 0);
  g_assert_null (own->language);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *path;
    void      (*test) (StoreFixture *fixture, gconstpointer data);
    const char *data;
  } tests[] = {
    { "/migrate/keeps", test_migrate },
    { "/migrate/goes-on", test_go_on },
    { "/migrate/languages/untouched", test_languages },
    { "/migrate/languages/own-words", test_languages, "Our own words" },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, StoreFixture, tests[i].data, store_fixture_set_up,
                tests[i].test, store_fixture_tear_down);
  return g_test_run ();
}
