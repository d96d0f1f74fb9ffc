/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "app/details/invites-details-copy.h"
#include "app/details/invites-details-selection.h"
#include "app/details/invites-details-table.h"
#include "app/details/invites-details-window.h"
#include "app/widgets/invites-message-strip.h"
#include "canned-service.h"
#include "test-support.h"
#include "widget-support.h"

#define CONTACTS "/v1/contacts"

typedef struct
{
  CannedService *service;
  InvitesClient *client;
  GtkWindow     *window;
  GtkWidget     *stack;
  GtkWidget     *table;
  GtkEditable   *search;
} Fixture;

static InvitesDetailsTable *
get_table (Fixture *fixture)
{
  return INVITES_DETAILS_TABLE (fixture->table);
}

static GtkSelectionModel *
get_selection (Fixture *fixture)
{
  return invites_details_table_get_selection (get_table (fixture));
}

static char *
dup_name_at (Fixture *fixture,
             guint    position)
{
  g_autoptr(InvitesRow) row = g_list_model_get_item (
    G_LIST_MODEL (get_selection (fixture)), position);

  return g_strdup (row != NULL ? invites_row_get_id (row) : NULL);
}

static gboolean
is_at (Fixture    *fixture,
       guint       position,
       const char *id)
{
  g_autofree char *found = dup_name_at (fixture, position);

  return g_strcmp0 (found, id) == 0;
}

static void
open_window (Fixture *fixture)
{
  g_autoptr(InvitesFilter) filter = invites_filter_new ("north");
  g_autoptr(InvitesQuery) query = invites_query_new_contacts (filter);
  g_autoptr(GTimeZone) there = g_time_zone_new_identifier ("America/Denver");

  fixture->window = invites_details_window_new (
    fixture->client, query, "Total contacts · North", there);
  fixture->stack
    = part (fixture->window, INVITES_TYPE_DETAILS_WINDOW, "stack");
  fixture->table
    = part (fixture->window, INVITES_TYPE_DETAILS_WINDOW, "table");
  fixture->search
    = part (fixture->window, INVITES_TYPE_DETAILS_WINDOW, "search_entry");
  gtk_window_present (fixture->window);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  n_contacts)
{
  fixture->service = canned_service_new ();
  fixture->client = canned_service_make_client (fixture->service, TRUE);
  canned_service_set (fixture->service, CONTACTS,
                      canned_contacts (GPOINTER_TO_UINT (n_contacts)));
  open_window (fixture);
}

static void
set_up_failing (Fixture       *fixture,
                gconstpointer  user_data)
{
  fixture->service = canned_service_new ();
  fixture->client = canned_service_make_client (fixture->service, TRUE);
  canned_service_set_error (fixture->service, CONTACTS,
                            INVITES_ERROR_UNAVAILABLE);
  open_window (fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  GtkWindow *window = fixture->window;

  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_destroy (fixture->window);
  /* Nothing that is under way holds a closed window for long. */
  wait_until (window == NULL);
  g_object_unref (fixture->client);
  canned_service_free (fixture->service);
}

static guint
count_rows (Fixture *fixture)
{
  return g_list_model_get_n_items (
    G_LIST_MODEL (invites_details_table_get_selection (
      INVITES_DETAILS_TABLE (fixture->table))));
}

static void
wait_for_rows (Fixture *fixture)
{
  wait_until (widget_support_shows (fixture->stack, "list")
              && count_rows (fixture) > 0);
}

static void
test_rows (Fixture       *fixture,
           gconstpointer  user_data)
{
  GtkWidget *total
    = part (fixture->window, INVITES_TYPE_DETAILS_WINDOW, "total_label");

  g_assert_true (widget_support_shows (fixture->stack, "loading"));
  wait_for_rows (fixture);
  g_assert_cmpuint (count_rows (fixture), ==, 3);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (total)), ==,
                   "3 contacts, as of 07:03");
  g_assert_cmpuint (canned_service_get_n_asked (fixture->service, CONTACTS),
                    ==, 1);
}

static void
test_empty (Fixture       *fixture,
            gconstpointer  user_data)
{
  wait_until (widget_support_shows (fixture->stack, "empty"));
}

