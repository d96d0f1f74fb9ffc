/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "core/invites-error.h"

G_BEGIN_DECLS

/*
 * Counts attempts by key over a sliding window. An attempt is taken before it
 * is made, so that many at once cannot pass together, and given back when it
 * was no failure. May be used from any thread.
 */
typedef struct _InvitesThrottle InvitesThrottle;

InvitesThrottle *invites_throttle_new       (guint             limit,
                                             guint             window);
void             invites_throttle_free      (InvitesThrottle  *self);
gboolean         invites_throttle_take      (InvitesThrottle  *self,
                                             const char       *key,
                                             GError          **error);
void             invites_throttle_give_back (InvitesThrottle  *self,
                                             const char       *key);
void             invites_throttle_reset     (InvitesThrottle  *self,
                                             const char       *key);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesThrottle, invites_throttle_free)

G_END_DECLS
