/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/invites-notification.h"
#include "app/invites-window-private.h"
#include "app/settings/invites-settings.h"
#include "app/widgets/invites-accessibility.h"
#include "app/widgets/invites-format.h"
#include "app/widgets/invites-send-text.h"

#define DEFAULT_WIDTH  1180 /* pixels */
#define DEFAULT_HEIGHT 760  /* pixels */
#define MIN_WIDTH      360  /* pixels */
#define MIN_HEIGHT     360  /* pixels */

G_DEFINE_FINAL_TYPE_WITH_CODE (
    InvitesWindow,
    invites_window,
    ADW_TYPE_APPLICATION_WINDOW,
    G_IMPLEMENT_INTERFACE (INVITES_TYPE_WORKPLACE,
                           invites_window_workplace_init))

static void resume (InvitesWindow *self);
static void start_demo (InvitesWindow *self);
static void stop_demo (InvitesWindow *self);
static void take_session (InvitesWindow *self, InvitesSession *session);

static void
show_page (InvitesWindow *self, gpointer page)
{
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (page));
  invites_window_update_actions (self);
}

static void
retry_cb (InvitesWindow *self)
{
  if (self->demo != NULL)
    start_demo (self);
  else
    resume (self);
}

/* A demo that could not start is left behind. */
static void
sign_in_instead_cb (InvitesWindow *self)
{
  if (self->demo != NULL)
    {
      g_autoptr(InvitesSession) session = invites_session_new (self->memory);

      stop_demo (self);
      take_session (self, session);
    }
  invites_window_show_sign_in (self, NULL);
}

static InvitesStartPage *
ensure_start_page (InvitesWindow *self)
{
  if (self->start_page == NULL)
    {
      self->start_page = g_object_new (INVITES_TYPE_START_PAGE, NULL);
      g_signal_connect_object (self->start_page, "retry",
                               G_CALLBACK (retry_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (self->start_page, "sign-in",
                               G_CALLBACK (sign_in_instead_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_stack_add_child (self->stack, GTK_WIDGET (self->start_page));
    }
  return self->start_page;
}

static void
show_busy (InvitesWindow *self, const char *what)
{
  invites_start_page_show_busy (ensure_start_page (self), what);
  show_page (self, self->start_page);
}

static GtkWidget *
make_forbidden_content (InvitesWindow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *button = gtk_button_new_with_label (_("Sign Out"));
  GtkWidget *page = adw_status_page_new ();

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.sign-out");
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");

  self->forbidden_page = ADW_STATUS_PAGE (page);
  self->forbidden_button = button;
  adw_status_page_set_icon_name (self->forbidden_page,
                                 "changes-prevent-symbolic");
  adw_status_page_set_title (self->forbidden_page, _("Not Permitted"));
  adw_status_page_set_child (self->forbidden_page, button);
  gtk_widget_set_vexpand (page, TRUE);

  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), page);
  return box;
}

static void
show_forbidden (InvitesWindow *self, const InvitesUser *user)
{
  g_autofree char *text = NULL;
  g_autofree char *markup = NULL;

  if (self->forbidden_page == NULL)
    gtk_stack_add_named (self->stack, make_forbidden_content (self),
                         "forbidden");

  text = g_strdup_printf (
      _("%s may not open this screen. Ask your administrator for permission "
        "390, “Send Account Portal Invitations”, or 391, “Review Account "
        "Portal Invitations”."),
      user->name);
  markup = g_markup_escape_text (text, -1);
  adw_status_page_set_description (self->forbidden_page, markup);
  gtk_stack_set_visible_child_name (self->stack, "forbidden");
  gtk_widget_grab_focus (self->forbidden_button);
  invites_window_update_actions (self);
}

static void
update_actions_cb (InvitesWindow *self)
{
  invites_window_update_actions (self);
}

/* A list over it counts as well: the user is here. */
static gboolean
is_looked_at (InvitesWindow *self)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWindow) window = g_list_model_get_item (windows, i);

      if (gtk_window_is_active (window))
        return TRUE;
    }
  return FALSE;
}

