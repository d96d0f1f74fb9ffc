/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every count is the sum of its parts, and the length of its list. */
#include "service/store/invites-store-sql-check.h"

#include "core/invites-id.h"
#include "service/store/invites-store-sql-ledger.h"
#include "service/store/invites-store-sql-private.h"

#define LIST_DIVISIONS "SELECT division_id, id FROM divisions ORDER BY id"

/* The values of the filters that have any, in one division. */
#define LIST_VALUES                                                           \
  "SELECT DISTINCT 0, account_class FROM accounts WHERE division_id = ?1"     \
  "  AND account_class IS NOT NULL"                                           \
  " UNION ALL SELECT DISTINCT 1, bill_group FROM accounts"                    \
  "  WHERE division_id = ?1 AND bill_group IS NOT NULL"                       \
  " UNION ALL SELECT DISTINCT 2, account_source FROM accounts"                \
  "  WHERE division_id = ?1 AND account_source IS NOT NULL"                   \
  " UNION ALL SELECT DISTINCT 3, s.site_source FROM sites AS s"               \
  "  JOIN accounts AS a ON a.account_id = s.account_id"                       \
  "  WHERE a.division_id = ?1 AND s.site_source IS NOT NULL"

/* A filter, and how a line names it. */
typedef struct
{
  InvitesFilter *filter;
  char          *name;
} Case;

static void
free_case (gpointer data)
{
  Case *c = data;

  invites_filter_free (c->filter);
  g_free (c->name);
  g_free (c);
}

static InvitesFilter *
add_case (GPtrArray  *cases,
          const char *division,
          const char *name,
          const char *value)
{
  Case *c = g_new0 (Case, 1);

  c->filter = invites_filter_new (division);
  c->name = g_strconcat (name, value != NULL ? "=" : "", value, NULL);
  g_ptr_array_add (cases, c);
  return c->filter;
}

static void
add_value_case (GPtrArray  *cases,
                const char *division,
                gint64      kind,
                const char *value)
{
  g_autofree char *id = invites_id_from_key (value);

  switch (kind)
    {
    case 0:
      add_case (cases, division, "account_class", id)->account_class =
        g_steal_pointer (&id);
      break;
    case 1:
      add_case (cases, division, "bill_group", id)->bill_group =
        g_steal_pointer (&id);
      break;
    case 2:
      add_case (cases, division, "account_source", id)->account_source =
        g_steal_pointer (&id);
      break;
    default:
      add_case (cases, division, "site_source", id)->site_source =
        g_steal_pointer (&id);
      break;
    }
}

static void
add_flag_cases (GPtrArray  *cases,
                const char *division)
{
  InvitesFilter *all;

  add_case (cases, division, "active_service", NULL)->active_service = TRUE;
  add_case (cases, division, "balance_due", NULL)->balance_due = TRUE;
  add_case (cases, division, "billing_contacts", NULL)->billing_contacts = TRUE;
  add_case (cases, division, "without_auto_pay", NULL)->without_auto_pay = TRUE;

  all = add_case (cases, division, "all four check buttons", NULL);
  all->active_service = TRUE;
  all->balance_due = TRUE;
  all->billing_contacts = TRUE;
  all->without_auto_pay = TRUE;
}

static gboolean
add_value_cases (InvitesDatabase *database,
                 GPtrArray       *cases,
                 gint64           division_id,
                 const char      *division,
                 GError         **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  if (!(cursor = invites_database_query (database, LIST_VALUES, error, "i",
                                         division_id)))
    return FALSE;
  while (invites_ledger_step (cursor, &failed, error))
    add_value_case (cases, division, invites_cursor_get_int (cursor, 0),
                    invites_cursor_get_text (cursor, 1));

  return !failed;
}

static gboolean
count_row (const InvitesContact  *contact,
           gpointer               user_data,
           GError               **error)
{
  guint64 *n_rows = user_data;

  (*n_rows)++;
  return TRUE;
}

/* What the list says of its length; of the unfiltered ones also the rows that
 * come, which takes far longer. */
