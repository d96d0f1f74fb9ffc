/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "people-support.h"

#include <glib/gstdio.h>
#include <string.h>

#include "database-support.h"
#include "service/store/invites-database.h"

/* Makes a temporary folder with an empty database. */
void
test_store_set_up (TestStore *self)
{
  g_autoptr(GError) error = NULL;

  invites_rules_get ()->gap_hours = 0;
  invites_rules_get ()->hold_seconds = 0;
  self->folder = g_dir_make_tmp ("invites-people-XXXXXX", &error);
  g_assert_no_error (error);
  self->database = test_database_new (self->folder);
  self->store = invites_store_open (self->database, &error);
  g_assert_no_error (error);
}

/* Removes the folder with everything that is in it. */
void
test_store_tear_down (TestStore *self)
{
  g_autoptr(GDir) dir = NULL;
  const char *name;

  g_assert_finalize_object (self->store);
  dir = g_dir_open (self->folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_remove (path);
    }

  test_database_remove (self->database);
  g_assert_cmpint (g_rmdir (self->folder), ==, 0);
  g_free (self->database);
  g_free (self->folder);
}

/* A division, and an account in it. */
void
test_store_add_company (TestStore  *self,
                        const char *division,
                        const char *account)
{
  InvitesDivision new_division = {
    (char *) division, (char *) division, (char *) "office@company.example",
    (char *) "America/New_York"
  };
  InvitesAccountRecord new_account = {
    .number = (char *) account,
    .name = (char *) account,
    .division = (char *) division,
    .auto_pay = INVITES_FLAG_UNKNOWN,
  };
  g_autoptr(GError) error = NULL;

  invites_store_begin_import (self->store, TEST_NOW, &error);
  g_assert_no_error (error);
  invites_store_put_division (self->store, &new_division, &error);
  g_assert_no_error (error);
  invites_store_put_account (self->store, &new_account, &error);
  g_assert_no_error (error);
  invites_store_end_import (self->store, TRUE, &error);
  g_assert_no_error (error);
}

/* A contact of whom nothing else is known. */
void
test_store_put_contact (TestStore  *self,
                        const char *id,
                        const char *account,
                        const char *email)
{
  InvitesContactRecord contact = {
    .id = (char *) id,
    .account_number = (char *) account,
    .name = (char *) id,
    .email = (char *) email,
    .billing_contact = INVITES_FLAG_UNKNOWN,
  };
  g_autoptr(GError) error = NULL;

  invites_store_begin_import (self->store, TEST_NOW, &error);
  g_assert_no_error (error);
  invites_store_put_contact (self->store, &contact, &error);
  g_assert_no_error (error);
  invites_store_end_import (self->store, TRUE, &error);
  g_assert_no_error (error);
}

/* Writes a file into the folder; gives its path. */
char *
test_store_write (TestStore  *self,
                  const char *name,
                  const char *text)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autoptr(GError) error = NULL;

  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&path);
}

/* The first number that a statement gives, or -1 for no row. */
gint64
test_store_ask (TestStore  *self,
                const char *sql)
{
  g_autoptr(InvitesDatabase) database = NULL;
  g_autoptr(InvitesCursor) cursor = NULL;
  g_autoptr(GError) error = NULL;
  gint64 number = -1;

  database = invites_database_open (self->database, &error);
  g_assert_no_error (error);
  cursor = invites_database_prepare (database, sql, &error);
  g_assert_no_error (error);
  if (invites_cursor_step (cursor, &error))
    number = invites_cursor_get_int (cursor, 0);
  g_assert_no_error (error);

  return number;
}

/* What the hash of a token might be. */
GBytes *
test_hash (char letter)
{
  guint8 hash[INVITES_TOKEN_HASH_LENGTH];

  memset (hash, letter, sizeof hash);
  return g_bytes_new (hash, sizeof hash);
}
