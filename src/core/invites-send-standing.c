/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/invites-send-private.h"

#include "core/invites-error.h"
#include "core/invites-json.h"

static gboolean
refuse (GError     **error,
        const char  *member)
{
  invites_set_field_error (error, INVITES_ERROR_BAD_ANSWER, member,
                           "“%s” has an unknown value", member);
  return FALSE;
}

static gboolean
dup_string_or_null (JsonObject  *object,
                    const char  *member,
                    char       **value,
                    GError     **error)
{
  const char *text;

  if (!invites_json_get_string_or_null (object, member, &text, error))
    return FALSE;

  g_free (*value);
  *value = g_strdup (text);
  return TRUE;
}

/* An object that may be null, but not absent. */
static gboolean
get_object_or_null (JsonObject  *object,
                    const char  *member,
                    JsonObject **value,
                    GError     **error)
{
  JsonNode *node = json_object_get_member (object, member);

  *value = NULL;
  if (node != NULL && JSON_NODE_HOLDS_NULL (node))
    return TRUE;

  *value = invites_json_get_object (object, member, error);
  return *value != NULL;
}

static void
write_pause (const InvitesSend *self,
             JsonObject        *object)
{
  JsonObject *pause;

  if (self->pause_reason == INVITES_PAUSE_NONE)
    {
      json_object_set_null_member (object, "pause");
      return;
    }

  pause = json_object_new ();
  invites_json_set_string (pause, "reason",
                           invites_pause_reason_to_string (self->pause_reason));
  invites_json_set_time (pause, "at", self->paused_at);
  invites_json_set_string (pause, "by", self->paused_by);
  if (self->pause_code != 0)
    json_object_set_int_member (pause, "code", self->pause_code);
  else
    json_object_set_null_member (pause, "code");
  invites_json_set_string (pause, "text", self->pause_text);
  json_object_set_object_member (object, "pause", pause);
}

static void
write_trouble (const InvitesSend *self,
               JsonObject        *object)
{
  JsonObject *trouble;

  if (self->trouble == INVITES_TROUBLE_NONE)
    {
      json_object_set_null_member (object, "trouble");
      return;
    }

  trouble = json_object_new ();
  invites_json_set_string (trouble, "reason",
                           invites_trouble_to_string (self->trouble));
  invites_json_set_string (trouble, "text", self->trouble_text);
  json_object_set_object_member (object, "trouble", trouble);
}

static gboolean
read_pause_code (InvitesSend  *self,
                 JsonObject   *pause,
                 GError      **error)
{
  JsonNode *node = json_object_get_member (pause, "code");
  guint64 code;

  if (node != NULL && JSON_NODE_HOLDS_NULL (node))
    return TRUE;
  if (!invites_json_get_count (pause, "code", &code, error))
    return FALSE;
  if (code < 200 || code > 599)
    return refuse (error, "code");

  self->pause_code = (int) code;
  return TRUE;
}

static gboolean
read_pause (InvitesSend  *self,
            JsonObject   *object,
            GError      **error)
{
  JsonObject *pause;
  const char *word;

  if (!get_object_or_null (object, "pause", &pause, error))
    return FALSE;
  if (pause == NULL)
    return TRUE;
  if (!(word = invites_json_get_string (pause, "reason", error)))
    return FALSE;
  if (!invites_pause_reason_from_string (word, &self->pause_reason))
    return refuse (error, "reason");

  return invites_json_get_time (pause, "at", &self->paused_at, error)
         && dup_string_or_null (pause, "by", &self->paused_by, error)
         && read_pause_code (self, pause, error)
         && dup_string_or_null (pause, "text", &self->pause_text, error);
}

static gboolean
read_trouble (InvitesSend  *self,
              JsonObject   *object,
              GError      **error)
{
  JsonObject *trouble;
  const char *word;

  if (!get_object_or_null (object, "trouble", &trouble, error))
    return FALSE;
  if (trouble == NULL)
    return TRUE;
  if (!(word = invites_json_get_string (trouble, "reason", error)))
    return FALSE;
  if (!invites_trouble_from_string (word, &self->trouble))
    return refuse (error, "reason");

  return dup_string_or_null (trouble, "text", &self->trouble_text, error);
}

static gboolean
read_from (InvitesSend  *self,
           JsonObject   *object,
           GError      **error)
{
  JsonObject *from;

  return get_object_or_null (object, "from", &from, error)
         && (from == NULL
             || invites_send_from_read (from, &self->from_set,
                                        &self->from_send, error));
}

/**
 * invites_send_write_standing:
 * @self: a send
 * @object: what it is written to
 *
 * Writes what was asked for beside the filter, and how the send stands beside
 * its state.
 */
void
invites_send_write_standing (const InvitesSend *self,
                             JsonObject        *object)
{
  g_assert (self != NULL);
  g_assert (object != NULL);

  json_object_set_boolean_member (object, "gap_override", self->gap_override);
  json_object_set_boolean_member (object, "only_expired", self->only_expired);
  if (self->from_set != INVITES_SEND_SET_NONE)
    json_object_set_object_member (object, "from",
                                   invites_send_from_write (self->from_set,
                                                            self->from_send));
  else
    json_object_set_null_member (object, "from");
  invites_json_set_time (object, "held_until", self->held_until);
  write_pause (self, object);
  invites_json_set_time (object, "revoked_at", self->revoked_at);
  invites_json_set_string (object, "revoked_by", self->revoked_by);
  write_trouble (self, object);
}

/**
 * invites_send_read_standing:
 * @self: a send
 * @object: an answer
 * @error: (out) (optional): where the error goes
 *
 * Reads what invites_send_write_standing() writes.
 *
 * Returns: whether it is whole
 */
gboolean
invites_send_read_standing (InvitesSend  *self,
                            JsonObject   *object,
                            GError      **error)
{
  g_assert (self != NULL);
  g_assert (object != NULL);

  return invites_json_get_boolean (object, "gap_override", &self->gap_override,
                                   error)
         && invites_json_get_boolean (object, "only_expired",
                                      &self->only_expired, error)
         && read_from (self, object, error)
         && invites_json_get_time (object, "held_until", &self->held_until,
                                   error)
         && read_pause (self, object, error)
         && invites_json_get_time (object, "revoked_at", &self->revoked_at,
                                   error)
         && dup_string_or_null (object, "revoked_by", &self->revoked_by, error)
         && read_trouble (self, object, error);
}
