/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/invites-entry.h"

#include "core/invites-error.h"
#include "core/invites-json.h"

G_DEFINE_BOXED_TYPE (InvitesEntry, invites_entry, invites_entry_copy,
                     invites_entry_free)

static gboolean
refuse (GError     **error,
        const char  *member)
{
  invites_set_field_error (error, INVITES_ERROR_BAD_ANSWER, member,
                           "“%s” has an unknown value", member);
  return FALSE;
}

static gboolean
read_words (InvitesEntry  *self,
            JsonObject    *object,
            GError       **error)
{
  const char *outcome, *state, *reason;

  if (!(outcome = invites_json_get_string (object, "outcome", error))
      || !invites_json_get_string_or_null (object, "state", &state, error)
      || !invites_json_get_string_or_null (object, "reason", &reason, error))
    return FALSE;

  if (!invites_outcome_from_string (outcome, &self->outcome))
    return refuse (error, "outcome");
  if (state != NULL
      && !invites_delivery_state_from_string (state, &self->state))
    return refuse (error, "state");
  if (reason != NULL && !invites_skip_from_string (reason, &self->skipped))
    return refuse (error, "reason");

  return TRUE;
}

static gboolean
read_reply (InvitesEntry  *self,
            JsonObject    *object,
            GError       **error)
{
  JsonNode *node = json_object_get_member (object, "reply_code");
  const char *text;
  guint64 code = 0;

  if (node == NULL || !JSON_NODE_HOLDS_NULL (node))
    {
      if (!invites_json_get_count (object, "reply_code", &code, error))
        return FALSE;
      if (code < 200 || code > 599)
        return refuse (error, "reply_code");
    }
  if (!invites_json_get_string_or_null (object, "reply_text", &text, error))
    return FALSE;

  self->reply_code = (int) code;
  self->reply_text = g_strdup (text);
  if (!invites_json_get_string_or_null (object, "reply_status", &text, error))
    return FALSE;

  self->reply_status = g_strdup (text);
  return TRUE;
}

static gboolean
read_attempts (InvitesEntry  *self,
               JsonObject    *object,
               GError       **error)
{
  guint64 attempts;

  if (!invites_json_get_count (object, "attempts", &attempts, error))
    return FALSE;
  if (attempts > G_MAXUINT)
    return refuse (error, "attempts");

  self->attempts = (guint) attempts;
  return invites_json_get_time (object, "next_attempt_at",
                                &self->next_attempt_at, error);
}

static gboolean
read_merged_into (InvitesEntry  *self,
                  JsonObject    *object,
                  GError       **error)
{
  const char *id;

  if (!invites_json_get_string_or_null (object, "merged_into", &id, error))
    return FALSE;

  self->merged_into = g_strdup (id);
  return TRUE;
}

static gboolean
read_entry (InvitesEntry  *self,
            JsonNode      *node,
            GError       **error)
{
  JsonObject *object;

  return (object = invites_json_get_root (node, error))
         && invites_json_dup_string (object, "id", &self->id, error)
         && invites_json_dup_string (object, "email", &self->email, error)
         && invites_json_dup_string (object, "name", &self->name, error)
         && invites_json_dup_string (object, "account_number",
                                     &self->account_number, error)
         && invites_json_dup_string (object, "account_name",
                                     &self->account_name, error)
         && read_words (self, object, error)
         && read_merged_into (self, object, error)
         && invites_json_get_time (object, "changed_at", &self->changed_at,
                                   error)
         && read_reply (self, object, error)
         && read_attempts (self, object, error)
         && invites_json_get_boolean (object, "accepted", &self->accepted,
                                      error);
}

/**
 * invites_entry_new:
 *
 * Makes a row of a ledger with no text (every string is %NULL), no outcome and
 * no state.
 *
 * Returns: (transfer full): the row
 */
InvitesEntry *
invites_entry_new (void)
{
  InvitesEntry *self = g_new0 (InvitesEntry, 1);

  self->outcome = INVITES_OUTCOME_NONE;
  self->state = INVITES_DELIVERY_NONE;
  self->skipped = INVITES_SKIP_NONE;
  return self;
}

/**
 * invites_entry_copy:
 * @self: a row of a ledger
 *
 * Copies a row.
 *
 * Returns: (transfer full): the copy
 */
