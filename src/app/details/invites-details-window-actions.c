/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/details/invites-details-copy.h"
#include "app/details/invites-details-selection.h"
#include "app/details/invites-details-window-private.h"
#include "app/details/invites-why-dialog.h"
#include "app/widgets/invites-file-chooser.h"
#include "app/widgets/invites-format.h"
#include "app/widgets/invites-line-text.h"

static void
say_not_ready (InvitesDetailsWindow *self)
{
  GtkSelectionModel *selection
    = invites_details_table_get_selection (self->table);

  if (invites_details_selection_count (selection)
      > INVITES_DETAILS_MAX_SELECTED)
    invites_details_window_show_toast (self, _("Too many contacts are selected for this"));
  else
    invites_details_window_show_toast (self, _("Not all selected contacts have loaded yet"));
}

static void
copy_text (InvitesDetailsWindow *self,
           const char           *text,
           const char           *what)
{
  /* Translators: %s is "2 contacts", "3 email addresses" or a cell's text. */
  g_autofree char *said = g_strdup_printf (_("Copied %s"), what);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  invites_details_window_show_toast (self, said);
}

static void
copy_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  InvitesDetailsWindow *self = INVITES_DETAILS_WINDOW (widget);
  GtkSelectionModel *selection
    = invites_details_table_get_selection (self->table);
  g_autoptr(InvitesDetailsLayout) layout
    = invites_details_table_dup_layout (self->table);
  g_autofree char *text = NULL;
  g_autofree char *contacts = NULL;

  text = invites_details_copy_dup_rows (selection, layout, self->time_zone);
  if (text == NULL)
    {
      say_not_ready (self);
      return;
    }

  contacts = invites_format_contacts (
    invites_details_selection_count (selection));
  copy_text (self, text, contacts);
}

static void
copy_emails_action (GtkWidget  *widget,
                    const char *action_name,
                    GVariant   *parameter)
{
  InvitesDetailsWindow *self = INVITES_DETAILS_WINDOW (widget);
  guint n_emails;
  g_autofree char *text = NULL;
  g_autofree char *number = NULL;
  g_autofree char *emails = NULL;

  text = invites_details_copy_dup_emails (
    invites_details_table_get_selection (self->table), &n_emails);
  if (text == NULL)
    {
      say_not_ready (self);
      return;
    }
  if (n_emails == 0)
    {
      invites_details_window_show_toast (self, _("No email address there"));
      return;
    }

  number = invites_format_number (n_emails);
  /* Translators: %s is a number. */
  emails = g_strdup_printf (ngettext ("%s email address",
                                      "%s email addresses", n_emails),
                            number);
  copy_text (self, text, emails);
}

/* Of the row that the menu is about. */
static void
copy_cell_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  InvitesDetailsWindow *self = INVITES_DETAILS_WINDOW (widget);
  g_autofree char *text = NULL;
  g_autofree char *quoted = NULL;

  if (self->menu_row != NULL)
    text = invites_details_copy_dup_cell (self->menu_row, self->query->kind,
                                          g_variant_get_string (parameter,
                                                                NULL),
                                          self->time_zone);
  if (text == NULL)
    {
      say_not_ready (self);
      return;
    }

  /* Translators: what a cell says, in quotation marks. */
  quoted = g_strdup_printf (_("“%s”"), text);
  copy_text (self, text, quoted);
}

static void
columns_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  invites_details_window_show_columns (INVITES_DETAILS_WINDOW (widget));
}

static void
print_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  invites_details_window_print (INVITES_DETAILS_WINDOW (widget));
}

static void
leave_out_action (GtkWidget  *widget,
                  const char *action_name,
                  GVariant   *parameter)
{
  InvitesDetailsWindow *self = INVITES_DETAILS_WINDOW (widget);
  g_auto(GStrv) ids = NULL;

  ids = invites_details_selection_dup_ids (
    invites_details_table_get_selection (self->table));
  if (ids == NULL)
    say_not_ready (self);
  else
    g_signal_emit_by_name (self, "leave-out", ids);
}

static void
why_action (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  InvitesDetailsWindow *self = INVITES_DETAILS_WINDOW (widget);
  g_autoptr(InvitesRow) row = NULL;
  GtkWindow *dialog;

  row = invites_details_selection_dup_row (
    invites_details_table_get_selection (self->table));
  if (row == NULL)
    {
      say_not_ready (self);
      return;
    }

  dialog = invites_why_dialog_new (self->client, invites_row_get_id (row),
                                   self->why_filter, self->time_zone);
  g_signal_connect_object (dialog, "lifted",
                           G_CALLBACK (invites_row_list_refresh), self->list,
                           G_CONNECT_SWAPPED);
  gtk_window_set_transient_for (dialog, GTK_WINDOW (self));
  gtk_window_present (dialog);
}

