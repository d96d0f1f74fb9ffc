/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What has changed about contacts, as triggers write it down. */
#include "service/store/invites-store-sql-private.h"

#include "core/invites-error.h"
#include "service/store/invites-store-sql-filter.h"
#include "service/store/invites-store-sql-ledger.h"

/* With one writer, numbers are the order of the commits. Somebody is behind
 * when rows are gone that were not read. */
#define FIND_POSITION                                                         \
  "SELECT CAST (n.newest AS TEXT), n.acts,"                                   \
  " CASE WHEN ?1 IS NULL THEN 0"                                              \
  "  WHEN CAST (?1 AS INTEGER) > n.newest"                                    \
  "   OR CAST (?1 AS INTEGER) + 1 < n.oldest THEN 1"                          \
  "  WHEN EXISTS (SELECT 1 FROM contact_changes"                              \
  "   WHERE change_id > CAST (?1 AS INTEGER) AND contact_id IS NULL) THEN 1"  \
  "  ELSE 0 END"                                                              \
  " FROM (SELECT coalesce ((SELECT max (change_id) FROM contact_changes), 0)" \
  "  AS newest,"                                                              \
  " coalesce ((SELECT min (change_id) FROM contact_changes), 0) AS oldest,"   \
  " coalesce ((SELECT max (audit_id) FROM audit), 0) AS acts) AS n"
#define NEWER "change_id > CAST (?1 AS INTEGER)"

/* Where many write, what is new is what the last snapshot did not see: also
 * the rows of a transaction that was open then and is committed now, however
 * long it took. */
#define SHARED_NEWER                                                          \
  "xid >= pg_snapshot_xmin (CAST (?1 AS pg_snapshot))"                        \
  " AND NOT pg_visible_in_snapshot (xid, CAST (?1 AS pg_snapshot))"
#define SHARED_FIND_POSITION                                                  \
  "SELECT CAST (pg_current_snapshot () AS TEXT),"                             \
  " coalesce ((SELECT max (audit_id) FROM audit), 0),"                        \
  " CASE WHEN CAST (?1 AS TEXT) IS NULL THEN 0"                               \
  "  WHEN pruned >= pg_snapshot_xmin (CAST (?1 AS pg_snapshot)) THEN 1"       \
  "  WHEN EXISTS (SELECT 1 FROM contact_changes"                              \
  "   WHERE contact_id IS NULL AND " SHARED_NEWER ") THEN 1"                  \
  "  ELSE 0 END FROM feed"

#define SELECT_STANDINGS(newer)                                               \
  "SELECT v.id, c.contact_id, " INVITES_SQL_GROUP ", " INVITES_SQL_REASON ","  \
  " c.last_invite_sent"                                                       \
  " FROM (SELECT DISTINCT contact_id FROM contact_changes"                    \
  "  WHERE " newer ") AS h"                                                   \
  " CROSS JOIN contacts AS c ON c.contact_id = h.contact_id"                  \
  " JOIN accounts AS a ON a.account_id = c.account_id"                        \
  " JOIN divisions AS v ON v.division_id = a.division_id"                     \
  " LEFT JOIN addresses AS d ON d.address_id = c.address_id"

#define PRUNE                                                                 \
  "DELETE FROM contact_changes WHERE change_id <="                            \
  " (SELECT max (change_id) FROM contact_changes) - ?1"
#define SHARED_NOTE_PRUNED                                                    \
  "UPDATE feed SET pruned = n.xid FROM"                                       \
  " (SELECT xid FROM contact_changes"                                         \
  "  WHERE xid < pg_snapshot_xmin (pg_current_snapshot ())"                   \
  "  ORDER BY xid DESC LIMIT 1 OFFSET ?1) AS n WHERE n.xid > feed.pruned"
#define SHARED_PRUNE                                                          \
  "DELETE FROM contact_changes WHERE xid <= (SELECT pruned FROM feed)"

#define HOLD     "UPDATE feed SET importing = 1"
#define RELEASE  "UPDATE feed SET importing = 0"
#define TELL_ALL "INSERT INTO contact_changes (contact_id) VALUES (NULL)"

static gboolean
find_position (InvitesDatabase *database,
               InvitesFeed     *feed,
               char           **position,
               GError         **error)
{
  const char *sql = invites_database_is_shared (database)
                      ? SHARED_FIND_POSITION : FIND_POSITION;
  g_autoptr(InvitesCursor) cursor = NULL;

  if (!(cursor = invites_database_query (database, sql, error, "s",
                                         feed->position))
      || !invites_cursor_find (cursor, INVITES_ERROR_INTERNAL,
                               "The database has no feed", error))
    return FALSE;

  *position = invites_cursor_dup_text (cursor, 0);
  feed->acts = invites_cursor_get_int (cursor, 1);
  feed->anew = invites_cursor_get_int (cursor, 2) != 0;
  feed->n_changed = 0;
  return TRUE;
}

