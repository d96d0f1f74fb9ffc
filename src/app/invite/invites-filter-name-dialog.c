/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/invite/invites-filter-name-dialog.h"
#include "app/invite/invites-saved-filter-text.h"
#include "app/widgets/invites-accessibility.h"
#include "app/widgets/invites-alert.h"
#include "app/widgets/invites-entry-row.h"
#include "app/widgets/invites-fact-row.h"

struct _InvitesFilterNameDialog
{
  AdwWindow parent_instance;

  /* Template. */
  InvitesEntryRow     *name_row;
  GtkWidget           *error_row;
  GtkLabel            *error_label;
  AdwPreferencesGroup *facts;
  GtkButton           *save_button;

  /* Owned. */
  InvitesSavedFilters *saved;
  InvitesFilter       *filter;   /* (nullable): to save */
  char                *old_name; /* (nullable): of the one to rename */
};

G_DEFINE_FINAL_TYPE (InvitesFilterNameDialog, invites_filter_name_dialog,
                     ADW_TYPE_WINDOW)

enum
{
  NAMED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* What is pasted may have line breaks. */
static char *
dup_name (InvitesFilterNameDialog *self)
{
  char *name = g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->name_row)));

  return g_strstrip (g_strdelimit (name, "\t\n\r", ' '));
}

static gboolean
is_too_long (const char *name)
{
  return g_utf8_strlen (name, -1) > INVITES_SAVED_FILTER_MAX_NAME;
}

static void
name_changed_cb (InvitesFilterNameDialog *self)
{
  g_autofree char *name = dup_name (self);
  gboolean too_long = is_too_long (name);

  invites_entry_row_set_invalid (self->name_row, too_long);
  gtk_widget_set_visible (self->error_row, too_long);
  gtk_widget_set_sensitive (GTK_WIDGET (self->save_button),
                            *name != '\0' && !too_long);
}

static void
finish (InvitesFilterNameDialog *self)
{
  g_autofree char *name = dup_name (self);
  guint position;

  if (self->filter != NULL)
    invites_saved_filters_save (self->saved, name, self->filter);
  else if (invites_saved_filters_find (self->saved, self->old_name, &position))
    invites_saved_filters_rename (self->saved, position, name);

  g_signal_emit (self, signals[NAMED], 0, name);
  gtk_window_close (GTK_WINDOW (self));
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr(InvitesFilterNameDialog) self
      = INVITES_FILTER_NAME_DIALOG (user_data);

  if (invites_alert_ask_finish (result, NULL))
    finish (self);
}

static void
ask_to_replace (InvitesFilterNameDialog *self, const char *name)
{
  /* Translators: heading of a question; the name of a filter. */
  g_autofree char *heading = g_strdup_printf (_("Replace “%s”?"), name);

  invites_alert_ask_async (
      GTK_WINDOW (self), heading,
      _("There is a filter of this name already. It will be lost."),
      _("Cancel"), _("Replace"), NULL, asked_cb, g_object_ref (self));
}

static void
save_cb (InvitesFilterNameDialog *self)
{
  g_autofree char *name = dup_name (self);
  guint other, own = G_MAXUINT;

  if (*name == '\0' || is_too_long (name))
    return;
  if (self->old_name != NULL)
    invites_saved_filters_find (self->saved, self->old_name, &own);
  if (invites_saved_filters_find (self->saved, name, &other) && other != own)
    ask_to_replace (self, invites_saved_filters_get_name (self->saved, other));
  else
    finish (self);
}

static void
add_fact (InvitesFilterNameDialog *self, const char *name, const char *value)
{
  adw_preferences_group_add (self->facts, invites_fact_row_new (name, value));
}

static void
show_filter (InvitesFilterNameDialog *self,
             const InvitesFilter *filter,
             const InvitesChoices *choices)
{
  g_autofree char *division
      = invites_saved_filter_text_dup_division (filter, choices);
  g_autofree char *filters
      = invites_saved_filter_text_dup_filters (filter, choices);

  add_fact (self, _("Account division"), division);
  add_fact (self, _("Filters"), filters);
}

static void
invites_filter_name_dialog_dispose (GObject *object)
{
  g_clear_object (&INVITES_FILTER_NAME_DIALOG (object)->saved);

  G_OBJECT_CLASS (invites_filter_name_dialog_parent_class)->dispose (object);
}

