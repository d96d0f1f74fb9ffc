/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

#include "core/invites-time.h"

G_BEGIN_DECLS

/* A thin, honest layer over SQLite: one error shape, statements cached by
 * their text, values always bound. */
typedef struct _InvitesDatabase InvitesDatabase;

/* What a transaction is for. */
typedef enum
{
  INVITES_READ,  /* sees one state of the database */
  INVITES_WRITE, /* no other writes meanwhile */
  INVITES_TURN,  /* of the queue: where the engine can, beside other turns,
                    which claim other rows, but beside no INVITES_WRITE */
} InvitesMode;

InvitesDatabase *invites_database_open      (const char     *path,
                                             GError        **error);
void           invites_database_free      (InvitesDatabase  *self);
gboolean       invites_database_exec      (InvitesDatabase *self,
                                           const char      *sql,
                                           GError         **error);
gboolean       invites_database_begin     (InvitesDatabase *self,
                                           InvitesMode     mode,
                                           GError        **error);
gboolean       invites_database_commit    (InvitesDatabase *self,
                                           GError         **error);
void           invites_database_rollback  (InvitesDatabase  *self);
guint64        invites_database_get_changes (InvitesDatabase *self);
gint64         invites_database_get_last_id (InvitesDatabase *self);

/*
 * A statement in use. format names the values, in the order of ?1, ?2, …:
 *   s  const char * (NULL: NULL)     i  gint64
 *   t  InvitesTime (NONE: NULL)      b  GBytes * (NULL: NULL)
 *   f  int flag, -1: NULL
 * invites_database_query() gives a cursor; step is TRUE for a row, FALSE at the
 * end or with error.
 */
typedef struct _InvitesCursor InvitesCursor;

InvitesCursor *invites_database_query     (InvitesDatabase  *self,
                                           const char     *sql,
                                           GError        **error,
                                           const char     *format,
                                           ...);
/* Without rows to read; *changed may be NULL. */
gboolean       invites_database_run       (InvitesDatabase  *self,
                                           const char     *sql,
                                           guint64        *changed,
                                           GError        **error,
                                           const char     *format,
                                           ...);
/* For statements whose values are gathered at run time: binds ?n. */
InvitesCursor *invites_database_prepare   (InvitesDatabase *self,
                                           const char      *sql,
                                           GError         **error);
void           invites_cursor_bind_text (InvitesCursor  *self,
                                         int             index,
                                         const char     *value);
void           invites_cursor_bind_int  (InvitesCursor  *self,
                                         int             index,
                                         gint64          value);
gboolean       invites_cursor_step      (InvitesCursor  *self,
                                         GError        **error);
/* The only row of a search, or an error of that code. */
gboolean       invites_cursor_find      (InvitesCursor  *self,
                                         int             code,
                                         const char     *message,
                                         GError        **error);
const char    *invites_cursor_get_text  (InvitesCursor  *self,
                                         int             column);
char          *invites_cursor_dup_text  (InvitesCursor  *self,
                                         int             column);
gint64         invites_cursor_get_int   (InvitesCursor  *self,
                                         int             column);
gboolean       invites_cursor_is_null   (InvitesCursor  *self,
                                         int             column);
InvitesTime    invites_cursor_get_time  (InvitesCursor  *self,
                                         int             column);
GBytes        *invites_cursor_dup_bytes (InvitesCursor  *self,
                                         int             column);
/* The first column of all rows that are left, NULL-terminated. */
char         **invites_cursor_dup_texts (InvitesCursor  *self,
                                         GError        **error);
/* Gives the statement back to the cache. */
void           invites_cursor_free      (InvitesCursor  *self);

/* A transaction that its scope's end rolls back unless it was committed:
 * g_autoptr(InvitesTransaction) transaction = invites_transaction_begin (…). */
typedef InvitesDatabase InvitesTransaction;

InvitesTransaction *
               invites_transaction_begin  (InvitesDatabase *self,
                                           InvitesMode      mode,
                                           GError         **error);
gboolean       invites_transaction_commit (InvitesTransaction *self,
                                           GError        **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesTransaction, invites_database_rollback)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesDatabase, invites_database_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesCursor, invites_cursor_free)

G_END_DECLS
