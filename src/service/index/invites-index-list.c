/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/index/invites-index-shard-private.h"

#include "core/invites-error.h"
#include "service/index/invites-index-bits.h"

typedef enum
{
  BY_ID,      /* as the rows are */
  BY_TEXT,    /* an order that is kept */
  BY_DERIVED, /* one that is made */
} SortKind;

typedef struct
{
  const char *field;
  SortKind    kind;
  guint       column; /* InvitesIndexOrderColumn or InvitesIndexDerived */
} SortColumn;

static const SortColumn sort_columns[] = {
  { "id", BY_ID, 0 },
  { "email", BY_TEXT, INVITES_INDEX_ORDER_EMAIL },
  { "name", BY_TEXT, INVITES_INDEX_ORDER_NAME },
  { "account_number", BY_TEXT, INVITES_INDEX_ORDER_ACCOUNT_NUMBER },
  { "account_name", BY_TEXT, INVITES_INDEX_ORDER_ACCOUNT_NAME },
  { "status", BY_DERIVED, INVITES_INDEX_BY_STATUS },
  { "last_invite_sent", BY_DERIVED, INVITES_INDEX_BY_LAST_INVITE_SENT },
  { "last_login", BY_DERIVED, INVITES_INDEX_BY_LAST_LOGIN },
  { "auto_pay", BY_DERIVED, INVITES_INDEX_BY_AUTO_PAY },
};

static const SortColumn *
find_sort_column (const char  *field,
                  GError     **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (sort_columns); i++)
    {
      if (field == NULL || g_str_equal (sort_columns[i].field, field))
        return &sort_columns[i];
    }

  invites_set_field_error (error, INVITES_ERROR_INVALID, "sort",
                           "Contacts have no such column to sort by");
  return NULL;
}

static guint8
get_statuses (const InvitesListing *listing)
{
  static const guint8 of_group[INVITES_N_GROUPS] = {
    [INVITES_GROUP_ACCEPTED] = 1 << INVITES_INDEX_STATUS_ACCEPTED,
    [INVITES_GROUP_PENDING] = 1 << INVITES_INDEX_STATUS_PENDING
                              | 1 << INVITES_INDEX_STATUS_EXPIRED,
    [INVITES_GROUP_NOT_SENT] = 1 << INVITES_INDEX_STATUS_NOT_SENT,
    [INVITES_GROUP_CANNOT_BE_INVITED] = 0xf << INVITES_INDEX_STATUS_REASON,
  };
  const guint8 expired = 1 << INVITES_INDEX_STATUS_EXPIRED;
  guint8 statuses = INVITES_INDEX_ALL_STATUSES;

  if (listing->group >= 0 && listing->group < INVITES_N_GROUPS)
    statuses &= of_group[listing->group];
  if (listing->reason != INVITES_REASON_NONE)
    statuses &= (guint8) (1 << (INVITES_INDEX_STATUS_REASON + listing->reason));
  if (listing->expired == 1)
    statuses &= expired;
  else if (listing->expired == 0)
    statuses &= (guint8) ~expired;

  return statuses;
}

/* The page in the order of the ids: whole words of bits are passed over. */
static void
walk_up (const guint64 *matches,
         guint          offset,
         guint          limit,
         guint32       *page)
{
  gsize i = 0;
  guint n = 0;

  for (; n < limit; i++)
    {
      guint n_here = invites_index_bits_count_word (matches[i]);

      if (n_here <= offset)
        {
          offset -= n_here;
          continue;
        }
      for (guint64 left = matches[i]; left != 0 && n < limit; left &= left - 1)
        {
          if (offset > 0)
            offset--;
          else
            page[n++] = (guint32) (i * 64) + (guint) __builtin_ctzll (left);
        }
    }
}

static void
reverse (guint32 *page,
         guint    n)
{
  for (guint i = 0; i < n / 2; i++)
    {
      guint32 row = page[i];

      page[i] = page[n - 1 - i];
      page[n - 1 - i] = row;
    }
}

static void
get_page (InvitesIndexShard    *self,
          const SortColumn     *column,
          const InvitesListing *listing,
          guint32               cutoff,
          const guint64        *matches,
          guint                 n_matches,
          guint                 offset,
          guint                 limit,
          guint32              *page)
{
  gboolean descending = listing->descending;

  switch (column->kind)
    {
    case BY_TEXT:
      /* Where all match, nothing has to be looked at on the way. */
      invites_index_order_page (self->orders[column->column],
                                n_matches == self->n_rows ? NULL : matches,
                                n_matches, descending, offset, limit, page);
      break;

    case BY_DERIVED:
      invites_index_derived_page (&self->columns, column->column, descending,
                                  cutoff, matches, n_matches, offset, limit,
                                  page);
      break;

    case BY_ID:
    default:
      walk_up (matches, descending ? n_matches - offset - limit : offset, limit,
               page);
      if (descending)
        reverse (page, limit);
      break;
    }
}

static GArray *
get_numbers (InvitesIndexShard *self,
             const guint32     *page,
             guint              n)
{
  GArray *numbers = g_array_sized_new (FALSE, FALSE, sizeof (gint64), n);

  for (guint i = 0; i < n; i++)
    {
      gint64 number = invites_index_numbers_get (&self->numbers, page[i]);

      g_array_append_val (numbers, number);
    }

  return numbers;
}

/**
 * invites_index_shard_list:
 * @self: an index
 * @listing: which contacts, in which order, and which page of them; the
 *   division of its filter is of no matter
 * @cutoff: an invitation from before that time has expired
 * @contact_ids: (out) (transfer full) (element-type gint64): the database's
 *   numbers of the contacts on the page, in its order
 * @total: (out) (optional): how many match, on all pages
 * @error: %INVITES_ERROR_INVALID: there is no such column to sort by
 *
 * Lists contacts. Any page takes about as long as the first one.
 *
 * Returns: whether they could be listed
 */
gboolean
invites_index_shard_list (InvitesIndexShard     *self,
                          const InvitesListing  *listing,
                          InvitesTime            cutoff,
                          GArray               **contact_ids,
                          guint64               *total,
                          GError               **error)
{
  g_auto(InvitesIndexPlan) plan = { 0 };
  g_autofree guint64 *matches = NULL;
  g_autofree guint32 *page = NULL;
  const SortColumn *column;
  guint n_matches, offset, limit;

  g_return_val_if_fail (self != NULL && contact_ids != NULL, FALSE);
  g_return_val_if_fail (listing != NULL && listing->filter != NULL, FALSE);

  if (!(column = find_sort_column (listing->sort, error)))
    return FALSE;

  invites_index_shard_init_plan (self, listing->filter, cutoff, &plan);
  plan.statuses = get_statuses (listing);
  matches = invites_index_bits_new (self->n_rows);
  n_matches = invites_index_columns_match (&self->columns, &plan, matches);
  if (listing->words != NULL)
    n_matches = invites_index_shard_search (self, listing->words, matches,
                                            n_matches);

  offset = (guint) MIN (listing->offset, n_matches);
  limit = (guint) MIN (listing->limit, n_matches - offset);
  page = g_new (guint32, limit);
  if (limit > 0)
    get_page (self, column, listing, plan.cutoff, matches, n_matches, offset,
              limit, page);
  *contact_ids = get_numbers (self, page, limit);
  if (total != NULL)
    *total = n_matches;
  return TRUE;
}
