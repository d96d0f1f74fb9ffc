/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/invites-counts.h"

#include "core/invites-error.h"
#include "core/invites-json.h"

G_DEFINE_BOXED_TYPE (InvitesCounts, invites_counts, invites_counts_copy,
                     invites_counts_free)

/* Numbers come from outside, so their sum may overflow. */
static gboolean
sums_to (const guint64 *numbers,
         guint          n_numbers,
         guint64        expected)
{
  guint64 sum = 0;

  for (guint i = 0; i < n_numbers; i++)
    {
      if (!g_uint64_checked_add (&sum, sum, numbers[i]))
        return FALSE;
    }

  return sum == expected;
}

static void
write_group_counts (JsonObject               *object,
                    const InvitesGroupCounts *counts)
{
  JsonObject *reasons = json_object_new ();

  json_object_set_int_member (object, "total", (gint64) counts->total);
  for (guint i = 0; i < INVITES_N_GROUPS; i++)
    {
      const char *word = invites_group_to_string ((InvitesGroup) i);

      json_object_set_int_member (object, word, (gint64) counts->groups[i]);
    }
  json_object_set_int_member (object, "pending_expired",
                              (gint64) counts->pending_expired);

  for (guint i = 0; i < INVITES_N_REASONS; i++)
    {
      const char *word = invites_reason_to_string ((InvitesReason) i);

      json_object_set_int_member (reasons, word, (gint64) counts->reasons[i]);
    }
  json_object_set_object_member (object, "reasons", reasons);
}

static gboolean
read_group_counts (JsonObject          *object,
                   InvitesGroupCounts  *counts,
                   GError             **error)
{
  JsonObject *reasons;

  if (!invites_json_get_count (object, "total", &counts->total, error)
      || !invites_json_get_count (object, "pending_expired",
                                  &counts->pending_expired, error)
      || !(reasons = invites_json_get_object (object, "reasons", error)))
    return FALSE;

  for (guint i = 0; i < INVITES_N_GROUPS; i++)
    {
      if (!invites_json_get_count (object,
                                   invites_group_to_string ((InvitesGroup) i),
                                   &counts->groups[i], error))
        return FALSE;
    }
  for (guint i = 0; i < INVITES_N_REASONS; i++)
    {
      if (!invites_json_get_count (reasons,
                                   invites_reason_to_string ((InvitesReason) i),
                                   &counts->reasons[i], error))
        return FALSE;
    }

  if (invites_group_counts_add_up (counts))
    return TRUE;

  g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_BAD_ANSWER,
                       "The counts do not add up");
  return FALSE;
}

static gboolean
read_counts (InvitesCounts  *self,
             JsonNode       *node,
             GError        **error)
{
  JsonObject *object, *division;

  return (object = invites_json_get_root (node, error))
         && read_group_counts (object, &self->filtered, error)
         && (division = invites_json_get_object (object, "division", error))
         && read_group_counts (division, &self->division, error)
         && invites_json_get_time (object, "as_of", &self->as_of, error);
}

/**
 * invites_counts_new:
 *
 * Makes counts that are all zero.
 *
 * Returns: (transfer full): the counts
 */
InvitesCounts *
invites_counts_new (void)
{
  return g_new0 (InvitesCounts, 1);
}

/**
 * invites_counts_copy:
 * @self: counts
 *
 * Copies counts.
 *
 * Returns: (transfer full): the copy
 */
InvitesCounts *
invites_counts_copy (const InvitesCounts *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_memdup2 (self, sizeof *self);
}

/**
 * invites_counts_free:
 * @self: (transfer full) (nullable): counts
 *
 * Frees counts.
 */
void
invites_counts_free (InvitesCounts *self)
{
  g_free (self);
}

/**
 * invites_group_counts_add_up:
 * @self: counts of one set of contacts
 *
 * Tells whether every contact is in exactly one group, and every contact that
 * cannot be invited has exactly one reason.
 *
 * Returns: whether it is so
 */
gboolean
invites_group_counts_add_up (const InvitesGroupCounts *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return sums_to (self->groups, INVITES_N_GROUPS, self->total)
         && sums_to (self->reasons, INVITES_N_REASONS,
                     self->groups[INVITES_GROUP_CANNOT_BE_INVITED])
         && self->pending_expired <= self->groups[INVITES_GROUP_PENDING];
}

/**
 * invites_counts_to_json:
 * @self: counts
 *
 * Writes counts as the service answers them.
 *
 * Returns: (transfer full): the document
 */
JsonNode *
invites_counts_to_json (const InvitesCounts *self)
{
  JsonObject *object, *division;

  g_return_val_if_fail (self != NULL, NULL);

  division = json_object_new ();
  write_group_counts (division, &self->division);

  object = json_object_new ();
  write_group_counts (object, &self->filtered);
  json_object_set_object_member (object, "division", division);
  invites_json_set_time (object, "as_of", self->as_of);

  return invites_json_take_object (object);
}

/**
 * invites_counts_from_json:
 * @node: (nullable): an answer
 * @error: (out) (optional): where the error goes
 *
 * Reads counts. Refuses those that do not add up.
 *
 * Returns: (transfer full): the counts, or %NULL with
 *   %INVITES_ERROR_BAD_ANSWER
 */
InvitesCounts *
invites_counts_from_json (JsonNode  *node,
                          GError   **error)
{
  g_autoptr(InvitesCounts) self = invites_counts_new ();

  if (!read_counts (self, node, error))
    {
      invites_json_blame_answer (error);
      return NULL;
    }

  return g_steal_pointer (&self);
}
