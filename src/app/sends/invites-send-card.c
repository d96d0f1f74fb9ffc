/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/sends/invites-send-card.h"
#include "app/widgets/invites-alert.h"
#include "app/widgets/invites-line-text.h"
#include "app/widgets/invites-message-strip.h"
#include "app/widgets/invites-send-text.h"
#include "app/widgets/invites-standing-text.h"

#define TICK_MS 200

struct _InvitesSendCard
{
  GtkWidget parent_instance;

  /* Template. */
  GtkWidget           *box;
  InvitesMessageStrip *strip;
  GtkLabel            *title_label;
  GtkLabel            *subtitle_label;
  GtkButton           *open_button;
  GtkWidget           *notice;
  GtkLabel            *notice_heading;
  GtkLabel            *notice_label;
  GtkLabel            *notice_reply;
  GtkProgressBar      *bar;
  GtkLabel            *progress_label;
  GtkLabel            *caption_label;
  GtkWidget           *buttons;
  GtkWidget           *stop_button;
  GtkWidget           *pause_button;
  GtkWidget           *resume_button;
  GtkWidget           *undo_button;

  /* Owned. */
  InvitesSendFollower *follower; /* (nullable): none yet */
  GSignalGroup        *follower_signals;
  GTimeZone           *time_zone; /* (nullable): the user's own */
  GCancellable        *cancellable;
  guint                tick_id;   /* while the send is held */
  gboolean             wants_undo; /* gets the focus, if it comes now */
};

enum
{
  SIGNAL_OPEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (InvitesSendCard, invites_send_card, GTK_TYPE_WIDGET)

static void
set_text (GtkLabel   *label,
          const char *text)
{
  gtk_label_set_text (label, text != NULL ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), text != NULL);
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

/* Why it is paused, or that it was revoked: what holds, and what to do. */
static void
show_notice (InvitesSendCard   *self,
             const InvitesSend *send)
{
  g_autofree char *revoked
    = invites_standing_text_dup_revoked (send, self->time_zone);
  g_autofree char *advice = NULL;
  g_autofree char *reply = NULL;

  gtk_widget_set_visible (
    self->notice, revoked != NULL || send->state == INVITES_SEND_PAUSED);
  if (revoked != NULL)
    {
      set_text (self->notice_heading, _("Revoked"));
      set_text (self->notice_label,
                _("Its links do not work any more. Who has accepted stays "
                  "accepted, and earlier invitations that have not expired "
                  "hold again."));
      set_text (self->notice_reply, revoked);
    }
  else if (send->state == INVITES_SEND_PAUSED)
    {
      advice = invites_standing_text_dup_advice (send, self->time_zone);
      reply = invites_standing_text_dup_reply (send);
      set_text (self->notice_heading, invites_standing_text_get_pause (send));
      set_text (self->notice_label, advice);
      set_text (self->notice_reply, reply);
    }
}

static void
show_hold (InvitesSendCard *self)
{
  g_autofree char *text = invites_standing_text_dup_hold (
    invites_send_follower_get_hold_left (self->follower));

  if (g_strcmp0 (gtk_label_get_text (self->progress_label), text) != 0)
    gtk_label_set_text (self->progress_label, text);
}

static gboolean
tick_cb (gpointer user_data)
{
  show_hold (user_data);

  return G_SOURCE_CONTINUE;
}

static void
show_progress (InvitesSendCard   *self,
               const InvitesSend *send)
{
  double left = invites_send_follower_get_seconds_left (self->follower);
  gboolean held = send->state == INVITES_SEND_HELD && !send->stopping;
  g_autofree char *progress = NULL;

  gtk_widget_set_visible (
    GTK_WIDGET (self->bar),
    !held && send->state != INVITES_SEND_PREPARED
      && !invites_send_follower_has_ended (self->follower));
  if (held)
    {
      gtk_widget_add_css_class (GTK_WIDGET (self->progress_label), "title-3");
      show_hold (self);
      if (self->tick_id == 0)
        self->tick_id = g_timeout_add (TICK_MS, tick_cb, self);
      return;
    }

  g_clear_handle_id (&self->tick_id, g_source_remove);
  gtk_widget_remove_css_class (GTK_WIDGET (self->progress_label), "title-3");
  progress = invites_send_text_dup_progress (
    send, send->state == INVITES_SEND_SENDING ? left : -1);
  gtk_label_set_text (self->progress_label, progress);
  gtk_progress_bar_set_fraction (self->bar,
                                 invites_send_text_get_fraction (send));
}

static const char *
get_caption (const InvitesSend *send,
             gboolean           may_act)
{
  if (send->stopping && invites_send_get_open (send) > 0)
    return _("What has been handed over already will arrive.");
  if (!may_act)
    return NULL;
  if (send->state == INVITES_SEND_HELD)
    return _("Nothing has been handed over yet. Undo, and nobody is mailed.");
  if (send->state == INVITES_SEND_SENDING)
    return _("Pause and Stop hold back what still waits. What has been handed "
             "over already will arrive.");

  return NULL;
}

/* Who has just pressed one of them by a key stays among them. */
static void
keep_focus (InvitesSendCard *self)
{
  GtkWidget *choices[] = { self->resume_button, self->pause_button,
                           self->undo_button, self->stop_button };

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    if (gtk_widget_get_visible (choices[i]))
      {
        gtk_widget_grab_focus (choices[i]);
        return;
      }
}

static void
show_buttons (InvitesSendCard   *self,
              const InvitesSend *send)
{
  GtkWidget *focus = gtk_widget_get_focus_child (self->buttons);
  const InvitesUser *user = invites_client_get_user (
    invites_send_follower_get_client (self->follower));
  gboolean may_send = user != NULL && user->may_send;
  gboolean runs = may_send && !send->stopping
                  && send->state != INVITES_SEND_PREPARED
                  && !invites_send_follower_has_ended (self->follower);
  gboolean held = send->state == INVITES_SEND_HELD;

  set_text (self->caption_label, get_caption (send, may_send));
  gtk_widget_set_visible (self->buttons, runs);
  gtk_widget_set_visible (self->undo_button, runs && held);
  gtk_widget_set_visible (self->stop_button, runs && !held);
  gtk_widget_set_visible (self->pause_button,
                          runs && send->state == INVITES_SEND_SENDING);
  gtk_widget_set_visible (self->resume_button,
                          runs && send->state == INVITES_SEND_PAUSED);
  if (self->wants_undo && gtk_widget_get_visible (self->undo_button))
    gtk_widget_grab_focus (self->undo_button);
  else if (focus != NULL && !gtk_widget_get_visible (focus))
    keep_focus (self);
  self->wants_undo = FALSE;
}

static void
show_send (InvitesSendCard   *self,
           const InvitesSend *send)
{
  g_autofree char *state = invites_send_text_dup_state (send);
  g_autofree char *title = NULL;
  g_autofree char *subtitle = NULL;

  title = invites_line_text_join (send->division_name, send->template_name);
  subtitle = invites_line_text_join (state, send->prepared_by);
  gtk_label_set_text (self->title_label, title);
  gtk_label_set_text (self->subtitle_label, subtitle);
  show_notice (self, send);
  show_progress (self, send);
  show_buttons (self, send);
}

static void
follower_changed_cb (InvitesSendCard *self)
{
  const InvitesSend *send = invites_send_follower_get_send (self->follower);

  if (send != NULL)
    show_send (self, send);
  show_error (self);
}

static void
asked_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(InvitesSendCard) self = user_data;

