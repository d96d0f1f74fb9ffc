/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libpq-fe.h>

#include "service/store/invites-database-private.h"

G_BEGIN_DECLS

/* pg_type.h is not for clients; these never change. */
#define INVITES_PG_BYTEA 17
#define INVITES_PG_INT8  20
#define INVITES_PG_TEXT  25

#define INVITES_PG_CHANNEL "portal_invites"

typedef struct
{
  InvitesDatabase parent;

  char       *url;
  PGconn     *connection;   /* (nullable) before the first and after a break */
  GHashTable *statements;   /* InvitesPgStatement by its text */
  guint       n_names;      /* given to statements and cursors */
  gint64      failed_at;    /* monotonic, of the last attempt to connect; 0 */
  gboolean    began;        /* a transaction, be it broken or not */
  guint       n_transactions;
  guint64     changes;
} InvitesDatabasePostgresql;

/* A statement as PostgreSQL has it: known to the connection by name, for the
 * types that it was first used with. */
typedef struct
{
  char     *sql;            /* as it came */
  char     *translated;
  char     *name;           /* (nullable): not prepared */
  GArray   *types;          /* of Oid */
  gboolean  kept;           /* for the next use */
} InvitesPgStatement;

void      invites_pg_statement_unref    (InvitesPgStatement        *self);

InvitesCursor *
          invites_cursor_postgresql_new (InvitesDatabasePostgresql *database,
                                         InvitesPgStatement        *statement,
                                         gboolean                   is_long);
char     *invites_postgresql_translate  (const char                *sql);
PGconn   *invites_postgresql_connect    (const char                *url,
                                         GError                   **error);
void      invites_postgresql_set_error  (PGconn                    *connection,
                                         const PGresult            *result,
                                         GError                   **error);
gboolean  invites_postgresql_ensure     (InvitesDatabasePostgresql *self,
                                         GError                   **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PGresult, PQclear)

G_END_DECLS
