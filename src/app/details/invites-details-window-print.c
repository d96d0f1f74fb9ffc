/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/details/invites-details-window-private.h"
#include "app/details/invites-print-dialog.h"
#include "app/details/invites-print-sheet.h"
#include "app/widgets/invites-alert.h"
#include "app/widgets/invites-filter-text.h"
#include "app/widgets/invites-format.h"

/* Some five hundred pages: more is work for a file. */
#define MAX_ROWS 20000

/* What is read within this time does not flash a dialog. */
#define DIALOG_DELAY_MS 300

/* From the key to the printer. */
typedef struct
{
  /* Input. */
  InvitesDetailsWindow *window; /* (owned) */
  InvitesQuery         *query;  /* (owned): as it is shown now */
  InvitesDetailsLayout *layout; /* (owned) */

  /* In progress. */
  GCancellable         *cancellable; /* (owned) */
  GtkWindow            *dialog;      /* (owned) */
  guint                 delay_id;
} Print;

static void
print_free (Print *print)
{
  g_clear_handle_id (&print->delay_id, g_source_remove);
  gtk_window_destroy (print->dialog);
  g_clear_object (&print->dialog);
  g_clear_object (&print->cancellable);
  g_clear_object (&print->window->printing);
  invites_details_window_update_print (print->window);
  invites_details_layout_free (print->layout);
  invites_query_free (print->query);
  g_clear_object (&print->window);
  g_free (print);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Print, print_free)

static void
add_filter_note (InvitesDetailsWindow *self,
                 GStrvBuilder         *notes)
{
  g_auto(GStrv) filters = NULL;
  g_autofree char *joined = NULL;
  g_autofree char *note = NULL;

  if (self->why_filter == NULL)
    return;

  filters = invites_filter_describe (self->why_filter, self->choices);
  joined = g_strjoinv (" · ", filters);
  /* Translators: what a printed list is narrowed down by. */
  note = g_strdup_printf (_("Filters: %s"),
                          *joined != '\0' ? joined
                                          : _("None: the whole division"));
  g_strv_builder_add (notes, note);
}

static const char *
find_sort_title (const InvitesQuery *query,
                 const char         *field)
{
  guint n_columns;
  const InvitesDetailsColumn *columns
    = invites_details_columns_for (query->kind, &n_columns);

  for (guint i = 0; i < n_columns; i++)
    if (g_str_equal (invites_details_column_sort_name (columns[i],
                                                       query->kind),
                     field))
      return invites_details_column_title (columns[i]);

  return field;
}

static void
add_sort_note (const InvitesQuery *query,
               GStrvBuilder       *notes)
{
  g_autofree char *note = NULL;

  if (query->sort == NULL)
    return;

  if (*query->sort == '-')
    /* Translators: title of a column. */
    note = g_strdup_printf (_("Sorted by %s, descending"),
                            find_sort_title (query, query->sort + 1));
  else
    /* Translators: title of a column. */
    note = g_strdup_printf (_("Sorted by %s, ascending"),
                            find_sort_title (query, query->sort));
  g_strv_builder_add (notes, note);
}

static void
add_time_zone_note (InvitesDetailsWindow *self,
                    GStrvBuilder         *notes)
{
  g_autoptr(GTimeZone) zone = self->time_zone != NULL
                                ? g_time_zone_ref (self->time_zone)
                                : g_time_zone_new_local ();
  g_autofree char *note = NULL;

  /* Translators: name of a time zone, as "America/Denver". */
  note = g_strdup_printf (_("Times: %s"), g_time_zone_get_identifier (zone));
  g_strv_builder_add (notes, note);
}

static char **
dup_notes (Print *print)
{
  g_autoptr(GStrvBuilder) notes = g_strv_builder_new ();
  g_autofree char *search = NULL;

  add_filter_note (print->window, notes);
  if (print->query->search != NULL)
    {
      /* Translators: what was searched for in a printed list. */
      search = g_strdup_printf (_("Search: “%s”"), print->query->search);
      g_strv_builder_add (notes, search);
    }
  add_sort_note (print->query, notes);
  add_time_zone_note (print->window, notes);

  return g_strv_builder_end (notes);
}

/* On paper a time of day alone would soon say nothing. */
static char *
dup_total (Print             *print,
           const InvitesPage *whole)
{
  g_autofree char *contacts = invites_format_contacts (whole->total);
  g_autofree char *time = NULL;

  if (whole->as_of == INVITES_TIME_NONE)
    return g_steal_pointer (&contacts);

  time = invites_format_time (whole->as_of, print->window->time_zone);
  /* Translators: "1,204 contacts", and a date and time. */
  return g_strdup_printf (_("%s, as of %s"), contacts, time);
}

