/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/invites-id.h"

#include <string.h>

/* Begins an id that is not the key itself. */
#define MARK '~'

static gboolean
is_unreserved (const char *text)
{
  for (const char *p = text; *p != '\0'; p++)
    {
      if (!g_ascii_isalnum (*p) && strchr ("-._~", *p) == NULL)
        return FALSE;
    }

  return TRUE;
}

/* "." and ".." are made of unreserved characters, but as a segment of a path
 * every HTTP client would resolve them away. */
static gboolean
is_own_id (const char *key)
{
  return *key != '\0' && *key != MARK
         && strcmp (key, ".") != 0 && strcmp (key, "..") != 0
         && is_unreserved (key);
}

static char *
encode (const char *key)
{
  g_autofree char *base64 = NULL;
  char *end;

  base64 = g_base64_encode ((const guchar *) key, strlen (key));
  g_strdelimit (base64, "+", '-');
  g_strdelimit (base64, "/", '_');
  if ((end = strchr (base64, '=')) != NULL)
    *end = '\0';

  return g_strdup_printf ("%c%s", MARK, base64);
}

static char *
decode (const char *base64url)
{
  g_autoptr(GString) base64 = g_string_new (base64url);
  g_autofree guchar *bytes = NULL;
  gsize length;

  g_strdelimit (base64->str, "-", '+');
  g_strdelimit (base64->str, "_", '/');
  while (base64->len % 4 != 0)
    g_string_append_c (base64, '=');

  bytes = g_base64_decode (base64->str, &length);
  if (!g_utf8_validate_len ((const char *) bytes, length, NULL))
    return NULL;

  return g_strndup ((const char *) bytes, length);
}

/**
 * invites_id_from_key:
 * @key: a key from a CSV file, UTF-8
 *
 * Makes the public id of what has this key. Two keys never have one id.
 *
 * Returns: (transfer full) (nullable): the id, or %NULL when it would be
 *   longer than %INVITES_ID_MAX_LENGTH octets
 */
char *
invites_id_from_key (const char *key)
{
  g_autofree char *id = NULL;

  g_return_val_if_fail (key != NULL, NULL);

  id = is_own_id (key) ? g_strdup (key) : encode (key);
  if (strlen (id) > INVITES_ID_MAX_LENGTH)
    return NULL;

  return g_steal_pointer (&id);
}

/**
 * invites_id_to_key:
 * @id: (nullable): a public id, which may come from outside
 *
 * Gets the key that an id was made of.
 *
 * Returns: (transfer full) (nullable): the key, or %NULL when
 *   invites_id_from_key() never makes such an id
 */
char *
invites_id_to_key (const char *id)
{
  g_autofree char *key = NULL;
  g_autofree char *again = NULL;

  if (id == NULL || *id == '\0' || strlen (id) > INVITES_ID_MAX_LENGTH
      || !is_unreserved (id))
    return NULL;

  key = *id == MARK ? decode (id + 1) : g_strdup (id);
  if (key == NULL)
    return NULL;

  /* One spelling only: base64 has several for the same octets. */
  again = invites_id_from_key (key);
  if (g_strcmp0 (again, id) != 0)
    return NULL;

  return g_steal_pointer (&key);
}

/**
 * invites_id_is_valid:
 * @id: (nullable): what may be a public id
 *
 * Tells whether invites_id_from_key() can have made @id. Never says whether
 * anything has it.
 *
 * Returns: whether it is valid
 */
gboolean
invites_id_is_valid (const char *id)
{
  g_autofree char *key = invites_id_to_key (id);

  return key != NULL;
}