static gboolean
check_list (InvitesCheck          *check,
            const Case            *c,
            const char            *what,
            const InvitesListing  *listing,
            guint64                counted,
            GError               **error)
{
  guint64 n_rows = 0;
  guint64 total = 0;

  if (!invites_store_sql_walk_contacts (
        invites_store_sql_get (check->store), listing, check->now,
        count_row, &n_rows, &total, error))
    return FALSE;

  if (listing->limit == 0)
    n_rows = total;
  if (total != counted || n_rows != counted)
    invites_check_report (check,
                          "division %s, %s: counts %" G_GUINT64_FORMAT
                          " %s, lists %" G_GUINT64_FORMAT
                          " with %" G_GUINT64_FORMAT " rows",
                          c->filter->division, c->name, counted, what, total,
                          n_rows);
  return TRUE;
}

static gboolean
check_groups (InvitesCheck              *check,
              const Case                *c,
              InvitesListing            *listing,
              const InvitesGroupCounts  *counts,
              GError                   **error)
{
  if (!check_list (check, c, "contacts", listing, counts->total, error))
    return FALSE;
  for (int group = 0; group < INVITES_N_GROUPS; group++)
    {
      listing->group = group;
      if (!check_list (check, c,
                       invites_group_to_string ((InvitesGroup) group),
                       listing, counts->groups[group], error))
        return FALSE;
    }

  listing->group = INVITES_GROUP_PENDING;
  listing->expired = 1;
  return check_list (check, c, "pending_expired", listing,
                     counts->pending_expired, error);
}

static gboolean
check_reasons (InvitesCheck              *check,
               const Case                *c,
               InvitesListing            *listing,
               const InvitesGroupCounts  *counts,
               GError                   **error)
{
  listing->group = INVITES_GROUP_CANNOT_BE_INVITED;
  listing->expired = -1;
  for (int reason = 0; reason < INVITES_N_REASONS; reason++)
    {
      listing->reason = (InvitesReason) reason;
      if (!check_list (check, c, invites_reason_to_string (listing->reason),
                       listing, counts->reasons[reason], error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
check_case (InvitesCheck  *check,
            const Case    *c,
            GError       **error)
{
  g_autoptr(InvitesCounts) counts = NULL;
  g_autoptr(InvitesListing) listing = invites_listing_new ();

  counts = invites_store_sql_count (check->store, c->filter, check->now,
                                    error);
  if (counts == NULL)
    return FALSE;
  if (!invites_group_counts_add_up (&counts->filtered)
      || !invites_group_counts_add_up (&counts->division))
    invites_check_report (check, "division %s, %s: the groups do not sum to "
                          "the total", c->filter->division, c->name);

  listing->filter = invites_filter_copy (c->filter);
  if (invites_filter_is_narrow (c->filter))
    {
      /* A list is of whom the filter lets through and of whom the group has:
       * either is verified alone, for both would be many more passes. */
      listing->limit = 0;
      return check_list (check, c, "contacts", listing, counts->filtered.total,
                         error);
    }

  return check_groups (check, c, listing, &counts->filtered, error)
         && check_reasons (check, c, listing, &counts->filtered, error);
}

/**
 * invites_check_counts:
 * @self: a check, within a transaction
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Verifies the counts of every division, unfiltered and by every value of
 * every filter.
 *
 * Returns: whether all could be verified
 */
gboolean
invites_check_counts (InvitesCheck  *self,
                      GError       **error)
{
  InvitesDatabase *database = invites_store_sql_get (self->store);
  g_autoptr(GPtrArray) cases = g_ptr_array_new_with_free_func (free_case);
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  if (!(cursor = invites_database_query (database, LIST_DIVISIONS, error, "")))
    return FALSE;
  while (invites_ledger_step (cursor, &failed, error))
    {
      const char *division = invites_cursor_get_text (cursor, 1);

      add_case (cases, division, "unfiltered", NULL);
      add_flag_cases (cases, division);
      if (!add_value_cases (database, cases, invites_cursor_get_int (cursor, 0),
                            division, error))
        return FALSE;
    }
  if (failed)
    return FALSE;

  for (guint i = 0; i < cases->len; i++)
    {
      if (!check_case (self, g_ptr_array_index (cases, i), error))
        return FALSE;
    }

  return TRUE;
}
