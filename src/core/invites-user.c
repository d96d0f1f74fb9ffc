/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/invites-user.h"

#include "core/invites-error.h"
#include "core/invites-json.h"

#define TO_STRING(number)  TO_STRING_ (number)
#define TO_STRING_(number) #number

/* Ids are strings on the wire, these too. */
#define SEND_ID   TO_STRING (INVITES_PERMISSION_SEND)
#define REVIEW_ID TO_STRING (INVITES_PERMISSION_REVIEW)

G_DEFINE_BOXED_TYPE (InvitesUser, invites_user, invites_user_copy,
                     invites_user_free)
G_DEFINE_BOXED_TYPE (InvitesSignIn, invites_sign_in, invites_sign_in_copy,
                     invites_sign_in_free)

static void
add_permission (JsonArray  *permissions,
                const char *id,
                const char *name)
{
  JsonObject *object = json_object_new ();

  invites_json_set_string (object, "id", id);
  invites_json_set_string (object, "name", name);
  json_array_add_object_element (permissions, object);
}

/* Passes over the permissions of other screens. */
static gboolean
read_permissions (InvitesUser  *self,
                  JsonObject   *object,
                  GError      **error)
{
  JsonArray *array;

  if (!(array = invites_json_get_objects (object, "permissions", error)))
    return FALSE;

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      JsonObject *permission = json_array_get_object_element (array, i);
      const char *id;

      if (!(id = invites_json_get_string (permission, "id", error)))
        return FALSE;
      if (g_str_equal (id, SEND_ID))
        self->may_send = TRUE;
      else if (g_str_equal (id, REVIEW_ID))
        self->may_review = TRUE;
    }

  return TRUE;
}

static gboolean
read_user (InvitesUser  *self,
           JsonNode     *node,
           GError      **error)
{
  JsonObject *object;

  return (object = invites_json_get_root (node, error))
         && invites_json_dup_string (object, "name", &self->name, error)
         && invites_json_dup_string (object, "email", &self->email, error)
         && read_permissions (self, object, error);
}

static gboolean
read_sign_in (InvitesSignIn  *self,
              JsonNode       *node,
              GError        **error)
{
  JsonObject *object;

  if (!(object = invites_json_get_root (node, error))
      || !invites_json_dup_string (object, "token", &self->token, error)
      || !invites_json_get_time (object, "expires_at", &self->expires_at,
                                 error)
      || !invites_json_get_object (object, "user", error))
    return FALSE;

  self->user = invites_user_from_json (json_object_get_member (object, "user"),
                                       error);
  if (self->user == NULL)
    return FALSE;

  if (*self->token != '\0' && self->expires_at != INVITES_TIME_NONE)
    return TRUE;

  g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_BAD_ANSWER,
                       "A sign-in without a token or without an end");
  return FALSE;
}

/**
 * invites_user_new:
 *
 * Makes a user with no name, no address and no permission.
 *
 * Returns: (transfer full): the user
 */
InvitesUser *
invites_user_new (void)
{
  return g_new0 (InvitesUser, 1);
}

/**
 * invites_user_copy:
 * @self: a user
 *
 * Copies a user.
 *
 * Returns: (transfer full): the copy
 */
InvitesUser *
invites_user_copy (const InvitesUser *self)
{
  InvitesUser *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->name = g_strdup (self->name);
  copy->email = g_strdup (self->email);
  return copy;
}

/**
 * invites_user_free:
 * @self: (transfer full) (nullable): a user
 *
 * Frees a user.
 */
void
invites_user_free (InvitesUser *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->email);
  g_free (self);
}

/**
 * invites_user_may_read:
 * @self: a user
 *
 * Tells whether a user may see anything at all: has permission 390 or 391.
 *
 * Returns: whether the user may
 */
gboolean
invites_user_may_read (const InvitesUser *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->may_send || self->may_review;
}

/**
 * invites_user_to_json:
 * @self: a user
 *
 * Writes a user as the service answers it.
 *
 * Returns: (transfer full): the document
 */
JsonNode *
invites_user_to_json (const InvitesUser *self)
{
  JsonObject *object;
  JsonArray *permissions;

  g_return_val_if_fail (self != NULL, NULL);

  permissions = json_array_new ();
  if (self->may_send)
    add_permission (permissions, SEND_ID, "Send Account Portal Invitations");
  if (self->may_review)
    add_permission (permissions, REVIEW_ID,
                    "Review Account Portal Invitations");

  object = json_object_new ();
  invites_json_set_string (object, "name", self->name);
  invites_json_set_string (object, "email", self->email);
  json_object_set_array_member (object, "permissions", permissions);

  return invites_json_take_object (object);
}

/**
 * invites_user_from_json:
 * @node: (nullable): an answer
 * @error: (out) (optional): where the error goes
 *
 * Reads a user.
 *
 * Returns: (transfer full): the user, or %NULL with %INVITES_ERROR_BAD_ANSWER
 */
InvitesUser *
invites_user_from_json (JsonNode  *node,
                        GError   **error)
{
  g_autoptr(InvitesUser) self = invites_user_new ();

  if (!read_user (self, node, error))
    {
      invites_json_blame_answer (error);
      return NULL;
    }

  return g_steal_pointer (&self);
}

/**
 * invites_sign_in_new:
 *
 * Makes a sign-in with no token and no user.
 *
 * Returns: (transfer full): the sign-in
 */
InvitesSignIn *
invites_sign_in_new (void)
{
  return g_new0 (InvitesSignIn, 1);
}

/**
 * invites_sign_in_copy:
 * @self: a sign-in
 *
 * Copies a sign-in.
 *
 * Returns: (transfer full): the copy
 */
InvitesSignIn *
invites_sign_in_copy (const InvitesSignIn *self)
{
  InvitesSignIn *copy;

  g_return_val_if_fail (self != NULL, NULL);

  copy = g_memdup2 (self, sizeof *self);
  copy->token = g_strdup (self->token);
  if (self->user != NULL)
    copy->user = invites_user_copy (self->user);
  return copy;
}

/**
 * invites_sign_in_free:
 * @self: (transfer full) (nullable): a sign-in
 *
 * Frees a sign-in.
 */
void
invites_sign_in_free (InvitesSignIn *self)
{
  if (self == NULL)
    return;

  g_free (self->token);
  g_clear_pointer (&self->user, invites_user_free);
  g_free (self);
}

/**
 * invites_sign_in_to_json:
 * @self: a whole sign-in
 *
 * Writes a sign-in as the service answers it.
 *
 * Returns: (transfer full): the document, which holds a secret
 */
JsonNode *
invites_sign_in_to_json (const InvitesSignIn *self)
{
  JsonObject *object;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (self->user != NULL, NULL);

  object = json_object_new ();
  invites_json_set_string (object, "token", self->token);
  invites_json_set_time (object, "expires_at", self->expires_at);
  json_object_set_member (object, "user", invites_user_to_json (self->user));

  return invites_json_take_object (object);
}

/**
 * invites_sign_in_from_json:
 * @node: (nullable): an answer
 * @error: (out) (optional): where the error goes
 *
 * Reads a sign-in.
 *
 * Returns: (transfer full): the sign-in, or %NULL with
 *   %INVITES_ERROR_BAD_ANSWER
 */
InvitesSignIn *
invites_sign_in_from_json (JsonNode  *node,
                           GError   **error)
{
  g_autoptr(InvitesSignIn) self = invites_sign_in_new ();

  if (!read_sign_in (self, node, error))
    {
      invites_json_blame_answer (error);
      return NULL;
    }

  return g_steal_pointer (&self);
}
