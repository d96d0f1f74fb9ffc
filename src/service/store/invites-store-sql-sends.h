/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/store/invites-database.h"
#include "service/store/invites-store.h"

G_BEGIN_DECLS

/* A user's act on a send, within its transaction, and what the send is before
 * it. */
typedef struct
{
  InvitesDatabase          *database;
  const InvitesPrincipal *principal;
  InvitesTime             now;
  gint64                  send_id;
  char                   *uuid;
  InvitesSendState        state;
  gboolean                stopping;
  gboolean                revoked;
  InvitesTime             prepared_at;
  gboolean                template_active;
  char                   *email_from;
  InvitesDivision         division; /* email_from alone is set */
} InvitesSendChange;

typedef gboolean (*InvitesSendChangeFunc) (const InvitesSendChange *change,
                                           gconstpointer            data,
                                           GError                 **error);

InvitesSend *invites_sends_change       (InvitesStore             *self,
                                         const char               *uuid,
                                         const InvitesPrincipal   *principal,
                                         InvitesTime               now,
                                         InvitesSendChangeFunc     func,
                                         gconstpointer             data,
                                         GError                  **error);
InvitesSend *invites_sends_read         (InvitesDatabase          *database,
                                         gint64                    send_id,
                                         GError                  **error);
gboolean     invites_sends_cancel       (const InvitesSendChange  *change,
                                         GError                  **error);
gboolean     invites_sends_check_sender (const InvitesSendChange  *change,
                                         GError                  **error);
gboolean     invites_sends_audit        (const InvitesSendChange  *change,
                                         const char               *act,
                                         GError                  **error);

G_END_DECLS
