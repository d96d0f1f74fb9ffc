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

/* Whom a send is made from, instead of all that the filter reaches. */
typedef enum
{
  INVITES_SEND_SET_REST,      /* of another send: who did not get it */
  INVITES_SEND_SET_CORRECTED, /* who did, and has not accepted */
  INVITES_SEND_SET_WISHES,    /* who asked for a new link */
} InvitesSendSet;
#define INVITES_N_SEND_SETS 3
#define INVITES_SEND_SET_NONE ((InvitesSendSet) -1)

/* Why a send is paused. */
typedef enum
{
  INVITES_PAUSE_BY_USER,
  INVITES_PAUSE_SENDER_REFUSED,  /* the mail system refuses the sender */
  INVITES_PAUSE_SIGN_IN_REFUSED, /* it refuses the service's own sign-in */
} InvitesPauseReason;
#define INVITES_N_PAUSE_REASONS 3
#define INVITES_PAUSE_NONE ((InvitesPauseReason) -1)

/* What keeps a running send from going on at this moment, by itself passing:
 * nobody has to do anything for the send, but somebody perhaps for the cause. */
typedef enum
{
  INVITES_TROUBLE_RELAY,   /* the mail system cannot be reached, or is slow */
  INVITES_TROUBLE_STORAGE, /* the database takes no results: a full disk */
} InvitesTrouble;
#define INVITES_N_TROUBLES 2
#define INVITES_TROUBLE_NONE ((InvitesTrouble) -1)

/* What happened to an address, beside its deliveries. */
typedef enum
{
  INVITES_ADDRESS_BOUNCED,
  INVITES_ADDRESS_BOUNCE_LIFTED,
  INVITES_ADDRESS_OPTED_OUT,
  INVITES_ADDRESS_OPT_OUT_LIFTED,
  INVITES_ADDRESS_DELAYED,       /* a report: the mail still waits somewhere */
  INVITES_ADDRESS_ASKED_FOR_LINK,
} InvitesAddressEvent;
#define INVITES_N_ADDRESS_EVENTS 6

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
const char *invites_send_set_to_string         (InvitesSendSet        set);
gboolean    invites_send_set_from_string       (const char           *word,
                                                InvitesSendSet       *set);
const char *invites_pause_reason_to_string     (InvitesPauseReason    reason);
gboolean    invites_pause_reason_from_string   (const char           *word,
                                                InvitesPauseReason   *reason);
const char *invites_trouble_to_string          (InvitesTrouble        trouble);
gboolean    invites_trouble_from_string        (const char           *word,
                                                InvitesTrouble       *trouble);
const char *invites_address_event_to_string    (InvitesAddressEvent   event);
gboolean    invites_address_event_from_string  (const char           *word,
                                                InvitesAddressEvent  *event);

G_END_DECLS
