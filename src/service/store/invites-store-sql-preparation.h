/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/store/invites-database.h"

G_BEGIN_DECLS

/* The ledger of a send that is in the state 'preparing', which nobody sees:
 * what was resolved is written, or what is there of it removed. */
gboolean invites_preparation_write  (InvitesDatabase *database,
                                     gint64           send_id,
                                     InvitesTime      now,
                                     GError         **error);
gboolean invites_preparation_end    (InvitesDatabase *database,
                                     gint64           send_id,
                                     GError         **error);
gboolean invites_preparation_remove (InvitesDatabase *database,
                                     gint64           send_id,
                                     GError         **error);
gboolean invites_preparation_clear  (InvitesDatabase *database,
                                     const char      *uuid,
                                     GError         **error);

G_END_DECLS
