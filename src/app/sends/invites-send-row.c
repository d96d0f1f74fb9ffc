/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/sends/invites-send-row.h"
#include "app/widgets/invites-format.h"
#include "app/widgets/invites-line-text.h"
#include "app/widgets/invites-send-text.h"

struct _InvitesSendRow
{
  AdwActionRow parent_instance;

  /* Template. */
  GtkLabel  *numbers_label;
  GtkButton *open_button;

  /* Owned. */
  char *send_id;
};

enum
{
  SIGNAL_OPEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (InvitesSendRow, invites_send_row, ADW_TYPE_ACTION_ROW)

static void
open_clicked_cb (InvitesSendRow *self)
{
  g_signal_emit (self, signals[SIGNAL_OPEN], 0);
}

static void
invites_send_row_finalize (GObject *object)
{
  InvitesSendRow *self = INVITES_SEND_ROW (object);

  g_clear_pointer (&self->send_id, g_free);

  G_OBJECT_CLASS (invites_send_row_parent_class)->finalize (object);
}

static void
invites_send_row_class_init (InvitesSendRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = invites_send_row_finalize;

  /**
   * InvitesSendRow::open:
   *
   * The send's own page was asked for.
   */
  signals[SIGNAL_OPEN]
    = g_signal_new ("open", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                    NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/portalinvites/PortalInvites/sends/"
                  "invites-send-row.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesSendRow,
                                        numbers_label);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendRow,
                                        open_button);
  gtk_widget_class_bind_template_callback (widget_class, open_clicked_cb);
}

static void
invites_send_row_init (InvitesSendRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* The row labels its button, which has a name of its own. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (self->open_button),
                                 GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

/**
 * invites_send_row_update:
 * @self: an #InvitesSendRow
 * @send: the send that it shows, as it is now
 * @time_zone: (nullable): the division's, or %NULL for the user's own
 *
 * Shows what has become of the send.
 */
void
invites_send_row_update (InvitesSendRow    *self,
                         const InvitesSend *send,
                         GTimeZone         *time_zone)
{
  InvitesTime when = send->started_at != INVITES_TIME_NONE ? send->started_at
                                                           : send->prepared_at;
  g_autofree char *time = invites_format_time (when, time_zone);
  g_autofree char *state = invites_send_text_dup_state (send);
  g_autofree char *sent = NULL;
  g_autofree char *accepted = NULL;
  g_autofree char *title = NULL;
  g_autofree char *subtitle = NULL;
  g_autofree char *numbers = NULL;
  g_autofree char *label = NULL;

  g_return_if_fail (INVITES_IS_SEND_ROW (self));
  g_return_if_fail (send != NULL);

  sent = invites_format_number (send->deliveries[INVITES_DELIVERY_SENT]
                                + send->deliveries[INVITES_DELIVERY_BOUNCED]);
  accepted = invites_format_number (send->accepted_contacts);
  title = invites_line_text_join (send->division_name, time);
  subtitle = invites_line_text_join (state, send->prepared_by);
  /* Translators: how many mails were sent, and how many contacts accepted. */
  numbers = g_strdup_printf (_("%s sent\n%s accepted"), sent, accepted);
  /* Translators: division and time of a send. */
  label = g_strdup_printf (_("Show send, %s"), title);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), subtitle);
  gtk_label_set_text (self->numbers_label, numbers);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->open_button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/**
 * invites_send_row_new:
 * @send: the send to show
 * @time_zone: (nullable): the division's, or %NULL for the user's own
 *
 * Returns: (transfer floating): a row of the history
 */
GtkWidget *
invites_send_row_new (const InvitesSend *send,
                      GTimeZone         *time_zone)
{
  InvitesSendRow *self;

  g_return_val_if_fail (send != NULL, NULL);

  self = g_object_new (INVITES_TYPE_SEND_ROW, NULL);
  self->send_id = g_strdup (send->id);
  invites_send_row_update (self, send, time_zone);

  return GTK_WIDGET (self);
}

/**
 * invites_send_row_get_send_id:
 * @self: an #InvitesSendRow
 *
 * Returns: (transfer none): the send's id
 */
const char *
invites_send_row_get_send_id (InvitesSendRow *self)
{
  g_return_val_if_fail (INVITES_IS_SEND_ROW (self), NULL);

  return self->send_id;
}
