/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/index/invites-index-shard-private.h"

#include "core/invites-id.h"

/* What the question asks, for the orders that FAR has no place in. */
#define LATEST_CUTOFF (INVITES_INDEX_FAR - 1)

/**
 * invites_index_shard_new:
 *
 * Returns: (transfer full): an index for the builder to fill
 */
InvitesIndexShard *
invites_index_shard_new (void)
{
  InvitesIndexShard *self = g_new0 (InvitesIndexShard, 1);

  self->account_classes = invites_index_dictionary_new ();
  self->bill_groups = invites_index_dictionary_new ();
  self->account_sources = invites_index_dictionary_new ();
  self->site_sources = invites_index_dictionary_new ();
  self->contact_texts = invites_index_text_new ();
  self->account_texts = invites_index_text_new ();
  self->memo = invites_index_memo_new ();
  return self;
}

/**
 * invites_index_shard_free:
 * @self: (transfer full): an index
 */
void
invites_index_shard_free (InvitesIndexShard *self)
{
  g_return_if_fail (self != NULL);

  invites_index_columns_clear (&self->columns);
  invites_index_numbers_clear (&self->numbers);
  g_free (self->accounts);
  invites_index_dictionary_free (self->account_classes);
  invites_index_dictionary_free (self->bill_groups);
  invites_index_dictionary_free (self->account_sources);
  invites_index_dictionary_free (self->site_sources);
  invites_index_text_free (self->contact_texts);
  invites_index_text_free (self->account_texts);
  for (guint i = 0; i < INVITES_INDEX_N_ORDERS; i++)
    g_clear_pointer (&self->orders[i], invites_index_order_free);
  invites_index_memo_free (self->memo);
  g_free (self);
}

/**
 * invites_index_shard_get_size:
 * @self: an index
 *
 * Returns: how many contacts it has
 */
guint
invites_index_shard_get_size (InvitesIndexShard *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_rows;
}

/**
 * invites_index_shard_get_memory:
 * @self: an index
 *
 * Returns: the octets that it takes, all of it
 */
gsize
invites_index_shard_get_memory (InvitesIndexShard *self)
{
  gsize n = sizeof *self;

  g_return_val_if_fail (self != NULL, 0);

  n += invites_index_columns_get_memory (&self->columns)
       + invites_index_numbers_get_memory (&self->numbers)
       + self->n_rows * sizeof *self->accounts
       + invites_index_dictionary_get_memory (self->account_classes)
       + invites_index_dictionary_get_memory (self->bill_groups)
       + invites_index_dictionary_get_memory (self->account_sources)
       + invites_index_dictionary_get_memory (self->site_sources)
       + invites_index_text_get_memory (self->contact_texts)
       + invites_index_text_get_memory (self->account_texts);
  for (guint i = 0; i < INVITES_INDEX_N_ORDERS; i++)
    n += invites_index_order_get_memory (self->orders[i]);

  return n;
}

static guint8
make_status (const InvitesIndexStanding *standing)
{
  switch (standing->group)
    {
    case INVITES_GROUP_ACCEPTED:
      return INVITES_INDEX_STATUS_ACCEPTED;
    case INVITES_GROUP_PENDING:
      return INVITES_INDEX_STATUS_PENDING;
    case INVITES_GROUP_CANNOT_BE_INVITED:
      return (guint8) (INVITES_INDEX_STATUS_REASON + standing->reason);
    case INVITES_GROUP_NOT_SENT:
    default:
      return INVITES_INDEX_STATUS_NOT_SENT;
    }
}

/**
 * invites_index_shard_put_row:
 * @self: an index
 * @row: a row of it
 * @standing: how that contact stands
 */
void
invites_index_shard_put_row (InvitesIndexShard          *self,
                             guint                       row,
                             const InvitesIndexStanding *standing)
{
  guint8 *traits = &self->columns.traits[row];

  *traits = (guint8) (*traits & ~INVITES_INDEX_STATUS) | make_status (standing);
  invites_index_times_set (&self->columns.last_invite_sent, row,
                           standing->last_invite_sent);
}

/**
 * invites_index_shard_put:
 * @self: an index
 * @contact_id: the database's number of a contact
 * @standing: how the contact stands now
 *
 * Changes how a contact stands, in place.
 *
 * Returns: %FALSE when there is no such contact here
 */
gboolean
invites_index_shard_put (InvitesIndexShard          *self,
                         gint64                      contact_id,
                         const InvitesIndexStanding *standing)
{
  guint row;

  g_return_val_if_fail (self != NULL && standing != NULL, FALSE);
  g_return_val_if_fail ((standing->group == INVITES_GROUP_CANNOT_BE_INVITED)
                          == (standing->reason != INVITES_REASON_NONE), FALSE);

  if (!invites_index_numbers_find (&self->numbers, contact_id, &row))
    return FALSE;

  invites_index_shard_put_row (self, row, standing);
  invites_index_memo_forget (self->memo);
  return TRUE;
}

