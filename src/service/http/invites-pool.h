/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/store/invites-store.h"

G_BEGIN_DECLS

/* Threads that may block, each with its own connection to the database, and a
 * queue of bounded length before them. */
typedef struct _InvitesPool InvitesPool;

typedef void (*InvitesJobFunc) (gpointer      job,
                                InvitesStore *store,
                                gpointer      user_data);

InvitesPool *invites_pool_new  (const char      *name,
                                guint            n_threads,
                                guint            max_waiting,
                                const char      *database,
                                InvitesJobFunc   func,
                                gpointer         user_data,
                                GError         **error);
void         invites_pool_free (InvitesPool     *self);
gboolean     invites_pool_push (InvitesPool     *self,
                                gpointer         job,
                                gboolean         always);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesPool, invites_pool_free)

G_END_DECLS
