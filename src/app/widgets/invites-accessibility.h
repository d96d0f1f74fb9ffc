/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void invites_accessibility_mend      (GtkWidget  *widget);
void invites_accessibility_name_list (GtkWidget  *widget,
                                      const char *label);

G_END_DECLS
