/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/import/invites-importer.h"

#include <glib/gstdio.h>

#include "core/invites-error.h"
#include "core/invites-id.h"
#include "service/import/invites-import-row.h"
#include "service/import/invites-key-set.h"

#define TELL_EVERY 1000 /* rows */

/* One import, in progress. */
typedef struct
{
  /* Input, borrowed. */
  InvitesStore          *store;
  const char            *folder;
  InvitesImportProblems *problems;
  InvitesImportFunc      func; /* (nullable) */
  gpointer               user_data;

  /* In progress, owned: sets of keys. */
  InvitesKeySet *divisions; /* in this import's file, right or wrong */
  InvitesKeySet *accounts;
  InvitesKeySet *contacts;
  InvitesKeySet *with_sites; /* accounts whose old sites are gone */
  gboolean       incomplete; /* a whole file could not be read */
  guint64        n_octets;   /* of all files */
  guint64        n_read;     /* of those that are at their end */

  /* Output. */
  InvitesImportTotals totals;
} Import;

/* Puts a row into the store. FALSE with error is the end of the import. */
typedef gboolean (*PutRow) (Import            *import,
                            InvitesImportRow  *row,
                            GError           **error);

enum
{
  DIVISION_KEY,
  DIVISION_NAME,
  DIVISION_EMAIL_FROM,
  DIVISION_TIME_ZONE,
};

static const InvitesCsvColumn division_columns[] = {
  { "division", FALSE },
  { "name", FALSE },
  { "email_from", FALSE },
  { "time_zone", FALSE },
  { NULL, FALSE },
};

enum
{
  ACCOUNT_NUMBER,
  ACCOUNT_NAME,
  ACCOUNT_DIVISION,
  ACCOUNT_CLASS,
  ACCOUNT_BILL_GROUP,
  ACCOUNT_SOURCE,
  ACCOUNT_BALANCE,
  ACCOUNT_AUTO_PAY,
};

static const InvitesCsvColumn account_columns[] = {
  { "account_number", FALSE },
  { "name", FALSE },
  { "division", FALSE },
  { "account_class", FALSE },
  { "bill_group", FALSE },
  { "account_source", FALSE },
  { "balance", FALSE },
  { "auto_pay", FALSE },
  { NULL, FALSE },
};

enum
{
  SITE_ACCOUNT,
  SITE_SOURCE,
  SITE_ACTIVE_SERVICES,
};

static const InvitesCsvColumn site_columns[] = {
  { "account_number", FALSE },
  { "site_source", FALSE },
  { "active_services", FALSE },
  { NULL, FALSE },
};

enum
{
  CONTACT_KEY,
  CONTACT_ACCOUNT,
  CONTACT_NAME,
  CONTACT_EMAIL,
  CONTACT_BILLING,
  CONTACT_LAST_INVITE_SENT,
  CONTACT_ACCEPTED_AT,
  CONTACT_LAST_LOGIN,
  CONTACT_BOUNCED_AT,
  CONTACT_OPTED_OUT_AT,
  CONTACT_LANGUAGE,
};

static const InvitesCsvColumn contact_columns[] = {
  { "contact_id", FALSE },
  { "account_number", FALSE },
  { "name", FALSE },
  { "email", FALSE },
  { "billing_contact", FALSE },
  { "last_invite_sent", TRUE },
  { "accepted_at", TRUE },
  { "last_login", TRUE },
  { "bounced_at", TRUE },
  { "opted_out_at", TRUE },
  { "language", TRUE },
  { NULL, FALSE },
};

