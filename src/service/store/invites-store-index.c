/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store's wrappers for what the index in memory is made of. */
#include "service/store/invites-store.h"

/**
 * invites_store_list_divisions:
 * @self: a store
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Lists all divisions, for whom ever.
 *
 * Returns: (transfer full) (nullable): their public ids, sorted
 */
char **
invites_store_list_divisions (InvitesStore  *self,
                              GError       **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), NULL);

  return INVITES_STORE_GET_IFACE (self)->list_divisions (self, error);
}

/**
 * invites_store_load_division:
 * @self: a store
 * @division: the public id of a division
 * @builder: gets every account that has contacts, and these behind it
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Reads a whole division as it is at one moment. Takes little memory of its
 * own, however large the division is.
 *
 * Returns: whether all of it was read
 */
gboolean
invites_store_load_division (InvitesStore         *self,
                             const char           *division,
                             InvitesIndexBuilder  *builder,
                             GError              **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);
  g_return_val_if_fail (division != NULL, FALSE);
  g_return_val_if_fail (builder != NULL, FALSE);

  return INVITES_STORE_GET_IFACE (self)->load_division (self, division,
                                                        builder, error);
}

/**
 * invites_store_follow:
 * @self: a store
 * @feed: (inout): how far the caller has read; afterwards up to the present
 * @func: (scope call): called once for each contact that has changed
 * @user_data: for @func
 * @error: return location for %INVITES_ERROR_UNAVAILABLE; @feed is then as it
 *   was
 *
 * Tells where those contacts stand now that have changed since @feed was read,
 * also by transactions that began before and ended after that. One may be told
 * of again, but none is left out. After an import, and for whom was away too
 * long, the feed's anew is set instead.
 *
 * Returns: whether everything was told
 */
gboolean
invites_store_follow (InvitesStore         *self,
                      InvitesFeed          *feed,
                      InvitesStandingFunc   func,
                      gpointer              user_data,
                      GError              **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);
  g_return_val_if_fail (feed != NULL, FALSE);
  g_return_val_if_fail (func != NULL, FALSE);

  return INVITES_STORE_GET_IFACE (self)->follow (self, feed, func, user_data,
                                                 error);
}

/**
 * invites_store_prune_changes:
 * @self: a store
 * @n_kept: how many of the newest changes stay, at least 1
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Forgets old changes. Who has not read them by now has to read everything.
 *
 * Returns: whether it succeeded
 */
gboolean
invites_store_prune_changes (InvitesStore  *self,
                             guint          n_kept,
                             GError       **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);
  g_return_val_if_fail (n_kept > 0, FALSE);

  return INVITES_STORE_GET_IFACE (self)->prune_changes (self, n_kept, error);
}

/**
 * invites_store_list_numbers:
 * @self: a store
 * @contact_ids: (element-type gint64): the database's numbers of contacts
 * @now: the present time
 * @func: (scope call): called for each, in the order of @contact_ids
 * @user_data: for @func
 * @error: return location for %INVITES_ERROR_UNAVAILABLE and what @func sets
 *
 * Reads the rows of a page. Numbers that no contact has are passed over.
 *
 * Returns: whether the walk went to its end
 */
gboolean
invites_store_list_numbers (InvitesStore        *self,
                            GArray              *contact_ids,
                            InvitesTime          now,
                            InvitesContactFunc   func,
                            gpointer             user_data,
                            GError             **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);
  g_return_val_if_fail (contact_ids != NULL, FALSE);
  g_return_val_if_fail (func != NULL, FALSE);

  return INVITES_STORE_GET_IFACE (self)->list_numbers (self, contact_ids, now,
                                                       func, user_data, error);
}
