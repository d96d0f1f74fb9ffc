/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/widgets/invites-workplace.h"

G_DEFINE_INTERFACE (InvitesWorkplace, invites_workplace, GTK_TYPE_WIDGET)

static void
invites_workplace_default_init (InvitesWorkplaceInterface *iface)
{
}

/* A dialog belongs to the window that it stands before. */
static GtkWidget *
get_outer (GtkWidget *widget)
{
  if (GTK_IS_WINDOW (widget))
    return GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (widget)));

  return gtk_widget_get_parent (widget);
}

/**
 * invites_workplace_find:
 * @from: a widget
 *
 * Returns: (transfer none) (nullable): the workplace that it is in, or whose
 *   dialog it is in; %NULL when nobody is at work there
 */
InvitesWorkplace *
invites_workplace_find (GtkWidget *from)
{
  g_return_val_if_fail (GTK_IS_WIDGET (from), NULL);

  for (; from != NULL; from = get_outer (from))
    if (INVITES_IS_WORKPLACE (from))
      return INVITES_WORKPLACE (from);

  return NULL;
}

/**
 * invites_workplace_get_settings:
 * @self: a workplace
 *
 * Returns: (transfer none) (nullable): what the user has set up for this
 *   service; %NULL while nobody is signed in
 */
GSettings *
invites_workplace_get_settings (InvitesWorkplace *self)
{
  g_return_val_if_fail (INVITES_IS_WORKPLACE (self), NULL);

  return INVITES_WORKPLACE_GET_IFACE (self)->get_settings (self);
}

/**
 * invites_workplace_get_choices:
 * @self: a workplace
 *
 * Returns: (transfer none) (nullable): what can be chosen there; %NULL until
 *   it is known
 */
const InvitesChoices *
invites_workplace_get_choices (InvitesWorkplace *self)
{
  g_return_val_if_fail (INVITES_IS_WORKPLACE (self), NULL);

  return INVITES_WORKPLACE_GET_IFACE (self)->get_choices (self);
}
