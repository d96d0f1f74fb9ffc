/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/details/invites-why-dialog.h"
#include "app/details/invites-why-rows.h"
#include "app/details/invites-why-text.h"
#include "app/widgets/invites-accessibility.h"
#include "app/widgets/invites-alert.h"
#include "app/widgets/invites-format.h"
#include "app/widgets/invites-message-strip.h"

struct _InvitesWhyDialog
{
  AdwWindow parent_instance;

  /* Template. */
  AdwWindowTitle      *title;
  GtkStack            *stack;
  AdwStatusPage       *failed_page;
  InvitesMessageStrip *strip;
  GtkLabel            *standing_label;
  GtkLabel            *verdict_label;
  GtkWidget           *lift_group;
  GtkWidget           *bounce_row;
  GtkWidget           *bounce_button;
  GtkWidget           *opt_out_row;
  GtkWidget           *opt_out_button;
  AdwPreferencesGroup *history_group;
  AdwPreferencesGroup *notes_group;
  AdwPreferencesGroup *filters_group;
  AdwPreferencesGroup *rules_group;

  /* Owned. */
  InvitesClient *client;
  char          *contact;
  InvitesFilter *filter;
  GTimeZone     *time_zone; /* (nullable) */
  GCancellable  *cancellable;
  GPtrArray     *rows; /* (element-type GtkWidget): borrowed, of one answer */

  gboolean       answered;
  InvitesReason  asked;   /* what the question is about */
  InvitesReason  lifting; /* what is on its way */
  InvitesReason  failed;  /* what Retry lifts, or NONE */
};

enum
{
  SIGNAL_LIFTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (InvitesWhyDialog, invites_why_dialog, ADW_TYPE_WINDOW)

static gboolean
may_send (InvitesWhyDialog *self)
{
  const InvitesUser *user = invites_client_get_user (self->client);

  return user != NULL && user->may_send;
}

static void
add_row (InvitesWhyDialog    *self,
         AdwPreferencesGroup *group,
         GtkWidget           *row)
{
  if (row == NULL)
    return;

  adw_preferences_group_add (group, row);
  g_ptr_array_add (self->rows, row);
}

static void
clear_rows (InvitesWhyDialog *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    {
      GtkWidget *row = g_ptr_array_index (self->rows, i);
      GtkWidget *group = gtk_widget_get_ancestor (row,
                                                  ADW_TYPE_PREFERENCES_GROUP);

      adw_preferences_group_remove (ADW_PREFERENCES_GROUP (group), row);
    }
  g_ptr_array_set_size (self->rows, 0);
}

static gboolean
rule_applies (const InvitesWhy *why,
              InvitesOutcome    outcome)
{
  const char *word = invites_outcome_to_string (outcome);

  for (guint i = 0; i < why->rules->len; i++)
    {
      const InvitesVerdict *verdict = g_ptr_array_index (why->rules, i);

      if (g_str_equal (verdict->rule, word))
        return verdict->holds;
    }

  return FALSE;
}

static void
show_lifts (InvitesWhyDialog *self,
            const InvitesWhy *why)
{
  gboolean bounced = rule_applies (why, INVITES_OUTCOME_BOUNCED);
  gboolean opted_out = rule_applies (why, INVITES_OUTCOME_OPTED_OUT);

  gtk_widget_set_visible (self->bounce_row, bounced);
  gtk_widget_set_visible (self->opt_out_row, opted_out);
  gtk_widget_set_visible (self->bounce_button, may_send (self));
  gtk_widget_set_visible (self->opt_out_button, may_send (self));
  gtk_widget_set_visible (self->lift_group, bounced || opted_out);
}

static void
show_rows (InvitesWhyDialog *self,
           const InvitesWhy *why)
{
  clear_rows (self);
  for (guint i = 0; i < why->history->len; i++)
    add_row (self, self->history_group,
             invites_why_rows_new_past (g_ptr_array_index (why->history, i),
                                        self->time_zone));
  for (guint i = 0; i < why->notes->len; i++)
    add_row (self, self->notes_group,
             invites_why_rows_new_note (g_ptr_array_index (why->notes, i),
                                        self->time_zone));
  for (guint i = 0; i < why->filters->len; i++)
    add_row (self, self->filters_group,
             invites_why_rows_new_filter (g_ptr_array_index (why->filters,
                                                             i)));
  for (guint i = 0; i < why->rules->len; i++)
    add_row (self, self->rules_group,
             invites_why_rows_new_rule (g_ptr_array_index (why->rules, i)));

  adw_preferences_group_set_description (
    self->history_group, why->history->len == 0
                           ? _("No send has considered this contact yet.")
                           : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->notes_group), why->notes->len > 0);
}

