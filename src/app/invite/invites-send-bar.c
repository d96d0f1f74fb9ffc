/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/invite/invites-send-bar.h"

#define SPACING 12    /* pixels, between words and buttons */
#define MIN_WORDS 260 /* pixels: less beside the buttons reads badly */

struct _InvitesSendBar
{
  GtkWidget parent_instance;

  /* Template. */
  GtkWidget  *words;
  GtkWidget  *buttons;
  GtkSpinner *spinner;
  GtkLabel   *heading_label;
  GtkLabel   *detail_label;
  GtkWidget  *cancel_button;
  GtkWidget  *send_button;

  gboolean can_send;
  gboolean busy;
  gboolean can_cancel;
  char    *heading; /* (nullable): what to go back to after being busy */
};

G_DEFINE_FINAL_TYPE (InvitesSendBar, invites_send_bar, GTK_TYPE_WIDGET)

enum
{
  SEND,
  CANCEL,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
send_cb (InvitesSendBar *self)
{
  g_signal_emit (self, signals[SEND], 0);
}

static void
cancel_cb (InvitesSendBar *self)
{
  g_signal_emit (self, signals[CANCEL], 0);
}

static void
update (InvitesSendBar *self)
{
  gtk_widget_set_sensitive (self->send_button,
                            invites_send_bar_can_send (self));
  gtk_widget_set_visible (self->cancel_button,
                          self->busy && self->can_cancel);
  gtk_widget_set_visible (GTK_WIDGET (self->spinner), self->busy);
  gtk_spinner_set_spinning (self->spinner, self->busy);
}

static void
measure_width (GtkWidget *child, int *minimum, int *natural)
{
  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, minimum, natural,
                      NULL, NULL);
}

static int
measure_height (GtkWidget *child, int width)
{
  int minimum;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &minimum, NULL,
                      NULL, NULL);
  return minimum;
}

/* The width of the words beside the buttons, or 0 when there is no room there
 * and they stand above. */
static int
get_words_width (InvitesSendBar *self, int width)
{
  int minimum, buttons;

  measure_width (self->words, &minimum, NULL);
  measure_width (self->buttons, NULL, &buttons);
  width -= buttons + SPACING;
  return width >= MAX (MIN_WORDS, minimum) ? width : 0;
}

static GtkSizeRequestMode
invites_send_bar_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
invites_send_bar_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  InvitesSendBar *self = INVITES_SEND_BAR (widget);
  int words, words_natural, buttons, buttons_natural, beside;

  measure_width (self->words, &words, &words_natural);
  measure_width (self->buttons, &buttons, &buttons_natural);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MAX (words, buttons);
      *natural = words_natural + SPACING + buttons_natural;
      return;
    }

  if (for_size < 0)
    for_size = words_natural + SPACING + buttons_natural;
  for_size = MAX (for_size, MAX (words, buttons));
  beside = get_words_width (self, for_size);
  if (beside > 0)
    *minimum = *natural = MAX (measure_height (self->words, beside),
                               measure_height (self->buttons, -1));
  else
    *minimum = *natural = measure_height (self->words, for_size) + SPACING
                          + measure_height (self->buttons, for_size);
}

static void
invites_send_bar_size_allocate (GtkWidget *widget,
                                int width,
                                int height,
                                int baseline)
{
  InvitesSendBar *self = INVITES_SEND_BAR (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int beside = get_words_width (self, width);
  GtkAllocation words = { 0, 0, width, height };
  GtkAllocation buttons = { 0, 0, width, height };

  if (beside > 0)
    {
      words.width = beside;
      buttons.width = width - beside - SPACING;
      words.x = rtl ? width - beside : 0;
      buttons.x = rtl ? 0 : beside + SPACING;
    }
  else
    {
      words.height = measure_height (self->words, width);
      buttons.y = words.height + SPACING;
      buttons.height = MAX (height - buttons.y,
                            measure_height (self->buttons, width));
    }
  gtk_widget_size_allocate (self->words, &words, -1);
  gtk_widget_size_allocate (self->buttons, &buttons, -1);
}

static void
invites_send_bar_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (invites_send_bar_parent_class)->dispose (object);
}

static void
invites_send_bar_finalize (GObject *object)
{
  g_free (INVITES_SEND_BAR (object)->heading);

  G_OBJECT_CLASS (invites_send_bar_parent_class)->finalize (object);
}

static void
invites_send_bar_class_init (InvitesSendBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = invites_send_bar_dispose;
  object_class->finalize = invites_send_bar_finalize;

  widget_class->get_request_mode = invites_send_bar_get_request_mode;
  widget_class->measure = invites_send_bar_measure;
  widget_class->size_allocate = invites_send_bar_size_allocate;

  signals[SEND] = g_signal_new ("send", G_TYPE_FROM_CLASS (klass),
                                G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 0);
  signals[CANCEL] = g_signal_new ("cancel", G_TYPE_FROM_CLASS (klass),
                                  G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 0);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/portalinvites/PortalInvites/invite/"
                    "invites-send-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesSendBar, words);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendBar, buttons);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendBar, spinner);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendBar,
                                        heading_label);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendBar,
                                        detail_label);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendBar,
                                        cancel_button);
  gtk_widget_class_bind_template_child (widget_class, InvitesSendBar,
                                        send_button);
  gtk_widget_class_bind_template_callback (widget_class, send_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
invites_send_bar_init (InvitesSendBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * invites_send_bar_set_advice:
 * @self: the bar
 * @advice: what to say, and whether Send Email… may be pressed
 */
void
invites_send_bar_set_advice (InvitesSendBar *self,
                             const InvitesSendAdvice *advice)
{
  g_return_if_fail (INVITES_IS_SEND_BAR (self));
  g_return_if_fail (advice != NULL);

  self->can_send = advice->can_send;
  g_free (self->heading);
  self->heading = g_strdup (advice->heading);
  if (!self->busy)
    gtk_label_set_label (self->heading_label, self->heading);
  gtk_label_set_label (self->detail_label, advice->detail);
  update (self);
}

/**
 * invites_send_bar_set_busy:
 * @self: the bar
 * @what: (nullable): what goes on, or %NULL for nothing
 * @can_cancel: whether it may be cancelled
 */
void
invites_send_bar_set_busy (InvitesSendBar *self,
                           const char *what,
                           gboolean can_cancel)
{
  g_return_if_fail (INVITES_IS_SEND_BAR (self));

  self->busy = what != NULL;
  self->can_cancel = can_cancel;
  if (what != NULL)
    gtk_label_set_label (self->heading_label, what);
  else if (self->heading != NULL)
    gtk_label_set_label (self->heading_label, self->heading);
  update (self);
}

/**
 * invites_send_bar_can_send:
 * @self: the bar
 *
 * Returns: whether Send Email… may be pressed now
 */
gboolean
invites_send_bar_can_send (InvitesSendBar *self)
{
  g_return_val_if_fail (INVITES_IS_SEND_BAR (self), FALSE);

  return self->can_send && !self->busy;
}
