/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/invites-why.h"

#include "core/invites-error.h"
#include "core/invites-json.h"

G_DEFINE_BOXED_TYPE (InvitesWhy, invites_why, invites_why_copy,
                     invites_why_free)

static gpointer
copy_verdict (gconstpointer item,
              gpointer      user_data)
{
  const InvitesVerdict *verdict = item;

  return invites_verdict_new (verdict->rule, verdict->holds);
}

static gpointer
copy_past (gconstpointer item,
           gpointer      user_data)
{
  const InvitesPast *past = item;
  InvitesPast *copy = g_memdup2 (past, sizeof *past);

  copy->send = g_strdup (past->send);
  copy->prepared_by = g_strdup (past->prepared_by);
  if (past->entry != NULL)
    copy->entry = invites_entry_copy (past->entry);
  return copy;
}

static gpointer
copy_note (gconstpointer item,
           gpointer      user_data)
{
  const InvitesAddressNote *note = item;
  InvitesAddressNote *copy = g_memdup2 (note, sizeof *note);

  copy->by = g_strdup (note->by);
  copy->send = g_strdup (note->send);
  copy->text = g_strdup (note->text);
  return copy;
}

static JsonArray *
write_verdicts (GPtrArray *verdicts)
{
  JsonArray *array = json_array_sized_new (verdicts->len);

  for (guint i = 0; i < verdicts->len; i++)
    {
      const InvitesVerdict *verdict = g_ptr_array_index (verdicts, i);
      JsonObject *object = json_object_new ();

      invites_json_set_string (object, "rule", verdict->rule);
      json_object_set_boolean_member (object, "holds", verdict->holds);
      json_array_add_object_element (array, object);
    }

  return array;
}

static JsonArray *
write_history (GPtrArray *history)
{
  JsonArray *array = json_array_sized_new (history->len);

  for (guint i = 0; i < history->len; i++)
    {
      const InvitesPast *past = g_ptr_array_index (history, i);
      JsonObject *object = json_object_new ();

      invites_json_set_string (object, "send", past->send);
      invites_json_set_time (object, "prepared_at", past->prepared_at);
      invites_json_set_time (object, "started_at", past->started_at);
      invites_json_set_string (object, "prepared_by", past->prepared_by);
      json_object_set_member (object, "entry",
                              invites_entry_to_json (past->entry));
      json_array_add_object_element (array, object);
    }

  return array;
}

static JsonArray *
write_notes (GPtrArray *notes)
{
  JsonArray *array = json_array_sized_new (notes->len);

  for (guint i = 0; i < notes->len; i++)
    {
      const InvitesAddressNote *note = g_ptr_array_index (notes, i);
      JsonObject *object = json_object_new ();

      invites_json_set_time (object, "at", note->at);
      invites_json_set_string (object, "event",
                               invites_address_event_to_string (note->event));
      invites_json_set_string (object, "by", note->by);
      invites_json_set_string (object, "send", note->send);
      invites_json_set_string (object, "text", note->text);
      json_array_add_object_element (array, object);
    }

  return array;
}

static gboolean
read_verdicts (JsonObject  *object,
               const char  *member,
               GPtrArray   *verdicts,
               GError     **error)
{
  JsonArray *array;

  if (!(array = invites_json_get_objects (object, member, error)))
    return FALSE;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *verdict = json_array_get_object_element (array, i);
      const char *rule;
      gboolean holds;

      if (!(rule = invites_json_get_string (verdict, "rule", error))
          || !invites_json_get_boolean (verdict, "holds", &holds, error))
        return FALSE;
      g_ptr_array_add (verdicts, invites_verdict_new (rule, holds));
    }

  return TRUE;
}

static InvitesPast *
read_past (JsonObject  *object,
           GError     **error)
{
  g_autoptr(InvitesPast) past = invites_past_new ();

  if (!invites_json_dup_string (object, "send", &past->send, error)
      || !invites_json_get_time (object, "prepared_at", &past->prepared_at,
                                 error)
      || !invites_json_get_time (object, "started_at", &past->started_at,
                                 error)
      || !invites_json_dup_string (object, "prepared_by", &past->prepared_by,
                                   error)
      || !invites_json_get_object (object, "entry", error))
    return NULL;

  past->entry
    = invites_entry_from_json (json_object_get_member (object, "entry"), error);
  return past->entry != NULL ? g_steal_pointer (&past) : NULL;
}

