/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/invite/invites-preview-dialog.h"
#include "app/widgets/invites-accessibility.h"
#include "app/widgets/invites-browser.h"
#include "app/widgets/invites-format.h"
#include "app/widgets/invites-language-text.h"
#include "app/widgets/invites-message-strip.h"

struct _InvitesPreviewDialog
{
  AdwWindow parent_instance;

  /* Template. */
  AdwToastOverlay     *toasts;
  AdwWindowTitle      *title;
  InvitesMessageStrip *strip;
  GtkStack            *stack;
  AdwStatusPage       *failed_page;
  AdwActionRow        *from_row;
  AdwActionRow        *to_row;
  AdwActionRow        *subject_row;
  AdwActionRow        *language_row;
  GtkLabel            *text_label;
  GtkWidget           *next_child;
  GtkWidget           *test_child;

  /* Owned. */
  InvitesClient  *client;      /* (nullable): one given mail */
  char           *template_id; /* (nullable): one given mail */
  char           *email_from;  /* (nullable): one given mail */
  InvitesQuery   *query;       /* (nullable): one given mail */
  InvitesPreview *mail;        /* (nullable): not loaded yet */
  char           *contact;     /* (nullable): whom the mail is for */
  GCancellable   *cancellable;
  guint64         offset;      /* of the contact in the list */
  guint64         total;
  const char     *failed;      /* (nullable): the action to do again */
};

G_DEFINE_FINAL_TYPE (InvitesPreviewDialog, invites_preview_dialog,
                     ADW_TYPE_WINDOW)

static void
update_actions (InvitesPreviewDialog *self,
                gboolean              busy)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean ready = self->mail != NULL && !busy;

  gtk_widget_action_set_enabled (widget, "preview.next",
                                 ready && self->total > 1);
  gtk_widget_action_set_enabled (widget, "preview.open", ready);
  gtk_widget_action_set_enabled (widget, "preview.test", ready);
}

/* A mail of a template whose language nobody has said says none. */
static void
show_language (InvitesPreviewDialog *self)
{
  const char *language = self->mail->language;
  g_autofree char *name = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->language_row), language != NULL);
  if (language == NULL)
    return;

  name = invites_language_text_dup (language);
  adw_action_row_set_subtitle (self->language_row, name);
}

static void
show_mail (InvitesPreviewDialog *self)
{
  adw_action_row_set_subtitle (self->from_row, self->mail->from);
  adw_action_row_set_subtitle (self->to_row, self->mail->to);
  adw_action_row_set_subtitle (self->subject_row, self->mail->subject);
  show_language (self);
  gtk_label_set_text (self->text_label, self->mail->text);
  gtk_stack_set_visible_child_name (self->stack, "mail");
  invites_message_strip_hide (self->strip);
  update_actions (self, FALSE);
}

/* Keeps the mail that is on the screen, when there is one. */
static void
show_failure (InvitesPreviewDialog *self,
              const char           *action,
              const GError         *error)
{
  g_autofree char *text = invites_format_error (error);

  update_actions (self, FALSE);
  if (self->mail != NULL)
    {
      self->failed = action;
      invites_message_strip_show_error (self->strip, error);
      return;
    }

  adw_status_page_set_description (self->failed_page, text);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

static void
previewed_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(InvitesPreviewDialog) self = user_data;
  g_autoptr(InvitesPreview) mail = NULL;
  g_autoptr(GError) error = NULL;

  mail = invites_client_preview_finish (INVITES_CLIENT (object), result,
                                        &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (mail == NULL)
    {
      show_failure (self, "preview.reload", error);
      return;
    }

  g_clear_pointer (&self->mail, invites_preview_free);
  self->mail = g_steal_pointer (&mail);
  show_mail (self);
}

static void
contact_found_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(InvitesPreviewDialog) self = user_data;
  g_autoptr(InvitesPage) page = NULL;
  g_autoptr(GError) error = NULL;
  const InvitesContact *contact;

  page = invites_client_list_finish (INVITES_CLIENT (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (page == NULL)
    {
      show_failure (self, "preview.reload", error);
      return;
    }

  self->total = page->total;
  if (page->items->len == 0)
    {
      gtk_stack_set_visible_child_name (self->stack, "empty");
      return;
    }

  contact = g_ptr_array_index (page->items, 0);
  g_free (self->contact);
  self->contact = g_strdup (contact->id);
  invites_client_preview_async (self->client, self->template_id, self->contact,
                                self->cancellable, previewed_cb,
                                g_object_ref (self));
}

static void
load (InvitesPreviewDialog *self)
{
  update_actions (self, TRUE);
  if (self->mail == NULL)
    gtk_stack_set_visible_child_name (self->stack, "loading");
  invites_client_list_async (self->client, self->query, self->offset, 1,
                             self->cancellable, contact_found_cb,
                             g_object_ref (self));
}

static void
retry_cb (InvitesPreviewDialog *self)
{
  invites_message_strip_hide (self->strip);
  if (self->failed != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), self->failed, NULL);
}

static void
reload_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  load (INVITES_PREVIEW_DIALOG (widget));
}

