/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/invite/invites-tally.h"
#include "client/invites-pace.h"

#define SETTLE_MSEC 150

struct _InvitesTally
{
  GObject parent_instance;

  InvitesClient *client;
  InvitesPace   *counts_pace;   /* owned */
  InvitesPace   *outcomes_pace; /* owned */

  /* What is asked. */
  InvitesFilter      *filter;  /* (nullable): no division chosen */
  InvitesSendRequest *request; /* (nullable): nothing to forecast */
  guint               settle_id;
  GCancellable       *counts_cancellable;
  GCancellable       *outcomes_cancellable;

  /* What is known, and of what. */
  InvitesCounts      *counts;         /* (nullable) */
  InvitesFilter      *counts_filter;  /* (nullable) */
  GError             *counts_error;   /* (nullable) */
  guint64             outcomes[INVITES_N_OUTCOMES];
  InvitesSendRequest *outcomes_request; /* (nullable): no forecast known */
  GError             *outcomes_error; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (InvitesTally, invites_tally, G_TYPE_OBJECT)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* An answer says what it is the answer to. */
typedef struct
{
  InvitesTally       *self;
  GCancellable       *cancellable;
  InvitesFilter      *filter;  /* (nullable) */
  InvitesSendRequest *request; /* (nullable) */
} Question;

static void
question_free (Question *question)
{
  g_clear_object (&question->self);
  g_clear_object (&question->cancellable);
  g_clear_pointer (&question->filter, invites_filter_free);
  g_clear_pointer (&question->request, invites_send_request_free);
  g_free (question);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static Question *
question_new (InvitesTally *self, GCancellable *cancellable)
{
  Question *question = g_new0 (Question, 1);

  question->self = g_object_ref (self);
  question->cancellable = g_object_ref (cancellable);
  return question;
}

static void
emit_changed (InvitesTally *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
counted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(Question) question = user_data;
  InvitesTally *self = question->self;
  g_autoptr(InvitesCounts) counts = NULL;
  g_autoptr(GError) error = NULL;

  counts = invites_client_count_finish (INVITES_CLIENT (source), result,
                                        &error);
  if (g_cancellable_is_cancelled (question->cancellable))
    return;

  g_clear_error (&self->counts_error);
  if (counts == NULL)
    {
      invites_pace_fail (self->counts_pace, error);
      self->counts_error = g_steal_pointer (&error);
    }
  else
    {
      invites_pace_end (self->counts_pace);
      g_clear_pointer (&self->counts, invites_counts_free);
      g_clear_pointer (&self->counts_filter, invites_filter_free);
      self->counts = g_steal_pointer (&counts);
      self->counts_filter = g_steal_pointer (&question->filter);
    }
  emit_changed (self);
}

static void
forecast_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(Question) question = user_data;
  InvitesTally *self = question->self;
  guint64 outcomes[INVITES_N_OUTCOMES];
  GError *error = NULL;

  invites_client_forecast_finish (INVITES_CLIENT (source), result, outcomes,
                                  &error);
  if (g_cancellable_is_cancelled (question->cancellable))
    {
      g_clear_error (&error);
      return;
    }

  g_clear_error (&self->outcomes_error);
  if (error != NULL)
    {
      invites_pace_fail (self->outcomes_pace, error);
      self->outcomes_error = error;
    }
  else
    {
      invites_pace_end (self->outcomes_pace);
      memcpy (self->outcomes, outcomes, sizeof outcomes);
      g_clear_pointer (&self->outcomes_request, invites_send_request_free);
      self->outcomes_request = g_steal_pointer (&question->request);
    }
  emit_changed (self);
}

static void
cancel (GCancellable **cancellable)
{
  if (*cancellable != NULL)
    g_cancellable_cancel (*cancellable);
  g_clear_object (cancellable);
}

static void
ask_counts (InvitesTally *self)
{
  Question *question;

  cancel (&self->counts_cancellable);
  if (self->filter == NULL)
    return;

  invites_pace_begin (self->counts_pace);
  self->counts_cancellable = g_cancellable_new ();
  question = question_new (self, self->counts_cancellable);
  question->filter = invites_filter_copy (self->filter);
  invites_client_count_async (self->client, self->filter,
                              self->counts_cancellable, counted_cb, question);
}

static void
ask_outcomes (InvitesTally *self)
{
  Question *question;

  cancel (&self->outcomes_cancellable);
  if (self->request == NULL)
    return;

  invites_pace_begin (self->outcomes_pace);
  self->outcomes_cancellable = g_cancellable_new ();
  question = question_new (self, self->outcomes_cancellable);
  question->request = invites_send_request_copy (self->request);
  invites_client_forecast_async (self->client, self->request,
                                 self->outcomes_cancellable, forecast_cb,
                                 question);
}

static void
counts_due_cb (gpointer user_data)
{
  ask_counts (user_data);
}

static void
outcomes_due_cb (gpointer user_data)
{
  ask_outcomes (user_data);
}

static gboolean
settled_cb (gpointer user_data)
{
  InvitesTally *self = user_data;

  self->settle_id = 0;
  if (invites_tally_counts_are_stale (self))
    ask_counts (self);
  if (invites_tally_outcomes_are_stale (self))
    ask_outcomes (self);
  return G_SOURCE_REMOVE;
}

static void
settle (InvitesTally *self)
{
  g_clear_handle_id (&self->settle_id, g_source_remove);
  self->settle_id = g_timeout_add (SETTLE_MSEC, settled_cb, self);
}

/* Numbers of one division are never shown, not even as stale, under the name
 * of another. */
static void
drop_foreign_numbers (InvitesTally *self)
{
  const char *division = self->filter != NULL ? self->filter->division : NULL;

  if (self->counts_filter != NULL
      && g_strcmp0 (self->counts_filter->division, division) != 0)
    {
      g_clear_pointer (&self->counts, invites_counts_free);
      g_clear_pointer (&self->counts_filter, invites_filter_free);
    }
  if (self->outcomes_request != NULL
      && g_strcmp0 (self->outcomes_request->filter->division, division) != 0)
    g_clear_pointer (&self->outcomes_request, invites_send_request_free);
}

static void
set_filter (InvitesTally *self, const InvitesFilter *filter)
{
  g_clear_pointer (&self->filter, invites_filter_free);
  if (filter != NULL)
    self->filter = invites_filter_copy (filter);
  cancel (&self->counts_cancellable);
  invites_pace_stop (self->counts_pace);
  g_clear_error (&self->counts_error);
}

static void
set_request (InvitesTally *self, const InvitesSendRequest *request)
{
  g_clear_pointer (&self->request, invites_send_request_free);
  if (request != NULL)
    self->request = invites_send_request_copy (request);
  cancel (&self->outcomes_cancellable);
  invites_pace_stop (self->outcomes_pace);
  g_clear_error (&self->outcomes_error);
}

static gboolean
same_filter (const InvitesFilter *a, const InvitesFilter *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return invites_filter_equal (a, b);
}

static gboolean
same_request (const InvitesSendRequest *a, const InvitesSendRequest *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return invites_send_request_equal (a, b);
}

static void
invites_tally_dispose (GObject *object)
{
  InvitesTally *self = INVITES_TALLY (object);

  g_clear_handle_id (&self->settle_id, g_source_remove);
  cancel (&self->counts_cancellable);
  cancel (&self->outcomes_cancellable);
  g_clear_pointer (&self->counts_pace, invites_pace_free);
  g_clear_pointer (&self->outcomes_pace, invites_pace_free);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (invites_tally_parent_class)->dispose (object);
}

static void
invites_tally_finalize (GObject *object)
{
  InvitesTally *self = INVITES_TALLY (object);

  g_clear_pointer (&self->filter, invites_filter_free);
  g_clear_pointer (&self->request, invites_send_request_free);
  g_clear_pointer (&self->counts, invites_counts_free);
  g_clear_pointer (&self->counts_filter, invites_filter_free);
  g_clear_pointer (&self->outcomes_request, invites_send_request_free);
  g_clear_error (&self->counts_error);
  g_clear_error (&self->outcomes_error);

  G_OBJECT_CLASS (invites_tally_parent_class)->finalize (object);
}

static void
invites_tally_class_init (InvitesTallyClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = invites_tally_dispose;
  object_class->finalize = invites_tally_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
}

static void
invites_tally_init (InvitesTally *self)
{
  self->counts_pace = invites_pace_new (INVITES_PACE_USUAL, counts_due_cb,
                                        self);
  self->outcomes_pace = invites_pace_new (INVITES_PACE_USUAL, outcomes_due_cb,
                                          self);
}

/**
 * invites_tally_new:
 * @client: the service
 *
 * Returns: (transfer full): a tally of nothing
 */
InvitesTally *
invites_tally_new (InvitesClient *client)
{
  InvitesTally *self;

  g_return_val_if_fail (INVITES_IS_CLIENT (client), NULL);

  self = g_object_new (INVITES_TYPE_TALLY, NULL);
  self->client = g_object_ref (client);

  return self;
}

/**
 * invites_tally_set:
 * @self: the tally
 * @filter: (nullable): whom to count, or %NULL while no division is chosen
 * @request: (nullable): what to forecast, or %NULL while something is missing
 *
 * Asks for these numbers after a short settle; calls under way for others are
 * cancelled.
 */
void
invites_tally_set (InvitesTally *self,
                   const InvitesFilter *filter,
                   const InvitesSendRequest *request)
{
  gboolean changed = FALSE;

  g_return_if_fail (INVITES_IS_TALLY (self));

  if (!same_filter (filter, self->filter))
    {
      set_filter (self, filter);
      changed = TRUE;
    }
  if (!same_request (request, self->request))
    {
      set_request (self, request);
      changed = TRUE;
    }
  if (!changed)
    return;

  drop_foreign_numbers (self);
  settle (self);
  emit_changed (self);
}

/**
 * invites_tally_refresh:
 * @self: the tally
 *
 * Asks again, at once; what is shown stays until the answers are there.
 */
void
invites_tally_refresh (InvitesTally *self)
{
  g_return_if_fail (INVITES_IS_TALLY (self));

  g_clear_handle_id (&self->settle_id, g_source_remove);
  g_clear_error (&self->counts_error);
  g_clear_error (&self->outcomes_error);
  ask_counts (self);
  ask_outcomes (self);
  emit_changed (self);
}

/**
 * invites_tally_catch_up:
 * @self: the tally
 *
 * Asks again because contacts have changed: the counts and the forecast each at
 * the pace that the service can bear. What is shown stays until then.
 */
void
invites_tally_catch_up (InvitesTally *self)
{
  g_return_if_fail (INVITES_IS_TALLY (self));

  /* They are about to be asked for anyway. */
  if (self->settle_id != 0)
    return;
  if (self->filter != NULL)
    invites_pace_want (self->counts_pace);
  if (self->request != NULL)
    invites_pace_want (self->outcomes_pace);
}

/**
 * invites_tally_drop_forecast:
 * @self: the tally
 *
 * Forgets the forecast: a send has started, and it does not hold any more.
 */
void
invites_tally_drop_forecast (InvitesTally *self)
{
  g_return_if_fail (INVITES_IS_TALLY (self));

  g_clear_pointer (&self->outcomes_request, invites_send_request_free);
  emit_changed (self);
}

/**
 * invites_tally_get_counts:
 * @self: the tally
 *
 * Returns: (transfer none) (nullable): the last counts of this division
 */
const InvitesCounts *
invites_tally_get_counts (InvitesTally *self)
{
  g_return_val_if_fail (INVITES_IS_TALLY (self), NULL);

  return self->counts;
}

/**
 * invites_tally_get_counts_filter:
 * @self: the tally
 *
 * Returns: (transfer none) (nullable): whom those counts count
 */
const InvitesFilter *
invites_tally_get_counts_filter (InvitesTally *self)
{
  g_return_val_if_fail (INVITES_IS_TALLY (self), NULL);

  return self->counts_filter;
}

/**
 * invites_tally_counts_are_stale:
 * @self: the tally
 *
 * Returns: whether the counts are missing, or not those of what is chosen
 */
gboolean
invites_tally_counts_are_stale (InvitesTally *self)
{
  g_return_val_if_fail (INVITES_IS_TALLY (self), TRUE);

  return self->counts_error != NULL
         || !same_filter (self->filter, self->counts_filter);
}

/**
 * invites_tally_get_counts_error:
 * @self: the tally
 *
 * Returns: (transfer none) (nullable): why the counts could not be had
 */
const GError *
invites_tally_get_counts_error (InvitesTally *self)
{
  g_return_val_if_fail (INVITES_IS_TALLY (self), NULL);

  return self->counts_error;
}

/**
 * invites_tally_get_outcomes:
 * @self: the tally
 *
 * Returns: (transfer none) (nullable) (array fixed-size=11): the last forecast
 *   of this division, by #InvitesOutcome
 */
const guint64 *
invites_tally_get_outcomes (InvitesTally *self)
{
  g_return_val_if_fail (INVITES_IS_TALLY (self), NULL);

  return self->outcomes_request != NULL ? self->outcomes : NULL;
}

/**
 * invites_tally_get_outcomes_request:
 * @self: the tally
 *
 * Returns: (transfer none) (nullable): what that forecast is of
 */
const InvitesSendRequest *
invites_tally_get_outcomes_request (InvitesTally *self)
{
  g_return_val_if_fail (INVITES_IS_TALLY (self), NULL);

  return self->outcomes_request;
}

/**
 * invites_tally_outcomes_are_stale:
 * @self: the tally
 *
 * Returns: whether the forecast is missing, or not that of what is chosen
 */
gboolean
invites_tally_outcomes_are_stale (InvitesTally *self)
{
  g_return_val_if_fail (INVITES_IS_TALLY (self), TRUE);

  return self->outcomes_error != NULL
         || !same_request (self->request, self->outcomes_request);
}

/**
 * invites_tally_get_outcomes_error:
 * @self: the tally
 *
 * Returns: (transfer none) (nullable): why there is no forecast
 */
const GError *
invites_tally_get_outcomes_error (InvitesTally *self)
{
  g_return_val_if_fail (INVITES_IS_TALLY (self), NULL);

  return self->outcomes_error;
}
