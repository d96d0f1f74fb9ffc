/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "service/delivery/invites-relay-connection.h"

G_BEGIN_DECLS

/*
 * What is said to an SMTP server and what its replies mean, without a socket:
 * bytes go in, bytes come out, and times are told. It begins with EHLO on a
 * connection that has been greeted, secured and signed in.
 */
typedef struct _InvitesSmtpDialogue InvitesSmtpDialogue;

InvitesSmtpDialogue *invites_smtp_dialogue_new          (const char            *host_name,
                                                         guint                  time_out,
                                                         gint64                 now);
void                 invites_smtp_dialogue_free         (InvitesSmtpDialogue   *self);
InvitesRelayState    invites_smtp_dialogue_get_state    (InvitesSmtpDialogue   *self);
gboolean             invites_smtp_dialogue_is_over      (InvitesSmtpDialogue   *self);
gint64               invites_smtp_dialogue_get_deadline (InvitesSmtpDialogue   *self);
void                 invites_smtp_dialogue_begin        (InvitesSmtpDialogue   *self,
                                                         const InvitesEnvelope *envelope,
                                                         GBytes                *message,
                                                         gint64                 now);
/* What is to be written: the same bytes at the same place until all of them
 * were taken. */
const char          *invites_smtp_dialogue_get_output   (InvitesSmtpDialogue   *self,
                                                         gsize                 *length);
void                 invites_smtp_dialogue_take_output  (InvitesSmtpDialogue   *self,
                                                         gsize                  length,
                                                         gint64                 now);
void                 invites_smtp_dialogue_receive      (InvitesSmtpDialogue   *self,
                                                         const char            *bytes,
                                                         gsize                  length,
                                                         gint64                 now);
void                 invites_smtp_dialogue_check_time   (InvitesSmtpDialogue   *self,
                                                         gint64                 now);
void                 invites_smtp_dialogue_lose         (InvitesSmtpDialogue   *self,
                                                         const char            *how);
gboolean             invites_smtp_dialogue_take_answer  (InvitesSmtpDialogue   *self,
                                                         InvitesRelayAnswer    *answer);
void                 invites_smtp_dialogue_leave        (InvitesSmtpDialogue   *self,
                                                         gint64                 now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (InvitesSmtpDialogue, invites_smtp_dialogue_free)

G_END_DECLS
