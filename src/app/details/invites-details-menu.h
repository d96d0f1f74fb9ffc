/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "client/invites-query.h"

G_BEGIN_DECLS

/* The menus of Portal Invitation Details. */
GMenuModel *invites_details_menu_new_for_rows (gboolean          can_ask_why,
                                               gboolean          can_leave_out);
GMenuModel *invites_details_menu_new          (InvitesQueryKind  kind,
                                               GMenuModel       *rows);

G_END_DECLS
