/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "app/widgets/invites-choice-cell.h"
#include "app/widgets/invites-choice-popover.h"
#include "app/widgets/invites-choice-row.h"
#include "test-support.h"
#include "widget-support.h"

#define MANY 5000

typedef struct
{
  GtkWindow        *window;
  InvitesChoiceRow *row;
  guint             n_changed;
} Fixture;

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
set_choices (Fixture *fixture, guint n, const char *const *names)
{
  g_autoptr(GPtrArray) choices
      = g_ptr_array_new_with_free_func ((GDestroyNotify) invites_choice_free);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("id%u", i);
      g_autofree char *name = g_strdup_printf ("Branch %04u", i);

      g_ptr_array_add (choices, invites_choice_new (id, name));
    }
  for (guint i = 0; names != NULL && names[i] != NULL; i++)
    g_ptr_array_add (choices, invites_choice_new (names[i], names[i]));
  invites_choice_row_set_choices (fixture->row, choices);
}

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  GtkWidget *group = adw_preferences_group_new ();

  fixture->window = GTK_WINDOW (gtk_window_new ());
  fixture->row = g_object_new (INVITES_TYPE_CHOICE_ROW, "title", "Division",
                               "none-label", "Choose…", NULL);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                             GTK_WIDGET (fixture->row));
  gtk_window_set_child (fixture->window, group);
  gtk_window_set_default_size (fixture->window, 500, 600);
  gtk_window_present (fixture->window);
  wait_until (gtk_widget_get_width (GTK_WIDGET (fixture->row)) > 0);
  g_signal_connect_swapped (fixture->row, "changed", G_CALLBACK (count_cb),
                            &fixture->n_changed);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  gtk_window_destroy (fixture->window);
}

static InvitesChoicePopover *
get_popover (Fixture *fixture)
{
  for (GtkWidget *child
       = gtk_widget_get_first_child (GTK_WIDGET (fixture->row));
       child != NULL; child = gtk_widget_get_next_sibling (child))
    if (INVITES_IS_CHOICE_POPOVER (child))
      return INVITES_CHOICE_POPOVER (child);
  return NULL;
}

static gpointer
get_part (Fixture *fixture, const char *name)
{
  return part (get_popover (fixture), INVITES_TYPE_CHOICE_POPOVER, name);
}

static GtkEditable *
get_entry (Fixture *fixture)
{
  return get_part (fixture, "search_entry");
}

static guint
get_n_found (Fixture *fixture)
{
  GtkSelectionModel *shown
      = gtk_list_view_get_model (get_part (fixture, "list"));

  return g_list_model_get_n_items (G_LIST_MODEL (shown));
}

static const char *
get_line_name (GtkWidget *line)
{
  GtkWidget *cell = line != NULL ? gtk_widget_get_first_child (line) : NULL;

  return INVITES_IS_CHOICE_CELL (cell)
             ? invites_choice_item_get_name (
                   invites_choice_cell_get_item (INVITES_CHOICE_CELL (cell)))
             : NULL;
}

/* What Enter takes: one line at most. */
static const char *
get_marked (Fixture *fixture)
{
  GtkWidget *list = get_part (fixture, "list"), *marked = NULL;

  for (GtkWidget *line = gtk_widget_get_first_child (list); line != NULL;
       line = gtk_widget_get_next_sibling (line))
    if (gtk_widget_has_css_class (line, "marked"))
      {
        g_assert_null (marked);
        marked = line;
      }
  return get_line_name (marked);
}

static gboolean
is_open (Fixture *fixture)
{
  InvitesChoicePopover *popover = get_popover (fixture);

  return popover != NULL && gtk_widget_get_visible (GTK_WIDGET (popover));
}

static GtkWidget *
get_focus (Fixture *fixture)
{
  return gtk_window_get_focus (fixture->window);
}

static gboolean
is_in_entry (Fixture *fixture)
{
  GtkWidget *focus = get_focus (fixture);

  return focus != NULL
         && gtk_widget_is_ancestor (focus, get_part (fixture, "search_entry"));
}

