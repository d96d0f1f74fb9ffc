/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What comes from outside, in one transaction: rows are gathered, and written
 * some thousands at a time by statements that speak of all of them. */
#include "service/store/invites-store-sql-import.h"

#include "core/invites-error.h"
#include "core/invites-text.h"
#include "service/store/invites-store-sql-ledger.h"
#include "service/store/invites-store-sql-private.h"

#define BATCH_SIZE 20000 /* rows of any kind */

#define PUT_DIVISION                                                          \
  "INSERT INTO divisions (id, name, email_from, time_zone)"                   \
  " VALUES (?1, ?2, ?3, ?4)"                                                  \
  " ON CONFLICT (id) DO UPDATE SET name = excluded.name,"                     \
  " email_from = excluded.email_from, time_zone = excluded.time_zone"

static const InvitesStageTable accounts_table = {
  "import_accounts",
  "line BIGINT NOT NULL, number TEXT NOT NULL, name TEXT NOT NULL,"
  " division TEXT NOT NULL, account_class TEXT, bill_group TEXT,"
  " account_source TEXT, balance TEXT, balance_due BIGINT NOT NULL,"
  " auto_pay BIGINT, fold_number TEXT NOT NULL, fold_name TEXT NOT NULL",
  "INSERT INTO temp.import_accounts VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8,"
  " ?9, ?10, nullif (?11, -1), ?12, ?13)",
};
#define PUT_ACCOUNTS                                                          \
  "INSERT INTO accounts (number, name, division_id, account_class,"           \
  " bill_group, account_source, balance, balance_due, auto_pay,"              \
  " fold_number, fold_name)"                                                  \
  " SELECT r.number, r.name, v.division_id, r.account_class, r.bill_group,"   \
  " r.account_source, r.balance, r.balance_due, nullif (r.auto_pay, -1),"     \
  " r.fold_number, r.fold_name FROM temp.import_accounts AS r"                \
  " CROSS JOIN divisions AS v ON v.id = r.division WHERE TRUE ORDER BY r.n"   \
  " ON CONFLICT (number) DO UPDATE SET name = excluded.name,"                 \
  " division_id = excluded.division_id,"                                      \
  " account_class = excluded.account_class,"                                  \
  " bill_group = excluded.bill_group,"                                        \
  " account_source = excluded.account_source,"                                \
  " balance = excluded.balance, balance_due = excluded.balance_due,"          \
  " auto_pay = excluded.auto_pay, fold_name = excluded.fold_name"
#define LIST_REFUSED_ACCOUNTS                                                 \
  "SELECT r.line, r.division FROM temp.import_accounts AS r WHERE NOT EXISTS" \
  " (SELECT 1 FROM divisions AS v WHERE v.id = r.division) ORDER BY r.n"

/* Accounts whose sites are replaced. */
static const InvitesStageTable forgotten_table = {
  "import_forgotten",
  "account_number TEXT NOT NULL",
  "INSERT INTO temp.import_forgotten VALUES (?1, ?2)",
};
#define FORGET_SITES                                                          \
  "DELETE FROM sites WHERE account_id IN (SELECT a.account_id"                \
  " FROM temp.import_forgotten AS f"                                          \
  " CROSS JOIN accounts AS a ON a.number = f.account_number)"

static const InvitesStageTable sites_table = {
  "import_sites",
  "line BIGINT NOT NULL, account_number TEXT NOT NULL, site_source TEXT,"
  " active_services BIGINT NOT NULL",
  "INSERT INTO temp.import_sites VALUES (?1, ?2, ?3, ?4, ?5)",
};
#define INSERT_SITES                                                          \
  "INSERT INTO sites (account_id, site_source, active_services)"              \
  " SELECT a.account_id, r.site_source, r.active_services"                    \
  " FROM temp.import_sites AS r"                                              \
  " CROSS JOIN accounts AS a ON a.number = r.account_number ORDER BY r.n"

#define LIST_REFUSED(table)                                                   \
  "SELECT r.line, r.account_number FROM temp." table " AS r WHERE NOT EXISTS" \
  " (SELECT 1 FROM accounts AS a WHERE a.number = r.account_number)"          \
  " ORDER BY r.n"

/* What is known of the tables is of no use when they have just been filled:
 * a look at all of them a batch would cost far more than finding its rows. */
#define PLAN_FOR_BATCHES                                                      \
  "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off"
#define LEARN "ANALYZE divisions, accounts, sites, addresses, contacts"

struct _InvitesImport
{
  /* Borrowed */
  InvitesDatabase   *database;
  InvitesRefusalFunc refuse;    /* (nullable) */
  gpointer           refuse_data;

  /* Owned */
  InvitesStage *accounts;
  InvitesStage *forgotten;
  InvitesStage *sites;
  InvitesStage *contacts;
  GHashTable   *numbers;    /* of the accounts in the stage */
  GHashTable   *ids;        /* of the contacts in the stage */
  GHashTable   *with_sites; /* accounts with sites in the stage */

  InvitesTime   now;
};

