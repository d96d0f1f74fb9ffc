/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/sign-in/invites-session.h"
#include "client/invites-keyring.h"

struct _InvitesSession
{
  GObject parent_instance;

  /* Owned. */
  InvitesServices *services; /* (nullable): NULL remembers nothing */
  InvitesTrust *trust;       /* (nullable) */
  InvitesClient *client;     /* (nullable): never signed in yet */
  char *username;            /* (nullable) */
};

G_DEFINE_FINAL_TYPE (InvitesSession, invites_session, G_TYPE_OBJECT)

enum
{
  ENDED,
  NOT_REMEMBERED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

typedef struct
{
  /* Input. */
  char     *username;
  gboolean  stay_signed_in;

  /* In progress. */
  InvitesClient *client;
} SignIn;

static void
sign_in_free (SignIn *sign_in)
{
  g_free (sign_in->username);
  g_clear_object (&sign_in->client);
  g_free (sign_in);
}

static void
forgotten_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;

  if (!invites_keyring_forget_finish (result, &error))
    g_debug ("Nothing forgotten: %s", error->message);
}

/* The keyring keeps no sign-in that is good for nothing. */
static void
end_stay (InvitesSession *self, const char *service_url, const char *username)
{
  const InvitesKnownService *known = NULL;

  if (self->services != NULL)
    known = invites_services_find (self->services, service_url, username);
  if (known == NULL || !known->stays_signed_in)
    return;
  invites_keyring_forget_async (service_url, username, NULL, forgotten_cb,
                                NULL);
  invites_services_end_stay (self->services, service_url, username);
}

static void
session_ended_cb (InvitesClient *client, InvitesSession *self)
{
  if (client != self->client)
    return;
  end_stay (self, invites_client_get_service_url (client), self->username);
  g_signal_emit (self, signals[ENDED], 0);
}

static void
take_client (InvitesSession *self, InvitesClient *client, const char *username)
{
  g_autofree char *new_name = g_strdup (username);

  g_free (self->username);
  self->username = g_steal_pointer (&new_name);

  if (client == self->client)
    return;
  if (self->client != NULL)
    g_signal_handlers_disconnect_by_func (self->client, session_ended_cb, self);
  g_set_object (&self->client, client);
  g_signal_connect_object (client, "session-ended",
                           G_CALLBACK (session_ended_cb), self, 0);
}

static void
stored_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(InvitesSession) self = INVITES_SESSION (user_data);
  g_autoptr(GError) error = NULL;

  if (invites_keyring_store_finish (result, &error))
    return;
  g_debug ("Sign-in not kept: %s", error->message);
  if (self->client == NULL)
    return;
  /* Nothing to go on with at the next start. */
  invites_services_end_stay (self->services,
                             invites_client_get_service_url (self->client),
                             self->username);
  g_signal_emit (self, signals[NOT_REMEMBERED], 0);
}

static void
remember (InvitesSession *self, gboolean stay_signed_in)
{
  const char *url = invites_client_get_service_url (self->client);

  if (self->services == NULL)
    return;

  if (stay_signed_in)
    invites_keyring_store_async (url, self->username,
                                 invites_client_get_token (self->client), NULL,
                                 stored_cb, g_object_ref (self));
  else
    end_stay (self, url, self->username);
  invites_services_put (self->services, url, self->username, stay_signed_in);
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  InvitesSession *self = g_task_get_source_object (task);
  SignIn *sign_in = g_task_get_task_data (task);
  GError *error = NULL;

  if (!invites_client_sign_in_finish (sign_in->client, result, &error))
    {
      g_task_return_error (task, error);
      return;
    }

  take_client (self, sign_in->client, sign_in->username);
  remember (self, sign_in->stay_signed_in);
  g_task_return_boolean (task, TRUE);
}

