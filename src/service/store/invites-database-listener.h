/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Hears what invites_database_notify() says, in this process and in others, on
 * a connection and in a thread of its own.
 *
 * payload is NULL each time it begins to listen, the first time too: whatever
 * was said before was not heard, so everything may have changed.
 */
typedef struct _InvitesDatabaseListener InvitesDatabaseListener;

typedef void (*InvitesDatabaseListenerFunc) (const char *payload,
                                             gpointer    user_data);

InvitesDatabaseListener *
     invites_database_listener_new  (const char                  *database,
                                     InvitesDatabaseListenerFunc  func,
                                     gpointer                     user_data);
void invites_database_listener_free (InvitesDatabaseListener     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesDatabaseListener,
                               invites_database_listener_free)

G_END_DECLS
