/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/store/invites-store.h"

G_BEGIN_DECLS

/* Builds shards in a thread of its own, division by division. */
typedef struct _InvitesIndexLoader InvitesIndexLoader;

/* A division in memory. */
typedef struct
{
  char              *division; /* (owned) */
  InvitesIndexShard *shard;    /* (owned) */
  char              *position; /* (owned): of the feed, before it was read */
} InvitesLoaded;

/* Takes @loaded; NULL when all is done, or given up. In the loader's thread. */
typedef void (*InvitesLoadedFunc) (InvitesLoaded *loaded,
                                   gpointer       user_data);

InvitesIndexLoader *invites_index_loader_start (const char          *database,
                                                const char          *division,
                                                InvitesLoadedFunc    func,
                                                gpointer             user_data);
void                invites_index_loader_cancel (InvitesIndexLoader *self);
void                invites_index_loader_free  (InvitesIndexLoader  *self);
void                invites_loaded_free        (InvitesLoaded       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesLoaded, invites_loaded_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesIndexLoader, invites_index_loader_free)

G_END_DECLS
