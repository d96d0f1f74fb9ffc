/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/sign-in/invites-sign-in-page.h"
#include "app/widgets/invites-entry-row.h"
#include "app/widgets/invites-format.h"

struct _InvitesSignInPage
{
  GtkWidget parent_instance;

  /* Template. */
  GtkButton     *back_button;
  GtkMenuButton *menu_button;
  GtkLabel      *message_label;
  InvitesEntryRow *service_row;
  GtkListBoxRow *service_error_row;
  GtkLabel      *service_error_label;
  AdwActionRow  *demo_row;
  InvitesEntryRow *username_row;
  InvitesEntryRow *password_row;
  AdwActionRow  *stay_row;
  GtkCheckButton *stay_check;
  GtkSpinner    *spinner;
  GtkButton     *cancel_button;
  GtkButton     *sign_in_button;
  GtkButton     *demo_button;

  /* Owned. */
  InvitesSession *session;
  GCancellable   *cancellable; /* (nullable): while signing in */
};

G_DEFINE_FINAL_TYPE (InvitesSignInPage, invites_sign_in_page, GTK_TYPE_WIDGET)

enum
{
  SIGNED_IN,
  LEADS_ELSEWHERE,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const char *
get_text (InvitesEntryRow *row)
{
  return gtk_editable_get_text (GTK_EDITABLE (row));
}

static const char *
service_reason (const GError *error)
{
  if (g_error_matches (error, INVITES_ERROR, INVITES_ERROR_INSECURE))
    return _("Begin the address with https://. Without encryption, only a "
             "service on this computer can be used.");
  return _("Type the address of your account service, like "
           "https://accounts.example.com");
}

static gboolean
check_service (InvitesSignInPage *self)
{
  const char *text = get_text (self->service_row);
  g_autoptr(GError) error = NULL;
  g_autofree char *url = NULL;
  gboolean marked;

  url = invites_client_check_service_url (text, &error);
  /* What is empty is missing, not wrong. */
  marked = url == NULL && *text != '\0'
           && gtk_widget_get_visible (GTK_WIDGET (self->service_row));
  invites_entry_row_set_invalid (self->service_row, marked);
  if (marked)
    gtk_label_set_label (self->service_error_label, service_reason (error));
  gtk_widget_set_visible (GTK_WIDGET (self->service_error_row), marked);

  return url != NULL;
}

static void
update (InvitesSignInPage *self)
{
  gboolean busy = self->cancellable != NULL;
  gboolean ready = check_service (self)
                   && *get_text (self->username_row) != '\0'
                   && *get_text (self->password_row) != '\0';

  gtk_widget_set_sensitive (GTK_WIDGET (self->service_row), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->username_row), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->password_row), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->stay_row), !busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->demo_button), !busy);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), busy);
  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_visible (GTK_WIDGET (self->cancel_button), busy);
  gtk_widget_set_sensitive (GTK_WIDGET (self->sign_in_button), ready && !busy);
}

static void
show_text (InvitesSignInPage *self, const char *text, gboolean is_error)
{
  if (is_error)
    gtk_widget_add_css_class (GTK_WIDGET (self->message_label), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->message_label), "error");
  gtk_label_set_label (self->message_label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (self->message_label), text != NULL);
}

static char *
dup_sentence (const GError *error)
{
  guint seconds = invites_error_get_retry_after (error);

  if (g_error_matches (error, INVITES_ERROR, INVITES_ERROR_TOO_MANY_ATTEMPTS)
      && seconds > 0)
    return g_strdup_printf (
        ngettext ("Too many attempts. Try again in %u second.",
                  "Too many attempts. Try again in %u seconds.", seconds),
        seconds);
  if (g_error_matches (error, INVITES_ERROR, INVITES_ERROR_BAD_CREDENTIALS))
    return g_strdup (_("The user or the password is not right."));
  return invites_format_error (error);
}

static void
end_attempt (InvitesSignInPage *self, const GError *error)
{
  GtkWidget *next = GTK_WIDGET (self->sign_in_button);

  if (g_error_matches (error, INVITES_ERROR, INVITES_ERROR_BAD_CREDENTIALS))
    next = GTK_WIDGET (self->password_row);
  g_clear_object (&self->cancellable);
  gtk_widget_set_sensitive (next, TRUE);
  gtk_widget_grab_focus (next);
  update (self);

  if (error == NULL)
    {
      show_text (self, NULL, FALSE);
      gtk_editable_set_text (GTK_EDITABLE (self->password_row), "");
      g_signal_emit (self, signals[SIGNED_IN], 0);
      return;
    }

  invites_sign_in_page_show_error (self, error);
  if (g_error_matches (error, INVITES_ERROR, INVITES_ERROR_BAD_CREDENTIALS))
    gtk_editable_select_region (GTK_EDITABLE (self->password_row), 0, -1);
}

static void
signed_in_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(InvitesSignInPage) self = INVITES_SIGN_IN_PAGE (user_data);
  g_autoptr(GError) error = NULL;

  invites_session_sign_in_finish (INVITES_SESSION (source), result, &error);
  if (self->session == INVITES_SESSION (source))
    end_attempt (self, error);
}

