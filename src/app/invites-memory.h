/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define INVITES_TYPE_MEMORY (invites_memory_get_type ())
G_DECLARE_FINAL_TYPE (InvitesMemory, invites_memory, INVITES, MEMORY, GObject)

/* What the window remembers from one start to the next: who signed in where.
 * Never a secret, and never the limit of a send. */
InvitesMemory *invites_memory_new                (const char    *path);
const char    *invites_memory_get_service_url    (InvitesMemory *self);
const char    *invites_memory_get_username       (InvitesMemory *self);
gboolean       invites_memory_get_stay_signed_in (InvitesMemory *self);
void           invites_memory_remember           (InvitesMemory *self,
                                                  const char    *service_url,
                                                  const char    *username,
                                                  gboolean       stay_signed_in);

G_END_DECLS
