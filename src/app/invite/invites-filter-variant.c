/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "app/invite/invites-filter-variant.h"

#define DIVISION "division"

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (a, b);
}

static GVariant *
to_variant (const InvitesFilter *filter, gboolean with_division)
{
  g_autoptr(GHashTable) query = g_hash_table_new_full (g_str_hash, g_str_equal,
                                                       g_free, g_free);
  g_autoptr(GList) names = NULL;
  g_auto(GVariantBuilder) builder
      = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{ss}"));

  if (filter->division != NULL)
    invites_filter_to_query (filter, query);
  if (!with_division)
    g_hash_table_remove (query, DIVISION);
  /* In one order: what has not changed is not written again. */
  names = g_list_sort (g_hash_table_get_keys (query), compare_names);
  for (GList *l = names; l != NULL; l = l->next)
    g_variant_builder_add (&builder, "{ss}", l->data,
                           g_hash_table_lookup (query, l->data));
  return g_variant_builder_end (&builder);
}

static GHashTable *
to_query (GVariant *variant)
{
  GHashTable *query = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                             g_free);
  GVariantIter iter;
  char *name, *value;

  g_variant_iter_init (&iter, variant);
  while (g_variant_iter_next (&iter, "{ss}", &name, &value))
    g_hash_table_replace (query, name, value);
  return query;
}

/**
 * invites_filter_to_variant:
 * @filter: a filter
 *
 * Returns: (transfer floating): what is set in it, as a{ss}; nothing when no
 *   division is chosen
 */
GVariant *
invites_filter_to_variant (const InvitesFilter *filter)
{
  g_return_val_if_fail (filter != NULL, NULL);

  return to_variant (filter, TRUE);
}

/**
 * invites_filter_to_narrow_variant:
 * @filter: a filter
 *
 * Returns: (transfer floating): as invites_filter_to_variant(), but without
 *   the division
 */
GVariant *
invites_filter_to_narrow_variant (const InvitesFilter *filter)
{
  g_return_val_if_fail (filter != NULL, NULL);

  return to_variant (filter, FALSE);
}

/**
 * invites_filter_from_variant:
 * @variant: a{ss}
 *
 * Reads what invites_filter_to_variant() has written.
 *
 * Returns: (transfer full) (nullable): the filter; %NULL when there is none, or
 *   somebody has written there what is none
 */
InvitesFilter *
invites_filter_from_variant (GVariant *variant)
{
  g_autoptr(GHashTable) query = NULL;

  g_return_val_if_fail (variant != NULL, NULL);
  g_return_val_if_fail (
      g_variant_is_of_type (variant, G_VARIANT_TYPE ("a{ss}")), NULL);

  query = to_query (variant);
  return invites_filter_from_query (query, NULL);
}

/**
 * invites_filter_from_narrow_variant:
 * @division: the division's id, or ""
 * @variant: a{ss}
 *
 * Reads what invites_filter_to_narrow_variant() has written.
 *
 * Returns: (transfer full) (nullable): the filter; %NULL when there is none, or
 *   somebody has written there what is none
 */
InvitesFilter *
invites_filter_from_narrow_variant (const char *division, GVariant *variant)
{
  g_autoptr(GHashTable) query = NULL;

  g_return_val_if_fail (division != NULL, NULL);
  g_return_val_if_fail (variant != NULL, NULL);
  g_return_val_if_fail (
      g_variant_is_of_type (variant, G_VARIANT_TYPE ("a{ss}")), NULL);

  query = to_query (variant);
  g_hash_table_replace (query, g_strdup (DIVISION), g_strdup (division));
  return invites_filter_from_query (query, NULL);
}
