/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/store/invites-database.h"

G_BEGIN_DECLS

/* Binds the values of the row of that number, the first one as ?first. */
typedef void (*InvitesBindRowFunc) (InvitesCursor *cursor,
                                    int            first,
                                    guint          row,
                                    gpointer       user_data);

gboolean invites_rows_run (InvitesDatabase    *database,
                           const char         *head,
                           const char         *tail,
                           guint               n_columns,
                           guint               n_rows,
                           InvitesBindRowFunc  bind,
                           gpointer            user_data,
                           GError            **error);

G_END_DECLS
