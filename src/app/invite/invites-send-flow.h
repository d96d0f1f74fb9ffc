/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/invites-client.h"

G_BEGIN_DECLS

#define INVITES_TYPE_SEND_FLOW (invites_send_flow_get_type ())
G_DECLARE_FINAL_TYPE (InvitesSendFlow, invites_send_flow, INVITES, SEND_FLOW,
                      GObject)

/*
 * From Send Email… to a send that runs: prepare, ask, start. Signals:
 * "changed" (what goes on), "failed" with the GError, "started" with the send's
 * UUID.
 */
InvitesSendFlow *invites_send_flow_new           (InvitesClient            *client);
void             invites_send_flow_begin         (InvitesSendFlow          *self,
                                                  const InvitesSendRequest *request,
                                                  const InvitesChoices     *choices,
                                                  GtkWidget                *owner);
void             invites_send_flow_retry         (InvitesSendFlow          *self);
void             invites_send_flow_cancel        (InvitesSendFlow          *self);
gboolean         invites_send_flow_can_cancel    (InvitesSendFlow          *self);
const char      *invites_send_flow_get_busy_text (InvitesSendFlow          *self);

G_END_DECLS
