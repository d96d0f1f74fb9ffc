/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/http/invites-pool.h"

struct _InvitesPool
{
  /* Constant. */
  InvitesJobFunc  func;
  gpointer        user_data;
  guint           max_waiting;
  GPtrArray      *stores;  /* (owned) (element-type InvitesStore): one each */
  GPtrArray      *threads; /* (owned) (element-type GThread) */

  /* Under the mutex. */
  GMutex          mutex;
  GCond           cond;
  GQueue          jobs;
  gboolean        ending;
};

typedef struct
{
  InvitesPool  *pool;
  InvitesStore *store; /* (unowned): the pool's */
} Worker;

static gpointer
wait_for_job (InvitesPool *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker
    = g_mutex_locker_new (&self->mutex);

  while (g_queue_is_empty (&self->jobs) && !self->ending)
    g_cond_wait (&self->cond, &self->mutex);

  return g_queue_pop_head (&self->jobs);
}

static gpointer
work (gpointer data)
{
  g_autofree Worker *worker = data;
  gpointer job;

  while ((job = wait_for_job (worker->pool)) != NULL)
    worker->pool->func (job, worker->store, worker->pool->user_data);

  return NULL;
}

static gboolean
add_worker (InvitesPool *self,
            const char  *name,
            const char  *database,
            GError     **error)
{
  InvitesStore *store;
  GThread *thread;
  Worker *worker;

  if (!(store = invites_store_open_again (database, error)))
    return FALSE;
  g_ptr_array_add (self->stores, store);

  worker = g_new0 (Worker, 1);
  worker->pool = self;
  worker->store = store;
  thread = g_thread_try_new (name, work, worker, error);
  if (thread == NULL)
    {
      g_free (worker);
      return FALSE;
    }
  g_ptr_array_add (self->threads, thread);
  return TRUE;
}

/**
 * invites_pool_new:
 * @name: of the threads, at most 15 octets
 * @n_threads: how many
 * @max_waiting: how many jobs may wait
 * @database: which database each thread opens
 * @func: (scope forever): does a job, in a thread of the pool
 * @user_data: for @func
 * @error: the database cannot be opened
 *
 * Starts the threads.
 *
 * Returns: (transfer full): the pool
 */
InvitesPool *
invites_pool_new (const char    *name,
                  guint          n_threads,
                  guint          max_waiting,
                  const char    *database,
                  InvitesJobFunc func,
                  gpointer       user_data,
                  GError       **error)
{
  g_autoptr(InvitesPool) self = NULL;

  g_return_val_if_fail (name != NULL, NULL);
  g_return_val_if_fail (database != NULL, NULL);
  g_return_val_if_fail (func != NULL, NULL);

  self = g_new0 (InvitesPool, 1);
  self->func = func;
  self->user_data = user_data;
  self->max_waiting = max_waiting;
  self->stores = g_ptr_array_new_with_free_func (g_object_unref);
  self->threads = g_ptr_array_new ();
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  g_queue_init (&self->jobs);

  for (guint i = 0; i < n_threads; i++)
    {
      if (!add_worker (self, name, database, error))
        return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * invites_pool_free:
 * @self: (transfer full) (nullable): a pool
 *
 * Lets the threads do every job that waits, and ends them. Blocks.
 */
void
invites_pool_free (InvitesPool *self)
{
  if (self == NULL)
    return;

  g_mutex_lock (&self->mutex);
  self->ending = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
  for (guint i = 0; i < self->threads->len; i++)
    g_thread_join (g_ptr_array_index (self->threads, i));

  g_ptr_array_unref (self->threads);
  g_ptr_array_unref (self->stores);
  g_cond_clear (&self->cond);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

/**
 * invites_pool_push:
 * @self: a pool
 * @job: (not nullable): what to do
 * @always: also when the queue is full: what is bounded elsewhere
 *
 * Queues a job. May be called from any thread.
 *
 * Returns: %FALSE when the queue is full
 */
gboolean
invites_pool_push (InvitesPool *self,
                   gpointer     job,
                   gboolean     always)
{
  g_autoptr(GMutexLocker) locker = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (job != NULL, FALSE);

  locker = g_mutex_locker_new (&self->mutex);
  if (!always && g_queue_get_length (&self->jobs) >= self->max_waiting)
    return FALSE;

  g_queue_push_tail (&self->jobs, job);
  g_cond_signal (&self->cond);
  return TRUE;
}
