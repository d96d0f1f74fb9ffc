/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "service/commands/invites-log.h"

#include <stdio.h>

static const char *
get_level_name (GLogLevelFlags level)
{
  switch (level & G_LOG_LEVEL_MASK)
    {
    case G_LOG_LEVEL_ERROR: return "error";
    case G_LOG_LEVEL_CRITICAL: return "critical";
    case G_LOG_LEVEL_WARNING: return "warning";
    case G_LOG_LEVEL_MESSAGE: return "message";
    case G_LOG_LEVEL_INFO: return "info";
    default: return "debug";
    }
}

static const char *
find_field (const GLogField *fields,
            gsize            n_fields,
            const char      *key)
{
  for (gsize i = 0; i < n_fields; i++)
    {
      if (g_str_equal (fields[i].key, key) && fields[i].length == -1)
        return fields[i].value;
    }

  return NULL;
}

/* One line a message, all of them on standard error: standard output says
 * where the service listens and nothing else. */
static GLogWriterOutput
write_cb (GLogLevelFlags   level,
          const GLogField *fields,
          gsize            n_fields,
          gpointer         user_data)
{
  const char *domain = find_field (fields, n_fields, "GLIB_DOMAIN");
  const char *message = find_field (fields, n_fields, "MESSAGE");
  g_autoptr(GDateTime) now = NULL;
  g_autofree char *time = NULL;

  if (g_log_writer_default_would_drop (level, domain)
      && (level & G_LOG_LEVEL_MASK) > G_LOG_LEVEL_INFO)
    return G_LOG_WRITER_HANDLED;

  now = g_date_time_new_now_utc ();
  time = g_date_time_format (now, "%Y-%m-%dT%H:%M:%SZ");
  fprintf (stderr, "%s %s %s: %s\n", time, domain != NULL ? domain : "-",
           get_level_name (level), message != NULL ? message : "");
  return G_LOG_WRITER_HANDLED;
}

/**
 * invites_log_begin:
 *
 * Lets all messages go to standard error, with a time before each. Of debug
 * messages only those that G_MESSAGES_DEBUG asks for.
 */
void
invites_log_begin (void)
{
  g_log_set_writer_func (write_cb, NULL, NULL);
}
