/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * As which service this process works off the queue, and until when it may:
 * what another one may have taken for unknown meanwhile does not go out. Time
 * goes on in a machine that sleeps and in a process that is stopped. For any
 * thread.
 */
typedef struct _InvitesLease InvitesLease;

InvitesLease *invites_lease_new         (void);
void          invites_lease_free        (InvitesLease *self);
void          invites_lease_set         (InvitesLease *self,
                                         gint64        service,
                                         gint64        until);
gint64        invites_lease_get_service (InvitesLease *self);
gboolean      invites_lease_holds       (InvitesLease *self,
                                         gint64        service);
gint64        invites_lease_get_clock   (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesLease, invites_lease_free)

G_END_DECLS
