/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/widgets/invites-fact-row.h"

#include "app/widgets/invites-plain-row.h"

/**
 * invites_fact_row_new:
 * @name: what it is called
 * @value: what it is, in one line or several
 *
 * Returns: (transfer floating): a row for a preferences group
 */
GtkWidget *
invites_fact_row_new (const char *name,
                      const char *value)
{
  GtkWidget *row;

  g_return_val_if_fail (name != NULL && value != NULL, NULL);

  row = invites_plain_row_new (name, value);
  gtk_widget_add_css_class (row, "fact-row");

  return row;
}