static void
changed_cb (InvitesSignInPage *self)
{
  update (self);
}

/* Somebody is at that service as that user already, here in this window. */
static gboolean
leads_elsewhere (InvitesSignInPage *self)
{
  g_autofree char *url = NULL;
  gboolean elsewhere = FALSE;

  url = invites_client_check_service_url (get_text (self->service_row), NULL);
  if (url != NULL)
    g_signal_emit (self, signals[LEADS_ELSEWHERE], 0, url,
                   get_text (self->username_row),
                   get_text (self->password_row),
                   gtk_check_button_get_active (self->stay_check), &elsewhere);
  return elsewhere;
}

static void
sign_in_cb (InvitesSignInPage *self)
{
  if (!gtk_widget_get_sensitive (GTK_WIDGET (self->sign_in_button))
      || self->session == NULL || leads_elsewhere (self))
    return;

  self->cancellable = g_cancellable_new ();
  show_text (self, NULL, FALSE);
  /* The fields are about to become insensitive, and focus must not get lost. */
  gtk_widget_set_visible (GTK_WIDGET (self->cancel_button), TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->cancel_button));
  update (self);
  invites_session_sign_in_async (
      self->session, get_text (self->service_row),
      get_text (self->username_row), get_text (self->password_row),
      gtk_check_button_get_active (self->stay_check), self->cancellable,
      signed_in_cb, g_object_ref (self));
}

static void
cancel_cb (InvitesSignInPage *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

static void
invites_sign_in_page_dispose (GObject *object)
{
  InvitesSignInPage *self = INVITES_SIGN_IN_PAGE (object);
  GtkWidget *child;

  cancel_cb (self);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->session);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (invites_sign_in_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/portalinvites/PortalInvites/sign-in/"
                    "invites-sign-in-page.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesSignInPage,
                                        back_button);
  gtk_widget_class_bind_template_child (widget_class, InvitesSignInPage,
                                        menu_button);
  gtk_widget_class_bind_template_child (widget_class, InvitesSignInPage,
                                        message_label);
  gtk_widget_class_bind_template_child (widget_class, InvitesSignInPage,
                                        service_row);
  gtk_widget_class_bind_template_child (widget_class, InvitesSignInPage,
                                        service_error_row);
  gtk_widget_class_bind_template_child (widget_class, InvitesSignInPage,
                                        service_error_label);
  gtk_widget_class_bind_template_child (widget_class, InvitesSignInPage,
                                        demo_row);
  gtk_widget_class_bind_template_child (widget_class, InvitesSignInPage,
                                        username_row);
  gtk_widget_class_bind_template_child (widget_class, InvitesSignInPage,
                                        password_row);
  gtk_widget_class_bind_template_child (widget_class, InvitesSignInPage,
                                        stay_row);
  gtk_widget_class_bind_template_child (widget_class, InvitesSignInPage,
                                        stay_check);
  gtk_widget_class_bind_template_child (widget_class, InvitesSignInPage,
                                        spinner);
  gtk_widget_class_bind_template_child (widget_class, InvitesSignInPage,
                                        cancel_button);
  gtk_widget_class_bind_template_child (widget_class, InvitesSignInPage,
                                        sign_in_button);
  gtk_widget_class_bind_template_child (widget_class, InvitesSignInPage,
                                        demo_button);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, sign_in_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
}

static void
invites_sign_in_page_class_init (InvitesSignInPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = invites_sign_in_page_dispose;

  signals[SIGNED_IN] = g_signal_new ("signed-in", G_TYPE_FROM_CLASS (klass),
                                     G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                     G_TYPE_NONE, 0);
  signals[LEADS_ELSEWHERE] = g_signal_new (
      "leads-elsewhere", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
      g_signal_accumulator_true_handled, NULL, NULL, G_TYPE_BOOLEAN, 4,
      G_TYPE_STRING, G_TYPE_STRING, G_TYPE_STRING, G_TYPE_BOOLEAN);

  bind_template (GTK_WIDGET_CLASS (klass));
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass),
                                        GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
