/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/commands/invites-serve-lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

#include "core/invites-error.h"

static gboolean
refuse (const char  *path,
        int          number,
        GError     **error)
{
  if (number == EWOULDBLOCK)
    g_set_error (error, INVITES_ERROR, INVITES_ERROR_CONFLICT,
                 "Another service runs on this database: “%s” is locked",
                 path);
  else
    g_set_error (error, INVITES_ERROR, INVITES_ERROR_UNAVAILABLE,
                 "“%s” cannot be locked: %s", path, g_strerror (number));
  return FALSE;
}

/**
 * invites_serve_lock_take:
 * @path: a SQLite database, which exists
 * @error: %INVITES_ERROR_CONFLICT when another process has the lock,
 *   %INVITES_ERROR_UNAVAILABLE when it cannot be taken
 *
 * Claims a database for this process until it ends, however it ends: a second
 * service would take what the first one has on the wire for cut off. The lock
 * is on a file beside the database, for to close the database itself would
 * drop SQLite's own locks; the file stays, for to remove it would let two in.
 *
 * Returns: whether this process has the lock
 */
gboolean
invites_serve_lock_take (const char  *path,
                         GError     **error)
{
  /* A link to the database leads to the same lock. */
  g_autofree char *real = NULL;
  g_autofree char *lock = NULL;
  int descriptor;

  g_return_val_if_fail (path != NULL, FALSE);

  if ((real = realpath (path, NULL)) == NULL)
    return refuse (path, errno, error);
  lock = g_strconcat (real, ".lock", NULL);
  descriptor = open (lock, O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (descriptor < 0)
    return refuse (lock, errno, error);

  /* Never closed: the end of the process lets it go. */
  if (flock (descriptor, LOCK_EX | LOCK_NB) == 0)
    return TRUE;

  refuse (lock, errno, error);
  close (descriptor);
  return FALSE;
}
