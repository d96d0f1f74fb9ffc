/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "core/invites-time.h"

G_BEGIN_DECLS

/*
 * A statement in use: its values are bound, then it is stepped from row to
 * row. Step is TRUE for a row, FALSE at the end or with error.
 */
typedef struct _InvitesCursor InvitesCursor;

void           invites_cursor_bind_text (InvitesCursor  *self,
                                         int             index,
                                         const char     *value);
void           invites_cursor_bind_int  (InvitesCursor  *self,
                                         int             index,
                                         gint64          value);
void           invites_cursor_bind_time (InvitesCursor  *self,
                                         int             index,
                                         InvitesTime     value);
void           invites_cursor_bind_bytes (InvitesCursor *self,
                                         int             index,
                                         GBytes         *value);
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

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesCursor, invites_cursor_free)

G_END_DECLS
