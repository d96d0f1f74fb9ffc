/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/import/invites-csv-reader.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "core/invites-text.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

typedef struct
{
  GString  *text;
  guint64   line;     /* that it begins in */
  gboolean  too_long; /* the rest was not kept */
} Field;

struct _InvitesCsvReader
{
  /* Owned */
  char  *file; /* its name without folders */
  FILE  *stream;
  Field  fields[INVITES_CSV_MAX_COLUMNS];

  /* Borrowed */
  const InvitesCsvColumn *columns;
  InvitesImportProblems  *problems;

  guint   n_columns;                        /* that are known */
  int     positions[INVITES_CSV_MAX_COLUMNS]; /* of each in the row, or -1 */
  guint   n_header;                         /* fields in the header */
  guint   n_fields;                         /* fields in this row */
  guint64 line;
};

/* How a row ended. */
typedef enum
{
  ROW_READ,
  ROW_BROKEN, /* noted; the next may be right */
  ROW_NONE,   /* end of the file, or noted and no use to go on */
} RowResult;

/* Reading octets. */

static int
read_octet (InvitesCsvReader *self)
{
  int c = getc_unlocked (self->stream);

  if (c == '\n')
    self->line++;

  return c;
}

static gboolean
read_octet_if (InvitesCsvReader *self,
               int               wanted)
{
  int c = getc_unlocked (self->stream);

  if (c == wanted)
    {
      if (c == '\n')
        self->line++;
      return TRUE;
    }

  if (c != EOF)
    ungetc (c, self->stream);
  return FALSE;
}

static void
skip_line (InvitesCsvReader *self,
           int               c)
{
  while (c != '\n' && c != EOF)
    c = read_octet (self);
}

static void
skip_byte_order_mark (InvitesCsvReader *self)
{
  char start[sizeof BYTE_ORDER_MARK - 1];
  gsize length = fread (start, 1, sizeof start, self->stream);

  if (length < sizeof start || memcmp (start, BYTE_ORDER_MARK, length) != 0)
    rewind (self->stream);
}

/* Reading fields. */

static Field *
begin_field (InvitesCsvReader *self)
{
  Field *field;

  /* Fields that no header has are read into the last, to be counted. */
  field = &self->fields[MIN (self->n_fields, INVITES_CSV_MAX_COLUMNS - 1)];
  self->n_fields++;
  g_string_truncate (field->text, 0);
  field->line = self->line;
  field->too_long = FALSE;
  return field;
}

static void
add_octet (Field *field,
           int    c)
{
  if (field->text->len < INVITES_CSV_MAX_FIELD)
    g_string_append_c (field->text, (char) c);
  else
    field->too_long = TRUE;
}

/* The octet behind a field: ',', '\n' or EOF, or anything that ought not to
 * stand there. A CRLF is one '\n'. */
static int
read_end (InvitesCsvReader *self)
{
  if (read_octet_if (self, '\r'))
    return read_octet_if (self, '\n') ? '\n' : '\r';

  return read_octet (self);
}

static void
note (InvitesCsvReader *self,
      guint64           line,
      const char       *words)
{
  invites_import_problems_add (self->problems, self->file, line, NULL, "%s",
                               words);
}

/* Behind the opening quote. */
static RowResult
read_quoted (InvitesCsvReader *self,
             Field            *field,
             int              *end)
{
  int c;

  while ((c = read_octet (self)) != EOF)
    {
      if (c != '"')
        {
          add_octet (field, c);
          continue;
        }
      if (read_octet_if (self, '"'))
        {
          add_octet (field, c);
          continue;
        }

      *end = read_end (self);
      if (*end == ',' || *end == '\n' || *end == EOF)
        return ROW_READ;

      note (self, field->line, "There is text behind a closing quote");
      skip_line (self, *end);
      return ROW_BROKEN;
    }

  note (self, field->line, "A quote is never closed");
  return ROW_NONE;
}

static RowResult
read_plain (InvitesCsvReader *self,
            Field            *field,
            int              *end)
{
  int c;

  while ((c = read_end (self)) != ',' && c != '\n' && c != EOF)
    {
      if (c == '"')
        {
          note (self, field->line,
                "A quote stands in the middle of a field that has none"
                " around it");
          skip_line (self, c);
          return ROW_BROKEN;
        }
      add_octet (field, c);
    }

  *end = c;
  return ROW_READ;
}

