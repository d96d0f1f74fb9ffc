/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/details/invites-details-entries.h"
#include "app/sends/invites-send-card.h"
#include "app/sends/invites-send-follower.h"
#include "app/sends/invites-send-view.h"
#include "app/widgets/invites-count-row.h"
#include "app/widgets/invites-fact-row.h"
#include "app/widgets/invites-filter-text.h"
#include "app/widgets/invites-format.h"
#include "app/widgets/invites-send-text.h"

enum
{
  FACT_DIVISION,
  FACT_FILTERS,
  FACT_LIMIT,
  FACT_EMAIL_FROM,
  FACT_TEMPLATE,
  FACT_PREPARED,
  FACT_STARTED,
  FACT_ENDED,
  N_FACTS,
};

static const char *const fact_names[N_FACTS] = {
  [FACT_DIVISION] = N_("Account division"),
  [FACT_FILTERS] = N_("Filters"),
  [FACT_LIMIT] = N_("Limit to contacts without an existing invitation"),
  [FACT_EMAIL_FROM] = N_("Email from"),
  [FACT_TEMPLATE] = N_("Notification template"),
  [FACT_PREPARED] = N_("Prepared"),
  [FACT_STARTED] = N_("Started"),
  [FACT_ENDED] = N_("Ended"),
};

struct _InvitesSendView
{
  GtkWidget parent_instance;

  /* Template. */
  GtkWidget           *box;
  GtkButton           *back_button;
  GtkLabel            *title_label;
  GtkStack            *stack;
  AdwStatusPage       *failed_page;
  InvitesSendCard     *card;
  AdwPreferencesGroup *deliveries_group;
  AdwPreferencesGroup *outcomes_group;
  AdwPreferencesGroup *facts_group;

  /* Rows: made once, so that a running send does not take the focus away. */
  InvitesCountRow *deliveries[INVITES_N_DELIVERY_STATES];
  InvitesCountRow *outcomes[INVITES_N_OUTCOMES];
  GtkLabel        *accepted;
  GtkWidget       *facts[N_FACTS];

  /* Owned. */
  char                *send_id;  /* (nullable): no send */
  InvitesClient       *client;   /* (nullable): no send */
  InvitesChoices      *choices;  /* (nullable) */
  InvitesSendFollower *follower; /* (nullable): no send */
  GSignalGroup        *follower_signals;
};

enum
{
  SIGNAL_BACK,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (InvitesSendView, invites_send_view, GTK_TYPE_WIDGET)

static void
set_fact (InvitesSendView *self,
          guint            fact,
          const char      *value)
{
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self->facts[fact]), value);
}

static void
show_times (InvitesSendView   *self,
            const InvitesSend *send,
            GTimeZone         *time_zone)
{
  g_autofree char *prepared = invites_format_time (send->prepared_at,
                                                   time_zone);
  g_autofree char *started = invites_format_time (send->started_at, time_zone);
  g_autofree char *ended = invites_format_time (send->finished_at, time_zone);
  g_autofree char *by = NULL;

  /* Translators: a time, and a colleague's name. */
  by = g_strdup_printf (_("%s by %s"), prepared, send->prepared_by);
  set_fact (self, FACT_PREPARED, by);
  set_fact (self, FACT_STARTED, started);
  set_fact (self, FACT_ENDED, ended);
}

static void
show_facts (InvitesSendView   *self,
            const InvitesSend *send,
            GTimeZone         *time_zone)
{
  g_auto(GStrv) filters = invites_filter_describe (send->filter,
                                                   self->choices);
  g_autofree char *joined = g_strjoinv ("\n", filters);

  set_fact (self, FACT_DIVISION, send->division_name);
  set_fact (self, FACT_FILTERS,
            *joined != '\0' ? joined : _("None: the whole division"));
  set_fact (self, FACT_LIMIT, send->only_without_invitation ? _("On")
                                                            : _("Off"));
  set_fact (self, FACT_EMAIL_FROM, send->email_from);
  set_fact (self, FACT_TEMPLATE, send->template_name);
  show_times (self, send, time_zone);
}

static void
show_numbers (InvitesSendView   *self,
              const InvitesSend *send)
{
  guint64 considered = invites_send_get_considered (send);
  g_autofree char *contacts = invites_format_contacts (considered);
  g_autofree char *accepted = invites_format_number (send->accepted_contacts);

  for (int i = 0; i < INVITES_N_DELIVERY_STATES; i++)
    {
      invites_count_row_set_number (self->deliveries[i], send->deliveries[i]);
      gtk_widget_set_visible (GTK_WIDGET (self->deliveries[i]),
                              send->deliveries[i] > 0
                                || i == INVITES_DELIVERY_SENT);
    }
  for (int i = 0; i < INVITES_N_OUTCOMES; i++)
    {
      invites_count_row_set_number (self->outcomes[i], send->outcomes[i]);
      gtk_widget_set_visible (GTK_WIDGET (self->outcomes[i]),
                              send->outcomes[i] > 0
                                || i == INVITES_OUTCOME_WILL_BE_SENT);
    }

  adw_preferences_group_set_description (self->outcomes_group, contacts);
  gtk_label_set_text (self->accepted, accepted);
}

