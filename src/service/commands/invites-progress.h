/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A line on standard error that says how far something is, and is drawn anew
 * now and then: only on a terminal, or when it is wanted all the same. */
typedef struct _InvitesProgress InvitesProgress;

InvitesProgress *invites_progress_new  (gboolean         always);
void             invites_progress_free (InvitesProgress *self);
void             invites_progress_show (InvitesProgress *self,
                                        const char      *what,
                                        guint64          n_rows,
                                        guint            thousandths);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesProgress, invites_progress_free)

G_END_DECLS
