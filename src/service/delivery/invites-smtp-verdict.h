/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/delivery/invites-relay-answer.h"
#include "service/delivery/invites-smtp-reply.h"

G_BEGIN_DECLS

#define INVITES_SMTP_CLOSING 421

/* What a reply is to. */
typedef enum
{
  INVITES_SMTP_STEP_EHLO,
  INVITES_SMTP_STEP_RSET,
  INVITES_SMTP_STEP_MAIL,
  INVITES_SMTP_STEP_RCPT,
  INVITES_SMTP_STEP_DATA,
  INVITES_SMTP_STEP_DOT,
  INVITES_SMTP_STEP_QUIT,
} InvitesSmtpStep;

void     invites_smtp_verdict_judge          (InvitesSmtpStep     step,
                                              InvitesSmtpReply   *reply,
                                              InvitesRelayAnswer *answer);
gboolean invites_smtp_verdict_is_sign_in     (int                 code,
                                              const char         *status);

G_END_DECLS
