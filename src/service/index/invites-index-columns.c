/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/index/invites-index-columns.h"

#include <string.h>

/* So many octets may be added to one octet of a sum. */
#define LANES 64
G_STATIC_ASSERT (INVITES_INDEX_BLOCK / LANES <= G_MAXUINT8);

static gsize
round_up (guint n_rows)
{
  return ((gsize) n_rows + INVITES_INDEX_BLOCK - 1) / INVITES_INDEX_BLOCK
         * INVITES_INDEX_BLOCK;
}

void
invites_index_plan_clear (InvitesIndexPlan *self)
{
  g_clear_pointer (&self->site_sources, g_free);
}

/**
 * invites_index_ids_init:
 * @self: ids
 * @n_rows: how many rows
 * @greatest: the greatest number that any of them is going to have
 */
void
invites_index_ids_init (InvitesIndexIds *self,
                        guint            n_rows,
                        guint32          greatest)
{
  self->width = greatest <= G_MAXUINT8    ? sizeof (guint8)
                : greatest <= G_MAXUINT16 ? sizeof (guint16)
                                          : sizeof (guint32);
  self->numbers = g_malloc0_n (round_up (n_rows), self->width);
}

/**
 * invites_index_ids_set:
 * @self: ids
 * @row: a row
 * @id: its number
 */
void
invites_index_ids_set (InvitesIndexIds *self,
                       guint            row,
                       guint32          id)
{
  if (self->width == sizeof (guint8))
    ((guint8 *) self->numbers)[row] = (guint8) id;
  else if (self->width == sizeof (guint16))
    ((guint16 *) self->numbers)[row] = (guint16) id;
  else
    ((guint32 *) self->numbers)[row] = id;
}

void
invites_index_times_init (InvitesIndexTimes *self,
                          guint              n_rows)
{
  self->seconds = g_new0 (guint32, round_up (n_rows));
}

/**
 * invites_index_times_set:
 * @self: times
 * @row: a row
 * @time: a time since 1970, or %INVITES_TIME_NONE
 */
void
invites_index_times_set (InvitesIndexTimes *self,
                         guint              row,
                         InvitesTime        time)
{
  if (time < INVITES_INDEX_FAR)
    {
      self->seconds[row] = (guint32) MAX (time, 0);
      return;
    }

  /* After 2106: in a file, a slip of the pen. */
  self->seconds[row] = INVITES_INDEX_FAR;
  if (self->far == NULL)
    self->far = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  g_hash_table_insert (self->far, GUINT_TO_POINTER (row),
                       g_memdup2 (&time, sizeof time));
}

/**
 * invites_index_times_get:
 * @self: times
 * @row: a row
 *
 * Returns: its time
 */
InvitesTime
invites_index_times_get (const InvitesIndexTimes *self,
                         guint                    row)
{
  if (self->seconds[row] != INVITES_INDEX_FAR)
    return self->seconds[row];

  return *(InvitesTime *) g_hash_table_lookup (self->far,
                                               GUINT_TO_POINTER (row));
}

static void
times_clear (InvitesIndexTimes *self)
{
  g_clear_pointer (&self->seconds, g_free);
  g_clear_pointer (&self->far, g_hash_table_unref);
}

/**
 * invites_index_columns_init:
 * @self: columns
 * @n_rows: how many rows
 *
 * Makes room, but for the ids, which are made when it is known how many there
 * are.
 */
void
invites_index_columns_init (InvitesIndexColumns *self,
                            guint                n_rows)
{
  self->n_rows = n_rows;
  self->traits = g_new0 (guint8, round_up (n_rows));
  invites_index_times_init (&self->last_invite_sent, n_rows);
  invites_index_times_init (&self->last_login, n_rows);
}

void
invites_index_columns_clear (InvitesIndexColumns *self)
{
  g_clear_pointer (&self->traits, g_free);
  g_clear_pointer (&self->account_class.numbers, g_free);
  g_clear_pointer (&self->bill_group.numbers, g_free);
  g_clear_pointer (&self->account_source.numbers, g_free);
  g_clear_pointer (&self->site_sources.numbers, g_free);
  times_clear (&self->last_invite_sent);
  times_clear (&self->last_login);
}

/**
 * invites_index_columns_get_memory:
 * @self: columns
 *
 * Returns: the octets that they take
 */
gsize
invites_index_columns_get_memory (const InvitesIndexColumns *self)
{
  return round_up (self->n_rows)
         * (sizeof *self->traits + self->account_class.width
            + self->bill_group.width + self->account_source.width
            + self->site_sources.width + 2 * sizeof (guint32));
}

/* A block at a time: loops of a fixed length, which the compiler makes into
 * instructions for many rows at once. */

typedef guint8 Octets[INVITES_INDEX_BLOCK];

/* An expired one is a pending one whose time is not 0, and before the cutoff:
 * 0 less 1 is the greatest number there is. */