static void
send_ended_cb (InvitesWindow *self, const InvitesSend *send, gboolean own)
{
  GApplication *application = g_application_get_default ();

  if (application != NULL
      && invites_notification_is_due (send, own, is_looked_at (self)))
    invites_notification_send (application, send);
  if (self->demo != NULL && invites_send_text_went_out (send))
    invites_window_offer_last_mail (self);
}

/**
 * invites_window_drop_main_view:
 * @self: the window
 *
 * Forgets what a user entered and looked at, in this window and in those that
 * were opened over it.
 */
void
invites_window_drop_main_view (InvitesWindow *self)
{
  invites_window_close_others (self);
  if (self->main_view != NULL)
    gtk_stack_remove (self->stack, GTK_WIDGET (self->main_view));
  self->main_view = NULL;
  g_clear_pointer (&self->main_identity, g_free);
}

/* A demo leaves nothing behind. */
static GSettings *
make_user_settings (InvitesWindow *self)
{
  InvitesClient *client = invites_session_get_client (self->session);

  if (self->demo != NULL)
    return invites_settings_new_for_user (NULL, NULL);
  return invites_settings_new_for_user (
      invites_client_get_service_url (client),
      invites_session_get_username (self->session));
}

/* The same user finds everything as it was; anybody else starts afresh. */
static void
show_main_view (InvitesWindow *self)
{
  InvitesClient *client = invites_session_get_client (self->session);
  g_autofree char *identity = invites_session_dup_identity (self->session);
  gboolean same = g_strcmp0 (identity, self->main_identity) == 0;

  if (self->main_view != NULL && !same)
    invites_window_drop_main_view (self);
  if (self->main_view == NULL)
    {
      const char *service = self->demo != NULL
                                ? _("Demo")
                                : invites_client_get_service_url (client);
      g_autoptr(GSettings) settings = make_user_settings (self);

      self->main_view = INVITES_MAIN_VIEW (
          invites_main_view_new (client, service, settings));
      self->main_identity = g_steal_pointer (&identity);
      g_signal_connect_object (self->main_view, "can-send-changed",
                               G_CALLBACK (update_actions_cb), self,
                               G_CONNECT_SWAPPED);
      g_signal_connect_object (self->main_view, "send-ended",
                               G_CALLBACK (send_ended_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_stack_add_child (self->stack, GTK_WIDGET (self->main_view));
    }
  else
    invites_main_view_reload (self->main_view);
  show_page (self, self->main_view);
}

static void
enter (InvitesWindow *self)
{
  InvitesClient *client = invites_session_get_client (self->session);
  const InvitesUser *user = invites_client_get_user (client);

  if (user != NULL && !invites_user_may_read (user))
    {
      invites_window_drop_main_view (self);
      show_forbidden (self, user);
    }
  else
    show_main_view (self);
}

static void
session_ended_cb (InvitesWindow *self)
{
  invites_window_unblock (self);
  invites_window_show_sign_in (
      self, _("Your sign-in has ended. Sign in again to go on."));
  gtk_window_present (GTK_WINDOW (self));
}

static void
not_remembered_cb (InvitesWindow *self)
{
  if (self->main_view != NULL)
    invites_main_view_show_message (
        self->main_view, _("You will have to sign in again next time: this "
                           "computer has no usable keyring."));
}

static void
take_session (InvitesWindow *self, InvitesSession *session)
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

static void
signed_in_cb (InvitesWindow *self)
{
  enter (self);
}

static InvitesSignInPage *
ensure_sign_in_page (InvitesWindow *self)
{
  if (self->sign_in_page == NULL)
    {
      self->sign_in_page = g_object_new (INVITES_TYPE_SIGN_IN_PAGE, NULL);
      invites_sign_in_page_set_session (self->sign_in_page, self->session);
      invites_sign_in_page_set_service_url (
          self->sign_in_page, invites_memory_get_service_url (self->memory));
      invites_sign_in_page_set_username (
          self->sign_in_page, invites_memory_get_username (self->memory));
      g_signal_connect_object (self->sign_in_page, "signed-in",
                               G_CALLBACK (signed_in_cb), self,
                               G_CONNECT_SWAPPED);
      gtk_stack_add_child (self->stack, GTK_WIDGET (self->sign_in_page));
    }
  return self->sign_in_page;
}

/**
 * invites_window_show_sign_in:
 * @self: the window
 * @message: (nullable): why
 *
 * Shows the sign-in page over whatever there was, which stays as it is.
 */
void
invites_window_show_sign_in (InvitesWindow *self, const char *message)
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
  invites_sign_in_page_show_message (page, message);
  show_page (self, page);
  invites_sign_in_page_focus (page);
}

static void
resumed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(InvitesWindow) self = INVITES_WINDOW (user_data);
  g_autoptr(GError) error = NULL;
  g_autofree char *reason = NULL;

  if (invites_session_resume_finish (INVITES_SESSION (source), result, &error))
    enter (self);
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  else if (g_error_matches (error, INVITES_ERROR, INVITES_ERROR_SIGNED_OUT)
           || g_error_matches (error, INVITES_ERROR,
                               INVITES_ERROR_NOT_REMEMBERED))
    invites_window_show_sign_in (
        self, _("Your sign-in has ended. Sign in again to go on."));
  else
    {
      reason = invites_format_error (error);
      invites_start_page_show_failed (ensure_start_page (self),
                                      _("Could Not Sign In"), reason, TRUE);
    }
}

