/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "core/invites-preview.h"

G_BEGIN_DECLS

#define INVITES_DEMO_USERNAME "demo"

#define INVITES_TYPE_DEMO (invites_demo_get_type ())
G_DECLARE_FINAL_TYPE (InvitesDemo, invites_demo, INVITES, DEMO, GObject)

/* A private account service on loopback, with made-up contacts, that lives as
 * long as this process and whose mail stays on this machine. */
InvitesDemo    *invites_demo_new              (void);
gboolean        invites_demo_is_available     (void);
const char     *invites_demo_get_service_url  (InvitesDemo          *self);
const char     *invites_demo_get_password     (InvitesDemo          *self);
void            invites_demo_start_async      (InvitesDemo          *self,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
gboolean        invites_demo_start_finish     (InvitesDemo          *self,
                                               GAsyncResult         *result,
                                               GError              **error);
void            invites_demo_stop_async       (InvitesDemo          *self,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
gboolean        invites_demo_stop_finish      (InvitesDemo          *self,
                                               GAsyncResult         *result,
                                               GError              **error);
void            invites_demo_last_mail_async  (InvitesDemo          *self,
                                               GCancellable         *cancellable,
                                               GAsyncReadyCallback   callback,
                                               gpointer              user_data);
InvitesPreview *invites_demo_last_mail_finish (InvitesDemo          *self,
                                               GAsyncResult         *result,
                                               GError              **error);

G_END_DECLS