static void
show_send (InvitesSendView   *self,
           const InvitesSend *send)
{
  g_autoptr(GTimeZone) time_zone
    = invites_choices_dup_time_zone (self->choices, send->division);
  InvitesTime when = send->started_at != INVITES_TIME_NONE ? send->started_at
                                                           : send->prepared_at;
  g_autofree char *time = invites_format_time (when, time_zone);
  g_autofree char *title = g_strdup_printf ("%s · %s", send->division_name,
                                            time);

  gtk_label_set_text (self->title_label, title);
  gtk_widget_show (GTK_WIDGET (self->title_label));
  show_numbers (self, send);
  show_facts (self, send, time_zone);
  gtk_stack_set_visible_child_name (self->stack, "send");
}

static void
follower_changed_cb (InvitesSendView *self)
{
  const InvitesSend *send = invites_send_follower_get_send (self->follower);
  const GError *error = invites_send_follower_get_error (self->follower);
  g_autofree char *text = NULL;

  if (send != NULL)
    {
      show_send (self, send);
      return;
    }
  if (error == NULL)
    return;

  text = invites_format_error (error);
  adw_status_page_set_description (self->failed_page, text);
  gtk_stack_set_visible_child_name (self->stack, "failed");
}

static void
open_ledger (InvitesSendView      *self,
             InvitesOutcome        outcome,
             InvitesDeliveryState  state)
{
  const InvitesSend *send = invites_send_follower_get_send (self->follower);
  g_autoptr(GTimeZone) time_zone
    = invites_choices_dup_time_zone (self->choices, send->division);

  invites_details_show_entries (GTK_WIDGET (self), self->client, send, outcome,
                                state, time_zone);
}

/* A delivery is counted once, at its leading contact: those who share its mail
 * are in the same state, but not in this number. */
static void
delivery_clicked_cb (InvitesSendView *self,
                     InvitesCountRow *row)
{
  for (int i = 0; i < INVITES_N_DELIVERY_STATES; i++)
    if (self->deliveries[i] == row)
      open_ledger (self, INVITES_OUTCOME_WILL_BE_SENT,
                   (InvitesDeliveryState) i);
}

static void
outcome_clicked_cb (InvitesSendView *self,
                    InvitesCountRow *row)
{
  for (int i = 0; i < INVITES_N_OUTCOMES; i++)
    if (self->outcomes[i] == row)
      open_ledger (self, (InvitesOutcome) i, INVITES_DELIVERY_NONE);
}

static void
back_clicked_cb (InvitesSendView *self)
{
  g_signal_emit (self, signals[SIGNAL_BACK], 0);
}

static void
retry_cb (InvitesSendView *self)
{
  if (self->follower == NULL)
    return;

  gtk_stack_set_visible_child_name (self->stack, "loading");
  invites_send_follower_retry (self->follower);
}

static InvitesCountRow *
add_count_row (InvitesSendView     *self,
               AdwPreferencesGroup *group,
               const char          *title,
               GCallback            clicked_cb)
{
  GtkWidget *row = invites_count_row_new (title, 0);

  g_signal_connect_object (row, "clicked", clicked_cb, self,
                           G_CONNECT_SWAPPED);
  adw_preferences_group_add (group, row);

  return INVITES_COUNT_ROW (row);
}

/* Acceptance is no state of a mail: it stands beside, and opens no list. */
static void
add_accepted_row (InvitesSendView *self)
{
  GtkWidget *row = g_object_new (ADW_TYPE_ACTION_ROW, "title",
                                 _("Contacts who accepted"), NULL);
  GtkWidget *label = gtk_label_new ("–");

  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (label, "plain-count");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  adw_preferences_group_add (self->deliveries_group, row);
  self->accepted = GTK_LABEL (label);
}

