/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The part of the interface that speaks of sends, the queue and links. */
#include "service/store/invites-store.h"

/**
 * invites_store_forecast:
 * @self: a store
 * @request: what would be sent
 * @now: the present time
 * @outcomes: (out): the contacts by outcome
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Counts what a send would make of the contacts, without storing anything.
 *
 * Returns: whether it was counted; errors as invites_store_prepare()
 */
gboolean
invites_store_forecast (InvitesStore              *self,
                        const InvitesSendRequest  *request,
                        InvitesTime                now,
                        guint64                    outcomes[INVITES_N_OUTCOMES],
                        GError                   **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);

  return INVITES_STORE_GET_IFACE (self)->forecast (self, request, now, outcomes,
                                                   error);
}

/**
 * invites_store_forecast_entries:
 * @self: a store
 * @request: what would be sent
 * @listing: which rows, in which order
 * @now: the present time
 * @func: (scope call): called for each
 * @user_data: for @func
 * @total: (out) (optional): how many match, on all pages
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Walks over a page of the ledger that a send would have.
 *
 * Returns: whether the walk went to its end
 */
gboolean
invites_store_forecast_entries (InvitesStore              *self,
                                const InvitesSendRequest  *request,
                                const InvitesListing      *listing,
                                InvitesTime                now,
                                InvitesEntryFunc           func,
                                gpointer                   user_data,
                                guint64                   *total,
                                GError                   **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);

  return INVITES_STORE_GET_IFACE (self)->forecast_entries (self, request,
                                                           listing, now, func,
                                                           user_data, total,
                                                           error);
}

/**
 * invites_store_prepare:
 * @self: a store
 * @uuid: the id of the send, lower case
 * @request: what is to be sent
 * @principal: who asks
 * @now: the present time
 * @created: (out) (optional): whether it is new
 * @error: return location for an error: %INVITES_ERROR_UNAVAILABLE when the
 *   database cannot be used, else as below
 *
 * Freezes the ledger of a send. The same again gives the same send.
 *
 * Returns: (transfer full) (nullable): the send, or %NULL with
 *   %INVITES_ERROR_SEND_DIFFERS, %INVITES_ERROR_NOT_FOUND for an unknown
 *   division, or %INVITES_ERROR_INVALID naming the field template or leave_out
 */
InvitesSend *
invites_store_prepare (InvitesStore              *self,
                       const char                *uuid,
                       const InvitesSendRequest  *request,
                       const InvitesPrincipal    *principal,
                       InvitesTime                now,
                       gboolean                  *created,
                       GError                   **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), NULL);

  return INVITES_STORE_GET_IFACE (self)->prepare (self, uuid, request,
                                                  principal, now, created,
                                                  error);
}

/**
 * invites_store_find_send:
 * @self: a store
 * @uuid: its id, lower case
 * @error: return location for an error: %INVITES_ERROR_UNAVAILABLE when the
 *   database cannot be used, else as below
 *
 * Finds a send.
 *
 * Returns: (transfer full) (nullable): the send, or %NULL with
 *   %INVITES_ERROR_NOT_FOUND
 */
InvitesSend *
invites_store_find_send (InvitesStore  *self,
                         const char    *uuid,
                         GError       **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), NULL);

  return INVITES_STORE_GET_IFACE (self)->find_send (self, uuid, error);
}

/**
 * invites_store_list_sends:
 * @self: a store
 * @principal: who asks: only sends in the user's divisions
 * @division: (nullable): of this one only
 * @offset: how many to leave out in front
 * @limit: how many at most
 * @total: (out) (optional): how many there are
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Lists sends, newest first.
 *
 * Returns: (transfer full) (element-type InvitesSend) (nullable): the sends
 */
GPtrArray *
invites_store_list_sends (InvitesStore            *self,
                          const InvitesPrincipal  *principal,
                          const char              *division,
                          guint64                  offset,
                          guint                    limit,
                          guint64                 *total,
                          GError                 **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), NULL);

  return INVITES_STORE_GET_IFACE (self)->list_sends (self, principal, division,
                                                     offset, limit, total,
                                                     error);
}

/**
 * invites_store_list_entries:
 * @self: a store
 * @uuid: the id of the send, lower case
 * @listing: which rows, in which order
 * @func: (scope call): called for each
 * @user_data: for @func
 * @total: (out) (optional): how many match, on all pages
 * @error: return location for an error: %INVITES_ERROR_UNAVAILABLE when the
 *   database cannot be used, else as below
 *
 * Walks over a page of the ledger of a send.
 *
 * Returns: whether the walk went to its end; %INVITES_ERROR_NOT_FOUND when
 *   there is no such send
 */
gboolean
invites_store_list_entries (InvitesStore          *self,
                            const char            *uuid,
                            const InvitesListing  *listing,
                            InvitesEntryFunc       func,
                            gpointer               user_data,
                            guint64               *total,
                            GError               **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);

  return INVITES_STORE_GET_IFACE (self)->list_entries (self, uuid, listing,
                                                       func, user_data, total,
                                                       error);
}

