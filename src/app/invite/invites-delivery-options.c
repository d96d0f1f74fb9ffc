/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/invite/invites-delivery-options.h"
#include "app/widgets/invites-choice-row.h"
#include "app/widgets/invites-entry-row.h"
#include "core/invites-address.h"

struct _InvitesDeliveryOptions
{
  GtkWidget parent_instance;

  /* Template. */
  InvitesChoiceRow *template_row;
  GtkWidget        *preview_button;
  InvitesEntryRow  *email_from_row;
  GtkWidget        *division_address_button;
  GtkWidget        *error_row;
  GtkLabel         *error_label;
  GtkWidget        *limit_row;
  GtkCheckButton   *limit_check;
  GtkWidget        *expired_row;
  GtkCheckButton   *expired_check;
  GtkWidget        *gap_row;
  GtkCheckButton   *gap_check;

  /* Owned. */
  char *division_address; /* (nullable) */

  gboolean refused; /* the service does not allow what is typed */
};

G_DEFINE_FINAL_TYPE (InvitesDeliveryOptions,
                     invites_delivery_options,
                     GTK_TYPE_WIDGET)

enum
{
  CHANGED,
  PREVIEW,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
emit_changed (InvitesDeliveryOptions *self)
{
  g_signal_emit (self, signals[CHANGED], 0);
}

/* Why the sender cannot be used, or NULL when it can. */
static const char *
get_sender_reason (InvitesDeliveryOptions *self)
{
  const char *email_from = invites_delivery_options_get_email_from (self);

  if (*email_from == '\0')
    return _("Type the address that the invitations come from.");
  if (strchr (email_from, '@') == NULL)
    return _("An email address has an @ in it, like office@example.com.");
  if (!invites_address_is_valid (email_from))
    return _("This is not a valid email address.");
  if (self->refused)
    return _("This division may not send from this address. Use the "
             "division’s own domain, or ask your administrator to allow it.");
  return NULL;
}

static void
update_sender (InvitesDeliveryOptions *self)
{
  const char *reason = get_sender_reason (self);

  invites_entry_row_set_invalid (self->email_from_row, reason != NULL);
  gtk_label_set_label (self->error_label, reason != NULL ? reason : "");
  gtk_widget_set_visible (self->error_row, reason != NULL);
  gtk_widget_set_sensitive (
      self->division_address_button,
      self->division_address != NULL
          && g_strcmp0 (self->division_address,
                        invites_delivery_options_get_email_from (self)) != 0);
}

static void
template_changed_cb (InvitesDeliveryOptions *self)
{
  gtk_widget_set_sensitive (
      self->preview_button,
      invites_choice_row_get_id (self->template_row) != NULL);
  emit_changed (self);
}

static void
email_from_changed_cb (InvitesDeliveryOptions *self)
{
  self->refused = FALSE;
  update_sender (self);
  emit_changed (self);
}

static void
limit_toggled_cb (InvitesDeliveryOptions *self)
{
  gboolean limit = gtk_check_button_get_active (self->limit_check);

  /* With the limit on, nobody who has an invitation gets one. */
  if (limit)
    gtk_check_button_set_active (self->expired_check, FALSE);
  gtk_widget_set_visible (self->expired_row, !limit);
  emit_changed (self);
}

static void
expired_toggled_cb (InvitesDeliveryOptions *self)
{
  emit_changed (self);
}

static void
gap_toggled_cb (InvitesDeliveryOptions *self)
{
  emit_changed (self);
}

static void
preview_cb (InvitesDeliveryOptions *self)
{
  g_signal_emit (self, signals[PREVIEW], 0);
}

static void
use_division_address_cb (InvitesDeliveryOptions *self)
{
  /* The button is about to become insensitive, and focus must not get lost. */
  gtk_widget_grab_focus (GTK_WIDGET (self->email_from_row));
  gtk_editable_set_text (GTK_EDITABLE (self->email_from_row),
                         self->division_address);
  gtk_editable_set_position (GTK_EDITABLE (self->email_from_row), -1);
}

static void
invites_delivery_options_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (invites_delivery_options_parent_class)->dispose (object);
}

