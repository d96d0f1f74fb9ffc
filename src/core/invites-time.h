/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Times are whole seconds since 1970-01-01T00:00:00Z; 0 is "never". */
typedef gint64 InvitesTime;

#define INVITES_TIME_NONE ((InvitesTime) 0)

InvitesTime invites_time_now         (void);
char       *invites_time_to_string   (InvitesTime  time);
gboolean    invites_time_from_string (const char  *text,
                                      InvitesTime *time);

G_END_DECLS