static const char *
get_focused_name (Fixture *fixture)
{
  return get_line_name (get_focus (fixture));
}

/* As if that key were pressed there: whether it did anything. */
static gboolean
press (gpointer widget, guint keyval)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean done = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !done; i++)
    {
      g_autoptr(GtkEventController) controller
          = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", keyval, 0, 0, &done);
    }
  return done;
}

static void
open_list (Fixture *fixture)
{
  adw_action_row_activate (ADW_ACTION_ROW (fixture->row));
  wait_until (is_open (fixture)
              && gtk_widget_get_mapped (GTK_WIDGET (get_popover (fixture))));
}

static void
test_short (Fixture *fixture, gconstpointer user_data)
{
  set_choices (fixture, 11, NULL);
  adw_action_row_activate (ADW_ACTION_ROW (fixture->row));
  g_assert_null (get_popover (fixture));
  g_assert_false (press (fixture->row, GDK_KEY_b));
  g_assert_null (get_popover (fixture));

  set_choices (fixture, 12, NULL);
  open_list (fixture);
  g_assert_cmpuint (get_n_found (fixture), ==, 13);
}

static void
test_search (Fixture *fixture, gconstpointer user_data)
{
  static const char *const names[]
      = { "Café São Paulo", "ÅRHUS Nord", "Łódź", "شمال الرياض", NULL };
  static const struct
  {
    const char *search;
    guint n_found;
    const char *first;
  } cases[] = {
    { "cafe", 1, "Café São Paulo" }, { "PAULO caf", 1, "Café São Paulo" },
    { "sÃo", 1, "Café São Paulo" },  { "arhus", 1, "ÅRHUS Nord" },
    { "årh", 1, "ÅRHUS Nord" },      { "lodz", 0, NULL },
    { "odz", 1, "Łódź" },            { "الرياض", 1, "شمال الرياض" },
    { "branch 001", 11, "Branch 0001" },
    { "17 branch", 1, "Branch 0017" }, { "7", 2, "Branch 0007" },
    { "", 25, "Choose…" },           { "zzz", 0, NULL },
    { "choose", 1, "Choose…" },      { "   ", 25, "Choose…" },
  };

  set_choices (fixture, 20, names);
  open_list (fixture);
  g_assert_true (is_in_entry (fixture));

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("“%s”", cases[i].search);
      gtk_editable_set_text (get_entry (fixture), cases[i].search);
      g_assert_cmpuint (get_n_found (fixture), ==, cases[i].n_found);
      g_assert_true (widget_support_shows (
          get_part (fixture, "stack"),
          cases[i].n_found > 0 ? "found" : "nothing"));
      g_assert_cmpstr (get_marked (fixture), ==, cases[i].first);
    }
}

static void
test_enter (Fixture *fixture, gconstpointer user_data)
{
  set_choices (fixture, MANY, NULL);
  open_list (fixture);

  gtk_editable_set_text (get_entry (fixture), "nobody");
  g_signal_emit_by_name (get_entry (fixture), "activate");
  g_assert_true (is_open (fixture));

  gtk_editable_set_text (get_entry (fixture), "4321");
  g_signal_emit_by_name (get_entry (fixture), "activate");
  g_assert_false (is_open (fixture));
  g_assert_cmpstr (invites_choice_row_get_id (fixture->row), ==, "id4321");
  g_assert_cmpuint (fixture->n_changed, ==, 1);

  /* Anew: nothing is searched for, and what is chosen is marked. */
  open_list (fixture);
  g_assert_cmpstr (gtk_editable_get_text (get_entry (fixture)), ==, "");
  g_assert_cmpuint (get_n_found (fixture), ==, MANY + 1);
  g_assert_cmpstr (get_marked (fixture), ==, "Branch 4321");

  g_signal_emit_by_name (get_entry (fixture), "stop-search");
  g_assert_false (is_open (fixture));
  g_assert_cmpstr (invites_choice_row_get_id (fixture->row), ==, "id4321");
  g_assert_cmpuint (fixture->n_changed, ==, 1);
}

