/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "database-support.h"

#include <stdlib.h>
#include <string.h>

#include "service/store/invites-database.h"
#include "service/store/invites-store.h"

#define USER   "invites"
#define CREATE "CREATE DATABASE %s OWNER " USER " TEMPLATE %s STRATEGY" \
               " file_copy"
#define DROP   "DROP DATABASE IF EXISTS %s WITH (FORCE)"

/* A migrated database, which others are copies of. */
static char            *template_name;
static InvitesDatabase *administrator;

gboolean
test_on_postgresql (void)
{
  return g_strcmp0 (g_getenv ("INVITES_TEST_ENGINE"), "postgresql") == 0;
}

static const char *
get_server (void)
{
  const char *url = g_getenv ("INVITES_TEST_POSTGRESQL");

  g_assert_nonnull (url);
  return url;
}

/* postgresql://ADMINISTRATOR@HOST:PORT/NAME, with others' names in it. */
static char *
dup_url (const char *name)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GUri) server = g_uri_parse (get_server (), G_URI_FLAGS_NONE,
                                        &error);
  g_autofree char *path = g_strconcat ("/", name, NULL);

  g_assert_no_error (error);
  return g_uri_join (G_URI_FLAGS_NONE, "postgresql", USER,
                     g_uri_get_host (server), g_uri_get_port (server), path,
                     g_uri_get_query (server), NULL);
}

static char *
dup_name (void)
{
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *plain = g_strdelimit (g_steal_pointer (&uuid), "-", '_');

  return g_strconcat ("test_c_", plain, NULL);
}

void
test_server_exec (const char *sql)
{
  g_autoptr(GError) error = NULL;

  if (administrator == NULL)
    administrator = invites_database_open (get_server (), &error);
  g_assert_no_error (error);
  invites_database_exec (administrator, sql, &error);
  g_assert_no_error (error);
}

static void
drop (const char *name)
{
  g_autofree char *sql = g_strdup_printf (DROP, name);

  test_server_exec (sql);
}

static void
drop_template (void)
{
  drop (template_name);
  g_clear_pointer (&template_name, g_free);
  g_clear_pointer (&administrator, invites_database_free);
}

static void
make_template (void)
{
  g_autofree char *name = dup_name ();
  g_autofree char *url = dup_url (name);
  g_autofree char *sql = g_strdup_printf (CREATE, name, "template0");
  g_autoptr(InvitesStore) store = NULL;
  g_autoptr(GError) error = NULL;

  test_server_exec (sql);
  store = invites_store_open (url, &error);
  g_assert_no_error (error);

  template_name = g_steal_pointer (&name);
  atexit (drop_template);
}

/* One that is up to date, though SQLite's file is only made when it is
 * opened. */
char *
test_database_new (const char *folder)
{
  g_autofree char *name = NULL;
  g_autofree char *sql = NULL;

  if (!test_on_postgresql ())
    return g_strconcat ("sqlite:", folder, "/invites.db", NULL);

  if (template_name == NULL)
    make_template ();
  name = dup_name ();
  sql = g_strdup_printf (CREATE, name, template_name);
  test_server_exec (sql);
  return dup_url (name);
}

/* One that nobody has opened yet. */
char *
test_database_new_empty (const char *folder,
                         const char *name)
{
  g_autofree char *database = NULL;
  g_autofree char *sql = NULL;

  if (!test_on_postgresql ())
    return g_strconcat ("sqlite:", folder, "/", name, NULL);

  database = dup_name ();
  sql = g_strdup_printf (CREATE, database, "template0");
  test_server_exec (sql);
  return dup_url (database);
}

/* Whoever still uses it. SQLite's goes with its folder. */
void
test_database_remove (const char *database)
{
  g_autoptr(GUri) url = NULL;

  if (!test_on_postgresql ())
    return;

  url = g_uri_parse (database, G_URI_FLAGS_NONE, NULL);
  drop (g_uri_get_path (url) + 1);
}
