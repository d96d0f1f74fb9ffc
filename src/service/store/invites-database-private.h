/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/store/invites-database.h"

G_BEGIN_DECLS

/* What an engine does. Each member is the function of invites-database.h or
 * invites-cursor.h that has its name. */
typedef struct
{
  gboolean       is_shared;
  const char    *skip_locked;

  void           (*free)         (InvitesDatabase *self);
  gboolean       (*exec)         (InvitesDatabase *self,
                                  const char      *sql,
                                  GError         **error);
  gboolean       (*begin)        (InvitesDatabase *self,
                                  InvitesMode      mode,
                                  GError         **error);
  gboolean       (*commit)       (InvitesDatabase *self,
                                  GError         **error);
  void           (*rollback)     (InvitesDatabase *self);
  gboolean       (*notify)       (InvitesDatabase *self,
                                  const char      *payload,
                                  GError         **error);
  InvitesCursor *(*prepare)      (InvitesDatabase *self,
                                  const char      *sql,
                                  GError         **error);
  InvitesCursor *(*prepare_long) (InvitesDatabase *self,
                                  const char      *sql,
                                  GError         **error);
  /* (nullable) where rows are inserted as fast one by one. */
  gboolean       (*copy)         (InvitesDatabase *self,
                                  const char      *sql,
                                  const char      *text,
                                  gsize            length,
                                  GError         **error);
  guint64        (*get_changes)  (InvitesDatabase *self);
} InvitesDatabaseDriver;

typedef struct
{
  /* Values may be NULL. */
  void           (*bind_text)  (InvitesCursor  *self,
                                int             index,
                                const char     *value);
  void           (*bind_int)   (InvitesCursor  *self,
                                int             index,
                                const gint64   *value);
  void           (*bind_bytes) (InvitesCursor  *self,
                                int             index,
                                GBytes         *value);
  gboolean       (*step)       (InvitesCursor  *self,
                                GError        **error);
  const char    *(*get_text)   (InvitesCursor  *self,
                                int             column);
  gint64         (*get_int)    (InvitesCursor  *self,
                                int             column);
  gboolean       (*is_null)    (InvitesCursor  *self,
                                int             column);
  GBytes        *(*dup_bytes)  (InvitesCursor  *self,
                                int             column);
  void           (*free)       (InvitesCursor  *self);
} InvitesCursorDriver;

/* The engines' own structures begin with these. */
struct _InvitesDatabase
{
  const InvitesDatabaseDriver *driver;
};

struct _InvitesCursor
{
  const InvitesCursorDriver *driver;
};

#define INVITES_SQLITE_SCHEME "sqlite:"

InvitesDatabase *invites_database_sqlite_open      (const char *path,
                                                    GError    **error);
InvitesDatabase *invites_database_postgresql_open  (const char *url,
                                                    GError    **error);
gboolean         invites_database_postgresql_check (const char *url,
                                                    GError    **error);

void             invites_cursor_bind_values        (InvitesCursor *self,
                                                    const char    *format,
                                                    va_list       *values);
guint            invites_database_hash_sql         (gconstpointer  key);

G_END_DECLS
