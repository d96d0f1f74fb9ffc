/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "core/invites-time.h"

G_BEGIN_DECLS

typedef struct _InvitesPage InvitesPage;

/* One page of a list that has total items in all. */
struct _InvitesPage
{
  guint64      total;
  InvitesTime  as_of; /* or NONE */
  GPtrArray   *items; /* (owned): InvitesContact, InvitesEntry, InvitesSend */
};

InvitesPage *invites_page_new  (GDestroyNotify  free_item);
void         invites_page_free (InvitesPage    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesPage, invites_page_free)

G_END_DECLS
