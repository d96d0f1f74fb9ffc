/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-database-private.h"

#include "core/invites-error.h"

static void
bind_optional_int (InvitesCursor *self,
                   int            index,
                   gint64         value,
                   gint64         none)
{
  self->driver->bind_int (self, index, value == none ? NULL : &value);
}

/* Binds values as invites-database.h says of @format. */
void
invites_cursor_bind_values (InvitesCursor *self,
                            const char    *format,
                            va_list       *values)
{
  for (int index = 1; format[index - 1] != '\0'; index++)
    {
      switch (format[index - 1])
        {
        case 's':
          invites_cursor_bind_text (self, index,
                                    va_arg (*values, const char *));
          break;
        case 'i':
          invites_cursor_bind_int (self, index, va_arg (*values, gint64));
          break;
        case 't':
          invites_cursor_bind_time (self, index,
                                    va_arg (*values, InvitesTime));
          break;
        case 'b':
          invites_cursor_bind_bytes (self, index, va_arg (*values, GBytes *));
          break;
        case 'f':
          bind_optional_int (self, index, va_arg (*values, int), -1);
          break;
        default:
          g_assert_not_reached ();
        }
    }
}

/**
 * invites_cursor_bind_text:
 * @self: a cursor in front of the first row
 * @index: which value, from 1
 * @value: (nullable): UTF-8, copied; %NULL is NULL
 *
 * Binds a text.
 */
void
invites_cursor_bind_text (InvitesCursor *self,
                          int            index,
                          const char    *value)
{
  g_return_if_fail (self != NULL);

  self->driver->bind_text (self, index, value);
}

/**
 * invites_cursor_bind_int:
 * @self: a cursor in front of the first row
 * @index: which value, from 1
 * @value: a number
 *
 * Binds a number.
 */
void
invites_cursor_bind_int (InvitesCursor *self,
                         int            index,
                         gint64         value)
{
  g_return_if_fail (self != NULL);

  self->driver->bind_int (self, index, &value);
}

/**
 * invites_cursor_bind_time:
 * @self: a cursor in front of the first row
 * @index: which value, from 1
 * @value: a time; %INVITES_TIME_NONE is NULL
 *
 * Binds a time.
 */
void
invites_cursor_bind_time (InvitesCursor *self,
                          int            index,
                          InvitesTime    value)
{
  g_return_if_fail (self != NULL);

  bind_optional_int (self, index, value, INVITES_TIME_NONE);
}

/**
 * invites_cursor_bind_bytes:
 * @self: a cursor in front of the first row
 * @index: which value, from 1
 * @value: (nullable): octets, copied; %NULL is NULL
 *
 * Binds octets.
 */
void
invites_cursor_bind_bytes (InvitesCursor *self,
                           int            index,
                           GBytes        *value)
{
  g_return_if_fail (self != NULL);

  self->driver->bind_bytes (self, index, value);
}

/**
 * invites_cursor_step:
 * @self: a cursor
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Goes to the next row.
 *
 * Returns: %TRUE when there is one; %FALSE at the end, or with @error set
 */
gboolean
invites_cursor_step (InvitesCursor  *self,
                     GError        **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->driver->step (self, error);
}

/**
 * invites_cursor_find:
 * @self: a cursor in front of the first row
 * @code: an #InvitesError, for when there is no row
 * @message: the words of that error
 * @error: return location for %INVITES_ERROR_UNAVAILABLE and @code
 *
 * Goes to the row of something that was searched for.
 *
 * Returns: whether there is one
 */
gboolean
invites_cursor_find (InvitesCursor  *self,
                     int             code,
                     const char     *message,
                     GError        **error)
{
  g_autoptr(GError) step_error = NULL;

  if (invites_cursor_step (self, &step_error))
    return TRUE;

  if (step_error != NULL)
    g_propagate_error (error, g_steal_pointer (&step_error));
  else
    g_set_error_literal (error, INVITES_ERROR, code, message);
  return FALSE;
}

/**
 * invites_cursor_get_text:
 * @self: a cursor on a row
 * @column: which column, from 0
 *
 * Gets a text, without a copy.
 *
 * Returns: (transfer none) (nullable): the text until the next step, or %NULL
 *   for NULL
 */
const char *
invites_cursor_get_text (InvitesCursor *self,
                         int            column)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->driver->get_text (self, column);
}

/**
 * invites_cursor_dup_text:
 * @self: a cursor on a row
 * @column: which column, from 0
 *
 * Gets a text.
 *
 * Returns: (transfer full) (nullable): the text, or %NULL for NULL
 */
char *
invites_cursor_dup_text (InvitesCursor *self,
                         int            column)
{
  return g_strdup (invites_cursor_get_text (self, column));
}

/**
 * invites_cursor_get_int:
 * @self: a cursor on a row
 * @column: which column, from 0
 *
 * Gets a number, or a condition as 0 or 1.
 *
 * Returns: the number, 0 for NULL
 */
gint64
invites_cursor_get_int (InvitesCursor *self,
                        int            column)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->driver->get_int (self, column);
}

/**
 * invites_cursor_is_null:
 * @self: a cursor on a row
 * @column: which column, from 0
 *
 * Tells whether there is nothing in a column.
 *
 * Returns: whether it is NULL
 */
gboolean
invites_cursor_is_null (InvitesCursor *self,
                        int            column)
{
  g_return_val_if_fail (self != NULL, TRUE);

  return self->driver->is_null (self, column);
}

/**
 * invites_cursor_get_time:
 * @self: a cursor on a row
 * @column: which column, from 0
 *
 * Gets a time.
 *
 * Returns: the time, %INVITES_TIME_NONE for NULL
 */
InvitesTime
invites_cursor_get_time (InvitesCursor *self,
                         int            column)
{
  return invites_cursor_get_int (self, column);
}

/**
 * invites_cursor_dup_bytes:
 * @self: a cursor on a row
 * @column: which column, from 0
 *
 * Gets a value as it is, octet by octet.
 *
 * Returns: (transfer full): the octets, none for NULL
 */
GBytes *
invites_cursor_dup_bytes (InvitesCursor *self,
                          int            column)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->driver->dup_bytes (self, column);
}

/**
 * invites_cursor_dup_texts:
 * @self: a cursor
 * @error: as invites_cursor_step()
 *
 * Returns: (transfer full) (nullable): the first column of all rows that are
 *   left, %NULL-terminated; %NULL with @error
 */
char **
invites_cursor_dup_texts (InvitesCursor  *self,
                          GError        **error)
{
  g_autoptr(GStrvBuilder) texts = g_strv_builder_new ();
  g_autoptr(GError) step_error = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  while (invites_cursor_step (self, &step_error))
    g_strv_builder_add (texts, invites_cursor_get_text (self, 0));
  if (step_error == NULL)
    return g_strv_builder_end (texts);

  g_propagate_error (error, g_steal_pointer (&step_error));
  return NULL;
}

/**
 * invites_cursor_free:
 * @self: (transfer full) (nullable): a cursor
 *
 * Ends the statement and gives it back for the next use.
 */
void
invites_cursor_free (InvitesCursor *self)
{
  if (self != NULL)
    self->driver->free (self);
}
