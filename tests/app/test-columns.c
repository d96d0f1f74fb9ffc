/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "app/details/invites-columns-dialog.h"
#include "app/details/invites-details-copy.h"
#include "app/details/invites-details-menu.h"
#include "app/details/invites-details-window-private.h"
#include "app/settings/invites-settings.h"
#include "canned-service.h"
#include "test-support.h"
#include "widget-support.h"

#define CONTACTS "/v1/contacts"

typedef struct
{
  CannedService       *service;
  InvitesClient       *client;
  GSettings           *settings;
  GtkWindow           *window;
  InvitesDetailsTable *table;
} Fixture;

static void
open_window (Fixture *fixture)
{
  g_autoptr(InvitesFilter) filter = invites_filter_new ("north");
  g_autoptr(InvitesQuery) query = invites_query_new_contacts (filter);
  GtkWidget *stack;

  fixture->window = invites_details_window_new (
    fixture->client, query, "Total contacts · North", NULL);
  fixture->table = part (fixture->window, INVITES_TYPE_DETAILS_WINDOW,
                         "table");
  stack = part (fixture->window, INVITES_TYPE_DETAILS_WINDOW, "stack");
  invites_details_window_set_settings (
    INVITES_DETAILS_WINDOW (fixture->window), fixture->settings);
  gtk_window_present (fixture->window);
  wait_until (widget_support_shows (stack, "list"));
}

static void
set_up (Fixture       *fixture,
        gconstpointer  user_data)
{
  fixture->service = canned_service_new ();
  fixture->client = canned_service_make_client (fixture->service, TRUE);
  fixture->settings = invites_settings_new_for_user (NULL, NULL);
  canned_service_set (fixture->service, CONTACTS, canned_contacts (3));
  open_window (fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  user_data)
{
  gtk_window_close (fixture->window);
  g_object_unref (fixture->settings);
  g_object_unref (fixture->client);
  canned_service_free (fixture->service);
}

static GtkColumnView *
find_view (GtkWidget *widget)
{
  GtkColumnView *view = NULL;

  if (GTK_IS_COLUMN_VIEW (widget))
    return GTK_COLUMN_VIEW (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget);
       child != NULL && view == NULL;
       child = gtk_widget_get_next_sibling (child))
    view = find_view (child);

  return view;
}

/* "Email Contact …", those that are shown, with a width where they have one. */
static char *
dup_headers (Fixture *fixture)
{
  GListModel *columns
    = gtk_column_view_get_columns (find_view (GTK_WIDGET (fixture->table)));
  g_autoptr(GString) headers = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr(GtkColumnViewColumn) column
        = g_list_model_get_item (columns, i);
      int width = gtk_column_view_column_get_fixed_width (column);

      if (!gtk_column_view_column_get_visible (column))
        continue;
      g_string_append_printf (headers, "%s%s", headers->len > 0 ? ", " : "",
                              gtk_column_view_column_get_title (column));
      if (width != -1)
        g_string_append_printf (headers, " %d", width);
    }

  return g_string_free (g_steal_pointer (&headers), FALSE);
}

static void
assert_headers (Fixture    *fixture,
                const char *expected)
{
  g_autofree char *headers = dup_headers (fixture);

  g_assert_cmpstr (headers, ==, expected);
}

#define USUAL                                                                 \
  "Email, Contact, Account / Name, Portal Invite Status, Last Invite Sent, "  \
  "Last Login, Has Auto Pay"

static GtkWindow *
open_dialog (Fixture *fixture)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "details.columns",
                              NULL);
  return widget_support_find_window (INVITES_TYPE_COLUMNS_DIALOG);
}

static void
choose (GtkWindow *dialog,
        int        place)
{
  GtkListBox *list = part (dialog, INVITES_TYPE_COLUMNS_DIALOG, "list");

  gtk_list_box_select_row (list, gtk_list_box_get_row_at_index (list, place));
}

static void
press (GtkWindow  *dialog,
       const char *button)
{
  GtkWidget *widget = part (dialog, INVITES_TYPE_COLUMNS_DIALOG, button);

  g_assert_true (gtk_widget_is_sensitive (widget));
  g_signal_emit_by_name (widget, "clicked");
}

