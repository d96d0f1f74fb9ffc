/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/details/invites-details-selection.h"

/* Calls that need rows go on only when all of them have arrived: half of what
 * was asked for would look like the whole. */
static GPtrArray *
dup_loaded_rows (GtkSelectionModel *selection)
{
  g_autoptr(GtkBitset) bits = gtk_selection_model_get_selection (selection);
  g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);
  GtkBitsetIter iter;
  guint position;

  if (gtk_bitset_get_size (bits) > INVITES_DETAILS_MAX_SELECTED)
    return NULL;
  if (!gtk_bitset_iter_init_first (&iter, bits, &position))
    return g_steal_pointer (&rows);

  do
    {
      InvitesRow *row = g_list_model_get_item (G_LIST_MODEL (selection),
                                               position);

      if (row == NULL)
        return NULL;
      g_ptr_array_add (rows, row);
      if (invites_row_get_state (row) != INVITES_ROW_LOADED)
        return NULL;
    }
  while (gtk_bitset_iter_next (&iter, &position));

  return g_steal_pointer (&rows);
}

static void
append_row (GString          *text,
            InvitesRow       *row,
            InvitesQueryKind  kind,
            GTimeZone        *time_zone)
{
  guint n_columns;
  const InvitesDetailsColumn *columns
    = invites_details_columns_for (kind, &n_columns);

  for (guint i = 0; i < n_columns; i++)
    {
      g_autofree char *cell
        = invites_details_column_dup_text (columns[i], row, time_zone);

      /* A tab inside a cell would make two of it. */
      g_strdelimit (cell, "\t\r\n", ' ');
      g_string_append (text, cell);
      g_string_append_c (text, i + 1 < n_columns ? '\t' : '\n');
    }
}

/**
 * invites_details_selection_count:
 * @selection: a selection over #InvitesRow
 *
 * Returns: how many rows are selected
 */
guint64
invites_details_selection_count (GtkSelectionModel *selection)
{
  g_autoptr(GtkBitset) bits = NULL;

  g_return_val_if_fail (GTK_IS_SELECTION_MODEL (selection), 0);

  bits = gtk_selection_model_get_selection (selection);
  return gtk_bitset_get_size (bits);
}

/**
 * invites_details_selection_dup_row:
 * @selection: a selection over #InvitesRow
 *
 * Returns: (transfer full) (nullable): the one selected row, once it has
 *   arrived; %NULL when none or several are selected
 */
InvitesRow *
invites_details_selection_dup_row (GtkSelectionModel *selection)
{
  g_autoptr(GPtrArray) rows = NULL;

  g_return_val_if_fail (GTK_IS_SELECTION_MODEL (selection), NULL);

  if (invites_details_selection_count (selection) != 1)
    return NULL;

  rows = dup_loaded_rows (selection);
  return rows != NULL ? g_object_ref (g_ptr_array_index (rows, 0)) : NULL;
}

/**
 * invites_details_selection_dup_text:
 * @selection: a selection over #InvitesRow
 * @kind: which list it is
 * @time_zone: (nullable): where times are shown
 *
 * Returns: (transfer full) (nullable): the selected rows, a line each, with
 *   tabs between the cells; %NULL when some have not arrived or when they are
 *   more than %INVITES_DETAILS_MAX_SELECTED
 */
char *
invites_details_selection_dup_text (GtkSelectionModel *selection,
                                    InvitesQueryKind   kind,
                                    GTimeZone         *time_zone)
{
  g_autoptr(GPtrArray) rows = NULL;
  g_autoptr(GString) text = g_string_new (NULL);

  g_return_val_if_fail (GTK_IS_SELECTION_MODEL (selection), NULL);

  if ((rows = dup_loaded_rows (selection)) == NULL)
    return NULL;
  for (guint i = 0; i < rows->len; i++)
    append_row (text, g_ptr_array_index (rows, i), kind, time_zone);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * invites_details_selection_dup_ids:
 * @selection: a selection over #InvitesRow
 *
 * Returns: (transfer full) (nullable): the ids of the selected contacts; %NULL
 *   when some have not arrived or when they are more than
 *   %INVITES_DETAILS_MAX_SELECTED
 */
char **
invites_details_selection_dup_ids (GtkSelectionModel *selection)
{
  g_autoptr(GPtrArray) rows = NULL;
  g_autoptr(GStrvBuilder) ids = g_strv_builder_new ();

  g_return_val_if_fail (GTK_IS_SELECTION_MODEL (selection), NULL);

  if ((rows = dup_loaded_rows (selection)) == NULL)
    return NULL;
  for (guint i = 0; i < rows->len; i++)
    g_strv_builder_add (ids,
                        invites_details_row_id (g_ptr_array_index (rows, i)));

  return g_strv_builder_end (ids);
}
