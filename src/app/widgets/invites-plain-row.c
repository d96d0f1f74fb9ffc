/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/widgets/invites-plain-row.h"

/**
 * invites_plain_row_new:
 * @title: what it is about, in one line or several
 * @subtitle: (nullable): more of it, in one line or several
 *
 * Its labels learn that there is no markup when it has been made, and only then
 * are they told what to say: libadwaita 1.2 tells them both at once, and "&"
 * in a customer's name would be a warning on the terminal.
 *
 * Returns: (transfer floating): a row
 */
GtkWidget *
invites_plain_row_new (const char *title,
                       const char *subtitle)
{
  GtkWidget *row;

  g_return_val_if_fail (title != NULL, NULL);

  row = g_object_new (ADW_TYPE_ACTION_ROW, "use-markup", FALSE, "title-lines",
                      0, "subtitle-lines", 0, NULL);
  g_object_set (row, "title", title, "subtitle",
                subtitle != NULL ? subtitle : "", NULL);

  return row;
}
