/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/index/invites-index-private.h"

#include <string.h>

/* How often the database is looked at, whoever changes it. Milliseconds. */
#define POLL_INTERVAL  200
/* Changes that are kept for services that were away, and how many more there
 * may be before they are removed. */
#define N_KEPT_CHANGES 500000
#define N_MORE_CHANGES 50000

/* What has changed, gathered before the shards are locked. */
typedef struct
{
  const char           *division; /* (unowned): a key of divisions */
  gint64                contact_id;
  InvitesIndexStanding  standing;
} Change;

typedef struct
{
  GArray     *changes;   /* (owned) (element-type Change) */
  GHashTable *divisions; /* (owned) (element-type utf8): a set */
} Batch;

static void
free_shard (gpointer shard)
{
  invites_index_shard_free (shard);
}

static GHashTable *
new_shards (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_shard);
}

static void
lock_for_writing (InvitesIndex *self)
{
  g_mutex_lock (&self->gate);
  g_rw_lock_writer_lock (&self->lock);
  g_mutex_unlock (&self->gate);
}

static void
gather (const char                 *division,
        gint64                      contact_id,
        const InvitesIndexStanding *standing,
        gpointer                    user_data)
{
  Batch *batch = user_data;
  gpointer known;
  Change change = { NULL, contact_id, *standing };

  if (!g_hash_table_lookup_extended (batch->divisions, division, &known, NULL))
    {
      known = g_strdup (division);
      g_hash_table_add (batch->divisions, known);
    }
  change.division = known;
  g_array_append_val (batch->changes, change);
}

static void
clear_batch (Batch *batch)
{
  g_array_unref (batch->changes);
  g_hash_table_unref (batch->divisions);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Batch, clear_batch)

static void
want_division (InvitesIndex *self,
               const char   *division)
{
  if (g_queue_find_custom (&self->wanted, division,
                           (GCompareFunc) strcmp) == NULL)
    g_queue_push_tail (&self->wanted, g_strdup (division));
}

/* A contact that the shard does not know makes it useless. */
static void
apply_to (InvitesIndex *self,
          GHashTable   *shards,
          const Change *change)
{
  InvitesIndexShard *shard = g_hash_table_lookup (shards, change->division);

  if (shard == NULL
      || invites_index_shard_put (shard, change->contact_id,
                                  &change->standing))
    return;

  g_debug ("A contact of %s is new: it is read anew", change->division);
  g_hash_table_remove (shards, change->division);
  want_division (self, change->division);
}

static void
apply (InvitesIndex *self,
       const Batch  *batch)
{
  if (batch->changes->len == 0
      && g_hash_table_size (self->arriving) == 0)
    return;

  lock_for_writing (self);
  for (guint i = 0; i < batch->changes->len; i++)
    {
      const Change *change = &g_array_index (batch->changes, Change, i);

      apply_to (self, self->shards, change);
      apply_to (self, self->arriving, change);
    }
  g_rw_lock_writer_unlock (&self->lock);
}

/* Everything may be different: nothing is known until it is loaded. */
static void
forget_all (InvitesIndex *self)
{
  lock_for_writing (self);
  g_hash_table_remove_all (self->shards);
  g_rw_lock_writer_unlock (&self->lock);

  g_hash_table_remove_all (self->arriving);
  g_queue_clear_full (&self->wanted, g_free);
  self->wants_all = TRUE;
  self->loader_stale = TRUE;
  g_mutex_lock (&self->mutex);
  self->whole = FALSE;
  g_mutex_unlock (&self->mutex);
  if (self->loader != NULL)
    invites_index_loader_cancel (self->loader);
}

static void
forget_division (InvitesIndex *self,
                 const char   *division)
{
  lock_for_writing (self);
  g_hash_table_remove (self->shards, division);
  g_rw_lock_writer_unlock (&self->lock);
  want_division (self, division);
}

/* What was loaded knows nothing of what has changed since the first of it was
 * begun. */
