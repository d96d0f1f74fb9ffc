/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/invite/invites-send-advice.h"

G_BEGIN_DECLS

#define INVITES_TYPE_SEND_BAR (invites_send_bar_get_type ())
G_DECLARE_FINAL_TYPE (InvitesSendBar, invites_send_bar, INVITES, SEND_BAR,
                      GtkWidget)

/* Says what Send Email… would do, and is where it is pressed. Signals: "send",
 * "cancel". */
void     invites_send_bar_set_advice (InvitesSendBar          *self,
                                      const InvitesSendAdvice *advice);
void     invites_send_bar_set_busy   (InvitesSendBar          *self,
                                      const char              *what,
                                      gboolean                 can_cancel);
gboolean invites_send_bar_can_send   (InvitesSendBar          *self);

G_END_DECLS
