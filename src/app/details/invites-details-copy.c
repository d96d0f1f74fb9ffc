/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/details/invites-details-copy.h"
#include "app/details/invites-details-selection.h"

static void
append_row (GString                    *text,
            InvitesRow                 *row,
            const InvitesDetailsLayout *layout,
            GTimeZone                  *time_zone)
{
  const char *separator = "";

  for (guint i = 0; i < layout->n_places; i++)
    {
      g_autofree char *cell = NULL;

      if (!layout->places[i].shown)
        continue;
      cell = invites_details_column_dup_text (layout->places[i].column, row,
                                              time_zone);
      /* A tab inside a cell would make two of it. */
      g_strdelimit (cell, "\t\r\n", ' ');
      g_string_append (text, separator);
      g_string_append (text, cell);
      separator = "\t";
    }
  g_string_append_c (text, '\n');
}

static const char *
get_email (InvitesRow *row)
{
  const InvitesContact *contact = invites_row_get_contact (row);
  const InvitesEntry *entry = invites_row_get_entry (row);

  if (contact != NULL)
    return contact->email;
  return entry != NULL ? entry->email : NULL;
}

/**
 * invites_details_copy_dup_rows:
 * @selection: an #InvitesDetailsSelection
 * @layout: the columns that are shown
 * @time_zone: (nullable): where times are shown
 *
 * Returns: (transfer full) (nullable): the selected rows, a line each, as they
 *   stand in the list, with tabs between the cells; %NULL when some have not
 *   arrived or when they are more than %INVITES_DETAILS_MAX_SELECTED
 */
char *
invites_details_copy_dup_rows (GtkSelectionModel          *selection,
                               const InvitesDetailsLayout *layout,
                               GTimeZone                  *time_zone)
{
  g_autoptr(GPtrArray) rows = NULL;
  g_autoptr(GString) text = g_string_new (NULL);

  g_return_val_if_fail (GTK_IS_SELECTION_MODEL (selection), NULL);
  g_return_val_if_fail (layout != NULL, NULL);

  if ((rows = invites_details_selection_dup_rows (selection)) == NULL)
    return NULL;
  for (guint i = 0; i < rows->len; i++)
    append_row (text, g_ptr_array_index (rows, i), layout, time_zone);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * invites_details_copy_dup_emails:
 * @selection: an #InvitesDetailsSelection
 * @n_emails: (out): how many addresses there are
 *
 * Returns: (transfer full) (nullable): the addresses of the selected contacts,
 *   each once, as a mail program takes them; "" when nobody has one; %NULL as
 *   of invites_details_copy_dup_rows()
 */
char *
invites_details_copy_dup_emails (GtkSelectionModel *selection,
                                 guint             *n_emails)
{
  g_autoptr(GPtrArray) rows = NULL;
  g_autoptr(GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GPtrArray) emails = g_ptr_array_new ();

  g_return_val_if_fail (GTK_IS_SELECTION_MODEL (selection), NULL);
  g_return_val_if_fail (n_emails != NULL, NULL);

  *n_emails = 0;
  if ((rows = invites_details_selection_dup_rows (selection)) == NULL)
    return NULL;
  for (guint i = 0; i < rows->len; i++)
    {
      const char *email = get_email (g_ptr_array_index (rows, i));

      if (email != NULL && *email != '\0'
          && g_hash_table_add (seen, (gpointer) email))
        g_ptr_array_add (emails, (gpointer) email);
    }
  *n_emails = emails->len;
  g_ptr_array_add (emails, NULL);
  return g_strjoinv (", ", (char **) emails->pdata);
}

/**
 * invites_details_copy_dup_cell:
 * @row: a row
 * @kind: of which list
 * @name: a column's field
 * @time_zone: (nullable): where times are shown
 *
 * Returns: (transfer full) (nullable): what the cell says; %NULL while the row
 *   has not arrived, or when there is no such column
 */
char *
invites_details_copy_dup_cell (InvitesRow       *row,
                               InvitesQueryKind  kind,
                               const char       *name,
                               GTimeZone        *time_zone)
{
  guint n_columns;
  const InvitesDetailsColumn *columns
    = invites_details_columns_for (kind, &n_columns);

  g_return_val_if_fail (INVITES_IS_ROW (row), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; i < n_columns; i++)
    if (g_str_equal (name, invites_details_column_sort_name (columns[i],
                                                             kind)))
      return invites_details_column_dup_text (columns[i], row, time_zone);

  return NULL;
}
