/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/widgets/invites-count-row.h"
#include "app/widgets/invites-format.h"

struct _InvitesCountRow
{
  AdwActionRow parent_instance;

  /* Template. */
  GtkButton *button;

  guint64 number;
};

G_DEFINE_FINAL_TYPE (InvitesCountRow, invites_count_row, ADW_TYPE_ACTION_ROW)

enum
{
  SIGNAL_CLICKED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
button_clicked_cb (InvitesCountRow *self)
{
  g_signal_emit (self, signals[SIGNAL_CLICKED], 0);
}

static void
invites_count_row_class_init (InvitesCountRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  /**
   * InvitesCountRow::clicked:
   *
   * The number was asked for: show whom it counts.
   */
  signals[SIGNAL_CLICKED]
    = g_signal_new ("clicked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                    NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/portalinvites/PortalInvites/widgets/"
                  "invites-count-row.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesCountRow, button);
  gtk_widget_class_bind_template_callback (widget_class, button_clicked_cb);
}

static void
invites_count_row_init (InvitesCountRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* The row labels its button, which has a whole sentence for a name. */
  gtk_accessible_reset_relation (GTK_ACCESSIBLE (self->button),
                                 GTK_ACCESSIBLE_RELATION_LABELLED_BY);
}

/**
 * invites_count_row_new:
 * @title: what is counted
 * @number: how many
 *
 * Returns: (transfer floating): a row for a preferences group or a list box
 */
GtkWidget *
invites_count_row_new (const char *title,
                       guint64     number)
{
  InvitesCountRow *self;

  g_return_val_if_fail (title != NULL, NULL);

  self = g_object_new (INVITES_TYPE_COUNT_ROW, "use-markup", FALSE, "title",
                       title, NULL);
  invites_count_row_set_number (self, number);

  return GTK_WIDGET (self);
}

/**
 * invites_count_row_set_number:
 * @self: an #InvitesCountRow
 * @number: how many
 *
 * Changes the number and what a screen reader says of it.
 */
void
invites_count_row_set_number (InvitesCountRow *self,
                              guint64          number)
{
  g_autofree char *text = NULL;
  g_autofree char *label = NULL;

  g_return_if_fail (INVITES_IS_COUNT_ROW (self));

  self->number = number;
  text = invites_format_number (number);
  label = invites_format_link_label (
    adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)), number);
  gtk_button_set_label (self->button, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

/**
 * invites_count_row_get_number:
 * @self: an #InvitesCountRow
 *
 * Returns: the number shown
 */
guint64
invites_count_row_get_number (InvitesCountRow *self)
{
  g_return_val_if_fail (INVITES_IS_COUNT_ROW (self), 0);

  return self->number;
}
