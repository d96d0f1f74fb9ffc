/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/index/invites-index-private.h"

#include <string.h>

/* How long who asks waits for what was just changed, in µs. To catch up takes
 * far less, unless the database is busy. */
#define PATIENCE       (100 * G_TIME_SPAN_MILLISECOND)
#define CHECK_PATIENCE (10 * G_TIME_SPAN_SECOND)

/* While nothing has changed for so long, a division is checked so often. */
#define QUIET          (30 * G_TIME_SPAN_SECOND)
#define CHECK_INTERVAL (60 * G_TIME_SPAN_SECOND)

/* The gate keeps the writer from waiting for ever behind readers. */
InvitesIndexShard *
invites_index_enter (InvitesIndex *self,
                     const char   *division)
{
  g_mutex_lock (&self->gate);
  g_rw_lock_reader_lock (&self->lock);
  g_mutex_unlock (&self->gate);
  return g_hash_table_lookup (self->shards, division);
}

void
invites_index_leave (InvitesIndex *self)
{
  g_rw_lock_reader_unlock (&self->lock);
}

static gboolean
has_shard (InvitesIndex *self,
           const char   *division)
{
  gboolean found = invites_index_enter (self, division) != NULL;

  invites_index_leave (self);
  return found;
}

gboolean
invites_index_wait (InvitesIndex *self,
                    gint64        acts,
                    gint64        patience)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker
    = g_mutex_locker_new (&self->mutex);
  guint64 touched = self->touched;
  gint64 until = 0;

  while (self->reached < touched || self->acts < acts)
    {
      if (self->stopping)
        return FALSE;
      if (until == 0)
        {
          until = g_get_monotonic_time () + patience;
          self->awake = TRUE;
          g_cond_signal (&self->wake);
        }
      if (!g_cond_wait_until (&self->caught_up, &self->mutex, until))
        return FALSE;
    }

  return !self->stopping;
}

/**
 * invites_index_count:
 * @self: an index
 * @filter: a filter with a division
 * @acts: the newest act that who asks may know of, as the session says it
 * @now: the present time
 * @counts: (out) (transfer full): how many contacts are in which group
 *
 * Counts the contacts of a division. Everything that this process has changed,
 * and everything up to @acts by whomever, is in it.
 *
 * Returns: %FALSE when the store has to be asked
 */
gboolean
invites_index_count (InvitesIndex         *self,
                     const InvitesFilter  *filter,
                     gint64                acts,
                     InvitesTime           now,
                     InvitesCounts       **counts)
{
  InvitesIndexShard *shard;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (filter != NULL && filter->division != NULL, FALSE);
  g_return_val_if_fail (counts != NULL, FALSE);

  if (!has_shard (self, filter->division)
      || !invites_index_wait (self, acts, PATIENCE))
    return FALSE;

  if ((shard = invites_index_enter (self, filter->division)))
    {
      *counts = invites_counts_new ();
      (*counts)->as_of = now;
      invites_index_shard_count (shard, filter, invites_rules_get_cutoff (now),
                                 *counts);
    }
  invites_index_leave (self);
  return shard != NULL;
}

/**
 * invites_index_list:
 * @self: an index
 * @listing: a page of the contacts of a division
 * @acts: the newest act that who asks may know of, as the session says it
 * @now: the present time
 * @contact_ids: (out) (transfer full) (element-type gint64): the database's
 *   numbers of the contacts on the page, in its order
 * @total: (out): how many there are on all pages
 *
 * Lists contacts, as invites_index_count() counts them.
 *
 * Returns: %FALSE when the store has to be asked, which also knows what is
 *   wrong with @listing
 */
gboolean
invites_index_list (InvitesIndex          *self,
                    const InvitesListing  *listing,
                    gint64                 acts,
                    InvitesTime            now,
                    GArray               **contact_ids,
                    guint64               *total)
{
  const char *division;
  InvitesIndexShard *shard;
  gboolean listed;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (listing != NULL && listing->filter != NULL, FALSE);
  g_return_val_if_fail (contact_ids != NULL && total != NULL, FALSE);

  division = listing->filter->division;
  if (!has_shard (self, division)
      || !invites_index_wait (self, acts, PATIENCE))
    return FALSE;

  shard = invites_index_enter (self, division);
  listed = shard != NULL
           && invites_index_shard_list (shard, listing,
                                        invites_rules_get_cutoff (now),
                                        contact_ids, total, NULL);
  invites_index_leave (self);
  return listed;
}

