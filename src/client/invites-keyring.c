/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/invites-keyring.h"

#include <libsecret/secret.h>

#include "core/invites-error.h"

#define LABEL "Portal Invites sign-in"

static const SecretSchema schema = {
  "io.github.portalinvites.PortalInvites.Session",
  SECRET_SCHEMA_NONE,
  {
    { "service", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { "user", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

/* libsecret has a domain a back end; what matters to the caller is one thing.
 * Its texts may name the attributes, so they go no further. */
static void
return_failure (GTask  *task,
                GError *error)
{
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_task_return_error (task, error);
      return;
    }
  g_debug ("No usable keyring: %s %d", g_quark_to_string (error->domain),
           error->code);
  g_error_free (error);
  g_task_return_new_error (task, INVITES_ERROR, INVITES_ERROR_NOT_REMEMBERED,
                           "There is no usable keyring");
}

static void
stored_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  if (secret_password_store_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    return_failure (task, error);
}

/**
 * invites_keyring_store_async:
 * @service_url: the service's address in its normal form
 * @username: who signed in
 * @token: the session's token
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Keeps @token; one kept before for the same service and user is replaced.
 */
void
invites_keyring_store_async (const char         *service_url,
                             const char         *username,
                             const char         *token,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (service_url != NULL);
  g_return_if_fail (username != NULL);
  g_return_if_fail (token != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, invites_keyring_store_async);
  secret_password_store (&schema, SECRET_COLLECTION_DEFAULT, LABEL, token,
                         cancellable, stored_cb, g_steal_pointer (&task),
                         "service", service_url, "user", username, NULL);
}

/**
 * invites_keyring_store_finish:
 * @result: what the callback got
 * @error: %INVITES_ERROR_NOT_REMEMBERED or %G_IO_ERROR_CANCELLED
 *
 * Returns: %TRUE when the token is kept
 */
gboolean
invites_keyring_store_finish (GAsyncResult *result,
                              GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result,
                                                  invites_keyring_store_async),
                        FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
looked_up_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  char *token;

  token = secret_password_lookup_finish (result, &error);
  if (error != NULL)
    return_failure (task, error);
  else
    g_task_return_pointer (task, g_strdup (token), g_free);
  if (token != NULL)
    secret_password_free (token); /* wipes it */
}

/**
 * invites_keyring_lookup_async:
 * @service_url: the service's address in its normal form
 * @username: who signed in
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Looks for a kept token.
 */
void
invites_keyring_lookup_async (const char         *service_url,
                              const char         *username,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (service_url != NULL);
  g_return_if_fail (username != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, invites_keyring_lookup_async);
  secret_password_lookup (&schema, cancellable, looked_up_cb,
                          g_steal_pointer (&task),
                          "service", service_url, "user", username, NULL);
}

/**
 * invites_keyring_lookup_finish:
 * @result: what the callback got
 * @error: %INVITES_ERROR_NOT_REMEMBERED or %G_IO_ERROR_CANCELLED
 *
 * Returns: (transfer full) (nullable): the token, or %NULL without an error
 *   when none is kept
 */
char *
invites_keyring_lookup_finish (GAsyncResult *result,
                               GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result,
                                                  invites_keyring_lookup_async),
                        NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
cleared_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;

  /* FALSE without an error: there was nothing to forget. */
  secret_password_clear_finish (result, &error);
  if (error != NULL)
    return_failure (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

/**
 * invites_keyring_forget_async:
 * @service_url: the service's address in its normal form
 * @username: who signed in
 * @cancellable: (nullable): a cancellable
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Removes a kept token, if there is one.
 */
void
invites_keyring_forget_async (const char         *service_url,
                              const char         *username,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (service_url != NULL);
  g_return_if_fail (username != NULL);

  task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (task, invites_keyring_forget_async);
  secret_password_clear (&schema, cancellable, cleared_cb,
                         g_steal_pointer (&task),
                         "service", service_url, "user", username, NULL);
}

/**
 * invites_keyring_forget_finish:
 * @result: what the callback got
 * @error: %INVITES_ERROR_NOT_REMEMBERED or %G_IO_ERROR_CANCELLED
 *
 * Returns: %TRUE when no token is kept any more
 */
gboolean
invites_keyring_forget_finish (GAsyncResult *result,
                               GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result,
                                                  invites_keyring_forget_async),
                        FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
