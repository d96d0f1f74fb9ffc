/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-store-sql-pieces.h"

#define FIRST_ROWS 2000
#define MIN_ROWS   200
#define MAX_ROWS   50000

/* How long a piece should take, and how long others then have to get in: they
 * look for it every millisecond. */
#define PIECE (40 * G_TIME_SPAN_MILLISECOND)
#define GAP   (3 * G_TIME_SPAN_MILLISECOND)

static gboolean
do_piece (InvitesDatabase   *database,
          InvitesPieceFunc   func,
          gpointer           data,
          guint              n,
          gboolean          *done,
          GError           **error)
{
  g_autoptr(InvitesTransaction) transaction = NULL;

  return (transaction
          = invites_transaction_begin (database, INVITES_WRITE, error)) != NULL
         && func (database, n, data, done, error)
         && invites_transaction_commit (transaction, error);
}

/* The next piece is to take as long as it should; but no number is so much
 * larger than the last that a slow moment makes it far too large. */
static guint
adapt (guint  n,
       gint64 took)
{
  gint64 fitting = (gint64) n * PIECE / MAX (took, 1);

  return (guint) CLAMP (MIN (fitting, (gint64) n * 2), MIN_ROWS, MAX_ROWS);
}

/**
 * invites_pieces_do:
 * @database: a connection: within a transaction when the database is shared,
 *   without one when it is not
 * @func: (scope call): does a piece, within a transaction that writes
 * @data: for @func
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Does something piece by piece, until it is done.
 *
 * Returns: whether it was done; what was done until an error stays, unless the
 *   database is shared
 */
gboolean
invites_pieces_do (InvitesDatabase   *database,
                   InvitesPieceFunc   func,
                   gpointer           data,
                   GError           **error)
{
  gboolean done = FALSE;
  guint n = FIRST_ROWS;

  g_return_val_if_fail (database != NULL, FALSE);
  g_return_val_if_fail (func != NULL, FALSE);

  if (invites_database_is_shared (database))
    return func (database, G_MAXINT32, data, &done, error);

  while (!done)
    {
      gint64 began = g_get_monotonic_time ();

      if (!do_piece (database, func, data, n, &done, error))
        return FALSE;
      n = adapt (n, g_get_monotonic_time () - began);
      if (!done)
        g_usleep (GAP);
    }

  return TRUE;
}
