/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/store/invites-records.h"

G_BEGIN_DECLS

/* What the program carries in itself: data/templates and the migrations. */
char                  *invites_bundled_dup_text     (const char  *path,
                                                     GError     **error);
InvitesTemplateRecord *invites_bundled_new_template (const char  *id,
                                                     const char  *name,
                                                     GError     **error);

G_END_DECLS
