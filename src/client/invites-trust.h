/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define INVITES_TYPE_TRUST (invites_trust_get_type ())
G_DECLARE_FINAL_TYPE (InvitesTrust, invites_trust, INVITES, TRUST, GObject)

/* Whose certificates are good besides those that the system trusts: a company
 * may sign those of its own machines itself. */
InvitesTrust *invites_trust_new      (void);
gboolean      invites_trust_set_file (InvitesTrust    *self,
                                      const char      *path,
                                      GError         **error);
const char   *invites_trust_get_file (InvitesTrust    *self);
gboolean      invites_trust_verify   (InvitesTrust    *self,
                                      GTlsCertificate *certificate,
                                      GUri            *uri);

G_END_DECLS