static void
clear_import (Import *import)
{
  g_clear_pointer (&import->divisions, invites_key_set_free);
  g_clear_pointer (&import->accounts, invites_key_set_free);
  g_clear_pointer (&import->contacts, invites_key_set_free);
  g_clear_pointer (&import->with_sites, invites_key_set_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Import, clear_import)

/* A key that is the row's own, and stands in the file once. */
static const char *
take_key (InvitesImportRow *row,
          guint             column,
          InvitesKeySet    *keys)
{
  const char *key = invites_import_row_get_key (row, column);

  if (*key != '\0' && !invites_key_set_add (keys, key))
    invites_import_row_blame (row, column,
                              "This key stands in the file twice");

  return key;
}

static gboolean
put_division (Import            *import,
              InvitesImportRow  *row,
              GError           **error)
{
  InvitesDivision division = { 0, };
  g_autofree char *id = NULL;

  id = invites_id_from_key (take_key (row, DIVISION_KEY, import->divisions));
  division.id = id;
  division.name
    = (char *) invites_import_row_get_required (row, DIVISION_NAME);
  division.email_from
    = (char *) invites_import_row_get_address (row, DIVISION_EMAIL_FROM);
  division.time_zone
    = (char *) invites_import_row_get_time_zone (row, DIVISION_TIME_ZONE);
  if (!row->good)
    return TRUE;

  import->totals.divisions++;
  return invites_store_put_division (import->store, &division, error);
}

static void
read_account (Import               *import,
              InvitesImportRow     *row,
              InvitesAccountRecord *account)
{
  const char *division;

  account->number = g_strdup (take_key (row, ACCOUNT_NUMBER,
                                        import->accounts));
  account->name = g_strdup (invites_import_row_get_text (row, ACCOUNT_NAME));
  division = invites_import_row_get_key (row, ACCOUNT_DIVISION);
  account->division = invites_id_from_key (division);
  account->account_class
    = g_strdup (invites_import_row_get_choice (row, ACCOUNT_CLASS));
  account->bill_group
    = g_strdup (invites_import_row_get_choice (row, ACCOUNT_BILL_GROUP));
  account->account_source
    = g_strdup (invites_import_row_get_choice (row, ACCOUNT_SOURCE));
  account->balance
    = g_strdup (invites_import_row_get_decimal (row, ACCOUNT_BALANCE,
                                                &account->balance_due));
  account->auto_pay = invites_import_row_get_flag (row, ACCOUNT_AUTO_PAY);
}

static gboolean
put_account (Import            *import,
             InvitesImportRow  *row,
             GError           **error)
{
  g_auto(InvitesAccountRecord) account = { 0, };

  read_account (import, row, &account);
  if (!row->good)
    return TRUE;

  import->totals.accounts++;
  account.line = invites_csv_reader_get_line (row->reader, ACCOUNT_DIVISION);
  return invites_store_put_account (import->store, &account, error);
}

static gboolean
put_site (Import            *import,
          InvitesImportRow  *row,
          GError           **error)
{
  InvitesSiteRecord site = { 0, };

  site.account_number
    = (char *) invites_import_row_get_key (row, SITE_ACCOUNT);
  site.site_source = (char *) invites_import_row_get_choice (row, SITE_SOURCE);
  site.active_services
    = invites_import_row_get_count (row, SITE_ACTIVE_SERVICES);
  if (!row->good)
    return TRUE;

  import->totals.sites++;
  site.line = invites_csv_reader_get_line (row->reader, SITE_ACCOUNT);
  return (!invites_key_set_add (import->with_sites, site.account_number)
          || invites_store_forget_sites (import->store, site.account_number,
                                         error))
         && invites_store_put_site (import->store, &site, error);
}

static void
read_contact (Import               *import,
              InvitesImportRow     *row,
              InvitesContactRecord *contact)
{
  const char *key = take_key (row, CONTACT_KEY, import->contacts);

  contact->id = invites_id_from_key (key);
  contact->account_number
    = g_strdup (invites_import_row_get_key (row, CONTACT_ACCOUNT));
  contact->name = g_strdup (invites_import_row_get_text (row, CONTACT_NAME));
  contact->email = g_strdup (invites_import_row_get_text (row, CONTACT_EMAIL));
  contact->billing_contact
    = invites_import_row_get_flag (row, CONTACT_BILLING);
  contact->last_invite_sent
    = invites_import_row_get_time (row, CONTACT_LAST_INVITE_SENT);
  contact->accepted_at
    = invites_import_row_get_time (row, CONTACT_ACCEPTED_AT);
  contact->last_login = invites_import_row_get_time (row, CONTACT_LAST_LOGIN);
  contact->bounced_at = invites_import_row_get_time (row, CONTACT_BOUNCED_AT);
  contact->opted_out_at
    = invites_import_row_get_time (row, CONTACT_OPTED_OUT_AT);
  contact->language
    = g_strdup (invites_import_row_get_language (row, CONTACT_LANGUAGE));
}

static gboolean
put_contact (Import            *import,
             InvitesImportRow  *row,
             GError           **error)
{
  g_auto(InvitesContactRecord) contact = { 0, };

  read_contact (import, row, &contact);
  if (!row->good)
    return TRUE;

  import->totals.contacts++;
  contact.line = invites_csv_reader_get_line (row->reader, CONTACT_ACCOUNT);
  return invites_store_put_contact (import->store, &contact, error);
}

/* In this order: each speaks of what the one before it has. */
static const struct
{
  const char             *name;
  const InvitesCsvColumn *columns;
  PutRow                  put_row;
} files[] = {
  { "divisions.csv", division_columns, put_division },
  { "accounts.csv", account_columns, put_account },
  { "sites.csv", site_columns, put_site },
  { "contacts.csv", contact_columns, put_contact },
};

/* What the database does not have is the fault of the row, unless the file had
 * it, or could not be read: then the fault has been noted there. */
static void
blame_unknown_cb (InvitesImportRows  kind,
                  guint64            line,
                  const char        *unknown,
                  gpointer           user_data)
{
  Import *import = user_data;
  g_autofree char *key = NULL;

  if (kind == INVITES_IMPORT_ACCOUNTS)
    key = invites_id_to_key (unknown);
  if (import->incomplete
      || (kind == INVITES_IMPORT_ACCOUNTS
            ? invites_key_set_contains (import->divisions, key)
            : invites_key_set_contains (import->accounts, unknown)))
    return;

  if (kind == INVITES_IMPORT_ACCOUNTS)
    invites_import_problems_insert (import->problems, "accounts.csv", line,
                                    "division", "There is no such division");
  else
    invites_import_problems_insert (import->problems,
                                    kind == INVITES_IMPORT_SITES
                                      ? "sites.csv" : "contacts.csv",
                                    line, "account_number",
                                    "There is no such account");
}

static void
tell (Import           *import,
      guint             n,
      guint64           n_rows,
      InvitesCsvReader *reader)
{
  guint64 n_read;

  if (import->func == NULL || n_rows % TELL_EVERY != 0)
    return;

  n_read = import->n_read + invites_csv_reader_get_position (reader);
  import->func (files[n].name, n_rows,
                (guint) (n_read * 1000 / MAX (import->n_octets, 1)),
                import->user_data);
}

/* To its end, so that the problems of one file stand together. */
static gboolean
import_file (Import      *import,
             guint        n,
             GError     **error)
{
  g_autofree char *path = NULL;
  g_autoptr(InvitesCsvReader) reader = NULL;
  guint64 n_rows = 0;

  path = g_build_filename (import->folder, files[n].name, NULL);
  reader = invites_csv_reader_open (path, files[n].columns, import->problems);
  if (reader == NULL)
    {
      import->incomplete = TRUE;
      return TRUE;
    }

  while (invites_csv_reader_next (reader))
    {
      InvitesImportRow row = { reader, import->problems, TRUE };

      if (!files[n].put_row (import, &row, error))
        return FALSE;
      tell (import, n, ++n_rows, reader);
    }

  import->n_read += invites_csv_reader_get_position (reader);
  return invites_store_write_import (import->store, error);
}

static gboolean
import_files (Import  *import,
              GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      if (!import_file (import, i, error))
        return FALSE;
    }
  if (!invites_key_set_check (import->divisions, error)
      || !invites_key_set_check (import->accounts, error)
      || !invites_key_set_check (import->contacts, error)
      || !invites_key_set_check (import->with_sites, error))
    return FALSE;

  if (invites_import_problems_get_n (import->problems) == 0)
    return TRUE;

  g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_INVALID,
                       "Nothing was imported");
  return FALSE;
}

