/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-sender-private.h"

#include "core/invites-error.h"

/* How long to wait before the store is tried again, and before what is due but
 * could not be claimed is looked at again. */
#define RETRY_TIME  G_TIME_SPAN_SECOND
/* For the last results, when the time to stop is over. */
#define GRACE_TIME  (2 * G_TIME_SPAN_SECOND)

G_DEFINE_FINAL_TYPE (InvitesSender, invites_sender, G_TYPE_OBJECT)

/* One transaction, seen from the coordinator. */
typedef struct
{
  guint      n_wanted;
  GPtrArray *claims;  /* (owned) (element-type InvitesDelivery) */
  GPtrArray *changed; /* (owned) (element-type utf8): sends */
} Turn;

static void
turn_clear (Turn *turn)
{
  g_clear_pointer (&turn->claims, g_ptr_array_unref);
  g_clear_pointer (&turn->changed, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Turn, turn_clear)

static GPtrArray *
new_results (void)
{
  return g_ptr_array_new_with_free_func (
    (GDestroyNotify) invites_delivery_result_free);
}

static void
set_store_why (InvitesSender *self, const GError *error)
{
  g_mutex_lock (&self->mutex);
  if (error != NULL && self->store_why == NULL)
    g_message ("The database does not take results: %s", error->message);
  g_free (self->store_why);
  self->store_why = error != NULL ? g_strdup (error->message) : NULL;
  g_mutex_unlock (&self->mutex);
}

/* Under the mutex. */
static guint
count_wanted (InvitesSender *self)
{
  guint n_claimed = g_queue_get_length (&self->claimed);

  if (self->stopping || !self->has_work || self->n_ready <= n_claimed)
    return 0;
  return self->n_ready - n_claimed;
}

/* Under the mutex. */
static gboolean
is_over (InvitesSender *self)
{
  return self->stopping && self->n_busy == 0
         && g_queue_is_empty (&self->claimed);
}

/* Claims that nobody takes any more go back into the queue. Under the mutex. */
static void
give_back_claims (InvitesSender *self)
{
  InvitesDelivery *delivery;

  while ((delivery = g_queue_pop_head (&self->claimed)) != NULL)
    {
      g_ptr_array_add (self->results,
                       invites_delivery_result_new (delivery->delivery_id,
                                                    INVITES_DELIVERY_QUEUED));
      invites_delivery_free (delivery);
    }
}

/* Waits until there is something to do. @look_at: when something will be due,
 * on the monotonic clock, or G_MAXINT64. */
static void
gather (InvitesSender *self, gint64 look_at, GPtrArray *results, Turn *turn,
        gboolean *is_due)
{
  g_mutex_lock (&self->mutex);
  while (!self->woken && self->results->len == 0 && count_wanted (self) == 0
         && !is_over (self) && g_get_monotonic_time () < look_at)
    {
      if (look_at == G_MAXINT64)
        g_cond_wait (&self->for_coordinator, &self->mutex);
      else
        g_cond_wait_until (&self->for_coordinator, &self->mutex, look_at);
    }
  if (self->stopping)
    give_back_claims (self);
  *is_due = self->woken || g_get_monotonic_time () >= look_at;
  self->woken = FALSE;
  turn->n_wanted = count_wanted (self);
  g_ptr_array_extend_and_steal (results, g_steal_pointer (&self->results));
  self->results = new_results ();
  g_mutex_unlock (&self->mutex);
}

static void
hand_out (InvitesSender *self, Turn *turn)
{
  gboolean has_more = turn->claims->len == turn->n_wanted;
  gsize n_claims;
  g_autofree gpointer *claims = g_ptr_array_steal (turn->claims, &n_claims);

  g_mutex_lock (&self->mutex);
  for (gsize i = 0; i < n_claims; i++)
    g_queue_push_tail (&self->claimed, claims[i]);
  if (turn->n_wanted > 0)
    self->has_work = has_more;
  g_cond_broadcast (&self->for_workers);
  g_mutex_unlock (&self->mutex);
}

static void
tell_changed (InvitesSender *self, GPtrArray *sends)
{
  if (sends == NULL || self->changed == NULL)
    return;
  for (guint i = 0; i < sends->len; i++)
    self->changed (g_ptr_array_index (sends, i), self->user_data);
}

/* FALSE when the store failed: results are kept. */
static gboolean
take_turn (InvitesSender *self, GPtrArray *results, Turn *turn)
{
  InvitesTurn wanted = { .results = results, .n_wanted = turn->n_wanted };
  g_autoptr(GError) error = NULL;

  turn->claims = invites_store_turn (self->store, &wanted, self->keys,
                                     invites_time_now (), &turn->changed,
                                     &error);
  set_store_why (self, error);
  if (turn->claims == NULL)
    return FALSE;
  g_ptr_array_set_size (results, 0);
  hand_out (self, turn);
  tell_changed (self, turn->changed);
  return TRUE;
}

static gboolean
get_has_work (InvitesSender *self)
{
  gboolean has_work;

  g_mutex_lock (&self->mutex);
  has_work = self->has_work;
  g_mutex_unlock (&self->mutex);
  return has_work;
}

static void
set_has_work (InvitesSender *self, gboolean has_work)
{
  g_mutex_lock (&self->mutex);
  self->has_work = has_work && !self->stopping;
  g_cond_broadcast (&self->for_workers);
  g_mutex_unlock (&self->mutex);
}

/* Asks the store when something is due. Returns when to look again. */
static gint64
look_ahead (InvitesSender *self)
{
  g_autoptr(GError) error = NULL;
  gint64 now = g_get_monotonic_time ();
  InvitesTime due = INVITES_TIME_NONE;
  InvitesTime wall = invites_time_now ();

  if (!invites_store_find_next_due (self->store, &due, &error))
    {
      set_store_why (self, error);
      return now + RETRY_TIME;
    }
  set_store_why (self, NULL);
  set_has_work (self, due != INVITES_TIME_NONE && due <= wall);
  if (due == INVITES_TIME_NONE || due <= wall)
    return G_MAXINT64;
  return now + (due - wall) * G_TIME_SPAN_SECOND;
}

/* When to look next, after a turn. What is due and was not claimed, although
 * somebody asked, is not asked for again at once: the store has its reasons. */
static gint64
plan (InvitesSender *self, const Turn *turn, gboolean is_due)
{
  gboolean is_dry = turn->n_wanted > 0 && turn->claims->len < turn->n_wanted;

  if (is_dry && (turn->changed == NULL || turn->changed->len == 0))
    return g_get_monotonic_time () + RETRY_TIME;
  if (is_due || !get_has_work (self))
    return look_ahead (self);
  return G_MAXINT64;
}

static void
wait_a_moment (InvitesSender *self)
{
  gint64 until = g_get_monotonic_time () + RETRY_TIME;

  g_mutex_lock (&self->mutex);
  while (!self->ended
         && g_cond_wait_until (&self->for_coordinator, &self->mutex, until))
    ;
  g_mutex_unlock (&self->mutex);
}

/* TRUE when nothing is left to be done for a sender that stops. */
static gboolean
settle (InvitesSender *self, GPtrArray *results)
{
  g_mutex_lock (&self->mutex);
  self->settled = is_over (self) && results->len == 0
                  && self->results->len == 0;
  if (self->settled)
    g_cond_broadcast (&self->for_coordinator);
  g_mutex_unlock (&self->mutex);
  return self->settled;
}

static gboolean
has_ended (InvitesSender *self)
{
  gboolean ended;

  g_mutex_lock (&self->mutex);
  ended = self->ended;
  g_mutex_unlock (&self->mutex);
  return ended;
}

static gpointer
run_coordinator (gpointer data)
{
  InvitesSender *self = data;
  g_autoptr(GPtrArray) results = new_results ();
  gint64 look_at = 0; /* at once: an earlier process may have left work */

  while (!settle (self, results) && !has_ended (self))
    {
      g_auto(Turn) turn = { 0 };
      gboolean is_due;

      gather (self, look_at, results, &turn, &is_due);
      if (results->len == 0 && turn.n_wanted == 0)
        look_at = look_ahead (self);
      else if (take_turn (self, results, &turn))
        look_at = plan (self, &turn, is_due);
      else
        wait_a_moment (self);
    }
  return NULL;
}

static void
invites_sender_dispose (GObject *object)
{
  InvitesSender *self = INVITES_SENDER (object);

  invites_sender_stop (self, 0);
  g_clear_object (&self->relay);
  g_clear_object (&self->keys);
  g_clear_object (&self->store);
  g_clear_object (&self->cut_off);
  G_OBJECT_CLASS (invites_sender_parent_class)->dispose (object);
}

static void
invites_sender_finalize (GObject *object)
{
  InvitesSender *self = INVITES_SENDER (object);

  g_free (self->database);
  g_free (self->public_url);
  g_free (self->relay_why);
  g_free (self->store_why);
  g_ptr_array_unref (self->results);
  g_ptr_array_unref (self->workers);
  g_queue_clear_full (&self->claimed, (GDestroyNotify) invites_delivery_free);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->for_coordinator);
  g_cond_clear (&self->for_workers);
  G_OBJECT_CLASS (invites_sender_parent_class)->finalize (object);
}