invites_sign_in_page_init (InvitesSignInPage *self)
{
  g_type_ensure (INVITES_TYPE_ENTRY_ROW);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * invites_sign_in_page_set_session:
 * @self: the page
 * @session: (transfer none): what to sign in with
 *
 * An attempt of an earlier session is cancelled.
 */
void
invites_sign_in_page_set_session (InvitesSignInPage *self,
                                  InvitesSession *session)
{
  g_return_if_fail (INVITES_IS_SIGN_IN_PAGE (self));
  g_return_if_fail (INVITES_IS_SESSION (session));

  cancel_cb (self);
  g_clear_object (&self->cancellable);
  g_set_object (&self->session, session);
  update (self);
}

/**
 * invites_sign_in_page_set_menu:
 * @self: the page
 * @menu: the main menu
 */
void
invites_sign_in_page_set_menu (InvitesSignInPage *self, GMenuModel *menu)
{
  g_return_if_fail (INVITES_IS_SIGN_IN_PAGE (self));
  g_return_if_fail (G_IS_MENU_MODEL (menu));

  gtk_menu_button_set_menu_model (self->menu_button, menu);
}

/**
 * invites_sign_in_page_set_service_url:
 * @self: the page
 * @service_url: (nullable): what to start with
 */
void
invites_sign_in_page_set_service_url (InvitesSignInPage *self,
                                      const char *service_url)
{
  g_return_if_fail (INVITES_IS_SIGN_IN_PAGE (self));

  gtk_editable_set_text (GTK_EDITABLE (self->service_row),
                         service_url != NULL ? service_url : "");
}

/**
 * invites_sign_in_page_set_username:
 * @self: the page
 * @username: (nullable): what to start with
 */
void
invites_sign_in_page_set_username (InvitesSignInPage *self,
                                   const char *username)
{
  g_return_if_fail (INVITES_IS_SIGN_IN_PAGE (self));

  gtk_editable_set_text (GTK_EDITABLE (self->username_row),
                         username != NULL ? username : "");
}

/**
 * invites_sign_in_page_set_demo:
 * @self: the page
 * @service_url: the demo's address
 * @username: the demo's user
 * @password: that user's password, made up for this start
 *
 * Makes this the demo's sign-in: the service is called "Demo", and all is
 * filled in already.
 */
void
invites_sign_in_page_set_demo (InvitesSignInPage *self,
                               const char *service_url,
                               const char *username,
                               const char *password)
{
  g_return_if_fail (INVITES_IS_SIGN_IN_PAGE (self));

  gtk_widget_set_visible (GTK_WIDGET (self->service_row), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->stay_row), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->demo_row), TRUE);
  invites_sign_in_page_offer_demo (self, FALSE);
  invites_sign_in_page_set_service_url (self, service_url);
  invites_sign_in_page_set_username (self, username);
  gtk_editable_set_text (GTK_EDITABLE (self->password_row), password);
}

/**
 * invites_sign_in_page_offer_demo:
 * @self: the page
 * @offered: whether a demo can be had instead
 */
void
invites_sign_in_page_offer_demo (InvitesSignInPage *self, gboolean offered)
{
  g_return_if_fail (INVITES_IS_SIGN_IN_PAGE (self));

  gtk_widget_set_visible (GTK_WIDGET (self->demo_button), offered);
}

/**
 * invites_sign_in_page_offer_back:
 * @self: the page
 * @offered: whether there is something to go back to
 */
void
invites_sign_in_page_offer_back (InvitesSignInPage *self, gboolean offered)
{
  g_return_if_fail (INVITES_IS_SIGN_IN_PAGE (self));

  gtk_widget_set_visible (GTK_WIDGET (self->back_button), offered);
}

/**
 * invites_sign_in_page_sign_in:
 * @self: the page
 * @password: what was typed elsewhere for this service and this user
 * @stay_signed_in: whether the user wants to stay signed in
 *
 * Does what Sign In does.
 */
void
invites_sign_in_page_sign_in (InvitesSignInPage *self,
                              const char *password,
                              gboolean stay_signed_in)
{
  g_return_if_fail (INVITES_IS_SIGN_IN_PAGE (self));
  g_return_if_fail (password != NULL);

  gtk_editable_set_text (GTK_EDITABLE (self->password_row), password);
  gtk_check_button_set_active (self->stay_check, stay_signed_in);
  sign_in_cb (self);
}

/**
 * invites_sign_in_page_show_message:
 * @self: the page
 * @message: (nullable): one sentence, for instance why the page is shown
 */
void
invites_sign_in_page_show_message (InvitesSignInPage *self,
                                   const char *message)
{
  g_return_if_fail (INVITES_IS_SIGN_IN_PAGE (self));

  show_text (self, message, FALSE);
}

/**
 * invites_sign_in_page_show_error:
 * @self: the page
 * @error: what went wrong; a cancelled attempt is no error
 */
void
invites_sign_in_page_show_error (InvitesSignInPage *self, const GError *error)
{
  g_autofree char *sentence = NULL;

  g_return_if_fail (INVITES_IS_SIGN_IN_PAGE (self));
  g_return_if_fail (error != NULL);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  sentence = dup_sentence (error);
  show_text (self, sentence, TRUE);
}

/**
 * invites_sign_in_page_focus:
 * @self: the page
 *
 * Puts the cursor where there is something to type.
 */
void
invites_sign_in_page_focus (InvitesSignInPage *self)
{
  InvitesEntryRow *row = self->password_row;

  g_return_if_fail (INVITES_IS_SIGN_IN_PAGE (self));

  if (*get_text (self->username_row) == '\0')
    row = self->username_row;
  if (*get_text (self->service_row) == '\0')
    row = self->service_row;
  if (gtk_widget_get_visible (GTK_WIDGET (self->demo_row)))
    gtk_widget_grab_focus (GTK_WIDGET (self->sign_in_button));
  else
    gtk_widget_grab_focus (GTK_WIDGET (row));
}
