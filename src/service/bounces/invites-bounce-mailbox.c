/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/bounces/invites-bounce-mailbox.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/invites-error.h"
#include "service/bounces/invites-bounce-report.h"

#define CHUNK         65536
#define SEPARATOR     "\n\nFrom " /* mbox(5) */
#define BEGINNING     "From "
#define STALE_SECONDS 300         /* a lock file that nobody touches */

struct _InvitesBounceMailbox
{
  char  *path;    /* (owned) */
  char  *lock;    /* (owned): its lock file */
  dev_t  device;  /* which file was read last, */
  ino_t  number;
  goffset taken;  /* and how much of it is taken in */
};

/* What is locked, to be let go in the end. */
typedef struct
{
  int         fd;
  const char *lock; /* (nullable): a lock file of ours */
} Hold;

/**
 * invites_bounce_mailbox_new:
 * @path: a mailbox file, which need not exist yet
 *
 * Returns: (transfer full): the mailbox
 */
InvitesBounceMailbox *
invites_bounce_mailbox_new (const char *path)
{
  InvitesBounceMailbox *self;

  g_return_val_if_fail (path != NULL, NULL);

  self = g_new0 (InvitesBounceMailbox, 1);
  self->path = g_strdup (path);
  self->lock = g_strconcat (path, ".lock", NULL);
  return self;
}

/**
 * invites_bounce_mailbox_free:
 * @self: (transfer full) (nullable): a mailbox
 *
 * Frees a mailbox.
 */
void
invites_bounce_mailbox_free (InvitesBounceMailbox *self)
{
  if (self == NULL)
    return;

  g_free (self->path);
  g_free (self->lock);
  g_free (self);
}

static gboolean
fail (InvitesBounceMailbox *self,
      GError              **error,
      const char           *what,
      int                   number)
{
  g_set_error (error, INVITES_ERROR, INVITES_ERROR_UNAVAILABLE, "“%s” %s: %s",
               self->path, what, g_strerror (number));
  return FALSE;
}

/* Left behind by a process that is gone. */
static gboolean
is_stale (const char *lock)
{
  g_autofree char *text = NULL;
  struct stat status;
  gint64 process;

  if (stat (lock, &status) != 0)
    return FALSE;
  if (g_get_real_time () / G_USEC_PER_SEC - status.st_mtime > STALE_SECONDS)
    return TRUE;
  if (!g_file_get_contents (lock, &text, NULL, NULL))
    return FALSE;
  process = g_ascii_strtoll (text, NULL, 10);
  return process > 1 && process <= G_MAXINT && kill ((pid_t) process, 0) != 0
         && errno == ESRCH;
}

static gboolean
make_lock_file (const char *lock)
{
  g_autofree char *process = g_strdup_printf ("%ld\n", (long) getpid ());
  int fd = open (lock, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);

  if (fd < 0)
    return FALSE;
  if (write (fd, process, strlen (process)) < 0)
    g_debug ("The lock file could not be written: %s", g_strerror (errno));
  close (fd);
  return TRUE;
}

static gboolean
lock_range (int   fd,
            short type)
{
  struct flock range = { .l_type = type, .l_whence = SEEK_SET };

  return fcntl (fd, F_OFD_SETLK, &range) == 0;
}

/* As Debian's policy has it (11.6): fcntl() first, then a lock file, and
 * neither is waited for. Where no lock file may be made, as in /var/mail for
 * one who is not in the group mail, the first must do, and does with every
 * mail system that follows the policy. */
static gboolean
hold (InvitesBounceMailbox *self,
      int                   fd,
      Hold                 *held)
{
  if (!lock_range (fd, F_WRLCK))
    return FALSE;
  *held = (Hold) { fd, NULL };
  if (make_lock_file (self->lock))
    held->lock = self->lock;
  else if (errno == EEXIST)
    {
      if (is_stale (self->lock) && unlink (self->lock) == 0
          && make_lock_file (self->lock))
        held->lock = self->lock;
      else
        {
          lock_range (fd, F_UNLCK);
          return FALSE;
        }
    }
  return TRUE;
}

static void
let_go (Hold *held)
{
  if (held->lock != NULL)
    unlink (held->lock);
  lock_range (held->fd, F_UNLCK);
}

static gsize
read_at (int     fd,
         char   *data,
         gsize   size,
         goffset offset)
{
  gsize done = 0;

  while (done < size)
    {
      gssize n = pread (fd, data + done, size - done, offset + (goffset) done);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        break;
      done += (gsize) n;
    }
  return done;
}

/* Where the next message begins, or @end. */
static goffset
find_next (int     fd,
           goffset start,
           goffset end)
{
  const gsize overlap = strlen (SEPARATOR) - 1;
  g_autofree char *chunk = g_malloc (CHUNK);

  for (goffset at = start; at < end; at += (goffset) (CHUNK - overlap))
    {
      gsize size = read_at (fd, chunk, (gsize) MIN (CHUNK, end - at), at);
      const char *found = memmem (chunk, size, SEPARATOR, strlen (SEPARATOR));

      if (found != NULL)
        return at + (found - chunk) + 2;
      if (size < CHUNK)
        break;
    }
  return end;
}

