/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/invites-pace.h"

/* Microseconds. News come once a second at most, and are told at once. */
#define MIN_PAUSE (400 * G_TIME_SPAN_MILLISECOND)
#define MAX_PAUSE (30 * G_TIME_SPAN_SECOND)

/* Whoever asks because of news takes a quarter of the service's time at most:
 * a forecast of a million contacts is not made anew each second. */
#define PAUSE_FACTOR 3

struct _InvitesPace
{
  InvitesPaceFunc ask;
  gpointer        user_data;

  gboolean        running;
  gboolean        again;      /* wanted while it ran */
  gint64          began;      /* monotonic, in microseconds */
  gint64          not_before; /* monotonic, in microseconds */
  guint           timeout_id;
};

/**
 * invites_pace_new:
 * @ask: asks, and calls invites_pace_begin()
 * @user_data: for @ask
 *
 * Returns: (transfer full): a pace of something that was not asked yet
 */
InvitesPace *
invites_pace_new (InvitesPaceFunc ask,
                  gpointer        user_data)
{
  InvitesPace *self;

  g_return_val_if_fail (ask != NULL, NULL);

  self = g_new0 (InvitesPace, 1);
  self->ask = ask;
  self->user_data = user_data;
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
 * It is being asked, whatever for. What was wanted until now is on its way.
 */
void
invites_pace_begin (InvitesPace *self)
{
  g_return_if_fail (self != NULL);

  g_clear_handle_id (&self->timeout_id, g_source_remove);
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
  self->not_before = now + CLAMP ((now - self->began) * PAUSE_FACTOR,
                                  MIN_PAUSE, MAX_PAUSE);
  if (!self->again)
    return;
  self->again = FALSE;
  invites_pace_want (self);
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
}
