/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/invites-pace.h"

/* Microseconds. */
#define MAX_PAUSE (30 * G_TIME_SPAN_SECOND)

/* Whoever asks because of news takes a quarter of the service's time at most:
 * a forecast of a million contacts is not made anew each second. */
#define PAUSE_FACTOR 3

/* Milliseconds. The pause after a failure doubles with each. */
#define MIN_RETRY 2000
#define MAX_RETRY 30000

struct _InvitesPace
{
  InvitesPaceFunc ask;
  gpointer        user_data;
  gint64          pause;      /* microseconds */

  gboolean        running;
  gboolean        again;      /* wanted while it ran */
  gint64          began;      /* monotonic, in microseconds */
  gint64          not_before; /* monotonic, in microseconds */
  guint           retry;      /* milliseconds; 0: the last time it worked */
  guint           timeout_id;
};

/**
 * invites_pace_new:
 * @pause: milliseconds from one answer to the next question at least
 * @ask: asks, and calls invites_pace_begin()
 * @user_data: for @ask
 *
 * Returns: (transfer full): a pace of something that was not asked yet
 */
InvitesPace *
invites_pace_new (guint           pause,
                  InvitesPaceFunc ask,
                  gpointer        user_data)
{
  InvitesPace *self;

  g_return_val_if_fail (ask != NULL, NULL);

  self = g_new0 (InvitesPace, 1);
  self->ask = ask;
  self->user_data = user_data;
  self->pause = (gint64) pause * G_TIME_SPAN_MILLISECOND;
  return self;
}

/**
 * invites_pace_free:
 * @self: (transfer full): a pace
 */
void
invites_pace_free (InvitesPace *self)
{
  g_return_if_fail (self != NULL);

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  g_free (self);
}

static gboolean
due_cb (gpointer user_data)
{
  InvitesPace *self = user_data;

  self->timeout_id = 0;
  self->ask (self->user_data);
  return G_SOURCE_REMOVE;
}

/**
 * invites_pace_want:
 * @self: a pace
 *
 * There is news. Asks at once, or when what is under way has ended and the
 * pause after it is over.
 */
void
invites_pace_want (InvitesPace *self)
{
  gint64 left;

  g_return_if_fail (self != NULL);

  if (self->running)
    {
      self->again = TRUE;
      return;
    }
  /* News after a failure: the service is there. */
  if (self->retry != 0)
    g_clear_handle_id (&self->timeout_id, g_source_remove);
  if (self->timeout_id != 0)
    return;

  left = self->not_before - g_get_monotonic_time ();
  if (left <= 0)
    self->ask (self->user_data);
  else
    self->timeout_id = g_timeout_add ((guint) (left / 1000) + 1, due_cb, self);
}

/**
 * invites_pace_begin:
 * @self: a pace
 *
 * It is being asked, whatever for. What was wanted until now is on its way. May
 * be called again while it is.
 */
void
invites_pace_begin (InvitesPace *self)
{
  g_return_if_fail (self != NULL);

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  if (self->running)
    return;
  self->running = TRUE;
  self->again = FALSE;
  self->began = g_get_monotonic_time ();
}

/**
 * invites_pace_end:
 * @self: a pace
 *
 * The answer is there. Does nothing when none was waited for.
 */
void
invites_pace_end (InvitesPace *self)
{
  gint64 now = g_get_monotonic_time ();

  g_return_if_fail (self != NULL);

  if (!self->running)
    return;
  self->running = FALSE;
  self->retry = 0;
  self->not_before = now + CLAMP ((now - self->began) * PAUSE_FACTOR,
                                  self->pause, MAX_PAUSE);
  if (!self->again)
    return;
  self->again = FALSE;
  invites_pace_want (self);
}

static gboolean
is_passing (const GError *error)
{
  return g_error_matches (error, INVITES_ERROR, INVITES_ERROR_UNAVAILABLE)
         || g_error_matches (error, INVITES_ERROR, INVITES_ERROR_OFFLINE)
         || g_error_matches (error, INVITES_ERROR, INVITES_ERROR_TIMED_OUT);
}

/**
 * invites_pace_fail:
 * @self: a pace
 * @error: why there is no answer
 *
 * Asks again after a pause that grows, and that differs from client to client,
 * when the service is away or busy. Does nothing when no answer was waited for.
 */
void
invites_pace_fail (InvitesPace  *self,
                   const GError *error)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (error != NULL);

  if (!self->running)
    return;
  if (!is_passing (error))
    {
      invites_pace_end (self);
      return;
    }
  self->running = FALSE;
  self->again = FALSE;
  self->retry = CLAMP (self->retry * 2, MIN_RETRY, MAX_RETRY);
  self->timeout_id
    = g_timeout_add (self->retry / 2
                       + (guint) g_random_int_range (0, (gint) self->retry),
                     due_cb, self);
}

/**
 * invites_pace_stop:
 * @self: a pace
 *
 * What was asked is not wanted any more.
 */
void
invites_pace_stop (InvitesPace *self)
{
  g_return_if_fail (self != NULL);

  g_clear_handle_id (&self->timeout_id, g_source_remove);
  self->running = FALSE;
  self->again = FALSE;
  self->retry = 0;
}
