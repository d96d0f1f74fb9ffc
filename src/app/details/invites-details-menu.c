/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/details/invites-details-menu.h"
#include "app/widgets/invites-format.h"

/* A menu is no place to read a long text, only to know it again. */
#define MAX_CELL_LENGTH 40 /* characters */

static void
append_section (GMenu *menu,
                GMenu *section)
{
  if (g_menu_model_get_n_items (G_MENU_MODEL (section)) > 0)
    g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
}

static GMenu *
create_sort_menu (InvitesQueryKind kind)
{
  GMenu *menu = g_menu_new ();
  g_autoptr(GMenu) by = g_menu_new ();
  g_autoptr(GMenu) order = g_menu_new ();
  guint n_columns;
  const InvitesDetailsColumn *columns
    = invites_details_columns_for (kind, &n_columns);

  for (guint i = 0; i < n_columns; i++)
    {
      const char *name = invites_details_column_sort_name (columns[i], kind);
      g_autofree char *action = g_strdup_printf ("sort.column::%s", name);

      g_menu_append (by, invites_details_column_title (columns[i]), action);
    }
  g_menu_append (order, _("Ascending"), "sort.order::ascending");
  g_menu_append (order, _("Descending"), "sort.order::descending");

  g_menu_append_section (menu, _("Sort By"), G_MENU_MODEL (by));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (order));
  return menu;
}

static void
append_copy (GMenu  *section,
             guint64 n_selected)
{
  g_autofree char *number = invites_format_number (n_selected);
  g_autofree char *copy_rows = NULL;

  if (n_selected <= 1)
    {
      g_menu_append (section, _("Copy _Row"), "details.copy");
      g_menu_append (section, _("Copy Email _Address"), "details.copy-emails");
      return;
    }

  /* Translators: %s is a number, never one. */
  copy_rows = g_strdup_printf (ngettext ("Copy %s _Row", "Copy %s _Rows",
                                         n_selected),
                               number);
  g_menu_append (section, copy_rows, "details.copy");
  g_menu_append (section, _("Copy Email _Addresses"), "details.copy-emails");
}

static GMenu *
create_acts (const InvitesDetailsMenu *menu)
{
  GMenu *section = g_menu_new ();

  if (menu->can_ask_why)
    g_menu_append (section, _("_Why…"), "details.why");
  if (menu->can_leave_out)
    g_menu_append (section, _("_Leave Out of This Send"), "details.leave-out");

  return section;
}

static GMenu *
create_list_section (const InvitesDetailsMenu *menu)
{
  GMenu *section = g_menu_new ();

  g_menu_append (section, _("C_olumns…"), "details.columns");
  if (menu->can_export)
    g_menu_append (section, _("_Export to CSV…"), "details.export");
  g_menu_append (section, _("_Print…"), "details.print");

  return section;
}

/* What a cell says, for a label: short, on one line, its underscores no
 * mnemonics. */
static char *
dup_for_label (const char *text)
{
  g_autoptr(GString) label = g_string_new (NULL);

  if (g_utf8_strlen (text, -1) <= MAX_CELL_LENGTH)
    g_string_append (label, text);
  else
    {
      g_autofree char *start = g_utf8_substring (text, 0, MAX_CELL_LENGTH - 1);

      g_string_append_printf (label, "%s…", g_strchomp (start));
    }
  g_strdelimit (label->str, "\t\r\n", ' ');
  g_string_replace (label, "_", "__", 0);
  return g_string_free (g_steal_pointer (&label), FALSE);
}

static void
append_cell (GMenu      *menu,
             const char *label,
             const char *name)
{
  g_autoptr(GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, "details.copy-cell", "s", name);
  g_menu_append_item (menu, item);
}

