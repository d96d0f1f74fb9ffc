/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/store/invites-database.h"
#include "service/store/invites-store.h"

G_BEGIN_DECLS

/* Where the rows of a ledger come from. */
typedef enum
{
  INVITES_ENTRIES_OF_SEND,     /* key: send_id */
  INVITES_ENTRIES_OF_FORECAST, /* temp.resolved; key: 0 */
} InvitesEntriesSource;

/* Both run within a transaction of the caller. */
gboolean      invites_entries_walk (InvitesDatabase      *database,
                                    InvitesEntriesSource  source,
                                    gint64                key,
                                    const InvitesListing *listing,
                                    InvitesEntryFunc      func,
                                    gpointer              user_data,
                                    guint64              *total,
                                    GError              **error);
InvitesEntry *invites_entries_find (InvitesDatabase *database,
                                    gint64           send_id,
                                    gint64           contact_id,
                                    GError         **error);

G_END_DECLS