static void
test_keys (Fixture *fixture, gconstpointer user_data)
{
  set_choices (fixture, MANY, NULL);
  invites_choice_row_set_id (fixture->row, "id4000");

  /* A letter opens the list with it, and other keys do not. */
  g_assert_false (press (fixture->row, GDK_KEY_space));
  g_assert_false (press (fixture->row, GDK_KEY_Down));
  g_assert_false (is_open (fixture));
  g_assert_true (press (fixture->row, GDK_KEY_7));
  wait_until (is_open (fixture) && is_in_entry (fixture));
  g_assert_cmpstr (gtk_editable_get_text (get_entry (fixture)), ==, "7");
  g_assert_cmpint (gtk_editable_get_position (get_entry (fixture)), ==, 1);
  g_assert_false (
      gtk_editable_get_selection_bounds (get_entry (fixture), NULL, NULL));

  gtk_editable_set_text (get_entry (fixture), "777");
  g_assert_cmpstr (get_marked (fixture), ==, "Branch 0777");
  g_assert_true (press (get_entry (fixture), GDK_KEY_Down));
  g_assert_cmpstr (get_focused_name (fixture), ==, "Branch 0777");
  /* Up from the first line is back to what is searched for. */
  g_assert_true (press (get_part (fixture, "list"), GDK_KEY_Up));
  g_assert_true (is_in_entry (fixture));

  /* Nothing searched for: from what is chosen on. */
  gtk_editable_set_text (get_entry (fixture), "");
  g_assert_true (press (get_entry (fixture), GDK_KEY_Down));
  g_assert_cmpstr (get_focused_name (fixture), ==, "Branch 4000");
  g_assert_false (press (get_part (fixture, "list"), GDK_KEY_Up));
  g_signal_emit_by_name (get_part (fixture, "list"), "activate", 1);
  g_assert_cmpstr (invites_choice_row_get_id (fixture->row), ==, "id0");
}

static guint
count_lines (GtkWidget *list)
{
  guint n = 0;

  for (GtkWidget *line = gtk_widget_get_first_child (list); line != NULL;
       line = gtk_widget_get_next_sibling (line))
    n++;
  return n;
}

/* The lines that are made are those that can be seen, and some around them. */
static void
test_virtual (Fixture *fixture, gconstpointer user_data)
{
  gint64 began = g_get_monotonic_time ();

  set_choices (fixture, MANY, NULL);
  open_list (fixture);
  g_test_message ("Open after %.1f ms",
                  (double) (g_get_monotonic_time () - began) / 1000);
  g_assert_cmpuint (count_lines (get_part (fixture, "list")), <, 500);

  gtk_popover_popdown (GTK_POPOVER (get_popover (fixture)));
  wait_until (!gtk_widget_get_mapped (GTK_WIDGET (get_popover (fixture))));
  g_assert_cmpuint (count_lines (get_part (fixture, "list")), ==, 0);
}

/* Refreshed while somebody looks for an entry. */
static void
test_refill (Fixture *fixture, gconstpointer user_data)
{
  set_choices (fixture, 20, NULL);
  invites_choice_row_set_id (fixture->row, "id3");
  open_list (fixture);
  gtk_editable_set_text (get_entry (fixture), "0004");

  set_choices (fixture, 20, NULL);
  g_assert_true (is_open (fixture));
  g_assert_cmpstr (get_marked (fixture), ==, "Branch 0004");

  set_choices (fixture, 30, NULL);
  g_assert_false (is_open (fixture));
  g_assert_cmpstr (invites_choice_row_get_id (fixture->row), ==, "id3");
  open_list (fixture);
  g_assert_cmpuint (get_n_found (fixture), ==, 31);
}

int
main (int argc, char **argv)
{
  widget_support_init (&argc, &argv);

#define add(name, function)                                                   \
  g_test_add ("/choice/" name, Fixture, NULL, set_up, function, tear_down)
  add ("short", test_short);
  add ("search", test_search);
  add ("enter", test_enter);
  add ("keys", test_keys);
  add ("virtual", test_virtual);
  add ("refill", test_refill);
#undef add

  return g_test_run ();
}