static void
append_pointed_cell (GMenu                *section,
                     InvitesQueryKind      kind,
                     InvitesRow           *row,
                     InvitesDetailsColumn  column,
                     GTimeZone            *time_zone)
{
  g_autofree char *text = invites_details_column_dup_text (column, row,
                                                           time_zone);
  g_autofree char *shown = NULL;
  g_autofree char *label = NULL;

  if (text == NULL)
    return;
  shown = dup_for_label (text);
  /* Translators: %s is what a cell of the list says. */
  label = g_strdup_printf (_("_Copy “%s”"), shown);
  append_cell (section, label,
               invites_details_column_sort_name (column, kind));
}

/* The keyboard points at rows only: it chooses the cell here. */
static void
append_cells (GMenu                      *section,
              InvitesRow                 *row,
              const InvitesDetailsLayout *layout,
              GTimeZone                  *time_zone)
{
  g_autoptr(GMenu) cells = g_menu_new ();

  for (guint i = 0; i < layout->n_places; i++)
    {
      InvitesDetailsColumn column = layout->places[i].column;
      g_autofree char *text = NULL;
      g_autofree char *shown = NULL;
      g_autofree char *label = NULL;

      if (!layout->places[i].shown)
        continue;
      text = invites_details_column_dup_text (column, row, time_zone);
      if (text == NULL)
        return;
      shown = dup_for_label (text);
      /* Translators: title of a column, and what its cell says. */
      label = g_strdup_printf (_("%s: %s"),
                               invites_details_column_title (column), shown);
      append_cell (cells, label,
                   invites_details_column_sort_name (column, layout->kind));
    }
  g_menu_append_submenu (section, _("_Copy Cell"), G_MENU_MODEL (cells));
}

/**
 * invites_details_menu_new:
 * @menu: what can be done
 *
 * The headers of a column view take no keyboard focus (GTK 4.8 to 4.18): this
 * menu is how the keyboard sorts.
 *
 * Returns: (transfer full): the window's menu
 */
GMenuModel *
invites_details_menu_new (const InvitesDetailsMenu *menu)
{
  g_autoptr(GMenu) whole = NULL;
  g_autoptr(GMenu) copy = g_menu_new ();
  g_autoptr(GMenu) acts = NULL;
  g_autoptr(GMenu) list = NULL;

  g_return_val_if_fail (menu != NULL, NULL);

  whole = create_sort_menu (menu->kind);
  acts = create_acts (menu);
  list = create_list_section (menu);
  g_menu_append (copy, _("_Copy"), "details.copy");
  g_menu_append (copy, _("Copy Email _Addresses"), "details.copy-emails");
  append_section (whole, copy);
  append_section (whole, acts);
  append_section (whole, list);

  return G_MENU_MODEL (g_steal_pointer (&whole));
}

/**
 * invites_details_menu_new_for_cell:
 * @menu: what can be done with the selected rows
 * @row: the row that is pointed at, or has the focus
 * @column: the column that is pointed at, or -1 for the row alone
 * @layout: the columns that are shown
 * @time_zone: (nullable): where times are shown
 *
 * Returns: (transfer full): the menu that opens there
 */
GMenuModel *
invites_details_menu_new_for_cell (const InvitesDetailsMenu   *menu,
                                   InvitesRow                 *row,
                                   int                         column,
                                   const InvitesDetailsLayout *layout,
                                   GTimeZone                  *time_zone)
{
  g_autoptr(GMenu) whole = g_menu_new ();
  g_autoptr(GMenu) copy = g_menu_new ();
  g_autoptr(GMenu) acts = NULL;

  g_return_val_if_fail (menu != NULL && layout != NULL, NULL);
  g_return_val_if_fail (INVITES_IS_ROW (row), NULL);
  g_return_val_if_fail (column < INVITES_N_DETAILS_COLUMNS, NULL);

  if (column < 0)
    append_cells (copy, row, layout, time_zone);
  else
    append_pointed_cell (copy, menu->kind, row, (InvitesDetailsColumn) column,
                         time_zone);
  append_copy (copy, menu->n_selected);
  acts = create_acts (menu);
  append_section (whole, copy);
  append_section (whole, acts);

  return G_MENU_MODEL (g_steal_pointer (&whole));
}
