/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/store/invites-store.h"

G_BEGIN_DECLS

/* A store in a SQL database, of either engine. */
#define INVITES_TYPE_STORE_SQL (invites_store_sql_get_type ())
G_DECLARE_FINAL_TYPE (InvitesStoreSql, invites_store_sql,
                      INVITES, STORE_SQL, GObject)

InvitesStore *invites_store_sql_new (const char  *database,
                                     GError     **error);

G_END_DECLS
