/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/invites-notification.h"
#include "app/invites-primary-menu.h"
#include "app/invites-window-private.h"
#include "app/widgets/invites-send-text.h"

static char *
dup_key (const InvitesKnownService *service)
{
  return invites_service_view_dup_key_for (service->service_url,
                                           service->username);
}

static const InvitesKnownService *
find_known (InvitesWindow *self, const char *key)
{
  for (guint i = 0; i < invites_services_get_n (self->services); i++)
    {
      const InvitesKnownService *service
          = invites_services_get (self->services, i);
      g_autofree char *its_key = dup_key (service);

      if (g_str_equal (its_key, key))
        return service;
    }
  return NULL;
}

static void
fill_menu (InvitesWindow *self)
{
  guint n = invites_services_get_n (self->services);
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n; i++)
    {
      const InvitesKnownService *service
          = invites_services_get (self->services, i);

      g_ptr_array_add (keys, dup_key (service));
      g_ptr_array_add (names, invites_services_dup_name (service->service_url,
                                                         service->username));
    }
  if (invites_window_find_view (self, INVITES_SERVICE_VIEW_DEMO_KEY) != NULL)
    {
      g_ptr_array_add (keys, g_strdup (INVITES_SERVICE_VIEW_DEMO_KEY));
      g_ptr_array_add (names, g_strdup (_("Demo")));
    }
  g_ptr_array_add (keys, NULL);
  g_ptr_array_add (names, NULL);
  invites_primary_menu_fill_services (self->services_menu,
                                      (const char **) keys->pdata,
                                      (const char **) names->pdata);
}

static void
update_title (InvitesWindow *self)
{
  const char *url = NULL;
  g_autofree char *host = NULL;
  g_autofree char *title = NULL;

  if (self->view != NULL && invites_service_view_get_demo (self->view) == NULL)
    url = invites_service_view_get_service_url (self->view);
  if (url == NULL || invites_services_get_n (self->services) < 2)
    {
      gtk_window_set_title (GTK_WINDOW (self), _("Portal Invites"));
      return;
    }
  host = invites_services_dup_host (url);
  /* Translators: the title of the window; %s is the address of a service. */
  title = g_strdup_printf (_("Portal Invites – %s"), host);
  gtk_window_set_title (GTK_WINDOW (self), title);
}

static void
update_views (InvitesWindow *self)
{
  gboolean several = invites_services_get_n (self->services) > 1;

  for (guint i = 0; i < self->views->len; i++)
    {
      invites_service_view_offer_back (self->views->pdata[i],
                                       self->views->len > 1);
      invites_service_view_name_service (self->views->pdata[i], several);
    }
}

/**
 * invites_window_update_services:
 * @self: the window
 *
 * Says everywhere which services there are, and which one this is.
 */
void
invites_window_update_services (InvitesWindow *self)
{
  const char *key = NULL;

  fill_menu (self);
  if (self->view != NULL)
    key = invites_service_view_get_key (self->view);
  g_simple_action_set_state (self->service_action,
                             g_variant_new_string (key != NULL ? key : ""));
  update_title (self);
  update_views (self);
  invites_window_update_actions (self);
}

/* Whoever signed in is remembered as who works here, and the others that stay
 * signed in go on as well: their sends are followed like this one's. */
static void
view_changed_cb (InvitesWindow *self, InvitesServiceView *view)
{
  invites_window_update_actions (self);
  if (view == self->view && invites_service_view_is_signed_in (view))
    invites_window_start_others (self);
}

/* A list over it counts as well: the user is here. */
static gboolean
is_looked_at (InvitesWindow *self, InvitesServiceView *view)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; view == self->view && i < g_list_model_get_n_items (windows);
       i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);

      if (gtk_window_is_active (window))
        return TRUE;
    }
  return FALSE;
}

static void
send_ended_cb (InvitesWindow *self,
               const InvitesSend *send,
               gboolean own,
               InvitesServiceView *view)
{
  GApplication *application = g_application_get_default ();
  const char *key = invites_service_view_get_key (view);
  const char *url = invites_service_view_get_service_url (view);
  g_autofree char *host = NULL;

  /* Which service, where there could be a doubt. */
  if (url != NULL && self->views->len > 1
      && invites_service_view_get_demo (view) == NULL)
    host = invites_services_dup_host (url);
  if (application != NULL && key != NULL
      && invites_notification_is_due (send, own, is_looked_at (self, view)))
    invites_notification_send (application, send, key, host);
  if (invites_service_view_get_demo (view) != NULL
      && invites_send_text_went_out (send))
    invites_window_offer_last_mail (self, view);
}

static void
session_ended_cb (InvitesWindow *self,
                  gboolean for_good,
                  InvitesServiceView *view)
{
  if (view != self->view)
    {
      if (for_good)
        invites_window_close_aside (self, view);
      return;
    }
  if (for_good)
    {
      invites_window_close_others (self);
      return;
    }
  invites_window_unblock (self);
  gtk_window_present (GTK_WINDOW (self));
}

