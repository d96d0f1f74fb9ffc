/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In place of PostgreSQL's files, where the build leaves them out: a demo on
 * one computer keeps everything in a file. */
#include "service/store/invites-database-listener.h"
#include "service/store/invites-database-private.h"

#include "core/invites-error.h"

/**
 * invites_database_postgresql_check:
 * @url: a URL of PostgreSQL's
 * @error: return location for %INVITES_ERROR_INVALID
 *
 * Returns: %FALSE
 */
gboolean
invites_database_postgresql_check (const char  *url,
                                   GError     **error)
{
  g_set_error_literal (error, INVITES_ERROR, INVITES_ERROR_INVALID,
                       "This portal-invites-service was built without"
                       " PostgreSQL: the database must be sqlite:PATH");
  return FALSE;
}

/**
 * invites_database_postgresql_open:
 * @url: a URL of PostgreSQL's
 * @error: return location for %INVITES_ERROR_INVALID
 *
 * Returns: (nullable): %NULL
 */
InvitesDatabase *
invites_database_postgresql_open (const char  *url,
                                  GError     **error)
{
  invites_database_postgresql_check (url, error);
  return NULL;
}

/**
 * invites_database_listener_new:
 * @database: what --database says
 * @func: not called
 * @user_data: for @func
 *
 * Returns: (nullable): %NULL, for a file never says anything
 */
InvitesDatabaseListener *
invites_database_listener_new (const char                  *database,
                               InvitesDatabaseListenerFunc  func,
                               gpointer                     user_data)
{
  return NULL;
}

/**
 * invites_database_listener_free:
 * @self: (nullable): %NULL
 *
 * Does nothing.
 */
void
invites_database_listener_free (InvitesDatabaseListener *self)
{
  g_return_if_fail (self == NULL);
}
