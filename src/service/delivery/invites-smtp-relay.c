/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-smtp-relay.h"

#include <string.h>
#include <unistd.h>

#include <curl/curl.h>

#include "core/invites-address.h"
#include "core/invites-error.h"
#include "service/delivery/invites-smtp-connection.h"

#define PORT_SMTP       25
#define PORT_SMTPS      465
#define TIME_OUT_OPEN   (5 * 60 * 1000) /* RFC 5321, section 4.5.3.2.1 */
#define TIME_OUT_CONNECT (30 * 1000)

struct _InvitesSmtpRelay
{
  GObject parent_instance;

  char     *url;         /* (owned): with the name for EHLO as its path */
  char     *host_name;   /* (owned): what this machine calls itself */
  gboolean  is_implicit; /* smtps: TLS from the first byte */
  gboolean  is_local;    /* loopback: plain SMTP is allowed */
  gboolean  needs_tls;   /* also on loopback */
  char     *ca_file;     /* (owned) (nullable): else the system's */
  char     *user;        /* (owned) (nullable) */
  char     *password;    /* (owned) (nullable) */
  char     *token_file;  /* (owned) (nullable) */
  InvitesSmtpAuth auth;
  guint     time_out;    /* in milliseconds, for every step; 0: the RFC's */
};

