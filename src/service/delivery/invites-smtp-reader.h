/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/delivery/invites-smtp-reply.h"

G_BEGIN_DECLS

/* Bytes, however they are cut, into whole replies. */
typedef struct _InvitesSmtpReader InvitesSmtpReader;

typedef enum
{
  INVITES_SMTP_READ_MORE,   /* the next reply is not whole yet */
  INVITES_SMTP_READ_REPLY,
  INVITES_SMTP_READ_BROKEN, /* this is no SMTP, or has no end */
} InvitesSmtpRead;

InvitesSmtpReader *invites_smtp_reader_new  (void);
void               invites_smtp_reader_free (InvitesSmtpReader *self);
void               invites_smtp_reader_push (InvitesSmtpReader *self,
                                             const char        *bytes,
                                             gsize              length);
InvitesSmtpRead    invites_smtp_reader_next (InvitesSmtpReader *self,
                                             InvitesSmtpReply **reply);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesSmtpReader, invites_smtp_reader_free)

G_END_DECLS