InvitesEntry *
invites_entry_copy (const InvitesEntry *self)
{
  InvitesEntry *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->id = g_strdup (self->id);
  copy->email = g_strdup (self->email);
  copy->name = g_strdup (self->name);
  copy->account_number = g_strdup (self->account_number);
  copy->account_name = g_strdup (self->account_name);
  copy->merged_into = g_strdup (self->merged_into);
  copy->reply_status = g_strdup (self->reply_status);
  copy->reply_text = g_strdup (self->reply_text);
  return copy;
}

/**
 * invites_entry_equal:
 * @a: an entry
 * @b: another
 *
 * Returns: %TRUE when the same is known of both
 */
gboolean
invites_entry_equal (const InvitesEntry *a,
                     const InvitesEntry *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  return g_strcmp0 (a->id, b->id) == 0
         && g_strcmp0 (a->email, b->email) == 0
         && g_strcmp0 (a->name, b->name) == 0
         && g_strcmp0 (a->account_number, b->account_number) == 0
         && g_strcmp0 (a->account_name, b->account_name) == 0
         && a->outcome == b->outcome && a->state == b->state
         && a->skipped == b->skipped
         && g_strcmp0 (a->merged_into, b->merged_into) == 0
         && a->changed_at == b->changed_at && a->reply_code == b->reply_code
         && g_strcmp0 (a->reply_status, b->reply_status) == 0
         && g_strcmp0 (a->reply_text, b->reply_text) == 0
         && a->attempts == b->attempts
         && a->next_attempt_at == b->next_attempt_at
         && a->accepted == b->accepted;
}

/**
 * invites_entry_free:
 * @self: (transfer full) (nullable): a row of a ledger
 *
 * Frees a row.
 */
void
invites_entry_free (InvitesEntry *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_free (self->email);
  g_free (self->name);
  g_free (self->account_number);
  g_free (self->account_name);
  g_free (self->merged_into);
  g_free (self->reply_status);
  g_free (self->reply_text);
  g_free (self);
}

/**
 * invites_entry_to_json:
 * @self: a row of a ledger
 *
 * Writes a row as the service answers it.
 *
 * Returns: (transfer full): the document
 */
JsonNode *
invites_entry_to_json (const InvitesEntry *self)
{
  JsonObject *object;

  g_return_val_if_fail (self != NULL, NULL);

  object = json_object_new ();
  invites_json_set_string (object, "id", self->id);
  invites_json_set_string (object, "email", self->email);
  invites_json_set_string (object, "name", self->name);
  invites_json_set_string (object, "account_number", self->account_number);
  invites_json_set_string (object, "account_name", self->account_name);
  invites_json_set_string (object, "outcome",
                           invites_outcome_to_string (self->outcome));
  invites_json_set_string (object, "state",
                           invites_delivery_state_to_string (self->state));
  invites_json_set_string (object, "reason",
                           invites_skip_to_string (self->skipped));
  invites_json_set_string (object, "merged_into", self->merged_into);
  invites_json_set_time (object, "changed_at", self->changed_at);
  if (self->reply_code != 0)
    json_object_set_int_member (object, "reply_code", self->reply_code);
  else
    json_object_set_null_member (object, "reply_code");
  invites_json_set_string (object, "reply_status", self->reply_status);
  invites_json_set_string (object, "reply_text", self->reply_text);
  json_object_set_int_member (object, "attempts", self->attempts);
  invites_json_set_time (object, "next_attempt_at", self->next_attempt_at);
  json_object_set_boolean_member (object, "accepted", self->accepted);

  return invites_json_take_object (object);
}

/**
 * invites_entry_from_json:
 * @node: (nullable): a row of an answer
 * @error: (out) (optional): where the error goes
 *
 * Reads a row of a ledger.
 *
 * Returns: (transfer full): the row, or %NULL with %INVITES_ERROR_BAD_ANSWER
 */
InvitesEntry *
invites_entry_from_json (JsonNode  *node,
                         GError   **error)
{
  g_autoptr(InvitesEntry) self = invites_entry_new ();

  if (!read_entry (self, node, error))
    {
      invites_json_blame_answer (error);
      return NULL;
    }

  return g_steal_pointer (&self);
}
