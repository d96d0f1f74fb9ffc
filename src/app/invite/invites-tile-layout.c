/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/invite/invites-tile-layout.h"

#define SPACING 6 /* pixels, between columns and between rows */

struct _InvitesTileLayout
{
  GtkLayoutManager parent_instance;
};

G_DEFINE_FINAL_TYPE (InvitesTileLayout,
                     invites_tile_layout,
                     GTK_TYPE_LAYOUT_MANAGER)

static GtkWidget *
next_shown (GtkWidget *child)
{
  while (child != NULL && !gtk_widget_should_layout (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

static GtkWidget *
first_shown (GtkWidget *widget)
{
  return next_shown (gtk_widget_get_first_child (widget));
}

static int
count_shown (GtkWidget *widget)
{
  int n = 0;

  for (GtkWidget *child = first_shown (widget); child != NULL;
       child = next_shown (gtk_widget_get_next_sibling (child)))
    n++;
  return n;
}

static void
measure_tile_width (GtkWidget *widget, int *minimum, int *natural)
{
  *minimum = *natural = 0;
  for (GtkWidget *child = first_shown (widget); child != NULL;
       child = next_shown (gtk_widget_get_next_sibling (child)))
    {
      int child_minimum, child_natural;

      gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1,
                          &child_minimum, &child_natural, NULL, NULL);
      *minimum = MAX (*minimum, child_minimum);
      *natural = MAX (*natural, child_natural);
    }
}

/* All in one row, or three, two, one: never all but one. */
static int
get_columns (GtkWidget *widget, int width)
{
  static const int fewer[] = { 3, 2 };
  int n = count_shown (widget);
  int minimum, natural;

  measure_tile_width (widget, &minimum, &natural);
  if (n * (minimum + SPACING) - SPACING <= width)
    return MAX (n, 1);
  for (guint i = 0; i < G_N_ELEMENTS (fewer); i++)
    if (fewer[i] < n && fewer[i] * (minimum + SPACING) - SPACING <= width)
      return fewer[i];
  return 1;
}

static int
get_tile_width (int width, int columns)
{
  return (width - (columns - 1) * SPACING) / columns;
}

/* The height of the row that begins with *@child, which then becomes the first
 * of the next row. */
static int
measure_row (GtkWidget **child, int columns, int tile_width)
{
  int height = 0;

  for (int i = 0; i < columns && *child != NULL; i++)
    {
      int minimum;

      gtk_widget_measure (*child, GTK_ORIENTATION_VERTICAL, tile_width,
                          &minimum, NULL, NULL, NULL);
      height = MAX (height, minimum);
      *child = next_shown (gtk_widget_get_next_sibling (*child));
    }
  return height;
}

static int
measure_height (GtkWidget *widget, int width)
{
  int columns = get_columns (widget, width);
  GtkWidget *child = first_shown (widget);
  int height = 0;

  while (child != NULL)
    {
      if (height > 0)
        height += SPACING;
      height += measure_row (&child, columns, get_tile_width (width, columns));
    }
  return height;
}

static GtkSizeRequestMode
invites_tile_layout_get_request_mode (GtkLayoutManager *manager,
                                      GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
invites_tile_layout_measure (GtkLayoutManager *manager,
                             GtkWidget *widget,
                             GtkOrientation orientation,
                             int for_size,
                             int *minimum,
                             int *natural,
                             int *minimum_baseline,
                             int *natural_baseline)
{
  int n = MAX (count_shown (widget), 1);
  int tile_minimum, tile_natural;

  measure_tile_width (widget, &tile_minimum, &tile_natural);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = tile_minimum;
      *natural = n * (tile_natural + SPACING) - SPACING;
    }
  else
    *minimum = *natural = measure_height (
        widget, for_size < 0 ? n * (tile_natural + SPACING) - SPACING
                             : MAX (for_size, tile_minimum));
}

static void
invites_tile_layout_allocate (GtkLayoutManager *manager,
                              GtkWidget *widget,
                              int width,
                              int height,
                              int baseline)
{
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int columns = get_columns (widget, width);
  int tile_width = get_tile_width (width, columns);
  GtkWidget *child = first_shown (widget);
  int y = 0;

  while (child != NULL)
    {
      GtkWidget *next = child;
      int row_height = measure_row (&next, columns, tile_width);

      for (int i = 0; child != next; i++)
        {
          int x = i * (tile_width + SPACING);

          gtk_widget_size_allocate (
              child,
              &(GtkAllocation){ rtl ? width - x - tile_width : x, y,
                                tile_width, row_height },
              -1);
          child = next_shown (gtk_widget_get_next_sibling (child));
        }
      y += row_height + SPACING;
    }
}

static void
invites_tile_layout_class_init (InvitesTileLayoutClass *klass)
{
  GtkLayoutManagerClass *layout_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  layout_class->get_request_mode = invites_tile_layout_get_request_mode;
  layout_class->measure = invites_tile_layout_measure;
  layout_class->allocate = invites_tile_layout_allocate;
}

static void
invites_tile_layout_init (InvitesTileLayout *self)
{
}
