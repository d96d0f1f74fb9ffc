/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/sends/invites-send-watch.h"

#define WATCH_SECONDS 2
/* So many of the newest sends are looked through for those that run. */
#define NEWEST 25

typedef struct
{
  char           *uuid;
  gboolean        own;
  gboolean        asking;
  InvitesTrouble  trouble;
} Watched;

struct _InvitesSendWatch
{
  GObject parent_instance;

  /* Owned. */
  InvitesClient *client;
  GPtrArray     *watched; /* (element-type Watched) */
  GCancellable  *cancellable;
  guint          timeout_id;
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

static gboolean
has_ended (const InvitesSend *send)
{
  return send->state == INVITES_SEND_FINISHED
         || send->state == INVITES_SEND_STOPPED;
}

/* An answer says which send it is about. */
typedef struct
{
  InvitesSendWatch *self; /* (owned) */
  char             *uuid; /* (owned) */
} Question;

static void
question_free (Question *question)
{
  g_object_unref (question->self);
  g_free (question->uuid);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

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

static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(Question) question = user_data;
  g_autoptr(InvitesSend) send = NULL;
  g_autoptr(GError) error = NULL;
  Watched *watched;

  send = invites_client_get_send_finish (INVITES_CLIENT (object), result, NULL,
                                         &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if ((watched = find_watched (question->self, question->uuid)) == NULL)
    return;

  watched->asking = FALSE;
  if (send != NULL)
    take_answer (question->self, watched, send);
  else if (is_gone (error))
    g_ptr_array_remove_fast (question->self->watched, watched);
}

/* Plain and now and then: a held request would take one of the two connections
 * from those who look at something. */
static gboolean
tick_cb (gpointer user_data)
{
  InvitesSendWatch *self = user_data;

  if (self->watched->len == 0 || !invites_client_is_signed_in (self->client))
    {
      self->timeout_id = 0;
      return G_SOURCE_REMOVE;
    }

  for (guint i = 0; i < self->watched->len; i++)
    {
      Watched *watched = g_ptr_array_index (self->watched, i);
      Question *question;

      if (watched->asking)
        continue;
      watched->asking = TRUE;
      question = g_new0 (Question, 1);
      question->self = g_object_ref (self);
      question->uuid = g_strdup (watched->uuid);
      invites_client_get_send_async (self->client, watched->uuid, NULL,
                                     self->cancellable, answered_cb, question);
    }

  return G_SOURCE_CONTINUE;
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
      g_ptr_array_add (self->watched, watched);
    }
  watched->own |= own;
  if (self->timeout_id == 0)
    self->timeout_id = g_timeout_add_seconds (WATCH_SECONDS, tick_cb, self);
}

static void
listed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(InvitesSendWatch) self = user_data;
  const InvitesUser *user = invites_client_get_user (INVITES_CLIENT (object));
  g_autoptr(InvitesPage) page = NULL;

  /* Whoever looks at the list is told of its failures. */
  page = invites_client_list_sends_finish (INVITES_CLIENT (object), result,
                                           NULL);
  if (page == NULL || user == NULL || self->cancellable == NULL)
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

  g_clear_handle_id (&self->timeout_id, g_source_remove);
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
invites_send_watch_init (InvitesSendWatch *self)
{
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

  /* What was asked before a session ended got no answer. */
  for (guint i = 0; i < self->watched->len; i++)
    ((Watched *) g_ptr_array_index (self->watched, i))->asking = FALSE;
  if (self->watched->len > 0 && self->timeout_id == 0)
    self->timeout_id = g_timeout_add_seconds (WATCH_SECONDS, tick_cb, self);

  invites_client_list_sends_async (self->client, NULL, 0, NEWEST,
                                   self->cancellable, listed_cb,
                                   g_object_ref (self));
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
