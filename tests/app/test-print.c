/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>
#include <glib/gstdio.h>

#include "app/details/invites-details-window.h"
#include "app/details/invites-print-sheet.h"
#include "canned-service.h"
#include "client/invites-row-private.h"
#include "test-support.h"
#include "widget-support.h"

#define CONTACTS "/v1/contacts"

/* Points: A4, across. */
#define WIDTH  800
#define HEIGHT 540

typedef struct
{
  guint64 n_read;
  guint   n_told;
} Progress;

static GPtrArray *
make_rows (guint n_rows)
{
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n_rows; i++)
    {
      InvitesRow *row = invites_row_new (i);
      InvitesContact *contact = invites_contact_new ();

      contact->id = g_strdup_printf ("c%u", i);
      contact->email = g_strdup_printf ("c%u@contact.example", i);
      contact->name = g_strdup_printf ("Contact %u", i);
      contact->account_number = g_strdup ("49002");
      contact->account_name = g_strdup (
        "A residential customer with a name that no column is wide enough "
        "for, since it goes on and on until nobody wants to read it any more");
      contact->status = INVITES_GROUP_PENDING;
      contact->reason = INVITES_REASON_NONE;
      contact->last_invite_sent = 1794837600;
      contact->last_login = INVITES_TIME_NONE;
      invites_row_take_contact (row, contact);
      g_ptr_array_add (rows, row);
    }

  return rows;
}

static InvitesPrintSheet *
make_sheet (guint                       n_rows,
            const InvitesDetailsLayout *layout)
{
  static const char *const notes[] = { "Filters: Bill group: Monthly", NULL };
  static const InvitesPrintWords words = {
    .title = "Portal Invitation Details",
    .subtitle = "Invite acceptance pending · North",
    .notes = notes,
    .total = "All of them, as of now",
  };
  g_autoptr(GPtrArray) rows = make_rows (n_rows);
  g_autoptr(GTimeZone) there = g_time_zone_new_identifier ("America/Denver");

  return invites_print_sheet_new (&words, layout, rows, there);
}

static PangoContext *
make_context (void)
{
  PangoContext *context
    = pango_font_map_create_context (pango_cairo_font_map_get_default ());

  pango_cairo_context_set_resolution (context, 72);
  return context;
}

/* Every row is on a page, whatever the number: the pages grow one by one. */
static void
test_pages (void)
{
  g_autoptr(InvitesDetailsLayout) layout
    = invites_details_layout_new (INVITES_QUERY_CONTACTS);
  PangoContext *context = make_context ();
  guint before = 0;
  guint first = 0;

  for (guint n_rows = 0; n_rows < 150; n_rows++)
    {
      g_autoptr(InvitesPrintSheet) sheet = make_sheet (n_rows, layout);
      guint n_pages = invites_print_sheet_paginate (sheet, context, WIDTH,
                                                    HEIGHT);

      if (before == 1 && n_pages == 2)
        first = n_rows;
      g_assert_true (n_pages == before || n_pages == before + 1);
      before = n_pages;
    }
  g_assert_cmpuint (first, >, 20);
  g_assert_cmpuint (before, >=, 4);
  g_object_unref (context);
}

/* Paper that has room for nothing still ends. */
static void
test_tiny_paper (void)
{
  g_autoptr(InvitesDetailsLayout) layout
    = invites_details_layout_new (INVITES_QUERY_CONTACTS);
  g_autoptr(InvitesPrintSheet) sheet = make_sheet (3, layout);
  PangoContext *context = make_context ();

  g_assert_cmpuint (invites_print_sheet_paginate (sheet, context, 60, 20), ==,
                    4);
  g_object_unref (context);
}

static void
done_cb (GtkPrintOperation       *operation,
         GtkPrintOperationResult  result,
         gpointer                 user_data)
{
  int *got = user_data;

  *got = (int) result;
}

