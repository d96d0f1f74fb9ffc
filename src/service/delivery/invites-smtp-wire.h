/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <curl/curl.h>

#include "service/delivery/invites-smtp-reply.h"

G_BEGIN_DECLS

/* Bytes and lines over a connection that libcurl has made (TCP, TLS, sign-in),
 * each with a time-out. Blocks in poll() and nowhere else. */
typedef struct _InvitesSmtpWire InvitesSmtpWire;

InvitesSmtpWire  *invites_smtp_wire_new        (CURL             *curl);
void              invites_smtp_wire_free       (InvitesSmtpWire  *self);
gboolean          invites_smtp_wire_is_quiet   (InvitesSmtpWire  *self);
gboolean          invites_smtp_wire_write      (InvitesSmtpWire  *self,
                                                const char       *bytes,
                                                gsize             length,
                                                guint             milliseconds,
                                                GCancellable     *cancellable,
                                                GError          **error);
InvitesSmtpReply *invites_smtp_wire_read_reply (InvitesSmtpWire  *self,
                                                guint             milliseconds,
                                                GCancellable     *cancellable,
                                                GError          **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesSmtpWire, invites_smtp_wire_free)

G_END_DECLS
