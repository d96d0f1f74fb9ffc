/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/delivery/invites-smtp-dialogue.h"

G_BEGIN_DECLS

/*
 * A server without a socket, for a dialogue without one: it gives the usual
 * replies, but for those that a script changes. Bytes go between the two in
 * pieces of any size, and stop where they are told to.
 */
typedef struct
{
  const char *verb;  /* what a command begins with; "." the end of a message */
  const char *reply; /* with CRLF; "": none; each is used once */
} SmtpLine;

typedef struct
{
  InvitesSmtpDialogue *dialogue;   /* (owned) */
  gboolean             pipelining; /* it is announced */
  const char          *ehlo;       /* (nullable): instead of the usual */
  const SmtpLine      *lines;
  guint                n_lines;
  guint                out_size;   /* bytes at a time to the server; 0: all */
  guint                in_size;    /* likewise from it */
  gsize                out_end;    /* it goes away after that many bytes */
  gsize                in_end;     /* after having given that many */

  gboolean             used[8];
  gboolean             has_sender; /* of a transaction */
  gboolean             has_recipient;
  gboolean             in_message;
  GString             *heard;      /* all that the client has said */
  GString             *input;      /* of which no line was taken yet */
  GString             *said;       /* replies that are to be given */
  GString             *message;    /* the last one, unstuffed */
  guint                n_messages;
  gsize                n_in;       /* bytes of replies that were given */
  gint64               now;
} SmtpScript;

void     smtp_script_init   (SmtpScript            *self,
                             gboolean               pipelining,
                             const SmtpLine        *lines,
                             guint                  n_lines);
void     smtp_script_clear  (SmtpScript            *self);
/* Until nothing moves. */
void     smtp_script_run    (SmtpScript            *self);
/* One mail; the answer is to be cleared. */
void     smtp_script_send   (SmtpScript            *self,
                             const InvitesEnvelope *envelope,
                             const char            *message,
                             InvitesRelayAnswer    *answer);
gboolean smtp_script_is_alive (SmtpScript          *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (SmtpScript, smtp_script_clear)

G_END_DECLS
