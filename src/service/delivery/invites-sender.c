/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-sender-private.h"

#include "core/invites-error.h"

/* For the last results, when the time to stop is over. */
#define GRACE_TIME  (2 * G_TIME_SPAN_SECOND)

G_DEFINE_FINAL_TYPE (InvitesSender, invites_sender, G_TYPE_OBJECT)

static void
invites_sender_dispose (GObject *object)
{
  InvitesSender *self = INVITES_SENDER (object);

  invites_sender_stop (self, 0);
  g_clear_object (&self->relay);
  g_clear_object (&self->keys);
  g_clear_object (&self->store);
  g_clear_object (&self->keeper_store);
  G_OBJECT_CLASS (invites_sender_parent_class)->dispose (object);
}

static void
invites_sender_finalize (GObject *object)
{
  InvitesSender *self = INVITES_SENDER (object);

  g_free (self->database);
  g_free (self->public_url);
  g_free (self->bounce_domain);
  g_free (self->relay_why);
  g_free (self->relay_log);
  g_free (self->store_why);
  g_ptr_array_unref (self->reports);
  g_ptr_array_unref (self->claimed);
  invites_lease_free (self->lease);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
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
  g_cond_init (&self->cond);
  self->reports = g_ptr_array_new_with_free_func (
    (GDestroyNotify) invites_sender_report_free);
  self->claimed = g_ptr_array_new_with_free_func (
    (GDestroyNotify) invites_delivery_free);
  self->n_connections = INVITES_SENDER_CONNECTIONS;
  self->lease = invites_lease_new ();
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

/**
 * invites_sender_set_limits:
 * @self: a sender that was not started
 * @limits: what the mail system and the domains are given at most
 *
 * Sets how fast mail goes at most.
 */
void
invites_sender_set_limits (InvitesSender             *self,
                           const InvitesSenderLimits *limits)
{
  g_return_if_fail (INVITES_IS_SENDER (self));
  g_return_if_fail (limits != NULL && self->coordinator == NULL);

  self->limits = *limits;
}

/**
 * invites_sender_set_lease:
 * @self: a sender that was not started
 * @seconds: how long the others wait for one that is silent; 0: there are no
 *   others, the database is this process's alone
 *
 * Lets several senders share a database, each for as long as it lives.
 */
void
invites_sender_set_lease (InvitesSender *self, guint seconds)
{
  g_return_if_fail (INVITES_IS_SENDER (self));
  g_return_if_fail (self->coordinator == NULL);

  self->lease_seconds = seconds;
}

/**
 * invites_sender_set_bounce_domain:
 * @self: a sender that was not started
 * @domain: (nullable): a domain whose mail comes back to the service
 *
 * Lets each mail have a sender address of its own in @domain, by which it is
 * known when it comes back. Without one, mails come back to whom they are
 * from.
 */
void
invites_sender_set_bounce_domain (InvitesSender *self, const char *domain)
{
  g_return_if_fail (INVITES_IS_SENDER (self));
  g_return_if_fail (self->coordinator == NULL);

  g_free (self->bounce_domain);
  self->bounce_domain = g_strdup (domain);
}

/* Whoever was here before is gone. */
static gboolean
recover (InvitesSender *self, GError **error)
{
  guint n_unknown = 0;

  if (!invites_store_recover (self->store, invites_time_now (), &n_unknown,
                              error))
    return FALSE;
  if (n_unknown > 0)
    g_message ("%u deliveries were cut off and are unknown", n_unknown);
  return TRUE;
}

static gboolean
open_stores (InvitesSender *self, GError **error)
{
  if ((self->store = invites_store_open (self->database, error)) == NULL)
    return FALSE;
  if (self->lease_seconds == 0)
    return recover (self, error);
  return (self->keeper_store = invites_store_open (self->database, error))
           != NULL
         && invites_sender_end_expired (self, self->store, error);
}

static gboolean
begin (InvitesSender *self, GError **error)
{
  if (open_stores (self, error)
      && invites_sender_register (self, self->store, error))
    return TRUE;
  g_clear_object (&self->store);
  g_clear_object (&self->keeper_store);
  return FALSE;
}

/**
 * invites_sender_start:
 * @self: a sender
 * @error: return location, or %NULL
 *
 * Opens the store, marks as unknown what services that are gone left on the
 * wire, and begins to send what is due. A sender is started once.
 *
 * Returns: %TRUE if it works now, or %FALSE with %INVITES_ERROR_UNAVAILABLE
 */
gboolean
invites_sender_start (InvitesSender *self, GError **error)
{
  g_return_val_if_fail (INVITES_IS_SENDER (self), FALSE);
  g_return_val_if_fail (self->coordinator == NULL, FALSE);
  g_return_val_if_fail (!self->ended, FALSE);

  if (!begin (self, error))
    return FALSE;
  self->loop = invites_sender_loop_new (self);
  self->coordinator = g_thread_new ("sender", invites_sender_run_coordinator,
                                    self);
  if (self->keeper_store != NULL)
    self->keeper = g_thread_new ("keeper", invites_sender_run_keeper, self);
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
  /* Perhaps somebody has done something about it, and resumed a send. */
  if (self->failed_sign_in)
    self->retry_at = 0;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);
}