static void
set_exporting (InvitesDetailsWindow *self,
               gboolean              exporting)
{
  self->exporting = exporting;
  gtk_widget_set_visible (GTK_WIDGET (self->export_spinner), exporting);
  gtk_spinner_set_spinning (self->export_spinner, exporting);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "details.export",
                                 !exporting);
}

static void
exported_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(InvitesDetailsWindow) self = user_data;
  g_autoptr(GError) error = NULL;

  if (invites_client_export_finish (INVITES_CLIENT (object), result, &error))
    invites_details_window_show_toast (self, _("The list was exported"));
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    invites_message_strip_show_error (self->strip, error);

  set_exporting (self, FALSE);
}

static void
file_chosen_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  g_autoptr(InvitesDetailsWindow) self = user_data;
  g_autoptr(GFile) file = NULL;

  file = invites_file_chooser_save_finish (result, NULL);
  if (file == NULL || self->exporting)
    return;

  set_exporting (self, TRUE);
  invites_client_export_async (self->client, self->query, file,
                               self->cancellable, exported_cb,
                               g_object_ref (self));
}

static void
export_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  InvitesDetailsWindow *self = INVITES_DETAILS_WINDOW (widget);
  g_autofree char *subtitle
    = invites_line_text_dup_bare (adw_window_title_get_subtitle (self->title));
  g_autofree char *name = NULL;

  name = g_strdup_printf ("%s%s%s.csv", _("Portal Invitation Details"),
                          *subtitle != '\0' ? " - " : "", subtitle);
  g_strdelimit (name, "/\\:", '-');
  invites_file_chooser_save_async (GTK_WINDOW (self), _("Export to CSV"), name,
                                   self->cancellable, file_chosen_cb,
                                   g_object_ref (self));
}

static void
refresh_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  InvitesDetailsWindow *self = INVITES_DETAILS_WINDOW (widget);

  if (invites_row_list_get_error (self->list) != NULL)
    invites_details_window_retry (self);
  else
    invites_row_list_refresh (self->list);
}

static void
search_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  InvitesDetailsWindow *self = INVITES_DETAILS_WINDOW (widget);

  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
}

/**
 * invites_details_window_show_toast:
 * @self: an #InvitesDetailsWindow
 * @text: a few words
 *
 * Says something for a moment.
 */
void
invites_details_window_show_toast (InvitesDetailsWindow *self,
                                   const char           *text)
{
  g_autofree char *markup = g_markup_escape_text (text, -1);
  AdwToast *toast = adw_toast_new (markup);

  adw_toast_set_timeout (toast, 4);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/**
 * invites_details_window_install_actions:
 * @widget_class: the class of #InvitesDetailsWindow
 *
 * Adds what can be done in the window, and its keys.
 */
void
invites_details_window_install_actions (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char                  *name;
    const char                  *parameter; /* (nullable) */
    GtkWidgetActionActivateFunc  activate;
  } actions[] = {
    { "details.columns", NULL, columns_action },
    { "details.copy", NULL, copy_action },
    { "details.copy-cell", "s", copy_cell_action },
    { "details.copy-emails", NULL, copy_emails_action },
    { "details.export", NULL, export_action },
    { "details.leave-out", NULL, leave_out_action },
    { "details.print", NULL, print_action },
    { "details.refresh", NULL, refresh_action },
    { "details.search", NULL, search_action },
    { "details.why", NULL, why_action },
  };
  static const struct
  {
    guint           key;
    GdkModifierType modifiers;
    const char     *action;
  } shortcuts[] = {
    { GDK_KEY_f, GDK_CONTROL_MASK, "details.search" },
    { GDK_KEY_r, GDK_CONTROL_MASK, "details.refresh" },
    { GDK_KEY_F5, 0, "details.refresh" },
    { GDK_KEY_c, GDK_CONTROL_MASK, "details.copy" },
    { GDK_KEY_c, GDK_CONTROL_MASK | GDK_SHIFT_MASK, "details.copy-emails" },
    { GDK_KEY_p, GDK_CONTROL_MASK, "details.print" },
    { GDK_KEY_w, GDK_CONTROL_MASK, "window.close" },
    { GDK_KEY_Escape, 0, "window.close" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name,
                                     actions[i].parameter,
                                     actions[i].activate);
  for (guint i = 0; i < G_N_ELEMENTS (shortcuts); i++)
    gtk_widget_class_add_binding_action (widget_class, shortcuts[i].key,
                                         shortcuts[i].modifiers,
                                         shortcuts[i].action, NULL);
}
