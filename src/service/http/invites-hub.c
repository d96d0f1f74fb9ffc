/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/http/invites-hub.h"

/* How long what was said of a running send, or of a division, stays said. */
#define LASTING         G_USEC_PER_SEC
/* How many who wait are woken at once, and the time that all have together. */
#define AT_ONCE         10
#define ALL_WOKEN       (G_USEC_PER_SEC / 2)
/* The longest pause after some, in µs. */
#define BREATH          5000
/* What the topics of divisions begin with. */
#define DIVISION_PREFIX "division "
/* Topics beyond this are forgotten when nobody watches and nothing happens. */
#define MANY_TOPICS     1000
#define STALE           (300 * G_USEC_PER_SEC)

typedef struct
{
  gpointer waiter;
  guint64  serial;   /* what it knows */
  gint64   deadline; /* monotonic, µs */
} Waiter;

/* A send, or the contacts of a division, that somebody asks for or that
 * changes. */
typedef struct
{
  guint64         serial;       /* of the last change */
  guint64         state_serial; /* of the last change of state */
  gint64          touched_at;   /* monotonic, µs */
  gint64          published_at; /* monotonic, µs */
  InvitesReading *published;    /* (owned) (nullable): of a running send */
  guint64         told_serial;  /* of a division: what everybody is told */
  gint64          told_at;      /* monotonic, µs; 0: not yet, or a send */
  InvitesTime     told_time;
  GArray         *waiters;      /* (owned) (element-type Waiter) */
} Topic;

typedef struct
{
  gpointer    waiter;
  InvitesWake why;
} Wakening;

struct _InvitesHub
{
  /* Constant. */
  InvitesWakeFunc  wake;
  gpointer         user_data;
  guint            max_waiters;
  guint64          nonce;   /* no other service's, nor an earlier one's */
  GThread         *thread;  /* (owned) (nullable): ended by stop */

  /* Under the mutex. */
  GMutex           mutex;
  GCond            cond;
  GHashTable      *topics;  /* (owned) (element-type utf8 Topic) */
  guint64          serial;
  guint64          all_serial; /* what a topic has of which nothing is known */
  guint            n_waiters;
  gint64           next_due; /* when the thread wakes by itself */
  gboolean         stopping;
};

/**
 * invites_reading_new:
 *
 * Returns: (transfer full): an empty reading
 */
InvitesReading *
invites_reading_new (void)
{
  return g_new0 (InvitesReading, 1);
}

/**
 * invites_reading_copy:
 * @self: a reading
 *
 * Returns: (transfer full): a copy; the body is shared
 */
InvitesReading *
invites_reading_copy (const InvitesReading *self)
{
  InvitesReading *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->division = g_strdup (self->division);
  copy->topic = g_strdup (self->topic);
  copy->body = self->body != NULL ? g_bytes_ref (self->body) : NULL;
  copy->etag = g_strdup (self->etag);
  return copy;
}

/**
 * invites_reading_free:
 * @self: (transfer full) (nullable): a reading
 *
 * Frees a reading.
 */
void
invites_reading_free (InvitesReading *self)
{
  if (self == NULL)
    return;

  g_free (self->topic);
  g_free (self->division);
  g_clear_pointer (&self->body, g_bytes_unref);
  g_free (self->etag);
  g_free (self);
}

static void
topic_free (Topic *topic)
{
  g_clear_pointer (&topic->published, invites_reading_free);
  g_array_unref (topic->waiters);
  g_free (topic);
}

static void
forget_stale_topics (InvitesHub *self,
                     gint64      now)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->topics);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      const Topic *topic = value;

      if (topic->waiters->len == 0 && topic->touched_at + STALE < now)
        g_hash_table_iter_remove (&iter);
    }

  /* When one comes back, it is not what it was. */
  self->all_serial = ++self->serial;
}

static Topic *
get_topic (InvitesHub *self,
           const char *uuid)
{
  gint64 now = g_get_monotonic_time ();
  Topic *topic = g_hash_table_lookup (self->topics, uuid);

  if (topic == NULL)
    {
      if (g_hash_table_size (self->topics) >= MANY_TOPICS)
        forget_stale_topics (self, now);
      topic = g_new0 (Topic, 1);
      topic->serial = self->all_serial;
      topic->waiters = g_array_new (FALSE, FALSE, sizeof (Waiter));
      g_hash_table_insert (self->topics, g_strdup (uuid), topic);
    }
  topic->touched_at = now;
  return topic;
}

