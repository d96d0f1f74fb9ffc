/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-store-sql-private.h"

#include "core/invites-address.h"
#include "core/invites-error.h"
#include "core/invites-text.h"

#define PUT_DIVISION                                                          \
  "INSERT INTO divisions (id, name, email_from, time_zone)"                   \
  " VALUES (?1, ?2, ?3, ?4)"                                                  \
  " ON CONFLICT (id) DO UPDATE SET name = excluded.name,"                     \
  " email_from = excluded.email_from, time_zone = excluded.time_zone"

#define SELECT_DIVISION "SELECT division_id FROM divisions WHERE id = ?1"
#define SELECT_ACCOUNT  "SELECT account_id FROM accounts WHERE number = ?1"
#define SELECT_ADDRESS  "SELECT address_id FROM addresses WHERE key = ?1"

#define PUT_ACCOUNT                                                           \
  "INSERT INTO accounts (number, name, division_id, account_class,"           \
  " bill_group, account_source, balance, balance_due, auto_pay,"              \
  " fold_number, fold_name)"                                                  \
  " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)"                    \
  " ON CONFLICT (number) DO UPDATE SET name = excluded.name,"                 \
  " division_id = excluded.division_id,"                                      \
  " account_class = excluded.account_class,"                                  \
  " bill_group = excluded.bill_group,"                                        \
  " account_source = excluded.account_source,"                                \
  " balance = excluded.balance, balance_due = excluded.balance_due,"          \
  " auto_pay = excluded.auto_pay, fold_name = excluded.fold_name"

#define DELETE_SITES "DELETE FROM sites WHERE account_id = ?1"
#define INSERT_SITE                                                           \
  "INSERT INTO sites (account_id, site_source, active_services)"              \
  " VALUES (?1, ?2, ?3)"

#define INSERT_ADDRESS "INSERT INTO addresses (key) VALUES (?1)"
/* What is older than a lift, at the customer's request, does not undo it. */
#define MARK_ADDRESS                                                          \
  "UPDATE addresses SET"                                                      \
  " bounced_at = coalesce (bounced_at, CASE"                                  \
  "  WHEN ?2 > coalesce (bounce_lifted_at, ?2 - 1) THEN ?2 END),"             \
  " opted_out_at = coalesce (opted_out_at, CASE"                              \
  "  WHEN ?3 > coalesce (opt_out_lifted_at, ?3 - 1) THEN ?3 END)"             \
  " WHERE address_id = ?1"
#define MARK_INVITED                                                          \
  "UPDATE addresses SET last_invite_sent ="                                   \
  " max (coalesce (last_invite_sent, ?2), ?2) WHERE address_id = ?1"

#define SELECT_CONTACT                                                        \
  "SELECT contact_id, address_id, last_invite_sent, accepted_at, pending,"    \
  " invite_delivery_id, imported_invite FROM contacts WHERE id = ?1"
/* The last mail of ours that named the contact: of a revoked send, too, which
 * last_invite_sent does not show. */
#define SELECT_LAST_MAIL                                                      \
  "SELECT max (d.sent_at) FROM send_entries AS e"                             \
  " JOIN deliveries AS d ON d.delivery_id = e.delivery_id"                    \
  " WHERE e.contact_id = ?1 AND e.named = 1"
#define INSERT_CONTACT                                                        \
  "INSERT INTO contacts (id, account_id, name, email, address_id,"            \
  " billing_contact, language, last_login, last_invite_sent, pending,"        \
  " accepted_at, fold_email, fold_name, invite_delivery_id, imported_invite)" \
  " VALUES (?1, ?2, ?3, ?4, nullif (?5, 0), ?6, ?7, ?8, ?9, ?10, ?11, ?12,"   \
  " ?13, nullif (?14, 0), ?15)"
/* Of two log-ins the later one counts. */
#define UPDATE_CONTACT                                                        \
  "UPDATE contacts SET account_id = ?2, name = ?3, email = ?4,"               \
  " address_id = nullif (?5, 0), billing_contact = ?6,"                       \
  " language = coalesce (?7, language),"                                      \
  " last_login = max (coalesce (?8, last_login),"                             \
  "   coalesce (last_login, ?8)),"                                            \
  " last_invite_sent = ?9, pending = ?10, accepted_at = ?11,"                 \
  " fold_email = ?12, fold_name = ?13, invite_delivery_id = nullif (?14, 0)," \
  " imported_invite = ?15 WHERE contact_id = ?1"
#define END_LINKS                                                             \
  "UPDATE send_entries SET link_ended = 1"                                    \
  " WHERE contact_id = ?1 AND link_ended = 0"