static void
next_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  InvitesPreviewDialog *self = INVITES_PREVIEW_DIALOG (widget);

  self->offset = self->total > 0 ? (self->offset + 1) % self->total : 0;
  load (self);
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(InvitesPreviewDialog) self = user_data;
  g_autoptr(GError) error = NULL;

  if (!invites_browser_show_finish (result, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      /* GLib's own words speak of terminals and MIME types. */
      g_debug ("Browser: %s", error->message);
      self->failed = "preview.open";
      invites_message_strip_show (self->strip,
                                  _("No browser could be opened."),
                                  _("Retry"));
    }
}

static void
open_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  InvitesPreviewDialog *self = INVITES_PREVIEW_DIALOG (widget);

  invites_browser_show_async (self->mail->html, self->mail->subject,
                              self->cancellable, opened_cb,
                              g_object_ref (self));
}

static void
tested_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(InvitesPreviewDialog) self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;
  g_autofree char *markup = NULL;
  const InvitesUser *user = invites_client_get_user (INVITES_CLIENT (object));

  if (!invites_client_test_finish (INVITES_CLIENT (object), result, &error))
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        show_failure (self, "preview.test", error);
      return;
    }

  update_actions (self, FALSE);
  /* Translators: %s is the user's own e-mail address. */
  text = g_strdup_printf (_("The test mail is on its way to %s"),
                          user != NULL ? user->email : "–");
  markup = g_markup_escape_text (text, -1);
  adw_toast_overlay_add_toast (self->toasts, adw_toast_new (markup));
}

static void
test_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  InvitesPreviewDialog *self = INVITES_PREVIEW_DIALOG (widget);

  update_actions (self, TRUE);
  invites_client_test_async (self->client, self->template_id, self->email_from,
                             self->contact, self->cancellable, tested_cb,
                             g_object_ref (self));
}

static void
invites_preview_dialog_dispose (GObject *object)
{
  InvitesPreviewDialog *self = INVITES_PREVIEW_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (invites_preview_dialog_parent_class)->dispose (object);
}

static void
invites_preview_dialog_finalize (GObject *object)
{
  InvitesPreviewDialog *self = INVITES_PREVIEW_DIALOG (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->template_id, g_free);
  g_clear_pointer (&self->email_from, g_free);
  g_clear_pointer (&self->contact, g_free);
  g_clear_pointer (&self->query, invites_query_free);
  g_clear_pointer (&self->mail, invites_preview_free);

  G_OBJECT_CLASS (invites_preview_dialog_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/portalinvites/PortalInvites/invite/"
                  "invites-preview-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesPreviewDialog,
                                        toasts);
  gtk_widget_class_bind_template_child (widget_class, InvitesPreviewDialog,
                                        title);
  gtk_widget_class_bind_template_child (widget_class, InvitesPreviewDialog,
                                        strip);
  gtk_widget_class_bind_template_child (widget_class, InvitesPreviewDialog,
                                        stack);
  gtk_widget_class_bind_template_child (widget_class, InvitesPreviewDialog,
                                        failed_page);
  gtk_widget_class_bind_template_child (widget_class, InvitesPreviewDialog,
                                        from_row);
  gtk_widget_class_bind_template_child (widget_class, InvitesPreviewDialog,
                                        to_row);
  gtk_widget_class_bind_template_child (widget_class, InvitesPreviewDialog,
                                        subject_row);
  gtk_widget_class_bind_template_child (widget_class, InvitesPreviewDialog,
                                        language_row);
  gtk_widget_class_bind_template_child (widget_class, InvitesPreviewDialog,
                                        text_label);
  gtk_widget_class_bind_template_child (widget_class, InvitesPreviewDialog,
                                        next_child);
  gtk_widget_class_bind_template_child (widget_class, InvitesPreviewDialog,
                                        test_child);
  gtk_widget_class_bind_template_callback (widget_class, load);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
}

