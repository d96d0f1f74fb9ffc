/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/http/invites-watched-send.h"

#include "core/invites-json.h"

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
