/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/store/invites-database.h"

G_BEGIN_DECLS

/*
 * A name that one connection holds at a time, whichever program it belongs to
 * (of a database that is not shared, one program alone prepares sends). It is
 * let go of by the connection's end, too: who holds it is alive.
 */
gboolean invites_hold_try    (InvitesDatabase *database,
                              const char      *name,
                              gboolean        *held,
                              GError         **error);
gboolean invites_hold_wait   (InvitesDatabase *database,
                              const char      *name,
                              GError         **error);
void     invites_hold_let_go (InvitesDatabase *database,
                              const char      *name);

G_END_DECLS
