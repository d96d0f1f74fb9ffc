/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/http/invites-query-string.h"

#include <string.h>

#include "core/invites-error.h"

#define MAX_PARAMETERS 64

/**
 * invites_percent_decode:
 * @text: a part of a URL
 *
 * Decodes percent escapes (RFC 3986, section 2.1).
 *
 * Returns: (transfer full) (nullable): the text, or %NULL when an escape is
 *   broken, stands for NUL, or when the whole is not UTF-8
 */
char *
invites_percent_decode (const char *text)
{
  g_autofree char *decoded = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  decoded = g_uri_unescape_segment (text, NULL, NULL);
  if (decoded == NULL || !g_utf8_validate (decoded, -1, NULL))
    return NULL;

  return g_steal_pointer (&decoded);
}

/**
 * invites_path_parse:
 * @path: a path as it came, without query
 * @error: %INVITES_ERROR_MALFORMED
 *
 * Takes a path apart at its slashes and decodes each segment. Nothing is
 * normalised: "..", "." and empty segments are segments like others, which
 * no route has.
 *
 * Returns: (transfer full): the segments, %NULL-terminated, without the empty
 *   one before the first slash
 */
char **
invites_path_parse (const char *path,
                    GError    **error)
{
  g_auto(GStrv) segments = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  if (path[0] != '/')
    {
      g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_MALFORMED,
                           "The path does not begin with a slash");
      return NULL;
    }

  segments = g_strsplit (path + 1, "/", -1);
  for (char **segment = segments; *segment != NULL; segment++)
    {
      char *decoded = invites_percent_decode (*segment);

      if (decoded == NULL)
        {
          g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_MALFORMED,
                               "The path has a broken percent escape");
          return NULL;
        }
      g_free (*segment);
      *segment = decoded;
    }

  return g_steal_pointer (&segments);
}

/* Forms carry pass phrases. */
static void
wipe (gpointer data)
{
  char *text = data;

  explicit_bzero (text, strlen (text));
  g_free (text);
}

static char *
decode_parameter (const char *text,
                  gssize      length)
{
  g_autofree char *part = NULL;
  char *decoded;

  part = length < 0 ? g_strdup (text) : g_strndup (text, (gsize) length);
  /* As forms have it. */
  g_strdelimit (part, "+", ' ');
  decoded = invites_percent_decode (part);
  explicit_bzero (part, strlen (part));
  return decoded;
}

static gboolean
add_parameter (GHashTable *query,
               const char *pair,
               GError    **error)
{
  const char *equals = strchr (pair, '=');
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;

  name = decode_parameter (pair, equals != NULL ? equals - pair : -1);
  value = decode_parameter (equals != NULL ? equals + 1 : "", -1);
  if (name == NULL || value == NULL)
    {
      invites_set_field_error (error, INVITES_ERROR_MALFORMED, name,
                               "The query has a broken percent escape");
      return FALSE;
    }
  if (g_hash_table_contains (query, name))
    {
      invites_set_field_error (error, INVITES_ERROR_INVALID, name,
                               "A parameter is given more than once");
      return FALSE;
    }

  g_hash_table_insert (query, g_steal_pointer (&name),
                       g_steal_pointer (&value));
  return TRUE;
}

/**
 * invites_query_string_parse:
 * @query: (nullable): what stands after the question mark
 * @error: %INVITES_ERROR_MALFORMED, or %INVITES_ERROR_INVALID for a parameter
 *   that is given twice
 *
 * Takes a query apart. A parameter without "=" has the value "".
 *
 * Returns: (transfer full) (element-type utf8 utf8): the parameters
 */
GHashTable *
invites_query_string_parse (const char *query,
                            GError    **error)
{
  g_autoptr(GHashTable) parameters = NULL;
  g_auto(GStrv) pairs = NULL;

  parameters = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, wipe);
  if (query == NULL || query[0] == '\0')
    return g_steal_pointer (&parameters);

  pairs = g_strsplit (query, "&", MAX_PARAMETERS + 1);
  if (g_strv_length (pairs) > MAX_PARAMETERS)
    {
      g_set_error (error, INVITES_ERROR, INVITES_ERROR_MALFORMED,
                   "More than %d parameters", MAX_PARAMETERS);
      return NULL;
    }
  for (char **pair = pairs; *pair != NULL; pair++)
    {
      if (!add_parameter (parameters, *pair, error))
        return NULL;
    }

  return g_steal_pointer (&parameters);
}
