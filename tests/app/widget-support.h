/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* A part of a template, which must be there. */
#define part(widget, TYPE, name)                                              \
  ((gpointer) widget_support_get_part (GTK_WIDGET (widget), TYPE, name))

void        widget_support_init     (int         *argc,
                                     char      ***argv);
GtkWidget  *widget_support_get_part (GtkWidget   *widget,
                                     GType        type,
                                     const char  *name);
/* The first visible button below @widget that says @label. */
GtkWidget  *widget_support_find_button (GtkWidget *widget,
                                        const char *label);
gboolean    widget_support_shows    (GtkWidget   *stack,
                                     const char  *page);
/* The newest top-level window of that type, or NULL. */
GtkWindow  *widget_support_find_window (GType type);

G_END_DECLS