/* Whether what was published still stands. */
static gboolean
is_fresh (const Topic *topic,
          gint64       now)
{
  return topic->published != NULL
         && topic->published->serial >= topic->state_serial
         && now < topic->published_at + LASTING;
}

/* When a waiter has to be told of a change: G_MAXINT64 for not at all. */
static gint64
get_change_due (const Topic  *topic,
                const Waiter *waiter)
{
  if (topic->serial <= waiter->serial)
    return G_MAXINT64;
  if (topic->told_at != 0)
    return topic->told_serial > waiter->serial ? 0 : topic->told_at + LASTING;
  if (topic->published == NULL || topic->state_serial > waiter->serial)
    return 0;

  return topic->published_at + LASTING;
}

static void
collect_due (InvitesHub *self,
             Topic      *topic,
             gint64      now,
             GArray     *due)
{
  guint i = 0;

  while (i < topic->waiters->len)
    {
      const Waiter *waiter = &g_array_index (topic->waiters, Waiter, i);
      gint64 change_due = get_change_due (topic, waiter);
      Wakening wakening = { waiter->waiter, INVITES_WAKE_CHANGED };

      if (self->stopping)
        wakening.why = INVITES_WAKE_STOPPING;
      else if (waiter->deadline <= now)
        wakening.why = INVITES_WAKE_TIME_OVER;
      else if (change_due > now)
        {
          self->next_due = MIN (self->next_due,
                                MIN (change_due, waiter->deadline));
          i++;
          continue;
        }

      g_array_append_val (due, wakening);
      g_array_remove_index_fast (topic->waiters, i);
      self->n_waiters--;
    }
}

static GArray *
collect_all_due (InvitesHub *self)
{
  GArray *due = g_array_new (FALSE, FALSE, sizeof (Wakening));
  gint64 now = g_get_monotonic_time ();
  GHashTableIter iter;
  gpointer topic;

  self->next_due = G_MAXINT64;
  g_hash_table_iter_init (&iter, self->topics);
  while (g_hash_table_iter_next (&iter, NULL, &topic))
    collect_due (self, topic, now, due);

  return due;
}

/* Those who wait for the same are told one after the other, within half a
 * second, and leave room in it for those who ask something else. */
static void
wake_all (InvitesHub *self,
          GArray     *due)
{
  gulong breath = MIN (BREATH, ALL_WOKEN / (due->len / AT_ONCE + 1));

  for (guint i = 0; i < due->len; i++)
    {
      const Wakening *wakening = &g_array_index (due, Wakening, i);

      if (i > 0 && i % AT_ONCE == 0 && wakening->why != INVITES_WAKE_STOPPING)
        g_usleep (breath);
      self->wake (wakening->waiter, wakening->why, self->user_data);
    }
}

static void
sleep_until_due (InvitesHub *self)
{
  if (self->stopping)
    return;
  if (self->next_due == G_MAXINT64)
    g_cond_wait (&self->cond, &self->mutex);
  else if (self->next_due > g_get_monotonic_time ())
    g_cond_wait_until (&self->cond, &self->mutex, self->next_due);
}

static gpointer
watch (gpointer data)
{
  InvitesHub *self = data;
  gboolean stopping = FALSE;

  while (!stopping)
    {
      g_autoptr(GArray) due = NULL;

      g_mutex_lock (&self->mutex);
      sleep_until_due (self);
      stopping = self->stopping;
      due = collect_all_due (self);
      g_mutex_unlock (&self->mutex);

      wake_all (self, due);
    }

  return NULL;
}

/**
 * invites_hub_new:
 * @max_waiters: how many requests may wait at once
 * @wake: (scope forever): called from the hub's thread, once for each waiter
 * @user_data: for @wake
 *
 * Starts a hub.
 *
 * Returns: (transfer full): the hub
 */
InvitesHub *
invites_hub_new (guint           max_waiters,
                 InvitesWakeFunc wake,
                 gpointer        user_data)
{
  InvitesHub *self;

  g_return_val_if_fail (wake != NULL, NULL);

  self = g_new0 (InvitesHub, 1);
  self->wake = wake;
  self->user_data = user_data;
  self->max_waiters = max_waiters;
  self->next_due = G_MAXINT64;
  self->nonce = ((guint64) g_random_int () << 32) | g_random_int ();
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
  self->topics = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        (GDestroyNotify) topic_free);
  self->thread = g_thread_new ("hub", watch, self);
  return self;
}