static inline guint8
get_status (guint8  traits,
            guint32 sent,
            guint32 cutoff)
{
  guint8 status = traits & INVITES_INDEX_STATUS;

  return status
         + (guint8) ((status == INVITES_INDEX_STATUS_PENDING)
                     & (sent - 1 < cutoff - 1));
}

static void
get_statuses (const guint8 *restrict  traits,
              const guint32 *restrict sent,
              guint32                 cutoff,
              guint8 *restrict        statuses)
{
  for (gsize i = 0; i < INVITES_INDEX_BLOCK; i++)
    statuses[i] = get_status (traits[i], sent[i], cutoff);
}

static void
match_traits (const guint8 *restrict traits,
              guint8                 matter,
              guint8                 wanted,
              guint8 *restrict       mask)
{
  for (gsize i = 0; i < INVITES_INDEX_BLOCK; i++)
    mask[i] = (traits[i] & matter) == wanted;
}

#define DEFINE_IDS(type)                                                      \
  static void                                                                 \
  match_id_##type (const type *restrict ids,                                  \
                   type                 id,                                   \
                   guint8 *restrict     mask)                                 \
  {                                                                           \
    for (gsize i = 0; i < INVITES_INDEX_BLOCK; i++)                           \
      mask[i] &= (guint8) (ids[i] == id);                                     \
  }                                                                           \
                                                                              \
  static void                                                                 \
  match_ids_##type (const type *restrict   ids,                               \
                    const guint8 *restrict wanted,                            \
                    guint8 *restrict       mask)                              \
  {                                                                           \
    for (gsize i = 0; i < INVITES_INDEX_BLOCK; i++)                           \
      mask[i] &= wanted[ids[i]];                                              \
  }

DEFINE_IDS (guint8)
DEFINE_IDS (guint16)
DEFINE_IDS (guint32)

/* Of the block from @first on. */
static void
match_id (const InvitesIndexIds *ids,
          gsize                  first,
          gint64                 id,
          guint8                *mask)
{
  if (id < 0)
    return;

  if (ids->width == sizeof (guint8))
    match_id_guint8 ((guint8 *) ids->numbers + first, (guint8) id, mask);
  else if (ids->width == sizeof (guint16))
    match_id_guint16 ((guint16 *) ids->numbers + first, (guint16) id, mask);
  else
    match_id_guint32 ((guint32 *) ids->numbers + first, (guint32) id, mask);
}

static void
match_ids (const InvitesIndexIds *ids,
           gsize                  first,
           const guint8          *wanted,
           guint8                *mask)
{
  if (wanted == NULL)
    return;

  if (ids->width == sizeof (guint8))
    match_ids_guint8 ((guint8 *) ids->numbers + first, wanted, mask);
  else if (ids->width == sizeof (guint16))
    match_ids_guint16 ((guint16 *) ids->numbers + first, wanted, mask);
  else
    match_ids_guint32 ((guint32 *) ids->numbers + first, wanted, mask);
}

static void
match_filter (const InvitesIndexColumns *self,
              const InvitesIndexPlan    *plan,
              gsize                      first,
              guint8                    *mask)
{
  match_traits (self->traits + first, plan->traits, plan->wanted, mask);
  match_id (&self->account_class, first, plan->account_class, mask);
  match_id (&self->bill_group, first, plan->bill_group, mask);
  match_id (&self->account_source, first, plan->account_source, mask);
  match_ids (&self->site_sources, first, plan->site_sources, mask);
}

/* Counting. */

static guint
add_lanes (const guint8 lanes[LANES])
{
  guint n = 0;

  for (gsize i = 0; i < LANES; i++)
    n += lanes[i];

  return n;
}

static void
tally_all (const guint8 *restrict statuses,
           InvitesIndexTally      tally)
{
  for (guint8 status = 0; status < INVITES_INDEX_N_STATUSES; status++)
    {
      guint8 lanes[LANES] = { 0 };

      for (gsize i = 0; i < INVITES_INDEX_BLOCK; i += LANES)
        for (gsize j = 0; j < LANES; j++)
          lanes[j] += (guint8) (statuses[i + j] == status);
      tally[status] += add_lanes (lanes);
    }
}

static void
tally_matches (const guint8 *restrict statuses,
               const guint8 *restrict mask,
               InvitesIndexTally      tally)
{
  for (guint8 status = 0; status < INVITES_INDEX_N_STATUSES; status++)
    {
      guint8 lanes[LANES] = { 0 };

      for (gsize i = 0; i < INVITES_INDEX_BLOCK; i += LANES)
        for (gsize j = 0; j < LANES; j++)
          lanes[j] += (guint8) (statuses[i + j] == status) & mask[i + j];
      tally[status] += add_lanes (lanes);
    }
}

