/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* The main menu, the same on every page of the window: what cannot be done
 * there is not in it. */
GMenuModel *invites_primary_menu_new           (GMenuModel *services,
                                                const char *who);
void        invites_primary_menu_fill_services (GMenu      *services,
                                                const char *keys[],
                                                const char *names[]);

G_END_DECLS
