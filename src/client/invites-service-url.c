/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "client/invites-service-url.h"

#include <gio/gio.h>

#include "core/invites-error.h"

#define FIELD      "service_url"
#define MAX_LENGTH 2048

/* RFC 3986 throughout, and what stands in the path stays as it was written. */
#define URI_FLAGS (G_URI_FLAGS_ENCODED_PATH | G_URI_FLAGS_ENCODED_QUERY       \
                   | G_URI_FLAGS_ENCODED_FRAGMENT)

static gboolean
host_is_loopback (const char *host)
{
  g_autoptr(GInetAddress) address = NULL;

  /* GLib resolves "localhost" to the loopback interface by itself and asks
   * no name server (RFC 6761, section 6.3). */
  if (g_ascii_strcasecmp (host, "localhost") == 0)
    return TRUE;
  address = g_inet_address_new_from_string (host);
  return address != NULL && g_inet_address_get_is_loopback (address);
}

static gboolean
has_space_or_control (const char *text)
{
  for (const char *c = text; *c != '\0'; c++)
    {
      if ((guchar) *c <= ' ' || *c == 0x7f)
        return TRUE;
    }
  return FALSE;
}

static gboolean
check_parts (GUri    *uri,
             GError **error)
{
  const char *scheme = g_uri_get_scheme (uri);
  const char *host = g_uri_get_host (uri);
  const char *message = NULL;

  if (!g_str_equal (scheme, "https") && !g_str_equal (scheme, "http"))
    message = "The service address must begin with https://";
  else if (host == NULL || *host == '\0')
    message = "The service address names no host";
  else if (g_uri_get_userinfo (uri) != NULL)
    message = "The service address must not hold a user name";
  else if (g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    message = "The service address must not hold a query or a fragment";
  if (message != NULL)
    {
      invites_set_field_error (error, INVITES_ERROR_INVALID, FIELD, "%s",
                               message);
      return FALSE;
    }
  if (g_str_equal (scheme, "http") && !host_is_loopback (host))
    {
      invites_set_field_error (error, INVITES_ERROR_INSECURE, FIELD,
                               "The service address must begin with https://");
      return FALSE;
    }
  return TRUE;
}

static char *
dup_normal_form (GUri *uri)
{
  const char *scheme = g_uri_get_scheme (uri);
  int usual_port = g_str_equal (scheme, "https") ? 443 : 80;
  int port = g_uri_get_port (uri);
  g_autofree char *host = g_ascii_strdown (g_uri_get_host (uri), -1);
  g_autofree char *path = g_strdup (g_uri_get_path (uri));

  for (gsize i = strlen (path); i > 0 && path[i - 1] == '/'; i--)
    path[i - 1] = '\0';
  if (port == usual_port)
    port = -1;
  return g_uri_join (URI_FLAGS, scheme, NULL, host, port, path, NULL, NULL);
}

static GUri *
parse (const char *text,
       GError    **error)
{
  g_autofree char *whole = NULL;
  GUri *uri = NULL;

  /* Not the first colon: "localhost:8390" has a port, not a scheme. */
  if (strstr (text, "://") == NULL)
    whole = g_strconcat ("https://", text, NULL);
  else
    whole = g_strdup (text);

  if (strlen (whole) <= MAX_LENGTH && g_utf8_validate (whole, -1, NULL)
      && !has_space_or_control (whole))
    uri = g_uri_parse (whole, URI_FLAGS, NULL);
  if (uri == NULL)
    invites_set_field_error (error, INVITES_ERROR_INVALID, FIELD,
                             "The service address is not a web address");
  return uri;
}

/**
 * invites_service_url_normalise:
 * @text: the address of an account service, as somebody typed it
 * @error: %INVITES_ERROR_MISSING, %INVITES_ERROR_INVALID or, for plain http to
 *   another machine, %INVITES_ERROR_INSECURE; the field is "service_url"
 *
 * Without a scheme the address is taken as https. A path is kept, as the
 * service may stand behind a prefix; the slash at its end is not.
 *
 * Returns: (transfer full) (nullable): the address in its one normal form
 */
char *
invites_service_url_normalise (const char *text,
                               GError    **error)
{
  g_autofree char *stripped = NULL;
  g_autoptr(GUri) uri = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  stripped = g_strstrip (g_strdup (text));
  if (*stripped == '\0')
    {
      invites_set_field_error (error, INVITES_ERROR_MISSING, FIELD,
                               "The service address is missing");
      return NULL;
    }
  if (!(uri = parse (stripped, error)) || !check_parts (uri, error))
    return NULL;
  return dup_normal_form (uri);
}

/**
 * invites_service_url_is_loopback:
 * @service_url: an address in its normal form
 *
 * Returns: %TRUE when the service runs on this machine
 */
gboolean
invites_service_url_is_loopback (const char *service_url)
{
  g_autoptr(GUri) uri = NULL;

  g_return_val_if_fail (service_url != NULL, FALSE);

  uri = g_uri_parse (service_url, URI_FLAGS, NULL);
  return uri != NULL && g_uri_get_host (uri) != NULL
         && host_is_loopback (g_uri_get_host (uri));
}