/* Questions. */

/* The columns hold texts, the filter has ids that were made of them. */
static gboolean
find_value (InvitesIndexDictionary *dictionary,
            const char             *id,
            gint64                 *number)
{
  g_autofree char *text = invites_id_to_key (id);
  guint32 found;

  if (text == NULL || !invites_index_dictionary_find (dictionary, text, &found))
    return FALSE;

  *number = found;
  return TRUE;
}

static void
plan_value (InvitesIndexPlan       *plan,
            InvitesIndexDictionary *dictionary,
            const char             *id,
            gint64                 *number)
{
  *number = -1;
  if (id != NULL && !find_value (dictionary, id, number))
    plan->nothing = TRUE;
}

static void
plan_trait (InvitesIndexPlan *plan,
            gboolean          asked,
            guint8            trait,
            guint8            wanted)
{
  if (!asked)
    return;

  plan->traits |= trait;
  plan->wanted |= wanted;
}

/**
 * invites_index_shard_init_plan:
 * @self: an index
 * @filter: which contacts; the division is of no matter
 * @cutoff: an invitation from before that time has expired
 * @plan: (out caller-allocates): what the columns are to be asked, with all
 *   statuses
 */
void
invites_index_shard_init_plan (InvitesIndexShard   *self,
                               const InvitesFilter *filter,
                               InvitesTime          cutoff,
                               InvitesIndexPlan    *plan)
{
  gint64 site_source;

  *plan = (InvitesIndexPlan) {
    .statuses = INVITES_INDEX_ALL_STATUSES,
    /* 0 less 1 would be after all others. */
    .cutoff = (guint32) CLAMP (cutoff, 1, LATEST_CUTOFF),
  };
  plan_value (plan, self->account_classes, filter->account_class,
              &plan->account_class);
  plan_value (plan, self->bill_groups, filter->bill_group, &plan->bill_group);
  plan_value (plan, self->account_sources, filter->account_source,
              &plan->account_source);
  plan_value (plan, self->site_sources, filter->site_source, &site_source);
  if (site_source >= 0)
    plan->site_sources
      = invites_index_dictionary_find_sets (self->site_sources,
                                            (guint32) site_source);
  plan_trait (plan, filter->active_service, INVITES_INDEX_ACTIVE,
              INVITES_INDEX_ACTIVE);
  plan_trait (plan, filter->balance_due, INVITES_INDEX_DUE, INVITES_INDEX_DUE);
  plan_trait (plan, filter->billing_contacts, INVITES_INDEX_BILLING,
              INVITES_INDEX_BILLING);
  plan_trait (plan, filter->without_auto_pay, INVITES_INDEX_AUTO_PAY,
              INVITES_FLAG_NO << INVITES_INDEX_AUTO_PAY_SHIFT);
}

static void
set_counts (InvitesGroupCounts      *counts,
            const InvitesIndexTally  tally)
{
  *counts = (InvitesGroupCounts) { 0 };
  counts->pending_expired = tally[INVITES_INDEX_STATUS_EXPIRED];
  counts->groups[INVITES_GROUP_ACCEPTED] = tally[INVITES_INDEX_STATUS_ACCEPTED];
  counts->groups[INVITES_GROUP_PENDING]
    = tally[INVITES_INDEX_STATUS_PENDING] + tally[INVITES_INDEX_STATUS_EXPIRED];
  counts->groups[INVITES_GROUP_NOT_SENT] = tally[INVITES_INDEX_STATUS_NOT_SENT];
  for (guint i = 0; i < INVITES_N_REASONS; i++)
    {
      counts->reasons[i] = tally[INVITES_INDEX_STATUS_REASON + i];
      counts->groups[INVITES_GROUP_CANNOT_BE_INVITED] += counts->reasons[i];
    }
  for (guint i = 0; i < INVITES_N_GROUPS; i++)
    counts->total += counts->groups[i];
}

/**
 * invites_index_shard_count:
 * @self: an index
 * @filter: which contacts; its division is of no matter
 * @cutoff: an invitation from before that time has expired
 * @counts: (inout): both halves are set, the time stays
 *
 * Counts the contacts of the division, and those that match a filter. What was
 * counted already since the last change is known.
 */
void
invites_index_shard_count (InvitesIndexShard   *self,
                           const InvitesFilter *filter,
                           InvitesTime          cutoff,
                           InvitesCounts       *counts)
{
  g_auto(InvitesIndexPlan) plan = { 0 };
  InvitesIndexTally filtered, all;

  g_return_if_fail (self != NULL && filter != NULL && counts != NULL);

  if (invites_index_memo_recall (self->memo, filter, cutoff, counts))
    return;

  invites_index_shard_init_plan (self, filter, cutoff, &plan);
  invites_index_columns_count (&self->columns, &plan, filtered, all);
  set_counts (&counts->filtered, filtered);
  set_counts (&counts->division, all);
  invites_index_memo_keep (self->memo, filter, cutoff, counts);
}
