/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-sender-coordinator.h"

#include <time.h>

#include "core/invites-error.h"

/* How long to wait before the store is tried again, and before what is due but
 * could not be claimed is looked at again. */
#define RETRY_TIME   G_TIME_SPAN_SECOND
/* For how long a turn waits at most for mails that are about to be done. */
#define MAX_PATIENCE (20 * G_TIME_SPAN_MILLISECOND)

/* Moves a mean towards what was measured last. */
static gint64
blend (gint64 mean, gint64 last)
{
  return (7 * mean + last) / 8;
}

/* While the store fails, nothing is claimed; only when there is no result to
 * try it with, one claim is. Under the mutex. */
static guint
count_wanted (Coordinator *self)
{
  InvitesSender *sender = self->sender;
  guint n_claimed = sender->claimed->len;

  if (sender->stopping || !sender->has_work || sender->n_asking <= n_claimed)
    return 0;
  /* It could not be sent. */
  if (!invites_lease_holds (sender->lease,
                            invites_lease_get_service (sender->lease)))
    return 0;
  if (sender->store_why == NULL)
    return sender->n_asking - n_claimed;
  return self->results->len + self->pauses->len + sender->reports->len == 0;
}

/* Under the mutex. */
static gboolean
is_over (InvitesSender *self)
{
  return self->stopping && self->n_busy == 0 && self->claimed->len == 0;
}

/* Claims that nobody takes any more go back into the queue. Under the mutex. */
static void
give_back_claims (InvitesSender *self)
{
  gsize n;
  g_autofree gpointer *claimed = g_ptr_array_steal (self->claimed, &n);

  for (gsize i = 0; i < n; i++)
    {
      InvitesSenderReport *report = invites_sender_report_new (claimed[i]);

      report->is_ours = TRUE;
      g_ptr_array_add (self->reports, report);
    }
}

/* Under the mutex. FALSE at @until. */
static gboolean
wait_until (InvitesSender *self, gint64 until)
{
  if (until != G_MAXINT64)
    return g_cond_wait_until (&self->cond, &self->mutex, until);
  g_cond_wait (&self->cond, &self->mutex);
  return TRUE;
}

/* What may be claimed now; *look_at becomes the time at which it may be more,
 * if that is earlier. Under the mutex. */
static guint
count_allowed (Coordinator *self, gint64 *look_at)
{
  guint n_wanted = count_wanted (self);
  guint n_allowed;

  if (n_wanted == 0)
    return 0;
  n_allowed = invites_limits_get_allowance (self->limits,
                                            g_get_monotonic_time ());
  if (n_allowed == 0)
    *look_at = MIN (*look_at, invites_limits_get_next (self->limits));
  return MIN (n_wanted, n_allowed);
}

static InvitesTrouble
get_trouble (InvitesSender *sender)
{
  if (sender->store_why != NULL)
    return INVITES_TROUBLE_STORAGE;
  return sender->relay_why != NULL ? INVITES_TROUBLE_RELAY
                                   : INVITES_TROUBLE_NONE;
}

/*
 * When the disk takes longer than the mail system, each commit should be full:
 * those mails that are about to be done are waited for. Else there is always
 * something that can be sent meanwhile. Under the mutex.
 */
static void
be_patient (Coordinator *self)
{
  InvitesSender *sender = self->sender;
  gint64 until;

  if (self->disk_time <= self->send_time)
    return;
  until = g_get_monotonic_time () + MIN (3 * self->send_time, MAX_PATIENCE);
  while (sender->n_busy + sender->claimed->len > 0 && !sender->stopping
         && !sender->woken && wait_until (sender, until))
    ;
}

