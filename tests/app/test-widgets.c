/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <adwaita.h>

#include "app/invite/invites-tile-layout.h"
#include "app/invite/invites-two-pane.h"
#include "app/widgets/invites-choice-row.h"
#include "app/widgets/invites-proportion-bar.h"
#include "widget-support.h"

static void
count_cb (guint *n)
{
  (*n)++;
}

static GPtrArray *
make_choices (const char *first, ...)
{
  GPtrArray *choices
      = g_ptr_array_new_with_free_func ((GDestroyNotify) invites_choice_free);
  va_list more;

  va_start (more, first);
  for (const char *id = first; id != NULL; id = va_arg (more, const char *))
    g_ptr_array_add (choices, invites_choice_new (id, id));
  va_end (more);
  return choices;
}

static void
test_choice_row (void)
{
  g_autoptr(InvitesChoiceRow) row = g_object_ref_sink (
      g_object_new (INVITES_TYPE_CHOICE_ROW, "none-label", "Any", NULL));
  g_autoptr(GPtrArray) choices = make_choices ("a", "b", "c", NULL);
  g_autoptr(GPtrArray) fewer = make_choices ("c", "d", NULL);
  g_autoptr(GPtrArray) none = make_choices ("d", NULL);
  guint n_changed = 0;

  g_signal_connect_swapped (row, "changed", G_CALLBACK (count_cb), &n_changed);
  g_assert_null (invites_choice_row_get_id (row));

  invites_choice_row_set_choices (row, choices);
  g_assert_null (invites_choice_row_get_id (row));
  g_assert_cmpuint (n_changed, ==, 0);

  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 3);
  g_assert_cmpstr (invites_choice_row_get_id (row), ==, "c");
  g_assert_cmpuint (n_changed, ==, 1);

  /* Elsewhere in the list, and still chosen. */
  invites_choice_row_set_choices (row, fewer);
  g_assert_cmpstr (invites_choice_row_get_id (row), ==, "c");
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (row)), ==, 1);
  g_assert_cmpuint (n_changed, ==, 1);

  invites_choice_row_set_choices (row, none);
  g_assert_null (invites_choice_row_get_id (row));
  g_assert_cmpuint (n_changed, ==, 2);

  g_assert_false (invites_choice_row_set_id (row, "zzz"));
  g_assert_true (invites_choice_row_set_id (row, "d"));
  g_assert_cmpuint (n_changed, ==, 3);
  g_assert_true (invites_choice_row_set_id (row, NULL));
  g_assert_null (invites_choice_row_get_id (row));
}

static void
allocate (GtkWidget *widget, int width, int height)
{
  int minimum;

  gtk_widget_measure (widget, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL,
                      NULL, NULL);
  gtk_widget_measure (widget, GTK_ORIENTATION_VERTICAL, width, &minimum, NULL,
                      NULL, NULL);
  gtk_widget_allocate (widget, width, MAX (height, minimum), -1, NULL);
}

static int
get_x (GtkWidget *child)
{
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (
      child, gtk_widget_get_parent (child), &bounds));
  return (int) bounds.origin.x;
}

static int
get_y (GtkWidget *child)
{
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (
      child, gtk_widget_get_parent (child), &bounds));
  return (int) bounds.origin.y;
}