/* All of it in the dialog, and there again in the next window. */
static void
test_dialog (Fixture       *fixture,
             gconstpointer  user_data)
{
  GtkWindow *dialog = open_dialog (fixture);
  GtkListBox *list = part (dialog, INVITES_TYPE_COLUMNS_DIALOG, "list");

  assert_headers (fixture, USUAL);
  g_assert_false (gtk_widget_is_sensitive (
    part (dialog, INVITES_TYPE_COLUMNS_DIALOG, "reset_button")));
  choose (dialog, 2);
  press (dialog, "up_button");
  press (dialog, "up_button");
  g_assert_false (gtk_widget_is_sensitive (
    part (dialog, INVITES_TYPE_COLUMNS_DIALOG, "up_button")));
  g_assert_cmpint (gtk_list_box_row_get_index (
                     gtk_list_box_get_selected_row (list)),
                   ==, 0);
  assert_headers (fixture,
                  "Account / Name, Email, Contact, Portal Invite Status, "
                  "Last Invite Sent, Last Login, Has Auto Pay");
  gtk_widget_activate (
    GTK_WIDGET (gtk_list_box_get_row_at_index (list, 5)));
  /* Who it is about stays. */
  gtk_widget_activate (
    GTK_WIDGET (gtk_list_box_get_row_at_index (list, 1)));
  assert_headers (fixture, "Account / Name, Email, Contact, "
                           "Portal Invite Status, Last Invite Sent, "
                           "Has Auto Pay");
  gtk_window_close (dialog);
  gtk_window_close (fixture->window);

  open_window (fixture);
  assert_headers (fixture, "Account / Name, Email, Contact, "
                           "Portal Invite Status, Last Invite Sent, "
                           "Has Auto Pay");
  dialog = open_dialog (fixture);
  press (dialog, "reset_button");
  assert_headers (fixture, USUAL);
  gtk_window_close (dialog);
  gtk_window_close (fixture->window);

  open_window (fixture);
  assert_headers (fixture, USUAL);
  g_assert_null (g_settings_get_user_value (fixture->settings,
                                            "entries-columns"));
}

static void
test_widths (Fixture       *fixture,
             gconstpointer  user_data)
{
  GtkWindow *dialog = open_dialog (fixture);
  int before;
  g_autofree char *expected = NULL;

  wait_until ((before = invites_details_table_get_width (
                 fixture->table, INVITES_DETAILS_STATUS))
              > 100);
  choose (dialog, 3);
  press (dialog, "narrower_button");
  press (dialog, "narrower_button");
  press (dialog, "wider_button");
  expected = g_strdup_printf ("Email, Contact, Account / Name, "
                              "Portal Invite Status %d, Last Invite Sent, "
                              "Last Login, Has Auto Pay",
                              before - 24);
  assert_headers (fixture, expected);
  wait_until (invites_details_table_get_width (fixture->table,
                                               INVITES_DETAILS_STATUS)
              == before - 24);
  for (guint i = 0; i < 20; i++)
    gtk_widget_activate_action (GTK_WIDGET (dialog), "columns.narrower", NULL);
  wait_until (invites_details_table_get_width (fixture->table,
                                               INVITES_DETAILS_STATUS)
              == INVITES_DETAILS_MIN_WIDTH);
  gtk_window_close (dialog);
}

/* As the mouse does it: at the headers. The cells go along. */
static void
test_headers (Fixture       *fixture,
              gconstpointer  user_data)
{
  GtkColumnView *view = find_view (GTK_WIDGET (fixture->table));
  g_autoptr(GtkColumnViewColumn) column
    = g_list_model_get_item (gtk_column_view_get_columns (view), 6);
  g_autoptr(GVariant) stored = NULL;
  g_autofree char *text = NULL;

  gtk_column_view_insert_column (view, 0, column);
  gtk_column_view_column_set_fixed_width (column, 3);
  g_assert_cmpint (gtk_column_view_column_get_fixed_width (column), ==,
                   INVITES_DETAILS_MIN_WIDTH);
  gtk_column_view_column_set_fixed_width (column, 77);
  gtk_column_view_sort_by_column (view, column, GTK_SORT_DESCENDING);
  wait_until (g_strcmp0 (canned_service_get_last (fixture->service, CONTACTS,
                                                  "sort"),
                         "-auto_pay")
              == 0);
  wait_until (g_settings_get_user_value (fixture->settings,
                                         "contacts-columns")
              != NULL);
  stored = g_settings_get_value (fixture->settings, "contacts-columns");
  text = g_variant_print (stored, FALSE);
  g_assert_true (g_str_has_prefix (text, "[('auto_pay', 77), ('email', -1)"));
}

