/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "client/invites-client-private.h"

#include "client/invites-service-url.h"

/* A view asks for two pages at once, and there may be several: libsoup's two
 * connections a host are too few. */
#define MAX_CONNECTIONS 12

/* A held request keeps a connection for 25 s at a time. However many there are,
 * they keep none from the others: they have a session of their own. */
#define MAX_HELD 1000

struct _InvitesClient
{
  GObject       parent_instance;

  guint         session_number; /* of the session that there is, or 0 */
  guint         last_session_number;
  guint         deadline;       /* milliseconds; 0: each call its own */

  /* Owned. */
  char         *service_url;
  SoupSession  *session;
  SoupSession  *held_session;
  char         *token;          /* (nullable): a secret */
  InvitesUser  *user;           /* (nullable) */
  InvitesTrust *trust;          /* (nullable): besides the system's */
};

G_DEFINE_FINAL_TYPE (InvitesClient, invites_client, G_TYPE_OBJECT)

enum
{
  PROP_0,
  PROP_SERVICE_URL,
  PROP_USER,
  PROP_SIGNED_IN,
  N_PROPS,
};

enum
{
  SESSION_ENDED,
  N_SIGNALS,
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

static void
forget_token (InvitesClient *self)
{
  if (self->token != NULL)
    explicit_bzero (self->token, strlen (self->token));
  g_clear_pointer (&self->token, g_free);
  self->session_number = 0;
}

static void
notify_session (InvitesClient *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_USER]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SIGNED_IN]);
}

static SoupSession *
make_session (InvitesClient *self,
              int            max_connections)
{
  SoupSession *session;

  /* No time-out of libsoup's: every call has its own deadline. */
  session = soup_session_new_with_options (
    "idle-timeout", 30,
    "max-conns", max_connections,
    "max-conns-per-host", max_connections,
    "timeout", 0,
    "user-agent", "portal-invites/" INVITES_VERSION,
    NULL);

  /* What travels in the clear must not leave this machine by a proxy. */
  if (invites_service_url_is_loopback (self->service_url))
    soup_session_set_proxy_resolver (session, NULL);
  soup_session_remove_feature_by_type (session, SOUP_TYPE_AUTH_MANAGER);
  return session;
}

static void
invites_client_constructed (GObject *object)
{
  InvitesClient *self = INVITES_CLIENT (object);

  G_OBJECT_CLASS (invites_client_parent_class)->constructed (object);

  self->session = make_session (self, MAX_CONNECTIONS);
  self->held_session = make_session (self, MAX_HELD);
}

