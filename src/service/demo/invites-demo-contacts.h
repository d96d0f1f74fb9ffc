/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/store/invites-store.h"

G_BEGIN_DECLS

#define INVITES_DEMO_MIN_CONTACTS     200
#define INVITES_DEMO_DEFAULT_CONTACTS 6000

/* From so many on it is a large company: one division has three of ten. */
#define INVITES_DEMO_LARGE_CONTACTS   50000

/* How many contacts of how many there are. */
typedef void (*InvitesDemoFunc) (guint    n_contacts,
                                 guint    n_all,
                                 gpointer user_data);

gboolean invites_demo_fill (InvitesStore     *store,
                            guint             n_contacts,
                            guint32           seed,
                            InvitesTime       now,
                            InvitesDemoFunc   func,
                            gpointer          user_data,
                            GError          **error);

G_END_DECLS
