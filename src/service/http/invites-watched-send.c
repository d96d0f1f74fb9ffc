/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/http/invites-watched-send.h"

#include <string.h>

#include "core/invites-json.h"

#define MAX_WAIT 25

static InvitesReading *
read_send (InvitesService *service,
           InvitesAccess  *access,
           const char     *uuid,
           guint64         serial,
           GError        **error)
{
  g_autoptr(InvitesReading) reading = invites_reading_new ();
  g_autoptr(InvitesSend) send = NULL;
  g_autoptr(JsonNode) node = NULL;
  g_autofree char *hash = NULL;

  if (!(send = invites_access_find_send (access, uuid, error)))
    return NULL;

  invites_service_tell_trouble (service, send);
  node = invites_send_to_json (send);
  reading->body = invites_json_to_bytes (node);
  hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, reading->body);
  reading->etag = g_strdup_printf ("\"%.32s\"", hash);
  reading->division = g_strdup (send->division);
  reading->running = send->state == INVITES_SEND_SENDING;
  reading->serial = serial;
  return g_steal_pointer (&reading);
}

/**
 * invites_watched_send_read:
 * @service: what knows the running sends
 * @access: who asks
 * @uuid: a send, in lower case
 * @error: %INVITES_ERROR_NOT_FOUND and what the store gives
 *
 * Reads a send, or takes what was read of it within the last second if it is
 * running.
 *
 * Returns: (transfer full): what to say of it
 */
InvitesReading *
invites_watched_send_read (InvitesService *service,
                           InvitesAccess  *access,
                           const char     *uuid,
                           GError        **error)
{
  g_return_val_if_fail (service != NULL, NULL);
  g_return_val_if_fail (access != NULL, NULL);
  g_return_val_if_fail (uuid != NULL, NULL);

  for (;;)
    {
      guint64 serial;
      g_autoptr(InvitesReading) known = NULL;
      g_autoptr(InvitesReading) reading = NULL;
      InvitesReading *published;

      if ((known = invites_hub_lookup (service->hub, uuid, &serial)))
        {
          if (!invites_access_check_division (access, known->division, error))
            return NULL;
          return g_steal_pointer (&known);
        }

      if (!(reading = read_send (service, access, uuid, serial, error)))
        return NULL;
      published = invites_hub_publish (service->hub, uuid, reading);
      if (published != NULL)
        return published;
    }
}

/**
 * invites_etag_is_in:
 * @list: (nullable): what stands in If-None-Match
 * @etag: an entity tag with its quotes
 *
 * Compares weakly, as RFC 9110, section 13.1.2, wants it.
 *
 * Returns: whether one of @list is @etag, or @list is "*"
 */
gboolean
invites_etag_is_in (const char *list,
                    const char *etag)
{
  g_auto(GStrv) tags = NULL;

  g_return_val_if_fail (etag != NULL, FALSE);

  if (list == NULL)
    return FALSE;

  /* Our own tags hold no comma. */
  tags = g_strsplit (list, ",", -1);
  for (char **tag = tags; *tag != NULL; tag++)
    {
      const char *text = g_strstrip (*tag);

      if (g_str_has_prefix (text, "W/"))
        text += strlen ("W/");
      if (g_str_equal (text, etag) || g_str_equal (text, "*"))
        return TRUE;
    }

  return FALSE;
}

static gboolean
parse_wait (const char *preference,
            guint      *seconds)
{
  const char *equals = strchr (preference, '=');
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;
  guint64 number;

  if (equals == NULL)
    return FALSE;
  name = g_strstrip (g_strndup (preference, (gsize) (equals - preference)));
  if (g_ascii_strcasecmp (name, "wait") != 0)
    return FALSE;

  value = g_strdup (equals + 1);
  value[strcspn (value, ";")] = '\0';
  g_strdelimit (value, "\"", ' ');
  if (!g_ascii_string_to_unsigned (g_strstrip (value), 10, 0, G_MAXUINT,
                                   &number, NULL))
    return FALSE;

  *seconds = (guint) MIN (number, MAX_WAIT);
  return TRUE;
}

/**
 * invites_prefer_get_wait:
 * @prefer: (nullable): what stands in Prefer (RFC 7240)
 *
 * Finds how long a client would like to wait. What cannot be read is not
 * followed, as the RFC wants it.
 *
 * Returns: seconds, at most 25; 0 for not at all
 */
guint
invites_prefer_get_wait (const char *prefer)
{
  g_auto(GStrv) preferences = NULL;
  guint seconds = 0;

  if (prefer == NULL)
    return 0;

  preferences = g_strsplit (prefer, ",", -1);
  for (char **preference = preferences; *preference != NULL; preference++)
    {
      if (parse_wait (*preference, &seconds))
        return seconds;
    }

  return 0;
}