static gboolean
leads_elsewhere_cb (InvitesWindow *self,
                    const char *service_url,
                    const char *username,
                    const char *password,
                    gboolean stay_signed_in,
                    InvitesServiceView *view)
{
  g_autofree char *key = invites_service_view_dup_key_for (service_url,
                                                           username);
  InvitesServiceView *other = invites_window_find_view (self, key);

  if (other == NULL || other == view)
    return FALSE;

  invites_window_switch_to (self, other);
  invites_service_view_sign_in (other, password, stay_signed_in);
  return TRUE;
}

/**
 * invites_window_add_view:
 * @self: the window
 * @service_url: (nullable): the address of a service
 * @username: (nullable): a user there
 *
 * Returns: (transfer none): what will show that service, not yet started
 */
InvitesServiceView *
invites_window_add_view (InvitesWindow *self,
                         const char *service_url,
                         const char *username)
{
  InvitesServiceView *view = INVITES_SERVICE_VIEW (
      invites_service_view_new (self->services, self->trust,
                                G_MENU_MODEL (self->services_menu)));

  invites_service_view_set_service (view, service_url, username);
  g_ptr_array_add (self->views, g_object_ref_sink (view));
  gtk_stack_add_child (self->stack, GTK_WIDGET (view));
  /* Until it is switched to: GTK 4.8 does not see to that. */
  if (gtk_stack_get_visible_child (self->stack) != GTK_WIDGET (view))
    gtk_accessible_update_state (GTK_ACCESSIBLE (view),
                                 GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  g_signal_connect_object (view, "changed", G_CALLBACK (view_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "key-changed",
                           G_CALLBACK (invites_window_update_services), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "send-ended", G_CALLBACK (send_ended_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "session-ended",
                           G_CALLBACK (session_ended_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (view, "leads-elsewhere",
                           G_CALLBACK (leads_elsewhere_cb), self,
                           G_CONNECT_SWAPPED);
  return view;
}

/**
 * invites_window_find_view:
 * @self: the window
 * @key: as invites_service_view_get_key()
 *
 * Returns: (transfer none) (nullable): what shows that service already
 */
InvitesServiceView *
invites_window_find_view (InvitesWindow *self, const char *key)
{
  for (guint i = 0; i < self->views->len; i++)
    if (g_strcmp0 (invites_service_view_get_key (self->views->pdata[i]), key)
        == 0)
      return self->views->pdata[i];
  return NULL;
}

/**
 * invites_window_ensure_view:
 * @self: the window
 * @key: as invites_service_view_get_key()
 *
 * Returns: (transfer none) (nullable): what shows that service from now on, or
 *   %NULL when there is no such service
 */
InvitesServiceView *
invites_window_ensure_view (InvitesWindow *self, const char *key)
{
  InvitesServiceView *view = invites_window_find_view (self, key);
  const InvitesKnownService *known;

  if (view != NULL || (known = find_known (self, key)) == NULL)
    return view;

  view = invites_window_add_view (self, known->service_url, known->username);
  invites_service_view_start (view);
  return view;
}

static void
keep_focus (InvitesWindow *self, InvitesServiceView *view)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  if (focus != NULL && gtk_widget_is_ancestor (focus, GTK_WIDGET (view)))
    g_hash_table_insert (self->focus, view, g_object_ref (focus));
}

static void
restore_focus (InvitesWindow *self, InvitesServiceView *view)
{
  GtkWidget *focus = g_hash_table_lookup (self->focus, view);

  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (view))
      || !gtk_widget_grab_focus (focus))
    invites_service_view_focus (view);
  g_hash_table_remove (self->focus, view);
}

/* Where nobody has ever said which service it is for. */
static gboolean
is_blank (InvitesServiceView *view)
{
  return invites_service_view_get_key (view) == NULL;
}

/**
 * invites_window_switch_to:
 * @self: the window
 * @view: what to work with from now on
 *
 * Leaves the service that was worked with as it is, with all that was opened
 * over it, and goes on where the user left @view.
 */
void
invites_window_switch_to (InvitesWindow *self, InvitesServiceView *view)
{
  InvitesServiceView *old = self->view;
  const char *url = invites_service_view_get_service_url (view);
  const char *username = invites_service_view_get_username (view);

  if (view == old)
    return;

  if (old != NULL)
    {
      keep_focus (self, old);
      invites_window_put_aside (self, old);
    }
  self->previous = old;
  self->view = view;
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (view));
  if (old != NULL && is_blank (old))
    invites_window_drop_view (self, old);
  if (invites_services_find (self->services, url != NULL ? url : "",
                             username != NULL ? username : "")
      != NULL)
    invites_services_set_last (self->services, url, username);
  invites_window_update_services (self);
  restore_focus (self, view);
  invites_window_take_back (self, view);
}

/* The one before, or any other: whoever is signed in there comes first. */
static InvitesServiceView *
find_other (InvitesWindow *self)
{
  InvitesServiceView *found = NULL;

  if (self->previous != NULL
      && invites_service_view_is_signed_in (self->previous))
    return self->previous;
  for (guint i = 0; i < self->views->len; i++)
    {
      InvitesServiceView *view = self->views->pdata[i];

      if (view != self->view
          && (found == NULL || invites_service_view_is_signed_in (view)))
        found = view;
    }
  return found;
}

/**
 * invites_window_drop_view:
 * @self: the window
 * @view: what is not worked with
 *
 * Closes @view, and all that was opened over it.
 */
void
invites_window_drop_view (InvitesWindow *self, InvitesServiceView *view)
{
  g_return_if_fail (view != self->view);

  invites_window_close_aside (self, view);
  g_hash_table_remove (self->focus, view);
  if (self->previous == view)
    self->previous = NULL;
  gtk_stack_remove (self->stack, GTK_WIDGET (view));
  g_ptr_array_remove (self->views, view);
}

/**
 * invites_window_start_others:
 * @self: the window
 *
 * Goes on with all services where somebody stays signed in, behind the one
 * that is worked with. Does so once.
 */
void
invites_window_start_others (InvitesWindow *self)
{
  g_autoptr(GPtrArray) keys = g_ptr_array_new_with_free_func (g_free);

  if (self->others_started)
    return;
  self->others_started = TRUE;

  for (guint i = 0; i < invites_services_get_n (self->services); i++)
    {
      const InvitesKnownService *service
          = invites_services_get (self->services, i);

      if (service->stays_signed_in)
        g_ptr_array_add (keys, dup_key (service));
    }
  for (guint i = 0; i < keys->len; i++)
    invites_window_ensure_view (self, keys->pdata[i]);
  invites_window_update_services (self);
}

static void
removed_cb (InvitesWindow *self, const char *service_url, const char *username)
{
  g_autofree char *key = invites_service_view_dup_key_for (service_url,
                                                           username);
  InvitesServiceView *view = invites_window_find_view (self, key);
  InvitesServiceView *other;

  if (view == NULL)
    return;
  invites_service_view_sign_out (view);
  if (view == self->view)
    {
      if ((other = find_other (self)) == NULL)
        {
          other = invites_window_add_view (self, NULL, NULL);
          invites_service_view_start (other);
        }
      invites_window_switch_to (self, other);
    }
  invites_window_drop_view (self, view);
  invites_window_update_services (self);
}

/**
 * invites_window_sign_out:
 * @self: the window
 *
 * Signs out of the service that is worked with, and of no other.
 */
void
invites_window_sign_out (InvitesWindow *self)
{
  InvitesServiceView *view = self->view;
  InvitesServiceView *other = find_other (self);
  InvitesMainView *main_view;
  g_autofree char *host = NULL;
  g_autofree char *text = NULL;

  invites_service_view_sign_out (view);
  if (other == NULL || !invites_service_view_is_signed_in (other))
    return;

  if (invites_service_view_get_demo (view) != NULL)
    host = g_strdup (_("Demo"));
  else
    host = invites_services_dup_host (
        invites_service_view_get_service_url (view));
  /* Translators: %s is the address of a service. */
  text = g_strdup_printf (_("Signed out of %s"), host);
  invites_window_switch_to (self, other);
  invites_window_drop_view (self, view);
  invites_window_update_services (self);
  main_view = invites_service_view_get_main_view (other);
  if (main_view != NULL)
    invites_main_view_add_toast (main_view, adw_toast_new (text));
}

/**
 * invites_window_go_back:
 * @self: the window
 *
 * From the sign-in page to the service that was worked with before.
 */
void
invites_window_go_back (InvitesWindow *self)
{
  InvitesServiceView *other = find_other (self);

  if (other != NULL)
    invites_window_switch_to (self, other);
}

/**
 * invites_window_add_service:
 * @self: the window
 *
 * Asks to sign in to a service that is not known yet.
 */
void
invites_window_add_service (InvitesWindow *self)
{
  InvitesServiceView *view;

  if (self->view != NULL && is_blank (self->view)
      && invites_service_view_is_signing_in (self->view))
    return;
  view = invites_window_add_view (self, NULL, NULL);
  invites_window_switch_to (self, view);
  invites_service_view_start (view);
}

static void
service_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  InvitesWindow *self = INVITES_WINDOW (user_data);
  InvitesServiceView *view
      = invites_window_ensure_view (self, g_variant_get_string (parameter,
                                                                NULL));

  if (view != NULL)
    invites_window_switch_to (self, view);
}

/**
 * invites_window_install_services:
 * @self: the window
 *
 * Lets the window follow which services are known.
 */
void
invites_window_install_services (InvitesWindow *self)
{
  self->service_action = g_simple_action_new_stateful (
      "service", G_VARIANT_TYPE_STRING, g_variant_new_string (""));
  g_signal_connect_object (self->service_action, "activate",
                           G_CALLBACK (service_action), self, 0);
  g_action_map_add_action (G_ACTION_MAP (self),
                           G_ACTION (self->service_action));
  g_signal_connect_object (self->services, "changed",
                           G_CALLBACK (invites_window_update_services), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->services, "removed", G_CALLBACK (removed_cb),
                           self, G_CONNECT_SWAPPED);
}
