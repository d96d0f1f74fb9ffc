/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-records.h"

/**
 * invites_rules_get:
 *
 * Gets the rules of this process: the defaults, until somebody writes others
 * into them.
 *
 * Returns: (transfer none): the rules
 */
InvitesRules *
invites_rules_get (void)
{
  static InvitesRules rules = {
    .link_days = 30,
    .shared_limit = 10,
    .prepared_hours = 24,
    .session_hours = 12,
    .give_up_hours = 96,
    .gap_hours = 24,
    .hold_seconds = 10,
    .resend_in_doubt = FALSE,
    .allowed_domains = NULL,
  };

  return &rules;
}

/**
 * invites_rules_get_cutoff:
 * @now: the present time
 *
 * Returns: the time before which an invitation was sent that has expired
 */
InvitesTime
invites_rules_get_cutoff (InvitesTime now)
{
  return now - (gint64) invites_rules_get ()->link_days * 24 * 3600;
}

/**
 * invites_principal_free:
 * @self: (transfer full) (nullable): who asks
 *
 * Frees a principal.
 */
void
invites_principal_free (InvitesPrincipal *self)
{
  if (self == NULL)
    return;

  g_free (self->username);
  g_free (self->name);
  g_free (self->email);
  g_strfreev (self->divisions);
  g_free (self);
}

/**
 * invites_user_record_new:
 *
 * Makes an empty record.
 *
 * Returns: (transfer full): the record
 */
InvitesUserRecord *
invites_user_record_new (void)
{
  return g_new0 (InvitesUserRecord, 1);
}

/**
 * invites_user_record_free:
 * @self: (transfer full) (nullable): a user
 *
 * Frees a record.
 */
void
invites_user_record_free (InvitesUserRecord *self)
{
  if (self == NULL)
    return;

  g_free (self->username);
  g_free (self->name);
  g_free (self->email);
  g_free (self->password_hash);
  g_strfreev (self->divisions);
  g_clear_pointer (&self->permissions, g_array_unref);
  g_free (self);
}

/**
 * invites_division_free:
 * @self: (transfer full) (nullable): a division
 *
 * Frees a division.
 */
void
invites_division_free (InvitesDivision *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_free (self->name);
  g_free (self->email_from);
  g_free (self->time_zone);
  g_free (self);
}

/**
 * invites_account_record_clear:
 * @self: an account, or zeroes
 *
 * Frees what a record holds, and not the record itself.
 */
void
invites_account_record_clear (InvitesAccountRecord *self)
{
  g_clear_pointer (&self->number, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->division, g_free);
  g_clear_pointer (&self->account_class, g_free);
  g_clear_pointer (&self->bill_group, g_free);
  g_clear_pointer (&self->account_source, g_free);
  g_clear_pointer (&self->balance, g_free);
}

/**
 * invites_contact_record_clear:
 * @self: a contact, or zeroes
 *
 * Frees what a record holds, and not the record itself.
 */
void
invites_contact_record_clear (InvitesContactRecord *self)
{
  g_clear_pointer (&self->id, g_free);
  g_clear_pointer (&self->account_number, g_free);
  g_clear_pointer (&self->name, g_free);
  g_clear_pointer (&self->email, g_free);
  g_clear_pointer (&self->language, g_free);
}

/**
 * invites_listing_new:
 *
 * Makes a listing of all rows by id, without a filter.
 *
 * Returns: (transfer full): the listing
 */
InvitesListing *
invites_listing_new (void)
{
  InvitesListing *self = g_new0 (InvitesListing, 1);

  self->group = -1;
  self->reason = INVITES_REASON_NONE;
  self->expired = -1;
  self->outcome = INVITES_OUTCOME_NONE;
  self->state = INVITES_DELIVERY_NONE;
  self->limit = G_MAXUINT64;
  return self;
}

/**
 * invites_listing_free:
 * @self: (transfer full) (nullable): a listing
 *
 * Frees a listing.
 */
void
invites_listing_free (InvitesListing *self)
{
  if (self == NULL)
    return;

  g_clear_pointer (&self->filter, invites_filter_free);
  g_strfreev (self->words);
  g_free (self->sort);
  g_free (self);
}

/**
 * invites_account_name_new:
 * @number: the number of an account
 * @name: its name
 *
 * Makes the pair of them.
 *
 * Returns: (transfer full): the pair
 */
InvitesAccountName *
invites_account_name_new (const char *number,
                          const char *name)
{
  InvitesAccountName *self = g_new0 (InvitesAccountName, 1);

  self->number = g_strdup (number);
  self->name = g_strdup (name);
  return self;
}

/**
 * invites_account_name_free:
 * @self: (transfer full) (nullable): a number and a name
 *
 * Frees the pair.
 */
