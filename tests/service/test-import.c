/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "people-support.h"

#include <glib/gstdio.h>
#include <string.h>

#include "service/import/invites-importer.h"
#include "service/store/invites-database.h"

#define DIVISIONS                                                             \
  "division,name,email_from,time_zone\n"                                      \
  "north,North,office@north.example,America/New_York\n"                       \
  "so uth,South,office@south.example,Europe/Berlin\n"
#define ACCOUNTS                                                              \
  "account_number,name,division,account_class,bill_group,account_source,"     \
  "balance,auto_pay\n"                                                        \
  "1,One,north,Residential,Cycle 1,Web,12.50,true\n"                          \
  "2,Two,so uth,,,,-3.0001,false\n"                                           \
  "3,Three,north,,,,,\n"
#define SITES                                                                 \
  "account_number,site_source,active_services\n"                              \
  "1,Phone,2\n"                                                               \
  "1,Phone,2\n"                                                               \
  "2,,\n"
#define CONTACT_HEAD "contact_id,account_number,name,email,billing_contact"
#define OPTIONAL_HEAD                                                         \
  CONTACT_HEAD ",last_invite_sent,accepted_at,last_login,bounced_at,"         \
  "opted_out_at,language\n"
#define CONTACTS                                                              \
  OPTIONAL_HEAD                                                               \
  "a,1,Ann,Ann@Example.com,true,2026-11-20T00:00:00Z,,,,,es\n"                \
  "b,1,Bob,bob@example.com,,,2026-11-20T00:00:00+01:00,"                      \
  "2026-11-21T00:00:00Z,,,\n"                                                 \
  "c,2,Cy,nonsense,false,,,,,,\n"                                             \
  "d/\xc3\xa9,3,,,,,,,,,\n"                                                   \
  "e,3,Eve,eve@example.com,,,,,2026-11-01T00:00:00Z,2026-11-02T00:00:00Z,\n"

typedef struct
{
  TestStore test;
} Fixture;