/**
 * invites_hub_stop:
 * @self: a hub
 *
 * Wakes everybody who waits; from now on nobody can. May be called twice.
 */
void
invites_hub_stop (InvitesHub *self)
{
  g_return_if_fail (self != NULL);

  if (self->thread == NULL)
    return;

  g_mutex_lock (&self->mutex);
  self->stopping = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
  g_thread_join (g_steal_pointer (&self->thread));
}

/**
 * invites_hub_free:
 * @self: (transfer full) (nullable): a hub
 *
 * Stops and frees a hub.
 */
void
invites_hub_free (InvitesHub *self)
{
  if (self == NULL)
    return;

  invites_hub_stop (self);
  g_hash_table_unref (self->topics);
  g_cond_clear (&self->cond);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

static void
note_change_of (InvitesHub *self,
                Topic      *topic,
                gboolean    of_state)
{
  topic->serial = ++self->serial;
  if (of_state)
    topic->state_serial = topic->serial;

  /* The thread need not be woken when it will wake in time by itself. */
  if (topic->waiters->len > 0)
    {
      gint64 due = of_state || (topic->published == NULL && topic->told_at == 0)
                     ? 0
                     : MAX (topic->published_at, topic->told_at) + LASTING;

      if (due < self->next_due)
        {
          self->next_due = due;
          g_cond_signal (&self->cond);
        }
    }
}

static void
note_change (InvitesHub *self,
             const char *uuid,
             gboolean    of_state)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker
    = g_mutex_locker_new (&self->mutex);

  note_change_of (self, get_topic (self, uuid), of_state);
}

/**
 * invites_hub_send_changed:
 * @self: a hub
 * @uuid: a send
 *
 * Tells that numbers of a send have changed.
 */
void
invites_hub_send_changed (InvitesHub *self,
                          const char *uuid)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (uuid != NULL);

  note_change (self, uuid, FALSE);
}

/**
 * invites_hub_send_state_changed:
 * @self: a hub
 * @uuid: a send
 *
 * Tells that a send was started or stopped: whatever was published of it no
 * longer stands.
 */
void
invites_hub_send_state_changed (InvitesHub *self,
                                const char *uuid)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (uuid != NULL);

  note_change (self, uuid, TRUE);
}

/**
 * invites_hub_all_changed:
 * @self: a hub
 *
 * Tells that something has changed that is said of every send. Sends of which
 * nothing is said otherwise read the same, and go on to be waited for.
 */
void
invites_hub_all_changed (InvitesHub *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker = NULL;
  GHashTableIter iter;
  gpointer topic;

  g_return_if_fail (self != NULL);

  locker = g_mutex_locker_new (&self->mutex);
  g_hash_table_iter_init (&iter, self->topics);
  while (g_hash_table_iter_next (&iter, NULL, &topic))
    note_change_of (self, topic, FALSE);
  self->all_serial = ++self->serial;
}

/* No send's UUID. */
static char *
dup_division_topic (const char *division)
{
  return g_strconcat (DIVISION_PREFIX, division, NULL);
}

/**
 * invites_hub_division_changed:
 * @self: a hub
 * @division: (nullable): a division's id, or %NULL for all
 *
 * Tells that contacts of a division have changed.
 */
void
invites_hub_division_changed (InvitesHub *self,
                              const char *division)
{
  g_autoptr(GMutexLocker) locker = NULL;
  g_autofree char *topic = NULL;
  GHashTableIter iter;
  gpointer key, value;

  g_return_if_fail (self != NULL);

  if (division != NULL)
    {
      topic = dup_division_topic (division);
      note_change (self, topic, FALSE);
      return;
    }

  locker = g_mutex_locker_new (&self->mutex);
  g_hash_table_iter_init (&iter, self->topics);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      if (g_str_has_prefix (key, DIVISION_PREFIX))
        note_change_of (self, value, FALSE);
    }
  self->all_serial = ++self->serial;
}

/**
 * invites_hub_read_division:
 * @self: a hub
 * @division: a division's id
 *
 * Finds what everybody is told of the contacts of a division at this moment,
 * which changes at most once a second.
 *
 * Returns: (transfer full): what to say; it has no body
 */
