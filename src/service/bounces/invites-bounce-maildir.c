/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/bounces/invites-bounce-maildir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/invites-error.h"
#include "service/bounces/invites-bounce-report.h"

#define INFO ":2,"

typedef struct
{
  const char            *directory;
  InvitesBounceTakeFunc  take;
  gpointer               user_data;
} Scan;

static gboolean
fail (GError    **error,
      const char *path,
      const char *what,
      int         number)
{
  g_set_error (error, INVITES_ERROR, INVITES_ERROR_UNAVAILABLE, "“%s” %s: %s",
               path, what, g_strerror (number));
  return FALSE;
}

static gboolean
is_seen (const char *name)
{
  const char *info = strstr (name, INFO);

  return info != NULL && strchr (info + strlen (INFO), 'S') != NULL;
}

static gint
compare_letters (gconstpointer a,
                 gconstpointer b)
{
  return *(const char *) a - *(const char *) b;
}

/* The flags stand in ASCII's order (maildir(5)). */
static char *
dup_seen_name (const char *name)
{
  const char *info = strstr (name, INFO);
  gsize length = info != NULL ? (gsize) (info - name) : strlen (name);
  g_autoptr(GByteArray) flags = g_byte_array_new ();

  if (info != NULL)
    g_byte_array_append (flags, (const guint8 *) info + strlen (INFO),
                         (guint) strlen (info + strlen (INFO)));
  g_byte_array_append (flags, (const guint8 *) "S", 1);
  qsort (flags->data, flags->len, 1, compare_letters);
  return g_strdup_printf ("%.*s" INFO "%.*s", (int) length, name,
                          (int) flags->len, (const char *) flags->data);
}

static GBytes *
read_beginning (int fd)
{
  g_autofree guint8 *data = g_malloc (INVITES_BOUNCE_MAX_READ);
  gsize size = 0;

  while (size < INVITES_BOUNCE_MAX_READ)
    {
      gssize n = read (fd, data + size, INVITES_BOUNCE_MAX_READ - size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return NULL;
      if (n == 0)
        break;
      size += (gsize) n;
    }
  return g_bytes_new (data, size);
}

/* NULL without error: somebody has taken it away, or it is no message. */
static GBytes *
read_message (const char *path,
              GError    **error)
{
  struct stat status;
  GBytes *message = NULL;
  int number = 0;
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);

  if (fd < 0)
    {
      if (errno != ENOENT && errno != ELOOP)
        fail (error, path, "cannot be read", errno);
      return NULL;
    }
  if (fstat (fd, &status) == 0 && S_ISREG (status.st_mode)
      && (message = read_beginning (fd)) == NULL)
    number = errno;
  close (fd);
  if (number != 0)
    fail (error, path, "cannot be read", number);
  return message;
}

static gboolean
take_file (const Scan *scan,
           const char *folder,
           const char *name,
           GError    **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *seen = dup_seen_name (name);
  g_autofree char *target = g_build_filename (scan->directory, "cur", seen,
                                              NULL);
  g_autoptr(GBytes) message = NULL;
  g_autoptr(GError) local_error = NULL;

  if ((message = read_message (path, &local_error)) == NULL)
    {
      if (local_error == NULL)
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (!scan->take (message, scan->user_data, error))
    return FALSE;
  return rename (path, target) == 0 || errno == ENOENT
         || fail (error, path, "cannot be moved", errno);
}

/* Before anything is taken in: what cannot be moved would come again and
 * again. */
static gboolean
check_folder (const char *folder,
              GError    **error)
{
  return access (folder, R_OK | W_OK | X_OK) == 0
         || fail (error, folder, "cannot be used", errno);
}

static gboolean
scan_folder (const Scan *scan,
             const char *folder,
             GError    **error)
{
  g_autoptr(GDir) dir = g_dir_open (folder, 0, error);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  if (dir == NULL)
    return FALSE;
  /* All at first: what is moved must not come by once more. */
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      if (*name != '.' && !is_seen (name))
        g_ptr_array_add (names, g_strdup (name));
    }
  for (guint i = 0; i < names->len; i++)
    {
      if (!take_file (scan, folder, names->pdata[i], error))
        return FALSE;
    }
  return TRUE;
}

/**
 * invites_bounce_maildir_scan:
 * @directory: a Maildir
 * @with_cur: to look for unread messages among those that are not new, too
 * @take: (scope call): called with the first MiB of each
 * @user_data: for @take
 * @error: return location for an error: @take's own, or
 *   %INVITES_ERROR_UNAVAILABLE when the Maildir cannot be used
 *
 * Takes in every message that is not marked as seen, and marks it. When that
 * is cut off between the two, a message is taken in once more the next time.
 * A Maildir that is not there yet is empty: the mail system makes it.
 *
 * Returns: whether there is nothing left
 */
gboolean
invites_bounce_maildir_scan (const char             *directory,
                             gboolean                with_cur,
                             InvitesBounceTakeFunc   take,
                             gpointer                user_data,
                             GError                **error)
{
  Scan scan = { directory, take, user_data };
  g_autofree char *new = NULL;
  g_autofree char *cur = NULL;

  g_return_val_if_fail (directory != NULL, FALSE);
  g_return_val_if_fail (take != NULL, FALSE);

  new = g_build_filename (directory, "new", NULL);
  cur = g_build_filename (directory, "cur", NULL);
  if (!g_file_test (new, G_FILE_TEST_EXISTS))
    return TRUE;
  return check_folder (new, error) && check_folder (cur, error)
         && scan_folder (&scan, new, error)
         && (!with_cur || scan_folder (&scan, cur, error));
}
