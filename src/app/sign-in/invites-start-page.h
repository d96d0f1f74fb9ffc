/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define INVITES_TYPE_START_PAGE (invites_start_page_get_type ())
G_DECLARE_FINAL_TYPE (InvitesStartPage, invites_start_page, INVITES,
                      START_PAGE, GtkWidget)

/* What is seen before anybody is signed in: work that goes on, or why it
 * failed. Signals: "retry", "sign-in". */
void invites_start_page_set_menu    (InvitesStartPage *self,
                                     GMenuModel       *menu);
void invites_start_page_show_busy   (InvitesStartPage *self,
                                     const char       *title);
void invites_start_page_show_failed (InvitesStartPage *self,
                                     const char       *title,
                                     const char       *reason,
                                     gboolean          can_sign_in);

G_END_DECLS