static void
invites_sender_class_init (InvitesSenderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = invites_sender_dispose;
  G_OBJECT_CLASS (klass)->finalize = invites_sender_finalize;
}

static void
invites_sender_init (InvitesSender *self)
{
  g_mutex_init (&self->mutex);
  g_cond_init (&self->for_coordinator);
  g_cond_init (&self->for_workers);
  g_queue_init (&self->claimed);
  self->results = new_results ();
  self->workers = g_ptr_array_new ();
  self->cut_off = g_cancellable_new ();
  self->n_connections = INVITES_SENDER_CONNECTIONS;
}

/**
 * invites_sender_new:
 * @database: as invites_store_open() takes it
 * @relay: where mail goes
 * @keys: for the links
 * @public_url: what the links begin with
 * @changed: (nullable) (scope notified): called after each commit, from the
 *   sender's thread
 * @user_data: for @changed
 *
 * Makes a sender, which does nothing until invites_sender_start().
 *
 * Returns: (transfer full): the sender
 */
InvitesSender *
invites_sender_new (const char               *database,
                    InvitesRelay             *relay,
                    InvitesKeys              *keys,
                    const char               *public_url,
                    InvitesSenderChangedFunc  changed,
                    gpointer                  user_data)
{
  InvitesSender *self;

  g_return_val_if_fail (database != NULL && public_url != NULL, NULL);
  g_return_val_if_fail (INVITES_IS_RELAY (relay), NULL);
  g_return_val_if_fail (INVITES_IS_KEYS (keys), NULL);

  self = g_object_new (INVITES_TYPE_SENDER, NULL);
  self->database = g_strdup (database);
  self->relay = g_object_ref (relay);
  self->keys = g_object_ref (keys);
  self->public_url = g_strdup (public_url);
  self->changed = changed;
  self->user_data = user_data;
  return self;
}

