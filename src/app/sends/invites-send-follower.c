/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/sends/invites-send-follower.h"

/* The longest pause between two attempts while the service cannot be asked. */
#define MAX_PAUSE_SECONDS 30
/* A service that does not hold a request is still not asked more often. */
#define MIN_INTERVAL_US G_USEC_PER_SEC
/* The rate is that of the last half minute, once it is over three seconds. */
#define RATE_WINDOW_US (30 * G_USEC_PER_SEC)
#define RATE_MIN_US (3 * G_USEC_PER_SEC)

typedef struct
{
  gint64  at;   /* monotonic, in microseconds */
  guint64 open; /* mails that still waited */
} Sample;

struct _InvitesSendFollower
{
  GObject parent_instance;

  /* Owned. */
  InvitesClient *client;
  char          *uuid;
  char          *etag;  /* (nullable): nothing known yet */
  InvitesSend   *send;  /* (nullable): nothing known yet */
  GError        *error; /* (nullable): the last attempt worked */
  GArray        *samples;
  GCancellable  *cancellable;

  gint64          asked_at; /* monotonic, in microseconds */
  gboolean        asking;
  guint           pause_seconds;
  guint           timeout_id;
  InvitesSendAct  act;        /* on its way, or NONE */
  InvitesSendAct  failed_act; /* what error tells of; NONE: of following */
  gint64          hold_ends;  /* monotonic, in microseconds, or 0 */
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (InvitesSendFollower, invites_send_follower, G_TYPE_OBJECT)

static void ask (InvitesSendFollower *self);

static void
emit_changed (InvitesSendFollower *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
ask_again_cb (gpointer user_data)
{
  InvitesSendFollower *self = user_data;

  self->timeout_id = 0;
  ask (self);
}

static void
ask_after (InvitesSendFollower *self,
           guint                milliseconds)
{
  g_clear_handle_id (&self->timeout_id, g_source_remove);
  self->timeout_id = g_timeout_add_once (milliseconds, ask_again_cb, self);
}

static void
add_sample (InvitesSendFollower *self)
{
  Sample sample = { g_get_monotonic_time (),
                    invites_send_get_open (self->send) };

  g_array_append_val (self->samples, sample);
  while (sample.at - g_array_index (self->samples, Sample, 0).at
         > RATE_WINDOW_US)
    g_array_remove_index (self->samples, 0);
}

/* The clock of this computer may be wrong: how long the hold lasts is the
 * service's to say, and from the first answer on it is counted here. */
static void
take_hold (InvitesSendFollower *self)
{
  gint64 length;
  gint64 left;

  if (self->send->state != INVITES_SEND_HELD)
    {
      self->hold_ends = 0;
      return;
    }
  if (self->hold_ends != 0)
    return;

  length = MAX (self->send->held_until - self->send->started_at, 0);
  left = self->send->held_until - invites_time_now ();
  self->hold_ends = g_get_monotonic_time ()
                    + CLAMP (left, 0, length) * G_USEC_PER_SEC;
}

static void
take_send (InvitesSendFollower *self,
           InvitesSend         *send)
{
  g_clear_pointer (&self->send, invites_send_free);
  self->send = send;
  take_hold (self);
  add_sample (self);
}

static void
set_failed (InvitesSendFollower *self,
            GError              *error,
            InvitesSendAct       act)
{
  g_clear_error (&self->error);
  self->error = error;
  self->failed_act = act;
  emit_changed (self);
}

/* Asking again cannot help before somebody does something. */
static gboolean
is_final (const GError *error)
{
  return g_error_matches (error, INVITES_ERROR, INVITES_ERROR_SIGNED_OUT)
         || g_error_matches (error, INVITES_ERROR,
                             INVITES_ERROR_PERMISSION_REQUIRED)
         || g_error_matches (error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND);
}

static void
follow_failed (InvitesSendFollower *self,
               GError              *error)
{
  gboolean final = is_final (error);

  set_failed (self, error, INVITES_SEND_ACT_NONE);
  if (final)
    return;

  self->pause_seconds
    = CLAMP (self->pause_seconds * 2, 1, MAX_PAUSE_SECONDS);
  ask_after (self, self->pause_seconds * 1000);
}

static void
follow_on (InvitesSendFollower *self)
{
  gint64 since = g_get_monotonic_time () - self->asked_at;

  if (invites_send_follower_has_ended (self) || self->asking)
    return;
  if (since >= MIN_INTERVAL_US)
    ask (self);
  else
    ask_after (self, (guint) ((MIN_INTERVAL_US - since) / 1000) + 1);
}

static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(InvitesSendFollower) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *etag = NULL;
  InvitesSend *send;
  gboolean recovered;

  send = invites_client_get_send_finish (INVITES_CLIENT (object), result,
                                         &etag, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  self->asking = FALSE;
  if (error != NULL)
    {
      follow_failed (self, g_steal_pointer (&error));
      return;
    }

  if (self->cancellable == NULL)
    {
      g_clear_pointer (&send, invites_send_free);
      return;
    }

  self->pause_seconds = 0;
  recovered = self->error != NULL
              && self->failed_act == INVITES_SEND_ACT_NONE;
  if (recovered)
    g_clear_error (&self->error);
  if (send != NULL)
    {
      take_send (self, send);
      g_free (self->etag);
      self->etag = g_steal_pointer (&etag);
    }
  if (send != NULL || recovered)
    emit_changed (self);

  follow_on (self);
}

static void
ask (InvitesSendFollower *self)
{
  if (self->cancellable == NULL || self->asking)
    return;

  self->asking = TRUE;
  self->asked_at = g_get_monotonic_time ();
  invites_client_get_send_async (self->client, self->uuid, self->etag,
                                 self->cancellable, answered_cb,
                                 g_object_ref (self));
}

static InvitesSend *
finish_act (InvitesSendFollower  *self,
            GAsyncResult         *result,
            GError              **error)
{
  switch ((int) self->act)
    {
    case INVITES_SEND_ACT_STOP:
      return invites_client_stop_finish (self->client, result, error);

    case INVITES_SEND_ACT_PAUSE:
      return invites_client_pause_send_finish (self->client, result, error);

    case INVITES_SEND_ACT_RESUME:
      return invites_client_resume_send_finish (self->client, result, error);

    case INVITES_SEND_ACT_REVOKE:
      return invites_client_revoke_finish (self->client, result, error);

    case INVITES_SEND_ACT_RETRY_REFUSED:
    case INVITES_SEND_ACT_RETRY_UNKNOWN:
    default:
      return invites_client_retry_finish (self->client, result, error);
    }
}

static void
acted_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(InvitesSendFollower) self = user_data;
  g_autoptr(GError) error = NULL;
  InvitesSendAct act = self->act;
  InvitesSend *send = finish_act (self, result, &error);

  self->act = INVITES_SEND_ACT_NONE;
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error != NULL)
    {
      set_failed (self, g_steal_pointer (&error), act);
      return;
    }

