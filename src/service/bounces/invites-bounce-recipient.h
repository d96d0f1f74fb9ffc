/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "service/bounces/invites-bounce-verdict.h"

G_BEGIN_DECLS

/* What a report says of one recipient. */
typedef struct
{
  InvitesBounceVerdict  action;   /* FAILED, DELAYED or DELIVERED */
  char                 *original; /* (nullable): as the sender wrote it */
  char                 *final;    /* (nullable): whom it did not reach */
  int                   code;     /* of the SMTP reply, or 0 */
  char                 *status;   /* (nullable): enhanced, "5.1.1" */
  char                 *text;     /* (nullable): the mail system's words */
} InvitesBounceRecipient;

InvitesBounceRecipient *invites_bounce_recipient_new        (InvitesBounceVerdict          action);
void                    invites_bounce_recipient_free       (InvitesBounceRecipient       *self);
void                    invites_bounce_recipient_set_status (InvitesBounceRecipient       *self,
                                                             const char                   *text);
void                    invites_bounce_recipient_set_reply  (InvitesBounceRecipient       *self,
                                                             const char                   *text);
void                    invites_bounce_recipient_set_words  (InvitesBounceRecipient       *self,
                                                             const char                   *text);
gboolean                invites_bounce_recipient_is_hard    (const InvitesBounceRecipient *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesBounceRecipient,
                               invites_bounce_recipient_free)

G_END_DECLS
