/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/invites-enums.h"

static const char *const group_words[INVITES_N_GROUPS] = {
  "accepted",
  "pending",
  "not_sent",
  "cannot_be_invited",
};

static const char *const reason_words[INVITES_N_REASONS] = {
  "no_address",
  "invalid_address",
  "bounced",
  "opted_out",
};

static const char *const outcome_words[INVITES_N_OUTCOMES] = {
  "accepted",
  "no_address",
  "invalid_address",
  "bounced",
  "opted_out",
  "left_out",
  "already_invited",
  "too_recent",
  "shared_too_widely",
  "merged",
  "will_be_sent",
};

static const char *const delivery_state_words[INVITES_N_DELIVERY_STATES] = {
  "queued",
  "sending",
  "deferred",
  "sent",
  "refused",
  "unknown",
  "bounced",
  "cancelled",
  "skipped",
};

static const char *const skip_words[INVITES_N_SKIPS] = {
  "accepted",
  "already_invited",
  "in_another_send",
  "too_recent",
  "opted_out",
  "bounced",
  "address_changed",
};

static const char *const send_state_words[INVITES_N_SEND_STATES] = {
  "prepared",
  "held",
  "sending",
  "paused",
  "stopped",
  "finished",
};

static const char *const send_set_words[INVITES_N_SEND_SETS] = {
  "rest",
  "corrected",
  "wishes",
};

static const char *const pause_reason_words[INVITES_N_PAUSE_REASONS] = {
  "by_user",
  "sender_refused",
  "sign_in_refused",
};

static const char *const trouble_words[INVITES_N_TROUBLES] = {
  "relay",
  "storage",
};

static const char *const address_event_words[INVITES_N_ADDRESS_EVENTS] = {
  "bounced",
  "bounce_lifted",
  "opted_out",
  "opt_out_lifted",
  "delayed",
  "asked_for_link",
};

static const char *
get_word (const char *const *words,
          guint              n_words,
          guint              value)
{
  return value < n_words ? words[value] : NULL;
}

static gboolean
find_word (const char *const *words,
           guint              n_words,
           const char        *word,
           guint             *value)
{
  for (guint i = 0; i < n_words; i++)
    {
      if (g_strcmp0 (words[i], word) == 0)
        {
          *value = i;
          return TRUE;
        }
    }

  return FALSE;
}

/**
 * invites_group_to_string:
 * @group: a group of contacts
 *
 * Gets the word that stands for it in JSON and in the database.
 *
 * Returns: (transfer none) (nullable): the word, or %NULL for a
 *   value that is none of the enumeration's
 */
const char *
invites_group_to_string (InvitesGroup group)
{
  return get_word (group_words, INVITES_N_GROUPS, (guint) group);
}

/**
 * invites_group_from_string:
 * @word: (nullable): a word from outside
 * @group: (out): a group of contacts; untouched when
 *   the word is unknown
 *
 * Reads a word. Case and white space count.
 *
 * Returns: whether @word is known
 */
gboolean
invites_group_from_string (const char   *word,
                           InvitesGroup *group)
{
  guint value;

  g_return_val_if_fail (group != NULL, FALSE);

  if (!find_word (group_words, INVITES_N_GROUPS, word, &value))
    return FALSE;

  *group = (InvitesGroup) value;
  return TRUE;
}

/**
 * invites_reason_to_string:
 * @reason: why a contact cannot be invited
 *
 * Gets the word that stands for it in JSON and in the database.
 *
 * Returns: (transfer none) (nullable): the word, or %NULL for
 *   %INVITES_REASON_NONE and for a value that is none of the enumeration's
 */
const char *
invites_reason_to_string (InvitesReason reason)
{
  return get_word (reason_words, INVITES_N_REASONS, (guint) reason);
}

/**
 * invites_reason_from_string:
 * @word: (nullable): a word from outside
 * @reason: (out): why a contact cannot be invited; untouched when
 *   the word is unknown
 *
 * Reads a word. Case and white space count.
 *
 * Returns: whether @word is known
 */
gboolean
invites_reason_from_string (const char    *word,
                            InvitesReason *reason)
{
  guint value;

  g_return_val_if_fail (reason != NULL, FALSE);

  if (!find_word (reason_words, INVITES_N_REASONS, word, &value))
    return FALSE;

  *reason = (InvitesReason) value;
  return TRUE;
}

