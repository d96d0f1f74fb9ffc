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
 * invites_store_end_import(). Between, nothing is to be called but what puts
 * rows; what is put is gathered, and written many at a time.
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
 * invites_store_watch_import:
 * @self: a store with an import
 * @func: (scope notified): called for each row that is refused, of each kind in
 *   the order in which they were put; it must not call the store
 * @user_data: for @func
 *
 * Has rows told of that speak of something unknown. Such rows are left out; if
 * nobody watches, the first is an error of a later call.
 */
void
invites_store_watch_import (InvitesStore       *self,
                            InvitesRefusalFunc  func,
                            gpointer            user_data)
{
  g_return_if_fail (INVITES_IS_STORE (self));

  INVITES_STORE_GET_IFACE (self)->watch_import (self, func, user_data);
}

/**
 * invites_store_write_import:
 * @self: a store with an import
 * @error: return location for %INVITES_ERROR_UNAVAILABLE, or
 *   %INVITES_ERROR_NOT_FOUND for a row that is refused when nobody watches
 *
 * Writes what was put and is not written yet; who watches then knows of all
 * that is refused.
 *
 * Returns: whether it was written
 */
gboolean
invites_store_write_import (InvitesStore  *self,
                            GError       **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);

  return INVITES_STORE_GET_IFACE (self)->write_import (self, error);
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
 * @error: return location for %INVITES_ERROR_UNAVAILABLE, or
 *   %INVITES_ERROR_NOT_FOUND for a row that is refused when nobody watches
 *
 * Adds an account, or changes the one with its number. It is refused when its
 * division is unknown.
 *
 * Returns: whether it was put
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
 * @error: return location for %INVITES_ERROR_UNAVAILABLE, or
 *   %INVITES_ERROR_NOT_FOUND for a row that is refused when nobody watches
 *
 * Removes the sites of an account, whose new ones follow.
 *
 * Returns: whether they were, or will be, removed
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
 * @error: return location for %INVITES_ERROR_UNAVAILABLE, or
 *   %INVITES_ERROR_NOT_FOUND for a row that is refused when nobody watches
 *
 * Adds a site to an account. It is refused when the account is unknown.
 *
 * Returns: whether it was added
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
 * @error: return location for %INVITES_ERROR_UNAVAILABLE, or
 *   %INVITES_ERROR_NOT_FOUND for a row that is refused when nobody watches
 *
 * Adds a contact, or changes the one with its id. Another address ends the
 * invitation to the old one; times that are known are kept. It is refused when
 * its account is unknown.
 *
 * Returns: whether it was put
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