static void
write_files (Fixture *fixture)
{
  static const struct
  {
    const char *name;
    const char *text;
  } files[] = {
    { "divisions.csv", DIVISIONS },
    { "accounts.csv", ACCOUNTS },
    { "sites.csv", SITES },
    { "contacts.csv", CONTACTS },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    g_free (test_store_write (&fixture->test, files[i].name, files[i].text));
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  test_store_set_up (&fixture->test);
  write_files (fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  test_store_tear_down (&fixture->test);
}

static gint64
ask (Fixture    *fixture,
     const char *sql)
{
  return test_store_ask (&fixture->test, sql);
}

static void
import_well (Fixture *fixture)
{
  g_autoptr(InvitesImportProblems) problems = invites_import_problems_new ();
  g_autoptr(GError) error = NULL;
  InvitesImportTotals totals;
  gboolean done;

  done = invites_import_folder (fixture->test.store, fixture->test.folder,
                                TEST_NOW, NULL, NULL, problems, &totals,
                                &error);
  if (invites_import_problems_get_n (problems) > 0)
    g_test_message ("%s", invites_import_problems_get (problems, 0));
  g_assert_no_error (error);
  g_assert_true (done);
}

/* Gives the problems, a line each. */
static char *
import_badly (Fixture *fixture)
{
  g_autoptr(InvitesImportProblems) problems = invites_import_problems_new ();
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  InvitesImportTotals totals;

  g_assert_false (invites_import_folder (fixture->test.store,
                                         fixture->test.folder, TEST_NOW,
                                         NULL, NULL, problems, &totals,
                                         &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_INVALID);
  for (guint i = 0; i < invites_import_problems_get_n (problems); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "",
                            invites_import_problems_get (problems, i));

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
import_contacts (Fixture    *fixture,
                 const char *rows)
{
  g_autofree char *text = g_strconcat (OPTIONAL_HEAD, rows, NULL);

  g_free (test_store_write (&fixture->test, "contacts.csv", text));
  import_well (fixture);
}

static void
test_good (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr(InvitesImportProblems) problems = invites_import_problems_new ();
  g_autoptr(GError) error = NULL;
  InvitesImportTotals totals = { 0, };

  g_assert_true (invites_import_folder (fixture->test.store,
                                        fixture->test.folder, TEST_NOW, NULL,
                                        NULL, problems, &totals, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (totals.divisions, ==, 2);
  g_assert_cmpuint (totals.accounts, ==, 3);
  g_assert_cmpuint (totals.sites, ==, 3);
  g_assert_cmpuint (totals.contacts, ==, 5);
}

/* Each statement is true of the files above. */
static const char *const truths[] = {
  "SELECT count (*) = 2 FROM divisions",
  "SELECT name = 'South' FROM divisions WHERE id = '~c28gdXRo'",
  "SELECT count (*) = 3 FROM accounts",
  "SELECT balance = '12.50' AND balance_due = 1 AND auto_pay = 1"
  " AND account_class = 'Residential' AND fold_name = 'one'"
  " FROM accounts WHERE number = '1'",
  "SELECT balance = '-3.0001' AND balance_due = 0 AND auto_pay = 0"
  " AND account_class IS NULL FROM accounts WHERE number = '2'",
  "SELECT balance IS NULL AND auto_pay IS NULL"
  " FROM accounts WHERE number = '3'",
  "SELECT count (*) = 3 AND sum (active_services) = 4 FROM sites",
  "SELECT count (*) = 5 FROM contacts",
  "SELECT email = 'Ann@Example.com' AND billing_contact = 1 AND pending = 1"
  " AND language = 'es' AND last_invite_sent = 1795132800"
  " FROM contacts WHERE id = 'a'",
  "SELECT accepted_at = 1795129200 AND last_login = 1795219200"
  " AND pending = 0 AND billing_contact = 0 FROM contacts WHERE id = 'b'",
  "SELECT email = 'nonsense' AND address_id IS NULL"
  " FROM contacts WHERE id = 'c'",
  "SELECT email = '' AND address_id IS NULL"
  " FROM contacts WHERE id = '~ZC_DqQ'",
  "SELECT count (*) = 3 FROM addresses",
  "SELECT bounced_at = 1793491200 AND opted_out_at = 1793577600"
  " FROM addresses WHERE key = 'eve@example.com'",
};

/* They stay true however often the same files are imported. */
static void
test_again (Fixture       *fixture,
            gconstpointer  data)
{
  for (guint i = 0; i < 2; i++)
    {
      import_well (fixture);
      for (gsize j = 0; j < G_N_ELEMENTS (truths); j++)
        {
          g_test_message ("%s", truths[j]);
          g_assert_cmpint (ask (fixture, truths[j]), ==, 1);
        }
    }
  g_assert_cmpint (ask (fixture, "SELECT count (*) FROM audit"
                                 " WHERE act = 'import'"), ==, 2);
}

/* Importing again: what it changes, and what it never forgets. */

static void
test_keeps (Fixture       *fixture,
            gconstpointer  data)
{
  import_well (fixture);
  import_contacts (fixture,
                   "a,2,Anna,Ann@Example.com,,,,,,,\n"
                   "b,1,Bob,bob@example.com,,,2020-01-01T00:00:00Z,"
                   "2020-01-01T00:00:00Z,,,\n"
                   "e,3,Eve,eve@example.com,,,,,2026-11-09T00:00:00Z,,\n");

  g_assert_cmpint (ask (fixture, "SELECT count (*) FROM contacts"), ==, 5);
  g_assert_cmpint (ask (fixture,
                        "SELECT c.name = 'Anna' AND c.billing_contact = 0"
                        " AND c.pending = 1 AND c.language = 'es'"
                        " AND c.last_invite_sent = 1795132800"
                        " AND c.fold_name = 'anna' AND a.number = '2'"
                        " FROM contacts AS c JOIN accounts AS a"
                        " USING (account_id) WHERE c.id = 'a'"), ==, 1);
  g_assert_cmpint (ask (fixture,
                        "SELECT accepted_at = 1795129200"
                        " AND last_login = 1795219200"
                        " FROM contacts WHERE id = 'b'"), ==, 1);
  g_assert_cmpint (ask (fixture,
                        "SELECT bounced_at = 1793491200 AND opted_out_at > 0"
                        " FROM addresses WHERE key = 'eve@example.com'"),
                   ==, 1);
}

static gint64
is_pending (Fixture *fixture)
{
  return ask (fixture, "SELECT pending FROM contacts WHERE id = 'a'");
}

static void
test_addresses (Fixture       *fixture,
                gconstpointer  data)
{
  import_well (fixture);
  g_assert_cmpint (is_pending (fixture), ==, 1);

  /* Another spelling of the same address. */
  import_contacts (fixture, "a,1,Ann,ANN@EXAMPLE.COM,,,,,,,\n");
  g_assert_cmpint (is_pending (fixture), ==, 1);
  g_assert_cmpint (ask (fixture, "SELECT email = 'ANN@EXAMPLE.COM'"
                                 " AND fold_email = 'ann@example.com'"
                                 " FROM contacts WHERE id = 'a'"), ==, 1);

  /* Another address, with the invitation that is known. */
  import_contacts (fixture, "a,1,Ann,ann@other.example,,"
                            "2026-11-20T00:00:00Z,,,,,\n");
  g_assert_cmpint (is_pending (fixture), ==, 0);
  g_assert_cmpint (ask (fixture, "SELECT last_invite_sent FROM contacts"
                                 " WHERE id = 'a'"), ==, 1795132800);

  /* An older invitation is none; a newer one is. */
  import_contacts (fixture, "a,1,Ann,ann@other.example,,"
                            "2026-11-19T00:00:00Z,,,,,\n");
  g_assert_cmpint (is_pending (fixture), ==, 0);
  import_contacts (fixture, "a,1,Ann,ann@other.example,,"
                            "2026-11-21T00:00:00Z,,,,,\n");
  g_assert_cmpint (is_pending (fixture), ==, 1);

  /* The address goes, and comes again. */
  import_contacts (fixture, "a,1,Ann,,,,,,,,\n");
  g_assert_cmpint (is_pending (fixture), ==, 0);
  import_contacts (fixture, "a,1,Ann,ann@other.example,,,,,,,\n");
  g_assert_cmpint (is_pending (fixture), ==, 0);
}

/* The rows of the ledger of a contact whose address changes, and no others. */
static void
test_links_end (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(InvitesDatabase) sqlite = NULL;
  g_autoptr(GError) error = NULL;

  import_well (fixture);
  sqlite = invites_database_open (fixture->test.database, &error);
  g_assert_no_error (error);
  invites_database_exec (sqlite,
                         "INSERT INTO sends (uuid, body, division_id,"
                         " template_id, template_name, subject, text, html,"
                         " email_from, only_without_invitation, state,"
                         " prepared_by, prepared_at)"
                         " VALUES ('u', '{}', 1, 1, '', '', '', '', '', 1,"
                         " 'finished', '', 1);"
                         "INSERT INTO send_entries (send_id, contact_id,"
                         " outcome, email, invited)"
                         " SELECT 1, contact_id, 'already_invited', email, 0"
                         " FROM contacts",
                         &error);
  g_assert_no_error (error);

  import_contacts (fixture, "a,1,Ann,ANN@example.com,,,,,,,\n"
                            "b,1,Bob,bob@example.com,,,,,,,\n");
  g_assert_cmpint (ask (fixture, "SELECT sum (link_ended)"
                                 " FROM send_entries"), ==, 0);
  import_contacts (fixture, "a,1,Ann,ann@other.example,,,,,,,\n"
                            "b,1,Bob,bob@example.com,,,,,,,\n");
  g_assert_cmpint (ask (fixture,
                        "SELECT link_ended FROM send_entries"
                        " JOIN contacts USING (contact_id) WHERE id = 'a'"),
                   ==, 1);
  g_assert_cmpint (ask (fixture, "SELECT sum (link_ended)"
                                 " FROM send_entries"), ==, 1);
}

static void
test_sites (Fixture       *fixture,
            gconstpointer  data)
{
  import_well (fixture);
  g_free (test_store_write (&fixture->test, "sites.csv",
                            "site_source,active_services,account_number\n"
                            "Door,0,1\n"));
  import_well (fixture);
  g_assert_cmpint (ask (fixture,
                        "SELECT count (*) = 1 AND max (site_source) = 'Door'"
                        " FROM sites JOIN accounts USING (account_id)"
                        " WHERE number = '1'"), ==, 1);
  g_assert_cmpint (ask (fixture,
                        "SELECT count (*) FROM sites JOIN accounts"
                        " USING (account_id) WHERE number = '2'"), ==, 1);
}

/* A contact of an account that only the database has. */
static void
test_references (Fixture       *fixture,
                 gconstpointer  data)
{
  import_well (fixture);
  g_free (test_store_write (&fixture->test, "accounts.csv",
                            "account_number,name,division,account_class,"
                            "bill_group,account_source,balance,auto_pay\n"));
  import_contacts (fixture, "f,2,Flo,flo@example.com,,,,,,,\n");
  g_assert_cmpint (ask (fixture, "SELECT count (*) FROM contacts"), ==, 6);
}

/* Broken files. */

typedef struct
{
  const char *name;
  const char *file;
  const char *text;
  const char *words; /* the problems, a line each */
} Broken;

#define DIVISION_HEAD "division,name,email_from,time_zone\n"
#define ACCOUNT_HEAD                                                          \
  "account_number,name,division,account_class,bill_group,account_source,"     \
  "balance,auto_pay\n"
#define SITE_HEAD "account_number,site_source,active_services\n"
#define ACCOUNT_ROWS "1,One,north,,,,,\n2,Two,so uth,,,,,\n3,Three,north,,,,,\n"

static const Broken broken[] = {
  { "division-key", "divisions.csv", DIVISIONS ",East,o@e.example,UTC\n",
    "divisions.csv:4: division: This must not be empty" },
  { "division-twice", "divisions.csv",
    DIVISIONS "north,North,o@e.example,UTC\n",
    "divisions.csv:4: division: This key stands in the file twice" },
  { "division-name", "divisions.csv", DIVISIONS "east,,o@e.example,UTC\n",
    "divisions.csv:4: name: This must not be empty" },
  { "division-address", "divisions.csv", DIVISIONS "east,East,office,UTC\n",
    "divisions.csv:4: email_from: This is no e-mail address" },
  { "division-zone", "divisions.csv",
    DIVISIONS "east,East,o@e.example,Mars/Base\n",
    "divisions.csv:4: time_zone: This is no time zone, such as"
    " America/New_York" },
  { "two-in-a-row", "divisions.csv", DIVISIONS "east,,o@e.example,\n",
    "divisions.csv:4: name: This must not be empty\n"
    "divisions.csv:4: time_zone: This is no time zone, such as"
    " America/New_York" },
  { "no-blame-twice", "divisions.csv",
    DIVISION_HEAD "north,North,o@n.example,Mars/Base\n"
    "so uth,South,o@s.example,UTC\n",
    "divisions.csv:2: time_zone: This is no time zone, such as"
    " America/New_York" },
  { "account-division", "accounts.csv",
    ACCOUNT_HEAD ACCOUNT_ROWS "4,Four,nowhere,,,,,\n",
    "accounts.csv:5: division: There is no such division" },
  { "account-no-division", "accounts.csv",
    ACCOUNT_HEAD ACCOUNT_ROWS "4,Four,,,,,,\n",
    "accounts.csv:5: division: This must not be empty" },
  { "account-twice", "accounts.csv",
    ACCOUNT_HEAD ACCOUNT_ROWS "2,Two,north,,,,,\n",
    "accounts.csv:5: account_number: This key stands in the file twice" },
  { "account-balance", "accounts.csv",
    ACCOUNT_HEAD ACCOUNT_ROWS "4,Four,north,,,,1.00001,\n",
    "accounts.csv:5: balance: This is no number with at most four decimals,"
    " such as -12.50" },
  { "account-auto-pay", "accounts.csv",
    ACCOUNT_HEAD ACCOUNT_ROWS "4,Four,north,,,,,maybe\n",
    "accounts.csv:5: auto_pay: This is neither true nor false nor empty" },
  { "site-account", "sites.csv", SITE_HEAD "7,Web,1\n",
    "sites.csv:2: account_number: There is no such account" },
  { "site-account-again", "sites.csv", SITE_HEAD "7,Web,1\n7,Web,1\n",
    "sites.csv:2: account_number: There is no such account\n"
    "sites.csv:3: account_number: There is no such account" },
  { "site-count", "sites.csv", SITE_HEAD "1,Web,1.5\n",
    "sites.csv:2: active_services: This is no whole number from 0 on" },
  { "contact-account", "contacts.csv", CONTACT_HEAD "\nx,9,X,,\n",
    "contacts.csv:2: account_number: There is no such account" },
  { "found-late", "contacts.csv",
    CONTACT_HEAD "\nx,9,X,,\ny,1,Y,,maybe\nz,8,Z,,\n,1,W,,\n",
    "contacts.csv:2: account_number: There is no such account\n"
    "contacts.csv:3: billing_contact: This is neither true nor false nor"
    " empty\n"
    "contacts.csv:4: account_number: There is no such account\n"
    "contacts.csv:5: contact_id: This must not be empty" },
  { "contact-key", "contacts.csv", CONTACT_HEAD "\n,1,X,,\n",
    "contacts.csv:2: contact_id: This must not be empty" },
  { "contact-twice", "contacts.csv", CONTACT_HEAD "\nx,1,X,,\nx,1,X,,\n",
    "contacts.csv:3: contact_id: This key stands in the file twice" },
  { "contact-control", "contacts.csv", CONTACT_HEAD "\nx,1,X,\"a\r\nb\",\n",
    "contacts.csv:2: email: There is a control character in the text" },
  { "contact-time", "contacts.csv",
    CONTACT_HEAD ",accepted_at\nx,1,X,,,2026-11-22\n",
    "contacts.csv:2: accepted_at: This is no time since 1970 with its offset,"
    " such as 2026-11-22T21:00:00Z" },
  { "contact-column", "contacts.csv", CONTACT_HEAD ",shoe\nx,1,X,,,\n",
    "contacts.csv:1: shoe: There is no such column" },
  { "accounts-unread", "accounts.csv", "nothing\n",
    "accounts.csv:1: nothing: There is no such column\n"
    "accounts.csv:1: account_number: This column is missing\n"
    "accounts.csv:1: name: This column is missing\n"
    "accounts.csv:1: division: This column is missing\n"
    "accounts.csv:1: account_class: This column is missing\n"
    "accounts.csv:1: bill_group: This column is missing\n"
    "accounts.csv:1: account_source: This column is missing\n"
    "accounts.csv:1: balance: This column is missing\n"
    "accounts.csv:1: auto_pay: This column is missing" },
};

static void
test_broken (Fixture       *fixture,
             gconstpointer  data)
{
  const Broken *test = data;
  g_autofree char *words = NULL;

  g_free (test_store_write (&fixture->test, test->file, test->text));
  words = import_badly (fixture);
  g_assert_cmpstr (words, ==, test->words);
  g_assert_cmpint (ask (fixture,
                        "SELECT (SELECT count (*) FROM divisions)"
                        " + (SELECT count (*) FROM accounts)"
                        " + (SELECT count (*) FROM contacts)"
                        " + (SELECT count (*) FROM addresses)"), ==, 0);

  /* The store is as good as before. */
  write_files (fixture);
  import_well (fixture);
}

static void
test_long_keys (Fixture       *fixture,
                gconstpointer  data)
{
  g_autofree char *longest = g_strnfill (200, '/');
  g_autofree char *good = NULL;
  g_autofree char *bad = NULL;
  g_autofree char *words = NULL;

  good = g_strdup_printf ("%s,1,X,,,,,,,,\n", longest);
  import_contacts (fixture, good);
  bad = g_strdup_printf (CONTACT_HEAD "\n%s/,1,X,,\n", longest);
  g_free (test_store_write (&fixture->test, "contacts.csv", bad));
  words = import_badly (fixture);
  g_assert_cmpstr (words, ==, "contacts.csv:2: contact_id: This is longer than"
                              " 200 octets");
}

/* More rows than are written at a time, and wrong ones far apart: as many are
 * told of as there is room for, in the order of the file. */
static void
test_many_wrong (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr(GString) text = g_string_new (CONTACT_HEAD "\n");
  g_autofree char *words = NULL;
  g_auto(GStrv) lines = NULL;

  for (guint i = 2; i <= 45000; i++)
    g_string_append_printf (text, "p%u,%s,P,p%u@x.example,%s\n", i,
                            i % 400 == 0 ? "9" : "1", i,
                            i % 400 == 200 ? "maybe" : "true");
  g_free (test_store_write (&fixture->test, "contacts.csv", text->str));

  words = import_badly (fixture);
  lines = g_strsplit (words, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, INVITES_IMPORT_MAX_PROBLEMS);
  for (guint i = 0; i < INVITES_IMPORT_MAX_PROBLEMS; i++)
    {
      g_autofree char *start = g_strdup_printf (
        "contacts.csv:%u: %s: ", (i + 1) * 200,
        i % 2 == 0 ? "billing_contact" : "account_number");

      g_assert_true (g_str_has_prefix (lines[i], start));
    }
}

/* A contact that stands in several batches of one import, by the store's own
 * calls: the last one counts. */
static void
test_same_twice (Fixture       *fixture,
                 gconstpointer  data)
{
  InvitesStore *store = fixture->test.store;
  InvitesContactRecord contact = {
    .id = (char *) "twice",
    .account_number = (char *) "1",
    .name = (char *) "First",
    .email = (char *) "first@example.com",
    .last_invite_sent = TEST_NOW - 86400,
  };
  g_autoptr(GError) error = NULL;

  import_well (fixture);
  invites_store_begin_import (store, TEST_NOW, &error);
  g_assert_no_error (error);
  invites_store_put_contact (store, &contact, &error);
  contact.name = (char *) "Second";
  contact.email = (char *) "second@example.com";
  contact.last_invite_sent = INVITES_TIME_NONE;
  invites_store_put_contact (store, &contact, &error);
  g_assert_no_error (error);
  invites_store_end_import (store, TRUE, &error);
  g_assert_no_error (error);

  g_assert_cmpint (ask (fixture,
                        "SELECT CASE WHEN c.name = 'Second' AND c.pending = 0"
                        " AND h.key = 'second@example.com' THEN 1 ELSE 0 END"
                        " FROM contacts AS c JOIN addresses AS h"
                        " ON h.address_id = c.address_id"
                        " WHERE c.id = 'twice'"), ==, 1);
}

static void
test_missing_files (Fixture       *fixture,
                    gconstpointer  data)
{
  static const char *const names[] = {
    "divisions.csv", "accounts.csv", "sites.csv", "contacts.csv",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (fixture->test.folder,
                                                names[i], NULL);
      g_autofree char *words = NULL;

      g_assert_cmpint (g_remove (path), ==, 0);
      words = import_badly (fixture);
      g_assert_true (g_str_has_prefix (words, names[i]));
      g_assert_null (strchr (words, '\n'));
      write_files (fixture);
    }
}

#define ADD(path, function)                                                   \
  g_test_add ("/import/" path, Fixture, NULL, set_up, function, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("good", test_good);
  ADD ("again", test_again);
  ADD ("keeps", test_keeps);
  ADD ("addresses", test_addresses);
  ADD ("links-end", test_links_end);
  ADD ("sites", test_sites);
  ADD ("references", test_references);
  ADD ("long-keys", test_long_keys);
  ADD ("many-wrong", test_many_wrong);
  ADD ("same-twice", test_same_twice);
  ADD ("missing-files", test_missing_files);
  for (gsize i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autofree char *path = g_strconcat ("/import/broken/", broken[i].name,
                                           NULL);

      g_test_add (path, Fixture, &broken[i], set_up, test_broken, tear_down);
    }

  return g_test_run ();
}
