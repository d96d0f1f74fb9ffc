/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/invites-contact.h"

#include "core/invites-error.h"
#include "core/invites-json.h"

G_DEFINE_BOXED_TYPE (InvitesContact, invites_contact, invites_contact_copy,
                     invites_contact_free)

static gboolean
read_status (InvitesContact  *self,
             JsonObject      *object,
             GError         **error)
{
  const char *word;

  if (!(word = invites_json_get_string (object, "status", error)))
    return FALSE;
  if (!invites_group_from_string (word, &self->status))
    {
      invites_set_field_error (error, INVITES_ERROR_BAD_ANSWER, "status",
                               "Unknown status of a contact");
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_reason (InvitesContact  *self,
             JsonObject      *object,
             GError         **error)
{
  const char *word;

  if (!invites_json_get_string_or_null (object, "reason", &word, error))
    return FALSE;
  if (word != NULL && !invites_reason_from_string (word, &self->reason))
    {
      invites_set_field_error (error, INVITES_ERROR_BAD_ANSWER, "reason",
                               "Unknown reason");
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_auto_pay (InvitesContact  *self,
               JsonObject      *object,
               GError         **error)
{
  JsonNode *node = json_object_get_member (object, "auto_pay");
  gboolean flag;

  if (node != NULL && JSON_NODE_HOLDS_NULL (node))
    {
      self->auto_pay = INVITES_FLAG_UNKNOWN;
      return TRUE;
    }
  if (!invites_json_get_boolean (object, "auto_pay", &flag, error))
    return FALSE;

  self->auto_pay = flag ? INVITES_FLAG_YES : INVITES_FLAG_NO;
  return TRUE;
}

static gboolean
read_contact (InvitesContact  *self,
              JsonNode        *node,
              GError         **error)
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
         && read_status (self, object, error)
         && read_reason (self, object, error)
         && invites_json_get_boolean (object, "expired", &self->expired, error)
         && invites_json_get_time (object, "last_invite_sent",
                                   &self->last_invite_sent, error)
         && invites_json_get_time (object, "last_login", &self->last_login,
                                   error)
         && read_auto_pay (self, object, error);
}

/**
 * invites_contact_new:
 *
 * Makes a contact with no text (every string is %NULL), no reason, no times,
 * and automatic payment unknown.
 *
 * Returns: (transfer full): the contact
 */
InvitesContact *
invites_contact_new (void)
{
  InvitesContact *self = g_new0 (InvitesContact, 1);

  self->reason = INVITES_REASON_NONE;
  self->auto_pay = INVITES_FLAG_UNKNOWN;
  return self;
}

/**
 * invites_contact_copy:
 * @self: a contact
 *
 * Copies a contact.
 *
 * Returns: (transfer full): the copy
 */
InvitesContact *
invites_contact_copy (const InvitesContact *self)
{
  InvitesContact *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->id = g_strdup (self->id);
  copy->email = g_strdup (self->email);
  copy->name = g_strdup (self->name);
  copy->account_number = g_strdup (self->account_number);
  copy->account_name = g_strdup (self->account_name);
  return copy;
}

/**
 * invites_contact_equal:
 * @a: a contact
 * @b: another
 *
 * Returns: %TRUE when the same is known of both
 */
gboolean
invites_contact_equal (const InvitesContact *a,
                       const InvitesContact *b)
{
  g_return_val_if_fail (a != NULL && b != NULL, FALSE);

  return g_strcmp0 (a->id, b->id) == 0
         && g_strcmp0 (a->email, b->email) == 0
         && g_strcmp0 (a->name, b->name) == 0
         && g_strcmp0 (a->account_number, b->account_number) == 0
         && g_strcmp0 (a->account_name, b->account_name) == 0
         && a->status == b->status && a->reason == b->reason
         && a->expired == b->expired
         && a->last_invite_sent == b->last_invite_sent
         && a->last_login == b->last_login && a->auto_pay == b->auto_pay;
}

/**
 * invites_contact_free:
 * @self: (transfer full) (nullable): a contact
 *
 * Frees a contact.
 */
void
invites_contact_free (InvitesContact *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_free (self->email);
  g_free (self->name);
  g_free (self->account_number);
  g_free (self->account_name);
  g_free (self);
}

/**
 * invites_contact_to_json:
 * @self: a contact
 *
 * Writes a contact as the service answers it.
 *
 * Returns: (transfer full): the document
 */
JsonNode *
invites_contact_to_json (const InvitesContact *self)
{
  JsonObject *object;

  g_return_val_if_fail (self != NULL, NULL);

  object = json_object_new ();
  invites_json_set_string (object, "id", self->id);
  invites_json_set_string (object, "email", self->email);
  invites_json_set_string (object, "name", self->name);
  invites_json_set_string (object, "account_number", self->account_number);
  invites_json_set_string (object, "account_name", self->account_name);
  invites_json_set_string (object, "status",
                           invites_group_to_string (self->status));
  invites_json_set_string (object, "reason",
                           invites_reason_to_string (self->reason));
  json_object_set_boolean_member (object, "expired", self->expired);
  invites_json_set_time (object, "last_invite_sent", self->last_invite_sent);
  invites_json_set_time (object, "last_login", self->last_login);
  if (self->auto_pay == INVITES_FLAG_UNKNOWN)
    json_object_set_null_member (object, "auto_pay");
  else
    json_object_set_boolean_member (object, "auto_pay",
                                    self->auto_pay == INVITES_FLAG_YES);

  return invites_json_take_object (object);
}

/**
 * invites_contact_from_json:
 * @node: (nullable): a row of an answer
 * @error: (out) (optional): where the error goes
 *
 * Reads a contact. Every string is set afterwards.
 *
 * Returns: (transfer full): the contact, or %NULL with
 *   %INVITES_ERROR_BAD_ANSWER
 */
InvitesContact *
invites_contact_from_json (JsonNode  *node,
                           GError   **error)
{
  g_autoptr(InvitesContact) self = invites_contact_new ();

  if (!read_contact (self, node, error))
    {
      invites_json_blame_answer (error);
      return NULL;
    }

  return g_steal_pointer (&self);
}
