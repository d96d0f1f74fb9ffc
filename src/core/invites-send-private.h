/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/invites-send.h"

G_BEGIN_DECLS

/* What a request and a send both say: whom the send is made from. */
JsonObject *invites_send_from_write     (InvitesSendSet      set,
                                         const char         *send);
gboolean    invites_send_from_read      (JsonObject         *object,
                                         InvitesSendSet     *set,
                                         char              **send,
                                         GError            **error);

/* How a send stands, beside its state. */
void        invites_send_write_standing (const InvitesSend  *self,
                                         JsonObject         *object);
gboolean    invites_send_read_standing  (InvitesSend        *self,
                                         JsonObject         *object,
                                         GError            **error);

G_END_DECLS
