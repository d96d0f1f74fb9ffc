/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/invite/invites-delivery-options.h"
#include "app/invite/invites-preview-dialog.h"
#include "app/invite/invites-send-flow.h"
#include "app/sends/invites-follow-up-dialog.h"
#include "app/widgets/invites-message-strip.h"

struct _InvitesFollowUpDialog
{
  AdwWindow parent_instance;

  /* Template. */
  InvitesMessageStrip    *strip;
  GtkLabel               *explanation;
  InvitesDeliveryOptions *options;
  GtkButton              *continue_button;

  /* Owned. */
  InvitesClient   *client;
  InvitesChoices  *choices;
  InvitesSendFlow *flow;
  char            *division;
  char            *from_send; /* (nullable): of wishes */

  InvitesSendSet set;
  gboolean       only_without_invitation;
};

enum
{
  SIGNAL_STARTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (InvitesFollowUpDialog, invites_follow_up_dialog,
                     ADW_TYPE_WINDOW)

static const char *
get_title (InvitesSendSet set)
{
  switch ((int) set)
    {
    case INVITES_SEND_SET_REST:
      return _("Send to the Rest");

    case INVITES_SEND_SET_CORRECTED:
      return _("Send a Corrected One");

    case INVITES_SEND_SET_WISHES:
    default:
      return _("Invite Who Asked for a New Link");
    }
}

static const char *
get_explanation (InvitesSendSet set)
{
  switch ((int) set)
    {
    case INVITES_SEND_SET_REST:
      return _("A new send to exactly those who did not get the first. You see "
               "who that is before anything goes out.");

    case INVITES_SEND_SET_CORRECTED:
      return _("A new send, with new links, to those who got the first and have "
               "not accepted. The links of the first stop working. It goes out "
               "however recently they were invited; that is recorded.");

    case INVITES_SEND_SET_WISHES:
    default:
      return _("A new send to those whose link had expired and who asked for "
               "another. You see who that is before anything goes out.");
    }
}

static void
update (InvitesFollowUpDialog *self)
{
  const char *busy = invites_send_flow_get_busy_text (self->flow);
  gboolean ready
    = invites_delivery_options_get_template_id (self->options) != NULL
      && invites_delivery_options_sender_is_good (self->options);

  gtk_widget_set_sensitive (GTK_WIDGET (self->options), busy == NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->continue_button),
                            ready && busy == NULL);
  gtk_button_set_label (self->continue_button,
                        busy != NULL ? busy : _("Continue…"));
}

/* Of the whole division: a filter could leave out somebody who is meant. */
static InvitesSendRequest *
make_request (InvitesFollowUpDialog *self)
{
  InvitesSendRequest *request = invites_send_request_new ();
  gboolean corrected = self->set == INVITES_SEND_SET_CORRECTED;

  g_clear_pointer (&request->filter, invites_filter_free);
  request->filter = invites_filter_new (self->division);
  request->template_id
    = g_strdup (invites_delivery_options_get_template_id (self->options));
  request->email_from
    = g_strdup (invites_delivery_options_get_email_from (self->options));
  request->only_without_invitation = self->only_without_invitation;
  request->gap_override
    = corrected || invites_delivery_options_get_gap_override (self->options);
  request->from_set = self->set;
  request->from_send = g_strdup (self->from_send);
  if (request->leave_out == NULL)
    request->leave_out = g_new0 (char *, 1);

  return request;
}

static void
continue_cb (InvitesFollowUpDialog *self)
{
  g_autoptr(InvitesSendRequest) request = make_request (self);

  invites_message_strip_hide (self->strip);
  invites_send_flow_begin (self->flow, request, self->choices,
                           GTK_WIDGET (self));
}

static void
retry_cb (InvitesFollowUpDialog *self)
{
  invites_message_strip_hide (self->strip);
  invites_send_flow_retry (self->flow);
}

static void
options_changed_cb (InvitesFollowUpDialog *self)
{
  if (self->flow != NULL)
    update (self);
}

static void
preview_cb (InvitesFollowUpDialog *self)
{
  const char *id = invites_delivery_options_get_template_id (self->options);
  const InvitesChoice *choice
    = invites_choices_find (self->choices->notification_templates, id);
  g_autoptr(InvitesFilter) filter = invites_filter_new (self->division);
  GtkWindow *dialog;

  dialog = invites_preview_dialog_new (
    self->client, id, choice != NULL ? choice->name : id, filter,
    invites_delivery_options_get_email_from (self->options), TRUE);
  gtk_window_set_transient_for (dialog, GTK_WINDOW (self));
  gtk_window_present (dialog);
}