static void
test_search (Fixture       *fixture,
             gconstpointer  user_data)
{
  const char *text = "ann li";

  wait_for_rows (fixture);
  for (guint i = 1; i <= strlen (text); i++)
    {
      g_autofree char *typed = g_strndup (text, i);

      gtk_editable_set_text (fixture->search, typed);
    }
  wait_until (canned_service_get_n_asked (fixture->service, CONTACTS) > 1);
  wait_for_rows (fixture);
  test_run_for (300);
  g_assert_cmpuint (canned_service_get_n_asked (fixture->service, CONTACTS),
                    ==, 2);
  g_assert_cmpstr (canned_service_get_last (fixture->service, CONTACTS,
                                            "search"),
                   ==, "ann li");

  canned_service_set (fixture->service, CONTACTS, canned_contacts (0));
  gtk_editable_set_text (fixture->search, "nobody");
  wait_until (widget_support_shows (fixture->stack, "no-result"));

  canned_service_set (fixture->service, CONTACTS, canned_contacts (3));
  g_signal_emit_by_name (fixture->search, "stop-search");
  g_assert_cmpstr (gtk_editable_get_text (fixture->search), ==, "");
  wait_for_rows (fixture);
  g_assert_null (canned_service_get_last (fixture->service, CONTACTS,
                                          "search"));
}

static void
wait_for_sort (Fixture    *fixture,
               guint       n_asked,
               const char *sort)
{
  wait_until (canned_service_get_n_asked (fixture->service, CONTACTS)
              == n_asked);
  wait_for_rows (fixture);
  test_run_for (100);
  g_assert_cmpuint (canned_service_get_n_asked (fixture->service, CONTACTS),
                    ==, n_asked);
  g_assert_cmpstr (canned_service_get_last (fixture->service, CONTACTS,
                                            "sort"),
                   ==, sort);
}

static void
test_sort_by_menu (Fixture       *fixture,
                   gconstpointer  user_data)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);

  wait_for_rows (fixture);
  gtk_widget_activate_action (window, "sort.column", "s", "account_number");
  wait_for_sort (fixture, 2, "account_number");
  gtk_widget_activate_action (window, "sort.order", "s", "descending");
  wait_for_sort (fixture, 3, "-account_number");
  gtk_widget_activate_action (window, "sort.column", "s", "last_login");
  wait_for_sort (fixture, 4, "-last_login");
}

static GtkColumnView *
find_view (GtkWidget *widget)
{
  if (GTK_IS_COLUMN_VIEW (widget))
    return GTK_COLUMN_VIEW (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkColumnView *view = find_view (child);

      if (view != NULL)
        return view;
    }

  return NULL;
}

/* What a click on a header does. */
static void
test_sort_by_header (Fixture       *fixture,
                     gconstpointer  user_data)
{
  GtkColumnView *view = find_view (fixture->table);
  g_autoptr(GtkColumnViewColumn) column = NULL;

  wait_for_rows (fixture);
  column = g_list_model_get_item (gtk_column_view_get_columns (view), 3);
  g_assert_cmpstr (gtk_column_view_column_get_title (column), ==,
                   "Portal Invite Status");
  gtk_column_view_sort_by_column (view, column, GTK_SORT_ASCENDING);
  wait_for_sort (fixture, 2, "status");
  gtk_column_view_sort_by_column (view, column, GTK_SORT_DESCENDING);
  wait_until (g_strcmp0 (canned_service_get_last (fixture->service, CONTACTS,
                                                  "sort"),
                         "-status")
              == 0);
}

static void
test_failed (Fixture       *fixture,
             gconstpointer  user_data)
{
  AdwStatusPage *page
    = part (fixture->window, INVITES_TYPE_DETAILS_WINDOW, "failed_page");

  wait_until (widget_support_shows (fixture->stack, "failed"));
  g_assert_nonnull (strstr (adw_status_page_get_description (page), "busy"));

  canned_service_set (fixture->service, CONTACTS, canned_contacts (2));
  g_signal_emit_by_name (
    widget_support_find_button (GTK_WIDGET (page), "Retry"), "clicked");
  wait_for_rows (fixture);
  g_assert_cmpuint (count_rows (fixture), ==, 2);
}

