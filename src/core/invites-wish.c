/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/invites-wish.h"

#include "core/invites-error.h"
#include "core/invites-json.h"

G_DEFINE_BOXED_TYPE (InvitesWish, invites_wish, invites_wish_copy,
                     invites_wish_free)

static gboolean
read_asked_at (InvitesWish  *self,
               JsonObject   *object,
               GError      **error)
{
  if (!invites_json_get_time (object, "asked_at", &self->asked_at, error))
    return FALSE;
  if (self->asked_at != INVITES_TIME_NONE)
    return TRUE;

  invites_set_field_error (error, INVITES_ERROR_BAD_ANSWER, "asked_at",
                           "A wish that was never said");
  return FALSE;
}

static gboolean
read_wish (InvitesWish  *self,
           JsonNode     *node,
           GError      **error)
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
         && invites_json_dup_string (object, "send", &self->send, error)
         && read_asked_at (self, object, error);
}

/**
 * invites_wish_new:
 *
 * Makes a wish of nobody: every string is %NULL.
 *
 * Returns: (transfer full): the wish
 */
InvitesWish *
invites_wish_new (void)
{
  return g_new0 (InvitesWish, 1);
}

/**
 * invites_wish_copy:
 * @self: a wish
 *
 * Copies a wish.
 *
 * Returns: (transfer full): the copy
 */
InvitesWish *
invites_wish_copy (const InvitesWish *self)
{
  InvitesWish *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->id = g_strdup (self->id);
  copy->email = g_strdup (self->email);
  copy->name = g_strdup (self->name);
  copy->account_number = g_strdup (self->account_number);
  copy->account_name = g_strdup (self->account_name);
  copy->send = g_strdup (self->send);
  return copy;
}

/**
 * invites_wish_free:
 * @self: (transfer full) (nullable): a wish
 *
 * Frees a wish.
 */
void
invites_wish_free (InvitesWish *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_free (self->email);
  g_free (self->name);
  g_free (self->account_number);
  g_free (self->account_name);
  g_free (self->send);
  g_free (self);
}

/**
 * invites_wish_to_json:
 * @self: a whole wish
 *
 * Writes a wish as the service answers it.
 *
 * Returns: (transfer full): the document
 */
JsonNode *
invites_wish_to_json (const InvitesWish *self)
{
  JsonObject *object;

  g_return_val_if_fail (self != NULL, NULL);

  object = json_object_new ();
  invites_json_set_string (object, "id", self->id);
  invites_json_set_string (object, "email", self->email);
  invites_json_set_string (object, "name", self->name);
  invites_json_set_string (object, "account_number", self->account_number);
  invites_json_set_string (object, "account_name", self->account_name);
  invites_json_set_string (object, "send", self->send);
  invites_json_set_time (object, "asked_at", self->asked_at);

  return invites_json_take_object (object);
}

/**
 * invites_wish_from_json:
 * @node: (nullable): a row of an answer
 * @error: (out) (optional): where the error goes
 *
 * Reads a wish for a new link.
 *
 * Returns: (transfer full): the wish, or %NULL with %INVITES_ERROR_BAD_ANSWER
 */
InvitesWish *
invites_wish_from_json (JsonNode  *node,
                        GError   **error)
{
  g_autoptr(InvitesWish) self = invites_wish_new ();

  if (!read_wish (self, node, error))
    {
      invites_json_blame_answer (error);
      return NULL;
    }

  return g_steal_pointer (&self);
}