static void
add_rows (InvitesSendView *self)
{
  for (int i = 0; i < INVITES_N_DELIVERY_STATES; i++)
    self->deliveries[i]
      = add_count_row (self, self->deliveries_group,
                       invites_delivery_state_title ((InvitesDeliveryState) i),
                       G_CALLBACK (delivery_clicked_cb));
  add_accepted_row (self);

  /* Who gets one first, then the reasons in their order. */
  for (int i = INVITES_N_OUTCOMES - 1; i >= INVITES_OUTCOME_MERGED; i--)
    self->outcomes[i]
      = add_count_row (self, self->outcomes_group,
                       invites_outcome_title ((InvitesOutcome) i),
                       G_CALLBACK (outcome_clicked_cb));
  for (int i = 0; i < INVITES_OUTCOME_MERGED; i++)
    self->outcomes[i]
      = add_count_row (self, self->outcomes_group,
                       invites_outcome_title ((InvitesOutcome) i),
                       G_CALLBACK (outcome_clicked_cb));

  for (guint i = 0; i < N_FACTS; i++)
    {
      self->facts[i] = invites_fact_row_new (_(fact_names[i]), "–");
      adw_preferences_group_add (self->facts_group, self->facts[i]);
    }
}

static void
invites_send_view_dispose (GObject *object)
{
  InvitesSendView *self = INVITES_SEND_VIEW (object);

  if (self->follower != NULL)
    invites_send_follower_close (self->follower);
  g_clear_object (&self->follower_signals);
  g_clear_object (&self->follower);
  g_clear_object (&self->client);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (invites_send_view_parent_class)->dispose (object);
}

static void
invites_send_view_finalize (GObject *object)
{
  InvitesSendView *self = INVITES_SEND_VIEW (object);

  g_clear_pointer (&self->send_id, g_free);
  g_clear_pointer (&self->choices, invites_choices_free);

  G_OBJECT_CLASS (invites_send_view_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/portalinvites/PortalInvites/sends/"
                  "invites-send-view.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesSendView, box);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendView,
                                        back_button);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendView,
                                        title_label);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendView, stack);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendView,
                                        failed_page);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendView, card);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendView,
                                        deliveries_group);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendView,
                                        outcomes_group);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendView,
                                        facts_group);
  gtk_widget_class_bind_template_callback (widget_class, back_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
}

static void
invites_send_view_class_init (InvitesSendViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = invites_send_view_dispose;
  object_class->finalize = invites_send_view_finalize;

  /**
   * InvitesSendView::back:
   *
   * The list of sends was asked for.
   */
  signals[SIGNAL_BACK]
    = g_signal_new ("back", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                    NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (INVITES_TYPE_SEND_CARD);
  bind_template (widget_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
invites_send_view_init (InvitesSendView *self)
{
  self->follower_signals = g_signal_group_new (INVITES_TYPE_SEND_FOLLOWER);
  g_signal_group_connect_swapped (self->follower_signals, "changed",
                                  G_CALLBACK (follower_changed_cb), self);
  gtk_widget_init_template (GTK_WIDGET (self));
  add_rows (self);
}

/**
 * invites_send_view_show:
 * @self: an #InvitesSendView
 * @client: a client that is signed in
 * @choices: (nullable): where names and time zones stand
 * @uuid: the send's id
 *
 * Shows that send and follows it to its end.
 */
void
invites_send_view_show (InvitesSendView      *self,
                        InvitesClient        *client,
                        const InvitesChoices *choices,
                        const char           *uuid)
{
  g_return_if_fail (INVITES_IS_SEND_VIEW (self));
  g_return_if_fail (INVITES_IS_CLIENT (client));
  g_return_if_fail (uuid != NULL);

  invites_send_view_close (self);
  g_set_object (&self->client, client);
  self->choices = choices != NULL ? invites_choices_copy (choices) : NULL;
  self->send_id = g_strdup (uuid);

  gtk_widget_hide (GTK_WIDGET (self->title_label));
  gtk_stack_set_visible_child_name (self->stack, "loading");
  self->follower = invites_send_follower_new (client, uuid);
  g_signal_group_set_target (self->follower_signals, self->follower);
  invites_send_card_set_follower (self->card, self->follower);
}

/**
 * invites_send_view_close:
 * @self: an #InvitesSendView
 *
 * Follows its send no longer.
 */
void
invites_send_view_close (InvitesSendView *self)
{
  g_return_if_fail (INVITES_IS_SEND_VIEW (self));

  if (self->follower != NULL)
    invites_send_follower_close (self->follower);
  g_signal_group_set_target (self->follower_signals, NULL);
  invites_send_card_set_follower (self->card, NULL);
  g_clear_object (&self->follower);
  g_clear_object (&self->client);
  g_clear_pointer (&self->choices, invites_choices_free);
  g_clear_pointer (&self->send_id, g_free);
}

/**
 * invites_send_view_get_send_id:
 * @self: an #InvitesSendView
 *
 * Returns: (transfer none) (nullable): the send that is shown
 */
const char *
invites_send_view_get_send_id (InvitesSendView *self)
{
  g_return_val_if_fail (INVITES_IS_SEND_VIEW (self), NULL);

  return self->send_id;
}