static void
resumed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  InvitesSession *self = g_task_get_source_object (task);
  SignIn *resume = g_task_get_task_data (task);
  GError *error = NULL;

  if (!invites_client_resume_finish (resume->client, result, &error))
    {
      if (g_error_matches (error, INVITES_ERROR, INVITES_ERROR_SIGNED_OUT))
        end_stay (self, invites_client_get_service_url (resume->client),
                  resume->username);
      g_task_return_error (task, error);
      return;
    }

  take_client (self, resume->client, resume->username);
  g_task_return_boolean (task, TRUE);
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  SignIn *resume = g_task_get_task_data (task);
  g_autofree char *token = NULL;
  GError *error = NULL;

  token = invites_keyring_lookup_finish (result, &error);
  if (error != NULL)
    g_task_return_error (task, error);
  else if (token == NULL)
    g_task_return_new_error (task, INVITES_ERROR, INVITES_ERROR_SIGNED_OUT,
                             "No sign-in is kept");
  else
    {
      GCancellable *cancellable = g_task_get_cancellable (task);

      invites_client_resume_async (resume->client, token, cancellable,
                                   resumed_cb, g_steal_pointer (&task));
    }
}

static void
invites_session_dispose (GObject *object)
{
  InvitesSession *self = INVITES_SESSION (object);

  g_clear_object (&self->client);
  g_clear_object (&self->services);
  g_clear_object (&self->trust);

  G_OBJECT_CLASS (invites_session_parent_class)->dispose (object);
}

static void
invites_session_finalize (GObject *object)
{
  InvitesSession *self = INVITES_SESSION (object);

  g_free (self->username);

  G_OBJECT_CLASS (invites_session_parent_class)->finalize (object);
}

