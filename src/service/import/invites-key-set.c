/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/import/invites-key-set.h"

#include <sqlite3.h>
#include <string.h>

#include "core/invites-error.h"

/* SQLite keeps a database without a name in a file that goes with it, and only
 * when it outgrows the cache. It is not to outlive anything, so there is
 * nothing to be safe from. */
#define MAKE                                                                  \
  "PRAGMA cache_size = -8192; PRAGMA journal_mode = OFF;"                     \
  "PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE;"                \
  "CREATE TABLE keys (key BLOB PRIMARY KEY) WITHOUT ROWID; BEGIN"
#define ADD      "INSERT INTO keys VALUES (?1) ON CONFLICT DO NOTHING"
#define CONTAINS "SELECT 1 FROM keys WHERE key = ?1"

struct _InvitesKeySet
{
  /* Owned */
  sqlite3      *db;
  sqlite3_stmt *add;
  sqlite3_stmt *contains;

  gboolean      failed;
};

/**
 * invites_key_set_new:
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Makes an empty set.
 *
 * Returns: (transfer full) (nullable): the set, or %NULL with @error set
 */
InvitesKeySet *
invites_key_set_new (GError **error)
{
  g_autoptr(InvitesKeySet) self = g_new0 (InvitesKeySet, 1);

  if (sqlite3_open ("", &self->db) == SQLITE_OK
      && sqlite3_exec (self->db, MAKE, NULL, NULL, NULL) == SQLITE_OK
      && sqlite3_prepare_v2 (self->db, ADD, -1, &self->add, NULL) == SQLITE_OK
      && sqlite3_prepare_v2 (self->db, CONTAINS, -1, &self->contains, NULL)
           == SQLITE_OK)
    return g_steal_pointer (&self);

  self->failed = TRUE;
  invites_key_set_check (self, error);
  return NULL;
}

/**
 * invites_key_set_free:
 * @self: (transfer full) (nullable): a set
 *
 * Frees a set.
 */
void
invites_key_set_free (InvitesKeySet *self)
{
  if (self == NULL)
    return;

  sqlite3_finalize (self->add);
  sqlite3_finalize (self->contains);
  sqlite3_close (self->db);
  g_free (self);
}

static int
run (InvitesKeySet *self,
     sqlite3_stmt  *statement,
     const char    *key)
{
  int result;

  sqlite3_bind_blob (statement, 1, key, (int) strlen (key), SQLITE_STATIC);
  result = sqlite3_step (statement);
  sqlite3_reset (statement);
  if (result != SQLITE_DONE && result != SQLITE_ROW)
    self->failed = TRUE;
  return result;
}

/**
 * invites_key_set_add:
 * @self: a set
 * @key: a text
 *
 * Adds a text. What fails, invites_key_set_check() tells.
 *
 * Returns: whether it was not there before
 */
gboolean
invites_key_set_add (InvitesKeySet *self,
                     const char    *key)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (key != NULL, FALSE);

  return run (self, self->add, key) != SQLITE_DONE
         || sqlite3_changes (self->db) > 0;
}

/**
 * invites_key_set_contains:
 * @self: a set
 * @key: a text
 *
 * Tells whether a text is there. What fails, invites_key_set_check() tells.
 *
 * Returns: whether it is
 */
gboolean
invites_key_set_contains (InvitesKeySet *self,
                          const char    *key)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (key != NULL, FALSE);

  return run (self, self->contains, key) == SQLITE_ROW;
}

/**
 * invites_key_set_check:
 * @self: a set
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Tells whether everything that was asked of the set was right.
 *
 * Returns: whether it was
 */
gboolean
invites_key_set_check (InvitesKeySet  *self,
                       GError        **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (!self->failed)
    return TRUE;

  g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_UNAVAILABLE,
                       "There is no room to note the keys of a file");
  return FALSE;
}
