/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "core/invites-preview.h"

G_BEGIN_DECLS

InvitesPreview *invites_mail_file_read (const char  *path,
                                        GError     **error);

G_END_DECLS
