/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define INVITES_TYPE_APPLICATION (invites_application_get_type ())
G_DECLARE_FINAL_TYPE (InvitesApplication, invites_application, INVITES,
                      APPLICATION, AdwApplication)

InvitesApplication *invites_application_new (void);

G_END_DECLS
