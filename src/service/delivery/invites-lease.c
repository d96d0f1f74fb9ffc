/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-lease.h"

#include <time.h>

struct _InvitesLease
{
  GMutex mutex;
  gint64 service;
  gint64 until;
};

/**
 * invites_lease_new:
 *
 * Makes a lease of nobody, which does not hold.
 *
 * Returns: (transfer full): the lease
 */
InvitesLease *
invites_lease_new (void)
{
  InvitesLease *self = g_new0 (InvitesLease, 1);

  g_mutex_init (&self->mutex);
  return self;
}

/**
 * invites_lease_free:
 * @self: (transfer full) (nullable): a lease
 *
 * Frees @self.
 */
void
invites_lease_free (InvitesLease *self)
{
  if (self == NULL)
    return;

  g_mutex_clear (&self->mutex);
  g_free (self);
}

/**
 * invites_lease_set:
 * @self: a lease
 * @service: the number that the store knows this process by
 * @until: on the clock of invites_lease_get_clock(); %G_MAXINT64: for good
 *
 * Renews the lease, or begins that of another service.
 */
void
invites_lease_set (InvitesLease *self,
                   gint64        service,
                   gint64        until)
{
  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->mutex);
  self->service = service;
  self->until = until;
  g_mutex_unlock (&self->mutex);
}

/**
 * invites_lease_get_service:
 * @self: a lease
 *
 * Tells whose lease it is, whether it holds or not.
 *
 * Returns: the number of the service, or 0
 */
gint64
invites_lease_get_service (InvitesLease *self)
{
  gint64 service;

  g_return_val_if_fail (self != NULL, 0);

  g_mutex_lock (&self->mutex);
  service = self->service;
  g_mutex_unlock (&self->mutex);
  return service;
}

/**
 * invites_lease_holds:
 * @self: a lease
 * @service: the number of the service that has claimed something
 *
 * Tells whether what @service has claimed is certainly still its own.
 *
 * Returns: %TRUE if it is
 */
gboolean
invites_lease_holds (InvitesLease *self,
                     gint64        service)
{
  gboolean holds;

  g_return_val_if_fail (self != NULL, FALSE);

  g_mutex_lock (&self->mutex);
  holds = self->service == service
          && (self->until == G_MAXINT64
              || invites_lease_get_clock () < self->until);
  g_mutex_unlock (&self->mutex);
  return holds;
}

/**
 * invites_lease_get_clock:
 *
 * Reads a clock that nobody sets and that also runs while the machine sleeps.
 *
 * Returns: microseconds
 */
gint64
invites_lease_get_clock (void)
{
  struct timespec time;

  clock_gettime (CLOCK_BOOTTIME, &time);
  return (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}
