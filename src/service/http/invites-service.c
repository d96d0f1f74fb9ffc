/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/http/invites-service.h"

#include <string.h>

#include "service/http/invites-server.h"

#define MAX_WAITERS      10000

/* Seconds. */
#define PING_INTERVAL    5
#define WRITE_INTERVAL   60
#define SENDER_PATIENCE  20
#define THROTTLE_WINDOW  300

#define MAX_PAIR_FAILURES   10
#define MAX_CLIENT_FAILURES 100
#define MAX_LINK_FAILURES   10

static void
send_changed_cb (const char *send_uuid,
                 gpointer    user_data)
{
  InvitesService *self = user_data;

  invites_index_touch (self->index);
  invites_hub_send_changed (self->hub, send_uuid);
}

static void
division_changed_cb (const char *division,
                     gpointer    user_data)
{
  InvitesService *self = user_data;

  invites_hub_division_changed (self->hub, division);
}

/* What this and other services tell each other by the database. */
static void
heard_cb (const char *payload,
          gpointer    user_data)
{
  InvitesService *self = user_data;

  if (payload == NULL)
    {
      invites_hub_all_changed (self->hub);
      invites_index_wake (self->index);
      invites_sender_wake (self->sender);
    }
  else if (g_str_equal (payload, "contacts"))
    {
      invites_index_wake (self->index);
    }
  else if (g_str_has_prefix (payload, "send "))
    {
      invites_hub_send_changed (self->hub, payload + strlen ("send "));
    }
  else if (g_str_has_prefix (payload, "act "))
    {
      invites_hub_send_state_changed (self->hub, payload + strlen ("act "));
      invites_sender_wake (self->sender);
    }
}

static void
wake_cb (gpointer    waiter,
         InvitesWake why,
         gpointer    user_data)
{
  InvitesService *self = user_data;

  invites_server_wake (self->server, waiter, why);
}

/* For the log: a mail system's own words may hold addresses. */
static const char *
describe_trouble (InvitesTrouble trouble)
{
  return trouble == INVITES_TROUBLE_STORAGE
           ? "the database takes no results"
           : "the mail system cannot be reached, or takes no mail";
}

static void
check_sender (InvitesService *self)
{
  g_autofree char *why = NULL;
  gboolean working = invites_sender_is_working (self->sender, &why);

  if (working && self->trouble != INVITES_TROUBLE_NONE)
    {
      working = FALSE;
      why = g_strdup (describe_trouble (self->trouble));
    }
  invites_health_set_sender (self->health, working, why);
}

/* Trouble comes and goes without a change in the database. */
static void
check_trouble (InvitesService *self)
{
  g_autofree char *text = NULL;
  InvitesTrouble trouble = invites_sender_get_trouble (self->sender, &text);

  if (trouble == self->trouble && g_strcmp0 (text, self->trouble_text) == 0)
    return;

  self->trouble = trouble;
  g_free (self->trouble_text);
  self->trouble_text = g_steal_pointer (&text);
  invites_hub_all_changed (self->hub);
}

static void
check_database (InvitesService *self,
                InvitesStore   *store)
{
  g_autoptr(GError) error = NULL;
  gboolean working = invites_store_ping (store, &error);

  invites_health_set_database (self->health, working,
                               error != NULL ? error->message : NULL);
}

static void
write_sessions (InvitesService *self,
                InvitesStore   *store)
{
  g_autoptr(GError) error = NULL;

  if (!invites_sessions_write (self->sessions, store, invites_time_now (),
                               &error))
    g_message ("When sessions were used could not be written: %s",
               error->message);
}

/* TRUE when a second has passed, FALSE when all ends. */
static gboolean
wait_a_second (InvitesService *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker
    = g_mutex_locker_new (&self->keeper_mutex);
  gint64 until = g_get_monotonic_time () + G_USEC_PER_SEC;

  while (!self->stopping
         && g_cond_wait_until (&self->keeper_cond, &self->keeper_mutex, until))
    ;
  return !self->stopping;
}