static void
invites_delivery_options_finalize (GObject *object)
{
  g_free (INVITES_DELIVERY_OPTIONS (object)->division_address);

  G_OBJECT_CLASS (invites_delivery_options_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/portalinvites/PortalInvites/invite/"
                    "invites-delivery-options.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesDeliveryOptions,
                                        template_row);
  gtk_widget_class_bind_template_child (widget_class, InvitesDeliveryOptions,
                                        preview_button);
  gtk_widget_class_bind_template_child (widget_class, InvitesDeliveryOptions,
                                        email_from_row);
  gtk_widget_class_bind_template_child (widget_class, InvitesDeliveryOptions,
                                        division_address_button);
  gtk_widget_class_bind_template_child (widget_class, InvitesDeliveryOptions,
                                        error_row);
  gtk_widget_class_bind_template_child (widget_class, InvitesDeliveryOptions,
                                        error_label);
  gtk_widget_class_bind_template_child (widget_class, InvitesDeliveryOptions,
                                        limit_row);
  gtk_widget_class_bind_template_child (widget_class, InvitesDeliveryOptions,
                                        limit_check);
  gtk_widget_class_bind_template_child (widget_class, InvitesDeliveryOptions,
                                        expired_row);
  gtk_widget_class_bind_template_child (widget_class, InvitesDeliveryOptions,
                                        expired_check);
  gtk_widget_class_bind_template_child (widget_class, InvitesDeliveryOptions,
                                        gap_row);
  gtk_widget_class_bind_template_child (widget_class, InvitesDeliveryOptions,
                                        gap_check);
  gtk_widget_class_bind_template_callback (widget_class, template_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class,
                                           email_from_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, limit_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, expired_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, gap_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, preview_cb);
  gtk_widget_class_bind_template_callback (widget_class,
                                           use_division_address_cb);
}

static void
invites_delivery_options_class_init (InvitesDeliveryOptionsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = invites_delivery_options_dispose;
  object_class->finalize = invites_delivery_options_finalize;

  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);
  signals[PREVIEW] = g_signal_new ("preview", G_TYPE_FROM_CLASS (klass),
                                   G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                   G_TYPE_NONE, 0);

  g_type_ensure (INVITES_TYPE_CHOICE_ROW);
  bind_template (GTK_WIDGET_CLASS (klass));
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass),
                                        GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
