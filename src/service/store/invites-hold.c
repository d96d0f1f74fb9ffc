/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-hold.h"

#include "core/invites-error.h"

#define FIND_FILE "SELECT file FROM pragma_database_list WHERE name = 'main'"

/* The first number is ours. Two names of one hash wait for each other, and that
 * is all. */
#define TRY                                                                   \
  "SELECT pg_try_advisory_lock (1769366894, CAST (?1 AS INTEGER))"
#define LET_GO                                                                \
  "SELECT pg_advisory_unlock (1769366894, CAST (?1 AS INTEGER))"

#define WAIT_FOR (60 * G_TIME_SPAN_SECOND)
#define ASK_EVERY (10 * G_TIME_SPAN_MILLISECOND)

static GMutex mutex;
static GHashTable *names; /* under the mutex: file and name */

static char *
dup_key (InvitesDatabase  *database,
         const char       *name,
         GError          **error)
{
  g_autoptr(InvitesCursor) cursor = NULL;

  cursor = invites_database_query (database, FIND_FILE, error, "");
  if (cursor == NULL
      || !invites_cursor_find (cursor, INVITES_ERROR_INTERNAL,
                               "The database has no file", error))
    return NULL;

  return g_strconcat (invites_cursor_get_text (cursor, 0), "\n", name, NULL);
}

static gint64
get_number (const char *name)
{
  return (gint32) g_str_hash (name);
}

/**
 * invites_hold_try:
 * @database: a connection
 * @name: a name
 * @held: (out): whether it is held now
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Takes a name if nobody has it. Who has it cannot take it twice.
 *
 * Returns: whether this could be found out
 */
gboolean
invites_hold_try (InvitesDatabase  *database,
                  const char       *name,
                  gboolean         *held,
                  GError          **error)
{
  g_autofree char *key = NULL;
  gint64 number;

  g_return_val_if_fail (database != NULL, FALSE);
  g_return_val_if_fail (name != NULL, FALSE);

  if (invites_database_is_shared (database))
    {
      if (!invites_database_get_number (database, TRY, &number, error, "i",
                                        get_number (name)))
        return FALSE;
      *held = number != 0;
      return TRUE;
    }

  if (!(key = dup_key (database, name, error)))
    return FALSE;

  g_mutex_lock (&mutex);
  if (names == NULL)
    names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  *held = !g_hash_table_contains (names, key);
  if (*held)
    g_hash_table_add (names, g_steal_pointer (&key));
  g_mutex_unlock (&mutex);
  return TRUE;
}

/**
 * invites_hold_wait:
 * @database: a connection without a transaction
 * @name: a name
 * @error: return location for %INVITES_ERROR_UNAVAILABLE, also when it takes
 *   more than a minute
 *
 * Waits until the name is free, and takes it.
 *
 * Returns: whether it is held now
 */
gboolean
invites_hold_wait (InvitesDatabase  *database,
                   const char       *name,
                   GError          **error)
{
  gint64 deadline = g_get_monotonic_time () + WAIT_FOR;
  gboolean held;

  for (;;)
    {
      if (!invites_hold_try (database, name, &held, error))
        return FALSE;
      if (held)
        return TRUE;
      if (g_get_monotonic_time () > deadline)
        break;
      g_usleep (ASK_EVERY);
    }

  g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_UNAVAILABLE,
                       "The database is busy");
  return FALSE;
}

/**
 * invites_hold_let_go:
 * @database: the connection, without a transaction
 * @name: a name that it holds
 *
 * Lets others have the name.
 */
void
invites_hold_let_go (InvitesDatabase *database,
                     const char      *name)
{
  g_autofree char *key = NULL;

  g_return_if_fail (database != NULL);
  g_return_if_fail (name != NULL);

  /* A connection that was lost meanwhile has let go by that. */
  if (invites_database_is_shared (database))
    {
      invites_database_run (database, LET_GO, NULL, NULL, "i",
                            get_number (name));
      return;
    }

  if ((key = dup_key (database, name, NULL)) != NULL)
    {
      g_mutex_lock (&mutex);
      g_hash_table_remove (names, key);
      g_mutex_unlock (&mutex);
    }
}