typedef struct
{
  InvitesService *service;
  InvitesStore   *store; /* (owned) */
} Keeper;

static gpointer
keep (gpointer data)
{
  g_autofree Keeper *keeper = data;
  g_autoptr(InvitesStore) store = keeper->store;
  InvitesService *self = keeper->service;

  for (guint second = 1; wait_a_second (self); second++)
    {
      invites_server_end_late (self->server);
      check_trouble (self);
      check_sender (self);
      if (second % PING_INTERVAL == 0)
        check_database (self, store);
      if (second % WRITE_INTERVAL == 0)
        write_sessions (self, store);
    }

  write_sessions (self, store);
  return NULL;
}

/**
 * invites_service_new:
 * @database: where the data lives
 * @public_url: what links begin with, without a slash at its end
 * @keys: the service key
 * @relay: where mail goes
 *
 * Makes a service that does nothing yet.
 *
 * Returns: (transfer full): the service
 */
InvitesService *
invites_service_new (const char   *database,
                     const char   *public_url,
                     InvitesKeys  *keys,
                     InvitesRelay *relay)
{
  InvitesService *self;

  g_return_val_if_fail (database != NULL, NULL);
  g_return_val_if_fail (public_url != NULL, NULL);

  self = g_new0 (InvitesService, 1);
  self->database = g_strdup (database);
  self->public_url = g_strdup (public_url);
  self->relay = g_object_ref (relay);
  self->keys = g_object_ref (keys);
  self->trouble = INVITES_TROUBLE_NONE;
  self->health = invites_health_new ();
  self->sessions = invites_sessions_new ();
  self->pair_throttle = invites_throttle_new (MAX_PAIR_FAILURES,
                                              THROTTLE_WINDOW);
  self->client_throttle = invites_throttle_new (MAX_CLIENT_FAILURES,
                                                THROTTLE_WINDOW);
  self->portal_throttle = invites_throttle_new (MAX_LINK_FAILURES,
                                                THROTTLE_WINDOW);
  self->hub = invites_hub_new (MAX_WAITERS, wake_cb, self);
  self->index = invites_index_new (database, division_changed_cb, self);
  self->sender = invites_sender_new (database, relay, keys, public_url,
                                     send_changed_cb, self);
  g_mutex_init (&self->keeper_mutex);
  g_cond_init (&self->keeper_cond);
  return self;
}

/**
 * invites_service_watch_bounces:
 * @self: a service that is not started yet
 * @maildir: (nullable): a Maildir of mail that comes back
 * @mailbox: (nullable): a mailbox file of mail that comes back
 *
 * Lets the service take in what comes to either, from its start on.
 */
void
invites_service_watch_bounces (InvitesService *self,
                               const char     *maildir,
                               const char     *mailbox)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (self->server == NULL);

  g_clear_object (&self->bounces);
  if (maildir != NULL || mailbox != NULL)
    self->bounces = invites_bounce_watcher_new (self->database, self->keys,
                                                maildir, mailbox,
                                                send_changed_cb, self);
}

/**
 * invites_service_hold_index:
 * @self: a service that is not started yet
 * @hold: whether to hold the contacts in memory
 *
 * Lets counts, lists and searches come from memory, as they do by themselves,
 * or from the database alone.
 */
void
invites_service_hold_index (InvitesService *self,
                            gboolean        hold)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (self->server == NULL);

  invites_index_set_empty (self->index, !hold);
}

/**
 * invites_service_start:
 * @self: a service
 * @listener: (transfer full): a listening socket
 * @error: the database cannot be opened
 *
 * Begins to send and to answer.
 *
 * Returns: whether it does
 */
