/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/store/invites-database.h"
#include "service/store/invites-store.h"

G_BEGIN_DECLS

/* What happens to an address, beside its deliveries. Everything here runs
 * within a transaction of the caller. */
gboolean invites_addresses_add_event    (InvitesDatabase    *database,
                                         gint64              address_id,
                                         InvitesTime         now,
                                         InvitesAddressEvent event,
                                         gint64              delivery_id,
                                         const char         *by,
                                         const char         *text,
                                         GError            **error);
gboolean invites_addresses_mark_refused (InvitesDatabase *database,
                                         gint64           delivery_id,
                                         const char      *text,
                                         InvitesTime      now,
                                         GError         **error);

G_END_DECLS
