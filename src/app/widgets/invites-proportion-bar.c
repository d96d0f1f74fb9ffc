/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/widgets/invites-proportion-bar.h"

#define HEIGHT 6    /* pixels */
#define GAP 2       /* pixels between two segments */
#define MIN_WIDTH 3 /* pixels: the least that is not zero can be seen */

struct _InvitesProportionBar
{
  GtkWidget parent_instance;

  /* In the order of the groups; the style sheet gives each its colour. */
  GtkWidget *segments[INVITES_N_GROUPS];
  guint64    groups[INVITES_N_GROUPS];
};

G_DEFINE_FINAL_TYPE (InvitesProportionBar,
                     invites_proportion_bar,
                     GTK_TYPE_WIDGET)

static void
invites_proportion_bar_measure (GtkWidget *widget,
                                GtkOrientation orientation,
                                int for_size,
                                int *minimum,
                                int *natural,
                                int *minimum_baseline,
                                int *natural_baseline)
{
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = *natural = HEIGHT;
  else
    *minimum = *natural = INVITES_N_GROUPS * (MIN_WIDTH + GAP);
}

static void
allocate_segment (GtkWidget *segment, int x, int width, int height)
{
  int minimum;

  /* GTK wants every child to be measured before it is allocated. */
  gtk_widget_measure (segment, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL,
                      NULL, NULL);
  gtk_widget_size_allocate (
      segment, &(GtkAllocation){ x, 0, MAX (width, minimum), height }, -1);
}

static void
invites_proportion_bar_size_allocate (GtkWidget *widget,
                                      int width,
                                      int height,
                                      int baseline)
{
  InvitesProportionBar *self = INVITES_PROPORTION_BAR (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  double left = 0, available = width;
  int shown = 0, x = 0;

  for (guint i = 0; i < INVITES_N_GROUPS; i++)
    if (self->groups[i] > 0)
      {
        left += self->groups[i];
        shown++;
      }
  if (shown > 1)
    available -= (shown - 1) * GAP;

  for (guint i = 0; i < INVITES_N_GROUPS; i++)
    {
      int segment;

      if (self->groups[i] == 0)
        continue;
      shown--;
      /* The last takes what is left, so that the bar is always full. */
      segment = MIN (MAX ((int) (available * self->groups[i] / left + .5),
                          MIN_WIDTH),
                     (int) available - shown * MIN_WIDTH);
      allocate_segment (self->segments[i], rtl ? width - x - segment : x,
                        segment, height);
      x += segment + GAP;
      available -= segment;
      left -= self->groups[i];
    }
}

static void
invites_proportion_bar_dispose (GObject *object)
{
  InvitesProportionBar *self = INVITES_PROPORTION_BAR (object);

  for (guint i = 0; i < INVITES_N_GROUPS; i++)
    g_clear_pointer (&self->segments[i], gtk_widget_unparent);

  G_OBJECT_CLASS (invites_proportion_bar_parent_class)->dispose (object);
}

static void
invites_proportion_bar_class_init (InvitesProportionBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = invites_proportion_bar_dispose;

  widget_class->measure = invites_proportion_bar_measure;
  widget_class->size_allocate = invites_proportion_bar_size_allocate;

  gtk_widget_class_set_css_name (widget_class, "proportionbar");
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
invites_proportion_bar_init (InvitesProportionBar *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);

  for (guint i = 0; i < INVITES_N_GROUPS; i++)
    {
      g_autofree char *word = g_strdup (invites_group_to_string (i));

      /* A box of its own for the style sheet: "not_sent" is .not-sent. */
      self->segments[i] = g_object_new (GTK_TYPE_BOX, "accessible-role",
                                        GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
      g_strdelimit (word, "_", '-');
      gtk_widget_add_css_class (self->segments[i], word);
      gtk_widget_set_child_visible (self->segments[i], FALSE);
      gtk_widget_set_parent (self->segments[i], GTK_WIDGET (self));
    }
}

/**
 * invites_proportion_bar_new:
 *
 * Returns: (transfer floating): an empty bar
 */
GtkWidget *
invites_proportion_bar_new (void)
{
  return g_object_new (INVITES_TYPE_PROPORTION_BAR, NULL);
}

/**
 * invites_proportion_bar_set_groups:
 * @self: the bar
 * @groups: contacts in each group
 */
void
invites_proportion_bar_set_groups (InvitesProportionBar *self,
                                   const guint64 groups[INVITES_N_GROUPS])
{
  g_return_if_fail (INVITES_IS_PROPORTION_BAR (self));
  g_return_if_fail (groups != NULL);

  for (guint i = 0; i < INVITES_N_GROUPS; i++)
    {
      self->groups[i] = groups[i];
      gtk_widget_set_child_visible (self->segments[i], groups[i] > 0);
    }
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}
