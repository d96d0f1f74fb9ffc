/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define INVITES_SMTP_REPLY_MAX_TEXT 500 /* characters */

/* A whole reply, of one line or several. */
typedef struct
{
  int      code;    /* 200 to 599 */
  GString *lines;   /* (owned): what stands behind the codes, LF between */
} InvitesSmtpReply;

typedef enum
{
  INVITES_SMTP_LINE_LAST,
  INVITES_SMTP_LINE_MORE,
  INVITES_SMTP_LINE_BROKEN,
} InvitesSmtpLine;

InvitesSmtpReply *invites_smtp_reply_new            (void);
void              invites_smtp_reply_free           (InvitesSmtpReply *self);
InvitesSmtpLine   invites_smtp_reply_take_line      (InvitesSmtpReply *self,
                                                     const char       *line);
int               invites_smtp_reply_get_class      (InvitesSmtpReply *self);
void              invites_smtp_reply_clear          (InvitesSmtpReply *self);
const char       *invites_smtp_reply_find_keyword   (InvitesSmtpReply *self,
                                                     const char       *keyword);
char             *invites_smtp_reply_dup_text       (InvitesSmtpReply *self);
char             *invites_smtp_reply_dup_status     (InvitesSmtpReply *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesSmtpReply, invites_smtp_reply_free)

G_END_DECLS
