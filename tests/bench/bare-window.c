/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

/* The peer for the start-up time: a window with as many rows and columns as
 * the application's, and nothing behind them. */

#define N_COMBO_ROWS 5
#define N_CHECK_ROWS 4
#define N_COUNTS 5
#define N_COLUMNS 7

static GtkWidget *
make_group (void)
{
  const char *choices[] = { "Any", "One", "Two", NULL };
  GtkWidget *group = adw_preferences_group_new ();

  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), "Recipients");
  for (int i = 0; i < N_COMBO_ROWS; i++)
    {
      GtkWidget *row = adw_combo_row_new ();
      g_autoptr(GtkStringList) model = gtk_string_list_new (choices);

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), "Account class");
      adw_combo_row_set_model (ADW_COMBO_ROW (row), G_LIST_MODEL (model));
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }
  for (int i = 0; i < N_CHECK_ROWS; i++)
    {
      GtkWidget *row = adw_action_row_new ();
      GtkWidget *check = gtk_check_button_new ();

      adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), "Balance due");
      adw_action_row_add_prefix (ADW_ACTION_ROW (row), check);
      adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), check);
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);
    }
  return group;
}

static GtkWidget *
make_counts (void)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  for (int i = 0; i < N_COUNTS; i++)
    gtk_box_append (GTK_BOX (box), gtk_button_new_with_label ("1,204"));
  return box;
}

static void
setup_cell_cb (GtkSignalListItemFactory *factory,
               GtkListItem              *item,
               gpointer                  user_data)
{
  gtk_list_item_set_child (item, gtk_label_new (NULL));
}

static void
bind_cell_cb (GtkSignalListItemFactory *factory,
              GtkListItem              *item,
              gpointer                  user_data)
{
  GtkStringObject *object = gtk_list_item_get_item (item);

  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)),
                      gtk_string_object_get_string (object));
}

static GtkWidget *
make_list (void)
{
  const char *rows[] = { "lex@example.com", "pg@example.com", NULL };
  GListModel *model = G_LIST_MODEL (gtk_string_list_new (rows));
  GtkWidget *view
      = gtk_column_view_new (GTK_SELECTION_MODEL (gtk_single_selection_new (model)));

  for (int i = 0; i < N_COLUMNS; i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      g_autoptr(GtkColumnViewColumn) column = NULL;

      g_signal_connect (factory, "setup", G_CALLBACK (setup_cell_cb), NULL);
      g_signal_connect (factory, "bind", G_CALLBACK (bind_cell_cb), NULL);
      column = gtk_column_view_column_new ("Email", factory);
      gtk_column_view_append_column (GTK_COLUMN_VIEW (view), column);
    }
  gtk_widget_set_vexpand (view, TRUE);
  return view;
}

static void
activate_cb (GtkApplication *application,
             gpointer        user_data)
{
  GtkWidget *window = adw_application_window_new (application);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);

  gtk_window_set_default_size (GTK_WINDOW (window), 1180, 760);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), make_counts ());
  gtk_box_append (GTK_BOX (box), make_group ());
  gtk_box_append (GTK_BOX (box), make_list ());
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), box);
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(AdwApplication) application
      = adw_application_new ("io.github.portalinvites.BareWindow",
                             G_APPLICATION_NON_UNIQUE);

  g_signal_connect (application, "activate", G_CALLBACK (activate_cb), NULL);
  return g_application_run (G_APPLICATION (application), argc, argv);
}
