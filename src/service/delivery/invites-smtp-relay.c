/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-smtp-relay-private.h"

#include <string.h>
#include <unistd.h>

#include <curl/curl.h>

#include "core/invites-address.h"
#include "core/invites-error.h"

#define PORT_SMTP  25
#define PORT_SMTPS 465

static void invites_smtp_relay_iface_init (InvitesRelayInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (InvitesSmtpRelay, invites_smtp_relay,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (
                                 INVITES_TYPE_RELAY,
                                 invites_smtp_relay_iface_init))

static void
invites_smtp_relay_iface_init (InvitesRelayInterface *iface)
{
  iface->connect = invites_smtp_relay_connect;
}

static void
invites_smtp_relay_finalize (GObject *object)
{
  InvitesSmtpRelay *self = INVITES_SMTP_RELAY (object);

  g_free (self->url);
  g_free (self->host_name);
  g_free (self->user);
  g_free (self->password);
  g_free (self->token_file);
  g_free (self->ca_file);
  G_OBJECT_CLASS (invites_smtp_relay_parent_class)->finalize (object);
}

static void
invites_smtp_relay_class_init (InvitesSmtpRelayClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = invites_smtp_relay_finalize;
}

static void
invites_smtp_relay_init (InvitesSmtpRelay *self)
{
}

/* A domain, or else an address literal, which EHLO takes as well. */
static char *
dup_host_name (void)
{
  g_autofree char *ascii = invites_domain_dup_ascii (g_get_host_name ());

  return ascii != NULL ? g_steal_pointer (&ascii) : g_strdup ("[127.0.0.1]");
}

static gboolean
is_loopback (const char *host)
{
  g_autoptr(GInetAddress) address = g_inet_address_new_from_string (host);

  return address != NULL ? g_inet_address_get_is_loopback (address)
                         : g_ascii_strcasecmp (host, "localhost") == 0;
}

/* A name or an address, whichever: to find it is the resolver's job. */
static gboolean
is_host (const char *host)
{
  if (host == NULL || *host == '\0')
    return FALSE;
  for (; *host != '\0'; host++)
    if (!g_ascii_isalnum (*host) && strchr ("-._:", *host) == NULL)
      return FALSE;
  return TRUE;
}

static const char *
find_complaint (GUri *uri)
{
  const char *scheme = g_uri_get_scheme (uri);
  const char *path = g_uri_get_path (uri);

  if (!g_str_equal (scheme, "smtp") && !g_str_equal (scheme, "smtps"))
    return "must begin with smtp:// or smtps://";
  if (g_uri_get_userinfo (uri) != NULL)
    return "must not hold a name or a password: they come from the "
           "configuration file or from the environment";
  if (!is_host (g_uri_get_host (uri)))
    return "names no host";
  if (g_uri_get_port (uri) == 0)
    return "names port 0";
  if (!(*path == '\0' || g_str_equal (path, "/"))
      || g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    return "must end after the host and the port";
  return NULL;
}

static gboolean
take_uri (InvitesSmtpRelay *self, GUri *uri, GError **error)
{
  const char *complaint = find_complaint (uri);
  const char *host = g_uri_get_host (uri);
  g_autofree char *escaped = NULL;
  int port = g_uri_get_port (uri);

  if (complaint != NULL)
    {
      invites_set_field_error (error, INVITES_ERROR_INVALID, "relay",
                               "The address of the mail system %s",
                               complaint);
      return FALSE;
    }
  self->is_implicit = g_str_equal (g_uri_get_scheme (uri), "smtps");
  self->is_local = is_loopback (host);
  if (port < 0)
    port = self->is_implicit ? PORT_SMTPS : PORT_SMTP;
  /* libcurl takes the name for EHLO from the path. */
  escaped = g_uri_escape_string (self->host_name, NULL, FALSE);
  self->url = g_strdup_printf (
    strchr (host, ':') != NULL ? "%s://[%s]:%d/%s" : "%s://%s:%d/%s",
    g_uri_get_scheme (uri), host, port, escaped);
  return TRUE;
}

static void
take_environment (InvitesSmtpRelay *self)
{
  const char *user = g_getenv (INVITES_RELAY_USER_VARIABLE);
  const char *password = g_getenv (INVITES_RELAY_PASSWORD_VARIABLE);

  if (user != NULL)
    invites_smtp_relay_set_credentials (self, user, password);
}

/**
 * invites_relay_new_smtp:
 * @url: smtp://HOST[:PORT] or smtps://HOST[:PORT]
 * @error: return location, or %NULL
 *
 * Makes a relay that speaks SMTP. Nothing is connected yet. Plain SMTP is
 * spoken with loopback only; elsewhere smtp:// requires STARTTLS. Signs in with
 * what %INVITES_RELAY_USER_VARIABLE and %INVITES_RELAY_PASSWORD_VARIABLE hold,
 * if the first is set.
 *
 * Returns: (transfer full) (nullable): the relay, or %NULL with
 *   %INVITES_ERROR_INVALID that names "relay"
 */
InvitesRelay *
invites_relay_new_smtp (const char *url, GError **error)
{
  static gsize curl_is_ready = 0;
  g_autoptr(InvitesSmtpRelay) self = NULL;
  g_autoptr(GUri) uri = NULL;

  g_return_val_if_fail (url != NULL, NULL);

  if (g_once_init_enter (&curl_is_ready))
    g_once_init_leave (&curl_is_ready,
                       curl_global_init (CURL_GLOBAL_DEFAULT) + 1);
  uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  if (uri == NULL)
    {
      invites_set_field_error (error, INVITES_ERROR_INVALID, "relay",
                               "The address of the mail system is not a URL");
      return NULL;
    }
  self = g_object_new (INVITES_TYPE_SMTP_RELAY, NULL);
  self->host_name = dup_host_name ();
  if (!take_uri (self, uri, error))
    return NULL;
  take_environment (self);
  return INVITES_RELAY (g_steal_pointer (&self));
}

/**
 * invites_smtp_relay_set_credentials:
 * @self: a relay
 * @user: the name to sign in with
 * @password: (nullable): the password; %NULL with a token file
 *
 * Sets what is used to sign in, before anything is opened.
 */
void
invites_smtp_relay_set_credentials (InvitesSmtpRelay *self,
                                    const char       *user,
                                    const char       *password)
{
  g_return_if_fail (INVITES_IS_SMTP_RELAY (self));
  g_return_if_fail (user != NULL);

  g_free (self->user);
  self->user = g_strdup (user);
  g_free (self->password);
  self->password = g_strdup (password);
}

/**
 * invites_smtp_relay_set_auth:
 * @self: a relay
 * @auth: how to sign in
 *
 * Sets the mechanism, which is %INVITES_SMTP_AUTH_AUTO at first, before
 * anything is opened. Without a user nobody is signed in.
 */
void
invites_smtp_relay_set_auth (InvitesSmtpRelay *self, InvitesSmtpAuth auth)
{
  g_return_if_fail (INVITES_IS_SMTP_RELAY (self));

  self->auth = auth;
}

/**
 * invites_smtp_relay_set_token_file:
 * @self: a relay
 * @path: (nullable): a file that holds an OAuth 2.0 access token
 *
 * Sets where the token for XOAUTH2 stands, before anything is opened. The file
 * is read anew for each connection.
 */
void
invites_smtp_relay_set_token_file (InvitesSmtpRelay *self, const char *path)
{
  g_return_if_fail (INVITES_IS_SMTP_RELAY (self));

  g_free (self->token_file);
  self->token_file = g_strdup (path);
}

/**
 * invites_smtp_relay_set_ca_file:
 * @self: a relay
 * @path: (nullable): a PEM file; %NULL for the system's authorities
 *
 * Sets whose certificates are trusted, before anything is opened. With a file
 * TLS is required, also on loopback.
 */
void
invites_smtp_relay_set_ca_file (InvitesSmtpRelay *self, const char *path)
{
  g_return_if_fail (INVITES_IS_SMTP_RELAY (self));

  g_free (self->ca_file);
  self->ca_file = g_strdup (path);
}

/**
 * invites_smtp_relay_set_tls_required:
 * @self: a relay
 * @required: whether a relay on loopback must speak TLS, too
 *
 * Sets what is asked of a relay on loopback, before anything is opened.
 * Elsewhere TLS is always required, and the certificate is always verified.
 */
void
invites_smtp_relay_set_tls_required (InvitesSmtpRelay *self, gboolean required)
{
  g_return_if_fail (INVITES_IS_SMTP_RELAY (self));

  self->needs_tls = required;
}

/* The mechanism wants a token instead of a password. */
gboolean
invites_smtp_relay_uses_token (InvitesSmtpRelay *self)
{
  return self->auth == INVITES_SMTP_AUTH_XOAUTH2
         || (self->auth == INVITES_SMTP_AUTH_AUTO && self->token_file != NULL);
}

static gboolean
is_readable (const char *path)
{
  return path == NULL || access (path, R_OK) == 0;
}

static const char *
find_missing (InvitesSmtpRelay *self, const char **field)
{
  gboolean uses_token = invites_smtp_relay_uses_token (self);

  *field = "relay-ca-file";
  if (!is_readable (self->ca_file))
    return "The file of certificates cannot be read";
  *field = "relay-token-file";
  if (!is_readable (self->token_file))
    return "The token file cannot be read";
  if (uses_token && self->token_file == NULL)
    return "XOAUTH2 needs a token file";
  *field = "relay-user";
  if (uses_token && self->user == NULL)
    return "XOAUTH2 needs a user name";
  *field = "relay-password";
  if (self->user != NULL && !uses_token && self->password == NULL)
    return "The user of the mail system needs a password";
  return NULL;
}

/**
 * invites_smtp_relay_check:
 * @self: a relay
 * @error: return location, or %NULL
 *
 * Verifies that what was set fits together and that the files can be read, for
 * an early word to the administrator. Nothing is connected.
 *
 * Returns: %TRUE if it does, or %FALSE with %INVITES_ERROR_INVALID that names
 *   "relay-user", "relay-password", "relay-token-file" or "relay-ca-file"
 */
gboolean
invites_smtp_relay_check (InvitesSmtpRelay *self, GError **error)
{
  const char *field;
  const char *complaint;

  g_return_val_if_fail (INVITES_IS_SMTP_RELAY (self), FALSE);

  complaint = find_missing (self, &field);
  if (complaint != NULL)
    invites_set_field_error (error, INVITES_ERROR_INVALID, field, "%s",
                             complaint);
  return complaint == NULL;
}

/**
 * invites_smtp_relay_set_time_out:
 * @self: a relay
 * @milliseconds: for every step, or 0 for those of RFC 5321
 *
 * Sets for how long the mail system may be silent, before anything is opened.
 */
void
invites_smtp_relay_set_time_out (InvitesSmtpRelay *self, guint milliseconds)
{
  g_return_if_fail (INVITES_IS_SMTP_RELAY (self));

  self->time_out = milliseconds;
}