  g_clear_error (&self->error);
  take_send (self, send);
  emit_changed (self);
  /* A send that had ended runs again after a retry. */
  if (self->cancellable != NULL && self->timeout_id == 0)
    follow_on (self);
}

static void
start_act (InvitesSendFollower *self,
           InvitesSendAct       act)
{
  gpointer data = g_object_ref (self);

  switch ((int) act)
    {
    case INVITES_SEND_ACT_STOP:
      invites_client_stop_async (self->client, self->uuid, self->cancellable,
                                 acted_cb, data);
      break;

    case INVITES_SEND_ACT_PAUSE:
      invites_client_pause_send_async (self->client, self->uuid,
                                       self->cancellable, acted_cb, data);
      break;

    case INVITES_SEND_ACT_RESUME:
      invites_client_resume_send_async (self->client, self->uuid,
                                        self->cancellable, acted_cb, data);
      break;

    case INVITES_SEND_ACT_REVOKE:
      invites_client_revoke_async (self->client, self->uuid, self->cancellable,
                                   acted_cb, data);
      break;

    case INVITES_SEND_ACT_RETRY_REFUSED:
    case INVITES_SEND_ACT_RETRY_UNKNOWN:
    default:
      invites_client_retry_async (self->client, self->uuid,
                                  act == INVITES_SEND_ACT_RETRY_REFUSED
                                    ? INVITES_DELIVERY_REFUSED
                                    : INVITES_DELIVERY_UNKNOWN,
                                  self->cancellable, acted_cb, data);
      break;
    }
}

