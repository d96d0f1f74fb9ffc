/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/invite/invites-invite-page.h"
#include "app/invites-main-view.h"
#include "app/sends/invites-send-watch.h"
#include "app/sends/invites-sends-page.h"
#include "app/widgets/invites-accessibility.h"
#include "app/widgets/invites-message-strip.h"

#define PAGE_INVITE "invite"
#define PAGE_SENDS  "sends"

struct _InvitesMainView
{
  GtkWidget parent_instance;

  /* Template. */
  AdwViewSwitcherTitle *switcher_title;
  GtkLabel             *service_label;
  GtkMenuButton        *menu_button;
  InvitesMessageStrip  *strip;
  AdwToastOverlay      *toast_overlay;
  AdwViewStack         *view_stack;
  InvitesInvitePage    *invite_page;
  AdwBin               *sends_bin;

  /* Borrowed: made when it is first shown. */
  InvitesSendsPage *sends_page; /* (nullable) */

  /* Owned. */
  InvitesClient    *client;
  InvitesSendWatch *watch;
  InvitesChoices   *choices; /* (nullable): until they are loaded */
  char             *offer;   /* (nullable): action behind the strip's button */
  GSettings        *settings; /* of the user at this service */

  gboolean names_service;
};

G_DEFINE_FINAL_TYPE (InvitesMainView, invites_main_view, GTK_TYPE_WIDGET)

enum
{
  CAN_SEND_CHANGED,
  SEND_ENDED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static gboolean
is_on_sends (InvitesMainView *self)
{
  return g_strcmp0 (adw_view_stack_get_visible_child_name (self->view_stack),
                    PAGE_SENDS)
         == 0;
}

static void
sends_page_started_cb (InvitesMainView *self, const char *uuid)
{
  invites_send_watch_add (self->watch, uuid);
}

static void
ensure_sends_page (InvitesMainView *self)
{
  if (self->sends_page != NULL)
    return;
  self->sends_page = g_object_new (INVITES_TYPE_SENDS_PAGE, NULL);
  if (self->choices != NULL)
    invites_sends_page_set_choices (self->sends_page, self->choices);
  invites_sends_page_set_client (self->sends_page, self->client);
  g_signal_connect_object (self->sends_page, "send-started",
                           G_CALLBACK (sends_page_started_cb), self,
                           G_CONNECT_SWAPPED);
  adw_bin_set_child (self->sends_bin, GTK_WIDGET (self->sends_page));
}

static void
page_shown_cb (InvitesMainView *self)
{
  if (self->client == NULL)
    return;
  invites_send_watch_look_around (self->watch);
  if (!is_on_sends (self))
    invites_invite_page_refresh (self->invite_page);
  else if (self->sends_page == NULL)
    ensure_sends_page (self);
  else
    invites_sends_page_refresh (self->sends_page);
  g_signal_emit (self, signals[CAN_SEND_CHANGED], 0);
}

static void
choices_loaded_cb (InvitesMainView *self, const InvitesChoices *choices)
{
  g_clear_pointer (&self->choices, invites_choices_free);
  self->choices = invites_choices_copy (choices);
  if (self->sends_page != NULL)
    invites_sends_page_set_choices (self->sends_page, choices);
  g_signal_emit (self, signals[CAN_SEND_CHANGED], 0);
}

static void
send_started_cb (InvitesMainView *self, const char *uuid)
{
  invites_send_watch_add (self->watch, uuid);
  invites_main_view_show_send (self, uuid);
}

static void
send_ended_cb (InvitesMainView *self, const InvitesSend *send, gboolean own)
{
  invites_invite_page_refresh (self->invite_page);
  g_signal_emit (self, signals[SEND_ENDED], 0, send, own);
}

/* A colleague's send, or mails of it, or somebody who has accepted. */
static void
contacts_changed_cb (InvitesMainView *self)
{
  invites_send_watch_catch_up (self->watch);
  if (is_on_sends (self) && self->sends_page != NULL)
    invites_sends_page_catch_up (self->sends_page);
}

static void
watch_changed_cb (InvitesMainView *self)
{
  invites_invite_page_set_trouble (
      self->invite_page, invites_send_watch_get_trouble (self->watch, NULL));
}

static void
show_trouble_cb (InvitesMainView *self)
{
  const char *uuid = NULL;

  if (invites_send_watch_get_trouble (self->watch, &uuid)
      != INVITES_TROUBLE_NONE)
    invites_main_view_show_send (self, uuid);
}

static void
can_send_changed_cb (InvitesMainView *self)
{
  g_signal_emit (self, signals[CAN_SEND_CHANGED], 0);
}

static void
strip_activated_cb (InvitesMainView *self)
{
  invites_message_strip_hide (self->strip);
  if (self->offer != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), self->offer, NULL);
}