static void
take_loaded (InvitesIndex *self)
{
  for (;;)
    {
      g_autoptr(InvitesLoaded) loaded = NULL;

      g_mutex_lock (&self->mutex);
      loaded = g_queue_pop_head (&self->loaded);
      g_mutex_unlock (&self->mutex);
      if (loaded == NULL)
        return;
      if (self->loader_stale)
        continue;

      if (g_hash_table_size (self->arriving) == 0)
        {
          g_free (self->arrived);
          self->arrived = g_steal_pointer (&loaded->position);
        }
      g_hash_table_replace (self->arriving, g_steal_pointer (&loaded->division),
                            g_steal_pointer (&loaded->shard));
    }
}

/* Of what is arriving from its own beginning on, of everything else from where
 * we stand: either may be the later. Whoever is told of a change twice is told
 * the later standing last. */
static gboolean
follow (InvitesIndex  *self,
        Batch         *batch,
        GError       **error)
{
  g_auto(InvitesFeed) arrival = { NULL };

  if (g_hash_table_size (self->arriving) > 0)
    {
      arrival.position = g_strdup (self->arrived);
      if (!invites_store_follow (self->store, &arrival, gather, batch, error))
        return FALSE;
    }
  if (!invites_store_follow (self->store, &self->feed, gather, batch, error))
    return FALSE;

  self->feed.anew |= arrival.anew;
  return TRUE;
}

static void
let_arrive (InvitesIndex *self)
{
  GHashTableIter iter;
  gpointer division, shard;

  if (g_hash_table_size (self->arriving) == 0)
    return;

  lock_for_writing (self);
  g_hash_table_iter_init (&iter, self->arriving);
  while (g_hash_table_iter_next (&iter, &division, &shard))
    {
      g_hash_table_iter_steal (&iter);
      g_hash_table_replace (self->shards, division, shard);
    }
  g_rw_lock_writer_unlock (&self->lock);
}

/* In the loader's thread. */
static void
loaded_cb (InvitesLoaded *loaded,
           gpointer       user_data)
{
  InvitesIndex *self = user_data;

  g_mutex_lock (&self->mutex);
  if (loaded != NULL)
    g_queue_push_tail (&self->loaded, loaded);
  else
    self->loader_ended = TRUE;
  self->awake = TRUE;
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->mutex);
}

static void
tell_memory (InvitesIndex *self)
{
  double seconds = (double) (g_get_monotonic_time () - self->load_began) / 1e6;
  GHashTableIter iter;
  gpointer shard;
  guint64 n_contacts = 0;
  gsize memory = 0;

  g_hash_table_iter_init (&iter, self->shards);
  while (g_hash_table_iter_next (&iter, NULL, &shard))
    {
      n_contacts += invites_index_shard_get_size (shard);
      memory += invites_index_shard_get_memory (shard);
    }
  g_message ("%" G_GUINT64_FORMAT " contacts of %u divisions are in memory: "
             "%.1f MB, %.1f s", n_contacts, g_hash_table_size (self->shards),
             (double) memory / 1e6, seconds);
}

/* Ends a loader that has done its work, and begins the next. */
static void
keep_loading (InvitesIndex *self)
{
  g_autofree char *division = NULL;
  gboolean ended, is_whole;

  g_mutex_lock (&self->mutex);
  ended = self->loader_ended && g_queue_is_empty (&self->loaded);
  g_mutex_unlock (&self->mutex);

  if (self->loader != NULL && ended)
    {
      g_clear_pointer (&self->loader, invites_index_loader_free);
      if (!self->loader_stale)
        tell_memory (self);
    }
  if (self->loader != NULL)
    return;

  if (!self->wants_all)
    division = g_queue_pop_head (&self->wanted);
  is_whole = !self->holds_shards || (!self->wants_all && division == NULL);
  g_mutex_lock (&self->mutex);
  self->whole = is_whole;
  self->loader_ended = FALSE;
  g_mutex_unlock (&self->mutex);
  if (is_whole)
    return;

  self->wants_all = FALSE;
  self->loader_stale = FALSE;
  self->load_began = g_get_monotonic_time ();
  self->loader = invites_index_loader_start (self->database, division,
                                             loaded_cb, self);
}

