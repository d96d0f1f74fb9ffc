/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/http/invites-access-private.h"

/* The contact as lists show it, which the store says together with why. */
static InvitesContact *
find_contact (InvitesAccess          *self,
              const InvitesRecipient *recipient,
              GError                **error)
{
  g_autoptr(InvitesFilter) filter = NULL;
  g_autoptr(InvitesWhy) why = NULL;

  filter = invites_filter_new (recipient->division->id);
  why = invites_store_why (self->store, recipient->contact, filter,
                           self->principal, invites_time_now (), error);
  return why != NULL ? g_steal_pointer (&why->contact) : NULL;
}

/**
 * invites_access_lift:
 * @self: a view
 * @contact: a contact's id
 * @reason: %INVITES_REASON_BOUNCED or %INVITES_REASON_OPTED_OUT
 * @error: an error
 *
 * Lets the contact's address be written to again, at the customer's request.
 * It is so for every contact that has this address. An address that has not
 * bounced, or not opted out, stays as it is.
 *
 * Returns: (transfer full): the contact as it is now
 */
InvitesContact *
invites_access_lift (InvitesAccess *self,
                     const char    *contact,
                     InvitesReason  reason,
                     GError       **error)
{
  g_autoptr(InvitesRecipient) recipient = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (contact != NULL, NULL);

  if (!invites_access_may_send (self, error)
      || !(recipient = invites_access_find_recipient (self, contact, error))
      || !invites_store_lift (self->store, contact, reason, self->principal,
                              invites_time_now (), error))
    return NULL;

  return find_contact (self, recipient, error);
}

/**
 * invites_access_list_wishes:
 * @self: a view
 * @division: an id
 * @offset: how many to pass over
 * @limit: how many at most
 * @func: (scope call): called for each, newest first
 * @user_data: for @func
 * @total: (out): how many there are
 * @error: an error
 *
 * Walks through the contacts that ask for a new link and have not got one.
 *
 * Returns: whether @func has got all that was asked for
 */
gboolean
invites_access_list_wishes (InvitesAccess  *self,
                            const char     *division,
                            guint64         offset,
                            guint           limit,
                            InvitesWishFunc func,
                            gpointer        user_data,
                            guint64        *total,
                            GError        **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (division != NULL, FALSE);

  return invites_access_may_read (self, error)
         && invites_access_check_division (self, division, error)
         && invites_store_list_wishes (self->store, division, offset, limit,
                                       func, user_data, total, error);
}

/**
 * invites_access_dismiss_wish:
 * @self: a view
 * @contact: a contact's id
 * @error: an error
 *
 * Takes a contact's wish for a new link off the list, if it has one.
 *
 * Returns: whether it is off
 */
gboolean
invites_access_dismiss_wish (InvitesAccess *self,
                             const char    *contact,
                             GError       **error)
{
  g_autoptr(InvitesRecipient) recipient = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (contact != NULL, FALSE);

  return invites_access_may_send (self, error)
         && (recipient = invites_access_find_recipient (self, contact, error))
         && invites_store_dismiss_wish (self->store, contact, self->principal,
                                        invites_time_now (), error);
}
