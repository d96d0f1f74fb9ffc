/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/invite/invites-filter-name-dialog.h"
#include "app/invite/invites-saved-filter-row.h"
#include "app/invite/invites-saved-filter-text.h"
#include "app/invite/invites-saved-filters-dialog.h"
#include "app/widgets/invites-accessibility.h"

struct _InvitesSavedFiltersDialog
{
  AdwWindow parent_instance;

  /* Template. */
  AdwToastOverlay *toast_overlay;
  GtkStack        *stack;
  GtkListBox      *rows;

  /* Borrowed: what may be undone. */
  AdwToast *toast; /* (nullable) */

  /* Owned. */
  InvitesSavedFilters *saved;
  InvitesChoices      *choices;
  char                *deleted_name;   /* (nullable) */
  InvitesFilter       *deleted_filter; /* (nullable) */
  guint                deleted_position;
};

G_DEFINE_FINAL_TYPE (InvitesSavedFiltersDialog, invites_saved_filters_dialog,
                     ADW_TYPE_WINDOW)

static guint
get_position (gpointer row)
{
  return (guint) gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));
}

static void
focus_row (InvitesSavedFiltersDialog *self, guint position)
{
  guint n = invites_saved_filters_get_n (self->saved);
  GtkListBoxRow *row;

  if (n == 0)
    return;
  row = gtk_list_box_get_row_at_index (self->rows,
                                       (int) MIN (position, n - 1));
  gtk_widget_grab_focus (GTK_WIDGET (row));
}

static void
rename_cb (InvitesSavedFiltersDialog *self, GtkWidget *row)
{
  GtkWindow *dialog = invites_filter_name_dialog_new_rename (
      self->saved, get_position (row), self->choices);

  gtk_window_set_transient_for (dialog, GTK_WINDOW (self));
  gtk_window_present (dialog);
}

static void
move_cb (InvitesSavedFiltersDialog *self, int step, GtkWidget *row)
{
  guint position = get_position (row);
  guint to = position + (guint) step;

  if (to >= invites_saved_filters_get_n (self->saved))
    return;
  invites_saved_filters_move (self->saved, position, to);
  focus_row (self, to);
}

static void
undo_cb (InvitesSavedFiltersDialog *self)
{
  g_autofree char *name = g_steal_pointer (&self->deleted_name);
  g_autoptr(InvitesFilter) filter = g_steal_pointer (&self->deleted_filter);

  if (name == NULL || invites_saved_filters_find (self->saved, name, NULL))
    return;
  invites_saved_filters_insert (self->saved, self->deleted_position, name,
                                filter);
  focus_row (self, self->deleted_position);
}

static void
toast_dismissed_cb (InvitesSavedFiltersDialog *self, AdwToast *toast)
{
  if (toast == self->toast)
    self->toast = NULL;
}

