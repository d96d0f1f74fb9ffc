/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "people-support.h"

#include <glib/gstdio.h>
#include <string.h>

#include "core/invites-user.h"
#include "database-support.h"
#include "service/store/invites-database.h"

typedef struct
{
  TestStore test;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  test_store_set_up (&fixture->test);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  test_store_tear_down (&fixture->test);
}

/* Opening. */

static void
assert_refused (const char  *database,
                InvitesError code,
                const char  *words)
{
  g_autoptr(InvitesStore) store = NULL;
  g_autoptr(GError) error = NULL;

  store = invites_store_open (database, &error);
  g_assert_error (error, INVITES_ERROR, (gint) code);
  g_assert_null (store);
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_open (Fixture       *fixture,
           gconstpointer  data)
{
  const char *path = invites_database_get_path (fixture->test.database);
  g_autofree char *text = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *not_there = NULL;
  g_autofree char *not_database = NULL;
  g_autoptr(InvitesTemplateRecord) template = NULL;
  g_autoptr(GError) error = NULL;
  gboolean empty = FALSE;
  GStatBuf info;

  if (path != NULL)
    {
      g_assert_cmpint (g_stat (path, &info), ==, 0);
      g_assert_cmpint (info.st_mode & 0777, ==, 0600);
    }
  g_assert_true (invites_store_ping (fixture->test.store, &error));
  g_assert_true (invites_store_is_empty (fixture->test.store, &empty, &error));
  g_assert_true (empty);

  template = invites_store_find_template (fixture->test.store,
                                          "portal-invitation", &error);
  g_assert_no_error (error);
  g_assert_true (template->active);
  g_assert_cmpstr (template->name, ==, "Portal invitation");
  g_assert_cmpuint (template->texts->len, ==, 5);
  for (guint i = 0; i < template->texts->len; i++)
    {
      const InvitesTemplateText *said = g_ptr_array_index (template->texts, i);

      g_assert_null (strchr (said->subject, '\n'));
      g_assert_nonnull (strstr (said->text, "link"));
    }

  folder = g_strconcat ("sqlite:", fixture->test.folder, NULL);
  assert_refused (folder, INVITES_ERROR_UNAVAILABLE, "directory");
  not_there = g_strconcat (folder, "/none/service.db", NULL);
  assert_refused (not_there, INVITES_ERROR_UNAVAILABLE, "No such file");
  text = test_store_write (&fixture->test, "text.db",
                           "This is no database, as everybody can see who "
                           "reads more than the first line of this text.");
  not_database = g_strconcat ("sqlite:", text, NULL);
  assert_refused (not_database, INVITES_ERROR_UNAVAILABLE, "not a database");
  assert_refused ("sqlite:", INVITES_ERROR_INVALID, "sqlite:PATH");
  assert_refused ("mysql://x", INVITES_ERROR_INVALID, "sqlite:PATH");
  assert_refused ("postgresql://u@h/n?nonsense=1", INVITES_ERROR_INVALID, "valid URL");
  assert_refused ("postgresql://u:hush@h/n", INVITES_ERROR_INVALID, "password");
  assert_refused ("postgres://u@h/n?password=hush", INVITES_ERROR_INVALID,
                  "password");
  assert_refused ("postgresql://u@127.0.0.1:1/n", INVITES_ERROR_UNAVAILABLE,
                  "does not answer");
}

/* What a database of a version that is yet to come says of itself. */
#define NEWER_SQLITE "PRAGMA user_version = 9999"
#define NEWER_POSTGRESQL                                                      \
  "CREATE TABLE invites_schema (version INTEGER);"                            \
  "INSERT INTO invites_schema (version) VALUES (9999)"

static void
test_versions (Fixture       *fixture,
               gconstpointer  data)
{
  g_autofree char *database = test_database_new_empty (fixture->test.folder,
                                                       "other.db");
  g_autoptr(InvitesDatabase) connection = NULL;
  g_autoptr(GError) error = NULL;

  connection = invites_database_open (database, &error);
  g_assert_no_error (error);
  invites_database_exec (connection, "CREATE TABLE others (a INTEGER)", &error);
  g_assert_no_error (error);
  assert_refused (database, INVITES_ERROR_CONFLICT, "another program");
  invites_database_exec (connection,
                         test_on_postgresql () ? NEWER_POSTGRESQL
                                               : NEWER_SQLITE,
                         &error);
  g_assert_no_error (error);
  assert_refused (database, INVITES_ERROR_CONFLICT, "newer version");
  test_database_remove (database);
}

static gpointer
open_in_thread (gpointer database)
{
  g_autoptr(GError) error = NULL;
  InvitesStore *store = invites_store_open (database, &error);

  g_assert_no_error (error);
  return store;
}

static void
test_open_together (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autofree char *database = test_database_new_empty (fixture->test.folder,
                                                       "new.db");
  GThread *threads[8];

  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("open", open_in_thread, database);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_finalize_object (g_thread_join (threads[i]));
  test_database_remove (database);
}

static void
test_settings (Fixture       *fixture,
               gconstpointer  data)
{
  InvitesStore *store = fixture->test.store;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_null (invites_store_dup_setting (store, "demo", &error));
  g_assert_no_error (error);
  g_assert_true (invites_store_put_setting (store, "demo", "1", &error));
  first = invites_store_dup_setting (store, "demo", &error);
  g_assert_cmpstr (first, ==, "1");
  g_assert_true (invites_store_put_setting (store, "demo", "2", &error));
  second = invites_store_dup_setting (store, "demo", &error);
  g_assert_cmpstr (second, ==, "2");
  g_assert_true (invites_store_put_setting (store, "demo", NULL, &error));
  g_assert_null (invites_store_dup_setting (store, "demo", &error));
  g_assert_no_error (error);
}

/* Users and sessions. */

static InvitesUserRecord *
new_user (const char *username,
          const char *divisions,
          int         permission)
{
  InvitesUserRecord *user = invites_user_record_new ();

  user->username = g_strdup (username);
  user->name = g_strdup ("Clara Clerk");
  user->email = g_strdup ("clara@company.example");
  user->password_hash = g_strdup ("$argon2id$");
  user->divisions = g_strsplit (divisions, " ", -1);
  user->permissions = g_array_new (FALSE, FALSE, sizeof (int));
  g_array_append_val (user->permissions, permission);
  return user;
}

static gint64
add_clara (Fixture *fixture)
{
  g_autoptr(InvitesUserRecord) user = NULL;
  g_autoptr(InvitesUserRecord) found = NULL;
  g_autoptr(GError) error = NULL;

  test_store_add_company (&fixture->test, "south", "2");
  test_store_add_company (&fixture->test, "north", "1");
  test_store_add_company (&fixture->test, "east", "3");
  user = new_user ("clara", "south north", INVITES_PERMISSION_SEND);
  g_assert_true (invites_store_add_user (fixture->test.store, user, &error));
  g_assert_no_error (error);

  found = invites_store_find_user (fixture->test.store, "clara", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found->password_hash, ==, "$argon2id$");
  g_assert_cmpstrv (found->divisions, ((const char *[]){ "north", "south",
                                                         NULL }));
  return found->user_id;
}

static void
assert_signed_out (Fixture     *fixture,
                   GBytes      *hash,
                   InvitesTime  now)
{
  g_autoptr(GError) error = NULL;

  g_assert_null (invites_store_find_session (fixture->test.store, hash, now,
                                             &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_SIGNED_OUT);
}

static void
assert_signed_in (Fixture     *fixture,
                  GBytes      *hash,
                  InvitesTime  now,
                  const char  *divisions)
{
  g_autoptr(InvitesPrincipal) principal = NULL;
  g_autofree char *joined = NULL;
  g_autoptr(GError) error = NULL;

  principal = invites_store_find_session (fixture->test.store, hash, now,
                                          &error);
  g_assert_no_error (error);
  joined = g_strjoinv (" ", principal->divisions);
  g_assert_cmpstr (joined, ==, divisions);
}

static void
sign_in (Fixture *fixture,
         gint64   user_id,
         GBytes  *hash)
{
  g_autoptr(GError) error = NULL;

  invites_store_add_session (fixture->test.store, user_id, hash, TEST_NOW,
                             &error);
  g_assert_no_error (error);
}

static void
test_users (Fixture       *fixture,
            gconstpointer  data)
{
  InvitesStore *store = fixture->test.store;
  g_autoptr(InvitesUserRecord) again = NULL;
  g_autoptr(InvitesUserRecord) lost = NULL;
  g_autoptr(GPtrArray) users = NULL;
  g_autoptr(GError) taken = NULL;
  g_autoptr(GError) unknown = NULL;
  g_autoptr(GError) none = NULL;
  g_autoptr(GError) error = NULL;
  const InvitesUserRecord *user;

  add_clara (fixture);
  again = new_user ("clara", "north", INVITES_PERMISSION_REVIEW);
  g_assert_false (invites_store_add_user (store, again, &taken));
  g_assert_error (taken, INVITES_ERROR, INVITES_ERROR_CONFLICT);
  lost = new_user ("lost", "north nowhere", INVITES_PERMISSION_REVIEW);
  g_assert_false (invites_store_add_user (store, lost, &unknown));
  g_assert_error (unknown, INVITES_ERROR, INVITES_ERROR_NOT_FOUND);

  users = invites_store_list_users (store, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (users->len, ==, 1);
  user = g_ptr_array_index (users, 0);
  g_assert_null (user->password_hash);
  g_assert_cmpuint (user->permissions->len, ==, 1);
  g_assert_cmpint (g_array_index (user->permissions, int, 0), ==,
                   INVITES_PERMISSION_SEND);

  g_assert_true (invites_store_remove_user (store, "clara", &error));
  g_assert_false (invites_store_remove_user (store, "clara", &none));
  g_assert_error (none, INVITES_ERROR, INVITES_ERROR_NOT_FOUND);
  g_assert_cmpint (test_store_ask (&fixture->test,
                                   "SELECT count (*) FROM audit"
                                   " WHERE act LIKE '%-user'"), ==, 2);
}

static void
test_sessions (Fixture       *fixture,
               gconstpointer  data)
{
  InvitesStore *store = fixture->test.store;
  InvitesTime limit = invites_rules_get ()->session_hours * 3600;
  g_autoptr(GBytes) hash = test_hash ('a');
  g_autoptr(GBytes) other = test_hash ('b');
  g_autoptr(GHashTable) used = NULL;
  g_autoptr(InvitesPrincipal) principal = NULL;
  g_autoptr(GError) error = NULL;
  InvitesTime later = TEST_NOW + limit - 1;
  gint64 user_id = add_clara (fixture);

  assert_signed_out (fixture, hash, TEST_NOW);
  sign_in (fixture, user_id, hash);
  principal = invites_store_find_session (store, hash, TEST_NOW, &error);
  g_assert_no_error (error);
  g_assert_cmpint (principal->user_id, ==, user_id);
  g_assert_cmpstr (principal->username, ==, "clara");
  g_assert_true (principal->may_send);
  g_assert_false (principal->may_review);
  g_assert_cmpint (principal->expires_at, ==, TEST_NOW + limit);
  assert_signed_out (fixture, other, TEST_NOW);

  assert_signed_in (fixture, hash, later, "north south");
  assert_signed_out (fixture, hash, TEST_NOW + limit);

  used = g_hash_table_new (g_bytes_hash, g_bytes_equal);
  g_hash_table_insert (used, hash, &later);
  g_assert_true (invites_store_touch_sessions (store, used, later, &error));
  assert_signed_in (fixture, hash, later + limit - 1, "north south");

  /* Writing another one's use sweeps away what is over. */
  g_hash_table_remove_all (used);
  g_assert_true (invites_store_touch_sessions (store, used, later + limit,
                                               &error));
  g_assert_cmpint (test_store_ask (&fixture->test,
                                   "SELECT count (*) FROM sessions"), ==, 0);

  sign_in (fixture, user_id, other);
  g_assert_true (invites_store_end_session (store, other, TEST_NOW, &error));
  g_assert_true (invites_store_end_session (store, other, TEST_NOW, &error));
  assert_signed_out (fixture, other, TEST_NOW);
}

/* However long somebody writes, such as an import. */
static void
test_sign_in_beside_writer (Fixture       *fixture,
                            gconstpointer  data)
{
  InvitesStore *store = fixture->test.store;
  g_autoptr(InvitesDatabase) database = NULL;
  g_autoptr(GBytes) hash = test_hash ('a');
  g_autoptr(GError) error = NULL;
  gint64 user_id = add_clara (fixture);

  database = invites_database_open (fixture->test.database, &error);
  g_assert_no_error (error);
  invites_database_begin (database, INVITES_IMPORT, &error);
  g_assert_no_error (error);

  sign_in (fixture, user_id, hash);
  assert_signed_in (fixture, hash, TEST_NOW, "north south");
  invites_store_end_session (store, hash, TEST_NOW, &error);
  g_assert_no_error (error);
  assert_signed_out (fixture, hash, TEST_NOW);
  invites_database_rollback (database);
}

/* What ends the sessions of a user: any change at all, and of no other. */
static void
test_changes_sign_out (Fixture       *fixture,
                       gconstpointer  data)
{
  InvitesStore *store = fixture->test.store;
  g_autoptr(InvitesUserRecord) bystander = NULL;
  g_autoptr(GBytes) hash = test_hash ('a');
  g_autoptr(GBytes) other = test_hash ('b');
  g_autoptr(GError) gone = NULL;
  g_autoptr(GError) error = NULL;
  gint64 user_id = add_clara (fixture);

  bystander = new_user ("bob", "", INVITES_PERMISSION_REVIEW);
  g_clear_pointer (&bystander->divisions, g_strfreev);
  bystander->all_divisions = TRUE;
  g_assert_true (invites_store_add_user (store, bystander, &error));
  sign_in (fixture, user_id + 1, other);

  for (guint i = 0; i < 4; i++)
    {
      g_autoptr(InvitesUserRecord) change = invites_user_record_new ();

      sign_in (fixture, user_id, hash);
      change->username = g_strdup ("clara");
      if (i == 0)
        change->password_hash = g_strdup ("$argon2id$new");
      else if (i == 1)
        change->permissions = g_array_new (FALSE, FALSE, sizeof (int));
      else if (i == 2)
        change->divisions = g_strsplit ("east", " ", -1);
      else
        {
          change->divisions = g_new0 (char *, 1);
          change->all_divisions = TRUE;
        }
      g_assert_true (invites_store_change_user (store, change, &error));
      g_assert_no_error (error);
      assert_signed_out (fixture, hash, TEST_NOW);
    }

  sign_in (fixture, user_id, hash);
  assert_signed_in (fixture, hash, TEST_NOW, "east north south");
  test_store_add_company (&fixture->test, "west", "4");
  assert_signed_in (fixture, hash, TEST_NOW, "east north south west");

  g_assert_true (invites_store_remove_user (store, "clara", &error));
  assert_signed_out (fixture, hash, TEST_NOW);
  assert_signed_in (fixture, other, TEST_NOW, "east north south west");
  g_assert_false (invites_store_add_session (store, user_id, hash, TEST_NOW,
                                             &gone));
  g_assert_error (gone, INVITES_ERROR, INVITES_ERROR_SIGNED_OUT);
}

/* Choices. */

static void
put_account (TestStore  *test,
             const char *number,
             const char *division,
             const char *account_class,
             const char *site_source)
{
  InvitesAccountRecord account = {
    .number = (char *) number,
    .name = (char *) "Name",
    .division = (char *) division,
    .account_class = (char *) account_class,
    .auto_pay = INVITES_FLAG_UNKNOWN,
  };
  InvitesSiteRecord site = { (char *) number, (char *) site_source, 0 };
  g_autoptr(GError) error = NULL;

  invites_store_begin_import (test->store, TEST_NOW, &error);
  invites_store_put_account (test->store, &account, &error);
  invites_store_put_site (test->store, &site, &error);
  invites_store_end_import (test->store, TRUE, &error);
  g_assert_no_error (error);
}

static char *
join_choices (GPtrArray *choices)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < choices->len; i++)
    {
      const InvitesChoice *choice = g_ptr_array_index (choices, i);

      g_string_append_printf (text, "%s%s=%s", i > 0 ? " " : "", choice->id,
                              choice->name);
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_choices (Fixture       *fixture,
              gconstpointer  data)
{
  TestStore *test = &fixture->test;
  const char *mine[] = { "north", "south", NULL };
  InvitesPrincipal principal = { .divisions = (char **) mine };
  InvitesPrincipal nobody = { .divisions = (char **) &mine[2] };
  g_autoptr(InvitesTemplateRecord) retired
    = invites_template_record_new ("old", "Old", FALSE);
  g_autoptr(InvitesChoices) choices = NULL;
  g_autoptr(InvitesChoices) none = NULL;
  g_autofree char *divisions = NULL;
  g_autofree char *classes = NULL;
  g_autofree char *sources = NULL;
  g_autofree char *templates = NULL;
  g_autoptr(GError) error = NULL;

  add_clara (fixture);
  put_account (test, "11", "north", "b class", "Phone");
  put_account (test, "12", "south", "A", NULL);
  put_account (test, "13", "south", "A", "Phone");
  put_account (test, "14", "east", "Foreign", "Foreign");
  put_account (test, "15", "north", "\xc3\x84", "Web");
  g_ptr_array_add (retired->texts,
                   invites_template_text_new (NULL, "s", "t", "h"));
  invites_store_put_template (test->store, retired, &error);
  g_assert_no_error (error);

  choices = invites_store_get_choices (test->store, &principal, &error);
  g_assert_no_error (error);
  divisions = join_choices (choices->divisions);
  g_assert_cmpstr (divisions, ==, "north=north south=south");
  classes = join_choices (choices->account_classes);
  g_assert_cmpstr (classes, ==, "A=A ~YiBjbGFzcw=b class ~w4Q=\xc3\x84");
  sources = join_choices (choices->site_sources);
  g_assert_cmpstr (sources, ==, "Phone=Phone Web=Web");
  templates = join_choices (choices->notification_templates);
  g_assert_cmpstr (templates, ==, "portal-invitation=Portal invitation");
  g_assert_cmpuint (choices->bill_groups->len, ==, 0);
  g_assert_cmpstr (((InvitesChoice *) choices->divisions->pdata[0])->time_zone,
                   ==, "America/New_York");

  none = invites_store_get_choices (test->store, &nobody, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->divisions->len, ==, 0);
  g_assert_cmpuint (none->account_classes->len, ==, 0);
}

static void
test_recipient (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr(InvitesRecipient) recipient = NULL;
  g_autoptr(InvitesDivision) division = NULL;
  g_autoptr(GError) error = NULL;
  const InvitesAccountName *account;

  test_store_add_company (&fixture->test, "north", "1");
  test_store_put_contact (&fixture->test, "c1", "1", "Ann@Example.com");
  recipient = invites_store_find_recipient (fixture->test.store, "c1", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (recipient->address, ==, "Ann@Example.com");
  g_assert_cmpstr (recipient->division->id, ==, "north");
  g_assert_cmpuint (recipient->accounts->len, ==, 1);
  account = g_ptr_array_index (recipient->accounts, 0);
  g_assert_cmpstr (account->number, ==, "1");

  g_assert_null (invites_store_find_recipient (fixture->test.store, "c2",
                                               &error));
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND);
  g_clear_error (&error);
  division = invites_store_find_division (fixture->test.store, "south",
                                          &error);
  g_assert_null (division);
  g_assert_error (error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND);
}

#define ADD(path, function)                                                   \
  g_test_add ("/store/people/" path, Fixture, NULL, set_up, function,         \
              tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("open", test_open);
  ADD ("versions", test_versions);
  ADD ("open-together", test_open_together);
  ADD ("settings", test_settings);
  ADD ("users", test_users);
  ADD ("sessions", test_sessions);
  ADD ("changes-sign-out", test_changes_sign_out);
  /* Where there is one writer at a time, everybody waits. */
  if (test_on_postgresql ())
    ADD ("sign-in-beside-writer", test_sign_in_beside_writer);
  ADD ("choices", test_choices);
  ADD ("recipient", test_recipient);

  return g_test_run ();
}
