/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-postgresql-fold.h"

#include "core/invites-text.h"

/* No letter beyond has two cases; the planes that follow are ideographs. */
#define END_OF_CASES 0x20000

/* A text of ASCII has as many octets as characters. */
#define MAKE_FOLD                                                             \
  "CREATE OR REPLACE FUNCTION fold (whole TEXT) RETURNS TEXT"                 \
  " LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT CASE"                   \
  " WHEN octet_length (whole) = char_length (whole)"                          \
  " THEN lower (whole COLLATE \"C\")"                                         \
  " ELSE normalize (translate (normalize (whole, NFC), '%s', '%s'), NFC) END" \
  " $$"

/**
 * invites_postgresql_make_fold:
 * @database: a PostgreSQL database
 * @error: return location for %INVITES_ERROR_UNAVAILABLE
 *
 * Makes the function fold() of the database, which gives what
 * invites_text_fold() gives. PostgreSQL's own lower() depends on the locale of
 * the server, and its full folding makes several characters of one.
 *
 * Returns: whether it was made
 */
gboolean
invites_postgresql_make_fold (InvitesDatabase *database,
                              GError         **error)
{
  g_autoptr(GString) from = g_string_new (NULL);
  g_autoptr(GString) to = g_string_new (NULL);
  g_autofree char *sql = NULL;

  g_return_val_if_fail (database != NULL, FALSE);

  for (gunichar c = 'A'; c < END_OF_CASES; c++)
    {
      gunichar folded;

      if (!g_unichar_validate (c)
          || (folded = invites_text_fold_char (c)) == c)
        continue;
      g_string_append_unichar (from, c);
      g_string_append_unichar (to, folded);
    }

  sql = g_strdup_printf (MAKE_FOLD, from->str, to->str);
  return invites_database_exec (database, sql, error);
}