static RowResult
read_field (InvitesCsvReader *self,
            int              *end)
{
  Field *field = begin_field (self);

  return read_octet_if (self, '"') ? read_quoted (self, field, end)
                                   : read_plain (self, field, end);
}

static RowResult
read_fields (InvitesCsvReader *self,
             int              *end)
{
  RowResult result;

  self->n_fields = 0;
  do
    {
      if ((result = read_field (self, end)) != ROW_READ)
        return result;
    }
  while (*end == ',');

  return ROW_READ;
}

static RowResult
read_row (InvitesCsvReader *self)
{
  RowResult result;
  int end;

  /* Empty lines are nothing; so is what is behind the last line. */
  do
    {
      if ((result = read_fields (self, &end)) != ROW_READ)
        return result;
    }
  while (end == '\n' && self->n_fields == 1
         && self->fields[0].text->len == 0);

  if (ferror (self->stream))
    {
      note (self, 0, "The file cannot be read");
      return ROW_NONE;
    }

  return end == EOF && self->n_fields == 1 && self->fields[0].text->len == 0
         ? ROW_NONE : ROW_READ;
}

/* Checking them. */

static gboolean
check_field (InvitesCsvReader *self,
             const Field      *field,
             const char       *column)
{
  const char *words = NULL;

  if (field->too_long)
    words = "The text is too long";
  else if (strlen (field->text->str) == field->text->len
           && !g_utf8_validate_len (field->text->str, field->text->len, NULL))
    words = "The text is not UTF-8";
  else if (!invites_text_is_printable (field->text->str,
                                       (gssize) field->text->len))
    words = "There is a control character in the text";

  if (words == NULL)
    return TRUE;

  invites_import_problems_add (self->problems, self->file, field->line,
                               column, "%s", words);
  return FALSE;
}

static gboolean
check_row (InvitesCsvReader *self)
{
  gboolean good = TRUE;

  if (self->n_fields != self->n_header)
    {
      invites_import_problems_add (self->problems, self->file,
                                   self->fields[0].line, NULL,
                                   "The header has %u fields, this row has %u",
                                   self->n_header, self->n_fields);
      return FALSE;
    }

  for (guint i = 0; i < self->n_columns; i++)
    {
      if (self->positions[i] >= 0
          && !check_field (self, &self->fields[self->positions[i]],
                           self->columns[i].name))
        good = FALSE;
    }

  return good;
}

/* The header. */

static gboolean
read_column_name (InvitesCsvReader *self,
                  guint             position)
{
  const Field *field = &self->fields[position];

  if (!check_field (self, field, NULL))
    return FALSE;

  for (guint i = 0; i < self->n_columns; i++)
    {
      if (!g_str_equal (self->columns[i].name, field->text->str))
        continue;

      if (self->positions[i] < 0)
        {
          self->positions[i] = (int) position;
          return TRUE;
        }
      invites_import_problems_add (self->problems, self->file, field->line,
                                   self->columns[i].name,
                                   "This column stands there twice");
      return FALSE;
    }

  invites_import_problems_add (self->problems, self->file, field->line,
                               field->text->str,
                               "There is no such column");
  return FALSE;
}

static gboolean
check_columns (InvitesCsvReader *self)
{
  gboolean good = TRUE;

  for (guint i = 0; i < self->n_columns; i++)
    {
      if (self->positions[i] >= 0 || self->columns[i].optional)
        continue;

      invites_import_problems_add (self->problems, self->file, 1,
                                   self->columns[i].name,
                                   "This column is missing");
      good = FALSE;
    }

  return good;
}

static gboolean
read_header (InvitesCsvReader *self)
{
  guint n_problems = invites_import_problems_get_n (self->problems);
  gboolean good = TRUE;
  RowResult result = read_row (self);

  if (result == ROW_NONE
      && invites_import_problems_get_n (self->problems) == n_problems)
    note (self, 1, "There is no header line");
  if (result != ROW_READ)
    return FALSE;

  self->n_header = self->n_fields;
  if (self->n_header > INVITES_CSV_MAX_COLUMNS)
    {
      note (self, 1, "There are too many columns");
      return FALSE;
    }

  for (guint i = 0; i < self->n_header; i++)
    good = read_column_name (self, i) && good;

  return check_columns (self) && good;
}

