/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/import/invites-import-row.h"

#include <string.h>

#include "core/invites-address.h"

#define MAX_DIGITS     18 /* all that a 64-bit number is sure to hold */
#define MAX_DECIMALS   4
#define MAX_LANGUAGE   35 /* RFC 5646, section 4.4.1 */
#define EARLIEST_TIME  86400 /* no offset makes it "never" */
#define ZONEINFO       "/usr/share/zoneinfo"

/**
 * invites_import_row_blame:
 * @self: a row
 * @column: the index of the column to blame
 * @words: what is wrong
 *
 * Notes that a cell is wrong.
 */
void
invites_import_row_blame (InvitesImportRow *self,
                          guint             column,
                          const char       *words)
{
  g_return_if_fail (self != NULL);

  self->good = FALSE;
  invites_import_problems_add (self->problems,
                               invites_csv_reader_get_file (self->reader),
                               invites_csv_reader_get_line (self->reader,
                                                            column),
                               invites_csv_reader_get_name (self->reader,
                                                            column),
                               "%s", words);
}

/**
 * invites_import_row_get_text:
 * @self: a row
 * @column: the index of a column
 *
 * Gets a text as it is.
 *
 * Returns: (transfer none): the text, which may be empty
 */
const char *
invites_import_row_get_text (InvitesImportRow *self,
                             guint             column)
{
  g_return_val_if_fail (self != NULL, NULL);

  return invites_csv_reader_get (self->reader, column);
}

/**
 * invites_import_row_get_required:
 * @self: a row
 * @column: the index of a column
 *
 * Gets a text that must not be empty.
 *
 * Returns: (transfer none): the text
 */
const char *
invites_import_row_get_required (InvitesImportRow *self,
                                 guint             column)
{
  const char *text = invites_import_row_get_text (self, column);

  if (*text == '\0')
    invites_import_row_blame (self, column, "This must not be empty");

  return text;
}

static const char *
get_short (InvitesImportRow *self,
           guint             column,
           const char       *text)
{
  if (strlen (text) > INVITES_IMPORT_MAX_KEY)
    invites_import_row_blame (self, column,
                              "This is longer than 200 octets");

  return text;
}

/**
 * invites_import_row_get_key:
 * @self: a row
 * @column: the index of a column
 *
 * Gets a key: neither empty nor longer than 200 octets, so that it has an id.
 *
 * Returns: (transfer none): the key
 */
const char *
invites_import_row_get_key (InvitesImportRow *self,
                            guint             column)
{
  return get_short (self, column,
                    invites_import_row_get_required (self, column));
}

/**
 * invites_import_row_get_choice:
 * @self: a row
 * @column: the index of a column
 *
 * Gets one of the texts that users choose from, at most 200 octets long.
 *
 * Returns: (transfer none) (nullable): the text, or %NULL for unknown
 */
const char *
invites_import_row_get_choice (InvitesImportRow *self,
                               guint             column)
{
  const char *text = invites_import_row_get_text (self, column);

  return *text != '\0' ? get_short (self, column, text) : NULL;
}

/**
 * invites_import_row_get_address:
 * @self: a row
 * @column: the index of a column
 *
 * Gets an address that must be valid, as that of a sender.
 *
 * Returns: (transfer none): the address
 */
const char *
invites_import_row_get_address (InvitesImportRow *self,
                                guint             column)
{
  const char *text = invites_import_row_get_text (self, column);

  if (!invites_address_is_valid (text))
    invites_import_row_blame (self, column, "This is no e-mail address");

  return text;
}

/* GLib also takes POSIX rules such as "ABC5" for names. Those have digits and
 * no slash, as have a few names of old, which then must be there. */