/* What is known of a contact, and what it becomes. */
typedef struct
{
  gint64      contact_id; /* 0: a new one */
  gint64      address_id; /* 0: none or invalid */
  InvitesTime last_invite_sent;
  InvitesTime accepted_at;
  gboolean    pending;
  gint64      invite_delivery_id; /* 0: none, or imported */
  InvitesTime imported_invite;
  gboolean    is_news; /* the file has a newer invitation than is known */
} ContactState;

gboolean
invites_store_sql_begin_import (InvitesStore  *self,
                                InvitesTime    now,
                                GError       **error)
{
  INVITES_STORE_SQL (self)->import_time = now;
  return invites_database_begin (invites_store_sql_get (self), INVITES_WRITE,
                                 error);
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

/* The number of the row that has a key. */
static gboolean
find_id (InvitesDatabase *database,
         const char      *sql,
         const char      *key,
         const char      *message,
         gint64          *id,
         GError         **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;

  cursor = invites_database_query (database, sql, error, "s", key);
  if (cursor == NULL
      || !invites_cursor_find (cursor, INVITES_ERROR_NOT_FOUND, message,
                               error))
    return FALSE;

  *id = invites_cursor_get_int (cursor, 0);
  return TRUE;
}

static gboolean
find_account (InvitesDatabase *database,
              const char      *number,
              gint64          *account_id,
              GError         **error)
{
  return find_id (database, SELECT_ACCOUNT, number, "There is no such account",
                  account_id, error);
}

gboolean
invites_store_sql_put_account (InvitesStore                *self,
                               const InvitesAccountRecord  *account,
                               GError                     **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autofree char *fold_number = invites_text_fold (account->number);
  g_autofree char *fold_name = invites_text_fold (account->name);
  int auto_pay = -1;
  gint64 division_id;

  if (!find_id (database, SELECT_DIVISION, account->division,
                "There is no such division", &division_id, error))
    return FALSE;

  if (account->auto_pay != INVITES_FLAG_UNKNOWN)
    auto_pay = account->auto_pay == INVITES_FLAG_YES ? 1 : 0;
  return invites_database_run (
      database, PUT_ACCOUNT, NULL, error, "ssissssifss", account->number,
      account->name, division_id, account->account_class, account->bill_group,
      account->account_source, account->balance,
      (gint64) (account->balance_due ? 1 : 0), auto_pay, fold_number,
      fold_name);
}

gboolean
invites_store_sql_forget_sites (InvitesStore  *self,
                                const char    *account_number,
                                GError       **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  gint64 account_id;

  return find_account (database, account_number, &account_id, error)
         && invites_database_run (database, DELETE_SITES, NULL, error, "i",
                                  account_id);
}

gboolean
invites_store_sql_put_site (InvitesStore             *self,
                            const InvitesSiteRecord  *site,
                            GError                  **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  gint64 account_id;

  return find_account (database, site->account_number, &account_id, error)
         && invites_database_run (database, INSERT_SITE, NULL, error, "isi",
                                  account_id, site->site_source,
                                  (gint64) MIN (site->active_services,
                                                G_MAXINT64));
}

/* The row of an address, made when it is not there; 0 for no address and for
 * an invalid one. */
static gboolean
find_address (InvitesDatabase *database,
              const char      *email,
              gint64          *address_id,
              GError         **error)
{
  g_autofree char *key = invites_address_dup_key (email);
  g_autoptr(InvitesCursor) cursor = NULL;
  g_autoptr(GError) step_error = NULL;

  *address_id = 0;
  if (key == NULL)
    return TRUE;

  cursor = invites_database_query (database, SELECT_ADDRESS, error, "s", key);
  if (cursor == NULL)
    return FALSE;

  if (invites_cursor_step (cursor, &step_error))
    {
      *address_id = invites_cursor_get_int (cursor, 0);
      return TRUE;
    }
  if (step_error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&step_error));
      return FALSE;
    }

  if (!invites_database_run (database, INSERT_ADDRESS, NULL, error, "s", key))
    return FALSE;
  *address_id = invites_database_get_last_id (database);
  return TRUE;
}

static gboolean
mark_address (InvitesDatabase            *database,
              gint64                      address_id,
              const InvitesContactRecord *contact,
              GError                    **error)
{
  if (address_id == 0
      || (contact->bounced_at == INVITES_TIME_NONE
          && contact->opted_out_at == INVITES_TIME_NONE))
    return TRUE;

  return invites_database_run (database, MARK_ADDRESS, NULL, error, "itt",
                               address_id, contact->bounced_at,
                               contact->opted_out_at);
}

