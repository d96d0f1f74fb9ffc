/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of the interface that speaks of contacts and their import. */
#include "service/store/invites-store.h"

/**
 * invites_store_count:
 * @self: a store
 * @filter: a filter with a division
 * @now: the present time
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Counts the contacts that a filter matches, and those of its division, by
 * group, all in one state of the database.
 *
 * Returns: (transfer full) (nullable): the counts
 */
InvitesCounts *
invites_store_count (InvitesStore         *self,
                     const InvitesFilter  *filter,
                     InvitesTime           now,
                     GError              **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), NULL);

  return INVITES_STORE_GET_IFACE (self)->count (self, filter, now, error);
}

/**
 * invites_store_list_contacts:
 * @self: a store
 * @listing: which, in which order
 * @now: the present time
 * @func: (scope call): called for each
 * @user_data: for @func
 * @total: (out) (optional): how many match, on all pages
 * @error: return location for an error: %INVITES_ERROR_UNAVAILABLE when the
 *   database cannot be used, else as below
 *
 * Walks over a page of the contacts that match.
 *
 * Returns: whether the walk went to its end; any error of @func, and
 *   %INVITES_ERROR_INVALID for an unknown column to sort by
 */
gboolean
invites_store_list_contacts (InvitesStore          *self,
                             const InvitesListing  *listing,
                             InvitesTime            now,
                             InvitesContactFunc     func,
                             gpointer               user_data,
                             guint64               *total,
                             GError               **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);

  return INVITES_STORE_GET_IFACE (self)->list_contacts (self, listing, now,
                                                        func, user_data, total,
                                                        error);
}

/**
 * invites_store_find_recipient:
 * @self: a store
 * @contact_id: the public id of a contact
 * @error: return location for an error: %INVITES_ERROR_UNAVAILABLE when the
 *   database cannot be used, else as below
 *
 * Finds who would get a mail for a contact, with the one account of the
 * contact.
 *
 * Returns: (transfer full) (nullable): the recipient, or %NULL with
 *   %INVITES_ERROR_NOT_FOUND
 */
InvitesRecipient *
invites_store_find_recipient (InvitesStore  *self,
                              const char    *contact_id,
                              GError       **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), NULL);

  return INVITES_STORE_GET_IFACE (self)->find_recipient (self, contact_id,
                                                         error);
}

/**
 * invites_store_why:
 * @self: a store
 * @contact_id: the public id of a contact
 * @filter: a filter with a division
 * @principal: who asks
 * @now: the present time
 * @error: return location for an error: %INVITES_ERROR_UNAVAILABLE when the
 *   database cannot be used, else as below
 *
 * Says of one contact what every filter and rule makes of it, and what all
 * sends did that @principal may see.
 *
 * Returns: (transfer full) (nullable): the verdicts, or %NULL with
 *   %INVITES_ERROR_NOT_FOUND
 */
InvitesWhy *
invites_store_why (InvitesStore            *self,
                   const char              *contact_id,
                   const InvitesFilter     *filter,
                   const InvitesPrincipal  *principal,
                   InvitesTime              now,
                   GError                 **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), NULL);

  return INVITES_STORE_GET_IFACE (self)->why (self, contact_id, filter,
                                              principal, now, error);
}

/**
 * invites_store_begin_import:
 * @self: a store
 * @now: the present time
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Begins an import, which is one transaction and ends with
 * invites_store_end_import(). Nothing else is to be called between.
 *
 * Returns: whether it has begun
 */
gboolean
invites_store_begin_import (InvitesStore  *self,
                            InvitesTime    now,
                            GError       **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);

  return INVITES_STORE_GET_IFACE (self)->begin_import (self, now, error);
}

/**
 * invites_store_put_division:
 * @self: a store
 * @division: the division
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Adds a division, or changes the one with its id.
 *
 * Returns: whether it was put
 */
gboolean
invites_store_put_division (InvitesStore           *self,
                            const InvitesDivision  *division,
                            GError                **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);

  return INVITES_STORE_GET_IFACE (self)->put_division (self, division, error);
}

/**
 * invites_store_put_account:
 * @self: a store
 * @account: the account
 * @error: return location for an error: %INVITES_ERROR_UNAVAILABLE when the
 *   database cannot be used, else as below
 *
 * Adds an account, or changes the one with its number.
 *
 * Returns: whether it was put; %INVITES_ERROR_NOT_FOUND when its division is
 *   unknown
 */
gboolean
invites_store_put_account (InvitesStore                *self,
                           const InvitesAccountRecord  *account,
                           GError                     **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);

  return INVITES_STORE_GET_IFACE (self)->put_account (self, account, error);
}

/**
 * invites_store_forget_sites:
 * @self: a store
 * @account_number: its number
 * @error: return location for an error: %INVITES_ERROR_UNAVAILABLE when the
 *   database cannot be used, else as below
 *
 * Removes the sites of an account, whose new ones follow.
 *
 * Returns: whether they were removed; %INVITES_ERROR_NOT_FOUND when the
 *   account is unknown
 */
gboolean
invites_store_forget_sites (InvitesStore  *self,
                            const char    *account_number,
                            GError       **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);

  return INVITES_STORE_GET_IFACE (self)->forget_sites (self, account_number,
                                                       error);
}

/**
 * invites_store_put_site:
 * @self: a store
 * @site: the site
 * @error: return location for an error: %INVITES_ERROR_UNAVAILABLE when the
 *   database cannot be used, else as below
 *
 * Adds a site to an account.
 *
 * Returns: whether it was added; %INVITES_ERROR_NOT_FOUND when its account is
 *   unknown
 */
gboolean
invites_store_put_site (InvitesStore             *self,
                        const InvitesSiteRecord  *site,
                        GError                  **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);

  return INVITES_STORE_GET_IFACE (self)->put_site (self, site, error);
}

/**
 * invites_store_put_contact:
 * @self: a store
 * @contact: the contact
 * @error: return location for an error: %INVITES_ERROR_UNAVAILABLE when the
 *   database cannot be used, else as below
 *
 * Adds a contact, or changes the one with its id. Another address ends the
 * invitation to the old one; times that are known are kept.
 *
 * Returns: whether it was put; %INVITES_ERROR_NOT_FOUND when its account is
 *   unknown
 */
gboolean
invites_store_put_contact (InvitesStore                *self,
                           const InvitesContactRecord  *contact,
                           GError                     **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);

  return INVITES_STORE_GET_IFACE (self)->put_contact (self, contact, error);
}

/**
 * invites_store_end_import:
 * @self: a store
 * @commit: whether to keep it
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Ends an import.
 *
 * Returns: whether it ended as asked
 */
gboolean
invites_store_end_import (InvitesStore  *self,
                          gboolean       commit,
                          GError       **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);

  return INVITES_STORE_GET_IFACE (self)->end_import (self, commit, error);
}