static void
show_answer (InvitesWhyDialog *self,
             const InvitesWhy *why)
{
  g_autofree char *standing = invites_why_text_dup_standing (why,
                                                             self->time_zone);
  g_autofree char *verdict = invites_why_text_dup_verdict (why);

  adw_window_title_set_title (self->title, why->contact->name);
  adw_window_title_set_subtitle (self->title, why->contact->email);
  gtk_label_set_text (self->standing_label, standing);
  gtk_label_set_text (self->verdict_label, verdict);
  show_lifts (self, why);
  show_rows (self, why);
  gtk_stack_set_visible_child_name (self->stack, "answer");
  self->answered = TRUE;
}

static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(InvitesWhyDialog) self = user_data;
  g_autoptr(InvitesWhy) why = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  why = invites_client_why_finish (INVITES_CLIENT (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (why != NULL)
    {
      invites_message_strip_hide (self->strip);
      show_answer (self, why);
      return;
    }
  if (self->answered)
    {
      invites_message_strip_show_error (self->strip, error);
      return;
    }

  text = invites_format_error (error);
  adw_status_page_set_description (self->failed_page, text);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

static void
load (InvitesWhyDialog *self)
{
  if (!self->answered)
    gtk_stack_set_visible_child_name (self->stack, "loading");
  invites_client_why_async (self->client, self->contact, self->filter,
                            self->cancellable, answered_cb,
                            g_object_ref (self));
}

static void
lifted_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(InvitesWhyDialog) self = user_data;
  g_autoptr(GError) error = NULL;

  invites_client_lift_finish (INVITES_CLIENT (object), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (error != NULL)
    {
      self->failed = self->lifting;
      invites_message_strip_show_error (self->strip, error);
      return;
    }

  self->failed = INVITES_REASON_NONE;
  invites_message_strip_hide (self->strip);
  g_signal_emit (self, signals[SIGNAL_LIFTED], 0);
  load (self);
}

static void
lift (InvitesWhyDialog *self,
      InvitesReason     reason)
{
  self->lifting = reason;
  invites_client_lift_async (self->client, self->contact, reason,
                             self->cancellable, lifted_cb, g_object_ref (self));
}

static void
asked_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(InvitesWhyDialog) self = user_data;

  if (invites_alert_ask_finish (result, NULL))
    lift (self, self->asked);
}

static void
bounce_clicked_cb (InvitesWhyDialog *self)
{
  self->asked = INVITES_REASON_BOUNCED;
  invites_alert_ask_async (
    GTK_WINDOW (self), _("Lift This Bounce?"),
    _("Do this at the customer’s request, or when you know that the mailbox "
      "works again. The address can then be invited again. Your name is "
      "recorded with it."),
    _("Keep Bounce"), _("Lift Bounce"), self->cancellable, asked_cb,
    g_object_ref (self));
}

static void
opt_out_clicked_cb (InvitesWhyDialog *self)
{
  self->asked = INVITES_REASON_OPTED_OUT;
  invites_alert_ask_async (
    GTK_WINDOW (self), _("Lift This Opt-Out?"),
    _("Do this at the customer’s request only: somebody at this address asked "
      "for no more invitations. Every division can then invite it again. Your "
      "name is recorded with it."),
    _("Keep Opt-Out"), _("Lift Opt-Out"), self->cancellable, asked_cb,
    g_object_ref (self));
}

static void
strip_activated_cb (InvitesWhyDialog *self)
{
  invites_message_strip_hide (self->strip);
  if (self->failed != INVITES_REASON_NONE)
    lift (self, self->failed);
  else
    load (self);
}

static void
invites_why_dialog_dispose (GObject *object)
{
  InvitesWhyDialog *self = INVITES_WHY_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->client);
  g_clear_pointer (&self->time_zone, g_time_zone_unref);

  G_OBJECT_CLASS (invites_why_dialog_parent_class)->dispose (object);
}