/* Says once that the database is away, and once that it is back. */
static void
note_failure (InvitesIndex *self,
              const GError *error)
{
  if (error != NULL && !self->failing)
    g_message ("What changes cannot be followed: %s", error->message);
  if (error == NULL && self->failing)
    g_message ("What changes is followed again");
  self->failing = error != NULL;
}

static void
publish (InvitesIndex *self,
         guint64       touched)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker
    = g_mutex_locker_new (&self->mutex);

  self->reached = touched;
  self->acts = self->feed.acts;
  if (self->feed.n_changed > 0 || self->feed.anew)
    self->changed_at = g_get_monotonic_time ();
  g_cond_broadcast (&self->caught_up);
}

static void
tell_changed (InvitesIndex *self,
              const Batch  *batch)
{
  GHashTableIter iter;
  gpointer division;

  if (self->feed.anew)
    {
      self->changed (NULL, self->user_data);
      return;
    }

  g_hash_table_iter_init (&iter, batch->divisions);
  while (g_hash_table_iter_next (&iter, &division, NULL))
    self->changed (division, self->user_data);
}

static void
forget_wrong (InvitesIndex *self)
{
  for (;;)
    {
      g_autofree char *division = NULL;

      g_mutex_lock (&self->mutex);
      division = g_queue_pop_head (&self->wrong);
      g_mutex_unlock (&self->mutex);
      if (division == NULL)
        return;
      forget_division (self, division);
    }
}

static void
prune (InvitesIndex *self)
{
  g_autoptr(GError) error = NULL;

  self->n_unpruned += self->feed.n_changed;
  if (self->n_unpruned < N_MORE_CHANGES)
    return;

  self->n_unpruned = 0;
  if (!invites_store_prune_changes (self->store, N_KEPT_CHANGES, &error))
    g_message ("Old changes cannot be removed: %s", error->message);
}

/* Brings the shards to the present. */
static void
catch_up (InvitesIndex *self)
{
  g_auto(Batch) batch = {
    g_array_new (FALSE, FALSE, sizeof (Change)),
    g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL),
  };
  g_autoptr(GError) error = NULL;
  guint64 touched;

  g_mutex_lock (&self->mutex);
  touched = self->touched;
  g_mutex_unlock (&self->mutex);

  take_loaded (self);
  follow (self, &batch, &error);
  note_failure (self, error);
  if (error != NULL)
    return;

  if (self->feed.anew)
    {
      forget_all (self);
    }
  else
    {
      apply (self, &batch);
      let_arrive (self);
    }
  forget_wrong (self);
  keep_loading (self);
  publish (self, touched);
  tell_changed (self, &batch);
  prune (self);
}

static gboolean
wait_for_change (InvitesIndex *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker
    = g_mutex_locker_new (&self->mutex);
  gint64 until = g_get_monotonic_time ()
                 + POLL_INTERVAL * G_TIME_SPAN_MILLISECOND;

  while (!self->stopping && !self->awake
         && g_cond_wait_until (&self->wake, &self->mutex, until))
    ;
  self->awake = FALSE;
  return !self->stopping;
}

static gpointer
run (gpointer data)
{
  InvitesIndex *self = data;

  do
    catch_up (self);
  while (wait_for_change (self));

  g_clear_pointer (&self->loader, invites_index_loader_free);
  return NULL;
}

/**
 * invites_index_new:
 * @database: where the data lives
 * @changed: (scope forever): told of divisions that have changed
 * @user_data: for @changed
 *
 * Makes an index that knows nothing yet.
 *
 * Returns: (transfer full): the index
 */
