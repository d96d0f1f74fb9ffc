/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/invites-primary-menu.h"
#include "app/invites-service-view-private.h"
#include "app/settings/invites-settings.h"
#include "app/widgets/invites-accessibility.h"
#include "app/widgets/invites-format.h"
#include "app/widgets/invites-line-text.h"

G_DEFINE_FINAL_TYPE (InvitesServiceView, invites_service_view,
                     GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  KEY_CHANGED,
  SEND_ENDED,
  SESSION_ENDED,
  LEADS_ELSEWHERE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
show_page (InvitesServiceView *self, gpointer page)
{
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (page));
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
shows (InvitesServiceView *self, gpointer page)
{
  return page != NULL
         && gtk_stack_get_visible_child (self->stack) == GTK_WIDGET (page);
}

static void
update_key (InvitesServiceView *self)
{
  g_autofree char *old = g_steal_pointer (&self->key);

  if (self->demo != NULL)
    self->key = g_strdup (INVITES_SERVICE_VIEW_DEMO_KEY);
  else if (self->service_url != NULL && self->username != NULL)
    self->key = invites_service_view_dup_key_for (self->service_url,
                                                  self->username);
  if (g_strcmp0 (self->key, old) != 0)
    g_signal_emit (self, signals[KEY_CHANGED], 0);
}

static void
retry_cb (InvitesServiceView *self)
{
  if (self->demo != NULL)
    invites_service_view_run_demo (self);
  else
    invites_service_view_start (self);
}

/* A demo that could not start is left behind. */
static void
sign_in_instead_cb (InvitesServiceView *self)
{
  if (self->demo != NULL)
    {
      g_autoptr(InvitesSession) session
          = invites_session_new (self->services, self->trust);

      invites_service_view_stop_demo (self);
      update_key (self);
      invites_service_view_take_session (self, session);
    }
  invites_service_view_ask (self, NULL);
}

static InvitesStartPage *
ensure_start_page (InvitesServiceView *self)
{
  g_autoptr(GMenuModel) menu = NULL;

  if (self->start_page != NULL)
    return self->start_page;

  self->start_page = g_object_new (INVITES_TYPE_START_PAGE, NULL);
  menu = invites_primary_menu_new (self->services_menu, NULL);
  invites_start_page_set_menu (self->start_page, menu);
  g_signal_connect_object (self->start_page, "retry", G_CALLBACK (retry_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->start_page, "sign-in",
                           G_CALLBACK (sign_in_instead_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_stack_add_child (self->stack, GTK_WIDGET (self->start_page));
  return self->start_page;
}

/**
 * invites_service_view_show_busy:
 * @self: the view
 * @what: what goes on
 */
void
invites_service_view_show_busy (InvitesServiceView *self, const char *what)
{
  invites_start_page_show_busy (ensure_start_page (self), what);
  show_page (self, self->start_page);
}

/**
 * invites_service_view_show_failed:
 * @self: the view
 * @what: what did not work
 * @reason: why, in one sentence
 */
void
invites_service_view_show_failed (InvitesServiceView *self,
                                  const char *what,
                                  const char *reason)
{
  invites_start_page_show_failed (ensure_start_page (self), what, reason,
                                  TRUE);
  show_page (self, self->start_page);
}

static char *
dup_who (InvitesServiceView *self, const char *name)
{
  g_autofree char *host = invites_service_view_dup_service_name (self);

  return invites_line_text_join (name, host);
}

static void
show_forbidden (InvitesServiceView *self, const InvitesUser *user)
{
  g_autofree char *who = dup_who (self, user->name);
  g_autoptr(GMenuModel) menu = NULL;

  if (self->forbidden_page == NULL)
    {
      self->forbidden_page = g_object_new (INVITES_TYPE_FORBIDDEN_PAGE, NULL);
      gtk_stack_add_child (self->stack, GTK_WIDGET (self->forbidden_page));
    }
  menu = invites_primary_menu_new (self->services_menu, who);
  invites_forbidden_page_set_menu (self->forbidden_page, menu);
  invites_forbidden_page_set_name (self->forbidden_page, user->name);
  show_page (self, self->forbidden_page);
  invites_service_view_focus (self);
}

static void
changed_cb (InvitesServiceView *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
send_ended_cb (InvitesServiceView *self, const InvitesSend *send, gboolean own)
{
  g_signal_emit (self, signals[SEND_ENDED], 0, send, own);
}

static void
drop_main_view (InvitesServiceView *self)
{
  if (self->main_view != NULL)
    gtk_stack_remove (self->stack, GTK_WIDGET (self->main_view));
  self->main_view = NULL;
  g_clear_pointer (&self->main_identity, g_free);
}

/* A demo leaves nothing behind. */
static GSettings *
make_user_settings (InvitesServiceView *self)
{
  if (self->demo != NULL)
    return invites_settings_new_for_user (NULL, NULL);
  return invites_settings_new_for_user (self->service_url, self->username);
}

static void
make_main_view (InvitesServiceView *self)
{
  InvitesClient *client = invites_session_get_client (self->session);
  const InvitesUser *user = invites_client_get_user (client);
  g_autoptr(GSettings) settings = make_user_settings (self);
  g_autofree char *name = invites_service_view_dup_service_name (self);
  g_autofree char *who = dup_who (self, user != NULL ? user->name : "");
  g_autoptr(GMenuModel) menu
      = invites_primary_menu_new (self->services_menu, who);

  self->main_view
      = INVITES_MAIN_VIEW (invites_main_view_new (client, name, settings));
  invites_main_view_set_menu (self->main_view, menu);
  invites_main_view_name_service (self->main_view, self->names_service);
  g_signal_connect_object (self->main_view, "can-send-changed",
                           G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->main_view, "send-ended",
                           G_CALLBACK (send_ended_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_stack_add_child (self->stack, GTK_WIDGET (self->main_view));
}

/* The same user finds everything as it was; anybody else starts afresh. */
static void
show_main_view (InvitesServiceView *self)
{
  g_autofree char *identity = invites_session_dup_identity (self->session);

  if (self->main_view != NULL
      && g_strcmp0 (identity, self->main_identity) != 0)
    {
      drop_main_view (self);
      g_signal_emit (self, signals[SESSION_ENDED], 0, TRUE);
    }
  if (self->main_view == NULL)
    {
      make_main_view (self);
      self->main_identity = g_steal_pointer (&identity);
    }
  else
    invites_main_view_reload (self->main_view);
  show_page (self, self->main_view);
}

static void
show_awaited_send (InvitesServiceView *self)
{
  g_autofree char *uuid = g_steal_pointer (&self->awaited_send);

  if (uuid != NULL)
    invites_main_view_show_send (self->main_view, uuid);
}

/**
 * invites_service_view_enter:
 * @self: the view, with somebody signed in
 *
 * Shows what that user may see.
 */
void
invites_service_view_enter (InvitesServiceView *self)
{
  InvitesClient *client = invites_session_get_client (self->session);
  const InvitesUser *user = invites_client_get_user (client);

  g_free (self->service_url);
  self->service_url = g_strdup (invites_client_get_service_url (client));
  g_free (self->username);
  self->username = g_strdup (invites_session_get_username (self->session));
  update_key (self);

  if (user != NULL && !invites_user_may_read (user))
    {
      drop_main_view (self);
      g_signal_emit (self, signals[SESSION_ENDED], 0, TRUE);
      show_forbidden (self, user);
      return;
    }
  show_main_view (self);
  show_awaited_send (self);
}

static void
session_ended_cb (InvitesServiceView *self)
{
  g_signal_emit (self, signals[SESSION_ENDED], 0, FALSE);
  invites_service_view_ask (
      self, _("Your sign-in has ended. Sign in again to go on."));
}

static void
not_remembered_cb (InvitesServiceView *self)
{
  if (self->main_view != NULL)
    invites_main_view_show_message (
        self->main_view, _("You will have to sign in again next time: this "
                           "computer has no usable keyring."));
}

/**
 * invites_service_view_take_session:
 * @self: the view
 * @session: in which nobody is signed in yet
 *
 * Goes on with @session instead of the one that there was.
 */
void
invites_service_view_take_session (InvitesServiceView *self,
                                   InvitesSession *session)
{
  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_func (self->session, session_ended_cb,
                                            self);
      g_signal_handlers_disconnect_by_func (self->session, not_remembered_cb,
                                            self);
    }
  g_set_object (&self->session, session);
  g_signal_connect_object (session, "ended", G_CALLBACK (session_ended_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (session, "not-remembered",
                           G_CALLBACK (not_remembered_cb), self,
                           G_CONNECT_SWAPPED);
  if (self->sign_in_page != NULL)
    invites_sign_in_page_set_session (self->sign_in_page, session);
}

static gboolean
leads_elsewhere_cb (InvitesServiceView *self,
                    const char *service_url,
                    const char *username,
                    const char *password,
                    gboolean stay_signed_in)
{
  gboolean elsewhere = FALSE;

  if (self->demo == NULL)
    g_signal_emit (self, signals[LEADS_ELSEWHERE], 0, service_url, username,
                   password, stay_signed_in, &elsewhere);
  return elsewhere;
}

static InvitesSignInPage *
ensure_sign_in_page (InvitesServiceView *self)
{
  g_autoptr(GMenuModel) menu = NULL;

  if (self->sign_in_page != NULL)
    return self->sign_in_page;

  self->sign_in_page = g_object_new (INVITES_TYPE_SIGN_IN_PAGE, NULL);
  menu = invites_primary_menu_new (self->services_menu, NULL);
  invites_sign_in_page_set_menu (self->sign_in_page, menu);
  invites_sign_in_page_set_session (self->sign_in_page, self->session);
  invites_sign_in_page_set_service_url (self->sign_in_page, self->service_url);
  invites_sign_in_page_set_username (self->sign_in_page, self->username);
  g_signal_connect_object (self->sign_in_page, "signed-in",
                           G_CALLBACK (invites_service_view_enter), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sign_in_page, "leads-elsewhere",
                           G_CALLBACK (leads_elsewhere_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_stack_add_child (self->stack, GTK_WIDGET (self->sign_in_page));
  return self->sign_in_page;
}

/**
 * invites_service_view_ask:
 * @self: the view
 * @message: (nullable): why
 *
 * Shows the sign-in page over whatever there was, which stays as it is.
 */
void
invites_service_view_ask (InvitesServiceView *self, const char *message)
{
  InvitesSignInPage *page = ensure_sign_in_page (self);

  if (self->demo != NULL)
    invites_sign_in_page_set_demo (page,
                                   invites_demo_get_service_url (self->demo),
                                   INVITES_DEMO_USERNAME,
                                   invites_demo_get_password (self->demo));
  else
    /* Not in the midst of somebody's work. */
    invites_sign_in_page_offer_demo (page, self->main_view == NULL
                                               && invites_demo_is_available ());
  invites_sign_in_page_offer_back (page, self->offers_back);
  invites_sign_in_page_show_message (page, message);
  show_page (self, page);
  invites_service_view_focus (self);
}

static void
resumed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(InvitesServiceView) self = INVITES_SERVICE_VIEW (user_data);
  g_autoptr(GError) error = NULL;
  g_autofree char *reason = NULL;

  if (invites_session_resume_finish (INVITES_SESSION (source), result, &error))
    invites_service_view_enter (self);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  else if (g_error_matches (error, INVITES_ERROR, INVITES_ERROR_SIGNED_OUT)
           || g_error_matches (error, INVITES_ERROR,
                               INVITES_ERROR_NOT_REMEMBERED))
    invites_service_view_ask (
        self, _("Your sign-in has ended. Sign in again to go on."));
  else
    {
      reason = invites_format_error (error);
      invites_service_view_show_failed (self, _("Could Not Sign In"), reason);
    }
}

static void
invites_service_view_dispose (GObject *object)
{
  InvitesServiceView *self = INVITES_SERVICE_VIEW (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  invites_service_view_stop_demo (self);
  g_clear_pointer ((GtkWidget **) &self->stack, gtk_widget_unparent);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_object (&self->services);
  g_clear_object (&self->trust);
  g_clear_object (&self->services_menu);

  G_OBJECT_CLASS (invites_service_view_parent_class)->dispose (object);
}

static void
invites_service_view_finalize (GObject *object)
{
  InvitesServiceView *self = INVITES_SERVICE_VIEW (object);

  g_free (self->service_url);
  g_free (self->username);
  g_free (self->key);
  g_free (self->main_identity);
  g_free (self->awaited_send);

  G_OBJECT_CLASS (invites_service_view_parent_class)->finalize (object);
}

static void
invites_service_view_class_init (InvitesServiceViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = invites_service_view_dispose;
  object_class->finalize = invites_service_view_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[KEY_CHANGED] = g_signal_new ("key-changed", G_TYPE_FROM_CLASS (klass),
                                       G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 0);
  signals[SEND_ENDED]
      = g_signal_new ("send-ended", G_TYPE_FROM_CLASS (klass),
                      G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 2,
                      INVITES_TYPE_SEND | G_SIGNAL_TYPE_STATIC_SCOPE,
                      G_TYPE_BOOLEAN);
  /* Its argument: whether for good, so that nothing of it may stay. */
  signals[SESSION_ENDED] = g_signal_new (
      "session-ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
      NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  signals[LEADS_ELSEWHERE] = g_signal_new (
      "leads-elsewhere", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
      g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 4,
      G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_BOOLEAN);

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass),
                                            GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass),
                                        GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
invites_service_view_init (InvitesServiceView *self)
{
  self->cancellable = g_cancellable_new ();
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_hhomogeneous (self->stack, FALSE);
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  invites_accessibility_mend (GTK_WIDGET (self->stack));
  gtk_widget_set_parent (GTK_WIDGET (self->stack), GTK_WIDGET (self));
}

/**
 * invites_service_view_new:
 * @services: the services that are known
 * @trust: whose certificates are good
 * @menu: the main menu's section of services
 *
 * Returns: (transfer floating): a view that waits to be started
 */
GtkWidget *
invites_service_view_new (InvitesServices *services,
                          InvitesTrust *trust,
                          GMenuModel *menu)
{
  InvitesServiceView *self;
  g_autoptr(InvitesSession) session = NULL;

  g_return_val_if_fail (INVITES_IS_SERVICES (services), NULL);
  g_return_val_if_fail (INVITES_IS_TRUST (trust), NULL);
  g_return_val_if_fail (G_IS_MENU_MODEL (menu), NULL);

  self = g_object_new (INVITES_TYPE_SERVICE_VIEW, NULL);
  self->services = g_object_ref (services);
  self->trust = g_object_ref (trust);
  self->services_menu = g_object_ref (menu);
  session = invites_session_new (services, trust);
  invites_service_view_take_session (self, session);

  return GTK_WIDGET (self);
}

/**
 * invites_service_view_set_service:
 * @self: the view, not started
 * @service_url: (nullable): the address, as it may have been typed
 * @username: (nullable): the user
 */
void
invites_service_view_set_service (InvitesServiceView *self,
                                  const char *service_url,
                                  const char *username)
{
  g_return_if_fail (INVITES_IS_SERVICE_VIEW (self));

  g_free (self->service_url);
  self->service_url = g_strdup (service_url);
  g_free (self->username);
  self->username = g_strdup (username);
  update_key (self);
}

/**
 * invites_service_view_start:
 * @self: the view
 *
 * Goes on as the user who stayed signed in, or asks to sign in.
 */
void
invites_service_view_start (InvitesServiceView *self)
{
  const InvitesKnownService *known = NULL;

  g_return_if_fail (INVITES_IS_SERVICE_VIEW (self));

  if (self->key != NULL)
    known = invites_services_find (self->services, self->service_url,
                                   self->username);
  if (known == NULL || !known->stays_signed_in)
    {
      invites_service_view_ask (self, NULL);
      return;
    }

  invites_service_view_show_busy (self, _("Signing in…"));
  invites_session_resume_async (self->session, self->service_url,
                                self->username, self->cancellable, resumed_cb,
                                g_object_ref (self));
}

/**
 * invites_service_view_start_demo:
 * @self: the view, where nobody has signed in
 *
 * Makes a private service with made-up contacts, and signs in there.
 */
void
invites_service_view_start_demo (InvitesServiceView *self)
{
  g_return_if_fail (INVITES_IS_SERVICE_VIEW (self));

  if (self->demo != NULL)
    return;
  self->demo = invites_demo_new ();
  update_key (self);
  invites_service_view_run_demo (self);
}

/**
 * invites_service_view_sign_in:
 * @self: the view, which asks to sign in
 * @password: the password of its user
 * @stay_signed_in: whether the user wants to stay signed in
 */
void
invites_service_view_sign_in (InvitesServiceView *self,
                              const char *password,
                              gboolean stay_signed_in)
{
  g_return_if_fail (INVITES_IS_SERVICE_VIEW (self));
  g_return_if_fail (password != NULL);

  if (!shows (self, self->sign_in_page))
    return;
  invites_sign_in_page_set_service_url (self->sign_in_page, self->service_url);
  invites_sign_in_page_set_username (self->sign_in_page, self->username);
  invites_sign_in_page_sign_in (self->sign_in_page, password, stay_signed_in);
}

/**
 * invites_service_view_sign_out:
 * @self: the view
 *
 * Forgets what the user entered and looked at, and asks to sign in.
 */
void
invites_service_view_sign_out (InvitesServiceView *self)
{
  g_return_if_fail (INVITES_IS_SERVICE_VIEW (self));

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  self->cancellable = g_cancellable_new ();
  invites_session_sign_out (self->session);
  drop_main_view (self);
  g_signal_emit (self, signals[SESSION_ENDED], 0, TRUE);
  invites_service_view_ask (self, NULL);
}

/**
 * invites_service_view_offer_back:
 * @self: the view
 * @offered: whether there is another service to go back to from the sign-in
 *   page
 */
void
invites_service_view_offer_back (InvitesServiceView *self, gboolean offered)
{
  g_return_if_fail (INVITES_IS_SERVICE_VIEW (self));

  self->offers_back = offered;
  if (self->sign_in_page != NULL)
    invites_sign_in_page_offer_back (self->sign_in_page, offered);
}

/**
 * invites_service_view_name_service:
 * @self: the view
 * @named: whether to say on the screen which service this is
 */
void
invites_service_view_name_service (InvitesServiceView *self, gboolean named)
{
  g_return_if_fail (INVITES_IS_SERVICE_VIEW (self));

  self->names_service = named;
  if (self->main_view != NULL)
    invites_main_view_name_service (self->main_view, named);
}

/**
 * invites_service_view_show_send:
 * @self: the view
 * @uuid: a send
 *
 * Opens that send's page, as soon as somebody is signed in.
 */
void
invites_service_view_show_send (InvitesServiceView *self, const char *uuid)
{
  g_return_if_fail (INVITES_IS_SERVICE_VIEW (self));
  g_return_if_fail (uuid != NULL);

  g_free (self->awaited_send);
  self->awaited_send = g_strdup (uuid);
  if (invites_service_view_get_main_view (self) != NULL)
    show_awaited_send (self);
}

/**
 * invites_service_view_focus:
 * @self: the view
 *
 * Puts the focus where there is something to do.
 */
void
invites_service_view_focus (InvitesServiceView *self)
{
  g_return_if_fail (INVITES_IS_SERVICE_VIEW (self));

  /* Not while another service is what the user works with. */
  if (!gtk_widget_get_child_visible (GTK_WIDGET (self)))
    return;
  if (shows (self, self->sign_in_page))
    invites_sign_in_page_focus (self->sign_in_page);
  else if (shows (self, self->forbidden_page))
    invites_forbidden_page_focus (self->forbidden_page);
  else if (shows (self, self->main_view))
    invites_main_view_focus (self->main_view);
  else
    gtk_widget_child_focus (GTK_WIDGET (self->stack), GTK_DIR_TAB_FORWARD);
}

/**
 * invites_service_view_get_key:
 * @self: the view
 *
 * Returns: (transfer none) (nullable): what tells it from the others, or %NULL
 *   as long as nobody has said which service it is for
 */
const char *
invites_service_view_get_key (InvitesServiceView *self)
{
  g_return_val_if_fail (INVITES_IS_SERVICE_VIEW (self), NULL);

  return self->key;
}

/**
 * invites_service_view_get_service_url:
 * @self: the view
 *
 * Returns: (transfer none) (nullable): the address of the service
 */
const char *
invites_service_view_get_service_url (InvitesServiceView *self)
{
  g_return_val_if_fail (INVITES_IS_SERVICE_VIEW (self), NULL);

  return self->service_url;
}

/**
 * invites_service_view_get_username:
 * @self: the view
 *
 * Returns: (transfer none) (nullable): the user there
 */
const char *
invites_service_view_get_username (InvitesServiceView *self)
{
  g_return_val_if_fail (INVITES_IS_SERVICE_VIEW (self), NULL);

  return self->username;
}

/**
 * invites_service_view_is_signed_in:
 * @self: the view
 *
 * Returns: whether somebody is signed in, and could sign out
 */
gboolean
invites_service_view_is_signed_in (InvitesServiceView *self)
{
  g_return_val_if_fail (INVITES_IS_SERVICE_VIEW (self), FALSE);

  return shows (self, self->main_view) || shows (self, self->forbidden_page);
}

/**
 * invites_service_view_is_signing_in:
 * @self: the view
 *
 * Returns: whether the sign-in page is what it shows
 */
gboolean
invites_service_view_is_signing_in (InvitesServiceView *self)
{
  g_return_val_if_fail (INVITES_IS_SERVICE_VIEW (self), FALSE);

  return shows (self, self->sign_in_page);
}

/**
 * invites_service_view_get_main_view:
 * @self: the view
 *
 * Returns: (transfer none) (nullable): what a user works in, while that is what
 *   it shows
 */
InvitesMainView *
invites_service_view_get_main_view (InvitesServiceView *self)
{
  g_return_val_if_fail (INVITES_IS_SERVICE_VIEW (self), NULL);

  return shows (self, self->main_view) ? self->main_view : NULL;
}

/**
 * invites_service_view_get_demo:
 * @self: the view
 *
 * Returns: (transfer none) (nullable): the demo, when this is one
 */
InvitesDemo *
invites_service_view_get_demo (InvitesServiceView *self)
{
  g_return_val_if_fail (INVITES_IS_SERVICE_VIEW (self), NULL);

  return self->demo;
}

/**
 * invites_service_view_dup_service_name:
 * @self: the view
 *
 * Returns: (transfer full): what to call the service
 */
char *
invites_service_view_dup_service_name (InvitesServiceView *self)
{
  if (self->demo != NULL)
    return g_strdup (_("Demo"));
  return invites_services_dup_host (self->service_url != NULL
                                      ? self->service_url
                                      : "");
}

/**
 * invites_service_view_dup_key_for:
 * @service_url: an address in its normal form
 * @username: a user there
 *
 * Returns: (transfer full): what invites_service_view_get_key() says of that
 *   user there; no address has a space
 */
char *
invites_service_view_dup_key_for (const char *service_url,
                                  const char *username)
{
  g_return_val_if_fail (service_url != NULL, NULL);
  g_return_val_if_fail (username != NULL, NULL);

  return g_strdup_printf ("%s %s", service_url, username);
}
