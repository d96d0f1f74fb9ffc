/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define INVITES_TYPE_FORBIDDEN_PAGE (invites_forbidden_page_get_type ())
G_DECLARE_FINAL_TYPE (InvitesForbiddenPage, invites_forbidden_page, INVITES,
                      FORBIDDEN_PAGE, GtkWidget)

/* What a user sees who has no permission for the screen. */
void invites_forbidden_page_set_menu (InvitesForbiddenPage *self,
                                      GMenuModel           *menu);
void invites_forbidden_page_set_name (InvitesForbiddenPage *self,
                                      const char           *name);
void invites_forbidden_page_focus    (InvitesForbiddenPage *self);

G_END_DECLS
