/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/index/invites-index-memo.h"

/* Looked through one after another, so not many. */
#define MAX_ENTRIES 32

typedef struct
{
  InvitesFilter *filter; /* (owned) */
  InvitesCounts *counts; /* (owned) */
} Entry;

struct _InvitesIndexMemo
{
  GMutex      mutex;
  InvitesTime cutoff;
  GArray     *entries; /* (owned): of Entry */
  guint       next;    /* the oldest, when there are enough */
};

static void
clear_entry (gpointer data)
{
  Entry *entry = data;

  invites_filter_free (entry->filter);
  invites_counts_free (entry->counts);
}

/**
 * invites_index_memo_new:
 *
 * Returns: (transfer full): a memo with nothing in it
 */
InvitesIndexMemo *
invites_index_memo_new (void)
{
  InvitesIndexMemo *self = g_new0 (InvitesIndexMemo, 1);

  g_mutex_init (&self->mutex);
  self->entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_array_set_clear_func (self->entries, clear_entry);
  return self;
}

/**
 * invites_index_memo_free:
 * @self: (transfer full): a memo
 */
void
invites_index_memo_free (InvitesIndexMemo *self)
{
  g_array_unref (self->entries);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

static Entry *
find_entry (InvitesIndexMemo    *self,
            const InvitesFilter *filter)
{
  for (guint i = 0; i < self->entries->len; i++)
    {
      Entry *entry = &g_array_index (self->entries, Entry, i);

      if (invites_filter_equal (entry->filter, filter))
        return entry;
    }

  return NULL;
}

/**
 * invites_index_memo_recall:
 * @self: a memo
 * @filter: which contacts
 * @cutoff: an invitation from before that time has expired
 * @counts: (inout): both halves are set, the time stays
 *
 * Looks for what was counted before.
 *
 * Returns: whether it is known
 */
gboolean
invites_index_memo_recall (InvitesIndexMemo    *self,
                           const InvitesFilter *filter,
                           InvitesTime          cutoff,
                           InvitesCounts       *counts)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker
    = g_mutex_locker_new (&self->mutex);
  const Entry *entry;

  if (self->cutoff != cutoff || !(entry = find_entry (self, filter)))
    return FALSE;

  counts->filtered = entry->counts->filtered;
  counts->division = entry->counts->division;
  return TRUE;
}

/**
 * invites_index_memo_keep:
 * @self: a memo
 * @filter: which contacts
 * @cutoff: an invitation from before that time has expired
 * @counts: what was counted
 *
 * Keeps counts, and forgets those for another time.
 */
void
invites_index_memo_keep (InvitesIndexMemo    *self,
                         const InvitesFilter *filter,
                         InvitesTime          cutoff,
                         const InvitesCounts *counts)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker
    = g_mutex_locker_new (&self->mutex);
  Entry entry;

  if (self->cutoff != cutoff)
    g_array_set_size (self->entries, 0);
  self->cutoff = cutoff;
  /* Another reader may have counted the same meanwhile. */
  if (find_entry (self, filter) != NULL)
    return;

  entry.filter = invites_filter_copy (filter);
  entry.counts = invites_counts_copy (counts);
  if (self->entries->len < MAX_ENTRIES)
    {
      g_array_append_val (self->entries, entry);
      return;
    }
  clear_entry (&g_array_index (self->entries, Entry, self->next));
  g_array_index (self->entries, Entry, self->next) = entry;
  self->next = (self->next + 1) % MAX_ENTRIES;
}

/**
 * invites_index_memo_forget:
 * @self: a memo
 *
 * Something has changed.
 */
void
invites_index_memo_forget (InvitesIndexMemo *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker
    = g_mutex_locker_new (&self->mutex);

  g_array_set_size (self->entries, 0);
}
