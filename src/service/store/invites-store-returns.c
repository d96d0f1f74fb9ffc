/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The store's wrappers for what comes back, and for what customers ask for. */
#include "service/store/invites-store.h"

/**
 * invites_store_find_proof:
 * @self: a store
 * @delivery_id: what a token names
 * @error: return location for an error: %INVITES_ERROR_UNAVAILABLE when the
 *   database cannot be used, else as below
 *
 * Finds what a token that names a delivery has to be proved against.
 *
 * Returns: (transfer full) (nullable): the proof, or %NULL with
 *   %INVITES_ERROR_NOT_FOUND
 */
InvitesDeliveryProof *
invites_store_find_proof (InvitesStore  *self,
                          gint64         delivery_id,
                          GError       **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), NULL);

  return INVITES_STORE_GET_IFACE (self)->find_proof (self, delivery_id, error);
}

/**
 * invites_store_opt_out:
 * @self: a store
 * @delivery_id: a delivery, whose token is proved
 * @now: the present time
 * @send_uuid: (out) (optional) (transfer full): the delivery's send
 * @error: return location for an error: %INVITES_ERROR_UNAVAILABLE when the
 *   database cannot be used, else as below
 *
 * Notes that the owner of the delivery's address wants no more invitations,
 * from any division. May be said again.
 *
 * Returns: whether it is noted, or %FALSE with %INVITES_ERROR_NOT_FOUND
 */
gboolean
invites_store_opt_out (InvitesStore  *self,
                       gint64         delivery_id,
                       InvitesTime    now,
                       char         **send_uuid,
                       GError       **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);

  return INVITES_STORE_GET_IFACE (self)->opt_out (self, delivery_id, now,
                                                  send_uuid, error);
}

/**
 * invites_store_bounce:
 * @self: a store
 * @bounce: a report, whose token is proved
 * @now: the present time
 * @send_uuid: (out) (optional) (transfer full): the delivery's send
 * @error: return location for an error: %INVITES_ERROR_UNAVAILABLE when the
 *   database cannot be used, else as below
 *
 * Notes what a report says of a delivery. One that failed becomes bounced if
 * it was sent or unknown, and a hard one makes its address bounced too; one
 * that is delayed is only noted at the address. May be said again.
 *
 * Returns: whether it is noted, or %FALSE with %INVITES_ERROR_NOT_FOUND
 */
gboolean
invites_store_bounce (InvitesStore         *self,
                      const InvitesBounce  *bounce,
                      InvitesTime           now,
                      char                **send_uuid,
                      GError              **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);

  return INVITES_STORE_GET_IFACE (self)->bounce (self, bounce, now, send_uuid,
                                                 error);
}

/**
 * invites_store_keep_report:
 * @self: a store
 * @report: a message of which nothing could be made; its number is not read
 * @error: return location for an error: %INVITES_ERROR_UNAVAILABLE when the
 *   database cannot be used, else as below
 *
 * Keeps a report for a look. Of many, only the newest 1,000 are kept.
 *
 * Returns: whether it is kept
 */
gboolean
invites_store_keep_report (InvitesStore             *self,
                           const InvitesKeptReport  *report,
                           GError                  **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);

  return INVITES_STORE_GET_IFACE (self)->keep_report (self, report, error);
}

/**
 * invites_store_list_reports:
 * @self: a store
 * @error: return location for an error: %INVITES_ERROR_UNAVAILABLE when the
 *   database cannot be used, else as below
 *
 * Lists the reports that were kept, newest first.
 *
 * Returns: (transfer full) (element-type InvitesKeptReport) (nullable): them
 */
GPtrArray *
invites_store_list_reports (InvitesStore  *self,
                            GError       **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), NULL);

  return INVITES_STORE_GET_IFACE (self)->list_reports (self, error);
}

/**
 * invites_store_ask_for_link:
 * @self: a store
 * @token_hash: of an expired link
 * @now: the present time
 * @error: return location for an error: %INVITES_ERROR_UNAVAILABLE when the
 *   database cannot be used, else as below
 *
 * Notes that those for whom the link was want a new one. May be said again.
 *
 * Returns: whether it is noted, or %FALSE with %INVITES_ERROR_NOT_FOUND, or
 *   with %INVITES_ERROR_CONFLICT when the link has not just expired
 */
gboolean
invites_store_ask_for_link (InvitesStore  *self,
                            GBytes        *token_hash,
                            InvitesTime    now,
                            GError       **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);

  return INVITES_STORE_GET_IFACE (self)->ask_for_link (self, token_hash, now,
                                                       error);
}

/**
 * invites_store_list_wishes:
 * @self: a store
 * @division: whose contacts
 * @offset: how many to pass over
 * @limit: how many at most
 * @func: (scope call): called for each, the newest first
 * @user_data: for @func
 * @total: (out): how many are open
 * @error: return location for an error: %INVITES_ERROR_UNAVAILABLE when the
 *   database cannot be used, else as below
 *
 * Lists who has asked for a new link and has got none yet.
 *
 * Returns: whether @func has got all that was asked for
 */
gboolean
invites_store_list_wishes (InvitesStore     *self,
                           const char       *division,
                           guint64           offset,
                           guint             limit,
                           InvitesWishFunc   func,
                           gpointer          user_data,
                           guint64          *total,
                           GError          **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);

  return INVITES_STORE_GET_IFACE (self)->list_wishes (self, division, offset,
                                                      limit, func, user_data,
                                                      total, error);
}

/**
 * invites_store_dismiss_wish:
 * @self: a store
 * @contact_id: who asked
 * @principal: who dismisses it
 * @now: the present time
 * @error: return location for an error: %INVITES_ERROR_UNAVAILABLE when the
 *   database cannot be used, else as below
 *
 * Takes a wish off the list. May be said again.
 *
 * Returns: whether it is off, or %FALSE with %INVITES_ERROR_NOT_FOUND when the
 *   contact never asked
 */
gboolean
invites_store_dismiss_wish (InvitesStore            *self,
                            const char              *contact_id,
                            const InvitesPrincipal  *principal,
                            InvitesTime              now,
                            GError                 **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);

  return INVITES_STORE_GET_IFACE (self)->dismiss_wish (self, contact_id,
                                                       principal, now, error);
}

/**
 * invites_store_lift:
 * @self: a store
 * @contact_id: a contact
 * @reason: %INVITES_REASON_BOUNCED or %INVITES_REASON_OPTED_OUT
 * @principal: who lifts it
 * @now: the present time
 * @error: return location for an error: %INVITES_ERROR_UNAVAILABLE when the
 *   database cannot be used, else as below
 *
 * Lets the contact's address be written to again, at the customer's request.
 * May be said again.
 *
 * Returns: whether the address is free of @reason, or %FALSE with
 *   %INVITES_ERROR_NOT_FOUND, or with %INVITES_ERROR_CONFLICT when the contact
 *   has no valid address
 */
gboolean
invites_store_lift (InvitesStore            *self,
                    const char              *contact_id,
                    InvitesReason            reason,
                    const InvitesPrincipal  *principal,
                    InvitesTime              now,
                    GError                 **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);

  return INVITES_STORE_GET_IFACE (self)->lift (self, contact_id, reason,
                                               principal, now, error);
}