/**
 * invites_sender_set_n_connections:
 * @self: a sender that was not started
 * @n_connections: at least 1
 *
 * Sets how many connections to the mail system may be open at a time.
 */
void
invites_sender_set_n_connections (InvitesSender *self, guint n_connections)
{
  g_return_if_fail (INVITES_IS_SENDER (self));
  g_return_if_fail (n_connections > 0 && self->coordinator == NULL);

  self->n_connections = n_connections;
}

static gboolean
open_store (InvitesSender *self, GError **error)
{
  guint n_unknown = 0;

  if ((self->store = invites_store_open (self->database, error)) == NULL)
    return FALSE;
  if (!invites_store_recover (self->store, invites_time_now (), &n_unknown,
                              error))
    {
      g_clear_object (&self->store);
      return FALSE;
    }
  if (n_unknown > 0)
    g_message ("%u deliveries were cut off and are unknown", n_unknown);
  return TRUE;
}

/**
 * invites_sender_start:
 * @self: a sender
 * @error: return location, or %NULL
 *
 * Opens the store, marks what an earlier process left on the wire as unknown,
 * and begins to send what is due. A sender is started once.
 *
 * Returns: %TRUE if it works now, or %FALSE with %INVITES_ERROR_UNAVAILABLE
 */
gboolean
invites_sender_start (InvitesSender *self, GError **error)
{
  g_return_val_if_fail (INVITES_IS_SENDER (self), FALSE);
  g_return_val_if_fail (self->coordinator == NULL, FALSE);
  g_return_val_if_fail (!self->ended, FALSE);

  if (!open_store (self, error))
    return FALSE;
  self->coordinator = g_thread_new ("sender", run_coordinator, self);
  for (guint i = 0; i < self->n_connections; i++)
    g_ptr_array_add (self->workers,
                     g_thread_new ("sender-connection",
                                   invites_sender_run_worker, self));
  return TRUE;
}