static gboolean
read_history (InvitesWhy  *self,
              JsonObject  *object,
              GError     **error)
{
  JsonArray *array;

  if (!(array = invites_json_get_objects (object, "history", error)))
    return FALSE;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      InvitesPast *past;

      past = read_past (json_array_get_object_element (array, i), error);
      if (past == NULL)
        return FALSE;
      g_ptr_array_add (self->history, past);
    }

  return TRUE;
}

static InvitesAddressNote *
read_note (JsonObject  *object,
           GError     **error)
{
  g_autoptr(InvitesAddressNote) note = invites_address_note_new ();
  const char *word, *by, *send, *text;

  if (!invites_json_get_time (object, "at", &note->at, error)
      || !(word = invites_json_get_string (object, "event", error))
      || !invites_json_get_string_or_null (object, "by", &by, error)
      || !invites_json_get_string_or_null (object, "send", &send, error)
      || !invites_json_get_string_or_null (object, "text", &text, error))
    return NULL;
  if (!invites_address_event_from_string (word, &note->event))
    {
      invites_set_field_error (error, INVITES_ERROR_BAD_ANSWER, "event",
                               "Unknown event of an address");
      return NULL;
    }

  note->by = g_strdup (by);
  note->send = g_strdup (send);
  note->text = g_strdup (text);
  return g_steal_pointer (&note);
}

static gboolean
read_notes (InvitesWhy  *self,
            JsonObject  *object,
            GError     **error)
{
  JsonArray *array;

  if (!(array = invites_json_get_objects (object, "notes", error)))
    return FALSE;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      InvitesAddressNote *note;

      note = read_note (json_array_get_object_element (array, i), error);
      if (note == NULL)
        return FALSE;
      g_ptr_array_add (self->notes, note);
    }

  return TRUE;
}

static gboolean
read_contact (InvitesWhy  *self,
              JsonObject  *object,
              GError     **error)
{
  JsonNode *node;

  if (!invites_json_get_object (object, "contact", error))
    return FALSE;

  node = json_object_get_member (object, "contact");
  self->contact = invites_contact_from_json (node, error);
  return self->contact != NULL;
}

static gboolean
read_outcome (InvitesWhy  *self,
              JsonObject  *object,
              GError     **error)
{
  const char *word;

  if (!invites_json_get_string_or_null (object, "outcome", &word, error))
    return FALSE;
  if (word == NULL || invites_outcome_from_string (word, &self->outcome))
    return TRUE;

  invites_set_field_error (error, INVITES_ERROR_BAD_ANSWER, "outcome",
                           "Unknown outcome");
  return FALSE;
}

static gboolean
read_why (InvitesWhy  *self,
          JsonNode    *node,
          GError     **error)
{
  JsonObject *object;

  return (object = invites_json_get_root (node, error))
         && read_contact (self, object, error)
         && invites_json_get_boolean (object, "matches", &self->matches, error)
         && read_outcome (self, object, error)
         && read_verdicts (object, "filters", self->filters, error)
         && read_verdicts (object, "rules", self->rules, error)
         && read_history (self, object, error)
         && read_notes (self, object, error);
}

/**
 * invites_verdict_new:
 * @rule: a filter's query name, or an outcome's word
 * @holds: for a filter whether the contact passes, for a rule whether it
 *   applies
 *
 * Makes what one filter or rule says.
 *
 * Returns: (transfer full): the verdict
 */
InvitesVerdict *
invites_verdict_new (const char *rule,
                     gboolean    holds)
{
  InvitesVerdict *self = g_new0 (InvitesVerdict, 1);

  self->rule = g_strdup (rule);
  self->holds = holds;
  return self;
}

/**
 * invites_verdict_free:
 * @self: (transfer full) (nullable): a verdict
 *
 * Frees a verdict.
 */
void
invites_verdict_free (InvitesVerdict *self)
{
  if (self == NULL)
    return;

  g_free (self->rule);
  g_free (self);
}

/**
 * invites_past_new:
 *
 * Makes an empty place for a send that considered the contact.
 *
 * Returns: (transfer full): it, with every pointer %NULL
 */
InvitesPast *
invites_past_new (void)
{
  return g_new0 (InvitesPast, 1);
}

/**
 * invites_past_free:
 * @self: (transfer full) (nullable): a send that considered the contact
 *
 * Frees it.
 */
