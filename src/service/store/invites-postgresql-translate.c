/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/store/invites-database-postgresql-private.h"

#include <string.h>

#define CLEAR_TEMP "DELETE FROM temp."

/* Where what begins at @start, and is neither read nor changed, ends: a text
 * or name in quotes, a comment, a function's body. @start itself when nothing
 * of the kind begins there. */
static const char *
skip_opaque (const char *start)
{
  const char *end = NULL;

  if (*start == '\'' || *start == '"')
    end = strchr (start + 1, *start);
  else if (g_str_has_prefix (start, "--"))
    end = strchr (start, '\n');
  else if (g_str_has_prefix (start, "$$"))
    end = (end = strstr (start + 2, "$$")) != NULL ? end + 1 : NULL;
  else
    return start;

  return end != NULL ? end + 1 : start + strlen (start);
}

static gboolean
is_word_start (const char *sql,
               const char *p)
{
  return p == sql || !(g_ascii_isalnum (p[-1]) || p[-1] == '_' || p[-1] == '.');
}

/* To empty a temporary table row by row would leave it as long as it was. */
static gboolean
clears_temp (const char *sql)
{
  return g_str_has_prefix (sql, CLEAR_TEMP)
         && strchr (sql + strlen (CLEAR_TEMP), ' ') == NULL;
}

/**
 * invites_postgresql_translate:
 * @sql: statements, as invites-database.h says
 *
 * Makes PostgreSQL's of what is written for both engines: $1 for ?1, its own
 * schema of temporary tables, and JOIN where SQLite is told an order.
 *
 * Returns: (transfer full): the same, in PostgreSQL's words
 */
char *
invites_postgresql_translate (const char *sql)
{
  g_autoptr(GString) translated = g_string_sized_new (strlen (sql) + 16);
  const char *p = sql;

  g_return_val_if_fail (sql != NULL, NULL);

  if (clears_temp (sql))
    return g_strconcat ("TRUNCATE pg_temp.", sql + strlen (CLEAR_TEMP), NULL);

  while (*p != '\0')
    {
      const char *end = skip_opaque (p);

      if (end != p)
        g_string_append_len (translated, p, end - p);
      else if (*p == '?' && g_ascii_isdigit (p[1]))
        end = (g_string_append_c (translated, '$'), p + 1);
      else if (g_str_has_prefix (p, "temp.") && is_word_start (sql, p))
        end = (g_string_append (translated, "pg_temp."), p + strlen ("temp."));
      else if (g_str_has_prefix (p, "CROSS JOIN ") && is_word_start (sql, p))
        end = p + strlen ("CROSS ");
      else
        end = (g_string_append_c (translated, *p), p + 1);

      p = end;
    }

  return g_string_free (g_steal_pointer (&translated), FALSE);
}
