/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/widgets/invites-present.h"

static void
mapped_cb (GtkWindow *window, GtkWidget *owner)
{
  g_signal_handlers_disconnect_by_data (owner, window);
  gtk_window_present (window);
}

/**
 * invites_present_over:
 * @window: a window that nobody has seen yet
 * @owner: what it belongs to
 *
 * Shows @window, but not over something else: while @owner cannot be seen, as
 * the user works with another service, it waits. Without @owner it is nothing.
 */
void
invites_present_over (GtkWindow *window, GtkWidget *owner)
{
  g_return_if_fail (GTK_IS_WINDOW (window));
  g_return_if_fail (GTK_IS_WIDGET (owner));

  if (gtk_widget_get_mapped (owner))
    {
      gtk_window_present (window);
      return;
    }
  g_signal_connect_object (owner, "map", G_CALLBACK (mapped_cb), window,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (owner, "destroy", G_CALLBACK (gtk_window_destroy),
                           window, G_CONNECT_SWAPPED);
}
