/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "client/invites-client.h"

G_BEGIN_DECLS

/* Opens Portal Invitation Details over a part of a send's ledger. */
void invites_details_show_entries (GtkWidget            *from,
                                   InvitesClient        *client,
                                   const InvitesSend    *send,
                                   InvitesOutcome        outcome,
                                   InvitesDeliveryState  state,
                                   GTimeZone            *time_zone);

G_END_DECLS
