/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-store-sql-private.h"

#include <string.h>

#include "core/invites-error.h"
#include "service/store/invites-bundled.h"
#include "service/store/invites-postgresql-fold.h"

#define MIGRATIONS "/io/github/portalinvites/service/migrations/"

#define DEFAULT_TEMPLATE      "portal-invitation"
#define DEFAULT_TEMPLATE_NAME "Portal invitation"

/* After which there is something that only the program can add. */
#define VERSION_FIRST     1
#define VERSION_LANGUAGES 5

/* As the first version's tables are. */
#define PUT_DEFAULT                                                           \
  "INSERT INTO templates (id, name, subject, text, html)"                     \
  " VALUES (?1, ?2, ?3, ?4, ?5)"
#define FIND_DEFAULT                                                          \
  "SELECT name, active FROM templates WHERE id = ?1 AND subject = ?2"         \
  " AND text = ?3 AND html = ?4"

#define SELECT_ANY                                                            \
  "SELECT EXISTS (SELECT 1 FROM divisions) OR EXISTS (SELECT 1 FROM users)"
#define SELECT_SETTING "SELECT value FROM settings WHERE name = ?1"
#define DELETE_SETTING "DELETE FROM settings WHERE name = ?1"
#define PUT_SETTING                                                           \
  "INSERT INTO settings (name, value) VALUES (?1, ?2)"                        \
  " ON CONFLICT (name) DO UPDATE SET value = excluded.value"

/* How an engine keeps the version. */
typedef struct
{
  const char *folder;
  const char *has_version;    /* (nullable): it always has one */
  const char *select_version;
  const char *select_table;   /* whether there is any */
  const char *put_version;    /* to be followed by the number */
} Dialect;

static const Dialect sqlite = {
  .folder = MIGRATIONS "sqlite/",
  .select_version = "PRAGMA user_version",
  .select_table = "SELECT 1 FROM sqlite_schema LIMIT 1",
  .put_version = "PRAGMA user_version = ",
};

static const Dialect postgresql = {
  .folder = MIGRATIONS "postgresql/",
  /* Not to_regclass(): after a wait for whoever migrates it still says what it
   * said before. */
  .has_version = "SELECT EXISTS (SELECT 1 FROM pg_class"
                 " WHERE relname = 'invites_schema'"
                 " AND pg_table_is_visible (oid))",
  .select_version = "SELECT version FROM invites_schema",
  .select_table = "SELECT 1 FROM pg_class"
                  " WHERE relnamespace = to_regnamespace (current_schema ())"
                  " AND relkind IN ('r', 'p', 'v', 'm', 'f') LIMIT 1",
  .put_version = "UPDATE invites_schema SET version = ",
};

static const Dialect *
get_dialect (InvitesDatabase *database)
{
  return invites_database_is_shared (database) ? &postgresql : &sqlite;
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* The names begin with their number: the nth makes version n. */
static char **
list_migrations (const Dialect *dialect,
                 guint         *n_migrations,
                 GError       **error)
{
  g_auto(GStrv) names = NULL;

  names = g_resources_enumerate_children (dialect->folder,
                                          G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  if (names == NULL)
    return NULL;

  *n_migrations = g_strv_length (names);
  qsort (names, *n_migrations, sizeof (char *), compare_names);
  return g_steal_pointer (&names);
}

static gboolean
select_version (InvitesDatabase *database,
                gint64          *version,
                GError         **error)
{
  const Dialect *dialect = get_dialect (database);
  gint64 has_version = 1;

  *version = 0;
  if (dialect->has_version != NULL
      && !invites_database_get_number (database, dialect->has_version,
                                       &has_version, error, ""))
    return FALSE;

  return has_version == 0
         || invites_database_get_number (database, dialect->select_version,
                                         version, error, "");
}

static InvitesTemplateRecord *
new_default_template (GError **error)
{
  return invites_bundled_new_template (DEFAULT_TEMPLATE,
                                       DEFAULT_TEMPLATE_NAME, error);
}

static gboolean
put_default_template (InvitesDatabase *database,
                      GError         **error)
{
  g_autoptr(InvitesTemplateRecord) record = new_default_template (error);
  const InvitesTemplateText *own;

  if (record == NULL)
    return FALSE;

  own = g_ptr_array_index (record->texts, 0);
  return invites_database_run (database, PUT_DEFAULT, NULL, error, "sssss",
                               record->id, record->name, own->subject,
                               own->text, own->html)
         && invites_store_sql_audit (database, invites_time_now (), 0,
                                     "put-template", record->id, error);
}

/* What only the program can put into a new database. */
static gboolean
complete_first (InvitesDatabase *database,
                GError         **error)
{
  return (!invites_database_is_shared (database)
          || invites_postgresql_make_fold (database, error))
         && put_default_template (database, error);
}

/* The default template gets its other languages, unless somebody has given it
 * words of the company's own. */
static gboolean
complete_languages (InvitesDatabase *database,
                    GError         **error)
{
  g_autoptr(InvitesTemplateRecord) record = new_default_template (error);
  const InvitesTemplateText *own;
  g_autoptr(InvitesCursor) cursor = NULL;
  g_autoptr(GError) step_error = NULL;

  if (record == NULL)
    return FALSE;

  own = g_ptr_array_index (record->texts, 0);
  cursor = invites_database_query (database, FIND_DEFAULT, error, "ssss",
                                   record->id, own->subject, own->text,
                                   own->html);
  if (cursor == NULL)
    return FALSE;
  if (!invites_cursor_step (cursor, &step_error))
    {
      if (step_error == NULL)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&step_error));
      return FALSE;
    }

  g_free (record->name);
  record->name = invites_cursor_dup_text (cursor, 0);
  record->active = invites_cursor_get_int (cursor, 1) != 0;
  g_clear_pointer (&cursor, invites_cursor_free);
  return invites_store_sql_write_template (database, record, error);
}

static gboolean
complete (InvitesDatabase *database,
          guint            version,
          GError         **error)
{
  switch (version)
    {
    case VERSION_FIRST:
      return complete_first (database, error);
    case VERSION_LANGUAGES:
      return complete_languages (database, error);
    default:
      return TRUE;
    }
}

static gboolean
apply_migration (InvitesDatabase *database,
                 const char      *name,
                 guint            version,
                 GError         **error)
{
  const Dialect *dialect = get_dialect (database);
  g_autofree char *path = g_strconcat (dialect->folder, name, NULL);
  g_autofree char *put = NULL;
  g_autofree char *sql = NULL;

  if (!(sql = invites_bundled_dup_text (path, error)))
    return FALSE;

  g_debug ("Migrating to version %u: %s", version, name);
  put = g_strdup_printf ("%s%u", dialect->put_version, version);
  return invites_database_exec (database, sql, error)
         && invites_database_exec (database, put, error)
         && complete (database, version, error);
}

/* One with tables and without a version is not ours. */
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
      && !invites_database_get_number (database,
                                       get_dialect (database)->select_table,
                                       &has_tables, error, ""))
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
      || !select_version (database, &version, error)
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

  if (!(names = list_migrations (get_dialect (database), &n_migrations, error))
      || !select_version (database, &version, error))
    return FALSE;

  while (version != n_migrations)
    {
      if (!migrate_once (database, names, n_migrations, error)
          || !select_version (database, &version, error))
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
  return select_version (invites_store_sql_get (self), &version, error);
}

gboolean
invites_store_sql_is_empty (InvitesStore  *self,
                            gboolean      *empty,
                            GError       **error)
{
  gint64 any;

  if (!invites_database_get_number (invites_store_sql_get (self), SELECT_ANY,
                                    &any, error, ""))
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
