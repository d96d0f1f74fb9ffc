/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/store/invites-database.h"

G_BEGIN_DECLS

gboolean invites_postgresql_make_fold (InvitesDatabase *database,
                                       GError         **error);

G_END_DECLS