/**
 * invites_outcome_to_string:
 * @outcome: the outcome of a contact in a send
 *
 * Gets the word that stands for it in JSON and in the database.
 *
 * Returns: (transfer none) (nullable): the word, or %NULL for
 *   %INVITES_OUTCOME_NONE and for a value that is none of the enumeration's
 */
const char *
invites_outcome_to_string (InvitesOutcome outcome)
{
  return get_word (outcome_words, INVITES_N_OUTCOMES, (guint) outcome);
}

/**
 * invites_outcome_from_string:
 * @word: (nullable): a word from outside
 * @outcome: (out): the outcome of a contact in a send; untouched when
 *   the word is unknown
 *
 * Reads a word. Case and white space count.
 *
 * Returns: whether @word is known
 */
gboolean
invites_outcome_from_string (const char     *word,
                             InvitesOutcome *outcome)
{
  guint value;

  g_return_val_if_fail (outcome != NULL, FALSE);

  if (!find_word (outcome_words, INVITES_N_OUTCOMES, word, &value))
    return FALSE;

  *outcome = (InvitesOutcome) value;
  return TRUE;
}

/**
 * invites_delivery_state_to_string:
 * @state: the state of a delivery
 *
 * Gets the word that stands for it in JSON and in the database.
 *
 * Returns: (transfer none) (nullable): the word, or %NULL for
 *   %INVITES_DELIVERY_NONE and for a value that is none of the enumeration's
 */
const char *
invites_delivery_state_to_string (InvitesDeliveryState state)
{
  return get_word (delivery_state_words, INVITES_N_DELIVERY_STATES,
                   (guint) state);
}

/**
 * invites_delivery_state_from_string:
 * @word: (nullable): a word from outside
 * @state: (out): the state of a delivery; untouched when
 *   the word is unknown
 *
 * Reads a word. Case and white space count.
 *
 * Returns: whether @word is known
 */
gboolean
invites_delivery_state_from_string (const char           *word,
                                    InvitesDeliveryState *state)
{
  guint value;

  g_return_val_if_fail (state != NULL, FALSE);

  if (!find_word (delivery_state_words, INVITES_N_DELIVERY_STATES, word,
                  &value))
    return FALSE;

  *state = (InvitesDeliveryState) value;
  return TRUE;
}

/**
 * invites_skip_to_string:
 * @skip: why a delivery was skipped
 *
 * Gets the word that stands for it in JSON and in the database.
 *
 * Returns: (transfer none) (nullable): the word, or %NULL for
 *   %INVITES_SKIP_NONE and for a value that is none of the enumeration's
 */
const char *
invites_skip_to_string (InvitesSkip skip)
{
  return get_word (skip_words, INVITES_N_SKIPS, (guint) skip);
}

/**
 * invites_skip_from_string:
 * @word: (nullable): a word from outside
 * @skip: (out): why a delivery was skipped; untouched when
 *   the word is unknown
 *
 * Reads a word. Case and white space count.
 *
 * Returns: whether @word is known
 */
gboolean
invites_skip_from_string (const char  *word,
                          InvitesSkip *skip)
{
  guint value;

  g_return_val_if_fail (skip != NULL, FALSE);

  if (!find_word (skip_words, INVITES_N_SKIPS, word, &value))
    return FALSE;

  *skip = (InvitesSkip) value;
  return TRUE;
}

/**
 * invites_send_state_to_string:
 * @state: the state of a send
 *
 * Gets the word that stands for it in JSON and in the database.
 *
 * Returns: (transfer none) (nullable): the word, or %NULL for a
 *   value that is none of the enumeration's
 */
const char *
invites_send_state_to_string (InvitesSendState state)
{
  return get_word (send_state_words, INVITES_N_SEND_STATES, (guint) state);
}

/**
 * invites_send_state_from_string:
 * @word: (nullable): a word from outside
 * @state: (out): the state of a send; untouched when
 *   the word is unknown
 *
 * Reads a word. Case and white space count.
 *
 * Returns: whether @word is known
 */
gboolean
invites_send_state_from_string (const char       *word,
                                InvitesSendState *state)
{
  guint value;

  g_return_val_if_fail (state != NULL, FALSE);

  if (!find_word (send_state_words, INVITES_N_SEND_STATES, word, &value))
    return FALSE;

  *state = (InvitesSendState) value;
  return TRUE;
}

