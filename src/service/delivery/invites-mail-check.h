/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "service/store/invites-records.h"

G_BEGIN_DECLS

/* What must never come into a mail, wherever it came from. Each sets
 * INVITES_ERROR_INVALID and names what is to blame. */
gboolean invites_mail_check_recipient  (const InvitesRecipient  *recipient,
                                        GError                 **error);
char    *invites_mail_check_address    (const char              *address,
                                        const char              *field,
                                        GError                 **error);
gboolean invites_mail_check_message_id (const char              *id,
                                        GError                 **error);
gboolean invites_mail_check_token      (const char              *token,
                                        GError                 **error);
gboolean invites_mail_check_public_url (const char              *public_url,
                                        GError                 **error);

G_END_DECLS
