/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/index/invites-index-shard-private.h"

#include <string.h>

/* As they come; what several contacts share stands once. */
typedef struct
{
  guint32 account_class;
  guint32 bill_group;
  guint32 account_source;
  guint32 site_sources;
  guint8  traits;
} Account;

typedef struct
{
  gint64               contact_id;
  gsize                id;      /* where it stands in ids */
  guint32              account;
  guint8               traits;
  InvitesTime          last_login;
  InvitesIndexStanding standing;
} Contact;

struct _InvitesIndexBuilder
{
  GArray            *accounts; /* (owned): of Account */
  GArray            *contacts; /* (owned): of Contact */
  GString           *ids;      /* (owned): each with its NUL */
  InvitesIndexShard *shard;    /* (owned) (nullable): taken in the end */
};

/**
 * invites_index_builder_new:
 *
 * Begins to build the index of a division.
 *
 * Returns: (transfer full): what takes the accounts and their contacts
 */
InvitesIndexBuilder *
invites_index_builder_new (void)
{
  InvitesIndexBuilder *self = g_new0 (InvitesIndexBuilder, 1);

  self->accounts = g_array_new (FALSE, FALSE, sizeof (Account));
  self->contacts = g_array_new (FALSE, FALSE, sizeof (Contact));
  self->ids = g_string_new (NULL);
  self->shard = invites_index_shard_new ();
  return self;
}

/**
 * invites_index_builder_free:
 * @self: (transfer full): a builder
 */
void
invites_index_builder_free (InvitesIndexBuilder *self)
{
  g_array_unref (self->accounts);
  g_array_unref (self->contacts);
  g_string_free (self->ids, TRUE);
  g_clear_pointer (&self->shard, invites_index_shard_free);
  g_free (self);
}

/**
 * invites_index_builder_add_account:
 * @self: a builder
 * @account: an account of the division
 *
 * Adds an account; the contacts that follow are its.
 */
void
invites_index_builder_add_account (InvitesIndexBuilder       *self,
                                   const InvitesIndexAccount *account)
{
  InvitesIndexShard *shard;
  Account added = { 0 };

  g_return_if_fail (self != NULL && account != NULL);
  g_return_if_fail (account->fold_number != NULL && account->fold_name != NULL);

  shard = self->shard;
  added.account_class
    = invites_index_dictionary_add (shard->account_classes,
                                    account->account_class);
  added.bill_group
    = invites_index_dictionary_add (shard->bill_groups, account->bill_group);
  added.account_source
    = invites_index_dictionary_add (shard->account_sources,
                                    account->account_source);
  added.site_sources
    = invites_index_dictionary_add_set (shard->site_sources,
                                        account->site_sources);
  added.traits = (account->active_service ? INVITES_INDEX_ACTIVE : 0)
                 | (account->balance_due ? INVITES_INDEX_DUE : 0)
                 | (guint8) (account->auto_pay << INVITES_INDEX_AUTO_PAY_SHIFT);
  g_array_append_val (self->accounts, added);
  invites_index_text_append (shard->account_texts, account->fold_number,
                             account->fold_name);
}

/**
 * invites_index_builder_add_contact:
 * @self: a builder
 * @contact: a contact of the account that was added last
 *
 * Adds a contact. No two may have the same id, or the same number.
 */
void
invites_index_builder_add_contact (InvitesIndexBuilder       *self,
                                   const InvitesIndexContact *contact)
{
  Contact added = { 0 };

  g_return_if_fail (self != NULL && contact != NULL);
  g_return_if_fail (contact->id != NULL && contact->fold_email != NULL
                    && contact->fold_name != NULL);
  g_return_if_fail (self->accounts->len > 0);
  g_return_if_fail (self->contacts->len < INVITES_INDEX_MAX_ROWS - 1);

  added.contact_id = contact->contact_id;
  added.id = self->ids->len;
  added.account = self->accounts->len - 1;
  added.traits = g_array_index (self->accounts, Account, added.account).traits
                 | (contact->billing_contact ? INVITES_INDEX_BILLING : 0);
  added.last_login = contact->last_login;
  added.standing = contact->standing;
  g_array_append_val (self->contacts, added);
  g_string_append_len (self->ids, contact->id,
                       (gssize) strlen (contact->id) + 1);
  invites_index_text_append (self->shard->contact_texts, contact->fold_email,
                             contact->fold_name);
}

/* In the order of the ids: for each row, which contact it is. */
static guint32 *
sort_contacts (InvitesIndexBuilder *self,
               gboolean            *sorted)
{
  guint n_rows = self->contacts->len;
  g_autofree const char **ids = g_new (const char *, n_rows + (gsize) 1);
  g_autofree InvitesIndexItem *items = g_new (InvitesIndexItem, n_rows);
  guint32 *rows = g_new (guint32, n_rows);

  *sorted = TRUE;
  for (guint i = 0; i < n_rows; i++)
    {
      ids[i] = self->ids->str + g_array_index (self->contacts, Contact, i).id;
      items[i].row = i;
      *sorted &= i == 0 || strcmp (ids[i - 1], ids[i]) < 0;
    }
  if (!*sorted)
    invites_index_sort_texts (items, n_rows, ids);
  for (guint i = 0; i < n_rows; i++)
    rows[i] = items[i].row & ~INVITES_INDEX_TIE;

  return rows;
}

