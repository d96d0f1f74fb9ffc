/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/index/invites-index-loader.h"

/* Before another try, when the database is away. Milliseconds. */
#define RETRY 1000

struct _InvitesIndexLoader
{
  /* Constant. */
  char              *database;  /* (owned) */
  char              *division;  /* (owned) (nullable): NULL: all */
  InvitesLoadedFunc  func;
  gpointer           user_data;
  GThread           *thread;    /* (owned) */

  GMutex             mutex;
  GCond              cond;
  gboolean           cancelled; /* under the mutex */
};

/**
 * invites_loaded_free:
 * @self: (transfer full) (nullable): a loaded division
 *
 * Frees a division with its shard.
 */
void
invites_loaded_free (InvitesLoaded *self)
{
  if (self == NULL)
    return;

  g_free (self->division);
  g_clear_pointer (&self->shard, invites_index_shard_free);
  g_free (self->position);
  g_free (self);
}

static gboolean
is_cancelled (InvitesIndexLoader *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker
    = g_mutex_locker_new (&self->mutex);

  return self->cancelled;
}

static void
ignore_standing (const char                 *division,
                 gint64                      contact_id,
                 const InvitesIndexStanding *standing,
                 gpointer                    user_data)
{
}

/* The position is read first: what changes while the division is being read
 * is told afterwards, a second time to what has it already. */
static InvitesLoaded *
load (InvitesIndexLoader  *self,
      InvitesStore        *store,
      const char          *division,
      GError             **error)
{
  g_autoptr(InvitesLoaded) loaded = g_new0 (InvitesLoaded, 1);
  g_autoptr(InvitesIndexBuilder) builder = invites_index_builder_new ();
  g_auto(InvitesFeed) feed = { NULL };

  if (!invites_store_follow (store, &feed, ignore_standing, NULL, error)
      || !invites_store_load_division (store, division, builder, error))
    return NULL;

  loaded->division = g_strdup (division);
  loaded->position = g_steal_pointer (&feed.position);
  loaded->shard = invites_index_builder_end (g_steal_pointer (&builder));
  return g_steal_pointer (&loaded);
}

static gboolean
load_all (InvitesIndexLoader  *self,
          GError             **error)
{
  g_autoptr(InvitesStore) store = NULL;
  g_auto(GStrv) divisions = NULL;

  if (!(store = invites_store_open (self->database, error)))
    return FALSE;
  if (self->division != NULL)
    divisions = g_strdupv ((char *[]) { self->division, NULL });
  else if (!(divisions = invites_store_list_divisions (store, error)))
    return FALSE;

  for (char **division = divisions; *division != NULL; division++)
    {
      InvitesLoaded *loaded;

      if (is_cancelled (self))
        return TRUE;
      if (!(loaded = load (self, store, *division, error)))
        return FALSE;
      self->func (loaded, self->user_data);
    }

  return TRUE;
}

/* FALSE when there is no reason to wait any longer. */
static gboolean
wait_for_retry (InvitesIndexLoader *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker
    = g_mutex_locker_new (&self->mutex);
  gint64 until = g_get_monotonic_time () + RETRY * G_TIME_SPAN_MILLISECOND;

  while (!self->cancelled
         && g_cond_wait_until (&self->cond, &self->mutex, until))
    ;
  return !self->cancelled;
}

static gpointer
run (gpointer data)
{
  InvitesIndexLoader *self = data;
  g_autoptr(GError) error = NULL;

  while (!load_all (self, &error))
    {
      g_message ("The contacts cannot be read: %s", error->message);
      g_clear_error (&error);
      if (!wait_for_retry (self))
        break;
    }

  self->func (NULL, self->user_data);
  return NULL;
}

/**
 * invites_index_loader_start:
 * @database: where the data lives
 * @division: (nullable): the division to load, or %NULL for all
 * @func: (scope forever): gets each division as soon as it is there, and %NULL
 *   at the end, in the loader's own thread
 * @user_data: for @func
 *
 * Begins to load. While the database is away it is tried again.
 *
 * Returns: (transfer full): the loader
 */
InvitesIndexLoader *
invites_index_loader_start (const char        *database,
                            const char        *division,
                            InvitesLoadedFunc  func,
                            gpointer           user_data)
{
  InvitesIndexLoader *self;

  g_return_val_if_fail (database != NULL, NULL);
  g_return_val_if_fail (func != NULL, NULL);

  self = g_new0 (InvitesIndexLoader, 1);
  self->database = g_strdup (database);
  self->division = g_strdup (division);
  self->func = func;
  self->user_data = user_data;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->thread = g_thread_new ("index-loader", run, self);
  return self;
}

/**
 * invites_index_loader_cancel:
 * @self: a loader
 *
 * Lets it end after the division that it is at. Does not wait for that.
 */
void
invites_index_loader_cancel (InvitesIndexLoader *self)
{
  g_return_if_fail (self != NULL);

  g_mutex_lock (&self->mutex);
  self->cancelled = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
}

/**
 * invites_index_loader_free:
 * @self: (transfer full) (nullable): a loader
 *
 * Cancels and frees it, once its thread has ended.
 */
void
invites_index_loader_free (InvitesIndexLoader *self)
{
  if (self == NULL)
    return;

  invites_index_loader_cancel (self);
  g_thread_join (self->thread);
  g_cond_clear (&self->cond);
  g_mutex_clear (&self->mutex);
  g_free (self->database);
  g_free (self->division);
  g_free (self);
}