static void
flow_failed_cb (InvitesFollowUpDialog *self,
                const GError          *error)
{
  if (g_error_matches (error, INVITES_ERROR, INVITES_ERROR_SENDER_NOT_ALLOWED))
    invites_delivery_options_set_sender_refused (self->options, TRUE);
  invites_message_strip_show_error (self->strip, error);
  update (self);
}

static void
flow_started_cb (InvitesFollowUpDialog *self,
                 const char            *uuid)
{
  g_signal_emit (self, signals[SIGNAL_STARTED], 0, uuid);
  gtk_window_close (GTK_WINDOW (self));
}

static void
connect_flow (InvitesFollowUpDialog *self)
{
  self->flow = invites_send_flow_new (self->client);
  g_signal_connect_object (self->flow, "changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->flow, "failed", G_CALLBACK (flow_failed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->flow, "started",
                           G_CALLBACK (flow_started_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
invites_follow_up_dialog_dispose (GObject *object)
{
  InvitesFollowUpDialog *self = INVITES_FOLLOW_UP_DIALOG (object);

  if (self->flow != NULL)
    invites_send_flow_cancel (self->flow);
  g_clear_object (&self->flow);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (invites_follow_up_dialog_parent_class)->dispose (object);
}

static void
invites_follow_up_dialog_finalize (GObject *object)
{
  InvitesFollowUpDialog *self = INVITES_FOLLOW_UP_DIALOG (object);

  g_clear_pointer (&self->choices, invites_choices_free);
  g_free (self->division);
  g_free (self->from_send);

  G_OBJECT_CLASS (invites_follow_up_dialog_parent_class)->finalize (object);
}

static void
invites_follow_up_dialog_class_init (InvitesFollowUpDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = invites_follow_up_dialog_dispose;
  object_class->finalize = invites_follow_up_dialog_finalize;

  /**
   * InvitesFollowUpDialog::started:
   * @uuid: the new send. The dialog closes by itself.
   */
  signals[SIGNAL_STARTED]
    = g_signal_new ("started", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                    NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (INVITES_TYPE_DELIVERY_OPTIONS);
  g_type_ensure (INVITES_TYPE_MESSAGE_STRIP);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/portalinvites/PortalInvites/sends/"
                  "invites-follow-up-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesFollowUpDialog,
                                        strip);
  gtk_widget_class_bind_template_child (widget_class, InvitesFollowUpDialog,
                                        explanation);
  gtk_widget_class_bind_template_child (widget_class, InvitesFollowUpDialog,
                                        options);
  gtk_widget_class_bind_template_child (widget_class, InvitesFollowUpDialog,
                                        continue_button);
  gtk_widget_class_bind_template_callback (widget_class, continue_cb);
  gtk_widget_class_bind_template_callback (widget_class, options_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, preview_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0,
                                       "window.close", NULL);
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_DIALOG);
}

static void
invites_follow_up_dialog_init (InvitesFollowUpDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * invites_follow_up_dialog_new:
 * @client: a client that is signed in
 * @choices: whose templates may be chosen
 * @division: the division's id
 * @set: whom the new send is for
 * @from: (nullable): the send that it is made from; %NULL for wishes
 *
 * Asks for template and sender, which are those of @from unless they are
 * changed, then prepares the send and asks whether to start it.
 *
 * Returns: (transfer full): the dialog, for the caller to present
 */
GtkWindow *
invites_follow_up_dialog_new (InvitesClient        *client,
                              const InvitesChoices *choices,
                              const char           *division,
                              InvitesSendSet        set,
                              const InvitesSend    *from)
{
  InvitesFollowUpDialog *self;

  g_return_val_if_fail (INVITES_IS_CLIENT (client), NULL);
  g_return_val_if_fail (choices != NULL, NULL);
  g_return_val_if_fail (division != NULL, NULL);
  g_return_val_if_fail ((from == NULL) == (set == INVITES_SEND_SET_WISHES),
                        NULL);

  self = g_object_new (INVITES_TYPE_FOLLOW_UP_DIALOG, "title", get_title (set),
                       NULL);
  self->client = g_object_ref (client);
  self->choices = invites_choices_copy (choices);
  self->division = g_strdup (division);
  self->set = set;
  self->from_send = from != NULL ? g_strdup (from->id) : NULL;
  self->only_without_invitation
    = from == NULL || from->only_without_invitation;
  connect_flow (self);

  gtk_label_set_text (self->explanation, get_explanation (set));
  invites_delivery_options_hide_limit (self->options);
  invites_delivery_options_offer_gap (self->options,
                                      set != INVITES_SEND_SET_CORRECTED);
  invites_delivery_options_set_choices (self->options, choices);
  invites_delivery_options_set_division (
    self->options, invites_choices_find (choices->divisions, division));
  if (from != NULL)
    invites_delivery_options_propose (self->options, from->template_id,
                                      from->email_from);
  update (self);

  return GTK_WINDOW (self);
}
