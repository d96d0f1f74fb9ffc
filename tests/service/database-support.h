/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * A new database for every case, of the engine that the program runs its cases
 * on: PostgreSQL when INVITES_TEST_ENGINE says "postgresql", in the server that
 * INVITES_TEST_POSTGRESQL names, else SQLite.
 */
gboolean    test_on_postgresql      (void);
char       *test_database_new       (const char *folder);
char       *test_database_new_empty (const char *folder,
                                     const char *name);
void        test_database_remove    (const char *database);
/* To the server, as who may do anything. */
void        test_server_exec        (const char *sql);

G_END_DECLS
