/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>

#include "app/widgets/invites-unseen.h"

static void
set_hidden (GtkWidget *widget,
            gboolean   hidden)
{
  gtk_accessible_update_state (GTK_ACCESSIBLE (widget),
                               GTK_ACCESSIBLE_STATE_HIDDEN, hidden, -1);
}

static void
page_shown_cb (GtkWidget *pages)
{
  g_autoptr(GtkWidget) shown = NULL;
  GtkWidget *child = gtk_widget_get_first_child (pages);

  g_object_get (pages, "visible-child", &shown, NULL);
  for (; child != NULL; child = gtk_widget_get_next_sibling (child))
    set_hidden (child, child != shown);
}

static void
revealed_cb (GtkRevealer *revealer)
{
  GtkWidget *child = gtk_revealer_get_child (revealer);

  if (child != NULL)
    set_hidden (child, !gtk_revealer_get_reveal_child (revealer));
}

/**
 * invites_unseen_watch:
 * @widget: a widget whose children are there
 *
 * Tells assistive technologies which pages of the stacks in @widget are not
 * shown, and which revealers are closed. GTK 4.8 presents what is in them as
 * if it were on the screen, so that a screen reader would read it out.
 */
void
invites_unseen_watch (GtkWidget *widget)
{
  GtkWidget *child;

  g_return_if_fail (GTK_IS_WIDGET (widget));

  if (GTK_IS_STACK (widget) || ADW_IS_VIEW_STACK (widget)
      || ADW_IS_SQUEEZER (widget))
    {
      g_signal_connect_object (widget, "notify::visible-child",
                               G_CALLBACK (page_shown_cb), widget,
                               G_CONNECT_SWAPPED);
      page_shown_cb (widget);
    }
  else if (GTK_IS_REVEALER (widget))
    {
      g_signal_connect_object (widget, "notify::reveal-child",
                               G_CALLBACK (revealed_cb), widget,
                               G_CONNECT_SWAPPED);
      revealed_cb (GTK_REVEALER (widget));
    }

  for (child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    invites_unseen_watch (child);
}
