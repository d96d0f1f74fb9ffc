/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/invite/invites-count-tile.h"
#include "app/invite/invites-counts-card.h"
#include "app/invite/invites-tile-layout.h"
#include "app/widgets/invites-format.h"
#include "app/widgets/invites-proportion-bar.h"

struct _InvitesCountsCard
{
  GtkWidget parent_instance;

  /* Template. */
  GtkLabel             *as_of_label;
  GtkSpinner           *spinner;
  GtkWidget            *numbers;
  InvitesCountTile     *total_tile;
  InvitesCountTile     *accepted_tile;
  InvitesCountTile     *pending_tile;
  InvitesCountTile     *not_sent_tile;
  InvitesCountTile     *cannot_be_invited_tile;
  InvitesProportionBar *proportion_bar;

  /* Borrowed: the tiles again, in the order of the groups. */
  InvitesCountTile *tiles[INVITES_N_GROUPS];
};

G_DEFINE_FINAL_TYPE (InvitesCountsCard, invites_counts_card, GTK_TYPE_WIDGET)

enum
{
  COUNT_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
tile_clicked_cb (InvitesCountTile *tile, InvitesCountsCard *self)
{
  int group = INVITES_COUNTS_CARD_TOTAL;

  for (int i = 0; i < INVITES_N_GROUPS; i++)
    if (tile == self->tiles[i])
      group = i;

  /* Assistive technology presses without focusing; closing the details has to
   * lead back to this number all the same. */
  gtk_widget_grab_focus (GTK_WIDGET (tile));
  g_signal_emit (self, signals[COUNT_ACTIVATED], 0, group);
}

static void
invites_counts_card_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (invites_counts_card_parent_class)->dispose (object);
}

static void
invites_counts_card_class_init (InvitesCountsCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = invites_counts_card_dispose;

  signals[COUNT_ACTIVATED]
      = g_signal_new ("count-activated", G_TYPE_FROM_CLASS (klass),
                      G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1,
                      G_TYPE_INT);

  g_type_ensure (INVITES_TYPE_COUNT_TILE);
  g_type_ensure (INVITES_TYPE_PROPORTION_BAR);
  g_type_ensure (INVITES_TYPE_TILE_LAYOUT);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/portalinvites/PortalInvites/invite/"
                    "invites-counts-card.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesCountsCard,
                                        as_of_label);
  gtk_widget_class_bind_template_child (widget_class, InvitesCountsCard,
                                        spinner);
  gtk_widget_class_bind_template_child (widget_class, InvitesCountsCard,
                                        numbers);
  gtk_widget_class_bind_template_child (widget_class, InvitesCountsCard,
                                        total_tile);
  gtk_widget_class_bind_template_child (widget_class, InvitesCountsCard,
                                        accepted_tile);
  gtk_widget_class_bind_template_child (widget_class, InvitesCountsCard,
                                        pending_tile);
  gtk_widget_class_bind_template_child (widget_class, InvitesCountsCard,
                                        not_sent_tile);
  gtk_widget_class_bind_template_child (widget_class, InvitesCountsCard,
                                        cannot_be_invited_tile);
  gtk_widget_class_bind_template_child (widget_class, InvitesCountsCard,
                                        proportion_bar);
  gtk_widget_class_bind_template_callback (widget_class, tile_clicked_cb);
  gtk_widget_class_set_accessible_role (widget_class,
                                        GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
invites_counts_card_init (InvitesCountsCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->tiles[INVITES_GROUP_ACCEPTED] = self->accepted_tile;
  self->tiles[INVITES_GROUP_PENDING] = self->pending_tile;
  self->tiles[INVITES_GROUP_NOT_SENT] = self->not_sent_tile;
  self->tiles[INVITES_GROUP_CANNOT_BE_INVITED] = self->cannot_be_invited_tile;
  invites_count_tile_set_title (self->total_tile, _("Total contacts"));
  for (int i = 0; i < INVITES_N_GROUPS; i++)
    invites_count_tile_set_title (self->tiles[i], invites_group_title (i));
}

static void
show_as_of (InvitesCountsCard *self,
            const InvitesCounts *counts,
            const char *division_name,
            GTimeZone *time_zone)
{
  g_autofree char *clock = invites_format_clock (counts->as_of, time_zone);
  g_autofree char *text = NULL;

  /* Translators: the division and when its contacts were counted:
   * "North, as of 14:03". */
  text = g_strdup_printf (_("%s, as of %s"), division_name, clock);
  gtk_label_set_label (self->as_of_label, text);
}

/**
 * invites_counts_card_set_counts:
 * @self: the card
 * @counts: (nullable): the numbers, or %NULL while there are none yet
 * @narrow: whether a filter narrows the division, so that each number is
 *   shown beside the division's own
 * @division_name: the division's name
 * @time_zone: (nullable): the division's time zone
 */
void
invites_counts_card_set_counts (InvitesCountsCard *self,
                                const InvitesCounts *counts,
                                gboolean narrow,
                                const char *division_name,
                                GTimeZone *time_zone)
{
  g_return_if_fail (INVITES_IS_COUNTS_CARD (self));

  gtk_widget_set_visible (GTK_WIDGET (self->spinner), counts == NULL);
  gtk_spinner_set_spinning (self->spinner, counts == NULL);
  gtk_widget_set_visible (self->numbers, counts != NULL);
  if (counts == NULL)
    {
      gtk_label_set_label (self->as_of_label, division_name);
      return;
    }

  show_as_of (self, counts, division_name, time_zone);
  invites_count_tile_set_number (self->total_tile, counts->filtered.total);
  invites_count_tile_set_whole (self->total_tile, narrow,
                                counts->division.total);
  for (int i = 0; i < INVITES_N_GROUPS; i++)
    {
      invites_count_tile_set_number (self->tiles[i],
                                     counts->filtered.groups[i]);
      invites_count_tile_set_whole (self->tiles[i], narrow,
                                    counts->division.groups[i]);
    }
  invites_proportion_bar_set_groups (self->proportion_bar,
                                     counts->filtered.groups);
}

/**
 * invites_counts_card_set_stale:
 * @self: the card
 * @stale: whether the numbers are not (or not yet) those of what is chosen
 */
void
invites_counts_card_set_stale (InvitesCountsCard *self, gboolean stale)
{
  g_return_if_fail (INVITES_IS_COUNTS_CARD (self));

  if (stale)
    gtk_widget_add_css_class (self->numbers, "stale");
  else
    gtk_widget_remove_css_class (self->numbers, "stale");
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->numbers),
                               GTK_ACCESSIBLE_STATE_BUSY, stale, -1);
}
