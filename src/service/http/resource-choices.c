/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/http/invites-resources.h"

/**
 * invites_resource_choices:
 * @request: GET /v1/choices
 * @error: an error
 *
 * Returns: (transfer full): what the user may choose from
 */
InvitesAnswer *
invites_resource_choices (InvitesRequest *request,
                          GError        **error)
{
  g_autoptr(InvitesChoices) choices = NULL;

  if (!invites_request_end_query (request, error)
      || !(choices = invites_access_get_choices (
             invites_request_get_access (request), error)))
    return NULL;

  return invites_answer_new_json (invites_choices_to_json (choices));
}
