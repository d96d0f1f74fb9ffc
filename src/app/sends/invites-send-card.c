/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/sends/invites-send-card.h"
#include "app/widgets/invites-alert.h"
#include "app/widgets/invites-message-strip.h"
#include "app/widgets/invites-send-text.h"

struct _InvitesSendCard
{
  GtkWidget parent_instance;

  /* Template. */
  GtkWidget           *box;
  InvitesMessageStrip *strip;
  GtkLabel            *title_label;
  GtkLabel            *subtitle_label;
  GtkButton           *stop_button;
  GtkButton           *open_button;
  GtkProgressBar      *bar;
  GtkLabel            *progress_label;

  /* Owned. */
  InvitesSendFollower *follower; /* (nullable): none yet */
  GSignalGroup        *follower_signals;
  GCancellable        *cancellable;
};

enum
{
  SIGNAL_OPEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (InvitesSendCard, invites_send_card, GTK_TYPE_WIDGET)

static gboolean
can_stop (InvitesSendCard *self)
{
  const InvitesSend *send = invites_send_follower_get_send (self->follower);
  const InvitesUser *user = invites_client_get_user (
    invites_send_follower_get_client (self->follower));

  return user != NULL && user->may_send && send != NULL && !send->stopping
         && !invites_send_follower_has_ended (self->follower)
         && send->state != INVITES_SEND_PREPARED;
}

static void
show_error (InvitesSendCard *self)
{
  const GError *error = invites_send_follower_get_error (self->follower);

  if (error != NULL)
    invites_message_strip_show_error (self->strip, error);
  else
    invites_message_strip_hide (self->strip);
}

static void
show_send (InvitesSendCard   *self,
           const InvitesSend *send)
{
  double left = invites_send_follower_get_seconds_left (self->follower);
  g_autofree char *state = invites_send_text_dup_state (send);
  g_autofree char *progress = invites_send_text_dup_progress (send, left);
  g_autofree char *title = NULL;
  g_autofree char *subtitle = NULL;

  title = g_strdup_printf ("%s · %s", send->division_name,
                           send->template_name);
  subtitle = g_strdup_printf ("%s · %s", state, send->prepared_by);
  gtk_label_set_text (self->title_label, title);
  gtk_label_set_text (self->subtitle_label, subtitle);
  gtk_label_set_text (self->progress_label, progress);
  gtk_progress_bar_set_fraction (self->bar,
                                 invites_send_text_get_fraction (send));
}

static void
follower_changed_cb (InvitesSendCard *self)
{
  const InvitesSend *send = invites_send_follower_get_send (self->follower);

  if (send != NULL)
    show_send (self, send);
  show_error (self);
  gtk_widget_set_visible (GTK_WIDGET (self->stop_button), can_stop (self));
}

static void
asked_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(InvitesSendCard) self = user_data;

  if (invites_alert_ask_finish (result, NULL) && self->follower != NULL)
    invites_send_follower_stop_send (self->follower);
}

static void
stop_clicked_cb (InvitesSendCard *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  invites_alert_ask_async (
    GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, _("Stop This Send?"),
    _("Mails that the mail system has taken will arrive, and one that is on "
      "its way just now may. All others will not be sent. A stopped send "
      "cannot be continued, but a new one reaches those who were left."),
    _("Keep Sending"), _("Stop"), self->cancellable, asked_cb,
    g_object_ref (self));
}

static void
open_clicked_cb (InvitesSendCard *self)
{
  g_signal_emit (self, signals[SIGNAL_OPEN], 0);
}

static void
retry_cb (InvitesSendCard *self)
{
  if (self->follower != NULL)
    invites_send_follower_retry (self->follower);
}

static void
invites_send_card_dispose (GObject *object)
{
  InvitesSendCard *self = INVITES_SEND_CARD (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->follower_signals);
  g_clear_object (&self->follower);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (invites_send_card_parent_class)->dispose (object);
}

static void
invites_send_card_class_init (InvitesSendCardClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = invites_send_card_dispose;

  /**
   * InvitesSendCard::open:
   *
   * The send's own page was asked for.
   */
  signals[SIGNAL_OPEN]
    = g_signal_new ("open", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                    NULL, NULL, NULL, G_TYPE_NONE, 0);

  g_type_ensure (INVITES_TYPE_MESSAGE_STRIP);
  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/portalinvites/PortalInvites/sends/"
                  "invites-send-card.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesSendCard, box);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendCard, strip);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendCard,
                                        title_label);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendCard,
                                        subtitle_label);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendCard,
                                        stop_button);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendCard,
                                        open_button);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendCard, bar);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendCard,
                                        progress_label);
  gtk_widget_class_bind_template_callback (widget_class, open_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_clicked_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
}

static void
invites_send_card_init (InvitesSendCard *self)
{
  self->cancellable = g_cancellable_new ();
  self->follower_signals = g_signal_group_new (INVITES_TYPE_SEND_FOLLOWER);
  g_signal_group_connect_swapped (self->follower_signals, "changed",
                                  G_CALLBACK (follower_changed_cb), self);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_hide (GTK_WIDGET (self->open_button));
}

/**
 * invites_send_card_new:
 * @follower: follows the send
 * @can_open: whether the card offers the send's own page
 *
 * Returns: (transfer floating): a card that is always as new as @follower
 */
GtkWidget *
invites_send_card_new (InvitesSendFollower *follower,
                       gboolean             can_open)
{
  InvitesSendCard *self;

  g_return_val_if_fail (INVITES_IS_SEND_FOLLOWER (follower), NULL);

  self = g_object_new (INVITES_TYPE_SEND_CARD, NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->open_button), can_open);
  invites_send_card_set_follower (self, follower);

  return GTK_WIDGET (self);
}

/**
 * invites_send_card_set_follower:
 * @self: an #InvitesSendCard
 * @follower: (nullable): follows the send to show
 *
 * Shows another send, or none.
 */
void
invites_send_card_set_follower (InvitesSendCard     *self,
                                InvitesSendFollower *follower)
{
  g_return_if_fail (INVITES_IS_SEND_CARD (self));
  g_return_if_fail (follower == NULL || INVITES_IS_SEND_FOLLOWER (follower));

  if (!g_set_object (&self->follower, follower))
    return;

  g_signal_group_set_target (self->follower_signals, follower);
  if (follower != NULL)
    follower_changed_cb (self);
}

/**
 * invites_send_card_get_follower:
 * @self: an #InvitesSendCard
 *
 * Returns: (transfer none) (nullable): who follows the send
 */
InvitesSendFollower *
invites_send_card_get_follower (InvitesSendCard *self)
{
  g_return_val_if_fail (INVITES_IS_SEND_CARD (self), NULL);

  return self->follower;
}
