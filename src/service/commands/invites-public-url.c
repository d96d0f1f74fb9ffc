/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/commands/invites-public-url.h"

#include <gio/gio.h>
#include <string.h>

#include "core/invites-error.h"

static gboolean
is_loopback (const char *host)
{
  g_autoptr(GInetAddress) address = NULL;

  if (g_ascii_strcasecmp (host, "localhost") == 0)
    return TRUE;

  address = g_inet_address_new_from_string (host);
  return address != NULL && g_inet_address_get_is_loopback (address);
}

static gboolean
is_good (GUri *uri)
{
  const char *host = g_uri_get_host (uri);

  if (host == NULL || host[0] == '\0' || g_uri_get_userinfo (uri) != NULL
      || g_uri_get_query (uri) != NULL || g_uri_get_fragment (uri) != NULL)
    return FALSE;

  return g_str_equal (g_uri_get_scheme (uri), "https")
         || (g_str_equal (g_uri_get_scheme (uri), "http")
             && is_loopback (host));
}

/**
 * invites_public_url_check:
 * @text: a URL
 * @error: %INVITES_ERROR_INVALID
 *
 * Checks what the links in the mails begin with: https, or http on this
 * machine, perhaps with a path, and nothing else. It must be ASCII and short
 * enough for the link to stand unbroken in a line.
 *
 * Returns: (transfer full): the URL without a slash at its end
 */
char *
invites_public_url_check (const char *text,
                          GError    **error)
{
  g_autoptr(GUri) uri = NULL;
  g_autofree char *url = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  uri = g_uri_parse (text, G_URI_FLAGS_ENCODED, NULL);
  if (uri == NULL || !is_good (uri) || !g_str_is_ascii (text)
      || strpbrk (text, "\"'<>\\^`{|} ") != NULL || strlen (text) > 500)
    {
      invites_set_field_error (error, INVITES_ERROR_INVALID, "public-url",
                               "--public-url needs https://HOST[/PATH], or "
                               "http:// on this machine");
      return NULL;
    }

  url = g_strdup (text);
  while (g_str_has_suffix (url, "/"))
    url[strlen (url) - 1] = '\0';
  return g_steal_pointer (&url);
}
