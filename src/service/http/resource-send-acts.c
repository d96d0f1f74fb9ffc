/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/http/invites-resources.h"

#include "service/http/invites-service.h"

/* A user has changed something about a send, and there may be mail. */
static InvitesAnswer *
answer_changed (InvitesRequest *request,
                InvitesSend    *send)
{
  InvitesService *service = invites_request_get_service (request);

  invites_index_touch (service->index);
  invites_hub_send_state_changed (service->hub, send->id);
  invites_sender_wake (service->sender);
  invites_service_tell_trouble (service, send);
  return invites_answer_new_json (invites_send_to_json (send));
}

static InvitesAnswer *
act (InvitesRequest  *request,
     InvitesAccessAct access_act,
     GError         **error)
{
  g_autoptr(InvitesSend) send = NULL;
  g_autofree char *uuid = NULL;

  if (!invites_request_end_query (request, error)
      || !(uuid = invites_request_dup_uuid (request, 0, error))
      || !(send = access_act (invites_request_get_access (request), uuid,
                              error)))
    return NULL;

  return answer_changed (request, send);
}

/**
 * invites_resource_start:
 * @request: POST /v1/sends/{uuid}/start
 * @error: an error
 *
 * Returns: (transfer full): the send as it is now
 */
InvitesAnswer *
invites_resource_start (InvitesRequest *request,
                       GError        **error)
{
  return act (request, invites_access_start, error);
}

/**
 * invites_resource_stop:
 * @request: POST /v1/sends/{uuid}/stop
 * @error: an error
 *
 * Returns: (transfer full): the send as it is now
 */
InvitesAnswer *
invites_resource_stop (InvitesRequest *request,
                      GError        **error)
{
  return act (request, invites_access_stop, error);
}

/**
 * invites_resource_pause:
 * @request: POST /v1/sends/{uuid}/pause
 * @error: an error
 *
 * Returns: (transfer full): the send as it is now
 */
InvitesAnswer *
invites_resource_pause (InvitesRequest *request,
                       GError        **error)
{
  return act (request, invites_access_pause, error);
}

/**
 * invites_resource_resume:
 * @request: POST /v1/sends/{uuid}/resume
 * @error: an error
 *
 * Returns: (transfer full): the send as it is now
 */
InvitesAnswer *
invites_resource_resume (InvitesRequest *request,
                        GError        **error)
{
  return act (request, invites_access_resume, error);
}

/**
 * invites_resource_revoke:
 * @request: POST /v1/sends/{uuid}/revoke
 * @error: an error
 *
 * Returns: (transfer full): the send as it is now
 */
InvitesAnswer *
invites_resource_revoke (InvitesRequest *request,
                        GError        **error)
{
  return act (request, invites_access_revoke, error);
}

static gboolean
take_state (InvitesRequest       *request,
            InvitesDeliveryState *state,
            GError              **error)
{
  g_autofree char *word = invites_request_take_parameter (request, "state");

  *state = INVITES_DELIVERY_NONE;
  if (word == NULL)
    return TRUE;
  if (invites_delivery_state_from_string (word, state)
      && (*state == INVITES_DELIVERY_REFUSED
          || *state == INVITES_DELIVERY_UNKNOWN))
    return TRUE;

  invites_set_field_error (error, INVITES_ERROR_INVALID, "state",
                           "Only what is refused or unknown can be sent "
                           "again");
  return FALSE;
}

/**
 * invites_resource_retry:
 * @request: POST /v1/sends/{uuid}/retry
 * @error: an error
 *
 * Returns: (transfer full): the send as it is now
 */
InvitesAnswer *
invites_resource_retry (InvitesRequest *request,
                        GError        **error)
{
  g_autoptr(InvitesSend) send = NULL;
  g_autofree char *uuid = NULL;
  InvitesDeliveryState state;

  if (!take_state (request, &state, error)
      || !invites_request_end_query (request, error)
      || !(uuid = invites_request_dup_uuid (request, 0, error))
      || !(send = invites_access_retry (invites_request_get_access (request),
                                        uuid, state, error)))
    return NULL;

  return answer_changed (request, send);
}