static gboolean
is_time_zone (const char *name)
{
  g_autoptr(GTimeZone) zone = NULL;

  if (!g_ascii_isalpha (*name)
      || strspn (name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_+-/")
         != strlen (name))
    return FALSE;

  if (strpbrk (name, G_CSET_DIGITS) != NULL && strchr (name, '/') == NULL)
    {
      g_autofree char *path = g_build_filename (ZONEINFO, name, NULL);

      if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
        return FALSE;
    }

  zone = g_time_zone_new_identifier (name);
  return zone != NULL;
}

/**
 * invites_import_row_get_time_zone:
 * @self: a row
 * @column: the index of a column
 *
 * Gets a time zone by its IANA name.
 *
 * Returns: (transfer none): the name
 */
const char *
invites_import_row_get_time_zone (InvitesImportRow *self,
                                  guint             column)
{
  const char *text = invites_import_row_get_text (self, column);

  if (!is_time_zone (text))
    invites_import_row_blame (self, column,
                              "This is no time zone, such as"
                              " America/New_York");

  return text;
}

/**
 * invites_import_row_get_language:
 * @self: a row
 * @column: the index of a column
 *
 * Gets a language tag, such as "es" or "pt-BR".
 *
 * Returns: (transfer none) (nullable): the tag, or %NULL for unknown
 */
const char *
invites_import_row_get_language (InvitesImportRow *self,
                                 guint             column)
{
  const char *text = invites_import_row_get_text (self, column);

  if (*text == '\0')
    return NULL;

  if (strlen (text) > MAX_LANGUAGE || !g_ascii_isalpha (*text)
      || strspn (text, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "-")
         != strlen (text))
    invites_import_row_blame (self, column,
                              "This is no language tag, such as pt-BR");

  return text;
}

static gboolean
is_decimal (const char *text)
{
  const char *digits = *text == '+' || *text == '-' ? text + 1 : text;
  gsize whole = strspn (digits, G_CSET_DIGITS);
  gsize decimals = 0;

  if (whole == 0)
    return FALSE;
  if (digits[whole] == '.')
    {
      decimals = strspn (digits + whole + 1, G_CSET_DIGITS);
      if (decimals == 0)
        return FALSE;
      digits++;
    }

  return digits[whole + decimals] == '\0' && decimals <= MAX_DECIMALS
         && whole + decimals <= MAX_DIGITS;
}

/**
 * invites_import_row_get_decimal:
 * @self: a row
 * @column: the index of a column
 * @above_zero: (out): whether the number is above zero, exactly
 *
 * Gets a decimal number: a sign or none, at most four decimals, at most 18
 * digits, no exponent.
 *
 * Returns: (transfer none) (nullable): the number as written, or %NULL for
 *   unknown
 */
const char *
invites_import_row_get_decimal (InvitesImportRow *self,
                                guint             column,
                                gboolean         *above_zero)
{
  const char *text = invites_import_row_get_text (self, column);

  *above_zero = FALSE;
  if (*text == '\0')
    return NULL;

  if (!is_decimal (text))
    {
      invites_import_row_blame (self, column,
                                "This is no number with at most four"
                                " decimals, such as -12.50");
      return NULL;
    }

  *above_zero = *text != '-' && strpbrk (text, "123456789") != NULL;
  return text;
}

/**
 * invites_import_row_get_flag:
 * @self: a row
 * @column: the index of a column
 *
 * Gets what is "true", "false" or empty.
 *
 * Returns: the flag
 */
InvitesFlag
invites_import_row_get_flag (InvitesImportRow *self,
                             guint             column)
{
  const char *text = invites_import_row_get_text (self, column);

  if (g_str_equal (text, "true"))
    return INVITES_FLAG_YES;
  if (g_str_equal (text, "false"))
    return INVITES_FLAG_NO;

  if (*text != '\0')
    invites_import_row_blame (self, column,
                              "This is neither true nor false nor empty");
  return INVITES_FLAG_UNKNOWN;
}

/**
 * invites_import_row_get_count:
 * @self: a row
 * @column: the index of a column
 *
 * Gets a whole number that is not negative; empty is none.
 *
 * Returns: the number, of at most 18 digits
 */
guint64
invites_import_row_get_count (InvitesImportRow *self,
                              guint             column)
{
  const char *text = invites_import_row_get_text (self, column);

  if (strspn (text, G_CSET_DIGITS) != strlen (text)
      || strlen (text) > MAX_DIGITS)
    {
      invites_import_row_blame (self, column,
                                "This is no whole number from 0 on");
      return 0;
    }

  return g_ascii_strtoull (text, NULL, 10);
}

/**
 * invites_import_row_get_time:
 * @self: a row
 * @column: the index of a column
 *
 * Gets a time of RFC 3339, from 1970-01-02 on.
 *
 * Returns: the time, %INVITES_TIME_NONE for unknown
 */
InvitesTime
invites_import_row_get_time (InvitesImportRow *self,
                             guint             column)
{
  const char *text = invites_import_row_get_text (self, column);
  InvitesTime time = INVITES_TIME_NONE;

  if (*text != '\0'
      && (!invites_time_from_string (text, &time) || time < EARLIEST_TIME))
    invites_import_row_blame (self, column,
                              "This is no time since 1970 with its offset,"
                              " such as 2026-11-22T21:00:00Z");

  return time;
}
