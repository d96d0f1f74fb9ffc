/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-store-sql-private.h"

#include <string.h>

#include "core/invites-error.h"
#include "service/store/invites-bundled.h"

#define RESOURCES  "/io/github/portalinvites/service/"
#define MIGRATIONS RESOURCES "migrations/"

#define DEFAULT_TEMPLATE      "portal-invitation"
#define DEFAULT_TEMPLATE_NAME "Portal invitation"

#define SELECT_VERSION "PRAGMA user_version"
#define SELECT_TABLE   "SELECT 1 FROM sqlite_schema LIMIT 1"
#define SELECT_ANY                                                            \
  "SELECT EXISTS (SELECT 1 FROM divisions) OR EXISTS (SELECT 1 FROM users)"
#define SELECT_SETTING "SELECT value FROM settings WHERE name = ?1"
#define DELETE_SETTING "DELETE FROM settings WHERE name = ?1"
#define PUT_SETTING                                                           \
  "INSERT INTO settings (name, value) VALUES (?1, ?2)"                        \
  " ON CONFLICT (name) DO UPDATE SET value = excluded.value"

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The names begin with their number: the nth makes version n. */
static char **
list_migrations (guint   *n_migrations,
                 GError **error)
{
  g_auto(GStrv) names = NULL;

  names = g_resources_enumerate_children (MIGRATIONS,
                                          G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  if (names == NULL)
    return NULL;

  *n_migrations = g_strv_length (names);
  qsort (names, *n_migrations, sizeof (char *), compare_names);
  return g_steal_pointer (&names);
}

/* The first column of the first row; 0 when there is none. */
static gboolean
select_number (InvitesDatabase *database,
               const char      *sql,
               gint64          *number,
               GError         **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  g_autoptr(GError) step_error = NULL;

  *number = 0;
  if (!(cursor = invites_database_prepare (database, sql, error)))
    return FALSE;

  if (invites_cursor_step (cursor, &step_error))
    *number = invites_cursor_get_int (cursor, 0);
  if (step_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&step_error));
  return FALSE;
}

static gboolean
put_default_template (InvitesDatabase *database,
                      GError         **error)
{
  g_autoptr(InvitesTemplateRecord) record = NULL;

  record = invites_bundled_new_template (DEFAULT_TEMPLATE,
                                         DEFAULT_TEMPLATE_NAME, error);
  if (record == NULL)
    return FALSE;
  return invites_store_sql_write_template (database, record, error);
}

static gboolean
apply_migration (InvitesDatabase *database,
                 const char      *name,
                 guint            version,
                 GError         **error)
{
  g_autofree char *path = g_strconcat (MIGRATIONS, name, NULL);
  g_autofree char *pragma = NULL;
  g_autofree char *sql = NULL;

  if (!(sql = invites_bundled_dup_text (path, error)))
    return FALSE;

  g_debug ("Migrating to version %u: %s", version, name);
  pragma = g_strdup_printf ("PRAGMA user_version = %u", version);
  return invites_database_exec (database, sql, error)
         && invites_database_exec (database, pragma, error)
         && (version != 1 || put_default_template (database, error));
}

/* A file with tables and without a version is not ours. */
static gboolean
refuse_foreign (InvitesDatabase *database,
                gint64           version,
                guint            n_migrations,
                GError         **error)
{
  gint64 has_tables = 0;

  if (version < 0 || version > n_migrations)
    {
      g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_CONFLICT,
                           "The database is of a newer version of this"
                           " program");
      return FALSE;
    }

  if (version == 0
      && !select_number (database, SELECT_TABLE, &has_tables, error))
    return FALSE;
  if (has_tables)
    {
      g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_CONFLICT,
                           "The database belongs to another program");
      return FALSE;
    }

  return TRUE;
}

/* One step: another program may have made it since we looked. */
static gboolean
migrate_once (InvitesDatabase *database,
              char           **names,
              guint            n_migrations,
              GError         **error)
{
  g_autoptr(InvitesTransaction) transaction = NULL;
  gint64 version;

  if (!(transaction
        = invites_transaction_begin (database, INVITES_WRITE, error))
      || !select_number (database, SELECT_VERSION, &version, error)
      || !refuse_foreign (database, version, n_migrations, error))
    return FALSE;

  if (version < n_migrations
      && !apply_migration (database, names[version], (guint) version + 1,
                           error))
    return FALSE;

  return invites_transaction_commit (transaction, error);
}

gboolean
invites_store_sql_migrate (InvitesStore  *self,
                           GError       **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_auto(GStrv) names = NULL;
  guint n_migrations = 0;
  gint64 version;

  if (!(names = list_migrations (&n_migrations, error))
      || !select_number (database, SELECT_VERSION, &version, error))
    return FALSE;

  while (version != n_migrations)
    {
      if (!migrate_once (database, names, n_migrations, error)
          || !select_number (database, SELECT_VERSION, &version, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
invites_store_sql_ping (InvitesStore  *self,
                        GError       **error)
{
  gint64 version;

  /* Only reads: an import may hold the write lock for long, and the service is
   * well all the time. */
  return select_number (invites_store_sql_get (self), SELECT_VERSION,
                        &version, error);
}

gboolean
invites_store_sql_is_empty (InvitesStore  *self,
                            gboolean      *empty,
                            GError       **error)
{
  gint64 any;

  if (!select_number (invites_store_sql_get (self), SELECT_ANY, &any,
                      error))
    return FALSE;

  *empty = any == 0;
  return TRUE;
}

char *
invites_store_sql_dup_setting (InvitesStore  *self,
                               const char    *name,
                               GError       **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;

  cursor = invites_database_query (invites_store_sql_get (self),
                                   SELECT_SETTING, error, "s", name);
  if (cursor == NULL || !invites_cursor_step (cursor, error))
    return NULL;

  return invites_cursor_dup_text (cursor, 0);
}

gboolean
invites_store_sql_put_setting (InvitesStore  *self,
                               const char    *name,
                               const char    *value,
                               GError       **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);

  if (value == NULL)
    return invites_database_run (database, DELETE_SETTING, NULL, error, "s",
                                 name);

  return invites_database_run (database, PUT_SETTING, NULL, error, "ss",
                               name, value);
}