/* A narrow window says it below the title. */
static void
update_service_label (InvitesMainView *self)
{
  gboolean narrow
      = adw_view_switcher_title_get_title_visible (self->switcher_title);

  gtk_widget_set_visible (GTK_WIDGET (self->service_label),
                          self->names_service && !narrow);
}

static void
invites_main_view_dispose (GObject *object)
{
  InvitesMainView *self = INVITES_MAIN_VIEW (object);
  GtkWidget *child;

  g_clear_object (&self->watch);
  g_clear_object (&self->client);
  g_clear_object (&self->settings);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (invites_main_view_parent_class)->dispose (object);
}

static void
invites_main_view_finalize (GObject *object)
{
  InvitesMainView *self = INVITES_MAIN_VIEW (object);

  g_clear_pointer (&self->choices, invites_choices_free);
  g_free (self->offer);

  G_OBJECT_CLASS (invites_main_view_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class,
      "/io/github/portalinvites/PortalInvites/invites-main-view.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesMainView,
                                        switcher_title);
  gtk_widget_class_bind_template_child (widget_class, InvitesMainView,
                                        service_label);
  gtk_widget_class_bind_template_child (widget_class, InvitesMainView,
                                        menu_button);
  gtk_widget_class_bind_template_child (widget_class, InvitesMainView, strip);
  gtk_widget_class_bind_template_child (widget_class, InvitesMainView,
                                        toast_overlay);
  gtk_widget_class_bind_template_child (widget_class, InvitesMainView,
                                        view_stack);
  gtk_widget_class_bind_template_child (widget_class, InvitesMainView,
                                        invite_page);
  gtk_widget_class_bind_template_child (widget_class, InvitesMainView,
                                        sends_bin);
  gtk_widget_class_bind_template_callback (widget_class, page_shown_cb);
  gtk_widget_class_bind_template_callback (widget_class, update_service_label);
  gtk_widget_class_bind_template_callback (widget_class, choices_loaded_cb);
  gtk_widget_class_bind_template_callback (widget_class, send_started_cb);
  gtk_widget_class_bind_template_callback (widget_class, contacts_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_trouble_cb);
  gtk_widget_class_bind_template_callback (widget_class, can_send_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, strip_activated_cb);
}

static void
invites_main_view_class_init (InvitesMainViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = invites_main_view_dispose;
  object_class->finalize = invites_main_view_finalize;

  signals[CAN_SEND_CHANGED]
      = g_signal_new ("can-send-changed", G_TYPE_FROM_CLASS (klass),
                      G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SEND_ENDED]
      = g_signal_new ("send-ended", G_TYPE_FROM_CLASS (klass),
                      G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                      INVITES_TYPE_SEND | G_SIGNAL_TYPE_STATIC_SCOPE,
                      G_TYPE_BOOLEAN);

  g_type_ensure (INVITES_TYPE_INVITE_PAGE);
  g_type_ensure (INVITES_TYPE_MESSAGE_STRIP);
  bind_template (GTK_WIDGET_CLASS (klass));
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass),
                                        GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
invites_main_view_init (InvitesMainView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  invites_accessibility_mend (GTK_WIDGET (self));
}