/**
 * invites_index_is_whole:
 * @self: an index
 *
 * Returns: whether nothing has to be loaded any more
 */
gboolean
invites_index_is_whole (InvitesIndex *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  locker = g_mutex_locker_new (&self->mutex);
  return self->whole;
}

static void
ignore_standing (const char                 *division,
                 gint64                      contact_id,
                 const InvitesIndexStanding *standing,
                 gpointer                    user_data)
{
}

static gboolean
is_same (const InvitesCounts *a,
         const InvitesCounts *b)
{
  return memcmp (&a->filtered, &b->filtered, sizeof a->filtered) == 0
         && memcmp (&a->division, &b->division, sizeof a->division) == 0;
}

static void
note_wrong (InvitesIndex *self,
            const char   *division)
{
  g_warning ("What is in memory of the division %s is wrong: it is read anew",
             division);
  g_mutex_lock (&self->mutex);
  g_queue_push_tail (&self->wrong, g_strdup (division));
  self->touched++;
  self->awake = TRUE;
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->mutex);
}

/**
 * invites_index_compare:
 * @self: an index
 * @store: a connection of the caller's
 * @division: the public id of a division
 * @same: (out): whether they agree; %TRUE when that cannot be told, because
 *   the division is not in memory or something changes all the time
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Holds the counts of a division against the store's, of all contacts and of
 * those with all four check buttons set. A division that is found to be wrong
 * is a defect: it is logged, and the store answers until it is read anew.
 *
 * Returns: whether they could be compared
 */
gboolean
invites_index_compare (InvitesIndex  *self,
                       InvitesStore  *store,
                       const char    *division,
                       gboolean      *same,
                       GError       **error)
{
  g_autoptr(InvitesFilter) filter = invites_filter_new (division);
  g_autoptr(InvitesCounts) held = NULL;
  g_autoptr(InvitesCounts) stored = NULL;
  g_auto(InvitesFeed) feed = { NULL };
  InvitesTime now = invites_time_now ();

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (same != NULL, FALSE);

  *same = TRUE;
  filter->active_service = TRUE;
  filter->balance_due = TRUE;
  filter->billing_contacts = TRUE;
  filter->without_auto_pay = TRUE;

  /* Nothing is committed between the two looks at the feed, and the index has
   * got to the first. */
  if (!invites_store_follow (store, &feed, ignore_standing, NULL, error))
    return FALSE;
  invites_index_touch (self);
  if (!invites_index_wait (self, feed.acts, CHECK_PATIENCE)
      || !invites_index_count (self, filter, feed.acts, now, &held))
    return TRUE;
  if (!(stored = invites_store_count (store, filter, now, error))
      || !invites_store_follow (store, &feed, ignore_standing, NULL, error))
    return FALSE;
  if (feed.anew || feed.n_changed > 0 || is_same (held, stored))
    return TRUE;

  *same = FALSE;
  note_wrong (self, division);
  return TRUE;
}

/* TRUE when there was nothing to do for a while, FALSE when all ends. */
static gboolean
wait_for_quiet (InvitesIndex *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker
    = g_mutex_locker_new (&self->mutex);
  gint64 until = g_get_monotonic_time () + CHECK_INTERVAL;

  while (!self->stopping
         && (g_cond_wait_until (&self->checked, &self->mutex, until)
             || self->changed_at + QUIET > g_get_monotonic_time ()))
    {
      if (until <= g_get_monotonic_time ())
        until = g_get_monotonic_time () + QUIET;
    }

  return !self->stopping;
}

static void
check_next (InvitesIndex *self,
            InvitesStore *store,
            guint         number)
{
  g_auto(GStrv) divisions = NULL;
  g_autoptr(GError) error = NULL;
  guint n_divisions;
  gboolean same;

  divisions = invites_store_list_divisions (store, &error);
  n_divisions = divisions != NULL ? g_strv_length (divisions) : 0;
  if (n_divisions > 0)
    invites_index_compare (self, store, divisions[number % n_divisions], &same,
                           &error);
  if (error != NULL)
    g_debug ("The index cannot be checked: %s", error->message);
}

gpointer
invites_index_check (gpointer data)
{
  InvitesIndex *self = data;
  g_autoptr(InvitesStore) store = NULL;
  g_autoptr(GError) error = NULL;

  if (!(store = invites_store_open (self->database, &error)))
    {
      g_message ("The index is not checked: %s", error->message);
      return NULL;
    }

  for (guint number = 0; wait_for_quiet (self); number++)
    check_next (self, store, number);

  return NULL;
}