static void
test_size (Fixture       *fixture,
           gconstpointer  user_data)
{
  int width, height;

  gtk_window_set_default_size (fixture->window, 777, 555);
  gtk_window_close (fixture->window);
  open_window (fixture);
  gtk_window_get_default_size (fixture->window, &width, &height);
  g_assert_cmpint (width, ==, 777);
  g_assert_cmpint (height, ==, 555);

  /* From another monitor, or by hand. */
  gtk_window_close (fixture->window);
  g_settings_set (fixture->settings, "details-size", "(ii)", 90000, 1);
  open_window (fixture);
  gtk_window_get_default_size (fixture->window, &width, &height);
  g_assert_cmpint (width, <=, 4096);
  g_assert_cmpint (height, ==, 400);
}

static void
test_copy (Fixture       *fixture,
           gconstpointer  user_data)
{
  GtkSelectionModel *selection
    = invites_details_table_get_selection (fixture->table);
  g_autoptr(InvitesDetailsLayout) layout
    = invites_details_table_dup_layout (fixture->table);
  g_autofree char *rows = NULL;
  g_autofree char *emails = NULL;
  guint n_emails;

  invites_details_layout_move (layout, 1, -1);
  layout->places[2].shown = FALSE;
  gtk_selection_model_select_range (selection, 0, 2, TRUE);
  rows = invites_details_copy_dup_rows (selection, layout, NULL);
  g_assert_cmpstr (rows, ==,
                   "Contact 0\tc0@contact.example\tNot sent\t–\t–\t–\n"
                   "Contact 1\tc1@contact.example\tNot sent\t–\t–\t–\n");
  emails = invites_details_copy_dup_emails (selection, &n_emails);
  g_assert_cmpstr (emails, ==, "c0@contact.example, c1@contact.example");
  g_assert_cmpuint (n_emails, ==, 2);
}

static void
append_labels (GString    *labels,
               GMenuModel *menu)
{
  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autofree char *label = NULL;
      g_autoptr(GMenuModel) section = NULL;
      g_autoptr(GMenuModel) submenu = NULL;

      if (g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_LABEL,
                                           "s", &label))
        g_string_append_printf (labels, "%s|", label);
      section = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SECTION);
      submenu = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SUBMENU);
      if (section != NULL)
        append_labels (labels, section);
      if (submenu != NULL)
        append_labels (labels, submenu);
    }
}

static void
assert_menu (Fixture                  *fixture,
             const InvitesDetailsMenu *what,
             int                       column,
             const char               *expected)
{
  GtkSelectionModel *selection
    = invites_details_table_get_selection (fixture->table);
  g_autoptr(InvitesRow) row
    = g_list_model_get_item (G_LIST_MODEL (selection), 1);
  g_autoptr(InvitesDetailsLayout) layout
    = invites_details_table_dup_layout (fixture->table);
  g_autoptr(GMenuModel) menu
    = invites_details_menu_new_for_cell (what, row, column, layout, NULL);
  g_autoptr(GString) labels = g_string_new (NULL);

  append_labels (labels, menu);
  g_assert_cmpstr (labels->str, ==, expected);
}

static void
test_menu (Fixture       *fixture,
           gconstpointer  user_data)
{
  const InvitesDetailsMenu one = {
    .kind = INVITES_QUERY_CONTACTS, .n_selected = 1, .can_ask_why = TRUE,
  };
  const InvitesDetailsMenu many = {
    .kind = INVITES_QUERY_CONTACTS, .n_selected = 3, .can_leave_out = TRUE,
  };

  assert_menu (fixture, &one, INVITES_DETAILS_EMAIL,
               "_Copy “c1@contact.example”|Copy _Row|Copy Email _Address|"
               "_Why…|");
  assert_menu (fixture, &many, -1,
               "_Copy Cell|Email: c1@contact.example|Contact: Contact 1|"
               "Account / Name: 49002 / Residential Customer|"
               "Portal Invite Status: Not sent|Last Invite Sent: –|"
               "Last Login: –|Has Auto Pay: –|"
               "Copy 3 _Rows|Copy Email _Addresses|_Leave Out of This Send|");
}

