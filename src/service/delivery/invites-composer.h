/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "core/invites-preview.h"
#include "service/delivery/invites-relay.h"
#include "service/delivery/invites-template.h"

G_BEGIN_DECLS

/* What one mail is made of; everything is borrowed. */
typedef struct
{
  const InvitesTemplate  *template;
  const InvitesRecipient *recipient;
  const char             *email_from;
  const char             *to;         /* (nullable): not to the recipient, but
                                         to this address: a test */
  const char             *public_url;
  const char             *token;
  const char             *message_id; /* without angle brackets */
  InvitesTime             date;
} InvitesMail;

GBytes         *invites_composer_compose   (const InvitesMail            *mail,
                                            InvitesEnvelope              *envelope,
                                            GError                      **error);
InvitesPreview *invites_composer_preview   (const InvitesTemplateRecord  *record,
                                            const InvitesRecipient       *recipient,
                                            const char                   *email_from,
                                            const char                   *public_url,
                                            GError                      **error);
gboolean        invites_composer_send_test (InvitesRelay                 *relay,
                                            const InvitesTemplateRecord  *record,
                                            const InvitesRecipient       *recipient,
                                            const char                   *email_from,
                                            const char                   *to,
                                            const char                   *public_url,
                                            GError                      **error);

G_END_DECLS
