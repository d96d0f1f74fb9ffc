/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole divisions, for the index in memory. */
#include "service/store/invites-store-sql-private.h"

#include "service/store/invites-store-sql-filter.h"
#include "service/store/invites-store-sql-ledger.h"

#define LIST_DIVISIONS "SELECT id FROM divisions ORDER BY id"

#define DIVISION                                                              \
  "a.division_id = (SELECT division_id FROM divisions WHERE id = ?1)"

/* In the order of the accounts, so that both can be read side by side. */
#define LOAD_CONTACTS                                                         \
  "SELECT a.account_id, a.fold_number, a.fold_name, a.account_class,"         \
  " a.bill_group, a.account_source, a.balance_due, a.auto_pay,"               \
  " c.contact_id, c.id, c.fold_email, c.fold_name, c.billing_contact,"        \
  " c.last_login, " INVITES_SQL_GROUP ", " INVITES_SQL_REASON ","             \
  " c.last_invite_sent"                                                       \
  " FROM accounts AS a"                                                       \
  " CROSS JOIN contacts AS c ON c.account_id = a.account_id"                  \
  " LEFT JOIN addresses AS d ON d.address_id = c.address_id"                  \
  " WHERE " DIVISION " ORDER BY a.account_id"
#define LOAD_SITES                                                            \
  "SELECT s.account_id, s.site_source,"                                       \
  " CASE WHEN s.active_services > 0 THEN 1 ELSE 0 END"                        \
  " FROM accounts AS a CROSS JOIN sites AS s ON s.account_id = a.account_id"  \
  " WHERE " DIVISION " ORDER BY s.account_id"

enum
{
  ACCOUNT_ID,
  FOLD_NUMBER,
  FOLD_ACCOUNT_NAME,
  ACCOUNT_CLASS,
  BILL_GROUP,
  ACCOUNT_SOURCE,
  BALANCE_DUE,
  AUTO_PAY,
  CONTACT_ID,
  ID,
  FOLD_EMAIL,
  FOLD_NAME,
  BILLING_CONTACT,
  LAST_LOGIN,
  GROUP,
  REASON,
  LAST_INVITE_SENT,
};

typedef struct
{
  InvitesIndexBuilder *builder;    /* (unowned) */
  InvitesCursor       *contacts;   /* (owned) */
  InvitesCursor       *sites;      /* (owned) */
  gboolean             has_site;   /* sites stands on a row */
  gint64               account_id; /* the last one added; 0: none */
} Load;

char **
invites_store_sql_list_divisions (InvitesStore  *self,
                                  GError       **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;

  cursor = invites_database_query (invites_store_sql_get (self),
                                   LIST_DIVISIONS, error, "");
  return cursor != NULL ? invites_cursor_dup_texts (cursor, error) : NULL;
}

static gboolean
step_sites (Load    *load,
            GError **error)
{
  gboolean failed;

  load->has_site = invites_ledger_step (load->sites, &failed, error);
  return !failed;
}

/* Reads the sites of one account; those of accounts without contacts are
 * passed over. */
static gboolean
read_sites (Load      *load,
            gint64     account_id,
            GPtrArray *sources,
            gboolean  *active,
            GError   **error)
{
  *active = FALSE;
  while (load->has_site
         && invites_cursor_get_int (load->sites, 0) <= account_id)
    {
      if (invites_cursor_get_int (load->sites, 0) == account_id)
        {
          *active |= invites_cursor_get_int (load->sites, 2) != 0;
          if (!invites_cursor_is_null (load->sites, 1))
            g_ptr_array_add (sources,
                             invites_cursor_dup_text (load->sites, 1));
        }
      if (!step_sites (load, error))
        return FALSE;
    }

  g_ptr_array_add (sources, NULL);
  return TRUE;
}

static InvitesFlag
read_flag (InvitesCursor *cursor,
           int            column)
{
  if (invites_cursor_is_null (cursor, column))
    return INVITES_FLAG_UNKNOWN;

  return invites_cursor_get_int (cursor, column) != 0 ? INVITES_FLAG_YES
                                                      : INVITES_FLAG_NO;
}

static gboolean
add_account (Load    *load,
             gint64   account_id,
             GError **error)
{
  g_autoptr(GPtrArray) sources = g_ptr_array_new_with_free_func (g_free);
  InvitesCursor *row = load->contacts;
  InvitesIndexAccount account = { NULL };

  if (!read_sites (load, account_id, sources, &account.active_service, error))
    return FALSE;

  account.fold_number = invites_cursor_get_text (row, FOLD_NUMBER);
  account.fold_name = invites_cursor_get_text (row, FOLD_ACCOUNT_NAME);
  account.account_class = invites_cursor_get_text (row, ACCOUNT_CLASS);
  account.bill_group = invites_cursor_get_text (row, BILL_GROUP);
  account.account_source = invites_cursor_get_text (row, ACCOUNT_SOURCE);
  account.site_sources = (const char *const *) sources->pdata;
  account.balance_due = invites_cursor_get_int (row, BALANCE_DUE) != 0;
  account.auto_pay = read_flag (row, AUTO_PAY);
  invites_index_builder_add_account (load->builder, &account);
  load->account_id = account_id;
  return TRUE;
}

static void
add_contact (Load *load)
{
  InvitesCursor *row = load->contacts;
  InvitesIndexContact contact = {
    .contact_id = invites_cursor_get_int (row, CONTACT_ID),
    .id = invites_cursor_get_text (row, ID),
    .fold_email = invites_cursor_get_text (row, FOLD_EMAIL),
    .fold_name = invites_cursor_get_text (row, FOLD_NAME),
    .billing_contact = invites_cursor_get_int (row, BILLING_CONTACT) != 0,
    .last_login = invites_cursor_get_time (row, LAST_LOGIN),
    .standing.group = (InvitesGroup) invites_cursor_get_int (row, GROUP),
    .standing.reason = (InvitesReason) invites_cursor_get_int (row, REASON),
    .standing.last_invite_sent = invites_cursor_get_time (row,
                                                          LAST_INVITE_SENT),
  };

  invites_index_builder_add_contact (load->builder, &contact);
}

static gboolean
load_rows (Load    *load,
           GError **error)
{
  gboolean failed;

  if (!step_sites (load, error))
    return FALSE;
  while (invites_ledger_step (load->contacts, &failed, error))
    {
      gint64 account_id = invites_cursor_get_int (load->contacts, ACCOUNT_ID);

      if (account_id != load->account_id
          && !add_account (load, account_id, error))
        return FALSE;
      add_contact (load);
    }

  return !failed;
}

gboolean
invites_store_sql_load_division (InvitesStore         *self,
                                 const char           *division,
                                 InvitesIndexBuilder  *builder,
                                 GError              **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autoptr(InvitesTransaction) transaction = NULL;
  g_autoptr(InvitesCursor) contacts = NULL;
  g_autoptr(InvitesCursor) sites = NULL;
  Load load = { .builder = builder };

  if (!(transaction = invites_transaction_begin (database, INVITES_READ, error))
      || !(contacts = invites_database_query_long (database, LOAD_CONTACTS,
                                                   error, "s", division))
      || !(sites = invites_database_query_long (database, LOAD_SITES, error,
                                                "s", division)))
    return FALSE;

  load.contacts = contacts;
  load.sites = sites;
  return load_rows (&load, error);
}
