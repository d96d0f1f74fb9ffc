/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "app/sends/invites-about-send.h"
#include "app/sends/invites-follow-up-dialog.h"
#include "app/sends/invites-send-actions.h"
#include "app/sends/invites-send-card.h"
#include "app/sends/invites-send-follower.h"
#include "app/sends/invites-send-numbers.h"
#include "app/sends/invites-send-view.h"
#include "app/widgets/invites-filter-text.h"
#include "app/widgets/invites-format.h"
#include "app/widgets/invites-line-text.h"
#include "app/widgets/invites-message-strip.h"
#include "app/widgets/invites-standing-text.h"

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
  InvitesMessageStrip *trouble_strip;
  GtkScrolledWindow   *scroller;
  InvitesSendNumbers  *numbers;
  InvitesSendActions  *actions;
  InvitesAboutSend    *about;

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
  SIGNAL_SEND_STARTED,
  SIGNAL_SHOW_SEND,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (InvitesSendView, invites_send_view, GTK_TYPE_WIDGET)

static gboolean
widget_shows (InvitesSendView *self,
              const char      *page)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), page) == 0;
}

static void
show_trouble (InvitesSendView   *self,
              const InvitesSend *send)
{
  g_autofree char *text = invites_standing_text_dup_trouble (send);

  if (text != NULL)
    invites_message_strip_show (self->trouble_strip, text, NULL);
  else
    invites_message_strip_hide (self->trouble_strip);
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
  g_autofree char *title = invites_line_text_join (send->division_name, time);
  gboolean first = !widget_shows (self, "send");

  gtk_label_set_text (self->title_label, title);
  gtk_widget_show (GTK_WIDGET (self->title_label));
  show_trouble (self, send);
  invites_send_card_set_time_zone (self->card, time_zone);
  invites_send_numbers_show (self->numbers, self->client, send, time_zone);
  invites_about_send_show (self->about, send, self->choices);
  gtk_stack_set_visible_child_name (self->stack, "send");
  if (first)
    invites_send_card_focus_undo (self->card);
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
started_cb (InvitesSendView *self,
            const char      *uuid)
{
  g_signal_emit (self, signals[SIGNAL_SEND_STARTED], 0, uuid);
}

static void
follow_up_cb (InvitesSendView *self,
              int              set)
{
  const InvitesSend *send = invites_send_follower_get_send (self->follower);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWindow *dialog;

  if (self->choices == NULL || send == NULL)
    return;

  dialog = invites_follow_up_dialog_new (self->client, self->choices,
                                         send->division, (InvitesSendSet) set,
                                         send);
  g_signal_connect_object (dialog, "started", G_CALLBACK (started_cb), self,
                           G_CONNECT_SWAPPED);
  if (GTK_IS_WINDOW (root))
    gtk_window_set_transient_for (dialog, GTK_WINDOW (root));
  gtk_window_present (dialog);
}

static void
show_send_cb (InvitesSendView *self,
              const char      *uuid)
{
  g_signal_emit (self, signals[SIGNAL_SHOW_SEND], 0, uuid);
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
                                        trouble_strip);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendView,
                                        scroller);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendView,
                                        numbers);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendView,
                                        actions);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendView, about);
  gtk_widget_class_bind_template_callback (widget_class, back_clicked_cb);
  gtk_widget_class_bind_template_callback (widget_class, follow_up_cb);
  gtk_widget_class_bind_template_callback (widget_class, retry_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_send_cb);
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

  /**
   * InvitesSendView::send-started:
   * @uuid: a new send that was made from this one
   */
  signals[SIGNAL_SEND_STARTED]
    = g_signal_new ("send-started", G_TYPE_FROM_CLASS (klass),
                    G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                    G_TYPE_STRING);

  /**
   * InvitesSendView::show-send:
   * @uuid: another send that was asked for
   */
  signals[SIGNAL_SHOW_SEND]
    = g_signal_new ("show-send", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                    0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (INVITES_TYPE_ABOUT_SEND);
  g_type_ensure (INVITES_TYPE_MESSAGE_STRIP);
  g_type_ensure (INVITES_TYPE_SEND_ACTIONS);
  g_type_ensure (INVITES_TYPE_SEND_CARD);
  g_type_ensure (INVITES_TYPE_SEND_NUMBERS);
  bind_template (widget_class);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
invites_send_view_init (InvitesSendView *self)
{
  self->follower_signals = g_signal_group_new (INVITES_TYPE_SEND_FOLLOWER);
  g_signal_group_connect_swapped (self->follower_signals, "changed",
                                  G_CALLBACK (follower_changed_cb), self);
  gtk_widget_init_template (GTK_WIDGET (self));
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
  gtk_adjustment_set_value (
    gtk_scrolled_window_get_vadjustment (self->scroller), 0);
  self->follower = invites_send_follower_new (client, uuid);
  g_signal_group_set_target (self->follower_signals, self->follower);
  invites_send_card_set_follower (self->card, self->follower);
  invites_send_actions_set_follower (self->actions, self->follower);
}

/**
 * invites_send_view_set_choices:
 * @self: an #InvitesSendView
 * @choices: (nullable): where names and time zones stand
 *
 * Tells the names behind the ids once they are known.
 */
void
invites_send_view_set_choices (InvitesSendView      *self,
                               const InvitesChoices *choices)
{
  g_return_if_fail (INVITES_IS_SEND_VIEW (self));

  g_clear_pointer (&self->choices, invites_choices_free);
  self->choices = choices != NULL ? invites_choices_copy (choices) : NULL;
  if (self->follower != NULL)
    follower_changed_cb (self);
}

/**
 * invites_send_view_refresh:
 * @self: an #InvitesSendView
 *
 * Asks again for the send that is shown.
 */
void
invites_send_view_refresh (InvitesSendView *self)
{
  g_return_if_fail (INVITES_IS_SEND_VIEW (self));

  if (self->follower != NULL)
    invites_send_follower_refresh (self->follower);
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
  invites_send_actions_set_follower (self->actions, NULL);
  invites_message_strip_hide (self->trouble_strip);
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
