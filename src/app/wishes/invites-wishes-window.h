/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/invites-client.h"

G_BEGIN_DECLS

#define INVITES_TYPE_WISHES_WINDOW (invites_wishes_window_get_type ())
G_DECLARE_FINAL_TYPE (InvitesWishesWindow, invites_wishes_window, INVITES,
                      WISHES_WINDOW, AdwWindow)

/* Who asked for a new link. Signals: "changed" when the list has become
 * shorter, "send-started" with the UUID of a send to them. */
GtkWindow *invites_wishes_window_new (InvitesClient        *client,
                                      const InvitesChoices *choices,
                                      const char           *division);

G_END_DECLS
