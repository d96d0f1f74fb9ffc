/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/invite/invites-saved-filter-text.h"
#include "app/widgets/invites-filter-text.h"
#include "app/widgets/invites-line-text.h"

static const InvitesChoice *
find_division (const InvitesFilter *filter, const InvitesChoices *choices)
{
  if (filter->division == NULL)
    return NULL;
  return invites_choices_find (choices->divisions, filter->division);
}

/**
 * invites_saved_filter_text_is_mine:
 * @filter: a filter
 * @choices: what the user may choose
 *
 * Returns: whether its division is among the user's
 */
gboolean
invites_saved_filter_text_is_mine (const InvitesFilter *filter,
                                   const InvitesChoices *choices)
{
  g_return_val_if_fail (filter != NULL, FALSE);
  g_return_val_if_fail (choices != NULL, FALSE);

  return find_division (filter, choices) != NULL;
}

/**
 * invites_saved_filter_text_dup_division:
 * @filter: a filter
 * @choices: what the user may choose
 *
 * Returns: (transfer full): the name of its division, or that it is not the
 *   user's any more
 */
char *
invites_saved_filter_text_dup_division (const InvitesFilter *filter,
                                        const InvitesChoices *choices)
{
  const InvitesChoice *division;

  g_return_val_if_fail (filter != NULL, NULL);
  g_return_val_if_fail (choices != NULL, NULL);

  division = find_division (filter, choices);
  return g_strdup (division != NULL ? division->name
                                    : _("A division that is no longer yours"));
}

/**
 * invites_saved_filter_text_dup_filters:
 * @filter: a filter
 * @choices: what the user may choose
 *
 * Returns: (transfer full): what narrows its division, in one line each
 */
char *
invites_saved_filter_text_dup_filters (const InvitesFilter *filter,
                                       const InvitesChoices *choices)
{
  g_auto(GStrv) lines = NULL;

  g_return_val_if_fail (filter != NULL, NULL);
  g_return_val_if_fail (choices != NULL, NULL);

  lines = invites_filter_describe (filter, choices);
  if (lines[0] == NULL)
    return g_strdup (_("None: the whole division"));
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autofree char *line = lines[i];

      lines[i] = invites_line_text_dup (line);
    }
  return g_strjoinv ("\n", lines);
}

/**
 * invites_saved_filter_text_dup_whole:
 * @filter: a filter
 * @choices: what the user may choose
 *
 * Returns: (transfer full): its division, and what narrows that, in one line
 *   each
 */
char *
invites_saved_filter_text_dup_whole (const InvitesFilter *filter,
                                     const InvitesChoices *choices)
{
  g_autofree char *division = NULL;
  g_autofree char *line = NULL;
  g_autofree char *filters = NULL;

  g_return_val_if_fail (filter != NULL, NULL);
  g_return_val_if_fail (choices != NULL, NULL);

  division = invites_saved_filter_text_dup_division (filter, choices);
  line = invites_line_text_dup (division);
  if (find_division (filter, choices) == NULL
      || !invites_filter_is_narrow (filter))
    return g_steal_pointer (&line);
  filters = invites_saved_filter_text_dup_filters (filter, choices);
  return g_strdup_printf ("%s\n%s", line, filters);
}
