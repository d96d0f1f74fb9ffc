/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The help, in the desktop's own program for that. */
void invites_help_show (GtkWindow *parent);

G_END_DECLS