  if (invites_alert_ask_finish (result, NULL) && self->follower != NULL)
    invites_send_follower_act (self->follower, INVITES_SEND_ACT_STOP);
}

static void
stop_clicked_cb (InvitesSendCard *self)
{
  const InvitesSend *send = invites_send_follower_get_send (self->follower);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  invites_alert_ask_async (
    GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, _("Stop This Send?"),
    _("Mails that the mail system has taken will arrive, and one that is on "
      "its way just now may. All others will not be sent. A stopped send "
      "cannot be continued, but a new one reaches those who were left."),
    send->state == INVITES_SEND_PAUSED ? _("Keep Paused") : _("Keep Sending"),
    _("Stop"), self->cancellable, asked_cb, g_object_ref (self));
}

static void
pause_clicked_cb (InvitesSendCard *self)
{
  invites_send_follower_act (self->follower, INVITES_SEND_ACT_PAUSE);
}

static void
resume_clicked_cb (InvitesSendCard *self)
{
  invites_send_follower_act (self->follower, INVITES_SEND_ACT_RESUME);
}

static void
undo_clicked_cb (InvitesSendCard *self)
{
  invites_send_follower_act (self->follower, INVITES_SEND_ACT_STOP);
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

  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->time_zone, g_time_zone_unref);
  g_clear_object (&self->follower_signals);
  g_clear_object (&self->follower);
  g_clear_pointer (&self->box, gtk_widget_unparent);

  G_OBJECT_CLASS (invites_send_card_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
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
                                        open_button);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendCard, notice);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendCard,
                                        notice_heading);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendCard,
                                        notice_label);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendCard,
                                        notice_reply);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendCard, bar);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendCard,
                                        progress_label);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendCard,
                                        caption_label);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendCard, buttons);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendCard,
                                        stop_button);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendCard,
                                        pause_button);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendCard,
                                        resume_button);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendCard,
                                        undo_button);
  gtk_widget_class_bind_template_callback (widget_class, open_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, pause_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, resume_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, undo_clicked_cb);
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
  bind_template (widget_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_GROUP);
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

  g_clear_handle_id (&self->tick_id, g_source_remove);
  g_signal_group_set_target (self->follower_signals, follower);
  if (follower != NULL)
    follower_changed_cb (self);
}

/**
 * invites_send_card_set_time_zone:
 * @self: an #InvitesSendCard
 * @time_zone: (nullable): the division's, or %NULL for the user's own
 */
void
invites_send_card_set_time_zone (InvitesSendCard *self,
                                 GTimeZone       *time_zone)
{
  g_return_if_fail (INVITES_IS_SEND_CARD (self));

  g_clear_pointer (&self->time_zone, g_time_zone_unref);
  self->time_zone = time_zone != NULL ? g_time_zone_ref (time_zone) : NULL;
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

/**
 * invites_send_card_focus_undo:
 * @self: an #InvitesSendCard
 *
 * Gives the focus to Undo, if it is there or comes with the send that the card
 * waits for: there is little time to find it.
 */
void
invites_send_card_focus_undo (InvitesSendCard *self)
{
  g_return_if_fail (INVITES_IS_SEND_CARD (self));

  self->wants_undo = !gtk_widget_get_visible (self->undo_button);
  if (!self->wants_undo)
    gtk_widget_grab_focus (self->undo_button);
}
