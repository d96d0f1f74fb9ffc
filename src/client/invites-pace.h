/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "core/invites-error.h"

G_BEGIN_DECLS

/* When to ask again for what may have changed: at once, but never beside the
 * asking before, and never so often that the service does little else. What
 * failed for a reason that passes is asked again by itself. */
typedef struct _InvitesPace InvitesPace;

/* Milliseconds. News come once a second at most; they are shown at once. */
#define INVITES_PACE_USUAL 400

typedef void (*InvitesPaceFunc) (gpointer user_data);

InvitesPace *invites_pace_new   (guint            pause,
                                 InvitesPaceFunc  ask,
                                 gpointer         user_data);
void         invites_pace_free  (InvitesPace     *self);
void         invites_pace_want  (InvitesPace     *self);
void         invites_pace_begin (InvitesPace     *self);
void         invites_pace_end   (InvitesPace     *self);
void         invites_pace_fail  (InvitesPace     *self,
                                 const GError    *error);
void         invites_pace_stop  (InvitesPace     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesPace, invites_pace_free)

G_END_DECLS
