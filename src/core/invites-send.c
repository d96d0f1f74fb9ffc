/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/invites-send-private.h"

#include "core/invites-error.h"
#include "core/invites-filter-private.h"
#include "core/invites-json.h"

G_DEFINE_BOXED_TYPE (InvitesSend, invites_send, invites_send_copy,
                     invites_send_free)

/* Every number there is comes from the service, so a sum may overflow. */
static gboolean
add (const guint64 *numbers,
     guint          n_numbers,
     guint64       *sum)
{
  *sum = 0;
  for (guint i = 0; i < n_numbers; i++)
    {
      if (!g_uint64_checked_add (sum, *sum, numbers[i]))
        return FALSE;
    }

  return TRUE;
}

static JsonObject *
write_outcomes (const guint64 outcomes[INVITES_N_OUTCOMES])
{
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < INVITES_N_OUTCOMES; i++)
    json_object_set_int_member (object,
                                invites_outcome_to_string ((InvitesOutcome) i),
                                (gint64) outcomes[i]);

  return object;
}

static JsonObject *
write_deliveries (const guint64 deliveries[INVITES_N_DELIVERY_STATES])
{
  JsonObject *object = json_object_new ();

  for (guint i = 0; i < INVITES_N_DELIVERY_STATES; i++)
    {
      InvitesDeliveryState state = (InvitesDeliveryState) i;

      json_object_set_int_member (object,
                                  invites_delivery_state_to_string (state),
                                  (gint64) deliveries[i]);
    }

  return object;
}

