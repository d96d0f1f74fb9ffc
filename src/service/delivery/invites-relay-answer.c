/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/delivery/invites-relay-answer.h"

/**
 * invites_relay_answer_clear:
 * @self: an answer
 *
 * Frees what @self owns, and makes it an answer that says nothing.
 */
void
invites_relay_answer_clear (InvitesRelayAnswer *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->status);
  g_free (self->text);
  *self = (InvitesRelayAnswer) { 0 };
}

/**
 * invites_relay_answer_set:
 * @self: an answer
 * @state: what becomes of the mail
 * @blame: whose fault it is
 * @text: (nullable): our own words
 *
 * Makes @self an answer that the other side did not give.
 */
void
invites_relay_answer_set (InvitesRelayAnswer   *self,
                          InvitesDeliveryState  state,
                          InvitesBlame          blame,
                          const char           *text)
{
  g_return_if_fail (self != NULL);

  invites_relay_answer_clear (self);
  self->state = state;
  self->blame = blame;
  self->text = g_strdup (text);
}

/**
 * invites_relay_answer_move:
 * @self: an answer
 * @result: (inout): a result
 *
 * Puts into @result what the store keeps, and leaves @self without its words.
 */
void
invites_relay_answer_move (InvitesRelayAnswer    *self,
                           InvitesDeliveryResult *result)
{
  g_return_if_fail (self != NULL && result != NULL);

  result->state = self->state;
  result->reply_code = self->code;
  result->address_is_bad = self->address_is_bad;
  g_free (result->reply_text);
  result->reply_text = g_steal_pointer (&self->text);
  g_free (result->reply_status);
  result->reply_status = g_steal_pointer (&self->status);
}
