/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/details/invites-details-column.h"
#include "app/details/invites-details-menu.h"

static GMenuModel *
create_column_section (InvitesQueryKind kind)
{
  g_autoptr(GMenu) section = g_menu_new ();
  guint n_columns;
  const InvitesDetailsColumn *columns
    = invites_details_columns_for (kind, &n_columns);

  for (guint i = 0; i < n_columns; i++)
    {
      const char *name = invites_details_column_sort_name (columns[i], kind);
      g_autofree char *action = g_strdup_printf ("sort.column::%s", name);

      g_menu_append (section, invites_details_column_title (columns[i]),
                     action);
    }

  return G_MENU_MODEL (g_steal_pointer (&section));
}

/**
 * invites_details_menu_new_for_rows:
 * @can_ask_why: whether "Why…" can be answered
 * @can_leave_out: whether rows can be left out of a send
 *
 * Returns: (transfer full): what can be done with the selected rows
 */
GMenuModel *
invites_details_menu_new_for_rows (gboolean can_ask_why,
                                   gboolean can_leave_out)
{
  g_autoptr(GMenu) menu = g_menu_new ();

  g_menu_append (menu, _("_Copy"), "details.copy");
  if (can_ask_why)
    g_menu_append (menu, _("_Why…"), "details.why");
  if (can_leave_out)
    g_menu_append (menu, _("_Leave Out of This Send"), "details.leave-out");

  return G_MENU_MODEL (g_steal_pointer (&menu));
}

/**
 * invites_details_menu_new:
 * @kind: which list
 * @rows: what can be done with the selected rows
 *
 * The headers of a column view take no keyboard focus (GTK 4.8 to 4.18): this
 * menu is how the keyboard sorts.
 *
 * Returns: (transfer full): the window's menu
 */
GMenuModel *
invites_details_menu_new (InvitesQueryKind  kind,
                          GMenuModel       *rows)
{
  g_autoptr(GMenu) menu = g_menu_new ();
  g_autoptr(GMenu) order = g_menu_new ();
  g_autoptr(GMenuModel) columns = create_column_section (kind);

  g_return_val_if_fail (G_IS_MENU_MODEL (rows), NULL);

  g_menu_append (order, _("Ascending"), "sort.order::ascending");
  g_menu_append (order, _("Descending"), "sort.order::descending");

  g_menu_append_section (menu, _("Sort By"), columns);
  g_menu_append_section (menu, NULL, G_MENU_MODEL (order));
  g_menu_append_section (menu, NULL, rows);

  return G_MENU_MODEL (g_steal_pointer (&menu));
}
