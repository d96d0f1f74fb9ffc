/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/invite/invites-invite-page-private.h"
#include "app/invite/invites-two-pane.h"
#include "app/invites-main-view.h"
#include "app/widgets/invites-filter-text.h"
#include "app/widgets/invites-format.h"
#include "app/widgets/invites-standing-text.h"

G_DEFINE_FINAL_TYPE (InvitesInvitePage, invites_invite_page, GTK_TYPE_WIDGET)

enum
{
  CHOICES_LOADED,
  SEND_STARTED,
  SHOW_TROUBLE,
  CAN_SEND_CHANGED,
  CONTACTS_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* What would be sent, or NULL while something is missing. */
static InvitesSendRequest *
dup_request (InvitesInvitePage *self, const InvitesFilter *filter)
{
  InvitesDeliveryOptions *options = self->delivery_options;
  const char *template_id = invites_delivery_options_get_template_id (options);
  InvitesSendRequest *request;

  if (!self->may_send || filter->division == NULL || template_id == NULL
      || !invites_delivery_options_sender_is_good (options))
    return NULL;

  request = invites_send_request_new ();
  g_clear_pointer (&request->filter, invites_filter_free);
  request->filter = invites_filter_copy (filter);
  request->template_id = g_strdup (template_id);
  request->email_from
      = g_strdup (invites_delivery_options_get_email_from (options));
  request->only_without_invitation
      = invites_delivery_options_get_limit (options);
  request->only_expired = invites_delivery_options_get_only_expired (options);
  request->gap_override = invites_delivery_options_get_gap_override (options);
  g_clear_pointer (&request->leave_out, g_strfreev);
  request->leave_out = self->leave_out != NULL ? g_strdupv (self->leave_out)
                                               : g_new0 (char *, 1);
  return request;
}

static const InvitesChoice *
find_division (InvitesInvitePage *self, const char *id)
{
  if (self->choices == NULL || id == NULL)
    return NULL;
  return invites_choices_find (self->choices->divisions, id);
}

static void
show_counts (InvitesInvitePage *self)
{
  const InvitesFilter *filter = invites_tally_get_counts_filter (self->tally);
  g_autoptr(GTimeZone) time_zone = NULL;
  const char *name
      = invites_invite_page_get_division_name (self, self->division);

  if (self->division == NULL)
    return;
  time_zone = invites_choices_dup_time_zone (self->choices, self->division);
  invites_counts_card_set_counts (
      self->counts_card, invites_tally_get_counts (self->tally),
      filter != NULL && invites_filter_is_narrow (filter),
      name != NULL ? name : self->division, time_zone);
  invites_counts_card_set_stale (self->counts_card,
                                 invites_tally_counts_are_stale (self->tally));
}

static void
show_forecast (InvitesInvitePage *self)
{
  const guint64 *outcomes = invites_tally_get_outcomes (self->tally);
  InvitesDeliveryOptions *options = self->delivery_options;

  invites_forecast_card_set_stale (
      self->forecast_card, invites_tally_outcomes_are_stale (self->tally));
  if (invites_delivery_options_get_template_id (options) == NULL)
    invites_forecast_card_set_pending (
        self->forecast_card,
        _("Choose a template to see who gets an invitation"), FALSE);
  else if (!invites_delivery_options_sender_is_good (options))
    invites_forecast_card_set_pending (
        self->forecast_card,
        _("Correct the sender to see who gets an invitation"), FALSE);
  else if (outcomes != NULL)
    {
      invites_forecast_card_set_outcomes (self->forecast_card, outcomes);
      invites_delivery_options_offer_gap (
          options, outcomes[INVITES_OUTCOME_TOO_RECENT] > 0);
    }
  else if (invites_tally_get_outcomes_error (self->tally) != NULL)
    invites_forecast_card_set_pending (
        self->forecast_card, _("The forecast could not be loaded"), FALSE);
  else
    invites_forecast_card_set_pending (
        self->forecast_card, _("Working out who gets an invitation…"), TRUE);
}

static void
show_advice (InvitesInvitePage *self)
{
  InvitesDeliveryOptions *options = self->delivery_options;
  const InvitesCounts *counts = invites_tally_get_counts (self->tally);
  InvitesSendFacts facts = { 0 };
  g_autoptr(InvitesSendAdvice) advice = NULL;

  facts.division_name
      = invites_invite_page_get_division_name (self, self->division);
  facts.counted = counts != NULL
                  && !invites_tally_counts_are_stale (self->tally);
  facts.total = counts != NULL ? counts->filtered.total : 0;
  facts.failed = invites_tally_get_outcomes_error (self->tally) != NULL;
  facts.has_templates = self->choices->notification_templates->len > 0;
  facts.template_chosen
      = invites_delivery_options_get_template_id (options) != NULL;
  facts.sender_good = invites_delivery_options_sender_is_good (options);
  facts.email_from = invites_delivery_options_get_email_from (options);
  facts.limited = invites_delivery_options_get_limit (options);
  facts.only_expired = invites_delivery_options_get_only_expired (options);
  if (!invites_tally_outcomes_are_stale (self->tally))
    facts.outcomes = invites_tally_get_outcomes (self->tally);

  advice = invites_send_advice_new (&facts);
  invites_send_bar_set_advice (self->send_bar, advice);
  invites_send_bar_set_busy (self->send_bar,
                             invites_send_flow_get_busy_text (self->flow),
                             invites_send_flow_can_cancel (self->flow));
  g_signal_emit (self, signals[CAN_SEND_CHANGED], 0);
}

static void
show_numbers (InvitesInvitePage *self)
{
  if (self->choices == NULL)
    return;
  show_counts (self);
  if (self->may_send)
    {
      show_forecast (self);
      show_advice (self);
    }
}

static void
take_division (InvitesInvitePage *self, const char *division)
{
  if (g_strcmp0 (division, self->division) == 0)
    return;

  g_free (self->division);
  self->division = g_strdup (division);
  g_clear_pointer (&self->leave_out, g_strfreev);
  invites_invite_page_follow (self);
  invites_delivery_options_set_division (self->delivery_options,
                                         find_division (self, division));
  invites_wishes_row_set_division (self->wishes_row, self->client, division);
  gtk_stack_set_visible_child_name (
      self->right_stack, division != NULL ? "division" : "no-division");
}

/**
 * invites_invite_page_update:
 * @self: the page
 *
 * What is chosen has changed: everything that is said of it follows.
 */
void
invites_invite_page_update (InvitesInvitePage *self)
{
  g_autoptr(InvitesFilter) filter = NULL;
  g_autoptr(InvitesSendRequest) request = NULL;

  if (self->tally == NULL || self->choices == NULL)
    return;
  filter = invites_filter_pane_dup_filter (self->filter_pane);
  take_division (self, filter->division);
  request = dup_request (self, filter);
  invites_tally_set (self->tally, filter->division != NULL ? filter : NULL,
                     request);
  show_numbers (self);
}

static gboolean
is_about_sender (const GError *error)
{
  return g_error_matches (error, INVITES_ERROR,
                          INVITES_ERROR_SENDER_NOT_ALLOWED)
         || (error != NULL && error->domain == INVITES_ERROR
             && g_strcmp0 (invites_error_get_field (error), "email_from") == 0);
}

static void
tally_changed_cb (InvitesInvitePage *self)
{
  const GError *counts_error = invites_tally_get_counts_error (self->tally);
  const GError *outcomes_error = invites_tally_get_outcomes_error (self->tally);

  if (is_about_sender (outcomes_error))
    {
      invites_delivery_options_set_sender_refused (self->delivery_options,
                                                   TRUE);
      invites_invite_page_update (self);
      return;
    }

  if (counts_error != NULL)
    invites_invite_page_show_error (self, ABOUT_NUMBERS, counts_error);
  else if (outcomes_error != NULL)
    invites_invite_page_show_error (self, ABOUT_NUMBERS, outcomes_error);
  else
    invites_invite_page_hide_error (self, ABOUT_NUMBERS);
  show_numbers (self);
}

static void
filter_changed_cb (InvitesInvitePage *self)
{
  invites_invite_page_update (self);
  invites_invite_page_remember (self);
}

static void
filter_notice_cb (InvitesInvitePage *self, const char *text)
{
  if (text != NULL)
    invites_message_strip_show (self->filter_strip, text, _("Dismiss"));
  else
    invites_message_strip_hide (self->filter_strip);
}

static void
options_changed_cb (InvitesInvitePage *self)
{
  invites_invite_page_update (self);
}

static void
clear_left_out_cb (InvitesInvitePage *self)
{
  g_clear_pointer (&self->leave_out, g_strfreev);
  invites_invite_page_update (self);
}

static void
count_activated_cb (InvitesInvitePage *self, int group)
{
  invites_invite_page_open_count (self, group);
}

static void
outcome_activated_cb (InvitesInvitePage *self, int outcome)
{
  invites_invite_page_open_outcome (self, outcome);
}

static void
preview_cb (InvitesInvitePage *self)
{
  invites_invite_page_open_preview (self);
}

static void
send_cb (InvitesInvitePage *self)
{
  invites_invite_page_send (self);
}

static void
cancel_cb (InvitesInvitePage *self)
{
  invites_send_flow_cancel (self->flow);
}

static void
flow_changed_cb (InvitesInvitePage *self)
{
  if (self->choices != NULL)
    show_advice (self);
}

static void
flow_failed_cb (InvitesInvitePage *self, const GError *error)
{
  if (is_about_sender (error))
    {
      invites_delivery_options_set_sender_refused (self->delivery_options,
                                                   TRUE);
      invites_invite_page_update (self);
    }
  invites_invite_page_show_error (self, ABOUT_SEND, error);
}

static void
flow_started_cb (InvitesInvitePage *self, const char *uuid)
{
  invites_invite_page_hide_error (self, ABOUT_SEND);
  /* What held for this send must not slip into the next one. */
  g_clear_pointer (&self->leave_out, g_strfreev);
  invites_delivery_options_reset (self->delivery_options);
  invites_tally_drop_forecast (self->tally);
  invites_invite_page_update (self);
  invites_invite_page_tell_started (self, uuid);
}

/**
 * invites_invite_page_tell_started:
 * @self: the page
 * @uuid: a send that was started from here
 *
 * Asks for the numbers anew, and tells whoever shows the send.
 */
void
invites_invite_page_tell_started (InvitesInvitePage *self, const char *uuid)
{
  invites_invite_page_refresh (self);
  g_signal_emit (self, signals[SEND_STARTED], 0, uuid);
}

static void
wishes_cb (InvitesInvitePage *self)
{
  invites_invite_page_open_wishes (self);
}

static void
trouble_activated_cb (InvitesInvitePage *self)
{
  g_signal_emit (self, signals[SHOW_TROUBLE], 0);
}

static void
strip_activated_cb (InvitesInvitePage *self)
{
  About about = self->about;

  invites_invite_page_hide_error (self, about);
  if (about == ABOUT_SEND)
    invites_send_flow_retry (self->flow);
  else
    invites_invite_page_reload (self);
}

static void
choices_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(InvitesInvitePage) self = INVITES_INVITE_PAGE (user_data);
  g_autoptr(InvitesChoices) choices = NULL;
  g_autoptr(GError) error = NULL;
  gboolean first = self->choices == NULL;