void
invites_past_free (InvitesPast *self)
{
  if (self == NULL)
    return;

  g_free (self->send);
  g_free (self->prepared_by);
  g_clear_pointer (&self->entry, invites_entry_free);
  g_free (self);
}

/**
 * invites_address_note_new:
 *
 * Makes an empty place for what happened to an address.
 *
 * Returns: (transfer full): it, with every pointer %NULL
 */
InvitesAddressNote *
invites_address_note_new (void)
{
  return g_new0 (InvitesAddressNote, 1);
}

/**
 * invites_address_note_free:
 * @self: (transfer full) (nullable): what happened to an address
 *
 * Frees it.
 */
void
invites_address_note_free (InvitesAddressNote *self)
{
  if (self == NULL)
    return;

  g_free (self->by);
  g_free (self->send);
  g_free (self->text);
  g_free (self);
}

/**
 * invites_why_new:
 *
 * Makes an answer without a contact, with nothing said yet.
 *
 * Returns: (transfer full): the answer
 */
InvitesWhy *
invites_why_new (void)
{
  InvitesWhy *self = g_new0 (InvitesWhy, 1);

  self->outcome = INVITES_OUTCOME_NONE;
  self->filters
    = g_ptr_array_new_with_free_func ((GDestroyNotify) invites_verdict_free);
  self->rules
    = g_ptr_array_new_with_free_func ((GDestroyNotify) invites_verdict_free);
  self->history
    = g_ptr_array_new_with_free_func ((GDestroyNotify) invites_past_free);
  self->notes = g_ptr_array_new_with_free_func (
    (GDestroyNotify) invites_address_note_free);
  return self;
}

/**
 * invites_why_copy:
 * @self: an answer
 *
 * Copies an answer, with all that is in it.
 *
 * Returns: (transfer full): the copy
 */
InvitesWhy *
invites_why_copy (const InvitesWhy *self)
{
  InvitesWhy *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  if (self->contact != NULL)
    copy->contact = invites_contact_copy (self->contact);
  copy->filters
    = g_ptr_array_copy (self->filters, (GCopyFunc) copy_verdict, NULL);
  copy->rules = g_ptr_array_copy (self->rules, (GCopyFunc) copy_verdict, NULL);
  copy->history
    = g_ptr_array_copy (self->history, (GCopyFunc) copy_past, NULL);
  copy->notes = g_ptr_array_copy (self->notes, (GCopyFunc) copy_note, NULL);
  return copy;
}

/**
 * invites_why_free:
 * @self: (transfer full) (nullable): an answer
 *
 * Frees an answer.
 */
void
invites_why_free (InvitesWhy *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->contact, invites_contact_free);
  g_ptr_array_unref (self->filters);
  g_ptr_array_unref (self->rules);
  g_ptr_array_unref (self->history);
  g_ptr_array_unref (self->notes);
  g_free (self);
}

/**
 * invites_why_to_json:
 * @self: a whole answer
 *
 * Writes what the service answers.
 *
 * Returns: (transfer full): the document
 */
JsonNode *
invites_why_to_json (const InvitesWhy *self)
{
  JsonObject *object;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (self->contact != NULL, NULL);

  object = json_object_new ();
  json_object_set_member (object, "contact",
                          invites_contact_to_json (self->contact));
  json_object_set_boolean_member (object, "matches", self->matches);
  invites_json_set_string (object, "outcome",
                           invites_outcome_to_string (self->outcome));
  json_object_set_array_member (object, "filters",
                                write_verdicts (self->filters));
  json_object_set_array_member (object, "rules", write_verdicts (self->rules));
  json_object_set_array_member (object, "history",
                                write_history (self->history));
  json_object_set_array_member (object, "notes", write_notes (self->notes));

  return invites_json_take_object (object);
}

/**
 * invites_why_from_json:
 * @node: (nullable): an answer
 * @error: (out) (optional): where the error goes
 *
 * Reads the answer to "did this contact get it, and if not, why?".
 *
 * Returns: (transfer full): it, or %NULL with %INVITES_ERROR_BAD_ANSWER
 */
InvitesWhy *
invites_why_from_json (JsonNode  *node,
                       GError   **error)
{
  g_autoptr(InvitesWhy) self = invites_why_new ();

  if (!read_why (self, node, error))
    {
      invites_json_blame_answer (error);
      return NULL;
    }

  return g_steal_pointer (&self);
}
