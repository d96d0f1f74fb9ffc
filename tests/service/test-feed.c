/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The feed of what has changed about contacts. */
#include <string.h>

#include "service/store/invites-database.h"
#include "store-acts.h"

/* What the session of whoever asks would say. */
static gint64
get_acts (StoreFixture *store)
{
  return store_fixture_get_number (store, "SELECT max (audit_id) FROM audit");
}

/* Where a contact of the feed stands, by its number. */
static void
note_standing (const char                 *division,
               gint64                      contact_id,
               const InvitesIndexStanding *standing,
               gpointer                    user_data)
{
  g_autofree char *line = NULL;

  line = g_strdup_printf ("%s %" G_GINT64_FORMAT " %s", division, contact_id,
                          invites_group_to_string (standing->group));
  g_ptr_array_add (user_data, g_steal_pointer (&line));
}

static char *
follow (StoreFixture *store,
        InvitesFeed  *feed)
{
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GError) error = NULL;

  invites_store_follow (store->store, feed, note_standing, lines, &error);
  g_assert_no_error (error);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv (", ", (char **) lines->pdata);
}

static void
assert_follows (StoreFixture *store,
                InvitesFeed  *feed,
                const char   *expected)
{
  g_autofree char *told = follow (store, feed);

  g_assert_cmpstr (told, ==, expected);
  g_assert_false (feed->anew);
}

static void
test_follow (StoreFixture *store,
             gconstpointer data)
{
  g_auto(InvitesFeed) feed = { NULL };
  g_autofree char *pending = NULL;
  g_autofree char *told = NULL;
  gint64 number;

  store_put_people (store, "ab");
  number = store_fixture_get_number (
    store, "SELECT contact_id FROM contacts WHERE id = 'a'");
  assert_follows (store, &feed, "");
  g_assert_cmpint (feed.acts, ==, get_acts (store));

  store_fixture_exec (store, "UPDATE contacts SET pending = 1 WHERE id = 'a'");
  pending = g_strdup_printf ("north %" G_GINT64_FORMAT " pending", number);
  assert_follows (store, &feed, pending);
  assert_follows (store, &feed, "");
  store_fixture_exec (store, "UPDATE contacts SET pending = 1 WHERE id = 'a'");
  assert_follows (store, &feed, "");

  /* What cannot be told one by one. */
  store_fixture_exec (store, "UPDATE contacts SET name = 'B' WHERE id = 'b'");
  told = follow (store, &feed);
  g_assert_true (feed.anew);
  assert_follows (store, &feed, "");
  store_fixture_exec (store, "UPDATE contacts SET pending = 0 WHERE id = 'a'");
}

/* Two connections; where many write, the one that began first ends last. */
static void
test_late_commit (StoreFixture *store,
                  gconstpointer data)
{
  g_auto(InvitesFeed) feed = { NULL };
  g_autoptr(InvitesDatabase) late = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *told = NULL;
  g_autofree char *early_told = NULL;
  const char *late_change =
    "UPDATE contacts SET pending = 1 WHERE id = 'a'";

  store_put_people (store, "ab");
  late = invites_database_open (store->database, &error);
  g_assert_no_error (error);
  assert_follows (store, &feed, "");

  invites_database_begin (late, INVITES_TURN, &error);
  g_assert_no_error (error);
  if (invites_database_is_shared (late))
    {
      invites_database_exec (late, late_change, &error);
      g_assert_no_error (error);
      store_fixture_exec (store,
                          "UPDATE contacts SET pending = 1 WHERE id = 'b'");
      early_told = follow (store, &feed);
      g_assert_cmpuint (feed.n_changed, ==, 1);
    }
  else
    {
      invites_database_exec (late, late_change, &error);
      g_assert_no_error (error);
      early_told = follow (store, &feed);
      g_assert_cmpuint (feed.n_changed, ==, 0);
    }
  invites_database_commit (late, &error);
  g_assert_no_error (error);

  told = follow (store, &feed);
  g_assert_cmpuint (feed.n_changed, ==, 1);
  g_assert_nonnull (strstr (told, "pending"));
  store_fixture_exec (store, "UPDATE contacts SET pending = 0");
}

static void
test_prune (StoreFixture *store,
            gconstpointer data)
{
  g_auto(InvitesFeed) behind = { NULL };
  g_auto(InvitesFeed) near = { NULL };
  g_autoptr(GError) error = NULL;
  g_autofree char *told = NULL;

  store_put_people (store, "abc");
  assert_follows (store, &behind, "");
  store_fixture_exec (store, "UPDATE contacts SET pending = 1");
  assert_follows (store, &near, "");
  store_fixture_exec (store, "UPDATE contacts SET pending = 0 WHERE id = 'c'");

  invites_store_prune_changes (store->store, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpint (store_fixture_get_number (
                     store, "SELECT count (*) FROM contact_changes"), ==, 1);

  told = follow (store, &near);
  g_assert_false (near.anew);
  g_assert_cmpuint (near.n_changed, ==, 1);
  g_free (g_steal_pointer (&told));
  told = follow (store, &behind);
  g_assert_true (behind.anew);
  store_fixture_exec (store, "UPDATE contacts SET pending = 0");
}

/* An import writes one row, however much it changes. */
static void
test_import (StoreFixture *store,
             gconstpointer data)
{
  gint64 before;

  store_put_people (store, "abcdefgh");
  before = store_fixture_get_number (
    store, "SELECT count (*) FROM contact_changes");
  store_fixture_put_contact (store, "a", "N2", "another@x.example");
  g_assert_cmpint (store_fixture_get_number (
                     store, "SELECT count (*) FROM contact_changes"), ==,
                   before + 1);
  store_give_up_import (store);
  g_assert_cmpint (store_fixture_get_number (
                     store, "SELECT count (*) FROM contact_changes"), ==,
                   before + 1);
  g_assert_cmpint (store_fixture_get_number (
                     store, "SELECT importing FROM feed"), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *path;
    void      (*test) (StoreFixture *store, gconstpointer data);
  } tests[] = {
    { "/feed/follow", test_follow },
    { "/feed/late-commit", test_late_commit },
    { "/feed/prune", test_prune },
    { "/feed/import", test_import },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, StoreFixture, NULL, store_fixture_set_up,
                tests[i].test, store_fixture_tear_down);
  return g_test_run ();
}
