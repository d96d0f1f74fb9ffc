/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/portal/invites-form.h"

#include <string.h>

#include <sodium.h>

#include "core/invites-error.h"

#define MEDIA_TYPE "application/x-www-form-urlencoded"

struct _InvitesForm
{
  GHashTable *values; /* (owned) (element-type utf8 utf8) */
};

static void
free_secret (gpointer data)
{
  char *secret = data;

  sodium_memzero (secret, strlen (secret));
  g_free (secret);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (char, free_secret)

static gboolean
has_media_type (const char *content_type)
{
  gsize length = strlen (MEDIA_TYPE);

  return content_type != NULL
         && g_ascii_strncasecmp (content_type, MEDIA_TYPE, length) == 0
         && strchr ("; \t", content_type[length]) != NULL;
}

/* NULL for what is not percent-encoded UTF-8. */
static char *
decode (const char *text, gsize length)
{
  g_autoptr(char) decoded = g_malloc0 (length + 1);
  gsize n = 0;

  for (gsize i = 0; i < length; i++)
    {
      guchar byte = text[i];

      if (byte == '%')
        {
          if (i + 2 >= length || !g_ascii_isxdigit (text[i + 1])
              || !g_ascii_isxdigit (text[i + 2]))
            return NULL;
          byte = g_ascii_xdigit_value (text[i + 1]) * 16
                 + g_ascii_xdigit_value (text[i + 2]);
          i += 2;
        }
      else if (byte == '+')
        byte = ' ';
      if (byte == '\0')
        return NULL;
      decoded[n++] = byte;
    }
  return g_utf8_validate (decoded, n, NULL) ? g_steal_pointer (&decoded)
                                            : NULL;
}

static gboolean
take_pair (InvitesForm *self, const char *pair, gsize length)
{
  const char *equals = memchr (pair, '=', length);
  gsize n_name = equals != NULL ? (gsize) (equals - pair) : length;
  g_autofree char *name = decode (pair, n_name);
  g_autoptr(char) value = NULL;

  if (length == 0)
    return TRUE;
  value = equals != NULL ? decode (equals + 1, length - n_name - 1)
                         : g_strdup ("");
  if (name == NULL || value == NULL || *name == '\0'
      || g_hash_table_contains (self->values, name))
    return FALSE;
  g_hash_table_insert (self->values, g_steal_pointer (&name),
                       g_steal_pointer (&value));
  return TRUE;
}

static gboolean
take_pairs (InvitesForm *self, const char *body, gsize length)
{
  const char *end = body + length;

  while (body < end)
    {
      const char *ampersand = memchr (body, '&', end - body);
      const char *pair_end = ampersand != NULL ? ampersand : end;

      if (!take_pair (self, body, pair_end - body))
        return FALSE;
      body = ampersand != NULL ? ampersand + 1 : end;
    }
  return TRUE;
}

/**
 * invites_form_parse:
 * @content_type: (nullable): what the client says @body is
 * @body: (nullable): what was posted, none is an empty form
 * @error: return location, or %NULL
 *
 * Reads a form. Each name may occur once; control characters other than NUL
 * are the reader's to judge.
 *
 * Returns: (transfer full) (nullable): the form, or %NULL with
 *   %INVITES_ERROR_TOO_LARGE or %INVITES_ERROR_MALFORMED
 */
InvitesForm *
invites_form_parse (const char *content_type, GBytes *body, GError **error)
{
  g_autoptr(InvitesForm) self = g_new0 (InvitesForm, 1);
  const char *text = NULL;
  gsize length = 0;

  self->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                        free_secret);
  if (body != NULL)
    text = g_bytes_get_data (body, &length);
  if (length > INVITES_FORM_MAX_SIZE)
    {
      g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_TOO_LARGE,
                           "The form is too large");
      return NULL;
    }
  if (length > 0
      && (!has_media_type (content_type) || !take_pairs (self, text, length)))
    {
      g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_MALFORMED,
                           "The form is not " MEDIA_TYPE);
      return NULL;
    }
  return g_steal_pointer (&self);
}

/**
 * invites_form_free:
 * @self: (transfer full): a form
 *
 * Wipes and frees @self.
 */
void
invites_form_free (InvitesForm *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->values);
  g_free (self);
}

/**
 * invites_form_get:
 * @self: a form
 * @name: of a field
 *
 * Looks a field up.
 *
 * Returns: (transfer none) (nullable): its value, valid UTF-8, or %NULL if it
 *   was not posted
 */
const char *
invites_form_get (InvitesForm *self, const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  return g_hash_table_lookup (self->values, name);
}
