/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "service/store/invites-records.h"

G_BEGIN_DECLS

/* What an answer is about, when it is not about the mail. */
typedef enum
{
  INVITES_BLAME_NONE,
  INVITES_BLAME_RELAY,   /* the mail system: slower, for everybody */
  INVITES_BLAME_DOMAIN,  /* the recipient's domain: slower */
  INVITES_BLAME_SENDER,  /* this send's sender: a person must look */
  INVITES_BLAME_SIGN_IN, /* the service's own sign-in: likewise, all sends */
} InvitesBlame;

/* What became of a mail, and whose fault it is; or why a connection could not
 * be opened, and then without a state. */
typedef struct
{
  InvitesDeliveryState  state;  /* SENT, REFUSED, DEFERRED, UNKNOWN, QUEUED */
  InvitesBlame          blame;
  int                   code;   /* or 0 */
  char                 *status; /* (owned) (nullable): enhanced, "5.1.1" */
  char                 *text;   /* (owned) (nullable) */
  gboolean              address_is_bad;
} InvitesRelayAnswer;

void invites_relay_answer_set   (InvitesRelayAnswer    *self,
                                 InvitesDeliveryState   state,
                                 InvitesBlame           blame,
                                 const char            *text);
void invites_relay_answer_clear (InvitesRelayAnswer    *self);
void invites_relay_answer_move  (InvitesRelayAnswer    *self,
                                 InvitesDeliveryResult *result);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (InvitesRelayAnswer,
                                  invites_relay_answer_clear)

G_END_DECLS
