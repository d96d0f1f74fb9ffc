/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "client/invites-client.h"

G_BEGIN_DECLS

#define INVITES_TYPE_PREVIEW_DIALOG (invites_preview_dialog_get_type ())
G_DECLARE_FINAL_TYPE (InvitesPreviewDialog, invites_preview_dialog, INVITES,
                      PREVIEW_DIALOG, AdwWindow)

/* A mail as a contact would get it, or as one got it. */
GtkWindow *invites_preview_dialog_new          (InvitesClient        *client,
                                                const char           *template_id,
                                                const char           *template_name,
                                                const InvitesFilter  *filter,
                                                const char           *email_from,
                                                gboolean              may_send_test);
GtkWindow *invites_preview_dialog_new_for_mail (const InvitesPreview *mail);

G_END_DECLS
