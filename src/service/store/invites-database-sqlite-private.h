/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "service/store/invites-database-private.h"

G_BEGIN_DECLS

typedef struct
{
  InvitesDatabase parent;

  sqlite3    *db;
  GHashTable *statements; /* of those not in use: sqlite3_stmt by its own
                             text */
} InvitesDatabaseSqlite;

InvitesCursor *invites_cursor_sqlite_new (InvitesDatabaseSqlite *database,
                                          sqlite3_stmt          *statement);
void invites_database_sqlite_set_error   (InvitesDatabaseSqlite *self,
                                          int                    result,
                                          GError               **error);

G_END_DECLS
