/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/portal/invites-portal.h"

#include "core/invites-error.h"
#include "service/invites-keys.h"
#include "service/portal/invites-one-click.h"
#include "service/portal/invites-portal-answer.h"

#define STATUS_OK          200
#define STATUS_BAD_REQUEST 400
#define STATUS_NOT_FOUND   404

/* What a token that the service made speaks of. */
typedef struct
{
  InvitesReader reader;
  gint64        delivery_id; /* 0: it is none of ours */
  gboolean      opted_out;
} Claim;

/* FALSE only when the database cannot say. */
static gboolean
read_token (InvitesRequest *request, Claim *claim, GError **error)
{
  const char *token = invites_request_get_segment (request, 0);
  gint64 delivery_id = invites_opt_out_token_get_delivery (token);
  g_autoptr(InvitesDeliveryProof) proof = NULL;
  g_autoptr(GError) fault = NULL;

  if (delivery_id == 0)
    return TRUE;
  proof = invites_store_find_proof (invites_request_get_store (request),
                                    delivery_id, &fault);
  if (g_error_matches (fault, INVITES_ERROR, INVITES_ERROR_NOT_FOUND))
    return TRUE;
  if (proof == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&fault));
      return FALSE;
    }
  if (!invites_keys_check_opt_out_token (invites_request_get_keys (request),
                                         token, proof->send,
                                         proof->address_key))
    return TRUE;
  claim->reader = invites_reader_find (request, proof->language);
  claim->delivery_id = delivery_id;
  claim->opted_out = proof->opted_out;
  return TRUE;
}

static InvitesAnswer *
answer_unknown (const Claim *claim)
{
  return invites_portal_answer_new_note (&claim->reader, STATUS_NOT_FOUND,
                                         INVITES_NOTE_OPT_OUT_UNKNOWN);
}

/**
 * invites_portal_get_opt_out:
 * @request: GET or HEAD /o/{secret}
 * @error: return location, or %NULL
 *
 * Shows the page with the button. Changes nothing: scanners of mail follow
 * links.
 *
 * Returns: (transfer full): a page with 200 or 404
 */
InvitesAnswer *
invites_portal_get_opt_out (InvitesRequest *request, GError **error)
{
  g_autoptr(GError) fault = NULL;
  Claim claim = { invites_reader_find (request, NULL), 0, FALSE };

  if (!read_token (request, &claim, &fault))
    return invites_portal_answer_new_fault (&claim.reader, fault);
  if (claim.delivery_id == 0)
    return answer_unknown (&claim);
  return invites_portal_answer_new_note (
    &claim.reader, STATUS_OK,
    claim.opted_out ? INVITES_NOTE_OPTED_OUT_BEFORE : INVITES_NOTE_OPT_OUT);
}

static InvitesAnswer *
opt_out (InvitesRequest *request, const Claim *claim)
{
  g_autoptr(GError) fault = NULL;
  g_autofree char *send_uuid = NULL;

  if (!invites_store_opt_out (invites_request_get_store (request),
                              claim->delivery_id, invites_time_now (),
                              &send_uuid, &fault))
    return g_error_matches (fault, INVITES_ERROR, INVITES_ERROR_NOT_FOUND)
             ? answer_unknown (claim)
             : invites_portal_answer_new_fault (&claim->reader, fault);
  if (send_uuid != NULL)
    invites_request_send_changed (request, send_uuid);
  return invites_portal_answer_new_note (&claim->reader, STATUS_OK,
                                         INVITES_NOTE_OPTED_OUT);
}

/**
 * invites_portal_post_opt_out:
 * @request: POST /o/{secret}
 * @error: return location, or %NULL
 *
 * Takes an address off all invitations, of every division, if that is what is
 * posted: the page's button, or a mail program in its reader's name
 * (RFC 8058).
 *
 * Returns: (transfer full): a page with 200, also when it was so before; 400
 *   with the button again; 404
 */
InvitesAnswer *
invites_portal_post_opt_out (InvitesRequest *request, GError **error)
{
  g_autoptr(GError) fault = NULL;
  Claim claim = { invites_reader_find (request, NULL), 0, FALSE };

  if (!read_token (request, &claim, &fault))
    return invites_portal_answer_new_fault (&claim.reader, fault);
  if (claim.delivery_id == 0)
    return answer_unknown (&claim);
  if (!invites_one_click_is_asked (
        invites_request_get_header (request, "content-type"),
        invites_request_get_body (request)))
    return invites_portal_answer_new_note (&claim.reader, STATUS_BAD_REQUEST,
                                           INVITES_NOTE_NOT_OPTED_OUT);
  if (claim.opted_out)
    return invites_portal_answer_new_note (&claim.reader, STATUS_OK,
                                           INVITES_NOTE_OPTED_OUT_BEFORE);
  return opt_out (request, &claim);
}
