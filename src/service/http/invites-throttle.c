/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/http/invites-throttle.h"

/* Keys beyond this push out the one that was tried longest ago: memory stays
 * bounded, whatever is tried. */
#define MAX_KEYS 20000

struct _InvitesThrottle
{
  GMutex      mutex;
  guint       limit;
  gint64      window;   /* µs */
  GHashTable *attempts; /* (owned) (element-type utf8 GArray<gint64>): when,
                           oldest first */
};

/**
 * invites_throttle_new:
 * @limit: how many attempts a key has
 * @window: over how many seconds
 *
 * Makes a throttle that has seen nothing.
 *
 * Returns: (transfer full): the throttle
 */
InvitesThrottle *
invites_throttle_new (guint limit,
                      guint window)
{
  InvitesThrottle *self;

  g_return_val_if_fail (limit > 0, NULL);
  g_return_val_if_fail (window > 0, NULL);

  self = g_new0 (InvitesThrottle, 1);
  g_mutex_init (&self->mutex);
  self->limit = limit;
  self->window = window * G_USEC_PER_SEC;
  self->attempts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) g_array_unref);
  return self;
}

/**
 * invites_throttle_free:
 * @self: (transfer full) (nullable): a throttle
 *
 * Forgets everything.
 */
void
invites_throttle_free (InvitesThrottle *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->attempts);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

static gint64
get_last (GArray *times)
{
  return times->len > 0 ? g_array_index (times, gint64, times->len - 1) : 0;
}

static void
forget_before (GArray *times,
               gint64  start)
{
  guint n = 0;

  while (n < times->len && g_array_index (times, gint64, n) <= start)
    n++;
  if (n > 0)
    g_array_remove_range (times, 0, n);
}

static void
make_room (InvitesThrottle *self,
           gint64           now)
{
  GHashTableIter iter;
  gpointer key, times;
  const char *oldest = NULL;
  gint64 oldest_time = G_MAXINT64;

  if (g_hash_table_size (self->attempts) < MAX_KEYS)
    return;

  g_hash_table_iter_init (&iter, self->attempts);
  while (g_hash_table_iter_next (&iter, &key, &times))
    {
      gint64 last = get_last (times);

      if (last <= now - self->window)
        {
          g_hash_table_iter_remove (&iter);
        }
      else if (last < oldest_time)
        {
          oldest_time = last;
          oldest = key;
        }
    }
  if (g_hash_table_size (self->attempts) >= MAX_KEYS)
    g_hash_table_remove (self->attempts, oldest);
}

static GArray *
get_times (InvitesThrottle *self,
           const char      *key,
           gint64           now)
{
  GArray *times = g_hash_table_lookup (self->attempts, key);

  if (times == NULL)
    {
      make_room (self, now);
      times = g_array_new (FALSE, FALSE, sizeof (gint64));
      g_hash_table_insert (self->attempts, g_strdup (key), times);
    }
  forget_before (times, now - self->window);
  return times;
}

/**
 * invites_throttle_take:
 * @self: a throttle
 * @key: who tries
 * @error: %INVITES_ERROR_TOO_MANY_ATTEMPTS, with the seconds to wait
 *
 * Counts an attempt that is about to be made as a failure.
 *
 * Returns: %TRUE when it may be made
 */
gboolean
invites_throttle_take (InvitesThrottle *self,
                       const char      *key,
                       GError         **error)
{
  g_autoptr(GMutexLocker) locker = NULL;
  g_autoptr(GError) refusal = NULL;
  gint64 now = g_get_monotonic_time ();
  gint64 wait;
  GArray *times;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (key != NULL, FALSE);

  locker = g_mutex_locker_new (&self->mutex);
  times = get_times (self, key, now);
  if (times->len < self->limit)
    {
      g_array_append_val (times, now);
      return TRUE;
    }

  wait = g_array_index (times, gint64, 0) + self->window - now;
  refusal = g_error_new_literal (INVITES_ERROR,
                                 INVITES_ERROR_TOO_MANY_ATTEMPTS,
                                 "Too many attempts; try again later");
  invites_error_set_retry_after (
    refusal, (guint) MAX ((wait + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC, 1));
  g_propagate_error (error, g_steal_pointer (&refusal));
  return FALSE;
}

/**
 * invites_throttle_give_back:
 * @self: a throttle
 * @key: who tried
 *
 * Takes back one attempt that turned out to be no failure.
 */
void
invites_throttle_give_back (InvitesThrottle *self,
                            const char      *key)
{
  g_autoptr(GMutexLocker) locker = NULL;
  GArray *times;

  g_return_if_fail (self != NULL);
  g_return_if_fail (key != NULL);

  locker = g_mutex_locker_new (&self->mutex);
  times = g_hash_table_lookup (self->attempts, key);
  if (times != NULL && times->len > 0)
    g_array_set_size (times, times->len - 1);
}

/**
 * invites_throttle_reset:
 * @self: a throttle
 * @key: who succeeded
 *
 * Forgets the attempts of @key.
 */
void
invites_throttle_reset (InvitesThrottle *self,
                        const char      *key)
{
  g_autoptr(GMutexLocker) locker = NULL;

  g_return_if_fail (self != NULL);
  g_return_if_fail (key != NULL);

  locker = g_mutex_locker_new (&self->mutex);
  g_hash_table_remove (self->attempts, key);
}
