/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/widgets/invites-format.h"
#include "app/widgets/invites-message-strip.h"

struct _InvitesMessageStrip
{
  GtkWidget parent_instance;

  /* Template. */
  GtkRevealer *revealer;
  GtkLabel    *label;
  GtkButton   *button;
};

G_DEFINE_FINAL_TYPE (InvitesMessageStrip, invites_message_strip,
                     GTK_TYPE_WIDGET)

enum
{
  SIGNAL_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
button_clicked_cb (InvitesMessageStrip *self)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0);
}

/* What is folded away must not be told by a screen reader. */
static void
child_revealed_cb (InvitesMessageStrip *self)
{
  gboolean seen = gtk_revealer_get_reveal_child (self->revealer)
                  || gtk_revealer_get_child_revealed (self->revealer);

  gtk_widget_set_visible (GTK_WIDGET (self->revealer), seen);
  /* An alert that comes is read out. */
  gtk_accessible_update_state (GTK_ACCESSIBLE (self),
                               GTK_ACCESSIBLE_STATE_HIDDEN, !seen, -1);
}

static void
invites_message_strip_dispose (GObject *object)
{
  InvitesMessageStrip *self = INVITES_MESSAGE_STRIP (object);

  g_clear_pointer ((GtkWidget **) &self->revealer, gtk_widget_unparent);

  G_OBJECT_CLASS (invites_message_strip_parent_class)->dispose (object);
}

static void
invites_message_strip_class_init (InvitesMessageStripClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = invites_message_strip_dispose;

  /**
   * InvitesMessageStrip::activated:
   *
   * The button was pressed: do again what failed, or what it says.
   */
  signals[SIGNAL_ACTIVATED]
    = g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                    0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/portalinvites/PortalInvites/widgets/"
                  "invites-message-strip.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesMessageStrip,
                                        revealer);
  gtk_widget_class_bind_template_child (widget_class, InvitesMessageStrip,
                                        label);
  gtk_widget_class_bind_template_child (widget_class, InvitesMessageStrip,
                                        button);
  gtk_widget_class_bind_template_callback (widget_class, button_clicked_cb);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_ALERT);
}

static void
invites_message_strip_init (InvitesMessageStrip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->revealer, "notify::child-revealed",
                           G_CALLBACK (child_revealed_cb), self,
                           G_CONNECT_SWAPPED);
  child_revealed_cb (self);
}

/**
 * invites_message_strip_show:
 * @self: an #InvitesMessageStrip
 * @text: one sentence, not markup
 * @button_label: (nullable): what the button says, or %NULL for none
 *
 * Shows the strip, or changes what it says.
 */
void
invites_message_strip_show (InvitesMessageStrip *self,
                            const char          *text,
                            const char          *button_label)
{
  g_return_if_fail (INVITES_IS_MESSAGE_STRIP (self));
  g_return_if_fail (text != NULL);

  gtk_label_set_text (self->label, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
  gtk_button_set_label (self->button, button_label != NULL ? button_label : "");
  gtk_widget_set_visible (GTK_WIDGET (self->button), button_label != NULL);
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
  child_revealed_cb (self);
}

/**
 * invites_message_strip_show_error:
 * @self: an #InvitesMessageStrip
 * @error: what a call ended with
 *
 * Says in one sentence what happened, and offers to try again. A cancelled
 * call is what the user asked for, and shows nothing.
 */
void
invites_message_strip_show_error (InvitesMessageStrip *self,
                                  const GError        *error)
{
  g_autofree char *text = NULL;

  g_return_if_fail (INVITES_IS_MESSAGE_STRIP (self));
  g_return_if_fail (error != NULL);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  text = invites_format_error (error);
  invites_message_strip_show (self, text, _("Retry"));
}

/**
 * invites_message_strip_hide:
 * @self: an #InvitesMessageStrip
 *
 * Takes the message away.
 */
void
invites_message_strip_hide (InvitesMessageStrip *self)
{
  g_return_if_fail (INVITES_IS_MESSAGE_STRIP (self));

  gtk_revealer_set_reveal_child (self->revealer, FALSE);
  child_revealed_cb (self);
}

/**
 * invites_message_strip_is_shown:
 * @self: an #InvitesMessageStrip
 *
 * Returns: whether there is a message
 */
gboolean
invites_message_strip_is_shown (InvitesMessageStrip *self)
{
  g_return_val_if_fail (INVITES_IS_MESSAGE_STRIP (self), FALSE);

  return gtk_revealer_get_reveal_child (self->revealer);
}

/**
 * invites_message_strip_get_text:
 * @self: an #InvitesMessageStrip
 *
 * Returns: (transfer none): the message shown last
 */
const char *
invites_message_strip_get_text (InvitesMessageStrip *self)
{
  g_return_val_if_fail (INVITES_IS_MESSAGE_STRIP (self), NULL);

  return gtk_label_get_text (self->label);
}
