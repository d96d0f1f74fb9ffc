/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/http/invites-resources.h"

#include "service/http/invites-service.h"

/**
 * invites_resource_health:
 * @request: GET /healthz
 * @error: an error
 *
 * Tells from memory whether the service works, so that it can be told however
 * much there is to do.
 *
 * Returns: (transfer full): the answer
 */
InvitesAnswer *
invites_resource_health (InvitesRequest *request,
                         GError        **error)
{
  InvitesHealth *health = invites_request_get_service (request)->health;
  InvitesAnswer *answer;

  if (!invites_request_end_query (request, error))
    return NULL;

  answer = invites_answer_new_json (invites_health_to_json (health));
  if (!invites_health_is_good (health))
    {
      invites_answer_set_status (answer, 503);
      invites_answer_add_header (answer, "Retry-After", "5");
    }
  return answer;
}
