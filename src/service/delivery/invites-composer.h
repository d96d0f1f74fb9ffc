/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "core/invites-preview.h"
#include "service/delivery/invites-relay.h"
#include "service/store/invites-records.h"

G_BEGIN_DECLS

/* Mails that are looked at before anybody gets one: their links are dead. */
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
