/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <dlfcn.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

/*
 * To be preloaded into the service, which knows nothing of it.
 *
 * STORAGE_SYNC=off   nothing is made durable
 * STORAGE_SYNC=5     making it durable takes 5 milliseconds more
 * STORAGE_KILL=N     SIGKILL at the Nth step: when something is about to be made
 *                    durable, which in SQLite's log is already written, and at
 *                    the first write after that, when what happened since is
 *                    known to nobody else
 */

int fsync (int fd);
int fdatasync (int fd);
ssize_t pwrite64 (int fd, const void *bytes, size_t length, off64_t offset);

static atomic_long n_steps;
static atomic_int  is_written;

static void
count_step (void)
{
  const char *word = getenv ("STORAGE_KILL");

  if (word != NULL && atomic_fetch_add (&n_steps, 1) + 1 == atol (word))
    kill (getpid (), SIGKILL);
}

/* TRUE when it is to be done at all. */
static int
prepare_sync (void)
{
  const char *word = getenv ("STORAGE_SYNC");
  struct timespec wait = { 0 };

  atomic_store (&is_written, 0);
  count_step ();
  if (word == NULL)
    return 1;
  if (word[0] == 'o')
    return 0;
  wait.tv_nsec = atol (word) * 1000000;
  nanosleep (&wait, NULL);
  return 1;
}

int
fsync (int fd)
{
  int (*real) (int) = (int (*) (int)) dlsym (RTLD_NEXT, "fsync");

  return prepare_sync () ? real (fd) : 0;
}

int
fdatasync (int fd)
{
  int (*real) (int) = (int (*) (int)) dlsym (RTLD_NEXT, "fdatasync");

  return prepare_sync () ? real (fd) : 0;
}

ssize_t
pwrite64 (int         fd,
          const void *bytes,
          size_t      length,
          off64_t     offset)
{
  ssize_t (*real) (int, const void *, size_t, off64_t)
    = (ssize_t (*) (int, const void *, size_t, off64_t))
      dlsym (RTLD_NEXT, "pwrite64");

  if (atomic_exchange (&is_written, 1) == 0)
    count_step ();
  return real (fd, bytes, length, offset);
}
