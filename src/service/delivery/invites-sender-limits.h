/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/delivery/invites-sender.h"
#include "service/store/invites-records.h"

G_BEGIN_DECLS

/*
 * How much the mail system and each recipient's domain are given, and which
 * domains have asked for a rest. In memory only; for one thread. @now is on the
 * monotonic clock, @wall the time of day.
 */
typedef struct _InvitesLimits InvitesLimits;

InvitesLimits *invites_limits_new           (const InvitesSenderLimits *limits);
void           invites_limits_free          (InvitesLimits             *self);

/* The mail system. */
guint          invites_limits_get_allowance (InvitesLimits             *self,
                                             gint64                     now);
gint64         invites_limits_get_next      (InvitesLimits             *self);

/* The domains. */
gboolean       invites_limits_admit         (InvitesLimits             *self,
                                             const char                *address_key,
                                             gint64                     now,
                                             InvitesTime                wall,
                                             InvitesTime               *not_before);
void           invites_limits_release       (InvitesLimits             *self,
                                             const char                *address_key,
                                             gboolean                   was_taken);
InvitesTime    invites_limits_slow          (InvitesLimits             *self,
                                             const char                *address_key,
                                             InvitesTime                wall);
GHashTable    *invites_limits_dup_blocked   (InvitesLimits             *self,
                                             gint64                     now,
                                             InvitesTime                wall);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesLimits, invites_limits_free)

G_END_DECLS