static void
invites_why_dialog_finalize (GObject *object)
{
  InvitesWhyDialog *self = INVITES_WHY_DIALOG (object);

  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->contact, g_free);
  g_clear_pointer (&self->filter, invites_filter_free);
  g_clear_pointer (&self->rows, g_ptr_array_unref);

  G_OBJECT_CLASS (invites_why_dialog_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/portalinvites/PortalInvites/details/"
                  "invites-why-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesWhyDialog, title);
  gtk_widget_class_bind_template_child (widget_class, InvitesWhyDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, InvitesWhyDialog,
                                        failed_page);
  gtk_widget_class_bind_template_child (widget_class, InvitesWhyDialog, strip);
  gtk_widget_class_bind_template_child (widget_class, InvitesWhyDialog,
                                        standing_label);
  gtk_widget_class_bind_template_child (widget_class, InvitesWhyDialog,
                                        verdict_label);
  gtk_widget_class_bind_template_child (widget_class, InvitesWhyDialog,
                                        lift_group);
  gtk_widget_class_bind_template_child (widget_class, InvitesWhyDialog,
                                        bounce_row);
  gtk_widget_class_bind_template_child (widget_class, InvitesWhyDialog,
                                        bounce_button);
  gtk_widget_class_bind_template_child (widget_class, InvitesWhyDialog,
                                        opt_out_row);
  gtk_widget_class_bind_template_child (widget_class, InvitesWhyDialog,
                                        opt_out_button);
  gtk_widget_class_bind_template_child (widget_class, InvitesWhyDialog,
                                        history_group);
  gtk_widget_class_bind_template_child (widget_class, InvitesWhyDialog,
                                        notes_group);
  gtk_widget_class_bind_template_child (widget_class, InvitesWhyDialog,
                                        filters_group);
  gtk_widget_class_bind_template_child (widget_class, InvitesWhyDialog,
                                        rules_group);
  gtk_widget_class_bind_template_callback (widget_class, bounce_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, load);
  gtk_widget_class_bind_template_callback (widget_class, opt_out_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, strip_activated_cb);
}

static void
invites_why_dialog_class_init (InvitesWhyDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = invites_why_dialog_dispose;
  object_class->finalize = invites_why_dialog_finalize;

  /**
   * InvitesWhyDialog::lifted:
   *
   * The contact's address can be invited again.
   */
  signals[SIGNAL_LIFTED]
    = g_signal_new ("lifted", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                    NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (INVITES_TYPE_MESSAGE_STRIP);
  bind_template (widget_class);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0,
                                       "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w,
                                       GDK_CONTROL_MASK, "window.close", NULL);
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_DIALOG);
}

static void
invites_why_dialog_init (InvitesWhyDialog *self)
{
  self->cancellable = g_cancellable_new ();
  self->rows = g_ptr_array_new ();
  self->failed = INVITES_REASON_NONE;
  gtk_widget_init_template (GTK_WIDGET (self));
  invites_accessibility_mend (GTK_WIDGET (self));
}

/**
 * invites_why_dialog_new:
 * @client: a client that is signed in
 * @contact: a contact's id
 * @filter: the filter to judge by
 * @time_zone: (nullable): where times are shown, or %NULL for the user's own
 *
 * Asks the service for its verdict by every filter and rule, and for the
 * contact's history.
 *
 * Returns: (transfer full): the dialog, for the caller to present
 */
GtkWindow *
invites_why_dialog_new (InvitesClient       *client,
                        const char          *contact,
                        const InvitesFilter *filter,
                        GTimeZone           *time_zone)
{
  InvitesWhyDialog *self;

  g_return_val_if_fail (INVITES_IS_CLIENT (client), NULL);
  g_return_val_if_fail (contact != NULL, NULL);
  g_return_val_if_fail (filter != NULL, NULL);

  self = g_object_new (INVITES_TYPE_WHY_DIALOG, NULL);
  self->client = g_object_ref (client);
  self->contact = g_strdup (contact);
  self->filter = invites_filter_copy (filter);
  self->time_zone = time_zone != NULL ? g_time_zone_ref (time_zone) : NULL;
  load (self);

  return GTK_WINDOW (self);
}