/**
 * invites_main_view_new:
 * @client: the service, signed in
 * @service_name: what to call it
 * @settings: what the user has set up for this service
 *
 * Returns: (transfer floating): the view
 */
GtkWidget *
invites_main_view_new (InvitesClient *client,
                       const char *service_name,
                       GSettings *settings)
{
  InvitesMainView *self;

  g_return_val_if_fail (INVITES_IS_CLIENT (client), NULL);
  g_return_val_if_fail (service_name != NULL, NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (INVITES_TYPE_MAIN_VIEW, NULL);
  self->settings = g_object_ref (settings);
  self->client = g_object_ref (client);
  self->watch = invites_send_watch_new (client);
  g_signal_connect_object (self->watch, "ended", G_CALLBACK (send_ended_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->watch, "changed",
                           G_CALLBACK (watch_changed_cb), self,
                           G_CONNECT_SWAPPED);
  invites_send_watch_look_around (self->watch);
  adw_view_switcher_title_set_subtitle (self->switcher_title, service_name);
  gtk_label_set_label (self->service_label, service_name);
  invites_invite_page_set_settings (self->invite_page, settings);
  invites_invite_page_set_client (self->invite_page, client);

  return GTK_WIDGET (self);
}

/**
 * invites_main_view_get_settings:
 * @self: the view
 *
 * Returns: (transfer none): what the user has set up for this service
 */
GSettings *
invites_main_view_get_settings (InvitesMainView *self)
{
  g_return_val_if_fail (INVITES_IS_MAIN_VIEW (self), NULL);

  return self->settings;
}

/* By a key it is shown to be worked on, not just to be seen. */
static void
focus_page (InvitesMainView *self)
{
  GtkWidget *page = adw_view_stack_get_visible_child (self->view_stack);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, page))
    gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
}

/**
 * invites_main_view_get_choices:
 * @self: the view
 *
 * Returns: (transfer none) (nullable): what can be chosen; %NULL until it is
 *   loaded
 */
const InvitesChoices *
invites_main_view_get_choices (InvitesMainView *self)
{
  g_return_val_if_fail (INVITES_IS_MAIN_VIEW (self), NULL);

  return self->choices;
}

/**
 * invites_main_view_focus:
 * @self: the view
 *
 * Puts the focus on the page that is shown.
 */
void
invites_main_view_focus (InvitesMainView *self)
{
  g_return_if_fail (INVITES_IS_MAIN_VIEW (self));

  focus_page (self);
}

/**
 * invites_main_view_set_menu:
 * @self: the view
 * @menu: the main menu
 */
void
invites_main_view_set_menu (InvitesMainView *self, GMenuModel *menu)
{
  g_return_if_fail (INVITES_IS_MAIN_VIEW (self));
  g_return_if_fail (G_IS_MENU_MODEL (menu));

  gtk_menu_button_set_menu_model (self->menu_button, menu);
}

/**
 * invites_main_view_name_service:
 * @self: the view
 * @named: whether to say on the screen which service this is
 */
void
invites_main_view_name_service (InvitesMainView *self, gboolean named)
{
  g_return_if_fail (INVITES_IS_MAIN_VIEW (self));

  self->names_service = named;
  update_service_label (self);
}

/**
 * invites_main_view_show_page:
 * @self: the view
 * @name: "invite" or "sends"
 */
void
invites_main_view_show_page (InvitesMainView *self, const char *name)
{
  g_return_if_fail (INVITES_IS_MAIN_VIEW (self));
  g_return_if_fail (g_str_equal (name, PAGE_INVITE)
                    || g_str_equal (name, PAGE_SENDS));

  adw_view_stack_set_visible_child_name (self->view_stack, name);
  focus_page (self);
}

/**
 * invites_main_view_refresh:
 * @self: the view
 *
 * Asks again for what is on the screen.
 */
void
invites_main_view_refresh (InvitesMainView *self)
{
  g_return_if_fail (INVITES_IS_MAIN_VIEW (self));

  if (is_on_sends (self))
    invites_sends_page_refresh (self->sends_page);
  else
    invites_invite_page_reload (self->invite_page);
}

