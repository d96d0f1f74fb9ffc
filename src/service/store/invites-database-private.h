/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/store/invites-database.h"

G_BEGIN_DECLS

struct _InvitesDatabase
{
  sqlite3    *db;
  GHashTable *statements; /* of those not in use: sqlite3_stmt by its own
                             text */
};

struct _InvitesCursor
{
  InvitesDatabase *database; /* (unowned) */
  sqlite3_stmt  *statement;
  int            bind_result;
};

InvitesCursor *invites_cursor_new         (InvitesDatabase *database,
                                           sqlite3_stmt    *statement);
void           invites_cursor_bind_values (InvitesCursor  *self,
                                           const char     *format,
                                           va_list        *values);
void           invites_database_set_error   (InvitesDatabase *self,
                                             int              result,
                                             GError         **error);

G_END_DECLS
