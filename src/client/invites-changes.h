/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "client/invites-client.h"

G_BEGIN_DECLS

#define INVITES_TYPE_CHANGES (invites_changes_get_type ())
G_DECLARE_FINAL_TYPE (InvitesChanges, invites_changes, INVITES, CHANGES,
                      GObject)

/* Learns by held requests, for as long as it lives and the session lasts, that
 * the contacts of a division, or the ledger of a send, are not what they were.
 * Emits "changed"; "notify::error" tells that the service cannot be asked, and
 * that it can again. */
InvitesChanges *invites_changes_new          (InvitesClient  *client,
                                              const char     *division);
InvitesChanges *invites_changes_new_for_send (InvitesClient  *client,
                                              const char     *uuid);
const GError   *invites_changes_get_error    (InvitesChanges *self);
void            invites_changes_retry        (InvitesChanges *self);

G_END_DECLS
