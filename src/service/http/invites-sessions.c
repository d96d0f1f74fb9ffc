/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/http/invites-sessions.h"

struct _InvitesSessions
{
  GMutex      mutex;
  GHashTable *used; /* (owned) (element-type GBytes InvitesTime): hash of the
                       token → last use that is not written yet */
};

static GHashTable *
new_table (void)
{
  return g_hash_table_new_full (g_bytes_hash, g_bytes_equal,
                                (GDestroyNotify) g_bytes_unref, g_free);
}

/**
 * invites_sessions_new:
 *
 * Makes an empty record of uses.
 *
 * Returns: (transfer full): the record
 */
InvitesSessions *
invites_sessions_new (void)
{
  InvitesSessions *self = g_new0 (InvitesSessions, 1);

  g_mutex_init (&self->mutex);
  self->used = new_table ();
  return self;
}

/**
 * invites_sessions_free:
 * @self: (transfer full) (nullable): a record of uses
 *
 * Forgets what was not written.
 */
void
invites_sessions_free (InvitesSessions *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->used);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

static InvitesTime
get_last_use (InvitesSessions *self,
              GBytes          *hash)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker
    = g_mutex_locker_new (&self->mutex);
  const InvitesTime *time = g_hash_table_lookup (self->used, hash);

  return time != NULL ? *time : INVITES_TIME_NONE;
}

static void
note_use (InvitesSessions *self,
          GBytes          *hash,
          InvitesTime      now)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker
    = g_mutex_locker_new (&self->mutex);
  InvitesTime *time = g_hash_table_lookup (self->used, hash);

  if (time != NULL)
    *time = MAX (*time, now);
  else
    g_hash_table_insert (self->used, g_bytes_ref (hash),
                         g_memdup2 (&now, sizeof now));
}

/**
 * invites_sessions_find:
 * @self: a record of uses
 * @store: the calling thread's store
 * @token: what the client calls its token
 * @now: the present time
 * @error: %INVITES_ERROR_SIGNED_OUT, %INVITES_ERROR_UNAVAILABLE
 *
 * Finds who asks, with the rights of this moment, and notes that the session
 * is in use.
 *
 * Returns: (transfer full): who asks
 */
InvitesPrincipal *
invites_sessions_find (InvitesSessions *self,
                       InvitesStore    *store,
                       const char      *token,
                       InvitesTime      now,
                       GError         **error)
{
  g_autoptr(GBytes) hash = NULL;
  g_autoptr(InvitesPrincipal) principal = NULL;
  InvitesTime idle = invites_rules_get ()->session_hours * 3600;
  InvitesTime last_use;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (token != NULL, NULL);

  if (!invites_token_is_valid (token))
    {
      g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_SIGNED_OUT,
                           "Not signed in");
      return NULL;
    }

  /* A use that is not written yet keeps the session alive: the store is asked
   * whether it was alive then. */
  hash = invites_token_hash (token);
  last_use = get_last_use (self, hash);
  if (last_use == INVITES_TIME_NONE || last_use > now || last_use + idle <= now)
    last_use = now;
  if (!(principal = invites_store_find_session (store, hash, last_use, error)))
    return NULL;

  principal->expires_at = now + idle;
  note_use (self, hash, now);
  return g_steal_pointer (&principal);
}

static GHashTable *
copy_uses (InvitesSessions *self)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker
    = g_mutex_locker_new (&self->mutex);
  GHashTable *copy = new_table ();
  GHashTableIter iter;
  gpointer hash, time;

  g_hash_table_iter_init (&iter, self->used);
  while (g_hash_table_iter_next (&iter, &hash, &time))
    g_hash_table_insert (copy, g_bytes_ref (hash),
                         g_memdup2 (time, sizeof (InvitesTime)));
  return copy;
}

static void
forget_written (InvitesSessions *self,
                GHashTable      *written)
{
  G_GNUC_UNUSED g_autoptr(GMutexLocker) locker
    = g_mutex_locker_new (&self->mutex);
  GHashTableIter iter;
  gpointer hash, time;

  g_hash_table_iter_init (&iter, self->used);
  while (g_hash_table_iter_next (&iter, &hash, &time))
    {
      const InvitesTime *then = g_hash_table_lookup (written, hash);

      if (then != NULL && *then == *(InvitesTime *) time)
        g_hash_table_iter_remove (&iter);
    }
}

/**
 * invites_sessions_write:
 * @self: a record of uses
 * @store: the calling thread's store
 * @now: the present time
 * @error: %INVITES_ERROR_UNAVAILABLE
 *
 * Writes the uses that were gathered. Those that arrive meanwhile wait for the
 * next time.
 *
 * Returns: whether they were written
 */
gboolean
invites_sessions_write (InvitesSessions *self,
                        InvitesStore    *store,
                        InvitesTime      now,
                        GError         **error)
{
  g_autoptr(GHashTable) uses = NULL;

  g_return_val_if_fail (self != NULL, FALSE);

  uses = copy_uses (self);
  if (g_hash_table_size (uses) == 0)
    return TRUE;
  if (!invites_store_touch_sessions (store, uses, now, error))
    return FALSE;

  forget_written (self, uses);
  return TRUE;
}
