/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/invite/invites-send-bar.h"

struct _InvitesSendBar
{
  GtkWidget parent_instance;

  /* Template. */
  GtkSpinner *spinner;
  GtkLabel   *heading_label;
  GtkLabel   *detail_label;
  GtkWidget  *cancel_button;
  GtkWidget  *send_button;

  gboolean can_send;
  gboolean busy;
  gboolean can_cancel;
  char    *heading; /* (nullable): what to go back to after being busy */
};

G_DEFINE_FINAL_TYPE (InvitesSendBar, invites_send_bar, GTK_TYPE_WIDGET)

enum
{
  SEND,
  CANCEL,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
send_cb (InvitesSendBar *self)
{
  g_signal_emit (self, signals[SEND], 0);
}

static void
cancel_cb (InvitesSendBar *self)
{
  g_signal_emit (self, signals[CANCEL], 0);
}

static void
update (InvitesSendBar *self)
{
  gtk_widget_set_sensitive (self->send_button,
                            invites_send_bar_can_send (self));
  gtk_widget_set_visible (self->cancel_button,
                          self->busy && self->can_cancel);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), self->busy);
  gtk_spinner_set_spinning (self->spinner, self->busy);
}

static void
invites_send_bar_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (invites_send_bar_parent_class)->dispose (object);
}

static void
invites_send_bar_finalize (GObject *object)
{
  g_free (INVITES_SEND_BAR (object)->heading);

  G_OBJECT_CLASS (invites_send_bar_parent_class)->finalize (object);
}

static void
invites_send_bar_class_init (InvitesSendBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = invites_send_bar_dispose;
  object_class->finalize = invites_send_bar_finalize;

  signals[SEND] = g_signal_new ("send", G_TYPE_FROM_CLASS (klass),
                                G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  signals[CANCEL] = g_signal_new ("cancel", G_TYPE_FROM_CLASS (klass),
                                  G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/portalinvites/PortalInvites/invite/"
                    "invites-send-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesSendBar, spinner);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendBar,
                                        heading_label);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendBar,
                                        detail_label);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendBar,
                                        cancel_button);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendBar,
                                        send_button);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
}

static void
invites_send_bar_init (InvitesSendBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * invites_send_bar_set_advice:
 * @self: the bar
 * @advice: what to say, and whether Send Email… may be pressed
 */
void
invites_send_bar_set_advice (InvitesSendBar *self,
                             const InvitesSendAdvice *advice)
{
  g_return_if_fail (INVITES_IS_SEND_BAR (self));
  g_return_if_fail (advice != NULL);

  self->can_send = advice->can_send;
  g_free (self->heading);
  self->heading = g_strdup (advice->heading);
  if (!self->busy)
    gtk_label_set_label (self->heading_label, self->heading);
  gtk_label_set_label (self->detail_label, advice->detail);
  update (self);
}

/**
 * invites_send_bar_set_busy:
 * @self: the bar
 * @what: (nullable): what goes on, or %NULL for nothing
 * @can_cancel: whether it may be cancelled
 */
void
invites_send_bar_set_busy (InvitesSendBar *self,
                           const char *what,
                           gboolean can_cancel)
{
  g_return_if_fail (INVITES_IS_SEND_BAR (self));

  self->busy = what != NULL;
  self->can_cancel = can_cancel;
  if (what != NULL)
    gtk_label_set_label (self->heading_label, what);
  else if (self->heading != NULL)
    gtk_label_set_label (self->heading_label, self->heading);
  update (self);
}

/**
 * invites_send_bar_can_send:
 * @self: the bar
 *
 * Returns: whether Send Email… may be pressed now
 */
gboolean
invites_send_bar_can_send (InvitesSendBar *self)
{
  g_return_val_if_fail (INVITES_IS_SEND_BAR (self), FALSE);

  return self->can_send && !self->busy;
}
