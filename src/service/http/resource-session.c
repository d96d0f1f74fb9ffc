/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/http/invites-resources.h"

#include <string.h>

#include "core/invites-json.h"
#include "core/invites-text.h"
#include "core/invites-user.h"
#include "service/http/invites-service.h"
#include "service/invites-password.h"

#define MAX_USERNAME_LENGTH 200 /* octets */
#define MAX_PASSWORD_LENGTH 1024 /* octets */

typedef struct
{
  const char *username; /* (unowned), as is the next */
  const char *password;
} Credentials;

static InvitesUser *
describe_user (const char *name,
               const char *email,
               gboolean    may_send,
               gboolean    may_review)
{
  InvitesUser *user = invites_user_new ();

  user->name = g_strdup (name);
  user->email = g_strdup (email);
  user->may_send = may_send;
  user->may_review = may_review;
  return user;
}

static gboolean
read_credentials (InvitesRequest *request,
                  Credentials    *credentials,
                  GError        **error)
{
  static const char *const members[] = { "username", "password", NULL };
  JsonNode *root = invites_request_get_json (request, error);
  JsonObject *object;

  if (root == NULL
      || !(object = invites_json_get_root (root, error))
      || !invites_json_only_members (object, members, error)
      || !(credentials->username
             = invites_json_get_string (object, "username", error))
      || !(credentials->password
             = invites_json_get_string (object, "password", error)))
    return FALSE;

  if (strlen (credentials->username) > MAX_USERNAME_LENGTH
      || !invites_text_is_printable (credentials->username, -1))
    {
      invites_set_field_error (error, INVITES_ERROR_INVALID, "username",
                               "This cannot be a user name");
      return FALSE;
    }
  if (strlen (credentials->password) > MAX_PASSWORD_LENGTH)
    {
      invites_set_field_error (error, INVITES_ERROR_INVALID, "password",
                               "This is too long for a password");
      return FALSE;
    }
  return TRUE;
}

/* The same work whether the user is known or not, so that time tells
 * nothing. */
static InvitesUserRecord *
check_credentials (InvitesStore      *store,
                   const Credentials *credentials,
                   GError           **error)
{
  g_autoptr(InvitesUserRecord) user = NULL;
  g_autoptr(GError) local_error = NULL;

  user = invites_store_find_user (store, credentials->username, &local_error);
  if (user == NULL
      && !g_error_matches (local_error, INVITES_ERROR, INVITES_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local_error));
      return NULL;
    }
  if (invites_password_verify (credentials->password,
                               user != NULL ? user->password_hash : NULL))
    return g_steal_pointer (&user);

  g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_BAD_CREDENTIALS,
                       "The user name or the password is wrong");
  return NULL;
}

/* Counts the attempt as failed before it is made; a good one is taken back. */
static InvitesUserRecord *
check_throttled (InvitesRequest    *request,
                 const Credentials *credentials,
                 GError           **error)
{
  InvitesService *service = invites_request_get_service (request);
  const char *client = invites_request_get_client (request);
  g_autofree char *pair = g_strdup_printf ("%s %s", client,
                                           credentials->username);
  g_autoptr(GError) local_error = NULL;
  InvitesUserRecord *user;

  if (!invites_throttle_take (service->client_throttle, client, error))
    return NULL;
  if (!invites_throttle_take (service->pair_throttle, pair, error))
    {
      invites_throttle_give_back (service->client_throttle, client);
      return NULL;
    }

  user = check_credentials (invites_request_get_store (request), credentials,
                            &local_error);
  if (user != NULL)
    {
      invites_throttle_give_back (service->client_throttle, client);
      invites_throttle_reset (service->pair_throttle, pair);
      return user;
    }
  if (!g_error_matches (local_error, INVITES_ERROR,
                        INVITES_ERROR_BAD_CREDENTIALS))
    {
      invites_throttle_give_back (service->client_throttle, client);
      invites_throttle_give_back (service->pair_throttle, pair);
    }
  g_propagate_error (error, g_steal_pointer (&local_error));
  return NULL;
}

static gboolean
has_permission (const InvitesUserRecord *user,
                int                      permission)
{
  for (guint i = 0; user->permissions != NULL && i < user->permissions->len;
       i++)
    {
      if (g_array_index (user->permissions, int, i) == permission)
        return TRUE;
    }

  return FALSE;
}

static InvitesSignIn *
begin_session (InvitesStore            *store,
               const InvitesUserRecord *user,
               GError                 **error)
{
  g_autoptr(InvitesSignIn) sign_in = invites_sign_in_new ();
  g_autoptr(GBytes) hash = NULL;
  InvitesTime now = invites_time_now ();

  sign_in->token = invites_token_new ();
  hash = invites_token_hash (sign_in->token);
  if (!invites_store_add_session (store, user->user_id, hash, now, error))
    return NULL;

  sign_in->expires_at = now + invites_rules_get ()->session_hours * 3600;
  g_clear_pointer (&sign_in->user, invites_user_free);
  sign_in->user
    = describe_user (user->name, user->email,
                     has_permission (user, INVITES_PERMISSION_SEND),
                     has_permission (user, INVITES_PERMISSION_REVIEW));
  return g_steal_pointer (&sign_in);
}

/**
 * invites_resource_sign_in:
 * @request: POST /v1/sign-in
 * @error: an error
 *
 * Returns: (transfer full): a new session's token and whose it is
 */
InvitesAnswer *
invites_resource_sign_in (InvitesRequest *request,
                          GError        **error)
{
  Credentials credentials = { NULL };
  g_autoptr(InvitesUserRecord) user = NULL;
  g_autoptr(InvitesSignIn) sign_in = NULL;

  if (!invites_request_end_query (request, error)
      || !read_credentials (request, &credentials, error)
      || !(user = check_throttled (request, &credentials, error))
      || !(sign_in = begin_session (invites_request_get_store (request), user,
                                    error)))
    return NULL;

  return invites_answer_new_json (invites_sign_in_to_json (sign_in));
}

/**
 * invites_resource_sign_out:
 * @request: POST /v1/sign-out
 * @error: an error
 *
 * Ends the session of the request's token.
 *
 * Returns: (transfer full): an empty answer
 */
InvitesAnswer *
invites_resource_sign_out (InvitesRequest *request,
                           GError        **error)
{
  g_autoptr(GBytes) hash = NULL;

  if (!invites_request_end_query (request, error))
    return NULL;

  hash = invites_token_hash (invites_request_get_token (request));
  if (!invites_store_end_session (invites_request_get_store (request), hash,
                                  invites_time_now (), error))
    return NULL;

  return invites_answer_new (204);
}

/**
 * invites_resource_me:
 * @request: GET /v1/me
 * @error: an error
 *
 * Returns: (transfer full): who is signed in, with the rights of this moment
 */
InvitesAnswer *
invites_resource_me (InvitesRequest *request,
                     GError        **error)
{
  const InvitesPrincipal *principal;
  g_autoptr(InvitesUser) user = NULL;

  if (!invites_request_end_query (request, error))
    return NULL;

  principal
    = invites_access_get_principal (invites_request_get_access (request));
  user = describe_user (principal->name, principal->email,
                        principal->may_send, principal->may_review);
  return invites_answer_new_json (invites_user_to_json (user));
}