static gboolean
tell_standings (InvitesDatabase     *database,
                InvitesFeed         *feed,
                InvitesStandingFunc  func,
                gpointer             user_data,
                GError             **error)
{
  const char *sql = invites_database_is_shared (database)
                      ? SELECT_STANDINGS (SHARED_NEWER)
                      : SELECT_STANDINGS (NEWER);
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  if (!(cursor = invites_database_query (database, sql, error, "s",
                                         feed->position)))
    return FALSE;

  while (invites_ledger_step (cursor, &failed, error))
    {
      InvitesIndexStanding standing = {
        .group = (InvitesGroup) invites_cursor_get_int (cursor, 2),
        .reason = (InvitesReason) invites_cursor_get_int (cursor, 3),
        .last_invite_sent = invites_cursor_get_time (cursor, 4),
      };

      func (invites_cursor_get_text (cursor, 0),
            invites_cursor_get_int (cursor, 1), &standing, user_data);
      feed->n_changed++;
    }

  return !failed;
}

gboolean
invites_store_sql_follow (InvitesStore         *self,
                          InvitesFeed          *feed,
                          InvitesStandingFunc   func,
                          gpointer              user_data,
                          GError              **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autoptr(InvitesTransaction) transaction = NULL;
  g_autofree char *position = NULL;

  if (!(transaction = invites_transaction_begin (database, INVITES_READ, error))
      || !find_position (database, feed, &position, error))
    return FALSE;

  if (!feed->anew && feed->position != NULL
      && !g_str_equal (position, feed->position)
      && !tell_standings (database, feed, func, user_data, error))
    return FALSE;

  g_free (feed->position);
  feed->position = g_steal_pointer (&position);
  return TRUE;
}

gboolean
invites_store_sql_prune_changes (InvitesStore  *self,
                                 guint          n_kept,
                                 GError       **error)
{
  InvitesDatabase *database = invites_store_sql_get (self);
  g_autoptr(InvitesTransaction) transaction = NULL;

  /* What it removes, nobody can ask for any more: the queue goes on. */
  if (!(transaction
        = invites_transaction_begin (database, INVITES_NOTE, error)))
    return FALSE;
  if (!invites_database_is_shared (database))
    return invites_database_run (database, PRUNE, NULL, error, "i",
                                 (gint64) n_kept)
           && invites_transaction_commit (transaction, error);

  return invites_database_run (database, SHARED_NOTE_PRUNED, NULL, error, "i",
                               (gint64) n_kept)
         && invites_database_run (database, SHARED_PRUNE, NULL, error, "")
         && invites_transaction_commit (transaction, error);
}

/**
 * invites_changes_hold:
 * @database: a connection within a transaction
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * From now on, changes of this transaction are not written down one by one:
 * it must end them by invites_changes_tell_all().
 *
 * Returns: whether it succeeded
 */
gboolean
invites_changes_hold (InvitesDatabase *database,
                      GError         **error)
{
  return invites_database_run (database, HOLD, NULL, error, "");
}

/**
 * invites_changes_tell_all:
 * @database: a connection within a transaction
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Lets everybody read everything anew, and changes be written down again.
 *
 * Returns: whether it succeeded
 */
gboolean
invites_changes_tell_all (InvitesDatabase *database,
                          GError         **error)
{
  return invites_database_run (database, TELL_ALL, NULL, error, "")
         && invites_database_run (database, RELEASE, NULL, error, "")
         && invites_database_notify (database, "contacts", error);
}

/**
 * invites_changes_tell_send:
 * @database: a connection within a transaction
 * @uuid: a send, in lower case
 * @by_act: whether a user has acted on it; else only its numbers have moved
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Lets every service on the database know that a send is not as before.
 *
 * Returns: whether they will be told
 */
gboolean
invites_changes_tell_send (InvitesDatabase *database,
                           const char      *uuid,
                           gboolean         by_act,
                           GError         **error)
{
  g_autofree char *payload = NULL;

  if (!invites_database_is_shared (database))
    return TRUE;

  payload = g_strconcat (by_act ? "act " : "send ", uuid, NULL);
  return invites_database_notify (database, payload, error);
}