static char *
print_to_text (InvitesPrintSheet *sheet)
{
  g_autoptr(GtkPrintOperation) operation
    = invites_print_sheet_make_operation (sheet);
  g_autoptr(GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("print-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "list.pdf", NULL);
  g_autofree char *command = NULL;
  g_autofree char *text = NULL;
  int result = -1;
  int status;

  g_assert_no_error (error);
  gtk_print_operation_set_show_progress (operation, FALSE);
  gtk_print_operation_set_export_filename (operation, path);
  g_signal_connect (operation, "done", G_CALLBACK (done_cb), &result);
  gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_EXPORT, NULL,
                           &error);
  g_assert_no_error (error);
  wait_until (result == GTK_PRINT_OPERATION_RESULT_APPLY);

  command = g_strdup_printf ("pdftotext -layout %s -", path);
  g_spawn_command_line_sync (command, &text, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  if (g_getenv ("KEEP_PRINTED") == NULL)
    {
      g_unlink (path);
      g_rmdir (folder);
    }
  return g_steal_pointer (&text);
}

static guint
count (const char *text,
       const char *words)
{
  guint n = 0;

  for (; (text = strstr (text, words)) != NULL; text += strlen (words))
    n++;
  return n;
}

/* Every row once, in its order; the headers and the foot on every page; the
 * total once, at the end. */
static void
test_pdf (void)
{
  g_autoptr(InvitesDetailsLayout) layout
    = invites_details_layout_new (INVITES_QUERY_CONTACTS);
  g_autoptr(InvitesPrintSheet) sheet = NULL;
  g_autofree char *text = NULL;
  const char *at;
  guint n_pages;

  /* The last column first, and one not at all. */
  for (guint i = layout->n_places - 1; i > 0; i--)
    invites_details_layout_move (layout, i, -1);
  layout->places[6].shown = FALSE;
  sheet = make_sheet (120, layout);
  text = print_to_text (sheet);

  /* A page ends with a form feed. */
  n_pages = count (text, "\f");
  g_assert_cmpuint (n_pages, >, 2);
  g_assert_cmpuint (count (text, "Has Auto Pay"), ==, n_pages);
  g_assert_cmpuint (count (text, "Last Login"), ==, 0);
  g_assert_true (strstr (text, "Has Auto Pay") < strstr (text, "Account /"));
  g_assert_cmpuint (count (text, "Portal Invitation Details"), ==, 1);
  g_assert_cmpuint (count (text, "Filters: Bill group: Monthly"), ==, 1);
  g_assert_cmpuint (count (text, "Page 1 of"), ==, 1);
  g_assert_cmpuint (count (text, "acceptance pending · North"), ==,
                    n_pages + 1);
  g_assert_cmpuint (count (text, "All of them, as of now"), ==, 1);
  at = text;
  for (guint i = 0; i < 120; i++)
    {
      g_autofree char *email = g_strdup_printf ("c%u@contact.example", i);

      g_assert_cmpuint (count (text, email), ==, 1);
      g_assert_true (strstr (at, email) != NULL);
      at = strstr (at, email);
    }
  g_assert_nonnull (strstr (at, "All of them, as of now"));
  /* In the time zone of the list. */
  g_assert_nonnull (strstr (text, "16 Nov 2026, 07:00"));
}

/* Who reads from the right has the first column there. */
static void
test_from_right (void)
{
  g_autoptr(InvitesDetailsLayout) layout
    = invites_details_layout_new (INVITES_QUERY_CONTACTS);
  g_autoptr(InvitesPrintSheet) sheet = NULL;
  g_autofree char *text = NULL;

  gtk_widget_set_default_direction (GTK_TEXT_DIR_RTL);
  sheet = make_sheet (40, layout);
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
  text = print_to_text (sheet);
  g_assert_cmpuint (count (text, "Has Auto Pay"), ==, 2);
  g_assert_true (strstr (text, "Has Auto Pay") < strstr (text, "Email"));
  g_assert_cmpuint (count (text, "c39@contact.example"), ==, 1);
}

static void
progress_cb (guint64  n_read,
             guint64  total,
             gpointer user_data)
{
  Progress *progress = user_data;

  g_assert_cmpuint (n_read, >, progress->n_read);
  g_assert_cmpuint (n_read, <=, total);
  progress->n_read = n_read;
  progress->n_told++;
}

static void
test_read_whole (void)
{
  g_autoptr(CannedService) service = canned_service_new ();
  g_autoptr(InvitesClient) client = canned_service_make_client (service, TRUE);
  g_autoptr(InvitesFilter) filter = invites_filter_new ("north");
  g_autoptr(InvitesQuery) query = invites_query_new_contacts (filter);
  g_auto(Await) await = { NULL };
  g_autoptr(InvitesPage) whole = NULL;
  g_autoptr(GError) error = NULL;
  Progress progress = { 0, 0 };

  query->search = g_strdup ("ann");
  query->sort = g_strdup ("-name");
  canned_service_set_many (service, CONTACTS, 1203);
  invites_client_list_whole_async (client, query, 20000, progress_cb,
                                   &progress, NULL, await_cb, &await);
  whole = invites_client_list_whole_finish (client, await_result (&await),
                                            &error);
  g_assert_no_error (error);
  g_assert_cmpuint (whole->total, ==, 1203);
  g_assert_cmpuint (whole->items->len, ==, 1203);
  for (guint i = 0; i < 1203; i++)
    {
      g_autofree char *id = g_strdup_printf ("c%u", i);

      g_assert_cmpstr (invites_row_get_id (g_ptr_array_index (whole->items,
                                                              i)),
                       ==, id);
    }
  g_assert_cmpuint (progress.n_told, ==, 3);
  g_assert_cmpuint (canned_service_get_n_asked (service, CONTACTS), ==, 3);
  g_assert_cmpstr (canned_service_get_last (service, CONTACTS, "search"), ==,
                   "ann");
  g_assert_cmpstr (canned_service_get_last (service, CONTACTS, "sort"), ==,
                   "-name");
}

typedef struct
{
  CannedService *service;
  guint          n_told;
} Change;

/* Somebody leaves the list after its first page. */
static void
change_cb (guint64  n_read,
           guint64  total,
           gpointer user_data)
{
  Change *change = user_data;

  if (change->n_told++ == 0)
    canned_service_set_many (change->service, CONTACTS, 601);
}

static void
test_read_while_it_changes (void)
{
  g_autoptr(CannedService) service = canned_service_new ();
  g_autoptr(InvitesClient) client = canned_service_make_client (service, TRUE);
  g_autoptr(InvitesFilter) filter = invites_filter_new ("north");
  g_autoptr(InvitesQuery) query = invites_query_new_contacts (filter);
  g_auto(Await) await = { NULL };
  g_autoptr(InvitesPage) whole = NULL;
  g_autoptr(GError) error = NULL;
  Change change = { service, 0 };

  canned_service_set_many (service, CONTACTS, 602);
  invites_client_list_whole_async (client, query, 20000, change_cb, &change,
                                   NULL, await_cb, &await);
  whole = invites_client_list_whole_finish (client, await_result (&await),
                                            &error);
  g_assert_no_error (error);
  g_assert_cmpuint (whole->total, ==, 601);
  g_assert_cmpuint (whole->items->len, ==, 601);
  g_assert_cmpuint (canned_service_get_n_asked (service, CONTACTS), ==, 4);
}

static GtkWindow *
open_list (InvitesClient *client)
{
  g_autoptr(InvitesFilter) filter = invites_filter_new ("north");
  g_autoptr(InvitesQuery) query = invites_query_new_contacts (filter);
  GtkWindow *window = invites_details_window_new (
    client, query, "Total contacts · North", NULL);
  GtkWidget *stack = part (window, INVITES_TYPE_DETAILS_WINDOW, "stack");

  gtk_window_present (window);
  wait_until (widget_support_shows (stack, "list"));
  return window;
}

static GtkWindow *
find_print_dialog (void)
{
  GType type = g_type_from_name ("GtkPrintUnixDialog");

  return type != 0 ? widget_support_find_window (type) : NULL;
}

static void
test_window (void)
{
  g_autoptr(CannedService) service = canned_service_new ();
  g_autoptr(InvitesClient) client = canned_service_make_client (service, TRUE);
  GtkWindow *window;
  GtkWindow *dialog;
  guint n_asked;

  canned_service_set_many (service, CONTACTS, 700);
  window = open_list (client);
  n_asked = canned_service_get_n_asked (service, CONTACTS);
  gtk_widget_activate_action (GTK_WIDGET (window), "details.print", NULL);
  wait_until ((dialog = find_print_dialog ()) != NULL);
  g_assert_cmpuint (canned_service_get_n_asked (service, CONTACTS), ==,
                    n_asked + 2);
  g_assert_true (gtk_window_get_transient_for (dialog) == window);
  gtk_window_close (dialog);
  wait_until (find_print_dialog () == NULL);
  gtk_window_destroy (window);
}

/* What is too much for paper is said at once, and nothing is read. */
static void
test_too_many (void)
{
  g_autoptr(CannedService) service = canned_service_new ();
  g_autoptr(InvitesClient) client = canned_service_make_client (service, TRUE);
  GtkWindow *window;
  GtkWindow *alert;
  guint n_asked;

  canned_service_set_many (service, CONTACTS, 20001);
  window = open_list (client);
  n_asked = canned_service_get_n_asked (service, CONTACTS);
  gtk_widget_activate_action (GTK_WIDGET (window), "details.print", NULL);
  wait_until ((alert = widget_support_find_window (ADW_TYPE_MESSAGE_DIALOG))
              != NULL);
  g_assert_nonnull (
    strstr (adw_message_dialog_get_body (ADW_MESSAGE_DIALOG (alert)),
            "20001 contacts"));
  g_assert_cmpuint (canned_service_get_n_asked (service, CONTACTS), ==,
                    n_asked);
  gtk_window_close (alert);
  gtk_window_destroy (window);
}

int
main (int   argc,
      char *argv[])
{
  widget_support_init (&argc, &argv);

  g_test_add_func ("/print/pages", test_pages);
  g_test_add_func ("/print/tiny-paper", test_tiny_paper);
  g_test_add_func ("/print/pdf", test_pdf);
  g_test_add_func ("/print/from-right", test_from_right);
  g_test_add_func ("/print/read-whole", test_read_whole);
  g_test_add_func ("/print/read-while-it-changes", test_read_while_it_changes);
  g_test_add_func ("/print/window", test_window);
  g_test_add_func ("/print/too-many", test_too_many);

  return g_test_run ();
}
