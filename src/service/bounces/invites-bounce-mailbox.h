/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "service/bounces/invites-bounce-maildir.h"

G_BEGIN_DECLS

/* A mailbox file (mbox) that a mail system appends to. */
typedef struct _InvitesBounceMailbox InvitesBounceMailbox;

InvitesBounceMailbox *invites_bounce_mailbox_new  (const char             *path);
void                  invites_bounce_mailbox_free (InvitesBounceMailbox   *self);
gboolean              invites_bounce_mailbox_scan (InvitesBounceMailbox   *self,
                                                   InvitesBounceTakeFunc   take,
                                                   gpointer                user_data,
                                                   GError                **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesBounceMailbox,
                               invites_bounce_mailbox_free)

G_END_DECLS
