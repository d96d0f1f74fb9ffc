/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/invite/invites-two-pane.h"

#define MIN_WIDE 760    /* pixels: from here on, two columns */
#define MAX_WIDTH 1480  /* pixels: beyond, lines become too long to follow */
#define MAX_START 560   /* pixels */
#define START_SHARE .46 /* of the width */
#define MIN_HEIGHT 120  /* pixels: of a pane that scrolls */

struct _InvitesTwoPane
{
  GtkWidget parent_instance;

  GtkWidget *start; /* a scrolled window */
  GtkWidget *end;   /* a scrolled window */
};

G_DEFINE_FINAL_TYPE (InvitesTwoPane, invites_two_pane, GTK_TYPE_WIDGET)

enum
{
  PROP_START = 1,
  PROP_END,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void
split_width (int width, int *start, int *end)
{
  int used = MIN (width, MAX_WIDTH);

  *start = MIN ((int) (used * START_SHARE), MAX_START);
  *end = used - *start;
}

/* The height at which nothing of a pane has to be scrolled. */
static int
get_full_height (GtkWidget *pane, int width)
{
  GtkWidget *viewport
      = gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (pane));
  int height;

  if (!gtk_widget_should_layout (pane) || viewport == NULL)
    return 0;
  gtk_widget_measure (viewport, GTK_ORIENTATION_VERTICAL, width, &height, NULL,
                      NULL, NULL);
  return height;
}

static int
get_min_width (GtkWidget *pane)
{
  int minimum = 0;

  if (gtk_widget_should_layout (pane))
    gtk_widget_measure (pane, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL,
                        NULL, NULL);
  return minimum;
}

static GtkSizeRequestMode
invites_two_pane_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
invites_two_pane_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  InvitesTwoPane *self = INVITES_TWO_PANE (widget);
  int width = MAX (get_min_width (self->start), get_min_width (self->end));

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = width;
      *natural = MAX (width, MIN_WIDE);
    }
  else if (for_size < MIN_WIDE)
    {
      width = MAX (width, for_size);
      *minimum = *natural = get_full_height (self->start, width)
                            + get_full_height (self->end, width);
    }
  else
    {
      int start, end;

      split_width (for_size, &start, &end);
      *minimum = MIN_HEIGHT;
      *natural = MAX (get_full_height (self->start, start),
                      get_full_height (self->end, end));
    }
}

static void
allocate_pane (GtkWidget *pane, int x, int y, int width, int height)
{
  if (gtk_widget_should_layout (pane))
    gtk_widget_size_allocate (
        pane, &(GtkAllocation){ x, y, width, MAX (height, 1) }, -1);
}

static void
invites_two_pane_size_allocate (GtkWidget *widget,
                                int width,
                                int height,
                                int baseline)
{
  InvitesTwoPane *self = INVITES_TWO_PANE (widget);

  if (width < MIN_WIDE)
    {
      int above = get_full_height (self->start, width);

      allocate_pane (self->start, 0, 0, width, above);
      allocate_pane (self->end, 0, above, width, height - above);
    }
  else
    {
      gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
      int start, end, x;

      split_width (width, &start, &end);
      x = (width - start - end) / 2;
      allocate_pane (self->start, rtl ? x + end : x, 0, start, height);
      allocate_pane (self->end, rtl ? x : x + start, 0, end, height);
    }
}

static GtkWidget *
make_pane (InvitesTwoPane *self)
{
  GtkWidget *pane = gtk_scrolled_window_new ();

  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (pane), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_widget_set_parent (pane, GTK_WIDGET (self));
  return pane;
}

static void
invites_two_pane_dispose (GObject *object)
{
  InvitesTwoPane *self = INVITES_TWO_PANE (object);

  g_clear_pointer (&self->start, gtk_widget_unparent);
  g_clear_pointer (&self->end, gtk_widget_unparent);

  G_OBJECT_CLASS (invites_two_pane_parent_class)->dispose (object);
}

static void
invites_two_pane_set_property (GObject *object,
                               guint prop_id,
                               const GValue *value,
                               GParamSpec *pspec)
{
  InvitesTwoPane *self = INVITES_TWO_PANE (object);

  if (prop_id == PROP_START)
    gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->start),
                                   g_value_get_object (value));
  else if (prop_id == PROP_END)
    gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->end),
                                   g_value_get_object (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
}

static void
invites_two_pane_class_init (InvitesTwoPaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = invites_two_pane_dispose;
  object_class->set_property = invites_two_pane_set_property;

  widget_class->get_request_mode = invites_two_pane_get_request_mode;
  widget_class->measure = invites_two_pane_measure;
  widget_class->size_allocate = invites_two_pane_size_allocate;

  properties[PROP_START]
      = g_param_spec_object ("start", NULL, NULL, GTK_TYPE_WIDGET,
                             G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_END]
      = g_param_spec_object ("end", NULL, NULL, GTK_TYPE_WIDGET,
                             G_PARAM_WRITABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
invites_two_pane_init (InvitesTwoPane *self)
{
  self->start = make_pane (self);
  self->end = make_pane (self);
}
