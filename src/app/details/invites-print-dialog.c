/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/details/invites-print-dialog.h"
#include "app/widgets/invites-accessibility.h"
#include "app/widgets/invites-format.h"

struct _InvitesPrintDialog
{
  AdwWindow parent_instance;

  /* Template. */
  GtkWidget      *cancel_button;
  GtkLabel       *label;
  GtkProgressBar *bar;

  /* Owned. */
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (InvitesPrintDialog, invites_print_dialog, ADW_TYPE_WINDOW)

static gboolean
invites_print_dialog_close_request (GtkWindow *window)
{
  InvitesPrintDialog *self = INVITES_PRINT_DIALOG (window);

  g_cancellable_cancel (self->cancellable);

  return GTK_WINDOW_CLASS (invites_print_dialog_parent_class)
    ->close_request (window);
}

static void
invites_print_dialog_dispose (GObject *object)
{
  InvitesPrintDialog *self = INVITES_PRINT_DIALOG (object);

  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (invites_print_dialog_parent_class)->dispose (object);
}

static void
invites_print_dialog_class_init (InvitesPrintDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = invites_print_dialog_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = invites_print_dialog_close_request;

  gtk_widget_class_set_template_from_resource (
    widget_class, "/io/github/portalinvites/PortalInvites/details/"
                  "invites-print-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesPrintDialog,
                                        cancel_button);
  gtk_widget_class_bind_template_child (widget_class, InvitesPrintDialog,
                                        label);
  gtk_widget_class_bind_template_child (widget_class, InvitesPrintDialog, bar);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0,
                                       "window.close", NULL);
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_WINDOW);
}

static void
invites_print_dialog_init (InvitesPrintDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  invites_accessibility_mend (GTK_WIDGET (self));
  gtk_widget_grab_focus (self->cancel_button);
}

/**
 * invites_print_dialog_new:
 * @cancellable: what is cancelled when the user closes the dialog
 *
 * Returns: (transfer full): the dialog, for the caller to present
 */
GtkWindow *
invites_print_dialog_new (GCancellable *cancellable)
{
  InvitesPrintDialog *self;

  g_return_val_if_fail (G_IS_CANCELLABLE (cancellable), NULL);

  self = g_object_new (INVITES_TYPE_PRINT_DIALOG, NULL);
  self->cancellable = g_object_ref (cancellable);

  return GTK_WINDOW (self);
}

/**
 * invites_print_dialog_show_progress:
 * @self: an #InvitesPrintDialog
 * @n_read: how many rows have been read
 * @total: of how many
 *
 * Shows how far it is.
 */
void
invites_print_dialog_show_progress (InvitesPrintDialog *self,
                                    guint64             n_read,
                                    guint64             total)
{
  g_autofree char *done = invites_format_number (n_read);
  g_autofree char *all = invites_format_contacts (total);
  g_autofree char *text = NULL;

  g_return_if_fail (INVITES_IS_PRINT_DIALOG (self));

  /* Translators: a number, and "1,204 contacts". */
  text = g_strdup_printf (_("Read %s of %s"), done, all);
  gtk_label_set_text (self->label, text);
  gtk_progress_bar_set_fraction (self->bar,
                                 total > 0 ? (double) n_read / (double) total
                                           : 1);
}
