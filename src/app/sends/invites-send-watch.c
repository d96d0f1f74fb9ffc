/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/sends/invites-send-follower.h"
#include "app/sends/invites-send-watch.h"
#include "client/invites-pace.h"

/* Milliseconds. A colleague's send that runs need not be known at once. */
#define LOOK_PAUSE 5000
/* So many of the newest sends are looked through for those that run. */
#define NEWEST 25

typedef struct
{
  char                *uuid;
  gboolean             own;
  InvitesSendFollower *follower;
  gulong               handler;
  InvitesTrouble       trouble;
} Watched;

struct _InvitesSendWatch
{
  GObject parent_instance;

  /* Owned. */
  InvitesClient *client;
  InvitesPace   *pace;    /* of looking around */
  GPtrArray     *watched; /* (element-type Watched) */
  GCancellable  *cancellable;
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_ENDED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (InvitesSendWatch, invites_send_watch, G_TYPE_OBJECT)

static void
watched_free (gpointer data)
{
  Watched *watched = data;

  g_clear_signal_handler (&watched->handler, watched->follower);
  invites_send_follower_close (watched->follower);
  g_object_unref (watched->follower);
  g_free (watched->uuid);
  g_free (watched);
}

static Watched *
find_watched (InvitesSendWatch *self,
              const char       *uuid)
{
  for (guint i = 0; i < self->watched->len; i++)
    {
      Watched *watched = g_ptr_array_index (self->watched, i);

      if (g_str_equal (watched->uuid, uuid))
        return watched;
    }

  return NULL;
}

static Watched *
find_follower (InvitesSendWatch    *self,
               InvitesSendFollower *follower)
{
  for (guint i = 0; i < self->watched->len; i++)
    {
      Watched *watched = g_ptr_array_index (self->watched, i);

      if (watched->follower == follower)
        return watched;
    }

  return NULL;
}

static gboolean
has_ended (const InvitesSend *send)
{
  return send->state == INVITES_SEND_FINISHED
         || send->state == INVITES_SEND_STOPPED;
}

static void
take_answer (InvitesSendWatch  *self,
             Watched           *watched,
             const InvitesSend *send)
{
  InvitesTrouble before = watched->trouble;
  gboolean own = watched->own;

  watched->trouble = has_ended (send) ? INVITES_TROUBLE_NONE : send->trouble;
  if (watched->trouble != before)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  if (!has_ended (send))
    return;

  /* Off the list first: whatever follows, it is told of once. */
  g_ptr_array_remove_fast (self->watched, watched);
  g_signal_emit (self, signals[SIGNAL_ENDED], 0, send, own);
}

static gboolean
is_gone (const GError *error)
{
  return g_error_matches (error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND)
         || g_error_matches (error, INVITES_ERROR,
                             INVITES_ERROR_PERMISSION_REQUIRED);
}

/* Its own signal holds the follower, also when it is taken off the list. */
static void
follower_changed_cb (InvitesSendWatch    *self,
                     InvitesSendFollower *follower)
{
  const InvitesSend *send = invites_send_follower_get_send (follower);
  const GError *error = invites_send_follower_get_error (follower);
  Watched *watched = find_follower (self, follower);

  if (watched == NULL)
    return;
  if (error == NULL && send != NULL)
    take_answer (self, watched, send);
  else if (is_gone (error))
    g_ptr_array_remove_fast (self->watched, watched);
}

static void
add (InvitesSendWatch *self,
     const char       *uuid,
     gboolean          own)
{
  Watched *watched = find_watched (self, uuid);

  if (watched == NULL)
    {
      watched = g_new0 (Watched, 1);
      watched->uuid = g_strdup (uuid);
      watched->trouble = INVITES_TROUBLE_NONE;
      watched->follower = invites_send_follower_new (self->client, uuid);
      watched->handler
        = g_signal_connect_swapped (watched->follower, "changed",
                                    G_CALLBACK (follower_changed_cb), self);
      g_ptr_array_add (self->watched, watched);
    }
  watched->own |= own;
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(InvitesSendWatch) self = user_data;
  const InvitesUser *user = invites_client_get_user (INVITES_CLIENT (object));
  g_autoptr(InvitesPage) page = NULL;
  g_autoptr(GError) error = NULL;

  page = invites_client_list_sends_finish (INVITES_CLIENT (object), result,
                                           &error);
  if (self->cancellable == NULL)
    return;
  /* Whoever looks at the list is told of its failures. */
  if (page == NULL)
    invites_pace_fail (self->pace, error);
  else
    invites_pace_end (self->pace);
  if (page == NULL || user == NULL)
    return;

  for (guint i = 0; i < page->items->len; i++)
    {
      const InvitesSend *send = g_ptr_array_index (page->items, i);

      if (send->state != INVITES_SEND_PREPARED && !has_ended (send))
        add (self, send->id, g_strcmp0 (send->prepared_by, user->name) == 0);
    }
}

static void
invites_send_watch_dispose (GObject *object)
{
  InvitesSendWatch *self = INVITES_SEND_WATCH (object);

  g_ptr_array_set_size (self->watched, 0);
  g_clear_pointer (&self->pace, invites_pace_free);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (invites_send_watch_parent_class)->dispose (object);
}

static void
invites_send_watch_finalize (GObject *object)
{
  InvitesSendWatch *self = INVITES_SEND_WATCH (object);

  g_ptr_array_unref (self->watched);

  G_OBJECT_CLASS (invites_send_watch_parent_class)->finalize (object);
}

static void
invites_send_watch_class_init (InvitesSendWatchClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = invites_send_watch_dispose;
  object_class->finalize = invites_send_watch_finalize;

  /**
   * InvitesSendWatch::changed:
   *
   * There is trouble with a send, or no more.
   */
  signals[SIGNAL_CHANGED]
    = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                    NULL, NULL, NULL, G_TYPE_NONE, 0);

