/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <curl/curl.h>

G_BEGIN_DECLS

/* Bytes over a connection that libcurl has made (TCP, TLS, sign-in). Never
 * blocks. */
typedef struct _InvitesSmtpWire InvitesSmtpWire;

/* No bytes now; or none any more. */
#define INVITES_SMTP_WIRE_AGAIN 0
#define INVITES_SMTP_WIRE_LOST  (-1)

InvitesSmtpWire *invites_smtp_wire_new    (CURL            *curl);
void             invites_smtp_wire_free   (InvitesSmtpWire *self);
int              invites_smtp_wire_get_fd (InvitesSmtpWire *self);
gssize           invites_smtp_wire_write  (InvitesSmtpWire *self,
                                           const char      *bytes,
                                           gsize            length);
gssize           invites_smtp_wire_read   (InvitesSmtpWire *self,
                                           char            *buffer,
                                           gsize            size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesSmtpWire, invites_smtp_wire_free)

G_END_DECLS