InvitesIndex *
invites_index_new (const char          *database,
                   InvitesDivisionFunc  changed,
                   gpointer             user_data)
{
  InvitesIndex *self;

  g_return_val_if_fail (database != NULL, NULL);
  g_return_val_if_fail (changed != NULL, NULL);

  self = g_new0 (InvitesIndex, 1);
  self->database = g_strdup (database);
  self->holds_shards = TRUE;
  self->changed = changed;
  self->user_data = user_data;
  self->shards = new_shards ();
  self->arriving = new_shards ();
  self->wants_all = TRUE;
  /* What was left by those who were stopped before they removed any. */
  self->n_unpruned = N_MORE_CHANGES;
  g_mutex_init (&self->gate);
  g_rw_lock_init (&self->lock);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->wake);
  g_cond_init (&self->caught_up);
  g_cond_init (&self->checked);
  g_queue_init (&self->loaded);
  g_queue_init (&self->wrong);
  g_queue_init (&self->wanted);
  return self;
}

/**
 * invites_index_set_empty:
 * @self: an index that is not started yet
 * @empty: whether to hold nothing, and only tell what has changed
 *
 * Lets the store answer everything.
 */
void
invites_index_set_empty (InvitesIndex *self,
                         gboolean      empty)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (self->thread == NULL);

  self->holds_shards = !empty;
}

/**
 * invites_index_start:
 * @self: an index
 * @error: the database cannot be opened
 *
 * Begins to load, and to follow.
 *
 * Returns: whether it does
 */
gboolean
invites_index_start (InvitesIndex  *self,
                     GError       **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (self->thread == NULL, FALSE);

  if (!(self->store = invites_store_open (self->database, error)))
    return FALSE;

  self->thread = g_thread_new ("index", run, self);
  if (self->holds_shards)
    self->checker = g_thread_new ("index-check", invites_index_check, self);
  return TRUE;
}

/**
 * invites_index_stop:
 * @self: an index
 *
 * Ends its threads; from now on the store has to answer. May be called twice.
 */
void
invites_index_stop (InvitesIndex *self)
{
  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->mutex);
  self->stopping = TRUE;
  g_cond_broadcast (&self->wake);
  g_cond_broadcast (&self->caught_up);
  g_cond_broadcast (&self->checked);
  g_mutex_unlock (&self->mutex);
  if (self->thread != NULL)
    g_thread_join (g_steal_pointer (&self->thread));
  if (self->checker != NULL)
    g_thread_join (g_steal_pointer (&self->checker));
}

/**
 * invites_index_free:
 * @self: (transfer full) (nullable): an index
 *
 * Stops and frees an index.
 */
void
invites_index_free (InvitesIndex *self)
{
  if (self == NULL)
    return;

  invites_index_stop (self);
  g_queue_clear_full (&self->loaded, (GDestroyNotify) invites_loaded_free);
  g_queue_clear_full (&self->wrong, g_free);
  g_queue_clear_full (&self->wanted, g_free);
  g_hash_table_unref (self->arriving);
  g_free (self->arrived);
  g_hash_table_unref (self->shards);
  invites_feed_clear (&self->feed);
  g_clear_object (&self->store);
  g_cond_clear (&self->checked);
  g_cond_clear (&self->caught_up);
  g_cond_clear (&self->wake);
  g_mutex_clear (&self->mutex);
  g_rw_lock_clear (&self->lock);
  g_mutex_clear (&self->gate);
  g_free (self->database);
  g_free (self);
}

static void
wake (InvitesIndex *self,
      guint64       n_touches)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker
    = g_mutex_locker_new (&self->mutex);

  self->touched += n_touches;
  self->awake = TRUE;
  g_cond_signal (&self->wake);
}

/**
 * invites_index_touch:
 * @self: an index
 *
 * Tells that this process has changed something about contacts, and has
 * committed it: from now on the index says nothing that does not hold it.
 */
void
invites_index_touch (InvitesIndex *self)
{
  g_return_if_fail (self != NULL);

  wake (self, 1);
}

/**
 * invites_index_wake:
 * @self: an index
 *
 * Tells that somebody may have changed something about contacts, so that the
 * database is looked at now.
 */
void
invites_index_wake (InvitesIndex *self)
{
  g_return_if_fail (self != NULL);

  wake (self, 0);
}