/**
 * invites_store_start:
 * @self: a store
 * @uuid: the id of the send, lower case
 * @principal: who asks
 * @now: the present time
 * @error: return location for an error: %INVITES_ERROR_UNAVAILABLE when the
 *   database cannot be used, else as below
 *
 * Starts a prepared send. One that was started or stopped is given as it is.
 *
 * Returns: (transfer full) (nullable): the send, or %NULL with
 *   %INVITES_ERROR_NOT_FOUND, %INVITES_ERROR_SEND_LAPSED,
 *   %INVITES_ERROR_TEMPLATE_RETIRED or %INVITES_ERROR_SENDER_NOT_ALLOWED
 */
InvitesSend *
invites_store_start (InvitesStore            *self,
                     const char              *uuid,
                     const InvitesPrincipal  *principal,
                     InvitesTime              now,
                     GError                 **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), NULL);

  return INVITES_STORE_GET_IFACE (self)->start (self, uuid, principal, now,
                                                error);
}

/**
 * invites_store_stop:
 * @self: a store
 * @uuid: the id of the send, lower case
 * @principal: who asks
 * @now: the present time
 * @error: return location for an error: %INVITES_ERROR_UNAVAILABLE when the
 *   database cannot be used, else as below
 *
 * Stops a send: what waits is cancelled, what is on the wire ends by itself.
 *
 * Returns: (transfer full) (nullable): the send, or %NULL with
 *   %INVITES_ERROR_NOT_FOUND
 */
InvitesSend *
invites_store_stop (InvitesStore            *self,
                    const char              *uuid,
                    const InvitesPrincipal  *principal,
                    InvitesTime              now,
                    GError                 **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), NULL);

  return INVITES_STORE_GET_IFACE (self)->stop (self, uuid, principal, now,
                                               error);
}

/**
 * invites_store_pause:
 * @self: a store
 * @uuid: the id of the send, lower case
 * @principal: who asks
 * @now: the present time
 * @error: return location for an error: %INVITES_ERROR_UNAVAILABLE when the
 *   database cannot be used, else as below
 *
 * Pauses a send that is held or running: nothing more of it is claimed, what
 * is on the wire ends by itself.
 *
 * Returns: (transfer full) (nullable): the send, or %NULL with
 *   %INVITES_ERROR_NOT_FOUND, or with %INVITES_ERROR_CONFLICT when it was not
 *   started
 */
InvitesSend *
invites_store_pause (InvitesStore            *self,
                     const char              *uuid,
                     const InvitesPrincipal  *principal,
                     InvitesTime              now,
                     GError                 **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), NULL);

  return INVITES_STORE_GET_IFACE (self)->pause (self, uuid, principal, now,
                                                error);
}

/**
 * invites_store_resume:
 * @self: a store
 * @uuid: the id of the send, lower case
 * @principal: who asks
 * @now: the present time
 * @error: return location for an error: %INVITES_ERROR_UNAVAILABLE when the
 *   database cannot be used, else as below
 *
 * Lets a paused send go on, whatever paused it.
 *
 * Returns: (transfer full) (nullable): the send, or %NULL with
 *   %INVITES_ERROR_NOT_FOUND, or with %INVITES_ERROR_CONFLICT when it was not
 *   started
 */
InvitesSend *
invites_store_resume (InvitesStore            *self,
                      const char              *uuid,
                      const InvitesPrincipal  *principal,
                      InvitesTime              now,
                      GError                 **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), NULL);

  return INVITES_STORE_GET_IFACE (self)->resume (self, uuid, principal, now,
                                                 error);
}

/**
 * invites_store_revoke:
 * @self: a store
 * @uuid: the id of the send, lower case
 * @principal: who asks
 * @now: the present time
 * @error: return location for an error: %INVITES_ERROR_UNAVAILABLE when the
 *   database cannot be used, else as below
 *
 * Takes a send back: what waits is cancelled, its links work no more, those
 * before them that have not expired work again, and its contacts are what they
 * were, but for those that have accepted. It still counts for the minimum gap.
 *
 * Returns: (transfer full) (nullable): the send, or %NULL with
 *   %INVITES_ERROR_NOT_FOUND, or with %INVITES_ERROR_CONFLICT when it was not
 *   started
 */
InvitesSend *
invites_store_revoke (InvitesStore            *self,
                      const char              *uuid,
                      const InvitesPrincipal  *principal,
                      InvitesTime              now,
                      GError                 **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), NULL);

  return INVITES_STORE_GET_IFACE (self)->revoke (self, uuid, principal, now,
                                                 error);
}

/**
 * invites_store_retry:
 * @self: a store
 * @uuid: the id of the send, lower case
 * @state: %INVITES_DELIVERY_REFUSED or %INVITES_DELIVERY_UNKNOWN, or
 *   %INVITES_DELIVERY_NONE for both
 * @principal: who asks
 * @now: the present time
 * @error: return location for an error: %INVITES_ERROR_UNAVAILABLE when the
 *   database cannot be used, else as below
 *
 * Puts deliveries that were refused or are unknown into the queue again, as
 * the same deliveries: same link, same Message-ID. The send goes back to
 * sending. Left as they are: those whose address has bounced, has opted out, or
 * is held by another send.
 *
 * Returns: (transfer full) (nullable): the send, or %NULL with
 *   %INVITES_ERROR_NOT_FOUND, with %INVITES_ERROR_SENDER_NOT_ALLOWED, or with
 *   %INVITES_ERROR_CONFLICT when it was not started, or was revoked
 */
