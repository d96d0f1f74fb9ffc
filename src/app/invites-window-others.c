/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/invites-window-private.h"

static gboolean
stands_over (GtkWindow *window, InvitesWindow *self)
{
  while ((window = gtk_window_get_transient_for (window)) != NULL)
    if (window == GTK_WINDOW (self))
      return TRUE;
  return FALSE;
}

/* A list opened from the question before a send stands over that question, so
 * it is not enough to look at those that stand over @self directly. */
static GPtrArray *
list_others (InvitesWindow *self)
{
  g_autoptr(GPtrArray) others = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);

      if (stands_over (window, self))
        g_ptr_array_add (others, g_steal_pointer (&window));
    }
  return g_steal_pointer (&others);
}

/**
 * invites_window_unblock:
 * @self: the window
 *
 * Windows that are open over this one must not keep anybody from signing in
 * again; they stay, since they hold what the user looks at.
 */
void
invites_window_unblock (InvitesWindow *self)
{
  g_autoptr(GPtrArray) others = list_others (self);

  for (guint i = 0; i < others->len; i++)
    gtk_window_set_modal (others->pdata[i], FALSE);
}

/**
 * invites_window_close_others:
 * @self: the window
 *
 * Closes what was opened over this window: it belongs to who opened it.
 */
void
invites_window_close_others (InvitesWindow *self)
{
  g_autoptr(GPtrArray) others = list_others (self);

  for (guint i = 0; i < others->len; i++)
    gtk_window_destroy (others->pdata[i]);
}
