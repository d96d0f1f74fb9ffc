/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n.h>

#include "app/widgets/invites-filter-text.h"

/* The filters by their names in the API, in the order of the screen. */
static const struct
{
  const char *name;
  const char *title;
} filter_titles[] = {
  { "division", N_("Account division") },
  { "account_class", N_("Account class") },
  { "bill_group", N_("Bill group") },
  { "account_source", N_("Account source") },
  { "site_source", N_("Site source") },
  { "active_service", N_("Accounts with active service") },
  { "balance_due", N_("Accounts with balance due") },
  { "billing_contacts", N_("Restrict to billing contacts") },
  { "without_auto_pay", N_("Accounts without automatic payment") },
};

static void
add_choice (GStrvBuilder *lines,
            const char   *name,
            GPtrArray    *choices,
            const char   *id)
{
  const InvitesChoice *choice;
  g_autofree char *line = NULL;

  if (id == NULL)
    return;

  choice = choices != NULL ? invites_choices_find (choices, id) : NULL;
  /* Translators: title of a filter, and what was chosen. */
  line = g_strdup_printf (_("%s: %s"), invites_filter_title (name),
                          choice != NULL ? choice->name : id);
  g_strv_builder_add (lines, line);
}

static void
add_flag (GStrvBuilder *lines,
          const char   *name,
          gboolean      set)
{
  if (set)
    g_strv_builder_add (lines, invites_filter_title (name));
}

/**
 * invites_filter_title:
 * @name: a filter's name in the API, as "bill_group"
 *
 * Returns: (transfer none): its title on the screen; @name when it is not one
 */
const char *
invites_filter_title (const char *name)
{
  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (filter_titles); i++)
    if (g_str_equal (name, filter_titles[i].name))
      return _(filter_titles[i].title);

  return name;
}

/**
 * invites_filter_describe:
 * @filter: a filter
 * @choices: (nullable): where the names of what was chosen stand
 *
 * Everything that @filter narrows the division by. The division itself is not
 * among it. Without a name in @choices the id stands instead.
 *
 * Returns: (transfer full): one line each, as "Bill group: Monthly"; empty
 *   when the whole division is meant
 */
char **
invites_filter_describe (const InvitesFilter  *filter,
                         const InvitesChoices *choices)
{
  g_autoptr(GStrvBuilder) lines = g_strv_builder_new ();

  g_return_val_if_fail (filter != NULL, NULL);

  add_choice (lines, "account_class",
              choices != NULL ? choices->account_classes : NULL,
              filter->account_class);
  add_choice (lines, "bill_group",
              choices != NULL ? choices->bill_groups : NULL,
              filter->bill_group);
  add_choice (lines, "account_source",
              choices != NULL ? choices->account_sources : NULL,
              filter->account_source);
  add_choice (lines, "site_source",
              choices != NULL ? choices->site_sources : NULL,
              filter->site_source);
  add_flag (lines, "active_service", filter->active_service);
  add_flag (lines, "balance_due", filter->balance_due);
  add_flag (lines, "billing_contacts", filter->billing_contacts);
  add_flag (lines, "without_auto_pay", filter->without_auto_pay);

  return g_strv_builder_end (lines);
}

/**
 * invites_choices_dup_time_zone:
 * @choices: (nullable): where the divisions stand
 * @division: (nullable): a division's id
 *
 * Returns: (transfer full) (nullable): the division's time zone, or %NULL when
 *   it is not known: the user's own then
 */
GTimeZone *
invites_choices_dup_time_zone (const InvitesChoices *choices,
                               const char           *division)
{
  const InvitesChoice *choice;

  if (choices == NULL || division == NULL)
    return NULL;

  choice = invites_choices_find (choices->divisions, division);
  return choice != NULL && choice->time_zone != NULL
           ? g_time_zone_new_identifier (choice->time_zone)
           : NULL;
}