/* Rows behind the last one have no status. */
static void
blot_tail (const InvitesIndexColumns *self,
           gsize                      first,
           guint8                    *octets,
           guint8                     value)
{
  if (self->n_rows - first < INVITES_INDEX_BLOCK)
    memset (octets + (self->n_rows - first), value,
            INVITES_INDEX_BLOCK - (self->n_rows - first));
}

static gboolean
is_narrow (const InvitesIndexPlan *plan)
{
  return plan->traits != 0 || plan->account_class >= 0 || plan->bill_group >= 0
         || plan->account_source >= 0 || plan->site_sources != NULL;
}

/**
 * invites_index_columns_count:
 * @self: columns
 * @plan: the filter; its statuses are of no matter
 * @filtered: (out): how many match the filter, by status
 * @all: (out): how many there are, by status
 *
 * Counts in one pass.
 */
void
invites_index_columns_count (const InvitesIndexColumns *self,
                             const InvitesIndexPlan    *plan,
                             InvitesIndexTally          filtered,
                             InvitesIndexTally          all)
{
  gboolean narrow = is_narrow (plan);
  Octets statuses, mask;

  memset (filtered, 0, sizeof (InvitesIndexTally));
  memset (all, 0, sizeof (InvitesIndexTally));
  for (gsize first = 0; first < self->n_rows; first += INVITES_INDEX_BLOCK)
    {
      get_statuses (self->traits + first,
                    self->last_invite_sent.seconds + first, plan->cutoff,
                    statuses);
      blot_tail (self, first, statuses, G_MAXUINT8);
      tally_all (statuses, all);
      if (!narrow || plan->nothing)
        continue;

      match_filter (self, plan, first, mask);
      tally_matches (statuses, mask, filtered);
    }

  if (!narrow && !plan->nothing)
    memcpy (filtered, all, sizeof (InvitesIndexTally));
}

/* Matching. */

static void
match_statuses (const guint8 *restrict statuses,
                guint8                 wanted,
                guint8 *restrict       mask)
{
  Octets any = { 0 };

  for (guint8 status = 0; status < INVITES_INDEX_N_STATUSES; status++)
    {
      if (!(wanted >> status & 1))
        continue;
      for (gsize i = 0; i < INVITES_INDEX_BLOCK; i++)
        any[i] |= (guint8) (statuses[i] == status);
    }
  for (gsize i = 0; i < INVITES_INDEX_BLOCK; i++)
    mask[i] &= any[i];
}

/* Eight octets of 0 or 1 make eight bits. */
static guint64
pack (const guint8 *mask)
{
  guint64 word = 0;

  for (guint i = 0; i < 64; i += 8)
    {
      guint64 eight;

      memcpy (&eight, mask + i, sizeof eight);
      eight = GUINT64_FROM_LE (eight);
      word |= (eight * G_GUINT64_CONSTANT (0x0102040810204080)) >> 56 << i;
    }

  return word;
}

static guint
pack_block (const guint8 *mask,
            guint64      *matches,
            gsize         n_words)
{
  guint8 lanes[LANES] = { 0 };

  for (gsize i = 0; i < n_words; i++)
    {
      matches[i] = pack (mask + 64 * i);
      for (gsize j = 0; j < LANES; j++)
        lanes[j] += mask[64 * i + j];
    }

  return add_lanes (lanes);
}
G_STATIC_ASSERT (LANES == 64);

/**
 * invites_index_columns_match:
 * @self: columns
 * @plan: the filter, and the statuses
 * @matches: (out caller-allocates): a bit for each row
 *
 * Tells which rows match.
 *
 * Returns: how many
 */
guint
invites_index_columns_match (const InvitesIndexColumns *self,
                             const InvitesIndexPlan    *plan,
                             guint64                   *matches)
{
  guint n_matches = 0;
  Octets statuses, mask;

  for (gsize first = 0; first < self->n_rows; first += INVITES_INDEX_BLOCK)
    {
      gsize n_rows = MIN (self->n_rows - first, INVITES_INDEX_BLOCK);

      match_filter (self, plan, first, mask);
      if (plan->statuses != INVITES_INDEX_ALL_STATUSES)
        {
          get_statuses (self->traits + first,
                        self->last_invite_sent.seconds + first, plan->cutoff,
                        statuses);
          match_statuses (statuses, plan->statuses, mask);
        }
      if (plan->nothing)
        memset (mask, 0, sizeof mask);
      blot_tail (self, first, mask, 0);
      n_matches += pack_block (mask, matches + first / 64, (n_rows + 63) / 64);
    }

  return n_matches;
}

/**
 * invites_index_columns_get_status:
 * @self: columns
 * @row: a row
 * @cutoff: an invitation from before that time has expired
 *
 * Returns: an #InvitesIndexStatus
 */
guint
invites_index_columns_get_status (const InvitesIndexColumns *self,
                                  guint                      row,
                                  guint32                    cutoff)
{
  return get_status (self->traits[row], self->last_invite_sent.seconds[row],
                     cutoff);
}