  choices = invites_client_get_choices_finish (INVITES_CLIENT (source), result,
                                               &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  gtk_spinner_stop (self->loading_spinner);
  if (choices == NULL)
    {
      invites_pace_fail (self->choices_pace, error);
      gtk_widget_set_visible (self->loading_page, self->choices != NULL);
      invites_invite_page_show_error (self, ABOUT_CHOICES, error);
      return;
    }

  invites_pace_end (self->choices_pace);
  invites_invite_page_hide_error (self, ABOUT_CHOICES);
  g_clear_pointer (&self->choices, invites_choices_free);
  self->choices = g_steal_pointer (&choices);
  invites_delivery_options_set_choices (self->delivery_options, self->choices);
  invites_filter_pane_set_choices (self->filter_pane, self->choices);
  if (first)
    invites_invite_page_restore (self);
  gtk_stack_set_visible_child_name (self->stack, "content");
  gtk_widget_set_visible (GTK_WIDGET (self->send_bar), self->may_send);
  invites_invite_page_update (self);
  if (first && gtk_widget_get_mapped (GTK_WIDGET (self)))
    invites_filter_pane_focus (self->filter_pane);
  g_signal_emit (self, signals[CHOICES_LOADED], 0, self->choices);
}

static void
load_choices (InvitesInvitePage *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  invites_pace_begin (self->choices_pace);
  gtk_widget_set_visible (self->loading_page, TRUE);
  gtk_spinner_start (self->loading_spinner);
  invites_client_get_choices_async (self->client, self->cancellable,
                                    choices_loaded_cb, g_object_ref (self));
}

static void
invites_invite_page_dispose (GObject *object)
{
  InvitesInvitePage *self = INVITES_INVITE_PAGE (object);
  GtkWidget *child;

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  invites_invite_page_remember_now (self);
  g_clear_object (&self->settings);
  invites_invite_page_unfollow (self);
  g_clear_pointer (&self->choices_pace, invites_pace_free);
  g_clear_object (&self->flow);
  g_clear_object (&self->tally);
  g_clear_object (&self->client);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (invites_invite_page_parent_class)->dispose (object);
}

static void
invites_invite_page_finalize (GObject *object)
{
  InvitesInvitePage *self = INVITES_INVITE_PAGE (object);

  g_clear_pointer (&self->choices, invites_choices_free);
  g_free (self->division);
  g_strfreev (self->leave_out);

  G_OBJECT_CLASS (invites_invite_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/portalinvites/PortalInvites/invite/"
                    "invites-invite-page.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesInvitePage,
                                        strip);
  gtk_widget_class_bind_template_child (widget_class, InvitesInvitePage,
                                        stack);
  gtk_widget_class_bind_template_child (widget_class, InvitesInvitePage,
                                        filter_strip);
  gtk_widget_class_bind_template_child (widget_class, InvitesInvitePage,
                                        loading_page);
  gtk_widget_class_bind_template_child (widget_class, InvitesInvitePage,
                                        loading_spinner);
  gtk_widget_class_bind_template_child (widget_class, InvitesInvitePage,
                                        filter_pane);
  gtk_widget_class_bind_template_child (widget_class, InvitesInvitePage,
                                        right_stack);
  gtk_widget_class_bind_template_child (widget_class, InvitesInvitePage,
                                        counts_card);
  gtk_widget_class_bind_template_child (widget_class, InvitesInvitePage,
                                        trouble_strip);
  gtk_widget_class_bind_template_child (widget_class, InvitesInvitePage,
                                        wishes_row);
  gtk_widget_class_bind_template_child (widget_class, InvitesInvitePage,
                                        delivery_options);
  gtk_widget_class_bind_template_child (widget_class, InvitesInvitePage,
                                        forecast_card);
  gtk_widget_class_bind_template_child (widget_class, InvitesInvitePage,
                                        send_bar);
  gtk_widget_class_bind_template_callback (widget_class, strip_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_notice_cb);
  gtk_widget_class_bind_template_callback (widget_class,
                                           invites_message_strip_hide);
  gtk_widget_class_bind_template_callback (widget_class, options_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, count_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, preview_cb);
  gtk_widget_class_bind_template_callback (widget_class, outcome_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, clear_left_out_cb);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_bind_template_callback (widget_class, trouble_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, wishes_cb);
}

static void
install_signals (GType type)
{
  signals[CHOICES_LOADED]
      = g_signal_new ("choices-loaded", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 1,
                      INVITES_TYPE_CHOICES | G_SIGNAL_TYPE_STATIC_SCOPE);
  signals[SEND_STARTED]
      = g_signal_new ("send-started", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SHOW_TROUBLE]
      = g_signal_new ("show-trouble", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 0);
  /**
   * InvitesInvitePage::contacts-changed:
   *
   * Contacts of the division chosen are not what they were.
   */
  signals[CONTACTS_CHANGED]
      = g_signal_new ("contacts-changed", type, G_SIGNAL_RUN_LAST, 0, NULL,
                      NULL, NULL, G_TYPE_NONE, 0);
  signals[CAN_SEND_CHANGED]
      = g_signal_new ("can-send-changed", type, G_SIGNAL_RUN_LAST, 0, NULL,
                      NULL, NULL, G_TYPE_NONE, 0);
}

static void
invites_invite_page_class_init (InvitesInvitePageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = invites_invite_page_dispose;
  object_class->finalize = invites_invite_page_finalize;

  install_signals (G_TYPE_FROM_CLASS (klass));

  g_type_ensure (INVITES_TYPE_COUNTS_CARD);
  g_type_ensure (INVITES_TYPE_DELIVERY_OPTIONS);
  g_type_ensure (INVITES_TYPE_FILTER_PANE);
  g_type_ensure (INVITES_TYPE_FORECAST_CARD);
  g_type_ensure (INVITES_TYPE_MESSAGE_STRIP);
  g_type_ensure (INVITES_TYPE_SEND_BAR);
  g_type_ensure (INVITES_TYPE_TWO_PANE);
  g_type_ensure (INVITES_TYPE_WISHES_ROW);
  bind_template (GTK_WIDGET_CLASS (klass));
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass),
                                        GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
choices_due_cb (gpointer user_data)
{
  load_choices (user_data);
}

static void
invites_invite_page_init (InvitesInvitePage *self)
{
  self->choices_pace = invites_pace_new (INVITES_PACE_USUAL, choices_due_cb,
                                         self);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * invites_invite_page_set_client:
 * @self: the page; it must not have a client yet
 * @client: the service, signed in
 *
 * Loads what may be chosen. A user who may not send is shown what reads only.
 */
void
invites_invite_page_set_client (InvitesInvitePage *self, InvitesClient *client)
{
  const InvitesUser *user;

  g_return_if_fail (INVITES_IS_INVITE_PAGE (self));
  g_return_if_fail (INVITES_IS_CLIENT (client));
  g_return_if_fail (self->client == NULL);

  self->client = g_object_ref (client);
  self->tally = invites_tally_new (client);
  g_signal_connect_object (self->tally, "changed",
                           G_CALLBACK (tally_changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->flow = invites_send_flow_new (client);
  g_signal_connect_object (self->flow, "changed", G_CALLBACK (flow_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->flow, "failed", G_CALLBACK (flow_failed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->flow, "started",
                           G_CALLBACK (flow_started_cb), self,
                           G_CONNECT_SWAPPED);

  user = invites_client_get_user (client);
  self->may_send = user != NULL && user->may_send;
  gtk_widget_set_visible (GTK_WIDGET (self->delivery_options), self->may_send);
  gtk_widget_set_visible (GTK_WIDGET (self->forecast_card), self->may_send);

  load_choices (self);
}

/**
 * invites_invite_page_refresh:
 * @self: the page
 *
 * Asks for the numbers again. What is on the screen stays until they are there.
 */
void
invites_invite_page_refresh (InvitesInvitePage *self)
{
  g_return_if_fail (INVITES_IS_INVITE_PAGE (self));

  if (self->tally == NULL || self->choices == NULL)
    return;
  invites_tally_refresh (self->tally);
  invites_wishes_row_refresh (self->wishes_row);
}

/**
 * invites_invite_page_reload:
 * @self: the page
 *
 * Asks for what may be chosen and for the numbers again. What the user entered
 * stays.
 */
void
invites_invite_page_reload (InvitesInvitePage *self)
{
  g_return_if_fail (INVITES_IS_INVITE_PAGE (self));

  if (self->client == NULL)
    return;
  if (self->changes != NULL)
    invites_changes_retry (self->changes);
  load_choices (self);
  invites_invite_page_refresh (self);
}

/**
 * invites_invite_page_tell_changed:
 * @self: the page
 *
 * Contacts have changed, by whomever: asks for what is old now.
 */
void
invites_invite_page_tell_changed (InvitesInvitePage *self)
{
  /* The service was away, and is back. */
  if (self->about == ABOUT_CHOICES)
    load_choices (self);
  invites_tally_catch_up (self->tally);
  g_signal_emit (self, signals[CONTACTS_CHANGED], 0);
}

/**
 * invites_invite_page_can_send:
 * @self: the page
 *
 * Returns: whether Send Email… may be pressed
 */
gboolean
invites_invite_page_can_send (InvitesInvitePage *self)
{
  g_return_val_if_fail (INVITES_IS_INVITE_PAGE (self), FALSE);

  return self->may_send && invites_send_bar_can_send (self->send_bar);
}

/**
 * invites_invite_page_send:
 * @self: the page
 *
 * Prepares what is chosen and asks whether to send it.
 */
void
invites_invite_page_send (InvitesInvitePage *self)
{
  g_autoptr(InvitesFilter) filter = NULL;
  g_autoptr(InvitesSendRequest) request = NULL;
  GtkWidget *view;

  g_return_if_fail (INVITES_IS_INVITE_PAGE (self));

  if (!invites_invite_page_can_send (self))
    return;
  filter = invites_filter_pane_dup_filter (self->filter_pane);
  if (!(request = dup_request (self, filter)))
    return;
  invites_invite_page_hide_error (self, ABOUT_SEND);
  view = gtk_widget_get_ancestor (GTK_WIDGET (self), INVITES_TYPE_MAIN_VIEW);
  invites_send_flow_begin (self->flow, request, self->choices,
                           view != NULL ? view : GTK_WIDGET (self));
}

/**
 * invites_invite_page_set_trouble:
 * @self: the page
 * @trouble: what keeps a send from going on just now, or %INVITES_TROUBLE_NONE
 *
 * Says so in short for as long as it lasts.
 */
void
invites_invite_page_set_trouble (InvitesInvitePage *self,
                                 InvitesTrouble trouble)
{
  g_return_if_fail (INVITES_IS_INVITE_PAGE (self));

  if (trouble == INVITES_TROUBLE_NONE)
    invites_message_strip_hide (self->trouble_strip);
  else
    invites_message_strip_show (self->trouble_strip,
                                invites_standing_text_get_short (trouble),
                                _("Show Send"));
}
