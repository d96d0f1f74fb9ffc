/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-store-sql-preparation.h"

#include "core/invites-error.h"
#include "service/store/invites-hold.h"
#include "service/store/invites-store-sql-ledger.h"
#include "service/store/invites-store-sql-pieces.h"

/* A piece is what lies between two contacts. */
#define FIND_END                                                              \
  "SELECT max (n.contact_id) FROM (SELECT r.contact_id"                       \
  " FROM temp.resolved AS r WHERE r.contact_id > ?1"                          \
  " ORDER BY r.contact_id LIMIT ?2) AS n"

#define INSERT_DELIVERIES                                                     \
  "INSERT INTO deliveries (send_id, address_id, contact_id, address, state,"  \
  " changed_at) SELECT ?1, address_id, contact_id, email, 'queued', ?2"       \
  " FROM temp.resolved WHERE contact_id > ?3 AND contact_id <= ?4"            \
  " AND outcome = 'will_be_sent' ORDER BY contact_id"

#define INSERT_ENTRIES                                                        \
  "INSERT INTO send_entries (send_id, contact_id, outcome, delivery_id,"      \
  " email, invited) SELECT ?1, r.contact_id, r.outcome, d.delivery_id,"       \
  " r.email, r.invited FROM temp.resolved AS r"                               \
  " LEFT JOIN deliveries AS d ON r.lead_id IS NOT NULL AND d.send_id = ?1"    \
  "  AND d.address_id = r.address_id"                                         \
  " WHERE r.contact_id > ?2 AND r.contact_id <= ?3 ORDER BY r.contact_id"

/* Also holds when the table is not there any more. */
#define SHOW                                                                  \
  "UPDATE sends SET state = 'prepared' WHERE send_id = ?1"                    \
  " AND state = 'preparing' AND"                                              \
  " (SELECT count(*) FROM send_entries WHERE send_id = ?1)"                   \
  " = (SELECT count(*) FROM temp.resolved)"

#define LIST_LEFT "SELECT send_id, uuid FROM sends WHERE state = 'preparing'"

#define REMOVE_ENTRIES                                                        \
  "DELETE FROM send_entries WHERE send_id = ?1 AND contact_id IN"             \
  " (SELECT e.contact_id FROM send_entries AS e JOIN sends AS s"              \
  "  ON s.send_id = e.send_id WHERE e.send_id = ?1"                           \
  "  AND s.state = 'preparing' LIMIT ?2)"
#define REMOVE_DELIVERIES                                                     \
  "DELETE FROM deliveries WHERE delivery_id IN"                               \
  " (SELECT d.delivery_id FROM deliveries AS d JOIN sends AS s"               \
  "  ON s.send_id = d.send_id WHERE d.send_id = ?1"                           \
  "  AND s.state = 'preparing' LIMIT ?2)"
#define REMOVE_TEXTS                                                          \
  "DELETE FROM send_texts WHERE send_id IN"                                   \
  " (SELECT send_id FROM sends WHERE send_id = ?1 AND state = 'preparing')"
#define REMOVE_SEND                                                           \
  "DELETE FROM sends WHERE send_id = ?1 AND state = 'preparing'"

/* Nothing refers to rows that nobody has seen; to make sure of that would be a
 * look at all contacts for each. */
#define KEYS_OFF "PRAGMA foreign_keys = OFF"
#define KEYS_ON  "PRAGMA foreign_keys = ON"

/* What is lost with the machine's power before the last transaction, nobody
 * has seen; that one then waits for all of it to be on the disk. */
#define SYNC_LATER "PRAGMA synchronous = NORMAL"
#define SYNC_NOW   "PRAGMA synchronous = FULL"

typedef struct
{
  gint64      send_id;
  InvitesTime now;
  gint64      last; /* contact of the piece before */
} Writing;

/* A send that was not prepared to its end. */
typedef struct
{
  gint64  send_id;
  char   *uuid; /* (owned) */
} Left;

static gboolean
find_end (InvitesDatabase *database,
          const Writing   *writing,
          guint            n,
          gint64          *end,
          GError         **error)
{
  return invites_database_get_number (database, FIND_END, end, error, "ii",
                                      writing->last, (gint64) n);
}

static gboolean
write_deliveries (InvitesDatabase  *database,
                  guint             n,
                  gpointer          data,
                  gboolean         *done,
                  GError          **error)
{
  Writing *writing = data;
  gint64 end;

  if (!find_end (database, writing, n, &end, error))
    return FALSE;

  *done = end == 0;
  if (end > 0
      && !invites_database_run (database, INSERT_DELIVERIES, NULL, error,
                                "iiii", writing->send_id, writing->now,
                                writing->last, end))
    return FALSE;
  writing->last = end;
  return TRUE;
}

static gboolean
write_entries (InvitesDatabase  *database,
               guint             n,
               gpointer          data,
               gboolean         *done,
               GError          **error)
{
  Writing *writing = data;
  gint64 end;

  if (!find_end (database, writing, n, &end, error))
    return FALSE;

  *done = end == 0;
  if (end > 0
      && !invites_database_run (database, INSERT_ENTRIES, NULL, error, "iii",
                                writing->send_id, writing->last, end))
    return FALSE;
  writing->last = end;
  return TRUE;
}

/* All deliveries come first: a contact may be merged into one behind it. */
static gboolean
write_all (InvitesDatabase  *database,
           gint64            send_id,
           InvitesTime       now,
           GError          **error)
{
  Writing writing = { send_id, now, 0 };

  if (!invites_pieces_do (database, write_deliveries, &writing, error))
    return FALSE;

  writing.last = 0;
  return invites_pieces_do (database, write_entries, &writing, error);
}