invites_delivery_options_init (InvitesDeliveryOptions *self)
{
  g_type_ensure (INVITES_TYPE_ENTRY_ROW);
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * invites_delivery_options_set_choices:
 * @self: the options
 * @choices: whose templates may be chosen
 *
 * A template that is the only one need not be chosen.
 */
void
invites_delivery_options_set_choices (InvitesDeliveryOptions *self,
                                      const InvitesChoices *choices)
{
  GPtrArray *templates;

  g_return_if_fail (INVITES_IS_DELIVERY_OPTIONS (self));
  g_return_if_fail (choices != NULL);

  templates = choices->notification_templates;
  invites_choice_row_set_choices (self->template_row, templates);
  if (templates->len == 1)
    {
      const InvitesChoice *only = g_ptr_array_index (templates, 0);

      invites_choice_row_set_id (self->template_row, only->id);
    }
}

/**
 * invites_delivery_options_set_division:
 * @self: the options
 * @division: (nullable): the division whose address is the one to start with
 *
 * Puts the division's address in the place of whatever is there.
 */
void
invites_delivery_options_set_division (InvitesDeliveryOptions *self,
                                       const InvitesChoice *division)
{
  const char *address;

  g_return_if_fail (INVITES_IS_DELIVERY_OPTIONS (self));

  address = division != NULL ? division->email_from : NULL;
  g_free (self->division_address);
  self->division_address = g_strdup (address);
  gtk_editable_set_text (GTK_EDITABLE (self->email_from_row),
                         address != NULL ? address : "");
  update_sender (self);
}

/**
 * invites_delivery_options_get_template_id:
 * @self: the options
 *
 * Returns: (transfer none) (nullable): the chosen template
 */
const char *
invites_delivery_options_get_template_id (InvitesDeliveryOptions *self)
{
  g_return_val_if_fail (INVITES_IS_DELIVERY_OPTIONS (self), NULL);

  return invites_choice_row_get_id (self->template_row);
}

/**
 * invites_delivery_options_get_email_from:
 * @self: the options
 *
 * Returns: (transfer none): the sender as typed, valid or not
 */
const char *
invites_delivery_options_get_email_from (InvitesDeliveryOptions *self)
{
  g_return_val_if_fail (INVITES_IS_DELIVERY_OPTIONS (self), NULL);

  return gtk_editable_get_text (GTK_EDITABLE (self->email_from_row));
}

/**
 * invites_delivery_options_get_limit:
 * @self: the options
 *
 * Returns: whether only contacts without an existing invitation get one
 */
gboolean
invites_delivery_options_get_limit (InvitesDeliveryOptions *self)
{
  g_return_val_if_fail (INVITES_IS_DELIVERY_OPTIONS (self), TRUE);

  return gtk_check_button_get_active (self->limit_check);
}

/**
 * invites_delivery_options_get_only_expired:
 * @self: the options
 *
 * Returns: whether only contacts whose invitation has expired get one; never
 *   with the limit
 */
gboolean
invites_delivery_options_get_only_expired (InvitesDeliveryOptions *self)
{
  g_return_val_if_fail (INVITES_IS_DELIVERY_OPTIONS (self), FALSE);

  return gtk_check_button_get_active (self->expired_check);
}

/**
 * invites_delivery_options_get_gap_override:
 * @self: the options
 *
 * Returns: whether the minimum time between two invitations does not count
 */
gboolean
invites_delivery_options_get_gap_override (InvitesDeliveryOptions *self)
{
  g_return_val_if_fail (INVITES_IS_DELIVERY_OPTIONS (self), FALSE);

  return gtk_check_button_get_active (self->gap_check);
}

/**
 * invites_delivery_options_reset:
 * @self: the options
 *
 * Puts back what must never be remembered from one send to the next: the limit
 * is on, and the minimum time between two invitations is kept.
 */
void
invites_delivery_options_reset (InvitesDeliveryOptions *self)
{
  g_return_if_fail (INVITES_IS_DELIVERY_OPTIONS (self));

  gtk_check_button_set_active (self->limit_check, TRUE);
  gtk_check_button_set_active (self->gap_check, FALSE);
}

/**
 * invites_delivery_options_offer_gap:
 * @self: the options
 * @offer: whether somebody is left out for the minimum time
 *
 * The choice is there while it matters, and as long as it has been taken.
 */
void
invites_delivery_options_offer_gap (InvitesDeliveryOptions *self,
                                    gboolean offer)
{
  g_return_if_fail (INVITES_IS_DELIVERY_OPTIONS (self));

  gtk_widget_set_visible (
      self->gap_row, offer || gtk_check_button_get_active (self->gap_check));
}

/**
 * invites_delivery_options_hide_limit:
 * @self: the options
 *
 * Whom the send is for has been decided elsewhere.
 */
void
invites_delivery_options_hide_limit (InvitesDeliveryOptions *self)
{
  g_return_if_fail (INVITES_IS_DELIVERY_OPTIONS (self));

  gtk_widget_set_visible (self->limit_row, FALSE);
  gtk_widget_set_visible (self->expired_row, FALSE);
}

/**
 * invites_delivery_options_propose:
 * @self: the options, with choices and a division
 * @template_id: the template to start with, if it is still in use
 * @email_from: the sender to start with
 */
void
invites_delivery_options_propose (InvitesDeliveryOptions *self,
                                  const char *template_id,
                                  const char *email_from)
{
  g_return_if_fail (INVITES_IS_DELIVERY_OPTIONS (self));
  g_return_if_fail (template_id != NULL);
  g_return_if_fail (email_from != NULL);

  invites_choice_row_set_id (self->template_row, template_id);
  gtk_editable_set_text (GTK_EDITABLE (self->email_from_row), email_from);
}

/**
 * invites_delivery_options_set_sender_refused:
 * @self: the options
 * @refused: whether the service does not allow the address that is typed; it
 *   holds until the next letter is typed
 */
void
invites_delivery_options_set_sender_refused (InvitesDeliveryOptions *self,
                                             gboolean refused)
{
  g_return_if_fail (INVITES_IS_DELIVERY_OPTIONS (self));

  if (self->refused == refused)
    return;
  self->refused = refused;
  update_sender (self);
}

/**
 * invites_delivery_options_sender_is_good:
 * @self: the options
 *
 * Returns: whether the sender is valid and has not been refused
 */
gboolean
invites_delivery_options_sender_is_good (InvitesDeliveryOptions *self)
{
  g_return_val_if_fail (INVITES_IS_DELIVERY_OPTIONS (self), FALSE);

  return get_sender_reason (self) == NULL;
}