static void
invites_session_class_init (InvitesSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = invites_session_dispose;
  object_class->finalize = invites_session_finalize;

  signals[ENDED] = g_signal_new ("ended", G_TYPE_FROM_CLASS (klass),
                                 G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  signals[NOT_REMEMBERED] = g_signal_new ("not-remembered",
                                          G_TYPE_FROM_CLASS (klass),
                                          G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                          NULL, G_TYPE_NONE, 0);
}

static void
invites_session_init (InvitesSession *self)
{
}

/**
 * invites_session_new:
 * @services: (nullable): where to remember who signed in; %NULL remembers
 *   nothing, as in the demo
 * @trust: (nullable): whose certificates are good besides those that the
 *   system trusts
 *
 * Returns: (transfer full): a session in which nobody is signed in
 */
InvitesSession *
invites_session_new (InvitesServices *services, InvitesTrust *trust)
{
  InvitesSession *self = g_object_new (INVITES_TYPE_SESSION, NULL);

  g_return_val_if_fail (services == NULL || INVITES_IS_SERVICES (services),
                        self);
  g_return_val_if_fail (trust == NULL || INVITES_IS_TRUST (trust), self);

  g_set_object (&self->services, services);
  g_set_object (&self->trust, trust);

  return self;
}

/**
 * invites_session_get_client:
 * @self: the session
 *
 * Returns: (transfer none) (nullable): the service as the user sees it; also
 *   after the session has ended; %NULL before the first sign-in
 */
InvitesClient *
invites_session_get_client (InvitesSession *self)
{
  g_return_val_if_fail (INVITES_IS_SESSION (self), NULL);

  return self->client;
}

/**
 * invites_session_get_username:
 * @self: the session
 *
 * Returns: (transfer none) (nullable): whom the user signed in as
 */
const char *
invites_session_get_username (InvitesSession *self)
{
  g_return_val_if_fail (INVITES_IS_SESSION (self), NULL);

  return self->username;
}

/**
 * invites_session_dup_identity:
 * @self: the session
 *
 * What tells two users apart: the service, the user name there, and what the
 * user may do.
 *
 * Returns: (transfer full) (nullable): the identity, or %NULL when nobody has
 *   signed in yet
 */
char *
invites_session_dup_identity (InvitesSession *self)
{
  const InvitesUser *user;

  g_return_val_if_fail (INVITES_IS_SESSION (self), NULL);

  if (self->client == NULL)
    return NULL;
  user = invites_client_get_user (self->client);

  return g_strdup_printf ("%s\n%s\n%d\n%d",
                          invites_client_get_service_url (self->client),
                          self->username, user != NULL && user->may_send,
                          user != NULL && user->may_review);
}

/* The same service keeps its client, so that windows that are open over it go
 * on after the user has signed in again. */
static InvitesClient *
ref_client_for (InvitesSession *self, const char *service_url, GError **error)
{
  g_autofree char *url = NULL;
  InvitesClient *client;

  if (!(url = invites_client_check_service_url (service_url, error)))
    return NULL;
  if (self->client != NULL
      && g_strcmp0 (url, invites_client_get_service_url (self->client)) == 0)
    return g_object_ref (self->client);

  client = invites_client_new (url, error);
  if (client != NULL)
    invites_client_set_trust (client, self->trust);
  return client;
}

/**
 * invites_session_sign_in_async:
 * @self: the session
 * @service_url: the address of the service, as typed
 * @username: the user
 * @password: the password; it is not kept
 * @stay_signed_in: whether to keep the sign-in for the next start
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Signs in. A session that there was stays as it is when this fails.
 */
void
invites_session_sign_in_async (InvitesSession *self,
                               const char *service_url,
                               const char *username,
                               const char *password,
                               gboolean stay_signed_in,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data)
{
  g_autoptr(GTask) task = NULL;
  SignIn *sign_in;
  GError *error = NULL;

  g_return_if_fail (INVITES_IS_SESSION (self));
  g_return_if_fail (service_url != NULL);
  g_return_if_fail (username != NULL);
  g_return_if_fail (password != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, invites_session_sign_in_async);

  sign_in = g_new0 (SignIn, 1);
  sign_in->username = g_strdup (username);
  sign_in->stay_signed_in = stay_signed_in;
  g_task_set_task_data (task, sign_in, (GDestroyNotify) sign_in_free);

  if (!(sign_in->client = ref_client_for (self, service_url, &error)))
    {
      g_task_return_error (task, error);
      return;
    }

  invites_client_sign_in_async (sign_in->client, username, password,
                                cancellable, signed_in_cb,
                                g_steal_pointer (&task));
}

/**
 * invites_session_sign_in_finish:
 * @self: the session
 * @result: the result
 * @error: return location for an %INVITES_ERROR
 *
 * Returns: whether the user is signed in
 */
gboolean
invites_session_sign_in_finish (InvitesSession *self,
                                GAsyncResult *result,
                                GError **error)
{
  g_return_val_if_fail (INVITES_IS_SESSION (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/**
 * invites_session_resume_async:
 * @self: the session
 * @service_url: the address of the service
 * @username: a user who stayed signed in there
 * @cancellable: (nullable): a cancellable
 * @callback: called when done
 * @user_data: for @callback
 *
 * Goes on with the sign-in that the keyring holds.
 */
void
invites_session_resume_async (InvitesSession *self,
                              const char *service_url,
                              const char *username,
                              GCancellable *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer user_data)
{
  g_autoptr(GTask) task = NULL;
  SignIn *resume;
  GError *error = NULL;

  g_return_if_fail (INVITES_IS_SESSION (self));
  g_return_if_fail (service_url != NULL);
  g_return_if_fail (username != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, invites_session_resume_async);

  resume = g_new0 (SignIn, 1);
  resume->username = g_strdup (username);
  g_task_set_task_data (task, resume, (GDestroyNotify) sign_in_free);

  if (!(resume->client = ref_client_for (self, service_url, &error)))
    {
      g_task_return_error (task, error);
      return;
    }

  invites_keyring_lookup_async (
      invites_client_get_service_url (resume->client), resume->username,
      cancellable, looked_up_cb, g_steal_pointer (&task));
}

/**
 * invites_session_resume_finish:
 * @self: the session
 * @result: the result
 * @error: return location for an %INVITES_ERROR; %INVITES_ERROR_SIGNED_OUT
 *   when nothing is kept or the service knows it no more
 *
 * Returns: whether the user is signed in
 */
gboolean
invites_session_resume_finish (InvitesSession *self,
                               GAsyncResult *result,
                               GError **error)
{
  g_return_val_if_fail (INVITES_IS_SESSION (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
signed_out_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GError) error = NULL;

  if (!invites_client_sign_out_finish (INVITES_CLIENT (source), result, &error))
    g_debug ("Signed out here only: %s", error->message);
}

/**
 * invites_session_sign_out:
 * @self: the session
 *
 * Signs out at once, on this side; the service is told without waiting. The
 * keyring forgets the user; the service stays known, so that only the password
 * has to be typed the next time.
 */
void
invites_session_sign_out (InvitesSession *self)
{
  g_return_if_fail (INVITES_IS_SESSION (self));

  if (self->client == NULL)
    return;

  end_stay (self, invites_client_get_service_url (self->client),
            self->username);
  g_signal_handlers_disconnect_by_func (self->client, session_ended_cb, self);
  invites_client_sign_out_async (self->client, NULL, signed_out_cb, NULL);
  g_clear_object (&self->client);
  g_clear_pointer (&self->username, g_free);
}