static void
test_copy (Fixture       *fixture,
           gconstpointer  user_data)
{
  g_autoptr(GTimeZone) there = g_time_zone_new_identifier ("America/Denver");
  GtkSelectionModel *selection = invites_details_table_get_selection (
    INVITES_DETAILS_TABLE (fixture->table));
  g_autoptr(InvitesDetailsLayout) layout
    = invites_details_layout_new (INVITES_QUERY_CONTACTS);
  g_autofree char *text = NULL;

  wait_for_rows (fixture);
  gtk_selection_model_select_item (selection, 1, TRUE);
  text = invites_details_copy_dup_rows (selection, layout, there);
  g_assert_cmpstr (text, ==,
                   "c1@contact.example\tContact 1\t"
                   "49002 / Residential Customer\tNot sent\t–\t–\t–\n");
}

static void
leave_out_cb (GtkWindow   *window,
              char       **ids,
              gpointer     user_data)
{
  char ***got = user_data;

  *got = g_strdupv (ids);
}

static void
test_leave_out (Fixture       *fixture,
                gconstpointer  user_data)
{
  GtkSelectionModel *selection = invites_details_table_get_selection (
    INVITES_DETAILS_TABLE (fixture->table));
  GtkWidget *button = part (fixture->window, INVITES_TYPE_DETAILS_WINDOW,
                            "leave_out_button");
  g_auto(GStrv) ids = NULL;

  wait_for_rows (fixture);
  g_assert_false (gtk_widget_get_visible (button));
  g_object_set (fixture->window, "can-leave-out", TRUE, NULL);
  g_signal_connect (fixture->window, "leave-out", G_CALLBACK (leave_out_cb),
                    &ids);
  g_assert_true (gtk_widget_get_visible (button));
  g_assert_false (gtk_widget_is_sensitive (button));

  gtk_selection_model_select_item (selection, 0, TRUE);
  gtk_selection_model_select_item (selection, 2, FALSE);
  g_assert_true (gtk_widget_is_sensitive (button));
  g_signal_emit_by_name (button, "clicked");
  g_assert_nonnull (ids);
  g_assert_cmpuint (g_strv_length (ids), ==, 2);
  g_assert_cmpstr (ids[0], ==, "c0");
  g_assert_cmpstr (ids[1], ==, "c2");
}

/* Refreshing that fails keeps what is on the screen. */
static void
test_keeps_rows (Fixture       *fixture,
                 gconstpointer  user_data)
{
  InvitesMessageStrip *strip
    = part (fixture->window, INVITES_TYPE_DETAILS_WINDOW, "strip");

  wait_for_rows (fixture);
  canned_service_set_error (fixture->service, CONTACTS,
                            INVITES_ERROR_UNAVAILABLE);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "details.refresh",
                              NULL);
  wait_until (invites_message_strip_is_shown (strip));
  g_assert_true (widget_support_shows (fixture->stack, "list"));
  g_assert_cmpuint (count_rows (fixture), ==, 3);

  canned_service_set (fixture->service, CONTACTS, canned_contacts (3));
  g_signal_emit_by_name (strip, "activated");
  wait_until (!invites_message_strip_is_shown (strip));
}

/* Somebody changes something: the rows are other ones without a click, the row
 * objects and the number of rows stay, and the selection stays with the contact
 * that was selected. */
static void
test_follows (Fixture       *fixture,
              gconstpointer  user_data)
{
  g_autoptr(InvitesChanges) changes
    = invites_changes_new (fixture->client, "north");
  GtkSelectionModel *selection = get_selection (fixture);
  g_autoptr(InvitesRow) row = NULL;
  g_auto(GStrv) ids = NULL;

  wait_for_rows (fixture);
  invites_details_window_follow (INVITES_DETAILS_WINDOW (fixture->window),
                                 changes);
  row = g_list_model_get_item (G_LIST_MODEL (selection), 0);
  gtk_selection_model_select_item (selection, 2, TRUE);
  /* The first has gone, and another has come at the end. */
  canned_service_set (fixture->service, CONTACTS,
                      canned_contacts_from (1, 3));
  canned_service_change (fixture->service);
  wait_until (is_at (fixture, 0, "c1"));
  g_assert_cmpstr (invites_row_get_id (row), ==, "c1");
  g_assert_true (gtk_selection_model_is_selected (selection, 1));
  g_assert_false (gtk_selection_model_is_selected (selection, 2));
  ids = invites_details_selection_dup_ids (selection);
  g_assert_cmpuint (g_strv_length (ids), ==, 1);
  g_assert_cmpstr (ids[0], ==, "c2");
}