static void
invites_preview_dialog_class_init (InvitesPreviewDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = invites_preview_dialog_dispose;
  object_class->finalize = invites_preview_dialog_finalize;

  g_type_ensure (INVITES_TYPE_MESSAGE_STRIP);
  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "preview.next", NULL,
                                   next_action);
  gtk_widget_class_install_action (widget_class, "preview.open", NULL,
                                   open_action);
  gtk_widget_class_install_action (widget_class, "preview.reload", NULL,
                                   reload_action);
  gtk_widget_class_install_action (widget_class, "preview.test", NULL,
                                   test_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0,
                                       "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w,
                                       GDK_CONTROL_MASK, "window.close", NULL);
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_DIALOG);
}

static void
invites_preview_dialog_init (InvitesPreviewDialog *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  invites_accessibility_mend (GTK_WIDGET (self));
}

/**
 * invites_preview_dialog_new:
 * @client: a client that is signed in
 * @template_id: which template
 * @template_name: its name
 * @filter: which contacts it is shown for; the first one at first
 * @email_from: the sender of a test mail
 * @may_send_test: whether a test mail is offered
 *
 * Shows the mail that a real contact would get, with a dead sample link.
 *
 * Returns: (transfer full): the dialog, for the caller to present
 */
GtkWindow *
invites_preview_dialog_new (InvitesClient       *client,
                            const char          *template_id,
                            const char          *template_name,
                            const InvitesFilter *filter,
                            const char          *email_from,
                            gboolean             may_send_test)
{
  InvitesPreviewDialog *self;

  g_return_val_if_fail (INVITES_IS_CLIENT (client), NULL);
  g_return_val_if_fail (template_id != NULL && template_name != NULL, NULL);
  g_return_val_if_fail (filter != NULL, NULL);
  g_return_val_if_fail (email_from != NULL, NULL);

  self = g_object_new (INVITES_TYPE_PREVIEW_DIALOG, NULL);
  self->client = g_object_ref (client);
  self->template_id = g_strdup (template_id);
  self->email_from = g_strdup (email_from);
  self->query = invites_query_new_contacts (filter);
  adw_window_title_set_subtitle (self->title, template_name);
  gtk_widget_set_visible (self->test_child, may_send_test);
  load (self);

  return GTK_WINDOW (self);
}

/**
 * invites_preview_dialog_new_for_mail:
 * @mail: (transfer none): the mail to show
 *
 * Shows one mail that is there already, with nothing to send or to choose.
 *
 * Returns: (transfer full): the dialog, for the caller to present
 */
GtkWindow *
invites_preview_dialog_new_for_mail (const InvitesPreview *mail)
{
  InvitesPreviewDialog *self;

  g_return_val_if_fail (mail != NULL, NULL);

  self = g_object_new (INVITES_TYPE_PREVIEW_DIALOG, NULL);
  self->mail = invites_preview_copy (mail);
  adw_window_title_set_title (self->title, _("Mail"));
  adw_window_title_set_subtitle (self->title, mail->subject);
  gtk_window_set_title (GTK_WINDOW (self), _("Mail"));
  gtk_widget_hide (self->next_child);
  gtk_widget_hide (self->test_child);
  show_mail (self);

  return GTK_WINDOW (self);
}
