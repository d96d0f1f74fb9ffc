/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/store/invites-cursor.h"

G_BEGIN_DECLS

/*
 * A connection to a database, of either engine: one error shape, statements
 * cached by their text, values always bound. The same text runs on both:
 *
 *  - values are ?1, ?2, …; temp.NAME is a temporary table of the connection
 *  - IS [NOT] DISTINCT FROM between values; flags are 0 and 1, and compared
 *  - json_each (?1) AS j gives j.value, as text: CAST (j.value AS BIGINT)
 *  - instr(), and max() and min() of two numbers, are there on both
 *  - CROSS JOIN x ON … is a JOIN in which SQLite keeps the order
 *  - new rows' numbers come by INSERT … RETURNING
 */
typedef struct _InvitesDatabase InvitesDatabase;

/* What a transaction is for. */
typedef enum
{
  INVITES_READ,  /* sees one state of the database */
  INVITES_WRITE, /* no other writes meanwhile */
  INVITES_TURN,  /* of the queue: where the engine can, beside other turns,
                    which claim other rows, but beside no INVITES_WRITE */
  INVITES_NOTE,  /* of what concerns no contact, send or address: where the
                    engine can, beside everything */
  INVITES_IMPORT, /* as INVITES_WRITE, and may pause as long as it needs */
} InvitesMode;

/* @database: sqlite:PATH or postgresql://… */
InvitesDatabase *invites_database_open      (const char      *database,
                                             GError         **error);
gboolean         invites_database_check_url (const char      *database,
                                             GError         **error);
const char      *invites_database_get_path  (const char      *database);
void             invites_database_free      (InvitesDatabase *self);

/* Whether other machines may be using it. */
gboolean       invites_database_is_shared  (InvitesDatabase *self);
/* What a SELECT of rows that are to be changed ends with: "" or
 * " FOR UPDATE SKIP LOCKED". */
const char    *invites_database_get_skip_locked (InvitesDatabase *self);

gboolean       invites_database_exec      (InvitesDatabase *self,
                                           const char      *sql,
                                           GError         **error);
gboolean       invites_database_begin     (InvitesDatabase *self,
                                           InvitesMode      mode,
                                           GError         **error);
gboolean       invites_database_commit    (InvitesDatabase *self,
                                           GError         **error);
void           invites_database_rollback  (InvitesDatabase *self);
/* Tells all listeners when the transaction is committed. */
gboolean       invites_database_notify    (InvitesDatabase *self,
                                           const char      *payload,
                                           GError         **error);

/*
 * A statement and its values. format names these, in the order of ?1, ?2, …:
 *   s  const char * (NULL: NULL)     i  gint64
 *   t  InvitesTime (NONE: NULL)      b  GBytes * (NULL: NULL)
 *   f  int flag, -1: NULL
 */
InvitesCursor *invites_database_query     (InvitesDatabase *self,
                                           const char      *sql,
                                           GError         **error,
                                           const char      *format,
                                           ...);
/* Without rows to read; *changed may be NULL. */
gboolean       invites_database_run       (InvitesDatabase *self,
                                           const char      *sql,
                                           guint64         *changed,
                                           GError         **error,
                                           const char      *format,
                                           ...);
/* The first column of the first row, 0 when there is none. */
gboolean       invites_database_get_number (InvitesDatabase *self,
                                            const char      *sql,
                                            gint64          *number,
                                            GError         **error,
                                            const char      *format,
                                            ...);
/* For statements whose values are gathered at run time: binds ?n. */
InvitesCursor *invites_database_prepare   (InvitesDatabase *self,
                                           const char      *sql,
                                           GError         **error);
/* For more rows than should be in memory at once; and by how many may come. */
InvitesCursor *invites_database_query_long (InvitesDatabase *self,
                                            const char      *sql,
                                            GError         **error,
                                            const char      *format,
                                            ...);
InvitesCursor *invites_database_prepare_long (InvitesDatabase *self,
                                              const char      *sql,
                                              GError         **error);
/* Many rows at once, in the text format of COPY; for a shared one only. */
gboolean       invites_database_copy      (InvitesDatabase *self,
                                           const char      *sql,
                                           const char      *text,
                                           gsize            length,
                                           GError         **error);
InvitesCursor *invites_database_prepare_rows (InvitesDatabase *self,
                                              const char      *sql,
                                              guint64          max_rows,
                                              GError         **error);
guint64        invites_database_get_changes (InvitesDatabase *self);

/* A transaction that its scope's end rolls back unless it was committed:
 * g_autoptr(InvitesTransaction) transaction = invites_transaction_begin (…). */
typedef InvitesDatabase InvitesTransaction;

InvitesTransaction *
               invites_transaction_begin  (InvitesDatabase    *self,
                                           InvitesMode         mode,
                                           GError            **error);
gboolean       invites_transaction_commit (InvitesTransaction *self,
                                           GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesTransaction, invites_database_rollback)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesDatabase, invites_database_free)

G_END_DECLS
