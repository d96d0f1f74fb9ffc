/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "core/invites-time.h"

#include <string.h>

/**
 * invites_time_now:
 *
 * Gets the present time.
 *
 * Returns: whole seconds since 1970-01-01T00:00:00Z
 */
InvitesTime
invites_time_now (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

/**
 * invites_time_to_string:
 * @time: a time, in the years 1–9999
 *
 * Writes a time as RFC 3339 in UTC: "2026-11-22T21:00:00Z".
 *
 * Returns: (transfer full) (nullable): the text, or %NULL for
 *   %INVITES_TIME_NONE and for a time outside of those years
 */
char *
invites_time_to_string (InvitesTime time)
{
  g_autoptr(GDateTime) date = NULL;

  if (time == INVITES_TIME_NONE
      || !(date = g_date_time_new_from_unix_utc (time)))
    return NULL;

  return g_strdup_printf ("%04d-%02d-%02dT%02d:%02d:%02dZ",
                          g_date_time_get_year (date),
                          g_date_time_get_month (date),
                          g_date_time_get_day_of_month (date),
                          g_date_time_get_hour (date),
                          g_date_time_get_minute (date),
                          g_date_time_get_second (date));
}

/* A number of exactly @n_digits digits, within bounds; moves on behind it. */
static gboolean
read_number (const char **text,
             guint        n_digits,
             int          minimum,
             int          maximum,
             int         *number)
{
  int value = 0;

  for (guint i = 0; i < n_digits; i++)
    {
      if (!g_ascii_isdigit (**text))
        return FALSE;
      value = value * 10 + g_ascii_digit_value (**text);
      (*text)++;
    }

  *number = value;
  return value >= minimum && value <= maximum;
}

static gboolean
read_char (const char **text,
           const char  *allowed)
{
  if (**text == '\0' || strchr (allowed, **text) == NULL)
    return FALSE;

  (*text)++;
  return TRUE;
}

/* A fraction of a second is allowed and cut off. */
static gboolean
skip_fraction (const char **text)
{
  if (!read_char (text, "."))
    return TRUE;
  if (!g_ascii_isdigit (**text))
    return FALSE;

  while (g_ascii_isdigit (**text))
    (*text)++;
  return TRUE;
}

/* "Z" or "+02:00", as seconds east of Greenwich. */
static gboolean
read_offset (const char **text,
             int         *offset)
{
  int sign, hours, minutes;

  *offset = 0;
  if (read_char (text, "Zz"))
    return TRUE;

  sign = **text == '-' ? -1 : 1;
  if (!read_char (text, "+-")
      || !read_number (text, 2, 0, 23, &hours)
      || !read_char (text, ":")
      || !read_number (text, 2, 0, 59, &minutes))
    return FALSE;

  *offset = sign * (hours * 60 + minutes) * 60;
  return TRUE;
}

/**
 * invites_time_from_string:
 * @text: (nullable): what may be a time of RFC 3339
 * @time: (out): the time; untouched when @text is none
 *
 * Reads a time with its offset from UTC. A fraction of a second is cut off.
 * Refused are a leap second, and the very second of 1970-01-01T00:00:00Z,
 * which could not be told from "never".
 *
 * Returns: whether @text is a time
 */
gboolean
invites_time_from_string (const char  *text,
                          InvitesTime *time)
{
  g_autoptr(GDateTime) date = NULL;
  int year, month, day, hour, minute, second, offset;
  InvitesTime value;

  g_return_val_if_fail (time != NULL, FALSE);

  if (text == NULL
      || !read_number (&text, 4, 1, 9999, &year)
      || !read_char (&text, "-")
      || !read_number (&text, 2, 1, 12, &month)
      || !read_char (&text, "-")
      || !read_number (&text, 2, 1, 31, &day)
      || !read_char (&text, "Tt")
      || !read_number (&text, 2, 0, 23, &hour)
      || !read_char (&text, ":")
      || !read_number (&text, 2, 0, 59, &minute)
      || !read_char (&text, ":")
      || !read_number (&text, 2, 0, 59, &second)
      || !skip_fraction (&text)
      || !read_offset (&text, &offset)
      || *text != '\0')
    return FALSE;

  date = g_date_time_new_utc (year, month, day, hour, minute, second);
  if (date == NULL) /* The 31st of a shorter month. */
    return FALSE;

  value = g_date_time_to_unix (date) - offset;
  if (value == INVITES_TIME_NONE)
    return FALSE;

  *time = value;
  return TRUE;
}
