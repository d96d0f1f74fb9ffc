/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What comes of itself comes where the user is, or waits. */
void invites_present_over (GtkWindow *window,
                           GtkWidget *owner);

G_END_DECLS