/**
 * invites_send_set_to_string:
 * @set: whom a send is made from
 *
 * Gets the word that stands for it in JSON and in the database.
 *
 * Returns: (transfer none) (nullable): the word, or %NULL for a
 *   value that is none of the enumeration's
 */
const char *
invites_send_set_to_string (InvitesSendSet set)
{
  return get_word (send_set_words, INVITES_N_SEND_SETS, (guint) set);
}

/**
 * invites_send_set_from_string:
 * @word: (nullable): a word from outside
 * @set: (out): whom a send is made from; untouched when
 *   the word is unknown
 *
 * Reads a word. Case and white space count.
 *
 * Returns: whether @word is known
 */
gboolean
invites_send_set_from_string (const char     *word,
                              InvitesSendSet *set)
{
  guint value;

  g_return_val_if_fail (set != NULL, FALSE);

  if (!find_word (send_set_words, INVITES_N_SEND_SETS, word, &value))
    return FALSE;

  *set = (InvitesSendSet) value;
  return TRUE;
}

/**
 * invites_pause_reason_to_string:
 * @reason: why a send is paused
 *
 * Gets the word that stands for it in JSON and in the database.
 *
 * Returns: (transfer none) (nullable): the word, or %NULL for a
 *   value that is none of the enumeration's
 */
const char *
invites_pause_reason_to_string (InvitesPauseReason reason)
{
  return get_word (pause_reason_words, INVITES_N_PAUSE_REASONS, (guint) reason);
}

/**
 * invites_pause_reason_from_string:
 * @word: (nullable): a word from outside
 * @reason: (out): why a send is paused; untouched when
 *   the word is unknown
 *
 * Reads a word. Case and white space count.
 *
 * Returns: whether @word is known
 */
gboolean
invites_pause_reason_from_string (const char         *word,
                                  InvitesPauseReason *reason)
{
  guint value;

  g_return_val_if_fail (reason != NULL, FALSE);

  if (!find_word (pause_reason_words, INVITES_N_PAUSE_REASONS, word, &value))
    return FALSE;

  *reason = (InvitesPauseReason) value;
  return TRUE;
}

/**
 * invites_trouble_to_string:
 * @trouble: what keeps a send from going on
 *
 * Gets the word that stands for it in JSON and in the database.
 *
 * Returns: (transfer none) (nullable): the word, or %NULL for a
 *   value that is none of the enumeration's
 */
const char *
invites_trouble_to_string (InvitesTrouble trouble)
{
  return get_word (trouble_words, INVITES_N_TROUBLES, (guint) trouble);
}

/**
 * invites_trouble_from_string:
 * @word: (nullable): a word from outside
 * @trouble: (out): what keeps a send from going on; untouched when
 *   the word is unknown
 *
 * Reads a word. Case and white space count.
 *
 * Returns: whether @word is known
 */
gboolean
invites_trouble_from_string (const char     *word,
                             InvitesTrouble *trouble)
{
  guint value;

  g_return_val_if_fail (trouble != NULL, FALSE);

  if (!find_word (trouble_words, INVITES_N_TROUBLES, word, &value))
    return FALSE;

  *trouble = (InvitesTrouble) value;
  return TRUE;
}

/**
 * invites_address_event_to_string:
 * @event: what happened to an address
 *
 * Gets the word that stands for it in JSON and in the database.
 *
 * Returns: (transfer none) (nullable): the word, or %NULL for a
 *   value that is none of the enumeration's
 */
const char *
invites_address_event_to_string (InvitesAddressEvent event)
{
  return get_word (address_event_words, INVITES_N_ADDRESS_EVENTS, (guint) event);
}

/**
 * invites_address_event_from_string:
 * @word: (nullable): a word from outside
 * @event: (out): what happened to an address; untouched when
 *   the word is unknown
 *
 * Reads a word. Case and white space count.
 *
 * Returns: whether @word is known
 */
gboolean
invites_address_event_from_string (const char          *word,
                                   InvitesAddressEvent *event)
{
  guint value;

  g_return_val_if_fail (event != NULL, FALSE);

  if (!find_word (address_event_words, INVITES_N_ADDRESS_EVENTS, word, &value))
    return FALSE;

  *event = (InvitesAddressEvent) value;
  return TRUE;
}