InvitesReading *
invites_hub_read_division (InvitesHub *self,
                           const char *division)
{
  g_autoptr(GMutexLocker) locker = NULL;
  g_autofree char *key = NULL;
  InvitesReading *reading;
  gint64 now = g_get_monotonic_time ();
  Topic *topic;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (division != NULL, NULL);

  key = dup_division_topic (division);
  locker = g_mutex_locker_new (&self->mutex);
  topic = get_topic (self, key);
  if (topic->told_at == 0
      || (topic->serial > topic->told_serial
          && now >= topic->told_at + LASTING))
    {
      topic->told_serial = topic->serial;
      topic->told_at = now;
      topic->told_time = invites_time_now ();
    }

  reading = invites_reading_new ();
  reading->topic = g_steal_pointer (&key);
  reading->division = g_strdup (division);
  reading->serial = topic->told_serial;
  reading->as_of = topic->told_time;
  reading->etag = g_strdup_printf ("\"%016" G_GINT64_MODIFIER "x-%"
                                   G_GUINT64_FORMAT "\"",
                                   self->nonce, topic->told_serial);
  return reading;
}

/**
 * invites_hub_lookup:
 * @self: a hub
 * @uuid: a send
 * @serial: (out): what a reading that begins now has as its serial
 *
 * Looks for what was published of a running send less than a second ago.
 *
 * Returns: (transfer full) (nullable): it, or %NULL when the send must be read
 */
InvitesReading *
invites_hub_lookup (InvitesHub *self,
                    const char *uuid,
                    guint64    *serial)
{
  g_autoptr(GMutexLocker) locker = NULL;
  const Topic *topic;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (uuid != NULL, NULL);
  g_return_val_if_fail (serial != NULL, NULL);

  locker = g_mutex_locker_new (&self->mutex);
  topic = g_hash_table_lookup (self->topics, uuid);
  *serial = topic != NULL ? topic->serial : self->all_serial;
  if (topic == NULL || !is_fresh (topic, g_get_monotonic_time ()))
    return NULL;

  return invites_reading_copy (topic->published);
}

/**
 * invites_hub_publish:
 * @self: a hub
 * @uuid: a send
 * @reading: what was read of it
 *
 * Publishes a reading of a running send, unless another thread was faster:
 * then what that one read is what everybody says.
 *
 * Returns: (transfer full) (nullable): what to say, or %NULL when the state
 *   has changed since the reading began, so that it must be read again
 */
InvitesReading *
invites_hub_publish (InvitesHub           *self,
                     const char           *uuid,
                     const InvitesReading *reading)
{
  g_autoptr(GMutexLocker) locker = NULL;
  gint64 now = g_get_monotonic_time ();
  Topic *topic;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (uuid != NULL, NULL);
  g_return_val_if_fail (reading != NULL, NULL);

  locker = g_mutex_locker_new (&self->mutex);
  topic = g_hash_table_lookup (self->topics, uuid);
  if (topic != NULL && topic->state_serial > reading->serial)
    return NULL;

  if (!reading->running)
    {
      if (topic != NULL)
        g_clear_pointer (&topic->published, invites_reading_free);
      return invites_reading_copy (reading);
    }

  topic = get_topic (self, uuid);
  if (!is_fresh (topic, now))
    {
      g_clear_pointer (&topic->published, invites_reading_free);
      topic->published = invites_reading_copy (reading);
      topic->published_at = now;
    }
  return invites_reading_copy (topic->published);
}

/**
 * invites_hub_wait:
 * @self: a hub
 * @topic: a send, or a division's topic as its reading names it
 * @serial: the serial of what the waiter knows
 * @deadline: until when, monotonic, in µs
 * @waiter: what to wake
 *
 * Lets a request wait until that has changed.
 *
 * Returns: %FALSE when too many wait, or the hub is stopping
 */
gboolean
invites_hub_wait (InvitesHub *self,
                  const char *topic,
                  guint64     serial,
                  gint64      deadline,
                  gpointer    waiter)
{
  g_autoptr(GMutexLocker) locker = NULL;
  Waiter item = { waiter, serial, deadline };
  gint64 due;
  Topic *found;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (topic != NULL, FALSE);

  locker = g_mutex_locker_new (&self->mutex);
  if (self->stopping || self->n_waiters >= self->max_waiters)
    return FALSE;

  found = get_topic (self, topic);
  g_array_append_val (found->waiters, item);
  self->n_waiters++;
  due = MIN (deadline, get_change_due (found, &item));
  if (due < self->next_due)
    {
      self->next_due = due;
      g_cond_signal (&self->cond);
    }
  return TRUE;
}
