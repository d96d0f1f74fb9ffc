/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "core/invites-choices.h"
#include "core/invites-send.h"

G_BEGIN_DECLS

#define INVITES_TYPE_ABOUT_SEND (invites_about_send_get_type ())
G_DECLARE_FINAL_TYPE (InvitesAboutSend, invites_about_send, INVITES,
                      ABOUT_SEND, AdwPreferencesGroup)

/* What was asked for with a send, and when what happened. The signal
 * "show-send" (a UUID) asks for the send that it was made from. */
void invites_about_send_show (InvitesAboutSend     *self,
                              const InvitesSend    *send,
                              const InvitesChoices *choices);

G_END_DECLS
