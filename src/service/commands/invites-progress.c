/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/commands/invites-progress.h"

#include <unistd.h>

#define REDRAW_EVERY (G_TIME_SPAN_SECOND / 10)

/* ECMA-48, section 8.3.41: erases to the line's end. */
#define ERASE "\033[K"

struct _InvitesProgress
{
  gboolean shown;    /* something stands there */
  gint64   shown_at; /* monotonic */
};

/**
 * invites_progress_new:
 * @always: also when standard error is no terminal
 *
 * Makes a line that shows nothing yet.
 *
 * Returns: (transfer full) (nullable): the line, %NULL when it is not to be
 *   seen
 */
InvitesProgress *
invites_progress_new (gboolean always)
{
  if (!always && !isatty (STDERR_FILENO))
    return NULL;

  return g_new0 (InvitesProgress, 1);
}

/**
 * invites_progress_free:
 * @self: (transfer full) (nullable): a line
 *
 * Takes the line away, so that what is said next stands alone.
 */
void
invites_progress_free (InvitesProgress *self)
{
  if (self == NULL)
    return;

  if (self->shown)
    g_printerr ("\r" ERASE);
  g_free (self);
}

/**
 * invites_progress_show:
 * @self: (nullable): a line
 * @what: what is being done, such as "contacts.csv"
 * @n_rows: of these until now
 * @thousandths: how much of everything is done, from 0 to 1000
 *
 * Says how far it is, at most ten times a second.
 */
void
invites_progress_show (InvitesProgress *self,
                       const char      *what,
                       guint64          n_rows,
                       guint            thousandths)
{
  gint64 now = g_get_monotonic_time ();

  g_return_if_fail (what != NULL);

  if (self == NULL || (self->shown && now - self->shown_at < REDRAW_EVERY))
    return;

  g_printerr ("\r%s: %" G_GUINT64_FORMAT " rows, %u %% of all" ERASE, what,
              n_rows, MIN (thousandths, 1000) / 10);
  self->shown = TRUE;
  self->shown_at = now;
}
