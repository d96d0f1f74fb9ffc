/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/sends/invites-send-actions.h"
#include "app/widgets/invites-alert.h"
#include "app/widgets/invites-format.h"
#include "app/widgets/invites-plain-row.h"

typedef enum
{
  ACTION_RETRY_UNKNOWN,
  ACTION_RETRY_REFUSED,
  ACTION_REST,
  ACTION_CORRECTED,
  ACTION_REVOKE,
} Action;
#define N_ACTIONS 5

static const struct
{
  const char *title;
  const char *subtitle;
  const char *button;
} actions[N_ACTIONS] = {
  [ACTION_RETRY_UNKNOWN]
  = { N_("Not known if sent"),
      N_("They may have arrived. A retry may mail somebody twice: the same "
         "mail, with the same link."),
      N_("Retry Unknown…") },
  [ACTION_RETRY_REFUSED]
  = { N_("Refused"),
      N_("The same mails go out again, with the same links. Who bounced or "
         "opted out is left out."),
      N_("Retry Refused") },
  [ACTION_REST]
  = { N_("Who did not get it"),
      N_("A new send to exactly those whose mail was refused, cancelled, came "
         "back or dropped out, or who had been invited too recently."),
      N_("Send to the Rest…") },
  [ACTION_CORRECTED]
  = { N_("Who got it and has not accepted"),
      N_("A new send with new links; the old ones stop working. The minimum "
         "time between invitations is not kept for it, which is recorded."),
      N_("Send a Corrected One…") },
  [ACTION_REVOKE]
  = { N_("Take it back"),
      N_("Its links stop working. The mails themselves cannot be taken back."),
      N_("Revoke Send…") },
};

struct _InvitesSendActions
{
  AdwPreferencesGroup parent_instance;

  /* Rows: made once, so that the focus stays. */
  GtkWidget *rows[N_ACTIONS];
  GtkWidget *buttons[N_ACTIONS];

  /* Owned. */
  InvitesSendFollower *follower; /* (nullable): none yet */
  GSignalGroup        *follower_signals;
  GCancellable        *cancellable;
};

enum
{
  SIGNAL_FOLLOW_UP,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (InvitesSendActions, invites_send_actions,
                     ADW_TYPE_PREFERENCES_GROUP)

/* Whom "rest" may have: the service decides of each. */
static guint64
count_rest (const InvitesSend *send)
{
  return send->deliveries[INVITES_DELIVERY_REFUSED]
         + send->deliveries[INVITES_DELIVERY_BOUNCED]
         + send->deliveries[INVITES_DELIVERY_CANCELLED]
         + send->deliveries[INVITES_DELIVERY_SKIPPED]
         + send->outcomes[INVITES_OUTCOME_TOO_RECENT];
}

static gboolean
is_offered (Action             action,
            const InvitesSend *send)
{
  gboolean ended = send->state == INVITES_SEND_FINISHED
                   || send->state == INVITES_SEND_STOPPED;
  gboolean revoked = send->revoked_at != INVITES_TIME_NONE;
  gboolean settled = send->state != INVITES_SEND_HELD && !send->stopping;

  switch (action)
    {
    case ACTION_RETRY_UNKNOWN:
      return settled && !revoked
             && send->deliveries[INVITES_DELIVERY_UNKNOWN] > 0;

    case ACTION_RETRY_REFUSED:
      return settled && !revoked
             && send->deliveries[INVITES_DELIVERY_REFUSED] > 0;

    case ACTION_REST:
      return ended && count_rest (send) > 0;

    case ACTION_CORRECTED:
      return ended && send->deliveries[INVITES_DELIVERY_SENT] > 0;

    case ACTION_REVOKE:
    default:
      return settled && !revoked
             && (send->deliveries[INVITES_DELIVERY_SENT] > 0
                 || send->deliveries[INVITES_DELIVERY_UNKNOWN] > 0
                 || send->deliveries[INVITES_DELIVERY_SENDING] > 0);
    }
}

/* Only when it cannot be done any more does a button go: none of them comes
 * and goes while the numbers grow. */
static void
follower_changed_cb (InvitesSendActions *self)
{
  const InvitesSend *send = invites_send_follower_get_send (self->follower);
  const InvitesUser *user = invites_client_get_user (
    invites_send_follower_get_client (self->follower));
  gboolean may_send = user != NULL && user->may_send && send != NULL
                      && send->state != INVITES_SEND_PREPARED;
  gboolean any = FALSE;

  for (guint i = 0; i < N_ACTIONS; i++)
    {
      gboolean offered = may_send && is_offered (i, send);

      gtk_widget_set_visible (self->rows[i], offered);
      any |= offered;
    }
  gtk_widget_set_visible (GTK_WIDGET (self), any);
}

static GtkWindow *
get_window (InvitesSendActions *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));

  return GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL;
}

static void
unknown_asked_cb (GObject      *object,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr(InvitesSendActions) self = user_data;

  if (invites_alert_ask_finish (result, NULL) && self->follower != NULL)
    invites_send_follower_act (self->follower, INVITES_SEND_ACT_RETRY_UNKNOWN);
}