static void
offer_undo (InvitesSavedFiltersDialog *self)
{
  /* Translators: the name of a filter. */
  g_autofree char *title
      = g_strdup_printf (_("“%s” deleted"), self->deleted_name);
  g_autofree char *markup = g_markup_escape_text (title, -1);

  /* Only the last one can be undone. */
  if (self->toast != NULL)
    adw_toast_dismiss (self->toast);
  self->toast = adw_toast_new (markup);
  adw_toast_set_button_label (self->toast, _("Undo"));
  g_signal_connect_object (self->toast, "button-clicked",
                           G_CALLBACK (undo_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->toast, "dismissed",
                           G_CALLBACK (toast_dismissed_cb), self,
                           G_CONNECT_SWAPPED);
  adw_toast_overlay_add_toast (self->toast_overlay, self->toast);
}

static void
delete_cb (InvitesSavedFiltersDialog *self, GtkWidget *row)
{
  guint position = get_position (row);

  g_free (self->deleted_name);
  g_clear_pointer (&self->deleted_filter, invites_filter_free);
  self->deleted_name = g_strdup (
      invites_saved_filters_get_name (self->saved, position));
  self->deleted_filter = invites_filter_copy (
      invites_saved_filters_get_filter (self->saved, position));
  self->deleted_position = position;

  invites_saved_filters_remove (self->saved, position);
  focus_row (self, position);
  offer_undo (self);
}

static GtkWidget *
make_row (InvitesSavedFiltersDialog *self, guint position)
{
  guint n = invites_saved_filters_get_n (self->saved);
  const char *name = invites_saved_filters_get_name (self->saved, position);
  g_autofree char *description = invites_saved_filter_text_dup_whole (
      invites_saved_filters_get_filter (self->saved, position), self->choices);
  GtkWidget *row = invites_saved_filter_row_new (name, description);

  invites_saved_filter_row_set_can_move (INVITES_SAVED_FILTER_ROW (row),
                                         position > 0, position + 1 < n);
  g_signal_connect_object (row, "rename", G_CALLBACK (rename_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "delete", G_CALLBACK (delete_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (row, "move", G_CALLBACK (move_cb), self,
                           G_CONNECT_SWAPPED);
  return row;
}

static void
fill (InvitesSavedFiltersDialog *self)
{
  guint n = invites_saved_filters_get_n (self->saved);
  GtkWidget *row;

  while ((row = gtk_widget_get_first_child (GTK_WIDGET (self->rows))) != NULL)
    gtk_list_box_remove (self->rows, row);
  for (guint i = 0; i < n; i++)
    gtk_list_box_append (self->rows, make_row (self, i));
  gtk_stack_set_visible_child_name (self->stack, n > 0 ? "list" : "none");
}

static int
find_focused (InvitesSavedFiltersDialog *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  GtkWidget *row = NULL;

  if (focus != NULL)
    row = gtk_widget_get_ancestor (focus, INVITES_TYPE_SAVED_FILTER_ROW);
  /* The last one to go keeps the focus when there is no other to take it. */
  if (row == NULL || gtk_widget_get_parent (row) != GTK_WIDGET (self->rows))
    return -1;
  return gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));
}

/* The focus stays at its place, whatever row stands there now. */
static void
saved_changed_cb (InvitesSavedFiltersDialog *self)
{
  int focused = find_focused (self);

  fill (self);
  if (focused >= 0)
    focus_row (self, (guint) focused);
}

static void
invites_saved_filters_dialog_dispose (GObject *object)
{
  g_clear_object (&INVITES_SAVED_FILTERS_DIALOG (object)->saved);

  G_OBJECT_CLASS (invites_saved_filters_dialog_parent_class)->dispose (object);
}

static void
invites_saved_filters_dialog_finalize (GObject *object)
{
  InvitesSavedFiltersDialog *self = INVITES_SAVED_FILTERS_DIALOG (object);

  g_clear_pointer (&self->choices, invites_choices_free);
  g_clear_pointer (&self->deleted_filter, invites_filter_free);
  g_free (self->deleted_name);

  G_OBJECT_CLASS (invites_saved_filters_dialog_parent_class)
      ->finalize (object);
}

static void
invites_saved_filters_dialog_class_init (InvitesSavedFiltersDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = invites_saved_filters_dialog_dispose;
  object_class->finalize = invites_saved_filters_dialog_finalize;

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/portalinvites/PortalInvites/invite/"
                    "invites-saved-filters-dialog.ui");
  gtk_widget_class_bind_template_child (
      widget_class, InvitesSavedFiltersDialog, toast_overlay);
  gtk_widget_class_bind_template_child (
      widget_class, InvitesSavedFiltersDialog, stack);
  gtk_widget_class_bind_template_child (
      widget_class, InvitesSavedFiltersDialog, rows);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0,
                                       "window.close", NULL);
}

static void
invites_saved_filters_dialog_init (InvitesSavedFiltersDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  invites_accessibility_mend (GTK_WIDGET (self));
}

/**
 * invites_saved_filters_dialog_new:
 * @saved: the filters
 * @choices: where the names of what was chosen stand
 *
 * Returns: (transfer full): the dialog, for the caller to present
 */
GtkWindow *
invites_saved_filters_dialog_new (InvitesSavedFilters *saved,
                                  const InvitesChoices *choices)
{
  InvitesSavedFiltersDialog *self;

  g_return_val_if_fail (INVITES_IS_SAVED_FILTERS (saved), NULL);
  g_return_val_if_fail (choices != NULL, NULL);

  self = g_object_new (INVITES_TYPE_SAVED_FILTERS_DIALOG, NULL);
  self->saved = g_object_ref (saved);
  self->choices = invites_choices_copy (choices);
  g_signal_connect_object (saved, "changed", G_CALLBACK (saved_changed_cb),
                           self, G_CONNECT_SWAPPED);
  fill (self);
  focus_row (self, 0);
  return GTK_WINDOW (self);
}
