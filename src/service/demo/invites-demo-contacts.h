/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/store/invites-store.h"

G_BEGIN_DECLS

#define INVITES_DEMO_MIN_CONTACTS     200
#define INVITES_DEMO_DEFAULT_CONTACTS 6000

gboolean invites_demo_fill (InvitesStore  *store,
                            guint          n_contacts,
                            guint32        seed,
                            InvitesTime    now,
                            GError       **error);

G_END_DECLS