static void
invites_filter_name_dialog_finalize (GObject *object)
{
  InvitesFilterNameDialog *self = INVITES_FILTER_NAME_DIALOG (object);

  g_clear_pointer (&self->filter, invites_filter_free);
  g_free (self->old_name);

  G_OBJECT_CLASS (invites_filter_name_dialog_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/portalinvites/PortalInvites/invite/"
                    "invites-filter-name-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesFilterNameDialog,
                                        name_row);
  gtk_widget_class_bind_template_child (widget_class, InvitesFilterNameDialog,
                                        error_row);
  gtk_widget_class_bind_template_child (widget_class, InvitesFilterNameDialog,
                                        error_label);
  gtk_widget_class_bind_template_child (widget_class, InvitesFilterNameDialog,
                                        facts);
  gtk_widget_class_bind_template_child (widget_class, InvitesFilterNameDialog,
                                        save_button);
  gtk_widget_class_bind_template_callback (widget_class, name_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0,
                                       "window.close", NULL);
}

static void
invites_filter_name_dialog_class_init (InvitesFilterNameDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = invites_filter_name_dialog_dispose;
  object_class->finalize = invites_filter_name_dialog_finalize;

  /**
   * InvitesFilterNameDialog::named:
   * @self: the dialog
   * @name: what the filter is called from now on
   */
  signals[NAMED] = g_signal_new ("named", G_TYPE_FROM_CLASS (klass),
                                 G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (INVITES_TYPE_ENTRY_ROW);
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
invites_filter_name_dialog_init (InvitesFilterNameDialog *self)
{
  g_autofree char *too_long = NULL;

  gtk_widget_init_template (GTK_WIDGET (self));
  invites_accessibility_mend (GTK_WIDGET (self));
  too_long = g_strdup_printf (
      ngettext ("A name has at most %u character.",
                "A name has at most %u characters.",
                INVITES_SAVED_FILTER_MAX_NAME),
      INVITES_SAVED_FILTER_MAX_NAME);
  gtk_label_set_text (self->error_label, too_long);
}

static GtkWindow *
create (InvitesSavedFilters *saved,
        const InvitesFilter *filter,
        const InvitesChoices *choices,
        const char *title,
        const char *button_label,
        const char *name)
{
  InvitesFilterNameDialog *self
      = g_object_new (INVITES_TYPE_FILTER_NAME_DIALOG, "title", title, NULL);

  self->saved = g_object_ref (saved);
  gtk_button_set_label (self->save_button, button_label);
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), name);
  name_changed_cb (self);
  show_filter (self, filter, choices);
  invites_accessibility_name_list (GTK_WIDGET (self->facts), title);
  gtk_widget_grab_focus (GTK_WIDGET (self->name_row));
  return GTK_WINDOW (self);
}

/**
 * invites_filter_name_dialog_new_save:
 * @saved: where to save it
 * @filter: a filter with a division
 * @choices: where the names of what was chosen stand
 * @suggestion: (nullable): what it may be called
 *
 * Returns: (transfer full): the dialog, for the caller to present
 */
GtkWindow *
invites_filter_name_dialog_new_save (InvitesSavedFilters *saved,
                                     const InvitesFilter *filter,
                                     const InvitesChoices *choices,
                                     const char *suggestion)
{
  GtkWindow *self;

  g_return_val_if_fail (INVITES_IS_SAVED_FILTERS (saved), NULL);
  g_return_val_if_fail (filter != NULL && filter->division != NULL, NULL);
  g_return_val_if_fail (choices != NULL, NULL);

  self = create (saved, filter, choices, _("Save Filter"), _("Save"),
                 suggestion != NULL ? suggestion : "");
  INVITES_FILTER_NAME_DIALOG (self)->filter = invites_filter_copy (filter);
  return self;
}

/**
 * invites_filter_name_dialog_new_rename:
 * @saved: where it is
 * @position: of the one to rename
 * @choices: where the names of what was chosen stand
 *
 * Returns: (transfer full): the dialog, for the caller to present
 */
GtkWindow *
invites_filter_name_dialog_new_rename (InvitesSavedFilters *saved,
                                       guint position,
                                       const InvitesChoices *choices)
{
  GtkWindow *self;
  const char *name;

  g_return_val_if_fail (INVITES_IS_SAVED_FILTERS (saved), NULL);
  g_return_val_if_fail (position < invites_saved_filters_get_n (saved), NULL);
  g_return_val_if_fail (choices != NULL, NULL);

  name = invites_saved_filters_get_name (saved, position);
  self = create (saved, invites_saved_filters_get_filter (saved, position),
                 choices, _("Rename Filter"), _("Rename"), name);
  INVITES_FILTER_NAME_DIALOG (self)->old_name = g_strdup (name);
  return self;
}