void
invites_account_name_free (InvitesAccountName *self)
{
  if (self == NULL)
    return;

  g_free (self->number);
  g_free (self->name);
  g_free (self);
}

/**
 * invites_recipient_free:
 * @self: (transfer full) (nullable): a recipient
 *
 * Frees a recipient.
 */
void
invites_recipient_free (InvitesRecipient *self)
{
  if (self == NULL)
    return;

  g_free (self->contact);
  g_free (self->name);
  g_free (self->address);
  g_free (self->language);
  invites_division_free (self->division);
  g_clear_pointer (&self->accounts, g_ptr_array_unref);
  g_free (self);
}

/**
 * invites_delivery_free:
 * @self: (transfer full) (nullable): a delivery
 *
 * Frees a delivery.
 */
void
invites_delivery_free (InvitesDelivery *self)
{
  if (self == NULL)
    return;

  g_free (self->send);
  g_free (self->address_key);
  invites_template_text_unref (self->text);
  g_free (self->email_from);
  g_free (self->token);
  g_free (self->message_id);
  invites_recipient_free (self->recipient);
  g_free (self);
}

/**
 * invites_delivery_result_new:
 * @delivery_id: a claimed delivery
 * @state: what has become of it
 *
 * Makes a result without a reply.
 *
 * Returns: (transfer full): the result
 */
InvitesDeliveryResult *
invites_delivery_result_new (gint64               delivery_id,
                             InvitesDeliveryState state)
{
  InvitesDeliveryResult *self = g_new0 (InvitesDeliveryResult, 1);

  self->delivery_id = delivery_id;
  self->state = state;
  return self;
}

/**
 * invites_delivery_result_free:
 * @self: (transfer full) (nullable): a result
 *
 * Frees a result.
 */
void
invites_delivery_result_free (InvitesDeliveryResult *self)
{
  if (self == NULL)
    return;

  g_free (self->reply_text);
  g_free (self->reply_status);
  g_free (self);
}

/**
 * invites_pause_new:
 * @send: (nullable): the UUID of a send, or %NULL for every running one
 * @reason: why
 * @code: the mail system's reply code, or 0
 * @text: (nullable): its words
 *
 * Returns: (transfer full): a new pause
 */
InvitesPause *
invites_pause_new (const char         *send,
                   InvitesPauseReason  reason,
                   int                 code,
                   const char         *text)
{
  InvitesPause *self = g_new0 (InvitesPause, 1);

  self->send = g_strdup (send);
  self->reason = reason;
  self->code = code;
  self->text = g_strdup (text);
  return self;
}

/**
 * invites_pause_free:
 * @self: (transfer full) (nullable): a pause
 *
 * Frees a pause.
 */
void
invites_pause_free (InvitesPause *self)
{
  if (self == NULL)
    return;

  g_free (self->send);
  g_free (self->text);
  g_free (self);
}

/**
 * invites_delivery_proof_free:
 * @self: (transfer full) (nullable): a proof
 *
 * Frees a proof.
 */
void
invites_delivery_proof_free (InvitesDeliveryProof *self)
{
  if (self == NULL)
    return;

  g_free (self->send);
  g_free (self->address_key);
  g_free (self->language);
  g_free (self);
}

/**
 * invites_bounce_clear:
 * @self: a bounce
 *
 * Frees what it holds.
 */
void
invites_bounce_clear (InvitesBounce *self)
{
  g_clear_pointer (&self->status, g_free);
  g_clear_pointer (&self->text, g_free);
}

/**
 * invites_kept_report_new:
 *
 * Returns: (transfer full): an empty report
 */
InvitesKeptReport *
invites_kept_report_new (void)
{
  return g_new0 (InvitesKeptReport, 1);
}

/**
 * invites_kept_report_free:
 * @self: (transfer full) (nullable): a report
 *
 * Frees a report.
 */
void
invites_kept_report_free (InvitesKeptReport *self)
{
  if (self == NULL)
    return;

  g_free (self->verdict);
  g_clear_pointer (&self->message, g_bytes_unref);
  g_free (self);
}

/**
 * invites_link_free:
 * @self: (transfer full) (nullable): a link
 *
 * Frees a link.
 */
void
invites_link_free (InvitesLink *self)
{
  if (self == NULL)
    return;

  g_free (self->division_name);
  g_free (self->address);
  g_free (self->language);
  g_free (self->password_hash);
  g_clear_pointer (&self->accounts, g_ptr_array_unref);
  g_free (self);
}

/**
 * invites_feed_clear:
 * @self: (nullable): how far somebody has read
 *
 * Frees what it holds: the next reading begins with what changes from then on.
 */
void
invites_feed_clear (InvitesFeed *self)
{
  g_clear_pointer (&self->position, g_free);
}