static void
resume (InvitesWindow *self)
{
  show_busy (self, _("Signing in…"));
  invites_session_resume_async (self->session, self->cancellable, resumed_cb,
                                g_object_ref (self));
}

static void
demo_failed (InvitesWindow *self, const GError *error)
{
  g_autofree char *reason = NULL;

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_debug ("Demo: %s", error->message);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    reason = g_strdup (_("The account service’s program, "
                         "portal-invites-service, is not on this computer."));
  else if (error->domain == INVITES_ERROR)
    reason = invites_format_error (error);
  else
    reason = g_strdup (_("Its private account service did not start."));
  invites_start_page_show_failed (ensure_start_page (self),
                                  _("The Demo Could Not Start"), reason, TRUE);
}

static void
demo_signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(InvitesWindow) self = INVITES_WINDOW (user_data);
  g_autoptr(GError) error = NULL;

  if (invites_session_sign_in_finish (INVITES_SESSION (source), result, &error))
    enter (self);
  else
    demo_failed (self, error);
}

static void
demo_started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(InvitesWindow) self = INVITES_WINDOW (user_data);
  InvitesDemo *demo = INVITES_DEMO (source);
  g_autoptr(InvitesSession) session = NULL;
  g_autoptr(GError) error = NULL;

  if (!invites_demo_start_finish (demo, result, &error))
    {
      demo_failed (self, error);
      return;
    }

  /* Without a memory: the demo leaves nothing behind. */
  session = invites_session_new (NULL);
  take_session (self, session);
  invites_session_sign_in_async (session, invites_demo_get_service_url (demo),
                                 INVITES_DEMO_USERNAME,
                                 invites_demo_get_password (demo), FALSE,
                                 self->cancellable, demo_signed_in_cb,
                                 g_object_ref (self));
}

static void
start_demo (InvitesWindow *self)
{
  show_busy (self, _("Preparing the demo…"));
  invites_demo_start_async (self->demo, self->cancellable, demo_started_cb,
                            g_object_ref (self));
}

static void
demo_stopped_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(GApplication) application = user_data;
  g_autoptr(GError) error = NULL;

  if (!invites_demo_stop_finish (INVITES_DEMO (source), result, &error))
    g_debug ("Demo: %s", error->message);
  if (application != NULL)
    g_application_release (application);
}

/* The application outlives its window until the demo has been cleared away. */
static void
stop_demo (InvitesWindow *self)
{
  g_autoptr(InvitesDemo) demo = g_steal_pointer (&self->demo);
  GApplication *application = g_application_get_default ();

  if (demo == NULL)
    return;
  if (application != NULL)
    g_application_hold (g_object_ref (application));
  invites_demo_stop_async (demo, demo_stopped_cb, application);
}

/* No larger than the monitor: a window manager need not be there to see to
 * it. */
