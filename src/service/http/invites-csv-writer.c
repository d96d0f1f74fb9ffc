/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/http/invites-csv-writer.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "core/invites-error.h"

#define BUFFER_SIZE (256 * 1024)

struct _InvitesCsvWriter
{
  InvitesRequest *request; /* (unowned) */
  int             fd;      /* (owned) */
  GString        *buffer;  /* (owned): what is not in the file yet */
  guint64         length;  /* of the file */
  gboolean        in_row;  /* a cell stands before the next one */
};

static gboolean
fail (GError    **error,
      const char *what)
{
  g_message ("%s: %s", what, g_strerror (errno));
  g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_UNAVAILABLE,
                       "There is no room to write the list");
  return FALSE;
}

static gboolean
flush (InvitesCsvWriter *self,
       GError          **error)
{
  gsize written = 0;

  if (!invites_request_check_wanted (self->request, error))
    return FALSE;

  while (written < self->buffer->len)
    {
      gssize n = write (self->fd, self->buffer->str + written,
                        self->buffer->len - written);

      if (n < 0 && errno != EINTR)
        return fail (error, "Writing a list");
      written += (gsize) MAX (n, 0);
    }
  self->length += written;
  g_string_truncate (self->buffer, 0);
  return TRUE;
}

static int
open_unnamed (GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr(GError) local_error = NULL;
  int fd = g_file_open_tmp ("portal-invites-XXXXXX", &path, &local_error);

  if (fd < 0)
    {
      g_message ("Writing a list: %s", local_error->message);
      g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_UNAVAILABLE,
                           "There is no room to write the list");
      return -1;
    }
  /* It lives as long as it is open. */
  g_unlink (path);
  return fd;
}

/**
 * invites_csv_writer_new:
 * @request: what the list answers
 * @columns: the names of the columns, %NULL-terminated
 * @error: %INVITES_ERROR_UNAVAILABLE when there is no room
 *
 * Begins a list with its header row.
 *
 * Returns: (transfer full): the writer
 */
InvitesCsvWriter *
invites_csv_writer_new (InvitesRequest    *request,
                        const char *const *columns,
                        GError           **error)
{
  g_autoptr(InvitesCsvWriter) self = NULL;
  int fd;

  g_return_val_if_fail (request != NULL, NULL);
  g_return_val_if_fail (columns != NULL, NULL);

  if ((fd = open_unnamed (error)) < 0)
    return NULL;

  self = g_new0 (InvitesCsvWriter, 1);
  self->request = request;
  self->fd = fd;
  self->buffer = g_string_sized_new (BUFFER_SIZE + 4096);
  for (gsize i = 0; columns[i] != NULL; i++)
    invites_csv_writer_add_text (self, columns[i]);
  if (!invites_csv_writer_end_row (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * invites_csv_writer_free:
 * @self: (transfer full) (nullable): a writer
 *
 * Frees a writer and what it has written.
 */
void
invites_csv_writer_free (InvitesCsvWriter *self)
{
  if (self == NULL)
    return;

  if (self->fd >= 0)
    close (self->fd);
  g_string_free (self->buffer, TRUE);
  g_free (self);
}

static void
begin_cell (InvitesCsvWriter *self)
{
  if (self->in_row)
    g_string_append_c (self->buffer, ',');
  self->in_row = TRUE;
}

/**
 * invites_csv_writer_add_text:
 * @self: a writer
 * @text: (nullable): a text; %NULL is empty
 *
 * Adds a cell of text. One that a spreadsheet would take for a formula gets
 * an apostrophe before it.
 */
void
invites_csv_writer_add_text (InvitesCsvWriter *self,
                             const char       *text)
{
  gboolean quoted;

  g_return_if_fail (self != NULL);

  begin_cell (self);
  if (text == NULL || text[0] == '\0')
    return;

  quoted = strpbrk (text, ",\"\r\n") != NULL;
  if (quoted)
    g_string_append_c (self->buffer, '"');
  if (strchr ("=+-@\t\r", text[0]) != NULL)
    g_string_append_c (self->buffer, '\'');
  for (const char *c = text; *c != '\0'; c++)
    {
      if (*c == '"')
        g_string_append_c (self->buffer, '"');
      g_string_append_c (self->buffer, *c);
    }
  if (quoted)
    g_string_append_c (self->buffer, '"');
}

/**
 * invites_csv_writer_add_boolean:
 * @self: a writer
 * @value: what it says
 *
 * Adds a cell that says "true" or "false".
 */
void
invites_csv_writer_add_boolean (InvitesCsvWriter *self,
                                gboolean          value)
{
  invites_csv_writer_add_text (self, value ? "true" : "false");
}

/**
 * invites_csv_writer_add_time:
 * @self: a writer
 * @time: a time; %INVITES_TIME_NONE is empty
 *
 * Adds a cell with a time as RFC 3339 has it, in UTC.
 */
void
invites_csv_writer_add_time (InvitesCsvWriter *self,
                             InvitesTime       time)
{
  g_autofree char *text = NULL;

  if (time != INVITES_TIME_NONE)
    text = invites_time_to_string (time);
  invites_csv_writer_add_text (self, text);
}

/**
 * invites_csv_writer_add_number:
 * @self: a writer
 * @number: a number; 0 is empty
 *
 * Adds a cell with a number that is none when it is zero.
 */
void
invites_csv_writer_add_number (InvitesCsvWriter *self,
                               int               number)
{
  g_return_if_fail (self != NULL);

  begin_cell (self);
  if (number != 0)
    g_string_append_printf (self->buffer, "%d", number);
}

/**
 * invites_csv_writer_end_row:
 * @self: a writer
 * @error: %INVITES_ERROR_UNAVAILABLE when there is no room, or nobody waits for
 *   the list any more
 *
 * Ends a row.
 *
 * Returns: whether it was written
 */
gboolean
invites_csv_writer_end_row (InvitesCsvWriter *self,
                            GError          **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  g_string_append (self->buffer, "\r\n");
  self->in_row = FALSE;
  return self->buffer->len < BUFFER_SIZE || flush (self, error);
}

/**
 * invites_csv_writer_finish:
 * @self: a writer
 * @error: %INVITES_ERROR_UNAVAILABLE when there is no room
 *
 * Ends the list.
 *
 * Returns: (transfer full): the answer that holds it
 */
InvitesAnswer *
invites_csv_writer_finish (InvitesCsvWriter *self,
                           GError          **error)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (!flush (self, error))
    return NULL;
  if (lseek (self->fd, 0, SEEK_SET) < 0)
    {
      fail (error, "Reading a list");
      return NULL;
    }

  return invites_answer_new_file (INVITES_CSV_CONTENT_TYPE,
                                  g_steal_fd (&self->fd), self->length);
}