/**
 * invites_main_view_reload:
 * @self: the view
 *
 * Goes on after the same user has signed in again: everything that was entered
 * is still there, and what is shown is asked for anew.
 */
void
invites_main_view_reload (InvitesMainView *self)
{
  g_return_if_fail (INVITES_IS_MAIN_VIEW (self));

  invites_send_watch_look_around (self->watch);
  invites_invite_page_reload (self->invite_page);
  if (self->sends_page != NULL)
    invites_sends_page_refresh (self->sends_page);
}

/**
 * invites_main_view_can_send:
 * @self: the view
 *
 * Returns: whether Send Email… can be seen and pressed
 */
gboolean
invites_main_view_can_send (InvitesMainView *self)
{
  g_return_val_if_fail (INVITES_IS_MAIN_VIEW (self), FALSE);

  return !is_on_sends (self)
         && invites_invite_page_can_send (self->invite_page);
}

/**
 * invites_main_view_send:
 * @self: the view
 *
 * Does what Send Email… does.
 */
void
invites_main_view_send (InvitesMainView *self)
{
  g_return_if_fail (INVITES_IS_MAIN_VIEW (self));

  if (invites_main_view_can_send (self))
    invites_invite_page_send (self->invite_page);
}

/**
 * invites_main_view_can_find:
 * @self: the view
 *
 * Returns: whether contacts can be looked for
 */
gboolean
invites_main_view_can_find (InvitesMainView *self)
{
  g_return_val_if_fail (INVITES_IS_MAIN_VIEW (self), FALSE);

  return invites_invite_page_can_find (self->invite_page);
}

/**
 * invites_main_view_find:
 * @self: the view
 *
 * Looks for a contact by name.
 */
void
invites_main_view_find (InvitesMainView *self)
{
  g_return_if_fail (INVITES_IS_MAIN_VIEW (self));

  invites_invite_page_find (self->invite_page);
}

/**
 * invites_main_view_show_send:
 * @self: the view
 * @uuid: a send
 *
 * Opens that send's page.
 */
void
invites_main_view_show_send (InvitesMainView *self, const char *uuid)
{
  g_autofree char *id = g_strdup (uuid);

  g_return_if_fail (INVITES_IS_MAIN_VIEW (self));
  g_return_if_fail (uuid != NULL);

  adw_view_stack_set_visible_child_name (self->view_stack, PAGE_SENDS);
  ensure_sends_page (self);
  invites_sends_page_show_send (self->sends_page, id);
}

/**
 * invites_main_view_show_message:
 * @self: the view
 * @message: one sentence that stays until the user has read it
 */
void
invites_main_view_show_message (InvitesMainView *self, const char *message)
{
  g_return_if_fail (INVITES_IS_MAIN_VIEW (self));
  g_return_if_fail (message != NULL);

  g_clear_pointer (&self->offer, g_free);
  invites_message_strip_show (self->strip, message, _("Dismiss"));
}

/**
 * invites_main_view_show_offer:
 * @self: the view
 * @message: one sentence
 * @button_label: what can be done
 * @action: the action that does it
 */
void
invites_main_view_show_offer (InvitesMainView *self,
                              const char *message,
                              const char *button_label,
                              const char *action)
{
  g_return_if_fail (INVITES_IS_MAIN_VIEW (self));
  g_return_if_fail (message != NULL);
  g_return_if_fail (button_label != NULL);
  g_return_if_fail (action != NULL);

  g_free (self->offer);
  self->offer = g_strdup (action);
  invites_message_strip_show (self->strip, message, button_label);
}

/**
 * invites_main_view_add_toast:
 * @self: the view
 * @toast: (transfer full): what to say for a moment
 */
void
invites_main_view_add_toast (InvitesMainView *self, AdwToast *toast)
{
  g_return_if_fail (INVITES_IS_MAIN_VIEW (self));
  g_return_if_fail (ADW_IS_TOAST (toast));

  adw_toast_overlay_add_toast (self->toast_overlay, toast);
}