/* Numbers in a dictionary go from 0 to its size. */
static void
init_ids (InvitesIndexBuilder *self)
{
  InvitesIndexColumns *columns = &self->shard->columns;
  guint n_rows = self->contacts->len;
  Account most = { 0 };

  for (guint i = 0; i < self->accounts->len; i++)
    {
      const Account *account = &g_array_index (self->accounts, Account, i);

      most.account_class = MAX (most.account_class, account->account_class);
      most.bill_group = MAX (most.bill_group, account->bill_group);
      most.account_source = MAX (most.account_source, account->account_source);
      most.site_sources = MAX (most.site_sources, account->site_sources);
    }

  invites_index_ids_init (&columns->account_class, n_rows, most.account_class);
  invites_index_ids_init (&columns->bill_group, n_rows, most.bill_group);
  invites_index_ids_init (&columns->account_source, n_rows,
                          most.account_source);
  invites_index_ids_init (&columns->site_sources, n_rows, most.site_sources);
}

static void
fill_row (InvitesIndexBuilder *self,
          guint                row,
          const Contact       *contact)
{
  InvitesIndexShard *shard = self->shard;
  InvitesIndexColumns *columns = &shard->columns;
  const Account *account
    = &g_array_index (self->accounts, Account, contact->account);

  columns->traits[row] = contact->traits;
  invites_index_ids_set (&columns->account_class, row, account->account_class);
  invites_index_ids_set (&columns->bill_group, row, account->bill_group);
  invites_index_ids_set (&columns->account_source, row,
                         account->account_source);
  invites_index_ids_set (&columns->site_sources, row, account->site_sources);
  invites_index_times_set (&columns->last_login, row, contact->last_login);
  invites_index_shard_put_row (shard, row, &contact->standing);
  shard->accounts[row] = contact->account;
}

static void
fill_rows (InvitesIndexBuilder *self,
           const guint32       *contacts)
{
  InvitesIndexShard *shard = self->shard;
  guint n_rows = self->contacts->len;
  g_autofree gint64 *numbers = g_new (gint64, n_rows);

  shard->n_rows = n_rows;
  shard->accounts = g_new (guint32, n_rows);
  invites_index_columns_init (&shard->columns, n_rows);
  init_ids (self);
  for (guint i = 0; i < n_rows; i++)
    {
      const Contact *contact
        = &g_array_index (self->contacts, Contact, contacts[i]);

      fill_row (self, i, contact);
      numbers[i] = contact->contact_id;
    }
  invites_index_numbers_init (&shard->numbers, numbers, n_rows);
}

static void
end_texts (InvitesIndexShard *shard,
           const guint32     *contacts,
           gboolean           sorted)
{
  if (!sorted)
    {
      InvitesIndexText *ordered
        = invites_index_text_reorder (shard->contact_texts, contacts);

      invites_index_text_free (shard->contact_texts);
      shard->contact_texts = ordered;
    }
  invites_index_text_end (shard->contact_texts);
  invites_index_text_end (shard->account_texts);
}

static void
sort_rows (InvitesIndexShard *shard)
{
  guint n_accounts = invites_index_text_get_size (shard->account_texts);

  for (guint field = 0; field < INVITES_INDEX_TEXT_FIELDS; field++)
    {
      g_autofree const char **own
        = invites_index_text_list (shard->contact_texts, field);

      shard->orders[INVITES_INDEX_ORDER_EMAIL + field]
        = invites_index_order_new (own, shard->n_rows);
    }
  for (guint field = 0; field < INVITES_INDEX_TEXT_FIELDS; field++)
    {
      g_autofree const char **shared
        = invites_index_text_list (shard->account_texts, field);

      shard->orders[INVITES_INDEX_ORDER_ACCOUNT_NUMBER + field]
        = invites_index_order_new_shared (shared, n_accounts, shard->accounts,
                                          shard->n_rows);
    }
}

/**
 * invites_index_builder_end:
 * @self: (transfer full): a builder
 *
 * Sorts what was added, which takes about a second for a million contacts.
 *
 * Returns: (transfer full): the index of the division
 */
InvitesIndexShard *
invites_index_builder_end (InvitesIndexBuilder *self)
{
  g_autoptr(InvitesIndexBuilder) builder = self;
  g_autofree guint32 *contacts = NULL;
  gboolean sorted;

  g_return_val_if_fail (self != NULL, NULL);

  contacts = sort_contacts (builder, &sorted);
  fill_rows (builder, contacts);
  end_texts (builder->shard, contacts, sorted);
  g_array_set_size (builder->contacts, 0);
  sort_rows (builder->shard);
  return g_steal_pointer (&builder->shard);
}