/**
 * invites_csv_reader_open:
 * @path: the file
 * @columns: what may stand in its header, ended by a %NULL name, at most
 *   %INVITES_CSV_MAX_COLUMNS; not copied
 * @problems: takes what is wrong; not copied
 *
 * Opens a file and reads its header line.
 *
 * Returns: (transfer full) (nullable): a reader in front of the first row, or
 *   %NULL with something in @problems
 */
InvitesCsvReader *
invites_csv_reader_open (const char             *path,
                         const InvitesCsvColumn *columns,
                         InvitesImportProblems  *problems)
{
  g_autoptr(InvitesCsvReader) self = NULL;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (columns != NULL, NULL);
  g_return_val_if_fail (problems != NULL, NULL);

  self = g_new0 (InvitesCsvReader, 1);
  self->file = g_path_get_basename (path);
  self->columns = columns;
  self->problems = problems;
  self->line = 1;
  while (columns[self->n_columns].name != NULL)
    self->positions[self->n_columns++] = -1;
  for (guint i = 0; i < INVITES_CSV_MAX_COLUMNS; i++)
    self->fields[i].text = g_string_new (NULL);

  if (!(self->stream = g_fopen (path, "rbe")))
    {
      note (self, 0, g_strerror (errno));
      return NULL;
    }

  skip_byte_order_mark (self);
  return read_header (self) ? g_steal_pointer (&self) : NULL;
}

/**
 * invites_csv_reader_free:
 * @self: (transfer full) (nullable): a reader
 *
 * Closes the file.
 */
void
invites_csv_reader_free (InvitesCsvReader *self)
{
  if (self == NULL)
    return;

  if (self->stream != NULL)
    fclose (self->stream);
  for (guint i = 0; i < INVITES_CSV_MAX_COLUMNS; i++)
    g_string_free (self->fields[i].text, TRUE);
  g_free (self->file);
  g_free (self);
}

/**
 * invites_csv_reader_next:
 * @self: a reader
 *
 * Goes to the next row that is right. Those that are not are noted.
 *
 * Returns: whether there is one
 */
gboolean
invites_csv_reader_next (InvitesCsvReader *self)
{
  RowResult result;

  g_return_val_if_fail (self != NULL, FALSE);

  while (!invites_import_problems_is_full (self->problems)
         && (result = read_row (self)) != ROW_NONE)
    {
      if (result == ROW_READ && check_row (self))
        return TRUE;
    }

  return FALSE;
}

/**
 * invites_csv_reader_get:
 * @self: a reader on a row
 * @column: the index of a column
 *
 * Gets a cell: UTF-8 without control characters.
 *
 * Returns: (transfer none): the text until the next row; empty when the file
 *   does not have the column
 */
const char *
invites_csv_reader_get (InvitesCsvReader *self,
                        guint             column)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (column < self->n_columns, NULL);

  return self->positions[column] < 0
         ? "" : self->fields[self->positions[column]].text->str;
}

/**
 * invites_csv_reader_get_line:
 * @self: a reader on a row
 * @column: the index of a column
 *
 * Gets where a cell is.
 *
 * Returns: the line that it begins in, from 1
 */
guint64
invites_csv_reader_get_line (InvitesCsvReader *self,
                             guint             column)
{
  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (column < self->n_columns, 0);

  return self->fields[MAX (self->positions[column], 0)].line;
}

/**
 * invites_csv_reader_get_position:
 * @self: a reader
 *
 * Gets how far the file has been read.
 *
 * Returns: the octets that were read
 */
guint64
invites_csv_reader_get_position (InvitesCsvReader *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return (guint64) MAX (ftello (self->stream), 0);
}

/**
 * invites_csv_reader_get_file:
 * @self: a reader
 *
 * Gets the name of the file.
 *
 * Returns: (transfer none): the name, without folders
 */
const char *
invites_csv_reader_get_file (InvitesCsvReader *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->file;
}

/**
 * invites_csv_reader_get_name:
 * @self: a reader
 * @column: the index of a column
 *
 * Gets the name of a column.
 *
 * Returns: (transfer none): the name
 */
const char *
invites_csv_reader_get_name (InvitesCsvReader *self,
                             guint             column)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (column < self->n_columns, NULL);

  return self->columns[column].name;
}
