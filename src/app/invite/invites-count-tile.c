/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/invite/invites-count-tile.h"
#include "app/widgets/invites-format.h"

struct _InvitesCountTile
{
  GtkButton parent_instance;

  /* Template. */
  GtkLabel *number_label;
  GtkLabel *title_label;
  GtkLabel *whole_label;

  guint64 number;
};

G_DEFINE_FINAL_TYPE (InvitesCountTile, invites_count_tile, GTK_TYPE_BUTTON)

static void
update_label (InvitesCountTile *self)
{
  g_autofree char *label = invites_format_link_label (
      gtk_label_get_label (self->title_label), self->number);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static void
invites_count_tile_class_init (InvitesCountTileClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/portalinvites/PortalInvites/invite/"
                    "invites-count-tile.ui");
  gtk_widget_class_bind_template_child (widget_class, InvitesCountTile,
                                        number_label);
  gtk_widget_class_bind_template_child (widget_class, InvitesCountTile,
                                        title_label);
  gtk_widget_class_bind_template_child (widget_class, InvitesCountTile,
                                        whole_label);
}

static void
invites_count_tile_init (InvitesCountTile *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * invites_count_tile_set_title:
 * @self: the tile
 * @title: what is counted
 */
void
invites_count_tile_set_title (InvitesCountTile *self, const char *title)
{
  g_return_if_fail (INVITES_IS_COUNT_TILE (self));
  g_return_if_fail (title != NULL);

  gtk_label_set_label (self->title_label, title);
  update_label (self);
}

/**
 * invites_count_tile_set_number:
 * @self: the tile
 * @number: how many
 */
void
invites_count_tile_set_number (InvitesCountTile *self, guint64 number)
{
  g_autofree char *text = NULL;

  g_return_if_fail (INVITES_IS_COUNT_TILE (self));

  self->number = number;
  text = invites_format_number (number);
  gtk_label_set_label (self->number_label, text);
  update_label (self);
}

/**
 * invites_count_tile_set_whole:
 * @self: the tile
 * @shown: whether to say of how many
 * @whole: how many there are without any filter
 */
void
invites_count_tile_set_whole (InvitesCountTile *self,
                              gboolean shown,
                              guint64 whole)
{
  g_autofree char *number = NULL;
  g_autofree char *text = NULL;

  g_return_if_fail (INVITES_IS_COUNT_TILE (self));

  number = invites_format_number (whole);
  /* Translators: below the number of contacts that a filter leaves: "of 31". */
  text = g_strdup_printf (_("of %s"), number);
  gtk_label_set_label (self->whole_label, text);
  gtk_widget_set_visible (GTK_WIDGET (self->whole_label), shown);
}
