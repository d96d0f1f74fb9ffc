/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/http/invites-resources.h"

#include "core/invites-address.h"
#include "core/invites-id.h"
#include "core/invites-json.h"
#include "service/delivery/invites-composer.h"
#include "service/http/invites-service.h"

static gboolean
check_contact (const char *contact,
               GError    **error)
{
  if (invites_id_is_valid (contact))
    return TRUE;

  invites_set_field_error (error, INVITES_ERROR_INVALID, "contact",
                           "This is not an id");
  return FALSE;
}

/**
 * invites_resource_preview:
 * @request: GET /v1/notification-templates/{id}/preview
 * @error: an error
 *
 * Returns: (transfer full): the mail as a contact would get it
 */
InvitesAnswer *
invites_resource_preview (InvitesRequest *request,
                          GError        **error)
{
  g_autofree char *contact = invites_request_take_parameter (request,
                                                             "contact");
  g_autoptr(InvitesTemplateRecord) template = NULL;
  g_autoptr(InvitesRecipient) recipient = NULL;
  g_autoptr(InvitesPreview) preview = NULL;

  if (contact == NULL)
    {
      invites_set_field_error (error, INVITES_ERROR_MISSING, "contact",
                               "The contact is missing");
      return NULL;
    }
  if (!invites_request_end_query (request, error)
      || !check_contact (contact, error)
      || !invites_access_find_mail (invites_request_get_access (request),
                                    invites_request_get_segment (request, 0),
                                    contact, &template, &recipient, error)
      || !(preview = invites_composer_preview (
             template, recipient, recipient->division->email_from,
             invites_request_get_public_url (request), error)))
    return NULL;

  return invites_answer_new_json (invites_preview_to_json (preview));
}

static gboolean
read_test (InvitesRequest *request,
           const char    **email_from,
           const char    **contact,
           GError        **error)
{
  static const char *const members[] = { "email_from", "contact", NULL };
  JsonNode *root = invites_request_get_json (request, error);
  JsonObject *object;

  if (root == NULL
      || !(object = invites_json_get_root (root, error))
      || !invites_json_only_members (object, members, error)
      || !(*email_from = invites_json_get_string (object, "email_from", error))
      || !(*contact = invites_json_get_string (object, "contact", error))
      || !check_contact (*contact, error))
    return FALSE;
  if (invites_address_is_valid (*email_from))
    return TRUE;

  invites_set_field_error (error, INVITES_ERROR_INVALID, "email_from",
                           "This is not a valid address");
  return FALSE;
}

/**
 * invites_resource_test:
 * @request: POST /v1/notification-templates/{id}/test
 * @error: an error
 *
 * Sends one mail to the signed-in user, as the contact would get it. Blocks
 * until the mail system has answered.
 *
 * Returns: (transfer full): an empty answer
 */
InvitesAnswer *
invites_resource_test (InvitesRequest *request,
                       GError        **error)
{
  InvitesAccess *access = invites_request_get_access (request);
  g_autoptr(InvitesTemplateRecord) template = NULL;
  g_autoptr(InvitesRecipient) recipient = NULL;
  const char *email_from, *contact;

  if (!invites_request_end_query (request, error)
      || !read_test (request, &email_from, &contact, error)
      || !invites_access_find_mail (access,
                                    invites_request_get_segment (request, 0),
                                    contact, &template, &recipient, error)
      || !invites_access_check_sender (access, email_from,
                                       recipient->division->id, error)
      || !invites_composer_send_test (
        invites_request_get_service (request)->relay, template, recipient,
        email_from, invites_access_get_principal (access)->email,
        invites_request_get_public_url (request), error))
    return NULL;

  return invites_answer_new (204);
}
