/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-composer.h"

#include "core/invites-address.h"
#include "core/invites-error.h"
#include "service/delivery/invites-letter.h"
#include "service/invites-keys.h"

/**
 * invites_composer_preview:
 * @record: a template
 * @recipient: for whom
 * @email_from: the sender
 * @public_url: what links begin with
 * @error: return location, or %NULL
 *
 * Makes the mail as @recipient would get it, in the recipient's language where
 * the template has it, with a sample link that opens
 * nothing.
 *
 * Returns: (transfer full) (nullable): the preview, or %NULL with
 *   %INVITES_ERROR_INVALID that names what is to blame
 */
InvitesPreview *
invites_composer_preview (const InvitesTemplateRecord *record,
                          const InvitesRecipient      *recipient,
                          const char                  *email_from,
                          const char                  *public_url,
                          GError                     **error)
{
  g_autoptr(InvitesLetter) letter = NULL;
  InvitesLetterValues values
    = { .recipient = recipient, .token = INVITES_SAMPLE_TOKEN };

  g_return_val_if_fail (record != NULL && recipient != NULL, NULL);
  g_return_val_if_fail (email_from != NULL && public_url != NULL, NULL);

  letter = invites_letter_new (
    invites_template_texts_find (record->texts, recipient->language),
    email_from, public_url, error);
  if (letter == NULL)
    return NULL;
  return invites_letter_preview (letter, &values, error);
}

static gboolean
hand_over (InvitesRelay          *relay,
           const InvitesEnvelope *envelope,
           GBytes                *message,
           GError               **error)
{
  g_autoptr(InvitesRelayConnection) connection = NULL;
  g_autoptr(InvitesDeliveryResult) result
    = invites_delivery_result_new (0, INVITES_DELIVERY_QUEUED);

  if ((connection = invites_relay_open (relay, NULL, error)) == NULL)
    return FALSE;
  invites_relay_connection_send (connection, envelope, message, NULL, result);
  invites_relay_connection_close (connection);
  if (result->state == INVITES_DELIVERY_SENT)
    return TRUE;
  g_set_error (error, INVITES_ERROR, INVITES_ERROR_UNAVAILABLE,
               "The mail system did not take the mail: %s",
               result->reply_text != NULL ? result->reply_text : "no reply");
  return FALSE;
}

/* Random, as nothing about a test is kept. */
static char *
dup_test_message_id (const char *email_from)
{
  g_autofree char *domain = invites_address_dup_domain (email_from);
  g_autofree char *uuid = g_uuid_string_random ();

  return g_strconcat (uuid, "@", domain, NULL);
}

/**
 * invites_composer_send_test:
 * @relay: where mail goes
 * @record: a template
 * @recipient: as whom the mail speaks
 * @email_from: the sender
 * @to: who gets it
 * @public_url: what links begin with
 * @error: return location, or %NULL
 *
 * Sends one mail as @recipient would get it to @to, with a sample link that
 * opens nothing and one that opts nobody out. Blocks until the mail system has
 * answered.
 *
 * Returns: %TRUE if the mail system took it, or %FALSE with
 *   %INVITES_ERROR_INVALID that names what is to blame, or
 *   %INVITES_ERROR_UNAVAILABLE with the mail system's words
 */
gboolean
invites_composer_send_test (InvitesRelay                *relay,
                            const InvitesTemplateRecord *record,
                            const InvitesRecipient      *recipient,
                            const char                  *email_from,
                            const char                  *to,
                            const char                  *public_url,
                            GError                     **error)
{
  g_autoptr(InvitesLetter) letter = NULL;
  g_auto(InvitesEnvelope) envelope = { 0 };
  g_autoptr(GBytes) message = NULL;
  g_autofree char *message_id = NULL;
  InvitesLetterValues values = { 0 };

  g_return_val_if_fail (INVITES_IS_RELAY (relay), FALSE);
  g_return_val_if_fail (record != NULL && recipient != NULL, FALSE);
  g_return_val_if_fail (email_from != NULL && to != NULL, FALSE);
  g_return_val_if_fail (public_url != NULL, FALSE);

  letter = invites_letter_new (
    invites_template_texts_find (record->texts, recipient->language),
    email_from, public_url, error);
  if (letter == NULL)
    return FALSE;

  message_id = dup_test_message_id (email_from);
  values = (InvitesLetterValues) {
    .recipient = recipient,
    .to = to,
    .token = INVITES_SAMPLE_TOKEN,
    .message_id = message_id,
    .opt_out_token = INVITES_SAMPLE_TOKEN,
    .date = invites_time_now (),
  };
  message = invites_letter_compose (letter, &values, &envelope, error);
  return message != NULL && hand_over (relay, &envelope, message, error);
}
