/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "service/invites-keys.h"

G_BEGIN_DECLS

/*
 * Takes in what an MTA puts into a Maildir or a mailbox file for the bounce
 * domain, in a thread and with a database connection of its own.
 *
 * In serve: with --bounce-maildir DIR or --bounce-mailbox FILE (or both),
 * made with invites_bounce_watcher_new () beside the sender, started after
 * it, and stopped before the hub is freed; the function that it calls is
 * given the send whose numbers have changed, for invites_hub_send_changed ().
 */
#define INVITES_TYPE_BOUNCE_WATCHER (invites_bounce_watcher_get_type ())
G_DECLARE_FINAL_TYPE (InvitesBounceWatcher, invites_bounce_watcher, INVITES,
                      BOUNCE_WATCHER, GObject)

/* Called from the watcher's thread after each commit. */
typedef void (*InvitesBounceWatcherFunc) (const char *send_uuid,
                                          gpointer    user_data);

InvitesBounceWatcher *invites_bounce_watcher_new   (const char                *database,
                                                    InvitesKeys               *keys,
                                                    const char                *maildir,
                                                    const char                *mailbox,
                                                    InvitesBounceWatcherFunc   changed,
                                                    gpointer                   user_data);
gboolean              invites_bounce_watcher_start (InvitesBounceWatcher      *self,
                                                    GError                   **error);
void                  invites_bounce_watcher_stop  (InvitesBounceWatcher      *self);

G_END_DECLS