/* Without the line that separates it from the one before. */
static GBytes *
read_message (int     fd,
              goffset start,
              goffset end)
{
  gsize size = (gsize) MIN (end - start, INVITES_BOUNCE_MAX_READ);
  g_autofree char *data = g_malloc (size);
  const char *line;

  size = read_at (fd, data, size, start);
  line = memchr (data, '\n', size);
  if (line == NULL)
    return g_bytes_new_static ("", 0);
  return g_bytes_new (line + 1, size - (gsize) (line + 1 - data));
}

static gboolean
begins_message (int     fd,
                goffset at)
{
  char start[sizeof BEGINNING - 1];

  return read_at (fd, start, sizeof start, at) == sizeof start
         && memcmp (start, BEGINNING, sizeof start) == 0;
}

/* Some mail systems begin with the empty line, some end with it. */
static goffset
skip_empty_lines (int     fd,
                  goffset at,
                  goffset end)
{
  char c;

  while (at < end && read_at (fd, &c, 1, at) == 1 && c == '\n')
    at++;
  return at;
}

static gboolean
take_until (InvitesBounceMailbox  *self,
            int                    fd,
            goffset                end,
            InvitesBounceTakeFunc  take,
            gpointer               user_data,
            GError               **error)
{
  while ((self->taken = skip_empty_lines (fd, self->taken, end)) < end)
    {
      goffset next = find_next (fd, self->taken, end);
      g_autoptr(GBytes) message = NULL;

      if (!begins_message (fd, self->taken))
        {
          g_set_error (error, INVITES_ERROR, INVITES_ERROR_INVALID,
                       "“%s” is no mailbox", self->path);
          return FALSE;
        }
      message = read_message (fd, self->taken, next);
      if (!take (message, user_data, error))
        return FALSE;
      self->taken = next;
    }
  return TRUE;
}

/* Somebody else may have rewritten the file, or put another one there. */
static gboolean
note_file (InvitesBounceMailbox *self,
           int                   fd,
           struct stat          *status,
           GError              **error)
{
  if (fstat (fd, status) != 0)
    return fail (self, error, "cannot be examined", errno);
  if (!S_ISREG (status->st_mode))
    return fail (self, error, "is no mailbox", EINVAL);
  if (status->st_dev != self->device || status->st_ino != self->number
      || status->st_size < self->taken)
    self->taken = 0;
  self->device = status->st_dev;
  self->number = status->st_ino;
  return TRUE;
}

static gboolean
is_still_there (InvitesBounceMailbox *self)
{
  struct stat status;

  return stat (self->path, &status) == 0 && status.st_dev == self->device
         && status.st_ino == self->number;
}

/* All that is there, while the mail system may go on; what it has added in
 * the meantime, while it may not; and then all is taken off. */
static gboolean
take_all (InvitesBounceMailbox   *self,
          int                     fd,
          InvitesBounceTakeFunc   take,
          gpointer                user_data,
          GError                **error)
{
  struct stat status;
  Hold held;
  gboolean done;

  if (!hold (self, fd, &held))
    return TRUE;
  done = note_file (self, fd, &status, error);
  let_go (&held);
  if (!done || status.st_size == 0)
    return done;
  if (!take_until (self, fd, status.st_size, take, user_data, error))
    return FALSE;

  if (!hold (self, fd, &held))
    return TRUE;
  done = note_file (self, fd, &status, error)
         && take_until (self, fd, status.st_size, take, user_data, error);
  if (done && is_still_there (self))
    {
      if (ftruncate (fd, 0) == 0)
        self->taken = 0;
      else
        done = fail (self, error, "cannot be emptied", errno);
    }
  let_go (&held);
  return done;
}

/**
 * invites_bounce_mailbox_scan:
 * @self: a mailbox
 * @take: (scope call): called with the first MiB of each message
 * @user_data: for @take
 * @error: return location for an error: @take's own,
 *   %INVITES_ERROR_UNAVAILABLE when the file cannot be used, or
 *   %INVITES_ERROR_INVALID when it is no mailbox
 *
 * Takes in every message, and empties the file. When that is cut off, nothing
 * is lost: what is still there is taken in the next time, by another process
 * from the beginning. When somebody else has the file locked, nothing is done.
 * A file that is not there yet is empty.
 *
 * Returns: whether nothing went wrong
 */
gboolean
invites_bounce_mailbox_scan (InvitesBounceMailbox   *self,
                             InvitesBounceTakeFunc   take,
                             gpointer                user_data,
                             GError                **error)
{
  struct stat status;
  gboolean done = TRUE;
  int fd;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (take != NULL, FALSE);

  fd = open (self->path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  if (fd < 0)
    return errno == ENOENT || fail (self, error, "cannot be opened", errno);
  if (fstat (fd, &status) != 0 || status.st_size > 0)
    done = take_all (self, fd, take, user_data, error);
  close (fd);
  return done;
}