static void
ask_about_unknown (InvitesSendActions *self)
{
  const InvitesSend *send = invites_send_follower_get_send (self->follower);
  guint64 number = send->deliveries[INVITES_DELIVERY_UNKNOWN];
  g_autofree char *digits = invites_format_number (number);
  g_autofree char *heading = NULL;

  heading = g_strdup_printf (ngettext ("Retry %s Mail That May Have Arrived?",
                                       "Retry %s Mails That May Have Arrived?",
                                       number),
                             digits);
  invites_alert_ask_async (
    get_window (self), heading,
    _("They were cut off when the whole mail had been handed over and the mail "
      "system had not yet said whether it took it. If it did, they get the "
      "same mail a second time, with the same link and the same Message-ID, "
      "which many mail programs then show only once."),
    _("Do Not Retry"), _("Retry"), self->cancellable, unknown_asked_cb,
    g_object_ref (self));
}

static void
revoke_asked_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr(InvitesSendActions) self = user_data;

  if (invites_alert_ask_finish (result, NULL) && self->follower != NULL)
    invites_send_follower_act (self->follower, INVITES_SEND_ACT_REVOKE);
}

static void
ask_about_revoking (InvitesSendActions *self)
{
  invites_alert_ask_async (
    get_window (self), _("Revoke This Send?"),
    _("The links of this send stop working, and an earlier invitation that has "
      "not expired works again. Who has accepted stays accepted. What still "
      "waits is not sent.\n\n"
      "The mails themselves cannot be taken back, and they still count for the "
      "minimum time between two invitations. Revoking cannot be undone."),
    _("Keep Send"), _("Revoke"), self->cancellable, revoke_asked_cb,
    g_object_ref (self));
}

static void
do_action (InvitesSendActions *self,
           Action              action)
{
  switch (action)
    {
    case ACTION_RETRY_UNKNOWN:
      ask_about_unknown (self);
      break;

    case ACTION_RETRY_REFUSED:
      invites_send_follower_act (self->follower,
                                 INVITES_SEND_ACT_RETRY_REFUSED);
      break;

    case ACTION_REST:
      g_signal_emit (self, signals[SIGNAL_FOLLOW_UP], 0, INVITES_SEND_SET_REST);
      break;

    case ACTION_CORRECTED:
      g_signal_emit (self, signals[SIGNAL_FOLLOW_UP], 0,
                     INVITES_SEND_SET_CORRECTED);
      break;

    case ACTION_REVOKE:
    default:
      ask_about_revoking (self);
      break;
    }
}

static void
clicked_cb (InvitesSendActions *self,
            GtkWidget          *button)
{
  for (guint i = 0; i < N_ACTIONS; i++)
    if (self->buttons[i] == button && self->follower != NULL
        && invites_send_follower_may_act (self->follower))
      do_action (self, i);
}

static void
add_row (InvitesSendActions *self,
         Action              action)
{
  GtkWidget *row = invites_plain_row_new (_(actions[action].title),
                                          _(actions[action].subtitle));
  GtkWidget *button = gtk_button_new_with_label (_(actions[action].button));

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  if (action == ACTION_REVOKE)
    gtk_widget_add_css_class (button, "destructive-action");
  g_signal_connect_object (button, "clicked", G_CALLBACK (clicked_cb), self,
                           G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);
  self->rows[action] = row;
  self->buttons[action] = button;
}

static void
invites_send_actions_dispose (GObject *object)
{
  InvitesSendActions *self = INVITES_SEND_ACTIONS (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->follower_signals);
  g_clear_object (&self->follower);

  G_OBJECT_CLASS (invites_send_actions_parent_class)->dispose (object);
}

static void
invites_send_actions_class_init (InvitesSendActionsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = invites_send_actions_dispose;

  /**
   * InvitesSendActions::follow-up:
   * @set: an #InvitesSendSet
   *
   * A new send from this one was asked for.
   */
  signals[SIGNAL_FOLLOW_UP]
    = g_signal_new ("follow-up", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                    0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
invites_send_actions_init (InvitesSendActions *self)
{
  self->cancellable = g_cancellable_new ();
  self->follower_signals = g_signal_group_new (INVITES_TYPE_SEND_FOLLOWER);
  g_signal_group_connect_swapped (self->follower_signals, "changed",
                                  G_CALLBACK (follower_changed_cb), self);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self),
                                   _("What you can do"));
  gtk_widget_hide (GTK_WIDGET (self));
  for (guint i = 0; i < N_ACTIONS; i++)
    add_row (self, i);
}

/**
 * invites_send_actions_set_follower:
 * @self: an #InvitesSendActions
 * @follower: (nullable): follows the send to act on
 *
 * Offers what can be done with another send, or nothing.
 */
void
invites_send_actions_set_follower (InvitesSendActions  *self,
                                   InvitesSendFollower *follower)
{
  g_return_if_fail (INVITES_IS_SEND_ACTIONS (self));
  g_return_if_fail (follower == NULL || INVITES_IS_SEND_FOLLOWER (follower));

  if (!g_set_object (&self->follower, follower))
    return;

  g_signal_group_set_target (self->follower_signals, follower);
  gtk_widget_hide (GTK_WIDGET (self));
  if (follower != NULL)
    follower_changed_cb (self);
}
