/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/http/invites-resources.h"

#include "core/invites-id.h"
#include "core/invites-json.h"
#include "service/http/invites-held-answer.h"
#include "service/http/invites-service.h"

static char *
take_division (InvitesRequest *request,
               GError        **error)
{
  g_autofree char *division = NULL;

  division = invites_request_take_parameter (request, "division");
  if (division == NULL)
    {
      invites_set_field_error (error, INVITES_ERROR_INVALID, "division",
                               "The division is missing");
      return NULL;
    }
  if (!invites_id_is_valid (division))
    {
      invites_set_field_error (error, INVITES_ERROR_INVALID, "division",
                               "This is not an id");
      return NULL;
    }

  return g_steal_pointer (&division);
}

static GBytes *
write_body (const InvitesReading *reading)
{
  JsonObject *object = json_object_new ();
  g_autoptr(JsonNode) node = NULL;

  invites_json_set_string (object, "division", reading->division);
  invites_json_set_time (object, "as_of", reading->as_of);
  node = invites_json_take_object (object);
  return invites_json_to_bytes (node);
}

/**
 * invites_resource_changes:
 * @request: GET /v1/changes
 * @error: an error
 *
 * Tells whether contacts of a division have changed. With If-None-Match and
 * Prefer: wait=N the answer may be held until they have; the handler is then
 * run again, and so who asks is checked again.
 *
 * Returns: (transfer full): the division, with an entity tag that changes when
 *   a contact of it does
 */
InvitesAnswer *
invites_resource_changes (InvitesRequest *request,
                          GError        **error)
{
  InvitesService *service = invites_request_get_service (request);
  InvitesAccess *access = invites_request_get_access (request);
  g_autoptr(InvitesReading) reading = NULL;
  g_autofree char *division = NULL;

  if (!(division = take_division (request, error))
      || !invites_request_end_query (request, error)
      || !invites_access_check_division (access, division, error))
    return NULL;

  /* For when it is run again. */
  g_hash_table_insert (invites_request_get_query (request),
                       g_strdup ("division"), g_strdup (division));
  reading = invites_hub_read_division (service->hub, division);
  reading->body = write_body (reading);
  return invites_held_answer_new (request, reading->topic, reading);
}
