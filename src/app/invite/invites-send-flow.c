/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/invite/invites-confirm-dialog.h"
#include "app/invite/invites-send-flow.h"
#include "app/widgets/invites-present.h"

typedef enum
{
  IDLE,
  PREPARING,
  ASKING,
  STARTING,
} Step;

struct _InvitesSendFlow
{
  GObject parent_instance;

  InvitesClient *client;
  Step           step;
  Step           failed_step; /* what Retry does again */
  GCancellable  *cancellable;

  /* The attempt. Its UUID is kept for a retry with the same body, so that
   * whatever arrived the first time, there is one send. */
  char               *uuid;    /* (nullable) */
  InvitesSendRequest *request; /* (nullable) */
  InvitesChoices     *choices; /* (nullable) */
  GtkWidget          *owner;   /* (weak) (nullable) */
  GtkWindow          *dialog;  /* (weak) (nullable) */
};

G_DEFINE_FINAL_TYPE (InvitesSendFlow, invites_send_flow, G_TYPE_OBJECT)

enum
{
  CHANGED,
  FAILED,
  STARTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
set_step (InvitesSendFlow *self, Step step)
{
  self->step = step;
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
renew_cancellable (InvitesSendFlow *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
}

static void
forget_attempt (InvitesSendFlow *self)
{
  g_clear_pointer (&self->uuid, g_free);
  g_clear_pointer (&self->request, invites_send_request_free);
}

static void
fail (InvitesSendFlow *self, const GError *error)
{
  self->failed_step = self->step;
  /* A send that has lapsed cannot be started by trying again; a new one can. */
  if (g_error_matches (error, INVITES_ERROR, INVITES_ERROR_SEND_LAPSED)
      || g_error_matches (error, INVITES_ERROR, INVITES_ERROR_SEND_DIFFERS))
    {
      g_clear_pointer (&self->uuid, g_free);
      self->failed_step = PREPARING;
    }
  set_step (self, IDLE);
  /* Pressing again later asks for what holds then. */
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    forget_attempt (self);
  else
    g_signal_emit (self, signals[FAILED], 0, error);
}

/* It is under way: the page follows it, and the next attempt is a new one. */
static void
follow (InvitesSendFlow *self, const InvitesSend *send)
{
  forget_attempt (self);
  set_step (self, IDLE);
  g_signal_emit (self, signals[STARTED], 0, send->id);
}

static void
started_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(InvitesSendFlow) self = INVITES_SEND_FLOW (user_data);
  g_autoptr(InvitesSend) send = NULL;
  g_autoptr(GError) error = NULL;

  send = invites_client_start_finish (INVITES_CLIENT (source), result, &error);
  if (send == NULL)
    fail (self, error);
  else
    follow (self, send);
}

static void
start (InvitesSendFlow *self)
{
  renew_cancellable (self);
  set_step (self, STARTING);
  invites_client_start_async (self->client, self->uuid, self->cancellable,
                              started_cb, g_object_ref (self));
}

static void
confirmed_cb (InvitesSendFlow *self)
{
  if (self->step == ASKING)
    start (self);
}

static void
dialog_closed_cb (InvitesSendFlow *self)
{
  /* What was frozen for this question is not good for the next. */
  if (self->step != ASKING)
    return;
  forget_attempt (self);
  set_step (self, IDLE);
}

static void
ask (InvitesSendFlow *self, InvitesSend *send)
{
  GtkWindow *dialog;

  dialog = invites_confirm_dialog_new (self->client, send, self->choices);
  g_set_weak_pointer (&self->dialog, dialog);
  gtk_window_set_transient_for (
      dialog, GTK_WINDOW (gtk_widget_get_root (self->owner)));
  gtk_window_set_modal (dialog, TRUE);
  g_signal_connect_object (dialog, "confirmed", G_CALLBACK (confirmed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (dialog, "destroy", G_CALLBACK (dialog_closed_cb),
                           self, G_CONNECT_SWAPPED);
  set_step (self, ASKING);
  invites_present_over (dialog, self->owner);
}

static void
prepared_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(InvitesSendFlow) self = INVITES_SEND_FLOW (user_data);
  g_autoptr(InvitesSend) send = NULL;
  g_autoptr(GError) error = NULL;

  send = invites_client_prepare_finish (INVITES_CLIENT (source), result,
                                        &error);
  if (send == NULL)
    fail (self, error);
  else if (g_cancellable_is_cancelled (self->cancellable)
           || self->owner == NULL || gtk_widget_get_root (self->owner) == NULL)
    set_step (self, IDLE);
  else if (send->state != INVITES_SEND_PREPARED)
    /* A start whose answer was lost did arrive. */
    follow (self, send);
  else
    ask (self, send);
}

static void
prepare (InvitesSendFlow *self)
{
  if (self->uuid == NULL)
    self->uuid = g_uuid_string_random ();
  renew_cancellable (self);
  set_step (self, PREPARING);
  invites_client_prepare_async (self->client, self->uuid, self->request,
                                self->cancellable, prepared_cb,
                                g_object_ref (self));
}

static void
invites_send_flow_dispose (GObject *object)
{
  InvitesSendFlow *self = INVITES_SEND_FLOW (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_weak_pointer (&self->owner);
  g_clear_weak_pointer (&self->dialog);
  g_clear_object (&self->client);

  G_OBJECT_CLASS (invites_send_flow_parent_class)->dispose (object);
}

static void
invites_send_flow_finalize (GObject *object)
{
  InvitesSendFlow *self = INVITES_SEND_FLOW (object);

  forget_attempt (self);
  g_clear_pointer (&self->choices, invites_choices_free);

  G_OBJECT_CLASS (invites_send_flow_parent_class)->finalize (object);
}

static void
invites_send_flow_class_init (InvitesSendFlowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  object_class->dispose = invites_send_flow_dispose;
  object_class->finalize = invites_send_flow_finalize;

  signals[CHANGED] = g_signal_new ("changed", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  signals[FAILED] = g_signal_new ("failed", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 1, G_TYPE_ERROR);
  signals[STARTED] = g_signal_new ("started", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
invites_send_flow_init (InvitesSendFlow *self)
{
  self->failed_step = PREPARING;
}

/**
 * invites_send_flow_new:
 * @client: the service
 *
 * Returns: (transfer full): a flow that waits to begin
 */
InvitesSendFlow *
invites_send_flow_new (InvitesClient *client)
{
  InvitesSendFlow *self;

  g_return_val_if_fail (INVITES_IS_CLIENT (client), NULL);

  self = g_object_new (INVITES_TYPE_SEND_FLOW, NULL);
  self->client = g_object_ref (client);

  return self;
}

/**
 * invites_send_flow_begin:
 * @self: the flow
 * @request: what to send
 * @choices: the names of what it holds
 * @owner: what the question belongs to: a window, or a part of one that may
 *   be out of sight when the send has been prepared
 *
 * Prepares the send and asks. Does nothing while another is under way. The same
 * request after a failure is the same attempt.
 */
void
invites_send_flow_begin (InvitesSendFlow *self,
                         const InvitesSendRequest *request,
                         const InvitesChoices *choices,
                         GtkWidget *owner)
{
  g_return_if_fail (INVITES_IS_SEND_FLOW (self));
  g_return_if_fail (request != NULL);
  g_return_if_fail (choices != NULL);
  g_return_if_fail (GTK_IS_WIDGET (owner));

  if (self->step != IDLE)
    return;

  if (self->request == NULL
      || !invites_send_request_equal (request, self->request))
    {
      forget_attempt (self);
      self->request = invites_send_request_copy (request);
    }
  g_clear_pointer (&self->choices, invites_choices_free);
  self->choices = invites_choices_copy (choices);
  g_set_weak_pointer (&self->owner, owner);

  prepare (self);
}

/**
 * invites_send_flow_retry:
 * @self: the flow
 *
 * Does again what failed last.
 */
void
invites_send_flow_retry (InvitesSendFlow *self)
{
  g_return_if_fail (INVITES_IS_SEND_FLOW (self));

  if (self->step != IDLE || self->request == NULL)
    return;
  if (self->failed_step == STARTING && self->uuid != NULL)
    start (self);
  else
    prepare (self);
}

/**
 * invites_send_flow_cancel:
 * @self: the flow
 *
 * Gives up preparing. Nothing has been sent then.
 */
void
invites_send_flow_cancel (InvitesSendFlow *self)
{
  g_return_if_fail (INVITES_IS_SEND_FLOW (self));

  if (invites_send_flow_can_cancel (self))
    g_cancellable_cancel (self->cancellable);
}

/**
 * invites_send_flow_can_cancel:
 * @self: the flow
 *
 * Returns: whether what goes on can be given up without doubt about what it
 *   did; a start cannot
 */
gboolean
invites_send_flow_can_cancel (InvitesSendFlow *self)
{
  g_return_val_if_fail (INVITES_IS_SEND_FLOW (self), FALSE);

  return self->step == PREPARING;
}

/**
 * invites_send_flow_get_busy_text:
 * @self: the flow
 *
 * Returns: (transfer none) (nullable): what goes on, in words, or %NULL while
 *   nothing does
 */
const char *
invites_send_flow_get_busy_text (InvitesSendFlow *self)
{
  g_return_val_if_fail (INVITES_IS_SEND_FLOW (self), NULL);

  switch (self->step)
    {
    case PREPARING:
      return _("Preparing the send…");
    case STARTING:
      return _("Starting the send…");
    case ASKING:
    case IDLE:
    default:
      return NULL;
    }
}
