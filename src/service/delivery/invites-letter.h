/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "core/invites-preview.h"
#include "service/delivery/invites-relay-connection.h"

G_BEGIN_DECLS

/*
 * A send's mail in one language, with everything that is the same for all its recipients built
 * once, by GMime: composing one then only puts encoded values in. May be used
 * by several threads at a time once it is made.
 */
typedef struct _InvitesLetter InvitesLetter;

/* What is one recipient's; everything is borrowed. */
typedef struct
{
  const InvitesRecipient *recipient;
  const char             *to;             /* (nullable): not to the recipient,
                                             but to this address: a test */
  const char             *token;          /* the link's */
  const char             *message_id;     /* without angle brackets */
  const char             *opt_out_token;  /* (nullable): List-Unsubscribe */
  const char             *bounce_address; /* (nullable): the envelope's sender,
                                             instead of email_from */
  InvitesTime             date;
} InvitesLetterValues;

InvitesLetter  *invites_letter_new     (const InvitesTemplateText  *text,
                                        const char                 *email_from,
                                        const char                 *public_url,
                                        GError                    **error);
void            invites_letter_free    (InvitesLetter              *self);
GBytes         *invites_letter_compose (const InvitesLetter        *self,
                                        const InvitesLetterValues  *values,
                                        InvitesEnvelope            *envelope,
                                        GError                    **error);
/* As its reader will see it; only recipient and token are asked for. */
InvitesPreview *invites_letter_preview (const InvitesLetter        *self,
                                        const InvitesLetterValues  *values,
                                        GError                    **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesLetter, invites_letter_free)

G_END_DECLS