gboolean
invites_service_start (InvitesService *self,
                       int             listener,
                       GError        **error)
{
  Keeper *keeper;
  InvitesStore *store;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (self->server == NULL, FALSE);

  if (!(store = invites_store_open (self->database, error)))
    return FALSE;
  keeper = g_new0 (Keeper, 1);
  keeper->service = self;
  keeper->store = store;

  if (!(self->server = invites_server_new (self, error))
      || !invites_index_start (self->index, error)
      || !invites_sender_start (self->sender, error)
      || (self->bounces != NULL
          && !invites_bounce_watcher_start (self->bounces, error))
      || !invites_server_start (self->server, listener, error))
    {
      g_object_unref (store);
      g_free (keeper);
      return FALSE;
    }

  self->listener = invites_database_listener_new (self->database, heard_cb,
                                                  self);
  self->keeper = g_thread_new ("keeper", keep, keeper);
  return TRUE;
}

/**
 * invites_service_stop:
 * @self: a service
 *
 * Accepts nothing more, gives the sender 20 seconds for what is on the wire,
 * and ends. Blocks. May be called twice.
 */
void
invites_service_stop (InvitesService *self)
{
  g_return_if_fail (self != NULL);

  if (self->server != NULL)
    invites_server_refuse (self->server);
  g_clear_pointer (&self->listener, invites_database_listener_free);
  invites_hub_stop (self->hub);
  if (self->bounces != NULL)
    invites_bounce_watcher_stop (self->bounces);
  invites_sender_stop (self->sender, SENDER_PATIENCE);
  if (self->server != NULL)
    invites_server_stop (self->server);
  invites_index_stop (self->index);

  g_mutex_lock (&self->keeper_mutex);
  self->stopping = TRUE;
  g_cond_signal (&self->keeper_cond);
  g_mutex_unlock (&self->keeper_mutex);
  if (self->keeper != NULL)
    g_thread_join (g_steal_pointer (&self->keeper));
}

/**
 * invites_service_is_ending:
 * @self: a service
 *
 * Tells whoever is at something that takes long. May be called from any thread.
 *
 * Returns: whether the service is being stopped
 */
gboolean
invites_service_is_ending (InvitesService *self)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->server != NULL && invites_server_refuses (self->server);
}

/**
 * invites_service_tell_trouble:
 * @self: a service
 * @send: a send as the store says it
 *
 * Adds to a send that goes out, or is about to, what keeps it from going on at
 * this moment. May be called from any thread.
 */
void
invites_service_tell_trouble (InvitesService *self,
                              InvitesSend    *send)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (send != NULL);

  if (send->state != INVITES_SEND_SENDING && send->state != INVITES_SEND_HELD)
    return;

  g_clear_pointer (&send->trouble_text, g_free);
  send->trouble = invites_sender_get_trouble (self->sender,
                                              &send->trouble_text);
}

/**
 * invites_service_free:
 * @self: (transfer full) (nullable): a service
 *
 * Stops and frees a service.
 */
void
invites_service_free (InvitesService *self)
{
  if (self == NULL)
    return;

  invites_service_stop (self);
  g_clear_pointer (&self->server, invites_server_free);
  g_clear_object (&self->bounces);
  g_clear_object (&self->sender);
  g_clear_pointer (&self->index, invites_index_free);
  g_clear_pointer (&self->hub, invites_hub_free);
  g_clear_pointer (&self->health, invites_health_free);
  g_clear_pointer (&self->sessions, invites_sessions_free);
  g_clear_pointer (&self->pair_throttle, invites_throttle_free);
  g_clear_pointer (&self->client_throttle, invites_throttle_free);
  g_clear_pointer (&self->portal_throttle, invites_throttle_free);
  g_clear_object (&self->relay);
  g_clear_object (&self->keys);
  g_cond_clear (&self->keeper_cond);
  g_mutex_clear (&self->keeper_mutex);
  g_free (self->database);
  g_free (self->public_url);
  g_free (self->trouble_text);
  g_free (self);
}