/* Waits until there is something to do, and takes it. */
static void
gather (Coordinator *self, gint64 look_at, Turn *turn)
{
  InvitesSender *sender = self->sender;
  gsize n;

  g_mutex_lock (&sender->mutex);
  while (!sender->woken && sender->reports->len == 0
         && self->results->len == 0 && self->pauses->len == 0
         && !is_over (sender) && get_trouble (sender) == self->told_trouble
         && g_get_monotonic_time () < look_at)
    {
      gint64 until = look_at;

      if (count_allowed (self, &until) > 0)
        break;
      wait_until (sender, until);
    }
  be_patient (self);
  if (sender->stopping)
    give_back_claims (sender);
  turn->is_due = sender->woken || g_get_monotonic_time () >= look_at;
  sender->woken = FALSE;
  turn->reports = g_ptr_array_steal (sender->reports, &n);
  turn->n_reports = n;
  turn->n_wanted = count_allowed (self, &look_at);
  turn->trouble = get_trouble (sender);
  turn->spares = sender->lease_seconds == 0
                 || invites_lease_get_clock () < sender->spare_until;
  g_mutex_unlock (&sender->mutex);
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

static void
set_has_work (InvitesSender *self, gboolean has_work)
{
  gboolean wakes;

  g_mutex_lock (&self->mutex);
  wakes = has_work && !self->has_work && !self->stopping;
  self->has_work = has_work && !self->stopping;
  if (!self->has_work)
    self->is_flowing = FALSE;
  g_mutex_unlock (&self->mutex);
  if (wakes)
    invites_sender_loop_wake (self->loop);
}

static void
tell_changed (InvitesSender *self, GPtrArray *sends)
{
  for (guint i = 0; self->changed != NULL && i < sends->len; i++)
    self->changed (g_ptr_array_index (sends, i), self->user_data);
}

/* Running sends look different in trouble: all that we know of. */
static void
tell_trouble (Coordinator *self, InvitesTrouble trouble)
{
  GHashTableIter iter;
  gpointer send;

  if (trouble == self->told_trouble)
    return;
  self->told_trouble = trouble;
  g_hash_table_iter_init (&iter, self->sends);
  while (self->sender->changed != NULL
         && g_hash_table_iter_next (&iter, &send, NULL))
    self->sender->changed (send, self->sender->user_data);
}

/* Gives what was claimed to the loop; what its domain must wait for goes
 * back. */
static void
hand_out (Coordinator *self, GPtrArray *claims, guint n_wanted)
{
  InvitesSender *sender = self->sender;
  gint64 now = g_get_monotonic_time ();
  InvitesTime wall = invites_time_now ();
  gsize n;
  g_autofree gpointer *claimed = g_ptr_array_steal (claims, &n);
  guint n_given = 0;

  g_mutex_lock (&sender->mutex);
  for (gsize i = 0; i < n; i++)
    {
      InvitesDelivery *delivery = claimed[i];
      InvitesTime not_before;

      g_hash_table_add (self->held, g_memdup2 (&delivery->delivery_id,
                                               sizeof (gint64)));
      if (!g_hash_table_contains (self->sends, delivery->send))
        g_hash_table_add (self->sends, g_strdup (delivery->send));
      if (!invites_limits_admit (self->limits, delivery->address_key, now,
                                 wall, &not_before))
        {
          invites_coordinator_put_back (self, delivery, not_before);
          continue;
        }
      g_ptr_array_add (sender->claimed, delivery);
      n_given++;
    }
  if (n_wanted > 0)
    sender->has_work = n == n_wanted;
  if (n_wanted > 0 && n == n_wanted)
    sender->is_flowing = TRUE;
  g_mutex_unlock (&sender->mutex);
  if (n_given > 0)
    invites_sender_loop_wake (sender->loop);
}

static gint64
get_cpu_time (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);
  return (gint64) time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

/* A turn may have been written although it failed, as when the connection broke
 * at its end. Then its results change nothing the second time, but what it has
 * claimed nobody has. */
static gboolean
clear_up (Coordinator *self, GError **error)
{
  InvitesSender *sender = self->sender;
  guint n_given_back = 0;

  if (!self->is_unclear)
    return TRUE;
  if (!invites_store_give_back (sender->store,
                                invites_lease_get_service (sender->lease),
                                self->held, invites_time_now (), &n_given_back,
                                error))
    return FALSE;
  if (n_given_back > 0)
    g_message ("%u deliveries were claimed in vain and wait again",
               n_given_back);
  self->is_unclear = FALSE;
  return TRUE;
}

/* The results are in the store. */
static void
forget_results (Coordinator *self)
{
  for (guint i = 0; i < self->results->len; i++)
    {
      const InvitesDeliveryResult *result = g_ptr_array_index (self->results,
                                                               i);

      g_hash_table_remove (self->held, &result->delivery_id);
    }
  g_ptr_array_set_size (self->results, 0);
  g_ptr_array_set_size (self->pauses, 0);
}

/* FALSE when the store failed: results are kept. */
static gboolean
take_turn (Coordinator *self, Turn *turn)
{
  InvitesSender *sender = self->sender;
  gint64 now = g_get_monotonic_time ();
  gint64 cpu = get_cpu_time ();
  InvitesTime wall = invites_time_now ();
  g_autoptr(GHashTable) blocked
    = invites_limits_dup_blocked (self->limits, now, wall);
  InvitesTurn wanted = { self->results, self->pauses, blocked,
                         turn->n_wanted,
                         invites_lease_get_service (sender->lease) };
  g_autoptr(GPtrArray) claims = NULL;
  g_autoptr(GPtrArray) changed = NULL;
  g_autoptr(GError) error = NULL;

  if (clear_up (self, &error))
    claims = invites_store_turn (sender->store, &wanted, sender->keys, wall,
                                 &changed, &error);
  set_store_why (sender, error);
  self->turn_failed = claims == NULL;
  self->is_unclear |= self->turn_failed;
  if (claims == NULL)
    return FALSE;
  self->disk_time = blend (self->disk_time,
                           (g_get_monotonic_time () - now)
                             - (get_cpu_time () - cpu));
  forget_results (self);
  turn->n_claims = claims->len;
  turn->has_changed = changed != NULL && changed->len > 0;
  hand_out (self, claims, turn->n_wanted);
  if (changed != NULL)
    tell_changed (sender, changed);
  return TRUE;
}

/* What services that are gone had on the wire, nobody else sees to. */
static void
look_after_others (Coordinator *self)
{
  g_autoptr(GError) error = NULL;

  if (!invites_sender_end_expired (self->sender, self->sender->store, &error))
    g_debug ("The other services could not be looked at: %s", error->message);
}

/* Asks the store when something is due. Returns when to look again. */
static gint64
look_ahead (Coordinator *self)
{
  InvitesSender *sender = self->sender;
  g_autoptr(GError) error = NULL;
  gint64 now = g_get_monotonic_time ();
  InvitesTime due = INVITES_TIME_NONE;
  InvitesTime wall = invites_time_now ();

  if (!invites_store_find_next_due (sender->store, &due, &error))
    {
      set_store_why (sender, error);
      return now + RETRY_TIME;
    }
  /* That it can be read does not mean that it takes anything. */
  if (!self->turn_failed || due == INVITES_TIME_NONE || due > wall)
    set_store_why (sender, NULL);
  set_has_work (sender, due != INVITES_TIME_NONE && due <= wall);
  if (due == INVITES_TIME_NONE)
    {
      g_hash_table_remove_all (self->sends);
      g_hash_table_remove_all (self->stumbles);
    }
  if (due == INVITES_TIME_NONE || due <= wall)
    return G_MAXINT64;
  return now + (due - wall) * G_TIME_SPAN_SECOND;
}

/* There may be work, but few connections are open for it: whether more are
 * needed is worth a question. */
static gboolean
is_unsure (InvitesSender *self)
{
  gboolean is_unsure;

  g_mutex_lock (&self->mutex);
  is_unsure = !self->has_work || self->n_open < self->n_connections;
  g_mutex_unlock (&self->mutex);
  return is_unsure;
}

/* When to look next, after a turn. What is due and was not claimed, although
 * somebody asked, is not asked for again at once: the store has its reasons. */
static gint64
plan (Coordinator *self, const Turn *turn, gint64 look_at)
{
  gboolean is_dry = turn->n_wanted > 0 && turn->n_claims < turn->n_wanted;

  if (is_dry && !turn->has_changed)
    return g_get_monotonic_time () + RETRY_TIME;
  if (is_dry || turn->is_due || is_unsure (self->sender))
    return look_ahead (self);
  return look_at;
}

static void
wait_a_moment (InvitesSender *self)
{
  gint64 until = g_get_monotonic_time () + RETRY_TIME;

  g_mutex_lock (&self->mutex);
  while (!self->ended && g_cond_wait_until (&self->cond, &self->mutex, until))
    ;
  g_mutex_unlock (&self->mutex);
}

/* TRUE when nothing is left to be done for a sender that stops, or when it is
 * not to be waited for any longer. */
static gboolean
settle (Coordinator *self)
{
  InvitesSender *sender = self->sender;
  gboolean ends;

  g_mutex_lock (&sender->mutex);
  sender->settled = is_over (sender) && self->results->len == 0
                    && sender->reports->len == 0;
  if (sender->settled)
    g_cond_broadcast (&sender->cond);
  ends = sender->settled || sender->ended;
  g_mutex_unlock (&sender->mutex);
  return ends;
}

static void
turn_clear (Turn *turn)
{
  g_free (turn->reports);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Turn, turn_clear)

static gint64
run_once (Coordinator *self, gint64 look_at)
{
  g_auto(Turn) turn = { 0 };

  gather (self, look_at, &turn);
  tell_trouble (self, turn.trouble);
  if (turn.is_due && !turn.spares)
    look_after_others (self);
  for (guint i = 0; i < turn.n_reports; i++)
    invites_coordinator_take_report (self, turn.reports[i]);
  if (self->results->len == 0 && self->pauses->len == 0 && turn.n_wanted == 0)
    return turn.is_due ? look_ahead (self) : look_at;
  if (take_turn (self, &turn))
    return plan (self, &turn, look_at);
  tell_trouble (self, INVITES_TROUBLE_STORAGE);
  wait_a_moment (self->sender);
  return 0;
}

/* Writes down what has become of deliveries and claims new ones, until the
 * end. @data: the InvitesSender. Returns NULL. */
gpointer
invites_sender_run_coordinator (gpointer data)
{
  InvitesSender *sender = data;
  Coordinator self = { .sender = sender };
  gint64 look_at = 0; /* at once: an earlier process may have left work */

  self.limits = invites_limits_new (&sender->limits);
  self.results = g_ptr_array_new_with_free_func (
    (GDestroyNotify) invites_delivery_result_free);
  self.pauses = g_ptr_array_new_with_free_func (
    (GDestroyNotify) invites_pause_free);
  self.sends = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.held = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                     NULL);
  self.stumbles = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free,
                                         NULL);
  self.told_trouble = INVITES_TROUBLE_NONE;
  while (!settle (&self))
    look_at = run_once (&self, look_at);

  g_ptr_array_unref (self.results);
  g_ptr_array_unref (self.pauses);
  g_hash_table_unref (self.held);
  g_hash_table_unref (self.sends);
  g_hash_table_unref (self.stumbles);
  invites_limits_free (self.limits);
  return NULL;
}
