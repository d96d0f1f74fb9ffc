/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/invites-error.h"

/* What an error of ours carries beside its message. */
typedef struct
{
  char  *field;       /* (owned) (nullable) */
  guint  retry_after; /* seconds, 0 when nobody said */
} InvitesErrorPrivate;

static void
invites_error_private_init (InvitesErrorPrivate *priv)
{
  priv->field = NULL;
  priv->retry_after = 0;
}

static void
invites_error_private_copy (const InvitesErrorPrivate *src_priv,
                            InvitesErrorPrivate       *dest_priv)
{
  dest_priv->field = g_strdup (src_priv->field);
  dest_priv->retry_after = src_priv->retry_after;
}

static void
invites_error_private_clear (InvitesErrorPrivate *priv)
{
  g_clear_pointer (&priv->field, g_free);
}

/* clang cannot know that GLib keeps the alignment in this macro's cast. */
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wcast-align"
G_DEFINE_EXTENDED_ERROR (InvitesError, invites_error)
#pragma GCC diagnostic pop

/**
 * invites_error_get_field:
 * @error: (nullable): any error
 *
 * Gets the field, parameter or member that is to blame.
 *
 * Returns: (transfer none) (nullable): its name on the wire, or %NULL when
 *   none is named, or when @error is not of %INVITES_ERROR
 */
const char *
invites_error_get_field (const GError *error)
{
  if (error == NULL || error->domain != INVITES_ERROR)
    return NULL;

  return invites_error_get_private (error)->field;
}

/**
 * invites_error_set_field:
 * @error: an error of %INVITES_ERROR
 * @field: (nullable): the name on the wire of what is to blame
 *
 * Names what is to blame for @error, or takes the name away.
 */
void
invites_error_set_field (GError     *error,
                         const char *field)
{
  InvitesErrorPrivate *priv;
  g_autofree char *copy = NULL;

  g_return_if_fail (error != NULL);
  g_return_if_fail (error->domain == INVITES_ERROR);

  priv = invites_error_get_private (error);
  copy = g_strdup (field);
  g_free (priv->field);
  priv->field = g_steal_pointer (&copy);
}

/**
 * invites_error_get_retry_after:
 * @error: (nullable): any error
 *
 * Gets how long the service asked to wait before the same is tried again.
 *
 * Returns: seconds; 0 when it did not say, or when @error is not of
 *   %INVITES_ERROR
 */
guint
invites_error_get_retry_after (const GError *error)
{
  if (error == NULL || error->domain != INVITES_ERROR)
    return 0;

  return invites_error_get_private (error)->retry_after;
}

/**
 * invites_error_set_retry_after:
 * @error: an error of %INVITES_ERROR
 * @seconds: how long to wait, 0 for "not said"
 *
 * Says when the same may be tried again (the header Retry-After).
 */
void
invites_error_set_retry_after (GError *error,
                               guint   seconds)
{
  g_return_if_fail (error != NULL);
  g_return_if_fail (error->domain == INVITES_ERROR);

  invites_error_get_private (error)->retry_after = seconds;
}

/**
 * invites_set_field_error:
 * @error: (out) (optional): where the error goes
 * @code: its code
 * @field: (nullable): the name on the wire of what is to blame
 * @format: printf() format of the message; must not quote an address, a token
 *   or anything else that has no place in a log
 * @...: its arguments
 *
 * Sets an error of %INVITES_ERROR that names a field.
 */
void
invites_set_field_error (GError      **error,
                         InvitesError  code,
                         const char   *field,
                         const char   *format,
                         ...)
{
  GError *made;
  va_list args;

  g_return_if_fail (error == NULL || *error == NULL);

  if (error == NULL)
    return;

  va_start (args, format);
  made = g_error_new_valist (INVITES_ERROR, (int) code, format, args);
  va_end (args);

  invites_error_set_field (made, field);
  g_propagate_error (error, made);
}
