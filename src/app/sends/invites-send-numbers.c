/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/details/invites-details-entries.h"
#include "app/sends/invites-send-numbers.h"
#include "app/widgets/invites-count-row.h"
#include "app/widgets/invites-format.h"

struct _InvitesSendNumbers
{
  GtkWidget parent_instance;

  /* Template. */
  GtkWidget           *box;
  AdwPreferencesGroup *deliveries_group;
  AdwPreferencesGroup *outcomes_group;

  /* Rows: made once, so that a running send does not take the focus away. */
  InvitesCountRow *deliveries[INVITES_N_DELIVERY_STATES];
  InvitesCountRow *outcomes[INVITES_N_OUTCOMES];
  InvitesCountRow *all;
  GtkLabel        *accepted;

  /* Owned. */
  InvitesClient *client;    /* (nullable): nothing shown yet */
  InvitesSend   *send;      /* (nullable): nothing shown yet */
  GTimeZone     *time_zone; /* (nullable): the user's own */
};

enum
{
  PROP_BETWEEN = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (InvitesSendNumbers, invites_send_numbers,
                     GTK_TYPE_WIDGET)

static const char *
describe_state (InvitesDeliveryState state)
{
  switch ((int) state)
    {
    case INVITES_DELIVERY_DEFERRED:
      return _("The mail system asked to try again later");

    case INVITES_DELIVERY_REFUSED:
      return _("The mail system said no for good, with its reason");

    case INVITES_DELIVERY_UNKNOWN:
      return _("Cut off at the one moment when nobody can know if they arrived. "
               "Not sent again by themselves: somebody has to decide");

    case INVITES_DELIVERY_BOUNCED:
      return _("The mail system took them, and they came back later");

    case INVITES_DELIVERY_SKIPPED:
      return _("Not due any more when their turn came");

    default:
      return "";
    }
}

static const char *
describe_outcome (InvitesOutcome outcome)
{
  switch ((int) outcome)
    {
    case INVITES_OUTCOME_MERGED:
      return _("Another contact with the same address leads the mail");

    case INVITES_OUTCOME_TOO_RECENT:
      return _("Their address got an invitation a short while before");

    default:
      return "";
    }
}

static void
open_ledger (InvitesSendNumbers   *self,
             InvitesOutcome        outcome,
             InvitesDeliveryState  state)
{
  if (self->send != NULL)
    invites_details_show_entries (GTK_WIDGET (self), self->client, self->send,
                                  outcome, state, self->time_zone);
}

/* A delivery is counted once, at its leading contact: those who share its mail
 * are in the same state, but not in this number. */
static void
delivery_clicked_cb (InvitesSendNumbers *self,
                     InvitesCountRow    *row)
{
  for (int i = 0; i < INVITES_N_DELIVERY_STATES; i++)
    if (self->deliveries[i] == row)
      open_ledger (self, INVITES_OUTCOME_WILL_BE_SENT,
                   (InvitesDeliveryState) i);
}

static void
outcome_clicked_cb (InvitesSendNumbers *self,
                    InvitesCountRow    *row)
{
  for (int i = 0; i < INVITES_N_OUTCOMES; i++)
    if (self->outcomes[i] == row)
      open_ledger (self, (InvitesOutcome) i, INVITES_DELIVERY_NONE);
}

static void
all_clicked_cb (InvitesSendNumbers *self)
{
  open_ledger (self, INVITES_OUTCOME_NONE, INVITES_DELIVERY_NONE);
}

static InvitesCountRow *
add_count_row (InvitesSendNumbers  *self,
               AdwPreferencesGroup *group,
               const char          *title,
               const char          *subtitle,
               GCallback            clicked_cb)
{
  GtkWidget *row = invites_count_row_new (title, 0);

  g_object_set (row, "subtitle", subtitle, "subtitle-lines", 0, NULL);
  g_signal_connect_object (row, "clicked", clicked_cb, self,
                           G_CONNECT_SWAPPED);
  adw_preferences_group_add (group, row);

  return INVITES_COUNT_ROW (row);
}

/* Acceptance is no state of a mail: it stands beside, and opens no list. */
static void
add_accepted_row (InvitesSendNumbers *self)
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
add_outcome (InvitesSendNumbers *self,
             InvitesOutcome      outcome)
{
  self->outcomes[outcome]
    = add_count_row (self, self->outcomes_group,
                     invites_outcome_title (outcome),
                     describe_outcome (outcome),
                     G_CALLBACK (outcome_clicked_cb));
}

static void
add_rows (InvitesSendNumbers *self)
{
  for (int i = 0; i < INVITES_N_DELIVERY_STATES; i++)
    self->deliveries[i]
      = add_count_row (self, self->deliveries_group,
                       invites_delivery_state_title ((InvitesDeliveryState) i),
                       describe_state ((InvitesDeliveryState) i),
                       G_CALLBACK (delivery_clicked_cb));
  add_accepted_row (self);

  /* Who gets one first, then the reasons in their order. */
  for (int i = INVITES_N_OUTCOMES - 1; i >= INVITES_OUTCOME_MERGED; i--)
    add_outcome (self, (InvitesOutcome) i);
  for (int i = 0; i < INVITES_OUTCOME_MERGED; i++)
    add_outcome (self, (InvitesOutcome) i);
  self->all = add_count_row (self, self->outcomes_group, _("All of them"), "",
                             G_CALLBACK (all_clicked_cb));
}

static void
show_numbers (InvitesSendNumbers *self,
              const InvitesSend  *send)
{
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

  invites_count_row_set_number (self->all, invites_send_get_considered (send));
  gtk_label_set_text (self->accepted, accepted);
}

static void
invites_send_numbers_set_property (GObject      *object,
                                   guint         prop_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  InvitesSendNumbers *self = INVITES_SEND_NUMBERS (object);

  switch (prop_id)
    {
    case PROP_BETWEEN:
      gtk_box_insert_child_after (GTK_BOX (self->box),
                                  g_value_get_object (value),
                                  GTK_WIDGET (self->deliveries_group));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
invites_send_numbers_dispose (GObject *object)
{
  InvitesSendNumbers *self = INVITES_SEND_NUMBERS (object);

  g_clear_object (&self->client);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (invites_send_numbers_parent_class)->dispose (object);
}

static void
invites_send_numbers_finalize (GObject *object)
{
  InvitesSendNumbers *self = INVITES_SEND_NUMBERS (object);

  g_clear_pointer (&self->send, invites_send_free);
  g_clear_pointer (&self->time_zone, g_time_zone_unref);

  G_OBJECT_CLASS (invites_send_numbers_parent_class)->finalize (object);
}

static void
invites_send_numbers_class_init (InvitesSendNumbersClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = invites_send_numbers_set_property;
  object_class->dispose = invites_send_numbers_dispose;
  object_class->finalize = invites_send_numbers_finalize;

  /**
   * InvitesSendNumbers:between:
   *
   * What stands between the mails and the contacts; set once.
   */
  properties[PROP_BETWEEN]
    = g_param_spec_object ("between", NULL, NULL, GTK_TYPE_WIDGET,
                           G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/portalinvites/PortalInvites/sends/"
                  "invites-send-numbers.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesSendNumbers, box);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendNumbers,
                                        deliveries_group);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendNumbers,
                                        outcomes_group);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
invites_send_numbers_init (InvitesSendNumbers *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_rows (self);
}

/**
 * invites_send_numbers_show:
 * @self: an #InvitesSendNumbers
 * @client: a client that is signed in
 * @send: the send
 * @time_zone: (nullable): the division's, or %NULL for the user's own
 *
 * Shows the numbers of one answer, all of them together.
 */
void
invites_send_numbers_show (InvitesSendNumbers *self,
                           InvitesClient      *client,
                           const InvitesSend  *send,
                           GTimeZone          *time_zone)
{
  g_return_if_fail (INVITES_IS_SEND_NUMBERS (self));
  g_return_if_fail (INVITES_IS_CLIENT (client));
  g_return_if_fail (send != NULL);

  g_set_object (&self->client, client);
  g_clear_pointer (&self->send, invites_send_free);
  self->send = invites_send_copy (send);
  g_clear_pointer (&self->time_zone, g_time_zone_unref);
  self->time_zone = time_zone != NULL ? g_time_zone_ref (time_zone) : NULL;
  show_numbers (self, send);
}