static void
set_default_size (InvitesWindow *self)
{
  GListModel *monitors
      = gdk_display_get_monitors (gtk_widget_get_display (GTK_WIDGET (self)));
  g_autoptr(GdkMonitor) monitor = g_list_model_get_item (monitors, 0);
  int width = DEFAULT_WIDTH, height = DEFAULT_HEIGHT;

  if (monitor != NULL)
    {
      GdkRectangle geometry;

      gdk_monitor_get_geometry (monitor, &geometry);
      width = MAX (MIN_WIDTH, MIN (width, geometry.width));
      height = MAX (MIN_HEIGHT, MIN (height, geometry.height));
    }
  gtk_window_set_default_size (GTK_WINDOW (self), width, height);
}

static gboolean
invites_window_close_request (GtkWindow *window)
{
  invites_window_close_others (INVITES_WINDOW (window));

  return GTK_WINDOW_CLASS (invites_window_parent_class)->close_request (window);
}

static void
invites_window_dispose (GObject *object)
{
  InvitesWindow *self = INVITES_WINDOW (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  stop_demo (self);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  g_clear_object (&self->memory);

  G_OBJECT_CLASS (invites_window_parent_class)->dispose (object);
}

static void
invites_window_finalize (GObject *object)
{
  g_free (INVITES_WINDOW (object)->main_identity);

  G_OBJECT_CLASS (invites_window_parent_class)->finalize (object);
}

static void
invites_window_class_init (InvitesWindowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = invites_window_dispose;
  object_class->finalize = invites_window_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = invites_window_close_request;

  invites_window_install_actions (GTK_WIDGET_CLASS (klass));
}

static void
invites_window_init (InvitesWindow *self)
{
  self->cancellable = g_cancellable_new ();
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_hhomogeneous (self->stack, FALSE);
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  invites_accessibility_mend (GTK_WIDGET (self->stack));
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (self),
                                      GTK_WIDGET (self->stack));

  gtk_window_set_title (GTK_WINDOW (self), _("Portal Invites"));
  gtk_window_set_icon_name (GTK_WINDOW (self), INVITES_APPLICATION_ID);
  gtk_widget_set_size_request (GTK_WIDGET (self), MIN_WIDTH, MIN_HEIGHT);
  set_default_size (self);
}

/**
 * invites_window_new:
 * @application: the application
 * @memory: what is remembered from earlier
 *
 * Returns: (transfer floating): a window that waits to be started
 */
GtkWidget *
invites_window_new (GtkApplication *application, InvitesMemory *memory)
{
  InvitesWindow *self;
  g_autoptr(InvitesSession) session = NULL;

  g_return_val_if_fail (GTK_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (INVITES_IS_MEMORY (memory), NULL);

  self = g_object_new (INVITES_TYPE_WINDOW, "application", application, NULL);
  self->memory = g_object_ref (memory);
  session = invites_session_new (memory);
  take_session (self, session);

  return GTK_WIDGET (self);
}

/**
 * invites_window_start:
 * @self: the window
 * @service_url: (nullable): the address to sign in to, instead of the one that
 *   is remembered
 *
 * Goes on as the user who stayed signed in, or asks to sign in.
 */
void
invites_window_start (InvitesWindow *self, const char *service_url)
{
  g_return_if_fail (INVITES_IS_WINDOW (self));

  if (service_url == NULL && invites_session_can_resume (self->session))
    {
      resume (self);
      return;
    }

  if (service_url != NULL)
    invites_sign_in_page_set_service_url (ensure_sign_in_page (self),
                                          service_url);
  invites_window_show_sign_in (self, NULL);
}

/**
 * invites_window_start_demo:
 * @self: the window
 *
 * Makes a private service with made-up contacts, and signs in there.
 */
void
invites_window_start_demo (InvitesWindow *self)
{
  g_return_if_fail (INVITES_IS_WINDOW (self));

  if (self->demo != NULL)
    return;
  self->demo = invites_demo_new ();
  start_demo (self);
}

/**
 * invites_window_show_send:
 * @self: the window
 * @uuid: a send
 *
 * Opens that send's page, when somebody is signed in.
 */
void
invites_window_show_send (InvitesWindow *self, const char *uuid)
{
  g_return_if_fail (INVITES_IS_WINDOW (self));
  g_return_if_fail (uuid != NULL);

  if (self->main_view != NULL
      && gtk_stack_get_visible_child (self->stack)
             == GTK_WIDGET (self->main_view))
    invites_main_view_show_send (self->main_view, uuid);
}