InvitesSend *
invites_store_retry (InvitesStore            *self,
                     const char              *uuid,
                     InvitesDeliveryState     state,
                     const InvitesPrincipal  *principal,
                     InvitesTime              now,
                     GError                 **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), NULL);

  return INVITES_STORE_GET_IFACE (self)->retry (self, uuid, state, principal,
                                                now, error);
}

/**
 * invites_store_turn:
 * @self: a store
 * @turn: what has become of claimed deliveries, which sends are to be paused,
 *   and how many to claim
 * @keys: makes the tokens of the links
 * @now: the present time
 * @changed_sends: (out) (optional) (transfer full) (element-type utf8): the
 *   ids of sends that are not as before
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * One turn of the queue, in one transaction: notes what has become of
 * deliveries, then claims others. What a claim gives is noted as being on the
 * wire before this returns.
 *
 * Returns: (transfer full) (element-type InvitesDelivery) (nullable): the
 *   claimed deliveries
 */
GPtrArray *
invites_store_turn (InvitesStore       *self,
                    const InvitesTurn  *turn,
                    InvitesKeys        *keys,
                    InvitesTime         now,
                    GPtrArray         **changed_sends,
                    GError            **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), NULL);

  return INVITES_STORE_GET_IFACE (self)->turn (self, turn, keys, now,
                                               changed_sends, error);
}

/**
 * invites_store_recover:
 * @self: a store
 * @now: the present time
 * @n_unknown: (out) (optional): how many deliveries became unknown
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Ends all services and makes unknown what they had on the wire. For who knows
 * that nobody else works off the queue, before the first turn.
 *
 * Returns: whether it was done
 */
gboolean
invites_store_recover (InvitesStore  *self,
                       InvitesTime    now,
                       guint         *n_unknown,
                       GError       **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);

  return INVITES_STORE_GET_IFACE (self)->recover (self, now, n_unknown, error);
}

/**
 * invites_store_find_next_due:
 * @self: a store
 * @due: (out): when; %INVITES_TIME_NONE when nothing waits
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Finds when the next delivery is to be claimed.
 *
 * Returns: whether the question could be answered
 */
gboolean
invites_store_find_next_due (InvitesStore  *self,
                             InvitesTime   *due,
                             GError       **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);

  return INVITES_STORE_GET_IFACE (self)->find_next_due (self, due, error);
}

/**
 * invites_store_find_link:
 * @self: a store
 * @token_hash: the hash of its token
 * @now: the present time
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Finds what a link opens.
 *
 * Returns: (transfer full) (nullable): the link, which may be unknown; %NULL
 *   only with @error
 */
InvitesLink *
invites_store_find_link (InvitesStore  *self,
                         GBytes        *token_hash,
                         InvitesTime    now,
                         GError       **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), NULL);

  return INVITES_STORE_GET_IFACE (self)->find_link (self, token_hash, now,
                                                    error);
}

/**
 * invites_store_accept:
 * @self: a store
 * @token_hash: the hash of its token
 * @password_hash: (nullable): the argon2id hash of the new pass phrase when the
 *   address has none, else %NULL or the hash that was verified
 * @now: the present time
 * @send_uuid: (out) (optional) (transfer full): the send that the link came
 *   with
 * @error: return location for an error: %INVITES_ERROR_UNAVAILABLE when the
 *   database cannot be used, else as below
 *
 * Joins all contacts of a link that have not joined. Of two that try at once,
 * one succeeds.
 *
 * Returns: whether they have joined; %INVITES_ERROR_NOT_FOUND for an unknown
 *   link, %INVITES_ERROR_CONFLICT for one that is not live, or when the address
 *   has another pass phrase by now than the caller looked at
 */
gboolean
invites_store_accept (InvitesStore  *self,
                      GBytes        *token_hash,
                      const char    *password_hash,
                      InvitesTime    now,
                      char         **send_uuid,
                      GError       **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);

  return INVITES_STORE_GET_IFACE (self)->accept (self, token_hash,
                                                 password_hash, now, send_uuid,
                                                 error);
}

/**
 * invites_store_check:
 * @self: a store
 * @now: the present time
 * @func: (scope call): called for each that is broken
 * @user_data: for @func
 * @n_broken: (out) (optional): how many are broken
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Verifies every invariant of the data.
 *
 * Returns: whether all could be verified
 */
gboolean
invites_store_check (InvitesStore      *self,
                     InvitesTime        now,
                     InvitesCheckFunc   func,
                     gpointer           user_data,
                     guint             *n_broken,
                     GError           **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);

  return INVITES_STORE_GET_IFACE (self)->check (self, now, func, user_data,
                                                n_broken, error);
}
