/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/details/invites-details-entries.h"
#include "app/invite/invites-confirm-dialog.h"
#include "app/widgets/invites-count-row.h"
#include "app/widgets/invites-fact-row.h"
#include "app/widgets/invites-filter-text.h"
#include "app/widgets/invites-format.h"
#include "app/widgets/invites-send-text.h"
#include "app/widgets/invites-standing-text.h"

struct _InvitesConfirmDialog
{
  AdwWindow parent_instance;

  /* Template. */
  GtkLabel            *heading;
  GtkLabel            *summary;
  GtkLabel            *previously;
  AdwPreferencesGroup *facts;
  AdwPreferencesGroup *recipients;
  AdwPreferencesGroup *left_out;
  GtkButton           *cancel_button;
  GtkButton           *send_button;

  /* Owned. */
  InvitesClient *client;
  InvitesSend   *send;
  GTimeZone     *time_zone; /* (nullable): the user's own */
  GtkWidget     *rows[INVITES_N_OUTCOMES]; /* (unowned) (nullable) */
};

enum
{
  SIGNAL_CONFIRMED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (InvitesConfirmDialog, invites_confirm_dialog,
                     ADW_TYPE_WINDOW)

static void
send_clicked_cb (InvitesConfirmDialog *self)
{
  g_signal_emit (self, signals[SIGNAL_CONFIRMED], 0);
  gtk_window_close (GTK_WINDOW (self));
}

static void
row_clicked_cb (InvitesConfirmDialog *self,
                GtkWidget            *row)
{
  for (int i = 0; i < INVITES_N_OUTCOMES; i++)
    if (self->rows[i] == row)
      invites_details_show_entries (GTK_WIDGET (self), self->client,
                                    self->send, (InvitesOutcome) i,
                                    INVITES_DELIVERY_NONE, self->time_zone);
}

static void
add_outcome (InvitesConfirmDialog *self,
             AdwPreferencesGroup  *group,
             InvitesOutcome        outcome)
{
  GtkWidget *row = invites_count_row_new (invites_outcome_title (outcome),
                                          self->send->outcomes[outcome]);

  g_signal_connect_object (row, "clicked", G_CALLBACK (row_clicked_cb), self,
                           G_CONNECT_SWAPPED);
  self->rows[outcome] = row;
  adw_preferences_group_add (group, row);
}

static void
show_outcomes (InvitesConfirmDialog *self)
{
  g_autofree char *reasons = invites_send_text_dup_left_out (self->send);
  gboolean anybody = FALSE;

  add_outcome (self, self->recipients, INVITES_OUTCOME_WILL_BE_SENT);
  if (self->send->outcomes[INVITES_OUTCOME_MERGED] > 0)
    add_outcome (self, self->recipients, INVITES_OUTCOME_MERGED);

  for (int i = 0; i < INVITES_OUTCOME_MERGED; i++)
    if (self->send->outcomes[i] > 0)
      {
        add_outcome (self, self->left_out, (InvitesOutcome) i);
        anybody = TRUE;
      }

  adw_preferences_group_set_description (self->left_out, reasons);
  gtk_widget_set_visible (GTK_WIDGET (self->left_out), anybody);
}

static void
add_fact (InvitesConfirmDialog *self,
          const char           *name,
          const char           *value)
{
  adw_preferences_group_add (self->facts, invites_fact_row_new (name, value));
}

static void
add_whom (InvitesConfirmDialog *self,
          const char           *filters)
{
  const InvitesSend *send = self->send;

  if (send->from_set != INVITES_SEND_SET_NONE)
    add_fact (self, _("Made from"),
              invites_standing_text_get_from (send->from_set));
  if (*filters != '\0')
    add_fact (self, _("Filters"), filters);
  else if (send->from_set == INVITES_SEND_SET_NONE)
    add_fact (self, _("Filters"), _("None: the whole division"));
  if (send->only_expired)
    add_fact (self, _("Only"), _("Those whose invitation has expired"));
  if (send->gap_override)
    add_fact (self, _("Minimum time between invitations"),
              _("Not kept for this send, which is recorded: some may have got "
                "an invitation very recently"));
}

static void
show_facts (InvitesConfirmDialog *self,
            const InvitesChoices *choices)
{
  g_auto(GStrv) filters = invites_filter_describe (self->send->filter,
                                                   choices);
  g_autofree char *joined = g_strjoinv ("\n", filters);

  add_fact (self, _("Account division"), self->send->division_name);
  add_whom (self, joined);
  add_fact (self, _("Email from"), self->send->email_from);
  add_fact (self, _("Notification template"), self->send->template_name);
}

static void
show_send (InvitesConfirmDialog *self,
           const InvitesChoices *choices)
{
  const InvitesSend *send = self->send;
  g_autofree char *heading = invites_send_text_dup_question (send);
  g_autofree char *summary
    = invites_send_text_dup_recipients (send->outcomes);
  g_autofree char *previously = invites_send_text_dup_previously (send);

  gtk_label_set_text (self->heading, heading);
  gtk_label_set_text (self->summary, summary);
  gtk_label_set_text (self->previously, previously != NULL ? previously : "");
  gtk_widget_set_visible (GTK_WIDGET (self->previously), previously != NULL);
  show_facts (self, choices);
  show_outcomes (self);

  /* People get a second mail that they did not ask for: red. */
  gtk_widget_add_css_class (GTK_WIDGET (self->send_button),
                            send->only_without_invitation
                                && send->from_set != INVITES_SEND_SET_CORRECTED
                                && !send->gap_override
                              ? "suggested-action"
                              : "destructive-action");
  gtk_widget_set_sensitive (GTK_WIDGET (self->send_button),
                            invites_send_text_count_invited (send) > 0);
}

static void
invites_confirm_dialog_dispose (GObject *object)
{
  InvitesConfirmDialog *self = INVITES_CONFIRM_DIALOG (object);

  g_clear_object (&self->client);
  g_clear_pointer (&self->time_zone, g_time_zone_unref);

  G_OBJECT_CLASS (invites_confirm_dialog_parent_class)->dispose (object);
}

static void
invites_confirm_dialog_finalize (GObject *object)
{
  InvitesConfirmDialog *self = INVITES_CONFIRM_DIALOG (object);

  g_clear_pointer (&self->send, invites_send_free);

  G_OBJECT_CLASS (invites_confirm_dialog_parent_class)->finalize (object);
}

static void
invites_confirm_dialog_class_init (InvitesConfirmDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = invites_confirm_dialog_dispose;
  object_class->finalize = invites_confirm_dialog_finalize;

  /**
   * InvitesConfirmDialog::confirmed:
   *
   * The user said yes: start the send. The dialog closes by itself.
   */
  signals[SIGNAL_CONFIRMED]
    = g_signal_new ("confirmed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                    0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/portalinvites/PortalInvites/invite/"
                  "invites-confirm-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesConfirmDialog,
                                        heading);
  gtk_widget_class_bind_template_child (widget_class, InvitesConfirmDialog,
                                        summary);
  gtk_widget_class_bind_template_child (widget_class, InvitesConfirmDialog,
                                        previously);
  gtk_widget_class_bind_template_child (widget_class, InvitesConfirmDialog,
                                        facts);
  gtk_widget_class_bind_template_child (widget_class, InvitesConfirmDialog,
                                        recipients);
  gtk_widget_class_bind_template_child (widget_class, InvitesConfirmDialog,
                                        left_out);
  gtk_widget_class_bind_template_child (widget_class, InvitesConfirmDialog,
                                        cancel_button);
  gtk_widget_class_bind_template_child (widget_class, InvitesConfirmDialog,
                                        send_button);
  gtk_widget_class_bind_template_callback (widget_class, send_clicked_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0,
                                       "window.close", NULL);
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_DIALOG);
}

static void
invites_confirm_dialog_init (InvitesConfirmDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * invites_confirm_dialog_new:
 * @client: a client that is signed in
 * @prepared: (transfer none): the send to ask about
 * @choices: (nullable): where the names of the filters stand
 *
 * Asks whether to start @prepared. Its numbers open exactly the contacts of
 * the frozen ledger that they count.
 *
 * Returns: (transfer full): the dialog, for the caller to present
 */
GtkWindow *
invites_confirm_dialog_new (InvitesClient        *client,
                            InvitesSend          *prepared,
                            const InvitesChoices *choices)
{
  InvitesConfirmDialog *self;

  g_return_val_if_fail (INVITES_IS_CLIENT (client), NULL);
  g_return_val_if_fail (prepared != NULL, NULL);

  self = g_object_new (INVITES_TYPE_CONFIRM_DIALOG, NULL);
  self->client = g_object_ref (client);
  self->send = invites_send_copy (prepared);
  self->time_zone = invites_choices_dup_time_zone (choices,
                                                   prepared->division);
  show_send (self, choices);
  gtk_widget_grab_focus (GTK_WIDGET (self->cancel_button));

  return GTK_WINDOW (self);
}