static void
invites_client_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  InvitesClient *self = INVITES_CLIENT (object);

  switch (prop_id)
    {
    case PROP_SERVICE_URL:
      g_value_set_string (value, self->service_url);
      break;
    case PROP_USER:
      g_value_set_boxed (value, self->user);
      break;
    case PROP_SIGNED_IN:
      g_value_set_boolean (value, invites_client_is_signed_in (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
invites_client_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  InvitesClient *self = INVITES_CLIENT (object);

  switch (prop_id)
    {
    case PROP_SERVICE_URL:
      self->service_url = g_value_dup_string (value);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
invites_client_finalize (GObject *object)
{
  InvitesClient *self = INVITES_CLIENT (object);

  forget_token (self);
  g_clear_pointer (&self->user, invites_user_free);
  g_clear_object (&self->session);
  g_clear_object (&self->held_session);
  g_clear_object (&self->trust);
  g_clear_pointer (&self->service_url, g_free);

  G_OBJECT_CLASS (invites_client_parent_class)->finalize (object);
}

static void
invites_client_class_init (InvitesClientClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->constructed = invites_client_constructed;
  object_class->get_property = invites_client_get_property;
  object_class->set_property = invites_client_set_property;
  object_class->finalize = invites_client_finalize;

  properties[PROP_SERVICE_URL]
    = g_param_spec_string ("service-url", NULL, NULL, NULL,
                           G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY
                             | G_PARAM_STATIC_STRINGS);
  properties[PROP_USER]
    = g_param_spec_boxed ("user", NULL, NULL, INVITES_TYPE_USER,
                          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS
                            | G_PARAM_EXPLICIT_NOTIFY);
  properties[PROP_SIGNED_IN]
    = g_param_spec_boolean ("signed-in", NULL, NULL, FALSE,
                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS
                              | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  /**
   * InvitesClient::session-ended:
   * @self: the client
   *
   * The service no longer takes a token that was good before.
   */
  signals[SESSION_ENDED]
    = g_signal_new ("session-ended", INVITES_TYPE_CLIENT, G_SIGNAL_RUN_LAST, 0,
                    NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
invites_client_init (InvitesClient *self)
{
}

/**
 * invites_client_new:
 * @service_url: the address of an account service
 * @error: as invites_client_check_service_url()
 *
 * Makes a client that belongs to the calling thread's main context.
 *
 * Returns: (transfer full) (nullable): a client, not signed in
 */
InvitesClient *
invites_client_new (const char *service_url,
                    GError    **error)
{
  g_autofree char *normal = NULL;

  g_return_val_if_fail (service_url != NULL, NULL);

  if (!(normal = invites_service_url_normalise (service_url, error)))
    return NULL;
  return g_object_new (INVITES_TYPE_CLIENT, "service-url", normal, NULL);
}

/**
 * invites_client_check_service_url:
 * @text: what a user typed
 * @error: %INVITES_ERROR_MISSING, %INVITES_ERROR_INVALID or, for plain http to
 *   another machine, %INVITES_ERROR_INSECURE
 *
 * Returns: (transfer full) (nullable): the address in its normal form; https
 *   when @text names no scheme
 */
char *
invites_client_check_service_url (const char *text,
                                  GError    **error)
{
  g_return_val_if_fail (text != NULL, NULL);

  return invites_service_url_normalise (text, error);
}

/**
 * invites_client_set_trust:
 * @self: a client
 * @trust: (nullable): whose certificates are good besides those that the system
 *   trusts, for every connection that is made from now on
 */
void
invites_client_set_trust (InvitesClient *self,
                          InvitesTrust  *trust)
{
  g_return_if_fail (INVITES_IS_CLIENT (self));
  g_return_if_fail (trust == NULL || INVITES_IS_TRUST (trust));

  g_set_object (&self->trust, trust);
}

/**
 * invites_client_get_trust:
 * @self: a client
 *
 * Returns: (transfer none) (nullable): what was set
 */
InvitesTrust *
invites_client_get_trust (InvitesClient *self)
{
  g_return_val_if_fail (INVITES_IS_CLIENT (self), NULL);

  return self->trust;
}

/**
 * invites_client_get_service_url:
 * @self: a client
 *
 * Returns: (transfer none): the service's address in its normal form
 */
const char *
invites_client_get_service_url (InvitesClient *self)
{
  g_return_val_if_fail (INVITES_IS_CLIENT (self), NULL);

  return self->service_url;
}

/**
 * invites_client_get_user:
 * @self: a client
 *
 * Returns: (transfer none) (nullable): who is signed in
 */
const InvitesUser *
invites_client_get_user (InvitesClient *self)
{
  g_return_val_if_fail (INVITES_IS_CLIENT (self), NULL);

  return self->user;
}

/**
 * invites_client_get_token:
 * @self: a client
 *
 * Returns: (transfer none) (nullable): the session's token, a secret, for the
 *   keyring alone
 */
const char *
invites_client_get_token (InvitesClient *self)
{
  g_return_val_if_fail (INVITES_IS_CLIENT (self), NULL);

  return self->token;
}

/**
 * invites_client_is_signed_in:
 * @self: a client
 *
 * Returns: %TRUE while there is a session that the service did not end
 */
gboolean
invites_client_is_signed_in (InvitesClient *self)
{
  g_return_val_if_fail (INVITES_IS_CLIENT (self), FALSE);

  return self->token != NULL;
}

/**
 * invites_client_get_session:
 * @self: a client
 *
 * Returns: (transfer none): what every request goes through that is answered
 *   at once
 */
SoupSession *
invites_client_get_session (InvitesClient *self)
{
  g_assert (INVITES_IS_CLIENT (self));

  return self->session;
}

/**
 * invites_client_get_held_session:
 * @self: a client
 *
 * Returns: (transfer none): what every request goes through that the service
 *   may hold
 */
SoupSession *
invites_client_get_held_session (InvitesClient *self)
{
  g_assert (INVITES_IS_CLIENT (self));

  return self->held_session;
}

/**
 * invites_client_get_session_number:
 * @self: a client
 *
 * Returns: what tells this sign-in from those before; 0 while signed out
 */
guint
invites_client_get_session_number (InvitesClient *self)
{
  g_assert (INVITES_IS_CLIENT (self));

  return self->session_number;
}

/**
 * invites_client_begin_session:
 * @self: a client
 * @token: a token that the service has taken or given
 * @user: whose it is
 *
 * Signs the client in; a session that there was is forgotten.
 */
void
invites_client_begin_session (InvitesClient     *self,
                              const char        *token,
                              const InvitesUser *user)
{
  g_assert (INVITES_IS_CLIENT (self));
  g_assert (token != NULL);
  g_assert (user != NULL);

  forget_token (self);
  g_clear_pointer (&self->user, invites_user_free);
  self->token = g_strdup (token);
  self->user = invites_user_copy (user);
  self->session_number = ++self->last_session_number;
  notify_session (self);
}

/**
 * invites_client_forget_session:
 * @self: a client
 *
 * Signs the client out, on this side of the wire.
 */
void
invites_client_forget_session (InvitesClient *self)
{
  g_assert (INVITES_IS_CLIENT (self));

  forget_token (self);
  g_clear_pointer (&self->user, invites_user_free);
  notify_session (self);
}

/**
 * invites_client_end_session:
 * @self: a client
 * @number: the session of the call that the service answered with 401
 *
 * Forgets the token, unless it is of a later sign-in already: several calls may
 * hear of the same end.
 */
void
invites_client_end_session (InvitesClient *self,
                            guint          number)
{
  g_assert (INVITES_IS_CLIENT (self));
  g_assert (number != 0);

  if (number != self->session_number)
    return;
  invites_client_forget_session (self);
  g_signal_emit (self, signals[SESSION_ENDED], 0);
}

/**
 * invites_client_get_deadline:
 * @self: a client
 * @usual: milliseconds
 *
 * Returns: @usual, or what a test has set, in milliseconds
 */
guint
invites_client_get_deadline (InvitesClient *self,
                             guint          usual)
{
  g_assert (INVITES_IS_CLIENT (self));

  return self->deadline != 0 ? self->deadline : usual;
}

/**
 * invites_client_set_deadline:
 * @self: a client
 * @milliseconds: the deadline of every call from now on; 0: each its own
 */
void
invites_client_set_deadline (InvitesClient *self,
                             guint          milliseconds)
{
  g_return_if_fail (INVITES_IS_CLIENT (self));

  self->deadline = milliseconds;
}