static void invites_smtp_relay_iface_init (InvitesRelayInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (InvitesSmtpRelay, invites_smtp_relay,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (
                                 INVITES_TYPE_RELAY,
                                 invites_smtp_relay_iface_init))

static int
check_cancelled (void      *data,
                 curl_off_t dltotal,
                 curl_off_t dlnow,
                 curl_off_t ultotal,
                 curl_off_t ulnow)
{
  return g_cancellable_is_cancelled (data);
}

static void
set_up_time (InvitesSmtpRelay *self, CURL *curl, GCancellable *cancellable)
{
  long total = self->time_out != 0 ? (long) self->time_out : TIME_OUT_OPEN;

  curl_easy_setopt (curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (curl, CURLOPT_TIMEOUT_MS, total);
  curl_easy_setopt (curl, CURLOPT_CONNECTTIMEOUT_MS,
                    MIN (total, TIME_OUT_CONNECT));
  if (cancellable != NULL)
    {
      curl_easy_setopt (curl, CURLOPT_NOPROGRESS, 0L);
      curl_easy_setopt (curl, CURLOPT_XFERINFOFUNCTION, check_cancelled);
      curl_easy_setopt (curl, CURLOPT_XFERINFODATA, cancellable);
    }
}

/* Off loopback there is TLS, verified, or nothing: neither the mail nor the
 * password goes in the clear. */
static void
set_up_security (InvitesSmtpRelay *self, CURL *curl)
{
  gboolean may_be_plain = self->is_local && !self->is_implicit
                          && !self->needs_tls && self->ca_file == NULL;

  curl_easy_setopt (curl, CURLOPT_USE_SSL,
                    may_be_plain ? (long) CURLUSESSL_NONE
                                 : (long) CURLUSESSL_ALL);
  curl_easy_setopt (curl, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt (curl, CURLOPT_SSL_VERIFYHOST, 2L);
  if (self->ca_file != NULL)
    curl_easy_setopt (curl, CURLOPT_CAINFO, self->ca_file);
}

static const char *
get_login_options (InvitesSmtpRelay *self)
{
  switch (self->auth)
    {
    case INVITES_SMTP_AUTH_PLAIN:
      return "AUTH=PLAIN";
    case INVITES_SMTP_AUTH_LOGIN:
      return "AUTH=LOGIN";
    case INVITES_SMTP_AUTH_XOAUTH2:
      return "AUTH=XOAUTH2";
    case INVITES_SMTP_AUTH_AUTO:
    default:
      return self->token_file != NULL ? "AUTH=XOAUTH2"
                                      : "AUTH=PLAIN;AUTH=LOGIN";
    }
}

static gboolean
uses_token (InvitesSmtpRelay *self)
{
  return self->auth == INVITES_SMTP_AUTH_XOAUTH2
         || (self->auth == INVITES_SMTP_AUTH_AUTO && self->token_file != NULL);
}

/* Somebody else renews it: read anew for each connection. */
static char *
read_token (InvitesSmtpRelay *self, GError **error)
{
  g_autofree char *token = NULL;

  if (!g_file_get_contents (self->token_file, &token, NULL, NULL)
      || *g_strstrip (token) == '\0')
    {
      g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_UNAVAILABLE,
                           "The token for the mail system cannot be read");
      return NULL;
    }
  return g_steal_pointer (&token);
}

static gboolean
set_up_sign_in (InvitesSmtpRelay *self, CURL *curl, GError **error)
{
  if (self->user == NULL)
    return TRUE;
  curl_easy_setopt (curl, CURLOPT_USERNAME, self->user);
  curl_easy_setopt (curl, CURLOPT_LOGIN_OPTIONS, get_login_options (self));
  if (uses_token (self))
    {
      g_autofree char *token = read_token (self, error);

      if (token == NULL)
        return FALSE;
      curl_easy_setopt (curl, CURLOPT_XOAUTH2_BEARER, token);
    }
  else if (self->password != NULL)
    curl_easy_setopt (curl, CURLOPT_PASSWORD, self->password);
  return TRUE;
}

static CURL *
new_handle (InvitesSmtpRelay *self, GCancellable *cancellable)
{
  CURL *curl = curl_easy_init ();

  if (curl == NULL)
    return NULL;
  curl_easy_setopt (curl, CURLOPT_URL, self->url);
  curl_easy_setopt (curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt (curl, CURLOPT_PROXY, "");
  curl_easy_setopt (curl, CURLOPT_CONNECT_ONLY, 1L);
  curl_easy_setopt (curl, CURLOPT_FRESH_CONNECT, 1L);
  set_up_time (self, curl, cancellable);
  set_up_security (self, curl);
  return curl;
}

static InvitesRelayConnection *
invites_smtp_relay_open (InvitesRelay  *relay,
                         GCancellable  *cancellable,
                         GError       **error)
{
  InvitesSmtpRelay *self = INVITES_SMTP_RELAY (relay);
  CURL *curl = new_handle (self, cancellable);
  CURLcode code = CURLE_FAILED_INIT;

  if (curl != NULL && !set_up_sign_in (self, curl, error))
    {
      curl_easy_cleanup (curl);
      return NULL;
    }
  if (curl != NULL)
    code = curl_easy_perform (curl);
  if (code != CURLE_OK)
    {
      g_set_error (error, INVITES_ERROR, INVITES_ERROR_UNAVAILABLE,
                   "The mail system cannot be reached: %s",
                   curl_easy_strerror (code));
      curl_easy_cleanup (curl);
      return NULL;
    }
  return invites_smtp_connection_new (invites_smtp_wire_new (curl),
                                      self->host_name, self->time_out,
                                      cancellable, error);
}

static void
invites_smtp_relay_iface_init (InvitesRelayInterface *iface)
{
  iface->open = invites_smtp_relay_open;
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

static gboolean
is_readable (const char *path)
{
  return path == NULL || access (path, R_OK) == 0;
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
  const char *field = NULL;
  const char *complaint = NULL;

  g_return_val_if_fail (INVITES_IS_SMTP_RELAY (self), FALSE);

  if (!is_readable (self->ca_file))
    field = "relay-ca-file", complaint = "The file of certificates cannot be "
                                         "read";
  else if (!is_readable (self->token_file))
    field = "relay-token-file", complaint = "The token file cannot be read";
  else if (uses_token (self) && self->token_file == NULL)
    field = "relay-token-file", complaint = "XOAUTH2 needs a token file";
  else if (uses_token (self) && self->user == NULL)
    field = "relay-user", complaint = "XOAUTH2 needs a user name";
  else if (self->user != NULL && !uses_token (self) && self->password == NULL)
    field = "relay-password", complaint = "The user of the mail system needs "
                                          "a password";

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
