/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The names are those of product.md: to_string gives the JSON word, which is
 * also what stands in the database; from_string returns FALSE for any other
 * word. */

typedef enum
{
  INVITES_GROUP_ACCEPTED,
  INVITES_GROUP_PENDING,
  INVITES_GROUP_NOT_SENT,
  INVITES_GROUP_CANNOT_BE_INVITED,
} InvitesGroup;
#define INVITES_N_GROUPS 4

typedef enum
{
  INVITES_REASON_NO_ADDRESS,
  INVITES_REASON_INVALID_ADDRESS,
  INVITES_REASON_BOUNCED,
  INVITES_REASON_OPTED_OUT,
} InvitesReason;
#define INVITES_N_REASONS 4
#define INVITES_REASON_NONE ((InvitesReason) -1)

/* In the ledger's order of precedence. */
typedef enum
{
  INVITES_OUTCOME_ACCEPTED,
  INVITES_OUTCOME_NO_ADDRESS,
  INVITES_OUTCOME_INVALID_ADDRESS,
  INVITES_OUTCOME_BOUNCED,
  INVITES_OUTCOME_OPTED_OUT,
  INVITES_OUTCOME_LEFT_OUT,
  INVITES_OUTCOME_ALREADY_INVITED,
  INVITES_OUTCOME_TOO_RECENT,
  INVITES_OUTCOME_SHARED_TOO_WIDELY,
  INVITES_OUTCOME_MERGED,
  INVITES_OUTCOME_WILL_BE_SENT,
} InvitesOutcome;
#define INVITES_N_OUTCOMES 11
#define INVITES_OUTCOME_NONE ((InvitesOutcome) -1)

typedef enum
{
  INVITES_DELIVERY_QUEUED,
  INVITES_DELIVERY_SENDING,
  INVITES_DELIVERY_DEFERRED,
  INVITES_DELIVERY_SENT,
  INVITES_DELIVERY_REFUSED,
  INVITES_DELIVERY_UNKNOWN,
  INVITES_DELIVERY_BOUNCED,
  INVITES_DELIVERY_CANCELLED,
  INVITES_DELIVERY_SKIPPED,
} InvitesDeliveryState;
#define INVITES_N_DELIVERY_STATES 9
#define INVITES_DELIVERY_NONE ((InvitesDeliveryState) -1)

/* Why a delivery was skipped. */
typedef enum
{
  INVITES_SKIP_ACCEPTED,
  INVITES_SKIP_ALREADY_INVITED,
  INVITES_SKIP_IN_ANOTHER_SEND,
  INVITES_SKIP_TOO_RECENT,
  INVITES_SKIP_OPTED_OUT,
  INVITES_SKIP_BOUNCED,
  INVITES_SKIP_ADDRESS_CHANGED,
} InvitesSkip;
#define INVITES_N_SKIPS 7
#define INVITES_SKIP_NONE ((InvitesSkip) -1)

typedef enum
{
  INVITES_SEND_PREPARED,
  INVITES_SEND_HELD,
  INVITES_SEND_SENDING,
  INVITES_SEND_PAUSED,
  INVITES_SEND_STOPPED,
  INVITES_SEND_FINISHED,
} InvitesSendState;
#define INVITES_N_SEND_STATES 6

const char *invites_group_to_string            (InvitesGroup          group);
gboolean    invites_group_from_string          (const char           *word,
                                                InvitesGroup         *group);
const char *invites_reason_to_string           (InvitesReason         reason);
gboolean    invites_reason_from_string         (const char           *word,
                                                InvitesReason        *reason);
const char *invites_outcome_to_string          (InvitesOutcome        outcome);
gboolean    invites_outcome_from_string        (const char           *word,
                                                InvitesOutcome       *outcome);
const char *invites_delivery_state_to_string   (InvitesDeliveryState  state);
gboolean    invites_delivery_state_from_string (const char           *word,
                                                InvitesDeliveryState *state);
const char *invites_skip_to_string             (InvitesSkip           skip);
gboolean    invites_skip_from_string           (const char           *word,
                                                InvitesSkip          *skip);
const char *invites_send_state_to_string       (InvitesSendState      state);
gboolean    invites_send_state_from_string     (const char           *word,
                                                InvitesSendState     *state);

G_END_DECLS