/* The sum of the sizes of what is there. */
static guint64
measure_files (const char *folder)
{
  guint64 n_octets = 0;

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree char *path = g_build_filename (folder, files[i].name, NULL);
      GStatBuf buffer;

      if (g_stat (path, &buffer) == 0)
        n_octets += (guint64) buffer.st_size;
    }

  return n_octets;
}

static gboolean
make_sets (Import  *import,
           GError **error)
{
  return (import->divisions = invites_key_set_new (error)) != NULL
         && (import->accounts = invites_key_set_new (error)) != NULL
         && (import->contacts = invites_key_set_new (error)) != NULL
         && (import->with_sites = invites_key_set_new (error)) != NULL;
}

/**
 * invites_import_folder:
 * @store: a store
 * @folder: where divisions.csv, accounts.csv, sites.csv and contacts.csv are
 * @now: the present time
 * @func: (nullable) (scope call): told now and then how far it is
 * @user_data: for @func
 * @problems: takes what is wrong with the files
 * @totals: (out): how many rows were imported
 * @error: return location for %INVITES_ERROR_INVALID when there is something
 *   in @problems, %INVITES_ERROR_UNAVAILABLE when the database failed
 *
 * Imports the data of a company, in one transaction: whole, or not at all; in
 * the same memory, however much it is.
 *
 * Returns: whether everything was imported
 */
gboolean
invites_import_folder (InvitesStore           *store,
                       const char             *folder,
                       InvitesTime             now,
                       InvitesImportFunc       func,
                       gpointer                user_data,
                       InvitesImportProblems  *problems,
                       InvitesImportTotals    *totals,
                       GError                **error)
{
  g_auto(Import) import = { 0, };

  g_return_val_if_fail (INVITES_IS_STORE (store), FALSE);
  g_return_val_if_fail (folder != NULL, FALSE);
  g_return_val_if_fail (problems != NULL, FALSE);
  g_return_val_if_fail (totals != NULL, FALSE);

  import.store = store;
  import.folder = folder;
  import.problems = problems;
  import.func = func;
  import.user_data = user_data;
  import.n_octets = measure_files (folder);

  if (!make_sets (&import, error)
      || !invites_store_begin_import (store, now, error))
    return FALSE;
  invites_store_watch_import (store, blame_unknown_cb, &import);
  if (!import_files (&import, error))
    {
      invites_store_end_import (store, FALSE, NULL);
      return FALSE;
    }
  if (!invites_store_end_import (store, TRUE, error))
    return FALSE;

  *totals = import.totals;
  return TRUE;
}