/* Under the mutex. */
static void
wait_until_settled (InvitesSender *self, gint64 time)
{
  gint64 until = g_get_monotonic_time () + time;

  while (!self->settled
         && g_cond_wait_until (&self->cond, &self->mutex, until))
    ;
}

/* What was not settled is unknown from now on, and not only when the lease has
 * run out. */
static void
end_service (InvitesSender *self)
{
  g_autoptr(GError) error = NULL;

  if (!invites_store_end_service (self->store,
                                  invites_lease_get_service (self->lease),
                                  invites_time_now (), &error))
    g_message ("The end could not be noted: %s", error->message);
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
  g_cond_broadcast (&self->cond);
  wait_until_settled (self, seconds * G_TIME_SPAN_SECOND);
  self->cut = TRUE;
  invites_sender_loop_wake (self->loop);
  wait_until_settled (self, GRACE_TIME);
  self->ended = TRUE;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->mutex);

  g_thread_join (g_steal_pointer (&self->coordinator));
  invites_sender_loop_wake (self->loop);
  g_clear_pointer (&self->loop, invites_sender_loop_join);
  if (self->keeper != NULL)
    g_thread_join (g_steal_pointer (&self->keeper));
  end_service (self);
}

/**
 * invites_sender_is_working:
 * @self: a sender
 * @why: (out) (optional) (nullable): what is wrong, for a log, or %NULL
 *
 * Tells whether mail can go: the database takes results, and the mail system
 * could be reached when it was last tried. May be called from any thread.
 *
 * Returns: %TRUE if it works
 */
gboolean
invites_sender_is_working (InvitesSender *self, char **why)
{
  gboolean is_working;

  g_return_val_if_fail (INVITES_IS_SENDER (self), FALSE);

  g_mutex_lock (&self->mutex);
  is_working = self->store_why == NULL && self->relay_why == NULL;
  if (why != NULL)
    *why = g_strdup (self->store_why != NULL ? self->store_why
                                             : self->relay_log);
  g_mutex_unlock (&self->mutex);
  return is_working;
}

/**
 * invites_sender_get_trouble:
 * @self: a sender
 * @text: (out) (optional) (nullable): what is wrong, in words that may be the
 *   mail system's, or %NULL; not for a log
 *
 * Tells what keeps running sends from going on now, and passes by itself. May
 * be called from any thread.
 *
 * Returns: the trouble, or %INVITES_TROUBLE_NONE
 */
InvitesTrouble
invites_sender_get_trouble (InvitesSender *self, char **text)
{
  InvitesTrouble trouble = INVITES_TROUBLE_NONE;

  g_return_val_if_fail (INVITES_IS_SENDER (self), INVITES_TROUBLE_NONE);

  g_mutex_lock (&self->mutex);
  if (self->store_why != NULL)
    trouble = INVITES_TROUBLE_STORAGE;
  else if (self->relay_why != NULL)
    trouble = INVITES_TROUBLE_RELAY;
  if (text != NULL)
    *text = g_strdup (self->store_why != NULL ? self->store_why
                                              : self->relay_why);
  g_mutex_unlock (&self->mutex);
  return trouble;
}
