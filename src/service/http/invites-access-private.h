/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/http/invites-access.h"

G_BEGIN_DECLS

struct _InvitesAccess
{
  InvitesStore     *store;     /* (owned) */
  InvitesIndex     *index;     /* (unowned) */
  InvitesPrincipal *principal; /* (owned) */
};

InvitesRecipient *invites_access_find_recipient (InvitesAccess  *self,
                                                 const char     *contact,
                                                 GError        **error);

G_END_DECLS