  /**
   * InvitesSendWatch::ended:
   * @send: the send, which is finished or stopped
   * @own: whether the user made it
   */
  signals[SIGNAL_ENDED]
    = g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                    NULL, NULL, NULL, G_TYPE_NONE, 2,
                    INVITES_TYPE_SEND | G_SIGNAL_TYPE_STATIC_SCOPE,
                    G_TYPE_BOOLEAN);
}

static void
look_around_cb (gpointer user_data)
{
  InvitesSendWatch *self = user_data;

  invites_pace_begin (self->pace);
  invites_client_list_sends_async (self->client, NULL, 0, NEWEST,
                                   self->cancellable, listed_cb,
                                   g_object_ref (self));
}

static void
invites_send_watch_init (InvitesSendWatch *self)
{
  self->pace = invites_pace_new (LOOK_PAUSE, look_around_cb, self);
  self->watched = g_ptr_array_new_with_free_func (watched_free);
  self->cancellable = g_cancellable_new ();
}

/**
 * invites_send_watch_new:
 * @client: a client that is signed in
 *
 * Returns: (transfer full): a watch over no send yet
 */
InvitesSendWatch *
invites_send_watch_new (InvitesClient *client)
{
  InvitesSendWatch *self;

  g_return_val_if_fail (INVITES_IS_CLIENT (client), NULL);

  self = g_object_new (INVITES_TYPE_SEND_WATCH, NULL);
  self->client = g_object_ref (client);

  return self;
}

/**
 * invites_send_watch_add:
 * @self: an #InvitesSendWatch
 * @uuid: a send that the user has just started
 *
 * Watches it to its end.
 */
void
invites_send_watch_add (InvitesSendWatch *self,
                        const char       *uuid)
{
  g_return_if_fail (INVITES_IS_SEND_WATCH (self));
  g_return_if_fail (uuid != NULL);

  add (self, uuid, TRUE);
}

/**
 * invites_send_watch_look_around:
 * @self: an #InvitesSendWatch
 *
 * Looks for sends that run: a colleague's, or one that was started before this
 * window was opened.
 */
void
invites_send_watch_look_around (InvitesSendWatch *self)
{
  g_return_if_fail (INVITES_IS_SEND_WATCH (self));

  /* What was asked when the session ended got no answer. */
  for (guint i = 0; i < self->watched->len; i++)
    invites_send_follower_retry (
      ((Watched *) g_ptr_array_index (self->watched, i))->follower);

  look_around_cb (self);
}

/**
 * invites_send_watch_catch_up:
 * @self: an #InvitesSendWatch
 *
 * Looks around, now or soon, because contacts have changed.
 */
void
invites_send_watch_catch_up (InvitesSendWatch *self)
{
  g_return_if_fail (INVITES_IS_SEND_WATCH (self));

  invites_pace_want (self->pace);
}

/**
 * invites_send_watch_get_trouble:
 * @self: an #InvitesSendWatch
 * @uuid: (out) (optional) (transfer none): the send that has it
 *
 * Returns: what keeps a send from going on just now, or %INVITES_TROUBLE_NONE
 */
InvitesTrouble
invites_send_watch_get_trouble (InvitesSendWatch  *self,
                                const char       **uuid)
{
  g_return_val_if_fail (INVITES_IS_SEND_WATCH (self), INVITES_TROUBLE_NONE);

  for (guint i = 0; i < self->watched->len; i++)
    {
      const Watched *watched = g_ptr_array_index (self->watched, i);

      if (watched->trouble == INVITES_TROUBLE_NONE)
        continue;
      if (uuid != NULL)
        *uuid = watched->uuid;
      return watched->trouble;
    }

  return INVITES_TROUBLE_NONE;
}
