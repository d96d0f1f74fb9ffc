/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What was last seen of the parts that the service cannot do without. May be
 * used from any thread; never blocks. */
typedef struct _InvitesHealth InvitesHealth;

InvitesHealth *invites_health_new          (void);
void           invites_health_free         (InvitesHealth *self);
void           invites_health_set_database (InvitesHealth *self,
                                            gboolean       working,
                                            const char    *why);
void           invites_health_set_sender   (InvitesHealth *self,
                                            gboolean       working,
                                            const char    *why);
gboolean       invites_health_is_good      (InvitesHealth *self);
JsonNode      *invites_health_to_json      (InvitesHealth *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesHealth, invites_health_free)

G_END_DECLS
