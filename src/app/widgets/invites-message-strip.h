/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define INVITES_TYPE_MESSAGE_STRIP (invites_message_strip_get_type ())
G_DECLARE_FINAL_TYPE (InvitesMessageStrip, invites_message_strip, INVITES,
                      MESSAGE_STRIP, GtkWidget)

/* One sentence above what it is about, with at most one button. The signal
 * "activated" is emitted when the button is pressed. */
void         invites_message_strip_show       (InvitesMessageStrip *self,
                                               const char          *text,
                                               const char          *button_label);
void         invites_message_strip_show_error (InvitesMessageStrip *self,
                                               const GError        *error);
void         invites_message_strip_hide       (InvitesMessageStrip *self);
gboolean     invites_message_strip_is_shown   (InvitesMessageStrip *self);
const char  *invites_message_strip_get_text   (InvitesMessageStrip *self);

G_END_DECLS
