/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/delivery/invites-smtp-dialogue.h"
#include "service/delivery/invites-smtp-message.h"
#include "service/delivery/invites-smtp-reader.h"
#include "service/delivery/invites-smtp-verdict.h"

G_BEGIN_DECLS

#define INVITES_SMTP_MAX_EXPECTED 4

/* Where a mail stands decides what it means when all is cut off. */
typedef enum
{
  INVITES_SMTP_STAGE_NONE,
  INVITES_SMTP_STAGE_COMMANDS, /* the server can have nothing */
  INVITES_SMTP_STAGE_BODY,     /* a part, which it must throw away */
  INVITES_SMTP_STAGE_FINAL,    /* everything: only it knows what it does */
  INVITES_SMTP_STAGE_LONE_DOT, /* a mail without recipients is ended */
} InvitesSmtpStage;

struct _InvitesSmtpDialogue
{
  InvitesRelayState    state;
  InvitesSmtpAbilities abilities;
  gint64               time_out;    /* for every step, or 0: the RFC's */
  gint64               deadline;

  GString             *output;
  gsize                n_taken;     /* of the output */
  InvitesSmtpReader   *reader;
  InvitesSmtpStep      expected[INVITES_SMTP_MAX_EXPECTED];
  guint                n_expected;

  /* The mail. */
  InvitesSmtpStage     stage;
  GBytes              *message;     /* (nullable) */
  char                *mail;        /* (nullable): the MAIL command */
  char                *rcpt;        /* (nullable): the RCPT command */
  InvitesLease        *lease;       /* (unowned) (nullable): of the service */
  gint64               service;
  gboolean             rcpt_taken;
  gboolean             needs_reset; /* a transaction was begun and not ended */
  gboolean             is_judged;   /* the verdict below stands */
  gboolean             has_answer;  /* and the mail is done with */
  InvitesRelayAnswer   verdict;
};

/* One step of the dialogue each; times are on the monotonic clock. */
void     invites_smtp_dialogue_say          (InvitesSmtpDialogue *self,
                                             InvitesSmtpStep      step,
                                             const char          *command,
                                             gint64               now);
void     invites_smtp_dialogue_say_mail     (InvitesSmtpDialogue *self,
                                             gint64               now);
void     invites_smtp_dialogue_note_written (InvitesSmtpDialogue *self,
                                             gint64               now);
void     invites_smtp_dialogue_take_reply   (InvitesSmtpDialogue *self,
                                             InvitesSmtpReply    *reply,
                                             gint64               now);
void     invites_smtp_dialogue_refuse       (InvitesSmtpDialogue *self,
                                             const char          *text);
void     invites_smtp_dialogue_break_off    (InvitesSmtpDialogue *self,
                                             const char          *text);

G_END_DECLS
