/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/settings/invites-services.h"

G_BEGIN_DECLS

#define INVITES_TYPE_SERVICES_GROUP (invites_services_group_get_type ())
G_DECLARE_FINAL_TYPE (InvitesServicesGroup, invites_services_group, INVITES,
                      SERVICES_GROUP, AdwPreferencesGroup)

/* The services that are known, each with a way to remove it. Emits
 * "add-service". */
void invites_services_group_set_services (InvitesServicesGroup *self,
                                          InvitesServices      *services);

G_END_DECLS
