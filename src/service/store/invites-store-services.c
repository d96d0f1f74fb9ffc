/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The services that work off the queue. */
#include "service/store/invites-store.h"

/**
 * invites_store_register_service:
 * @self: a store
 * @name: what the service is called, for people
 * @lease: for how long it counts as working after each renewal, in
 *   milliseconds; 0: until it ends, as there can be only one
 * @now: the present time
 * @service: (out): its number, above 0, which no other ever has
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Notes that somebody begins to work off the queue, and begins the lease.
 *
 * Returns: whether it was noted
 */
gboolean
invites_store_register_service (InvitesStore  *self,
                                const char    *name,
                                gint64         lease,
                                InvitesTime    now,
                                gint64        *service,
                                GError       **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);
  g_return_val_if_fail (name != NULL && lease >= 0, FALSE);
  g_return_val_if_fail (service != NULL, FALSE);

  return INVITES_STORE_GET_IFACE (self)->register_service (self, name, lease,
                                                           now, service, error);
}

/**
 * invites_store_renew_lease:
 * @self: a store
 * @service: the number of a service
 * @holds: (out): whether it still has a lease; if not, others have taken what
 *   it had on the wire for unknown, and it claims nothing more
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Begins the lease of a service anew, from the moment of the call at least. One
 * that has run out, but that nobody has ended, goes on.
 *
 * Returns: whether the question could be answered
 */
gboolean
invites_store_renew_lease (InvitesStore  *self,
                           gint64         service,
                           gboolean      *holds,
                           GError       **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);
  g_return_val_if_fail (holds != NULL, FALSE);

  return INVITES_STORE_GET_IFACE (self)->renew_lease (self, service, holds,
                                                      error);
}

/**
 * invites_store_end_service:
 * @self: a store
 * @service: the number of a service
 * @now: the present time
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Ends a service that works no longer. If it left something on the wire, that
 * is unknown now.
 *
 * Returns: whether it was noted
 */
gboolean
invites_store_end_service (InvitesStore  *self,
                           gint64         service,
                           InvitesTime    now,
                           GError       **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);

  return INVITES_STORE_GET_IFACE (self)->end_service (self, service, now,
                                                      error);
}

/**
 * invites_store_end_expired:
 * @self: a store
 * @now: the present time
 * @changed_sends: (out) (optional) (transfer full) (element-type utf8): the
 *   ids of sends that are not as before; not set when none is
 * @n_unknown: (out) (optional): how many deliveries became unknown; likewise
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Ends the services of which the leases have run out, and makes unknown what
 * they had on the wire.
 *
 * Returns: whether it was looked for, and done
 */
gboolean
invites_store_end_expired (InvitesStore  *self,
                           InvitesTime    now,
                           GPtrArray    **changed_sends,
                           guint         *n_unknown,
                           GError       **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);

  return INVITES_STORE_GET_IFACE (self)->end_expired (self, now, changed_sends,
                                                      n_unknown, error);
}

/**
 * invites_store_give_back:
 * @self: a store
 * @service: the number of the service that calls
 * @held: (element-type gint64 gint64): a set of the deliveries that it has
 *   claimed, or has a result of that was not written
 * @now: the present time
 * @n_given_back: (out) (optional): how many deliveries wait again
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * After a turn of which the end is not known: waits until it is over, and puts
 * back what it has claimed without telling.
 *
 * Returns: whether nothing more is claimed than is held
 */
gboolean
invites_store_give_back (InvitesStore  *self,
                         gint64         service,
                         GHashTable    *held,
                         InvitesTime    now,
                         guint         *n_given_back,
                         GError       **error)
{
  g_return_val_if_fail (INVITES_IS_STORE (self), FALSE);
  g_return_val_if_fail (held != NULL, FALSE);

  return INVITES_STORE_GET_IFACE (self)->give_back (self, service, held, now,
                                                    n_given_back, error);
}