/**
 * invites_sender_wake:
 * @self: a sender
 *
 * Tells the sender that something may be due: a send was started or stopped.
 * May be called from any thread.
 */
void
invites_sender_wake (InvitesSender *self)
{
  g_return_if_fail (INVITES_IS_SENDER (self));

  g_mutex_lock (&self->mutex);
  self->woken = TRUE;
  g_cond_signal (&self->for_coordinator);
  g_mutex_unlock (&self->mutex);
}

/* Under the mutex. */
static void
wait_until_settled (InvitesSender *self, gint64 time)
{
  gint64 until = g_get_monotonic_time () + time;

  while (!self->settled
         && g_cond_wait_until (&self->for_coordinator, &self->mutex, until))
    ;
}

/**
 * invites_sender_stop:
 * @self: a sender
 * @seconds: how long what is on the wire may take
 *
 * Claims nothing more, waits for what is on the wire, cuts off what takes
 * longer than @seconds, writes down what became of all of it, and ends the
 * threads. Blocks. May be called again.
 */
void
invites_sender_stop (InvitesSender *self, guint seconds)
{
  g_return_if_fail (INVITES_IS_SENDER (self));

  if (self->coordinator == NULL)
    return;
  g_mutex_lock (&self->mutex);
  self->stopping = TRUE;
  self->has_work = FALSE;
  g_cond_broadcast (&self->for_coordinator);
  g_cond_broadcast (&self->for_workers);
  wait_until_settled (self, seconds * G_TIME_SPAN_SECOND);
  g_mutex_unlock (&self->mutex);

  g_cancellable_cancel (self->cut_off);
  g_mutex_lock (&self->mutex);
  wait_until_settled (self, GRACE_TIME);
  self->ended = TRUE;
  g_cond_broadcast (&self->for_coordinator);
  g_cond_broadcast (&self->for_workers);
  g_mutex_unlock (&self->mutex);

  g_thread_join (g_steal_pointer (&self->coordinator));
  for (guint i = 0; i < self->workers->len; i++)
    g_thread_join (g_ptr_array_index (self->workers, i));
  g_ptr_array_set_size (self->workers, 0);
}

/**
 * invites_sender_is_working:
 * @self: a sender
 * @why: (out) (optional) (nullable): what is wrong, or %NULL
 *
 * Tells whether mail can go: the database takes results, and the mail system
 * could be reached when it was last tried. May be called from any thread.
 *
 * Returns: %TRUE if it works
 */
gboolean
invites_sender_is_working (InvitesSender *self, char **why)
{
  const char *reason;

  g_return_val_if_fail (INVITES_IS_SENDER (self), FALSE);

  g_mutex_lock (&self->mutex);
  reason = self->store_why != NULL ? self->store_why : self->relay_why;
  if (why != NULL)
    *why = g_strdup (reason);
  g_mutex_unlock (&self->mutex);
  return reason == NULL;
}
