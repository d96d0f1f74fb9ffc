/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void  invites_about_show           (GtkWindow *parent,
                                    guint      n_services,
                                    guint      n_signed_in);
char *invites_about_dup_debug_info (GtkWidget *widget,
                                    guint      n_services,
                                    guint      n_signed_in);

G_END_DECLS
