/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/widgets/invites-choice-cell.h"

struct _InvitesChoiceCell
{
  GtkWidget parent_instance;

  GtkWidget *label;
  GtkWidget *check;

  /* Owned. */
  InvitesChoiceItem *item; /* (nullable) */
};

G_DEFINE_FINAL_TYPE (InvitesChoiceCell, invites_choice_cell, GTK_TYPE_WIDGET)

/* The whole name, where the line is too short for it. */
static gboolean
query_tooltip_cb (GtkLabel *label,
                  int x,
                  int y,
                  gboolean by_keyboard,
                  GtkTooltip *tooltip)
{
  if (!pango_layout_is_ellipsized (gtk_label_get_layout (label)))
    return FALSE;
  gtk_tooltip_set_text (tooltip, gtk_label_get_text (label));
  return TRUE;
}

static void
invites_choice_cell_dispose (GObject *object)
{
  InvitesChoiceCell *self = INVITES_CHOICE_CELL (object);

  g_clear_object (&self->item);
  g_clear_pointer (&self->label, gtk_widget_unparent);
  g_clear_pointer (&self->check, gtk_widget_unparent);

  G_OBJECT_CLASS (invites_choice_cell_parent_class)->dispose (object);
}

static void
invites_choice_cell_class_init (InvitesChoiceCellClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = invites_choice_cell_dispose;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass),
                                            GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass),
                                        GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
invites_choice_cell_init (InvitesChoiceCell *self)
{
  GtkLayoutManager *layout
      = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 6);

  self->label = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (self->label, TRUE);
  gtk_widget_set_has_tooltip (self->label, TRUE);
  g_signal_connect (self->label, "query-tooltip",
                    G_CALLBACK (query_tooltip_cb), NULL);
  gtk_widget_set_parent (self->label, GTK_WIDGET (self));

  self->check = g_object_new (GTK_TYPE_IMAGE, "icon-name",
                              "object-select-symbolic", "accessible-role",
                              GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  gtk_widget_set_parent (self->check, GTK_WIDGET (self));
}

/**
 * invites_choice_cell_new:
 *
 * Returns: (transfer floating): an empty cell
 */
GtkWidget *
invites_choice_cell_new (void)
{
  return g_object_new (INVITES_TYPE_CHOICE_CELL, NULL);
}

/**
 * invites_choice_cell_set_item:
 * @self: the cell
 * @item: (nullable): what it shows
 * @chosen: whether that is what is chosen now
 */
void
invites_choice_cell_set_item (InvitesChoiceCell *self,
                              InvitesChoiceItem *item,
                              gboolean chosen)
{
  const char *name = item != NULL ? invites_choice_item_get_name (item) : "";
  GtkWidget *line;

  g_return_if_fail (INVITES_IS_CHOICE_CELL (self));

  g_set_object (&self->item, item);
  gtk_label_set_text (GTK_LABEL (self->label), name);
  /* Takes its place all the same, so that names are cut where others are. */
  gtk_widget_set_opacity (self->check, chosen ? 1 : 0);

  /* It is the line that gets the focus, and it has no name of its own. */
  if ((line = gtk_widget_get_parent (GTK_WIDGET (self))) == NULL)
    return;
  gtk_accessible_update_property (GTK_ACCESSIBLE (line),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (line),
                               GTK_ACCESSIBLE_STATE_SELECTED, chosen, -1);
}

/**
 * invites_choice_cell_get_item:
 * @self: the cell
 *
 * Returns: (transfer none) (nullable): what it shows
 */
InvitesChoiceItem *
invites_choice_cell_get_item (InvitesChoiceCell *self)
{
  g_return_val_if_fail (INVITES_IS_CHOICE_CELL (self), NULL);

  return self->item;
}