/* Who is gone is selected no more, and nobody in the same place is. */
static void
test_selected_is_gone (Fixture       *fixture,
                       gconstpointer  user_data)
{
  GtkSelectionModel *selection = get_selection (fixture);

  wait_for_rows (fixture);
  gtk_selection_model_select_item (selection, 0, TRUE);
  canned_service_set (fixture->service, CONTACTS,
                      canned_contacts_from (1, 2));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "details.refresh",
                              NULL);
  wait_until (is_at (fixture, 0, "c1") && count_rows (fixture) == 2);
  g_assert_cmpuint (invites_details_selection_count (selection), ==, 0);
}

/* While the service is away, what is there stays and the strip says so; when it
 * is back, everything is current, by itself. */
static void
test_service_away (Fixture       *fixture,
                   gconstpointer  user_data)
{
  InvitesMessageStrip *strip
    = part (fixture->window, INVITES_TYPE_DETAILS_WINDOW, "strip");
  g_autoptr(InvitesChanges) changes
    = invites_changes_new (fixture->client, "north");

  wait_for_rows (fixture);
  invites_details_window_follow (INVITES_DETAILS_WINDOW (fixture->window),
                                 changes);
  canned_service_set_error (fixture->service, CONTACTS,
                            INVITES_ERROR_UNAVAILABLE);
  canned_service_set_error (fixture->service, CANNED_CHANGES,
                            INVITES_ERROR_UNAVAILABLE);
  wait_until (invites_message_strip_is_shown (strip));
  g_assert_cmpuint (count_rows (fixture), ==, 3);

  canned_service_set (fixture->service, CONTACTS,
                      canned_contacts_from (5, 3));
  canned_service_change (fixture->service);
  wait_until (is_at (fixture, 0, "c5"));
  wait_until (!invites_message_strip_is_shown (strip));
}

/* A list of which all is selected asks for none of its rows. */
static void
test_select_all (void)
{
  g_autoptr(CannedService) service = canned_service_new ();
  g_autoptr(InvitesClient) client = canned_service_make_client (service, TRUE);
  g_autoptr(InvitesRowList) list = invites_row_list_new (client);
  g_autoptr(GtkSelectionModel) selection
    = invites_details_selection_new (list);
  g_autoptr(InvitesFilter) filter = invites_filter_new ("north");
  g_autoptr(InvitesQuery) query = invites_query_new_contacts (filter);
  JsonNode *page = canned_contacts (200);

  json_object_set_int_member (json_node_get_object (page), "total", 1000000);
  canned_service_set (service, CONTACTS, page);
  invites_row_list_set_query (list, query);
  wait_until (g_list_model_get_n_items (G_LIST_MODEL (selection)) == 1000000);
  gtk_selection_model_select_all (selection);
  g_assert_cmpuint (invites_details_selection_count (selection), ==, 1000000);
  g_assert_cmpuint (invites_row_list_get_n_alive (list), <=, 200);
  gtk_selection_model_unselect_range (selection, 10, 999990);
  g_assert_cmpuint (invites_details_selection_count (selection), ==, 10);
  g_assert_null (invites_details_selection_dup_row (selection));
  invites_row_list_set_query (list, query);
  g_assert_cmpuint (invites_details_selection_count (selection), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  gpointer three = GUINT_TO_POINTER (3);

  widget_support_init (&argc, &argv);

#define add(name, data, up, test)                                             \
  g_test_add ("/details/" name, Fixture, data, up, test, tear_down)
  add ("rows", three, set_up, test_rows);
  add ("empty", NULL, set_up, test_empty);
  add ("search", three, set_up, test_search);
  add ("sort-by-menu", three, set_up, test_sort_by_menu);
  add ("sort-by-header", three, set_up, test_sort_by_header);
  add ("failed", NULL, set_up_failing, test_failed);
  add ("copy", three, set_up, test_copy);
  add ("leave-out", three, set_up, test_leave_out);
  add ("keeps-rows", three, set_up, test_keeps_rows);
  add ("follows", three, set_up, test_follows);
  add ("selected-is-gone", three, set_up, test_selected_is_gone);
  add ("service-away", three, set_up, test_service_away);
#undef add
  g_test_add_func ("/details/select-all", test_select_all);

  return g_test_run ();
}
