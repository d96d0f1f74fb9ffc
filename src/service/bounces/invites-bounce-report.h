/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "service/bounces/invites-bounce-recipient.h"
#include "service/bounces/invites-bounce-verdict.h"
#include "service/store/invites-records.h"

G_BEGIN_DECLS

#define INVITES_BOUNCE_MAX_READ (1024 * 1024) /* octets of one message */

/* What a message to a bounce address says, all of it unproved. */
typedef struct
{
  /* FAILED, DELAYED and DELIVERED: a report, with a recipient at least; else
   * AUTO_REPLY, LOOP or UNREADABLE. */
  InvitesBounceVerdict verdict;
  GPtrArray           *recipients; /* (element-type InvitesBounceRecipient) */
  GPtrArray           *addresses;  /* (element-type utf8): local parts of the
                                      bounce addresses that it came to */
  char                *message_id; /* (nullable): without angle brackets */
} InvitesBounceReport;

InvitesBounceReport  *invites_bounce_report_read  (GBytes                    *message,
                                                   const char                *recipient);
void                  invites_bounce_report_free  (InvitesBounceReport       *self);
InvitesBounceVerdict  invites_bounce_report_judge (const InvitesBounceReport *self,
                                                   const char                *address_key,
                                                   InvitesBounce             *bounce);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesBounceReport, invites_bounce_report_free)

G_END_DECLS
