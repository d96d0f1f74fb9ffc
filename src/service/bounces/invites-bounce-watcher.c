/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/bounces/invites-bounce-watcher.h"

#include "service/bounces/invites-bounce-intake.h"
#include "service/bounces/invites-bounce-mailbox.h"
#include "service/bounces/invites-bounce-maildir.h"

/* Seconds. Looking costs one system call or two, and works over a network
 * where no notice of a change would. */
#define INTERVAL         1
#define TROUBLE_INTERVAL 5
#define CUR_INTERVAL     60

struct _InvitesBounceWatcher
{
  GObject parent_instance;

  char                     *database; /* (owned) */
  InvitesKeys              *keys;     /* (owned) */
  char                     *maildir;  /* (owned) (nullable) */
  InvitesBounceMailbox     *mailbox;  /* (owned) (nullable) */
  InvitesBounceWatcherFunc  changed;
  gpointer                  user_data;

  GThread                  *thread;   /* (owned) (nullable) */
  GMutex                    mutex;
  GCond                     cond;
  gboolean                  stopping; /* under mutex */

  /* The thread's own. */
  InvitesStore             *store;    /* (owned) (nullable) */
  char                     *trouble;  /* (owned) (nullable): said already */
};

G_DEFINE_FINAL_TYPE (InvitesBounceWatcher, invites_bounce_watcher,
                     G_TYPE_OBJECT)

static gboolean
is_stopping (InvitesBounceWatcher *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker
    = g_mutex_locker_new (&self->mutex);

  return self->stopping;
}

/* FALSE when all ends. */
static gboolean
wait_for (InvitesBounceWatcher *self,
          guint                 seconds)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker
    = g_mutex_locker_new (&self->mutex);
  gint64 until = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;

  while (!self->stopping
         && g_cond_wait_until (&self->cond, &self->mutex, until))
    ;
  return !self->stopping;
}

static gboolean
take_cb (GBytes   *message,
         gpointer  user_data,
         GError  **error)
{
  InvitesBounceWatcher *self = user_data;
  g_autofree char *send_uuid = NULL;
  InvitesBounceVerdict verdict;

  if (is_stopping (self))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED,
                           "The service ends");
      return FALSE;
    }
  if (!invites_bounce_intake (self->store, self->keys, message, NULL,
                              invites_time_now (), &verdict, &send_uuid, error))
    return FALSE;

  g_debug ("A message to a bounce address: %s",
           invites_bounce_verdict_to_string (verdict));
  if (send_uuid != NULL)
    self->changed (send_uuid, self->user_data);
  return TRUE;
}

/* Once, and not with every look. */
static void
say_trouble (InvitesBounceWatcher *self,
             const GError         *error)
{
  const char *trouble = error != NULL ? error->message : NULL;

  if (g_strcmp0 (trouble, self->trouble) == 0)
    return;
  g_free (self->trouble);
  self->trouble = g_strdup (trouble);
  if (trouble != NULL)
    g_message ("Returned mail cannot be taken in now: %s", trouble);
  else
    g_message ("Returned mail is taken in again");
}

static gboolean
look (InvitesBounceWatcher *self,
      gboolean              with_cur,
      GError              **error)
{
  return (self->maildir == NULL
          || invites_bounce_maildir_scan (self->maildir, with_cur, take_cb,
                                          self, error))
         && (self->mailbox == NULL
             || invites_bounce_mailbox_scan (self->mailbox, take_cb, self,
                                             error));
}

static gpointer
watch (gpointer data)
{
  InvitesBounceWatcher *self = data;
  gint64 last_cur = 0;
  guint seconds;

  do
    {
      g_autoptr(GError) error = NULL;
      gint64 now = g_get_monotonic_time () / G_USEC_PER_SEC;
      gboolean with_cur = last_cur == 0 || now - last_cur >= CUR_INTERVAL;
      gboolean done = look (self, with_cur, &error);

      if (done && with_cur)
        last_cur = now;
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        say_trouble (self, error);
      seconds = done ? INTERVAL : TROUBLE_INTERVAL;
    }
  while (wait_for (self, seconds));
  return NULL;
}

static void
invites_bounce_watcher_finalize (GObject *object)
{
  InvitesBounceWatcher *self = INVITES_BOUNCE_WATCHER (object);

  invites_bounce_watcher_stop (self);
  g_clear_object (&self->store);
  g_clear_object (&self->keys);
  g_clear_pointer (&self->mailbox, invites_bounce_mailbox_free);
  g_free (self->database);
  g_free (self->maildir);
  g_free (self->trouble);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->cond);
  G_OBJECT_CLASS (invites_bounce_watcher_parent_class)->finalize (object);
}

static void
invites_bounce_watcher_class_init (InvitesBounceWatcherClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = invites_bounce_watcher_finalize;
}

static void
invites_bounce_watcher_init (InvitesBounceWatcher *self)
{
  g_mutex_init (&self->mutex);
  g_cond_init (&self->cond);
}

/**
 * invites_bounce_watcher_new:
 * @database: where the data lives
 * @keys: the service key
 * @maildir: (nullable): a Maildir to be watched
 * @mailbox: (nullable): a mailbox file to be watched
 * @changed: called for each send whose numbers may have changed, from the
 *   watcher's thread
 * @user_data: for @changed
 *
 * Makes a watcher that does nothing yet.
 *
 * Returns: (transfer full): the watcher
 */
InvitesBounceWatcher *
invites_bounce_watcher_new (const char               *database,
                            InvitesKeys              *keys,
                            const char               *maildir,
                            const char               *mailbox,
                            InvitesBounceWatcherFunc  changed,
                            gpointer                  user_data)
{
  InvitesBounceWatcher *self;

  g_return_val_if_fail (database != NULL, NULL);
  g_return_val_if_fail (INVITES_IS_KEYS (keys), NULL);
  g_return_val_if_fail (changed != NULL, NULL);

  self = g_object_new (INVITES_TYPE_BOUNCE_WATCHER, NULL);
  self->database = g_strdup (database);
  self->keys = g_object_ref (keys);
  self->maildir = g_strdup (maildir);
  self->mailbox = mailbox != NULL ? invites_bounce_mailbox_new (mailbox) : NULL;
  self->changed = changed;
  self->user_data = user_data;
  return self;
}

/**
 * invites_bounce_watcher_start:
 * @self: a watcher
 * @error: return location for an error: the database cannot be opened
 *
 * Begins to take in what is there, and what comes. Trouble with the Maildir or
 * the mailbox is said in the log, and passes by itself.
 *
 * Returns: whether it does
 */
gboolean
invites_bounce_watcher_start (InvitesBounceWatcher *self,
                              GError              **error)
{
  g_return_val_if_fail (INVITES_IS_BOUNCE_WATCHER (self), FALSE);
  g_return_val_if_fail (self->thread == NULL, FALSE);

  if (!(self->store = invites_store_open (self->database, error)))
    return FALSE;
  self->thread = g_thread_new ("bounces", watch, self);
  return TRUE;
}

/**
 * invites_bounce_watcher_stop:
 * @self: a watcher
 *
 * Ends after the message that is being taken in. Blocks until then. May be
 * called twice.
 */
void
invites_bounce_watcher_stop (InvitesBounceWatcher *self)
{
  g_return_if_fail (INVITES_IS_BOUNCE_WATCHER (self));

  g_mutex_lock (&self->mutex);
  self->stopping = TRUE;
  g_cond_signal (&self->cond);
  g_mutex_unlock (&self->mutex);
  if (self->thread != NULL)
    g_thread_join (g_steal_pointer (&self->thread));
}