static void
invites_send_follower_dispose (GObject *object)
{
  InvitesSendFollower *self = INVITES_SEND_FOLLOWER (object);

  invites_send_follower_close (self);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (invites_send_follower_parent_class)->dispose (object);
}

static void
invites_send_follower_finalize (GObject *object)
{
  InvitesSendFollower *self = INVITES_SEND_FOLLOWER (object);

  g_clear_pointer (&self->uuid, g_free);
  g_clear_pointer (&self->etag, g_free);
  g_clear_pointer (&self->send, invites_send_free);
  g_clear_pointer (&self->samples, g_array_unref);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (invites_send_follower_parent_class)->finalize (object);
}

static void
invites_send_follower_class_init (InvitesSendFollowerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = invites_send_follower_dispose;
  object_class->finalize = invites_send_follower_finalize;

  /**
   * InvitesSendFollower::changed:
   *
   * There is a newer answer, or following fails, or works again.
   */
  signals[SIGNAL_CHANGED]
    = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                    NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
invites_send_follower_init (InvitesSendFollower *self)
{
  self->samples = g_array_new (FALSE, FALSE, sizeof (Sample));
  self->cancellable = g_cancellable_new ();
  self->act = INVITES_SEND_ACT_NONE;
  self->failed_act = INVITES_SEND_ACT_NONE;
}

/**
 * invites_send_follower_new:
 * @client: a client that is signed in
 * @uuid: the send's id
 *
 * Asks at once, and follows until the send has ended.
 *
 * Returns: (transfer full): the follower
 */
InvitesSendFollower *
invites_send_follower_new (InvitesClient *client,
                           const char    *uuid)
{
  InvitesSendFollower *self;

  g_return_val_if_fail (INVITES_IS_CLIENT (client), NULL);
  g_return_val_if_fail (uuid != NULL, NULL);

  self = g_object_new (INVITES_TYPE_SEND_FOLLOWER, NULL);
  self->client = g_object_ref (client);
  self->uuid = g_strdup (uuid);
  ask (self);

  return self;
}

/**
 * invites_send_follower_get_client:
 * @self: an #InvitesSendFollower
 *
 * Returns: (transfer none): who is asked
 */
InvitesClient *
invites_send_follower_get_client (InvitesSendFollower *self)
{
  g_return_val_if_fail (INVITES_IS_SEND_FOLLOWER (self), NULL);

  return self->client;
}

/**
 * invites_send_follower_get_uuid:
 * @self: an #InvitesSendFollower
 *
 * Returns: (transfer none): the send's id
 */
const char *
invites_send_follower_get_uuid (InvitesSendFollower *self)
{
  g_return_val_if_fail (INVITES_IS_SEND_FOLLOWER (self), NULL);

  return self->uuid;
}

/**
 * invites_send_follower_get_send:
 * @self: an #InvitesSendFollower
 *
 * Returns: (transfer none) (nullable): the newest answer, whole; %NULL before
 *   the first
 */
const InvitesSend *
invites_send_follower_get_send (InvitesSendFollower *self)
{
  g_return_val_if_fail (INVITES_IS_SEND_FOLLOWER (self), NULL);

  return self->send;
}

/**
 * invites_send_follower_get_error:
 * @self: an #InvitesSendFollower
 *
 * Returns: (transfer none) (nullable): why the last attempt failed
 */
const GError *
invites_send_follower_get_error (InvitesSendFollower *self)
{
  g_return_val_if_fail (INVITES_IS_SEND_FOLLOWER (self), NULL);

  return self->error;
}

/**
 * invites_send_follower_get_seconds_left:
 * @self: an #InvitesSendFollower
 *
 * Returns: how long the send will take at the rate of the last half minute;
 *   less than zero while there is no rate
 */
double
invites_send_follower_get_seconds_left (InvitesSendFollower *self)
{
  Sample first;
  Sample last;

  g_return_val_if_fail (INVITES_IS_SEND_FOLLOWER (self), -1);

  if (self->samples->len < 2)
    return -1;

  first = g_array_index (self->samples, Sample, 0);
  last = g_array_index (self->samples, Sample, self->samples->len - 1);
  if (last.at - first.at < RATE_MIN_US || last.open >= first.open)
    return -1;

  return (double) last.open * (last.at - first.at)
         / (double) (first.open - last.open) / G_USEC_PER_SEC;
}

/**
 * invites_send_follower_has_ended:
 * @self: an #InvitesSendFollower
 *
 * Returns: whether the send is finished or stopped
 */
gboolean
invites_send_follower_has_ended (InvitesSendFollower *self)
{
  g_return_val_if_fail (INVITES_IS_SEND_FOLLOWER (self), FALSE);

  return self->send != NULL
         && (self->send->state == INVITES_SEND_FINISHED
             || self->send->state == INVITES_SEND_STOPPED);
}

/**
 * invites_send_follower_retry:
 * @self: an #InvitesSendFollower
 *
 * Does at once again what failed.
 */
void
invites_send_follower_retry (InvitesSendFollower *self)
{
  g_return_if_fail (INVITES_IS_SEND_FOLLOWER (self));

  if (self->failed_act != INVITES_SEND_ACT_NONE)
    {
      invites_send_follower_act (self, self->failed_act);
      return;
    }
  if (self->error == NULL || self->cancellable == NULL)
    return;

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  self->pause_seconds = 0;
  ask (self);
}

/**
 * invites_send_follower_get_hold_left:
 * @self: an #InvitesSendFollower
 *
 * Returns: how many seconds the send is still held; zero when the time is
 *   over, or it is not held
 */
double
invites_send_follower_get_hold_left (InvitesSendFollower *self)
{
  g_return_val_if_fail (INVITES_IS_SEND_FOLLOWER (self), 0);

  if (self->hold_ends == 0)
    return 0;

  return MAX (0.0, (double) (self->hold_ends - g_get_monotonic_time ())
                     / G_USEC_PER_SEC);
}

/**
 * invites_send_follower_may_act:
 * @self: an #InvitesSendFollower
 *
 * Returns: whether something can be asked of the send now: the user may send,
 *   it was started, and nothing else that was asked is on its way
 */
gboolean
invites_send_follower_may_act (InvitesSendFollower *self)
{
  const InvitesUser *user;

  g_return_val_if_fail (INVITES_IS_SEND_FOLLOWER (self), FALSE);

  user = invites_client_get_user (self->client);
  return user != NULL && user->may_send && self->send != NULL
         && self->send->state != INVITES_SEND_PREPARED
         && self->act == INVITES_SEND_ACT_NONE;
}

/**
 * invites_send_follower_act:
 * @self: an #InvitesSendFollower
 * @act: what to do with the send
 *
 * Asks the service for it. The answer, and all that follows, comes by
 * #InvitesSendFollower::changed. Does nothing while another is on its way.
 */
void
invites_send_follower_act (InvitesSendFollower *self,
                           InvitesSendAct       act)
{
  g_return_if_fail (INVITES_IS_SEND_FOLLOWER (self));
  g_return_if_fail ((guint) act < INVITES_N_SEND_ACTS);

  if (self->cancellable == NULL || self->act != INVITES_SEND_ACT_NONE)
    return;

  if (self->failed_act != INVITES_SEND_ACT_NONE)
    g_clear_error (&self->error);
  self->failed_act = INVITES_SEND_ACT_NONE;
  self->act = act;
  start_act (self, act);
  emit_changed (self);
}

/**
 * invites_send_follower_refresh:
 * @self: an #InvitesSendFollower
 *
 * Asks once for a send that has ended: mails may have come back since, and
 * contacts accepted. One that runs is followed anyway.
 */
void
invites_send_follower_refresh (InvitesSendFollower *self)
{
  g_return_if_fail (INVITES_IS_SEND_FOLLOWER (self));

  if (self->asking || !invites_send_follower_has_ended (self))
    return;

  /* Without what is known, so that the service does not hold its answer. */
  g_clear_pointer (&self->etag, g_free);
  ask (self);
}

/**
 * invites_send_follower_close:
 * @self: an #InvitesSendFollower
 *
 * Follows no longer. A held request holds the follower until then.
 */
void
invites_send_follower_close (InvitesSendFollower *self)
{
  g_return_if_fail (INVITES_IS_SEND_FOLLOWER (self));

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}