static InvitesPrintSheet *
make_sheet (Print             *print,
            const InvitesPage *whole)
{
  InvitesDetailsWindow *self = print->window;
  g_auto(GStrv) notes = dup_notes (print);
  g_autofree char *total = dup_total (print, whole);
  const InvitesPrintWords words = {
    .title = adw_window_title_get_title (self->title),
    .subtitle = adw_window_title_get_subtitle (self->title),
    .notes = (const char *const *) notes,
    .total = total,
  };

  return invites_print_sheet_new (&words, print->layout, whole->items,
                                  self->time_zone);
}

static void
printed_cb (GtkPrintOperation       *operation,
            GtkPrintOperationResult  result,
            InvitesDetailsWindow    *self)
{
  g_autoptr(GError) error = NULL;

  if (result == GTK_PRINT_OPERATION_RESULT_APPLY)
    invites_details_window_show_toast (self, _("The list was printed"));
  else if (result == GTK_PRINT_OPERATION_RESULT_ERROR)
    {
      gtk_print_operation_get_error (operation, &error);
      /* GTK's words are the user's language already. */
      invites_message_strip_show (self->strip,
                                  error != NULL ? error->message
                                                : _("Could not print"),
                                  _("Dismiss"));
    }
}

static void
run_operation (InvitesDetailsWindow *self,
               InvitesPrintSheet    *sheet)
{
  g_autoptr(GtkPrintOperation) operation
    = invites_print_sheet_make_operation (sheet);

  g_signal_connect_object (operation, "done", G_CALLBACK (printed_cb), self,
                           0);
  /* What goes wrong is told by "done". */
  gtk_print_operation_run (operation,
                           GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG,
                           GTK_WINDOW (self), NULL);
}

static void
offer_answered_cb (GObject      *object,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr(InvitesDetailsWindow) self = user_data;

  if (invites_alert_ask_finish (result, NULL))
    gtk_widget_activate_action (GTK_WIDGET (self), "details.export", NULL);
}

static void
explain_too_many (InvitesDetailsWindow *self,
                  guint64               total)
{
  gboolean can_export = self->query->kind != INVITES_QUERY_FORECAST;
  g_autofree char *contacts = invites_format_contacts (total);
  g_autofree char *most = invites_format_number (MAX_ROWS);
  g_autofree char *body = NULL;

  /* Translators: "31,204 contacts", and a number. */
  body = g_strdup_printf (_("This list has %s. At most %s can be printed: "
                            "narrow it down by a filter or a search, or "
                            "export it to a file."),
                          contacts, most);
  invites_alert_offer_async (GTK_WINDOW (self), _("Too Many to Print"), body,
                             _("Close"),
                             can_export ? _("Export to CSV…") : NULL,
                             self->cancellable, offer_answered_cb,
                             g_object_ref (self));
}

static void
whole_read_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(Print) print = user_data;
  InvitesDetailsWindow *self = print->window;
  g_autoptr(InvitesPage) whole = NULL;
  g_autoptr(InvitesPrintSheet) sheet = NULL;
  g_autoptr(GError) error = NULL;

  whole = invites_client_list_whole_finish (INVITES_CLIENT (object), result,
                                            &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_handle_id (&print->delay_id, g_source_remove);
  gtk_widget_set_visible (GTK_WIDGET (print->dialog), FALSE);
  if (whole == NULL)
    invites_message_strip_show_error (self->strip, error);
  else if (whole->total > whole->items->len)
    explain_too_many (self, whole->total);
  else
    {
      sheet = make_sheet (print, whole);
      run_operation (self, sheet);
    }
}

static void
progress_cb (guint64  n_read,
             guint64  total,
             gpointer user_data)
{
  Print *print = user_data;

  invites_print_dialog_show_progress (INVITES_PRINT_DIALOG (print->dialog),
                                      n_read, total);
}

static void
dialog_due_cb (gpointer user_data)
{
  Print *print = user_data;

  print->delay_id = 0;
  gtk_window_present (print->dialog);
}

/**
 * invites_details_window_print:
 * @self: an #InvitesDetailsWindow that shows rows
 *
 * Reads the whole list as it is narrowed down and sorted now, and prints it.
 */
void
invites_details_window_print (InvitesDetailsWindow *self)
{
  guint64 total = invites_row_list_get_total (self->list);
  Print *print;

  if (total > MAX_ROWS)
    {
      explain_too_many (self, total);
      return;
    }

  print = g_new0 (Print, 1);
  print->window = g_object_ref (self);
  print->query = invites_query_copy (self->query);
  print->layout = invites_details_table_dup_layout (self->table);
  print->cancellable = g_cancellable_new ();
  print->dialog = g_object_ref (invites_print_dialog_new (print->cancellable));
  gtk_window_set_transient_for (print->dialog, GTK_WINDOW (self));
  print->delay_id = g_timeout_add_once (DIALOG_DELAY_MS, dialog_due_cb, print);

  self->printing = g_object_ref (print->cancellable);
  invites_details_window_update_print (self);
  invites_client_list_whole_async (self->client, print->query, MAX_ROWS,
                                   progress_cb, print, print->cancellable,
                                   whole_read_cb, print);
}
