/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/delivery/invites-relay.h"

G_BEGIN_DECLS

#define INVITES_TYPE_MAILDIR_RELAY (invites_maildir_relay_get_type ())
G_DECLARE_FINAL_TYPE (InvitesMaildirRelay, invites_maildir_relay, INVITES,
                      MAILDIR_RELAY, GObject)

/* The newest message that stands in a Maildir, NULL without error if none. */
char *invites_maildir_find_newest (const char  *directory,
                                   GError     **error);

G_END_DECLS
