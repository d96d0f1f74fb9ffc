/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/invites-entry.h"

G_BEGIN_DECLS

extern const char *const invites_entry_columns[];

/* Of type InvitesEntryFunc: into a JsonArray, into an InvitesCsvWriter. */
gboolean invites_entry_add_json (const InvitesEntry  *entry,
                                 gpointer             array,
                                 GError             **error);
gboolean invites_entry_add_csv  (const InvitesEntry  *entry,
                                 gpointer             writer,
                                 GError             **error);

G_END_DECLS
