/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/store/invites-store.h"

G_BEGIN_DECLS

/* A store in a SQLite database: a file on this machine. */
#define INVITES_TYPE_STORE_SQLITE (invites_store_sqlite_get_type ())
G_DECLARE_FINAL_TYPE (InvitesStoreSqlite, invites_store_sqlite,
                      INVITES, STORE_SQLITE, GObject)

InvitesStore *invites_store_sqlite_new (const char  *path,
                                        GError     **error);

G_END_DECLS
