/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/invites-window-private.h"
#include "app/preferences/invites-preferences-window.h"

static gboolean
stands_over (GtkWindow *window, InvitesWindow *self)
{
  while ((window = gtk_window_get_transient_for (window)) != NULL)
    if (window == GTK_WINDOW (self))
      return TRUE;
  return FALSE;
}

/* What is the application's, and no service's. */
static gboolean
is_of_application (GtkWindow *window)
{
  for (; window != NULL; window = gtk_window_get_transient_for (window))
    if (INVITES_IS_PREFERENCES_WINDOW (window) || GTK_IS_ABOUT_DIALOG (window)
        || GTK_IS_SHORTCUTS_WINDOW (window))
      return TRUE;
  return FALSE;
}

/* A list opened from the question before a send stands over that question, so
 * it is not enough to look at those that stand over @self directly. What cannot
 * be seen belongs to a service that is not worked with. */
static GPtrArray *
list_others (InvitesWindow *self)
{
  g_autoptr(GPtrArray) others = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);

      if (stands_over (window, self)
          && gtk_widget_get_visible (GTK_WIDGET (window)))
        g_ptr_array_add (others, g_steal_pointer (&window));
    }
  return g_steal_pointer (&others);
}

/* Only those that are still there: a window may have been closed meanwhile. */
static GPtrArray *
steal_aside (InvitesWindow *self, InvitesServiceView *view)
{
  g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func (g_object_unref);
  GListModel *windows = gtk_window_get_toplevels ();
  GHashTableIter iter;
  gpointer owner;

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);

      if (g_hash_table_lookup (self->aside, window) == view)
        g_ptr_array_add (found, g_steal_pointer (&window));
    }
  g_hash_table_iter_init (&iter, self->aside);
  while (g_hash_table_iter_next (&iter, NULL, &owner))
    if (owner == view)
      g_hash_table_iter_remove (&iter);
  return g_steal_pointer (&found);
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
    if (!is_of_application (others->pdata[i]))
      gtk_window_destroy (others->pdata[i]);
}

/**
 * invites_window_put_aside:
 * @self: the window
 * @view: what was worked with
 *
 * Hides what was opened over @view: what one service says must not stand over
 * another.
 */
void
invites_window_put_aside (InvitesWindow *self, InvitesServiceView *view)
{
  g_autoptr(GPtrArray) others = list_others (self);

  for (guint i = 0; i < others->len; i++)
    if (!is_of_application (others->pdata[i]))
      {
        g_hash_table_insert (self->aside, others->pdata[i], view);
        gtk_widget_set_visible (others->pdata[i], FALSE);
      }
}

/**
 * invites_window_take_back:
 * @self: the window
 * @view: what is worked with now
 *
 * Shows again what was opened over @view.
 */
void
invites_window_take_back (InvitesWindow *self, InvitesServiceView *view)
{
  g_autoptr(GPtrArray) found = steal_aside (self, view);

  for (guint i = 0; i < found->len; i++)
    gtk_window_present (found->pdata[i]);
}

/**
 * invites_window_close_aside:
 * @self: the window
 * @view: what is not worked with
 *
 * Closes what was opened over @view.
 */
void
invites_window_close_aside (InvitesWindow *self, InvitesServiceView *view)
{
  g_autoptr(GPtrArray) found = steal_aside (self, view);

  for (guint i = 0; i < found->len; i++)
    gtk_window_destroy (found->pdata[i]);
}