static void
test_proportion_bar (void)
{
  g_autoptr(GtkWidget) bar = g_object_ref_sink (invites_proportion_bar_new ());
  static const guint64 cases[][INVITES_N_GROUPS] = {
    { 4, 22, 0, 5 },        { 0, 0, 0, 0 },  { 0, 0, 7, 0 },
    { 1, 1000000, 1, 1 },   { 1, 1, 1, 1 },  { 0, 3, 0, G_MAXUINT32 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GtkWidget *segment = gtk_widget_get_first_child (bar);
      int sum = 0, shown = 0;

      invites_proportion_bar_set_groups (INVITES_PROPORTION_BAR (bar),
                                         cases[i]);
      allocate (bar, 500, 6);
      for (int group = 0; segment != NULL;
           group++, segment = gtk_widget_get_next_sibling (segment))
        {
          gboolean visible = gtk_widget_get_child_visible (segment);

          g_assert_cmpint (visible, ==, cases[i][group] > 0);
          if (!visible)
            continue;
          g_assert_cmpint (gtk_widget_get_width (segment), >=, 3);
          sum += gtk_widget_get_width (segment);
          shown++;
        }
      if (shown > 0)
        g_assert_cmpint (sum + 2 * (shown - 1), ==, 500);
    }
}

static GtkWidget *
make_tiles (int n, int width)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_set_layout_manager (box,
                                 g_object_new (INVITES_TYPE_TILE_LAYOUT, NULL));
  for (int i = 0; i < n; i++)
    {
      GtkWidget *tile = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

      gtk_widget_set_size_request (tile, width, 40);
      gtk_box_append (GTK_BOX (box), tile);
    }
  return g_object_ref_sink (box);
}

static int
count_in_first_row (GtkWidget *box)
{
  int n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (box); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (get_y (child) == 0)
      n++;
  return n;
}

static void
test_tile_layout (void)
{
  static const struct
  {
    int width;
    int columns;
  } cases[] = { { 600, 5 }, { 524, 5 }, { 523, 3 }, { 420, 3 },
                { 311, 2 }, { 205, 1 }, { 100, 1 } };
  g_autoptr(GtkWidget) box = make_tiles (5, 100);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      int rows = (5 + cases[i].columns - 1) / cases[i].columns;
      int height;

      gtk_widget_measure (box, GTK_ORIENTATION_VERTICAL, cases[i].width,
                          &height, NULL, NULL, NULL);
      g_assert_cmpint (height, ==, rows * 40 + (rows - 1) * 6);
      allocate (box, cases[i].width, height);
      g_assert_cmpint (count_in_first_row (box), ==, cases[i].columns);
    }
}

static GtkWidget *
make_pane (int height)
{
  GtkWidget *pane = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_set_size_request (pane, 200, height);
  return pane;
}

static void
test_two_pane (void)
{
  GtkWidget *start = make_pane (700), *end = make_pane (900);
  g_autoptr(GtkWidget) panes = g_object_ref_sink (g_object_new (
      INVITES_TYPE_TWO_PANE, "start", start, "end", end, NULL));
  GtkWidget *first = gtk_widget_get_first_child (panes);
  GtkWidget *second = gtk_widget_get_next_sibling (first);
  int minimum;

  /* Wide: side by side, and the height is anybody's. */
  gtk_widget_measure (panes, GTK_ORIENTATION_VERTICAL, 1180, &minimum, NULL,
                      NULL, NULL);
  g_assert_cmpint (minimum, <, 500);
  allocate (panes, 1180, 600);
  g_assert_cmpint (get_y (first), ==, get_y (second));
  g_assert_cmpint (get_x (second), ==, gtk_widget_get_width (first));
  g_assert_cmpint (gtk_widget_get_width (first)
                       + gtk_widget_get_width (second), ==, 1180);
  g_assert_cmpint (gtk_widget_get_height (second), ==, 600);

  /* Narrow: one below the other, each in full. */
  gtk_widget_measure (panes, GTK_ORIENTATION_VERTICAL, 700, &minimum, NULL,
                      NULL, NULL);
  g_assert_cmpint (minimum, ==, 1600);
  allocate (panes, 700, minimum);
  g_assert_cmpint (get_x (second), ==, 0);
  g_assert_cmpint (get_y (second), ==, 700);
  g_assert_cmpint (gtk_widget_get_width (second), ==, 700);

  gtk_widget_measure (panes, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL,
                      NULL, NULL);
  g_assert_cmpint (minimum, ==, 200);
}

int
main (int argc, char **argv)
{
  widget_support_init (&argc, &argv);

  g_test_add_func ("/widgets/choice-row", test_choice_row);
  g_test_add_func ("/widgets/proportion-bar", test_proportion_bar);
  g_test_add_func ("/widgets/tile-layout", test_tile_layout);
  g_test_add_func ("/widgets/two-pane", test_two_pane);

  return g_test_run ();
}
