/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-sender-private.h"

#include <unistd.h>

/*
 * The sender's third thread, where several services share a database: renews
 * the lease. It has a store of its own and never waits for anybody else's
 * transaction, so that none costs the lease.
 */

/* Parts of a lease: how often it is renewed, and how much sooner it ends for
 * ourselves than for the others. */
#define RENEWALS   5
#define MARGIN     5
/* How long to wait before a store that failed is tried again, at most. */
#define RETRY_TIME G_TIME_SPAN_SECOND

typedef struct
{
  InvitesSender *sender; /* (borrowed) */
  gint64         length; /* of a lease, in microseconds */
  gboolean       failed; /* the last renewal */
} Keeper;

static gint64
get_length (InvitesSender *self)
{
  return (gint64) self->lease_seconds * G_TIME_SPAN_SECOND;
}

/* Until when a lease certainly lasts that was asked for at @begin. */
static gint64
get_end (InvitesSender *self, gint64 begin)
{
  gint64 length = get_length (self);

  return length == 0 ? G_MAXINT64 : begin + length - length / MARGIN;
}

/**
 * invites_sender_register:
 * @self: a sender
 * @store: a store
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Becomes another service, which has claimed nothing yet.
 *
 * Returns: whether it did
 */
gboolean
invites_sender_register (InvitesSender *self, InvitesStore *store,
                         GError **error)
{
  g_autofree char *name = NULL;
  gint64 begin = invites_lease_get_clock ();
  gint64 service;

  name = g_strdup_printf ("%s:%d", g_get_host_name (), (int) getpid ());
  if (!invites_store_register_service (store, name, get_length (self) / 1000,
                                       invites_time_now (), &service, error))
    return FALSE;
  invites_lease_set (self->lease, service, get_end (self, begin));
  return TRUE;
}

/**
 * invites_sender_end_expired:
 * @self: a sender
 * @store: a store
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Ends the services that are gone.
 *
 * Returns: whether it was looked for
 */
gboolean
invites_sender_end_expired (InvitesSender *self, InvitesStore *store,
                            GError **error)
{
  g_autoptr(GPtrArray) changed = NULL;
  guint n_unknown = 0;

  if (!invites_store_end_expired (store, invites_time_now (), &changed,
                                  &n_unknown, error))
    return FALSE;
  if (n_unknown > 0)
    g_message ("%u deliveries of a service that is gone are unknown",
               n_unknown);
  for (guint i = 0; changed != NULL && self->changed != NULL
                    && i < changed->len; i++)
    self->changed (g_ptr_array_index (changed, i), self->user_data);
  return TRUE;
}

/* Something may be due, or may be claimed again. What has kept us from renewing
 * the lease may have kept the others too: they get time to do it. */
static void
wake (InvitesSender *self, gint64 spare_until)
{
  g_mutex_lock (&self->mutex);
  self->woken = TRUE;
  self->spare_until = MAX (self->spare_until, spare_until);
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

static gboolean
renew (Keeper *self, GError **error)
{
  InvitesSender *sender = self->sender;
  gint64 service = invites_lease_get_service (sender->lease);
  gint64 begin = invites_lease_get_clock ();
  gboolean holds;

  if (!invites_store_renew_lease (sender->keeper_store, service, &holds, error))
    return FALSE;
  if (holds)
    {
      invites_lease_set (sender->lease, service, get_end (sender, begin));
      return TRUE;
    }
  g_message ("This service was taken for gone; it goes on as another one");
  return invites_sender_register (sender, sender->keeper_store, error);
}

static void
keep (Keeper *self)
{
  InvitesLease *lease = self->sender->lease;
  g_autoptr(GError) error = NULL;
  gboolean lapsed = !invites_lease_holds (lease,
                                          invites_lease_get_service (lease));
  gboolean failed = !renew (self, &error);

  if (failed && !self->failed)
    g_message ("The lease cannot be renewed: %s", error->message);
  self->failed = failed;
  wake (self->sender,
        lapsed ? invites_lease_get_clock () + self->length : 0);
}

/* FALSE when the sender has ended. */
static gboolean
wait_until_time (InvitesSender *self, gint64 until)
{
  gboolean goes_on;

  g_mutex_lock (&self->mutex);
  while (!self->ended && g_cond_wait_until (&self->cond, &self->mutex, until))
    ;
  goes_on = !self->ended;
  g_mutex_unlock (&self->mutex);
  return goes_on;
}

/* Renews the lease until the sender has ended. To look after others may take
 * long, as behind an import: that must not come on top of the time between two
 * renewals. @data: the InvitesSender. Returns NULL. */
gpointer
invites_sender_run_keeper (gpointer data)
{
  Keeper self = { .sender = data, .length = get_length (data) };
  gint64 interval = self.length / RENEWALS;
  gint64 next = g_get_monotonic_time () + interval;

  while (wait_until_time (self.sender, next))
    {
      next = g_get_monotonic_time ();
      keep (&self);
      next += self.failed ? MIN (interval, RETRY_TIME) : interval;
    }
  return NULL;
}