/* Leaves @state as it is when the contact is new. */
static gboolean
read_state (InvitesDatabase *database,
            const char      *id,
            ContactState    *state,
            GError         **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  g_autoptr(GError) step_error = NULL;

  cursor = invites_database_query (database, SELECT_CONTACT, error, "s", id);
  if (cursor == NULL)
    return FALSE;

  if (invites_cursor_step (cursor, &step_error))
    {
      state->contact_id = invites_cursor_get_int (cursor, 0);
      state->address_id = invites_cursor_get_int (cursor, 1);
      state->last_invite_sent = invites_cursor_get_time (cursor, 2);
      state->accepted_at = invites_cursor_get_time (cursor, 3);
      state->pending = invites_cursor_get_int (cursor, 4) != 0;
      state->invite_delivery_id = invites_cursor_get_int (cursor, 5);
      state->imported_invite = invites_cursor_get_time (cursor, 6);
    }
  if (step_error == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&step_error));
  return FALSE;
}

/* A file that was written before an invitation of ours was taken back brings
 * no news of it. */
static gboolean
find_news (InvitesDatabase            *database,
           const InvitesContactRecord *contact,
           ContactState               *state,
           GError                    **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;

  state->is_news = contact->last_invite_sent > state->last_invite_sent;
  if (!state->is_news || state->contact_id == 0)
    return TRUE;

  cursor = invites_database_query (database, SELECT_LAST_MAIL, error, "i",
                                   state->contact_id);
  if (cursor == NULL || !invites_cursor_step (cursor, error))
    return FALSE;

  state->is_news = contact->last_invite_sent
                   > invites_cursor_get_time (cursor, 0);
  return TRUE;
}

/* An invitation ends with the address that it went to; a later one counts
 * again; whoever has joined needs none. */
static void
change_state (ContactState               *state,
              gint64                      address_id,
              const InvitesContactRecord *contact)
{
  if (state->address_id != address_id)
    {
      state->pending = FALSE;
      state->imported_invite = INVITES_TIME_NONE;
    }
  state->address_id = address_id;

  if (state->is_news)
    {
      state->last_invite_sent = contact->last_invite_sent;
      state->imported_invite = contact->last_invite_sent;
      state->invite_delivery_id = 0;
      state->pending = TRUE;
    }

  if (state->accepted_at == INVITES_TIME_NONE)
    state->accepted_at = contact->accepted_at;
  if (state->accepted_at != INVITES_TIME_NONE)
    state->pending = FALSE;
}

static gboolean
write_contact (InvitesDatabase            *database,
               const ContactState         *state,
               gint64                      account_id,
               const InvitesContactRecord *contact,
               GError                    **error)
{
  g_autofree char *fold_email = invites_text_fold (contact->email);
  g_autofree char *fold_name = invites_text_fold (contact->name);
  gint64 billing = contact->billing_contact == INVITES_FLAG_YES ? 1 : 0;
  gint64 pending = state->pending ? 1 : 0;

  if (state->contact_id == 0)
    return invites_database_run (database, INSERT_CONTACT, NULL, error,
                                 "sissiisttitssit", contact->id, account_id,
                                 contact->name, contact->email,
                                 state->address_id, billing, contact->language,
                                 contact->last_login, state->last_invite_sent,
                                 pending, state->accepted_at, fold_email,
                                 fold_name, state->invite_delivery_id,
                                 state->imported_invite);

  return invites_database_run (database, UPDATE_CONTACT, NULL, error,
                               "iissiisttitssit", state->contact_id, account_id,
                               contact->name, contact->email,
                               state->address_id, billing, contact->language,
                               contact->last_login, state->last_invite_sent,
                               pending, state->accepted_at, fold_email,
                               fold_name, state->invite_delivery_id,
                               state->imported_invite);
}

gboolean
invites_store_sql_put_contact (InvitesStore                *self,
                               const InvitesContactRecord  *contact,
                               GError                     **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  ContactState state = { 0, };
  gint64 account_id, address_id, old_address_id;

  if (!find_account (database, contact->account_number, &account_id, error)
      || !find_address (database, contact->email, &address_id, error)
      || !mark_address (database, address_id, contact, error)
      || !read_state (database, contact->id, &state, error)
      || !find_news (database, contact, &state, error))
    return FALSE;

  old_address_id = state.address_id;
  change_state (&state, address_id, contact);
  if (!write_contact (database, &state, account_id, contact, error)
      || (state.is_news && address_id != 0
          && !invites_database_run (database, MARK_INVITED, NULL, error, "ii",
                                    address_id, contact->last_invite_sent)))
    return FALSE;

  return state.contact_id == 0 || old_address_id == address_id
         || invites_database_run (database, END_LINKS, NULL, error, "i",
                                  state.contact_id);
}

gboolean
invites_store_sql_end_import (InvitesStore  *self,
                              gboolean       commit,
                              GError       **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);

  if (commit
      && invites_store_sql_audit (database,
                                  INVITES_STORE_SQL (self)->import_time,
                                  0, "import", NULL, error))
    return invites_database_commit (database, error);

  invites_database_rollback (database);
  return !commit;
}