static GHashTable *
new_set (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

static InvitesImport *
import_new (InvitesDatabase *database,
            InvitesTime      now)
{
  InvitesImport *self = g_new0 (InvitesImport, 1);

  self->database = database;
  self->now = now;
  self->accounts = invites_stage_new (database, &accounts_table);
  self->forgotten = invites_stage_new (database, &forgotten_table);
  self->sites = invites_stage_new (database, &sites_table);
  self->contacts = invites_import_contacts_new (database);
  self->numbers = new_set ();
  self->ids = new_set ();
  self->with_sites = new_set ();
  return self;
}

/**
 * invites_import_free:
 * @self: (transfer full) (nullable): an import
 *
 * Frees what an import needs. Its transaction is the caller's.
 */
void
invites_import_free (InvitesImport *self)
{
  if (self == NULL)
    return;

  invites_stage_free (self->accounts);
  invites_stage_free (self->forgotten);
  invites_stage_free (self->sites);
  invites_stage_free (self->contacts);
  g_hash_table_unref (self->numbers);
  g_hash_table_unref (self->ids);
  g_hash_table_unref (self->with_sites);
  g_free (self);
}

static InvitesImport *
get_import (InvitesStore *self)
{
  return INVITES_STORE_SQL (self)->import;
}

/* Makes the tables. */
static gboolean
import_begin (InvitesImport  *self,
              GError        **error)
{
  return invites_changes_hold (self->database, error)
         && invites_stage_begin (self->accounts, error)
         && invites_stage_begin (self->forgotten, error)
         && invites_stage_begin (self->sites, error)
         && invites_stage_begin (self->contacts, error)
         && invites_import_contacts_begin (self->database, error)
         && (!invites_database_is_shared (self->database)
             || invites_database_exec (self->database, PLAN_FOR_BATCHES,
                                       error));
}

gboolean
invites_store_sql_begin_import (InvitesStore  *self,
                                InvitesTime    now,
                                GError       **error)
{
  InvitesStoreSql *store = INVITES_STORE_SQL (self);

  g_return_val_if_fail (store->import == NULL, FALSE);

  if (!invites_database_begin (store->database, INVITES_IMPORT, error))
    return FALSE;

  store->import = import_new (store->database, now);
  if (import_begin (store->import, error))
    return TRUE;

  g_clear_pointer (&store->import, invites_import_free);
  invites_database_rollback (store->database);
  return FALSE;
}

void
invites_store_sql_watch_import (InvitesStore       *self,
                                InvitesRefusalFunc  func,
                                gpointer            user_data)
{
  InvitesImport *import = get_import (self);

  g_return_if_fail (import != NULL);

  import->refuse = func;
  import->refuse_data = user_data;
}

gboolean
invites_store_sql_put_division (InvitesStore           *self,
                                const InvitesDivision  *division,
                                GError                **error)
{
  return invites_database_run (invites_store_sql_get (self), PUT_DIVISION,
                               NULL, error, "ssss", division->id,
                               division->name, division->email_from,
                               division->time_zone);
}

/* Tells of the rows that speak of something unknown; it is an error when
 * nobody wants to know. */
static gboolean
refuse_rows (InvitesImport     *self,
             InvitesImportRows  kind,
             const char        *sql,
             GError           **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  if (!(cursor = invites_database_query (self->database, sql, error, "")))
    return FALSE;
  while (invites_ledger_step (cursor, &failed, error))
    {
      if (self->refuse == NULL)
        {
          g_set_error (error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND,
                       "There is no such %s",
                       kind == INVITES_IMPORT_ACCOUNTS ? "division"
                                                       : "account");
          return FALSE;
        }
      self->refuse (kind, (guint64) invites_cursor_get_int (cursor, 0),
                    invites_cursor_get_text (cursor, 1), self->refuse_data);
    }

  return !failed;
}

static gboolean
write_accounts (InvitesImport  *self,
                GError        **error)
{
  guint n_rows = invites_stage_get_n_rows (self->accounts);
  guint64 n_written;

  if (n_rows == 0)
    return TRUE;

  return invites_stage_bring (self->accounts, error)
         && invites_database_run (self->database, PUT_ACCOUNTS, &n_written,
                                  error, "")
         && (n_written == n_rows
             || refuse_rows (self, INVITES_IMPORT_ACCOUNTS,
                             LIST_REFUSED_ACCOUNTS, error))
         && invites_stage_clear (self->accounts, error);
}

static gboolean
write_sites (InvitesImport  *self,
             GError        **error)
{
  guint n_rows = invites_stage_get_n_rows (self->sites);
  guint64 n_written;

  if (invites_stage_get_n_rows (self->forgotten) > 0
      && (!invites_stage_bring (self->forgotten, error)
          || !invites_database_run (self->database, FORGET_SITES, NULL, error,
                                    "")
          || !invites_stage_clear (self->forgotten, error)))
    return FALSE;
  if (n_rows == 0)
    return TRUE;

  return invites_stage_bring (self->sites, error)
         && invites_database_run (self->database, INSERT_SITES, &n_written,
                                  error, "")
         && (n_written == n_rows
             || refuse_rows (self, INVITES_IMPORT_SITES,
                             LIST_REFUSED ("import_sites"), error))
         && invites_stage_clear (self->sites, error);
}

static gboolean
write_contacts (InvitesImport  *self,
                GError        **error)
{
  guint n_rows = invites_stage_get_n_rows (self->contacts);
  guint64 n_written;

  if (n_rows == 0)
    return TRUE;

  return invites_stage_bring (self->contacts, error)
         && invites_import_contacts_write (self->database, &n_written, error)
         && (n_written == n_rows
             || refuse_rows (self, INVITES_IMPORT_CONTACTS,
                             LIST_REFUSED ("import_contacts"), error))
         && invites_stage_clear (self->contacts, error);
}

/* Each kind of row speaks of the one before it. */
static gboolean
write_all (InvitesImport  *self,
           GError        **error)
{
  g_hash_table_remove_all (self->numbers);
  g_hash_table_remove_all (self->ids);
  g_hash_table_remove_all (self->with_sites);
  return write_accounts (self, error) && write_sites (self, error)
         && write_contacts (self, error);
}

static gboolean
is_full (InvitesImport *self)
{
  return invites_stage_get_n_rows (self->accounts)
           + invites_stage_get_n_rows (self->forgotten)
           + invites_stage_get_n_rows (self->sites)
           + invites_stage_get_n_rows (self->contacts)
         >= BATCH_SIZE;
}

/* Has room for one more row with that key: what is in the stages is written
 * when they are full, and before another row of the same key. */
static gboolean
make_room (InvitesImport  *self,
           GHashTable     *keys,
           const char     *key,
           GError        **error)
{
  if ((is_full (self) || g_hash_table_contains (keys, key))
      && !write_all (self, error))
    return FALSE;

  g_hash_table_add (keys, g_strdup (key));
  return TRUE;
}

gboolean
invites_store_sql_put_account (InvitesStore                *self,
                               const InvitesAccountRecord  *account,
                               GError                     **error)
{
  InvitesImport *import = get_import (self);
  g_autofree char *fold_number = invites_text_fold (account->number);
  g_autofree char *fold_name = invites_text_fold (account->name);
  gint64 auto_pay = -1;

  g_return_val_if_fail (import != NULL, FALSE);

  if (!make_room (import, import->numbers, account->number, error))
    return FALSE;

  if (account->auto_pay != INVITES_FLAG_UNKNOWN)
    auto_pay = account->auto_pay == INVITES_FLAG_YES ? 1 : 0;
  return invites_stage_add (import->accounts, error, "isssssssiiss",
                            (gint64) account->line, account->number,
                            account->name, account->division,
                            account->account_class, account->bill_group,
                            account->account_source, account->balance,
                            (gint64) (account->balance_due ? 1 : 0), auto_pay,
                            fold_number, fold_name);
}

gboolean
invites_store_sql_forget_sites (InvitesStore  *self,
                                const char    *account_number,
                                GError       **error)
{
  InvitesImport *import = get_import (self);

  g_return_val_if_fail (import != NULL, FALSE);

  /* What is put from now on is not forgotten. */
  return make_room (import, import->with_sites, account_number, error)
         && invites_stage_add (import->forgotten, error, "s", account_number);
}

gboolean
invites_store_sql_put_site (InvitesStore             *self,
                            const InvitesSiteRecord  *site,
                            GError                  **error)
{
  InvitesImport *import = get_import (self);

  g_return_val_if_fail (import != NULL, FALSE);

  if (is_full (import) && !write_all (import, error))
    return FALSE;
  g_hash_table_add (import->with_sites, g_strdup (site->account_number));
  return invites_stage_add (import->sites, error, "issi", (gint64) site->line,
                            site->account_number, site->site_source,
                            (gint64) MIN (site->active_services, G_MAXINT64));
}

gboolean
invites_store_sql_put_contact (InvitesStore                *self,
                               const InvitesContactRecord  *contact,
                               GError                     **error)
{
  InvitesImport *import = get_import (self);

  g_return_val_if_fail (import != NULL, FALSE);

  return make_room (import, import->ids, contact->id, error)
         && invites_import_contacts_add (import->contacts, contact, error);
}

static gboolean
import_end (InvitesImport  *self,
            GError        **error)
{
  return write_all (self, error)
         && invites_changes_tell_all (self->database, error)
         && invites_store_sql_audit (self->database, self->now, 0, "import",
                                     NULL, error)
         && (!invites_database_is_shared (self->database)
             || invites_database_exec (self->database, LEARN, error));
}

gboolean
invites_store_sql_write_import (InvitesStore  *self,
                                GError       **error)
{
  g_return_val_if_fail (get_import (self) != NULL, FALSE);

  return write_all (get_import (self), error);
}

gboolean
invites_store_sql_end_import (InvitesStore  *self,
                              gboolean       commit,
                              GError       **error)
{
  InvitesStoreSql *store = INVITES_STORE_SQL (self);
  g_autoptr(InvitesImport) import = g_steal_pointer (&store->import);

  g_return_val_if_fail (import != NULL, FALSE);

  if (commit && import_end (import, error))
    return invites_database_commit (store->database, error);

  invites_database_rollback (store->database);
  return !commit;
}