static gboolean
read_outcomes (JsonObject  *object,
               guint64      outcomes[INVITES_N_OUTCOMES],
               GError     **error)
{
  JsonObject *counts;

  if (!(counts = invites_json_get_object (object, "outcomes", error)))
    return FALSE;

  for (guint i = 0; i < INVITES_N_OUTCOMES; i++)
    {
      const char *word = invites_outcome_to_string ((InvitesOutcome) i);

      if (!invites_json_get_count (counts, word, &outcomes[i], error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_deliveries (JsonObject  *object,
                 guint64      deliveries[INVITES_N_DELIVERY_STATES],
                 GError     **error)
{
  JsonObject *counts;

  if (!(counts = invites_json_get_object (object, "deliveries", error)))
    return FALSE;

  for (guint i = 0; i < INVITES_N_DELIVERY_STATES; i++)
    {
      InvitesDeliveryState state = (InvitesDeliveryState) i;

      if (!invites_json_get_count (counts,
                                   invites_delivery_state_to_string (state),
                                   &deliveries[i], error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_state (InvitesSend  *self,
            JsonObject   *object,
            GError      **error)
{
  const char *word;

  if (!(word = invites_json_get_string (object, "state", error)))
    return FALSE;
  if (!invites_send_state_from_string (word, &self->state))
    {
      invites_set_field_error (error, INVITES_ERROR_BAD_ANSWER, "state",
                               "Unknown state of a send");
      return FALSE;
    }

  return invites_json_get_boolean (object, "stopping", &self->stopping, error);
}

static gboolean
read_filter (InvitesSend  *self,
             JsonObject   *object,
             GError      **error)
{
  JsonObject *filter;

  if (!(filter = invites_json_get_object (object, "filter", error)))
    return FALSE;

  self->filter = invites_filter_read_answer (filter, error);
  return self->filter != NULL;
}

static gboolean
read_request (InvitesSend  *self,
              JsonObject   *object,
              GError      **error)
{
  return read_filter (self, object, error)
         && invites_json_dup_string (object, "division", &self->division,
                                     error)
         && invites_json_dup_string (object, "division_name",
                                     &self->division_name, error)
         && invites_json_dup_string (object, "template", &self->template_id,
                                     error)
         && invites_json_dup_string (object, "template_name",
                                     &self->template_name, error)
         && invites_json_dup_string (object, "email_from", &self->email_from,
                                     error)
         && invites_json_get_boolean (object, "only_without_invitation",
                                      &self->only_without_invitation, error);
}

static gboolean
read_times (InvitesSend  *self,
            JsonObject   *object,
            GError      **error)
{
  if (!invites_json_get_time (object, "prepared_at", &self->prepared_at, error)
      || !invites_json_get_time (object, "started_at", &self->started_at, error)
      || !invites_json_get_time (object, "finished_at", &self->finished_at,
                                 error))
    return FALSE;

  if (self->prepared_at != INVITES_TIME_NONE)
    return TRUE;

  invites_set_field_error (error, INVITES_ERROR_BAD_ANSWER, "prepared_at",
                           "A send that was never prepared");
  return FALSE;
}

static gboolean
read_numbers (InvitesSend  *self,
              JsonObject   *object,
              GError      **error)
{
  if (!read_outcomes (object, self->outcomes, error)
      || !read_deliveries (object, self->deliveries, error)
      || !invites_json_get_count (object, "previously_invited",
                                  &self->previously_invited, error)
      || !invites_json_get_count (object, "accepted_contacts",
                                  &self->accepted_contacts, error))
    return FALSE;

  if (invites_send_adds_up (self))
    return TRUE;

  g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_BAD_ANSWER,
                       "The numbers of a send do not add up");
  return FALSE;
}

static gboolean
read_send (InvitesSend  *self,
           JsonNode     *node,
           GError      **error)
{
  JsonObject *object;

  return (object = invites_json_get_root (node, error))
         && invites_json_dup_string (object, "id", &self->id, error)
         && read_state (self, object, error)
         && read_request (self, object, error)
         && invites_json_dup_string (object, "prepared_by", &self->prepared_by,
                                     error)
         && read_times (self, object, error)
         && read_numbers (self, object, error)
         && invites_send_read_standing (self, object, error);
}

/**
 * invites_send_new:
 *
 * Makes a prepared send with no text (every string and the filter are %NULL),
 * no times, nothing that holds it up, and all numbers zero.
 *
 * Returns: (transfer full): the send
 */
InvitesSend *
invites_send_new (void)
{
  InvitesSend *self = g_new0 (InvitesSend, 1);

  self->from_set = INVITES_SEND_SET_NONE;
  self->pause_reason = INVITES_PAUSE_NONE;
  self->trouble = INVITES_TROUBLE_NONE;
  return self;
}

/**
 * invites_send_copy:
 * @self: a send
 *
 * Copies a send.
 *
 * Returns: (transfer full): the copy
 */
InvitesSend *
invites_send_copy (const InvitesSend *self)
{
  InvitesSend *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->id = g_strdup (self->id);
  if (self->filter != NULL)
    copy->filter = invites_filter_copy (self->filter);
  copy->division = g_strdup (self->division);
  copy->division_name = g_strdup (self->division_name);
  copy->template_id = g_strdup (self->template_id);
  copy->template_name = g_strdup (self->template_name);
  copy->email_from = g_strdup (self->email_from);
  copy->prepared_by = g_strdup (self->prepared_by);
  copy->from_send = g_strdup (self->from_send);
  copy->paused_by = g_strdup (self->paused_by);
  copy->pause_text = g_strdup (self->pause_text);
  copy->revoked_by = g_strdup (self->revoked_by);
  copy->trouble_text = g_strdup (self->trouble_text);
  return copy;
}

/**
 * invites_send_free:
 * @self: (transfer full) (nullable): a send
 *
 * Frees a send.
 */
void
invites_send_free (InvitesSend *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_clear_pointer (&self->filter, invites_filter_free);
  g_free (self->division);
  g_free (self->division_name);
  g_free (self->template_id);
  g_free (self->template_name);
  g_free (self->email_from);
  g_free (self->prepared_by);
  g_free (self->from_send);
  g_free (self->paused_by);
  g_free (self->pause_text);
  g_free (self->revoked_by);
  g_free (self->trouble_text);
  g_free (self);
}

/**
 * invites_send_get_considered:
 * @self: a send
 *
 * Counts the contacts that a send considered: the rows of its ledger.
 *
 * Returns: how many
 */
guint64
invites_send_get_considered (const InvitesSend *self)
{
  guint64 sum;

  g_return_val_if_fail (self != NULL, 0);

  return add (self->outcomes, INVITES_N_OUTCOMES, &sum) ? sum : G_MAXUINT64;
}

/**
 * invites_send_get_open:
 * @self: a send
 *
 * Counts the deliveries that may still go out by themselves: queued, sending
 * and deferred. Unknown is not open.
 *
 * Returns: how many
 */
guint64
invites_send_get_open (const InvitesSend *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->deliveries[INVITES_DELIVERY_QUEUED]
         + self->deliveries[INVITES_DELIVERY_SENDING]
         + self->deliveries[INVITES_DELIVERY_DEFERRED];
}

/**
 * invites_send_adds_up:
 * @self: a send
 *
 * Tells whether every row that will be sent is in exactly one delivery state.
 *
 * Returns: whether it is so
 */
gboolean
invites_send_adds_up (const InvitesSend *self)
{
  guint64 considered, deliveries;

  g_return_val_if_fail (self != NULL, FALSE);

  return add (self->outcomes, INVITES_N_OUTCOMES, &considered)
         && add (self->deliveries, INVITES_N_DELIVERY_STATES, &deliveries)
         && deliveries == self->outcomes[INVITES_OUTCOME_WILL_BE_SENT];
}

/**
 * invites_send_to_json:
 * @self: a whole send
 *
 * Writes a send as the service answers it.
 *
 * Returns: (transfer full): the document
 */
JsonNode *
invites_send_to_json (const InvitesSend *self)
{
  JsonObject *object;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (self->filter != NULL, NULL);

  object = json_object_new ();
  invites_json_set_string (object, "id", self->id);
  invites_json_set_string (object, "state",
                           invites_send_state_to_string (self->state));
  json_object_set_boolean_member (object, "stopping", self->stopping);
  json_object_set_member (object, "filter",
                          invites_filter_to_json (self->filter));
  invites_json_set_string (object, "division", self->division);
  invites_json_set_string (object, "division_name", self->division_name);
  invites_json_set_string (object, "template", self->template_id);
  invites_json_set_string (object, "template_name", self->template_name);
  invites_json_set_string (object, "email_from", self->email_from);
  json_object_set_boolean_member (object, "only_without_invitation",
                                  self->only_without_invitation);
  invites_json_set_string (object, "prepared_by", self->prepared_by);
  invites_json_set_time (object, "prepared_at", self->prepared_at);
  invites_json_set_time (object, "started_at", self->started_at);
  invites_json_set_time (object, "finished_at", self->finished_at);
  json_object_set_object_member (object, "outcomes",
                                 write_outcomes (self->outcomes));
  json_object_set_object_member (object, "deliveries",
                                 write_deliveries (self->deliveries));
  json_object_set_int_member (object, "previously_invited",
                              (gint64) self->previously_invited);
  json_object_set_int_member (object, "accepted_contacts",
                              (gint64) self->accepted_contacts);
  invites_send_write_standing (self, object);

  return invites_json_take_object (object);
}

/**
 * invites_send_from_json:
 * @node: (nullable): an answer, or a row of one
 * @error: (out) (optional): where the error goes
 *
 * Reads a send. Refuses one that does not add up.
 *
 * Returns: (transfer full): the send, or %NULL with %INVITES_ERROR_BAD_ANSWER
 */
InvitesSend *
invites_send_from_json (JsonNode  *node,
                        GError   **error)
{
  g_autoptr(InvitesSend) self = invites_send_new ();

  if (!read_send (self, node, error))
    {
      invites_json_blame_answer (error);
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * invites_outcomes_to_json:
 * @outcomes: (array fixed-size=11): how many contacts have each outcome
 *
 * Writes the answer of a forecast.
 *
 * Returns: (transfer full): the document
 */
JsonNode *
invites_outcomes_to_json (const guint64 outcomes[INVITES_N_OUTCOMES])
{
  JsonObject *object;

  g_return_val_if_fail (outcomes != NULL, NULL);

  object = json_object_new ();
  json_object_set_object_member (object, "outcomes", write_outcomes (outcomes));
  return invites_json_take_object (object);
}

/**
 * invites_outcomes_from_json:
 * @node: (nullable): an answer
 * @outcomes: (out caller-allocates) (array fixed-size=11): how many contacts
 *   have each outcome; undefined after a failure
 * @error: (out) (optional): where the error goes
 *
 * Reads the answer of a forecast.
 *
 * Returns: whether it is one; %INVITES_ERROR_BAD_ANSWER otherwise
 */
gboolean
invites_outcomes_from_json (JsonNode  *node,
                            guint64    outcomes[INVITES_N_OUTCOMES],
                            GError   **error)
{
  JsonObject *object;

  g_return_val_if_fail (outcomes != NULL, FALSE);

  if (!(object = invites_json_get_root (node, error))
      || !read_outcomes (object, outcomes, error))
    {
      invites_json_blame_answer (error);
      return FALSE;
    }

  return TRUE;
}