/**
 * invites_preparation_write:
 * @database: a connection with a resolution: within a transaction when the
 *   database is shared, without one when it is not
 * @send_id: the number of a send that nobody sees
 * @now: the present time
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Writes the ledger as it was resolved.
 *
 * Returns: whether all of it is written
 */
gboolean
invites_preparation_write (InvitesDatabase  *database,
                           gint64            send_id,
                           InvitesTime       now,
                           GError          **error)
{
  gboolean written;

  if (invites_database_is_shared (database))
    return write_all (database, send_id, now, error);

  if (!invites_database_exec (database, SYNC_LATER, error))
    return FALSE;
  written = write_all (database, send_id, now, error);
  return invites_database_exec (database, SYNC_NOW, written ? error : NULL)
         && written;
}

/**
 * invites_preparation_end:
 * @database: a connection within a transaction that writes, with the
 *   resolution
 * @send_id: the number of the send
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Makes the send one that is prepared, if its ledger is whole.
 *
 * Returns: whether it is
 */
gboolean
invites_preparation_end (InvitesDatabase  *database,
                         gint64            send_id,
                         GError          **error)
{
  guint64 n_shown;

  if (!invites_database_run (database, SHOW, &n_shown, error, "i", send_id))
    return FALSE;
  if (n_shown == 1)
    return TRUE;

  g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_UNAVAILABLE,
                       "The send could not be written whole");
  return FALSE;
}

static gboolean
remove_rows (InvitesDatabase  *database,
             const char       *sql,
             guint             n,
             gint64            send_id,
             gboolean         *done,
             GError          **error)
{
  guint64 n_removed;

  if (!invites_database_run (database, sql, &n_removed, error, "ii", send_id,
                             (gint64) n))
    return FALSE;

  *done = n_removed == 0;
  return TRUE;
}

static gboolean
remove_entries (InvitesDatabase  *database,
                guint             n,
                gpointer          data,
                gboolean         *done,
                GError          **error)
{
  return remove_rows (database, REMOVE_ENTRIES, n, *(gint64 *) data, done,
                      error);
}

static gboolean
remove_deliveries (InvitesDatabase  *database,
                   guint             n,
                   gpointer          data,
                   gboolean         *done,
                   GError          **error)
{
  return remove_rows (database, REMOVE_DELIVERIES, n, *(gint64 *) data, done,
                      error);
}

/**
 * invites_preparation_remove:
 * @database: a connection without a transaction, to a database that is not
 *   shared
 * @send_id: the number of a send that nobody sees, and that nobody is
 *   preparing
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Removes what is there of it.
 *
 * Returns: whether nothing is left
 */
gboolean
invites_preparation_remove (InvitesDatabase  *database,
                            gint64            send_id,
                            GError          **error)
{
  gboolean removed;

  if (!invites_database_exec (database, KEYS_OFF, error))
    return FALSE;
  removed = invites_pieces_do (database, remove_entries, &send_id, error)
            && invites_pieces_do (database, remove_deliveries, &send_id, error)
            && invites_database_run (database, REMOVE_TEXTS, NULL, error, "i",
                                     send_id)
            && invites_database_run (database, REMOVE_SEND, NULL, error, "i",
                                     send_id);
  return invites_database_exec (database, KEYS_ON, removed ? error : NULL)
         && removed;
}

static void
clear_left (gpointer data)
{
  g_free (((Left *) data)->uuid);
}

static GArray *
list_left (InvitesDatabase  *database,
           GError          **error)
{
  g_autoptr(GArray) left = g_array_new (FALSE, FALSE, sizeof (Left));
  g_autoptr(InvitesCursor) cursor = NULL;
  gboolean failed;

  g_array_set_clear_func (left, clear_left);
  if (!(cursor = invites_database_query (database, LIST_LEFT, error, "")))
    return NULL;
  while (invites_ledger_step (cursor, &failed, error))
    {
      Left one = { invites_cursor_get_int (cursor, 0),
                   invites_cursor_dup_text (cursor, 1) };

      g_array_append_val (left, one);
    }

  return failed ? NULL : g_steal_pointer (&left);
}

static gboolean
remove_left (InvitesDatabase  *database,
             gint64            send_id,
             const char       *uuid,
             const char       *mine,
             GError          **error)
{
  gboolean held = FALSE;
  gboolean removed;

  if (g_strcmp0 (uuid, mine) == 0)
    return invites_preparation_remove (database, send_id, error);
  if (!invites_hold_try (database, uuid, &held, error))
    return FALSE;
  if (!held)
    return TRUE;

  removed = invites_preparation_remove (database, send_id, error);
  invites_hold_let_go (database, uuid);
  return removed;
}

/**
 * invites_preparation_clear:
 * @database: a connection without a transaction
 * @uuid: (nullable): a name that the caller holds
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Removes what is left of sends that could not be prepared to their end, as by
 * a crash. Where that is one transaction there is never anything.
 *
 * Returns: whether nothing is left but of those that are being prepared
 */
gboolean
invites_preparation_clear (InvitesDatabase  *database,
                           const char       *uuid,
                           GError          **error)
{
  g_autoptr(GArray) left = NULL;

  if (invites_database_is_shared (database))
    return TRUE;

  if (!(left = list_left (database, error)))
    return FALSE;
  for (guint i = 0; i < left->len; i++)
    {
      const Left *one = &g_array_index (left, Left, i);

      if (!remove_left (database, one->send_id, one->uuid, uuid, error))
        return FALSE;
    }

  return TRUE;
}