/* What a cell says is no mnemonic, and no novel. */
static void
test_long_cell (Fixture       *fixture,
                gconstpointer  user_data)
{
  const InvitesDetailsMenu one = {
    .kind = INVITES_QUERY_CONTACTS, .n_selected = 1,
  };
  JsonNode *page = canned_contacts (2);
  JsonArray *items = json_object_get_array_member (json_node_get_object (page),
                                                   "items");

  json_object_set_string_member (json_array_get_object_element (items, 1),
                                 "email",
                                 "a_b_c_d_e_f_g_h@a-very-long-name-of-some."
                                 "contact.example");
  canned_service_set (fixture->service, CONTACTS, page);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "details.refresh",
                              NULL);
  wait_until (g_list_model_get_n_items (G_LIST_MODEL (
                invites_details_table_get_selection (fixture->table)))
              == 2);
  assert_menu (fixture, &one, INVITES_DETAILS_EMAIL,
               "_Copy “a__b__c__d__e__f__g__h@a-very-long-name-of-som…”|"
               "Copy _Row|Copy Email _Address|");
}

/* How many are selected is said once there are several. */
static void
test_selected (Fixture       *fixture,
               gconstpointer  user_data)
{
  GtkSelectionModel *selection
    = invites_details_table_get_selection (fixture->table);
  GtkWidget *label = part (fixture->window, INVITES_TYPE_DETAILS_WINDOW,
                           "selected_label");

  gtk_selection_model_select_item (selection, 0, TRUE);
  g_assert_false (gtk_widget_get_visible (label));
  gtk_selection_model_select_all (selection);
  g_assert_true (gtk_widget_get_visible (label));
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (label)), ==, "3 selected");
}

/* What is exported is what is shown. */
static void
test_export (Fixture       *fixture,
             gconstpointer  user_data)
{
  static const char *const names[] = { "division", "search", "sort" };
  GtkEditable *search = part (fixture->window, INVITES_TYPE_DETAILS_WINDOW,
                              "search_entry");
  const InvitesQuery *query
    = INVITES_DETAILS_WINDOW (fixture->window)->query;
  g_autoptr(GFile) file = NULL;
  g_autofree char *path = NULL;
  g_autoptr(GHashTable) shown = g_hash_table_new_full (g_str_hash, g_str_equal,
                                                       NULL, g_free);
  g_auto(Await) await = { NULL };
  guint n_asked;

  gtk_editable_set_text (search, "ann li");
  wait_until (g_strcmp0 (canned_service_get_last (fixture->service, CONTACTS,
                                                  "search"),
                         "ann li")
              == 0);
  g_object_set (fixture->table, "sort-column", "name", "sort-order",
                "descending", NULL);
  wait_until (g_strcmp0 (canned_service_get_last (fixture->service, CONTACTS,
                                                  "sort"),
                         "-name")
              == 0);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_hash_table_insert (shown, (gpointer) names[i],
                         g_strdup (canned_service_get_last (fixture->service,
                                                            CONTACTS,
                                                            names[i])));

  path = g_build_filename (g_get_tmp_dir (), "never-written.csv", NULL);
  file = g_file_new_for_path (path);
  n_asked = canned_service_get_n_asked (fixture->service, CONTACTS);
  invites_client_export_async (fixture->client, query, file, NULL, await_cb,
                               &await);
  g_assert_false (invites_client_export_finish (fixture->client,
                                                await_result (&await), NULL));
  g_assert_cmpuint (canned_service_get_n_asked (fixture->service, CONTACTS),
                    ==, n_asked + 1);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpstr (canned_service_get_last (fixture->service, CONTACTS,
                                              names[i]),
                     ==, g_hash_table_lookup (shown, names[i]));
}

int
main (int   argc,
      char *argv[])
{
  widget_support_init (&argc, &argv);

#define add(name, test)                                                       \
  g_test_add ("/columns/" name, Fixture, NULL, set_up, test, tear_down)
  add ("dialog", test_dialog);
  add ("widths", test_widths);
  add ("headers", test_headers);
  add ("size", test_size);
  add ("copy", test_copy);
  add ("menu", test_menu);
  add ("long-cell", test_long_cell);
  add ("selected", test_selected);
  add ("export", test_export);
#undef add

  return g_test_run ();
}
